//! The price table of a service: what it can run on at each site in each role, and what that uses.
//!
//! `entries` makes and prices each entry, once; `combine` puts them together into arrangements of a strategy.

use std::collections::BTreeMap;

use crate::catalog::{Catalog, SiteId};
use crate::plan::ServiceId;
use crate::terms::{Form, Kind, Role, Strategy, Survives};
use crate::units::{Availability, Usd};

use super::by_price::ByPrice;
use super::candidates::Everyone;
use super::capacity::{self, ActivePart, Standing, allowed_forms};
use super::entries::{Entries, Scale};
use super::quota::{Scarce, frugal};
use super::traffic::replication_usage;
use super::uptime;
use super::usage::{Context, deployment_usage};
use super::{ACTIVE_SITES_MAX, ActiveSite, Candidate, Deployment, Part, Rejection, cost};

/// The price table of a service under construction.
pub struct PriceTable<'a, 'e> {
    context: Context<'a>,
    id: ServiceId,
    entries: Entries<'a, 'e>,
    /// The loss for which sites are made large enough.
    pub survives: Survives,
    /// The entries.
    pub parts: Vec<Part<'a>>,
    known: BTreeMap<Key, Result<Vec<usize>, Rejection>>,
    scarce: Scarce<'a>,
}

/// What an entry depends on: the site, the form, and how large it must be.
type Key = (SiteId, Form, Scale);

type Rejected = BTreeMap<SiteId, Rejection>;

impl<'a, 'e> PriceTable<'a, 'e> {
    /// An empty table.
    pub fn new(
        context: Context<'a>,
        id: ServiceId,
        everyone: &'e Everyone,
        by_price: &'e ByPrice,
    ) -> Self {
        PriceTable {
            context,
            id,
            entries: Entries::new(context, id, everyone, by_price),
            survives: everyone.survives,
            parts: Vec::new(),
            known: BTreeMap::new(),
            scarce: Scarce::of(context),
        }
    }

