//! What requirements are called: the key of the plan that asks for them, and whom it is about, such as
//! `budget` or `rto=orders`. Short enough to be copied from a report into an option.

use super::{Requirement, Rule, ServiceId, Topology};
use crate::terms::Role;

impl Requirement {
    /// The name, such as `budget` or `rto=orders`; several requirements may share one.
    #[must_use]
    pub fn name(&self, topology: &Topology) -> String {
        match self.rule.subject(topology) {
            Some(subject) => format!("{}={subject}", self.rule.key()),
            None => self.rule.key().to_owned(),
        }
    }

    /// Whether a name means this requirement: its own, its key alone, or its key with the tier or the data class
    /// of its service.
    #[must_use]
    pub fn is_called(&self, name: &str, topology: &Topology) -> bool {
        let (key, wanted) = match name.split_once('=') {
            Some((key, wanted)) => (key.trim(), Some(wanted.trim())),
            None => (name.trim(), None),
        };
        let Some(wanted) = wanted else { return key == self.rule.key() };
        let groups = self.rule.service().map_or_else(Vec::new, |id| groups(id, topology));
        let meant = self.rule.subject(topology).as_deref() == Some(wanted);
        key == self.rule.key() && (meant || groups.contains(&wanted))
    }
}

/// The tier and the data class of a service.
fn groups(id: ServiceId, topology: &Topology) -> Vec<&str> {
    let service = topology.service(id);
    let class = service.data_class.map(|index| topology.data_classes[index].name.value.as_str());
    class.into_iter().chain([service.tier.as_str()]).collect()
}

impl Rule {
    /// The key of the plan that asks for it.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Rule::AllowSites(_) => "allow",
            Rule::DenySites(_) => "deny",
            Rule::Lost(_) => "lost",
            Rule::RoleSites { role: Role::Active, .. } => "primary",
            Rule::RoleSites { role: Role::Recovery, .. } => "recovery",
            Rule::Pin { .. } => "pin",
            Rule::Residency { .. } => "residency",
            Rule::Attested { .. } => "frameworks",
            Rule::Survives { .. } => "survives",
            Rule::UseStrategy { .. } => "strategy",
            Rule::Engine { .. } => "engine",
            Rule::Realisation { .. } => "realisation",
            Rule::Rto { .. } => "rto",
            Rule::Rpo { .. } => "rpo",
            Rule::Availability { .. } | Rule::JourneyAvailability { .. } => "availability",
            Rule::UserLatency { .. } | Rule::JourneyLatency { .. } => "latency_p99",
            Rule::MinDistance { .. } => "min_distance",
            Rule::FlowRtt { .. } => "rtt",
            Rule::Together(_) => "together",
            Rule::Apart(_) => "apart",
            Rule::Budget(_) => "budget",
            Rule::MaxProviders(_) => "max_providers",
            Rule::MaxSites(_) => "max_sites",
            Rule::Quota { .. } => "quotas",
        }
    }

    /// The change of the plan that asks for it, as `--set` takes it: `services."orders".rto="10m"`. `None` for what is
    /// no number.
    #[must_use]
    pub fn setting(&self, topology: &Topology) -> Option<String> {
        let of = |id: ServiceId, key: &str, value: String| {
            format!("services.\"{}\".{key}=\"{value}\"", topology.service(id).name.value)
        };
        let along = |id, key: &str, value: String| {
            format!("journeys.\"{}\".{key}=\"{value}\"", topology.journey(id).name.value)
        };
        let key = self.key();
        Some(match self {
            Rule::Rto { service, limit } | Rule::Rpo { service, limit } => {
                of(*service, key, limit.to_string())
            }
            Rule::Availability { service, target } => of(*service, key, target.to_string()),
            Rule::UserLatency { service, limit } => of(*service, key, limit.to_string()),
            Rule::MinDistance { service, km } => of(*service, key, format!("{km} km")),
            Rule::FlowRtt { flow, limit } => {
                let flow = topology.flow(*flow);
                let [from, to] = [flow.from, flow.to].map(|end| topology.endpoint_name(end));
                format!("flows.\"{from} -> {to}\".{key}=\"{limit}\"")
            }
            Rule::JourneyLatency { journey, limit } => along(*journey, key, limit.to_string()),
            Rule::JourneyAvailability { journey, target } => {
                along(*journey, key, target.to_string())
            }
            Rule::Budget(limit) => format!("policy.{key}=\"${limit}/month\""),
            Rule::MaxProviders(most) | Rule::MaxSites(most) => format!("policy.{key}={most}"),
            _ => return None,
        })
    }

    /// Whom it is about, if not the whole placement.
    fn subject(&self, topology: &Topology) -> Option<String> {
        let name = |id: ServiceId| topology.service(id).name.value.clone();
        match self {
            Rule::FlowRtt { flow, .. } => {
                let flow = topology.flow(*flow);
                let end = |end| topology.endpoint_name(end);
                Some(format!("{}->{}", end(flow.from), end(flow.to)))
            }
            Rule::JourneyLatency { journey, .. } | Rule::JourneyAvailability { journey, .. } => {
                Some(topology.journey(*journey).name.value.clone())
            }
            Rule::Together(services) | Rule::Apart(services) => {
                Some(services.iter().map(|&id| name(id)).collect::<Vec<_>>().join("+"))
            }
            Rule::Lost(pattern) | Rule::Quota { sites: pattern, .. } => {
                Some(pattern.as_str().to_owned())
            }
            rule => rule.service().map(name),
        }
    }
}
