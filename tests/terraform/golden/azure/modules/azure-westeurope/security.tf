# Who may talk to whom: one group per service, one rule per flow.

resource "azurerm_network_security_group" "front" {
  name                = "shop-front"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  tags                = local.tags.front
}

resource "azurerm_subnet_network_security_group_association" "front" {
  subnet_id                 = azurerm_subnet.front.id
  network_security_group_id = azurerm_network_security_group.front.id
}

resource "azurerm_network_security_rule" "front__from__users__europe__443" {
  name                        = "front__from__users__europe__443"
  description                 = "users.europe to front"
  resource_group_name         = azurerm_resource_group.main.name
  network_security_group_name = azurerm_network_security_group.front.name
  priority                    = 1892
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_address_prefixes     = var.user_cidrs["europe"]
  source_port_range           = "*"
  destination_address_prefix  = local.subnets.front
  destination_port_range      = "443"
}

resource "azurerm_network_security_rule" "front__to__web__8080" {
  name                        = "front__to__web__8080"
  description                 = "front to web at azure:westeurope"
  resource_group_name         = azurerm_resource_group.main.name
  network_security_group_name = azurerm_network_security_group.front.name
  priority                    = 3496
  direction                   = "Outbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_address_prefix       = local.subnets.front
  source_port_range           = "*"
  destination_address_prefix  = local.subnets.web
  destination_port_range      = "8080"
}

resource "azurerm_network_security_rule" "front__platform__manager" {
  name                        = "platform-manager"
  resource_group_name         = azurerm_resource_group.main.name
  network_security_group_name = azurerm_network_security_group.front.name
  priority                    = 100
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "*"
  source_address_prefix       = "GatewayManager"
  source_port_range           = "*"
  destination_address_prefix  = "*"
  destination_port_range      = "65200-65535"
}

resource "azurerm_network_security_rule" "front__platform__probe" {
  name                        = "platform-probe"
  resource_group_name         = azurerm_resource_group.main.name
  network_security_group_name = azurerm_network_security_group.front.name
  priority                    = 101
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "*"
  source_address_prefix       = "AzureLoadBalancer"
  source_port_range           = "*"
  destination_address_prefix  = "*"
  destination_port_range      = "*"
}

resource "azurerm_network_security_rule" "front__deny__inbound" {
  name                        = "deny-inbound"
  resource_group_name         = azurerm_resource_group.main.name
  network_security_group_name = azurerm_network_security_group.front.name
  priority                    = 4096
  direction                   = "Inbound"
  access                      = "Deny"
  protocol                    = "*"
  source_address_prefix       = "*"
  source_port_range           = "*"
  destination_address_prefix  = "*"
  destination_port_range      = "*"
}

resource "azurerm_network_security_group" "orders" {
  name                = "shop-orders"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  tags                = local.tags.orders
}

resource "azurerm_subnet_network_security_group_association" "orders" {
  subnet_id                 = azurerm_subnet.orders.id
  network_security_group_id = azurerm_network_security_group.orders.id
}

resource "azurerm_network_security_rule" "orders__from__web__5432" {
  name                        = "orders__from__web__5432"
  description                 = "web at azure:westeurope to orders"
  resource_group_name         = azurerm_resource_group.main.name
  network_security_group_name = azurerm_network_security_group.orders.name
  priority                    = 2477
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_address_prefix       = local.subnets.web
  source_port_range           = "*"
  destination_address_prefix  = local.subnets.orders
  destination_port_range      = "5432"
}

resource "azurerm_network_security_rule" "orders__platform__standby_in" {
  name                        = "platform-standby-in"
  resource_group_name         = azurerm_resource_group.main.name
  network_security_group_name = azurerm_network_security_group.orders.name
  priority                    = 100
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_address_prefix       = local.subnets.orders
  source_port_range           = "*"
  destination_address_prefix  = local.subnets.orders
  destination_port_range      = "5432"
}

resource "azurerm_network_security_rule" "orders__platform__standby_out" {
  name                        = "platform-standby-out"
  resource_group_name         = azurerm_resource_group.main.name
  network_security_group_name = azurerm_network_security_group.orders.name
  priority                    = 100
  direction                   = "Outbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_address_prefix       = local.subnets.orders
  source_port_range           = "*"
  destination_address_prefix  = local.subnets.orders
  destination_port_range      = "5432"
}

