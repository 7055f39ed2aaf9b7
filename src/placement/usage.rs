//! What one deployment uses in a month, metered: the cost function's view of a service at a site.
//!
//! Traffic between deployments is `traffic`; what services share is `shared`.

use std::borrow::Cow;

use crate::catalog::{Catalog, Meter, Metered, Site};
use crate::plan::{Demand, Endpoint, Service, ServiceId, Topology};
use crate::terms::{Provider, Role};
use crate::units::{Data, Decimal, HOURS_PER_MONTH, Quantity, Unit};

use super::capacity::hours_from;
use super::sizing::{cheapest_disk, lot_hours, machine, provisioned_storage};
use super::{Category, Deployment, Hardware, Lot, Rejection, Usage};

/// The topology and the catalog that prices it.
#[derive(Clone, Copy)]
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
    let service = context.topology.service(id);
    let meter =
        Metering { context, id, service, deployment, site: context.catalog.site(deployment.site) };
    match &service.demand {
        Demand::Vm(vm) => meter.machines(vm.disk),
        Demand::Database(database) => meter.database(database.storage),
        Demand::ObjectStore(store) => meter.objects(store.storage, store.puts, store.gets),
        Demand::LoadBalancer(_) => meter.load_balancer(),
    }
}

/// Whether people reach a service directly, so that it needs public addresses.
#[must_use]
pub fn is_public(topology: &Topology, id: ServiceId) -> bool {
    topology
        .flows
        .iter()
        .any(|f| matches!(f.from, Endpoint::Users(_)) && f.to == Endpoint::Service(id))
}

struct Metering<'a, 'd> {
    context: Context<'a>,
    id: ServiceId,
    service: &'a Service,
    deployment: &'d Deployment,
    site: &'a Site,
}

