//! One site: facts, numbers of offers, and its metered prices with catalog row and date.

use crate::catalog::{Catalog, Destination, Meter, SiteId, Tariff};
use crate::terms::{Form, NodeList};

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
    for (name, meter, form) in meters(catalog) {
        match catalog.tariff(id, meter, form) {
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
    let sold = NodeList::ALL.iter().map(|&list| (list, catalog.offers(id, list).len()));
    let offers: Vec<String> = sold
        .filter(|(list, number)| *number > 0 || *list == NodeList::Vm)
        .map(|(list, number)| format!("{} {list}", count(number)))
        .collect();
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

/// Every meter with its name, in each form in which its price may differ.
fn meters(catalog: &Catalog) -> Vec<(String, Meter, Form)> {
    let pool =
        [("vCPU", Meter::PoolVcpu), ("memory", Meter::PoolMemory), ("storage", Meter::PoolStorage)];
    let mut meters = Vec::new();
    for info in catalog.meters() {
        let Some(meter) = catalog.meter(&info.name) else { continue };
        for &form in Form::ALL {
            meters.push((format!("{} ({form})", info.title), meter, form));
        }
    }
    meters.extend(pool.map(|(name, meter)| (name.to_owned(), meter, Form::Single)));
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
