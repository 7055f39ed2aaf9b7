# tcp: load-balancer, tier standard, team storefront; serves here (single).

resource "aws_lb" "tcp" {
  # checkov:skip=CKV_AWS_91:access logs need a bucket that the plan does not ask for
  # checkov:skip=CKV_AWS_152:the plan is content with one zone
  name                       = "zone-tcp"
  load_balancer_type         = "network"
  internal                   = false
  subnets                    = [for zone in slice(local.zones, 0, 1) : aws_subnet.public[zone].id]
  security_groups            = [aws_security_group.tcp.id]
  enable_deletion_protection = true
  tags                       = local.tags.tcp
}

resource "aws_lb_target_group" "tcp__to__broker__8883" {
  name                 = "zone-tcp-broker-8883"
  port                 = 8883
  protocol             = "TCP"
  target_type          = "instance"
  vpc_id               = aws_vpc.main.id
  preserve_client_ip   = "false"
  deregistration_delay = 60
  tags                 = local.tags.tcp

  health_check {
    protocol            = "TCP"
    interval            = 10
    healthy_threshold   = 2
    unhealthy_threshold = 2
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener" "tcp__8883" {
  # checkov:skip=CKV_AWS_2:connections are passed on as they are; the service behind ends TLS
  # checkov:skip=CKV_AWS_103:connections are passed on as they are; the service behind ends TLS
  load_balancer_arn = aws_lb.tcp.arn
  port              = 8883
  protocol          = "TCP"
  tags              = local.tags.tcp

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.tcp__to__broker__8883.arn
  }
}
