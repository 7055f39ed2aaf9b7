//! Reads tables of node offers: a SKU a row, a purchase option a column.
//!
//! This is the hot loop of loading (a hundred thousand rows), so columns are resolved to roles once and
//! a row is handled without allocation, apart from its prices.

use crate::diag::{Diagnostic, Diagnostics, nearest};
use crate::terms::{Form, NodeList, Provider, Purchase};
use crate::units::Decimal;

use super::skus::Skus;
use super::table::{Row, Table};
use super::{NodeOffer, SiteId, SkuId};

/// What a column of an offer table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Site,
    Sku,
    Per,
    Form,
    Units,
    AsOf,
    Price(Purchase),
}

impl Role {
    fn parse(column: &str) -> Option<Role> {
        match column {
            "site" => Some(Role::Site),
            "sku" => Some(Role::Sku),
            "per" => Some(Role::Per),
            "form" => Some(Role::Form),
            "units" => Some(Role::Units),
            "as_of" => Some(Role::AsOf),
            other => Purchase::parse(other).map(Role::Price),
        }
    }
}

/// The list of nodes that a table offers, by its `# table:` word.
pub(super) fn list_of(table: &Table<'_>) -> Option<NodeList> {
    table.header("table").and_then(NodeList::parse)
}

/// What the reader needs to know of the catalog.
pub(super) struct Names<'a> {
    pub skus: &'a Skus,
    /// Finds the site of a code and its provider.
    pub site: &'a dyn Fn(&str) -> Option<(SiteId, Provider)>,
    /// The site of rows without one.
    pub default_site: Option<(SiteId, Provider)>,
}

/// An offer with its site and the date of its row (empty: the date of the file).
pub(super) struct Found<'t> {
    pub site: SiteId,
    pub as_of: &'t str,
    pub offer: NodeOffer,
}

/// Reads every row; `keep` receives the offers in order of rows.
pub(super) fn read<'t>(
    table: &Table<'t>,
    names: &Names<'_>,
    problems: &mut Diagnostics,
    keep: &mut dyn FnMut(Found<'t>),
) {
    let Some(roles) = roles(table, problems) else { return };
    let mut cursor = 0;
    for row in table.rows() {
        let read = RowReader { roles: &roles, row: &row, names, cursor }.read(problems);
        if let Some(found) = read {
            cursor = found.offer.sku.0 as usize;
            keep(found);
        }
    }
}

fn roles(table: &Table<'_>, problems: &mut Diagnostics) -> Option<Vec<Role>> {
    let mut known: Vec<&str> = vec!["site", "sku", "per", "form", "units", "as_of"];
    known.extend(Purchase::ALL.iter().map(|p| p.name()));
    table.require(["sku"], &known, problems)?;
    // A column that is no role was reported as unknown just now.
    let roles: Vec<Role> =
        table.columns().iter().map(|column| Role::parse(column)).collect::<Option<_>>()?;
    if !roles.iter().any(|role| matches!(role, Role::Price(_))) {
        problems.push(Diagnostic::error("the table has no column of prices", table.top()));
        return None;
    }
    Some(roles)
}

/// What a row says, before its SKU is known.
struct Draft<'t> {
    per_vcpu: bool,
    form: Form,
    units: u32,
    as_of: &'t str,
    prices: Vec<(Purchase, Decimal)>,
}

struct RowReader<'r, 'a, 't> {
    roles: &'r [Role],
    row: &'r Row<'t>,
    names: &'a Names<'a>,
    cursor: usize,
}

