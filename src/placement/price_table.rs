//! The price table of a service: what it can run on at each site in each role, and what that uses.
//!
//! Each entry is priced once. `combine` puts entries together into arrangements of a strategy.

use std::collections::BTreeMap;

use crate::catalog::{Catalog, Realisation, RealisationId, SiteId};
use crate::plan::{Load, ServiceId, Topology};
use crate::terms::{Form, Kind, Role, Strategy, Survives};
use crate::units::{Availability, Usd};

use super::asks::Asks;
use super::candidates::Everyone;
use super::capacity::{self, ActivePart, Standing, allowed_forms, forms_of};
use super::cluster::Pods;
use super::needs::Needs;
use super::owned::on_owned;
use super::shared::{opening_usage, openings_at};
use super::sizing::{cheapest, wanted};
use super::traffic::replication_usage;
use super::uptime;
use super::usage::{Context, deployment_usage, used};
use super::waiting;
use super::{ACTIVE_SITES_MAX, ActiveSite, Candidate, Deployment, Hardware, Part, Rejection, cost};

/// The price table of a service under construction.
pub struct PriceTable<'a, 'e> {
    context: Context<'a>,
    id: ServiceId,
    everyone: &'e Everyone,
    needs: Needs,
    hosted: Vec<(ServiceId, Needs)>,
    /// The loss for which sites are made large enough.
    pub survives: Survives,
    /// The entries.
    pub parts: Vec<Part<'a>>,
    known: BTreeMap<Key, Result<Vec<usize>, Rejection>>,
}

/// What an entry depends on: the site, the form, and how large it must be.
type Key = (SiteId, Form, Scale);

/// How large a deployment must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Scale {
    /// Serving, with others or alone.
    Active(ActivePart),
    /// Waiting to take over.
    Waiting(Strategy),
}

impl Scale {
    const fn role(self) -> Role {
        match self {
            Scale::Active(_) => Role::Active,
            Scale::Waiting(_) => Role::Recovery,
        }
    }

    fn among(self) -> u32 {
        match self {
            Scale::Active(part) => part.sites,
            Scale::Waiting(_) => 1,
        }
    }

    fn load(self, topology: &Topology, id: ServiceId) -> Load {
        match self {
            Scale::Active(part) => capacity::active_load(topology.service(id), part),
            Scale::Waiting(strategy) => waiting::load_before_loss(topology.service(id), strategy),
        }
    }
}

type Rejected = BTreeMap<SiteId, Rejection>;

