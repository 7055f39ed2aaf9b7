# Links of every site to the hub of the network, and routes over them.

resource "azurerm_private_dns_zone_virtual_network_link" "azure_northeurope__names__azure_westeurope__orders" {
  name                  = "from-azure-northeurope"
  resource_group_name   = module.azure_westeurope.resource_group_name
  private_dns_zone_name = module.azure_westeurope.orders__zone
  virtual_network_id    = module.azure_northeurope.network_id
}

resource "azurerm_private_dns_zone_virtual_network_link" "azure_westeurope__names__azure_northeurope__orders" {
  name                  = "from-azure-westeurope"
  resource_group_name   = module.azure_northeurope.resource_group_name
  private_dns_zone_name = module.azure_northeurope.orders__zone
  virtual_network_id    = module.azure_westeurope.network_id
}

# aws:eu-central-1 to azure:westeurope
resource "aws_customer_gateway" "aws_eu_central_1" {
  provider = aws.eu_central_1

  type       = "ipsec.1"
  ip_address = module.azure_westeurope.gateway_address
  bgp_asn    = "64699"

  tags = {
    plan       = "shop"
    managed-by = "mcplan"
  }
}

resource "aws_vpn_connection" "aws_eu_central_1" {
  provider = aws.eu_central_1

  type                = "ipsec.1"
  customer_gateway_id = aws_customer_gateway.aws_eu_central_1.id
  vpn_gateway_id      = module.aws_eu_central_1.gateway_id
  static_routes_only  = false

  tunnel1_inside_cidr                  = "169.254.21.240/30"
  tunnel1_startup_action               = "start"
  tunnel1_ike_versions                 = ["ikev2"]
  tunnel1_phase1_encryption_algorithms = ["AES256"]
  tunnel1_phase1_integrity_algorithms  = ["SHA2-256"]
  tunnel1_phase1_dh_group_numbers      = [14]
  tunnel1_phase2_encryption_algorithms = ["AES256"]
  tunnel1_phase2_integrity_algorithms  = ["SHA2-256"]
  tunnel1_phase2_dh_group_numbers      = [14]

  tunnel2_inside_cidr                  = "169.254.22.240/30"
  tunnel2_startup_action               = "start"
  tunnel2_ike_versions                 = ["ikev2"]
  tunnel2_phase1_encryption_algorithms = ["AES256"]
  tunnel2_phase1_integrity_algorithms  = ["SHA2-256"]
  tunnel2_phase1_dh_group_numbers      = [14]
  tunnel2_phase2_encryption_algorithms = ["AES256"]
  tunnel2_phase2_integrity_algorithms  = ["SHA2-256"]
  tunnel2_phase2_dh_group_numbers      = [14]

  tags = {
    plan       = "shop"
    managed-by = "mcplan"
  }
}

resource "azurerm_local_network_gateway" "aws_eu_central_1__1" {
  name                = "link-aws-eu-central-1-1"
  resource_group_name = module.azure_westeurope.resource_group_name
  location            = "westeurope"
  gateway_address     = aws_vpn_connection.aws_eu_central_1.tunnel1_address

  tags = {
    plan       = "shop"
    managed-by = "mcplan"
  }

  bgp_settings {
    asn                 = 64678
    bgp_peering_address = "169.254.21.241"
  }
}

resource "azurerm_virtual_network_gateway_connection" "aws_eu_central_1__1" {
  name                       = "link-aws-eu-central-1-1"
  resource_group_name        = module.azure_westeurope.resource_group_name
  location                   = "westeurope"
  type                       = "IPsec"
  connection_protocol        = "IKEv2"
  virtual_network_gateway_id = module.azure_westeurope.gateway_id
  local_network_gateway_id   = azurerm_local_network_gateway.aws_eu_central_1__1.id
  shared_key                 = aws_vpn_connection.aws_eu_central_1.tunnel1_preshared_key
  bgp_enabled                = true

  tags = {
    plan       = "shop"
    managed-by = "mcplan"
  }

  custom_bgp_addresses {
    primary = "169.254.21.242"
  }

  ipsec_policy {
    ike_encryption   = "AES256"
    ike_integrity    = "SHA256"
    dh_group         = "DHGroup14"
    ipsec_encryption = "AES256"
    ipsec_integrity  = "SHA256"
    pfs_group        = "PFS2048"
    sa_lifetime      = 3600
  }
}

resource "azurerm_local_network_gateway" "aws_eu_central_1__2" {
  name                = "link-aws-eu-central-1-2"
  resource_group_name = module.azure_westeurope.resource_group_name
  location            = "westeurope"
  gateway_address     = aws_vpn_connection.aws_eu_central_1.tunnel2_address

  tags = {
    plan       = "shop"
    managed-by = "mcplan"
  }

  bgp_settings {
    asn                 = 64678
    bgp_peering_address = "169.254.22.241"
  }
}

