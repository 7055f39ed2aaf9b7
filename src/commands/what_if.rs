//! `mcplan what-if`: a plan beside what becomes of it under changes.

use std::path::PathBuf;

use crate::diag::{Diagnostic, Diagnostics, SourceId, Sources, Span, nearest};
use crate::explain::{Comparison, Reasons, ServiceLine, What};
use crate::plan::{Change, ChangeKey, Scenario};

use super::comparing::Comparing;
use super::error::CommandError;
use super::input::{Opened, diagnosed};
use super::io;
use super::output::Output;
use super::solved::Solved;
use super::solving::Solving;

/// What the base is called.
const BASE: &str = "base";
/// What the plan with changes from options is called.
const CHANGED: &str = "changed";

/// Solves a plan with and without changes, and compares
///
/// Changes are given by options, or kept in the plan as [scenarios.NAME]. With several scenarios there is a column
/// for each; changes by options are made on top of each of them. Shows what the plan costs more then, which
/// services move and why they cannot stay or would be dearer where they were.
///
/// Exit status: 0 compared, 1 a variant has no placement or a --fail-if came true, 2 no answer (bad input, a
/// file that cannot be read or written, a limit reached before a placement was found).
#[derive(Debug, clap::Args)]
pub(super) struct WhatIf {
    /// The plan
    plan: PathBuf,
    #[command(flatten)]
    changes: Changes,
    /// A scenario of the plan; may be repeated
    #[arg(long, value_name = "NAME", conflicts_with = "all_scenarios")]
    scenario: Vec<String>,
    /// Every scenario of the plan
    #[arg(long)]
    all_scenarios: bool,
    #[command(flatten)]
    comparing: Comparing,
    #[command(flatten)]
    solving: Solving,
}

/// Changes, made in the order in which they stand here; each may be repeated.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Changes, made in this order; each may be repeated")]
struct Changes {
    /// Lay a plan file over the plan: its keys are added or replace what is there
    #[arg(long, value_name = "FILE")]
    with: Vec<PathBuf>,
    /// Set a value: services.web.replicas=6, tiers.critical.rto=10m, 'flows."web -> orders".volume=1 TB/month'
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// More or less load on services by name: '*=x1.5', 'web=+20%'
    #[arg(long, value_name = "SERVICE=FACTOR")]
    demand: Vec<String>,
    /// Pin a service: orders=aws:eu-west-1
    #[arg(long, value_name = "SERVICE=SITE")]
    pin: Vec<String>,
    /// Allow sites too: 'aws:eu-*'
    #[arg(long, value_name = "PATTERN")]
    allow: Vec<String>,
    /// Deny sites: 'azure:*'
    #[arg(long, value_name = "PATTERN")]
    deny: Vec<String>,
    /// Do without a provider (azure), a site (aws:eu-west-1) or one of its zones (zone:aws:eu-west-1)
    #[arg(long, value_name = "NAME")]
    lose: Vec<String>,
    /// Higher or lower prices by provider, site and SKU: 'aws:*:m7*=+10%'
    #[arg(long, value_name = "PATTERN=FACTOR")]
    price: Vec<String>,
    /// Give up a requirement: budget, rto=orders, residency=customers, or by its line, plan.toml:42
    #[arg(long, value_name = "REQUIREMENT")]
    without: Vec<String>,
}

