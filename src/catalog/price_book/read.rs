//! From entries to rules: every key checked, every name looked up, all mistakes reported.

use std::collections::BTreeSet;

use super::record::{Field, Kind, Record};
use super::rule::{Change, Owned, Rule, Scope};
use crate::catalog::read::units_per_listed;
use crate::catalog::{Catalog, number};
use crate::diag::{Diagnostic, Diagnostics, Sources, list, nearest};
use crate::terms::{Provider, Purchase, SitePattern};
use crate::units::{Date, Decimal, Share, Unit};

/// Keys that every entry has.
const COMMON: &[&str] =
    &["provider", "service", "sku", "site", "purchase", "from", "until", "reason"];

/// What entries are checked against.
pub struct Known<'a> {
    /// The catalog, for names of sites, SKUs and services.
    pub catalog: &'a Catalog,
    /// The texts, for lines.
    pub sources: &'a Sources,
    /// The day that the prices are for.
    pub as_of: Option<Date>,
    /// What prices are about, with the unit of each.
    pub services: BTreeSet<(&'a str, Unit)>,
}

/// What an entry says, if it holds on the day.
pub enum Said {
    /// Something about list prices.
    Rule(Rule),
    /// What is paid for already.
    Owned(Owned),
}

/// What an entry says; `None` if it has a mistake, does not hold, or is about a catalog that is not loaded.
pub fn said(record: &Record, known: &Known<'_>, problems: &mut Diagnostics) -> Option<Said> {
    match record.kind {
        Kind::Discount | Kind::Price => rule(record, known, problems).map(Said::Rule),
        Kind::Commitment => owned(record, known, problems).map(Said::Owned),
    }
}

/// The commitment of an entry.
fn owned(record: &Record, known: &Known<'_>, problems: &mut Diagnostics) -> Option<Owned> {
    let before = problems.len();
    let mut reader = Reader { record, known, problems };
    let keys = ["service", "sku", "site", "count", "hourly_usd", "from", "until", "reason"];
    reader.report_unknown(&[], &keys);
    let list = reader.node_list();
    let site = reader.owned_site();
    let count = reader.count();
    let hourly = reader.dollars("hourly_usd", "\"0.031\", 0 if all is paid");
    let found = match (list, site) {
        (Some(list), Some(site)) => reader.owned_sku(list, site).map(|sku| (list, site, sku)),
        _ => reader.need("sku", "\"m6g.large\"").and(None),
    };
    let holds = reader.holds();
    let label = reader.label();
    (problems.len() == before && holds).then_some(())?;
    let (list, site, sku) = found?;
    Some(Owned { site, list, sku, count: count?, hourly: hourly?, label })
}

/// The rule of an entry; `None` if it has a mistake or does not hold on the day.
fn rule(record: &Record, known: &Known<'_>, problems: &mut Diagnostics) -> Option<Rule> {
    let before = problems.len();
    let mut reader = Reader { record, known, problems };
    let own: &[&str] = match record.kind {
        Kind::Discount => &["percent"],
        Kind::Price | Kind::Commitment => &["usd", "unit"],
    };
    reader.report_unknown(own, COMMON);
    let scope = reader.scope();
    let change = match record.kind {
        Kind::Discount => reader.percent().map(Change::Discount),
        Kind::Price | Kind::Commitment => reader.own_price(),
    };
    let holds = reader.holds();
    let label = reader.label();
    (problems.len() == before && holds).then_some(())?;
    Some(Rule { scope, change: change?, label })
}

pub(super) struct Reader<'r, 'k> {
    pub(super) record: &'r Record,
    pub(super) known: &'k Known<'k>,
    pub(super) problems: &'r mut Diagnostics,
}

