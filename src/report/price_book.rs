//! What the organisation's own prices make of the bill: list against effective cost, rule by rule, and totals
//! in the organisation's currency.

use std::collections::BTreeMap;

use crate::placement::{Charge, Verified};
use crate::units::Usd;

use super::answer::Answer;
use super::number::{money, share};
use super::section::Section;
use super::table::{Align, Table};

const COLUMNS: &[(&str, Align)] = &[
    ("Rule", Align::Left),
    ("List USD/month", Align::Right),
    ("USD/month", Align::Right),
    ("Saved", Align::Right),
];

/// One line for each rule that made a price of the bill; nothing if none did.
pub(super) fn price_book(verified: &Verified) -> Option<Section> {
    let mut rules: BTreeMap<&str, (Usd, Usd)> = BTreeMap::new();
    for charge in verified.charges() {
        if let Some(rule) = &charge.rule {
            let (list, effective) = rules.entry(rule).or_default();
            *list += charge.list_monthly;
            *effective += charge.monthly;
        }
    }
    let mut table = Table::new(COLUMNS);
    for (rule, &(list, effective)) in &rules {
        let saved = share(list - effective, list);
        table.row([(*rule).to_owned(), money(list), money(effective), saved]);
    }
    let heading = Section::new("Your prices");
    let said = heading.say("Rules of the price book that prices in this bill come from.");
    (!rules.is_empty()).then(|| said.table(table))
}

/// What the placement costs at list prices, if that is something else.
pub(super) fn list_note(verified: &Verified) -> Option<String> {
    let list: Usd = verified.charges().iter().map(|charge: &Charge| charge.list_monthly).sum();
    let total = verified.total();
    let less = if list >= total { "less" } else { "more" };
    let difference = if list >= total { list - total } else { total - list };
    (list != total).then(|| {
        format!(
            "At list prices it would be {}; the price book makes it {} {less} ({}).",
            money(list),
            money(difference),
            share(difference, list)
        )
    })
}

/// The total in the organisation's currency, with the rate that was used.
pub(super) fn currency_note(answer: &Answer<'_>, total: Usd) -> Option<String> {
    let currency = answer.topology.price_book.as_ref()?.currency.as_ref()?;
    let converted = |usd: Usd| money(Usd::new(usd.dollars() * currency.per_usd));
    Some(format!(
        "In {}: {} a month, {} a year, at {} {} for a dollar on {}.",
        currency.code,
        converted(total),
        converted(total.times(12)),
        currency.per_usd.normalize(),
        currency.code,
        currency.date
    ))
}
