//! The best hardware for a demand at a site: which SKU, bought how.
//!
//! An exact minimisation over the site's offers. It depends on one service, one site, one form and one
//! load only, which is what makes the price tables of the model small.

use std::borrow::Cow;

use crate::catalog::{Catalog, NodeOffer, SiteId, Sku, Tariff};
use crate::plan::{DatabaseDemand, Demand, Load, Service, VmDemand};
use crate::terms::{Arch, Form, Kind, Provider, Purchase};
use crate::units::{Data, Decimal, HOURS_PER_MONTH, Price, Quantity, Unit, Usd};

use super::capacity::{hours_from, hours_of_replica};
use super::{Hardware, Lot, Rejection};

/// The cheapest hardware at a site for `load` replicas of a service in a form.
///
/// # Errors
/// The reason why no offer there can serve.
pub fn cheapest(
    catalog: &Catalog,
    commitments: &[Purchase],
    service: &Service,
    site: SiteId,
    form: Form,
    load: &Load,
) -> Result<Hardware, Rejection> {
    match &service.demand {
        Demand::ObjectStore(_) | Demand::LoadBalancer(_) => Ok(Hardware::Managed),
        Demand::Vm(_) | Demand::Database(_) if catalog.site(site).pool.is_some() => {
            pool_machine(catalog, service, site)
        }
        Demand::Vm(_) | Demand::Database(_) => {
            cheapest_nodes(catalog, commitments, service, site, form, load)
        }
    }
}

/// Processors and memory of one replica; `None` for kinds that run on no machine.
#[must_use]
pub fn machine(service: &Service) -> Option<(Decimal, Data)> {
    match &service.demand {
        Demand::Vm(VmDemand { cpu, memory, .. })
        | Demand::Database(DatabaseDemand { cpu, memory, .. }) => Some((*cpu, *memory)),
        Demand::ObjectStore(_) | Demand::LoadBalancer(_) => None,
    }
}

/// Families of machines that cannot run what a placement asks of them, though they are still on the price
/// lists: the first generations of AWS start paravirtual images only, a1 is older than what current Arm
/// images need, and Azure's Av2 sizes take no premium disks.
const UNFIT_FAMILIES: &[&str] = &["a1", "c1", "m1", "m2", "t1", "standardAv2Family"];

/// Whether one node of a SKU carries one replica of a service.
#[must_use]
pub fn fits(service: &Service, sku: &Sku) -> bool {
    let Some((cpu, memory)) = machine(service) else { return false };
    let (arch, burstable, gpus) = match &service.demand {
        Demand::Vm(vm) => (vm.arch.as_slice(), vm.burstable, vm.gpus),
        // A managed database runs on whatever processor its provider uses.
        Demand::Database(database) => (Arch::ALL, database.burstable, 0),
        Demand::ObjectStore(_) | Demand::LoadBalancer(_) => return false,
    };
    sku.vcpu >= cpu
        && !UNFIT_FAMILIES.contains(&sku.family.as_str())
        && sku.memory >= memory
        && sku.gpus >= Decimal::from(gpus)
        && arch.contains(&sku.arch)
        && (burstable || !sku.burstable)
}

/// The form in which a kind's nodes are sold: replicas of machines are single nodes spread by us, a
/// database's standby belongs to its offer.
#[must_use]
pub fn offered_form(kind: Kind, form: Form) -> Form {
    if kind == Kind::Vm { Form::Single } else { form }
}

fn pool_machine(catalog: &Catalog, service: &Service, site: SiteId) -> Result<Hardware, Rejection> {
    let pool = catalog.site(site).pool.as_ref().ok_or(Rejection::NotOffered)?;
    let (vcpu, memory) = machine(service).ok_or(Rejection::NotOffered)?;
    if let Demand::Vm(vm) = &service.demand
        && (vm.gpus > 0 || !vm.arch.contains(&pool.arch))
    {
        return Err(Rejection::TooSmall);
    }
    if vcpu > pool.vcpu || memory > pool.memory {
        return Err(Rejection::TooSmall);
    }
    Ok(Hardware::Pool { vcpu, memory })
}

fn cheapest_nodes(
    catalog: &Catalog,
    commitments: &[Purchase],
    service: &Service,
    site: SiteId,
    form: Form,
    load: &Load,
) -> Result<Hardware, Rejection> {
    let sold_as = offered_form(service.kind, form);
    let offers = catalog.offers(site, service.kind);
    if offers.is_empty() {
        return Err(Rejection::NotOffered);
    }
    let options = Options { commitments, interruptible: interruptible(service) };
    let mut too_small = true;
    let mut best: Option<(Usd, &str, Hardware)> = None;
    for offer in offers {
        let sku = catalog.sku(offer.sku);
        if offer.form != sold_as || !fits(service, sku) {
            continue;
        }
        too_small = false;
        let Some(lots) = options.lots(offer, load) else { continue };
        let cost = lots_cost(offer, &lots, load);
        if best.as_ref().is_none_or(|(least, name, _)| (cost, sku.name.as_str()) < (*least, *name))
        {
            best = Some((cost, &sku.name, Hardware::Nodes { sku: offer.sku, lots }));
        }
    }
    match best {
        Some((_, _, hardware)) => Ok(hardware),
        None if too_small => Err(Rejection::TooSmall),
        None => Err(Rejection::no_price(format!("{} nodes", service.kind))),
    }
}

/// Whether spot capacity is good enough for a service.
#[must_use]
pub fn interruptible(service: &Service) -> bool {
    matches!(&service.demand, Demand::Vm(vm) if vm.interruptible)
}

/// Purchase options that a service may use.
struct Options<'a> {
    commitments: &'a [Purchase],
    interruptible: bool,
}

impl Options<'_> {
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

    fn best(&self, offer: &NodeOffer, among: &[Purchase]) -> Option<(Purchase, Price)> {
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

/// Sizes in GiB in which Azure provisions the storage of a `PostgreSQL` flexible server.
const AZURE_POSTGRES_GIB: &[u32] =
    &[32, 64, 128, 256, 512, 1_024, 2_048, 4_096, 8_192, 16_384, 32_767];

/// The least storage that a managed database is provisioned with, in GiB.
const DATABASE_GIB_MIN: u32 = 20;

/// The storage that a provider provisions (and bills) for a database that asks for `asked`.
///
/// # Errors
/// If it does not sell that much.
pub fn provisioned_storage(provider: Provider, kind: Kind, asked: Data) -> Result<Data, Rejection> {
    let gib = u32::try_from(asked.gib_ceil()).map_err(|_| Rejection::TooSmall)?;
    let provisioned = match (provider, kind) {
        (Provider::Azure, Kind::Postgres) => {
            AZURE_POSTGRES_GIB.iter().copied().find(|&size| size >= gib)
        }
        (Provider::Azure, _) => Some(gib.max(DATABASE_GIB_MIN)).filter(|&gib| gib <= 16_384),
        (Provider::Aws, _) => Some(gib.max(DATABASE_GIB_MIN)).filter(|&gib| gib <= 65_536),
        (Provider::OnPrem, _) => Some(gib),
    };
    provisioned.map(Data::from_gib).ok_or(Rejection::TooSmall)
}