resource "azurerm_network_security_rule" "orders__platform__backup" {
  name                        = "platform-backup"
  resource_group_name         = azurerm_resource_group.main.name
  network_security_group_name = azurerm_network_security_group.orders.name
  priority                    = 101
  direction                   = "Outbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_address_prefix       = local.subnets.orders
  source_port_range           = "*"
  destination_address_prefix  = "Storage"
  destination_port_range      = "443"
}

resource "azurerm_network_security_rule" "orders__platform__sign_in" {
  name                        = "platform-sign-in"
  resource_group_name         = azurerm_resource_group.main.name
  network_security_group_name = azurerm_network_security_group.orders.name
  priority                    = 102
  direction                   = "Outbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_address_prefix       = local.subnets.orders
  source_port_range           = "*"
  destination_address_prefix  = "AzureActiveDirectory"
  destination_port_range      = "443"
}

resource "azurerm_network_security_rule" "orders__deny__inbound" {
  name                        = "deny-inbound"
  resource_group_name         = azurerm_resource_group.main.name
  network_security_group_name = azurerm_network_security_group.orders.name
  priority                    = 4096
  direction                   = "Inbound"
  access                      = "Deny"
  protocol                    = "*"
  source_address_prefix       = "*"
  source_port_range           = "*"
  destination_address_prefix  = "*"
  destination_port_range      = "*"
}

resource "azurerm_network_security_rule" "orders__deny__outbound" {
  name                        = "deny-outbound"
  resource_group_name         = azurerm_resource_group.main.name
  network_security_group_name = azurerm_network_security_group.orders.name
  priority                    = 4096
  direction                   = "Outbound"
  access                      = "Deny"
  protocol                    = "*"
  source_address_prefix       = "*"
  source_port_range           = "*"
  destination_address_prefix  = "*"
  destination_port_range      = "*"
}

resource "azurerm_network_security_group" "web" {
  name                = "shop-web"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  tags                = local.tags.web
}

resource "azurerm_subnet_network_security_group_association" "web" {
  subnet_id                 = azurerm_subnet.web.id
  network_security_group_id = azurerm_network_security_group.web.id
}

resource "azurerm_network_security_rule" "web__from__front__8080" {
  name                        = "web__from__front__8080"
  description                 = "front at azure:westeurope to web"
  resource_group_name         = azurerm_resource_group.main.name
  network_security_group_name = azurerm_network_security_group.web.name
  priority                    = 1043
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_address_prefix       = local.subnets.front
  source_port_range           = "*"
  destination_address_prefix  = local.subnets.web
  destination_port_range      = "8080"
}

resource "azurerm_network_security_rule" "web__to__assets__443" {
  name                        = "web__to__assets__443"
  description                 = "web to assets at azure:westeurope"
  resource_group_name         = azurerm_resource_group.main.name
  network_security_group_name = azurerm_network_security_group.web.name
  priority                    = 2373
  direction                   = "Outbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_address_prefix       = local.subnets.web
  source_port_range           = "*"
  destination_address_prefix  = "Storage"
  destination_port_range      = "443"
}

resource "azurerm_network_security_rule" "web__to__orders__5432" {
  name                        = "web__to__orders__5432"
  description                 = "web to orders at azure:westeurope"
  resource_group_name         = azurerm_resource_group.main.name
  network_security_group_name = azurerm_network_security_group.web.name
  priority                    = 2692
  direction                   = "Outbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_address_prefix       = local.subnets.web
  source_port_range           = "*"
  destination_address_prefix  = local.subnets.orders
  destination_port_range      = "5432"
}

resource "azurerm_network_security_rule" "web__deny__inbound" {
  name                        = "deny-inbound"
  resource_group_name         = azurerm_resource_group.main.name
  network_security_group_name = azurerm_network_security_group.web.name
  priority                    = 4096
  direction                   = "Inbound"
  access                      = "Deny"
  protocol                    = "*"
  source_address_prefix       = "*"
  source_port_range           = "*"
  destination_address_prefix  = "*"
  destination_port_range      = "*"
}

resource "azurerm_network_security_rule" "web__deny__outbound" {
  name                        = "deny-outbound"
  resource_group_name         = azurerm_resource_group.main.name
  network_security_group_name = azurerm_network_security_group.web.name
  priority                    = 4096
  direction                   = "Outbound"
  access                      = "Deny"
  protocol                    = "*"
  source_address_prefix       = "*"
  source_port_range           = "*"
  destination_address_prefix  = "*"
  destination_port_range      = "*"
}
