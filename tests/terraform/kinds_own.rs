//! Every kind that a site of one's own offers: machines with their data disk and what sets them up.

use std::collections::BTreeMap;

use mcplan::placement::Placement;
use mcplan::plan::Topology;
use mcplan::terms::{Engine, Kind, Strategy};

use super::hcl::{Block, is_tf, parse};
use super::sketch::Sketch;
use super::world;

/// Kind, product, terms, machines in zones, words that its configuration must have.
type Case = (Kind, &'static str, &'static [(&'static str, i64)], u32, &'static [&'static str]);

const CASES: &[Case] = &[
    (
        Kind::DocumentDb,
        "self-hosted",
        &[("storage_gib", 200), ("cpu", 2)],
        3,
        &["requireTLS", "authorization: enabled"],
    ),
    (Kind::Cache, "self-hosted", &[("memory_gib", 8)], 3, &["port 0", "user default off"]),
    (Kind::Cache, "self-hosted-valkey", &[("memory_gib", 8)], 3, &["port 0", "user default off"]),
    (
        Kind::AnalyticsDb,
        "self-hosted",
        &[("storage_gib", 500), ("nodes", 2)],
        4,
        &["tcp_port_secure: 9440"],
    ),
    (
        Kind::Search,
        "self-hosted",
        &[("storage_gib", 300), ("nodes", 3)],
        3,
        &["ssl.http.enabled: true"],
    ),
    (Kind::FileStore, "self-hosted", &[("storage_gib", 1000)], 2, &["xprtsec=tls", "root_squash"]),
    (
        Kind::Queue,
        "self-hosted",
        &[("messages", 1_000_000)],
        3,
        &["listeners.tcp = none", "default_user = none"],
    ),
    (Kind::Pubsub, "self-hosted", &[("messages", 1_000_000), ("subscribers", 2)], 3, &["quorum"]),
    (
        Kind::EventStream,
        "self-hosted",
        &[("ingress_gib", 900), ("retention_days", 7)],
        3,
        &["log.retention.hours=168", "gpg --verify"],
    ),
    (Kind::LoadBalancer, "self-hosted", &[("layer", 7)], 2, &["ssl-min-ver TLSv1.2"]),
    (
        Kind::Monitoring,
        "self-hosted",
        &[("logs_gib", 100), ("retention_days", 30)],
        1,
        &["retention.time=30d"],
    ),
    (
        Kind::Bastion,
        "self-hosted",
        &[("users", 5)],
        2,
        &["PermitRootLogin no", "PasswordAuthentication no"],
    ),
    (Kind::Kubernetes, "self-hosted", &[("system_cpu", 1)], 6, &["kubeadm", "br_netfilter"]),
];

const OWN: &str = "onprem:fra1";

/// All kinds of a site, each called by the machines of one service.
fn estate(zones: &str, class: Option<usize>) -> (Topology, Placement) {
    let site: &'static str = if zones.is_empty() { OWN } else { "onprem:fra1/1" };
    let mut sketch =
        Sketch::new(world::catalog(), "estate").vm("app", class, Strategy::Single, &[site]);
    for (kind, product, terms, machines, _) in CASES {
        let name = name(*kind, product);
        let count = if zones.is_empty() { *machines } else { 1 };
        sketch = sketch
            .other(
                &name,
                *kind,
                Some(product),
                terms,
                Some(("", count)),
                class,
                Strategy::Single,
                &[site],
            )
            .flow("app", &name, 8443);
    }
    let terms = &[("keys", 1), ("secrets", 10)];
    sketch
        .database("orders", Engine::Postgres, class, Strategy::Single, &[site])
        .database("catalogue", Engine::Mysql, class, Strategy::Single, &[site])
        .other("vault", Kind::Secrets, None, terms, None, class, Strategy::Single, &[site])
        .store("assets", class, Strategy::Single, &[site])
        .workload("job", "kubernetes-self-hosted", Strategy::Single, &[site])
        .flow("app", "orders", 5432)
        .flow("app", "catalogue", 3306)
        .flow("app", "assets", 443)
        .flow("job", "orders", 5432)
        .flow("users.europe", "load-balancer-self-hosted", 443)
        .flow("load-balancer-self-hosted", "app", 8080)
        .finish()
}

fn name(kind: Kind, product: &str) -> String {
    format!("{kind}-{product}")
}

fn render(zones: &str, class: Option<usize>) -> BTreeMap<String, String> {
    let (topology, placement) = estate(zones, class);
    let files = mcplan::terraform::render_placement(&topology, world::catalog(), &placement);
    world::keep(&format!("estate{}{}", zones.replace('/', "-"), class.unwrap_or(0)), &files);
    files
}

fn machines(files: &BTreeMap<String, String>) -> BTreeMap<String, Block> {
    let blocks = files.iter().filter(|(path, _)| is_tf(path)).flat_map(|(_, text)| parse(text));
    let machines =
        blocks.filter(|block| block.head.get(1).is_some_and(|of| of == "vsphere_virtual_machine"));
    machines
        .map(|block| (block.head[2].clone(), block))
        .filter(|(name, _)| name != "template")
        .collect()
}

#[test]
fn every_product_on_machines_has_its_disk_and_its_setup() {
    for (zones, class) in [("", None), ("", Some(0)), ("/1", Some(1))] {
        let files = render(zones, class);
        let machines = machines(&files);
        for (kind, product, _, count, words) in CASES {
            let name = name(*kind, product);
            let block = &machines[&name.replace('-', "_")];
            let count = if zones.is_empty() { *count } else { 1 };
            assert_eq!(block.get("count"), Some(count.to_string().as_str()), "{name}");
            assert_eq!(block.get("storage_policy_id").is_some(), class == Some(0), "{name}");
            let text = &files[&format!("modules/onprem-fra1/service-{name}.tf")];
            assert!(
                text.contains("guestinfo.userdata") && text.contains("#cloud-config"),
                "{name}"
            );
            let keeps = !matches!(kind, Kind::LoadBalancer | Kind::Bastion);
            assert_eq!(text.contains("LABEL=data"), keeps, "{name}");
            assert!(
                text.contains("label            = \"data\"") || !keeps,
                "{name} has a disk for its data"
            );
            for word in *words {
                assert!(text.contains(word), "{name} says {word}");
            }
            let apart = text.contains("vsphere_compute_cluster_vm_anti_affinity_rule");
            assert_eq!(apart, count > 1, "{name}");
        }
        for name in ["orders", "catalogue"] {
            let text = &files[&format!("modules/onprem-fra1/service-{name}.tf")];
            assert!(text.contains("guestinfo.userdata") && text.contains("LABEL=data"), "{name}");
        }
    }
}

#[test]
fn no_setup_holds_a_secret_and_every_one_is_explained() {
    let files = render("", None);
    for (path, text) in files.iter().filter(|(path, _)| is_tf(path)) {
        for word in ["password =", "password:", "PASSWORD=", "requirepass", "BEGIN "] {
            assert!(!text.contains(word), "{path} has {word}");
        }
    }
    let guide = &files["README.md"];
    for (kind, product, ..) in CASES {
        assert!(guide.contains(&format!("- {}: ", name(*kind, product))), "{kind} is explained");
    }
}

#[test]
fn a_load_balancer_names_the_machines_behind_it() {
    let files = render("", None);
    let text = &files["modules/onprem-fra1/service-load-balancer-self-hosted.tf"];
    assert!(text.contains("local.members.app") && text.contains(":8080 check"), "{text}");
}
