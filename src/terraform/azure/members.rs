//! Machines that keep data: each one has a name, a zone and a disk that outlives it, and is told how to set itself up.

use crate::terraform::hcl::{Block, Expr, call, code, object, template};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::Module;
use crate::terraform::self_hosted::{self, Disk};

use super::site::Region;
use super::{keys, load_balancer, reservation, rights, vm};

/// Where the tools of newer images show the disk, whatever controller the size has, and where older ones do.
const DISK: Disk<'_> = Disk {
    path: "\"/dev/disk/azure/data/by-lun/0\"",
    otherwise: Some("/dev/disk/azure/scsi1/lun0"),
};

/// The text for cloud-init; none for machines whose software the plan does not know.
pub fn told(region: Region<'_, '_>, unit: &Unit<'_>) -> Option<Expr> {
    let text = self_hosted::told(region.layout, region.view, region.grants, unit, DISK)?;
    Some(call("base64encode", [text]))
}

/// Writes the zone of machines that keep data.
pub fn names(region: Region<'_, '_>, module: &mut Module) {
    self_hosted::ask_for_machines(region.layout, region.view, region.grants, module);
    let members = self_hosted::members(region.layout, region.view);
    if members.is_empty() {
        return;
    }
    let group = code("azurerm_resource_group.main.name");
    let zone = Block::resource("azurerm_private_dns_zone", "machines")
        .set("name", self_hosted::zone(region.layout, region.view))
        .set("resource_group_name", group.clone())
        .set("tags", code("local.shared_tags"));
    let link = Block::resource("azurerm_private_dns_zone_virtual_network_link", "machines")
        .set("name", "own-network")
        .set("resource_group_name", group)
        .set("private_dns_zone_name", code("azurerm_private_dns_zone.machines.name"))
        .set("virtual_network_id", code("azurerm_virtual_network.main.id"))
        .set("tags", code("local.shared_tags"));
    let locals = Block::new("locals").set("members", object(members));
    let (name, about) = self_hosted::names_file(region.view);
    module.file(name, about).extend([locals, zone, link]);
}

/// The machines of a unit, with their disks, interfaces and names.
pub fn blocks(region: Region<'_, '_>, unit: &Unit<'_>, has_identity: bool) -> Vec<Block> {
    let mut blocks = Vec::new();
    if region.layout.is_public(unit.id) {
        blocks.push(address(region, unit));
    }
    blocks.push(interface(region, unit));
    blocks.extend(pools(region, unit));
    blocks.extend(disk(region, unit));
    blocks.push(machine(region, unit, has_identity));
    blocks.push(record(region, unit));
    blocks
}

/// The number of each machine with its zone, if the region has zones.
fn each(region: Region<'_, '_>, unit: &Unit<'_>) -> Expr {
    let count = self_hosted::count(unit);
    let zones = unit.deployment.zones.max(1);
    let zone = if region.view.site.zones > 1 {
        format!("tostring(index % {zones} + 1)")
    } else {
        "null".to_owned()
    };
    code(format!("{{ for index in range({count}) : tostring(index + 1) => {zone} }}"))
}

fn title(region: Region<'_, '_>, unit: &Unit<'_>, suffix: &str) -> Expr {
    let stem = format!("{}-", region.layout.label(unit, 50));
    template([Expr::from(stem), code("each.key"), Expr::from(suffix.to_owned())])
}

fn of_each(region: Region<'_, '_>, unit: &Unit<'_>, of: &str, suffix: &str) -> Block {
    Block::resource(of, &unit.name)
        .set("for_each", each(region, unit))
        .gap()
        .set("name", title(region, unit, suffix))
        .set("resource_group_name", code("azurerm_resource_group.main.name"))
        .set("location", code("azurerm_resource_group.main.location"))
        .set("tags", own_tags(unit))
}

fn address(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    of_each(region, unit, "azurerm_public_ip", "")
        .set("allocation_method", "Static")
        .set("sku", "Standard")
        .set("zones", code("each.value == null ? null : [each.value]"))
}

