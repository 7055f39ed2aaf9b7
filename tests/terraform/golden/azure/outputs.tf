# Where to find what was made.

output "azure_westeurope__assets__endpoint" {
  description = "Where the objects are."
  value       = module.azure_westeurope.assets__endpoint
}

output "azure_westeurope__front__address" {
  description = "Address under which the load balancer answers."
  value       = module.azure_westeurope.front__address
}

output "azure_westeurope__orders__endpoint" {
  description = "Where the database answers."
  value       = module.azure_westeurope.orders__endpoint
}

output "azure_westeurope__web__group" {
  description = "Scale set of the service."
  value       = module.azure_westeurope.web__group
}
