# cdn-wall: web-firewall, tier standard, team storefront; serves here (single).

resource "aws_wafv2_web_acl" "cdn_wall" {
  region = "us-east-1"
  name   = "edge-cdn-wall-eu-central-1"
  scope  = "CLOUDFRONT"
  tags   = local.tags.cdn_wall

  default_action {
    allow {}
  }

  rule {
    name     = "KnownBadInputs"
    priority = 10

    override_action {
      none {}
    }

    statement {
      managed_rule_group_statement {
        vendor_name = "AWS"
        name        = "AWSManagedRulesKnownBadInputsRuleSet"
      }
    }

    visibility_config {
      metric_name                = "KnownBadInputs"
      cloudwatch_metrics_enabled = true
      sampled_requests_enabled   = true
    }
  }

  rule {
    name     = "AnonymousIpList"
    priority = 20

    override_action {
      none {}
    }

    statement {
      managed_rule_group_statement {
        vendor_name = "AWS"
        name        = "AWSManagedRulesAnonymousIpList"
      }
    }

    visibility_config {
      metric_name                = "AnonymousIpList"
      cloudwatch_metrics_enabled = true
      sampled_requests_enabled   = true
    }
  }

  rule {
    name     = "Common"
    priority = 30

    override_action {
      none {}
    }

    statement {
      managed_rule_group_statement {
        vendor_name = "AWS"
        name        = "AWSManagedRulesCommonRuleSet"
      }
    }

    visibility_config {
      metric_name                = "Common"
      cloudwatch_metrics_enabled = true
      sampled_requests_enabled   = true
    }
  }

  rule {
    name     = "AmazonIpReputationList"
    priority = 40

    override_action {
      none {}
    }

    statement {
      managed_rule_group_statement {
        vendor_name = "AWS"
        name        = "AWSManagedRulesAmazonIpReputationList"
      }
    }

    visibility_config {
      metric_name                = "AmazonIpReputationList"
      cloudwatch_metrics_enabled = true
      sampled_requests_enabled   = true
    }
  }

  visibility_config {
    metric_name                = "cdn-wall"
    cloudwatch_metrics_enabled = true
    sampled_requests_enabled   = true
  }
}

resource "aws_cloudwatch_log_group" "cdn_wall" {
  # checkov:skip=CKV_AWS_158:keys of the plan belong to its regions, these logs to another
  # checkov:skip=CKV_AWS_338:the plan's monitoring keeps logs for less
  region            = "us-east-1"
  name              = "aws-waf-logs-edge-cdn-wall"
  retention_in_days = 60
  tags              = local.tags.cdn_wall
}

resource "aws_wafv2_web_acl_logging_configuration" "cdn_wall" {
  region                  = "us-east-1"
  resource_arn            = aws_wafv2_web_acl.cdn_wall.arn
  log_destination_configs = [aws_cloudwatch_log_group.cdn_wall.arn]

  redacted_fields {
    single_header {
      name = "authorization"
    }
  }

  redacted_fields {
    single_header {
      name = "cookie"
    }
  }

  logging_filter {
    default_behavior = "DROP"

    filter {
      behavior    = "KEEP"
      requirement = "MEETS_ANY"

      condition {
        action_condition {
          action = "BLOCK"
        }
      }

      condition {
        action_condition {
          action = "COUNT"
        }
      }
    }
  }
}
