//! What the placement costs: by service and site, and in total by provider, site, category and team.
//!
//! Sums are exact and rounded once, when shown. What is not priced at all is said here too.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::placement::{Charge, Verified};
use crate::units::Usd;

use super::answer::{Answer, SHARED};
use super::number::{cents, money, share};
use super::price_book;
use super::section::Section;
use super::table::{Align, Table};

const COLUMNS: &[(&str, Align)] = &[
    ("Service", Align::Left),
    ("Site", Align::Left),
    ("USD/month", Align::Right),
    ("USD/year", Align::Right),
];

/// One line per service and site, and the total.
pub(super) fn by_service(answer: &Answer<'_>, verified: &Verified) -> Section {
    let total = verified.total();
    let lines = grouped(verified.charges(), |charge| {
        // Shared charges come last, whatever the services are called.
        (charge.service.is_none(), charge.service, charge.site)
    });
    let mut table = Table::new(COLUMNS);
    let mut last = None;
    for (&(_, service, site), &cost) in &lines {
        let name = if last == Some(service) { "" } else { answer.service_or_shared(service) };
        last = Some(service);
        let site = answer.site_or_provider(site);
        table.row([name.to_owned(), site.to_owned(), money(cost), money(yearly(cost))]);
    }
    table.totals(["Total".to_owned(), String::new(), money(total), money(yearly(total))]);
    Section::new("Cost")
        .table(table)
        .notes(rounding_note(lines.values().copied(), total))
        .notes(price_book::list_note(verified))
        .notes(price_book::currency_note(answer, total))
}

const BREAKDOWN_COLUMNS: &[(&str, Align)] = &[
    ("By", Align::Left),
    ("", Align::Left),
    ("USD/month", Align::Right),
    ("USD/year", Align::Right),
    ("Share", Align::Right),
];

/// Totals by provider, site, category and team, the largest first.
pub(super) fn breakdown(answer: &Answer<'_>, verified: &Verified) -> Section {
    let charges = verified.charges();
    let team = |charge: &Charge| {
        charge.service.map_or(SHARED, |id| answer.topology.service(id).team.as_str()).to_owned()
    };
    let mut table = Table::new(BREAKDOWN_COLUMNS);
    let total = verified.total();
    let mut add = |by: &str, lines: Vec<(String, Usd)>| {
        for (i, (name, cost)) in lines.into_iter().enumerate() {
            let by = if i == 0 { by } else { "" };
            let part = share(cost, total);
            table.row([by.to_owned(), name, money(cost), money(yearly(cost)), part]);
        }
    };
    add("provider", named(grouped(charges, |c| c.provider), |p| p.name().to_owned()));
    add("site", named(grouped(charges, |c| c.site), |s| answer.site_or_provider(s).to_owned()));
    add("category", named(grouped(charges, |c| c.category), |c| c.name().to_owned()));
    add("team", named(grouped(charges, team), |team| team));
    Section::new("Cost by provider, site, category and team").table(table)
}

/// Costs that a real bill has and this one does not.
pub(super) fn unpriced(answer: &Answer<'_>) -> Section {
    let linked = answer.topology.network.is_some();
    let links = if linked { "" } else { "links between sites (the plan has no `network`), " };
    let sentence = format!(
        "What the plan does not name: {links}names, monitoring, logs and keys that are no services \
         of it, images of machines, software licences, support plans"
    );
    let last = if answer.catalog.has_price_book() {
        "taxes, and discounts that are not in the price book"
    } else {
        "taxes, and privately negotiated discounts"
    };
    Section::new("Not in this bill").say(format!("{sentence}, {last}."))
}

fn yearly(monthly: Usd) -> Usd {
    monthly.times(12)
}

fn grouped<K: Ord>(charges: &[Charge], key: impl Fn(&Charge) -> K) -> BTreeMap<K, Usd> {
    let mut sums = BTreeMap::new();
    for charge in charges {
        *sums.entry(key(charge)).or_default() += charge.monthly;
    }
    sums
}

/// The sums with their names, the largest first.
fn named<K>(sums: BTreeMap<K, Usd>, name: impl Fn(K) -> String) -> Vec<(String, Usd)> {
    let mut lines: Vec<(String, Usd)> =
        sums.into_iter().map(|(key, sum)| (name(key), sum)).collect();
    lines.sort_by_key(|(_, sum)| Reverse(*sum));
    lines
}

/// Says so if the lines as shown do not add up to the total as shown.
fn rounding_note(lines: impl Iterator<Item = Usd>, total: Usd) -> Option<String> {
    let shown: Usd = lines.map(cents).sum();
    (shown != cents(total)).then(|| {
        format!("The total is the exact sum; the lines as rounded add up to {}.", money(shown))
    })
}

#[cfg(test)]
mod tests {
    use super::rounding_note;
    use crate::units::Usd;

    fn usd(text: &str) -> Usd {
        Usd::new(text.parse().unwrap())
    }

    #[test]
    fn a_difference_by_rounding_is_said() {
        let lines = [usd("0.004"), usd("0.004")];
        assert_eq!(
            rounding_note(lines.into_iter(), usd("0.008")).unwrap(),
            "The total is the exact sum; the lines as rounded add up to 0.00."
        );
        let lines = [usd("0.01"), usd("0.02")];
        assert_eq!(rounding_note(lines.into_iter(), usd("0.03")), None);
    }
}
