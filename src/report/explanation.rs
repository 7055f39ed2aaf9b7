//! One service of a verified placement in full: what it costs line by line, when it is back term by term, what
//! else was possible. The same as tables and as JSON.

use serde::Serialize;

use crate::catalog::{RecoveryFact, Support};
use crate::explain::{RunnerUp, Why};
use crate::placement::{Charge, Context, RecoveryLine, Verified};
use crate::plan::{Service, ServiceId};
use crate::terms::{Category, RecoveryTerm, Survives};
use crate::units::Usd;

use super::compare::signed;
use super::number::{self, count, duration, money};
use super::placement::runs_on;
use super::section::Section;
use super::table::{Align, Table};

/// The name and version of the contract.
const SCHEMA: &str = "mcplan.explanation/1";

/// A service with its decision.
#[derive(Debug, Clone, Copy)]
pub struct ExplanationAnswer<'a> {
    /// The plan and the catalogs.
    pub context: Context<'a>,
    /// The placement.
    pub verified: &'a Verified,
    /// The choices that the service had.
    pub why: &'a Why,
    /// Why other sites cannot hold it, and how many each reason excludes.
    pub rejected: &'a [(String, usize)],
}

impl<'a> ExplanationAnswer<'a> {
    fn id(&self) -> ServiceId {
        self.why.service
    }

    fn service(&self) -> &'a Service {
        self.context.topology.service(self.id())
    }

    fn site(&self, site: crate::catalog::SiteId) -> &'a str {
        &self.context.catalog.site(site).code
    }

    fn charges(&self) -> impl Iterator<Item = &'a Charge> {
        let id = self.id();
        self.verified.charges().iter().filter(move |charge| charge.service == Some(id))
    }

    fn recovery(&self) -> Option<&'a RecoveryLine> {
        self.verified.recovery().iter().find(|line| line.service == self.id())
    }
}

/// The tables.
#[must_use]
pub fn explanation_text(answer: &ExplanationAnswer<'_>) -> String {
    sections(answer).iter().map(Section::text).collect::<Vec<_>>().join("\n")
}

/// The tables as Markdown.
#[must_use]
pub fn explanation_markdown(answer: &ExplanationAnswer<'_>) -> String {
    sections(answer).iter().map(Section::markdown).collect::<Vec<_>>().join("\n")
}

fn sections(answer: &ExplanationAnswer<'_>) -> Vec<Section> {
    let recovery = answer.recovery().map(|line| recovery(answer, line));
    let all = [standing(answer), charges(answer)].into_iter().chain(recovery);
    all.chain([choices(answer)]).chain(runners_up(answer)).collect()
}

const STANDING: &[(&str, Align)] =
    &[("Role", Align::Left), ("Site", Align::Left), ("Runs on", Align::Prose)];

/// Where it is.
fn standing(answer: &ExplanationAnswer<'_>) -> Section {
    let (service, arrangement) = (answer.service(), answer.verified.placement().of(answer.id()));
    let mut table = Table::new(STANDING);
    for deployment in &arrangement.deployments {
        table.row([
            deployment.role.name().to_owned(),
            answer.site(deployment.site).to_owned(),
            runs_on(answer.context, answer.id(), deployment),
        ]);
    }
    let loss = match service.survives {
        Survives::Nothing => "nothing".to_owned(),
        scope => format!("the loss of a {scope}"),
    };
    let said = format!(
        "Kind {}, tier {}, team {}. It is to survive {loss}, and recovers by: {}.",
        service.kind, service.tier, service.team, arrangement.strategy
    );
    Section::new(&service.name.value).say(said).table(table)
}

const CHARGES: &[(&str, Align)] = &[
    ("Site", Align::Left),
    ("For", Align::Left),
    ("What", Align::Prose),
    ("Quantity", Align::Right),
    ("Unit", Align::Left),
    ("USD each", Align::Right),
    ("USD/month", Align::Right),
];

/// What it costs, line by line of the bill.
fn charges(answer: &ExplanationAnswer<'_>) -> Section {
    let mut table = Table::new(CHARGES);
    for charge in answer.charges() {
        let purchase = charge.purchase.map_or_else(String::new, |bought| format!(" {bought}"));
        table.row([
            charge.site.map_or(super::answer::PROVIDER_WIDE, |site| answer.site(site)).to_owned(),
            charge.category.name().to_owned(),
            format!("{}{purchase}", charge.sku),
            charge.quantity.amount.normalize().to_string(),
            charge.quantity.unit.name().to_owned(),
            charge.price.usd().normalize().to_string(),
            money(charge.monthly),
        ]);
    }
    let total = money(answer.charges().map(|charge| charge.monthly).sum());
    Section::new("Cost").table(table).note(format!("Together {total} USD a month."))
}

