# Plan shop: one module per site.

# azure:westeurope: assets, front, orders, web.
module "azure_westeurope" {
  source = "./modules/azure-westeurope"

  providers = {
    azurerm = azurerm
  }

  cidr               = var.azure_westeurope__cidr
  database_admin     = var.azure_database_admin
  front__certificate = var.azure_westeurope__front__certificate
  health_path        = var.health_path
  image_x86_64       = var.azure_image_x86_64
  ssh_public_key     = var.azure_ssh_public_key
  user_cidrs         = local.user_cidrs
}

locals {
  user_cidrs = {
    europe = var.users__europe__cidrs
  }
}
