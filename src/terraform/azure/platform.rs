//! Rules that Azure itself asks for around managed services, and the denial of everything else.
//!
//! They are the only rules that do not come from flows; their names start with `platform` or `deny`.

use crate::terms::Kind;
use crate::terraform::hcl::{Block, Expr, code};
use crate::terraform::layout::Unit;
use crate::terraform::shape::Shape;

/// A rule of the platform.
struct Rule<'t> {
    name: &'static str,
    priority: u32,
    inbound: bool,
    protocol: &'static str,
    from: Expr,
    to: Expr,
    ports: &'t str,
}

/// The rules around a unit.
pub fn rules(unit: &Unit<'_>) -> Vec<Block> {
    let mut rules = match (unit.shape(), unit.service.kind) {
        (Shape::Balancer, _) if !unit.is("azure-lb") => gateway(),
        (Shape::Database, Kind::Postgres | Kind::Mysql) => database(unit),
        (Shape::Cluster, _) => cluster(unit),
        (Shape::Tasks, _) => environment(unit),
        (Shape::Function, _) => sign_in(),
        (Shape::Machines, _) => peers(unit),
        (Shape::Platform, Kind::Bastion) => bastion(),
        _ => Vec::new(),
    };
    rules.push(deny(true));
    // Azure does not run application gateways whose way to the internet is closed.
    if unit.shape() != Shape::Balancer || unit.is("azure-lb") {
        rules.push(deny(false));
    }
    rules.into_iter().map(|rule| block(unit, rule)).collect()
}

fn any() -> Expr {
    Expr::from("*")
}

fn deny(inbound: bool) -> Rule<'static> {
    let name = if inbound { "deny__inbound" } else { "deny__outbound" };
    Rule { name, priority: 4096, inbound, protocol: "*", from: any(), to: any(), ports: "*" }
}

/// Application Gateway v2 is managed and probed from outside of the network.
fn gateway() -> Vec<Rule<'static>> {
    let rule = |name, priority, from: &str, ports| Rule {
        name,
        priority,
        inbound: true,
        protocol: "*",
        from: Expr::from(from),
        to: any(),
        ports,
    };
    vec![
        rule("platform__manager", 100, "GatewayManager", "65200-65535"),
        rule("platform__probe", 101, "AzureLoadBalancer", "*"),
    ]
}

