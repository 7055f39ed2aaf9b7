//! Changes to a plan: what options and scenarios say, and what they make of its document.
//!
//! A change acts on the tree of the document, never on its text; each value that it brings keeps the place
//! where it was written, so that the check underlines it there.

mod apply;
mod argument;
mod demand;
mod grid;
mod merge;
mod read;
mod scenario;
mod sites;
mod uncertainty;

pub use apply::changed;
pub use grid::{Axes, Axis, Combination, Grid, grid};
pub use read::{Change, ChangeKey, change};
pub(super) use scenario::read as read_scenarios;
pub use scenario::{Scenario, scenarios};
pub(super) use uncertainty::read as read_uncertainty;
pub use uncertainty::{Uncertain, uncertainty};
