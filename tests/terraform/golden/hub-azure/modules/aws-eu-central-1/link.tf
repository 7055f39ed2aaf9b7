# The end of aws:eu-central-1 of its link to the hub of the network.

resource "aws_vpn_gateway" "main" {
  vpc_id          = aws_vpc.main.id
  amazon_side_asn = "64678"

  tags = merge(local.shared_tags, {
    Name = "shop-link"
  })
}
