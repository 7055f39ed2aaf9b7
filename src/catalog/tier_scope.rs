//! Which use the tiers of a row count: the column `scope` of the tables `services` and `transfer`.
//!
//! `site` (or empty) counts each row by itself. `account` counts the use of all sites of the provider for the
//! same thing together, and `account:NAME` that of all rows with this name, as a price zone of several sites.

use crate::diag::{Diagnostic, Diagnostics, list};
use crate::terms::Provider;

use super::table::Row;

/// What a scope may be.
const SCOPES: &[&str] = &["site", "account", "account:NAME"];

/// The name of the count of a row about `what`, such as `aws/account/internet`; `None` if it counts alone.
pub(super) fn count(
    row: &Row<'_>,
    column: Option<usize>,
    provider: Provider,
    what: &str,
    problems: &mut Diagnostics,
) -> Option<String> {
    let column = column?;
    let text = row.get(column);
    let (word, name) = text.split_once(':').map_or((text, None), |(w, n)| (w, Some(n.trim())));
    match (word.trim(), name) {
        ("" | "site", None) => None,
        ("account", None) => Some(format!("{provider}/account/{what}")),
        ("account", Some(name)) if !name.is_empty() => {
            Some(format!("{provider}/account:{name}/{what}"))
        }
        _ => {
            let message = format!("`{text}` is not a scope of tiers");
            let hint = format!("scopes are {}", list(SCOPES, "and"));
            problems.push(Diagnostic::error(message, row.span(column)).hint(hint));
            None
        }
    }
}
