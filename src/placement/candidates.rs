//! Candidates: for each service, every arrangement that meets what is asked of that service alone, with its
//! own cost; and for each site that cannot serve, the reason.
//!
//! A price table (`price_table`) is made once for each service; arrangements combine its entries. What
//! couples services (traffic, budgets, capacity) is left to the model. Services that stand wherever another
//! one does have no candidates of their own: they are priced with their host.

use std::collections::BTreeMap;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::catalog::SiteId;
use crate::plan::{Rule, ServiceId, Topology, strategies, strategies_for};
use crate::terms::{Kind, Role, Strategy, Survives};

use super::asks::{Asks, InForce};
use super::by_price::ByPrice;
use super::downtime::downtime_usage;
use super::price_table::PriceTable;
use super::supposed::supposed_usage;
use super::usage::Context;
use super::{ActiveSite, Arrangement, Deployment, Rejection, Usage};

/// More active sites than this are not considered.
pub const ACTIVE_SITES_MAX: usize = 3;

/// What each service could be.
pub struct Candidates<'a> {
    /// In the order of the topology's services.
    pub services: Vec<ServiceCandidates<'a>>,
    /// Node offers looked at.
    pub offers: usize,
}

/// What one service could be.
pub struct ServiceCandidates<'a> {
    /// The price table: what runs at a site, and what that uses. Arrangements refer to it.
    pub parts: Vec<Part<'a>>,
    /// Arrangements that meet everything asked of the service alone.
    pub arrangements: Vec<Candidate<'a>>,
    /// Sites that can take no part, each with the first reason found.
    pub rejected: BTreeMap<SiteId, Rejection>,
    /// Node offers looked at.
    pub offers: usize,
}

/// An entry of a price table.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    /// What runs.
    pub deployment: Deployment,
    /// What stands with it: the same for each service that it hosts, in their order.
    pub hosted: Vec<(ServiceId, Deployment)>,
    /// What all of that uses in a month.
    pub used: Vec<Usage<'a>>,
}

/// An arrangement as entries of the price table.
#[derive(Debug, Clone)]
pub struct Candidate<'a> {
    /// How it recovers.
    pub strategy: Strategy,
    /// Indices into the price table: active sites first, each group sorted by site.
    pub parts: Vec<usize>,
    /// What it uses beside its entries: keeping the recovery site in step, and the expected loss.
    pub beside: Vec<Usage<'a>>,
}

impl<'a> ServiceCandidates<'a> {
    /// The arrangement that a candidate stands for.
    #[must_use]
    pub fn arrangement(&self, candidate: &Candidate<'a>) -> Arrangement {
        let deployments = candidate.parts.iter().map(|&i| self.parts[i].deployment.clone());
        Arrangement { strategy: candidate.strategy, deployments: deployments.collect() }
    }

    /// What the candidate means for a service that stands with it.
    #[must_use]
    pub fn hosted_arrangement(&self, candidate: &Candidate<'a>, id: ServiceId) -> Arrangement {
        let all = candidate.parts.iter().flat_map(|&i| &self.parts[i].hosted);
        let deployments = all.filter(|(hosted, _)| *hosted == id).map(|(_, d)| d.clone());
        Arrangement { strategy: candidate.strategy, deployments: deployments.collect() }
    }

    /// Of a service that stands wherever another one does: nothing to choose, nothing to pay.
    fn of_hosted() -> Self {
        let nothing =
            Candidate { strategy: Strategy::Single, parts: Vec::new(), beside: Vec::new() };
        ServiceCandidates {
            parts: Vec::new(),
            arrangements: vec![nothing],
            rejected: BTreeMap::new(),
            offers: 0,
        }
    }

    /// The arrangements of a candidate, and of the services that stand with it.
    #[must_use]
    pub fn all_arrangements(
        &self,
        topology: &Topology,
        id: ServiceId,
        candidate: &Candidate<'a>,
    ) -> Vec<(ServiceId, Arrangement)> {
        let hosted = topology.hosted_by(id);
        let hosted = hosted.map(|hosted| (hosted, self.hosted_arrangement(candidate, hosted)));
        hosted.chain([(id, self.arrangement(candidate))]).collect()
    }

