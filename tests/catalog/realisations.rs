//! What the bundled tables bill for a month: sums worked out by hand from the price lists.

use mcplan::catalog::{Realisation, Values};
use mcplan::terms::{Form, Kind, NodeList, Provider};
use mcplan::units::{Decimal, Quantity};

use crate::support::bundled;

fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn find(provider: Provider, kind: Kind, name: &str) -> &'static Realisation {
    let found = bundled().realisations_of(provider, kind).find(|(_, one)| one.name == name);
    found.unwrap_or_else(|| panic!("{provider} {kind} {name}")).1
}

/// The values of a deployment in one zone that serves, with the terms of its service.
fn values(terms: &[(&'static str, &str)]) -> Values {
    let common = [("month", "730"), ("zones", "1"), ("active", "1"), ("public", "0")];
    let more =
        [("replica_hours", "730"), ("peak_replicas", "1"), ("in_gib", "0"), ("out_gib", "0")];
    let all = common.iter().chain(&more).chain(terms);
    all.map(|&(name, value)| (name, number(value))).collect()
}

/// The month's bill of a realisation at a site, without nodes.
fn bill(site: &str, kind: Kind, name: &str, form: Form, terms: &[(&'static str, &str)]) -> String {
    let catalog = bundled();
    let site = catalog.find(site).unwrap();
    let realisation = find(catalog.site(site).provider, kind, name);
    let values = values(terms);
    assert!(realisation.can_serve(&values), "{name}");
    let used = realisation.metered(form, &values).unwrap();
    let used = used.into_iter().filter(|(_, amount)| !amount.is_zero());
    let charges = used.map(|(meter, amount)| {
        let metered = catalog.tariff(site, meter, form).unwrap();
        let amount = amount * Decimal::from(metered.units);
        metered.tariff.cost(Quantity::new(amount, catalog.unit(meter)))
    });
    charges.sum::<mcplan::units::Usd>().dollars().round_dp(4).normalize().to_string()
}

const FRANKFURT: &str = "aws:eu-central-1";
const AMSTERDAM: &str = "azure:westeurope";

#[test]
fn functions_are_billed_by_calls_and_by_memory_and_time() {
    let terms = [
        ("requests", "50000000"),
        ("duration_s", "0.12"),
        ("memory_gib", "0.5"),
        ("timeout_s", "30"),
        ("x86", "1"),
        ("arm", "1"),
    ];
    let of = |site, name| bill(site, Kind::Function, name, Form::Single, &terms);
    // 50 M x 0.0000002 + 50 M x 0.12 s x 0.5 GB x 0.0000166667.
    assert_eq!(of(FRANKFURT, "lambda"), "60.0001");
    // 49 M x 0.0000002 + (3 M - 400,000) x 0.000016: the free grants are in the list.
    assert_eq!(of(AMSTERDAM, "functions-consumption"), "51.4");
}

#[test]
fn documents_are_billed_by_units_of_their_size() {
    let terms = [
        ("storage_gib", "200"),
        ("reads", "100000000"),
        ("writes", "20000000"),
        ("item_kib", "2"),
        ("peak", "3"),
        ("backup_days", "7"),
    ];
    let of = |site, name| bill(site, Kind::DocumentDb, name, Form::Single, &terms);
    // 200 x 0.306 + 100 M x 0.0000001525 + 2 x 20 M x 0.0000007625 + 200 x 0.2448.
    assert_eq!(of(FRANKFURT, "dynamodb"), "155.91");
    // 261 RU/s at the peak: the least, 400, for 730 h at 0.008 a hundred, and 200 x 0.25.
    assert_eq!(of(AMSTERDAM, "cosmos-db"), "73.36");
}

#[test]
fn messages_are_billed_by_operations_or_by_capacity() {
    let queue = [("messages", "100000000"), ("message_kib", "4"), ("ordered", "0"), ("peak", "5")];
    let of = |site, name| bill(site, Kind::Queue, name, Form::Single, &queue);
    // Sent, received and deleted: 300 M x 0.0000004.
    assert_eq!(of(FRANKFURT, "sqs"), "120");
    // As many, of which 13 M are included: 730 x 0.013441 + 87 M x 0.0000008 + 200 M x 0.0000005.
    assert_eq!(of(AMSTERDAM, "service-bus"), "179.4119");
    let stream = [
        ("ingress_gib", "2000"),
        ("egress_gib", "4000"),
        ("events", "2000000000"),
        ("retention_days", "7"),
        ("partitions", "12"),
        ("peak", "3"),
    ];
    // 2.45 MB/s in at the peak, 2,283 events/s, 4.9 MB/s out: three units; 2,000 M events.
    let stream = bill(AMSTERDAM, Kind::EventStream, "event-hubs", Form::Single, &stream);
    assert_eq!(stream, "121.7");
}

#[test]
fn containers_take_the_sizes_that_are_sold() {
    let of = |site, name, cpu, memory| {
        let terms =
            [("cpu", cpu), ("memory_gib", memory), ("requests", "0"), ("x86", "1"), ("arm", "0")];
        bill(site, Kind::Container, name, Form::Single, &terms)
    };
    // 730 x (0.5 x 0.04656 + 0.00511).
    assert_eq!(of(FRANKFURT, "fargate", "0.5", "1"), "20.7247");
    // 30 GB need 4 vCPU: 730 x (4 x 0.04656 + 30 x 0.00511).
    assert_eq!(of(FRANKFURT, "fargate", "1", "30"), "247.8642");
    // 33 GB need 8 vCPU, in steps of 4 GB: 730 x (8 x 0.04656 + 36 x 0.00511).
    assert_eq!(of(FRANKFURT, "fargate", "1", "33"), "406.2012");
    // 0.5 vCPU and 1 GiB by the second, and a private zone: 2,628,000 x (0.5 x 0.000034 + 0.000004) + 0.5.
    assert_eq!(of(AMSTERDAM, "container-apps", "0.5", "1"), "55.688");
}

#[test]
fn a_licence_of_ones_own_is_not_billed() {
    let of = |own| {
        let terms = [
            ("cpu", "4"),
            ("memory_gib", "16"),
            ("storage_gib", "500"),
            ("own_license", own),
            ("zones", "3"),
        ];
        bill(AMSTERDAM, Kind::Sqlserver, "azure-sql", Form::ZoneRedundant, &terms)
    };
    // 500 x 0.274 + 4 x 730 x 0.100463; the licence is 4 x 730 x 0.099966 more.
    assert_eq!((of("1"), of("0")), ("430.352".to_owned(), "722.2527".to_owned()));
    // The vCores of the licence are those of the node that carries the memory.
    let catalog = bundled();
    let site = catalog.find(AMSTERDAM).unwrap();
    let fits = catalog.offers(site, NodeList::Sqlserver).iter().filter(|offer| {
        let sku = catalog.sku(offer.sku);
        sku.vcpu >= number("4") && sku.memory.gib() >= number("16")
    });
    let least = fits.map(|offer| catalog.sku(offer.sku).vcpu).min();
    assert_eq!(least, Some(number("4")));
}

#[test]
fn what_a_load_balancer_cost_before_it_costs_still() {
    let terms = [
        ("layer", "7"),
        ("new_connections", "100"),
        ("active_connections", "5000"),
        ("in_gib", "20000"),
        ("public", "1"),
        ("zones", "3"),
    ];
    let of = |site, name| bill(site, Kind::LoadBalancer, name, Form::ZoneRedundant, &terms);
    // 730 x 0.0252 + 20,000 LCU-hours x 0.008 + 3 addresses x 730 x 0.005.
    assert_eq!(of("aws:eu-west-1", "alb"), "189.346");
    // 730 x 0.26 + 20,000 / 0.93 capacity-unit hours x 0.008 + 730 x 0.005.
    assert_eq!(of(AMSTERDAM, "application-gateway"), "365.493");
}

#[test]
fn products_answer_at_ports_of_their_own() {
    let answering = |provider, kind, name, asked| find(provider, kind, name).ports.answering(asked);
    let stream = Kind::EventStream;
    let asked = stream.usual_port();
    assert_eq!(answering(Provider::Aws, stream, "msk", asked), Some(9098));
    assert_eq!(answering(Provider::Azure, stream, "event-hubs", asked), Some(9093));
    assert_eq!(answering(Provider::Azure, stream, "event-hubs", 5671), Some(5671));
    assert_eq!(answering(Provider::OnPrem, stream, "self-hosted", 4000), Some(9092));
    assert_eq!(answering(Provider::Aws, Kind::LoadBalancer, "alb", 8443), Some(8443));
    assert_eq!(answering(Provider::Aws, Kind::WebFirewall, "waf", 443), None);
}
