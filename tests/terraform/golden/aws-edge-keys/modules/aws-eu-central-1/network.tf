# The network of aws:eu-central-1: a subnet for each segment and zone.

data "aws_availability_zones" "available" {
  # checkov:skip=CKV_AWS_394:only as many as are in use are taken from the list
  state = "available"

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

locals {
  # Zones in use; services of a single zone are all in the first.
  zones = slice(data.aws_availability_zones.available.names, 0, 3)
}

resource "aws_vpc" "main" {
  # checkov:skip=CKV2_AWS_11:flow logs cost money that the plan does not ask for; turn them on centrally
  cidr_block           = var.cidr
  enable_dns_support   = true
  enable_dns_hostnames = true

  tags = merge(local.shared_tags, {
    Name = "edge-network"
  })
}

resource "aws_default_security_group" "closed" {
  # The default group allows nothing: what it does not list is removed.
  vpc_id = aws_vpc.main.id
  tags   = local.shared_tags
}

resource "aws_subnet" "public" {
  for_each = { for index, zone in local.zones : zone => index }

  vpc_id                  = aws_vpc.main.id
  availability_zone       = each.key
  cidr_block              = cidrsubnet(cidrsubnet(var.cidr, 2, 0), 3, each.value)
  map_public_ip_on_launch = false

  tags = merge(local.shared_tags, {
    Name = "edge-public-${each.key}"
  })
}

resource "aws_subnet" "private" {
  for_each = { for index, zone in local.zones : zone => index }

  vpc_id                  = aws_vpc.main.id
  availability_zone       = each.key
  cidr_block              = cidrsubnet(cidrsubnet(var.cidr, 2, 1), 3, each.value)
  map_public_ip_on_launch = false

  tags = merge(local.shared_tags, {
    Name = "edge-private-${each.key}"
  })
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id

  tags = merge(local.shared_tags, {
    Name = "edge-internet"
  })
}

resource "aws_route_table" "public" {
  for_each = toset(local.zones)

  vpc_id = aws_vpc.main.id

  tags = merge(local.shared_tags, {
    Name = "edge-public"
  })
}

resource "aws_route_table_association" "public" {
  for_each = toset(local.zones)

  subnet_id      = aws_subnet.public[each.key].id
  route_table_id = aws_route_table.public[each.key].id
}

resource "aws_route" "public_internet" {
  for_each = toset(local.zones)

  route_table_id         = aws_route_table.public[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}

resource "aws_route_table" "private" {
  for_each = toset(local.zones)

  vpc_id = aws_vpc.main.id

  tags = merge(local.shared_tags, {
    Name = "edge-private"
  })
}

resource "aws_route_table_association" "private" {
  for_each = toset(local.zones)

  subnet_id      = aws_subnet.private[each.key].id
  route_table_id = aws_route_table.private[each.key].id
}

resource "aws_route" "private_internet" {
  for_each = toset(local.zones)

  route_table_id         = aws_route_table.private[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = try(aws_nat_gateway.main[each.key].id, aws_nat_gateway.main[local.zones[0]].id)
}
