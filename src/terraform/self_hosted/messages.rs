//! Recipes of queues and event streams.

use crate::plan::MinTls;

use super::recipe::{Recipe, Written, commands, joined};

/// `RabbitMQ` 3.12 of the distribution: TLS only, no guest, quorum queues, members found by their names.
pub fn rabbitmq(members: &str, tls: MinTls) -> Recipe {
    let nodes = format!(
        "join(\"\\n\", [for index, name in {members} : \"cluster_formation.classic_config.nodes.${{index + 1}} = rabbit@${{name}}\"])"
    );
    let config = Written::of(
        "/etc/rabbitmq/rabbitmq.conf",
        &[
            "listeners.tcp = none",
            "listeners.ssl.default = 5671",
            "ssl_options.cacertfile = /etc/service-tls/ca.crt",
            "ssl_options.certfile = /etc/service-tls/tls.crt",
            "ssl_options.keyfile = /etc/service-tls/tls.key",
            "ssl_options.versions.1 = tlsv1.3",
            tls.pick("ssl_options.versions.2 = tlsv1.2", "# Nothing older."),
            "default_user = none",
            "loopback_users.none = true",
            "default_queue_type = quorum",
            "log.connection.level = info",
            "cluster_formation.peer_discovery_backend = classic_config",
        ],
    );
    Recipe {
        data: "/var/lib/rabbitmq",
        packages: vec!["rabbitmq-server"],
        files: vec![
            config.line("", nodes, ""),
            Written::of(
                "/etc/rabbitmq/rabbitmq-env.conf",
                &["USE_LONGNAME=true", "NODENAME=rabbit@@SELF@"],
            ),
        ],
        commands: commands(&["chown -R rabbitmq:rabbitmq /var/lib/rabbitmq"]),
        services: vec!["rabbitmq-server"],
        by_hand: "bring `tls.crt`, `tls.key` (owner `rabbitmq`) and `ca.crt`; put the same `.erlang.cookie` from your \
                  secret store on all members; create users with `rabbitmqctl`; set up TLS between members too if \
                  their network is not your own",
        ..Recipe::default()
    }
}

const KAFKA: &str = "4.0.0";

/// Kafka 4.0 of its project, verified with the project's keys: each member is broker and controller.
pub fn kafka(members: &str, tls: MinTls, retention_days: u64) -> Recipe {
    // An image may hold it already: then nothing is fetched.
    let unless = "test -e /opt/kafka/bin/kafka-server-start.sh ||";
    let fetch = format!(
        "{unless} {{ cd /tmp && for end in tgz tgz.asc; do curl --fail --silent --show-error --location --proto '=https' -O https://archive.apache.org/dist/kafka/{KAFKA}/kafka_2.13-{KAFKA}.$end; done; }}"
    );
    let keys = format!(
        "{unless} curl --fail --silent --show-error --location --proto '=https' https://downloads.apache.org/kafka/KEYS | gpg --import"
    );
    let unpack = format!(
        "{unless} {{ cd /tmp && gpg --verify kafka_2.13-{KAFKA}.tgz.asc kafka_2.13-{KAFKA}.tgz && install -d /opt/kafka && tar -xzf kafka_2.13-{KAFKA}.tgz -C /opt/kafka --strip-components=1; }}"
    );
    let mut steps = commands(&[
        "useradd --system --home-dir /var/lib/kafka --shell /usr/sbin/nologin kafka",
        &keys,
        &fetch,
        &unpack,
    ]);
    // The number of a member is its place among the names.
    steps.push(joined(
        "printf '%s\\n' ",
        format!("join(\" \", {members})"),
        " > /etc/kafka/members",
    ));
    steps.extend(commands(&[
        "sed -i \"s/@NODE@/$(grep -nx \"$(hostname -f)\" /etc/kafka/members | cut -d: -f1)/\" /etc/kafka/server.properties",
        "chown -R kafka:kafka /var/lib/kafka",
    ]));
    Recipe {
        data: "/var/lib/kafka",
        packages: vec!["openjdk-21-jre-headless", "gnupg"],
        files: vec![
            kafka_config(members, tls, retention_days),
            Written::of(
                "/etc/systemd/system/kafka.service",
                &[
                    "[Unit]",
                    "After=network-online.target",
                    "ConditionPathExists=/var/lib/kafka/log/meta.properties",
                    "[Service]",
                    "User=kafka",
                    "ExecStart=/opt/kafka/bin/kafka-server-start.sh /etc/kafka/server.properties",
                    "Restart=on-failure",
                    "LimitNOFILE=100000",
                    "[Install]",
                    "WantedBy=multi-user.target",
                ],
            ),
        ],
        commands: steps,
        services: vec!["kafka"],
        by_hand: "bring `tls.key` (key and certificate in one file, owner `kafka`) and `ca.crt`; format the storage of \
                  each member with one cluster id (`kafka-storage.sh format`), naming the first administrators in \
                  `super.users`; write the access lists of clients",
        ..Recipe::default()
    }
}

fn kafka_config(members: &str, tls: MinTls, retention_days: u64) -> Written {
    let voters =
        format!("join(\",\", [for index, name in {members} : \"${{index + 1}}@${{name}}:9093\"])");
    let hours = format!("log.retention.hours={}", retention_days.max(1).saturating_mul(24));
    let config = Written::of(
        "/etc/kafka/server.properties",
        &[
            "process.roles=broker,controller",
            "node.id=@NODE@",
            "listeners=SSL://:9092,CONTROLLER://:9093",
            "advertised.listeners=SSL://@SELF@:9092",
            "controller.listener.names=CONTROLLER",
            "inter.broker.listener.name=SSL",
            "listener.security.protocol.map=SSL:SSL,CONTROLLER:SSL",
            "ssl.keystore.type=PEM",
            "ssl.keystore.location=/etc/service-tls/tls.key",
            "ssl.truststore.type=PEM",
            "ssl.truststore.location=/etc/service-tls/ca.crt",
            "ssl.client.auth=required",
            tls.pick("ssl.enabled.protocols=TLSv1.2,TLSv1.3", "ssl.enabled.protocols=TLSv1.3"),
            "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "allow.everyone.if.no.acl.found=false",
            "log.dirs=/var/lib/kafka/log",
            "default.replication.factor=3",
            "min.insync.replicas=2",
            "offsets.topic.replication.factor=3",
            "transaction.state.log.replication.factor=3",
            "transaction.state.log.min.isr=2",
            &hours,
        ],
    );
    config.line("controller.quorum.voters=", voters, "")
}
