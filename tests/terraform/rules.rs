//! The security rules that are written against the flows of the plan, both ways: nothing is missing,
//! and there is nothing more.
//!
//! What is expected is worked out here from the flows alone, without the code under test.

use std::collections::BTreeMap;

use mcplan::catalog::SiteId;
use mcplan::placement::Placement;
use mcplan::plan::{Endpoint, ServiceId, Topology};
use mcplan::terms::{Kind, Provider, Strategy};

use super::hcl::{Block, is_tf, parse};
use super::{cases, world};

/// Folder of the site's module, direction, text of who to whom, port.
type Rule = (String, &'static str, String, String);

/// Rules with what names their other end: in what is wanted a part of it, in what is written all.
type Rules = BTreeMap<Rule, String>;

#[test]
fn rules_are_the_flows_and_nothing_else() {
    let catalog = world::catalog();
    for (case, topology, placement) in cases::all(catalog) {
        let files = mcplan::terraform::render_placement(&topology, catalog, &placement);
        let wanted = wanted(&topology, &placement);
        let written = written(&files);
        assert!(!wanted.is_empty(), "{case} has flows");
        let missing: Vec<&Rule> = wanted
            .keys()
            .filter(|rule| !written.contains_key(*rule) && !is_shared(rule, &wanted, &written))
            .collect();
        assert!(missing.is_empty(), "{case}: missing {missing:#?}");
        let more: Vec<&Rule> = written.keys().filter(|rule| !wanted.contains_key(*rule)).collect();
        assert!(more.is_empty(), "{case}: too much {more:#?}");
        for (rule, part) in wanted.iter().filter(|(rule, _)| written.contains_key(*rule)) {
            assert!(
                written[rule].contains(part),
                "{case}: {rule:?} names {part}, not {}",
                written[rule]
            );
        }
    }
}

/// Whether another rule of the same service opens the same port to the same network: AWS refuses the
/// second of two such rules, so that services of one segment share one.
fn is_shared(rule: &Rule, wanted: &Rules, written: &Rules) -> bool {
    let own = |(_, direction, words, _): &Rule| {
        let words = words.trim_end_matches(" _replication_");
        let ends = words.split_once(" to ").map(|(from, to)| (from.to_owned(), to.to_owned()));
        ends.map(|(from, to)| if *direction == "in" { to } else { from })
    };
    let same = |other: &&Rule| {
        (&other.0, other.1, &other.3) == (&rule.0, rule.1, &rule.3) && own(other) == own(rule)
    };
    let part = &wanted[rule];
    part.contains("peer_cidrs")
        && written.keys().filter(same).any(|other| written[other].contains(part))
}

fn folder(site: SiteId) -> String {
    world::catalog().site(site).code.replace(':', "-")
}

/// What must stand in a rule of `own` for its other end; nothing in particular for unusual names.
fn far_end(topology: &Topology, own: SiteId, end: Endpoint, site: Option<SiteId>) -> String {
    let usual = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c == '-')
            && name != "for"
            && name.len() < 48
    };
    let own_provider = world::catalog().site(own).provider;
    let name = match end {
        Endpoint::Internet => return String::new(),
        Endpoint::Users(id) => &topology.user_group(id).name.value,
        Endpoint::Service(id) => &topology.service(id).name.value,
    };
    if !usual(name) || kind_of(topology, end) == Some(Kind::ObjectStore) {
        return String::new();
    }
    let name = name.replace('-', "_");
    let Some(site) = site else { return format!("var.user_cidrs[\"{name}\"]") };
    let far = folder(site).replace('-', "_");
    match (own_provider, world::catalog().site(site).provider) {
        (Provider::Aws, _) if site == own => format!("aws_security_group.{name}.id"),
        (Provider::Azure, _) if site == own => format!("local.subnets.{name}"),
        (_, Provider::Azure) => format!("var.peer_cidrs[\"{far}__{name}\"]"),
        (_, Provider::Aws) => format!("var.peer_cidrs[\"{far}__{}\"]", segment(topology, end)),
        (_, Provider::OnPrem) => format!("var.peer_cidrs[\"{far}\"]"),
    }
}

/// The segment of a region of AWS that holds a service.
fn segment(topology: &Topology, end: Endpoint) -> &'static str {
    let reached =
        topology.flows.iter().any(|f| matches!(f.from, Endpoint::Users(_)) && f.to == end);
    match kind_of(topology, end) {
        Some(Kind::Postgres | Kind::Mysql) => "data",
        _ if reached => "public",
        _ => "private",
    }
}

/// A text as rules may hold it.
fn plain(text: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || " .:/=+-@_".contains(c);
    text.chars().map(|c| if allowed(c) { c } else { '_' }).collect()
}

/// Sites of an end, with the words for it; users and the internet are nowhere.
fn ends(
    topology: &Topology,
    placement: &Placement,
    end: Endpoint,
) -> Vec<(Option<SiteId>, String, String)> {
    let name = topology.endpoint_name(end);
    match end {
        Endpoint::Users(_) | Endpoint::Internet => vec![(None, name.clone(), name)],
        Endpoint::Service(id) => {
            let sites = placement.of(id).deployments.iter().map(|d| d.site);
            sites
                .map(|site| {
                    (
                        Some(site),
                        name.clone(),
                        format!("{name} at {}", world::catalog().site(site).code),
                    )
                })
                .collect()
        }
    }
}

