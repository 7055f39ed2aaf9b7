//! Recipes of databases.

use crate::plan::MinTls;

use super::recipe::{Recipe, Written, commands};

/// `PostgreSQL` 16 of the distribution: TLS only, passwords by SCRAM, ready for a standby.
pub fn postgres(tls: MinTls) -> Recipe {
    let main = "/etc/postgresql/16/main";
    Recipe {
        data: "/var/lib/postgresql",
        packages: vec!["postgresql-16"],
        files: vec![
            Written::of(
                &format!("{main}/conf.d/plan.conf"),
                &[
                    "listen_addresses = '*'",
                    "ssl = on",
                    "ssl_cert_file = '/etc/service-tls/tls.crt'",
                    "ssl_key_file = '/etc/service-tls/tls.key'",
                    "ssl_ca_file = '/etc/service-tls/ca.crt'",
                    &format!("ssl_min_protocol_version = 'TLSv{}'", tls.name()),
                    "password_encryption = 'scram-sha-256'",
                    "wal_level = logical",
                    "log_connections = on",
                    "log_disconnections = on",
                ],
            ),
            Written::of(
                "/etc/postgresql/16/main/pg_hba.conf",
                &[
                    "local   all          postgres            peer",
                    "hostssl all          all       all       scram-sha-256",
                    "hostssl replication  all       all       scram-sha-256",
                ],
            ),
        ],
        commands: commands(&[
            "chown postgres:postgres /etc/postgresql/16/main/pg_hba.conf && chmod 0640 /etc/postgresql/16/main/pg_hba.conf",
            "usermod -aG ssl-cert postgres",
        ]),
        services: vec!["postgresql@16-main"],
        by_hand: "bring `tls.crt`, `tls.key` (owner `postgres`) and `ca.crt`; create roles with passwords from your \
                  secret store; with two machines, set up streaming replication with a synchronous standby and a \
                  tool that promotes it; schedule backups",
        ..Recipe::default()
    }
}

/// `MySQL` 8.0 of the distribution.
pub fn mysql(tls: MinTls) -> Recipe {
    Recipe {
        data: "/var/lib/mysql",
        packages: vec!["mysql-server-8.0"],
        files: vec![Written::of(
            "/etc/mysql/mysql.conf.d/zz-plan.cnf",
            &[
                "[mysqld]",
                "bind-address = *",
                "mysqlx = OFF",
                "require_secure_transport = ON",
                tls.pick("tls_version = TLSv1.2,TLSv1.3", "tls_version = TLSv1.3"),
                "ssl_cert = /etc/service-tls/tls.crt",
                "ssl_key = /etc/service-tls/tls.key",
                "ssl_ca = /etc/service-tls/ca.crt",
                "gtid_mode = ON",
                "enforce_gtid_consistency = ON",
                "binlog_expire_logs_seconds = 259200",
            ],
        )],
        commands: commands(&[
            "printf '/etc/service-tls/* r,\\n' >> /etc/apparmor.d/local/usr.sbin.mysqld",
            "systemctl reload apparmor",
        ]),
        services: vec!["mysql"],
        by_hand: "bring `tls.crt`, `tls.key` (owner `mysql`) and `ca.crt`; create users with passwords from your \
                  secret store; give each machine a `server_id` of its own; with two machines, set up semi-synchronous \
                  replication; schedule backups",
        ..Recipe::default()
    }
}

/// SQL Server 2025 of Microsoft's repository: its licence is accepted and its password set by its owners.
pub fn sqlserver() -> Recipe {
    Recipe {
        data: "/var/opt/mssql",
        repository: Some((
            "https://packages.microsoft.com/keys/microsoft.asc",
            "deb [arch=amd64 signed-by=/etc/apt/keyrings/project.gpg] https://packages.microsoft.com/ubuntu/24.04/mssql-server-2025 noble main",
        )),
        packages: vec!["mssql-server"],
        files: vec![Written::of(
            "/var/opt/mssql/mssql.conf",
            &[
                "[network]",
                "tlscert = /etc/service-tls/tls.crt",
                "tlskey = /etc/service-tls/tls.key",
                "tlsprotocols = 1.2",
                "forceencryption = 1",
                "[hadr]",
                "hadrenabled = 1",
            ],
        )],
        commands: commands(&["chown -R mssql:mssql /var/opt/mssql"]),
        by_hand: "bring `tls.crt` and `tls.key` (owner `mssql`); run `/opt/mssql/bin/mssql-conf setup`, which asks for \
                  your licence and the administrator's password; with two machines, set up the availability group and \
                  its cluster manager; schedule backups",
        ..Recipe::default()
    }
}

