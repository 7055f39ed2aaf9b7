//! Private links of a site of one's own to a hub of AWS: two ports of Direct Connect that end at the transit gateway.

use crate::terraform::hcl::{Block, Expr, code};
use crate::terraform::hub::{Hub, ports_asn};
use crate::terraform::layout::SiteView;
use crate::terraform::name::label;
use crate::terraform::root::links::aws_provider;

/// The ports, the gateway behind them, and what goes over each.
pub fn blocks(hub: Hub<'_, '_>, spoke: &SiteView<'_>) -> Vec<Block> {
    let title = label(&[&hub.layout.topology.name, &spoke.folder()], 90);
    let gateway = Block::resource("aws_dx_gateway", &spoke.name)
        .set("provider", aws_provider(hub.view))
        .gap()
        .set("name", title.as_str())
        .set("amazon_side_asn", ports_asn(spoke).to_string());
    let mut blocks = vec![gateway, association(hub, spoke)];
    for number in 1..=2 {
        blocks.extend([port(hub, spoke, &title, number), interface(hub, spoke, &title, number)]);
    }
    blocks
}

/// What the site is told to be reachable: every other site, since all go over the hub.
fn association(hub: Hub<'_, '_>, spoke: &SiteView<'_>) -> Block {
    let others = hub.layout.sites.iter().filter(|view| view.id != spoke.id);
    let ranges: Vec<Expr> = others.map(|view| code(format!("var.{}__cidr", view.name))).collect();
    Block::resource("aws_dx_gateway_association", &spoke.name)
        .set("provider", aws_provider(hub.view))
        .gap()
        .set("dx_gateway_id", code(format!("aws_dx_gateway.{}.id", spoke.name)))
        .set("associated_gateway_id", code(format!("module.{}.gateway_id", hub.view.name)))
        .set("allowed_prefixes", Expr::List(ranges))
}

fn port(hub: Hub<'_, '_>, spoke: &SiteView<'_>, title: &str, number: usize) -> Block {
    let location = format!("var.{}__direct_connect_locations[{}]", spoke.name, number - 1);
    Block::resource("aws_dx_connection", &format!("{}__{number}", spoke.name))
        .set("provider", aws_provider(hub.view))
        .gap()
        .set("name", format!("{title}-{number}"))
        .set("bandwidth", "1Gbps")
        .set("location", code(location))
        .set("tags", hub.layout.shared_tags())
}

fn interface(hub: Hub<'_, '_>, spoke: &SiteView<'_>, title: &str, number: usize) -> Block {
    let name = format!("{}__{number}", spoke.name);
    let vlan = format!("var.{}__direct_connect_vlans[{}]", spoke.name, number - 1);
    Block::resource("aws_dx_transit_virtual_interface", &name)
        .set("provider", aws_provider(hub.view))
        .gap()
        .set("name", format!("{title}-{number}"))
        .set("connection_id", code(format!("aws_dx_connection.{name}.id")))
        .set("dx_gateway_id", code(format!("aws_dx_gateway.{}.id", spoke.name)))
        .set("vlan", code(vlan))
        .set("address_family", "ipv4")
        .set("bgp_asn", code(format!("var.{}__bgp_asn", spoke.name)))
        .set("tags", hub.layout.shared_tags())
}
