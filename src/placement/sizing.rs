//! The best hardware for a deployment: which SKU, how many, bought how.
//!
//! An exact minimisation over the site's offers of one list. It depends on one service, one site, one form
//! and one load only, which is what makes the price tables of the model small.

use std::borrow::Cow;

use crate::catalog::{
    Catalog, NodeOffer, Nodes, Pool, RealisationId, Site, SiteId, Sku, Tariff, Values,
};
use crate::plan::{Demand, Load, Service};
use crate::terms::{Arch, Form, Kind, NodeList, Purchase};
use crate::units::{Data, Decimal, HOURS_PER_MONTH, Price, Quantity, Unit, Usd};

use super::by_price::ByPrice;
use super::capacity::{hours_from, hours_of_replica};
use super::cluster::{self, Pods};
use super::quota::frugal;
use super::usage::Context;
use super::{Deployment, Hardware, Lot, Rejection};

/// What nodes must be able to do.
pub struct Wanted {
    /// Where they are sold.
    pub list: NodeList,
    /// How many must run when, and how large each must be.
    pub nodes: Wish,
    /// Graphics processors of each.
    pub gpus: u32,
    /// Architectures that will do.
    pub arch: Vec<Arch>,
    /// Whether processors that only burst to full speed are good enough.
    pub burstable: bool,
    /// Whether they may be interrupted at any time.
    pub interruptible: bool,
    /// Whether they are bought only after a loss, and then by the hour.
    pub waiting: bool,
}

/// How many nodes of which size.
pub enum Wish {
    /// So many, each at least so large.
    Each {
        /// Virtual processors of each.
        vcpu: Decimal,
        /// Memory of each.
        memory: Data,
        /// How many run for how many hours of the month.
        running: Load,
    },
    /// As many as hold the pods of a cluster.
    Holding(Pods),
}

/// What the nodes of a deployment must be able to do; `None` if it runs on none that are named.
///
/// # Errors
/// If the product's own rules give no size for what is asked.
pub fn wanted(
    context: Context<'_>,
    service: &Service,
    deployment: &Deployment,
    values: &Values,
    pods: Option<Pods>,
) -> Result<Option<Wanted>, Rejection> {
    if let (Demand::Vm(vm), true) = (&service.demand, service.kind.is_machine()) {
        let running = deployment.load.clone();
        return Ok(Some(Wanted {
            list: NodeList::Vm,
            nodes: Wish::Each { vcpu: vm.cpu, memory: vm.memory, running },
            gpus: vm.gpus,
            arch: vm.arch.clone(),
            burstable: vm.burstable,
            interruptible: vm.interruptible,
            waiting: false,
        }));
    }
    let Some(nodes) = nodes_of(context.catalog, deployment.realisation) else { return Ok(None) };
    let (wish, arch) = match pods {
        Some(pods) => {
            let arch = pods.arch.clone();
            (Wish::Holding(pods), arch)
        }
        None => (each(nodes, deployment, values).ok_or(Rejection::TooSmall)?, Arch::ALL.to_vec()),
    };
    let burstable = values.get("burstable").is_some_and(|flag| !flag.is_zero());
    let list = nodes.list;
    Ok(Some(Wanted {
        list,
        nodes: wish,
        gpus: 0,
        arch,
        burstable,
        interruptible: false,
        waiting: false,
    }))
}

fn each(nodes: &Nodes, deployment: &Deployment, values: &Values) -> Option<Wish> {
    let count = u32::try_from(nodes.count.value(values)?.ceil()).ok().filter(|&n| n > 0)?;
    let memory = nodes.memory_gib.value(values)?.max(Decimal::ZERO) * Decimal::from(1_u64 << 30);
    Some(Wish::Each {
        vcpu: nodes.vcpu.value(values)?,
        memory: Data::from_bytes(u64::try_from(memory.ceil()).ok()?),
        running: deployment.load.map(|replicas| replicas.saturating_mul(count)),
    })
}

