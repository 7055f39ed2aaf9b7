//! Reads sites and the cities they name.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Diagnostics};
use crate::terms::Provider;

use super::{Input, report_duplicate};
use crate::catalog::query::{Catalog, Place};
use crate::catalog::table::Row;
use crate::catalog::{Position, Site};

const OPTIONAL: &[&str] = &["group", "partition", "open", "note"];

/// Reads a table of sites. `groups` receives the continent group of sites that have one.
pub(in crate::catalog) fn sites(
    input: &Input<'_>,
    sites: &mut BTreeMap<String, Site>,
    groups: &mut BTreeMap<String, String>,
    problems: &mut Diagnostics,
) {
    let required = ["site", "name", "city", "country", "latitude", "longitude", "zones"];
    let Some(at) = input.table.require(required, OPTIONAL, problems) else { return };
    let mut read: BTreeMap<String, Site> = BTreeMap::new();
    for row in input.table.rows() {
        let Some(site) = site(input, &row, at, problems) else { continue };
        let group = row.maybe(input.table.optional("group"));
        if !group.is_empty() {
            groups.insert(site.code.clone(), group.to_owned());
        }
        if read.insert(site.code.clone(), site).is_some() {
            report_duplicate(&row, at[0], problems);
        }
    }
    sites.extend(read);
}

fn site(
    input: &Input<'_>,
    row: &Row<'_>,
    at: [usize; 7],
    problems: &mut Diagnostics,
) -> Option<Site> {
    let [code, name, city, country, latitude, longitude, zones] = at;
    let full = input.code(row.required(code, problems)?).into_owned();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let parts = full.split_once(':').and_then(|(p, region)| Some((Provider::parse(p)?, region)));
    let parts = parts.filter(|(_, region)| !region.is_empty() && region.chars().all(plain));
    let Some((provider, region)) = parts else {
        let problem =
            Diagnostic::error(format!("`{full}` is not the code of a site"), row.span(code));
        problems.push(problem.hint("write provider and region, as in `aws:eu-central-1`"));
        return None;
    };
    let open = row.flag(input.table.optional("open"), true, problems)?;
    let partition = row.maybe(input.table.optional("partition"));
    let listed = if row.get(zones).is_empty() { 0 } else { row.whole(zones, problems)? };
    Some(Site {
        provider,
        region: region.to_owned(),
        name: row.get(name).to_owned(),
        city: row.get(city).to_owned(),
        country: row.get(country).to_owned(),
        position: position(row, latitude, longitude, problems)?,
        zones: listed.max(1),
        residency: Vec::new(),
        partition: if partition.is_empty() { provider.name() } else { partition }.to_owned(),
        open,
        pool: None,
        row: input.row(row),
        code: full.clone(),
    })
}

/// The position in two columns; `Some(None)` where both are empty, `None` after a mistake.
#[expect(
    clippy::option_option,
    reason = "absent and wrong differ, and the caller treats them apart"
)]
fn position(
    row: &Row<'_>,
    latitude: usize,
    longitude: usize,
    problems: &mut Diagnostics,
) -> Option<Option<Position>> {
    if row.get(latitude).is_empty() && row.get(longitude).is_empty() {
        return Some(None);
    }
    let position = Position {
        latitude: row.decimal(latitude, problems)?,
        longitude: row.decimal(longitude, problems)?,
    };
    if !position.is_on_globe() {
        problems.push(Diagnostic::error("the position is not on the globe", row.span(latitude)));
        return None;
    }
    Some(Some(position))
}

/// Reads a table of cities.
pub(super) fn places(input: &Input<'_>, catalog: &mut Catalog, problems: &mut Diagnostics) {
    let at = input.table.require(["city", "latitude", "longitude"], &["source"], problems);
    let Some([city, latitude, longitude]) = at else { return };
    let mut read = BTreeMap::new();
    for row in input.table.rows() {
        let Some(Some(position)) = position(&row, latitude, longitude, problems) else { continue };
        let Some(name) = row.required(city, problems) else { continue };
        let place = Place { name: name.to_owned(), position };
        if read.insert(name.to_lowercase(), place).is_some() {
            report_duplicate(&row, city, problems);
        }
    }
    catalog.places.extend(read);
}

/// Adds the cities of the sites themselves, unless a table of places knows the name.
pub(super) fn finish_places(catalog: &mut Catalog) {
    for site in &catalog.sites {
        let Some(position) = site.position else { continue };
        // "Columbus (Ohio)" is found as "Columbus" too.
        for name in [site.city.as_str(), site.city.split(" (").next().unwrap_or_default()] {
            if !name.is_empty() {
                let place = Place { name: name.to_owned(), position };
                catalog.places.entry(name.to_lowercase()).or_insert(place);
            }
        }
    }
}
