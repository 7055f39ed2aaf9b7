//! Sites of one's own at the hub: what the root asks about their devices, and what it tells for configuring them.

use crate::terraform::hcl::{Block, Expr, code, list, object};
use crate::terraform::hub::{Hub, Link, asn, hub, ports_asn};
use crate::terraform::layout::{Layout, SiteView};
use crate::terraform::module::Variable;

use super::tunnels::generated;

/// Variables about devices.
pub fn variables(layout: &Layout<'_>) -> Vec<Variable> {
    let links = hub(layout).into_iter().flat_map(|hub| hub.links());
    links.flat_map(|(spoke, link)| asked(spoke, link)).collect()
}

fn asked(spoke: &SiteView<'_>, link: Link) -> Vec<Variable> {
    match link {
        Link::AwsDevice | Link::AzureDevice => vec![number(spoke), address(spoke)],
        Link::Ports => vec![number(spoke), locations(spoke), vlans(spoke)],
        Link::Peering | Link::Clouds | Link::Gateways => Vec::new(),
    }
}

fn number(spoke: &SiteView<'_>) -> Variable {
    let name = format!("{}__bgp_asn", spoke.name);
    let about =
        format!("Number of {} in BGP; private, and not that of another site.", spoke.site.code);
    let valid = format!("var.{name} > 0 && var.{name} < 2147483648 && var.{name} != 65515");
    let message = "A number of BGP up to 2147483647 that Azure does not use itself.";
    Variable::new(name, "number", about).default(asn(spoke)).check(valid, message)
}

fn address(spoke: &SiteView<'_>) -> Variable {
    let name = format!("{}__vpn_address", spoke.name);
    let about =
        format!("Public address of the VPN device of {}; it must not change.", spoke.site.code);
    let valid = format!("can(cidrhost(\"${{var.{name}}}/32\", 0))");
    Variable::new(name, "string", about).example("203.0.113.1").check(valid, "An IPv4 address.")
}

fn locations(spoke: &SiteView<'_>) -> Variable {
    let name = format!("{}__direct_connect_locations", spoke.name);
    let about = format!(
        "Codes of the two locations of Direct Connect at which {} meets AWS; two different ones survive the loss of one.",
        spoke.site.code
    );
    let valid = format!("length(var.{name}) == 2");
    Variable::new(name, "list(string)", about)
        .example(list(["REPLACE-first-location", "REPLACE-second-location"]))
        .check(valid, "Two locations.")
}

fn vlans(spoke: &SiteView<'_>) -> Variable {
    let name = format!("{}__direct_connect_vlans", spoke.name);
    let about = format!("VLANs of the two ports of {}.", spoke.site.code);
    let valid = format!(
        "length(var.{name}) == 2 && alltrue([for vlan in var.{name} : vlan >= 1 && vlan <= 4094])"
    );
    Variable::new(name, "list(number)", about)
        .default(list([101_u32, 102]))
        .check(valid, "Two numbers from 1 to 4094.")
}

/// Outputs for whoever configures a device.
pub fn outputs(layout: &Layout<'_>) -> Vec<Block> {
    let Some(hub) = hub(layout) else { return Vec::new() };
    hub.links().flat_map(|(spoke, link)| told(hub, spoke, link)).collect()
}

fn told(hub: Hub<'_, '_>, spoke: &SiteView<'_>, link: Link) -> Vec<Block> {
    let (values, keys) = match link {
        Link::AwsDevice => (vec![aws(hub, spoke, 1), aws(hub, spoke, 2)], aws_keys(spoke)),
        Link::AzureDevice => (vec![azure(hub, spoke)], list([generated(spoke)])),
        Link::Ports => (vec![port(spoke, 1), port(spoke, 2)], port_keys(spoke)),
        Link::Peering | Link::Clouds | Link::Gateways => return Vec::new(),
    };
    let output = |what: &str, about: String, value: Expr| {
        Block::labelled("output", &[&format!("{}__{what}", spoke.name)])
            .set("description", about)
            .set("value", value)
    };
    let code_of = &spoke.site.code;
    let about =
        format!("What the device of {code_of} is to be set to, one entry for each tunnel or port.");
    let shown = output("link", about, Expr::List(values));
    let about = format!(
        "Keys for the same, in the same order: of tunnels, or of BGP over ports of {code_of}."
    );
    vec![shown, output("link_keys", about, keys).set("sensitive", true)]
}

fn entry(items: [(&str, Expr); 4]) -> Expr {
    object(items)
}

fn aws(hub: Hub<'_, '_>, spoke: &SiteView<'_>, number: usize) -> Expr {
    let made =
        |what: &str| code(format!("aws_vpn_connection.{}.tunnel{number}_{what}", spoke.name));
    entry([
        ("address", made("address")),
        ("asn", asn(hub.view).into()),
        ("inside", made("cgw_inside_address")),
        ("inside_peer", made("vgw_inside_address")),
    ])
}

fn aws_keys(spoke: &SiteView<'_>) -> Expr {
    list(
        (1..=2).map(|n| code(format!("aws_vpn_connection.{}.tunnel{n}_preshared_key", spoke.name))),
    )
}

fn azure(hub: Hub<'_, '_>, spoke: &SiteView<'_>) -> Expr {
    let inside = hub.inside(spoke, 1);
    entry([
        ("address", code(format!("module.{}.gateway_address", hub.view.name))),
        ("asn", asn(hub.view).into()),
        ("inside", inside.first.into()),
        ("inside_peer", inside.second.into()),
    ])
}

fn port(spoke: &SiteView<'_>, number: usize) -> Expr {
    let made = |what: &str| {
        code(format!("aws_dx_transit_virtual_interface.{}__{number}.{what}", spoke.name))
    };
    entry([
        ("vlan", made("vlan")),
        ("asn", ports_asn(spoke).into()),
        ("inside", made("customer_address")),
        ("inside_peer", made("amazon_address")),
    ])
}

fn port_keys(spoke: &SiteView<'_>) -> Expr {
    let key =
        |n| code(format!("aws_dx_transit_virtual_interface.{}__{n}.bgp_auth_key", spoke.name));
    list((1..=2).map(key))
}
