# broker: vm, tier standard, team storefront; serves here (single).

resource "aws_iam_role" "broker" {
  name = "zone-broker-eu-central-1"

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

  tags = local.tags.broker
}

resource "aws_iam_role_policy" "broker" {
  name = "flows"
  role = aws_iam_role.broker.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Mount"
        Effect   = "Allow"
        Action   = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
        Resource = [aws_efs_file_system.files.arn]
      },
    ]
  })
}

resource "aws_iam_instance_profile" "broker" {
  name = "zone-broker-eu-central-1"
  role = aws_iam_role.broker.name
  tags = local.tags.broker
}

resource "aws_launch_template" "broker" {
  name                   = "zone-broker"
  image_id               = "resolve:ssm:${var.ami_parameter_arm64}"
  instance_type          = "m7g.large"
  ebs_optimized          = true
  update_default_version = true
  vpc_security_group_ids = [aws_security_group.broker.id]
  tags                   = local.tags.broker

  block_device_mappings {
    device_name = var.root_device

    ebs {
      volume_type           = "gp3"
      volume_size           = 32
      encrypted             = true
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
    arn = aws_iam_instance_profile.broker.arn
  }

  tag_specifications {
    resource_type = "instance"
    tags          = local.tags.broker
  }

  tag_specifications {
    resource_type = "volume"
    tags          = local.tags.broker
  }
}

resource "aws_autoscaling_group" "broker" {
  name                      = "zone-broker"
  min_size                  = 2
  max_size                  = 6
  vpc_zone_identifier       = [for zone in slice(local.zones, 0, 1) : aws_subnet.private[zone].id]
  health_check_type         = "ELB"
  health_check_grace_period = 120
  target_group_arns         = [aws_lb_target_group.tcp__to__broker__8883.arn]

  launch_template {
    id      = aws_launch_template.broker.id
    version = aws_launch_template.broker.latest_version
  }

  dynamic "tag" {
    for_each = local.tags.broker

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

resource "aws_autoscaling_policy" "broker" {
  name                   = "broker-cpu"
  autoscaling_group_name = aws_autoscaling_group.broker.name
  policy_type            = "TargetTrackingScaling"

  target_tracking_configuration {
    target_value = 60

    predefined_metric_specification {
      predefined_metric_type = "ASGAverageCPUUtilization"
    }
  }
}
