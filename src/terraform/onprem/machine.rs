//! Machines: clones of a template, one per replica, on different hosts.

use crate::placement::Hardware;
use crate::plan::Demand;
use crate::terraform::hcl::{Block, Expr, call, code, object, template};
use crate::terraform::layout::Unit;
use crate::terraform::module::Module;
use crate::terraform::name::label;
use crate::terraform::self_hosted::{Disk, Host, clients, user_data};
use crate::terraform::shape::Shape;

use super::site::Place;

/// Writes a service of machines; what is self-hosted has a disk for its data and a text for cloud-init.
pub fn write(place: Place<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let count = count(unit);
    let mut blocks = vec![machine(place, unit)];
    if count > 1 {
        blocks.push(apart(place, unit));
    }
    module.service(unit).extend(blocks);
    let about = "Addresses of the machines, once they have started.";
    let value = code(format!("vsphere_virtual_machine.{}[*].default_ip_address", unit.name));
    module.output(format!("{}__addresses", unit.name), about, value);
}

/// How many machines there are: scaling down by the hour saves nothing in a pool of one's own.
fn count(unit: &Unit<'_>) -> u32 {
    unit.deployment.hardware.running().unwrap_or(&unit.deployment.load).peak()
}

fn stem(place: Place<'_, '_>, unit: &Unit<'_>) -> String {
    label(&[&place.layout.topology.name, &unit.service.name.value], 50)
}

/// The DNS names of a service's machines, if it has machines.
pub fn members(place: Place<'_, '_>, unit: &Unit<'_>) -> Option<(String, Expr)> {
    if !matches!(unit.shape(), Shape::Machines | Shape::Cluster) {
        return None;
    }
    let (stem, last) = (stem(place, unit), count(unit) + 1);
    let names =
        format!("[for number in range(1, {last}) : \"{stem}-${{number}}.${{var.domain}}\"]");
    Some((unit.name.clone(), code(names)))
}

/// What the machine is told when it first starts.
fn told(place: Place<'_, '_>, unit: &Unit<'_>) -> Option<Expr> {
    let own = format!("var.peer_cidrs[\"{}\"]", place.view.name);
    let host = Host {
        layout: place.layout,
        view: place.view,
        grants: place.grants,
        // The second disk of the controller.
        disk: Disk { path: "\"/dev/sdb\"", otherwise: None },
        members_of: &|unit| format!("local.members.{}", unit.name),
        clients: clients(place.layout, place.view, place.grants, unit, &own),
        // Its metadata say it.
        name: None,
    };
    let text = user_data(&host, unit)?;
    let own = format!("local.members.{}[count.index]", unit.name);
    let meta = object([("instance-id", code(own.as_str())), ("local-hostname", code(own))]);
    let encoded = |text: Expr| call("base64encode", [text]);
    Some(object([
        ("guestinfo.metadata", encoded(call("jsonencode", [meta]))),
        ("guestinfo.metadata.encoding", "base64".into()),
        ("guestinfo.userdata", encoded(text)),
        ("guestinfo.userdata.encoding", "base64".into()),
    ]))
}

/// Processors and mebibytes of a machine.
fn size(unit: &Unit<'_>) -> (u64, u64) {
    match &unit.deployment.hardware {
        Hardware::Pool { vcpu, memory, .. } => {
            (u64::try_from(vcpu.ceil()).unwrap_or(1).max(1), memory.bytes().div_ceil(1 << 20))
        }
        Hardware::Nodes { .. } | Hardware::Managed => (1, 1024),
    }
}

fn machine(place: Place<'_, '_>, unit: &Unit<'_>) -> Block {
    let told = told(place, unit);
    let prepared = told.is_some();
    let (processors, memory) = size(unit);
    let title = name(place, unit);
    let keyed = place.layout.customer_key(unit).is_some();
    let policy = keyed.then(|| code("data.vsphere_storage_policy.encrypted.id"));
    let tags = format!(
        "[for key, value in local.tags.{} : vsphere_tag.all[\"${{key}}=${{value}}\"].id]",
        unit.name
    );
    Block::resource("vsphere_virtual_machine", &unit.name)
        .set("count", count(unit))
        .gap()
        .set("name", title.clone())
        .set("resource_pool_id", code("vsphere_resource_pool.main.id"))
        .set("datastore_id", code("data.vsphere_datastore.main.id"))
        .maybe("storage_policy_id", policy)
        .set("num_cpus", processors)
        .set("memory", memory)
        .set("guest_id", code("data.vsphere_virtual_machine.template.guest_id"))
        .set("firmware", code("data.vsphere_virtual_machine.template.firmware"))
        .set("tags", code(tags))
        .maybe("extra_config", told)
        .block(
            Block::new("network_interface").set("network_id", code("data.vsphere_network.main.id")),
        )
        .blocks(disks(unit))
        .block(clone(title, prepared))
}

fn name(place: Place<'_, '_>, unit: &Unit<'_>) -> Expr {
    template([Expr::from(stem(place, unit) + "-"), code("count.index + 1")])
}

fn disks(unit: &Unit<'_>) -> Vec<Block> {
    let disk = |label: &str, number: u32, gib: u64| {
        Block::new("disk")
            .set("label", label)
            .set("unit_number", number)
            .set("size", gib)
            .set("thin_provisioned", true)
    };
    match &unit.service.demand {
        Demand::Vm(vm) => vec![disk("system", 0, vm.disk.gib_ceil())],
        Demand::Database(database) => {
            vec![disk("system", 0, 32), disk("data", 1, database.storage.gib_ceil())]
        }
        Demand::Terms(_) => {
            let data = unit.disk.map(|size| disk("data", 1, size.gib_ceil().max(1)));
            std::iter::once(disk("system", 0, 32)).chain(data).collect()
        }
    }
}

/// The address comes from the network's DHCP: the plan has no say in the site's addresses.
///
/// What cloud-init sets up is named by it: the two would undo each other.
fn clone(title: Expr, prepared: bool) -> Block {
    let clone =
        Block::new("clone").set("template_uuid", code("data.vsphere_virtual_machine.template.id"));
    if prepared {
        return clone;
    }
    let options =
        Block::new("linux_options").set("host_name", title).set("domain", code("var.domain"));
    clone.block(
        Block::new("customize")
            .block(options)
            .block(Block::new("network_interface").comment("An address from the network's DHCP.")),
    )
}

fn apart(place: Place<'_, '_>, unit: &Unit<'_>) -> Block {
    Block::resource("vsphere_compute_cluster_vm_anti_affinity_rule", &unit.name)
        .comment("One host is one failure.")
        .set("name", label(&[&place.layout.topology.name, &unit.service.name.value, "apart"], 80))
        .set("compute_cluster_id", code("data.vsphere_compute_cluster.main.id"))
        .set("virtual_machine_ids", code(format!("vsphere_virtual_machine.{}[*].id", unit.name)))
}
