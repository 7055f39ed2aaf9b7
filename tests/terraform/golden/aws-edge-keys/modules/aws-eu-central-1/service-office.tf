# office: load-balancer, tier standard, team storefront; serves here (single).

resource "aws_lb" "office" {
  # checkov:skip=CKV_AWS_91:access logs need a bucket that the plan does not ask for
  name                       = "edge-office"
  load_balancer_type         = "application"
  internal                   = false
  subnets                    = [for zone in local.zones : aws_subnet.public[zone].id]
  security_groups            = [aws_security_group.office.id]
  drop_invalid_header_fields = true
  enable_deletion_protection = true
  tags                       = local.tags.office
}

resource "aws_lb_target_group" "office__to__web__8080" {
  # checkov:skip=CKV_AWS_378:TLS ends at the load balancer; security groups guard the way to its targets
  name                 = "edge-office-web-8080"
  port                 = 8080
  protocol             = "HTTP"
  target_type          = "instance"
  vpc_id               = aws_vpc.main.id
  deregistration_delay = 60
  tags                 = local.tags.office

  health_check {
    path                = var.health_path
    matcher             = "200-399"
    interval            = 10
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener" "office__443" {
  load_balancer_arn = aws_lb.office.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = var.office__certificate_arn
  tags              = local.tags.office

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.office__to__web__8080.arn
  }
}

# office-shield: AWS Shield Standard guards this service; it is on for everybody and has no settings.
