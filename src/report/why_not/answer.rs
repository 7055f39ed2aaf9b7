//! What every report of the question starts from.

use crate::catalog::Catalog;
use crate::diag::Sources;
use crate::explain::{Answered, Exclusion, Reached, Walk, Wish, reached};
use crate::milp::Outcome;
use crate::placement::Context;
use crate::plan::{Requirement, RequirementId, Topology};
use crate::report::compare::ComparisonAnswer;
use crate::units::{Decimal, Usd};

/// A plan and the question why a service is not at some site.
#[derive(Debug, Clone, Copy)]
pub struct WhyNotAnswer<'a> {
    /// The plan.
    pub topology: &'a Topology,
    /// The catalogs.
    pub catalog: &'a Catalog,
    /// The texts that were read, for the lines of requirements.
    pub sources: &'a Sources,
    /// The answer to the plan as it is.
    pub chosen: &'a Outcome,
    /// The service and the sites.
    pub wish: &'a Wish,
    /// The answer to the question.
    pub standing: Standing<'a>,
}

/// How it stands with the wish.
#[derive(Debug, Clone, Copy)]
pub enum Standing<'a> {
    /// The plan's own answer fulfils it.
    There,
    /// It can be fulfilled.
    Dearer {
        /// The cheapest placement that fulfils it.
        there: &'a Outcome,
        /// What that one costs more a month: the break-even.
        more: Usd,
        /// Whether both were solved to the end.
        exact: bool,
        /// Whether the plan goes there if the service is cheaper there by a cent less, and by a cent more, than the
        /// break-even; `None` where that was not solved.
        checks: [Option<bool>; 2],
        /// The same as a discount on what it runs on.
        price: Option<&'a PriceBreak>,
        /// The two placements side by side.
        comparison: ComparisonAnswer<'a>,
    },
    /// It cannot.
    Excluded {
        /// Why.
        exclusion: &'a Exclusion,
        /// For each requirement of that what giving it up or loosening it would allow.
        ways: &'a [Way],
        /// The plan without all of them, where no single one is enough.
        together: Option<&'a Answered>,
    },
}

/// The discount on a SKU at which the plan goes there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceBreak {
    /// The site.
    pub site: String,
    /// What the service pays most for there.
    pub sku: String,
    /// How much it pays for that a month, at the price of today.
    pub spent: Usd,
    /// The least discount, in thousandths of a per cent, with which the plan goes there; `None` if it does not even go
    /// for nothing.
    pub discount: Option<u32>,
}

impl PriceBreak {
    /// A discount as changes of prices spell it: "-12.345%".
    #[must_use]
    pub fn factor(discount: u32) -> String {
        format!("-{}%", Decimal::new(i64::from(discount), 3).normalize())
    }
}

/// What giving up or loosening a requirement would allow.
#[derive(Debug, Clone)]
pub struct Way {
    /// The requirement.
    pub requirement: RequirementId,
    /// Which set of requirements it belongs to that excludes the wish, from zero.
    pub set: usize,
    /// The plan without it, where it is no number.
    pub without: Option<Answered>,
    /// The placements from its loosest limit to its tightest, where it is a number and any allows the wish.
    pub walk: Option<Walk>,
}

impl Way {
    /// A requirement of which nothing is known yet.
    #[must_use]
    pub const fn new(requirement: RequirementId) -> Self {
        Way { requirement, set: 0, without: None, walk: None }
    }
}

/// A value of a requirement with what the placement costs that needs it.
pub(super) struct Need {
    /// The value; `None` where the requirement has none that is known.
    pub(super) value: Option<Reached>,
    /// The cost a month.
    pub(super) monthly: Usd,
}

impl<'a> WhyNotAnswer<'a> {
    /// The requirement of a way.
    pub(super) fn requirement(&self, way: &Way) -> &'a Requirement {
        &self.topology.requirements[way.requirement.0 as usize]
    }

    /// Where a requirement is asked: the file and the line.
    pub(super) fn place(&self, requirement: &Requirement) -> (&'a str, usize) {
        let file = &self.sources.get(requirement.span.source).name;
        (file, self.sources.position(requirement.span).0)
    }

    /// What the cheapest placement needs that the way allows.
    pub(super) fn cheapest(&self, way: &Way) -> Option<Need> {
        if let Some(step) = way.walk.as_ref().and_then(|walk| walk.steps.first()) {
            return Some(Need { value: Some(step.reached.clone()), monthly: step.monthly });
        }
        let answered = way.without.as_ref()?;
        let context = Context { topology: &answered.topology, catalog: self.catalog };
        let verified = answered.outcome.verified.as_ref()?;
        let value = reached(context, verified, &self.requirement(way).rule);
        Some(Need { value, monthly: verified.total() })
    }

    /// The tightest value that allows it at all.
    pub(super) fn tightest(way: &Way) -> Option<Need> {
        let step = way.walk.as_ref()?.steps.last()?;
        Some(Need { value: Some(step.reached.clone()), monthly: step.monthly })
    }
}
