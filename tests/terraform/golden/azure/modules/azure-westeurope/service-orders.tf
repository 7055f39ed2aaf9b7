# orders: postgres, tier standard, team storefront; serves here (single).

resource "azurerm_private_dns_zone" "orders" {
  name                = "shop-orders-westeurope.private.postgres.database.azure.com"
  resource_group_name = azurerm_resource_group.main.name
  tags                = local.tags.orders
}

resource "azurerm_private_dns_zone_virtual_network_link" "orders" {
  name                  = "own-network"
  resource_group_name   = azurerm_resource_group.main.name
  private_dns_zone_name = azurerm_private_dns_zone.orders.name
  virtual_network_id    = azurerm_virtual_network.main.id
  tags                  = local.tags.orders
}

resource "azurerm_postgresql_flexible_server" "orders" {
  # checkov:skip=CKV_AZURE_136:the plan asks for a copy in another region by its strategy, not by its backups
  # checkov:skip=CKV2_AZURE_57:it is in a subnet of its own, which is closed
  name                  = "shop-orders-westeurope-${local.suffix}"
  resource_group_name   = azurerm_resource_group.main.name
  location              = azurerm_resource_group.main.location
  sku_name              = "GP_Standard_D4ds_v5"
  version               = "16"
  backup_retention_days = 14

  delegated_subnet_id           = azurerm_subnet.orders.id
  private_dns_zone_id           = azurerm_private_dns_zone.orders.id
  public_network_access_enabled = false
  storage_mb                    = 524288
  auto_grow_enabled             = false
  tags                          = local.tags.orders

  high_availability {
    mode = "ZoneRedundant"
  }

  authentication {
    active_directory_auth_enabled = true
    password_auth_enabled         = false
    tenant_id                     = data.azurerm_client_config.current.tenant_id
  }

  lifecycle {
    # A failover swaps the zones; Terraform leaves them where they are.
    ignore_changes = [zone, high_availability[0].standby_availability_zone]
  }

  depends_on = [azurerm_private_dns_zone_virtual_network_link.orders]
}

resource "azurerm_postgresql_flexible_server_active_directory_administrator" "orders" {
  server_name         = azurerm_postgresql_flexible_server.orders.name
  resource_group_name = azurerm_resource_group.main.name
  tenant_id           = data.azurerm_client_config.current.tenant_id
  object_id           = var.database_admin.object_id
  principal_name      = var.database_admin.name
  principal_type      = var.database_admin.type
}

resource "azurerm_postgresql_flexible_server_configuration" "orders__require_secure_transport" {
  name      = "require_secure_transport"
  value     = "ON"
  server_id = azurerm_postgresql_flexible_server.orders.id
}
