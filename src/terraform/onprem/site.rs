//! Puts a site's module together: where machines go, who may talk to whom, one file per service.

use std::collections::BTreeSet;

use crate::terms::Kind;
use crate::terraform::access::Grant;
use crate::terraform::hcl::{Block, code, list, object};
use crate::terraform::layout::{Layout, SiteView};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::{label, tag};
use crate::terraform::root::VSPHERE_VERSION;
use crate::terraform::self_hosted::UBUNTU;
use crate::terraform::shape::Shape;

use super::{given, identity, machine, matrix};

/// What every file of the site is written from.
#[derive(Clone, Copy)]
pub struct Place<'l, 'a> {
    /// The whole placement.
    pub layout: &'l Layout<'a>,
    /// The site.
    pub view: &'l SiteView<'a>,
    /// Who may talk to whom, everywhere.
    pub grants: &'l BTreeSet<Grant>,
}

/// The module of a site.
#[must_use]
pub fn module(layout: &Layout<'_>, view: &SiteView<'_>, grants: &BTreeSet<Grant>) -> Module {
    let place = Place { layout, view, grants };
    let mut module = Module::default();
    shared(place, &mut module);
    inputs(place, &mut module);
    matrix::write(place, &mut module);
    for unit in &view.units {
        match (unit.shape(), unit.service.kind) {
            (Shape::Machines | Shape::Cluster, _) => machine::write(place, unit, &mut module),
            (Shape::Platform, Kind::Secrets) => given::secrets(place, unit, &mut module),
            (Shape::Platform, Kind::ObjectStore) => given::store(place, unit, &mut module),
            // Workloads are in the manifests of their cluster; nothing else is offered at sites of one's own.
            _ => {}
        }
    }
    identity::write(place, &mut module);
    module
}

impl Place<'_, '_> {
    /// Whether any machine here holds data under keys of the customer.
    pub fn has_keys(&self) -> bool {
        self.view.units.iter().any(|unit| self.layout.customer_key(unit).is_some())
    }
}

fn shared(place: Place<'_, '_>, module: &mut Module) {
    let tags = place.view.units.iter().map(|unit| (unit.name.clone(), place.layout.tags(unit)));
    let about = format!("Where machines of {} go, and their tags.", place.view.site.code);
    let members = place.view.units.iter().filter_map(|unit| machine::members(place, unit));
    let file = module.file("main", &about);
    let locals = Block::new("locals").comment("Tags by service.").set("tags", object(tags));
    let about = "DNS names of machines by service; they follow from the names of the machines.";
    file.push(locals.comment(about).set("members", object(members)));
    file.push(
        Block::data("vsphere_datacenter", "main").set("name", code("var.vsphere.datacenter")),
    );
    let located = [
        ("vsphere_compute_cluster", "main", "var.vsphere.cluster"),
        ("vsphere_datastore", "main", "var.vsphere.datastore"),
        ("vsphere_network", "main", "var.vsphere.network"),
        ("vsphere_virtual_machine", "template", "var.vsphere.template"),
    ];
    file.extend(located.map(|(of, name, value)| {
        Block::data(of, name)
            .set("name", code(value))
            .set("datacenter_id", code("data.vsphere_datacenter.main.id"))
    }));
    if place.has_keys() {
        let policy = Block::data("vsphere_storage_policy", "encrypted")
            .set("name", code("var.encryption_policy"));
        file.push(policy);
    }
    let title = label(&[&place.layout.topology.name, &place.view.site.region], 80);
    file.push(Block::resource("vsphere_resource_pool", "main").set("name", title.as_str()).set(
        "parent_resource_pool_id",
        code("data.vsphere_compute_cluster.main.resource_pool_id"),
    ));
    file.push(
        Block::resource("vsphere_tag_category", "main")
            .set("name", title)
            .set(
                "description",
                format!("Plan {}, managed by mcplan", tag(&place.layout.topology.name)),
            )
            .set("cardinality", "MULTIPLE")
            .set("associable_types", list(["VirtualMachine"])),
    );
    file.push(
        Block::resource("vsphere_tag", "all")
            .set("for_each", code("toset(flatten([for tags in values(local.tags) : [for key, value in tags : \"${key}=${value}\"]]))"))
            .gap()
            .set("name", code("each.value"))
            .set("category_id", code("vsphere_tag_category.main.id")),
    );
    let source = object([("source", "vmware/vsphere"), ("version", VSPHERE_VERSION)]);
    let versions = Block::new("terraform")
        .set("required_version", ">= 1.5")
        .block(Block::new("required_providers").set("vsphere", source));
    module.file("versions", "Providers of this module; the root configures them.").push(versions);
}

fn inputs(place: Place<'_, '_>, module: &mut Module) {
    let site = &place.view.name;
    let code_of = &place.view.site.code;
    let of = "object({ datacenter = string, cluster = string, datastore = string, network = string, template = string })";
    let example = ["datacenter", "cluster", "datastore", "network", "template"]
        .map(|key| (key, format!("REPLACE-{key}")));
    let about = format!(
        "Names in the vCenter of {code_of}; the template is Ubuntu {UBUNTU} with cloud-init and VMware Tools."
    );
    module.ask(
        format!("{site}__vsphere"),
        Variable::new("vsphere", of, about).example(object(example)),
    );
    let about = format!("DNS domain of machines at {code_of}.");
    let domain = Variable::new("domain", "string", about).example("example.internal");
    module.ask(format!("{site}__domain"), domain);
    if place.has_keys() {
        let about = format!(
            "Storage policy at {code_of} that encrypts machines with keys of your own key server."
        );
        let policy =
            Variable::new("encryption_policy", "string", about).default("VM Encryption Policy");
        module.ask(format!("{site}__encryption_policy"), policy);
    }
}
