//! Machines that keep data: each one has a name, a zone and a disk that outlives it.

use crate::placement::{Context, Needs, disk_of};
use crate::terraform::hcl::{Block, Expr, call, code, object, template};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::self_hosted;

use super::network::segment;
use super::site::Region;
use super::{keys, setup};

/// The machines of a unit, with their disks.
pub fn blocks(region: Region<'_, '_>, unit: &Unit<'_>) -> Vec<Block> {
    let count = self_hosted::count(unit);
    let zones = region.zones(unit, 1);
    let each = format!(
        "{{ for index in range({count}) : tostring(index + 1) => element({zones}, index) }}"
    );
    let segment = segment(region.layout, unit).unwrap_or("private");
    let name = template([Expr::from(region.layout.label(unit, 60) + "-"), code("each.key")]);
    let named = call("merge", [own_tags(unit), object([("Name", name)])]);
    let instance = Block::resource("aws_instance", &unit.name)
        .when(segment == "public", |block| {
            block.comment("checkov:skip=CKV_AWS_88:the plan lets users reach these machines directly")
        })
        .comment("checkov:skip=CKV_AWS_8:disks are encrypted by the launch template")
        .comment("checkov:skip=CKV_AWS_79:the launch template asks for version 2 of the metadata service")
        .comment("checkov:skip=CKV_AWS_126:monitoring by the minute costs money that the plan does not ask for")
        .comment("checkov:skip=CKV2_AWS_41:the launch template names the role where flows need one")
        .set("for_each", code(each.as_str()))
        .gap()
        .set("subnet_id", code(format!("aws_subnet.{segment}[each.value].id")))
        .when(segment == "public", |block| block.set("associate_public_ip_address", true))
        .set("ebs_optimized", true)
        .set("disable_api_termination", true)
        .maybe("user_data", setup::told(region, unit))
        .set("tags", named)
        .block(
            Block::new("launch_template")
                .set("id", code(format!("aws_launch_template.{}.id", unit.name)))
                .set("version", code(format!("aws_launch_template.{}.latest_version", unit.name))),
        )
        .block(
            Block::new("lifecycle")
                .comment("A new image or setup must not take the machines away all at once: replace them one by one.")
                .set("ignore_changes", code("[launch_template, user_data]")),
        );
    let gib = disk(region, unit);
    let disks = gib.into_iter().flat_map(|gib| disks(region, unit, &each, gib));
    disks.chain([instance, setup::records(unit)]).collect()
}

/// The disks of a unit's machines, which outlive them.
fn disks(region: Region<'_, '_>, unit: &Unit<'_>, each: &str, gib: u64) -> [Block; 2] {
    let key = keys::arn(region, unit);
    let volume = Block::resource("aws_ebs_volume", &unit.name)
        .when(key.is_none(), |block| {
            block.comment(
                "checkov:skip=CKV_AWS_189:the plan leaves the keys of this data to the provider",
            )
        })
        .comment("checkov:skip=CKV2_AWS_9:backups are the service's own, made by its software")
        .set("for_each", code(each))
        .gap()
        .set("availability_zone", code("each.value"))
        .set("type", "gp3")
        .set("size", gib)
        .set("encrypted", true)
        .maybe("kms_key_id", key)
        .set("final_snapshot", true)
        .set("tags", own_tags(unit));
    let attachment = Block::resource("aws_volume_attachment", &unit.name)
        .set("for_each", code(format!("aws_instance.{}", unit.name)))
        .gap()
        .set("device_name", "/dev/sdf")
        .set("instance_id", code("each.value.id"))
        .set("volume_id", code(format!("aws_ebs_volume.{}[each.key].id", unit.name)))
        .set("stop_instance_before_detaching", true);
    [volume, attachment]
}

/// The disk of each machine in GiB, as the bill counts it.
pub fn disk(region: Region<'_, '_>, unit: &Unit<'_>) -> Option<u64> {
    let context = Context { topology: region.layout.topology, catalog: region.layout.catalog };
    let values = Needs::of(region.layout.topology, unit.id).at(&unit.deployment);
    disk_of(context, unit.service, &unit.deployment, &values).map(|data| data.gib_ceil().max(1))
}
