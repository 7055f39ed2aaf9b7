# How providers are reached. Credentials come from the environment, never from a file.

provider "vsphere" {
  alias          = "fra1"
  vsphere_server = var.onprem_fra1__vsphere_server
  user           = var.onprem_fra1__vsphere_user
  password       = var.onprem_fra1__vsphere_password
}
