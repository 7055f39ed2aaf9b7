# Plan shop: one module per site.

# onprem:fra1: orders, web.
module "onprem_fra1" {
  source = "./modules/onprem-fra1"

  providers = {
    vsphere = vsphere.fra1
  }

  domain     = var.onprem_fra1__domain
  peer_cidrs = local.cidrs
  user_cidrs = local.user_cidrs
  vsphere    = var.onprem_fra1__vsphere
}

locals {
  user_cidrs = {
    europe = var.users__europe__cidrs
  }
}
