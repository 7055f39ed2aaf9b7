//! Load balancers: an application gateway with a listener for each port that flows name, and a pool
//! for each service behind it.

use crate::terms::Kind;
use crate::terraform::backend::{Backend, backends, is_plain, ports, secure_port};
use crate::terraform::hcl::{Block, Expr, code, list};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::tag;

use super::site::{Region, grouped};
use super::{ddos, edge, load_balancer, web_firewall};

/// Writes a load balancer.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let backends = backends(region.layout, region.view, region.grants, unit);
    let mut ports = ports(region.view, region.grants, unit);
    if ports.is_empty() {
        // A gateway needs a listener; the security group lets nobody through to this one.
        ports.push(80);
    }
    let secure = ports.iter().any(|&port| !is_plain(port));
    let mut blocks = vec![address(region, unit)];
    if secure {
        blocks.extend(identity(region, unit));
    }
    blocks.push(gateway(region, unit, &ports, &backends));
    module.service(unit).extend(blocks);
    inputs(region, unit, secure, &backends, module);
    let about = "Address under which the load balancer answers.";
    let value = if edge::is_open(region, unit) {
        code(format!("azurerm_public_ip.{}.ip_address", unit.name))
    } else {
        code(private_address(unit))
    };
    module.output(format!("{}__address", unit.name), about, value);
}

fn private_address(unit: &Unit<'_>) -> String {
    format!("cidrhost(local.subnets.{}, 10)", unit.name)
}

fn address(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let words = ddos::words(region, unit);
    let block = grouped("azurerm_public_ip", &unit.name, region.layout.label(unit, 80));
    let block = match words {
        Some(words) => block.comment(&words),
        None => block,
    };
    block
        .set("allocation_method", "Static")
        .set("sku", "Standard")
        .maybe("zones", region.zones(unit))
        .maybe("domain_name_label", load_balancer::name_label(region, unit))
        .set("tags", own_tags(unit))
}

fn identity(region: Region<'_, '_>, unit: &Unit<'_>) -> Vec<Block> {
    let own = grouped("azurerm_user_assigned_identity", &unit.name, region.layout.label(unit, 80))
        .set("tags", own_tags(unit));
    let role = Block::resource("azurerm_role_assignment", &format!("{}__certificate", unit.name))
        .set("scope", code(format!("var.{}__certificate.vault_id", unit.name)))
        .set("role_definition_name", "Key Vault Secrets User")
        .set(
            "principal_id",
            code(format!("azurerm_user_assigned_identity.{}.principal_id", unit.name)),
        );
    vec![own, role]
}

