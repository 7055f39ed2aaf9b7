//! Reads facts that are not prices: zones of law, uptime promises, recovery figures, outages.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Diagnostic, Diagnostics};
use crate::terms::{Form, Kind, Provider, RecoveryTerm};
use crate::units::{Availability, Decimal, Seconds};

use super::{Input, report_duplicate};
use crate::catalog::query::Catalog;
use crate::catalog::table::Row;
use crate::catalog::{Mechanism, Outage, OutageScope, RecoveryFact, Sla, Support};

/// Reads which sites lie in which zones of law, with the evidence.
pub(super) fn residency(input: &Input<'_>, catalog: &mut Catalog, problems: &mut Diagnostics) {
    let at = input.table.require(["zone", "site", "evidence"], &[], problems);
    let Some([zone_at, site_at, evidence_at]) = at else { return };
    let mut read = BTreeMap::new();
    for row in input.table.rows() {
        let Some(zone) = row.required(zone_at, problems) else { continue };
        let Some(site) = input.site(catalog, &row, site_at, problems) else { continue };
        let evidence = format!("{} ({})", row.get(evidence_at), input.row(&row));
        if read.insert((site, zone.to_owned()), evidence).is_some() {
            report_duplicate(&row, site_at, problems);
        }
    }
    catalog.residency.extend(read);
}

/// Lists each site's zones of law, and all zones.
pub(super) fn finish_residency(catalog: &mut Catalog) {
    let mut zones = BTreeSet::new();
    for (site, zone) in catalog.residency.keys() {
        zones.insert(zone.clone());
        catalog.sites[usize::from(site.0)].residency.push(zone.clone());
    }
    catalog.zones_of_law = zones.into_iter().collect();
}

/// Reads uptime promises.
pub(super) fn slas(input: &Input<'_>, catalog: &mut Catalog, problems: &mut Diagnostics) {
    let required = ["provider", "kind", "form", "percent", "source"];
    let Some(at) = input.table.require(required, &["realisation"], problems) else { return };
    let by = input.table.optional("realisation");
    let mut read = BTreeMap::new();
    for row in input.table.rows() {
        let Some(provider) = provider(&row, at[0], problems) else { continue };
        let Some(kind) = kind(&row, at[1], problems) else { continue };
        let names: Vec<&str> = Form::ALL.iter().map(|form| form.name()).collect();
        let Some(form) = row.word(at[2], "form", &names, Form::parse, problems) else { continue };
        let Some(percent) = row.decimal(at[3], problems) else { continue };
        if percent <= Decimal::ZERO || percent > Decimal::ONE_HUNDRED {
            problems.push(Diagnostic::error("an uptime lies between 0 and 100 %", row.span(at[3])));
            continue;
        }
        let availability = Availability::from_fraction(percent / Decimal::ONE_HUNDRED);
        let source = row.get(at[4]).to_owned();
        let sla = Sla { provider, kind, form, availability, row: input.row(&row), source };
        let name = Some(row.maybe(by).to_owned()).filter(|name| !name.is_empty());
        if read.insert((provider, kind, name, form), sla).is_some() {
            report_duplicate(&row, at[0], problems);
        }
    }
    catalog.slas.extend(read);
}

pub(super) fn provider(
    row: &Row<'_>,
    column: usize,
    problems: &mut Diagnostics,
) -> Option<Provider> {
    let names: Vec<&str> = Provider::ALL.iter().map(|provider| provider.name()).collect();
    row.word(column, "provider", &names, Provider::parse, problems)
}

pub(super) fn kind(row: &Row<'_>, column: usize, problems: &mut Diagnostics) -> Option<Kind> {
    let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
    row.word(column, "kind", &names, Kind::parse, problems)
}

pub(super) fn mechanism(
    row: &Row<'_>,
    column: usize,
    problems: &mut Diagnostics,
) -> Option<Mechanism> {
    let names: Vec<&str> = Mechanism::ALL.iter().map(|mechanism| mechanism.name()).collect();
    row.word(column, "recovery mechanism", &names, Mechanism::parse, problems)
}

