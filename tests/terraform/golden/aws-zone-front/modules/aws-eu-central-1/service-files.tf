# files: file-store, tier standard, team storefront; serves here (single).

resource "aws_efs_file_system" "files" {
  # checkov:skip=CKV_AWS_184:the plan leaves the keys of this data to the provider
  creation_token         = "zone-files"
  availability_zone_name = local.zones[0]
  encrypted              = true
  performance_mode       = "generalPurpose"
  throughput_mode        = "elastic"
  tags                   = local.tags.files
}

resource "aws_efs_file_system_policy" "files" {
  file_system_id = aws_efs_file_system.files.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Mounted"
        Effect = "Allow"
        Principal = {
          AWS = "*"
        }
        Action = [
          "elasticfilesystem:ClientMount",
          "elasticfilesystem:ClientRootAccess",
          "elasticfilesystem:ClientWrite",
        ]
        Resource = aws_efs_file_system.files.arn
        Condition = {
          Bool = {
            "elasticfilesystem:AccessedViaMountTarget" = "true"
          }
        }
      },
      {
        Sid    = "TlsOnly"
        Effect = "Deny"
        Principal = {
          AWS = "*"
        }
        Action   = "*"
        Resource = aws_efs_file_system.files.arn
        Condition = {
          Bool = {
            "aws:SecureTransport" = "false"
          }
        }
      },
    ]
  })
}

resource "aws_efs_mount_target" "files" {
  for_each = toset(slice(local.zones, 0, 1))

  file_system_id  = aws_efs_file_system.files.id
  subnet_id       = aws_subnet.data[each.key].id
  security_groups = [aws_security_group.files.id]
}

resource "aws_efs_backup_policy" "files" {
  # Every day into AWS Backup, kept for 35 days.
  file_system_id = aws_efs_file_system.files.id

  backup_policy {
    status = "ENABLED"
  }
}
