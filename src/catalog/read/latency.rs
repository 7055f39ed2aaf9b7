//! Reads round-trip times.

use std::collections::BTreeMap;

use crate::diag::Diagnostics;
use crate::terms::Provider;
use crate::units::Millis;

use super::{Input, report_duplicate};
use crate::catalog::latency::{Fit, Scope};
use crate::catalog::query::Catalog;
use crate::catalog::{Basis, Rtt, SiteId};

/// Reads round-trip times of pairs, measured or (table `latency-modelled`) estimated.
///
/// Measured ones replace estimates whatever the order of files; of the two directions of a pair the
/// slower one counts, since a bound must hold both ways.
pub(super) fn pairs(input: &Input<'_>, catalog: &mut Catalog, problems: &mut Diagnostics) {
    let at = input.table.require(["a", "b", "rtt_ms"], &["back_ms", "source"], problems);
    let Some([a_at, b_at, rtt_at]) = at else { return };
    let back_at = input.table.optional("back_ms");
    let basis = if input.word() == "latency" { Basis::Measured } else { Basis::Modelled };
    let mut read: BTreeMap<(SiteId, SiteId), Rtt> = BTreeMap::new();
    for row in input.table.rows() {
        let Some(a) = input.site(catalog, &row, a_at, problems) else { continue };
        let Some(b) = input.site(catalog, &row, b_at, problems) else { continue };
        let Some(mut millis) = row.decimal(rtt_at, problems) else { continue };
        if let Some(back) = back_at.filter(|&column| !row.get(column).is_empty()) {
            millis = row.decimal(back, problems).map_or(millis, |back| back.max(millis));
        }
        let rtt = Rtt { millis: Millis(millis), basis };
        if read.insert((a.min(b), a.max(b)), rtt).is_some() {
            report_duplicate(&row, a_at, problems);
        }
    }
    for (pair, rtt) in read {
        let known = catalog.latency.pairs.get(&pair);
        if basis == Basis::Measured || known.is_none_or(|known| known.basis == Basis::Modelled) {
            catalog.latency.pairs.insert(pair, rtt);
        }
    }
}

/// Reads straight lines through measured round-trip times.
pub(super) fn fits(input: &Input<'_>, catalog: &mut Catalog, problems: &mut Diagnostics) {
    let required = ["scope", "base_ms", "ms_per_1000km"];
    let Some(at) = input.table.require(required, &["note"], problems) else { return };
    let known = ["any", "across", "aws", "azure", "onprem"];
    let parse = |word: &str| match word {
        "any" => Some(Scope::Any),
        "across" => Some(Scope::Across),
        provider => Provider::parse(provider).map(Scope::Within),
    };
    for row in input.table.rows() {
        let Some(scope) = row.word(at[0], "scope", &known, parse, problems) else { continue };
        let Some(base) = row.decimal(at[1], problems) else { continue };
        let Some(per_1000_km) = row.decimal(at[2], problems) else { continue };
        catalog.latency.fits.insert(scope, Fit { base, per_1000_km });
    }
}

/// Reads round-trip times within a site: of a provider's sites, or of one site.
pub(super) fn inside(input: &Input<'_>, catalog: &mut Catalog, problems: &mut Diagnostics) {
    let Some(at) = input.table.require(["site", "rtt_ms"], &["note"], problems) else { return };
    for row in input.table.rows() {
        let Some(millis) = row.decimal(at[1], problems) else { continue };
        let rtt = Rtt { millis: Millis(millis), basis: Basis::Measured };
        if let Some(provider) = Provider::parse(row.get(at[0])) {
            catalog.latency.inside_provider.insert(provider, rtt);
        } else if let Some(site) = input.site(catalog, &row, at[0], problems) {
            catalog.latency.inside.insert(site, rtt);
        }
    }
}
