//! `[price_book]`: where the organisation's own prices stand, and the currency to show totals in.
//!
//! What the files say is the catalog's part.

use crate::diag::{Diagnostic, Spanned};
use crate::plan::document::{FACTOR, Node, Notation, Section, Text, Value, Wrong};
use crate::plan::{Currency, PriceBookTerms, PriceChange};
use crate::terms::SitePattern;
use crate::units::{Date, Decimal};

/// More of a currency than any US dollar is worth.
const MAX_RATE: u32 = 10_000_000;

pub(super) fn read(root: &mut Section<'_, '_>) -> Option<PriceBookTerms> {
    let entry = root.entry("price_book")?;
    let mut section = Section::new(&entry.node, "[price_book]", root.findings())?;
    let files = section.list("files", &Text("\"prices/discounts.toml\"")).unwrap_or_default();
    let as_of = section.optional("as_of", &Day).map(|day| day.value);
    let currency = currency(&mut section);
    let changes = changes(&mut section);
    section.finish();
    Some(PriceBookTerms { files, as_of, changes, currency })
}

/// Prices that are higher or lower: `"aws:*:m7*" = "+10%"`.
fn changes(section: &mut Section<'_, '_>) -> Vec<PriceChange> {
    let Some(entry) = section.entry("changes") else { return Vec::new() };
    let Value::Table(table) = &entry.node.value else {
        let wrong = Wrong::type_of(&entry.node, "a table", "{ \"aws:*:m7*\" = \"+10%\" }");
        section.wrong("changes", entry.node.span, wrong);
        return Vec::new();
    };
    let mut changes = Vec::new();
    for (sold, entry) in &table.entries {
        let factor = section.read("changes", &entry.node, &FACTOR);
        let mut parts = sold.splitn(3, ':').map(str::trim);
        let (Some(provider), Some(region), Some(sku)) = (parts.next(), parts.next(), parts.next())
        else {
            let wrong = Wrong::new(format!("cannot tell what `{sold}` is"))
                .because("three patterns with colons between them are expected")
                .hint("name provider, region and SKU, as in \"aws:*:m7*\"");
            section.wrong("changes", entry.key, wrong);
            continue;
        };
        let Some(factor) = factor else { continue };
        let text = if let Value::Text(text) = &entry.node.value { text.as_str() } else { "" };
        changes.push(PriceChange {
            sites: SitePattern::new(format!("{provider}:{region}")),
            skus: SitePattern::new(sku),
            factor: factor.value,
            written: Spanned::new(format!("{sold} {text}"), entry.key),
        });
    }
    changes
}

/// The three keys of a currency, of which none means anything without the others.
fn currency(section: &mut Section<'_, '_>) -> Option<Currency> {
    let code = section.optional("currency", &Code);
    let per_usd = section.optional("usd_rate", &Rate);
    let date = section.optional("rate_date", &Day);
    let keys = ["currency", "usd_rate", "rate_date"];
    let given = keys.map(|key| section.entry(key).map(|entry| entry.key));
    let (first, missing) = (given.iter().flatten().next().copied(), given.contains(&None));
    if let (Some(first), true) = (first, missing) {
        let finding = Diagnostic::error("a currency needs its rate and the rate's day", first);
        let example = "currency = \"EUR\", usd_rate = \"0.92\", rate_date = \"2026-11-01\"";
        section.push(finding.hint(format!("write all three, as in {example}")));
    }
    Some(Currency { code: code?.value, per_usd: per_usd?.value, date: date?.value })
}

/// A day.
struct Day;

impl Notation for Day {
    type Value = Date;

    fn read(&self, node: &Node) -> Result<Date, Wrong> {
        let Value::Text(text) = &node.value else {
            return Err(Wrong::type_of(node, "a day in quotes", &self.example()));
        };
        Date::parse(text)
            .map_err(|_| Wrong::new("is not a day").hint(format!("as in {}", self.example())))
    }

    fn example(&self) -> String {
        "\"2026-11-01\"".to_owned()
    }
}

/// The code of a currency.
struct Code;

impl Notation for Code {
    type Value = String;

    fn read(&self, node: &Node) -> Result<String, Wrong> {
        let Value::Text(text) = &node.value else {
            return Err(Wrong::type_of(node, "the code of a currency", &self.example()));
        };
        let letters = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase());
        match text.as_str() {
            "USD" => Err(Wrong::new("is what all amounts are shown in anyway")),
            _ if letters => Ok(text.clone()),
            _ => Err(Wrong::new("is not the code of a currency")
                .hint(format!("three capital letters, as in {}", self.example()))),
        }
    }

    fn example(&self) -> String {
        "\"EUR\"".to_owned()
    }
}

/// How much of a currency one US dollar is.
struct Rate;

impl Notation for Rate {
    type Value = Decimal;

    fn read(&self, node: &Node) -> Result<Decimal, Wrong> {
        let number = match &node.value {
            Value::Text(text) => text.parse().ok(),
            Value::Number(number) => Some(*number),
            _ => None,
        };
        let within =
            |n: &Decimal| *n > Decimal::ZERO && *n <= Decimal::from(MAX_RATE) && n.scale() <= 9;
        number.filter(within).ok_or_else(|| {
            Wrong::new("is not a rate")
                .because("so much of the currency is one US dollar")
                .hint(format!("as in {}", self.example()))
        })
    }

    fn example(&self) -> String {
        "\"0.92\"".to_owned()
    }
}