/// The nodes that a realisation runs on.
#[must_use]
pub fn nodes_of(catalog: &Catalog, realisation: Option<RealisationId>) -> Option<&Nodes> {
    realisation.and_then(|id| catalog.realisation(id).nodes.as_ref())
}

/// The list that the nodes of a deployment come from.
#[must_use]
pub fn list_of(context: Context<'_>, kind: Kind, deployment: &Deployment) -> Option<NodeList> {
    if kind.is_machine() {
        return Some(NodeList::Vm);
    }
    nodes_of(context.catalog, deployment.realisation).map(|nodes| nodes.list)
}

/// The cheapest hardware at a site in a form; where processors are `scarce`, also what has fewer of them than all that is
/// cheaper. Never empty.
///
/// # Errors
/// The reason why no offer there can serve.
pub fn cheapest(
    context: Context<'_>,
    service: &Service,
    (site, form): (SiteId, Form),
    wanted: &Wanted,
    (by_price, scarce): (&ByPrice, bool),
) -> Result<Vec<Hardware>, Rejection> {
    match &context.catalog.site(site).pool {
        Some(pool) => in_pool(service, pool, wanted).map(|hardware| vec![hardware]),
        None if scarce && wanted.list == NodeList::Vm => {
            let every = every_node(context, service, (site, form), wanted)?;
            let fewer = frugal(every, |(vcpus, _)| *vcpus);
            Ok(fewer.into_iter().map(|(_, hardware)| hardware).collect())
        }
        None => cheapest_nodes(context, service, (site, form), wanted, by_price)
            .map(|hardware| vec![hardware]),
    }
}

/// Every SKU that can do what is wanted, bought in its cheapest way, with its virtual processors: the cheapest first.
fn every_node(
    context: Context<'_>,
    service: &Service,
    (site, form): (SiteId, Form),
    wanted: &Wanted,
) -> Result<Vec<(Decimal, Hardware)>, Rejection> {
    let catalog = context.catalog;
    let offers = catalog.offers(site, wanted.list);
    let fresh = || Cheapest {
        context,
        service,
        wanted,
        options: Options::of(context, wanted),
        too_small: true,
        best: None,
    };
    let mut found: Vec<(Usd, &str, Decimal, Hardware)> = Vec::new();
    let mut too_small = true;
    for offer in offers.iter().filter(|offer| is_sold_as(offers, wanted.list, form, offer)) {
        let mut search = fresh();
        search.consider(offer);
        too_small &= search.too_small;
        if let Some(Best { cost, name, hardware }) = search.best {
            let nodes = hardware.running().map_or(0, Load::peak);
            let vcpus = catalog.sku(offer.sku).vcpu * Decimal::from(nodes);
            found.push((cost, name, vcpus, hardware));
        }
    }
    if found.is_empty() {
        let reason = match too_small {
            _ if offers.is_empty() => Rejection::NotOffered,
            true => Rejection::TooSmall,
            false => Rejection::no_price(format!("{} nodes", service.kind)),
        };
        return Err(reason);
    }
    found.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
    Ok(found.into_iter().map(|(_, _, vcpus, hardware)| (vcpus, hardware)).collect())
}

/// Sizes of machines that a cluster in a pool is made of: virtual processors and GiB of memory.
const POOL_NODES: &[(u32, u32)] = &[(4, 16), (8, 32), (16, 64), (32, 128), (64, 256)];

