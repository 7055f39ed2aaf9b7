//! Reads prices of metered services and of block storage.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Diagnostics};
use crate::terms::Form;
use crate::units::{Data, Decimal, Unit};

use super::{Input, realisations, report_duplicate};
use crate::catalog::query::{Catalog, Seller, TariffKey};
use crate::catalog::table::Row;
use crate::catalog::tier_scope;
use crate::catalog::{DiskOffer, SiteId, Tariff, Tier};

/// How many of a unit one listed unit is: 10,000 requests for `10k-operations`.
///
/// Price lists write GB where they meter 2^30 bytes, so both spellings mean the same here.
pub(in crate::catalog) fn units_per_listed(listed: &str, unit: Unit) -> Option<Decimal> {
    let count = match (listed, unit) {
        ("hour" | "unit-hour" | "ACU-hour", Unit::Hour | Unit::CapacityHour)
        | ("LCU-hour", Unit::CapacityHour)
        | ("hour" | "vCPU-hour", Unit::VcpuHour)
        | ("GB-hour" | "GiB-hour", Unit::GibHour)
        | (
            "month" | "key-month" | "metric-month" | "alarm-month" | "object-month" | "IOPS-month"
            | "MBps-month",
            Unit::Month,
        )
        | ("GB" | "GiB", Unit::Gib)
        | ("GB-month" | "GiB-month", Unit::GibMonth)
        | ("second" | "GB-second" | "GiB-second", Unit::GibSecond)
        | ("second" | "vCPU-second", Unit::VcpuSecond)
        | ("unit" | "run" | "rotation", Unit::Unit)
        | ("query" | "message" | "notification" | "request-unit" | "request", Unit::Request) => 1,
        ("10-units", Unit::Request) => 10,
        ("thousand", Unit::Request | Unit::Unit) => 1_000,
        ("10k-operations", Unit::Request) => 10_000,
        ("100k-operations", Unit::Request) => 100_000,
        ("million", Unit::Request) => 1_000_000,
        _ => return None,
    };
    Some(Decimal::from(count))
}

/// The listed price and tier edge of a row in units of the tariff.
pub(super) fn tier(
    row: &Row<'_>,
    from: usize,
    price: usize,
    per_listed: Decimal,
    problems: &mut Diagnostics,
) -> Option<Tier> {
    let edge = if row.get(from).is_empty() { Decimal::ZERO } else { row.decimal(from, problems)? };
    let usd = row.price(price, problems)? / per_listed;
    Some(Tier { from: edge * per_listed, usd: usd.normalize() })
}

