//! A placement for each product of the table: called by everything that can call, and calling what it can.

use mcplan::catalog::{Catalog, Realisation};
use mcplan::terms::{Engine, Kind, NodeList, Provider, Strategy};

use super::facts;
use crate::cases::Case;
use crate::sketch::Sketch;

const FRA: &str = "aws:eu-central-1";
const DUB: &str = "aws:eu-west-1";
const AMS: &str = "azure:westeurope";
const NEU: &str = "azure:northeurope";
const OWN: &str = "onprem:fra1";

/// The site of the product, another one of its provider, and two of others.
fn sites(provider: Provider) -> [&'static str; 4] {
    match provider {
        Provider::Aws => [FRA, DUB, AMS, OWN],
        Provider::Azure => [AMS, NEU, FRA, OWN],
        Provider::OnPrem => [OWN, FRA, AMS, DUB],
    }
}

/// Callers of everything, by name.
const CALLERS: [&str; 7] = ["vm", "far", "other", "third", "pod", "fn", "box"];

/// The port that flows name: no product listens there unless it is told to.
const ODD: u16 = 7001;

const TERMS: &[(&str, i64)] = &[
    ("layer", 7),
    ("storage_gib", 100),
    ("memory_gib", 1),
    ("cpu", 1),
    ("nodes", 3),
    ("system_cpu", 1),
    ("messages", 1000),
    ("message_kib", 4),
    ("ingress_gib", 100),
    ("retention_days", 3),
    ("partitions", 3),
    ("requests", 1000),
    ("timeout_s", 60),
    ("keys", 1),
    ("rules", 3),
    ("advanced", 1),
    ("hours", 10),
    ("peak", 1),
];

/// Nodes of a product at a provider.
fn nodes(product: &Realisation) -> Option<(&'static str, u32)> {
    let azure = product.provider == Provider::Azure;
    let name = match product.nodes.as_ref()?.list {
        NodeList::Vm if azure => "Standard_D2s_v5",
        NodeList::Vm => "m7g.large",
        NodeList::Postgres | NodeList::Mysql if azure => "GP_Standard_D4ds_v5",
        NodeList::Sqlserver => "GP_Gen5_4",
        NodeList::Redis if azure => "Premium_P1",
        NodeList::Redis | NodeList::Valkey | NodeList::Memcached => "cache.m7g.large",
        NodeList::Kafka => "kafka.m7g.large",
        _ => "db.m7g.xlarge",
    };
    Some((name, 3))
}

/// The product as the service `it`.
fn placed<'c>(
    sketch: Sketch<'c>,
    product: &'c Realisation,
    strategy: Strategy,
    sites: &[&str],
) -> Sketch<'c> {
    let name = static_name(&product.name);
    let engine = match product.kind {
        Kind::Postgres => Engine::Postgres,
        Kind::Mysql => Engine::Mysql,
        kind => {
            let nodes = nodes(product);
            let made = sketch.other("it", kind, Some(name), TERMS, nodes, None, strategy, sites);
            let host = match (kind, product.name.as_str()) {
                (Kind::WebFirewall, "front-door-waf") => "cdn",
                (Kind::WebFirewall | Kind::DdosProtection, _) => "lb",
                _ => return made,
            };
            return made.hosted_by(host);
        }
    };
    sketch.database_by("it", engine, Some(name), None, strategy, sites)
}

/// Sketches keep names of products for as long as the program runs.
fn static_name(name: &str) -> &'static str {
    Box::leak(name.to_owned().into_boxed_str())
}