fn interface(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let public = region.layout.is_public(unit.id);
    let address = format!("azurerm_public_ip.{}[each.key].id", unit.name);
    of_each(region, unit, "azurerm_network_interface", "")
        .when(public, |block| {
            block.comment(
                "checkov:skip=CKV_AZURE_119:the plan lets users reach these machines directly",
            )
        })
        .block(
            Block::new("ip_configuration")
                .set("name", "internal")
                .set("subnet_id", code(format!("azurerm_subnet.{}.id", unit.name)))
                .set("private_ip_address_allocation", "Dynamic")
                .when(public, |block| block.set("public_ip_address_id", code(address))),
        )
}

/// Load balancers of connections in front of the machines.
fn pools(region: Region<'_, '_>, unit: &Unit<'_>) -> Vec<Block> {
    let pools = load_balancer::pools_of(region, unit);
    let join = |(number, pool): (usize, Expr)| {
        Block::resource(
            "azurerm_network_interface_backend_address_pool_association",
            &format!("{}__{number}", unit.name),
        )
        .set("for_each", code(format!("azurerm_network_interface.{}", unit.name)))
        .gap()
        .set("network_interface_id", code("each.value.id"))
        .set("ip_configuration_name", "internal")
        .set("backend_address_pool_id", pool)
    };
    pools.into_iter().enumerate().map(join).collect()
}

fn disk(region: Region<'_, '_>, unit: &Unit<'_>) -> Vec<Block> {
    let Some(gib) = unit.disk.map(|size| size.gib_ceil().max(1)) else { return Vec::new() };
    let disk = of_each(region, unit, "azurerm_managed_disk", "-data")
        .comment("checkov:skip=CKV_AZURE_251:nothing may export it")
        .set("zone", code("each.value"))
        .set("storage_account_type", "Premium_LRS")
        .set("create_option", "Empty")
        .set("disk_size_gb", gib)
        .set("network_access_policy", "DenyAll")
        .set("public_network_access_enabled", false)
        .maybe("disk_encryption_set_id", keys::disk_set(region, unit));
    let machine = format!("azurerm_linux_virtual_machine.{}", unit.name);
    let attached = Block::resource("azurerm_virtual_machine_data_disk_attachment", &unit.name)
        .set("for_each", code(machine))
        .gap()
        .set("managed_disk_id", code(format!("azurerm_managed_disk.{}[each.key].id", unit.name)))
        .set("virtual_machine_id", code("each.value.id"))
        .set("lun", 0_u32)
        .set("caching", "ReadOnly");
    vec![disk, attached]
}

fn machine(region: Region<'_, '_>, unit: &Unit<'_>, has_identity: bool) -> Block {
    let interface = format!("[azurerm_network_interface.{}[each.key].id]", unit.name);
    let stem = self_hosted::stem(unit);
    let computer = template([Expr::from(stem), code("each.key")]);
    of_each(region, unit, "azurerm_linux_virtual_machine", "")
        .comment("checkov:skip=CKV_AZURE_50:extensions are off")
        .set("computer_name", computer)
        .set("size", unit.sku.map_or("", |sku| sku.name.as_str()))
        .set("zone", code("each.value"))
        .set("network_interface_ids", code(interface))
        .maybe("capacity_reservation_group_id", reservation::group(unit))
        .set("allow_extension_operations", false)
        .set("admin_username", vm::OPERATOR)
        .set("disable_password_authentication", true)
        .maybe("custom_data", told(region, unit))
        .block(vm::operators_key())
        .block(vm::source_image(unit))
        .block(vm::os_disk(region, unit))
        .when(has_identity, |block| block.block(rights::identity_block(unit)))
        .block(
            Block::new("lifecycle")
                .comment("A new image or setup must not take the machines away all at once: replace them one by one.")
                .set("ignore_changes", code("[custom_data, source_image_reference]")),
        )
}

fn record(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let zone = self_hosted::zone(region.layout, region.view);
    let own = format!("local.members.{}[tonumber(each.key) - 1]", unit.name);
    Block::resource("azurerm_private_dns_a_record", &unit.name)
        .set("for_each", code(format!("azurerm_network_interface.{}", unit.name)))
        .gap()
        .set("name", call("trimsuffix", [code(own), Expr::from(format!(".{zone}"))]))
        .set("zone_name", code("azurerm_private_dns_zone.machines.name"))
        .set("resource_group_name", code("azurerm_resource_group.main.name"))
        .set("ttl", 60_u32)
        .set("records", code("[each.value.private_ip_address]"))
        .set("tags", own_tags(unit))
}
