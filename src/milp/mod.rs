//! The optimisation: problem, bounds, search, model and back ends. The only place with floats.

mod ascent;
mod backend;
mod exchange;
mod forest;
mod formulate;
mod fullness;
mod held;
mod journeys;
mod matrix;
mod messages;
mod model;
mod near;
mod numbers;
mod outcome;
mod pools;
mod priced;
mod problem;
mod providers;
mod prune;
mod relax;
mod search;
mod shares;
mod solve;
mod state;
mod steps;
mod sums;
mod survey;
mod tiers;
mod watch;
mod ways;

pub use backend::Solver;
pub use outcome::{Outcome, Spent, Status, Work};
pub use solve::{Options, Stopwatch, is_feasible, solve, solve_among, watched};
pub use watch::{Progress, Stage, Watch};
