//! Why a file is no placement of a plan.

use thiserror::Error;

/// What is wrong with a recorded placement.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Mistake {
    /// Not JSON, or not the fields of a placement.
    #[error("{0}")]
    Malformed(String),
    /// JSON of another contract.
    #[error("it is `{found}`, not `{}`", super::SCHEMA)]
    Schema {
        /// What it says that it is.
        found: String,
    },
    /// The placement of another plan.
    #[error("it is a placement of plan \"{recorded}\", not of \"{given}\"")]
    OtherPlan {
        /// The plan that was solved.
        recorded: String,
        /// The plan that is at hand.
        given: String,
    },
    /// An answer without a placement.
    #[error("it says that no placement was found")]
    Empty,
    /// A service that the plan does not have, or that is there twice.
    #[error("service `{0}` is not in the plan, or twice in the placement")]
    Surplus(String),
    /// A service of the plan without an arrangement.
    #[error("service `{0}` of the plan is missing")]
    Missing(String),
    /// A word that neither mcplan nor the catalogs know.
    #[error("service `{service}`: no {what} is called `{word}`")]
    Unknown {
        /// Where it stands.
        service: String,
        /// What it should be.
        what: &'static str,
        /// As written.
        word: String,
    },
    /// Levels that do not fill a month.
    #[error("service `{0}`: the hours of a load do not fill a month")]
    Hours(String),
}