fn gateway(
    region: Region<'_, '_>,
    unit: &Unit<'_>,
    ports: &[u16],
    backends: &[Backend<'_>],
) -> Block {
    let public = edge::is_open(region, unit);
    let firewall = web_firewall::of_gateway(region, unit);
    let tier = if firewall.is_some() { "WAF_v2" } else { "Standard_v2" };
    let secure = ports.iter().any(|&port| !is_plain(port));
    let block = grouped("azurerm_application_gateway", &unit.name, region.layout.label(unit, 80))
        .when(firewall.is_none(), |block| {
            block
                .comment("checkov:skip=CKV_AZURE_120:the plan asks for no web application firewall")
        })
        .when(ports.contains(&80), |block| {
            let why = if secure {
                "port 80 only redirects"
            } else {
                "the plan's flows name port 80 only"
            };
            block.comment(&format!("checkov:skip=CKV_AZURE_217:{why}"))
        })
        .maybe("zones", region.zones(unit))
        .set("http2_enabled", true)
        .maybe("firewall_policy_id", firewall)
        .set("tags", own_tags(unit))
        .block(Block::new("sku").set("name", tier).set("tier", tier))
        .block(
            Block::new("autoscale_configuration")
                .set("min_capacity", 0_u32)
                .set("max_capacity", 10_u32),
        )
        .block(
            Block::new("ssl_policy")
                .set("policy_type", "Predefined")
                .set("policy_name", "AppGwSslPolicy20220101S"),
        );
    let block = if secure { certificate(block, unit) } else { block };
    let block = block.block(
        Block::new("gateway_ip_configuration")
            .set("name", "subnet")
            .set("subnet_id", code(format!("azurerm_subnet.{}.id", unit.name))),
    );
    let block = frontend(block, unit, public)
        .blocks(ports.iter().map(|port| {
            Block::new("frontend_port")
                .set("name", format!("port-{port}"))
                .set("port", u32::from(*port))
        }))
        .blocks(backend_blocks(unit, backends));
    let block = ports.iter().zip(1_u32..).fold(block, |block, (&port, number)| {
        block.blocks(served(port, number, ports, backends, public))
    });
    let block = if backends.len() > 1 { block.block(paths(backends)) } else { block };
    block.gap().set("depends_on", code(depends_on(unit, secure)))
}

fn depends_on(unit: &Unit<'_>, secure: bool) -> String {
    let rules = format!("azurerm_subnet_network_security_group_association.{}", unit.name);
    let role = format!(", azurerm_role_assignment.{}__certificate", unit.name);
    format!("[{rules}{}]", if secure { role.as_str() } else { "" })
}

fn certificate(block: Block, unit: &Unit<'_>) -> Block {
    let id = code(format!("azurerm_user_assigned_identity.{}.id", unit.name));
    block
        .block(Block::new("identity").set("type", "UserAssigned").set("identity_ids", list([id])))
        .block(
            Block::new("ssl_certificate").set("name", "certificate").set(
                "key_vault_secret_id",
                code(format!("var.{}__certificate.secret_id", unit.name)),
            ),
        )
}

/// Version 2 insists on a public address even where nothing listens on it.
fn frontend(block: Block, unit: &Unit<'_>, public: bool) -> Block {
    let outside = Block::new("frontend_ip_configuration")
        .when(!public, |b| {
            b.comment("Version 2 insists on a public address; nothing listens on it.")
        })
        .set("name", "public")
        .set("public_ip_address_id", code(format!("azurerm_public_ip.{}.id", unit.name)));
    let inside = Block::new("frontend_ip_configuration")
        .set("name", "private")
        .set("subnet_id", code(format!("azurerm_subnet.{}.id", unit.name)))
        .set("private_ip_address_allocation", "Static")
        .set("private_ip_address", code(private_address(unit)));
    let block = block.block(outside);
    if public { block } else { block.block(inside) }
}

fn settings(backend: &Backend<'_>) -> String {
    format!("{}-{}", backend.name, backend.port)
}

fn backend_blocks(unit: &Unit<'_>, backends: &[Backend<'_>]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut known: Vec<&str> = Vec::new();
    for backend in backends {
        if !known.contains(&backend.name.as_str()) {
            known.push(&backend.name);
            let addresses =
                (!backend.here).then(|| code(format!("var.{}", addresses(unit, backend))));
            blocks.push(
                Block::new("backend_address_pool")
                    .set("name", backend.name.as_str())
                    .maybe("ip_addresses", addresses),
            );
        }
        blocks.push(
            Block::new("probe")
                .set("name", settings(backend))
                .set("protocol", "Http")
                .set("host", "localhost")
                .set("path", code("var.health_path"))
                .set("interval", 10_u32)
                .set("timeout", 5_u32)
                .set("unhealthy_threshold", 3_u32),
        );
        blocks.push(
            Block::new("backend_http_settings")
                .set("name", settings(backend))
                .set("protocol", "Http")
                .set("port", u32::from(backend.port))
                .set("cookie_based_affinity", "Disabled")
                .set("request_timeout", 30_u32)
                .set("probe_name", settings(backend)),
        );
    }
    if backends.is_empty() {
        blocks.push(Block::new("backend_address_pool").set("name", "nobody"));
        blocks.push(
            Block::new("backend_http_settings")
                .set("name", "nobody")
                .set("protocol", "Http")
                .set("port", 80_u32)
                .set("cookie_based_affinity", "Disabled"),
        );
    }
    blocks
}

fn addresses(unit: &Unit<'_>, backend: &Backend<'_>) -> String {
    format!("{}__to__{}__addresses", unit.name, backend.name)
}

