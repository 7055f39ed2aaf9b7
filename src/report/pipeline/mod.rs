//! Findings for pipelines: what is wrong and where, as SARIF 2.1.0 for code review and as `JUnit` XML for test reports.

mod drill;
mod finding;
mod gates;
mod junit;
mod sarif;

pub use drill::drill_findings;
pub use finding::{FilePlace, Level, PipelineFinding, plan_findings};
pub use gates::gate_findings;
pub use junit::junit;
pub use sarif::sarif;
