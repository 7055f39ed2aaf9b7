# Placeholders: replace each of them, here or in a file of your own that ends in .auto.tfvars.

aws_account_id                           = "000000000000"
aws_eu_central_1__front__certificate_arn = "arn:aws:acm:eu-central-1:000000000000:certificate/00000000-0000-0000-0000-000000000000"
