//! Reads what is attested of providers.

use std::collections::BTreeMap;

use crate::diag::Diagnostics;

use super::facts::{any_or, provider};
use super::{Input, report_duplicate};
use crate::catalog::Attestation;
use crate::catalog::attestation::framework;
use crate::catalog::query::Catalog;
use crate::catalog::table::Row;

/// Reads attestations by framework, provider and region; `*` as region stands for all of them.
pub(super) fn attestations(input: &Input<'_>, catalog: &mut Catalog, problems: &mut Diagnostics) {
    let required = ["framework", "provider", "region", "document", "source", "date"];
    let Some(at) = input.table.require(required, &[], problems) else { return };
    let mut read = BTreeMap::new();
    for row in input.table.rows() {
        let Some(name) = row.required(at[0], problems) else { continue };
        let Some(who) = provider(&row, at[1], problems) else { continue };
        let Some(region) = any_or(&row, at[2], code, problems) else { continue };
        let text = |column, problems: &mut _| row.required(column, problems).map(str::to_owned);
        let (Some(document), Some(source), Some(date)) =
            (text(at[3], problems), text(at[4], problems), text(at[5], problems))
        else {
            continue;
        };
        let found = Attestation { document, source, date, row: input.row(&row) };
        if read.insert((framework(name), who, region), found).is_some() {
            report_duplicate(&row, at[0], problems);
        }
    }
    catalog.attestations.extend(read);
}

fn code(row: &Row<'_>, column: usize, problems: &mut Diagnostics) -> Option<String> {
    row.required(column, problems).map(str::to_owned)
}
