//! Rules that no flow names, each with its reason. `docs/terraform.md` lists them too: there are no others.

use std::collections::BTreeSet;

use mcplan::terms::{Kind, Provider};

use super::facts::Seat;
use super::flows::{End, Rule, Unit, World};

/// Provider, around what, direction, other end (`OWN`: the service itself), protocol and ports, and why.
type Row = (Provider, &'static str, &'static str, &'static str, &'static str, &'static str);

const AWS: Provider = Provider::Aws;
const AZURE: Provider = Provider::Azure;

const OWN: &str = "OWN";
const OWN_TO_PODS: &str = "OWN > 100.64.0.0/16";
const PODS: &str = "100.64.0.0/16 > 100.64.0.0/16";
const NETWORK: &str = "VirtualNetwork > VirtualNetwork";

#[rustfmt::skip]
pub const TECHNICAL: &[Row] = &[
    (AWS, "cluster", "in", OWN, "any", "nodes, pods and the control plane are behind one group"),
    (AWS, "cluster", "out", OWN, "any", "nodes, pods and the control plane are behind one group"),
    (AWS, "cluster", "out", "anywhere", "tcp 443", "images, logs and the interfaces of AWS"),
    (AWS, "containers", "out", "anywhere", "tcp 443", "images and logs"),
    (AWS, "entered", "out", "anywhere", "tcp 443", "machines ask Systems Manager for sessions themselves"),
    (AWS, "brokers", "in", OWN, "any", "brokers copy to each other, and functions read through their group"),
    (AWS, "brokers", "out", OWN, "any", "brokers copy to each other, and functions read through their group"),
    (AWS, "members", "in", OWN, "any", "machines of one service copy, vote and share among themselves"),
    (AWS, "members", "out", OWN, "any", "machines of one service copy, vote and share among themselves"),
    (AZURE, "any", "in", "* > *", "deny any", "else Azure lets in everything of the network"),
    (AZURE, "closed", "out", "* > *", "deny any", "else Azure lets everything out"),
    (AZURE, "members", "in", OWN, "tcp *", "machines of one service copy, vote and share among themselves"),
    (AZURE, "members", "out", OWN, "tcp *", "machines of one service copy, vote and share among themselves"),
    (AZURE, "balanced", "in", "AzureLoadBalancer > *", "any", "the load balancer probes its machines"),
    (AZURE, "gateway", "in", "GatewayManager > *", "any 65200-65535", "Azure manages the gateway"),
    (AZURE, "gateway", "in", "AzureLoadBalancer > *", "any", "Azure probes the gateway"),
    (AZURE, "postgres", "in", OWN, "tcp 5432", "the server's standby"),
    (AZURE, "postgres", "out", OWN, "tcp 5432", "the server's standby"),
    (AZURE, "mysql", "in", OWN, "tcp 3306", "the server's standby"),
    (AZURE, "mysql", "out", OWN, "tcp 3306", "the server's standby"),
    (AZURE, "database", "out", "Storage", "tcp 443", "backups"),
    (AZURE, "database", "out", "AzureActiveDirectory", "tcp 443", "sign-in"),
    (AZURE, "bastion", "in", "GatewayManager > *", "tcp 443", "Azure manages the bastion"),
    (AZURE, "bastion", "in", "AzureLoadBalancer > *", "tcp 443", "Azure probes the bastion"),
    (AZURE, "bastion", "in", NETWORK, "tcp 8080", "parts of the bastion among themselves"),
    (AZURE, "bastion", "in", NETWORK, "tcp 5701", "parts of the bastion among themselves"),
    (AZURE, "bastion", "out", NETWORK, "tcp 8080", "parts of the bastion among themselves"),
    (AZURE, "bastion", "out", NETWORK, "tcp 5701", "parts of the bastion among themselves"),
    (AZURE, "bastion", "out", "* > AzureCloud", "tcp 443", "logs of sessions"),
    (AZURE, "bastion", "out", "* > Internet", "tcp 80", "certificates of sessions"),
    (AZURE, "bastion", "out", "* > VirtualNetwork", "tcp 22", "Azure takes no bastion without it"),
    (AZURE, "bastion", "out", "* > VirtualNetwork", "tcp 3389", "Azure takes no bastion without it"),
    (AZURE, "platform", "in", OWN, "any", "nodes and replicas among themselves"),
    (AZURE, "platform", "out", OWN, "any", "nodes and replicas among themselves"),
    (AZURE, "platform", "in", "AzureLoadBalancer > *", "any", "Azure probes what it runs"),
    (AZURE, "platform", "out", "* > MicrosoftContainerRegistry", "tcp 443", "images of Azure itself"),
    (AZURE, "platform", "out", "* > AzureFrontDoor.FirstParty", "tcp 443", "images of Azure itself"),
    (AZURE, "signed", "out", "* > AzureActiveDirectory", "tcp 443", "tokens"),
    (AZURE, "signed", "out", "* > AzureMonitor", "tcp 443", "telemetry"),
    (AZURE, "signed", "out", "* > Storage", "tcp 443", "packages, and layers of images"),
    (AZURE, "cluster", "in", PODS, "any", "pods among themselves; policies of the cluster divide them"),
    (AZURE, "cluster", "out", PODS, "any", "pods among themselves; policies of the cluster divide them"),
    (AZURE, "cluster", "in", OWN_TO_PODS, "any", "nodes and pods"),
    (AZURE, "cluster", "out", "100.64.0.0/16", "any", "nodes and pods"),
    (AZURE, "cluster", "out", "* > AzureCloud", "tcp 443", "the control plane and images"),
];

/// The technical rules of a world.
pub fn technical(world: World<'_>) -> BTreeSet<Rule> {
    used(world).into_iter().map(|(rule, _)| rule).collect()
}

/// The technical rules of a world, each with the number of its row.
pub fn used(world: World<'_>) -> Vec<(Rule, usize)> {
    let units = world.topology.service_ids().flat_map(|id| world.units(id));
    units.flat_map(|unit| of_unit(world, unit)).collect()
}

fn of_unit(world: World<'_>, unit: Unit) -> Vec<(Rule, usize)> {
    let Some(owner) = world.owner(unit).filter(|_| world.seat(unit) != Seat::Inside) else {
        return Vec::new();
    };
    let what = what(world, unit);
    let rows = TECHNICAL.iter().enumerate();
    let rows = rows.filter(|(_, row)| row.0 == world.provider(unit) && what.contains(&row.1));
    rows.map(|(number, row)| {
        let far = row.3.replace(OWN, &format!("of {owner}"));
        let site = world.folder(unit.site);
        (Rule { site, owner: owner.clone(), way: row.2, far, port: row.4.to_owned() }, number)
    })
    .collect()
}

/// What a unit is to the list.
fn what(world: World<'_>, unit: Unit) -> Vec<&'static str> {
    let kind = world.kind(unit.service);
    let product = world.product(unit).unwrap_or_default();
    let mut what = vec!["any"];
    let several = world.deployment(unit).hardware.running().is_some_and(|all| all.peak() > 1);
    if product.starts_with("self-hosted") && several {
        what.push("members");
    }
    let called_by = |wanted: &str| {
        world.connections().iter().any(|(from, to, _)| {
            let caller = match from {
                End::Unit(from) if from.site == unit.site => world.product(*from),
                _ => None,
            };
            *to == End::Unit(unit) && caller == Some(wanted)
        })
    };
    let machine = matches!(kind, Kind::Vm | Kind::Edge) || product.starts_with("self-hosted");
    if machine && called_by("session-manager") {
        what.push("entered");
    }
    if called_by("azure-lb") {
        what.push("balanced");
    }
    if product != "application-gateway" {
        what.push("closed");
    }
    what.extend(match product {
        "eks" => &["cluster"][..],
        "aks" => &["cluster", "platform", "signed"],
        "fargate" | "fargate-arm" => &["containers"],
        "container-apps" => &["platform", "signed"],
        "functions-flex" => &["signed"],
        "msk" => &["brokers"],
        "application-gateway" => &["gateway"],
        "azure-bastion" => &["bastion"],
        "flexible-server" if kind == Kind::Mysql => &["mysql", "database"],
        "flexible-server" => &["postgres", "database"],
        _ => &[],
    });
    what
}
