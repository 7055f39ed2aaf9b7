# What the root shows or hands to other sites.

output "assets__account_id" {
  description = "Storage account of the service."
  value       = azurerm_storage_account.assets.id
}

output "assets__container" {
  description = "Container of the service."
  value       = azurerm_storage_container.assets.name
}

output "assets__endpoint" {
  description = "Where the objects are."
  value       = azurerm_storage_account.assets.primary_blob_endpoint
}

output "front__address" {
  description = "Address under which the load balancer answers."
  value       = azurerm_public_ip.front.ip_address
}

output "network_id" {
  description = "The network."
  value       = azurerm_virtual_network.main.id
}

output "network_name" {
  description = "The name of the network."
  value       = azurerm_virtual_network.main.name
}

output "orders__endpoint" {
  description = "Where the database answers."
  value       = azurerm_postgresql_flexible_server.orders.fqdn
}

output "orders__zone" {
  description = "Zone of the database's name."
  value       = azurerm_private_dns_zone.orders.name
}

output "resource_group_name" {
  description = "Group of everything here."
  value       = azurerm_resource_group.main.name
}

output "web__group" {
  description = "Scale set of the service."
  value       = azurerm_orchestrated_virtual_machine_scale_set.web.id
}