impl<'a, 'e> PriceTable<'a, 'e> {
    /// An empty table.
    pub fn new(context: Context<'a>, id: ServiceId, everyone: &'e Everyone) -> Self {
        let needs = |id| Needs::of(context.topology, id);
        PriceTable {
            context,
            id,
            everyone,
            needs: needs(id),
            hosted: everyone.hosted.iter().map(|(id, _)| (*id, needs(*id))).collect(),
            survives: everyone.survives,
            parts: Vec::new(),
            known: BTreeMap::new(),
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
                replication: candidate.replication.clone(),
            }));
        }
        all
    }

    /// An entry and new ones that differ in hardware only.
    fn on_owned(&mut self, part: usize) -> Vec<usize> {
        let mut all = vec![part];
        let Part { deployment, hosted, .. } = &self.parts[part];
        if !hosted.is_empty() || deployment.is_asleep() {
            return all;
        }
        let service = self.context.topology.service(self.id);
        let bare = Deployment { hardware: Hardware::Managed, ..deployment.clone() };
        let values = self.needs.at(&bare);
        let Ok(Some(wanted)) = wanted(self.context, service, &bare, &values, None) else {
            return all;
        };
        for hardware in on_owned(self.context, service, (bare.site, bare.form), &wanted) {
            let deployment = Deployment { hardware, ..bare.clone() };
            if deployment.hardware == self.parts[part].deployment.hardware {
                continue;
            }
            if let Ok(used) = used(self.context, self.id, &deployment, &values) {
                all.push(self.parts.len());
                self.parts.push(Part { deployment, hosted: Vec::new(), used });
            }
        }
        all
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
                replication: Vec::new(),
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
                        let replication = replication_usage(self.context, self.id, from, to);
                        let Ok(replication) = replication else { continue };
                        let parts = vec![active, recovery];
                        found.push(Candidate { strategy, parts, replication });
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
            let candidate = |parts| Candidate { strategy, parts, replication: Vec::new() };
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
        let mut best: BTreeMap<Option<Availability>, (Usd, usize)> = BTreeMap::new();
        for &part in entries.iter().filter(|&&part| self.engine(part) == engine) {
            let found = &self.parts[part];
            let promise = uptime::promise(self.context, self.id, &found.deployment);
            let this = (cost(found.used.clone()), part);
            let known = best.entry(promise).or_insert(this);
            *known = (*known).min(this);
        }
        best.into_values().map(|(_, part)| part).collect()
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
        vec![Candidate { strategy, parts, replication: Vec::new() }]
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
        like.min_by_key(|&other| (self.cost_of(other), other)).into_iter().collect()
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
        self.entries(site, form, Scale::Active(part))
    }

    fn waiting(&mut self, site: SiteId, strategy: Strategy) -> Result<Vec<usize>, Rejection> {
        let form = self.forms(site, strategy, Role::Recovery)[0];
        self.entries(site, form, Scale::Waiting(strategy))
    }

    /// The entries of a site in a form and at a scale, one for each product that can serve, worked out once.
    fn entries(&mut self, site: SiteId, form: Form, scale: Scale) -> Result<Vec<usize>, Rejection> {
        let key = (site, form, scale);
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let made = self.price(site, form, scale).map(|parts| {
            let first = self.parts.len();
            self.parts.extend(parts);
            (first..self.parts.len()).collect()
        });
        self.known.insert(key, made.clone());
        made
    }

    fn price(&self, site: SiteId, form: Form, scale: Scale) -> Result<Vec<Part<'a>>, Rejection> {
        let mut parts = Vec::new();
        let mut reasons = Vec::new();
        for (product, form) in self.products(self.id, &self.everyone.own, site, form)? {
            match self.part(site, form, scale, product) {
                Ok(part) => parts.push(part),
                Err(reason) => reasons.push(reason),
            }
        }
        match reasons.into_iter().max_by_key(Rejection::weight) {
            Some(reason) if parts.is_empty() => Err(reason),
            _ => Ok(parts),
        }
    }

    /// The products that could serve a service at a site, each with the form that it has there.
    fn products(
        &self,
        id: ServiceId,
        asks: &Asks,
        site: SiteId,
        form: Form,
    ) -> Result<Vec<(Option<RealisationId>, Form)>, Rejection> {
        let kind = self.context.topology.service(id).kind;
        if kind.is_machine() || kind == Kind::Workload {
            return Ok(vec![(None, form)]);
        }
        let place = self.catalog().site(site);
        let mut found = Vec::new();
        let mut reason = Rejection::NotOffered;
        for (product, realisation) in self.catalog().realisations_of(place.provider, kind) {
            match asks.permit(realisation) {
                Ok(()) => match forms_of(&[form], place, &realisation.forms).first() {
                    Some(&form) => found.push((Some(product), form)),
                    None => reason = Rejection::NotSpread(realisation.title.clone()),
                },
                Err(rule) if reason == Rejection::NotOffered => reason = rule,
                Err(_) => {}
            }
        }
        if found.is_empty() { Err(reason) } else { Ok(found) }
    }

    fn part(
        &self,
        site: SiteId,
        form: Form,
        scale: Scale,
        product: Option<RealisationId>,
    ) -> Result<Part<'a>, Rejection> {
        let hosted = self.with_it((site, form), scale, product)?;
        let (deployment, mut used) =
            self.deployed(self.id, &self.needs, (site, form), scale, product, &hosted)?;
        for (_, _, uses) in &hosted {
            used.extend(uses.iter().cloned());
        }
        // Whatever the site opens must have a price too, or the site is none.
        for opening in openings_at(self.context, self.id, &deployment) {
            opening_usage(self.context, opening)?;
        }
        let hosted = hosted.into_iter().map(|(id, deployment, _)| (id, deployment)).collect();
        Ok(Part { deployment, hosted, used })
    }

    /// What stands with the service there, each by the cheapest product that serves it.
    fn with_it(
        &self,
        (site, form): (SiteId, Form),
        scale: Scale,
        host: Option<RealisationId>,
    ) -> Result<Vec<(ServiceId, Deployment, Used<'a>)>, Rejection> {
        let one = |((id, asks), (_, needs)): (&(ServiceId, Asks), &(ServiceId, Needs))| {
            let mut best: Option<(Deployment, Used<'a>)> = None;
            let mut reason = Rejection::NotOffered;
            for (product, _) in self.products(*id, asks, site, form)? {
                if let Err(why) = self.stands_before(product, host) {
                    reason = why;
                    continue;
                }
                // It is laid out as its host is.
                match self.deployed(*id, needs, (site, form), scale, product, &[]) {
                    Ok(made) => {
                        let least = best.as_ref().map(|(_, used)| cost(used.clone()));
                        if least.is_none_or(|least| cost(made.1.clone()) < least) {
                            best = Some(made);
                        }
                    }
                    Err(why) => reason = why,
                }
            }
            best.map(|(deployment, used)| (*id, deployment, used)).ok_or(reason)
        };
        self.everyone.hosted.iter().zip(&self.hosted).map(one).collect()
    }

    /// Whether a product can stand before that of its host.
    fn stands_before(
        &self,
        product: Option<RealisationId>,
        host: Option<RealisationId>,
    ) -> Result<(), Rejection> {
        let (Some(product), Some(host)) = (product, host) else { return Ok(()) };
        let (product, host) =
            (self.catalog().realisation(product), self.catalog().realisation(host));
        if product.stands_before(host) {
            return Ok(());
        }
        Err(Rejection::NotBefore { kind: product.kind, host: host.title.clone() })
    }

    fn deployed(
        &self,
        id: ServiceId,
        needs: &Needs,
        (site, form): (SiteId, Form),
        scale: Scale,
        product: Option<RealisationId>,
        hosted: &[(ServiceId, Deployment, Used<'a>)],
    ) -> Result<(Deployment, Used<'a>), Rejection> {
        let topology = self.context.topology;
        let service = topology.service(id);
        let asked = Deployment {
            site,
            role: scale.role(),
            form,
            zones: capacity::zones_in_use(self.catalog().site(site), form),
            load: scale.load(topology, id),
            among: scale.among(),
            realisation: product,
            hardware: Hardware::Managed,
        };
        // What is asleep is sized and priced for the day on which it must serve.
        let mut deployment = asked.woken(service);
        let values = needs.at(&deployment);
        let fits = |realisation: &Realisation| realisation.can_serve(&values);
        if !product.is_none_or(|id| fits(self.catalog().realisation(id))) {
            return Err(Rejection::TooSmall);
        }
        let pods = (service.kind == Kind::Kubernetes).then(|| {
            let pods_of = |(id, hosted, _): &(ServiceId, Deployment, Used<'a>)| {
                let load = hosted.woken(topology.service(*id)).load;
                (*id, if asked.is_asleep() { load } else { hosted.load.clone() })
            };
            let loads: Vec<(ServiceId, Load)> = hosted.iter().map(pods_of).collect();
            Pods::new(topology, &loads, deployment.zones)
        });
        if let Some(wanted) = wanted(self.context, service, &deployment, &values, pods)? {
            deployment.hardware = cheapest(self.context, service, (site, form), &wanted)?;
        }
        if asked.is_asleep() {
            deployment = deployment.put_to_sleep();
            used(self.context, id, &deployment.woken(service), &values)?;
        }
        let used = used(self.context, id, &deployment, &values)?;
        Ok((deployment, used))
    }
}

type Used<'a> = Vec<super::Usage<'a>>;

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
