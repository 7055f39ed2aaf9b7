# names: dns, tier standard, team storefront; serves here (single).

resource "aws_route53_zone" "names" {
  # checkov:skip=CKV2_AWS_38:signing takes a key, and the plan asks for no key service
  # checkov:skip=CKV2_AWS_39:the plan asks for no monitoring that would keep these logs
  for_each = toset(var.names__zones)

  name    = each.value
  comment = "names"
  tags    = local.tags.names
}

resource "aws_route53_record" "names__tcp__aws_eu_central_1" {
  zone_id = aws_route53_zone.names[var.names__zones[0]].zone_id
  name    = var.names__zones[0]
  type    = "A"

  alias {
    name                   = aws_lb.tcp.dns_name
    zone_id                = aws_lb.tcp.zone_id
    evaluate_target_health = true
  }
}
