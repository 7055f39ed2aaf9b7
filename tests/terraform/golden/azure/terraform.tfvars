# Placeholders: replace each of them, here or in a file of your own that ends in .auto.tfvars.

azure_database_admin = {
  object_id = "00000000-0000-0000-0000-000000000000"
  name      = "REPLACE-WITH-A-GROUP"
  type      = "Group"
}

azure_ssh_public_key  = "ssh-ed25519 REPLACE-WITH-A-PUBLIC-KEY"
azure_subscription_id = "00000000-0000-0000-0000-000000000000"

azure_westeurope__front__certificate = {
  vault_id  = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/REPLACE/providers/Microsoft.KeyVault/vaults/REPLACE"
  secret_id = "https://replace.vault.azure.net/secrets/replace"
}
