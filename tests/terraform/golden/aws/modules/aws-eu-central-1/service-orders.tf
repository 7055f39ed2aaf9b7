# orders: postgres, tier standard, team storefront; serves here (single).

resource "aws_db_subnet_group" "orders" {
  name       = "shop-orders"
  subnet_ids = [for zone in local.zones : aws_subnet.data[zone].id]
  tags       = local.tags.orders
}

resource "aws_db_parameter_group" "orders" {
  name   = "shop-orders-postgres16"
  family = "postgres16"
  tags   = local.tags.orders

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_instance" "orders" {
  # checkov:skip=CKV_AWS_118:monitoring costs money that the plan does not ask for
  # checkov:skip=CKV_AWS_353:not offered for every class; turn it on where it is
  engine                      = "postgres"
  engine_version              = "16"
  allocated_storage           = 500
  username                    = "dbadmin"
  manage_master_user_password = true

  identifier        = "shop-orders"
  instance_class    = "db.m7g.xlarge"
  multi_az          = true
  storage_type      = "gp3"
  storage_encrypted = true

  db_subnet_group_name   = aws_db_subnet_group.orders.name
  parameter_group_name   = aws_db_parameter_group.orders.name
  vpc_security_group_ids = [aws_security_group.orders.id]
  publicly_accessible    = false

  backup_retention_period             = 14
  copy_tags_to_snapshot               = true
  deletion_protection                 = true
  skip_final_snapshot                 = false
  final_snapshot_identifier           = "shop-orders-last-195be9b1"
  auto_minor_version_upgrade          = true
  iam_database_authentication_enabled = true
  enabled_cloudwatch_logs_exports     = ["postgresql", "upgrade"]
  tags                                = local.tags.orders
}