    /// Every arrangement of a strategy over the possible sites; sites that can take no part go to `rejected`.
    pub fn combine(
        &mut self,
        strategy: Strategy,
        possible: &[SiteId],
        rejected: &mut Rejected,
    ) -> Vec<Candidate<'a>> {
        if self.kind() == Kind::Edge {
            return self.everywhere(possible, rejected);
        }
        match strategy {
            Strategy::Single => self.single(possible, rejected),
            Strategy::BackupRestore | Strategy::PilotLight | Strategy::WarmStandby => {
                self.with_recovery(strategy, possible, rejected)
            }
            Strategy::ActiveActive => self.active_active(possible, rejected),
        }
    }

    /// Arrangements with those beside them that make use of commitments that are bought already.
    pub fn with_owned(&mut self, found: Vec<Candidate<'a>>) -> Vec<Candidate<'a>> {
        if !self.catalog().owns_any() {
            return found;
        }
        let like: Vec<Vec<usize>> = (0..self.parts.len()).map(|part| self.on_owned(part)).collect();
        let mut all = Vec::with_capacity(found.len());
        for candidate in found {
            let choices: Vec<Vec<usize>> =
                candidate.parts.iter().map(|&part| like[part].clone()).collect();
            all.extend(product(&choices).into_iter().map(|parts| Candidate {
                strategy: candidate.strategy,
                parts,
                beside: candidate.beside.clone(),
            }));
        }
        all
    }

    /// An entry and new ones that differ in hardware only.
    fn on_owned(&mut self, part: usize) -> Vec<usize> {
        let others = self.entries.on_owned(&self.parts[part]);
        let first = self.parts.len();
        self.parts.extend(others);
        std::iter::once(part).chain(first..self.parts.len()).collect()
    }

    fn catalog(&self) -> &'a Catalog {
        self.context.catalog
    }

    fn kind(&self) -> Kind {
        self.context.topology.service(self.id).kind
    }

    fn single(&mut self, possible: &[SiteId], rejected: &mut Rejected) -> Vec<Candidate<'a>> {
        let mut found = Vec::new();
        for &site in possible {
            let alone = |part| Candidate {
                strategy: Strategy::Single,
                parts: vec![part],
                beside: Vec::new(),
            };
            found.extend(self.alone(site, Strategy::Single, rejected).into_iter().map(alone));
        }
        found
    }

    /// Entries of a site that serves alone, with or without a standby elsewhere.
    fn alone(&mut self, site: SiteId, strategy: Strategy, rejected: &mut Rejected) -> Vec<usize> {
        let mut parts = Vec::new();
        for &form in self.forms(site, strategy, Role::Active) {
            match self.active(site, form, strategy, 1, 1) {
                Ok(entries) => parts.extend(entries),
                Err(reason) => {
                    rejected.entry(site).or_insert(reason);
                }
            }
        }
        parts.sort_unstable();
        parts.dedup();
        parts
    }

    fn with_recovery(
        &mut self,
        strategy: Strategy,
        possible: &[SiteId],
        rejected: &mut Rejected,
    ) -> Vec<Candidate<'a>> {
        let mut found = Vec::new();
        for &site in possible {
            for active in self.alone(site, strategy, rejected) {
                self.beside((strategy, active), possible, rejected, &mut found);
            }
        }
        found
    }

    /// Arrangements of a site that serves with each that can take over from it.
    fn beside(
        &mut self,
        (strategy, active): (Strategy, usize),
        possible: &[SiteId],
        rejected: &mut Rejected,
        found: &mut Vec<Candidate<'a>>,
    ) {
        let from = active_site(&self.parts[active].deployment);
        for &site in possible {
            if !self.separate(from.site, site) {
                continue;
            }
            match self.waiting(site, strategy) {
                Ok(entries) => {
                    for recovery in self.cheapest_like(active, &entries) {
                        let to = active_site(&self.parts[recovery].deployment);
                        let beside = replication_usage(self.context, self.id, from, to);
                        let Ok(beside) = beside else { continue };
                        let parts = vec![active, recovery];
                        found.push(Candidate { strategy, parts, beside });
                    }
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
        rejected: &mut Rejected,
    ) -> Vec<Candidate<'a>> {
        let mut found = Vec::new();
        for sites in 2..=ACTIVE_SITES_MAX {
            for chosen in subsets(possible, sites) {
                if !self.survivable(&chosen) {
                    continue;
                }
                let mut at: Vec<Vec<usize>> = Vec::with_capacity(sites);
                for &site in &chosen {
                    match self.one_of(&chosen, site) {
                        Ok(entries) => at.push(entries),
                        Err(reason) => {
                            rejected.entry(site).or_insert(reason);
                        }
                    }
                }
                if at.len() == sites {
                    found.extend(self.alike(&at));
                }
            }
        }
        found
    }

    /// Arrangements for each protocol that is spoken at all of some sites: at each site of the products with
    /// the same promise the cheapest, since nothing else tells them apart.
    fn alike(&self, at: &[Vec<usize>]) -> Vec<Candidate<'a>> {
        let Some(first) = at.first() else { return Vec::new() };
        let mut engines: Vec<&str> = first.iter().map(|&part| self.engine(part)).collect();
        engines.sort_unstable();
        engines.dedup();
        let with = |engine: &str| -> Vec<Candidate<'a>> {
            let choices: Vec<Vec<usize>> =
                at.iter().map(|entries| self.distinct(engine, entries)).collect();
            let strategy = Strategy::ActiveActive;
            let candidate = |parts| Candidate { strategy, parts, beside: Vec::new() };
            product(&choices).into_iter().map(candidate).collect()
        };
        engines.into_iter().flat_map(with).collect()
    }

    /// Of some entries those that speak a protocol, and of each promise the cheapest.
    fn distinct(&self, engine: &str, entries: &[usize]) -> Vec<usize> {
        if self.catalog().owns_any() {
            let alike = entries.iter().copied().filter(|&part| self.engine(part) == engine);
            return alike.collect();
        }
        let mut alike: BTreeMap<Option<Availability>, Vec<(Usd, usize)>> = BTreeMap::new();
        for &part in entries.iter().filter(|&&part| self.engine(part) == engine) {
            let found = &self.parts[part];
            let promise = uptime::promise(self.context, self.id, &found.deployment);
            alike.entry(promise).or_default().push((cost(found.used.clone()), part));
        }
        let best = |mut alike: Vec<(Usd, usize)>| {
            alike.sort_unstable();
            frugal(alike, |&(_, part)| self.scarce.of_part(self.id, &self.parts[part]))
        };
        alike.into_values().flat_map(best).map(|(_, part)| part).collect()
    }

    /// The one arrangement of a service that runs at every place it may.
    fn everywhere(&mut self, possible: &[SiteId], rejected: &mut Rejected) -> Vec<Candidate<'a>> {
        let mut parts = Vec::new();
        for &site in possible {
            match self.active(site, Form::Single, Strategy::ActiveActive, 1, 1) {
                Ok(entries) => parts.extend(entries.first()),
                Err(reason) => {
                    rejected.entry(site).or_insert(reason);
                    return Vec::new();
                }
            }
        }
        if parts.is_empty() {
            return Vec::new();
        }
        let strategy = Strategy::ActiveActive;
        vec![Candidate { strategy, parts, beside: Vec::new() }]
    }

    /// The protocol that an entry speaks; machines all speak the same.
    fn engine(&self, part: usize) -> &'a str {
        let realisation = self.parts[part].deployment.realisation;
        realisation.map_or("", |id| self.context.catalog.realisation(id).engine.as_str())
    }

    /// Of some entries the cheapest that speaks what `part` speaks, so that data can be kept in step; all
    /// of them where hours are paid for already, since then no entry has a cost of its own.
    fn cheapest_like(&self, part: usize, entries: &[usize]) -> Vec<usize> {
        let like = entries.iter().copied().filter(|&other| self.engine(other) == self.engine(part));
        if self.catalog().owns_any() {
            return like.collect();
        }
        let mut like: Vec<usize> = like.collect();
        like.sort_by_cached_key(|&other| (self.cost_of(other), other));
        frugal(like, |&other| self.scarce.of_part(self.id, &self.parts[other]))
    }

    /// What an entry costs, and what it costs in service: of what is asleep the latter tells more.
    fn cost_of(&self, part: usize) -> (Usd, Option<Usd>) {
        let Part { deployment, used, .. } = &self.parts[part];
        let woken = deployment.woken(self.context.topology.service(self.id));
        let in_service = deployment
            .is_asleep()
            .then(|| deployment_usage(self.context, self.id, &woken).map_or(Usd::ZERO, cost));
        (cost(used.clone()), in_service)
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

    fn one_of(&mut self, chosen: &[SiteId], site: SiteId) -> Result<Vec<usize>, Rejection> {
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
    ) -> Result<Vec<usize>, Rejection> {
        let zones = capacity::zones_in_use(self.catalog().site(site), form);
        let zone_needed = strategy == Strategy::Single
            && self.survives >= Survives::Zone
            && !self.kind().is_global();
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
        self.known(site, form, Scale::Active(part))
    }

    fn waiting(&mut self, site: SiteId, strategy: Strategy) -> Result<Vec<usize>, Rejection> {
        let form = self.forms(site, strategy, Role::Recovery)[0];
        self.known(site, form, Scale::Waiting(strategy))
    }

    /// The entries of a site in a form and at a scale, one for each product that can serve, worked out once.
    fn known(&mut self, site: SiteId, form: Form, scale: Scale) -> Result<Vec<usize>, Rejection> {
        let key = (site, form, scale);
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let made = self.entries.price(site, form, scale).map(|parts| {
            let first = self.parts.len();
            self.parts.extend(parts);
            (first..self.parts.len()).collect()
        });
        self.known.insert(key, made.clone());
        made
    }
}

fn active_site(deployment: &Deployment) -> ActiveSite {
    ActiveSite { site: deployment.site, zones: deployment.zones }
}

/// Every choice of one item of each list.
fn product(lists: &[Vec<usize>]) -> Vec<Vec<usize>> {
    lists.iter().fold(vec![Vec::new()], |all, list| {
        let with = |start: &Vec<usize>| -> Vec<Vec<usize>> {
            list.iter().map(|&item| start.iter().copied().chain([item]).collect()).collect()
        };
        all.iter().flat_map(with).collect()
    })
}

/// All subsets of a size, in order.
fn subsets(of: &[SiteId], size: usize) -> Vec<Vec<SiteId>> {
    if size == 0 {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for (i, &first) in of.iter().enumerate() {
        for mut rest in subsets(&of[i + 1..], size - 1) {
            rest.insert(0, first);
            all.push(rest);
        }
    }
    all
}
