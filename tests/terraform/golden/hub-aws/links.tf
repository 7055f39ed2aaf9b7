# Links of every site to the hub of the network, and routes over them.

# aws:eu-west-1 to aws:eu-central-1
resource "aws_ec2_transit_gateway_peering_attachment" "aws_eu_west_1" {
  provider = aws.eu_west_1

  transit_gateway_id      = module.aws_eu_west_1.gateway_id
  peer_transit_gateway_id = module.aws_eu_central_1.gateway_id
  peer_region             = "eu-central-1"

  tags = {
    plan       = "shop"
    managed-by = "mcplan"
  }
}

resource "aws_ec2_transit_gateway_peering_attachment_accepter" "aws_eu_west_1" {
  provider = aws.eu_central_1

  transit_gateway_attachment_id = aws_ec2_transit_gateway_peering_attachment.aws_eu_west_1.id

  tags = {
    plan       = "shop"
    managed-by = "mcplan"
  }
}

resource "aws_ec2_transit_gateway_route" "aws_eu_central_1__to__aws_eu_west_1" {
  provider = aws.eu_central_1

  destination_cidr_block         = var.aws_eu_west_1__cidr
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_peering_attachment_accepter.aws_eu_west_1.transit_gateway_attachment_id
  transit_gateway_route_table_id = module.aws_eu_central_1.gateway_route_table_id
}

# azure:westeurope to aws:eu-central-1
resource "aws_customer_gateway" "azure_westeurope" {
  provider = aws.eu_central_1

  type       = "ipsec.1"
  ip_address = module.azure_westeurope.gateway_address
  bgp_asn    = "64699"

  tags = {
    plan       = "shop"
    managed-by = "mcplan"
  }
}

