# orders: postgres, tier standard, team storefront; serves here (single).

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

  extra_config = {
    "guestinfo.metadata" = base64encode(
      jsonencode({
        instance-id    = local.members.orders[count.index]
        local-hostname = local.members.orders[count.index]
      }),
    )
    "guestinfo.metadata.encoding" = "base64"
    "guestinfo.userdata"          = base64encode("#cloud-config\n${}")
    "guestinfo.userdata.encoding" = "base64"
  }

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
  }
}
