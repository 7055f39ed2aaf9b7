//! Candidates: for each service, every arrangement that meets what is asked of that service alone, with its
//! own cost; and for each site that cannot serve, the reason.
//!
//! A price table (one entry a site, form and load) is made once for each service; arrangements combine its
//! entries. What couples services (traffic, budgets, capacity) is left to the model.

use std::collections::BTreeMap;

use crate::catalog::{Catalog, SiteId};
use crate::plan::{Load, RequirementId, Rule, ServiceId, Topology, strategies, strategies_for};
use crate::terms::{Form, Role, Strategy, Survives};

use super::asks::{Asks, InForce};
use super::capacity::{self, ActivePart, Standing, allowed_forms};
use super::shared::{opening_usage, openings_at};
use super::sizing::cheapest;
use super::traffic::replication_usage;
use super::usage::{Context, deployment_usage};
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
}

/// An entry of a price table.
pub struct Part<'a> {
    /// What runs.
    pub deployment: Deployment,
    /// What it uses in a month.
    pub used: Vec<Usage<'a>>,
}

/// An arrangement as entries of the price table.
pub struct Candidate<'a> {
    /// How it recovers.
    pub strategy: Strategy,
    /// Indices into the price table: active sites first, each group sorted by site.
    pub parts: Vec<usize>,
    /// What keeping its recovery site in step uses.
    pub replication: Vec<Usage<'a>>,
}

