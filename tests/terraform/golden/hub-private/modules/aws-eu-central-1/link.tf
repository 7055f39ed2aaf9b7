# The end of aws:eu-central-1 of its link to the hub of the network.

resource "aws_subnet" "transit" {
  for_each = { for index, zone in local.zones : zone => index }

  vpc_id                  = aws_vpc.main.id
  availability_zone       = each.key
  cidr_block              = cidrsubnet(cidrsubnet(var.cidr, 2, 3), 3, each.value)
  map_public_ip_on_launch = false

  tags = merge(local.shared_tags, {
    Name = "shop-transit-${each.key}"
  })
}

resource "aws_ec2_transit_gateway" "main" {
  description                     = "Links of aws:eu-central-1"
  amazon_side_asn                 = 64678
  auto_accept_shared_attachments  = "disable"
  default_route_table_association = "enable"
  default_route_table_propagation = "enable"
  dns_support                     = "enable"

  tags = merge(local.shared_tags, {
    Name = "shop-link"
  })
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.main.id
  subnet_ids         = [for zone in local.zones : aws_subnet.transit[zone].id]

  tags = merge(local.shared_tags, {
    Name = "shop-link"
  })
}
