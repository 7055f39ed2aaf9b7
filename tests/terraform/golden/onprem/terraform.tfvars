# Placeholders: replace each of them, here or in a file of your own that ends in .auto.tfvars.

onprem_fra1__domain = "example.internal"

onprem_fra1__vsphere = {
  datacenter = "REPLACE-datacenter"
  cluster    = "REPLACE-cluster"
  datastore  = "REPLACE-datastore"
  network    = "REPLACE-network"
  template   = "REPLACE-template"
}

onprem_fra1__vsphere_server = "vcenter.example.internal"
onprem_fra1__vsphere_user   = "terraform@vsphere.local"