/// `MongoDB` 8.0 of its project: a replica set with a certificate for each member.
pub fn mongodb(tls: MinTls) -> Recipe {
    Recipe {
        data: "/var/lib/mongodb",
        repository: Some((
            "https://pgp.mongodb.com/server-8.0.asc",
            "deb [signed-by=/etc/apt/keyrings/project.gpg] https://repo.mongodb.org/apt/ubuntu noble/mongodb-org/8.0 multiverse",
        )),
        packages: vec!["mongodb-org"],
        files: vec![Written::of(
            "/etc/mongod.conf",
            &[
                "storage:",
                "  dbPath: /var/lib/mongodb",
                "systemLog:",
                "  destination: file",
                "  logAppend: true",
                "  path: /var/log/mongodb/mongod.log",
                "net:",
                "  port: 27017",
                "  bindIp: 0.0.0.0",
                "  tls:",
                "    mode: requireTLS",
                "    certificateKeyFile: /etc/service-tls/tls.key",
                "    CAFile: /etc/service-tls/ca.crt",
                "    allowConnectionsWithoutCertificates: true",
                tls.pick(
                    "    disabledProtocols: TLS1_0,TLS1_1",
                    "    disabledProtocols: TLS1_0,TLS1_1,TLS1_2",
                ),
                "security:",
                "  authorization: enabled",
                "  clusterAuthMode: x509",
                "replication:",
                "  replSetName: plan",
            ],
        )],
        commands: commands(&["chown -R mongodb:mongodb /var/lib/mongodb"]),
        services: vec!["mongod"],
        by_hand: "bring `tls.key` (certificate and key in one file, owner `mongodb`) and `ca.crt`; on one member run \
                  `rs.initiate` with the DNS names of all, then create the administrator with a password from your \
                  secret store; schedule backups",
        ..Recipe::default()
    }
}

/// `ClickHouse` 25.8, a release with long support: shards and replicas over the members, kept by its Keeper.
pub fn clickhouse(members: &str, tls: MinTls) -> Recipe {
    let config = "/etc/clickhouse-server/config.d/plan.yaml";
    let all = format!(
        "jsonencode({{ shard = {{ replica = [for name in {members} : {{ host = name, port = 9440, secure = 1 }}] }} }})"
    );
    let network = Written::of(
        config,
        &[
            "listen_host: \"::\"",
            "http_port:",
            "  \"@remove\": remove",
            "tcp_port:",
            "  \"@remove\": remove",
            "https_port: 8443",
            "tcp_port_secure: 9440",
            "interserver_http_port:",
            "  \"@remove\": remove",
            "interserver_https_port: 9010",
            "interserver_http_host: @SELF@",
            "openSSL:",
            "  server:",
            "    certificateFile: /etc/service-tls/tls.crt",
            "    privateKeyFile: /etc/service-tls/tls.key",
            "    caConfig: /etc/service-tls/ca.crt",
            "    verificationMode: relaxed",
            tls.pick(
                "    disableProtocols: sslv2,sslv3,tlsv1,tlsv1_1",
                "    disableProtocols: sslv2,sslv3,tlsv1,tlsv1_1,tlsv1_2",
            ),
            "remote_servers:",
        ],
    );
    Recipe {
        data: "/var/lib/clickhouse",
        repository: Some((
            "https://packages.clickhouse.com/rpm/lts/repodata/repomd.xml.key",
            "deb [signed-by=/etc/apt/keyrings/project.gpg] https://packages.clickhouse.com/deb lts main",
        )),
        packages: vec![
            "clickhouse-common-static=25.8.*",
            "clickhouse-server=25.8.*",
            "clickhouse-client=25.8.*",
        ],
        files: vec![
            network.line("  plan: ", all, ""),
            Written::of(
                "/etc/clickhouse-server/users.d/plan.yaml",
                &[
                    "users:",
                    "  default:",
                    "    networks:",
                    "      \"@replace\": replace",
                    "      ip: \"::1\"",
                ],
            ),
        ],
        commands: commands(&["chown -R clickhouse:clickhouse /var/lib/clickhouse"]),
        services: vec!["clickhouse-server"],
        by_hand: "bring `tls.crt`, `tls.key` (owner `clickhouse`) and `ca.crt`; create users with passwords from your \
                  secret store (the default one is kept to the machine itself); with more than one machine, give each \
                  its shard and replica and set up ClickHouse Keeper; schedule backups",
        ..Recipe::default()
    }
}
