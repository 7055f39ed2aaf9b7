//! What one deployment uses in a month, metered: the cost function's view of a service at a site.
//!
//! Nodes and their disks, then what the product is billed for by the catalog's formulas. Traffic between
//! deployments is `traffic`; what services share is `shared`.

use std::borrow::Cow;

use crate::catalog::{Catalog, Meter, Metered, Site, SkuId, Tariff, Values};
use crate::plan::{Endpoint, Service, ServiceId, Topology};
use crate::terms::{Category, Kind, NodeList};
use crate::units::{Data, Decimal, HOURS_PER_MONTH, Price, Quantity, Unit};

use super::capacity::hours_from;
use super::needs::Needs;
use super::reservation::reservation_usage;
use super::sizing::{cheapest_disk, disk_of, is_own, is_sold_as, list_of, lot_hours};
use super::waiting::backup_usage;
use super::{Deployment, Hardware, Lot, Rejection, Usage};
use crate::plan::Load;

/// The topology and the catalog that prices it.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// What is asked.
    pub topology: &'a Topology,
    /// What is offered.
    pub catalog: &'a Catalog,
}

/// Everything that a deployment of a service uses in a month, but for traffic.
///
/// # Errors
/// If something that it needs has no price at its site.
pub fn deployment_usage<'a>(
    context: Context<'a>,
    id: ServiceId,
    deployment: &Deployment,
) -> Result<Vec<Usage<'a>>, Rejection> {
    let values = Needs::of(context.topology, id).at(deployment);
    used(context, id, deployment, &values)
}

/// The same with the values of formulas at hand.
///
/// # Errors
/// As [`deployment_usage`].
pub fn used<'a>(
    context: Context<'a>,
    id: ServiceId,
    deployment: &Deployment,
    values: &Values,
) -> Result<Vec<Usage<'a>>, Rejection> {
    if deployment.is_asleep() {
        let backups = backup_usage(context, id, deployment.site)?;
        let kept = reservation_usage(context, id, deployment)?;
        return Ok(backups.into_iter().chain(kept).collect());
    }
    let service = context.topology.service(id);
    let site = context.catalog.site(deployment.site);
    let meter = Metering { context, id, service, deployment, site, values };
    let mut used = meter.nodes()?;
    used.extend(meter.disks()?);
    used.extend(meter.addresses()?);
    used.extend(meter.components()?);
    used.extend(meter.operations());
    Ok(used)
}

/// Whether people reach a service directly, so that it needs public addresses.
#[must_use]
pub fn is_public(topology: &Topology, id: ServiceId) -> bool {
    let mut flows = topology.flows_of(id).map(|flow| topology.flow(flow));
    flows.any(|f| matches!(f.from, Endpoint::Users(_)) && f.to == Endpoint::Service(id))
}

struct Metering<'a, 'd> {
    context: Context<'a>,
    id: ServiceId,
    service: &'a Service,
    deployment: &'d Deployment,
    site: &'a Site,
    values: &'d Values,
}

