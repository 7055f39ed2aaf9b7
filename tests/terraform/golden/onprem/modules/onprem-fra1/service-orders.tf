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
    "guestinfo.userdata" = base64encode(
      join("\n", [
        "#cloud-config",
        yamlencode({
          package_update  = true
          package_upgrade = true
          ssh_pwauth      = false
          disable_root    = true
          bootcmd = [
            [
              "cloud-init-per",
              "once",
              "hold-services",
              "sh",
              "-c",
              "printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d && chmod 0755 /usr/sbin/policy-rc.d",
            ],
            [
              "cloud-init-per",
              "once",
              "await-disk",
              "timeout",
              "600",
              "sh",
              "-c",
              "until test -b \"$0\"; do sleep 2; done",
              "/dev/sdb",
            ],
          ]
          fs_setup = [
            {
              device     = "/dev/sdb"
              filesystem = "xfs"
              label      = "data"
              overwrite  = false
              partition  = "none"
            },
          ]
          mounts   = [["LABEL=data", "/var/lib/postgresql", "xfs", "defaults,noatime,nofail", "0", "2"]]
          packages = ["postgresql-16"]
          runcmd = [
            "install -d -m 0755 /etc/service-tls",
            "install -d /etc/systemd/system/postgresql@16-main.service.d",
            "cp /usr/local/lib/self-hosted/certificate.conf /etc/systemd/system/postgresql@16-main.service.d/certificate.conf",
            "install -D -m 0644 /usr/local/lib/self-hosted/files/etc/postgresql/16/main/conf.d/plan.conf /etc/postgresql/16/main/conf.d/plan.conf",
            "sed -i \"s/@SELF@/$(hostname -f)/g\" /etc/postgresql/16/main/conf.d/plan.conf",
            "install -D -m 0644 /usr/local/lib/self-hosted/files/etc/postgresql/16/main/pg_hba.conf /etc/postgresql/16/main/pg_hba.conf",
            "sed -i \"s/@SELF@/$(hostname -f)/g\" /etc/postgresql/16/main/pg_hba.conf",
            "chown postgres:postgres /etc/postgresql/16/main/pg_hba.conf && chmod 0640 /etc/postgresql/16/main/pg_hba.conf",
            "usermod -aG ssl-cert postgres",
            "rm -f /usr/sbin/policy-rc.d",
            "systemctl daemon-reload",
            "systemctl enable postgresql@16-main",
            "systemctl restart postgresql@16-main",
          ]
          write_files = [
            {
              path        = "/usr/local/lib/self-hosted/certificate.conf"
              permissions = "0644"
              content = join("\n", [
                "[Unit]",
                "# A service without its certificate must not serve.",
                "ConditionPathExists=/etc/service-tls/tls.key",
                "",
              ])
            },
            {
              path        = "/usr/local/lib/self-hosted/files/etc/postgresql/16/main/conf.d/plan.conf"
              permissions = "0644"
              content = join("\n", [
                "listen_addresses = '*'",
                "ssl = on",
                "ssl_cert_file = '/etc/service-tls/tls.crt'",
                "ssl_key_file = '/etc/service-tls/tls.key'",
                "ssl_ca_file = '/etc/service-tls/ca.crt'",
                "ssl_min_protocol_version = 'TLSv1.2'",
                "password_encryption = 'scram-sha-256'",
                "wal_level = logical",
                "log_connections = on",
                "log_disconnections = on",
                "",
              ])
            },
            {
              path        = "/usr/local/lib/self-hosted/files/etc/postgresql/16/main/pg_hba.conf"
              permissions = "0644"
              content = join("\n", [
                "local   all          postgres            peer",
                "hostssl all          all       all       scram-sha-256",
                "hostssl replication  all       all       scram-sha-256",
                "",
              ])
            },
          ]
        }),
      ]),
    )
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