/// Adds a tier to the tariff of its key; rows of a tariff stand in order of their lower bounds.
pub(super) fn add_tier<K: Ord>(
    read: &mut BTreeMap<K, Tariff>,
    key: K,
    start: impl FnOnce() -> Tariff,
    tier: Tier,
    (row, column): (&Row<'_>, usize),
    problems: &mut Diagnostics,
) {
    let tariff = read.entry(key).or_insert_with(start);
    match tariff.tiers.last() {
        Some(last) if last.from == tier.from => report_duplicate(row, column, problems),
        Some(last) if last.from > tier.from => {
            let problem =
                Diagnostic::error("the tier starts below the one before", row.span(column));
            problems.push(problem.hint("list the tiers of a tariff from the lowest up"));
        }
        _ => tariff.tiers.push(tier),
    }
}

/// Reports a tier that counts otherwise than the tiers of its tariff before it.
pub(super) fn same_count(
    before: Option<&Tariff>,
    count: Option<&String>,
    (row, column): (&Row<'_>, usize),
    problems: &mut Diagnostics,
) {
    if before.is_some_and(|tariff| tariff.count.as_ref() != count) {
        let message = "the tiers of a tariff have one scope";
        problems.push(Diagnostic::error(message, row.span(column)));
    }
}

/// Reads a table of metered services.
pub(super) fn services(input: &Input<'_>, catalog: &mut Catalog, problems: &mut Diagnostics) {
    let required = ["meter", "form", "site", "sku", "unit", "tier_from", "price"];
    let optional = ["units", "scope", "as_of", "source"];
    let Some(at) = input.table.require(required, &optional, problems) else { return };
    let [meter_at, _, _, sku_at, unit_at, from_at, price_at] = at;
    let mut read: BTreeMap<TariffKey, Tariff> = BTreeMap::new();
    let mut multiples: BTreeMap<TariffKey, u32> = BTreeMap::new();
    for row in input.table.rows() {
        let Some(key) = key(input, catalog, &row, at, problems) else { continue };
        let unit = catalog.unit(key.1);
        let Some(per_listed) = units_per_listed(row.get(unit_at), unit) else {
            let message = format!("`{}` is not a unit of {}", row.get(unit_at), row.get(meter_at));
            problems.push(Diagnostic::error(message, row.span(unit_at)));
            continue;
        };
        let Some(tier) = tier(&row, from_at, price_at, per_listed, problems) else { continue };
        if let Some(units) = input.table.optional("units").filter(|&c| !row.get(c).is_empty()) {
            multiples.insert(key, row.whole(units, problems).unwrap_or(1));
        }
        let scope_at = input.table.optional("scope");
        let what = format!("{} {}", row.get(at[0]), row.get(at[1]));
        let provider = key.0.provider(catalog);
        let count = tier_scope::count(&row, scope_at, provider, what.trim_end(), problems);
        let place = (&row, scope_at.unwrap_or(meter_at));
        same_count(read.get(&key), count.as_ref(), place, problems);
        let start = || Tariff {
            sku: row.get(sku_at).to_owned(),
            unit,
            tiers: Vec::new(),
            listed: None,
            count: count.clone(),
            row: input.row(&row),
            as_of: input.as_of(&row, input.table.optional("as_of")).to_owned(),
        };
        add_tier(&mut read, key, start, tier, (&row, meter_at), problems);
    }
    for (key, tariff) in read {
        let units = multiples.get(&key).copied().unwrap_or(1);
        catalog.tariffs.insert(key, (tariff, units));
    }
}

/// What a row is the price of: `*` as site stands for every site of the provider.
fn key(
    input: &Input<'_>,
    catalog: &Catalog,
    row: &Row<'_>,
    at: [usize; 7],
    problems: &mut Diagnostics,
) -> Option<TariffKey> {
    let [meter_at, form_at, site_at, ..] = at;
    let forms: Vec<&str> = Form::ALL.iter().map(|form| form.name()).collect();
    let form = match row.get(form_at) {
        "" => None,
        _ => Some(row.word(form_at, "form", &forms, Form::parse, problems)?),
    };
    let meter = match catalog.meter(row.get(meter_at)) {
        Some(meter) => meter,
        None => realisations::meter(row, meter_at, catalog, problems)?,
    };
    let seller = match input.provider() {
        Some(provider) if row.get(site_at) == "*" => Seller::Provider(provider),
        _ => Seller::Site(input.site(catalog, row, site_at, problems)?),
    };
    Some((seller, meter, form))
}

/// Reads a table of block storage; a row without a size is a price per GiB-month.
pub(super) fn disks(input: &Input<'_>, catalog: &mut Catalog, problems: &mut Diagnostics) {
    let required = ["site", "sku", "size_gib", "unit", "price"];
    let Some(at) = input.table.require(required, &["as_of", "source"], problems) else { return };
    let [_, sku_at, gib_at, unit_at, price_at] = at;
    let mut read: BTreeMap<SiteId, BTreeMap<Option<Data>, DiskOffer>> = BTreeMap::new();
    for row in input.table.rows() {
        let Some(site) = input.site(catalog, &row, at[0], problems) else { continue };
        let (gib, unit) = match row.get(gib_at) {
            "" => (None, Unit::GibMonth),
            _ => (row.whole(gib_at, problems).map(Data::from_gib), Unit::Month),
        };
        if units_per_listed(row.get(unit_at), unit).is_none() {
            let message = format!("`{}` is not the unit of such a disk", row.get(unit_at));
            problems.push(Diagnostic::error(message, row.span(unit_at)).hint(
                "a disk of a fixed size is priced per `month`, one without a size per `GB-month`",
            ));
        }
        let Some(usd) = row.price(price_at, problems) else { continue };
        let tariff = Tariff {
            sku: row.get(sku_at).to_owned(),
            unit,
            tiers: vec![Tier { from: Decimal::ZERO, usd }],
            listed: None,
            count: None,
            row: input.row(&row),
            as_of: input.as_of(&row, input.table.optional("as_of")).to_owned(),
        };
        if read.entry(site).or_default().insert(gib, DiskOffer { size: gib, tariff }).is_some() {
            report_duplicate(&row, sku_at, problems);
        }
    }
    // A user's table replaces all disks of a site, since sizes of two ladders do not mix.
    let lists = read.into_iter().map(|(site, disks)| (site, disks.into_values().collect()));
    catalog.disks.extend(lists);
}
