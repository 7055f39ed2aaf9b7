# Plan edge: one module per site.

# aws:eu-central-1: api, assets, cdn, cdn-shield, cdn-wall, front, names, office, office-shield, office-wall, secrets, watch, web.
module "aws_eu_central_1" {
  source = "./modules/aws-eu-central-1"

  providers = {
    aws = aws.eu_central_1
  }

  ami_parameter_arm64     = var.aws_ami_parameter_arm64
  api__certificate_arn    = var.aws_eu_central_1__api__certificate_arn
  api__domain_name        = var.aws_eu_central_1__api__domain_name
  api__token_audience     = var.aws_eu_central_1__api__token_audience
  api__token_issuer       = var.aws_eu_central_1__api__token_issuer
  cdn__certificate_arn    = var.aws_eu_central_1__cdn__certificate_arn
  cdn__names              = var.aws_eu_central_1__cdn__names
  cidr                    = var.aws_eu_central_1__cidr
  front__certificate_arn  = var.aws_eu_central_1__front__certificate_arn
  health_path             = var.health_path
  names__zones            = var.aws_eu_central_1__names__zones
  office__certificate_arn = var.aws_eu_central_1__office__certificate_arn
  root_device             = var.aws_root_device
  secrets__names          = var.aws_eu_central_1__secrets__names
  user_cidrs              = local.user_cidrs
  watch__alarm_actions    = var.aws_eu_central_1__watch__alarm_actions
}

locals {
  user_cidrs = {
    europe = var.users__europe__cidrs
  }
}
