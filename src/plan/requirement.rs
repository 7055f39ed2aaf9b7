//! Requirements: everything a plan asks of its placement, each with its place in the plan.
//!
//! The one enum that ties the layers together: a requirement is made by the check, met or missed by
//! candidates, formulated as rows, verified, and worded here. A new rule does not compile until all
//! of these know it.

use crate::diag::{Span, count};
use crate::terms::{Role, SitePattern, Strategy, Survives};
use crate::units::{Availability, Millis, Seconds, Usd};

use super::{FlowId, JourneyId, ServiceId, Topology};

/// Index of a requirement in its topology.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequirementId(pub u32);

/// Something a placement must meet, and where the plan says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// What must hold.
    pub rule: Rule,
    /// The line of the plan that asks for it.
    pub span: Span,
    /// The service on whose behalf it is asked of one that it depends on.
    pub on_behalf_of: Option<ServiceId>,
}

impl Requirement {
    /// The requirement in words, with the names of the plan.
    #[must_use]
    pub fn describe(&self, topology: &Topology) -> String {
        let rule = self.rule.describe(topology);
        match self.on_behalf_of {
            Some(id) => format!("{rule}, since {} requires it", topology.service(id).name.value),
            None => rule,
        }
    }
}

/// What must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// Sites must fit one of these patterns.
    AllowSites(Vec<SitePattern>),
    /// Sites must fit none of these patterns.
    DenySites(Vec<SitePattern>),
    /// Sites that fit this pattern are not available.
    Lost(SitePattern),
    /// Sites in a role must fit one of these patterns.
    RoleSites {
        /// Serving or waiting.
        role: Role,
        /// Patterns over site codes.
        patterns: Vec<SitePattern>,
    },
    /// All sites of a service must fit one of these patterns.
    Pin {
        /// The service.
        service: ServiceId,
        /// Patterns over site codes.
        patterns: Vec<SitePattern>,
    },
    /// All sites of a service must lie in one of these zones of law.
    Residency {
        /// The service.
        service: ServiceId,
        /// Zones of law.
        zones: Vec<String>,
    },
    /// The provider of all sites of a service must have an attestation for a framework in the catalogs.
    Attested {
        /// The service.
        service: ServiceId,
        /// The framework, as written.
        framework: String,
    },
    /// The service must survive the loss of any one such domain.
    Survives {
        /// The service.
        service: ServiceId,
        /// The largest loss.
        scope: Survives,
    },
    /// The service must use this recovery strategy.
    UseStrategy {
        /// The service.
        service: ServiceId,
        /// The strategy.
        strategy: Strategy,
    },
    /// The service must speak one of these protocols, or be of one of these product families.
    Engine {
        /// The service.
        service: ServiceId,
        /// Names of engines.
        engines: Vec<String>,
    },
    /// The service must be realised by one of these products.
    Realisation {
        /// The service.
        service: ServiceId,
        /// Names of realisations.
        names: Vec<String>,
    },
    /// Estimated recovery time at most this.
    Rto {
        /// The service.
        service: ServiceId,
        /// The objective.
        limit: Seconds,
    },
    /// Estimated loss of data at most this.
    Rpo {
        /// The service.
        service: ServiceId,
        /// The objective.
        limit: Seconds,
    },
    /// Estimated availability at least this.
    Availability {
        /// The service.
        service: ServiceId,
        /// The target.
        target: Availability,
    },
    /// For each group of users with a flow to the service: round trip to its nearest active site plus
    /// service time at most this.
    UserLatency {
        /// The service.
        service: ServiceId,
        /// The bound.
        limit: Millis,
    },
    /// Active and recovery sites at least this far apart.
    MinDistance {
        /// The service.
        service: ServiceId,
        /// Kilometres.
        km: u32,
    },
    /// Round trip between the ends of a flow at most this, from every active site of `from`.
    FlowRtt {
        /// The flow.
        flow: FlowId,
        /// The bound.
        limit: Millis,
    },
    /// Round trips of all hops of a journey and the times of its services at most this in all.
    JourneyLatency {
        /// The journey.
        journey: JourneyId,
        /// The bound.
        limit: Millis,
    },
    /// Estimated availability of all services on a journey's path together at least this.
    JourneyAvailability {
        /// The journey.
        journey: JourneyId,
        /// The target.
        target: Availability,
    },
    /// These services use the same active sites.
    Together(Vec<ServiceId>),
    /// No two of these services use a common site.
    Apart(Vec<ServiceId>),
    /// The whole bill at most this.
    Budget(Usd),
    /// At most so many providers in use.
    MaxProviders(u32),
    /// At most so many sites in use.
    MaxSites(u32),
    /// At each site that fits, machines with at most so many virtual processors in all.
    Quota {
        /// A pattern over site codes.
        sites: SitePattern,
        /// Virtual processors.
        vcpus: u32,
    },
}

