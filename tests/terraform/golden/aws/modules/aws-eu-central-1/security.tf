# Who may talk to whom: one group per service, one rule per flow.

resource "aws_security_group" "front" {
  name        = "shop-front"
  description = "load-balancer front"
  vpc_id      = aws_vpc.main.id
  tags        = local.tags.front
}

resource "aws_vpc_security_group_ingress_rule" "front__from__users__europe__443" {
  for_each = toset(var.user_cidrs["europe"])

  security_group_id = aws_security_group.front.id
  description       = "users.europe to front"
  cidr_ipv4         = each.value
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

resource "aws_security_group" "orders" {
  name        = "shop-orders"
  description = "postgres orders"
  vpc_id      = aws_vpc.main.id
  tags        = local.tags.orders
}

resource "aws_vpc_security_group_ingress_rule" "orders__from__web__5432" {
  security_group_id            = aws_security_group.orders.id
  description                  = "web at aws:eu-central-1 to orders"
  referenced_security_group_id = aws_security_group.web.id
  from_port                    = 5432
  to_port                      = 5432
  ip_protocol                  = "tcp"
  tags                         = local.tags.orders
}

resource "aws_security_group" "web" {
  name        = "shop-web"
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

resource "aws_vpc_security_group_egress_rule" "web__to__assets__443" {
  security_group_id = aws_security_group.web.id
  description       = "web to assets at aws:eu-central-1"
  prefix_list_id    = aws_vpc_endpoint.s3.prefix_list_id
  from_port         = 443
  to_port           = 443
  ip_protocol       = "tcp"
  tags              = local.tags.web
}

resource "aws_vpc_security_group_egress_rule" "web__to__orders__5432" {
  security_group_id            = aws_security_group.web.id
  description                  = "web to orders at aws:eu-central-1"
  referenced_security_group_id = aws_security_group.orders.id
  from_port                    = 5432
  to_port                      = 5432
  ip_protocol                  = "tcp"
  tags                         = local.tags.web
}