    /// The active sites of a candidate, sorted.
    #[must_use]
    pub fn active(&self, candidate: &Candidate<'a>) -> Vec<ActiveSite> {
        self.with_role(candidate, Role::Active)
    }

    fn with_role(&self, candidate: &Candidate<'a>, role: Role) -> Vec<ActiveSite> {
        let parts = candidate.parts.iter().map(|&i| &self.parts[i].deployment);
        parts
            .filter(|d| d.role == role)
            .map(|d| ActiveSite { site: d.site, zones: d.zones })
            .collect()
    }
}

/// All candidates under the requirements in force.
#[must_use]
pub fn candidates<'a>(context: Context<'a>, in_force: &InForce) -> Candidates<'a> {
    let ids: Vec<ServiceId> = context.topology.service_ids().collect();
    let known = ByPrice::default();
    let of_service = |id| candidates_with(context, in_force, id, &known);
    let services: Vec<ServiceCandidates<'a>> = ids.into_par_iter().map(of_service).collect();
    let offers = services.iter().map(|service| service.offers).sum();
    Candidates { services, offers }
}

/// Node offers of some sites that could serve a kind.
fn offers_of(context: Context<'_>, kind: Kind, sites: &[SiteId]) -> usize {
    let catalog = context.catalog;
    let lists = |site| {
        let provider = catalog.site(site).provider;
        let nodes =
            catalog.realisations_of(provider, kind).filter_map(|(_, one)| one.nodes.as_ref());
        let mut lists: Vec<_> = nodes.map(|nodes| nodes.list).collect();
        lists.extend(kind.is_machine().then_some(crate::terms::NodeList::Vm));
        lists.sort_unstable();
        lists.dedup();
        lists
    };
    let at = |site| lists(site).into_iter().map(move |list| catalog.offers(site, list).len());
    sites.iter().copied().flat_map(at).sum()
}

/// The candidates of one service under the requirements in force.
#[must_use]
pub fn candidates_of<'a>(
    context: Context<'a>,
    in_force: &InForce,
    id: ServiceId,
) -> ServiceCandidates<'a> {
    candidates_with(context, in_force, id, &ByPrice::default())
}

fn candidates_with<'a>(
    context: Context<'a>,
    in_force: &InForce,
    id: ServiceId,
    by_price: &ByPrice,
) -> ServiceCandidates<'a> {
    if context.topology.service(id).host.is_some() {
        return ServiceCandidates::of_hosted();
    }
    let everyone = Everyone::of(context.topology, in_force, id);
    let asks = &everyone.own;
    let mut table = PriceTable::new(context, id, &everyone, by_price);
    let mut rejected = BTreeMap::new();
    let mut possible = Vec::new();
    for site in context.catalog.site_ids() {
        match everyone.admits(context, site) {
            Ok(()) => possible.push(site),
            Err(reason) => {
                rejected.insert(site, reason);
            }
        }
    }
    let mut found = Vec::new();
    for (scope, strategy) in ways(context.topology, in_force, asks, everyone.survives, id) {
        table.survives = scope;
        found.extend(table.combine(strategy, &possible, &mut rejected));
    }
    let found = table.with_owned(found);
    let parts = table.parts;
    let offers = offers_of(context, context.topology.service(id).kind, &possible);
    let mut service = ServiceCandidates { parts, arrangements: Vec::new(), rejected, offers };
    for mut candidate in found {
        match expected_loss(context, id, &service, &candidate) {
            Ok(loss) => {
                candidate.beside.extend(loss);
                let arrangement = service.arrangement(&candidate);
                candidate.beside.extend(supposed_usage(context, id, &arrangement));
            }
            Err(reason) => {
                let active = service.parts[candidate.parts[0]].deployment.site;
                service.rejected.entry(active).or_insert(reason);
                continue;
            }
        }
        match everyone.meet(context, id, &service, &candidate) {
            Ok(()) => service.arrangements.push(candidate),
            Err(reason) => {
                let active = service.parts[candidate.parts[0]].deployment.site;
                service.rejected.entry(active).or_insert(reason);
            }
        }
    }
    // A site that takes part in some arrangement is no rejected one, whatever failed beside it.
    for candidate in &service.arrangements {
        for &part in &candidate.parts {
            service.rejected.remove(&service.parts[part].deployment.site);
        }
    }
    service
}