/// Everything that calls the product and is called by it.
fn around(sketch: Sketch<'_>, provider: Provider) -> Sketch<'_> {
    let [here, far, other, third] = sites(provider);
    let one = Strategy::Single;
    let cluster = match provider {
        Provider::Azure => "Standard_D2s_v5",
        _ => "m7g.xlarge",
    };
    let sketch = sketch
        .vm("vm", None, one, &[here])
        .vm("far", None, one, &[far])
        .vm("other", None, one, &[other])
        .vm("third", None, one, &[third])
        .other("cluster", Kind::Kubernetes, None, TERMS, Some((cluster, 2)), None, one, &[here])
        .workload("pod", "cluster", one, &[here])
        .database("db", Engine::Postgres, None, one, &[here])
        .store("store", None, one, &[here]);
    if provider == Provider::OnPrem {
        // A function and containers of a cloud call as well.
        return sketch.other("fn", Kind::Function, None, TERMS, None, None, one, &[FRA]).other(
            "box",
            Kind::Container,
            None,
            TERMS,
            None,
            None,
            one,
            &[AMS],
        );
    }
    let flex = (provider == Provider::Azure).then_some("functions-flex");
    sketch
        .balancer("lb", one, &[here])
        .other("cdn", Kind::Cdn, None, TERMS, None, None, one, &[here])
        .other("fn", Kind::Function, flex, TERMS, None, None, one, &[here])
        .other("box", Kind::Container, None, TERMS, None, None, one, &[here])
}

/// What services of a kind call.
fn called(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Vm | Kind::Edge | Kind::Function | Kind::Container => {
            &["vm", "far", "other", "third", "db", "store", "pod", "internet"]
        }
        Kind::LoadBalancer => &["vm", "far"],
        Kind::Cdn => &["vm", "store", "third"],
        Kind::ApiGateway => &["lb", "vm", "fn", "third"],
        Kind::Pubsub | Kind::IotGateway => &["vm", "fn", "third"],
        Kind::Queue | Kind::EventStream => &["fn", "third"],
        Kind::Dns | Kind::Bastion => &["vm", "third"],
        _ => &[],
    }
}

/// The product at one site.
fn alone<'c>(catalog: &'c Catalog, product: &'c Realisation) -> Sketch<'c> {
    let [here, ..] = sites(product.provider);
    let sketch = around(Sketch::new(catalog, "each"), product.provider);
    let sketch = placed(sketch, product, Strategy::Single, &[here]);
    let sketch = sketch.flow("users.staff", "it", ODD);
    let callers = CALLERS.iter().fold(sketch, |sketch, caller| sketch.flow(caller, "it", ODD));
    let cloud = product.provider != Provider::OnPrem;
    let known = called(product.kind).iter().filter(|name| cloud || **name != "lb");
    known.zip(7002_u16..).fold(callers, |sketch, (name, port)| sketch.flow("it", name, port))
}

/// The product with a copy that waits at another site of its provider, or at a site of one's own.
fn copied<'c>(catalog: &'c Catalog, product: &'c Realisation, there: &str) -> Sketch<'c> {
    let [here, ..] = sites(product.provider);
    let sketch = around(Sketch::new(catalog, "each"), product.provider);
    let sketch = placed(sketch, product, Strategy::WarmStandby, &[here, there]);
    ["vm", "far", "pod"].iter().fold(sketch, |sketch, caller| sketch.flow(caller, "it", ODD))
}

/// Every product, alone and, if it keeps data, with its copies.
pub fn all(catalog: &Catalog) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut add = |name: String, sketch: Sketch<'_>| {
        let (topology, placement) = sketch.finish();
        cases.push((&*Box::leak(name.into_boxed_str()), topology, placement));
    };
    for (provider, product) in facts::all(catalog) {
        let name = format!("{provider} {} {}", product.kind, product.name);
        add(name.clone(), alone(catalog, product));
        let [_, far, ..] = sites(provider);
        if !product.kind.keeps_data() || provider == Provider::OnPrem {
            continue;
        }
        add(format!("{name} copied"), copied(catalog, product, far));
        if product.is_self_hosted() {
            add(format!("{name} copied home"), copied(catalog, product, OWN));
        }
    }
    for provider in Provider::ALL {
        let [here, ..] = sites(*provider);
        let sketch = around(Sketch::new(catalog, "each"), *provider);
        let edge =
            Some((if *provider == Provider::Azure { "Standard_D2s_v5" } else { "m7g.large" }, 2));
        let sketch = sketch
            .other("it", Kind::Edge, None, TERMS, edge, None, Strategy::Single, &[here])
            .flow("vm", "it", ODD)
            .flow("it", "db", ODD);
        add(format!("{provider} edge"), sketch);
    }
    cases
}
