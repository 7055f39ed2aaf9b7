//! One site: facts, numbers of offers, and its metered prices with catalog row and date.

use crate::catalog::{Catalog, Destination, Meter, Metered, SiteId, Tariff};
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
    for info in catalog.meters() {
        let Some(meter) = catalog.meter(&info.name) else { continue };
        let priced = by_form(catalog, id, meter);
        if priced.is_empty() {
            missing.push(info.title.clone());
        }
        for (form, metered) in priced {
            let form = form.map_or(String::new(), |form| format!(" ({form})"));
            add(&mut table, &format!("{}{form}", info.title), metered.units, metered.tariff);
        }
    }
    for (name, meter) in POOL {
        if let Some(metered) = catalog.tariff(id, *meter, Form::Single) {
            add(&mut table, name, metered.units, metered.tariff);
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

/// What only the user's own sites sell.
const POOL: &[(&str, Meter)] =
    &[("vCPU", Meter::PoolVcpu), ("memory", Meter::PoolMemory), ("storage", Meter::PoolStorage)];

/// The prices of a meter at a site: one if it is the same in every form.
fn by_form(catalog: &Catalog, id: SiteId, meter: Meter) -> Vec<(Option<Form>, Metered<'_>)> {
    let priced = |form: &Form| Some((Some(*form), catalog.tariff(id, meter, *form)?));
    let all: Vec<(Option<Form>, Metered<'_>)> = Form::ALL.iter().filter_map(priced).collect();
    match all.as_slice() {
        [(_, one), (_, other)] if one == other => vec![(None, *one)],
        _ => all,
    }
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
