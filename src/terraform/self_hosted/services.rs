//! Recipes of load balancers, monitoring and jump hosts.

use crate::plan::MinTls;
use crate::terraform::backend::{backends, is_plain, ports};
use crate::terraform::layout::Unit;

use super::recipe::{Recipe, Written, commands};
use super::user_data::Host;

/// `HAProxy` 2.8 of the distribution: what listens and what stands behind it follows the flows.
pub fn haproxy(host: &Host<'_, '_>, unit: &Unit<'_>, tls: MinTls) -> Recipe {
    let layer4 = unit.service.demand.terms().count("layer") == 4;
    let mut config = Written::of(
        "/etc/haproxy/haproxy.cfg",
        &[
            "global",
            "  log /dev/log local0",
            "  user haproxy",
            "  group haproxy",
            &format!("  ssl-default-bind-options ssl-min-ver TLSv{} no-tls-tickets", tls.name()),
            "  ca-base /etc/service-tls",
            "defaults",
            "  log global",
            if layer4 { "  mode tcp" } else { "  mode http" },
            if layer4 { "  option tcplog" } else { "  option httplog" },
            "  timeout connect 5s",
            "  timeout client 60s",
            "  timeout server 60s",
        ],
    );
    let behind = backends(host.layout, host.view, host.grants, unit);
    for port in ports(host.view, host.grants, unit) {
        config = config.more(&[&format!("frontend port-{port}")]);
        config = match (layer4, is_plain(port)) {
            (true, _) => config.more(&[&format!("  bind :::{port} v4v6")]),
            (false, true) => config.more(&[
                &format!("  bind :::{port} v4v6"),
                "  http-request redirect scheme https code 301",
            ]),
            (false, false) => config.more(&[&format!(
                "  bind :::{port} v4v6 ssl crt /etc/service-tls/tls.key alpn h2,http/1.1"
            )]),
        };
        if let Some(first) = behind.first().filter(|_| layer4 || !is_plain(port)) {
            config = config.more(&[&format!("  default_backend {}-{}", first.name, first.port)]);
        }
    }
    for one in &behind {
        let title = format!("backend {}-{}", one.name, one.port);
        config = config.more(&[&title, "  balance leastconn"]);
        let here = host.view.units.iter().find(|other| one.here && other.name == one.name);
        if let Some(served) = here {
            let members = (host.members_of)(served);
            let line = format!("  server m${{index + 1}} ${{name}}:{} check", one.port);
            let all = format!("join(\"\\n\", [for index, name in {members} : \"{line}\"])");
            config = config.line("", all, "");
        }
    }
    Recipe {
        packages: vec!["haproxy", "keepalived"],
        files: vec![config],
        services: vec!["haproxy"],
        by_hand: "bring `tls.key` (certificate and key in one file); where machines behind it speak TLS, add \
                  `ssl verify required ca-file ca.crt` to their lines; name machines of other sites; with two machines, \
                  set up `keepalived` with an address that moves, or two records of DNS",
        ..Recipe::default()
    }
}