impl<'r> Reader<'r, '_> {
    pub(super) fn field(&self, key: &str) -> Option<&'r Field> {
        self.record.fields.get(key)
    }

    pub(super) fn need(&mut self, key: &str, example: &str) -> Option<&'r Field> {
        let found = self.field(key);
        if found.is_none() {
            let message = format!("the {} has no `{key}`", self.record.kind.name());
            let hint = format!("add it, as in {key} = {example}");
            self.problems.push(Diagnostic::error(message, self.record.place).hint(hint));
        }
        found
    }

    fn report_unknown(&mut self, own: &[&str], common: &[&str]) {
        let keys = || own.iter().chain(common).copied();
        for (key, field) in &self.record.fields {
            if keys().any(|known| known == key) {
                continue;
            }
            let message = format!("`{key}` is not a key of a {}", self.record.kind.name());
            let hint = match nearest(key, keys()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it has {}", list(&keys().collect::<Vec<_>>(), "and")),
            };
            self.problems.push(Diagnostic::error(message, field.key).hint(hint));
        }
    }

    fn scope(&mut self) -> Scope {
        let pattern =
            |key: &str| SitePattern::new(self.field(key).map_or("*", |field| field.text.as_str()));
        let scope = Scope {
            provider: pattern("provider"),
            service: pattern("service"),
            sku: pattern("sku"),
            site: pattern("site"),
            purchase: pattern("purchase"),
        };
        let providers: Vec<&str> = Provider::ALL.iter().map(|p| p.name()).collect();
        self.fits_some("provider", &providers);
        let services: Vec<&str> = self.known.services.iter().map(|(name, _)| *name).collect();
        self.fits_some("service", &services);
        let purchases: Vec<&str> = Purchase::ALL.iter().map(|p| p.name()).collect();
        self.fits_some("purchase", &purchases);
        self.check_sites(&scope);
        scope
    }

    /// Reports a pattern that no known name fits.
    pub(super) fn fits_some(&mut self, key: &str, names: &[&str]) {
        let Some(field) = self.field(key) else { return };
        let pattern = SitePattern::new(field.text.as_str());
        if names.iter().any(|name| pattern.matches(name)) {
            return;
        }
        let problem =
            Diagnostic::error(format!("no {key} is called `{}`", field.text), field.place);
        self.problems.push(match nearest(&field.text, names.iter().copied()) {
            Some(near) => problem.hint(format!("did you mean `{near}`?")),
            None if names.len() <= 40 => problem.hint(format!("known: {}", names.join(", "))),
            None => problem,
        });
    }

    /// Sites and SKUs of providers whose catalogs are not loaded say nothing here.
    fn check_sites(&mut self, scope: &Scope) {
        let catalog = self.known.catalog;
        let of_provider = |code: &str| {
            catalog
                .find(code)
                .is_some_and(|id| scope.provider.matches(catalog.site(id).provider.name()))
        };
        let loaded = |name: &str| catalog.sites().iter().any(|site| site.provider.name() == name);
        if let Some(field) = self.field("site") {
            let provider = field.text.split(':').next().unwrap_or_default();
            if loaded(provider) || Provider::parse(provider).is_none() && !provider.contains('*') {
                let codes: Vec<&str> =
                    catalog.sites().iter().map(|site| site.code.as_str()).collect();
                let codes: Vec<&str> = codes.into_iter().filter(|code| of_provider(code)).collect();
                self.fits_some("site", &codes);
            }
        }
        let exact = |provider: &Field| loaded(&provider.text);
        if self.field("sku").is_some() && self.field("provider").is_some_and(exact) {
            let names = self.known.catalog.sku_names();
            self.fits_some("sku", &names.into_iter().collect::<Vec<_>>());
        }
    }

    fn percent(&mut self) -> Option<Share> {
        let field = self.need("percent", "\"12%\"")?;
        let share = Share::parse(&field.text).ok().filter(|share| *share > Share::ZERO);
        if share.is_none() {
            let problem = Diagnostic::error("`percent` of a discount cannot be read", field.place)
                .because("a share of the list price, above 0%, at most 100%");
            self.problems.push(problem.hint("write it as in percent = \"12%\""));
        }
        share
    }

    fn own_price(&mut self) -> Option<Change> {
        let usd = self.dollars("usd", "\"0.0416\"");
        let unit = self.need("unit", "\"hour\"").and_then(|field| self.unit(field));
        if self.field("service").is_none() && self.field("sku").is_none() {
            let problem = Diagnostic::error("the price does not say of what", self.record.place);
            self.problems.push(problem.hint("name a `service` or a `sku`"));
            return None;
        }
        let (usd, (unit, listed)) = (usd?, unit?);
        Some(Change::Own(unit, (usd / listed).normalize()))
    }

    fn dollars(&mut self, key: &str, example: &str) -> Option<Decimal> {
        let field = self.need(key, example)?;
        let usd = number::decimal(&field.text).filter(|usd| *usd >= Decimal::ZERO);
        if usd.is_none() {
            let message = format!("`{key}` of a {} cannot be read", self.record.kind.name());
            let problem = Diagnostic::error(message, field.place);
            self.problems
                .push(problem.hint(format!("write plain digits, as in {key} = {example}")));
        }
        usd
    }

    /// The unit of the services that the price is about, and how many of it are one of the unit as written.
    fn unit(&mut self, field: &Field) -> Option<(Unit, Decimal)> {
        let service = self.field("service").map_or("*", |field| field.text.as_str());
        let pattern = SitePattern::new(service);
        let about = || self.known.services.iter().filter(|(name, _)| pattern.matches(name));
        let found =
            about().find_map(|&(_, unit)| Some((unit, units_per_listed(&field.text, unit)?)));
        if found.is_none() && about().next().is_some() {
            let units: BTreeSet<&str> = about().map(|(_, unit)| unit.name()).collect();
            let units: Vec<&str> = units.into_iter().collect();
            let message = format!("`{service}` is not priced per `{}`", field.text);
            let problem = Diagnostic::error(message, field.place);
            self.problems.push(problem.hint(format!("its unit is {}", list(&units, "or"))));
        }
        found
    }

    /// Whether the entry holds on the day of the price book.
    fn holds(&mut self) -> bool {
        let (from, until) = (self.date("from"), self.date("until"));
        if let (Some((from, _)), Some((until, field))) = (from, until)
            && until < from
        {
            let problem = Diagnostic::error("`until` lies before `from`", field.place);
            self.problems.push(problem);
        }
        let Some((_, field)) = from.or(until) else { return true };
        let Some(today) = self.known.as_of else {
            let problem = Diagnostic::error("the plan does not say for which day", field.place)
                .because("this holds for some days only");
            self.problems.push(problem.hint("set `as_of` in [price_book] of the plan"));
            return false;
        };
        from.is_none_or(|(from, _)| from <= today) && until.is_none_or(|(until, _)| today <= until)
    }

    fn date(&mut self, key: &str) -> Option<(Date, &'r Field)> {
        let field = self.field(key)?;
        let date = Date::parse(&field.text).ok();
        if date.is_none() {
            let message = format!("`{key}` is not a day");
            let problem = Diagnostic::error(message, field.place);
            self.problems.push(problem.hint(format!("write it as in {key} = \"2026-11-22\"")));
        }
        date.map(|date| (date, field))
    }

    fn label(&self) -> String {
        let (file, line) = (
            &self.known.sources.get(self.record.place.source).name,
            self.known.sources.position(self.record.place).0,
        );
        match self.field("reason") {
            Some(reason) => format!("{file}:{line} ({})", reason.text),
            None => format!("{file}:{line}"),
        }
    }
}
