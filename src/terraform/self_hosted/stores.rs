//! Recipes of caches, search engines and file servers.

use crate::plan::MinTls;

use super::recipe::{Recipe, Written, commands};

/// Redis 7.0 or Valkey 7.2 of the distribution: TLS only, no default user.
pub fn cache(valkey: bool, tls: MinTls) -> Recipe {
    let (name, data, service) = if valkey {
        ("valkey", "/var/lib/valkey", "valkey-server")
    } else {
        ("redis", "/var/lib/redis", "redis-server")
    };
    let own = [
        "bind * -::*",
        "port 0",
        "tls-port 6379",
        "tls-cert-file /etc/service-tls/tls.crt",
        "tls-key-file /etc/service-tls/tls.key",
        "tls-ca-cert-file /etc/service-tls/ca.crt",
        "tls-auth-clients optional",
        tls.pick("tls-protocols \"TLSv1.2 TLSv1.3\"", "tls-protocols TLSv1.3"),
        "tls-replication yes",
        "appendonly yes",
        "replica-announce-ip @SELF@",
    ];
    let users = format!("aclfile /etc/{name}/users.acl");
    let include = format!("printf 'include /etc/{name}/plan.conf\\n' >> /etc/{name}/{name}.conf");
    let off = format!("printf 'user default off\\n' > /etc/{name}/users.acl");
    let owned =
        format!("chown {name}:{name} /etc/{name}/users.acl && chmod 0640 /etc/{name}/users.acl");
    Recipe {
        data,
        packages: vec![if valkey { "valkey" } else { "redis-server" }],
        files: vec![Written::of(&format!("/etc/{name}/plan.conf"), &own).more(&[&users])],
        commands: commands(&[&off, &owned, &include, &format!("chown {name}:{name} {data}")]),
        services: vec![service],
        by_hand: "bring `tls.crt`, `tls.key` and `ca.crt`; write the users and their passwords from your secret store \
                  into `users.acl` (no user can sign in before); with three machines, set up replication and Sentinel",
        ..Recipe::default()
    }
}

/// `OpenSearch` 2 of its project, without the demonstration's certificates and passwords.
pub fn opensearch(members: &str, tls: MinTls) -> Recipe {
    let config = Written::of(
        "/etc/opensearch/opensearch.yml",
        &[
            "cluster.name: plan",
            "node.name: @SELF@",
            "network.host: 0.0.0.0",
            "path.data: /var/lib/opensearch",
            "path.logs: /var/log/opensearch",
            "bootstrap.memory_lock: true",
        ],
    );
    let config = config
        .line("discovery.seed_hosts: ", format!("jsonencode({members})"), "")
        .line("cluster.initial_cluster_manager_nodes: ", format!("jsonencode({members})"), "")
        .more(&[
            "plugins.security.ssl.transport.pemcert_filepath: tls/tls.crt",
            "plugins.security.ssl.transport.pemkey_filepath: tls/tls.key",
            "plugins.security.ssl.transport.pemtrustedcas_filepath: tls/ca.crt",
            "plugins.security.ssl.transport.enforce_hostname_verification: true",
            "plugins.security.ssl.http.enabled: true",
            "plugins.security.ssl.http.pemcert_filepath: tls/tls.crt",
            "plugins.security.ssl.http.pemkey_filepath: tls/tls.key",
            "plugins.security.ssl.http.pemtrustedcas_filepath: tls/ca.crt",
            tls.pick(
                "plugins.security.ssl.http.enabled_protocols: [TLSv1.2, TLSv1.3]",
                "plugins.security.ssl.http.enabled_protocols: [TLSv1.3]",
            ),
            "plugins.security.audit.type: internal_opensearch",
        ]);
    Recipe {
        data: "/var/lib/opensearch",
        repository: Some((
            "https://artifacts.opensearch.org/publickeys/opensearch.pgp",
            "deb [signed-by=/etc/apt/keyrings/project.gpg] https://artifacts.opensearch.org/releases/bundle/opensearch/2.x/apt stable main",
        )),
        told: "DISABLE_INSTALL_DEMO_CONFIG=true",
        packages: vec!["opensearch"],
        files: vec![
            Written::of("/etc/sysctl.d/60-opensearch.conf", &["vm.max_map_count = 262144"]),
            config,
        ],
        commands: commands(&[
            "sysctl --system",
            "ln -sfn /etc/service-tls /etc/opensearch/tls",
            "chown -R opensearch:opensearch /var/lib/opensearch",
        ]),
        services: vec!["opensearch"],
        by_hand: "bring `tls.crt`, `tls.key` (owner `opensearch`) and `ca.crt`, and say in `opensearch.yml` which \
                  certificates are of nodes and of the administrator; write users with hashed passwords into the \
                  security plug-in and load them with `securityadmin.sh`; register a repository for snapshots",
    }
}

/// The kernel's NFS server with TLS, which clients need too (`xprtsec=tls`).
pub fn nfs(clients: &str) -> Recipe {
    let options = "rw,sync,no_subtree_check,root_squash,xprtsec=tls";
    let allowed = format!("join(\" \", [for range in {clients} : \"${{range}}({options})\"])");
    let exports = Written::of("/etc/exports.d/plan.exports", &[]).line("/srv/share ", allowed, "");
    Recipe {
        data: "/srv/share",
        packages: vec!["nfs-kernel-server", "ktls-utils"],
        files: vec![
            exports,
            Written::of(
                "/etc/nfs.conf.d/plan.conf",
                &["[nfsd]", "vers3 = n", "vers4 = y", "vers4.2 = y", "udp = n"],
            ),
            Written::of(
                "/etc/tlshd.conf",
                &[
                    "[debug]",
                    "loglevel = 0",
                    "[authenticate.server]",
                    "x509.certificate = /etc/service-tls/tls.crt",
                    "x509.private_key = /etc/service-tls/tls.key",
                    "x509.truststore = /etc/service-tls/ca.crt",
                ],
            ),
        ],
        commands: commands(&["exportfs -ra"]),
        services: vec!["tlshd", "nfs-server"],
        by_hand: "bring `tls.crt`, `tls.key` and `ca.crt`; with two machines, set up the copy (DRBD or `rsync`) and the address that moves; \
                  schedule backups",
        ..Recipe::default()
    }
}
