# Where to find what was made.

output "aws_eu_central_1__api__endpoint" {
  description = "Where the interface answers."
  value       = module.aws_eu_central_1.api__endpoint
}

output "aws_eu_central_1__assets__bucket" {
  description = "Bucket of the service."
  value       = module.aws_eu_central_1.assets__bucket
}

output "aws_eu_central_1__cdn__domain_name" {
  description = "Name under which it answers."
  value       = module.aws_eu_central_1.cdn__domain_name
}

output "aws_eu_central_1__front__dns_name" {
  description = "Name under which the load balancer answers."
  value       = module.aws_eu_central_1.front__dns_name
}

output "aws_eu_central_1__names__name_servers" {
  description = "Name servers by domain, for the registrar."
  value       = module.aws_eu_central_1.names__name_servers
}

output "aws_eu_central_1__office__dns_name" {
  description = "Name under which the load balancer answers."
  value       = module.aws_eu_central_1.office__dns_name
}

output "aws_eu_central_1__secrets__keys" {
  description = "Keys of applications."
  value       = module.aws_eu_central_1.secrets__keys
}

output "aws_eu_central_1__watch__log_group" {
  description = "Where services write their logs."
  value       = module.aws_eu_central_1.watch__log_group
}

output "aws_eu_central_1__web__group" {
  description = "Scaling group of the service."
  value       = module.aws_eu_central_1.web__group
}