const TERMS: &[(&str, Align)] = &[
    ("Term", Align::Left),
    ("Time", Align::Right),
    ("Support", Align::Left),
    ("Source", Align::Prose),
    ("Row", Align::Left),
];

/// When it is back, term by term.
fn recovery(answer: &ExplanationAnswer<'_>, line: &RecoveryLine) -> Section {
    let mut table = Table::new(TERMS);
    for (term, fact) in terms(line) {
        table.row([
            term.name().to_owned(),
            duration(fact.seconds),
            support(fact.support).to_owned(),
            fact.source.clone(),
            fact.row.clone(),
        ]);
    }
    let section = match line.rto_seconds() {
        Some(sum) => Section::new("Recovery").say(format!(
            "Back after {}, the sum of all but lag; the target is {}. Lost is at most the lag; the target is {}.",
            duration(sum),
            line.rto_target.map_or_else(|| "none".to_owned(), duration),
            line.rpo_target.map_or_else(|| "none".to_owned(), duration),
        )),
        None => Section::new("Recovery").say("Nothing is to be survived, or a figure is missing."),
    };
    let waits = line.waits_for.map(|(gate, time)| {
        let name = &answer.context.topology.service(gate).name.value;
        format!("It is back only with {name}, which it requires: after {}.", duration(time))
    });
    let up = answer.verified.availability().iter().find(|up| up.service == answer.id());
    let up = up.and_then(|up| up.achieved).map(|achieved| {
        format!("Available {} of the time by estimate.", number::availability(achieved))
    });
    let section = if table.is_empty() { section } else { section.table(table) };
    section.notes(waits).notes(up)
}

/// The terms of the recovery time, and the lag.
fn terms(line: &RecoveryLine) -> impl Iterator<Item = (RecoveryTerm, &RecoveryFact)> {
    let time = line.rto.iter().flatten().map(|(term, fact)| (*term, fact));
    time.chain(line.rpo.iter().map(|fact| (RecoveryTerm::Lag, fact)))
}

const fn support(support: Support) -> &'static str {
    match support {
        Support::Published => "published",
        Support::Assumption => "assumption",
        Support::Stated => "stated",
    }
}

const REJECTED: &[(&str, Align)] = &[("Sites", Align::Right), ("Why not", Align::Prose)];

/// What else was possible, and why the rest is not.
fn choices(answer: &ExplanationAnswer<'_>) -> Section {
    let why = answer.why;
    let mut table = Table::new(REJECTED);
    for (reason, sites) in answer.rejected {
        table.row([count(*sites), reason.clone()]);
    }
    let host = answer.service().host.map(|host| answer.context.topology.service(host));
    let said = match (host, why.runner_up()) {
        (Some(host), _) => format!("It stands where its host {} does.", host.name.value),
        (None, Some(next)) => {
            let sites: Vec<&str> = next.sites.iter().map(|&site| answer.site(site)).collect();
            let (strategy, more) = (next.strategy, money(next.more));
            format!("The next best is {strategy} at {}: {more} USD a month more.", sites.join(", "))
        }
        (None, None) => "There is no other choice of sites.".to_owned(),
    };
    let (possible, sites) = (count(why.possible), count(why.sites));
    let choices = format!("{possible} of {sites} sites can hold it. {said}");
    let section = Section::new("Choices").say(choices);
    if table.is_empty() { section } else { section.table(table) }
}

const RUNNERS_UP: &[(&str, Align)] = &[
    ("Recovery", Align::Left),
    ("Sites", Align::Prose),
    ("Of the bill", Align::Left),
    ("More USD/month", Align::Right),
];

/// Runners-up that the page shows.
const SHOWN: usize = 3;

/// What the next best would cost more, term by term.
fn runners_up(answer: &ExplanationAnswer<'_>) -> Option<Section> {
    let mut table = Table::new(RUNNERS_UP);
    for one in answer.why.runners_up.iter().take(SHOWN) {
        let sites: Vec<&str> = one.sites.iter().map(|&site| answer.site(site)).collect();
        let [mut strategy, mut sites] = [one.strategy.name().to_owned(), sites.join(", ")];
        for (category, more) in &one.terms {
            let cells = [std::mem::take(&mut strategy), std::mem::take(&mut sites)];
            let [strategy, sites] = cells;
            table.row([strategy, sites, category.name().to_owned(), signed(*more)]);
        }
        table.row([strategy, sites, "all".to_owned(), signed(one.more)]);
    }
    let section = Section::new("Runners-up").table(table);
    (!answer.why.runners_up.is_empty())
        .then(|| section.note("With everything else as it is; --why-not SITE moves the rest too."))
}

