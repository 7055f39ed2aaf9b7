//! Links to the hub of a network: what is written against what is on the bill, and routes against flows.

use std::collections::{BTreeMap, BTreeSet};

use mcplan::catalog::{Catalog, SiteId};
use mcplan::placement::{Context, Opening, Placement, bill, opening_usage};
use mcplan::plan::{Endpoint, Topology};
use mcplan::terms::{Engine, LinkMode, Provider, Strategy};
use mcplan::units::{Decimal, HOURS_PER_MONTH};

use super::cases::Case;
use super::hcl::{Block, is_tf, parse};
use super::sketch::Sketch;
use super::{golden, world};

const FRA: &str = "aws:eu-central-1";
const DUB: &str = "aws:eu-west-1";
const AMS: &str = "azure:westeurope";
const NEU: &str = "azure:northeurope";
const OWN: &str = "onprem:fra1";

/// Machines at each site that call those of the next, and a database with its copy at the last two.
fn estate<'c>(catalog: &'c Catalog, sites: &[&str]) -> Sketch<'c> {
    let names = ["alpha", "beta", "gamma", "delta"];
    let mut sketch = Sketch::new(catalog, "shop").flow("users.europe", names[0], 443);
    for (name, site) in names.iter().zip(sites) {
        sketch = sketch.vm(name, None, Strategy::Single, &[site]);
    }
    for pair in names[..sites.len()].windows(2) {
        sketch = sketch.flow(pair[0], pair[1], 8443);
    }
    let ends = &sites[sites.len().saturating_sub(2)..];
    let strategy = if ends.len() == 2 { Strategy::WarmStandby } else { Strategy::Single };
    sketch.database("orders", Engine::Postgres, None, strategy, ends).flow("alpha", "orders", 5432)
}

/// Every mode and hub that a plan can be placed with, the hub among the sites in use or not.
pub fn cases(catalog: &Catalog) -> Vec<Case> {
    let (vpn, private) = (LinkMode::Vpn, LinkMode::Private);
    let sketches = [
        ("hub-aws", estate(catalog, &[FRA, DUB, AMS, OWN]).linked(vpn, FRA)),
        ("hub-aws-alone", estate(catalog, &[DUB, OWN, AMS, NEU]).linked(vpn, FRA)),
        ("hub-azure", estate(catalog, &[FRA, OWN, AMS, NEU]).linked(vpn, AMS)),
        ("hub-azure-alone", estate(catalog, &[FRA, DUB, OWN]).linked(vpn, AMS)),
        ("hub-private", estate(catalog, &[FRA, OWN, DUB]).linked(private, FRA)),
        ("hub-private-alone", estate(catalog, &[DUB, OWN]).linked(private, FRA)),
        ("hub-private-azure", estate(catalog, &[AMS]).linked(private, AMS)),
        ("hub-own", estate(catalog, &[FRA, AMS, OWN]).linked(vpn, OWN)),
    ];
    let finished = sketches.map(|(name, sketch)| {
        let (topology, placement) = sketch.finish();
        (name, topology, placement)
    });
    finished.into()
}

/// Sites at which nothing needs a network but the link.
fn objects(catalog: &Catalog, hub: &str) -> Case {
    let sketch = Sketch::new(catalog, "shop").flow("users.europe", "assets", 443);
    let sketch = sketch.store("assets", None, Strategy::WarmStandby, &[DUB, AMS]);
    let (topology, placement) = sketch.linked(LinkMode::Vpn, hub).finish();
    ("hub-objects", topology, placement)
}

/// How many of what is at which site: the code of the site, and the name of what is sold.
type Parts = BTreeMap<(String, String), Decimal>;

fn rendered(topology: &Topology, placement: &Placement) -> BTreeMap<String, String> {
    mcplan::terraform::render_placement(topology, world::catalog(), placement)
}

#[test]
fn links_are_what_the_bill_counts() {
    let objects = [FRA, AMS].map(|hub| objects(world::catalog(), hub));
    for (case, topology, placement) in cases(world::catalog()).into_iter().chain(objects) {
        let charged = charged(&topology, &placement);
        assert_eq!(charged.is_empty(), case == "hub-own", "{case}: only own hubs have no price");
        assert_eq!(written(&rendered(&topology, &placement)), charged, "{case}");
    }
}

