# web: vm, tier standard, team storefront; serves here (single).

resource "aws_iam_role" "web" {
  name = "edge-web-eu-central-1"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = "sts:AssumeRole"
        Principal = {
          Service = "ec2.amazonaws.com"
        }
      },
    ]
  })

  tags = local.tags.web
}

resource "aws_iam_role_policy" "web" {
  name = "flows"
  role = aws_iam_role.web.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Secrets"
        Effect = "Allow"
        Action = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
        Resource = [
          "arn:${data.aws_partition.current.partition}:secretsmanager:eu-central-1:${data.aws_caller_identity.current.account_id}:secret:edge-secrets/*",
        ]
      },
      {
        Sid      = "Logs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
        Resource = ["${aws_cloudwatch_log_group.watch.arn}:*"]
      },
      {
        Sid      = "Keys"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = [aws_kms_key.secrets[0].arn, aws_kms_key.secrets[1].arn]
      },
    ]
  })
}

resource "aws_iam_instance_profile" "web" {
  name = "edge-web-eu-central-1"
  role = aws_iam_role.web.name
  tags = local.tags.web
}

resource "aws_launch_template" "web" {
  name                   = "edge-web"
  image_id               = "resolve:ssm:${var.ami_parameter_arm64}"
  instance_type          = "m7g.large"
  ebs_optimized          = true
  update_default_version = true
  vpc_security_group_ids = [aws_security_group.web.id]
  tags                   = local.tags.web

  block_device_mappings {
    device_name = var.root_device

    ebs {
      volume_type           = "gp3"
      volume_size           = 32
      encrypted             = true
      kms_key_id            = aws_kms_key.pii.arn
      delete_on_termination = true
    }
  }

  metadata_options {
    # Only version 2 of the metadata service, and only from the machine itself.
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  iam_instance_profile {
    arn = aws_iam_instance_profile.web.arn
  }

  tag_specifications {
    resource_type = "instance"
    tags          = local.tags.web
  }

  tag_specifications {
    resource_type = "volume"
    tags          = local.tags.web
  }
}

resource "aws_autoscaling_group" "web" {
  name                      = "edge-web"
  min_size                  = 2
  max_size                  = 6
  vpc_zone_identifier       = [for zone in local.zones : aws_subnet.private[zone].id]
  health_check_type         = "ELB"
  health_check_grace_period = 120
  target_group_arns         = [aws_lb_target_group.front__to__web__8080.arn, aws_lb_target_group.office__to__web__8080.arn]

  launch_template {
    id      = aws_launch_template.web.id
    version = aws_launch_template.web.latest_version
  }

  dynamic "tag" {
    for_each = local.tags.web

    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = false
    }
  }

  instance_refresh {
    strategy = "Rolling"

    preferences {
      min_healthy_percentage = 90
      auto_rollback          = true
    }
  }
}

resource "aws_autoscaling_policy" "web" {
  name                   = "web-cpu"
  autoscaling_group_name = aws_autoscaling_group.web.name
  policy_type            = "TargetTrackingScaling"

  target_tracking_configuration {
    target_value = 60

    predefined_metric_specification {
      predefined_metric_type = "ASGAverageCPUUtilization"
    }
  }
}
