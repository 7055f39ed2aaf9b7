//! Protection against floods of traffic: Shield, of which Standard is always on.

use crate::terms::Kind;
use crate::terraform::hcl::Block;
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::Module;
use crate::terraform::name::label;

use super::edge;
use super::site::Region;

/// Writes a protection.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let Some(host) = region.view.unit(region.layout.topology.host_of(unit.id)) else { return };
    if !unit.is("shield-advanced") {
        let about = format!(
            "{}: AWS Shield Standard guards this service; it is on for everybody and has no settings.",
            unit.service.name.value
        );
        module.service(host).comment(&about);
        return;
    }
    let arn =
        edge::known_here(region, host, "arn").filter(|_| host.service.kind != Kind::ApiGateway);
    let Some(arn) = arn else {
        let about = format!(
            "{}: Shield Advanced protects load balancers, addresses, zones and content networks; nothing of this service.",
            unit.service.name.value
        );
        module.service(host).comment(&about);
        return;
    };
    let name = label(&[&region.layout.topology.name, &unit.service.name.value], 100);
    let protection = Block::resource("aws_shield_protection", &unit.name)
        .comment("The subscription to Shield Advanced is a contract for a year, signed once for the organisation.")
        .set("name", name)
        .set("resource_arn", arn)
        .set("tags", own_tags(unit));
    module.service(unit).push(protection);
}