#[derive(Serialize)]
struct Whole<'a> {
    schema: &'static str,
    plan: &'a str,
    service: &'a str,
    kind: &'static str,
    strategy: &'static str,
    sites: Vec<At<'a>>,
    charges: Vec<Line<'a>>,
    monthly_usd: String,
    rto_s: Option<u64>,
    waits_for: Option<&'a str>,
    terms: Vec<Part<'a>>,
    sites_possible: usize,
    runner_up: Option<Next<'a>>,
    runners_up: Vec<Next<'a>>,
    rejected: Vec<Excluded<'a>>,
}

#[derive(Serialize)]
struct At<'a> {
    site: &'a str,
    role: &'static str,
    runs_on: String,
}

#[derive(Serialize)]
struct Line<'a> {
    site: Option<&'a str>,
    category: &'static str,
    sku: &'a str,
    quantity: String,
    unit: &'static str,
    unit_price_usd: String,
    monthly_usd: String,
    row: &'a str,
}

#[derive(Serialize)]
struct Part<'a> {
    term: &'static str,
    seconds: u64,
    support: &'static str,
    source: &'a str,
    row: &'a str,
}

#[derive(Serialize)]
struct Next<'a> {
    strategy: &'static str,
    sites: Vec<&'a str>,
    more_usd: String,
    terms: Vec<Term>,
}

#[derive(Serialize)]
struct Term {
    category: &'static str,
    more_usd: String,
}

#[derive(Serialize)]
struct Excluded<'a> {
    reason: &'a str,
    sites: usize,
}

/// One object, ending with a line break.
///
/// # Panics
/// Never: a struct of strings, numbers and lists is always JSON.
#[must_use]
pub fn explanation_json(answer: &ExplanationAnswer<'_>) -> String {
    let whole = serde_json::to_string_pretty(&whole(answer));
    whole.expect("strings, numbers and lists are JSON") + "\n"
}

fn whole<'a>(answer: &ExplanationAnswer<'a>) -> Whole<'a> {
    let (service, line) = (answer.service(), answer.recovery());
    let arrangement = answer.verified.placement().of(answer.id());
    let at = arrangement.deployments.iter().map(|deployment| At {
        site: answer.site(deployment.site),
        role: deployment.role.name(),
        runs_on: runs_on(answer.context, answer.id(), deployment),
    });
    let excluded = |(reason, sites): &'a (String, usize)| Excluded { reason, sites: *sites };
    Whole {
        schema: SCHEMA,
        plan: &answer.context.topology.name,
        service: &service.name.value,
        kind: service.kind.name(),
        strategy: arrangement.strategy.name(),
        sites: at.collect(),
        charges: answer.charges().map(|charge| priced(answer, charge)).collect(),
        monthly_usd: answer.charges().map(|c| c.monthly).sum::<Usd>().to_string(),
        rto_s: line.and_then(RecoveryLine::rto_seconds).map(|time| time.0),
        waits_for: line
            .and_then(|line| line.waits_for)
            .map(|(gate, _)| answer.context.topology.service(gate).name.value.as_str()),
        terms: line.into_iter().flat_map(terms).map(part).collect(),
        sites_possible: answer.why.possible,
        runner_up: answer.why.runner_up().map(|one| next(answer, one)),
        runners_up: answer.why.runners_up.iter().map(|one| next(answer, one)).collect(),
        rejected: answer.rejected.iter().map(excluded).collect(),
    }
}

fn next<'a>(answer: &ExplanationAnswer<'a>, one: &RunnerUp) -> Next<'a> {
    let term = |(category, more): &(Category, Usd)| Term {
        category: category.name(),
        more_usd: more.to_string(),
    };
    Next {
        strategy: one.strategy.name(),
        sites: one.sites.iter().map(|&site| answer.site(site)).collect(),
        more_usd: one.more.to_string(),
        terms: one.terms.iter().map(term).collect(),
    }
}

fn priced<'a>(answer: &ExplanationAnswer<'a>, charge: &'a Charge) -> Line<'a> {
    Line {
        site: charge.site.map(|site| answer.site(site)),
        category: charge.category.name(),
        sku: &charge.sku,
        quantity: charge.quantity.amount.normalize().to_string(),
        unit: charge.quantity.unit.name(),
        unit_price_usd: charge.price.usd().normalize().to_string(),
        monthly_usd: charge.monthly.to_string(),
        row: &charge.row,
    }
}

fn part((term, fact): (RecoveryTerm, &RecoveryFact)) -> Part<'_> {
    Part {
        term: term.name(),
        seconds: fact.seconds.0,
        support: support(fact.support),
        source: &fact.source,
        row: &fact.row,
    }
}
