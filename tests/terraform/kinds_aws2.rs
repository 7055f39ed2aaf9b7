//! What stands in front of services at AWS, and what looks after them: content networks, names, firewalls,
//! interfaces, file stores, secrets, monitoring, devices and ways in.

use std::collections::BTreeSet;

use mcplan::terms::{Engine, Kind, Strategy};

use super::cases::Case;
use super::hcl::{is_tf, parse};
use super::sketch::Sketch;
use super::{golden, world};

const FRA: &str = "aws:eu-central-1";
const DUB: &str = "aws:eu-west-1";

/// A term with its value.
type Term = (&'static str, i64);

trait Kinds {
    /// A service of a kind without nodes.
    fn kind(
        self,
        name: &str,
        kind: (Kind, &'static str),
        terms: &[Term],
        class: Option<usize>,
        strategy: Strategy,
        sites: &[&str],
    ) -> Self;
}

impl Kinds for Sketch<'_> {
    fn kind(
        self,
        name: &str,
        (kind, product): (Kind, &'static str),
        terms: &[Term],
        class: Option<usize>,
        strategy: Strategy,
        sites: &[&str],
    ) -> Self {
        self.other(name, kind, Some(product), terms, None, class, strategy, sites)
    }
}

const OBJECTS: &[Term] = &[
    ("storage_gib", 1000),
    ("cool_gib", 200),
    ("archive_gib", 300),
    ("cool_after_days", 40),
    ("archive_after_days", 90),
];
const HTTP: &[Term] = &[("requests", 50_000_000), ("request_kib", 4)];
const KEYS: &[Term] = &[("keys", 2), ("secrets", 12), ("operations", 100_000)];
const WATCH: &[Term] =
    &[("logs_gib", 100), ("traces", 1_000_000), ("alarms", 40), ("retention_days", 60)];
const WALL: &[Term] = &[("rules", 4), ("requests", 1_000_000)];
const NAMES: &[Term] = &[("dns_zones", 2), ("queries", 1_000_000), ("health_checks", 2)];
const FILES: &[Term] = &[("storage_gib", 500)];
const DEVICES: &[Term] = &[("devices", 10_000), ("messages", 1_000_000), ("message_kib", 1)];

/// A content network in front of a private load balancer and of objects, with all that guards it.
fn edge(keyed: bool) -> Sketch<'static> {
    let (one, sites) = (Strategy::Single, &[FRA]);
    let class = keyed.then_some(0);
    Sketch::new(world::catalog(), "edge")
        .vm("web", class, one, sites)
        .balancer("front", one, sites)
        .kind("assets", (Kind::ObjectStore, "s3"), OBJECTS, class, one, sites)
        .kind("cdn", (Kind::Cdn, "cloudfront"), &[("egress_gib", 5000)], class, one, sites)
        .kind("cdn-wall", (Kind::WebFirewall, "waf"), WALL, class, one, sites)
        .hosted_by("cdn")
        .kind(
            "cdn-shield",
            (Kind::DdosProtection, "shield-advanced"),
            &[("advanced", 1)],
            None,
            one,
            sites,
        )
        .hosted_by("cdn")
        .balancer("office", one, sites)
        .kind("office-wall", (Kind::WebFirewall, "waf"), &[("rules", 12)], class, one, sites)
        .hosted_by("office")
        .kind("office-shield", (Kind::DdosProtection, "shield-standard"), &[], None, one, sites)
        .hosted_by("office")
        .kind("api", (Kind::ApiGateway, "api-gateway-http"), HTTP, class, one, sites)
        .kind("names", (Kind::Dns, "route53"), NAMES, None, one, sites)
        .kind("secrets", (Kind::Secrets, "kms"), KEYS, class, one, sites)
        .kind("watch", (Kind::Monitoring, "cloudwatch"), WATCH, class, one, sites)
        .flow("users.europe", "cdn", 443)
        .flow("users.europe", "api", 443)
        .flow("users.europe", "office", 443)
        .flow("users.europe", "names", 53)
        .flow("cdn", "front", 443)
        .flow("cdn", "assets", 443)
        .flow("front", "web", 8080)
        .flow("office", "web", 8080)
        .flow("api", "front", 443)
        .flow("names", "cdn", 443)
        .flow("names", "api", 443)
        .flow("web", "secrets", 443)
        .flow("web", "watch", 443)
}

/// The same at two regions, with copies of what keeps data.
fn pair(keyed: bool) -> Sketch<'static> {
    let both = &[FRA, DUB];
    let (standby, active) = (Strategy::WarmStandby, Strategy::ActiveActive);
    let class = keyed.then_some(0);
    Sketch::new(world::catalog(), "pair")
        .vm("web", class, active, both)
        .balancer("front", active, both)
        .database("orders", Engine::Postgres, class, standby, both)
        .kind("files", (Kind::FileStore, "efs"), FILES, class, standby, both)
        .kind("assets", (Kind::ObjectStore, "s3"), OBJECTS, class, standby, both)
        .kind("api", (Kind::ApiGateway, "api-gateway-rest"), HTTP, class, active, both)
        .kind("api-wall", (Kind::WebFirewall, "waf"), WALL, class, active, both)
        .hosted_by("api")
        .kind(
            "cdn",
            (Kind::Cdn, "cloudfront"),
            &[("egress_gib", 5000)],
            None,
            Strategy::Single,
            &[FRA],
        )
        .kind(
            "names",
            (Kind::Dns, "route53"),
            &[("dns_zones", 1), ("routing", 2), ("health_checks", 4)],
            None,
            Strategy::Single,
            &[FRA],
        )
        .kind(
            "spare-names",
            (Kind::Dns, "route53"),
            &[("dns_zones", 1), ("routing", 1), ("health_checks", 2)],
            None,
            Strategy::Single,
            &[DUB],
        )
        .kind("secrets", (Kind::Secrets, "kms"), KEYS, class, standby, both)
        .kind(
            "bastion",
            (Kind::Bastion, "session-manager"),
            &[("hours", 730)],
            class,
            Strategy::Single,
            &[FRA],
        )
        .flow("users.europe", "front", 443)
        .flow("users.europe", "api", 443)
        .flow("users.europe", "cdn", 443)
        .flow("cdn", "assets", 443)
        .flow("cdn", "api", 443)
        .flow("front", "web", 8080)
        .flow("api", "front", 443)
        .flow("web", "orders", 5432)
        .flow("web", "files", 2049)
        .flow("web", "assets", 443)
        .flow("web", "secrets", 443)
        .flow("users.staff", "bastion", 443)
        .flow("bastion", "web", 22)
        .flow("names", "front", 443)
        .flow("names", "api", 443)
}

