//! What requirements cost: the plan solved again without each of them, and what the cheaper answers would need.
//!
//! Which plans are solved is said here and by the command that changes documents; wording is for reports.

mod question;
mod reached;
mod solve;

pub use question::{Nine, one_nine, one_provider, priced};
pub use reached::{Reached, reached};
pub use solve::{Answered, Saving, answers, saving};
