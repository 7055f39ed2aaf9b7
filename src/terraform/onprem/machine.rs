//! Machines: clones of a template, one per replica, on different hosts.

use crate::placement::Hardware;
use crate::plan::Demand;
use crate::terraform::hcl::{Block, Expr, code, template};
use crate::terraform::layout::Unit;
use crate::terraform::module::Module;
use crate::terraform::name::label;

use super::site::Place;

/// Writes a service of machines; a database is a machine with a disk for its data.
pub fn write(place: Place<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let count = unit.deployment.load.peak();
    let mut blocks = vec![machine(place, unit, count)];
    if count > 1 {
        blocks.push(apart(place, unit));
    }
    let file = module.service(unit);
    if unit.service.kind.engine().is_some() {
        let words = "The machine is made here; the database on it (engine, TLS, backups, users) is set up by its owners.";
        file.comment(words);
    }
    file.extend(blocks);
    let about = "Addresses of the machines, once they have started.";
    let value = code(format!("vsphere_virtual_machine.{}[*].default_ip_address", unit.name));
    module.output(format!("{}__addresses", unit.name), about, value);
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

fn machine(place: Place<'_, '_>, unit: &Unit<'_>, count: u32) -> Block {
    let (processors, memory) = size(unit);
    let title = name(place, unit);
    let keyed = place.layout.customer_key(unit).is_some();
    let policy = keyed.then(|| code("data.vsphere_storage_policy.encrypted.id"));
    let tags = format!(
        "[for key, value in local.tags.{} : vsphere_tag.all[\"${{key}}=${{value}}\"].id]",
        unit.name
    );
    Block::resource("vsphere_virtual_machine", &unit.name)
        .set("count", count)
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
        .block(
            Block::new("network_interface").set("network_id", code("data.vsphere_network.main.id")),
        )
        .blocks(disks(unit))
        .block(clone(title))
}

fn name(place: Place<'_, '_>, unit: &Unit<'_>) -> Expr {
    let stem = label(&[&place.layout.topology.name, &unit.service.name.value], 50);
    template([Expr::from(stem + "-"), code("count.index + 1")])
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
        Demand::Terms(_) => vec![disk("system", 0, 32)],
    }
}

/// The address comes from the network's DHCP: the plan has no say in the site's addresses.
fn clone(title: Expr) -> Block {
    let options =
        Block::new("linux_options").set("host_name", title).set("domain", code("var.domain"));
    Block::new("clone")
        .set("template_uuid", code("data.vsphere_virtual_machine.template.id"))
        .block(
            Block::new("customize").block(options).block(
                Block::new("network_interface").comment("An address from the network's DHCP."),
            ),
        )
}

fn apart(place: Place<'_, '_>, unit: &Unit<'_>) -> Block {
    Block::resource("vsphere_compute_cluster_vm_anti_affinity_rule", &unit.name)
        .comment("One host is one failure.")
        .set("name", label(&[&place.layout.topology.name, &unit.service.name.value, "apart"], 80))
        .set("compute_cluster_id", code("data.vsphere_compute_cluster.main.id"))
        .set("virtual_machine_ids", code(format!("vsphere_virtual_machine.{}[*].id", unit.name)))
}