impl<'a> Metering<'a, '_> {
    fn machines(&self, disk: Data) -> Result<Vec<Usage<'a>>, Rejection> {
        let mut used = self.processors(Category::Compute)?;
        used.push(self.disks(disk)?);
        if is_public(self.context.topology, self.id) && self.site.pool.is_none() {
            let hours = hours_from(&self.deployment.load, 0);
            used.push(self.addresses(hours)?);
        }
        Ok(used)
    }

    fn addresses(&self, hours: u64) -> Result<Usage<'a>, Rejection> {
        let hours = Quantity::new(hours, Unit::Hour);
        self.metered(Category::Network, Meter::PublicIp, "public addresses", hours)
    }

    /// One disk for every replica, for the hours that it runs.
    fn disks(&self, size: Data) -> Result<Usage<'a>, Rejection> {
        let replica_hours = hours_from(&self.deployment.load, 0);
        if self.site.pool.is_some() {
            let peak = Decimal::from(self.deployment.load.peak());
            let kept = Quantity::new(Decimal::from(size.gib_ceil()) * peak, Unit::GibMonth);
            return self.metered(Category::BlockStorage, Meter::PoolStorage, "storage", kept);
        }
        let (tariff, each) = cheapest_disk(self.context.catalog, self.deployment.site, size)?;
        let months = months(replica_hours);
        let quantity = Quantity::new(each.amount * months, each.unit);
        Ok(self.usage(Category::BlockStorage, tariff, quantity))
    }

    fn database(&self, asked: Data) -> Result<Vec<Usage<'a>>, Rejection> {
        let mut used = self.processors(Category::Database)?;
        let kept = provisioned_storage(self.site.provider, self.service.kind, asked)?;
        let kept = Quantity::new(Decimal::from(kept.gib_ceil()), Unit::GibMonth);
        let engine = self.service.kind.engine().ok_or(Rejection::NotOffered)?;
        let meter = match self.deployment.hardware {
            Hardware::Pool { .. } => Meter::PoolStorage,
            _ => Meter::DatabaseStorage(engine, self.deployment.form),
        };
        used.push(self.metered(Category::Database, meter, "database storage", kept)?);
        Ok(used)
    }

    fn objects(&self, storage: Data, puts: u64, gets: u64) -> Result<Vec<Usage<'a>>, Rejection> {
        let form = self.deployment.form;
        let category = Category::ObjectStorage;
        let serving = self.deployment.role == Role::Active;
        let reads = if serving { gets } else { 0 };
        let kept = storage.quantity(Unit::GibMonth);
        let lines = [
            (Meter::ObjectStorage(form), "object storage", kept),
            (Meter::ObjectPut(form), "object writes", Quantity::new(puts, Unit::Request)),
            (Meter::ObjectGet(form), "object reads", Quantity::new(reads, Unit::Request)),
        ];
        lines.into_iter().map(|(meter, what, q)| self.metered(category, meter, what, q)).collect()
    }

    fn load_balancer(&self) -> Result<Vec<Usage<'a>>, Rejection> {
        let month = Quantity::new(HOURS_PER_MONTH, Unit::Hour);
        let category = Category::LoadBalancer;
        let units = super::load_balancer::capacity_hours(
            self.context.topology,
            self.id,
            self.service,
            self.site.provider,
            self.deployment.role,
        );
        let mut used = vec![
            self.metered(category, Meter::LoadBalancer, "load balancer", month)?,
            self.metered(category, Meter::LoadBalancerCapacity, "load-balancer capacity", units)?,
        ];
        // An Application Gateway has a public address even if nobody outside calls it.
        let always = self.site.provider == Provider::Azure;
        if always || is_public(self.context.topology, self.id) {
            let addresses =
                super::load_balancer::addresses(self.site.provider, self.deployment.zones);
            let hours = u64::from(HOURS_PER_MONTH) * u64::from(addresses);
            used.push(self.addresses(hours)?);
        }
        Ok(used)
    }

    fn processors(&self, category: Category) -> Result<Vec<Usage<'a>>, Rejection> {
        match &self.deployment.hardware {
            Hardware::Nodes { sku, lots } => self.nodes(category, *sku, lots),
            Hardware::Pool { vcpu, memory } => self.pool(category, *vcpu, *memory),
            Hardware::Managed => Ok(Vec::new()),
        }
    }

    fn nodes(
        &self,
        category: Category,
        sku: crate::catalog::SkuId,
        lots: &[Lot],
    ) -> Result<Vec<Usage<'a>>, Rejection> {
        let catalog = self.context.catalog;
        let missing = || Rejection::no_price(format!("{} nodes", self.service.kind));
        let form = super::sizing::offered_form(self.service.kind, self.deployment.form);
        let offer = catalog
            .offers(self.deployment.site, self.service.kind)
            .iter()
            .find(|offer| offer.sku == sku && offer.form == form)
            .ok_or_else(missing)?;
        let hours = lot_hours(lots, &self.deployment.load);
        lots.iter()
            .zip(hours)
            .map(|(lot, hours)| {
                let tariff = catalog
                    .node_tariff(self.deployment.site, self.service.kind, offer, lot.purchase)
                    .ok_or_else(missing)?;
                let quantity = Quantity::new(hours * u64::from(offer.units), Unit::Hour);
                let mut usage = self.usage(category, Cow::Owned(tariff), quantity);
                usage.purchase = Some(lot.purchase);
                Ok(usage)
            })
            .collect()
    }

    /// Machines of a pool are reserved for the peak: what is kept free for them serves nobody else.
    fn pool(
        &self,
        category: Category,
        vcpu: Decimal,
        memory: Data,
    ) -> Result<Vec<Usage<'a>>, Rejection> {
        debug_assert!(machine(self.service).is_some(), "only machines run in a pool");
        let hours = Decimal::from(self.deployment.load.peak() * HOURS_PER_MONTH);
        let processors = Quantity::new(vcpu * hours, Unit::VcpuHour);
        let memory = Quantity::new(memory.gib() * hours, Unit::GibHour);
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
            .tariff(self.deployment.site, meter)
            .ok_or_else(|| Rejection::no_price(what))?;
        let billed = Quantity::new(quantity.amount * Decimal::from(units), quantity.unit);
        Ok(self.usage(category, Cow::Borrowed(tariff), billed))
    }

    fn usage(
        &self,
        category: Category,
        tariff: Cow<'a, crate::catalog::Tariff>,
        quantity: Quantity,
    ) -> Usage<'a> {
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

/// Hours as months of 730 hours, to six decimal places (what a meter would read).
fn months(hours: u64) -> Decimal {
    (Decimal::from(hours) / Decimal::from(HOURS_PER_MONTH)).round_dp(6)
}
