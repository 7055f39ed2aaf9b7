//! What every reader is given, and what all of them look up and report in the same way.

use std::borrow::Cow;

use crate::catalog::SiteId;
use crate::catalog::query::Catalog;
use crate::catalog::table::{Row, Table};
use crate::diag::{Diagnostic, Diagnostics, nearest};
use crate::terms::Provider;

/// A table, and whether rows about unknown sites are mistakes.
///
/// Bundled tables speak of all sites although only some catalogs may be loaded; a user's table that
/// names an unknown site has a typing mistake.
pub struct Input<'t> {
    pub table: Table<'t>,
    pub strict: bool,
}

impl<'t> Input<'t> {
    /// The `# table:` word.
    pub fn word(&self) -> &'t str {
        self.table.header("table").unwrap_or_default()
    }

    /// The `# provider:` of the table.
    pub fn provider(&self) -> Option<Provider> {
        self.table.header("provider").and_then(Provider::parse)
    }

    /// A place to quote: file and line.
    pub fn row(&self, row: &Row<'_>) -> String {
        format!("{}:{}", self.table.name, row.line)
    }

    /// The full code of a site named in a field: as it stands, or with the table's provider in front.
    pub fn code<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.provider() {
            Some(provider) if !text.contains(':') => Cow::Owned(format!("{provider}:{text}")),
            _ => Cow::Borrowed(text),
        }
    }

    /// The site named in a field.
    pub fn site(
        &self,
        catalog: &Catalog,
        row: &Row<'_>,
        column: usize,
        problems: &mut Diagnostics,
    ) -> Option<SiteId> {
        let code = self.code(row.get(column));
        let found = catalog.find(&code);
        if found.is_none() && self.strict {
            let mut problem = Diagnostic::error(format!("unknown site `{code}`"), row.span(column));
            let known = catalog.sites().iter().map(|site| site.code.as_str());
            if let Some(near) = nearest(&code, known) {
                problem = problem.hint(format!("did you mean `{near}`?"));
            }
            problems.push(problem);
        }
        found
    }

    /// The date of a row: its own, else the file's.
    pub fn as_of<'a>(&self, row: &Row<'a>, column: Option<usize>) -> &'a str
    where
        't: 'a,
    {
        match row.maybe(column) {
            "" => self.table.header("as-of").unwrap_or_default(),
            date => date,
        }
    }
}

/// Reports a row whose key stands in the same table already.
pub fn report_duplicate(row: &Row<'_>, column: usize, problems: &mut Diagnostics) {
    let problem = Diagnostic::error("the table has this row already", row.span(column));
    problems.push(problem.hint("remove one of the two"));
}