/// The listener of a port and the rule that says where its requests go.
fn served(
    port: u16,
    number: u32,
    ports: &[u16],
    backends: &[Backend<'_>],
    public: bool,
) -> Vec<Block> {
    let name = format!("port-{port}");
    let plain = is_plain(port);
    let secure = secure_port(ports);
    let listener = Block::new("http_listener")
        .set("name", name.as_str())
        .set("frontend_ip_configuration_name", if public { "public" } else { "private" })
        .set("frontend_port_name", name.as_str())
        .set("protocol", if plain { "Http" } else { "Https" })
        .when(!plain, |block| block.set("ssl_certificate_name", "certificate"));
    let rule = Block::new("request_routing_rule")
        .set("name", name.as_str())
        .set("http_listener_name", name.as_str());
    let rule = rule.set("priority", number * 10);
    match (plain, secure) {
        (true, Some(secure)) => {
            let redirect = Block::new("redirect_configuration")
                .set("name", name.as_str())
                .set("redirect_type", "Permanent")
                .set("target_listener_name", format!("port-{secure}"))
                .set("include_path", true)
                .set("include_query_string", true);
            let rule =
                rule.set("rule_type", "Basic").set("redirect_configuration_name", name.as_str());
            vec![listener, redirect, rule]
        }
        _ if backends.len() > 1 => {
            vec![
                listener,
                rule.set("rule_type", "PathBasedRouting").set("url_path_map_name", "services"),
            ]
        }
        _ => {
            let (pool, settings) = backends.first().map_or_else(
                || ("nobody".to_owned(), "nobody".to_owned()),
                |b| (b.name.clone(), settings(b)),
            );
            let rule = rule.set("rule_type", "Basic").set("backend_address_pool_name", pool);
            vec![listener, rule.set("backend_http_settings_name", settings)]
        }
    }
}

/// The first service takes what no path takes; each of the others answers below its own name.
fn paths(backends: &[Backend<'_>]) -> Block {
    let map = Block::new("url_path_map")
        .comment("The plan does not say how requests are divided: adjust the paths.");
    let map = map.set("name", "services");
    let map = match backends.first() {
        Some(first) => map
            .set("default_backend_address_pool_name", first.name.as_str())
            .set("default_backend_http_settings_name", settings(first)),
        None => map,
    };
    map.blocks(backends.iter().skip(1).map(|backend| {
        let path = format!("/{}/*", tag(backend.service).replace([' ', '/'], "_"));
        Block::new("path_rule")
            .set("name", settings(backend))
            .set("paths", list([path.as_str()]))
            .set("backend_address_pool_name", backend.name.as_str())
            .set("backend_http_settings_name", settings(backend))
    }))
}

fn inputs(
    region: Region<'_, '_>,
    unit: &Unit<'_>,
    secure: bool,
    backends: &[Backend<'_>],
    module: &mut Module,
) {
    let site = &region.view.name;
    let balancer = tag(&unit.service.name.value);
    if secure {
        let name = format!("{}__certificate", unit.name);
        let about = format!(
            "Certificate of {balancer}: the key vault, and the secret in it without a version."
        );
        let of = "object({ vault_id = string, secret_id = string })";
        let example = [
            (
                "vault_id",
                "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/REPLACE/providers/Microsoft.KeyVault/vaults/REPLACE",
            ),
            ("secret_id", "https://replace.vault.azure.net/secrets/replace"),
        ];
        let valid = format!("can(regex(\"^https://.*/secrets/\", var.{site}__{name}.secret_id))");
        let variable = Variable::new(name.as_str(), of, about)
            .example(crate::terraform::hcl::object(example))
            .check(valid, "The address of a secret in a key vault.");
        module.ask(format!("{site}__{name}"), variable);
    }
    if !backends.is_empty() {
        let about = "Path on which services behind load balancers answer when they are well.";
        module.ask(
            "health_path".to_owned(),
            Variable::new("health_path", "string", about).default("/"),
        );
    }
    for backend in backends.iter().filter(|backend| !backend.here) {
        let name = addresses(unit, backend);
        let about = format!("Addresses of {} at its sites, for {balancer}.", tag(backend.service));
        let none: [Expr; 0] = [];
        module.ask(
            format!("{site}__{name}"),
            Variable::new(name, "list(string)", about).example(list(none)),
        );
    }
}

/// Pools that the machines of a service have to join.
pub fn pools_of(region: Region<'_, '_>, unit: &Unit<'_>) -> Vec<Expr> {
    let serves = |gateway: &Unit<'_>| {
        let behind = backends(region.layout, region.view, region.grants, gateway);
        behind.iter().any(|backend| backend.name == unit.name)
    };
    let gateways = region.view.units_of(&[Kind::LoadBalancer]);
    let gateways = gateways.filter(|gateway| gateway.is("application-gateway") && serves(gateway));
    let pool = |gateway: &Unit<'_>| {
        let pools = format!("azurerm_application_gateway.{}.backend_address_pool", gateway.name);
        code(format!("one([for pool in {pools} : pool.id if pool.name == \"{}\"])", unit.name))
    };
    gateways.map(pool).collect()
}
