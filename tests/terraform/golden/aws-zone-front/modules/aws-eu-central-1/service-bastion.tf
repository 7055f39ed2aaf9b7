# bastion: bastion, tier standard, team storefront; serves here (single).

# Machines reach Systems Manager over port 443. This network has no way out: add interface endpoints (ssm, ssmmessages), or a route of your own; the plan's bill contains neither.
resource "aws_kms_key" "bastion" {
  description             = "Sessions and their logs"
  enable_key_rotation     = true
  deletion_window_in_days = 30

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
        Sid    = "Logs"
        Effect = "Allow"
        Principal = {
          Service = "logs.eu-central-1.amazonaws.com"
        }
        Action = [
          "kms:Decrypt",
          "kms:DescribeKey",
          "kms:Encrypt",
          "kms:GenerateDataKey*",
          "kms:ReEncrypt*",
        ]
        Resource = "*"
        Condition = {
          ArnLike = {
            "kms:EncryptionContext:aws:logs:arn" = "arn:${data.aws_partition.current.partition}:logs:eu-central-1:${data.aws_caller_identity.current.account_id}:*"
          }
        }
      },
    ]
  })

  tags = local.tags.bastion
}

resource "aws_kms_alias" "bastion" {
  name          = "alias/zone-bastion"
  target_key_id = aws_kms_key.bastion.key_id
}

resource "aws_cloudwatch_log_group" "bastion" {
  name              = "/aws/ssm/zone-bastion"
  retention_in_days = 365
  kms_key_id        = aws_kms_key.bastion.arn
  tags              = local.tags.bastion
}

resource "aws_ssm_document" "bastion" {
  name            = "zone-bastion"
  document_type   = "Session"
  document_format = "JSON"

  content = jsonencode({
    schemaVersion = "1.0"
    description   = "bastion"
    sessionType   = "Standard_Stream"
    inputs = {
      kmsKeyId                    = aws_kms_key.bastion.arn
      cloudWatchLogGroupName      = aws_cloudwatch_log_group.bastion.name
      cloudWatchEncryptionEnabled = true
      cloudWatchStreamingEnabled  = true
      s3BucketName                = ""
      s3KeyPrefix                 = ""
      s3EncryptionEnabled         = true
      idleSessionTimeout          = "20"
      maxSessionDuration          = "480"
      runAsEnabled                = false
      runAsDefaultUser            = ""
    }
  })

  tags = local.tags.bastion
}

resource "aws_iam_policy" "bastion" {
  name        = "zone-bastion-eu-central-1"
  description = "Sessions on machines of the plan"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Machines"
        Effect = "Allow"
        Action = ["ssm:StartSession"]
        Resource = [
          "arn:${data.aws_partition.current.partition}:ec2:eu-central-1:${data.aws_caller_identity.current.account_id}:instance/*",
        ]
        Condition = {
          StringEquals = {
            "aws:ResourceTag/plan"    = "zone"
            "aws:ResourceTag/service" = ["broker"]
          }
          BoolIfExists = {
            "ssm:SessionDocumentAccessCheck" = "true"
          }
        }
      },
      {
        Sid      = "Preferences"
        Effect   = "Allow"
        Action   = ["ssm:StartSession"]
        Resource = [aws_ssm_document.bastion.arn]
      },
      {
        Sid    = "OwnSessions"
        Effect = "Allow"
        Action = ["ssm:ResumeSession", "ssm:TerminateSession"]
        Resource = [
          "arn:${data.aws_partition.current.partition}:ssm:eu-central-1:${data.aws_caller_identity.current.account_id}:session/$${aws:userid}-*",
        ]
      },
      {
        Sid      = "Key"
        Effect   = "Allow"
        Action   = ["kms:GenerateDataKey"]
        Resource = [aws_kms_key.bastion.arn]
      },
    ]
  })

  tags = local.tags.bastion
}

resource "aws_iam_role" "bastion__machines" {
  # For all machines of the region that have a role of their own or none.
  name = "zone-bastion-eu-central-1-machines"
  path = "/service-role/"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = "sts:AssumeRole"
        Principal = {
          Service = "ssm.amazonaws.com"
        }
      },
    ]
  })

  tags = local.tags.bastion
}

resource "aws_iam_role_policy_attachment" "bastion__machines__managed" {
  role       = aws_iam_role.bastion__machines.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/AmazonSSMManagedEC2InstanceDefaultPolicy"
}

resource "aws_iam_role_policy" "bastion__machines" {
  name = "sessions"
  role = aws_iam_role.bastion__machines.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Logs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
        Resource = ["${aws_cloudwatch_log_group.bastion.arn}:*"]
      },
      {
        Sid    = "Groups"
        Effect = "Allow"
        Action = ["logs:DescribeLogGroups"]
        Resource = [
          "arn:${data.aws_partition.current.partition}:logs:eu-central-1:${data.aws_caller_identity.current.account_id}:log-group:*",
        ]
      },
      {
        Sid      = "Key"
        Effect   = "Allow"
        Action   = ["kms:Decrypt"]
        Resource = [aws_kms_key.bastion.arn]
      },
    ]
  })
}

resource "aws_ssm_service_setting" "bastion" {
  setting_id    = "arn:${data.aws_partition.current.partition}:ssm:eu-central-1:${data.aws_caller_identity.current.account_id}:servicesetting/ssm/managed-instance/default-ec2-instance-management-role"
  setting_value = "service-role/${aws_iam_role.bastion__machines.name}"
}
