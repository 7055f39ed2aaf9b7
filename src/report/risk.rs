//! What outages are expected to cost in a year, and what each dollar of recovery buys.

use crate::explain::{Improvement, Risk, Trade};
use crate::units::{Decimal, Seconds, Usd};

use super::answer::Answer;
use super::number::{duration, money};
use super::section::Section;
use super::table::{Align, Table};

const COLUMNS: &[(&str, Align)] = &[
    ("Service", Align::Left),
    ("Away/year", Align::Right),
    ("Loss USD/year", Align::Right),
    ("Recovery USD/year", Align::Right),
    ("Avoids USD/year", Align::Right),
    ("Per dollar", Align::Right),
];

/// The expected losses; `None` if the plan does not say what an hour costs.
pub(super) fn risk(answer: &Answer<'_>) -> Option<Section> {
    let mut table = Table::new(COLUMNS);
    for risk in answer.risks {
        let trade = |pick: fn(&Trade) -> Usd| {
            risk.recovery.as_ref().map_or_else(|| "-".to_owned(), |trade| yearly(pick(trade)))
        };
        table.row([
            answer.service(risk.service).to_owned(),
            away(risk),
            yearly(risk.loss),
            trade(|trade| trade.more),
            trade(|trade| trade.avoided),
            risk.recovery.as_ref().and_then(per_dollar).unwrap_or_else(|| "-".to_owned()),
        ]);
    }
    let loss: Usd = answer.risks.iter().map(|risk| risk.loss).sum();
    (!table.is_empty()).then(|| {
        Section::new("Risk")
            .say(format!(
                "Outages are expected to cost {} USD a year, which is in the cost above as `downtime`.",
                yearly(loss)
            ))
            .table(table)
            .notes(answer.risks.iter().filter_map(|risk| improvement(answer, risk)))
            .note("Recovery is what is paid beyond serving from one of the sites alone; it avoids that much of the loss.")
            .note("How often and how long something is out: catalog table outage-rates. Services are taken to fail by themselves.")
    })
}

fn away(risk: &Risk) -> String {
    let seconds = (risk.hours * Decimal::from(12 * 3_600)).round();
    duration(Seconds(u64::try_from(seconds).unwrap_or(u64::MAX)))
}

fn yearly(monthly: Usd) -> String {
    money(monthly.times(12))
}

/// What a dollar of recovery avoids; nothing to tell where recovery costs nothing.
fn per_dollar(trade: &Trade) -> Option<String> {
    (trade.more > Usd::ZERO)
        .then(|| (trade.avoided.dollars() / trade.more.dollars()).round_dp(2).to_string())
}

/// "Next for web: warm-standby at aws:eu-west-1 and azure:westeurope costs 1,200.00 USD a year and avoids
/// 800.00."
fn improvement(answer: &Answer<'_>, risk: &Risk) -> Option<String> {
    let Improvement { strategy, sites, trade } = risk.next.as_ref()?;
    let service = answer.service(risk.service);
    let sites: Vec<&str> = sites.iter().map(|&site| answer.site(site)).collect();
    let sites = crate::diag::list(&sites, "and");
    let (more, avoided) = (yearly(trade.more), yearly(trade.avoided));
    Some(format!(
        "Next for {service}: {strategy} at {sites} costs {more} USD a year and avoids {avoided}."
    ))
}