impl<'t> RowReader<'_, '_, 't> {
    fn read(&self, problems: &mut Diagnostics) -> Option<Found<'t>> {
        let mut draft = Draft {
            per_vcpu: false,
            form: Form::Single,
            units: 1,
            as_of: "",
            prices: Vec::with_capacity(self.count_prices()),
        };
        let mut site = self.names.default_site;
        let mut sku_column = 0;
        for (column, role) in self.roles.iter().enumerate() {
            let text = self.row.get(column);
            match role {
                Role::Sku => sku_column = column,
                _ if text.is_empty() => {}
                Role::Site => site = self.site(column, problems),
                Role::Per => draft.per_vcpu = self.per(column, problems)?,
                Role::Form => draft.form = self.form(column, problems)?,
                Role::Units => draft.units = self.row.whole(column, problems)?.max(1),
                Role::AsOf => draft.as_of = text,
                Role::Price(option) => {
                    draft.prices.push((*option, self.row.price(column, problems)?));
                }
            }
        }
        if draft.prices.is_empty() {
            let problem = Diagnostic::error("the row has no price", self.row.span(sku_column));
            problems.push(problem.hint("leave the row out if the price is unknown"));
            return None;
        }
        draft.prices.sort_by_key(|&(option, _)| option);
        let (site, provider) = site.or_else(|| self.missing_site(sku_column, problems))?;
        let sku = self.sku(sku_column, provider, problems)?;
        if draft.per_vcpu {
            let vcpu = self.names.skus.get(sku).vcpu;
            draft.prices.iter_mut().for_each(|(_, usd)| *usd *= vcpu);
        }
        let Draft { form, units, as_of, prices, .. } = draft;
        let offer = NodeOffer {
            sku,
            form,
            units,
            prices,
            list_prices: Vec::new(),
            line: self.row.line,
            origin: 0,
        };
        Some(Found { site, as_of, offer })
    }

    /// Most rows have few of the prices that the table has columns for.
    fn count_prices(&self) -> usize {
        let roles = self.roles.iter().enumerate();
        roles
            .filter(|(at, role)| matches!(role, Role::Price(_)) && !self.row.get(*at).is_empty())
            .count()
    }

    fn site(&self, column: usize, problems: &mut Diagnostics) -> Option<(SiteId, Provider)> {
        let found = (self.names.site)(self.row.get(column));
        if found.is_none() {
            let message = format!("unknown site `{}`", self.row.get(column));
            problems.push(Diagnostic::error(message, self.row.span(column)));
        }
        found
    }

    /// Reports a row without a site, unless the column was there and its text was reported already.
    fn missing_site(
        &self,
        sku_column: usize,
        problems: &mut Diagnostics,
    ) -> Option<(SiteId, Provider)> {
        let given = self.roles.iter().position(|role| *role == Role::Site);
        if given.is_none_or(|column| self.row.get(column).is_empty()) {
            let problem = Diagnostic::error("the row has no site", self.row.span(sku_column));
            problems
                .push(problem.hint("add a column `site`, or a line `# site: aws:eu-central-1`"));
        }
        None
    }

    fn per(&self, column: usize, problems: &mut Diagnostics) -> Option<bool> {
        let parse = |text: &str| match text {
            "node" => Some(false),
            "vcpu" => Some(true),
            _ => None,
        };
        self.row.word(column, "pricing basis", &["node", "vcpu"], parse, problems)
    }

    fn form(&self, column: usize, problems: &mut Diagnostics) -> Option<Form> {
        let known: Vec<&str> = Form::ALL.iter().map(|form| form.name()).collect();
        self.row.word(column, "form", &known, Form::parse, problems)
    }

    fn sku(&self, column: usize, provider: Provider, problems: &mut Diagnostics) -> Option<SkuId> {
        let name = self.row.get(column);
        let found = self.names.skus.find(provider, name, self.cursor);
        if found.is_none() {
            let message = format!("unknown SKU `{name}` of {provider}");
            let mut problem = Diagnostic::error(message, self.row.span(column));
            let known = self.names.skus.all().iter().filter(|sku| sku.provider == provider);
            if let Some(near) = nearest(name, known.map(|sku| sku.name.as_str())) {
                problem = problem.hint(format!("did you mean `{near}`?"));
            }
            problems.push(problem.hint("describe SKUs in a table `skus`"));
        }
        found
    }
}
