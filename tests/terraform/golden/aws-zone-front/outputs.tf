# Where to find what was made.

output "aws_eu_central_1__api__endpoint" {
  description = "Where the interface answers."
  value       = module.aws_eu_central_1.api__endpoint
}

output "aws_eu_central_1__bastion__document" {
  description = "Document to open sessions with."
  value       = module.aws_eu_central_1.bastion__document
}

output "aws_eu_central_1__bastion__policy" {
  description = "Policy for the people who may open sessions."
  value       = module.aws_eu_central_1.bastion__policy
}

output "aws_eu_central_1__broker__group" {
  description = "Scaling group of the service."
  value       = module.aws_eu_central_1.broker__group
}

output "aws_eu_central_1__files__dns_name" {
  description = "Name under which it is mounted."
  value       = module.aws_eu_central_1.files__dns_name
}

output "aws_eu_central_1__names__name_servers" {
  description = "Name servers by domain, for the registrar."
  value       = module.aws_eu_central_1.names__name_servers
}

output "aws_eu_central_1__raw__bucket" {
  description = "Bucket of the service."
  value       = module.aws_eu_central_1.raw__bucket
}

output "aws_eu_central_1__tcp__dns_name" {
  description = "Name under which the load balancer answers."
  value       = module.aws_eu_central_1.tcp__dns_name
}

output "aws_eu_central_1__things__endpoint" {
  description = "Where devices connect (MQTT over TLS)."
  value       = module.aws_eu_central_1.things__endpoint
}