/// What outages of a candidate, and of what stands with it, are expected to cost.
fn expected_loss<'a>(
    context: Context<'a>,
    id: ServiceId,
    service: &ServiceCandidates<'a>,
    candidate: &Candidate<'a>,
) -> Result<Vec<Usage<'a>>, Rejection> {
    if !context.topology.downtime_costs(id) {
        return Ok(Vec::new());
    }
    let all = service.all_arrangements(context.topology, id, candidate);
    let losses = all.iter().map(|(id, arrangement)| downtime_usage(context, *id, arrangement));
    Ok(losses.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// What is asked of a service and of everything that stands with it.
pub struct Everyone {
    /// Of the service itself.
    pub own: Asks,
    /// Of those that it hosts.
    pub hosted: Vec<(ServiceId, Asks)>,
    /// The largest loss that one of them must survive.
    pub survives: Survives,
}

impl Everyone {
    fn of(topology: &Topology, in_force: &InForce, id: ServiceId) -> Self {
        let own = Asks::of(topology, in_force, id);
        let hosted: Vec<(ServiceId, Asks)> = topology
            .hosted_by(id)
            .map(|hosted| (hosted, Asks::of(topology, in_force, hosted)))
            .collect();
        let scopes = hosted.iter().map(|(_, asks)| asks.survives).chain([own.survives]);
        let survives = scopes.max().unwrap_or(Survives::Nothing);
        Everyone { own, hosted, survives }
    }

    fn admits(&self, context: Context<'_>, site: SiteId) -> Result<(), Rejection> {
        let mut all = self.hosted.iter().map(|(_, asks)| asks).chain([&self.own]);
        all.try_for_each(|asks| super::site_rules::admits(context, asks, site))
    }

    fn meet(
        &self,
        context: Context<'_>,
        id: ServiceId,
        service: &ServiceCandidates<'_>,
        candidate: &Candidate<'_>,
    ) -> Result<(), Rejection> {
        let arrangement = service.arrangement(candidate);
        super::arrangement_rules::meets(context, &self.own, id, &arrangement)?;
        for (hosted, asks) in &self.hosted {
            let arrangement = service.hosted_arrangement(candidate, *hosted);
            super::arrangement_rules::meets(context, asks, *hosted, &arrangement)?;
        }
        Ok(())
    }
}

/// Strategies worth considering, each with the scope for which its sites are made large enough.
///
/// Where a requirement about recovery is left out to explain a conflict, what it would have led to stays
/// among the candidates: fewer requirements never leave fewer arrangements.
fn ways(
    topology: &Topology,
    in_force: &InForce,
    asks: &Asks,
    survives: Survives,
    id: ServiceId,
) -> Vec<(Survives, Strategy)> {
    let kind = topology.service(id).kind;
    let asked = asks.strategy.map(|(_, strategy)| strategy);
    let mut asked_here = topology.hosted_by(id).chain([id]).flat_map(|id| topology.asked_of(id));
    let left_out = asked_here.any(|(id, requirement)| {
        matches!(requirement.rule, Rule::Survives { .. } | Rule::UseStrategy { .. })
            && !in_force.has(id)
    });
    let with = |scope| move |strategy| (scope, strategy);
    if !left_out {
        let at_risk = topology.downtime_costs(id);
        let strategies = strategies_for(kind, survives, asked, at_risk);
        return strategies.into_iter().map(with(survives)).collect();
    }
    let fits = |strategy: &Strategy| asked.is_none_or(|asked| asked == *strategy);
    let strategies = strategies(kind).iter().copied().filter(fits);
    let wide = widest(topology, id).max(survives);
    let scopes = if wide == survives { vec![wide] } else { vec![wide, survives] };
    scopes.into_iter().flat_map(|scope| strategies.clone().map(with(scope))).collect()
}

/// The largest loss that a service or one that it hosts must survive by the plan.
#[must_use]
pub fn widest(topology: &Topology, id: ServiceId) -> Survives {
    let hosted = topology.hosted_by(id).map(|hosted| topology.service(hosted).survives);
    hosted.chain([topology.service(id).survives]).max().unwrap_or(Survives::Nothing)
}
