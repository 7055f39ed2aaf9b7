# How providers are reached. Credentials come from the environment, never from a file.

provider "aws" {
  alias               = "eu_central_1"
  region              = "eu-central-1"
  allowed_account_ids = [var.aws_account_id]
}
