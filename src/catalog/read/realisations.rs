//! Reads the tables that say what kinds can be served by: meters, realisations and their components.

use std::collections::BTreeMap;

use crate::catalog::formula::Formula;
use crate::catalog::query::Catalog;
use crate::catalog::table::Row;
use crate::catalog::{Component, Meter, MeterInfo, Nodes, Ports, Realisation};
use crate::diag::{Diagnostic, Diagnostics};
use crate::terms::{Category, Form, Kind, NodeList, Provider};
use crate::units::Unit;

use super::{Input, report_duplicate};

/// Reads meters, before anything that names them.
pub fn meters(input: &Input<'_>, catalog: &mut Catalog, problems: &mut Diagnostics) {
    let Some(at) = input.table.require(["meter", "unit", "category", "title"], &[], problems)
    else {
        return;
    };
    for row in input.table.rows() {
        let Some(name) = row.required(at[0], problems) else { continue };
        let units: Vec<&str> = Unit::ALL.iter().map(|unit| unit.name()).collect();
        let Some(unit) = row.word(at[1], "unit", &units, Unit::parse, problems) else { continue };
        let names: Vec<&str> = Category::ALL.iter().map(|category| category.name()).collect();
        let found = row.word(at[2], "category", &names, Category::parse, problems);
        let Some(category) = found else { continue };
        let title = row.get(at[3]).to_owned();
        let info = MeterInfo { name: name.to_owned(), unit, category, title };
        if !catalog.add_meter(info) {
            let message = format!("`{name}` is counted in another unit already");
            problems.push(Diagnostic::error(message, row.span(at[1])));
        }
    }
}

const COLUMNS: [&str; 15] = [
    "provider",
    "kind",
    "realisation",
    "engine",
    "ports",
    "forms",
    "nodes",
    "count",
    "vcpu",
    "memory_gib",
    "disk_gib",
    "fits",
    "hosts",
    "title",
    "source",
];

/// Reads realisations; one of any provider (`*`) stands for one of each.
pub fn realisations(input: &Input<'_>, catalog: &mut Catalog, problems: &mut Diagnostics) {
    let Some(at) = input.table.require(COLUMNS, &[], problems) else { return };
    let mut read = BTreeMap::new();
    for row in input.table.rows() {
        let Some(providers) = providers(&row, at[0], problems) else { continue };
        let Some(realisation) = realisation(input, &row, at, problems) else { continue };
        for &provider in providers {
            let key = (provider, realisation.kind, realisation.name.clone());
            let one = Realisation { provider, ..realisation.clone() };
            if read.insert(key, one).is_some() {
                report_duplicate(&row, at[2], problems);
            }
        }
    }
    catalog.add_realisations(read.into_values());
}

fn providers(
    row: &Row<'_>,
    column: usize,
    problems: &mut Diagnostics,
) -> Option<&'static [Provider]> {
    if row.get(column) == "*" {
        return Some(Provider::ALL);
    }
    let names: Vec<&str> = Provider::ALL.iter().map(|provider| provider.name()).collect();
    let found = row.word(column, "provider", &names, Provider::parse, problems)?;
    Provider::ALL.iter().position(|&known| known == found).map(|at| &Provider::ALL[at..=at])
}

fn realisation(
    input: &Input<'_>,
    row: &Row<'_>,
    at: [usize; 15],
    problems: &mut Diagnostics,
) -> Option<Realisation> {
    let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
    let kind = row.word(at[1], "kind", &kinds, Kind::parse, problems)?;
    let name = row.required(at[2], problems)?.to_owned();
    let forms = match row.get(at[5]) {
        "both" => Form::ALL.to_vec(),
        _ => vec![row.word(
            at[5],
            "form",
            &["single", "zone-redundant", "both"],
            Form::parse,
            problems,
        )?],
    };
    Some(Realisation {
        // Set by the caller, once for each provider it stands for.
        provider: Provider::OnPrem,
        kind,
        name,
        engine: row.required(at[3], problems)?.to_owned(),
        ports: ports(row, at[4], problems)?,
        forms,
        nodes: nodes(row, at, problems)?,
        fits: formula(row, at[11], problems)?,
        hosts: row.get(at[12]).split_whitespace().map(str::to_owned).collect(),
        title: row.get(at[13]).to_owned(),
        components: Vec::new(),
        source: row.get(at[14]).to_owned(),
        row: input.row(row),
    })
}

