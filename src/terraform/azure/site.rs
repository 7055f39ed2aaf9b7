//! Puts a region's module together: shared files first, then one file per service.

use std::collections::BTreeSet;

use crate::terms::Kind;
use crate::terraform::access::Grant;
use crate::terraform::hcl::{Block, Expr, call, code, object};
use crate::terraform::layout::{Layout, SiteView, Unit};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::{compact, label};
use crate::terraform::root::{AZURERM_VERSION, RANDOM_VERSION};
use crate::terraform::shape::Shape;

use super::{
    aks, api, bastion, cache, cdn, container_app, cosmos, database, ddos, dns, edge, endpoint,
    event_grid, event_hubs, federation, file_store, function, gateway, iot, keys, link_gateway,
    load_balancer, logs, members, monitoring, network, object_store, reservation, search, secrets,
    security, service_bus, sql, vm, web_firewall,
};

/// What every file of the region is written from.
#[derive(Clone, Copy)]
pub struct Region<'l, 'a> {
    /// The whole placement.
    pub layout: &'l Layout<'a>,
    /// The region.
    pub view: &'l SiteView<'a>,
    /// Who may talk to whom, everywhere.
    pub grants: &'l BTreeSet<Grant>,
}

/// The module of a region.
#[must_use]
pub fn module(layout: &Layout<'_>, view: &SiteView<'_>, grants: &BTreeSet<Grant>) -> Module {
    let region = Region { layout, view, grants };
    let mut module = Module::default();
    shared(region, &mut module);
    network::write(region, &mut module);
    link_gateway::write(region, &mut module);
    security::write(region, &mut module);
    keys::write(region, &mut module);
    endpoint::zones(region, &mut module);
    logs::write(region, &mut module);
    members::names(region, &mut module);
    for unit in &view.units {
        edge::export(region, unit, &mut module);
        reservation::write(region, unit, &mut module);
        match (unit.shape(), unit.service.kind) {
            (Shape::Machines, _) => vm::write(region, unit, &mut module),
            (Shape::Database, Kind::Sqlserver) => sql::write(region, unit, &mut module),
            (Shape::Database, _) => database::write(region, unit, &mut module),
            (Shape::Balancer, _) if unit.is("azure-lb") => {
                load_balancer::write(region, unit, &mut module);
            }
            (Shape::Balancer, _) => gateway::write(region, unit, &mut module),
            (_, Kind::ObjectStore) => object_store::write(region, unit, &mut module),
            (Shape::Cluster, _) => aks::write(region, unit, &mut module),
            (Shape::Cache, _) => cache::write(region, unit, &mut module),
            (Shape::Function, _) => function::write(region, unit, &mut module),
            (Shape::Tasks, _) => container_app::write(region, unit, &mut module),
            (_, Kind::DocumentDb) => cosmos::write(region, unit, &mut module),
            (_, Kind::EventStream) => event_hubs::write(region, unit, &mut module),
            (_, Kind::Queue) => service_bus::write(region, unit, &mut module),
            (_, Kind::Pubsub) => event_grid::write(region, unit, &mut module),
            (_, Kind::Search) => search::write(region, unit, &mut module),
            (Shape::Files, _) => file_store::write(region, unit, &mut module),
            (Shape::Front, Kind::DdosProtection) => ddos::write(region, unit, &mut module),
            (Shape::Front, _) => web_firewall::write(region, unit, &mut module),
            (_, Kind::ApiGateway) => api::write(region, unit, &mut module),
            (_, Kind::Cdn) => cdn::write(region, unit, &mut module),
            (_, Kind::Dns) => dns::write(region, unit, &mut module),
            (_, Kind::Secrets) => secrets::write(region, unit, &mut module),
            (_, Kind::Monitoring) => monitoring::write(region, unit, &mut module),
            (_, Kind::IotGateway) => iot::write(region, unit, &mut module),
            (_, Kind::Bastion) => bastion::write(region, unit, &mut module),
            // Workloads are in the manifests of their cluster; Azure sells nothing else that is placed.
            (Shape::Workload | Shape::Platform | Shape::Brokers, _) => {}
        }
    }
    federation::write(region, &mut module);
    module
}

impl Region<'_, '_> {
    /// A name that no other subscription uses, for what Azure names worldwide.
    pub fn worldwide(&self, unit: &Unit<'_>, max: usize) -> Expr {
        let parts =
            [&*self.layout.topology.name, &*unit.service.name.value, &*self.view.site.region];
        let name = compact(&parts, max.saturating_sub(6));
        crate::terraform::hcl::template([Expr::from(name), code("local.suffix")])
    }

    /// Zones of a unit as Azure numbers them; `None` where the region has none.
    pub fn zones(&self, unit: &Unit<'_>) -> Option<Expr> {
        self.first_zones(unit.deployment.zones)
    }

    /// All zones that Azure sells in the region; `None` where it has none.
    pub fn all_zones(&self) -> Option<Expr> {
        self.first_zones(self.view.site.zones)
    }

    fn first_zones(&self, count: u32) -> Option<Expr> {
        let some = self.view.site.zones > 1;
        some.then(|| crate::terraform::hcl::list((1..=count).map(|zone| zone.to_string())))
    }
}

/// A resource of the region's group, with its name, place and group.
pub fn grouped(of: &str, name: &str, title: impl Into<Expr>) -> Block {
    Block::resource(of, name)
        .set("name", title)
        .set("resource_group_name", code("azurerm_resource_group.main.name"))
        .set("location", code("azurerm_resource_group.main.location"))
}

fn shared(region: Region<'_, '_>, module: &mut Module) {
    let tags = region.view.units.iter().map(|unit| (unit.name.clone(), region.layout.tags(unit)));
    let about = format!("What all files of {} share.", region.view.site.code);
    let file = module.file("main", &about);
    let suffix = call(
        "substr",
        [
            call("sha1", [code("data.azurerm_client_config.current.subscription_id")]),
            code("0"),
            code("6"),
        ],
    );
    file.push(Block::data("azurerm_client_config", "current"));
    file.push(
        Block::new("locals")
            .comment("Ends names that are shared by all subscriptions of the world.")
            .set("suffix", suffix)
            .set("shared_tags", region.layout.shared_tags())
            .comment("Tags by service.")
            .set("tags", object(tags)),
    );
    let group = label(&[&region.layout.topology.name, &region.view.site.region], 80);
    file.push(
        Block::resource("azurerm_resource_group", "main")
            .set("name", group)
            .set("location", region.view.site.region.as_str())
            .set("tags", code("local.shared_tags")),
    );
    let source = |source: &str, version: &str| object([("source", source), ("version", version)]);
    let needs_random = region.view.units.iter().any(|unit| database::needs_random(region, unit));
    let providers = Block::new("required_providers")
        .set("azurerm", source("hashicorp/azurerm", AZURERM_VERSION))
        .when(needs_random, |block| {
            block.set("random", source("hashicorp/random", RANDOM_VERSION))
        });
    let versions = Block::new("terraform").set("required_version", ">= 1.5").block(providers);
    module.file("versions", "Providers of this module; the root configures them.").push(versions);
    if needs_random {
        module.needs_random();
    }
    let cidr = Variable::new("cidr", "string", "Network of this site in CIDR notation.");
    module.input(cidr, code(format!("var.{}__cidr", region.view.name)));
    let name = code("azurerm_resource_group.main.name");
    module.export("resource_group_name".to_owned(), "Group of everything here.", name);
}
