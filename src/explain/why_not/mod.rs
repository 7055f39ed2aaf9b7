//! Why a service is not at some site: the cheapest placement in which it is, or the requirements that exclude it.

mod exclusion;
mod wish;

pub use exclusion::{Exclusion, asked_by, exclusion};
pub use wish::{Wish, elsewhere, fulfilled, moves};
