# secrets: secrets, tier standard, team storefront; serves here (single).

resource "aws_kms_key" "secrets" {
  count = 2

  description             = "secrets"
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
    ]
  })

  tags = local.tags.secrets
}

resource "aws_kms_alias" "secrets" {
  count = 2

  name          = "alias/edge-secrets-${count.index + 1}"
  target_key_id = aws_kms_key.secrets[count.index].key_id
}

locals {
  secrets__names = concat(
    var.secrets__names,
    [for number in range(length(var.secrets__names) + 1, 13) : format("secret-%03d", number)],
  )
}

resource "aws_secretsmanager_secret" "secrets" {
  # Values are put in by their owners, never by Terraform, whose state would show them.
  # checkov:skip=CKV2_AWS_57:only the owner of a secret can say how it is changed
  for_each = toset(local.secrets__names)

  name                    = "edge-secrets/${each.value}"
  kms_key_id              = aws_kms_key.secrets[0].arn
  recovery_window_in_days = 30
  tags                    = local.tags.secrets
}
