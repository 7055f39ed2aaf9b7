//! `mcplan explain` of a whole plan: what each requirement costs, or what would repair a plan without a placement.

use std::path::Path;
use std::time::Instant;

use crate::explain::{Answered, answers, one_nine, one_provider, priced};
use crate::milp::{Options, Status};
use crate::placement::Context;
use crate::plan::{Change, RequirementId, Topology};
use crate::report::{PriceLine, PricesAnswer};
use crate::units::Decimal;

use super::error::CommandError;
use super::input::{Input, Opened, diagnosed};
use super::output::{Exit, Output};
use super::solving::Solving;

/// A variant of the plan before it is solved.
struct Variant {
    name: String,
    requirement: Option<RequirementId>,
    topology: Topology,
}

/// Solves the plan and its variants to the end, as far as the time for each allows.
pub(super) fn run(
    plan: &Path,
    solving: &Solving,
    rendered: impl Fn(&PricesAnswer<'_>) -> String,
) -> Result<Output, CommandError> {
    let opened = solving.open(plan)?;
    let input = opened.check(&opened.document)?;
    let started = Instant::now();
    let clock = || started.elapsed();
    let options = Options { gap: Decimal::ZERO, ..solving.options() };
    let context = Context { topology: &input.topology, catalog: &input.catalog };
    let chosen = crate::milp::solve(context, options, &clock);
    let conflict = match chosen.status {
        Status::Infeasible => crate::explain::conflict(context, options, &clock).requirements,
        _ => Vec::new(),
    };
    let [prices, premiums, nines] = match chosen.status {
        Status::Infeasible => [without_each(&opened, &input, &conflict)?, Vec::new(), Vec::new()],
        Status::Unknown => return Err(CommandError::NoPlacement),
        _ => {
            let all = priced(&input.topology);
            let nines = nines(&input.topology, &all);
            [without_each(&opened, &input, &all)?, premiums(&opened, &input)?, nines]
        }
    };
    let counts = [prices.len(), premiums.len()];
    let variants: Vec<Variant> = prices.into_iter().chain(premiums).chain(nines).collect();
    let plans: Vec<Topology> = variants.iter().map(|variant| variant.topology.clone()).collect();
    let solved = answers(&input.catalog, &plans, options, &clock);
    let lines: Vec<PriceLine> = variants.into_iter().zip(solved).map(line).collect();
    let (prices, rest) = lines.split_at(counts[0]);
    let (premiums, nines) = rest.split_at(counts[1]);
    let answer = PricesAnswer {
        topology: &input.topology,
        catalog: &input.catalog,
        sources: &input.sources,
        chosen: &chosen,
        conflict: &conflict,
        prices,
        premiums,
        nines,
    };
    let exit = if chosen.verified.is_some() { Exit::Yes } else { Exit::No };
    Ok(Output { stdout: rendered(&answer), stderr: input.warnings.clone(), exit })
}

fn line((variant, answer): (Variant, Answered)) -> PriceLine {
    PriceLine { name: variant.name, requirement: variant.requirement, answer }
}

/// The plan without each requirement, by name.
fn without_each(
    opened: &Opened,
    input: &Input,
    all: &[RequirementId],
) -> Result<Vec<Variant>, CommandError> {
    let mut variants: Vec<Variant> = Vec::new();
    let own = priced(&input.topology);
    for &id in all.iter().filter(|id| own.contains(id)) {
        let name = input.topology.requirements[id.0 as usize].name(&input.topology);
        let topology = without(opened, input, id, &name)?;
        variants.push(Variant { name, requirement: Some(id), topology });
    }
    Ok(variants)
}

/// The plan without what is called so.
fn without(
    opened: &Opened,
    input: &Input,
    id: RequirementId,
    name: &str,
) -> Result<Topology, CommandError> {
    let place = input.topology.requirements[id.0 as usize].span;
    let change = Change::without(name.to_owned(), place);
    let document = crate::plan::changed(&opened.document, &[change])
        .map_err(|found| diagnosed(&found, &opened.sources))?;
    opened.topology(&document)
}

/// The plan on one provider, and without all that is asked of residency and of losses.
fn premiums(opened: &Opened, input: &Input) -> Result<Vec<Variant>, CommandError> {
    let topology = one_provider(&input.topology);
    let mut variants =
        vec![Variant { name: "on one provider".to_owned(), requirement: None, topology }];
    let own = priced(&input.topology);
    for (key, name) in [("residency", "without residency"), ("survives", "without recovery")] {
        let is_asked =
            |id: &&RequirementId| input.topology.requirements[id.0 as usize].rule.key() == key;
        let Some(&id) = own.iter().find(is_asked) else { continue };
        let topology = without(opened, input, id, key)?;
        variants.push(Variant { name: name.to_owned(), requirement: None, topology });
    }
    Ok(variants)
}

/// One nine less and more of each availability.
fn nines(topology: &Topology, all: &[RequirementId]) -> Vec<Variant> {
    let both = all.iter().flat_map(|&id| [(id, false), (id, true)]);
    both.filter_map(|(id, more)| {
        let nine = one_nine(topology, id, more)?;
        let name = topology.requirements[id.0 as usize].name(topology);
        let name = format!("{name} {}", nine.target);
        Some(Variant { name, requirement: Some(nine.requirement), topology: nine.topology })
    })
    .collect()
}
