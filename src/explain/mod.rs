//! Explanations as data: why a plan is infeasible, why a service is where it is, what a loss comes to, what
//! differs between plans.

mod alternatives;
mod among;
mod changing;
mod compare;
mod conflict;
mod drill;
mod price;
mod risk;
mod robust;
mod simulate;
mod steps;
mod sweep;
mod why;
mod why_not;

pub use alternatives::{Alternative, Alternatives, Wanted, alternatives};
pub use compare::{
    At, Bought, Check, Comparison, Condition, Conflicting, Cost, CostLine, Figure, FigureLine,
    Grouping, Measure, Offer, Placed, Reason, Reasons, RuleName, ServiceLine, Side, Snapshot, What,
    bought, check, compare, conflicting, reasons, without_sites,
};
pub use conflict::{Conflict, RejectionCount, conflict};
pub use drill::{
    Back, Breach, Capacity, Costs, Course, Drill, Event, Fate, Path, Played, UnknownLoss, Verdict,
    drill,
};
pub use price::{
    Answered, Nine, Reached, Saving, answers, one_nine, one_provider, priced, reached, saving,
};
pub use risk::{Improvement, Risk, Trade, risks};
pub use robust::{Choice, Spread, choice, held, spread};
pub use simulate::{Interval, OutageRate, Simulated, Simulation, Subject, Years, simulate};
pub use steps::{End, Over, Step, Walk, is_tighter, loosest, over, tighter, walk};
pub use sweep::{
    BASE, Duplicate, Ended, Gathered, Header as SweepHeader, Mismatch, Part, ScenarioResult, Shard,
    gather,
};
pub use why::{RunnerUp, Why, decision, differences, why};
pub use why_not::{Exclusion, Wish, asked_by, elsewhere, exclusion, fulfilled, moves};
