//! The plan: TOML with places, checked into a topology with its list of requirements.

mod change;
mod check;
mod demand;
mod document;
mod gazetteer;
mod index;
mod journey;
mod kinds;
mod price_book;
mod requirement;
mod requirement_name;
mod supposed;
mod terms;
mod topology;

pub use change::{
    Axes, Axis, Change, ChangeKey, Combination, Grid, Scenario, Uncertain, change, changed, grid,
    scenarios, uncertainty,
};
pub use check::check;
pub use demand::{DatabaseDemand, Demand, Load, LoadLevel, TermsDemand, VmDemand};
pub use document::{PlanDoc, parse};
pub use gazetteer::Gazetteer;
pub use index::Index;
pub use journey::{Hop, Journey, JourneyId};
pub use kinds::{Fallback, Key, Measure, keys};
pub use price_book::{Currency, PriceBookTerms, PriceChange};
pub use requirement::{Requirement, RequirementId, Rule};
pub use supposed::Supposed;
pub use terms::Terms;
pub use topology::{
    DataClass, DataRules, DowntimeCost, Encryption, Endpoint, Flow, FlowId, MinTls, Network,
    Service, ServiceId, ServiceMesh, StatedTime, Targets, Topology, UserGroup, UsersId, strategies,
    strategies_for, survived_alone,
};
