# Where machines of onprem:fra1 go, and their tags.

locals {
  # Tags by service.
  tags = {
    orders = {
      plan       = "shop"
      service    = "orders"
      team       = "storefront"
      tier       = "standard"
      data-class = "unclassified"
      role       = "active"
      managed-by = "mcplan"
    }
    web = {
      plan       = "shop"
      service    = "web"
      team       = "storefront"
      tier       = "standard"
      data-class = "unclassified"
      role       = "active"
      managed-by = "mcplan"
    }
  }

  # DNS names of machines by service; they follow from the names of the machines.
  members = {
    orders = [for number in range(1, 2) : "shop-orders-${number}.${var.domain}"]
    web    = [for number in range(1, 7) : "shop-web-${number}.${var.domain}"]
  }
}

data "vsphere_datacenter" "main" {
  name = var.vsphere.datacenter
}

data "vsphere_compute_cluster" "main" {
  name          = var.vsphere.cluster
  datacenter_id = data.vsphere_datacenter.main.id
}

data "vsphere_datastore" "main" {
  name          = var.vsphere.datastore
  datacenter_id = data.vsphere_datacenter.main.id
}

data "vsphere_network" "main" {
  name          = var.vsphere.network
  datacenter_id = data.vsphere_datacenter.main.id
}

data "vsphere_virtual_machine" "template" {
  name          = var.vsphere.template
  datacenter_id = data.vsphere_datacenter.main.id
}

resource "vsphere_resource_pool" "main" {
  name                    = "shop-fra1"
  parent_resource_pool_id = data.vsphere_compute_cluster.main.resource_pool_id
}

resource "vsphere_tag_category" "main" {
  name             = "shop-fra1"
  description      = "Plan shop, managed by mcplan"
  cardinality      = "MULTIPLE"
  associable_types = ["VirtualMachine"]
}

resource "vsphere_tag" "all" {
  for_each = toset(flatten([for tags in values(local.tags) : [for key, value in tags : "${key}=${value}"]]))

  name        = each.value
  category_id = vsphere_tag_category.main.id
}
