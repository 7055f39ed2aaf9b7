//! Clusters, functions, containers, caches, documents, queues, topics and streams of AWS, and what runs on
//! machines there: at one site and with a copy elsewhere, with and without keys of the customer.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use mcplan::catalog::Catalog;
use mcplan::terms::{Engine, Kind, Provider, Strategy};

use super::cases::Case;
use super::hcl::{is_tf, parse};
use super::sketch::Sketch;
use super::world;

const FRA: &str = "aws:eu-central-1";
const DUB: &str = "aws:eu-west-1";

/// A term with its value.
type Term = (&'static str, i64);

/// A sketch of services that all have the same class, strategy and sites.
struct Estate<'c, 's> {
    sketch: Sketch<'c>,
    class: Option<usize>,
    strategy: Strategy,
    sites: &'s [&'s str],
}

impl Estate<'_, '_> {
    fn with(
        self,
        name: &str,
        (kind, product): (Kind, &'static str),
        terms: &[Term],
        nodes: Option<(&'static str, u32)>,
    ) -> Self {
        let Estate { sketch, class, strategy, sites } = self;
        let sketch = sketch.other(name, kind, Some(product), terms, nodes, class, strategy, sites);
        Estate { sketch, class, strategy, sites }
    }

    fn plain(self, name: &str, what: (Kind, &'static str), terms: &[Term]) -> Self {
        self.with(name, what, terms, None)
    }

    fn workload(self, name: &str, host: &str) -> Self {
        let made = self.plain(name, (Kind::Workload, ""), &[("cpu", 1), ("memory_gib", 2)]);
        Estate { sketch: made.sketch.hosted_by(host), ..made }
    }

    fn flows(self, flows: &[(&str, &str, u16)]) -> Self {
        let sketch =
            flows.iter().fold(self.sketch, |sketch, &(from, to, port)| sketch.flow(from, to, port));
        Estate { sketch, ..self }
    }
}

const CLICKS: &[Term] = &[
    ("ingress_gib", 10_000),
    ("egress_gib", 60_000),
    ("events", 1_000_000),
    ("retention_days", 7),
    ("peak", 3),
];
const EVENTS: &[Term] =
    &[("ingress_gib", 1000), ("retention_days", 7), ("partitions", 12), ("peak", 3)];
const MESSAGES: &[Term] = &[("messages", 1_000_000), ("message_kib", 4)];
const IN_ORDER: &[Term] = &[("messages", 1_000_000), ("message_kib", 4), ("ordered", 1)];
const ITEMS: &[Term] = &[("storage_gib", 100), ("backup_days", 14), ("item_kib", 1)];
const CACHED: &[Term] = &[("memory_gib", 4)];

fn computing<'c, 's>(estate: Estate<'c, 's>) -> Estate<'c, 's> {
    let system: &[Term] = &[("system_cpu", 1), ("system_memory_gib", 1)];
    let called = |memory: i64| [("memory_gib", memory), ("timeout_s", 60), ("requests", 1000)];
    let run = |cpu: i64, memory: i64| [("cpu", cpu), ("memory_gib", memory)];
    estate
        .with("cluster", (Kind::Kubernetes, "eks"), system, Some(("m7g.xlarge", 3)))
        .workload("api", "cluster")
        .workload("jobs", "cluster")
        .plain("resize", (Kind::Function, "lambda"), &called(1))
        .plain("audit", (Kind::Function, "lambda-arm"), &called(2))
        .plain("pay", (Kind::Container, "fargate"), &run(1, 3))
        .plain("mail", (Kind::Container, "fargate-arm"), &run(2, 5))
        .plain("front", (Kind::LoadBalancer, "alb"), &[("layer", 7)])
        .flows(&[
            ("users.europe", "front", 443),
            ("front", "pay", 8080),
            ("jobs", "api", 8080),
            ("mail", "pay", 8080),
            ("mail", "resize", 443),
            ("mail", "internet", 443),
        ])
}

fn data<'c, 's>(estate: Estate<'c, 's>) -> Estate<'c, 's> {
    let brokers = Some(("kafka.m7g.large", 3));
    let node = Some(("cache.m7g.large", 2));
    estate
        .plain("work", (Kind::Queue, "sqs"), MESSAGES)
        .plain("steps", (Kind::Queue, "sqs"), IN_ORDER)
        .plain("news", (Kind::Pubsub, "sns"), MESSAGES)
        .plain("orderly", (Kind::Pubsub, "sns"), MESSAGES)
        .with("events", (Kind::EventStream, "msk"), EVENTS, brokers)
        .plain("clicks", (Kind::EventStream, "kinesis"), CLICKS)
        .plain("carts", (Kind::DocumentDb, "dynamodb"), ITEMS)
        .plain("scratch", (Kind::DocumentDb, "dynamodb"), &[("storage_gib", 1)])
        .with("sessions", (Kind::Cache, "elasticache-redis"), CACHED, node)
        .with("pages", (Kind::Cache, "elasticache-valkey"), CACHED, node)
        .plain("pictures", (Kind::ObjectStore, "s3"), &[("storage_gib", 10)])
        .flows(&[
            ("api", "carts", 443),
            ("api", "sessions", 6379),
            ("api", "work", 443),
            ("api", "pictures", 443),
            ("jobs", "events", 9098),
            ("work", "resize", 443),
            ("steps", "audit", 443),
            ("resize", "pictures", 443),
            ("resize", "clicks", 443),
            ("audit", "scratch", 443),
            ("audit", "sessions", 6379),
            ("events", "audit", 9098),
            ("clicks", "audit", 443),
            ("carts", "audit", 443),
            ("news", "work", 443),
            ("news", "resize", 443),
            ("orderly", "steps", 443),
            ("pay", "orderly", 443),
            ("pay", "news", 443),
            ("pay", "pages", 6379),
        ])
}

fn machines<'c, 's>(estate: Estate<'c, 's>) -> Estate<'c, 's> {
    let three = Some(("m7g.large", 3));
    let terms: &[Term] = &[("storage_gib", 100), ("messages", 1000), ("ingress_gib", 100)];
    let sized: &[Term] = &[
        ("storage_gib", 100),
        ("nodes", 3),
        ("cpu", 2),
        ("memory_gib", 8),
        ("retention_days", 7),
        ("peak", 3),
        ("ingress_gib", 100),
    ];
    let cache = Some(("cache.m7g.large", 1));
    estate
        .with("mongo", (Kind::DocumentDb, "self-hosted"), terms, three)
        .with("rabbit", (Kind::Queue, "self-hosted"), terms, three)
        .with("kafka", (Kind::EventStream, "self-hosted"), sized, three)
        .with("columns", (Kind::AnalyticsDb, "self-hosted"), sized, three)
        .with("index", (Kind::Search, "self-hosted"), sized, three)
        .with("proxy", (Kind::LoadBalancer, "self-hosted"), &[("layer", 7)], Some(("m7g.large", 2)))
        .with("cachelets", (Kind::Cache, "elasticache-memcached"), CACHED, cache)
        .flows(&[
            ("users.europe", "proxy", 443),
            ("users.europe", "columns", 8443),
            ("proxy", "rabbit", 5671),
            ("rabbit", "mongo", 27_017),
            ("rabbit", "cachelets", 11_211),
            ("rabbit", "kafka", 9092),
            ("rabbit", "index", 9200),
        ])
}

fn all(catalog: &Catalog) -> Vec<Case> {
    let (one, pair, zone) = ([FRA], [FRA, DUB], ["aws:eu-central-1/1"]);
    let make = |name, class, strategy, sites: &[&str]| {
        let estate = Estate { sketch: Sketch::new(catalog, "estate"), class, strategy, sites };
        let (topology, placement) = machines(data(computing(estate))).sketch.finish();
        (name, topology, placement)
    };
    let aurora = |name, class, strategy, sites: &[&str]| {
        let (topology, placement) = Sketch::new(catalog, "data")
            .database_by("orders", Engine::Postgres, Some("aurora"), class, strategy, sites)
            .database_by("catalogue", Engine::Mysql, Some("aurora"), class, strategy, sites)
            .vm("web", class, Strategy::Single, &sites[..1])
            .flow("web", "orders", 5432)
            .flow("web", "catalogue", 3306)
            .finish();
        (name, topology, placement)
    };
    vec![
        make("one", None, Strategy::Single, &one),
        make("one-keys", Some(0), Strategy::Single, &one),
        make("zone", None, Strategy::Single, &zone),
        make("pair", None, Strategy::WarmStandby, &pair),
        make("pair-keys", Some(0), Strategy::WarmStandby, &pair),
        make("active", None, Strategy::ActiveActive, &pair),
        aurora("aurora", None, Strategy::Single, &one),
        aurora("aurora-pair", None, Strategy::WarmStandby, &pair),
        aurora("aurora-pair-keys", Some(0), Strategy::WarmStandby, &pair),
    ]
}

/// `MCPLAN_WRITE_TERRAFORM` names a folder to write them to, for real Terraform.
#[test]
fn every_product_is_written() {
    let catalog = world::catalog();
    for (case, topology, placement) in all(catalog) {
        let files = mcplan::terraform::render_placement(&topology, catalog, &placement);
        if let Some(root) = std::env::var_os("MCPLAN_WRITE_TERRAFORM") {
            write(&Path::new(&root).join(format!("aws1-{case}")), &files);
        }
        let mut seen = BTreeSet::new();
        for (path, text) in files.iter().filter(|(path, _)| is_tf(path)) {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            for block in parse(text).into_iter().filter(|block| block.head.len() > 1) {
                let first = block.head[0] == "provider"
                    || seen.insert((folder.to_owned(), block.head.clone()));
                assert!(first, "{case} {path}: {:?} twice", block.head);
            }
        }
        for (id, deployment) in placement.deployments() {
            let service = topology.service(id);
            if catalog.site(deployment.site).provider != Provider::Aws
                || service.kind == Kind::Workload
            {
                continue;
            }
            let file = format!("service-{}.tf", service.name.value);
            assert!(files.keys().any(|path| path.ends_with(&file)), "{case}: no {file}");
        }
    }
}

/// Writes a folder anew.
pub fn write(root: &Path, files: &BTreeMap<String, String>) {
    let _ = fs::remove_dir_all(root);
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }
}

/// The text of a file in one of the cases.
fn text_of(case: &str, path: &str) -> String {
    let catalog = world::catalog();
    let found = all(catalog).into_iter().find(|(name, ..)| *name == case).expect("a known case");
    let files = mcplan::terraform::render_placement(&found.1, catalog, &found.2);
    files.get(path).unwrap_or_else(|| panic!("{case} has no {path}")).clone()
}

#[test]
fn shards_carry_what_is_read_as_well() {
    // 60,000 GiB a month are 24.5 MB a second, three times that at the peak, 2 MB for each shard.
    let text = text_of("one", "modules/aws-eu-central-1/service-clicks.tf");
    assert!(text.contains("= 37\n"), "{text}");
}

#[test]
fn workloads_may_do_what_their_flows_name() {
    let text = text_of("one", "modules/aws-eu-central-1/service-cluster.tf");
    for allowed in
        ["aws_dynamodb_table.carts.arn", "aws_sqs_queue.work.arn", "aws_s3_bucket.pictures"]
    {
        assert!(text.contains(allowed), "{allowed}");
    }
    for foreign in ["aws_sqs_queue.steps", "aws_dynamodb_table.scratch", "sns:Publish", "lambda:"] {
        assert!(!text.contains(foreign), "{foreign}");
    }
}
