# Ranges of networks by site and segment, for rules between sites.

locals {
  cidrs = {
    aws_eu_central_1__public  = cidrsubnet(var.aws_eu_central_1__cidr, 2, 0)
    aws_eu_central_1__private = cidrsubnet(var.aws_eu_central_1__cidr, 2, 1)
    aws_eu_central_1__data    = cidrsubnet(var.aws_eu_central_1__cidr, 2, 2)
  }
}
