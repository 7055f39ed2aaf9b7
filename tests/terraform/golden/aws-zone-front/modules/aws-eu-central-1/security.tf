# Who may talk to whom: one group per service, one rule per flow.

resource "aws_security_group" "broker" {
  name        = "zone-broker"
  description = "vm broker"
  vpc_id      = aws_vpc.main.id
  tags        = local.tags.broker
}

resource "aws_vpc_security_group_egress_rule" "broker__platform" {
  security_group_id = aws_security_group.broker.id
  description       = "Sessions of Systems Manager, which machines ask for themselves"
  cidr_ipv4         = "0.0.0.0/0"
  from_port         = 443
  to_port           = 443
  ip_protocol       = "tcp"
  tags              = local.tags.broker
}

resource "aws_vpc_security_group_ingress_rule" "broker__from__tcp__8883" {
  security_group_id            = aws_security_group.broker.id
  description                  = "tcp at aws:eu-central-1 to broker"
  referenced_security_group_id = aws_security_group.tcp.id
  from_port                    = 8883
  to_port                      = 8883
  ip_protocol                  = "tcp"
  tags                         = local.tags.broker
}

resource "aws_vpc_security_group_egress_rule" "broker__to__files__2049" {
  security_group_id            = aws_security_group.broker.id
  description                  = "broker to files at aws:eu-central-1"
  referenced_security_group_id = aws_security_group.files.id
  from_port                    = 2049
  to_port                      = 2049
  ip_protocol                  = "tcp"
  tags                         = local.tags.broker
}

resource "aws_security_group" "files" {
  name        = "zone-files"
  description = "file-store files"
  vpc_id      = aws_vpc.main.id
  tags        = local.tags.files
}

resource "aws_vpc_security_group_ingress_rule" "files__from__broker__2049" {
  security_group_id            = aws_security_group.files.id
  description                  = "broker at aws:eu-central-1 to files"
  referenced_security_group_id = aws_security_group.broker.id
  from_port                    = 2049
  to_port                      = 2049
  ip_protocol                  = "tcp"
  tags                         = local.tags.files
}

resource "aws_security_group" "tcp" {
  name        = "zone-tcp"
  description = "load-balancer tcp"
  vpc_id      = aws_vpc.main.id
  tags        = local.tags.tcp
}

resource "aws_vpc_security_group_ingress_rule" "tcp__from__users__europe__8883" {
  for_each = toset(var.user_cidrs["europe"])

  security_group_id = aws_security_group.tcp.id
  description       = "users.europe to tcp"
  cidr_ipv4         = each.value
  from_port         = 8883
  to_port           = 8883
  ip_protocol       = "tcp"
  tags              = local.tags.tcp
}

resource "aws_vpc_security_group_egress_rule" "tcp__to__broker__8883" {
  security_group_id            = aws_security_group.tcp.id
  description                  = "tcp to broker at aws:eu-central-1"
  referenced_security_group_id = aws_security_group.broker.id
  from_port                    = 8883
  to_port                      = 8883
  ip_protocol                  = "tcp"
  tags                         = local.tags.tcp
}
