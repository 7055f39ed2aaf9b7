//! Losses played on a verified placement: what goes on, what takes over and when, what that costs, and
//! which promises of the plan do not hold. Data only; reports word it.

mod aftermath;
mod course;
mod event;
mod expense;
mod fate;
mod paths;
mod play;
mod waits;

pub use course::{Capacity, Course};
pub use event::{Event, UnknownLoss};
pub use expense::Costs;
pub use fate::{Back, Breach, Fate};
pub use paths::Path;
pub use play::{Drill, Played, Verdict, drill, fates_after};
