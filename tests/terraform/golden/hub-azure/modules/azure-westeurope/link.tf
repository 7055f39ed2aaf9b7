# The end of azure:westeurope of its link to the hub of the network.

resource "azurerm_subnet" "link__gateway" {
  # checkov:skip=CKV2_AZURE_31:Azure allows no security group around its gateways
  name                 = "GatewaySubnet"
  resource_group_name  = azurerm_resource_group.main.name
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = [cidrsubnet(var.cidr, 8, 22)]
}

resource "azurerm_public_ip" "link__gateway" {
  name                = "shop-westeurope-link"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  allocation_method   = "Static"
  sku                 = "Standard"
  zones               = ["1", "2", "3"]
  tags                = local.shared_tags
}

resource "azurerm_virtual_network_gateway" "main" {
  name                = "shop-westeurope-link"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  type                = "Vpn"
  sku                 = "VpnGw1AZ"
  tags                = local.shared_tags
  generation          = "Generation1"
  vpn_type            = "RouteBased"
  active_active       = false
  bgp_enabled         = true

  ip_configuration {
    name                          = "front"
    public_ip_address_id          = azurerm_public_ip.link__gateway.id
    private_ip_address_allocation = "Dynamic"
    subnet_id                     = azurerm_subnet.link__gateway.id
  }

  bgp_settings {
    asn = 64699

    peering_addresses {
      ip_configuration_name = "front"
      apipa_addresses       = ["169.254.21.242", "169.254.22.242", "169.254.21.130"]
    }
  }
}
