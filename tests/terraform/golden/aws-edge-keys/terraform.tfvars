# Placeholders: replace each of them, here or in a file of your own that ends in .auto.tfvars.

aws_account_id                            = "000000000000"
aws_eu_central_1__api__certificate_arn    = "arn:aws:acm:eu-central-1:000000000000:certificate/00000000-0000-0000-0000-000000000000"
aws_eu_central_1__api__domain_name        = "api.example.com"
aws_eu_central_1__api__token_audience     = ["api"]
aws_eu_central_1__api__token_issuer       = "https://login.example.com"
aws_eu_central_1__cdn__certificate_arn    = "arn:aws:acm:us-east-1:000000000000:certificate/00000000-0000-0000-0000-000000000000"
aws_eu_central_1__cdn__names              = ["www.example.com"]
aws_eu_central_1__front__certificate_arn  = "arn:aws:acm:eu-central-1:000000000000:certificate/00000000-0000-0000-0000-000000000000"
aws_eu_central_1__names__zones            = ["example.com", "example-2.com"]
aws_eu_central_1__office__certificate_arn = "arn:aws:acm:eu-central-1:000000000000:certificate/00000000-0000-0000-0000-000000000000"
