//! A drill as a runbook in Markdown: for each loss what to look at, what to do in which order, and how to go
//! back. The texts of the commands come from the catalogs; here they are put in order and filled in.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::catalog::{Instruction, SiteId, Situation, Task};
use crate::diag;
use crate::explain::{Back, Course, Fate, Played};
use crate::placement::{Loss, recovery_mechanism};
use crate::plan::{Endpoint, ServiceId};
use crate::report::markdown_text::escape;
use crate::report::recovery::terms;
use crate::terms::Provider;

use super::answer::DrillAnswer;
use super::page::{costs, findings, in_order};
use super::words;

const INTRODUCTION: &str = "Made from the plan and its placement; times are estimates, counted from the loss. \
Names of resources are those that the Terraform folder gives. What stands in `< >` is in the outputs of that \
folder or in the account. Losses of single failure domains are here; pairs of sites are in the table of \
`mcplan drill`.\n";

/// The runbook.
#[must_use]
pub fn drill_markdown(answer: &DrillAnswer<'_>) -> String {
    let told = |played: &&Played| answer.in_full || played.event.losses().len() == 1;
    let (busy, quiet): (Vec<&Played>, Vec<&Played>) =
        answer.drill.losses.iter().filter(told).partition(|played| is_felt(played));
    let mut out = format!("# Runbook of plan {}\n\n{INTRODUCTION}", escape(&answer.topology.name));
    if !quiet.is_empty() {
        let names: Vec<String> =
            quiet.iter().map(|played| played.event.name(answer.catalog)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        line(
            &mut out,
            &format!("No service notices the loss of {}.", escape(&diag::list(&names, "or of"))),
        );
    }
    for played in busy {
        out.push_str(&chapter(answer, played));
    }
    out
}

fn is_felt(played: &Played) -> bool {
    played.services.iter().any(Fate::is_touched)
}

/// A paragraph.
fn line(out: &mut String, text: &str) {
    // Writing to a string cannot fail.
    let _ = write!(out, "\n{text}\n");
}

fn chapter(answer: &DrillAnswer<'_>, played: &Played) -> String {
    let name = escape(&played.event.name(answer.catalog));
    let mut out = String::new();
    line(&mut out, &format!("## Loss of {name}"));
    line(&mut out, &format!("Verdict: {}.", words::verdict(played.verdict())));
    let notes: Vec<String> =
        findings(answer, played).into_iter().chain(costs(&played.costs)).collect();
    for (i, note) in notes.iter().enumerate() {
        let first = if i == 0 { "\n" } else { "" };
        let _ = writeln!(out, "{first}- {}", escape(note));
    }
    let fates = in_order(played);
    recognise(answer, played, &mut out);
    act(answer, &fates, &mut out);
    bystanders(answer, &fates, &mut out);
    go_back(answer, &fates, &mut out);
    out
}

fn recognise(answer: &DrillAnswer<'_>, played: &Played, out: &mut String) {
    let mut steps = Steps::default();
    for loss in played.event.losses() {
        let (site, provider) = match *loss {
            Loss::Zone(site) | Loss::Site(site) => (Some(site), answer.catalog.site(site).provider),
            Loss::Provider(provider) => (None, provider),
        };
        let places = Places { to: None, from: site, provider };
        let situation =
            Situation { provider: Some(provider), kind: None, realisation: None, mechanism: None };
        if let Some(found) = answer.catalog.instruction(Task::Recognise, &situation) {
            steps.begin(format!("**{}**", provider.name()));
            steps.add(told(answer, None, &places, found, &[]));
        }
    }
    steps.write("### How to recognise it", out);
}

/// What somebody has to do, in the order in which services can be back.
fn act(answer: &DrillAnswer<'_>, fates: &[&Fate], out: &mut String) {
    let woken = woken(answer, fates);
    let mut steps = Steps::default();
    for fate in fates {
        let Course::FailsOver(site) = fate.course else { continue };
        steps.begin(heading(answer, fate));
        steps.add(instruction(answer, fate, site, Task::FailOver, &woken));
        if is_called_from_elsewhere(answer, fates, fate, site) {
            steps.add(instruction(answer, fate, site, Task::Shift, &woken));
        }
    }
    steps.write("### What to do, in this order", out);
}

/// Whether people, or services that do not move to the same site, have to be led there.
fn is_called_from_elsewhere(
    answer: &DrillAnswer<'_>,
    fates: &[&Fate],
    fate: &Fate,
    site: SiteId,
) -> bool {
    let moves_along = |caller: ServiceId| {
        fates.iter().any(|other| other.service == caller && other.course == Course::FailsOver(site))
    };
    let flows = answer.topology.flows.iter();
    flows.filter(|flow| flow.to == Endpoint::Service(fate.service)).any(|flow| match flow.from {
        Endpoint::Service(caller) => !moves_along(caller),
        Endpoint::Users(_) | Endpoint::Internet => true,
    })
}

/// Steps with what is done in them. What was told in an earlier step is not told again.
#[derive(Default)]
struct Steps {
    texts: Vec<String>,
    told: BTreeMap<String, usize>,
}

impl Steps {
    fn begin(&mut self, heading: String) {
        self.texts.push(heading);
    }

    fn add(&mut self, (command, check): (String, String)) {
        let step = self.texts.len();
        let shown = match self.told.get(&command) {
            Some(earlier) => format!("as in step {earlier}"),
            None => command.clone(),
        };
        self.told.entry(command).or_insert(step);
        if let Some(text) = self.texts.last_mut() {
            // Writing to a string cannot fail.
            let _ = write!(text, "\n   - {shown}. Check: {check}.");
        }
    }

    fn write(&self, title: &str, out: &mut String) {
        if !self.texts.is_empty() {
            line(out, title);
            numbered(out, &self.texts);
        }
    }
}

fn heading(answer: &DrillAnswer<'_>, fate: &Fate) -> String {
    let service = answer.topology.service(fate.service);
    let sum = fate.rto.as_deref().map_or_else(String::new, |parts| format!(" ({})", terms(parts)));
    let back = match fate.back {
        Back::Never => "not back before what it lacks is".to_owned(),
        time => format!("back after {}", words::back(time, fate)),
    };
    format!(
        "**{}**, team {}: {}; ready after {}{}, {back}",
        escape(&service.name.value),
        escape(&service.team),
        escape(&words::happens(answer, fate)),
        words::back(fate.ready, fate),
        escape(&sum),
    )
}

/// Services for which nothing is to be done: they go on, or cannot be helped.
fn bystanders(answer: &DrillAnswer<'_>, fates: &[&Fate], out: &mut String) {
    let names = |of: &dyn Fn(&Fate) -> bool| -> Vec<String> {
        let chosen = fates.iter().filter(|fate| of(fate));
        chosen.map(|fate| escape(answer.service(fate.service))).collect()
    };
    let fails_over = |fate: &Fate| matches!(fate.course, Course::FailsOver(_));
    let mut tell = |names: Vec<String>, one: &str, many: &str| {
        if !names.is_empty() {
            let words = if names.len() == 1 { one } else { many };
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            line(out, &format!("{} {words}", diag::list(&names, "and")));
        }
    };
    tell(
        names(&|fate| fate.comes_back() && !fails_over(fate)),
        "needs nobody: watch it until its probes pass.",
        "need nobody: watch them until their probes pass.",
    );
    tell(
        names(&|fate| fate.back == Back::Never),
        "is not back before what was lost is: tell its users.",
        "are not back before what was lost is: tell their users.",
    );
}

/// The way back: data and what others require first, as on the way there; what waited is turned off last.
fn go_back(answer: &DrillAnswer<'_>, fates: &[&Fate], out: &mut String) {
    let mut steps = Steps::default();
    for fate in fates {
        if let Course::FailsOver(site) = fate.course {
            let service = answer.topology.service(fate.service);
            let (name, team) = (escape(&service.name.value), escape(&service.team));
            steps.begin(format!("**{name}**, team {team}"));
            steps.add(instruction(answer, fate, site, Task::FailBack, &[]));
        }
    }
    if !woken(answer, fates).is_empty() {
        let any = Situation { provider: None, kind: None, realisation: None, mechanism: None };
        if let Some(found) = answer.catalog.instruction(Task::Release, &any) {
            steps.begin("**All teams**, once every service above is back".to_owned());
            steps.add((found.command.clone(), found.check.clone()));
        }
    }
    steps.write("### Going back, once what was lost has been there for a day", out);
}

/// The switches of the recovery sites at which something is started.
fn woken(answer: &DrillAnswer<'_>, fates: &[&Fate]) -> Vec<SiteId> {
    let mut sites: Vec<SiteId> = fates
        .iter()
        .filter(|fate| matches!(fate.course, Course::FailsOver(_)))
        .flat_map(|fate| answer.placement.of(fate.service).recovery())
        .filter(|deployment| deployment.is_asleep())
        .map(|deployment| deployment.site)
        .collect();
    sites.sort_unstable();
    sites.dedup();
    sites
}

/// What to do for a service that fails over to a site, and what shows that it worked.
fn instruction(
    answer: &DrillAnswer<'_>,
    fate: &Fate,
    site: SiteId,
    task: Task,
    woken: &[SiteId],
) -> (String, String) {
    let arrangement = answer.placement.of(fate.service);
    let provider = |site| answer.catalog.site(site).provider;
    let from = arrangement.active().map(|d| d.site).next();
    let across = from.is_some_and(|from| provider(from) != provider(site));
    let product = arrangement.recovery().find(|d| d.site == site).and_then(|d| d.realisation);
    let situation = Situation {
        provider: Some(provider(site)),
        kind: Some(answer.topology.service(fate.service).kind),
        realisation: product.map(|id| answer.catalog.realisation(id).name.clone()),
        mechanism: Some(recovery_mechanism(arrangement.strategy, across)),
    };
    let places = Places { to: Some(site), from, provider: provider(site) };
    match answer.catalog.instruction(task, &situation) {
        Some(found) => told(answer, Some(fate), &places, found, woken),
        None => (format!("{}: no row of the catalogs says how", task.name()), "none".to_owned()),
    }
}

/// Where a service comes from and goes to.
struct Places {
    to: Option<SiteId>,
    from: Option<SiteId>,
    provider: Provider,
}

/// An instruction with its check, its placeholders filled in.
fn told(
    answer: &DrillAnswer<'_>,
    fate: Option<&Fate>,
    places: &Places,
    found: &Instruction,
    woken: &[SiteId],
) -> (String, String) {
    let code = |site: Option<SiteId>| match site {
        Some(site) => answer.site(site).to_owned(),
        None => places.provider.name().to_owned(),
    };
    let region = |site: Option<SiteId>| match site {
        Some(site) => answer.catalog.site(site).region.clone(),
        None => "<region>".to_owned(),
    };
    let service = fate.map_or("its services", |fate| answer.service(fate.service));
    let values = [
        ("{service}", safe(service)),
        ("{name}", safe(&format!("{}-{service}", answer.topology.name))),
        ("{site}", safe(&code(places.to))),
        ("{region}", region(places.to)),
        ("{from}", safe(&code(places.from))),
        ("{from_region}", region(places.from)),
        ("{switch}", switch(answer, woken)),
    ];
    let fill = |text: &str| {
        values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
    };
    (fill(&found.command), fill(&found.check))
}

/// A name of the plan as it can stand in a command and on a page.
fn safe(name: &str) -> String {
    let kept = |c: char| c.is_alphanumeric() || " .:-_".contains(c);
    name.chars().map(|c| if kept(c) { c } else { '_' }).collect()
}

/// The value of the variable that turns recovery sites on.
fn switch(answer: &DrillAnswer<'_>, woken: &[SiteId]) -> String {
    let key = |&site: &SiteId| {
        let name = answer.site(site).chars();
        let name: String = name.map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
        format!("{name}=true")
    };
    format!("{{{}}}", woken.iter().map(key).collect::<Vec<_>>().join(","))
}

fn numbered(out: &mut String, steps: &[String]) {
    out.push('\n');
    for (number, step) in (1..).zip(steps) {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{number}. {step}");
    }
}
