# Plan shop: one module per site.

# aws:eu-central-1: assets, front, orders, web.
module "aws_eu_central_1" {
  source = "./modules/aws-eu-central-1"

  providers = {
    aws = aws.eu_central_1
  }

  ami_parameter_arm64    = var.aws_ami_parameter_arm64
  cidr                   = var.aws_eu_central_1__cidr
  front__certificate_arn = var.aws_eu_central_1__front__certificate_arn
  health_path            = var.health_path
  root_device            = var.aws_root_device
  user_cidrs             = local.user_cidrs
}

locals {
  user_cidrs = {
    europe = var.users__europe__cidrs
  }
}
