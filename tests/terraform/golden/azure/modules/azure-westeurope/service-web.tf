# web: vm, tier standard, team storefront; serves here (single).

resource "azurerm_user_assigned_identity" "web" {
  name                = "shop-web"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  tags                = local.tags.web
}

resource "azurerm_role_assignment" "web__assets" {
  scope                = azurerm_storage_account.assets.id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azurerm_user_assigned_identity.web.principal_id
}

resource "azurerm_orchestrated_virtual_machine_scale_set" "web" {
  name                        = "shop-web"
  resource_group_name         = azurerm_resource_group.main.name
  location                    = azurerm_resource_group.main.location
  sku_name                    = "Standard_D2s_v5"
  instances                   = 6
  platform_fault_domain_count = 1
  zones                       = ["1", "2", "3"]
  zone_balance                = true
  tags                        = local.tags.web

  os_profile {
    linux_configuration {
      admin_username                  = "ops"
      disable_password_authentication = true

      admin_ssh_key {
        username   = "ops"
        public_key = var.ssh_public_key
      }
    }
  }

  source_image_reference {
    publisher = var.image_x86_64.publisher
    offer     = var.image_x86_64.offer
    sku       = var.image_x86_64.sku
    version   = var.image_x86_64.version
  }

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
    disk_size_gb         = 32
  }

  network_interface {
    name    = "main"
    primary = true

    ip_configuration {
      name      = "internal"
      primary   = true
      subnet_id = azurerm_subnet.web.id

      application_gateway_backend_address_pool_ids = [
        one([for pool in azurerm_application_gateway.front.backend_address_pool : pool.id if pool.name == "web"]),
      ]
    }
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.web.id]
  }

  lifecycle {
    # Scaling decides.
    ignore_changes = [instances]
  }
}

resource "azurerm_monitor_autoscale_setting" "web" {
  name                = "shop-web"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  target_resource_id  = azurerm_orchestrated_virtual_machine_scale_set.web.id
  tags                = local.tags.web

  profile {
    name = "load"

    capacity {
      default = 2
      minimum = 2
      maximum = 6
    }

    rule {
      metric_trigger {
        metric_name        = "Percentage CPU"
        metric_resource_id = azurerm_orchestrated_virtual_machine_scale_set.web.id
        operator           = "GreaterThan"
        statistic          = "Average"
        threshold          = 60
        time_aggregation   = "Average"
        time_grain         = "PT1M"
        time_window        = "PT5M"
      }

      scale_action {
        direction = "Increase"
        type      = "ChangeCount"
        value     = 1
        cooldown  = "PT5M"
      }
    }

    rule {
      metric_trigger {
        metric_name        = "Percentage CPU"
        metric_resource_id = azurerm_orchestrated_virtual_machine_scale_set.web.id
        operator           = "LessThan"
        statistic          = "Average"
        threshold          = 30
        time_aggregation   = "Average"
        time_grain         = "PT1M"
        time_window        = "PT5M"
      }

      scale_action {
        direction = "Decrease"
        type      = "ChangeCount"
        value     = 1
        cooldown  = "PT5M"
      }
    }
  }
}
