//! The placement as Terraform sees it: sites in use, and at each the units that run there.
//!
//! A unit is one service at one site. Names and network numbers are settled here, once, so that
//! every file that mentions a unit spells it the same way.

use std::borrow::Cow;

use crate::catalog::{Catalog, Realisation, Site, SiteId, Sku};
use crate::placement::{
    Arrangement, Context, Deployment, Hardware, Needs, Placement, disk_of, kept, reserved,
};
use crate::plan::{DataRules, Encryption, Endpoint, Service, ServiceId, Topology};
use crate::terms::{Kind, Provider, Role};
use crate::units::Data;

use super::hcl::{Expr, code, object};
use super::name::{ident, label, slots, tag};
use super::shape::Shape;

/// Everything that is written, by site.
pub struct Layout<'a> {
    /// What was asked.
    pub topology: &'a Topology,
    /// What was offered.
    pub catalog: &'a Catalog,
    /// What was decided.
    pub placement: &'a Placement,
    /// Sites in use and the hub of the network, by code.
    pub sites: Vec<SiteView<'a>>,
}

/// A site in use.
pub struct SiteView<'a> {
    /// Which site.
    pub id: SiteId,
    /// Its facts.
    pub site: &'a Site,
    /// Its identifier, such as `aws_eu_central_1`.
    pub name: String,
    /// The second octet of its default network.
    pub octet: usize,
    /// The services there, by name.
    pub units: Vec<Unit<'a>>,
}

/// A service at a site.
pub struct Unit<'a> {
    /// Which service.
    pub id: ServiceId,
    /// What it asks for.
    pub service: &'a Service,
    /// Its identifier within the site.
    pub name: String,
    /// What runs here; of what is asleep, what will run here once it is woken.
    pub deployment: Cow<'a, Deployment>,
    /// Whether nothing of it exists until its active site is lost.
    pub asleep: bool,
    /// Machines of which a provider keeps capacity for the day on which they are started.
    pub reserved: Option<u32>,
    /// The whole arrangement that it is part of.
    pub arrangement: &'a Arrangement,
    /// What its nodes are, where the provider sells nodes.
    pub sku: Option<&'a Sku>,
    /// Storage that is billed by the month beside disks of machines.
    pub kept: Data,
    /// The disk of each of its machines, if it has machines of our own making.
    pub disk: Option<Data>,
    /// The product that it is, if not machines alone.
    pub product: Option<&'a Realisation>,
}

impl<'a> Layout<'a> {
    /// The layout of a placement.
    #[must_use]
    pub fn new(topology: &'a Topology, catalog: &'a Catalog, placement: &'a Placement) -> Self {
        let ids = sites(topology, catalog, placement);
        let codes: Vec<&str> = ids.iter().map(|&id| catalog.site(id).code.as_str()).collect();
        let octets = slots(&codes, ids.len().max(250));
        let view = |(&id, octet): (&SiteId, usize)| {
            let site = catalog.site(id);
            let units = units_at(topology, catalog, placement, id);
            let name = ident(&site.code.replace(':', "-"));
            SiteView { id, site, name, octet: octet % 250 + 1, units }
        };
        let mut sites: Vec<SiteView<'a>> = ids.iter().zip(octets).map(view).collect();
        sites.sort_by(|a, b| a.site.code.cmp(&b.site.code));
        Layout { topology, catalog, placement, sites }
    }

