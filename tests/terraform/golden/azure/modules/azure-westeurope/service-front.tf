# front: load-balancer, tier standard, team storefront; serves here (single).

resource "azurerm_public_ip" "front" {
  name                = "shop-front"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  allocation_method   = "Static"
  sku                 = "Standard"
  zones               = ["1", "2", "3"]
  tags                = local.tags.front
}

resource "azurerm_user_assigned_identity" "front" {
  name                = "shop-front"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  tags                = local.tags.front
}

resource "azurerm_role_assignment" "front__certificate" {
  scope                = var.front__certificate.vault_id
  role_definition_name = "Key Vault Secrets User"
  principal_id         = azurerm_user_assigned_identity.front.principal_id
}

resource "azurerm_application_gateway" "front" {
  name                = "shop-front"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location

  # checkov:skip=CKV_AZURE_120:the plan asks for no web application firewall
  zones         = ["1", "2", "3"]
  http2_enabled = true
  tags          = local.tags.front

  sku {
    name = "Standard_v2"
    tier = "Standard_v2"
  }

  autoscale_configuration {
    min_capacity = 0
    max_capacity = 10
  }

  ssl_policy {
    policy_type = "Predefined"
    policy_name = "AppGwSslPolicy20220101S"
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.front.id]
  }

  ssl_certificate {
    name                = "certificate"
    key_vault_secret_id = var.front__certificate.secret_id
  }

  gateway_ip_configuration {
    name      = "subnet"
    subnet_id = azurerm_subnet.front.id
  }

  frontend_ip_configuration {
    name                 = "public"
    public_ip_address_id = azurerm_public_ip.front.id
  }

  frontend_port {
    name = "port-443"
    port = 443
  }

  backend_address_pool {
    name = "web"
  }

  probe {
    name                = "web-8080"
    protocol            = "Http"
    host                = "localhost"
    path                = var.health_path
    interval            = 10
    timeout             = 5
    unhealthy_threshold = 3
  }

  backend_http_settings {
    name                  = "web-8080"
    protocol              = "Http"
    port                  = 8080
    cookie_based_affinity = "Disabled"
    request_timeout       = 30
    probe_name            = "web-8080"
  }

  http_listener {
    name                           = "port-443"
    frontend_ip_configuration_name = "public"
    frontend_port_name             = "port-443"
    protocol                       = "Https"
    ssl_certificate_name           = "certificate"
  }

  request_routing_rule {
    name                       = "port-443"
    http_listener_name         = "port-443"
    priority                   = 10
    rule_type                  = "Basic"
    backend_address_pool_name  = "web"
    backend_http_settings_name = "web-8080"
  }

  depends_on = [azurerm_subnet_network_security_group_association.front, azurerm_role_assignment.front__certificate]
}
