# Placeholders: replace each of them, here or in a file of your own that ends in .auto.tfvars.

aws_account_id                            = "000000000000"
aws_eu_central_1__api__broker__url        = "https://service.example.com"
aws_eu_central_1__api__token_audience     = ["api"]
aws_eu_central_1__api__token_issuer       = "https://login.example.com"
aws_eu_central_1__names__zones            = ["example.com"]
aws_eu_central_1__things__to__broker__url = "https://service.example.com"
