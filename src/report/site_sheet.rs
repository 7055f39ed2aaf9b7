//! One site: facts, numbers of offers, and its metered prices with catalog row and date.

use crate::catalog::{Catalog, Destination, Meter, SiteId, Tariff};
use crate::terms::{Engine, Form, Kind};

use super::number::count;
use super::section::Section;
use super::table::{Align, Table};

const COLUMNS: &[(&str, Align)] = &[
    ("Meter", Align::Prose),
    ("SKU", Align::Prose),
    ("Above", Align::Right),
    ("USD", Align::Right),
    ("Per", Align::Left),
    ("Row, as of", Align::Prose),
];

/// Everything about a site that is not an offer of nodes. Prices are exact, as listed.
#[must_use]
pub fn site(catalog: &Catalog, id: SiteId) -> String {
    let mut table = Table::new(COLUMNS);
    let mut missing = Vec::new();
    for (name, meter) in meters() {
        match catalog.tariff(id, meter) {
            Some(metered) => add(&mut table, &name, metered.units, metered.tariff),
            None if !is_pool(meter) => missing.push(name),
            None => {}
        }
    }
    for (name, to) in
        [("to another zone", Destination::Zone), ("to the internet", Destination::Internet)]
    {
        match catalog.transfer(id, to) {
            Some(tariff) => add(&mut table, name, 1, tariff),
            None => missing.push(name.to_owned()),
        }
    }
    let mut section = facts(catalog, id);
    if !table.is_empty() {
        section = section.table(table);
    }
    if !missing.is_empty() {
        section = section.note(format!("no price: {}", missing.join(", ")));
    }
    section.text()
}

/// Whether only the user's own sites sell by this meter.
const fn is_pool(meter: Meter) -> bool {
    matches!(meter, Meter::PoolVcpu | Meter::PoolMemory | Meter::PoolStorage)
}

fn facts(catalog: &Catalog, id: SiteId) -> Section {
    let site = catalog.site(id);
    let offers = [Kind::Vm, Kind::Postgres, Kind::Mysql]
        .map(|kind| format!("{} {kind}", count(catalog.offers(id, kind).len())));
    let open = if site.open { "" } else { ", not open to everybody" };
    let zones = crate::diag::count(site.zones as usize, "zone");
    let mut section = Section::new("Site")
        .say(format!(
            "{}: {} ({}, {}), {zones}{open} ({}).",
            site.code, site.name, site.city, site.country, site.row
        ))
        .say(format!("Lies in: {}.", site.residency.join(", ")))
        .say(format!("Offers: {}; disks: {}.", offers.join(", "), count(catalog.disks(id).len())));
    if let Some(pool) = &site.pool {
        section = section.say(format!(
            "Holds at most {} vCPU, {} of memory, {} of storage ({}).",
            pool.vcpu.normalize(),
            pool.memory,
            pool.storage,
            pool.arch
        ));
    }
    section
}

/// Every meter with its name.
fn meters() -> Vec<(String, Meter)> {
    let plain = [
        ("load balancer", Meter::LoadBalancer),
        ("load balancer capacity", Meter::LoadBalancerCapacity),
        ("NAT gateway", Meter::Nat),
        ("NAT data", Meter::NatData),
        ("public IPv4 address", Meter::PublicIp),
        ("vCPU", Meter::PoolVcpu),
        ("memory", Meter::PoolMemory),
        ("storage", Meter::PoolStorage),
    ];
    let mut meters: Vec<(String, Meter)> =
        plain.into_iter().map(|(name, meter)| (name.to_owned(), meter)).collect();
    for &form in Form::ALL {
        meters.push((format!("objects ({form})"), Meter::ObjectStorage(form)));
        meters.push((format!("object writes ({form})"), Meter::ObjectPut(form)));
        meters.push((format!("object reads ({form})"), Meter::ObjectGet(form)));
        for &engine in Engine::ALL {
            let name = format!("{engine} storage ({form})");
            meters.push((name, Meter::DatabaseStorage(engine, form)));
        }
    }
    meters
}

fn add(table: &mut Table, name: &str, units: u32, tariff: &Tariff) {
    let times = if units == 1 { String::new() } else { format!("{units} x ") };
    for (i, tier) in tariff.tiers.iter().enumerate() {
        let once = |text: &str| if i == 0 { text.to_owned() } else { String::new() };
        table.row([
            once(name),
            once(&tariff.sku),
            if tier.from.is_zero() { String::new() } else { tier.from.normalize().to_string() },
            format!("{times}{}", tier.usd.normalize()),
            tariff.unit.name().to_owned(),
            once(&format!("{}, {}", tariff.row, tariff.as_of)),
        ]);
    }
}
