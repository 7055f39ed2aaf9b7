# The network of azure:westeurope: a subnet for each service.

locals {
  subnets = {
    front  = cidrsubnet(var.cidr, 8, 37)
    orders = cidrsubnet(var.cidr, 8, 41)
    web    = cidrsubnet(var.cidr, 8, 202)
  }
}

resource "azurerm_virtual_network" "main" {
  name                = "shop-westeurope"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  address_space       = [var.cidr]
  tags                = local.shared_tags
}

resource "azurerm_subnet" "front" {
  name                            = "front"
  resource_group_name             = azurerm_resource_group.main.name
  virtual_network_name            = azurerm_virtual_network.main.name
  address_prefixes                = [local.subnets.front]
  default_outbound_access_enabled = false
}

resource "azurerm_subnet" "orders" {
  name                            = "orders"
  resource_group_name             = azurerm_resource_group.main.name
  virtual_network_name            = azurerm_virtual_network.main.name
  address_prefixes                = [local.subnets.orders]
  default_outbound_access_enabled = false
  service_endpoints               = ["Microsoft.Storage"]

  delegation {
    name = "database"

    service_delegation {
      name    = "Microsoft.DBforPostgreSQL/flexibleServers"
      actions = ["Microsoft.Network/virtualNetworks/subnets/join/action"]
    }
  }
}

resource "azurerm_subnet" "web" {
  name                            = "web"
  resource_group_name             = azurerm_resource_group.main.name
  virtual_network_name            = azurerm_virtual_network.main.name
  address_prefixes                = [local.subnets.web]
  default_outbound_access_enabled = false
  service_endpoints               = ["Microsoft.Storage"]
}