resource "azurerm_virtual_network_gateway_connection" "aws_eu_central_1__2" {
  name                       = "link-aws-eu-central-1-2"
  resource_group_name        = module.azure_westeurope.resource_group_name
  location                   = "westeurope"
  type                       = "IPsec"
  connection_protocol        = "IKEv2"
  virtual_network_gateway_id = module.azure_westeurope.gateway_id
  local_network_gateway_id   = azurerm_local_network_gateway.aws_eu_central_1__2.id
  shared_key                 = aws_vpn_connection.aws_eu_central_1.tunnel2_preshared_key
  bgp_enabled                = true

  tags = {
    plan       = "shop"
    managed-by = "mcplan"
  }

  custom_bgp_addresses {
    primary = "169.254.22.242"
  }

  ipsec_policy {
    ike_encryption   = "AES256"
    ike_integrity    = "SHA256"
    dh_group         = "DHGroup14"
    ipsec_encryption = "AES256"
    ipsec_integrity  = "SHA256"
    pfs_group        = "PFS2048"
    sa_lifetime      = 3600
  }
}

# azure:northeurope to azure:westeurope
resource "random_password" "azure_northeurope" {
  length  = 32
  special = false
}

resource "azurerm_virtual_network_gateway_connection" "azure_westeurope__to__azure_northeurope" {
  name                            = "link-azure-northeurope"
  resource_group_name             = module.azure_westeurope.resource_group_name
  location                        = "westeurope"
  type                            = "Vnet2Vnet"
  virtual_network_gateway_id      = module.azure_westeurope.gateway_id
  peer_virtual_network_gateway_id = module.azure_northeurope.gateway_id
  shared_key                      = random_password.azure_northeurope.result
  bgp_enabled                     = true

  tags = {
    plan       = "shop"
    managed-by = "mcplan"
  }

  ipsec_policy {
    ike_encryption   = "AES256"
    ike_integrity    = "SHA256"
    dh_group         = "DHGroup14"
    ipsec_encryption = "AES256"
    ipsec_integrity  = "SHA256"
    pfs_group        = "PFS2048"
    sa_lifetime      = 3600
  }
}

resource "azurerm_virtual_network_gateway_connection" "azure_northeurope__to__azure_westeurope" {
  name                            = "link-azure-westeurope"
  resource_group_name             = module.azure_northeurope.resource_group_name
  location                        = "northeurope"
  type                            = "Vnet2Vnet"
  virtual_network_gateway_id      = module.azure_northeurope.gateway_id
  peer_virtual_network_gateway_id = module.azure_westeurope.gateway_id
  shared_key                      = random_password.azure_northeurope.result
  bgp_enabled                     = true

  tags = {
    plan       = "shop"
    managed-by = "mcplan"
  }

  ipsec_policy {
    ike_encryption   = "AES256"
    ike_integrity    = "SHA256"
    dh_group         = "DHGroup14"
    ipsec_encryption = "AES256"
    ipsec_integrity  = "SHA256"
    pfs_group        = "PFS2048"
    sa_lifetime      = 3600
  }
}

# onprem:fra1 to azure:westeurope
resource "random_password" "onprem_fra1" {
  length  = 32
  special = false
}

resource "azurerm_local_network_gateway" "onprem_fra1__1" {
  name                = "link-onprem-fra1-1"
  resource_group_name = module.azure_westeurope.resource_group_name
  location            = "westeurope"
  gateway_address     = var.onprem_fra1__vpn_address

  tags = {
    plan       = "shop"
    managed-by = "mcplan"
  }

  bgp_settings {
    asn                 = var.onprem_fra1__bgp_asn
    bgp_peering_address = "169.254.21.129"
  }
}

resource "azurerm_virtual_network_gateway_connection" "onprem_fra1__1" {
  name                       = "link-onprem-fra1-1"
  resource_group_name        = module.azure_westeurope.resource_group_name
  location                   = "westeurope"
  type                       = "IPsec"
  connection_protocol        = "IKEv2"
  virtual_network_gateway_id = module.azure_westeurope.gateway_id
  local_network_gateway_id   = azurerm_local_network_gateway.onprem_fra1__1.id
  shared_key                 = random_password.onprem_fra1.result
  bgp_enabled                = true

  tags = {
    plan       = "shop"
    managed-by = "mcplan"
  }

  custom_bgp_addresses {
    primary = "169.254.21.130"
  }

  ipsec_policy {
    ike_encryption   = "AES256"
    ike_integrity    = "SHA256"
    dh_group         = "DHGroup14"
    ipsec_encryption = "AES256"
    ipsec_integrity  = "SHA256"
    pfs_group        = "PFS2048"
    sa_lifetime      = 3600
  }
}

resource "aws_route" "aws_eu_central_1__to__azure_northeurope" {
  provider = aws.eu_central_1
  for_each = module.aws_eu_central_1.route_table_ids

  route_table_id         = each.value
  destination_cidr_block = var.azure_northeurope__cidr
  gateway_id             = module.aws_eu_central_1.gateway_id
}

resource "aws_route" "aws_eu_central_1__to__azure_westeurope" {
  provider = aws.eu_central_1
  for_each = module.aws_eu_central_1.route_table_ids

  route_table_id         = each.value
  destination_cidr_block = var.azure_westeurope__cidr
  gateway_id             = module.aws_eu_central_1.gateway_id
}

resource "aws_route" "aws_eu_central_1__to__onprem_fra1" {
  provider = aws.eu_central_1
  for_each = module.aws_eu_central_1.route_table_ids

  route_table_id         = each.value
  destination_cidr_block = var.onprem_fra1__cidr
  gateway_id             = module.aws_eu_central_1.gateway_id
}
