//! What machines count against quotas: the virtual processors that a provider lets an account run at a site.
//!
//! Machines count however they are bought, and at their peak: what is only started after a loss needs its part of the
//! quota on that day. Spot counts too, since what is taken back has to be started again on demand. Products that are
//! bought as such, databases among them, have quotas of other kinds and count for nothing here.

use crate::catalog::SiteId;
use crate::plan::{Rule, ServiceId};
use crate::terms::{NodeList, SitePattern};
use crate::units::Decimal;

use super::pool_use::{self, peak};
use super::sizing::list_of;
use super::usage::Context;
use super::{Deployment, Hardware, Part, Placement};

/// Virtual processors of the machines of a deployment at their peak.
#[must_use]
pub fn vcpus(context: Context<'_>, id: ServiceId, deployment: &Deployment) -> Decimal {
    match &deployment.hardware {
        Hardware::Nodes { sku, running, .. } => {
            let kind = context.topology.service(id).kind;
            if list_of(context, kind, deployment) != Some(NodeList::Vm) {
                return Decimal::ZERO;
            }
            let machines = peak(context, id, deployment, running.peak());
            context.catalog.sku(*sku).vcpu * Decimal::from(machines)
        }
        Hardware::Pool { .. } => pool_use::of_deployment(context, id, deployment).vcpu,
        Hardware::Managed => Decimal::ZERO,
    }
}

/// The same for all machines of a placement at a site.
#[must_use]
pub fn vcpus_at(context: Context<'_>, placement: &Placement, site: SiteId) -> Decimal {
    let here = placement.deployments().filter(|(_, deployment)| deployment.site == site);
    here.map(|(id, deployment)| vcpus(context, id, deployment)).sum()
}

/// The least quota that some rules give a site; `None` without any.
pub fn least<'r>(
    context: Context<'_>,
    rules: impl Iterator<Item = &'r Rule>,
    site: SiteId,
) -> Option<u32> {
    let code = &context.catalog.site(site).code;
    let here = rules.filter_map(|rule| match rule {
        Rule::Quota { sites, vcpus } if sites.matches(code) => Some(*vcpus),
        _ => None,
    });
    here.min()
}

/// Sites where processors are scarce, since the plan names a quota for them.
///
/// Requirements that are not in force count as well: more is kept than needed then, and never less.
pub struct Scarce<'a> {
    context: Context<'a>,
    patterns: Vec<&'a SitePattern>,
}

impl<'a> Scarce<'a> {
    /// Those of a plan.
    pub fn of(context: Context<'a>) -> Self {
        let rules = context.topology.requirements.iter().map(|requirement| &requirement.rule);
        let patterns = rules.filter_map(|rule| match rule {
            Rule::Quota { sites, .. } => Some(sites),
            _ => None,
        });
        Scarce { context, patterns: patterns.collect() }
    }

    /// Whether they are scarce at a site.
    pub fn at(&self, site: SiteId) -> bool {
        let code = &self.context.catalog.site(site).code;
        self.patterns.iter().any(|pattern| pattern.matches(code))
    }

    /// Virtual processors that a deployment takes where they are scarce; nothing elsewhere.
    pub fn vcpus(&self, id: ServiceId, deployment: &Deployment) -> Decimal {
        if self.at(deployment.site) { vcpus(self.context, id, deployment) } else { Decimal::ZERO }
    }

    /// The same for an entry of a service's price table, with all that stands with it.
    pub fn of_part(&self, id: ServiceId, part: &Part<'_>) -> Decimal {
        let hosted = part.hosted.iter().map(|(id, deployment)| self.vcpus(*id, deployment));
        hosted.sum::<Decimal>() + self.vcpus(id, &part.deployment)
    }
}

/// Of what is sorted by cost, the first, and what has fewer virtual processors than all before it.
pub fn frugal<T>(sorted: Vec<T>, vcpus: impl Fn(&T) -> Decimal) -> Vec<T> {
    let mut least: Option<Decimal> = None;
    let fewer = sorted.into_iter().filter(|one| {
        let own = vcpus(one);
        let fewer = least.is_none_or(|least| own < least);
        least = if fewer { Some(own) } else { least };
        fewer
    });
    fewer.collect()
}