resource "aws_vpn_connection" "azure_westeurope" {
  provider = aws.eu_central_1

  type                = "ipsec.1"
  customer_gateway_id = aws_customer_gateway.azure_westeurope.id
  transit_gateway_id  = module.aws_eu_central_1.gateway_id
  static_routes_only  = false

  tunnel1_inside_cidr                  = "169.254.21.116/30"
  tunnel1_startup_action               = "start"
  tunnel1_ike_versions                 = ["ikev2"]
  tunnel1_phase1_encryption_algorithms = ["AES256"]
  tunnel1_phase1_integrity_algorithms  = ["SHA2-256"]
  tunnel1_phase1_dh_group_numbers      = [14]
  tunnel1_phase2_encryption_algorithms = ["AES256"]
  tunnel1_phase2_integrity_algorithms  = ["SHA2-256"]
  tunnel1_phase2_dh_group_numbers      = [14]

  tunnel2_inside_cidr                  = "169.254.22.116/30"
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

resource "azurerm_local_network_gateway" "azure_westeurope__1" {
  name                = "link-azure-westeurope-1"
  resource_group_name = module.azure_westeurope.resource_group_name
  location            = "westeurope"
  gateway_address     = aws_vpn_connection.azure_westeurope.tunnel1_address

  tags = {
    plan       = "shop"
    managed-by = "mcplan"
  }

  bgp_settings {
    asn                 = 64678
    bgp_peering_address = "169.254.21.117"
  }
}

resource "azurerm_virtual_network_gateway_connection" "azure_westeurope__1" {
  name                       = "link-azure-westeurope-1"
  resource_group_name        = module.azure_westeurope.resource_group_name
  location                   = "westeurope"
  type                       = "IPsec"
  connection_protocol        = "IKEv2"
  virtual_network_gateway_id = module.azure_westeurope.gateway_id
  local_network_gateway_id   = azurerm_local_network_gateway.azure_westeurope__1.id
  shared_key                 = aws_vpn_connection.azure_westeurope.tunnel1_preshared_key
  bgp_enabled                = true

  tags = {
    plan       = "shop"
    managed-by = "mcplan"
  }

  custom_bgp_addresses {
    primary = "169.254.21.118"
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

resource "azurerm_local_network_gateway" "azure_westeurope__2" {
  name                = "link-azure-westeurope-2"
  resource_group_name = module.azure_westeurope.resource_group_name
  location            = "westeurope"
  gateway_address     = aws_vpn_connection.azure_westeurope.tunnel2_address

  tags = {
    plan       = "shop"
    managed-by = "mcplan"
  }

  bgp_settings {
    asn                 = 64678
    bgp_peering_address = "169.254.22.117"
  }
}

resource "azurerm_virtual_network_gateway_connection" "azure_westeurope__2" {
  name                       = "link-azure-westeurope-2"
  resource_group_name        = module.azure_westeurope.resource_group_name
  location                   = "westeurope"
  type                       = "IPsec"
  connection_protocol        = "IKEv2"
  virtual_network_gateway_id = module.azure_westeurope.gateway_id
  local_network_gateway_id   = azurerm_local_network_gateway.azure_westeurope__2.id
  shared_key                 = aws_vpn_connection.azure_westeurope.tunnel2_preshared_key
  bgp_enabled                = true

  tags = {
    plan       = "shop"
    managed-by = "mcplan"
  }

  custom_bgp_addresses {
    primary = "169.254.22.118"
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

# onprem:fra1 to aws:eu-central-1
resource "aws_customer_gateway" "onprem_fra1" {
  provider = aws.eu_central_1

  type       = "ipsec.1"
  ip_address = var.onprem_fra1__vpn_address
  bgp_asn    = var.onprem_fra1__bgp_asn

  tags = {
    plan       = "shop"
    managed-by = "mcplan"
  }
}

resource "aws_vpn_connection" "onprem_fra1" {
  provider = aws.eu_central_1

  type                = "ipsec.1"
  customer_gateway_id = aws_customer_gateway.onprem_fra1.id
  transit_gateway_id  = module.aws_eu_central_1.gateway_id
  static_routes_only  = false

  tunnel1_inside_cidr                  = "169.254.21.128/30"
  tunnel1_startup_action               = "start"
  tunnel1_ike_versions                 = ["ikev2"]
  tunnel1_phase1_encryption_algorithms = ["AES256"]
  tunnel1_phase1_integrity_algorithms  = ["SHA2-256"]
  tunnel1_phase1_dh_group_numbers      = [14]
  tunnel1_phase2_encryption_algorithms = ["AES256"]
  tunnel1_phase2_integrity_algorithms  = ["SHA2-256"]
  tunnel1_phase2_dh_group_numbers      = [14]

  tunnel2_inside_cidr                  = "169.254.22.128/30"
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

resource "aws_route" "aws_eu_central_1__to__aws_eu_west_1" {
  provider = aws.eu_central_1
  for_each = module.aws_eu_central_1.route_table_ids

  route_table_id         = each.value
  destination_cidr_block = var.aws_eu_west_1__cidr
  transit_gateway_id     = module.aws_eu_central_1.gateway_id
}

resource "aws_route" "aws_eu_west_1__to__aws_eu_central_1" {
  provider = aws.eu_west_1
  for_each = module.aws_eu_west_1.route_table_ids

  route_table_id         = each.value
  destination_cidr_block = var.aws_eu_central_1__cidr
  transit_gateway_id     = module.aws_eu_west_1.gateway_id
}

resource "aws_ec2_transit_gateway_route" "aws_eu_west_1__to__aws_eu_central_1" {
  provider = aws.eu_west_1

  destination_cidr_block         = var.aws_eu_central_1__cidr
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_peering_attachment_accepter.aws_eu_west_1.transit_gateway_attachment_id
  transit_gateway_route_table_id = module.aws_eu_west_1.gateway_route_table_id
}

resource "aws_route" "aws_eu_central_1__to__azure_westeurope" {
  provider = aws.eu_central_1
  for_each = module.aws_eu_central_1.route_table_ids

  route_table_id         = each.value
  destination_cidr_block = var.azure_westeurope__cidr
  transit_gateway_id     = module.aws_eu_central_1.gateway_id
}

resource "aws_route" "aws_eu_central_1__to__onprem_fra1" {
  provider = aws.eu_central_1
  for_each = module.aws_eu_central_1.route_table_ids

  route_table_id         = each.value
  destination_cidr_block = var.onprem_fra1__cidr
  transit_gateway_id     = module.aws_eu_central_1.gateway_id
}

resource "aws_route" "aws_eu_west_1__to__azure_westeurope" {
  provider = aws.eu_west_1
  for_each = module.aws_eu_west_1.route_table_ids

  route_table_id         = each.value
  destination_cidr_block = var.azure_westeurope__cidr
  transit_gateway_id     = module.aws_eu_west_1.gateway_id
}

resource "aws_ec2_transit_gateway_route" "aws_eu_west_1__to__azure_westeurope" {
  provider = aws.eu_west_1

  destination_cidr_block         = var.azure_westeurope__cidr
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_peering_attachment_accepter.aws_eu_west_1.transit_gateway_attachment_id
  transit_gateway_route_table_id = module.aws_eu_west_1.gateway_route_table_id
}