impl Changes {
    /// The options with their arguments, in the order in which changes are made.
    fn arguments(&self) -> [(ChangeKey, &'static str, &[String]); 8] {
        [
            (ChangeKey::Set, "--set", &self.set),
            (ChangeKey::Demand, "--demand", &self.demand),
            (ChangeKey::Pin, "--pin", &self.pin),
            (ChangeKey::Allow, "--allow", &self.allow),
            (ChangeKey::Deny, "--deny", &self.deny),
            (ChangeKey::Lose, "--lose", &self.lose),
            (ChangeKey::Price, "--price", &self.price),
            (ChangeKey::Without, "--without", &self.without),
        ]
    }

    /// The changes, each with a source of its own in which mistakes are underlined.
    fn read(&self, sources: &mut Sources) -> Result<Vec<Change>, CommandError> {
        let mut asked: Vec<(ChangeKey, SourceId)> = Vec::new();
        for path in &self.with {
            let source = sources.add(path.display().to_string(), io::text(path)?);
            asked.push((ChangeKey::With, source));
        }
        for (key, option, arguments) in self.arguments() {
            for argument in arguments {
                asked.push((key, sources.add(option, argument.as_str())));
            }
        }
        let mut problems = Diagnostics::default();
        let mut changes = Vec::new();
        for (key, source) in asked {
            match crate::plan::change(key, source, sources) {
                Ok(change) => changes.push(change),
                Err(found) => problems.extend(found),
            }
        }
        if problems.is_empty() { Ok(changes) } else { Err(diagnosed(&problems, sources)) }
    }
}

/// A plan with changes, before it is solved.
struct Variant {
    name: String,
    changes: Vec<Change>,
}

pub(super) fn run(args: &WhatIf) -> Result<Output, CommandError> {
    args.comparing.target.check(&args.plan)?;
    let conditions = args.comparing.conditions()?;
    let mut opened = args.solving.open(&args.plan)?;
    let own = args.changes.read(&mut opened.sources)?;
    let base = opened.check(&opened.document)?;
    let variants = variants(args, own, &mut opened)?;
    let mut inputs = vec![base];
    for variant in &variants {
        // All variants are checked before the first is solved.
        let document = crate::plan::changed(&opened.document, &variant.changes)
            .map_err(|found| diagnosed(&found, &opened.sources))?;
        inputs.push(opened.check(&document)?);
    }
    let options = args.solving.options();
    let solved: Vec<Solved> = inputs.into_iter().map(|input| Solved::of(input, options)).collect();
    let names = std::iter::once(BASE).chain(variants.iter().map(|variant| variant.name.as_str()));
    let sides = solved.iter().zip(names).map(|(solved, name)| solved.side(name.to_owned()));
    let sides: Vec<_> = sides.collect();
    let comparison = crate::explain::compare(sides.clone(), &Reasons::new());
    let comparison = crate::explain::compare(sides, &reasons(&solved, &comparison));
    let answers: Vec<_> = solved.iter().map(|solved| Some(solved.answer())).collect();
    let file = args.plan.display().to_string();
    let mut output = args.comparing.answer(&comparison, &answers, &conditions, &file)?;
    output.stderr.push_str(&solved[0].input.warnings);
    args.comparing.target.deliver(output)
}

/// One variant for each chosen scenario, or one for the options alone.
fn variants(
    args: &WhatIf,
    own: Vec<Change>,
    opened: &mut Opened,
) -> Result<Vec<Variant>, CommandError> {
    if args.scenario.is_empty() && !args.all_scenarios {
        return Ok(vec![Variant { name: CHANGED.to_owned(), changes: own }]);
    }
    let known = crate::plan::scenarios(&opened.document)
        .map_err(|found| diagnosed(&found, &opened.sources))?;
    let chosen = if args.all_scenarios {
        known.iter().collect()
    } else {
        chosen(&args.scenario, &known, &mut opened.sources)?
    };
    let variant = |scenario: &Scenario| Variant {
        name: scenario.name.value.clone(),
        changes: scenario.changes.iter().chain(&own).cloned().collect(),
    };
    Ok(chosen.into_iter().map(variant).collect())
}

fn chosen<'s>(
    names: &[String],
    known: &'s [Scenario],
    sources: &mut Sources,
) -> Result<Vec<&'s Scenario>, CommandError> {
    let mut problems = Diagnostics::default();
    let mut found = Vec::new();
    for name in names {
        if let Some(scenario) = known.iter().find(|scenario| scenario.name.value == *name) {
            found.push(scenario);
            continue;
        }
        let source = sources.add("--scenario", name.as_str());
        let all = known.iter().map(|scenario| scenario.name.value.as_str());
        let place = Span::new(source, 0..name.len());
        let problem = Diagnostic::error(format!("the plan has no scenario `{name}`"), place);
        problems.push(match nearest(name, all.clone()) {
            Some(near) => problem.hint(format!("did you mean `{near}`?")),
            None if known.is_empty() => problem.hint("write one as [scenarios.NAME] in the plan"),
            None => problem.hint(format!("there are {}", all.collect::<Vec<_>>().join(", "))),
        });
    }
    if problems.is_empty() { Ok(found) } else { Err(diagnosed(&problems, sources)) }
}

/// Why services moved or recover otherwise than on the base side.
fn reasons(solved: &[Solved], comparison: &Comparison) -> Reasons {
    let mut reasons = Reasons::new();
    let Some(before) = solved.first() else { return reasons };
    let Some(old) = &before.outcome.verified else { return reasons };
    for (side, after) in solved.iter().enumerate().skip(1) {
        let Some(new) = &after.outcome.verified else { continue };
        let moved = |line: &&ServiceLine| {
            let changes = line.changes.get(side).map_or(&[][..], Vec::as_slice);
            changes.iter().any(|what| matches!(what, What::Moved | What::Strategy))
        };
        let names = comparison.services.iter().filter(moved).map(|line| line.service.as_str());
        let names: Vec<&str> = names.collect();
        let (before, after) = ((before.context(), old), (after.context(), new));
        let found = crate::explain::reasons(before, after, &names);
        reasons.extend(found.into_iter().map(|(service, why)| ((side, service), why)));
    }
    reasons
}
