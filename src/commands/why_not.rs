//! `mcplan explain PLAN SERVICE --why-not SITE`: what the service would cost there, or which requirements exclude it.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::diag::nearest;
use crate::explain::{
    Answered, Exclusion, Reasons, Wish, compare, elsewhere, exclusion, fulfilled, loosest, moves,
    priced, reached, walk,
};
use crate::milp::{Options, Outcome, Status};
use crate::placement::Context;
use crate::plan::{Change, RequirementId, Rule, ServiceId, Topology};
use crate::report::{ComparisonAnswer, Standing, Way, WhyNotAnswer};
use crate::terms::SitePattern;
use crate::units::{Decimal, Usd};

use super::error::CommandError;
use super::input::{Input, Opened, diagnosed};
use super::output::{Exit, Output};
use super::solved::Solved;
use super::solving::Solving;
use super::why_not_price;

/// One cent.
const CENT: Usd = Usd::new(Decimal::from_parts(1, 0, 0, false, 2));

/// Solves the plan with and without the wish to the end, as far as the time for each allows.
pub(super) fn run(
    plan: &Path,
    solving: &Solving,
    (service, site): (&str, &str),
    rendered: impl Fn(&WhyNotAnswer<'_>) -> String,
) -> Result<Output, CommandError> {
    let opened = solving.open(plan)?;
    let input = opened.check(&opened.document)?;
    let wish = wish(&input, service, site)?;
    let options = Options { gap: Decimal::ZERO, ..solving.options() };
    let base = Solved::of(input, options);
    let chosen = base.outcome.verified.as_ref().ok_or(CommandError::NoPlacement)?;
    let asked = Asked { opened: &opened, wish: &wish, options };
    if fulfilled(base.context(), chosen, &wish) {
        return Ok(answer(&base, &wish, Standing::There, rendered, Exit::Yes));
    }
    let there = asked.elsewhere(base.context());
    if there.status == Status::Infeasible {
        let started = Instant::now();
        let found = exclusion(base.context(), &wish, options, &|| started.elapsed());
        let ways = asked.ways(&base.input, &found)?;
        let together = asked.without_all(&base.input, &found)?;
        let (exclusion, together) = (&found, together.as_ref());
        let standing = Standing::Excluded { exclusion, ways: &ways, together };
        return Ok(answer(&base, &wish, standing, rendered, Exit::No));
    }
    let verified = there.verified.as_ref().ok_or(CommandError::NoPlacement)?;
    let more = verified.total() - chosen.total();
    let exact = [&base.outcome, &there].iter().all(|one| one.status == Status::Optimal);
    let checks = if exact { asked.checks(base.context(), more) } else { [None, None] };
    let price =
        if exact { why_not_price::found(&asked, &base.input, verified, more)? } else { None };
    let (mut sides, answers) = (vec![base.side("plan".to_owned())], [Some(base.answer()), None]);
    sides.push(base.other(&there, "there".to_owned()));
    let comparison = compare(sides, &Reasons::new());
    let comparison = ComparisonAnswer { comparison: &comparison, answers: &answers, checks: &[] };
    let there = &there;
    let standing =
        Standing::Dearer { there, more, exact, checks, price: price.as_ref(), comparison };
    Ok(answer(&base, &wish, standing, rendered, Exit::Yes))
}

fn answer(
    base: &Solved,
    wish: &Wish,
    standing: Standing<'_>,
    rendered: impl Fn(&WhyNotAnswer<'_>) -> String,
    exit: Exit,
) -> Output {
    let Input { topology, catalog, sources, warnings, .. } = &base.input;
    let chosen = &base.outcome;
    let answer = WhyNotAnswer { topology, catalog, sources, chosen, wish, standing };
    Output { stdout: rendered(&answer), stderr: warnings.clone(), exit }
}

/// The service and the sites that are asked for.
fn wish(input: &Input, service: &str, site: &str) -> Result<Wish, CommandError> {
    let id = service_called(&input.topology, service)?;
    let sites = SitePattern::new(site);
    let codes = input.catalog.sites().iter().map(|site| site.code.as_str());
    if !codes.clone().any(|code| sites.matches(code)) {
        let near = nearest(site, codes);
        let hint = near.map_or_else(String::new, |near| format!("\nhint: did you mean `{near}`?"));
        return Err(CommandError::UnknownName { name: site.to_owned(), hint });
    }
    Ok(Wish { service: id, sites })
}

/// The service of a name.
pub(super) fn service_called(topology: &Topology, name: &str) -> Result<ServiceId, CommandError> {
    let found = topology.service_ids().find(|&id| topology.service(id).name.value == name);
    found.ok_or_else(|| {
        let names = topology.services.iter().map(|service| service.name.value.as_str());
        let near = nearest(name, names).map(str::to_owned);
        CommandError::UnknownService { name: name.to_owned(), near }
    })
}

/// What is asked, with the plan before any change.
pub(super) struct Asked<'a> {
    /// The plan.
    pub(super) opened: &'a Opened,
    /// The service and the sites.
    pub(super) wish: &'a Wish,
    /// How to solve.
    pub(super) options: Options,
}

impl Asked<'_> {
    fn elsewhere(&self, context: Context<'_>) -> Outcome {
        let started = Instant::now();
        elsewhere(context, self.wish, self.options, &|| started.elapsed())
    }

    /// Whether it moves if it is a cent less, and a cent more, than the break-even cheaper there.
    fn checks(&self, context: Context<'_>, more: Usd) -> [Option<bool>; 2] {
        let ask = |cheaper: Usd| {
            let started = Instant::now();
            let clock = || -> Duration { started.elapsed() };
            moves(context, self.wish, cheaper, self.options, &clock)
        };
        let less = more - CENT;
        // Nothing to check below a break-even of a cent: the plan as it is stays.
        let before = if less < Usd::ZERO { Some(false) } else { ask(less) };
        [before, ask(more + CENT)]
    }

    /// What giving up or loosening each requirement alone would allow: nothing, if there are several sets of them.
    fn ways(&self, input: &Input, found: &Exclusion) -> Result<Vec<Way>, CommandError> {
        let all = found.sets.iter().enumerate();
        let all = all.flat_map(|(set, ids)| ids.iter().map(move |&id| (set, id)));
        let way = |(set, id)| match found.sets.len() {
            1 => self.way(input, id),
            _ => Ok(Way { set, ..Way::new(id) }),
        };
        all.map(way).collect()
    }

    fn way(&self, input: &Input, id: RequirementId) -> Result<Way, CommandError> {
        let rule = &input.topology.requirements[id.0 as usize].rule;
        if let Some(start) = loosest(rule) {
            let solve = |limit: &Rule| self.limited(input, limit);
            let read = |answered: &Answered, limit: &Rule| {
                let context = Context { topology: &answered.topology, catalog: &input.catalog };
                reached(context, answered.outcome.verified.as_ref()?, limit)
            };
            let walked = walk(start, None, solve, read)?;
            if !walked.steps.is_empty() {
                return Ok(Way { walk: Some(walked), ..Way::new(id) });
            }
        }
        Ok(Way { without: self.without(input, &[id])?, ..Way::new(id) })
    }

    /// The plan without all that excludes the wish, where that is more than one set of requirements.
    fn without_all(
        &self,
        input: &Input,
        found: &Exclusion,
    ) -> Result<Option<Answered>, CommandError> {
        match found.sets.len() {
            0 | 1 => Ok(None),
            _ => self.without(input, &found.sets.concat()),
        }
    }

    /// The cheapest placement that fulfils the wish without some requirements; `None` if one of them is a fact.
    fn without(
        &self,
        input: &Input,
        ids: &[RequirementId],
    ) -> Result<Option<Answered>, CommandError> {
        let name =
            |id: &RequirementId| input.topology.requirements[id.0 as usize].name(&input.topology);
        let wishes: Vec<String> = priced(&input.topology).iter().map(name).collect();
        let names: Vec<String> = ids.iter().map(name).collect();
        if !names.iter().all(|name| wishes.contains(name)) {
            return Ok(None);
        }
        let place = |id: &RequirementId| input.topology.requirements[id.0 as usize].span;
        let changes = names.into_iter().zip(ids.iter().map(place));
        let changes: Vec<Change> =
            changes.map(|(name, place)| Change::without(name, place)).collect();
        let document = crate::plan::changed(&self.opened.document, &changes)
            .map_err(|found| diagnosed(&found, &self.opened.sources))?;
        let topology = self.opened.topology(&document)?;
        let outcome = self.elsewhere(Context { topology: &topology, catalog: &input.catalog });
        Ok(Some(Answered { topology, outcome }))
    }

    /// The cheapest placement that fulfils the wish under another limit.
    fn limited(&self, input: &Input, limit: &Rule) -> Result<Answered, CommandError> {
        let setting = limit.setting(&input.topology).unwrap_or_default();
        let topology = self.opened.with_setting(&setting)?;
        let outcome = self.elsewhere(Context { topology: &topology, catalog: &input.catalog });
        Ok(Answered { topology, outcome })
    }
}
