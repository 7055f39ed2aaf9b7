//! The steps from a loose limit to the tightest that can be met: each the cheapest placement that is better than the one
//! before.

mod limit;
mod over;
mod walk;

pub use limit::{is_tighter, loosest, tighter};
pub use over::{Over, over};
pub use walk::{End, Step, Walk, walk};