fn charged(topology: &Topology, placement: &Placement) -> Parts {
    let context = Context { topology, catalog: world::catalog() };
    let hub = &topology.network.as_ref().expect("cases have a network").hub;
    let spokes = placement.sites().into_iter();
    let spokes = spokes.filter(|site| world::catalog().site(*site).code != *hub);
    let opened = std::iter::once(Opening::Hub).chain(spokes.map(Opening::Link));
    let used = opened.flat_map(|opening| opening_usage(context, opening).expect("a price"));
    let mut parts = Parts::new();
    for charge in bill(used.collect()) {
        let count = charge.quantity.amount / Decimal::from(HOURS_PER_MONTH);
        *parts.entry((code(charge.site), charge.sku)).or_default() += count;
    }
    parts
}

fn code(site: Option<SiteId>) -> String {
    world::catalog().site(site.expect("links are at sites")).code.clone()
}

fn written(files: &BTreeMap<String, String>) -> Parts {
    let mut parts = Parts::new();
    for (path, block) in resources(files) {
        for sku in sold_as(&block) {
            *parts.entry((site_of(&path, &block), sku.to_owned())).or_default() += Decimal::ONE;
        }
    }
    parts
}

fn resources(files: &BTreeMap<String, String>) -> Vec<(String, Block)> {
    let files = files.iter().filter(|(path, _)| is_tf(path));
    let all = files.flat_map(|(path, text)| parse(text).into_iter().map(|b| (path.clone(), b)));
    all.filter(|(_, block)| block.head[0] == "resource").collect()
}

/// What providers bill a resource as.
fn sold_as(block: &Block) -> Vec<&'static str> {
    match (block.head[1].as_str(), block.get("sku")) {
        ("aws_ec2_transit_gateway_vpc_attachment", _) => vec!["vpc_attachment"],
        (
            "aws_ec2_transit_gateway_peering_attachment"
            | "aws_ec2_transit_gateway_peering_attachment_accepter",
            _,
        ) => vec!["peering_attachment"],
        ("aws_vpn_connection", _) if block.get("transit_gateway_id").is_some() => {
            vec!["site_to_site_connection", "vpn_attachment"]
        }
        ("aws_vpn_connection", _) => vec!["site_to_site_connection"],
        ("aws_dx_gateway_association", _) => vec!["dx_attachment"],
        ("aws_dx_connection", _) => vec!["port_1gbps_dedicated"],
        ("azurerm_virtual_network_gateway", Some("VpnGw1AZ")) => {
            vec!["vpn_gateway/vpngw1az/vpngw1az"]
        }
        ("azurerm_virtual_network_gateway", Some("ErGw1AZ")) => {
            vec!["expressroute_gateway/ergw1az/ergw1az_gateway"]
        }
        ("azurerm_virtual_network_gateway_connection", _) => {
            vec!["vpn_gateway/vpngw1az/s2s_connection"]
        }
        _ => Vec::new(),
    }
}

/// The site at which a resource is: that of its module, of its provider or of its group.
fn site_of(path: &str, block: &Block) -> String {
    if let Some(rest) = path.strip_prefix("modules/") {
        return rest.split('/').next().unwrap_or_default().replacen('-', ":", 1);
    }
    let named = match (block.get("provider"), block.get("resource_group_name")) {
        (Some(provider), _) => provider.replacen('.', "_", 1),
        (_, Some(group)) => group.split('.').nth(1).unwrap_or_default().to_owned(),
        _ => panic!("{block:?} is at no site"),
    };
    named.replacen('_', ":", 1).replace('_', "-")
}

