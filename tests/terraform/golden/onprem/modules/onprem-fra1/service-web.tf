# web: vm, tier standard, team storefront; serves here (single).

resource "vsphere_virtual_machine" "web" {
  count = 6

  name             = "shop-web-${count.index + 1}"
  resource_pool_id = vsphere_resource_pool.main.id
  datastore_id     = data.vsphere_datastore.main.id
  num_cpus         = 4
  memory           = 16384
  guest_id         = data.vsphere_virtual_machine.template.guest_id
  firmware         = data.vsphere_virtual_machine.template.firmware
  tags             = [for key, value in local.tags.web : vsphere_tag.all["${key}=${value}"].id]

  network_interface {
    network_id = data.vsphere_network.main.id
  }

  disk {
    label            = "system"
    unit_number      = 0
    size             = 32
    thin_provisioned = true
  }

  clone {
    template_uuid = data.vsphere_virtual_machine.template.id

    customize {
      linux_options {
        host_name = "shop-web-${count.index + 1}"
        domain    = var.domain
      }

      network_interface {
        # An address from the network's DHCP.
      }
    }
  }
}

resource "vsphere_compute_cluster_vm_anti_affinity_rule" "web" {
  # One host is one failure.
  name                = "shop-web-apart"
  compute_cluster_id  = data.vsphere_compute_cluster.main.id
  virtual_machine_ids = vsphere_virtual_machine.web[*].id
}