/// Prometheus of the distribution, Loki and Grafana of their project.
pub fn monitoring(tls: MinTls, retention_days: u64) -> Recipe {
    let days = retention_days.max(1);
    let kept = format!(
        "ARGS=\"--storage.tsdb.path=/var/lib/monitoring/prometheus --storage.tsdb.retention.time={days}d --web.config.file=/etc/prometheus/web.yml --web.listen-address=0.0.0.0:9090\""
    );
    Recipe {
        data: "/var/lib/monitoring",
        repository: Some((
            "https://apt.grafana.com/gpg.key",
            "deb [signed-by=/etc/apt/keyrings/project.gpg] https://apt.grafana.com stable main",
        )),
        packages: vec!["prometheus", "loki=3.*", "grafana=12.*"],
        files: vec![
            Written::of("/etc/default/prometheus", &[&kept]),
            Written::of(
                "/etc/prometheus/web.yml",
                &[
                    "tls_server_config:",
                    "  cert_file: /etc/service-tls/tls.crt",
                    "  key_file: /etc/service-tls/tls.key",
                    "  client_ca_file: /etc/service-tls/ca.crt",
                    "  client_auth_type: RequireAndVerifyClientCert",
                    tls.pick("  min_version: TLS12", "  min_version: TLS13"),
                ],
            ),
            loki(retention_days),
            Written::of(
                "/etc/default/grafana-plan",
                &[
                    "GF_SERVER_PROTOCOL=https",
                    "GF_SERVER_CERT_FILE=/etc/service-tls/tls.crt",
                    "GF_SERVER_CERT_KEY=/etc/service-tls/tls.key",
                    "GF_PATHS_DATA=/var/lib/monitoring/grafana",
                    "GF_USERS_ALLOW_SIGN_UP=false",
                    "GF_AUTH_ANONYMOUS_ENABLED=false",
                ],
            ),
        ],
        commands: commands(&[
            "for one in prometheus loki grafana; do install -d -o $one -m 0750 /var/lib/monitoring/$one; done",
            "install -d /etc/systemd/system/grafana-server.service.d",
            "printf '[Service]\\nEnvironmentFile=/etc/default/grafana-plan\\n' > /etc/systemd/system/grafana-server.service.d/plan.conf",
        ]),
        services: vec!["prometheus", "loki", "grafana-server"],
        by_hand: "bring `tls.crt`, `tls.key` and `ca.crt`; write what Prometheus asks and how Alertmanager tells you; \
                  sign in to Grafana and set its administrator's password from your secret store; install agents on \
                  the machines that are watched",
        ..Recipe::default()
    }
}

fn loki(retention_days: u64) -> Written {
    let hours = format!("  retention_period: {}h", retention_days.max(1).saturating_mul(24));
    Written::of(
        "/etc/loki/config.yml",
        &[
            "auth_enabled: true",
            "server:",
            "  http_listen_port: 3100",
            "  http_tls_config:",
            "    cert_file: /etc/service-tls/tls.crt",
            "    key_file: /etc/service-tls/tls.key",
            "    client_ca_file: /etc/service-tls/ca.crt",
            "    client_auth_type: RequireAndVerifyClientCert",
            "common:",
            "  path_prefix: /var/lib/monitoring/loki",
            "  replication_factor: 1",
            "  ring:",
            "    kvstore:",
            "      store: inmemory",
            "  storage:",
            "    filesystem:",
            "      chunks_directory: /var/lib/monitoring/loki/chunks",
            "schema_config:",
            "  configs:",
            "    - from: \"2024-01-01\"",
            "      store: tsdb",
            "      object_store: filesystem",
            "      schema: v13",
            "      index:",
            "        prefix: index_",
            "        period: 24h",
            "compactor:",
            "  retention_enabled: true",
            "  delete_request_store: filesystem",
            "limits_config:",
            &hours,
        ],
    )
}

/// A jump host: certificates of your authority instead of keys, nothing but forwarding.
pub fn bastion() -> Recipe {
    Recipe {
        packages: vec!["openssh-server", "fail2ban", "auditd"],
        files: vec![Written::of(
            "/etc/ssh/sshd_config.d/10-plan.conf",
            &[
                "PermitRootLogin no",
                "PasswordAuthentication no",
                "KbdInteractiveAuthentication no",
                "TrustedUserCAKeys /etc/ssh/user_ca.pub",
                "AllowAgentForwarding no",
                "X11Forwarding no",
                "AllowTcpForwarding local",
                "MaxAuthTries 3",
                "ClientAliveInterval 300",
                "LogLevel VERBOSE",
            ],
        )],
        commands: commands(&[
            "touch /etc/ssh/user_ca.pub",
            "systemctl restart ssh",
            "systemctl enable --now auditd",
        ]),
        by_hand: "put the public key of the authority that signs your people's certificates into \
                  `/etc/ssh/user_ca.pub`; create their accounts",
        ..Recipe::default()
    }
}