    /// The site with this id.
    #[must_use]
    pub fn site(&self, id: SiteId) -> Option<&SiteView<'a>> {
        self.sites.iter().find(|view| view.id == id)
    }

    /// A service at a site.
    #[must_use]
    pub fn unit(&self, site: SiteId, service: ServiceId) -> Option<&Unit<'a>> {
        self.site(site)?.unit(service)
    }

    /// The other unit of two that are kept in step: the recovery of an active one, the active of a recovery.
    #[must_use]
    pub fn partner(&self, unit: &Unit<'_>) -> Option<(&SiteView<'a>, &Unit<'a>)> {
        if !is_kept_in_step(unit.arrangement) {
            return None;
        }
        let other = unit.arrangement.deployments.iter().find(|d| d.role != unit.deployment.role)?;
        let view = self.site(other.site)?;
        Some((view, view.unit(unit.id)?))
    }

    /// The sites of a provider.
    pub fn sites_of(&self, provider: Provider) -> impl Iterator<Item = &SiteView<'a>> {
        self.sites.iter().filter(move |view| view.site.provider == provider)
    }

    /// Whether people reach a service directly.
    #[must_use]
    pub fn is_public(&self, service: ServiceId) -> bool {
        let from_users = |from: Endpoint| matches!(from, Endpoint::Users(_));
        self.topology.flows.iter().any(|f| from_users(f.from) && f.to == Endpoint::Service(service))
    }

    /// The name of a data class as an identifier, if its data is encrypted by the customer's keys.
    #[must_use]
    pub fn customer_key(&self, unit: &Unit<'_>) -> Option<String> {
        let class = self.topology.data_class(unit.service)?;
        (class.encryption == Encryption::CustomerKeys).then(|| ident(&class.name.value))
    }

    /// How the data of a unit is guarded; as usual if it has no class.
    #[must_use]
    pub fn rules(&self, unit: &Unit<'_>) -> DataRules {
        self.topology.data_class(unit.service).map_or_else(DataRules::default, |class| class.rules)
    }

    /// The tags of a unit, the same at every provider.
    #[must_use]
    pub fn tags(&self, unit: &Unit<'_>) -> Expr {
        let class = self.topology.data_class(unit.service);
        let class = class.map_or("unclassified", |class| class.name.value.as_str());
        object([
            ("plan", tag(&self.topology.name)),
            ("service", tag(&unit.service.name.value)),
            ("team", tag(&unit.service.team)),
            ("tier", tag(&unit.service.tier)),
            ("data-class", tag(class)),
            ("role", unit.deployment.role.name().to_owned()),
            ("managed-by", "mcplan".to_owned()),
        ])
    }

    /// The tags of what services share at a site.
    #[must_use]
    pub fn shared_tags(&self) -> Expr {
        object([("plan", tag(&self.topology.name)), ("managed-by", "mcplan".to_owned())])
    }

    /// A resource name of plan and service, at most `max` long.
    #[must_use]
    pub fn label(&self, unit: &Unit<'_>, max: usize) -> String {
        label(&[&self.topology.name, &unit.service.name.value], max)
    }
}

impl<'a> SiteView<'a> {
    /// The folder of the site's module, such as `aws-eu-central-1`.
    #[must_use]
    pub fn folder(&self) -> String {
        self.name.replace('_', "-")
    }

    /// A service of this site.
    #[must_use]
    pub fn unit(&self, service: ServiceId) -> Option<&Unit<'a>> {
        self.units.iter().find(|unit| unit.id == service)
    }

    /// Units of some kinds.
    pub fn units_of<'s>(&'s self, kinds: &'s [Kind]) -> impl Iterator<Item = &'s Unit<'a>> + 's {
        self.units.iter().filter(move |unit| kinds.contains(&unit.service.kind))
    }

    /// Zones that the networks must cover: those in use, and two where a service insists on two.
    #[must_use]
    pub fn zones(&self) -> u32 {
        let used = self.units.iter().map(|unit| unit.deployment.zones).max().unwrap_or(1);
        let insists = self.units.iter().any(|unit| {
            matches!(
                unit.shape(),
                Shape::Balancer | Shape::Database | Shape::Cluster | Shape::Brokers
            )
        });
        // Kafka keeps three copies, each in a zone of its own where there are three.
        let brokers = self.units.iter().any(|unit| unit.shape() == Shape::Brokers);
        let least = if brokers { self.site.zones.clamp(2, 3) } else { u32::from(insists) + 1 };
        used.max(least)
    }
}

