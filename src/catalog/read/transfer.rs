//! Reads prices of moving data.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Diagnostics};
use crate::terms::Provider;
use crate::units::{Decimal, Unit};

use super::{Input, services};
use crate::catalog::query::Catalog;
use crate::catalog::table::Row;
use crate::catalog::tier_scope;
use crate::catalog::transfer::Route;
use crate::catalog::{SiteId, Tariff};

/// Reads a table of transfer prices per GiB.
///
/// `from` is a site, `*` (every site of the provider with several zones) or `group:name`; `to` is a site,
/// `internet`, `zone`, or `group:same` and `group:other` for groups. `scope` says what tiers count.
pub(super) fn transfer(input: &Input<'_>, catalog: &mut Catalog, problems: &mut Diagnostics) {
    let required = ["from", "to", "tier_from", "price"];
    let Some(at) = input.table.require(required, &["scope", "as_of", "source"], problems) else {
        return;
    };
    let [_, to_at, from_at, price_at] = at;
    let scope_at = input.table.optional("scope");
    let mut read: BTreeMap<Route, Tariff> = BTreeMap::new();
    for row in input.table.rows() {
        let routes = routes(input, catalog, &row, at, problems);
        if routes.is_empty() {
            continue;
        }
        let Some(tier) = services::tier(&row, from_at, price_at, Decimal::ONE, problems) else {
            continue;
        };
        for route in routes {
            let (provider, what) = about(catalog, &route);
            let count = tier_scope::count(&row, scope_at, provider, what, problems);
            let start = || Tariff {
                sku: format!("data transfer {} to {}", row.get(at[0]), row.get(to_at)),
                unit: Unit::Gib,
                tiers: Vec::new(),
                listed: None,
                count: count.clone(),
                row: input.row(&row),
                as_of: input.as_of(&row, input.table.optional("as_of")).to_owned(),
            };
            let place = (&row, scope_at.unwrap_or(to_at));
            services::same_count(read.get(&route), count.as_ref(), place, problems);
            services::add_tier(&mut read, route, start, tier.clone(), (&row, to_at), problems);
        }
    }
    catalog.transfers.tariffs.extend(read);
}

/// Whose account counts a route, and as what.
fn about(catalog: &Catalog, route: &Route) -> (Provider, &'static str) {
    match route {
        Route::Internet(site) => (catalog.site(*site).provider, "internet"),
        Route::Zone(site) => (catalog.site(*site).provider, "zone"),
        Route::Pair(site, _) => (catalog.site(*site).provider, "sites"),
        Route::WithinGroup(provider, _) | Route::BetweenGroups(provider, _) => (*provider, "sites"),
    }
}

fn routes(
    input: &Input<'_>,
    catalog: &Catalog,
    row: &Row<'_>,
    at: [usize; 4],
    problems: &mut Diagnostics,
) -> Vec<Route> {
    let [from_at, to_at, ..] = at;
    let (from, to) = (row.get(from_at), row.get(to_at));
    if let Some(group) = from.strip_prefix("group:") {
        return group_route(input.provider(), group, to, row, to_at, problems)
            .into_iter()
            .collect();
    }
    if from == "*" && to == "zone" {
        return zoned(catalog, input.provider()).map(Route::Zone).collect();
    }
    let Some(from) = input.site(catalog, row, from_at, problems) else { return Vec::new() };
    let route = match to {
        "internet" => Some(Route::Internet(from)),
        "zone" => Some(Route::Zone(from)),
        _ => input.site(catalog, row, to_at, problems).map(|to| Route::Pair(from, to)),
    };
    route.into_iter().collect()
}

fn zoned(catalog: &Catalog, provider: Option<Provider>) -> impl Iterator<Item = SiteId> + '_ {
    catalog.site_ids().filter(move |&id| {
        let site = catalog.site(id);
        Some(site.provider) == provider && site.zones > 1
    })
}

fn group_route(
    provider: Option<Provider>,
    group: &str,
    to: &str,
    row: &Row<'_>,
    to_at: usize,
    problems: &mut Diagnostics,
) -> Option<Route> {
    match (provider, to) {
        (Some(provider), "group:same") => Some(Route::WithinGroup(provider, group.to_owned())),
        (Some(provider), "group:other") => Some(Route::BetweenGroups(provider, group.to_owned())),
        _ => {
            let problem =
                Diagnostic::error("a group goes to `group:same` or `group:other`", row.span(to_at));
            problems.push(problem.hint("the table needs a line `# provider: ...`"));
            None
        }
    }
}
