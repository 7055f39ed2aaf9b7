# The way to the internet of what has no address of its own.

resource "aws_eip" "nat" {
  for_each = toset(slice(local.zones, 0, 1))

  domain = "vpc"

  tags = merge(local.shared_tags, {
    Name = "edge-nat"
  })
}

resource "aws_nat_gateway" "main" {
  for_each = toset(slice(local.zones, 0, 1))

  allocation_id = aws_eip.nat[each.key].id
  subnet_id     = aws_subnet.public[each.key].id

  tags = merge(local.shared_tags, {
    Name = "edge-nat"
  })

  depends_on = [aws_internet_gateway.main]
}