impl Rule {
    /// The one service that the rule is about, if it is about one.
    #[must_use]
    pub fn service(&self) -> Option<ServiceId> {
        match *self {
            Rule::Pin { service, .. }
            | Rule::Residency { service, .. }
            | Rule::Attested { service, .. }
            | Rule::Survives { service, .. }
            | Rule::UseStrategy { service, .. }
            | Rule::Engine { service, .. }
            | Rule::Realisation { service, .. }
            | Rule::Rto { service, .. }
            | Rule::Rpo { service, .. }
            | Rule::Availability { service, .. }
            | Rule::UserLatency { service, .. }
            | Rule::MinDistance { service, .. } => Some(service),
            Rule::AllowSites(_)
            | Rule::DenySites(_)
            | Rule::Lost(_)
            | Rule::RoleSites { .. }
            | Rule::FlowRtt { .. }
            | Rule::JourneyLatency { .. }
            | Rule::JourneyAvailability { .. }
            | Rule::Together(_)
            | Rule::Apart(_)
            | Rule::Budget(_)
            | Rule::MaxProviders(_)
            | Rule::MaxSites(_)
            | Rule::Quota { .. } => None,
        }
    }

    /// The rule in words, with the names of the plan.
    #[must_use]
    pub fn describe(&self, topology: &Topology) -> String {
        let name = |id: ServiceId| topology.service(id).name.value.as_str();
        let names = |services: &[ServiceId]| {
            services.iter().map(|&id| name(id)).collect::<Vec<_>>().join(" and ")
        };
        match self {
            Rule::AllowSites(patterns) => format!("sites only of {}", join(patterns)),
            Rule::DenySites(patterns) => format!("no site of {}", join(patterns)),
            Rule::Lost(pattern) => format!("{pattern} is lost"),
            Rule::RoleSites { role: Role::Active, patterns } => {
                format!("serving only from {}", join(patterns))
            }
            Rule::RoleSites { role: Role::Recovery, patterns } => {
                format!("recovery only at {}", join(patterns))
            }
            Rule::Pin { service, patterns } => {
                format!("{} only at {}", name(*service), join(patterns))
            }
            Rule::Residency { service, zones } => {
                format!("{} stays in {}", name(*service), zones.join(" or "))
            }
            Rule::Attested { service, framework } => {
                format!("{} runs where {framework} is attested", name(*service))
            }
            Rule::Survives { service, scope } => {
                format!("{} survives the loss of a {scope}", name(*service))
            }
            Rule::UseStrategy { service, strategy } => {
                format!("{} recovers by {strategy}", name(*service))
            }
            Rule::Engine { service, engines } => {
                format!("{} is {}", name(*service), engines.join(" or "))
            }
            Rule::Realisation { service, names } => {
                format!("{} is realised by {}", name(*service), names.join(" or "))
            }
            Rule::Rto { service, limit } => format!("{} is back within {limit}", name(*service)),
            Rule::Rpo { service, limit } => {
                format!("{} loses at most {limit} of data", name(*service))
            }
            Rule::Availability { service, target } => {
                format!("{} is available {target}", name(*service))
            }
            Rule::UserLatency { service, limit } => {
                format!("{} answers its users within {limit}", name(*service))
            }
            Rule::MinDistance { service, km } => {
                format!("{} recovers at least {km} km away", name(*service))
            }
            Rule::FlowRtt { flow, limit } => {
                let flow = topology.flow(*flow);
                let (from, to) =
                    (topology.endpoint_name(flow.from), topology.endpoint_name(flow.to));
                format!("{from} reaches {to} within {limit}")
            }
            Rule::JourneyLatency { journey, limit } => {
                let name = &topology.journey(*journey).name.value;
                format!("journey {name} takes at most {limit}")
            }
            Rule::JourneyAvailability { journey, target } => {
                format!("journey {} is available {target}", topology.journey(*journey).name.value)
            }
            Rule::Together(services) => format!("{} at the same sites", names(services)),
            Rule::Apart(services) => format!("{} at no common site", names(services)),
            Rule::Budget(limit) => format!("at most ${limit} a month"),
            Rule::MaxProviders(n) => format!("at most {}", count(*n as usize, "provider")),
            Rule::MaxSites(n) => format!("at most {}", count(*n as usize, "site")),
            Rule::Quota { sites, vcpus } => quota(sites, *vcpus),
        }
    }
}

fn join(patterns: &[SitePattern]) -> String {
    patterns.iter().map(SitePattern::as_str).collect::<Vec<_>>().join(", ")
}

fn quota(sites: &SitePattern, vcpus: u32) -> String {
    let each = if sites.is_exact() { "at" } else { "at each of" };
    format!("at most {} of machines {each} {sites}", count(vcpus as usize, "vCPU"))
}
