# things: iot-gateway, tier standard, team storefront; serves here (single).

resource "aws_iot_thing_type" "things" {
  name = "zone-things"
  tags = local.tags.things
}

resource "aws_iot_policy" "things" {
  name = "zone-things"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Connect"
        Effect = "Allow"
        Action = ["iot:Connect"]
        Resource = [
          "arn:${data.aws_partition.current.partition}:iot:eu-central-1:${data.aws_caller_identity.current.account_id}:client/$${iot:Connection.Thing.ThingName}",
        ]
      },
      {
        Sid    = "Use"
        Effect = "Allow"
        Action = ["iot:Publish", "iot:Receive"]
        Resource = [
          "arn:${data.aws_partition.current.partition}:iot:eu-central-1:${data.aws_caller_identity.current.account_id}:topic/zone-things/$${iot:Connection.Thing.ThingName}/*",
        ]
      },
      {
        Sid    = "Listen"
        Effect = "Allow"
        Action = ["iot:Subscribe"]
        Resource = [
          "arn:${data.aws_partition.current.partition}:iot:eu-central-1:${data.aws_caller_identity.current.account_id}:topicfilter/zone-things/$${iot:Connection.Thing.ThingName}/*",
        ]
      },
    ]
  })

  tags = local.tags.things
}

resource "aws_cloudwatch_log_group" "things" {
  # checkov:skip=CKV_AWS_158:the plan leaves the keys of this data to the provider
  name              = "/aws/iot/zone-things"
  retention_in_days = 365
  tags              = local.tags.things
}

resource "aws_iam_role" "things__logs" {
  name = "zone-things-logs-eu-central-1"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = "sts:AssumeRole"
        Principal = {
          Service = "iot.amazonaws.com"
        }
      },
    ]
  })

  tags = local.tags.things
}

resource "aws_iam_role_policy" "things__logs" {
  name = "logs"
  role = aws_iam_role.things__logs.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Logs"
        Effect = "Allow"
        Action = [
          "logs:CreateLogGroup",
          "logs:CreateLogStream",
          "logs:PutLogEvents",
          "logs:PutMetricFilter",
          "logs:PutRetentionPolicy",
        ]
        Resource = [
          "arn:${data.aws_partition.current.partition}:logs:eu-central-1:${data.aws_caller_identity.current.account_id}:log-group:AWSIotLogsV2:*",
        ]
      },
    ]
  })
}

resource "aws_iot_logging_options" "things" {
  # One setting for all devices of the region.
  default_log_level = "ERROR"
  role_arn          = aws_iam_role.things__logs.arn
}

resource "aws_iam_role" "things" {
  name = "zone-things-eu-central-1"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = "sts:AssumeRole"
        Principal = {
          Service = "iot.amazonaws.com"
        }
      },
    ]
  })

  tags = local.tags.things
}

resource "aws_iam_role_policy" "things" {
  name = "callees"
  role = aws_iam_role.things.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Buckets"
        Effect   = "Allow"
        Action   = ["s3:PutObject"]
        Resource = ["${aws_s3_bucket.raw.arn}/*"]
      },
      {
        Sid      = "Failures"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["${aws_cloudwatch_log_group.things.arn}:*"]
      },
    ]
  })
}

resource "aws_iot_topic_rule" "things__to__broker" {
  name        = "zone_things_broker"
  enabled     = true
  sql         = "SELECT * FROM 'zone-things/#'"
  sql_version = "2016-03-23"
  tags        = local.tags.things

  http {
    url = var.things__to__broker__url
  }

  error_action {
    cloudwatch_logs {
      log_group_name = aws_cloudwatch_log_group.things.name
      role_arn       = aws_iam_role.things.arn
    }
  }
}

resource "aws_iot_topic_rule" "things__to__raw" {
  name        = "zone_things_raw"
  enabled     = true
  sql         = "SELECT * FROM 'zone-things/#'"
  sql_version = "2016-03-23"
  tags        = local.tags.things

  s3 {
    bucket_name = aws_s3_bucket.raw.bucket
    key         = "$${topic()}/$${timestamp()}"
    role_arn    = aws_iam_role.things.arn
  }

  error_action {
    cloudwatch_logs {
      log_group_name = aws_cloudwatch_log_group.things.name
      role_arn       = aws_iam_role.things.arn
    }
  }
}

data "aws_iot_endpoint" "things" {
  endpoint_type = "iot:Data-ATS"
}