/// One zone, and nothing that the plan does not ask for.
fn zone() -> Sketch<'static> {
    let (one, sites) = (Strategy::Single, &["aws:eu-central-1/1"]);
    let tcp: &[Term] = &[("layer", 4), ("new_connections", 10), ("active_connections", 100)];
    Sketch::new(world::catalog(), "zone")
        .vm("broker", None, one, sites)
        .kind("tcp", (Kind::LoadBalancer, "nlb"), tcp, None, one, sites)
        .kind("files", (Kind::FileStore, "efs"), FILES, None, one, sites)
        .kind("things", (Kind::IotGateway, "iot-core"), DEVICES, None, one, sites)
        .kind("raw", (Kind::ObjectStore, "s3"), &[("storage_gib", 10)], None, one, sites)
        .kind("api", (Kind::ApiGateway, "api-gateway-http"), HTTP, None, one, sites)
        .kind("names", (Kind::Dns, "route53"), &[("queries", 1)], None, one, sites)
        .kind("bastion", (Kind::Bastion, "session-manager"), &[("hours", 730)], None, one, sites)
        .flow("users.europe", "tcp", 8883)
        .flow("tcp", "broker", 8883)
        .flow("broker", "files", 2049)
        .flow("things", "raw", 443)
        .flow("things", "broker", 443)
        .flow("api", "broker", 8080)
        .flow("users.staff", "bastion", 443)
        .flow("bastion", "broker", 22)
}

fn cases() -> Vec<Case> {
    let sketches = [
        ("aws-edge", edge(false)),
        ("aws-edge-keys", edge(true)),
        ("aws-pair-front", pair(false)),
        ("aws-pair-front-keys", pair(true)),
        ("aws-zone-front", zone()),
    ];
    let finished = sketches.map(|(name, sketch)| {
        let (topology, placement) = sketch.finish();
        (name, topology, placement)
    });
    finished.into()
}

#[test]
fn folders_stay_as_they_are() {
    for (case, topology, placement) in cases() {
        let files = mcplan::terraform::render_placement(&topology, world::catalog(), &placement);
        let kept = ["aws-edge-keys", "aws-zone-front"].contains(&case);
        if kept || std::env::var_os("MCPLAN_WRITE_ALL").is_some() {
            golden::compare(case, &files);
        }
    }
}

#[test]
fn every_service_is_written() {
    for (case, topology, placement) in cases() {
        let files = mcplan::terraform::render_placement(&topology, world::catalog(), &placement);
        for service in topology.services.iter().filter(|one| one.kind != Kind::DdosProtection) {
            let file = format!("service-{}.tf", service.name.value);
            assert!(files.keys().any(|path| path.ends_with(&file)), "{case}: {file}");
        }
    }
}

#[test]
fn addresses_are_unique_and_nothing_is_open() {
    for (case, topology, placement) in cases() {
        let files = mcplan::terraform::render_placement(&topology, world::catalog(), &placement);
        let mut seen = BTreeSet::new();
        for (path, text) in files.iter().filter(|(path, _)| is_tf(path)) {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            for block in parse(text) {
                let named = block.head.len() > 1 && block.head[0] != "provider";
                assert!(
                    !named || seen.insert((folder.to_owned(), block.head.clone())),
                    "{case} {path}: {:?}",
                    block.head
                );
                let ingress = block.head.get(1).is_some_and(|of| of.ends_with("ingress_rule"));
                let open = block.get("cidr_ipv4") == Some("0.0.0.0/0");
                assert!(!(ingress && open), "{case} {path}: {:?}", block.head);
            }
        }
    }
}

#[test]
fn what_is_private_is_reached_by_its_own_group_only() {
    let (topology, placement) = edge(true).finish();
    let files = mcplan::terraform::render_placement(&topology, world::catalog(), &placement);
    let rules = &files["modules/aws-eu-central-1/security.tf"];
    assert!(rules.contains("prefix_list_id    = data.aws_ec2_managed_prefix_list.cloudfront.id"));
    assert!(rules.contains("referenced_security_group_id = aws_security_group.api.id"));
    let network = &files["modules/aws-eu-central-1/service-cdn.tf"];
    for part in ["aws_cloudfront_vpc_origin", "TLSv1.2_2021", "aws_wafv2_web_acl.cdn_wall.arn"] {
        assert!(network.contains(part), "{part}");
    }
    let bucket = &files["modules/aws-eu-central-1/service-assets.tf"];
    assert!(bucket.contains("\"AWS:SourceArn\" = [aws_cloudfront_distribution.cdn.arn]"));
}
