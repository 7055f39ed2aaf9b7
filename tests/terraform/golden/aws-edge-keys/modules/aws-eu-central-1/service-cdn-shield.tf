# cdn-shield: ddos-protection, tier standard, team storefront; serves here (single).

resource "aws_shield_protection" "cdn_shield" {
  # The subscription to Shield Advanced is a contract for a year, signed once for the organisation.
  name         = "edge-cdn-shield"
  resource_arn = aws_cloudfront_distribution.cdn.arn
  tags         = local.tags.cdn_shield
}
