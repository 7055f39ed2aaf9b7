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

# onprem:fra1 to aws:eu-central-1
resource "aws_dx_gateway" "onprem_fra1" {
  provider = aws.eu_central_1

  name            = "shop-onprem-fra1"
  amazon_side_asn = "64918"
}

resource "aws_dx_gateway_association" "onprem_fra1" {
  provider = aws.eu_central_1

  dx_gateway_id         = aws_dx_gateway.onprem_fra1.id
  associated_gateway_id = module.aws_eu_central_1.gateway_id
  allowed_prefixes      = [var.aws_eu_central_1__cidr, var.aws_eu_west_1__cidr]
}

resource "aws_dx_connection" "onprem_fra1__1" {
  provider = aws.eu_central_1

  name      = "shop-onprem-fra1-1"
  bandwidth = "1Gbps"
  location  = var.onprem_fra1__direct_connect_locations[0]

  tags = {
    plan       = "shop"
    managed-by = "mcplan"
  }
}

resource "aws_dx_transit_virtual_interface" "onprem_fra1__1" {
  provider = aws.eu_central_1

  name           = "shop-onprem-fra1-1"
  connection_id  = aws_dx_connection.onprem_fra1__1.id
  dx_gateway_id  = aws_dx_gateway.onprem_fra1.id
  vlan           = var.onprem_fra1__direct_connect_vlans[0]
  address_family = "ipv4"
  bgp_asn        = var.onprem_fra1__bgp_asn

  tags = {
    plan       = "shop"
    managed-by = "mcplan"
  }
}

resource "aws_dx_connection" "onprem_fra1__2" {
  provider = aws.eu_central_1

  name      = "shop-onprem-fra1-2"
  bandwidth = "1Gbps"
  location  = var.onprem_fra1__direct_connect_locations[1]

  tags = {
    plan       = "shop"
    managed-by = "mcplan"
  }
}

resource "aws_dx_transit_virtual_interface" "onprem_fra1__2" {
  provider = aws.eu_central_1

  name           = "shop-onprem-fra1-2"
  connection_id  = aws_dx_connection.onprem_fra1__2.id
  dx_gateway_id  = aws_dx_gateway.onprem_fra1.id
  vlan           = var.onprem_fra1__direct_connect_vlans[1]
  address_family = "ipv4"
  bgp_asn        = var.onprem_fra1__bgp_asn

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

resource "aws_route" "aws_eu_central_1__to__onprem_fra1" {
  provider = aws.eu_central_1
  for_each = module.aws_eu_central_1.route_table_ids

  route_table_id         = each.value
  destination_cidr_block = var.onprem_fra1__cidr
  transit_gateway_id     = module.aws_eu_central_1.gateway_id
}

resource "aws_route" "aws_eu_west_1__to__onprem_fra1" {
  provider = aws.eu_west_1
  for_each = module.aws_eu_west_1.route_table_ids

  route_table_id         = each.value
  destination_cidr_block = var.onprem_fra1__cidr
  transit_gateway_id     = module.aws_eu_west_1.gateway_id
}

resource "aws_ec2_transit_gateway_route" "aws_eu_west_1__to__onprem_fra1" {
  provider = aws.eu_west_1

  destination_cidr_block         = var.onprem_fra1__cidr
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_peering_attachment_accepter.aws_eu_west_1.transit_gateway_attachment_id
  transit_gateway_route_table_id = module.aws_eu_west_1.gateway_route_table_id
}
