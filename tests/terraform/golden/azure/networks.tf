# Ranges of networks by site and segment, for rules between sites.

locals {
  cidrs = {
    azure_westeurope__front  = cidrsubnet(var.azure_westeurope__cidr, 8, 37)
    azure_westeurope__orders = cidrsubnet(var.azure_westeurope__cidr, 8, 41)
    azure_westeurope__web    = cidrsubnet(var.azure_westeurope__cidr, 8, 202)
  }
}
