# Ranges of networks by site and segment, for rules between sites.

locals {
  cidrs = {
    onprem_fra1 = var.onprem_fra1__cidr
  }
}
