//! How sites reach each other where the plan names no hub: the ranges of their networks, and peering within a
//! provider.
//!
//! Links between providers are then the organisation's own; the guide says which pairs need one. Links to a hub
//! are written by [`super::hub`], with the routes and names of this file.

use std::collections::BTreeSet;

use crate::terms::{Kind, Provider};
use crate::terraform::access::Grant;
use crate::terraform::aws::SEGMENTS;
use crate::terraform::azure::{may_have_subnet, subnet_range};
use crate::terraform::hcl::{Block, Expr, File, code, object};
use crate::terraform::layout::{Layout, SiteView, Unit};
use crate::terraform::name::ident;
use crate::terraform::peers::connected;
use crate::terraform::shape::Shape;

/// `networks.tf`: each range that a rule at another site may name.
pub fn networks(layout: &Layout<'_>) -> File {
    let mut file = File::new("Ranges of networks by site and segment, for rules between sites.");
    let ranges = layout.sites.iter().flat_map(ranges);
    file.push(Block::new("locals").set("cidrs", object(ranges)));
    file
}

fn ranges(view: &SiteView<'_>) -> Vec<(String, Expr)> {
    let whole = format!("var.{}__cidr", view.name);
    match view.site.provider {
        Provider::Aws => SEGMENTS
            .iter()
            .map(|(name, number)| {
                (
                    format!("{}__{name}", view.name),
                    code(format!("cidrsubnet({whole}, 2, {number})")),
                )
            })
            .collect(),
        Provider::Azure => view
            .units
            .iter()
            .filter(|unit| may_have_subnet(unit))
            .map(|unit| {
                (format!("{}__{}", view.name, unit.name), code(subnet_range(view, unit, &whole)))
            })
            .collect(),
        Provider::OnPrem => vec![(view.name.clone(), code(whole))],
    }
}

/// Pairs of sites that talk to each other, each once.
pub fn pairs<'l, 'a>(
    layout: &'l Layout<'a>,
    grants: &BTreeSet<Grant>,
) -> Vec<(&'l SiteView<'a>, &'l SiteView<'a>)> {
    let mut pairs = Vec::new();
    for (index, a) in layout.sites.iter().enumerate() {
        for b in &layout.sites[index + 1..] {
            if connected(grants, layout, a, b) || connected(grants, layout, b, a) {
                pairs.push((a, b));
            }
        }
    }
    pairs
}

/// `peering.tf`.
pub fn peering(layout: &Layout<'_>, grants: &BTreeSet<Grant>) -> File {
    let mut file =
        File::new("Links between sites of the same provider, for pairs that have traffic.");
    if layout.topology.network.is_some() {
        return file;
    }
    for (a, b) in pairs(layout, grants) {
        match (a.site.provider, b.site.provider) {
            (Provider::Aws, Provider::Aws) => file.extend(aws_pair(a, b)),
            (Provider::Azure, Provider::Azure) => {
                file.extend([azure_way(a, b), azure_way(b, a)]);
                file.extend(names(a, b));
            }
            _ => {}
        }
    }
    file
}

/// The provider of a region of AWS.
pub fn aws_provider(view: &SiteView<'_>) -> Expr {
    code(format!("aws.{}", ident(&view.site.region)))
}

fn aws_pair(a: &SiteView<'_>, b: &SiteView<'_>) -> Vec<Block> {
    let name = format!("{}__{}", a.name, b.name);
    let connection = Block::resource("aws_vpc_peering_connection", &name)
        .set("provider", aws_provider(a))
        .gap()
        .set("vpc_id", code(format!("module.{}.vpc_id", a.name)))
        .set("peer_vpc_id", code(format!("module.{}.vpc_id", b.name)))
        .set("peer_region", b.site.region.as_str())
        .set("tags", object([("managed-by", "mcplan")]));
    let accepter = Block::resource("aws_vpc_peering_connection_accepter", &name)
        .set("provider", aws_provider(b))
        .gap()
        .set("vpc_peering_connection_id", code(format!("aws_vpc_peering_connection.{name}.id")))
        .set("auto_accept", true)
        .set("tags", object([("managed-by", "mcplan")]));
    let target = format!("aws_vpc_peering_connection_accepter.{name}.vpc_peering_connection_id");
    let routes =
        |from, to| aws_routes(from, to, "vpc_peering_connection_id", code(target.as_str()));
    vec![connection, accepter, routes(a, b), routes(b, a)]
}

/// Routes of all subnets at `from` to the network of `to`, by way of a target.
pub fn aws_routes(from: &SiteView<'_>, to: &SiteView<'_>, target: &str, value: Expr) -> Block {
    Block::resource("aws_route", &format!("{}__to__{}", from.name, to.name))
        .set("provider", aws_provider(from))
        .set("for_each", code(format!("module.{}.route_table_ids", from.name)))
        .gap()
        .set("route_table_id", code("each.value"))
        .set("destination_cidr_block", code(format!("var.{}__cidr", to.name)))
        .set(target, value)
}

fn azure_way(from: &SiteView<'_>, to: &SiteView<'_>) -> Block {
    Block::resource("azurerm_virtual_network_peering", &format!("{}__to__{}", from.name, to.name))
        .set("name", format!("to-{}", to.folder()))
        .set("resource_group_name", code(format!("module.{}.resource_group_name", from.name)))
        .set("virtual_network_name", code(format!("module.{}.network_name", from.name)))
        .set("remote_virtual_network_id", code(format!("module.{}.network_id", to.name)))
        .set("allow_virtual_network_access", true)
}

/// Lets the networks of two sites of Azure resolve the names of each other's databases; none of other sites.
pub fn names<'l>(a: &'l SiteView<'_>, b: &'l SiteView<'_>) -> impl Iterator<Item = Block> + 'l {
    let azure = [a, b].iter().all(|view| view.site.provider == Provider::Azure);
    [(a, b), (b, a)].into_iter().filter(move |_| azure).flat_map(|(from, to)| azure_names(from, to))
}

fn azure_names<'l>(
    from: &'l SiteView<'_>,
    to: &'l SiteView<'_>,
) -> impl Iterator<Item = Block> + 'l {
    let named = |unit: &&Unit<'_>| unit.shape() == Shape::Database;
    to.units_of(&[Kind::Postgres, Kind::Mysql]).filter(named).map(move |unit| {
        let name = format!("{}__names__{}__{}", from.name, to.name, unit.name);
        Block::resource("azurerm_private_dns_zone_virtual_network_link", &name)
            .set("name", format!("from-{}", from.folder()))
            .set("resource_group_name", code(format!("module.{}.resource_group_name", to.name)))
            .set("private_dns_zone_name", code(format!("module.{}.{}__zone", to.name, unit.name)))
            .set("virtual_network_id", code(format!("module.{}.network_id", from.name)))
    })
}
