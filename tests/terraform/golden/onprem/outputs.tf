# Where to find what was made.

output "onprem_fra1__flows" {
  description = "Flows that the firewalls of onprem:fra1 have to let through, and nothing else."
  value       = module.onprem_fra1.flows
}

output "onprem_fra1__orders__addresses" {
  description = "Addresses of the machines, once they have started."
  value       = module.onprem_fra1.orders__addresses
}

output "onprem_fra1__web__addresses" {
  description = "Addresses of the machines, once they have started."
  value       = module.onprem_fra1.web__addresses
}
