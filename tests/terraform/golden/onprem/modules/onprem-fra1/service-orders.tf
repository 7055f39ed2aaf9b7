# orders: postgres, tier standard, team storefront; serves here (single).

# The machine is made here; the database on it (engine, TLS, backups, users) is set up by its owners.
resource "vsphere_virtual_machine" "orders" {
  count = 1

  name             = "shop-orders-${count.index + 1}"
  resource_pool_id = vsphere_resource_pool.main.id
  datastore_id     = data.vsphere_datastore.main.id
  num_cpus         = 4
  memory           = 16384
  guest_id         = data.vsphere_virtual_machine.template.guest_id
  firmware         = data.vsphere_virtual_machine.template.firmware
  tags             = [for key, value in local.tags.orders : vsphere_tag.all["${key}=${value}"].id]

  network_interface {
    network_id = data.vsphere_network.main.id
  }

  disk {
    label            = "system"
    unit_number      = 0
    size             = 32
    thin_provisioned = true
  }

  disk {
    label            = "data"
    unit_number      = 1
    size             = 500
    thin_provisioned = true
  }

  clone {
    template_uuid = data.vsphere_virtual_machine.template.id

    customize {
      linux_options {
        host_name = "shop-orders-${count.index + 1}"
        domain    = var.domain
      }

      network_interface {
        # An address from the network's DHCP.
      }
    }
  }
}