#[test]
fn traffic_of_regions_goes_over_the_hub() {
    for (case, topology, placement) in cases(world::catalog()) {
        let files = rendered(&topology, &placement);
        assert!(!files.contains_key("peering.tf"), "{case}: links are to the hub only");
        let found: BTreeSet<String> =
            resources(&files).into_iter().map(|(_, b)| b.head[1..].join(".")).collect();
        let hub = world::catalog().find(&topology.network.as_ref().expect("a network").hub);
        let hub = world::catalog().site(hub.expect("a known site"));
        for (from, to) in talking(&topology, &placement) {
            let site = world::catalog().site(from);
            if site.provider != Provider::Aws || hub.provider == Provider::OnPrem {
                continue;
            }
            let way = format!("{}__to__{}", name(from), name(to));
            assert!(found.contains(&format!("aws_route.{way}")), "{case}: {way}");
            let onwards = found.contains(&format!("aws_ec2_transit_gateway_route.{way}"));
            let peer = world::catalog().site(to).provider == Provider::Aws;
            let told = hub.provider == Provider::Aws && (site.code != hub.code || peer);
            assert_eq!(onwards, told, "{case}: {way}");
        }
    }
}

fn name(site: SiteId) -> String {
    world::catalog().site(site).code.replace([':', '-'], "_")
}

/// Sites of services with a flow between them, both ways, and of a database and its copy.
fn talking(topology: &Topology, placement: &Placement) -> BTreeSet<(SiteId, SiteId)> {
    let sites = |end: Endpoint| match end {
        Endpoint::Service(id) => placement.of(id).deployments.iter().map(|d| d.site).collect(),
        Endpoint::Users(_) | Endpoint::Internet => Vec::new(),
    };
    let mut pairs = BTreeSet::new();
    for flow in &topology.flows {
        for from in sites(flow.from) {
            for to in sites(flow.to).into_iter().filter(|to| *to != from) {
                pairs.extend([(from, to), (to, from)]);
            }
        }
    }
    pairs
}

#[test]
fn ends_of_tunnels_agree() {
    for (case, topology, placement) in cases(world::catalog()) {
        let all = resources(&rendered(&topology, &placement));
        let of = |wanted: &'static str| all.iter().filter(move |(_, b)| b.head[1] == wanted);
        let inner = |block: &Block, kind: &str| {
            block.blocks.iter().find(|block| block.head[0] == kind).cloned()
        };
        let mut gateways = BTreeMap::new();
        for (path, block) in of("azurerm_virtual_network_gateway") {
            let settings =
                inner(block, "bgp_settings").and_then(|b| inner(&b, "peering_addresses"));
            let own = settings.and_then(|b| b.get("apipa_addresses").map(str::to_owned));
            gateways.insert(site_of(path, block), own.unwrap_or_default());
        }
        let mut inside: Vec<String> = Vec::new();
        for (path, block) in of("azurerm_virtual_network_gateway_connection") {
            let Some(own) = inner(block, "custom_bgp_addresses") else { continue };
            let own = own.get("primary").expect("an address").to_owned();
            assert!(gateways[&site_of(path, block)].contains(&format!("\"{own}\"")), "{case}");
            inside.push(own);
        }
        let known = gateways.values().flat_map(|list| list.split(',')).filter(|a| !a.is_empty());
        assert_eq!(known.count(), inside.len(), "{case}: each address has its connection");
        let distinct: BTreeSet<&String> = inside.iter().collect();
        assert_eq!(distinct.len(), inside.len(), "{case}: {inside:?}");
    }
}

#[test]
fn no_network_means_no_links() {
    let (topology, placement) = estate(world::catalog(), &[FRA, DUB, AMS, OWN]).finish();
    let files = rendered(&topology, &placement);
    assert!(files.contains_key("peering.tf") && !files.contains_key("links.tf"));
    assert!(written(&files).is_empty());
}

/// The files that links are written into.
#[test]
fn links_stay_as_they_are() {
    for (case, topology, placement) in cases(world::catalog()) {
        if ["hub-aws", "hub-azure", "hub-private"].contains(&case) {
            let kept = |path: &String| {
                path == "links.tf" || path == "README.md" || path.ends_with("/link.tf")
            };
            let mut files = rendered(&topology, &placement);
            files.retain(|path, _| kept(path));
            golden::compare(case, &files);
        }
    }
}
