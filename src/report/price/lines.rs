//! What every report of prices starts from: a line for each plan that was solved beside the one in question.

use crate::catalog::Catalog;
use crate::diag::Sources;
use crate::explain::{Answered, Reached, Saving, reached, saving};
use crate::milp::Outcome;
use crate::placement::Context;
use crate::plan::{Requirement, RequirementId, Topology};
use crate::report::number;
use crate::units::{Decimal, Usd};

/// A plan with the answers to it and to its variants.
#[derive(Debug, Clone, Copy)]
pub struct PricesAnswer<'a> {
    /// The plan.
    pub topology: &'a Topology,
    /// The catalogs.
    pub catalog: &'a Catalog,
    /// The texts that were read, for the lines of requirements.
    pub sources: &'a Sources,
    /// The answer to the plan as it is.
    pub chosen: &'a Outcome,
    /// The requirements that contradict each other, if the plan has no placement.
    pub conflict: &'a [RequirementId],
    /// The plan without each requirement.
    pub prices: &'a [PriceLine],
    /// The plan without whole kinds of requirements, and on one provider.
    pub premiums: &'a [PriceLine],
    /// The plan with one nine less and more of each availability.
    pub nines: &'a [PriceLine],
}

/// A variant of the plan and its answer.
#[derive(Debug, Clone)]
pub struct PriceLine {
    /// What the variant is called: the requirement that is given up, or what is asked instead.
    pub name: String,
    /// The requirement that it is about, if it is about one.
    pub requirement: Option<RequirementId>,
    /// The answer.
    pub answer: Answered,
}

impl<'a> PricesAnswer<'a> {
    /// The requirement that a line is about.
    pub(super) fn requirement(&self, line: &PriceLine) -> Option<&'a Requirement> {
        line.requirement.map(|id| &self.topology.requirements[id.0 as usize])
    }

    /// Where it is asked: the file and the line.
    pub(super) fn place(&self, requirement: &Requirement) -> (&'a str, usize) {
        let file = &self.sources.get(requirement.span.source).name;
        (file, self.sources.position(requirement.span).0)
    }

    /// What a variant saves.
    pub(super) fn saving(&self, line: &PriceLine) -> Option<Saving> {
        saving(self.chosen, &line.answer.outcome)
    }

    /// The value of the requirement at which the variant's placement would be allowed; `None` if that saves nothing.
    pub(super) fn enough(&self, line: &PriceLine) -> Option<Reached> {
        if self.saving(line).is_some_and(|saving| saving.monthly == Usd::ZERO) {
            return None;
        }
        let context = Context { topology: &line.answer.topology, catalog: self.catalog };
        let verified = line.answer.outcome.verified.as_ref()?;
        reached(context, verified, &self.requirement(line)?.rule)
    }

    /// What a minute or a millisecond costs, from the limit to what would be enough.
    pub(super) fn per_unit(&self, line: &PriceLine) -> Option<Usd> {
        let more = self.enough(line)?.beyond(&self.requirement(line)?.rule)?;
        let saved = self.saving(line)?.monthly;
        Some(Usd::new((saved.dollars() / more).round_dp(6)))
    }

    /// The prices, the dearest requirement first.
    pub(super) fn dearest_first(&self) -> Vec<&'a PriceLine> {
        let mut lines: Vec<&PriceLine> = self.prices.iter().collect();
        let saved = |line: &PriceLine| self.saving(line).map(|saving| saving.monthly);
        lines.sort_by_key(|line| std::cmp::Reverse(saved(line)));
        lines
    }

    /// The variants that have a placement, the cheapest first.
    pub(super) fn repairs(&self) -> Vec<&'a PriceLine> {
        let mut lines: Vec<&PriceLine> =
            self.prices.iter().filter(|line| line.answer.monthly().is_some()).collect();
        lines.sort_by_key(|line| line.answer.monthly());
        lines
    }
}

/// A value in words, never less than what a limit would have to allow.
pub(in crate::report) fn words(found: &Reached) -> String {
    match found {
        Reached::Time(time) => number::duration(*time),
        Reached::Available(share) => number::availability(*share),
        Reached::Latency(latency) => number::millis_allowed(*latency),
        Reached::Bill(bill) => format!("${}", number::money_allowed(*bill)),
        Reached::Distance(km) => format!("{km} km"),
        Reached::Number(n) => number::count(*n),
        Reached::Sites(codes) => format!("allow {}", codes.join(", ")),
    }
}

/// What a change of an amount is in words that programs read, without trailing zeros.
pub(in crate::report) fn exact(amount: Usd) -> String {
    let dollars: Decimal = amount.dollars().normalize();
    dollars.to_string()
}
