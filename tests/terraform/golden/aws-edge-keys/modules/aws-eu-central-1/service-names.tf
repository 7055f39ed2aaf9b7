# names: dns, tier standard, team storefront; serves here (single).

resource "aws_route53_zone" "names" {
  for_each = toset(var.names__zones)

  name    = each.value
  comment = "names"
  tags    = local.tags.names
}

resource "aws_kms_key" "names__signing" {
  # checkov:skip=CKV_AWS_7:keys that sign cannot be rotated by themselves
  region                   = "us-east-1"
  description              = "Signs the zones"
  customer_master_key_spec = "ECC_NIST_P256"
  key_usage                = "SIGN_VERIFY"
  deletion_window_in_days  = 30

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Account"
        Effect = "Allow"
        Principal = {
          AWS = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"
        }
        Action   = "kms:*"
        Resource = "*"
      },
      {
        Sid    = "Sign"
        Effect = "Allow"
        Principal = {
          Service = "dnssec-route53.amazonaws.com"
        }
        Action   = ["kms:DescribeKey", "kms:GetPublicKey", "kms:Sign"]
        Resource = "*"
        Condition = {
          StringEquals = {
            "aws:SourceAccount" = data.aws_caller_identity.current.account_id
          }
        }
      },
      {
        Sid    = "Grant"
        Effect = "Allow"
        Principal = {
          Service = "dnssec-route53.amazonaws.com"
        }
        Action   = ["kms:CreateGrant"]
        Resource = "*"
        Condition = {
          Bool = {
            "kms:GrantIsForAWSResource" = "true"
          }
        }
      },
    ]
  })

  tags = local.tags.names
}

resource "aws_route53_key_signing_key" "names" {
  for_each = aws_route53_zone.names

  name                       = "names"
  hosted_zone_id             = each.value.zone_id
  key_management_service_arn = aws_kms_key.names__signing.arn
}

resource "aws_route53_hosted_zone_dnssec" "names" {
  # Resolvers check signatures once the registrar has the DS record of the key.
  for_each = aws_route53_zone.names

  hosted_zone_id = each.value.zone_id
  depends_on     = [aws_route53_key_signing_key.names]
}

resource "aws_cloudwatch_log_group" "names__queries" {
  # checkov:skip=CKV_AWS_158:keys of the plan belong to its regions, these logs to another
  # checkov:skip=CKV_AWS_338:the plan's monitoring keeps logs for less
  region            = "us-east-1"
  name              = "/aws/route53/edge-names"
  retention_in_days = 60
  tags              = local.tags.names
}

resource "aws_cloudwatch_log_resource_policy" "names__queries" {
  region      = "us-east-1"
  policy_name = "edge-names"

  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Queries"
        Effect = "Allow"
        Principal = {
          Service = "route53.amazonaws.com"
        }
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.names__queries.arn}:*"
        Condition = {
          StringEquals = {
            "aws:SourceAccount" = data.aws_caller_identity.current.account_id
          }
        }
      },
    ]
  })
}

resource "aws_route53_query_log" "names" {
  for_each = aws_route53_zone.names

  cloudwatch_log_group_arn = aws_cloudwatch_log_group.names__queries.arn
  zone_id                  = each.value.zone_id
  depends_on               = [aws_cloudwatch_log_resource_policy.names__queries]
}

resource "aws_route53_record" "names__api__aws_eu_central_1" {
  zone_id = aws_route53_zone.names[var.names__zones[0]].zone_id
  name    = aws_apigatewayv2_domain_name.api.domain_name
  type    = "A"

  alias {
    name                   = aws_apigatewayv2_domain_name.api.domain_name_configuration[0].target_domain_name
    zone_id                = aws_apigatewayv2_domain_name.api.domain_name_configuration[0].hosted_zone_id
    evaluate_target_health = true
  }
}

resource "aws_route53_record" "names__cdn__aws_eu_central_1" {
  zone_id = aws_route53_zone.names[var.names__zones[0]].zone_id
  name    = "cdn.${var.names__zones[0]}"
  type    = "A"

  alias {
    name                   = aws_cloudfront_distribution.cdn.domain_name
    zone_id                = aws_cloudfront_distribution.cdn.hosted_zone_id
    evaluate_target_health = false
  }
}
