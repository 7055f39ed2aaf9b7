# Who may talk to whom: one group per service, one rule per flow.

data "aws_ec2_managed_prefix_list" "cloudfront" {
  name = "com.amazonaws.global.cloudfront.origin-facing"
}

resource "aws_security_group" "api" {
  name        = "edge-api"
  description = "api-gateway api"
  vpc_id      = aws_vpc.main.id
  tags        = local.tags.api
}

resource "aws_vpc_security_group_egress_rule" "api__to__front__443" {
  security_group_id            = aws_security_group.api.id
  description                  = "api to front at aws:eu-central-1"
  referenced_security_group_id = aws_security_group.front.id
  from_port                    = 443
  to_port                      = 443
  ip_protocol                  = "tcp"
  tags                         = local.tags.api
}

resource "aws_security_group" "front" {
  name        = "edge-front"
  description = "load-balancer front"
  vpc_id      = aws_vpc.main.id
  tags        = local.tags.front
}

resource "aws_vpc_security_group_ingress_rule" "front__from__api__443" {
  security_group_id            = aws_security_group.front.id
  description                  = "api at aws:eu-central-1 to front"
  referenced_security_group_id = aws_security_group.api.id
  from_port                    = 443
  to_port                      = 443
  ip_protocol                  = "tcp"
  tags                         = local.tags.front
}

resource "aws_vpc_security_group_ingress_rule" "front__from__cdn__443" {
  security_group_id = aws_security_group.front.id
  description       = "cdn at aws:eu-central-1 to front"
  prefix_list_id    = data.aws_ec2_managed_prefix_list.cloudfront.id
  from_port         = 443
  to_port           = 443
  ip_protocol       = "tcp"
  tags              = local.tags.front
}

resource "aws_vpc_security_group_egress_rule" "front__to__web__8080" {
  security_group_id            = aws_security_group.front.id
  description                  = "front to web at aws:eu-central-1"
  referenced_security_group_id = aws_security_group.web.id
  from_port                    = 8080
  to_port                      = 8080
  ip_protocol                  = "tcp"
  tags                         = local.tags.front
}

resource "aws_security_group" "office" {
  name        = "edge-office"
  description = "load-balancer office"
  vpc_id      = aws_vpc.main.id
  tags        = local.tags.office
}

resource "aws_vpc_security_group_ingress_rule" "office__from__users__europe__443" {
  for_each = toset(var.user_cidrs["europe"])

  security_group_id = aws_security_group.office.id
  description       = "users.europe to office"
  cidr_ipv4         = each.value
  from_port         = 443
  to_port           = 443
  ip_protocol       = "tcp"
  tags              = local.tags.office
}

resource "aws_vpc_security_group_egress_rule" "office__to__web__8080" {
  security_group_id            = aws_security_group.office.id
  description                  = "office to web at aws:eu-central-1"
  referenced_security_group_id = aws_security_group.web.id
  from_port                    = 8080
  to_port                      = 8080
  ip_protocol                  = "tcp"
  tags                         = local.tags.office
}

resource "aws_security_group" "web" {
  name        = "edge-web"
  description = "vm web"
  vpc_id      = aws_vpc.main.id
  tags        = local.tags.web
}

resource "aws_vpc_security_group_ingress_rule" "web__from__front__8080" {
  security_group_id            = aws_security_group.web.id
  description                  = "front at aws:eu-central-1 to web"
  referenced_security_group_id = aws_security_group.front.id
  from_port                    = 8080
  to_port                      = 8080
  ip_protocol                  = "tcp"
  tags                         = local.tags.web
}

resource "aws_vpc_security_group_ingress_rule" "web__from__office__8080" {
  security_group_id            = aws_security_group.web.id
  description                  = "office at aws:eu-central-1 to web"
  referenced_security_group_id = aws_security_group.office.id
  from_port                    = 8080
  to_port                      = 8080
  ip_protocol                  = "tcp"
  tags                         = local.tags.web
}

resource "aws_vpc_security_group_egress_rule" "web__to__secrets__443" {
  security_group_id = aws_security_group.web.id
  description       = "web to secrets at aws:eu-central-1"
  cidr_ipv4         = "0.0.0.0/0"
  from_port         = 443
  to_port           = 443
  ip_protocol       = "tcp"
  tags              = local.tags.web
}
