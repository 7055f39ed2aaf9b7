# watch: monitoring, tier standard, team storefront; serves here (single).

resource "aws_cloudwatch_log_group" "watch" {
  # checkov:skip=CKV_AWS_338:the plan's monitoring keeps logs for less
  name              = "/mcplan/edge-watch"
  retention_in_days = 60
  kms_key_id        = aws_kms_key.pii.arn
  tags              = local.tags.watch
}

resource "aws_cloudwatch_dashboard" "watch" {
  dashboard_name = "edge-watch-eu-central-1"

  dashboard_body = jsonencode({
    widgets = [
      {
        type   = "metric"
        width  = 12
        height = 6
        properties = {
          title   = "api 5xx"
          region  = "eu-central-1"
          stat    = "Sum"
          period  = 300
          metrics = [["AWS/ApiGateway", "5xx", "ApiId", aws_apigatewayv2_api.api.id]]
        }
      },
      {
        type   = "metric"
        width  = 12
        height = 6
        properties = {
          title  = "front HTTPCode_Target_5XX_Count"
          region = "eu-central-1"
          stat   = "Sum"
          period = 300
          metrics = [
            [
              "AWS/ApplicationELB",
              "HTTPCode_Target_5XX_Count",
              "LoadBalancer",
              aws_lb.front.arn_suffix,
            ],
          ]
        }
      },
      {
        type   = "metric"
        width  = 12
        height = 6
        properties = {
          title  = "office HTTPCode_Target_5XX_Count"
          region = "eu-central-1"
          stat   = "Sum"
          period = 300
          metrics = [
            [
              "AWS/ApplicationELB",
              "HTTPCode_Target_5XX_Count",
              "LoadBalancer",
              aws_lb.office.arn_suffix,
            ],
          ]
        }
      },
      {
        type   = "metric"
        width  = 12
        height = 6
        properties = {
          title   = "web CPUUtilization"
          region  = "eu-central-1"
          stat    = "Average"
          period  = 300
          metrics = [["AWS/EC2", "CPUUtilization", "AutoScalingGroupName", aws_autoscaling_group.web.name]]
        }
      },
    ]
  })
}

resource "aws_cloudwatch_metric_alarm" "watch__api__5xx" {
  alarm_name        = "edge-api-5xx-fee2e501"
  alarm_description = "5xx of api"
  namespace         = "AWS/ApiGateway"
  metric_name       = "5xx"

  dimensions = {
    ApiId = aws_apigatewayv2_api.api.id
  }

  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"

  # A placeholder: nothing in the plan says where trouble begins.
  threshold          = 100
  period             = 300
  evaluation_periods = 3
  treat_missing_data = "notBreaching"
  alarm_actions      = var.watch__alarm_actions
  tags               = local.tags.watch
}

resource "aws_cloudwatch_metric_alarm" "watch__front__httpcode_target_5xx_count" {
  alarm_name        = "edge-front-httpcode-target-5xx-count"
  alarm_description = "HTTPCode_Target_5XX_Count of front"
  namespace         = "AWS/ApplicationELB"
  metric_name       = "HTTPCode_Target_5XX_Count"

  dimensions = {
    LoadBalancer = aws_lb.front.arn_suffix
  }

  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"

  # A placeholder: nothing in the plan says where trouble begins.
  threshold          = 100
  period             = 300
  evaluation_periods = 3
  treat_missing_data = "notBreaching"
  alarm_actions      = var.watch__alarm_actions
  tags               = local.tags.watch
}

resource "aws_cloudwatch_metric_alarm" "watch__office__httpcode_target_5xx_count" {
  alarm_name        = "edge-office-httpcode-target-5xx-count"
  alarm_description = "HTTPCode_Target_5XX_Count of office"
  namespace         = "AWS/ApplicationELB"
  metric_name       = "HTTPCode_Target_5XX_Count"

  dimensions = {
    LoadBalancer = aws_lb.office.arn_suffix
  }

  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"

  # A placeholder: nothing in the plan says where trouble begins.
  threshold          = 100
  period             = 300
  evaluation_periods = 3
  treat_missing_data = "notBreaching"
  alarm_actions      = var.watch__alarm_actions
  tags               = local.tags.watch
}

resource "aws_cloudwatch_metric_alarm" "watch__web__cpuutilization" {
  alarm_name        = "edge-web-cpuutilization"
  alarm_description = "CPUUtilization of web"
  namespace         = "AWS/EC2"
  metric_name       = "CPUUtilization"

  dimensions = {
    AutoScalingGroupName = aws_autoscaling_group.web.name
  }

  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"

  # A placeholder: nothing in the plan says where trouble begins.
  threshold          = 80
  period             = 300
  evaluation_periods = 3
  treat_missing_data = "notBreaching"
  alarm_actions      = var.watch__alarm_actions
  tags               = local.tags.watch
}

resource "aws_xray_encryption_config" "watch" {
  # One setting for all traces of the region.
  type   = "KMS"
  key_id = aws_kms_key.pii.arn
}

# The plan counts 40 alarms; 4 are here, the others are about metrics of its own.
