# What all files of azure:westeurope share.

data "azurerm_client_config" "current" {}

locals {
  # Ends names that are shared by all subscriptions of the world.
  suffix = substr(sha1(data.azurerm_client_config.current.subscription_id), 0, 6)

  shared_tags = {
    plan       = "shop"
    managed-by = "mcplan"
  }

  # Tags by service.
  tags = {
    assets = {
      plan       = "shop"
      service    = "assets"
      team       = "storefront"
      tier       = "standard"
      data-class = "unclassified"
      role       = "active"
      managed-by = "mcplan"
    }
    front = {
      plan       = "shop"
      service    = "front"
      team       = "storefront"
      tier       = "standard"
      data-class = "unclassified"
      role       = "active"
      managed-by = "mcplan"
    }
    orders = {
      plan       = "shop"
      service    = "orders"
      team       = "storefront"
      tier       = "standard"
      data-class = "unclassified"
      role       = "active"
      managed-by = "mcplan"
    }
    web = {
      plan       = "shop"
      service    = "web"
      team       = "storefront"
      tier       = "standard"
      data-class = "unclassified"
      role       = "active"
      managed-by = "mcplan"
    }
  }
}

resource "azurerm_resource_group" "main" {
  name     = "shop-westeurope"
  location = "westeurope"
  tags     = local.shared_tags
}