/// Reads figures of recovery estimates; `*` as provider or kind stands for any.
pub(super) fn recovery(input: &Input<'_>, catalog: &mut Catalog, problems: &mut Diagnostics) {
    let required = ["provider", "kind", "mechanism", "term", "seconds", "support", "source"];
    let Some(at) = input.table.require(required, &[], problems) else { return };
    let mut read = BTreeMap::new();
    for row in input.table.rows() {
        let Some(who) = any_or(&row, at[0], provider, problems) else { continue };
        let Some(what) = any_or(&row, at[1], kind, problems) else { continue };
        let Some(mechanism) = mechanism(&row, at[2], problems) else { continue };
        let names: Vec<&str> = RecoveryTerm::ALL.iter().map(|term| term.name()).collect();
        let Some(term) = row.word(at[3], "term", &names, RecoveryTerm::parse, problems) else {
            continue;
        };
        let Some(seconds) = row.whole(at[4], problems) else { continue };
        let Some(support) = support(&row, at[5], problems) else { continue };
        let fact = RecoveryFact {
            seconds: Seconds(u64::from(seconds)),
            support,
            row: input.row(&row),
            source: row.get(at[6]).to_owned(),
        };
        if read.insert((who, what, mechanism, term), fact).is_some() {
            report_duplicate(&row, at[3], problems);
        }
    }
    catalog.recovery.extend(read);
}

fn support(row: &Row<'_>, column: usize, problems: &mut Diagnostics) -> Option<Support> {
    let names: Vec<&str> = Support::ALL.iter().map(|support| support.name()).collect();
    row.word(column, "support", &names, Support::parse, problems)
}

/// Reads how often failure domains are out, and for how long; `*` as provider stands for any.
pub(super) fn outage_rates(input: &Input<'_>, catalog: &mut Catalog, problems: &mut Diagnostics) {
    let required = ["provider", "scope", "per_year", "mean_s", "support", "source"];
    let Some(at) = input.table.require(required, &[], problems) else { return };
    let mut read = BTreeMap::new();
    for row in input.table.rows() {
        let Some(who) = any_or(&row, at[0], provider, problems) else { continue };
        let names: Vec<&str> = OutageScope::ALL.iter().map(|scope| scope.name()).collect();
        let scope = row.word(at[1], "scope", &names, OutageScope::parse, problems);
        let Some((scope, per_year)) = scope.zip(row.decimal(at[2], problems)) else { continue };
        let Some(seconds) = row.whole(at[3], problems) else { continue };
        let Some(support) = support(&row, at[4], problems) else { continue };
        let outage = Outage {
            per_year,
            mean: Seconds(u64::from(seconds)),
            support,
            row: input.row(&row),
            source: row.get(at[5]).to_owned(),
        };
        if read.insert((who, scope), outage).is_some() {
            report_duplicate(&row, at[1], problems);
        }
    }
    catalog.outage_rates.extend(read);
}

/// `*`, or what `parse` reads; `None` after a mistake.
#[expect(clippy::option_option, reason = "any and wrong differ, and the caller treats them apart")]
pub(super) fn any_or<T>(
    row: &Row<'_>,
    column: usize,
    parse: impl Fn(&Row<'_>, usize, &mut Diagnostics) -> Option<T>,
    problems: &mut Diagnostics,
) -> Option<Option<T>> {
    if row.get(column) == "*" { Some(None) } else { parse(row, column, problems).map(Some) }
}

/// Reads the mean duration of outages of whole regions.
pub(super) fn outages(input: &Input<'_>, catalog: &mut Catalog, problems: &mut Diagnostics) {
    let required = ["provider", "mean_duration_s"];
    let optional = ["events", "events_per_region_year", "source"];
    let Some(at) = input.table.require(required, &optional, problems) else { return };
    for row in input.table.rows() {
        let Some(provider) = provider(&row, at[0], problems) else { continue };
        let Some(seconds) = row.whole(at[1], problems) else { continue };
        if catalog.outages.insert(provider, Seconds(u64::from(seconds))).is_some() && !input.strict
        {
            report_duplicate(&row, at[0], problems);
        }
    }
}
