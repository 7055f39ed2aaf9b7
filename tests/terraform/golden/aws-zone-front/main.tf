# Plan zone: one module per site.

# aws:eu-central-1: api, bastion, broker, files, names, raw, tcp, things.
module "aws_eu_central_1" {
  source = "./modules/aws-eu-central-1"

  providers = {
    aws = aws.eu_central_1
  }

  ami_parameter_arm64     = var.aws_ami_parameter_arm64
  api__broker__url        = var.aws_eu_central_1__api__broker__url
  api__token_audience     = var.aws_eu_central_1__api__token_audience
  api__token_issuer       = var.aws_eu_central_1__api__token_issuer
  cidr                    = var.aws_eu_central_1__cidr
  names__zones            = var.aws_eu_central_1__names__zones
  root_device             = var.aws_root_device
  things__to__broker__url = var.aws_eu_central_1__things__to__broker__url
  user_cidrs              = local.user_cidrs
}

locals {
  user_cidrs = {
    europe = var.users__europe__cidrs
    staff  = var.users__staff__cidrs
  }
}