/// A flexible server's standby, its backups and its sign-in.
fn database(unit: &Unit<'_>) -> Vec<Rule<'static>> {
    let own = || code(format!("local.subnets.{}", unit.name));
    let port = match unit.service.kind {
        Kind::Mysql => "3306",
        _ => "5432",
    };
    let rule = |name, priority, inbound, to: Expr, ports| Rule {
        name,
        priority,
        inbound,
        protocol: "Tcp",
        from: own(),
        to,
        ports,
    };
    vec![
        rule("platform__standby_in", 100, true, own(), port),
        rule("platform__standby_out", 100, false, own(), port),
        rule("platform__backup", 101, false, Expr::from("Storage"), "443"),
        rule("platform__sign_in", 102, false, Expr::from("AzureActiveDirectory"), "443"),
    ]
}

/// Copies, votes and shards of what is self-hosted on several machines.
fn peers(unit: &Unit<'_>) -> Vec<Rule<'static>> {
    let several = unit.deployment.hardware.running().is_some_and(|running| running.peak() > 1);
    if unit.service.kind.is_machine() || !several {
        return Vec::new();
    }
    within(&code(format!("local.subnets.{}", unit.name)), "Tcp")
}

/// Probes of load balancers of connections in front of machines.
pub fn balanced(unit: &Unit<'_>) -> Block {
    block(unit, probes())
}

/// What Azure asks of the subnet of Azure Bastion.
fn bastion() -> Vec<Rule<'static>> {
    let rule = |name, priority, inbound, (from, to): (&str, &str), ports| Rule {
        name,
        priority,
        inbound,
        protocol: "Tcp",
        from: Expr::from(from),
        to: Expr::from(to),
        ports,
    };
    let inner = ("VirtualNetwork", "VirtualNetwork");
    vec![
        rule("platform__manager", 100, true, ("GatewayManager", "*"), "443"),
        rule("platform__probe", 101, true, ("AzureLoadBalancer", "*"), "443"),
        rule("platform__inside_in_1", 102, true, inner, "8080"),
        rule("platform__inside_in_2", 103, true, inner, "5701"),
        rule("platform__inside_out_1", 102, false, inner, "8080"),
        rule("platform__inside_out_2", 103, false, inner, "5701"),
        rule("platform__cloud", 104, false, ("*", "AzureCloud"), "443"),
        rule("platform__sessions", 105, false, ("*", "Internet"), "80"),
        rule("platform__ssh", 106, false, ("*", "VirtualNetwork"), "22"),
        rule("platform__rdp", 107, false, ("*", "VirtualNetwork"), "3389"),
    ]
}

/// Both ways within a range.
fn within(own: &Expr, protocol: &'static str) -> Vec<Rule<'static>> {
    let rule = |name, inbound| Rule {
        name,
        priority: 100,
        inbound,
        protocol,
        from: own.clone(),
        to: own.clone(),
        ports: "*",
    };
    vec![rule("platform__peers_in", true), rule("platform__peers_out", false)]
}

/// A way to a part of Azure.
fn to(name: &'static str, priority: u32, tag: &str) -> Rule<'static> {
    let to = Expr::from(tag);
    Rule { name, priority, inbound: false, protocol: "Tcp", from: any(), to, ports: "443" }
}

/// Tokens of Entra and telemetry.
fn sign_in() -> Vec<Rule<'static>> {
    vec![
        to("platform__sign_in", 110, "AzureActiveDirectory"),
        to("platform__telemetry", 111, "AzureMonitor"),
        to("platform__storage", 112, "Storage"),
    ]
}

/// Images of the platform itself.
fn images() -> Vec<Rule<'static>> {
    vec![
        to("platform__images", 120, "MicrosoftContainerRegistry"),
        to("platform__image_layers", 121, "AzureFrontDoor.FirstParty"),
    ]
}

/// Probes of the load balancers that the platform makes.
fn probes() -> Rule<'static> {
    Rule {
        name: "platform__probe",
        priority: 101,
        inbound: true,
        protocol: "*",
        from: Expr::from("AzureLoadBalancer"),
        to: any(),
        ports: "*",
    }
}

/// Nodes and pods among themselves, and what nodes ask of Azure.
fn cluster(unit: &Unit<'_>) -> Vec<Rule<'static>> {
    let own = code(format!("local.subnets.{}", unit.name));
    let pods = Expr::from(super::aks::PODS);
    let mut rules = within(&own, "*");
    let both = |name, priority, inbound, from: &Expr, to: &Expr| Rule {
        name,
        priority,
        inbound,
        protocol: "*",
        from: from.clone(),
        to: to.clone(),
        ports: "*",
    };
    rules.push(both("platform__pods_in", 102, true, &pods, &pods));
    rules.push(both("platform__pods_out", 102, false, &pods, &pods));
    rules.push(both("platform__nodes_to_pods_in", 103, true, &own, &pods));
    rules.push(both("platform__nodes_to_pods_out", 103, false, &own, &pods));
    rules.push(probes());
    rules.push(to("platform__control", 104, "AzureCloud"));
    rules.extend(sign_in());
    rules.extend(images());
    rules
}

/// An environment of containers, which Azure runs in the subnet.
fn environment(unit: &Unit<'_>) -> Vec<Rule<'static>> {
    let mut rules = within(&code(format!("local.subnets.{}", unit.name)), "*");
    rules.push(probes());
    rules.extend(sign_in());
    rules.extend(images());
    rules
}

fn block(unit: &Unit<'_>, rule: Rule<'_>) -> Block {
    Block::resource("azurerm_network_security_rule", &format!("{}__{}", unit.name, rule.name))
        .set("name", rule.name.replace("__", "-").replace('_', "-"))
        .set("resource_group_name", code("azurerm_resource_group.main.name"))
        .set(
            "network_security_group_name",
            code(format!("azurerm_network_security_group.{}.name", unit.name)),
        )
        .set("priority", rule.priority)
        .set("direction", if rule.inbound { "Inbound" } else { "Outbound" })
        .set("access", if rule.name.starts_with("deny") { "Deny" } else { "Allow" })
        .set("protocol", rule.protocol)
        .set("source_address_prefix", rule.from)
        .set("source_port_range", "*")
        .set("destination_address_prefix", rule.to)
        .set("destination_port_range", rule.ports)
}
