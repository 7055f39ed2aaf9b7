//! The next cheapest placements: what each costs and which services stand otherwise.

use crate::explain::Alternatives;
use crate::placement::Verified;
use crate::plan::ServiceId;

use super::answer::Answer;
use super::number::{count, gap, money, share_more};
use super::placement::runs_on;
use super::section::Section;
use super::table::{Align, Table};

const COLUMNS: &[(&str, Align)] = &[
    ("#", Align::Right),
    ("USD/month", Align::Right),
    ("More", Align::Right),
    ("%", Align::Right),
    ("Service", Align::Left),
    ("Chosen", Align::Prose),
    ("Instead", Align::Prose),
];

/// The alternatives that were asked for.
pub(super) fn alternatives(
    answer: &Answer<'_>,
    chosen: &Verified,
    alternatives: &Alternatives,
) -> Section {
    let mut table = Table::new(COLUMNS);
    for (number, one) in alternatives.found.iter().enumerate() {
        for (at, &id) in one.differs.iter().enumerate() {
            let once = |text: String| if at == 0 { text } else { String::new() };
            table.row([
                once(count(number + 1)),
                once(money(one.verified.total())),
                once(money(one.more)),
                once(share_more(chosen.total(), one.verified.total())),
                answer.service(id).to_owned(),
                told(answer, chosen, id),
                told(answer, &one.verified, id),
            ]);
        }
    }
    let found = crate::diag::count(alternatives.found.len(), "other placement");
    let within = gap(alternatives.wanted.within);
    let section = Section::new("Alternatives")
        .say(format!("The next cheapest: {found} within {within} of the chosen one."))
        .say(proof(alternatives));
    let section = if table.is_empty() { section } else { section.table(table) };
    section.note("Placements are distinct if some service stands at other sites, in other roles or recovers otherwise; each is the cheapest that stands so.")
}

fn proof(alternatives: &Alternatives) -> String {
    let all = alternatives.found.len() < alternatives.wanted.most;
    match (alternatives.complete, all) {
        (true, true) => "Proven: there are no others.".to_owned(),
        (true, false) => "Proven: no distinct placement that costs less than one of these is missing.".to_owned(),
        (false, _) => "Not proven: the search was cut short, so distinct placements that cost less than these may be missing.".to_owned(),
    }
}

/// "single at aws:eu-west-1 (4 x c6g.large on-demand)".
fn told(answer: &Answer<'_>, verified: &Verified, id: ServiceId) -> String {
    let arrangement = verified.placement().of(id);
    let sites = arrangement.deployments.iter().map(|deployment| {
        let what = runs_on(answer.context(), id, deployment);
        format!("{} ({what})", answer.site(deployment.site))
    });
    format!("{} at {}", arrangement.strategy.name(), sites.collect::<Vec<_>>().join(", "))
}
