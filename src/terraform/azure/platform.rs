//! Rules that Azure itself asks for around managed services, and the denial of everything else.
//!
//! They are the only rules that do not come from flows; their names start with `platform` or `deny`.

use crate::terms::Kind;
use crate::terraform::access::database_port;
use crate::terraform::hcl::{Block, Expr, code};
use crate::terraform::layout::Unit;

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
    let mut rules = match unit.service.kind {
        Kind::LoadBalancer => gateway(),
        Kind::Postgres | Kind::Mysql => database(unit),
        _ => Vec::new(),
    };
    rules.push(deny(true));
    // Azure does not run application gateways whose way to the internet is closed.
    if unit.service.kind != Kind::LoadBalancer {
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
    let port = match database_port(unit.service.kind) {
        Some(3306) => "3306",
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
