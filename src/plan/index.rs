//! Look-ups in a topology that would otherwise search the whole plan: what is about one service or one flow.

use super::{Endpoint, Flow, FlowId, Requirement, RequirementId, Rule, Service, ServiceId};

/// What is about each service and each flow, in the order of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Index {
    flows: Vec<Vec<FlowId>>,
    hosted: Vec<Vec<ServiceId>>,
    asked_of: Vec<Vec<RequirementId>>,
    asked_of_all: Vec<RequirementId>,
    bounds: Vec<Vec<RequirementId>>,
}

impl Index {
    /// The index of a topology's lists.
    #[must_use]
    pub fn of(services: &[Service], flows: &[Flow], requirements: &[Requirement]) -> Self {
        let mut index = Index {
            flows: vec![Vec::new(); services.len()],
            hosted: vec![Vec::new(); services.len()],
            asked_of: vec![Vec::new(); services.len()],
            asked_of_all: Vec::new(),
            bounds: vec![Vec::new(); flows.len()],
        };
        for (service, id) in services.iter().zip(0..) {
            if let Some(host) = service.host {
                index.hosted[host.0 as usize].push(ServiceId(id));
            }
        }
        for (flow, id) in flows.iter().zip(0..) {
            for end in [flow.from, flow.to] {
                let Endpoint::Service(service) = end else { continue };
                let known = &mut index.flows[service.0 as usize];
                if known.last() != Some(&FlowId(id)) {
                    known.push(FlowId(id));
                }
            }
        }
        for (requirement, id) in requirements.iter().zip(0..) {
            index.add(&requirement.rule, RequirementId(id));
        }
        index
    }

    fn add(&mut self, rule: &Rule, id: RequirementId) {
        match rule {
            Rule::FlowRtt { flow, .. } => self.bounds[flow.0 as usize].push(id),
            Rule::AllowSites(_) | Rule::DenySites(_) | Rule::Lost(_) | Rule::RoleSites { .. } => {
                self.asked_of_all.push(id);
            }
            rule => {
                if let Some(service) = rule.service() {
                    self.asked_of[service.0 as usize].push(id);
                }
            }
        }
    }

    /// Flows that start or end at a service.
    pub(super) fn flows(&self, of: ServiceId) -> &[FlowId] {
        &self.flows[of.0 as usize]
    }

    /// Services that stand wherever a service does.
    pub(super) fn hosted(&self, by: ServiceId) -> &[ServiceId] {
        &self.hosted[by.0 as usize]
    }

    /// Requirements on the round trip of a flow.
    pub(super) fn bounds(&self, of: FlowId) -> &[RequirementId] {
        &self.bounds[of.0 as usize]
    }

    /// Requirements that are asked of one service alone: its own ones and those that all services meet.
    pub(super) fn asked(&self, of: ServiceId) -> Vec<RequirementId> {
        let mut all = self.asked_of_all.clone();
        all.extend(&self.asked_of[of.0 as usize]);
        all.sort_unstable();
        all
    }
}
