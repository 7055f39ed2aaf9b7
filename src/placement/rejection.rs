//! Why a site or an arrangement cannot serve: kept, because half of every explanation is made of it.

use crate::plan::{RequirementId, Rule, Topology};
use crate::terms::{Kind, Role};

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rejection {
    /// The site is announced, restricted, or of a government or country cloud.
    NotOpen,
    /// A requirement of the plan excludes it.
    RuledOut(RequirementId),
    /// The site's provider does not offer the kind there.
    NotOffered,
    /// No SKU there is large enough, or of the right architecture.
    TooSmall,
    /// Something that is needed has no price there.
    NoPrice(String),
    /// A zone must be survivable, but the site has only one.
    OneZone,
    /// The product there does not come spread over zones.
    NotSpread(String),
    /// No product of a kind can stand before what would be its host there.
    NotBefore {
        /// The kind.
        kind: Kind,
        /// The product of the host.
        host: String,
    },
    /// A figure that a requirement is judged by is missing from the catalogs.
    NoFigure(RequirementId),
}

impl Rejection {
    /// No price for `what`.
    #[must_use]
    pub fn no_price(what: impl Into<String>) -> Self {
        Rejection::NoPrice(what.into())
    }

    /// How much the reason says: of several products the one that came closest explains the site.
    #[must_use]
    pub fn weight(&self) -> u8 {
        match self {
            Rejection::NotOpen | Rejection::NotOffered => 0,
            Rejection::RuledOut(_) => 1,
            Rejection::OneZone | Rejection::NotSpread(_) => 2,
            Rejection::TooSmall => 3,
            Rejection::NotBefore { .. } => 4,
            Rejection::NoPrice(_) => 5,
            Rejection::NoFigure(_) => 6,
        }
    }

    /// The reason in words, for a count of sites ("61 outside residency eu").
    #[must_use]
    pub fn describe(&self, topology: &Topology) -> String {
        match self {
            Rejection::NotOpen => "not open to everybody".to_owned(),
            Rejection::NotOffered => "without an offer of this kind".to_owned(),
            Rejection::TooSmall => "without a large enough SKU".to_owned(),
            Rejection::NoPrice(what) => format!("without a price for {what}"),
            Rejection::NotSpread(product) => format!("where {product} is not spread over zones"),
            Rejection::NotBefore { kind, host } => {
                format!("where no {kind} can stand before {host}")
            }
            Rejection::OneZone => "with one zone only".to_owned(),
            Rejection::RuledOut(id) => ruled_out(&topology.requirements[id.0 as usize].rule),
            Rejection::NoFigure(id) => {
                let rule = &topology.requirements[id.0 as usize].rule;
                format!("without a figure to show that {}", rule.describe(topology))
            }
        }
    }
}

fn ruled_out(rule: &Rule) -> String {
    match rule {
        Rule::AllowSites(_) => "not allowed by the plan".to_owned(),
        Rule::RoleSites { role: Role::Active, .. } => "where nothing may serve from".to_owned(),
        Rule::RoleSites { role: Role::Recovery, .. } => "without a site for recovery".to_owned(),
        Rule::DenySites(_) => "denied by the plan".to_owned(),
        Rule::Lost(_) => "lost".to_owned(),
        Rule::Pin { .. } => "other than where it is pinned".to_owned(),
        Rule::Residency { zones, .. } => format!("outside residency {}", zones.join(" or ")),
        Rule::Attested { framework, .. } => format!("without evidence for {framework}"),
        Rule::Survives { scope, .. } => format!("that cannot survive the loss of a {scope}"),
        Rule::UseStrategy { strategy, .. } => format!("that cannot recover by {strategy}"),
        Rule::Engine { engines, .. } => format!("that is not {}", engines.join(" or ")),
        Rule::Realisation { names, .. } => format!("without {}", names.join(" or ")),
        Rule::Rto { limit, .. } => format!("not back within {limit}"),
        Rule::Rpo { limit, .. } => format!("losing more than {limit} of data"),
        Rule::Availability { target, .. } => format!("below {target} available"),
        Rule::UserLatency { limit, .. } => format!("beyond {limit} of its users"),
        Rule::MinDistance { km, .. } => format!("without a recovery site {km} km away"),
        Rule::FlowRtt { limit, .. } => format!("beyond {limit} of what it talks to"),
        Rule::JourneyLatency { limit, .. } => format!("beyond {limit} on a journey"),
        Rule::JourneyAvailability { target, .. } => format!("below {target} on a journey"),
        Rule::Together(_) => "not shared with the services to be together with".to_owned(),
        Rule::Apart(_) => "shared with a service to be apart from".to_owned(),
        Rule::Budget(_) => "over the budget".to_owned(),
        Rule::MaxProviders(_) => "of one provider too many".to_owned(),
        Rule::MaxSites(_) => "one site too many".to_owned(),
        Rule::Quota { .. } => "beyond the quota there".to_owned(),
    }
}
