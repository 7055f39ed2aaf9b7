//! Reads what connecting sites to a hub is billed for.

use crate::catalog::LinkPart;
use crate::catalog::query::Catalog;
use crate::catalog::table::Row;
use crate::diag::Diagnostics;
use crate::terms::{LinkMode, Provider};

use super::{Input, realisations};

/// Reads a table of links, which replaces the rows of the same mode of an earlier one.
pub(super) fn links(input: &Input<'_>, catalog: &mut Catalog, problems: &mut Diagnostics) {
    let columns = ["mode", "spoke", "hub", "at", "meter", "quantity", "source"];
    let Some(at) = input.table.require(columns, &[], problems) else { return };
    let rows = input.table.rows();
    let read: Vec<LinkPart> = rows.filter_map(|row| part(&row, at, catalog, problems)).collect();
    catalog.links.retain(|known| !read.iter().any(|part| part.mode == known.mode));
    catalog.links.extend(read);
}

fn part(
    row: &Row<'_>,
    at: [usize; 7],
    catalog: &Catalog,
    problems: &mut Diagnostics,
) -> Option<LinkPart> {
    let modes: Vec<&str> = LinkMode::ALL.iter().map(|mode| mode.name()).collect();
    let providers: Vec<&str> = Provider::ALL.iter().map(|provider| provider.name()).collect();
    let mut provider = |column| row.word(column, "provider", &providers, Provider::parse, problems);
    let spoke = if row.get(at[1]).is_empty() { None } else { Some(provider(at[1])?) };
    let hub = provider(at[2])?;
    let end = |text: &str| match text {
        "hub" => Some(true),
        "spoke" => Some(false),
        _ => None,
    };
    Some(LinkPart {
        mode: row.word(at[0], "way to link sites", &modes, LinkMode::parse, problems)?,
        spoke,
        hub,
        at_hub: row.word(at[3], "end of a link", &["hub", "spoke"], end, problems)?,
        meter: realisations::meter(row, at[4], catalog, problems)?,
        quantity: realisations::formula(row, at[5], problems)??,
        source: row.get(at[6]).to_owned(),
    })
}