fn in_pool(service: &Service, pool: &Pool, wanted: &Wanted) -> Result<Hardware, Rejection> {
    if wanted.list != NodeList::Vm {
        return Err(Rejection::NotOffered);
    }
    if wanted.gpus > 0 || !wanted.arch.contains(&pool.arch) {
        return Err(Rejection::TooSmall);
    }
    match &wanted.nodes {
        Wish::Each { vcpu, memory, running } => {
            if *vcpu > pool.vcpu || *memory > pool.memory {
                return Err(Rejection::TooSmall);
            }
            Ok(Hardware::Pool { vcpu: *vcpu, memory: *memory, running: running.clone() })
        }
        Wish::Holding(pods) => POOL_NODES
            .iter()
            .filter_map(|&(vcpu, gib)| {
                let (vcpu, memory) = (Decimal::from(vcpu), Data::from_gib(gib));
                let running = pods.nodes(cluster::room(service, vcpu, memory))?;
                Some(Hardware::Pool { vcpu, memory, running })
            })
            // The fewest processors in all; sizes have the same memory for each of them.
            .min_by_key(|hardware| match hardware {
                Hardware::Pool { vcpu, running, .. } => *vcpu * Decimal::from(running.peak()),
                _ => Decimal::MAX,
            })
            .ok_or(Rejection::TooSmall),
    }
}

/// Families of machines that cannot run what a placement asks of them, though they are still on the price
/// lists: the first generations of AWS start paravirtual images only, a1 is older than what current Arm
/// images need, and Azure's Av2 sizes take no premium disks.
const UNFIT_FAMILIES: &[&str] = &["a1", "c1", "m1", "m2", "t1", "standardAv2Family"];

/// The nodes of a SKU over the month, if nodes of it can do what is wanted.
#[must_use]
pub fn running<'w>(service: &Service, wanted: &'w Wanted, sku: &Sku) -> Option<Cow<'w, Load>> {
    if !is_fit(wanted, sku) {
        return None;
    }
    match &wanted.nodes {
        Wish::Each { vcpu, memory, running } => {
            (sku.vcpu >= *vcpu && sku.memory >= *memory).then_some(Cow::Borrowed(running))
        }
        Wish::Holding(pods) => {
            cluster::suits(service, pods, sku).then_some(())?;
            pods.nodes(cluster::room(service, sku.vcpu, sku.memory)).map(Cow::Owned)
        }
    }
}

/// Whether a node of a SKU can do what is wanted, but for its size and the pods that it must hold.
#[must_use]
pub fn is_fit(wanted: &Wanted, sku: &Sku) -> bool {
    let machines = wanted.list == NodeList::Vm;
    // A managed node runs on whatever processor its provider uses; pods say themselves where they run.
    let any_arch = !machines || matches!(wanted.nodes, Wish::Holding(_));
    !(machines && UNFIT_FAMILIES.contains(&sku.family.as_str()))
        && sku.gpus >= Decimal::from(wanted.gpus)
        && (wanted.burstable || !sku.burstable)
        && (any_arch || wanted.arch.contains(&sku.arch))
}

/// Whether an offer is sold in the form that a deployment needs: machines are single nodes that we spread,
/// and so is what a list only has single nodes of; else the standby belongs to the offer.
#[must_use]
pub fn is_sold_as(offers: &[NodeOffer], list: NodeList, form: Form, offer: &NodeOffer) -> bool {
    let spread = list != NodeList::Vm && offers.iter().any(|o| o.form == Form::ZoneRedundant);
    offer.form == if spread { form } else { Form::Single }
}

fn cheapest_nodes(
    context: Context<'_>,
    service: &Service,
    (site, form): (SiteId, Form),
    wanted: &Wanted,
    by_price: &ByPrice,
) -> Result<Hardware, Rejection> {
    let catalog = context.catalog;
    let offers = catalog.offers(site, wanted.list);
    if offers.is_empty() {
        return Err(Rejection::NotOffered);
    }
    let options = Options::of(context, wanted);
    let mut search = Cheapest { context, service, wanted, options, too_small: true, best: None };
    match &wanted.nodes {
        Wish::Each { running, .. } => {
            let hours = Decimal::from(hours_from(running, 0));
            for offer in by_price.offers(catalog, (site, form), wanted, &search.options).iter() {
                let is_dearer = |best: &Best<'_>| Usd::new(offer.hour * hours) > best.cost;
                if search.best.as_ref().is_some_and(is_dearer) {
                    break;
                }
                search.consider(&offers[offer.at]);
            }
        }
        // How many hold the pods depends on more than the size of a node.
        Wish::Holding(_) => offers
            .iter()
            .filter(|offer| is_sold_as(offers, wanted.list, form, offer))
            .for_each(|offer| search.consider(offer)),
    }
    match search.best {
        Some(best) => Ok(best.hardware),
        None if search.too_small => Err(Rejection::TooSmall),
        None => Err(Rejection::no_price(format!("{} nodes", service.kind))),
    }
}

