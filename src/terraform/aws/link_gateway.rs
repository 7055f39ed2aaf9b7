//! The region's end of its link to the hub: a transit gateway or a virtual private gateway.
//!
//! What connects two sites is written by the root, which knows both.

use crate::terraform::hcl::{Block, Expr, code};
use crate::terraform::hub::{Gateway, asn, gateway};
use crate::terraform::module::Module;

use super::network::{named, subnet};
use super::site::Region;

/// The part of the network that no segment takes, for the transit gateway's own addresses: rules of services and
/// routes of their subnets do not touch them.
const TRANSIT: (&str, u32) = ("transit", 3);

/// Writes `link.tf`.
pub fn write(region: Region<'_, '_>, module: &mut Module) {
    let blocks = match gateway(region.layout, region.view) {
        Some(Gateway::Transit) => transit(region, module),
        Some(Gateway::VirtualPrivate) => virtual_private(region, module),
        _ => return,
    };
    let about =
        format!("The end of {} of its link to the hub of the network.", region.view.site.code);
    module.file("link", &about).extend(blocks);
}

fn transit(region: Region<'_, '_>, module: &mut Module) -> Vec<Block> {
    let (name, number) = TRANSIT;
    let gateway = Block::resource("aws_ec2_transit_gateway", "main")
        .set("description", format!("Links of {}", region.view.site.code))
        .set("amazon_side_asn", asn(region.view))
        .set("auto_accept_shared_attachments", "disable")
        .set("default_route_table_association", "enable")
        .set("default_route_table_propagation", "enable")
        .set("dns_support", "enable")
        .set("tags", named(region, "link"));
    let attachment = Block::resource("aws_ec2_transit_gateway_vpc_attachment", "main")
        .set("transit_gateway_id", code("aws_ec2_transit_gateway.main.id"))
        .set("vpc_id", code("aws_vpc.main.id"))
        .set("subnet_ids", code(format!("[for zone in local.zones : aws_subnet.{name}[zone].id]")))
        .set("tags", named(region, "link"));
    let about = "The gateway of links, once the network is attached to it.";
    let attached = code("aws_ec2_transit_gateway_vpc_attachment.main.transit_gateway_id");
    module.export("gateway_id".to_owned(), about, attached);
    let about = "The routes of the gateway of links.";
    let routes: Expr = code("aws_ec2_transit_gateway.main.association_default_route_table_id");
    module.export("gateway_route_table_id".to_owned(), about, routes);
    vec![subnet(region, name, number), gateway, attachment]
}

fn virtual_private(region: Region<'_, '_>, module: &mut Module) -> Vec<Block> {
    let gateway = Block::resource("aws_vpn_gateway", "main")
        .set("vpc_id", code("aws_vpc.main.id"))
        .set("amazon_side_asn", asn(region.view).to_string())
        .set("tags", named(region, "link"));
    let about = "The gateway of links.";
    module.export("gateway_id".to_owned(), about, code("aws_vpn_gateway.main.id"));
    vec![gateway]
}
