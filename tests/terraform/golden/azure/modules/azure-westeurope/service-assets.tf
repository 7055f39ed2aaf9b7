# assets: object-store, tier standard, team storefront; serves here (single).

resource "azurerm_storage_account" "assets" {
  name                = "shopassetsc722d0f1${local.suffix}"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location

  # checkov:skip=CKV_AZURE_33:no queues here
  # checkov:skip=CKV_AZURE_43:letters and digits that end in a hash of the subscription
  # checkov:skip=CKV_AZURE_59:its network rules say who gets in, and nobody without signing in
  # checkov:skip=CKV_AZURE_206:the form that the plan's bill counts on
  # checkov:skip=CKV2_AZURE_33:reached over service endpoints, which cost nothing
  # checkov:skip=CKV2_AZURE_1:the plan leaves the keys of this data to the provider
  account_kind                     = "StorageV2"
  account_tier                     = "Standard"
  account_replication_type         = "ZRS"
  access_tier                      = "Hot"
  min_tls_version                  = "TLS1_2"
  https_traffic_only_enabled       = true
  allow_nested_items_to_be_public  = false
  shared_access_key_enabled        = false
  default_to_oauth_authentication  = true
  local_user_enabled               = false
  cross_tenant_replication_enabled = false
  tags                             = local.tags.assets

  blob_properties {
    # Versions and the change feed are what replication works from.
    versioning_enabled  = true
    change_feed_enabled = true

    delete_retention_policy {
      days = 14
    }

    container_delete_retention_policy {
      days = 14
    }
  }

  network_rules {
    default_action             = "Deny"
    bypass                     = ["AzureServices"]
    virtual_network_subnet_ids = [azurerm_subnet.web.id]
  }
}

resource "azurerm_storage_container" "assets" {
  # checkov:skip=CKV2_AZURE_21:request logs cost money that the plan does not ask for
  name                  = "objects"
  storage_account_id    = azurerm_storage_account.assets.id
  container_access_type = "private"
}
