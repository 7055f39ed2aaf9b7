//! Reads SKUs, a user's own offers of nodes, and commitments that stand apart from the offers.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Diagnostics};
use crate::terms::{Arch, Provider, Purchase};
use crate::units::{Data, Decimal};

use super::{Input, report_duplicate};
use crate::catalog::offers::{self as table_of_offers, Found, Names};
use crate::catalog::query::{Catalog, Commitment};
use crate::catalog::shelf::Offers;
use crate::catalog::table::Row;
use crate::catalog::{SiteId, Sku, SkuId};

/// SKUs by name and provider.
type SkuMap = BTreeMap<(String, Provider), Sku>;

/// Reads a table of SKUs.
pub(in crate::catalog) fn skus(input: &Input<'_>, skus: &mut SkuMap, problems: &mut Diagnostics) {
    let required = ["sku", "vcpu", "memory_gib", "arch", "gpus", "family"];
    let Some(at) = input.table.require(required, &["burstable"], problems) else { return };
    let Some(provider) = input.provider() else {
        let problem = Diagnostic::error("the table does not name its provider", input.table.top());
        problems.push(problem.hint("add a line `# provider: aws`"));
        return;
    };
    let burstable = input.table.optional("burstable");
    let mut read = SkuMap::new();
    for row in input.table.rows() {
        let Some(mut sku) = sku(provider, &row, at, problems) else { continue };
        sku.burstable = row.flag(burstable, false, problems).unwrap_or_default();
        if read.insert((sku.name.clone(), provider), sku).is_some() {
            report_duplicate(&row, at[0], problems);
        }
    }
    skus.extend(read);
}

fn sku(
    provider: Provider,
    row: &Row<'_>,
    at: [usize; 6],
    problems: &mut Diagnostics,
) -> Option<Sku> {
    let [name, vcpu, memory, arch, gpus, family] = at;
    let known: Vec<&str> = Arch::ALL.iter().map(|arch| arch.name()).collect();
    let gpus = if row.get(gpus).is_empty() { Decimal::ZERO } else { row.decimal(gpus, problems)? };
    Some(Sku {
        name: row.required(name, problems)?.to_owned(),
        provider,
        vcpu: row.decimal(vcpu, problems)?,
        memory: memory_of(row, memory, problems)?,
        arch: row.word(arch, "processor architecture", &known, Arch::parse, problems)?,
        gpus,
        family: row.get(family).to_owned(),
        burstable: false,
    })
}

/// Memory in GiB, which may be a fraction such as 0.5.
fn memory_of(row: &Row<'_>, column: usize, problems: &mut Diagnostics) -> Option<Data> {
    let gib = row.decimal(column, problems)?;
    let bytes = (gib * Decimal::from(1_u64 << 30)).trunc();
    let data = u64::try_from(bytes).ok().filter(|&b| b > 0).map(Data::from_bytes);
    if data.is_none() {
        problems.push(Diagnostic::error("memory must be above zero", row.span(column)));
    }
    data
}

/// Reads a user's own table of offers onto the shelves.
pub(super) fn offers(input: &Input<'_>, catalog: &mut Catalog, problems: &mut Diagnostics) {
    let Some(list) = table_of_offers::list_of(&input.table) else { return };
    let site_of = |code: &str| {
        let id = catalog.find(&input.code(code))?;
        Some((id, catalog.site(id).provider))
    };
    let default_site = input.table.header("site").and_then(site_of);
    if let (Some(code), None) = (input.table.header("site"), default_site) {
        let problem = Diagnostic::error(format!("unknown site `{code}`"), input.table.top());
        problems.push(problem);
        return;
    }
    let mut read: BTreeMap<SiteId, Offers> = BTreeMap::new();
    let names = Names { skus: &catalog.skus, site: &site_of, default_site };
    table_of_offers::read(&input.table, &names, problems, &mut |found: Found<'_>| {
        read.entry(found.site).or_default().push(found.offer, &input.table, found.as_of);
    });
    for (site, mut offers) in read {
        for line in offers.sort() {
            if let Some(row) = input.table.rows().find(|row| row.line == line) {
                report_duplicate(&row, 0, problems);
            }
        }
        if let Some(shelf) = catalog.shelves.get_mut(&(site, list)) {
            shelf.add(&offers);
        }
    }
}

/// Reads prices under commitments that are published apart from the offers of virtual machines.
pub(super) fn commitments(input: &Input<'_>, catalog: &mut Catalog, problems: &mut Diagnostics) {
    let mut optional: Vec<&str> = vec!["as_of", "source"];
    optional.extend(Purchase::ALL.iter().map(|p| p.name()));
    let Some(at) = input.table.require(["site", "sku"], &optional, problems) else { return };
    let columns = input.table.columns().iter().enumerate();
    let options: Vec<(usize, Purchase)> =
        columns.filter_map(|(at, name)| Some((at, Purchase::parse(name)?))).collect();
    let mut read: BTreeMap<(SiteId, SkuId), Vec<Commitment>> = BTreeMap::new();
    for row in input.table.rows() {
        let Some(site) = input.site(catalog, &row, at[0], problems) else { continue };
        let provider = catalog.site(site).provider;
        let Some(sku) = catalog.skus.find(provider, row.get(at[1]), 0) else {
            let message = format!("unknown SKU `{}` of {provider}", row.get(at[1]));
            problems.push(Diagnostic::error(message, row.span(at[1])));
            continue;
        };
        let mut prices = Vec::new();
        for &(column, purchase) in &options {
            if row.get(column).is_empty() {
                continue;
            }
            let Some(usd) = row.price(column, problems) else { continue };
            let as_of = input.as_of(&row, input.table.optional("as_of")).to_owned();
            prices.push(Commitment { purchase, usd, row: input.row(&row), as_of });
        }
        if read.insert((site, sku), prices).is_some() {
            report_duplicate(&row, at[1], problems);
        }
    }
    catalog.commitments.extend(read);
}