/// The ports, the usual one first; `None` after a mistake.
fn ports(row: &Row<'_>, column: usize, problems: &mut Diagnostics) -> Option<Ports> {
    match row.get(column) {
        "" => return Some(Ports::Asked),
        "none" => return Some(Ports::Closed),
        _ => {}
    }
    let words = row.get(column).split_whitespace();
    let read: Option<Vec<u16>> =
        words.map(|word| word.parse().ok().filter(|&port| port > 0)).collect();
    if read.is_none() {
        let message = format!("`{}` is not a list of ports", row.get(column));
        let hint = "ports separated by spaces, the usual one first; `none` if nothing connects to it, \
                    nothing if it answers at whatever port a flow names";
        problems.push(Diagnostic::error(message, row.span(column)).hint(hint));
    }
    read.map(Ports::Fixed)
}

/// The nodes, if the row names a list of them; `None` after a mistake.
#[expect(clippy::option_option, reason = "none and wrong differ, and the caller treats them apart")]
fn nodes(row: &Row<'_>, at: [usize; 15], problems: &mut Diagnostics) -> Option<Option<Nodes>> {
    if row.get(at[6]).is_empty() {
        return Some(None);
    }
    let names: Vec<&str> = NodeList::ALL.iter().map(|list| list.name()).collect();
    let list = row.word(at[6], "list of nodes", &names, NodeList::parse, problems)?;
    let mut needed = |column: usize| {
        row.required(column, problems)?;
        formula(row, column, problems)?
    };
    let (count, vcpu, memory_gib) = (needed(at[7])?, needed(at[8])?, needed(at[9])?);
    let disk_gib = formula(row, at[10], problems)?;
    Some(Some(Nodes { list, count, vcpu, memory_gib, disk_gib }))
}

/// The formula of a field that may be empty; `None` after a mistake.
#[expect(
    clippy::option_option,
    reason = "empty and wrong differ, and the caller treats them apart"
)]
pub(super) fn formula(
    row: &Row<'_>,
    column: usize,
    problems: &mut Diagnostics,
) -> Option<Option<Formula>> {
    let text = row.get(column);
    if text.is_empty() {
        return Some(None);
    }
    match Formula::parse(text) {
        Ok(formula) => Some(Some(formula)),
        Err(mistake) => {
            let message = format!("`{text}` is not a formula: {mistake}");
            problems.push(Diagnostic::error(message, row.span(column)));
            None
        }
    }
}

/// Reads what realisations are billed for, after the realisations.
pub fn components(input: &Input<'_>, catalog: &mut Catalog, problems: &mut Diagnostics) {
    let columns = ["provider", "kind", "realisation", "form", "meter", "quantity", "source"];
    let Some(at) = input.table.require(columns, &[], problems) else { return };
    for row in input.table.rows() {
        let Some(component) = component(&row, at, catalog, problems) else { continue };
        let Some(providers) = providers(&row, at[0], problems) else { continue };
        let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        let Some(kind) = row.word(at[1], "kind", &kinds, Kind::parse, problems) else { continue };
        let mut named = false;
        for &provider in providers {
            named |= catalog.add_component(provider, kind, row.get(at[2]), &component);
        }
        if !named {
            let message = format!("no realisation of {kind} is called `{}`", row.get(at[2]));
            problems.push(Diagnostic::error(message, row.span(at[2])));
        }
    }
}

fn component(
    row: &Row<'_>,
    at: [usize; 7],
    catalog: &Catalog,
    problems: &mut Diagnostics,
) -> Option<Component> {
    let names: Vec<&str> = Form::ALL.iter().map(|form| form.name()).collect();
    let form = match row.get(at[3]) {
        "" => None,
        _ => Some(row.word(at[3], "form", &names, Form::parse, problems)?),
    };
    let meter = meter(row, at[4], catalog, problems)?;
    row.required(at[5], problems)?;
    let quantity = formula(row, at[5], problems)??;
    Some(Component { meter, form, quantity, source: row.get(at[6]).to_owned() })
}

/// The meter that a field names.
pub(super) fn meter(
    row: &Row<'_>,
    column: usize,
    catalog: &Catalog,
    problems: &mut Diagnostics,
) -> Option<Meter> {
    let names: Vec<&str> = catalog.meters().iter().map(|meter| meter.name.as_str()).collect();
    row.word(column, "meter", &names, |name| catalog.meter(name), problems)
}
