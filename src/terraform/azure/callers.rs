//! Who gets in to an app that answers at public addresses: the restrictions of its front, from its callers.
//!
//! What everybody may call has a default that lets everybody in; that is written by the app itself.

use std::collections::BTreeSet;

use crate::terraform::hcl::{Block, Expr, code, template};
use crate::terraform::layout::Unit;
use crate::terraform::module::Module;

use super::site::Region;
use super::{edge, place};

/// The restrictions of a unit: subnets of its region, parts of Azure that call by themselves, and addresses.
pub fn restrictions(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) -> Vec<Block> {
    let (subnets, mut ranges) = place::sources(region, unit, module);
    let (tags, lists) = outside(region, unit);
    ranges.extend(lists);
    let subnets = subnets.into_iter().map(|id| ("virtual_network_subnet_id", id));
    let tags = tags.into_iter().map(|tag| ("service_tag", Expr::from(tag)));
    let fixed = subnets.chain(tags).zip(100_u32..).map(|((what, value), number)| {
        Block::new("ip_restriction")
            .set("name", format!("caller-{number}"))
            .set("priority", number)
            .set("action", "Allow")
            .set(what, value)
    });
    let mut blocks: Vec<Block> = fixed.collect();
    if !ranges.is_empty() {
        blocks.push(addresses(&ranges));
    }
    blocks
}

/// Callers without a subnet: tags of Azure, and lists of addresses.
fn outside(region: Region<'_, '_>, unit: &Unit<'_>) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut tags, mut lists) = (BTreeSet::new(), BTreeSet::new());
    for (view, peer, _) in place::callers(region, unit) {
        match edge::source(region, view, peer) {
            Some((true, Expr::Code(list))) => drop(lists.insert(list)),
            Some((false, Expr::Text(tag))) => drop(tags.insert(tag)),
            _ if peer.is("event-grid") => drop(tags.insert("AzureEventGrid".to_owned())),
            _ => {}
        }
    }
    (tags, lists)
}

fn addresses(ranges: &[String]) -> Block {
    let value = "ip_restriction.value";
    let range = format!("strcontains({value}, \"/\") ? {value} : \"${{{value}}}/32\"");
    Block::labelled("dynamic", &["ip_restriction"])
        .set("for_each", code(format!("concat({})", ranges.join(", "))))
        .gap()
        .block(
            Block::new("content")
                .set("name", template([Expr::from("address-"), code("ip_restriction.key")]))
                .set("priority", code("300 + ip_restriction.key"))
                .set("action", "Allow")
                .set("ip_address", code(range)),
        )
}