impl Unit<'_> {
    /// What it is to the network.
    #[must_use]
    pub fn shape(&self) -> Shape {
        Shape::of(self.service.kind, self.product)
    }

    /// Whether it is realised by the product of this name.
    #[must_use]
    pub fn is(&self, product: &str) -> bool {
        self.product.is_some_and(|one| one.name == product)
    }

    /// Whether the unit waits to take over.
    #[must_use]
    pub fn is_recovery(&self) -> bool {
        self.deployment.role == Role::Recovery
    }

    /// The least and the most replicas that run here: a standby grows to the demand that must be
    /// served after a loss.
    #[must_use]
    pub fn replicas(&self) -> (u32, u32) {
        let load = self.deployment.hardware.running().unwrap_or(&self.deployment.load);
        let least = load.levels().last().map_or(0, |level| level.replicas);
        if !self.service.kind.has_replicas() {
            return (least, load.peak());
        }
        let asked = self.service.demand.load().peak();
        let after_loss = self.service.degraded_capacity.of_count_ceil(asked);
        let most = if self.is_recovery() { load.peak().max(after_loss) } else { load.peak() };
        (least, most)
    }
}

/// Whether what runs at the recovery site follows what the active one does: a warm standby, or the data of
/// a pilot light.
#[must_use]
pub fn is_kept_in_step(arrangement: &Arrangement) -> bool {
    let strategy = arrangement.strategy;
    strategy.has_recovery() && !arrangement.recovery().any(Deployment::is_asleep)
}

/// The zones among which machines are spread evenly, from 0, each with how many of them it has; no zone
/// without any.
pub fn per_zone(count: u32, zones: u32) -> impl Iterator<Item = (u32, u32)> {
    let zones = zones.max(1);
    let spread = (0..zones).map(move |zone| (zone, (count + zones - 1 - zone) / zones));
    spread.filter(|(_, here)| *here > 0)
}

/// The tags of a unit, as every module names them.
#[must_use]
pub fn own_tags(unit: &Unit<'_>) -> Expr {
    code(format!("local.tags.{}", unit.name))
}

/// The file of a unit within its module, and the line that introduces it.
#[must_use]
pub fn file_of(unit: &Unit<'_>) -> (String, String) {
    let service = unit.service;
    let (name, kind, tier) = (&service.name.value, service.kind, &service.tier);
    let role = match unit.deployment.role {
        Role::Active => "serves here",
        Role::Recovery if unit.asleep => "is made here after a loss",
        Role::Recovery => "waits here to take over",
    };
    let strategy = unit.arrangement.strategy;
    let about = format!("{name}: {kind}, tier {tier}, team {}; {role} ({strategy}).", service.team);
    (format!("service-{}", unit.name.replace('_', "-")), about)
}

/// The sites in use, and the hub in a cloud: its gateways are there even where nothing else is.
fn sites(topology: &Topology, catalog: &Catalog, placement: &Placement) -> Vec<SiteId> {
    let mut ids = placement.sites();
    let hub = topology.network.as_ref().and_then(|network| catalog.find(&network.hub));
    let cloud = |id: &SiteId| catalog.site(*id).provider != Provider::OnPrem;
    ids.extend(hub.filter(cloud).filter(|id| !ids.contains(id)));
    ids
}

fn units_at<'a>(
    topology: &'a Topology,
    catalog: &'a Catalog,
    placement: &'a Placement,
    site: SiteId,
) -> Vec<Unit<'a>> {
    let here = placement.deployments().filter(|(_, deployment)| deployment.site == site);
    here.map(|(id, deployment)| {
        let service = topology.service(id);
        let asleep = deployment.is_asleep();
        let context = Context { topology, catalog };
        let reserved = reserved(context, id, deployment).map(|(count, _)| count);
        let deployment =
            if asleep { Cow::Owned(deployment.woken(service)) } else { Cow::Borrowed(deployment) };
        let sku = match &deployment.hardware {
            Hardware::Nodes { sku, .. } => Some(catalog.sku(*sku)),
            Hardware::Pool { .. } | Hardware::Managed => None,
        };
        let arrangement = placement.of(id);
        let product = deployment.realisation.map(|id| catalog.realisation(id));
        let name = ident(&service.name.value);
        let kept = kept(context, id, &deployment);
        let values = Needs::of(topology, id).at(&deployment);
        let disk = disk_of(context, service, &deployment, &values);
        Unit {
            id,
            service,
            name,
            deployment,
            asleep,
            reserved,
            arrangement,
            sku,
            kept,
            disk,
            product,
        }
    })
    .collect()
}
