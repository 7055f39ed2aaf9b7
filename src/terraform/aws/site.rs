//! Puts a region's module together: shared files first, then one file per service.

use std::collections::BTreeSet;

use crate::terms::Kind;
use crate::terraform::access::Grant;
use crate::terraform::hcl::{Block, Expr, code, list, object};
use crate::terraform::layout::{Layout, SiteView, Unit};
use crate::terraform::module::{Module, Variable};
use crate::terraform::shape::Shape;

use super::{
    api_gateway, aurora, bastion, cache, cdn, container, database, ddos, dns, document_db,
    event_stream, federation, file_store, function, iot, keys, kubernetes, link_gateway,
    load_balancer, monitoring, network, network_balancer, object_store, pubsub, queue, reservation,
    secrets, security, setup, vm, web_firewall,
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
    locals(region, &mut module);
    network::write(region, &mut module);
    link_gateway::write(region, &mut module);
    security::write(region, &mut module);
    keys::write(region, &mut module);
    setup::write(region, &mut module);
    for unit in &view.units {
        reservation::write(unit, &mut module);
        match (unit.shape(), unit.service.kind) {
            (Shape::Machines, _) => vm::write(region, unit, &mut module),
            (Shape::Database, _) if unit.is("aurora") => aurora::write(region, unit, &mut module),
            (Shape::Database, _) => database::write(region, unit, &mut module),
            (Shape::Cluster, _) => kubernetes::write(region, unit, &mut module),
            (Shape::Cache, _) => cache::write(region, unit, &mut module),
            (Shape::Tasks, _) => container::write(region, unit, &mut module),
            (Shape::Function, _) => function::write(region, unit, &mut module),
            (Shape::Platform, Kind::DocumentDb) => document_db::write(region, unit, &mut module),
            (Shape::Platform, Kind::Queue) => queue::write(region, unit, &mut module),
            (Shape::Platform, Kind::Pubsub) => pubsub::write(region, unit, &mut module),
            (Shape::Brokers | Shape::Platform, Kind::EventStream) => {
                event_stream::write(region, unit, &mut module);
            }
            (Shape::Balancer, _) if !unit.is("nlb") => {
                load_balancer::write(region, unit, &mut module);
            }
            (_, Kind::ObjectStore) => object_store::write(region, unit, &mut module),
            (Shape::Balancer, _) => network_balancer::write(region, unit, &mut module),
            (Shape::Files, _) => file_store::write(region, unit, &mut module),
            (Shape::Front, Kind::DdosProtection) => ddos::write(region, unit, &mut module),
            (Shape::Front, _) => web_firewall::write(region, unit, &mut module),
            (Shape::Platform, Kind::ApiGateway) => api_gateway::write(region, unit, &mut module),
            (Shape::Platform, Kind::Cdn) => cdn::write(region, unit, &mut module),
            (Shape::Platform, Kind::Dns) => dns::write(region, unit, &mut module),
            (Shape::Platform, Kind::Secrets) => secrets::write(region, unit, &mut module),
            (Shape::Platform, Kind::Monitoring) => monitoring::write(region, unit, &mut module),
            (Shape::Platform, Kind::IotGateway) => iot::write(region, unit, &mut module),
            (Shape::Platform, Kind::Bastion) => bastion::write(region, unit, &mut module),
            // Workloads are in the manifests of their cluster; AWS sells nothing else that is placed.
            (Shape::Workload | Shape::Platform | Shape::Brokers, _) => {}
        }
    }
    federation::write(region, &mut module);
    module
}

impl Region<'_, '_> {
    /// The name of a unit's resources that are unique in an account rather than in a region.
    pub fn global_label(&self, unit: &Unit<'_>, max: usize) -> String {
        let parts =
            [&*self.layout.topology.name, &*unit.service.name.value, &*self.view.site.region];
        crate::terraform::name::label(&parts, max)
    }

    /// Whether this is the first site of AWS that has a service whose other sites follow from it.
    pub fn is_main(&self, unit: &Unit<'_>) -> bool {
        let mut sites = unit.arrangement.deployments.iter().map(|deployment| deployment.site);
        let first = sites
            .find(|&site| self.layout.catalog.site(site).provider == crate::terms::Provider::Aws);
        first == Some(self.view.id)
    }

    /// The zones that a unit uses, and at least so many.
    pub fn zones(&self, unit: &Unit<'_>, least: u32) -> String {
        let zones = unit.deployment.zones.max(least);
        if zones >= self.view.zones() {
            "local.zones".to_owned()
        } else {
            format!("slice(local.zones, 0, {zones})")
        }
    }

    /// Subnets of one segment in the zones that a unit uses.
    pub fn subnets(&self, unit: &Unit<'_>, segment: &str, least: u32) -> Expr {
        let zones = self.zones(unit, least);
        code(format!("[for zone in {zones} : aws_subnet.{segment}[zone].id]"))
    }
}

fn locals(region: Region<'_, '_>, module: &mut Module) {
    let tags = region.view.units.iter().map(|unit| (unit.name.clone(), region.layout.tags(unit)));
    let about = format!("What all files of {} share.", region.view.site.code);
    let locals = Block::new("locals")
        .set("shared_tags", region.layout.shared_tags())
        .comment("Tags by service.")
        .set("tags", object(tags));
    let file = module.file("main", &about);
    file.push(locals);
    file.push(Block::data("aws_caller_identity", "current"));
    file.push(Block::data("aws_partition", "current"));
    let versions = Block::new("terraform").set("required_version", ">= 1.5").block(
        Block::new("required_providers")
            .set(
                "aws",
                object([
                    ("source", "hashicorp/aws"),
                    ("version", crate::terraform::root::AWS_VERSION),
                ]),
            )
            .when(needs_random(region), |block| {
                block.set(
                    "random",
                    object([
                        ("source", "hashicorp/random"),
                        ("version", crate::terraform::root::RANDOM_VERSION),
                    ]),
                )
            }),
    );
    if needs_random(region) {
        module.needs_random();
    }
    module.file("versions", "Providers of this module; the root configures them.").push(versions);
    let cidr = Variable::new("cidr", "string", "Network of this site in CIDR notation.");
    module.input(cidr, code(format!("var.{}__cidr", region.view.name)));
}

/// Whether anything in the region has a generated password.
fn needs_random(region: Region<'_, '_>) -> bool {
    database::needs_random(region) || cache::needs_random(region)
}

/// A statement of an IAM policy.
pub fn statement(sid: &str, actions: &[&str], resources: Vec<Expr>) -> Vec<(&'static str, Expr)> {
    vec![
        ("Sid", sid.into()),
        ("Effect", "Allow".into()),
        ("Action", list(actions.iter().copied())),
        ("Resource", Expr::List(resources)),
    ]
}

/// A policy document of statements.
pub fn policy(statements: Vec<Vec<(&'static str, Expr)>>) -> Expr {
    let statements = statements.into_iter().map(object).collect();
    let document =
        object([("Version", Expr::from("2012-10-17")), ("Statement", Expr::List(statements))]);
    crate::terraform::hcl::call("jsonencode", [document])
}

/// The policy that lets a service of AWS assume a role.
pub fn assumed_by(service: &str) -> Expr {
    policy(vec![vec![
        ("Effect", "Allow".into()),
        ("Action", "sts:AssumeRole".into()),
        ("Principal", object([("Service", service)])),
    ]])
}