impl<'a> ServiceCandidates<'a> {
    /// The arrangement that a candidate stands for.
    #[must_use]
    pub fn arrangement(&self, candidate: &Candidate<'a>) -> Arrangement {
        let deployments = candidate.parts.iter().map(|&i| self.parts[i].deployment.clone());
        Arrangement { strategy: candidate.strategy, deployments: deployments.collect() }
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
    let services: Vec<ServiceCandidates<'a>> =
        context.topology.service_ids().map(|id| candidates_of(context, in_force, id)).collect();
    let offers = context
        .topology
        .services
        .iter()
        .map(|s| {
            context
                .catalog
                .site_ids()
                .map(|site| context.catalog.offers(site, s.kind).len())
                .sum::<usize>()
        })
        .sum();
    Candidates { services, offers }
}

/// The candidates of one service under the requirements in force.
#[must_use]
pub fn candidates_of<'a>(
    context: Context<'a>,
    in_force: &InForce,
    id: ServiceId,
) -> ServiceCandidates<'a> {
    let asks = Asks::of(context.topology, in_force, id);
    let mut table = PriceTable::new(context, id, asks.survives);
    let mut rejected = BTreeMap::new();
    let mut possible = Vec::new();
    for site in context.catalog.site_ids() {
        match super::site_rules::admits(context, &asks, site) {
            Ok(()) => possible.push(site),
            Err(reason) => {
                rejected.insert(site, reason);
            }
        }
    }
    let mut found = Vec::new();
    for (scope, strategy) in ways(context.topology, in_force, &asks, id) {
        table.survives = scope;
        match strategy {
            Strategy::Single => table.single(&possible, &mut rejected, &mut found),
            Strategy::WarmStandby => table.warm_standby(&possible, &mut rejected, &mut found),
            Strategy::ActiveActive => table.active_active(&possible, &mut rejected, &mut found),
        }
    }
    let parts = table.parts;
    let mut service = ServiceCandidates { parts, arrangements: Vec::new(), rejected };
    for candidate in found {
        let arrangement = service.arrangement(&candidate);
        match super::arrangement_rules::meets(context, &asks, id, &arrangement) {
            Ok(()) => service.arrangements.push(candidate),
            Err(reason) => {
                let active = arrangement.deployments[0].site;
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

/// Strategies worth considering, each with the scope for which its sites are made large enough.
///
/// Where a requirement about recovery is left out to explain a conflict, what it would have led to stays
/// among the candidates: fewer requirements never leave fewer arrangements.
fn ways(
    topology: &Topology,
    in_force: &InForce,
    asks: &Asks,
    id: ServiceId,
) -> Vec<(Survives, Strategy)> {
    let kind = topology.service(id).kind;
    let asked = asks.strategy.map(|(_, strategy)| strategy);
    let left_out = topology.requirements.iter().zip(0..).any(|(requirement, index)| {
        let recovery = matches!(requirement.rule, Rule::Survives { .. } | Rule::UseStrategy { .. });
        let about = requirement.rule.service() == Some(id);
        recovery && about && !in_force.has(RequirementId(index))
    });
    let with = |scope| move |strategy| (scope, strategy);
    if !left_out {
        let strategies = strategies_for(kind, asks.survives, asked);
        return strategies.into_iter().map(with(asks.survives)).collect();
    }
    let fits = |strategy: &Strategy| asked.is_none_or(|asked| asked == *strategy);
    let strategies = strategies(kind).iter().copied().filter(fits);
    let wide = topology.service(id).survives.max(asks.survives);
    let scopes = if wide == asks.survives { vec![wide] } else { vec![wide, asks.survives] };
    scopes.into_iter().flat_map(|scope| strategies.clone().map(with(scope))).collect()
}

/// The price table of a service under construction.
struct PriceTable<'a> {
    context: Context<'a>,
    id: ServiceId,
    /// The loss for which sites are made large enough.
    survives: Survives,
    parts: Vec<Part<'a>>,
    known: BTreeMap<(SiteId, Role, Form, Load), Result<usize, Rejection>>,
}

impl<'a> PriceTable<'a> {
    fn new(context: Context<'a>, id: ServiceId, survives: Survives) -> Self {
        PriceTable { context, id, survives, parts: Vec::new(), known: BTreeMap::new() }
    }

    fn catalog(&self) -> &'a Catalog {
        self.context.catalog
    }

    fn single(
        &mut self,
        possible: &[SiteId],
        rejected: &mut BTreeMap<SiteId, Rejection>,
        found: &mut Vec<Candidate<'a>>,
    ) {
        for &site in possible {
            for &form in self.forms(site, Strategy::Single, Role::Active) {
                match self.active(site, form, Strategy::Single, 1, 1) {
                    Ok(part) => found.push(Candidate {
                        strategy: Strategy::Single,
                        parts: vec![part],
                        replication: Vec::new(),
                    }),
                    Err(reason) => {
                        rejected.entry(site).or_insert(reason);
                    }
                }
            }
        }
    }

    fn warm_standby(
        &mut self,
        possible: &[SiteId],
        rejected: &mut BTreeMap<SiteId, Rejection>,
        found: &mut Vec<Candidate<'a>>,
    ) {
        for &site in possible {
            for &form in self.forms(site, Strategy::WarmStandby, Role::Active) {
                match self.active(site, form, Strategy::WarmStandby, 1, 1) {
                    Ok(active) => self.with_standby(active, possible, rejected, found),
                    Err(reason) => {
                        rejected.entry(site).or_insert(reason);
                    }
                }
            }
        }
    }

    fn with_standby(
        &mut self,
        active: usize,
        possible: &[SiteId],
        rejected: &mut BTreeMap<SiteId, Rejection>,
        found: &mut Vec<Candidate<'a>>,
    ) {
        let from = active_site(&self.parts[active].deployment);
        for &site in possible {
            if !self.separate(from.site, site) {
                continue;
            }
            match self.standby(site) {
                Ok(recovery) => {
                    let to = active_site(&self.parts[recovery].deployment);
                    let replication = replication_usage(self.context, self.id, from, to);
                    let Ok(replication) = replication else { continue };
                    found.push(Candidate {
                        strategy: Strategy::WarmStandby,
                        parts: vec![active, recovery],
                        replication,
                    });
                }
                Err(reason) => {
                    rejected.entry(site).or_insert(reason);
                }
            }
        }
    }

    fn active_active(
        &mut self,
        possible: &[SiteId],
        rejected: &mut BTreeMap<SiteId, Rejection>,
        found: &mut Vec<Candidate<'a>>,
    ) {
        for sites in 2..=ACTIVE_SITES_MAX {
            for chosen in subsets(possible, sites) {
                if !self.survivable(&chosen) {
                    continue;
                }
                let parts: Result<Vec<usize>, ()> = chosen
                    .iter()
                    .map(|&site| {
                        self.one_of(&chosen, site).map_err(|reason| {
                            rejected.entry(site).or_insert(reason);
                        })
                    })
                    .collect();
                if let Ok(parts) = parts {
                    let strategy = Strategy::ActiveActive;
                    found.push(Candidate { strategy, parts, replication: Vec::new() });
                }
            }
        }
    }

    /// Whether one loss of the scope leaves one of two sites standing.
    fn separate(&self, a: SiteId, b: SiteId) -> bool {
        let provider = |site| self.catalog().site(site).provider;
        a != b && (self.survives < Survives::Provider || provider(a) != provider(b))
    }

    /// Whether no one loss of the scope takes all of some sites.
    fn survivable(&self, sites: &[SiteId]) -> bool {
        let provider = |site: SiteId| self.catalog().site(site).provider;
        self.survives < Survives::Provider
            || sites.iter().any(|&site| provider(site) != provider(sites[0]))
    }

    /// The most of the other active sites that one loss of the scope takes.
    fn most_lost(&self, sites: &[SiteId], kept: SiteId) -> usize {
        let provider = |site: SiteId| self.catalog().site(site).provider;
        if self.survives < Survives::Provider {
            return 1;
        }
        let others = sites.iter().filter(|&&site| provider(site) != provider(kept));
        let with =
            |&site: &SiteId| sites.iter().filter(|&&s| provider(s) == provider(site)).count();
        // Losing just one site of the own provider is the least that can happen.
        others.map(with).max().unwrap_or(1).max(1)
    }

    fn one_of(&mut self, chosen: &[SiteId], site: SiteId) -> Result<usize, Rejection> {
        let lost = self.most_lost(chosen, site);
        let form = self.forms(site, Strategy::ActiveActive, Role::Active)[0];
        self.active(site, form, Strategy::ActiveActive, chosen.len(), lost)
    }

    fn forms(&self, site: SiteId, strategy: Strategy, role: Role) -> &'static [Form] {
        let standing = Standing { strategy, survives: self.survives, role };
        let service = self.context.topology.service(self.id);
        allowed_forms(service, self.catalog().site(site), standing)
    }

    fn active(
        &mut self,
        site: SiteId,
        form: Form,
        strategy: Strategy,
        sites: usize,
        lost: usize,
    ) -> Result<usize, Rejection> {
        let zones = capacity::zones_in_use(self.catalog().site(site), form);
        let zone_needed = strategy == Strategy::Single && self.survives >= Survives::Zone;
        if zone_needed && zones < 2 {
            return Err(Rejection::OneZone);
        }
        let part = ActivePart {
            strategy,
            survives: self.survives,
            sites: u32::try_from(sites).unwrap_or(u32::MAX),
            lost: u32::try_from(lost).unwrap_or(u32::MAX),
            zones,
        };
        let load = capacity::active_load(self.context.topology.service(self.id), part);
        self.entry(site, Role::Active, form, load)
    }

    fn standby(&mut self, site: SiteId) -> Result<usize, Rejection> {
        let form = self.forms(site, Strategy::WarmStandby, Role::Recovery)[0];
        let load = capacity::standby_load(self.context.topology.service(self.id));
        self.entry(site, Role::Recovery, form, load)
    }

    /// The cheapest hardware and its use, worked out once.
    fn entry(
        &mut self,
        site: SiteId,
        role: Role,
        form: Form,
        load: Load,
    ) -> Result<usize, Rejection> {
        let key = (site, role, form, load);
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let made = self.price(site, role, form, &key.3).map(|part| {
            self.parts.push(part);
            self.parts.len() - 1
        });
        self.known.insert(key, made.clone());
        made
    }

    fn price(
        &self,
        site: SiteId,
        role: Role,
        form: Form,
        load: &Load,
    ) -> Result<Part<'a>, Rejection> {
        let topology = self.context.topology;
        let service = topology.service(self.id);
        let hardware = cheapest(self.catalog(), &topology.commitments, service, site, form, load)?;
        let zones = capacity::zones_in_use(self.catalog().site(site), form);
        let deployment = Deployment { site, role, form, zones, load: load.clone(), hardware };
        let used = deployment_usage(self.context, self.id, &deployment)?;
        for opening in openings_at(self.context, self.id, site) {
            opening_usage(self.context, opening)?;
        }
        Ok(Part { deployment, used })
    }
}

fn active_site(deployment: &Deployment) -> ActiveSite {
    ActiveSite { site: deployment.site, zones: deployment.zones }
}

/// All subsets of `size` items, in order.
fn subsets(items: &[SiteId], size: usize) -> Vec<Vec<SiteId>> {
    if size == 0 {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for (i, &first) in items.iter().enumerate() {
        for mut rest in subsets(&items[i + 1..], size - 1) {
            rest.insert(0, first);
            all.push(rest);
        }
    }
    all
}