impl<'a> Metering<'a, '_> {
    /// Machines that people reach have an address each.
    fn addresses(&self) -> Result<Option<Usage<'a>>, Rejection> {
        let public = is_public(self.context.topology, self.id);
        if !self.service.kind.is_machine() || !public || is_own(self.site) {
            return Ok(None);
        }
        let hours = Quantity::new(hours_from(&self.deployment.load, 0), Unit::Hour);
        self.metered(Category::Network, Meter::PUBLIC_IP, "public addresses", hours).map(Some)
    }

    /// One disk for every machine, for the hours that it runs.
    fn disks(&self) -> Result<Option<Usage<'a>>, Rejection> {
        let disk = disk_of(self.context, self.service, self.deployment, self.values);
        let Some((size, running)) = disk.zip(self.deployment.hardware.running()) else {
            return Ok(None);
        };
        if is_own(self.site) {
            let peak = Decimal::from(running.peak());
            let kept = Quantity::new(Decimal::from(size.gib_ceil()) * peak, Unit::GibMonth);
            let stored = Meter::PoolStorage;
            return self.metered(Category::BlockStorage, stored, "storage", kept).map(Some);
        }
        let (tariff, each) = cheapest_disk(self.context.catalog, self.deployment.site, size)?;
        let quantity = Quantity::new(each.amount * months(hours_from(running, 0)), each.unit);
        Ok(Some(self.usage(Category::BlockStorage, tariff, quantity)))
    }

    /// What it costs the organisation to run the service on machines of its own.
    fn operations(&self) -> Option<Usage<'a>> {
        let cost = self.context.topology.operating_cost_per_self_hosted.dollars();
        let product = self.context.catalog.realisation(self.deployment.realisation?);
        if cost.is_zero() || !product.is_self_hosted() {
            return None;
        }
        let price = Price::new(cost, Unit::Month);
        let row = "plan:policy.operating_cost_per_self_hosted";
        let tariff = Tariff::flat("operating-cost", price, row, "");
        let month = Quantity::new(1, Unit::Month);
        Some(self.usage(Category::Operations, Cow::Owned(tariff), month))
    }

    /// What the product is billed for beside nodes.
    fn components(&self) -> Result<Vec<Usage<'a>>, Rejection> {
        let Some(id) = self.deployment.realisation else { return Ok(Vec::new()) };
        let catalog = self.context.catalog;
        let realisation = catalog.realisation(id);
        let metered = realisation.metered(self.deployment.form, self.values);
        let mut used = Vec::new();
        for (meter, amount) in metered.ok_or(Rejection::TooSmall)? {
            let amount = amount.round_dp(9);
            if amount <= Decimal::ZERO {
                continue;
            }
            let Some(info) = catalog.meter_info(meter) else { continue };
            let quantity = Quantity::new(amount, info.unit);
            used.push(self.metered(info.category, meter, &info.title, quantity)?);
        }
        Ok(used)
    }

    fn nodes(&self) -> Result<Vec<Usage<'a>>, Rejection> {
        let list = list_of(self.context, self.service.kind, self.deployment);
        match (&self.deployment.hardware, list) {
            (Hardware::Nodes { sku, lots, running }, Some(list)) => {
                self.bought(list, *sku, lots, running)
            }
            (Hardware::Pool { vcpu, memory, running }, _) => self.pool(*vcpu, *memory, running),
            _ => Ok(Vec::new()),
        }
    }

    fn bought(
        &self,
        list: NodeList,
        sku: SkuId,
        lots: &[Lot],
        running: &Load,
    ) -> Result<Vec<Usage<'a>>, Rejection> {
        let catalog = self.context.catalog;
        let missing = || Rejection::no_price(format!("{} nodes", self.service.kind));
        let offers = catalog.offers(self.deployment.site, list);
        let sold = |offer: &&_| is_sold_as(offers, list, self.deployment.form, offer);
        let offer =
            offers.iter().filter(sold).find(|offer| offer.sku == sku).ok_or_else(missing)?;
        lots.iter()
            .zip(lot_hours(lots, running))
            .map(|(lot, hours)| {
                let tariff = catalog
                    .node_tariff(self.deployment.site, list, offer, lot.purchase)
                    .ok_or_else(missing)?;
                let quantity = Quantity::new(hours * u64::from(offer.units), Unit::Hour);
                let category = node_category(self.service.kind, list);
                let mut usage = self.usage(category, Cow::Owned(tariff), quantity);
                usage.purchase = Some(lot.purchase);
                Ok(usage)
            })
            .collect()
    }

    /// Machines of a pool are reserved for the peak: what is kept free for them serves nobody else.
    fn pool(
        &self,
        vcpu: Decimal,
        memory: Data,
        running: &Load,
    ) -> Result<Vec<Usage<'a>>, Rejection> {
        let hours = Decimal::from(u64::from(running.peak()) * u64::from(HOURS_PER_MONTH));
        let processors = Quantity::new(vcpu * hours, Unit::VcpuHour);
        let memory = Quantity::new(memory.gib() * hours, Unit::GibHour);
        let category = node_category(self.service.kind, NodeList::Vm);
        Ok(vec![
            self.metered(category, Meter::PoolVcpu, "processors", processors)?,
            self.metered(category, Meter::PoolMemory, "memory", memory)?,
        ])
    }

    fn metered(
        &self,
        category: Category,
        meter: Meter,
        what: &str,
        quantity: Quantity,
    ) -> Result<Usage<'a>, Rejection> {
        let Metered { tariff, units } = self
            .context
            .catalog
            .tariff(self.deployment.site, meter, self.deployment.form)
            .ok_or_else(|| Rejection::no_price(what))?;
        let billed = Quantity::new(quantity.amount * Decimal::from(units), quantity.unit);
        Ok(self.usage(category, Cow::Borrowed(tariff), billed))
    }

    fn usage(&self, category: Category, tariff: Cow<'a, Tariff>, quantity: Quantity) -> Usage<'a> {
        Usage {
            service: Some(self.id),
            site: Some(self.deployment.site),
            provider: self.site.provider,
            category,
            tariff,
            purchase: None,
            quantity,
        }
    }
}

/// What nodes are for, on the bill.
const fn node_category(kind: Kind, list: NodeList) -> Category {
    match (kind, list) {
        (Kind::Postgres | Kind::Mysql | Kind::Sqlserver, _) => Category::Database,
        (_, NodeList::Vm) => Category::Compute,
        (_, NodeList::Redis | NodeList::Valkey | NodeList::Memcached) => Category::Cache,
        (_, NodeList::Kafka) => Category::Messaging,
        _ => Category::Database,
    }
}

/// Hours as months of 730 hours, to six decimal places (what a meter would read).
fn months(hours: u64) -> Decimal {
    (Decimal::from(hours) / Decimal::from(HOURS_PER_MONTH)).round_dp(6)
}
