//! Links between two regions of AWS: their transit gateways become peers.

use crate::terraform::hcl::{Block, code};
use crate::terraform::hub::Hub;
use crate::terraform::layout::SiteView;
use crate::terraform::root::links::aws_provider;

/// The peering of a region with the hub, and the hub's route to it.
pub fn blocks(hub: Hub<'_, '_>, spoke: &SiteView<'_>) -> Vec<Block> {
    let tags = hub.layout.shared_tags();
    let gateway = |view: &SiteView<'_>| code(format!("module.{}.gateway_id", view.name));
    let asked = Block::resource("aws_ec2_transit_gateway_peering_attachment", &spoke.name)
        .set("provider", aws_provider(spoke))
        .gap()
        .set("transit_gateway_id", gateway(spoke))
        .set("peer_transit_gateway_id", gateway(hub.view))
        .set("peer_region", hub.view.site.region.as_str())
        .set("tags", tags.clone());
    let accepted =
        Block::resource("aws_ec2_transit_gateway_peering_attachment_accepter", &spoke.name)
            .set("provider", aws_provider(hub.view))
            .gap()
            .set(
                "transit_gateway_attachment_id",
                code(format!("aws_ec2_transit_gateway_peering_attachment.{}.id", spoke.name)),
            )
            .set("tags", tags);
    vec![asked, accepted, route(hub.view, spoke, spoke)]
}

/// A route of the transit gateway at `from` to the network of `to`, over the peering of `spoke`. Peers do not tell
/// each other what they reach, and take routes only once the peering is accepted.
pub fn route(from: &SiteView<'_>, to: &SiteView<'_>, spoke: &SiteView<'_>) -> Block {
    Block::resource("aws_ec2_transit_gateway_route", &format!("{}__to__{}", from.name, to.name))
        .set("provider", aws_provider(from))
        .gap()
        .set("destination_cidr_block", code(format!("var.{}__cidr", to.name)))
        .set(
            "transit_gateway_attachment_id",
            code(format!(
                "aws_ec2_transit_gateway_peering_attachment_accepter.{}.transit_gateway_attachment_id",
                spoke.name
            )),
        )
        .set(
            "transit_gateway_route_table_id",
            code(format!("module.{}.gateway_route_table_id", from.name)),
        )
}
