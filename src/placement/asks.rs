//! What a set of requirements asks of each service alone, gathered for quick look-up.
//!
//! A conflict is explained by leaving requirements out, so everything here starts from the
//! requirements that are in force, never from the plan's text or the service itself.

use super::Rejection;
use crate::catalog::Realisation;
use crate::plan::{Requirement, RequirementId, Rule, ServiceId, Topology};
use crate::terms::{Role, SitePattern, Strategy, Survives};
use crate::units::{Availability, Millis, Seconds};

/// Which requirements of a topology are in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    flags: Vec<bool>,
}

impl InForce {
    /// All of them.
    #[must_use]
    pub fn all(topology: &Topology) -> Self {
        InForce { flags: vec![true; topology.requirements.len()] }
    }

    /// None of them.
    #[must_use]
    pub fn none(topology: &Topology) -> Self {
        InForce { flags: vec![false; topology.requirements.len()] }
    }

    /// The same with one requirement in force or not.
    #[must_use]
    pub fn with(&self, id: RequirementId, in_force: bool) -> Self {
        let mut flags = self.flags.clone();
        flags[id.0 as usize] = in_force;
        InForce { flags }
    }

    /// Whether a requirement is in force.
    #[must_use]
    pub fn has(&self, id: RequirementId) -> bool {
        self.flags[id.0 as usize]
    }

    /// The requirements in force, in order of the plan.
    pub fn iter<'t>(
        &self,
        topology: &'t Topology,
    ) -> impl Iterator<Item = (RequirementId, &'t Requirement)> {
        topology
            .requirements
            .iter()
            .zip(0..)
            .map(|(requirement, id)| (RequirementId(id), requirement))
            .filter(|(id, _)| self.has(*id))
    }
}

/// A value asked for, and by which requirement.
pub type Asked<T> = Option<(RequirementId, T)>;

/// What is asked of one service alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asks {
    /// The largest loss to survive, [`Survives::Nothing`] if none is asked.
    pub survives: Survives,
    /// The requirement behind `survives`.
    pub survives_by: Option<RequirementId>,
    /// Protocols or product families that will do, each list by its requirement.
    pub engines: Vec<(RequirementId, Vec<String>)>,
    /// Products that will do, each list by its requirement.
    pub realisations: Vec<(RequirementId, Vec<String>)>,
    /// A fixed strategy.
    pub strategy: Asked<Strategy>,
    /// Recovery time objective.
    pub rto: Asked<Seconds>,
    /// Recovery point objective.
    pub rpo: Asked<Seconds>,
    /// Availability target.
    pub availability: Asked<Availability>,
    /// Bound on latency for users.
    pub user_latency: Asked<Millis>,
    /// Least distance between active and recovery sites, in kilometres.
    pub min_distance: Asked<u32>,
    /// Rules over the codes of sites: patterns, and whether a site must fit one or none.
    pub patterns: Vec<(RequirementId, Vec<SitePattern>, bool)>,
    /// Patterns that sites in a role must fit.
    pub role_patterns: Vec<(RequirementId, Role, Vec<SitePattern>)>,
    /// Zones of law of which each site must lie in at least one.
    pub residency: Vec<(RequirementId, Vec<String>)>,
    /// Frameworks for which there must be evidence.
    pub frameworks: Vec<(RequirementId, String)>,
}

impl Asks {
    /// What the requirements in force ask of `service`.
    #[must_use]
    pub fn of(topology: &Topology, in_force: &InForce, service: ServiceId) -> Self {
        let mut asks = Asks {
            survives: Survives::Nothing,
            survives_by: None,
            engines: Vec::new(),
            realisations: Vec::new(),
            strategy: None,
            rto: None,
            rpo: None,
            availability: None,
            user_latency: None,
            min_distance: None,
            patterns: Vec::new(),
            role_patterns: Vec::new(),
            residency: Vec::new(),
            frameworks: Vec::new(),
        };
        for (id, requirement) in topology.asked_of(service).filter(|(id, _)| in_force.has(*id)) {
            asks.add(id, &requirement.rule);
        }
        asks
    }

    /// Whether a product may serve.
    ///
    /// # Errors
    /// The requirement that excludes it.
    pub fn permit(&self, product: &Realisation) -> Result<(), Rejection> {
        let breaks = |lists: &[(RequirementId, Vec<String>)], name: &String| {
            lists.iter().find(|(_, names)| !names.contains(name)).map(|(id, _)| *id)
        };
        let broken = breaks(&self.engines, &product.engine)
            .or_else(|| breaks(&self.realisations, &product.name));
        broken.map_or(Ok(()), |rule| Err(Rejection::RuledOut(rule)))
    }

    fn add(&mut self, id: RequirementId, rule: &Rule) {
        match rule {
            Rule::AllowSites(patterns) | Rule::Pin { patterns, .. } => {
                self.patterns.push((id, patterns.clone(), true));
            }
            Rule::RoleSites { role, patterns } => {
                self.role_patterns.push((id, *role, patterns.clone()));
            }
            Rule::DenySites(patterns) => self.patterns.push((id, patterns.clone(), false)),
            Rule::Lost(pattern) => self.patterns.push((id, vec![pattern.clone()], false)),
            Rule::Residency { zones, .. } => self.residency.push((id, zones.clone())),
            Rule::Attested { framework, .. } => self.frameworks.push((id, framework.clone())),
            // What depends on a service may ask more of it than its own tier does.
            Rule::Survives { scope, .. } if *scope > self.survives => {
                self.survives = *scope;
                self.survives_by = Some(id);
            }
            Rule::UseStrategy { strategy, .. } => self.strategy = Some((id, *strategy)),
            Rule::Engine { engines, .. } => self.engines.push((id, engines.clone())),
            Rule::Realisation { names, .. } => self.realisations.push((id, names.clone())),
            Rule::Rto { limit, .. } if self.rto.is_some_and(|(_, known)| known <= *limit) => {}
            Rule::Rto { limit, .. } => self.rto = Some((id, *limit)),
            Rule::Rpo { limit, .. } => self.rpo = Some((id, *limit)),
            Rule::Availability { target, .. } => self.availability = Some((id, *target)),
            Rule::UserLatency { limit, .. } => self.user_latency = Some((id, *limit)),
            Rule::MinDistance { km, .. } => self.min_distance = Some((id, *km)),
            // These couple services: formulated as rows, not asked of one service.
            Rule::Survives { .. }
            | Rule::FlowRtt { .. }
            | Rule::JourneyLatency { .. }
            | Rule::JourneyAvailability { .. }
            | Rule::Together(_)
            | Rule::Apart(_)
            | Rule::Budget(_)
            | Rule::MaxProviders(_)
            | Rule::MaxSites(_)
            | Rule::Quota { .. } => {}
        }
    }
}