fn wanted(topology: &Topology, placement: &Placement) -> Rules {
    let mut wanted = Rules::new();
    for flow in &topology.flows {
        add(topology, placement, (flow.from, flow.to, flow.port, ""), &mut wanted);
    }
    for id in topology.service_ids() {
        let service = topology.service(id);
        let port = match service.kind {
            Kind::Postgres => 5432,
            Kind::Mysql => 3306,
            _ => continue,
        };
        let sites = &placement.of(id).deployments;
        let aws = sites.iter().all(|d| world::catalog().site(d.site).provider == Provider::Aws);
        if placement.of(id).strategy == Strategy::WarmStandby && !aws {
            let end = Endpoint::Service(id);
            add(topology, placement, (end, end, port, " (replication)"), &mut wanted);
        }
    }
    wanted
}

fn kind_of(topology: &Topology, end: Endpoint) -> Option<Kind> {
    match end {
        Endpoint::Service(ServiceId(id)) => Some(topology.services[id as usize].kind),
        Endpoint::Users(_) | Endpoint::Internet => None,
    }
}

/// The rules of a flow at both of its ends; object stores have no rules and open no connections.
fn add(
    topology: &Topology,
    placement: &Placement,
    (from, to, port, why): (Endpoint, Endpoint, u16, &str),
    wanted: &mut Rules,
) {
    for (from_site, from_name, from_words) in ends(topology, placement, from) {
        for (to_site, to_name, to_words) in ends(topology, placement, to) {
            if from == to && from_site == to_site {
                continue;
            }
            let filtered = |end: Endpoint, site: Option<SiteId>| {
                let own = world::catalog().site(site?).provider == Provider::OnPrem;
                site.filter(|_| own || kind_of(topology, end) != Some(Kind::ObjectStore))
            };
            if let Some(site) = filtered(from, from_site) {
                let text = plain(&format!("{from_name} to {to_words}{why}"));
                let far = far_end(topology, site, to, to_site);
                wanted.insert((folder(site), "out", cut(&text), port.to_string()), far);
            }
            if let Some(site) = filtered(to, to_site) {
                let text = plain(&format!("{from_words} to {to_name}{why}"));
                let far = far_end(topology, site, from, from_site);
                wanted.insert((folder(site), "in", cut(&text), port.to_string()), far);
            }
        }
    }
}

/// Descriptions are limited; Azure's limit is the lowest.
fn cut(text: &str) -> String {
    text.chars().take(140).collect()
}

fn written(files: &BTreeMap<String, String>) -> Rules {
    let mut written = Rules::new();
    for (path, text) in files {
        let Some(folder) = path.strip_prefix("modules/").and_then(|rest| rest.split('/').next())
        else {
            continue;
        };
        if path.ends_with("/flows.tf") {
            written.extend(table(folder, text));
        } else if is_tf(path) {
            written.extend(parse(text).iter().filter_map(|block| rule(folder, block)));
        }
    }
    written
}

/// A rule of a cloud, read back; the kinds of its ends are checked on the way.
fn rule(folder: &str, block: &Block) -> Option<(Rule, String)> {
    let of = block.head.get(1)?.as_str();
    let text = || block.get("description").map(cut).unwrap_or_default();
    match of {
        "aws_vpc_security_group_ingress_rule" | "aws_vpc_security_group_egress_rule" => {
            let direction = if of.contains("ingress") { "in" } else { "out" };
            assert_eq!(block.get("ip_protocol"), Some("tcp"));
            assert_eq!(block.get("from_port"), block.get("to_port"));
            let open = block.get("cidr_ipv4") == Some("0.0.0.0/0");
            assert!(!(open && direction == "in"), "only users come from everywhere: {block:?}");
            let targets =
                ["for_each", "cidr_ipv4", "referenced_security_group_id", "prefix_list_id"];
            Some((
                (folder.to_owned(), direction, text(), block.get("to_port")?.to_owned()),
                joined(block, &targets),
            ))
        }
        "azurerm_network_security_rule" => {
            let name = block.get("name")?;
            if name.starts_with("platform") || name.starts_with("deny") {
                return None;
            }
            assert_eq!((block.get("access"), block.get("protocol")), (Some("Allow"), Some("Tcp")));
            let direction = if block.get("direction") == Some("Inbound") { "in" } else { "out" };
            for side in ["source", "destination"] {
                assert_ne!(block.get(&format!("{side}_address_prefix")), Some("*"), "{name}");
            }
            let side = if direction == "in" { "source" } else { "destination" };
            let far = [format!("{side}_address_prefix"), format!("{side}_address_prefixes")];
            let port = block.get("destination_port_range")?.to_owned();
            Some(((folder.to_owned(), direction, text(), port), joined(block, &[&far[0], &far[1]])))
        }
        other => {
            assert!(
                !other.contains("security_group_rule"),
                "rules are of the kinds above: {other}"
            );
            None
        }
    }
}

fn joined(block: &Block, names: &[&str]) -> String {
    names.iter().filter_map(|name| block.get(name)).collect::<Vec<_>>().join(" ")
}

/// The table of flows of a site of the user's own.
fn table(folder: &str, text: &str) -> Vec<(Rule, String)> {
    let rows = text.split("\n    }").filter(|row| row.contains("why"));
    rows.map(|row| {
        let value = |key: &str| {
            let line = row.lines().find(|line| line.trim_start().split(' ').next() == Some(key));
            let value = line.and_then(|line| line.split_once("= ")).map_or("", |(_, value)| value);
            value.trim_matches('"').to_owned()
        };
        let name =
            row.lines().find(|line| line.ends_with("= {") && !line.contains("flows")).unwrap_or("");
        let direction = if name.contains("__from__") { "in" } else { "out" };
        let far = if direction == "in" { "from_networks" } else { "to_networks" };
        ((folder.to_owned(), direction, cut(&value("why")), value("port")), value(far))
    })
    .collect()
}