/// The search for the cheapest offer, which goes through offers one by one.
struct Cheapest<'a, 'w> {
    context: Context<'a>,
    service: &'w Service,
    wanted: &'w Wanted,
    options: Options<'w>,
    too_small: bool,
    best: Option<Best<'a>>,
}

/// The cheapest so far; of equally cheap ones the first by name.
struct Best<'a> {
    cost: Usd,
    name: &'a str,
    hardware: Hardware,
}

impl Cheapest<'_, '_> {
    fn consider(&mut self, offer: &NodeOffer) {
        let sku = self.context.catalog.sku(offer.sku);
        let Some(running) = running(self.service, self.wanted, sku) else { return };
        self.too_small = false;
        if self.best.as_ref().is_some_and(|best| self.options.least(offer, &running) > best.cost) {
            return;
        }
        let Some(lots) = self.options.lots(offer, &running) else { return };
        let cost = lots_cost(offer, &lots, &running);
        let this = (cost, sku.name.as_str());
        if self.best.as_ref().is_none_or(|best| this < (best.cost, best.name)) {
            let hardware = Hardware::Nodes { sku: offer.sku, lots, running: running.into_owned() };
            self.best = Some(Best { cost, name: &sku.name, hardware });
        }
    }
}

/// Purchase options that a service may use.
pub struct Options<'a> {
    /// With a term.
    pub commitments: &'a [Purchase],
    interruptible: bool,
}

impl<'a> Options<'a> {
    /// What may be used for what is wanted.
    fn of(context: Context<'a>, wanted: &Wanted) -> Self {
        if wanted.waiting {
            return Options { commitments: &[], interruptible: false };
        }
        let commitments = context.topology.commitments.as_slice();
        Options { commitments, interruptible: wanted.interruptible }
    }

    /// The cheapest lots for a load: each replica alone decides between a commitment for all hours of
    /// the month and paying for the hours it runs, so the choice is exact.
    fn lots(&self, offer: &NodeOffer, load: &Load) -> Option<Vec<Lot>> {
        let hourly = self.best(offer, &[Purchase::OnDemand, Purchase::Spot]);
        let committed = self.best(offer, self.commitments);
        let peak = load.peak();
        let (base, rest) = match (committed, hourly) {
            (None, None) => return None,
            (None, Some(_)) => (0, peak),
            (Some(_), None) => (peak, 0),
            (Some((_, month)), Some((_, hour))) => {
                let pays = |k: u32| {
                    let hours = Decimal::from(hours_of_replica(load, k));
                    hour.usd() * hours > month.usd() * Decimal::from(HOURS_PER_MONTH)
                };
                let base = (0..peak).take_while(|&k| pays(k)).count();
                let base = u32::try_from(base).unwrap_or(peak);
                (base, peak - base)
            }
        };
        let lot = |option: Option<(Purchase, Price)>, count| {
            option.filter(|_| count > 0).map(|(purchase, _)| Lot { purchase, count })
        };
        Some([lot(committed, base), lot(hourly, rest)].into_iter().flatten().collect())
    }

    /// What an offer costs at least over the hours that run: each at the lowest price that there is.
    fn least(&self, offer: &NodeOffer, load: &Load) -> Usd {
        let hours = Decimal::from(hours_from(load, 0));
        Usd::new(self.least_hour(offer).unwrap_or_default() * hours)
    }

