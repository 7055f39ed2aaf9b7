# Where to find what was made.

output "aws_eu_central_1__assets__bucket" {
  description = "Bucket of the service."
  value       = module.aws_eu_central_1.assets__bucket
}

output "aws_eu_central_1__front__dns_name" {
  description = "Name under which the load balancer answers."
  value       = module.aws_eu_central_1.front__dns_name
}

output "aws_eu_central_1__orders__endpoint" {
  description = "Where the database answers."
  value       = module.aws_eu_central_1.orders__endpoint
}

output "aws_eu_central_1__orders__secret" {
  description = "Secret with the password of dbadmin."
  value       = module.aws_eu_central_1.orders__secret
}

output "aws_eu_central_1__web__group" {
  description = "Scaling group of the service."
  value       = module.aws_eu_central_1.web__group
}
