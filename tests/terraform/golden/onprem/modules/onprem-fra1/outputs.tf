# What the root shows or hands to other sites.

output "flows" {
  description = "Flows that the firewalls of onprem:fra1 have to let through, and nothing else."
  value       = local.flows
}

output "orders__addresses" {
  description = "Addresses of the machines, once they have started."
  value       = vsphere_virtual_machine.orders[*].default_ip_address
}

output "web__addresses" {
  description = "Addresses of the machines, once they have started."
  value       = vsphere_virtual_machine.web[*].default_ip_address
}