    /// Dollars for an hour of a node at the lowest price that there is; none if it is not sold.
    pub fn least_hour(&self, offer: &NodeOffer) -> Option<Decimal> {
        let prices = [
            self.best(offer, &[Purchase::OnDemand, Purchase::Spot]),
            self.best(offer, self.commitments),
        ];
        let least = prices.into_iter().flatten().map(|(_, price)| price.usd()).min();
        least.map(|price| price * Decimal::from(offer.units))
    }

    /// The cheapest of some options that an offer is sold under, with its price.
    pub fn best(&self, offer: &NodeOffer, among: &[Purchase]) -> Option<(Purchase, Price)> {
        let usable = among.iter().filter(|p| self.interruptible || **p != Purchase::Spot);
        usable
            .filter_map(|&p| Some((p, offer.price(p)?)))
            .min_by_key(|&(purchase, price)| (price.usd(), purchase))
    }
}

/// What lots of an offer cost in a month: the sum that [`lot_hours`] and the listed price give.
#[must_use]
pub fn lots_cost(offer: &NodeOffer, lots: &[Lot], load: &Load) -> Usd {
    let hours = lot_hours(lots, load);
    lots.iter()
        .zip(hours)
        .filter_map(|(lot, hours)| {
            let billed = Quantity::new(hours * u64::from(offer.units), Unit::Hour);
            offer.price(lot.purchase).map(|price| price * billed)
        })
        .sum()
}

/// Node hours billed for each lot: all hours for commitments, hours run for the rest.
#[must_use]
pub fn lot_hours(lots: &[Lot], load: &Load) -> Vec<u64> {
    let committed: u32 = lots.iter().filter(|l| l.purchase.is_commitment()).map(|l| l.count).sum();
    lots.iter()
        .map(|lot| {
            if lot.purchase.is_commitment() {
                u64::from(lot.count) * u64::from(HOURS_PER_MONTH)
            } else {
                hours_from(load, committed)
            }
        })
        .collect()
}

/// The disk of each machine of a deployment; `None` if it has none that is billed apart.
#[must_use]
pub fn disk_of(
    context: Context<'_>,
    service: &Service,
    deployment: &Deployment,
    values: &Values,
) -> Option<Data> {
    if let (Demand::Vm(vm), true) = (&service.demand, service.kind.is_machine()) {
        return Some(vm.disk);
    }
    let nodes = nodes_of(context.catalog, deployment.realisation)?;
    let gib = nodes.disk_gib.as_ref()?.value(values)?.ceil();
    u32::try_from(gib).ok().filter(|&gib| gib > 0).map(Data::from_gib)
}

/// The cheapest disk at a site that holds what is asked, with the quantity of its tariff for one disk.
///
/// # Errors
/// If no disk is priced there or none is large enough.
pub fn cheapest_disk(
    catalog: &Catalog,
    site: SiteId,
    asked: Data,
) -> Result<(Cow<'_, Tariff>, Quantity), Rejection> {
    let whole_gib = Decimal::from(asked.gib_ceil());
    catalog
        .disks(site)
        .iter()
        .filter(|disk| disk.size.is_none_or(|fixed| fixed >= asked))
        .map(|disk| {
            let amount = if disk.size.is_some() { Decimal::ONE } else { whole_gib };
            (&disk.tariff, Quantity::new(amount, disk.tariff.unit))
        })
        .min_by_key(|(tariff, quantity)| (tariff.cost(*quantity), &tariff.sku))
        .map(|(tariff, quantity)| (Cow::Borrowed(tariff), quantity))
        .ok_or_else(|| Rejection::no_price("block storage"))
}

/// Whether a site is the user's own, whose machines come out of a pool.
#[must_use]
pub fn is_own(site: &Site) -> bool {
    site.pool.is_some()
}
