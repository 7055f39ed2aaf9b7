//! Why a service is not where it was: whether its old place is still possible in the changed plan, what
//! forbids it, or by how much it is dearer there.

use std::collections::BTreeMap;

use crate::catalog::SiteId;
use crate::explain::changing::replace;
use crate::placement::{
    Arrangement, Candidate, Context, InForce, Rejection, ServiceCandidates, Verified, Violation,
    candidates_of, cost,
};
use crate::plan::{RequirementId, ServiceId, Topology};
use crate::terms::Role;
use crate::units::Usd;

/// Why not where it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// A site of the old place can take no part any more.
    Excluded {
        /// The site.
        site: String,
        /// What kind of site it is now, such as "denied by the plan".
        why: String,
        /// The requirement behind it, if it is one.
        rule: Option<RuleName>,
    },
    /// With everything else as it is now, the old place breaks requirements.
    Broken(Vec<RuleName>),
    /// The old place is possible and the bill would be this much higher (lower, if negative: within the gap).
    Dearer(Usd),
    /// The old place is possible only if every service that moved is back too; the bill would be this much
    /// higher then.
    DearerTogether(Usd),
    /// There is no arrangement any more at just these sites.
    Impossible,
}

/// A requirement in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleName {
    /// The name, as options spell it.
    pub name: String,
    /// What it asks.
    pub words: String,
}

/// Arrangements at the old place that are tried at most: they differ in hardware only.
const TRIED: usize = 30;

/// Why services of a solved plan are not where another solve had them, by name. Services that are new or stand
/// with another one have no reason of their own.
///
/// Both plans must be matched against the same sites.
#[must_use]
pub fn reasons(
    before: (Context<'_>, &Verified),
    after: (Context<'_>, &Verified),
    names: &[&str],
) -> BTreeMap<String, Reason> {
    let olds: Vec<Old<'_>> =
        names.iter().filter_map(|name| Old::find(before, after.0, name)).collect();
    let mut reasons: BTreeMap<String, Reason> =
        olds.iter().map(|old| (old.name.to_owned(), old.reason(after))).collect();
    let broken = |reason: &Reason| matches!(reason, Reason::Broken(_));
    if reasons.values().any(broken)
        && let Some(more) = all_back(&olds, after)
    {
        for reason in reasons.values_mut().filter(|reason| broken(reason)) {
            *reason = Reason::DearerTogether(more);
        }
    }
    reasons
}

/// How much dearer it is with every service back at its old place; `None` if that breaks anything.
fn all_back(olds: &[Old<'_>], (context, verified): (Context<'_>, &Verified)) -> Option<Usd> {
    let mut all = Vec::new();
    for old in olds {
        let same = old.same();
        let own = |candidate: &&Candidate<'_>| -> Usd {
            let parts = candidate.parts.iter().map(|&part| old.service.parts[part].used.clone());
            parts.map(cost).sum()
        };
        let cheapest = same.into_iter().min_by_key(own)?;
        all.extend(old.service.all_arrangements(context.topology, old.id, cheapest));
    }
    let other = replace(context, verified.placement(), all).ok()?;
    Some(other.total() - verified.total())
}

/// A service with its old place, and what it could be now.
struct Old<'a> {
    name: &'a str,
    id: ServiceId,
    arrangement: &'a Arrangement,
    service: ServiceCandidates<'a>,
}

impl<'a> Old<'a> {
    fn find(
        (before, verified): (Context<'_>, &'a Verified),
        after: Context<'a>,
        name: &'a str,
    ) -> Option<Self> {
        let arrangement = verified.placement().of(find(before.topology, name)?);
        let id = find(after.topology, name)?;
        let hosted = after.topology.service(id).host.is_some();
        let service = candidates_of(after, &InForce::all(after.topology), id);
        (!hosted).then_some(Old { name, id, arrangement, service })
    }

    /// What it could be at just its old place.
    fn same(&self) -> Vec<&Candidate<'a>> {
        let all = self.service.arrangements.iter();
        all.filter(|one| stands_as(&self.service, one, self.arrangement)).collect()
    }

    fn reason(&self, (context, verified): (Context<'_>, &Verified)) -> Reason {
        let same = self.same();
        if same.is_empty() {
            return excluded(context, &self.service, self.arrangement);
        }
        let mut broken = None;
        let mut best: Option<Usd> = None;
        for candidate in same.into_iter().take(TRIED) {
            let all = self.service.all_arrangements(context.topology, self.id, candidate);
            match replace(context, verified.placement(), all) {
                Ok(other) => {
                    let more = other.total() - verified.total();
                    best = Some(best.map_or(more, |best| best.min(more)));
                }
                Err(violations) => broken = broken.or(Some(violations)),
            }
        }
        match (best, broken) {
            (Some(more), _) => Reason::Dearer(more),
            (None, Some(violations)) => violated(context, &violations),
            (None, None) => Reason::Impossible,
        }
    }
}

fn find(topology: &Topology, name: &str) -> Option<ServiceId> {
    topology.service_ids().find(|&id| topology.service(id).name.value == name)
}

/// Whether a candidate has the sites, roles and strategy of an arrangement.
fn stands_as(
    service: &ServiceCandidates<'_>,
    candidate: &Candidate<'_>,
    old: &Arrangement,
) -> bool {
    let parts = candidate.parts.iter().map(|&part| &service.parts[part].deployment);
    let places: Vec<(SiteId, Role)> = parts.map(|d| (d.site, d.role)).collect();
    let wanted: Vec<(SiteId, Role)> = old.deployments.iter().map(|d| (d.site, d.role)).collect();
    candidate.strategy == old.strategy && places == wanted
}

fn excluded(context: Context<'_>, service: &ServiceCandidates<'_>, old: &Arrangement) -> Reason {
    let mut sites = old.deployments.iter().map(|d| d.site);
    let found = sites.find_map(|site| Some((site, service.rejected.get(&site)?)));
    let Some((site, rejection)) = found else { return Reason::Impossible };
    let rule = match rejection {
        Rejection::RuledOut(id) | Rejection::NoFigure(id) => Some(rule(context.topology, *id)),
        _ => None,
    };
    Reason::Excluded {
        site: context.catalog.site(site).code.clone(),
        why: rejection.describe(context.topology),
        rule,
    }
}

fn violated(context: Context<'_>, violations: &[Violation]) -> Reason {
    let rules: Vec<RuleName> = violations
        .iter()
        .filter_map(|violation| match violation {
            Violation::Requirement(id) => Some(rule(context.topology, *id)),
            _ => None,
        })
        .collect();
    let full = violations.iter().find_map(|violation| match violation {
        Violation::OverCapacity(site) => Some(Reason::Excluded {
            site: context.catalog.site(*site).code.clone(),
            why: "without room for it".to_owned(),
            rule: None,
        }),
        _ => None,
    });
    match (rules.is_empty(), full) {
        (false, _) => Reason::Broken(rules),
        (true, Some(full)) => full,
        (true, None) => Reason::Impossible,
    }
}

fn rule(topology: &Topology, id: RequirementId) -> RuleName {
    let requirement = &topology.requirements[id.0 as usize];
    RuleName { name: requirement.name(topology), words: requirement.describe(topology) }
}
