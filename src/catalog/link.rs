//! What connecting a site to the hub of a network is billed for.

use crate::terms::{LinkMode, Provider};

use super::{Formula, Meter};

/// Something that a link is billed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkPart {
    /// By which means sites are connected.
    pub mode: LinkMode,
    /// Who runs the site that is connected; `None` for what the hub itself costs.
    pub spoke: Option<Provider>,
    /// Who runs the hub.
    pub hub: Provider,
    /// Whether it is billed at the hub.
    pub at_hub: bool,
    /// What is metered.
    pub meter: Meter,
    /// How much in a month, in the meter's unit.
    pub quantity: Formula,
    /// Where the rule is published.
    pub source: String,
}
