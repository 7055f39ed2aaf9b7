//! `links.tf`: a link for each site, and the routes over them.

use std::collections::BTreeSet;

use crate::terms::Provider;
use crate::terraform::access::Grant;
use crate::terraform::hcl::{Block, File, code};
use crate::terraform::hub::{Gateway, Hub, Link, gateway, hub};
use crate::terraform::layout::{Layout, SiteView};
use crate::terraform::root::links::{aws_routes, names, pairs};

use super::{peering, ports, tunnels};

/// `links.tf`.
pub fn file(layout: &Layout<'_>, grants: &BTreeSet<Grant>) -> File {
    let mut file =
        File::new("Links of every site to the hub of the network, and routes over them.");
    if layout.topology.network.is_some() {
        for (a, b) in pairs(layout, grants) {
            file.extend(names(a, b));
        }
    }
    let Some(hub) = hub(layout) else { return file };
    for (spoke, link) in hub.links() {
        file.comment(&format!("{} to {}", spoke.site.code, hub.view.site.code));
        file.extend(blocks(hub, spoke, link));
    }
    for (a, b) in pairs(layout, grants) {
        file.extend(routes(hub, a, b).into_iter().chain(routes(hub, b, a)));
    }
    file
}

fn blocks(hub: Hub<'_, '_>, spoke: &SiteView<'_>, link: Link) -> Vec<Block> {
    match link {
        Link::Peering => peering::blocks(hub, spoke),
        Link::Clouds => tunnels::clouds(hub, spoke),
        Link::AwsDevice => tunnels::aws_device(hub, spoke),
        Link::AzureDevice => tunnels::azure_device(hub, spoke),
        Link::Gateways => tunnels::gateways(hub, spoke),
        Link::Ports => ports::blocks(hub, spoke),
    }
}

/// Routes that a region of AWS has to be given; networks of Azure learn theirs from their gateway.
fn routes(hub: Hub<'_, '_>, from: &SiteView<'_>, to: &SiteView<'_>) -> Vec<Block> {
    let id = code(format!("module.{}.gateway_id", from.name));
    match gateway(hub.layout, from) {
        Some(Gateway::VirtualPrivate) => vec![aws_routes(from, to, "gateway_id", id)],
        Some(Gateway::Transit) => {
            let own = aws_routes(from, to, "transit_gateway_id", id);
            let onwards = (from.id != hub.view.id).then(|| peering::route(from, to, from));
            std::iter::once(own).chain(onwards).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether keys of tunnels are generated: those between two gateways of Azure, or of Azure and a device.
pub fn needs_random(layout: &Layout<'_>) -> bool {
    let keyed = |(_, link)| matches!(link, Link::Gateways | Link::AzureDevice);
    hub(layout)
        .is_some_and(|hub| hub.view.site.provider == Provider::Azure && hub.links().any(keyed))
}
