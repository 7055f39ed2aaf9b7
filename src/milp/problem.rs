//! The optimisation problem as numbers: what each service can be, what pairs of choices cost, what is shared.
//!
//! Here prices become `f64`, once; everything before is exact. A *pattern* is what traffic depends on: the
//! active sites of an arrangement with their zones. Costs of pairs are kept by pattern, not by arrangement.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::SiteId;
use crate::placement::{
    ActiveSite, Candidates, Context, InForce, Opening, bought_usage, flow_usage, opening_usage,
    openings_at,
};
use crate::plan::{Endpoint, FlowId, RequirementId, Rule, ServiceId};
use crate::terms::Provider;
use crate::units::Millis;

use super::held::Held;
use super::numbers::{Amount, tally};
use super::pools::{Pool, Pools};
use super::sums::Sum;
use super::ways::{Call, Ways};

/// The problem.
pub struct Problem {
    /// What each service can be, in the order of the topology.
    pub services: Vec<Choice>,
    /// Pairs of services that exchange data, each pair once.
    pub links: Vec<Link>,
    /// Tiered tariffs that several services fill together.
    pub pools: Vec<Pool>,
    /// The pools that count together, by index, in the order in which they fill their count.
    pub counts: Vec<Vec<usize>>,
    /// What is paid once, with its monthly cost.
    pub openings: Vec<(Opening, f64)>,
    /// Rules that couple services.
    pub rules: Vec<(RequirementId, Rule)>,
    /// Limits on what is added along the paths of journeys.
    pub sums: Vec<Sum>,
    /// Capacity of the user's own sites, and of those with a quota.
    pub capacity: Held,
}

/// What one service can be.
pub struct Choice {
    /// Its arrangements, in the order of its candidates.
    pub options: Vec<Choosable>,
    /// The patterns that occur among them.
    pub patterns: Vec<Vec<ActiveSite>>,
}

impl Choice {
    /// Some of the options, with the patterns that occur among them.
    fn only(&self, keep: &[usize]) -> Choice {
        let mut new: Vec<Option<usize>> = vec![None; self.patterns.len()];
        let mut patterns = Vec::new();
        let mut options = Vec::with_capacity(keep.len());
        for &o in keep {
            let mut option = self.options[o].clone();
            option.pattern = *new[option.pattern].get_or_insert_with(|| {
                patterns.push(self.patterns[option.pattern].clone());
                patterns.len() - 1
            });
            options.push(option);
        }
        Choice { options, patterns }
    }
}

/// One arrangement as numbers.
#[derive(Debug, Clone)]
pub struct Choosable {
    /// Index into the candidates of the service.
    pub candidate: usize,
    /// Cost that depends on nothing else, in dollars a month.
    pub cost: f64,
    /// What it puts into shared pools.
    pub pooled: Vec<(usize, f64)>,
    /// Index into the patterns of the service.
    pub pattern: usize,
    /// All sites in use, sorted.
    pub sites: Vec<SiteId>,
    /// Providers in use, sorted.
    pub providers: Vec<Provider>,
    /// What it opens, as indices into the openings of the problem, sorted.
    pub openings: Vec<usize>,
    /// What it takes of these, each site once.
    pub takes: Vec<(SiteId, [f64; 3])>,
}

/// Two services that exchange data (or must be at the same sites), with the cost of each pair of patterns.
pub struct Link {
    /// The service with the lower id.
    pub a: usize,
    /// The other one.
    pub b: usize,
    /// `None` where the pair is not possible. Indexed by pattern of `a`, then pattern of `b`.
    pub costs: Vec<Vec<Option<Amount>>>,
}

/// Options of each service that a problem keeps, by index.
pub type Kept = Vec<Vec<usize>>;

/// What ties two services together.
pub struct Tie {
    /// The service with the lower id.
    pub a: usize,
    /// The other one.
    pub b: usize,
    /// Whether they must be at the same active sites.
    pub same_sites: bool,
    /// What the first calls of the other one, and the other way round.
    pub calls: [Call; 2],
}

impl Tie {
    /// How much fixing one end says about the other: about what the data costs on a dear way, and more than any data
    /// where they must be near each other.
    #[must_use]
    pub fn weight(&self) -> f64 {
        let near = self.same_sites || self.calls.iter().any(|call| call.limit.is_some());
        let data: f64 = self.calls.iter().map(|call| call.there + call.back).sum();
        if near { f64::INFINITY } else { data }
    }
}

/// Makes problems of one set of candidates: of all of them once, and of those that are left later.
pub struct Maker<'a> {
    context: Context<'a>,
    held: Held,
    limits: BTreeMap<FlowId, Millis>,
    pools: Pools,
    openings: BTreeMap<Opening, usize>,
    ways: Ways<'a>,
    /// What ties services together, each pair once.
    pub ties: Vec<Tie>,
}

impl<'a> Maker<'a> {
    /// Makes the problem of all candidates under the requirements in force, without what pairs of services cost
    /// together, which is most of the work. Pools are taken to be as full as if all traffic between services went through
    /// each.
    #[must_use]
    pub fn new(
        context: Context<'a>,
        in_force: &InForce,
        candidates: &Candidates<'_>,
    ) -> (Self, Problem) {
        let rules: Vec<(RequirementId, Rule)> = in_force
            .iter(context.topology)
            .filter(|(_, requirement)| requirement.rule.service().is_none())
            .map(|(id, requirement)| (id, about_hosts(context, &requirement.rule)))
            .collect();
        let limits = rules.iter().filter_map(|(_, rule)| match rule {
            Rule::FlowRtt { flow, limit } => Some((*flow, *limit)),
            _ => None,
        });
        let mut maker = Maker {
            context,
            held: super::held::held(context, &rules),
            limits: limits.collect(),
            pools: Pools::default(),
            openings: BTreeMap::new(),
            ways: Ways::new(context),
            ties: Vec::new(),
        };
        maker.ties = maker.ties_under(&rules);
        let ids = context.topology.service_ids();
        let services: Vec<Choice> = ids.map(|id| maker.choice(candidates, id)).collect();
        maker.explore(&services);
        let capacity = maker.held.clone();
        let openings = maker.opening_costs();
        let pools = maker.pools.all().to_vec();
        let (links, counts, sums) = (Vec::new(), Vec::new(), Vec::new());
        let mut problem =
            Problem { services, links, pools, counts, openings, rules, sums, capacity };
        problem.sum_options(context, candidates);
        problem.limit_pools(traffic_gib(context));
        (maker, problem)
    }

    /// Finds every pool that data between services can fill.
    fn explore(&mut self, services: &[Choice]) {
        let ends = self.ties.iter().flat_map(|tie| [tie.a, tie.b]);
        let patterns = ends.flat_map(|i| &services[i].patterns);
        let sites: BTreeSet<SiteId> = patterns.flatten().map(|active| active.site).collect();
        let sites: Vec<SiteId> = sites.into_iter().collect();
        self.ways.explore(&mut self.pools, &sites);
    }

    /// What a pair of patterns costs at least, with the least price of a unit of each pool; infinite where it is not
    /// possible.
    pub fn least_pair(
        &mut self,
        floors: &[f64],
        t: usize,
        (p, q): (&[ActiveSite], &[ActiveSite]),
    ) -> f64 {
        let tie = &self.ties[t];
        if tie.same_sites && !p.iter().map(|s| s.site).eq(q.iter().map(|s| s.site)) {
            return f64::INFINITY;
        }
        let [of_a, of_b] = &tie.calls;
        self.ways.least(&mut self.pools, floors, of_a, (p, q))
            + self.ways.least(&mut self.pools, floors, of_b, (q, p))
    }

    /// The problem of some options of the whole one, with what pairs of services cost together. If they are `alone`,
    /// pools are known to be no fuller than they can make them.
    #[must_use]
    pub fn linked(&mut self, whole: &Problem, keep: &Kept, alone: bool) -> Problem {
        let mut problem = whole.only(keep);
        let links = std::mem::take(&mut self.ties);
        problem.links = links.iter().map(|tie| self.link(&problem.services, tie)).collect();
        self.ties = links;
        problem.pools.clone_from(&whole.pools);
        problem.counts.clone_from(&whole.counts);
        problem.sum_pairs(self.context);
        if alone {
            problem.limit_pools(0.0);
        }
        problem
    }

    /// What a pair of patterns costs; `None` if it is not possible.
    pub fn pair(&mut self, tie: &Tie, p: &[ActiveSite], q: &[ActiveSite]) -> Option<Amount> {
        if tie.same_sites && !p.iter().map(|s| s.site).eq(q.iter().map(|s| s.site)) {
            return None;
        }
        let mut amount = self.ways.call(&mut self.pools, &tie.calls[0], p, q)?;
        amount.add(&self.ways.call(&mut self.pools, &tie.calls[1], q, p)?);
        Some(amount)
    }

    fn link(&mut self, services: &[Choice], tie: &Tie) -> Link {
        let (of_a, of_b) = (&services[tie.a].patterns, &services[tie.b].patterns);
        let mut costs = Vec::with_capacity(of_a.len());
        for p in of_a {
            costs.push(of_b.iter().map(|q| self.pair(tie, p, q)).collect());
        }
        Link { a: tie.a, b: tie.b, costs }
    }

    fn ties_under(&self, rules: &[(RequirementId, Rule)]) -> Vec<Tie> {
        let topology = self.context.topology;
        let host = |id| topology.host_of(id).0 as usize;
        let mut ties: BTreeMap<(usize, usize), Tie> = BTreeMap::new();
        let new = |(a, b)| Tie { a, b, same_sites: false, calls: [Call::NONE; 2] };
        for id in topology.flow_ids() {
            let flow = topology.flow(id);
            let (Endpoint::Service(from), Endpoint::Service(to)) = (flow.from, flow.to) else {
                continue;
            };
            let (from, to) = (host(from), host(to));
            if from != to {
                let key = (from.min(to), from.max(to));
                let tie = ties.entry(key).or_insert_with(|| new(key));
                let limit = self.limits.get(&id).copied();
                tie.calls[usize::from(from > to)].add(flow.volume, flow.reply, limit);
            }
        }
        for group in rules.iter().filter_map(|(_, rule)| match rule {
            Rule::Together(group) => Some(group),
            _ => None,
        }) {
            for (x, first) in group.iter().enumerate() {
                for (y, other) in group.iter().enumerate().skip(x + 1) {
                    let (a, b) = (first.0.min(other.0) as usize, first.0.max(other.0) as usize);
                    // Neighbours are enough to keep all of a group together.
                    if y == x + 1 {
                        ties.entry((a, b)).or_insert_with(|| new((a, b)));
                    }
                    if let Some(tie) = ties.get_mut(&(a, b)) {
                        tie.same_sites = true;
                    }
                }
            }
        }
        ties.into_values().collect()
    }

    fn choice(&mut self, candidates: &Candidates<'_>, id: ServiceId) -> Choice {
        let service = &candidates.services[id.0 as usize];
        let own: Vec<Amount> =
            service.parts.iter().map(|part| tally(&part.used, &mut self.pools)).collect();
        // What is paid whatever runs goes to a service that every placement has.
        let anyway = tally(&bought_usage(self.context), &mut self.pools).flat;
        let mut known: BTreeMap<Vec<ActiveSite>, usize> = BTreeMap::new();
        let mut patterns = Vec::new();
        let mut alone = Vec::new();
        let mut options = Vec::with_capacity(service.arrangements.len());
        for (index, candidate) in service.arrangements.iter().enumerate() {
            let active = service.active(candidate);
            let pattern = *known.entry(active.clone()).or_insert_with(|| {
                alone.push(self.alone(id, &active));
                patterns.push(active);
                patterns.len() - 1
            });
            // A pattern whose own traffic has no price is no option.
            let Some(traffic) = &alone[pattern] else { continue };
            let mut amount = tally(&candidate.beside, &mut self.pools);
            amount.add(traffic);
            for &part in &candidate.parts {
                amount.add(&own[part]);
            }
            if id.0 == 0 {
                amount.flat += anyway;
            }
            options.push(self.choosable(id, service, index, pattern, amount));
        }
        Choice { options, patterns }
    }

    /// Traffic of a service with people and the internet, which depends on its own pattern only.
    fn alone(&mut self, id: ServiceId, active: &[ActiveSite]) -> Option<Amount> {
        let mut amount = Amount::default();
        for flow in self.context.topology.flows_of_host(id) {
            let ends = self.context.topology.flow(flow);
            let here = |service: ServiceId| self.context.topology.host_of(service) == id;
            let (from, to) = match (ends.from, ends.to) {
                (Endpoint::Service(caller), Endpoint::Internet) if here(caller) => {
                    (active, &[][..])
                }
                (Endpoint::Users(_), Endpoint::Service(callee)) if here(callee) => {
                    (&[][..], active)
                }
                // Between services of one host, a call stays where it starts.
                (Endpoint::Service(a), Endpoint::Service(b)) if here(a) && here(b) => {
                    (active, active)
                }
                _ => continue,
            };
            let used = flow_usage(self.context, flow, from, to).ok()?;
            amount.add(&tally(&used, &mut self.pools));
        }
        for (flow, limit) in self.own_bounds(id) {
            let near = super::near::users_within(self.context, flow, active, limit)
                && super::near::inside_within(self.context, flow, active, limit);
            if !near {
                return None;
            }
        }
        Some(amount)
    }

    /// Bounds on the way from people to a service, or between services of one host, which are about that
    /// host alone in effect.
    fn own_bounds(&self, id: ServiceId) -> Vec<(FlowId, Millis)> {
        let flows = self.context.topology.flows_of_host(id).into_iter();
        flows
            .filter_map(|flow| Some((flow, *self.limits.get(&flow)?)))
            .filter(|&(flow, _)| {
                let ends = self.context.topology.flow(flow);
                let here = |end| {
                    matches!(end, Endpoint::Service(service)
                    if self.context.topology.host_of(service) == id)
                };
                here(ends.to) && (matches!(ends.from, Endpoint::Users(_)) || here(ends.from))
            })
            .collect()
    }

    fn choosable(
        &mut self,
        id: ServiceId,
        service: &crate::placement::ServiceCandidates<'_>,
        candidate: usize,
        pattern: usize,
        amount: Amount,
    ) -> Choosable {
        let parts = || service.arrangements[candidate].parts.iter().map(|&i| &service.parts[i]);
        let deployments = || parts().map(|part| &part.deployment);
        let mut sites: Vec<SiteId> = deployments().map(|d| d.site).collect();
        sites.sort_unstable();
        let mut providers: Vec<Provider> =
            sites.iter().map(|&site| self.context.catalog.site(site).provider).collect();
        providers.sort_unstable();
        providers.dedup();
        let opened = deployments().flat_map(|deployment| openings_at(self.context, id, deployment));
        let opened: Vec<Opening> = opened.collect();
        let mut openings: Vec<usize> = opened.into_iter().map(|o| self.opening(o)).collect();
        openings.sort_unstable();
        openings.dedup();
        let all = parts().flat_map(|part| {
            let hosted = part.hosted.iter().map(|(id, deployment)| (*id, deployment));
            hosted.chain([(id, &part.deployment)])
        });
        let takes = all.filter_map(|(id, d)| {
            Some((d.site, super::held::taken(self.context, &self.held, id, d)?))
        });
        let takes = super::held::by_site(takes);
        let Amount { flat, pooled } = amount;
        Choosable { candidate, cost: flat, pooled, pattern, sites, providers, openings, takes }
    }

    fn opening(&mut self, opening: Opening) -> usize {
        let next = self.openings.len();
        *self.openings.entry(opening).or_insert(next)
    }

    fn opening_costs(&mut self) -> Vec<(Opening, f64)> {
        let mut all: Vec<(usize, Opening)> = self.openings.iter().map(|(&o, &i)| (i, o)).collect();
        all.sort_unstable();
        all.into_iter()
            .map(|(_, opening)| {
                let used = opening_usage(self.context, opening).unwrap_or_default();
                (opening, tally(&used, &mut self.pools).flat)
            })
            .collect()
    }
}

/// A rule over services as one over those that decide where they stand.
fn about_hosts(context: Context<'_>, rule: &Rule) -> Rule {
    let host = |id: &ServiceId| context.topology.host_of(*id);
    match rule {
        Rule::Together(group) => {
            let mut hosts: Vec<ServiceId> = group.iter().map(host).collect();
            hosts.dedup();
            Rule::Together(hosts)
        }
        // One host twice can never be apart from itself, and the row says so.
        Rule::Apart(group) => Rule::Apart(group.iter().map(host).collect()),
        other => other.clone(),
    }
}

/// GiB a month that services exchange in all: no pool takes more of it.
pub(super) fn traffic_gib(context: Context<'_>) -> f64 {
    let between = context.topology.flows.iter().filter(|flow| {
        matches!((flow.from, flow.to), (Endpoint::Service(_), Endpoint::Service(_)))
    });
    // Crossing a zone is metered on both sides.
    between.map(|flow| 2.0 * super::numbers::to_f64(flow.volume.gib())).sum()
}

impl Problem {
    /// The same without links, of some options only.
    fn only(&self, keep: &Kept) -> Problem {
        let mut problem = Problem {
            services: Vec::with_capacity(keep.len()),
            links: Vec::new(),
            pools: Vec::new(),
            counts: Vec::new(),
            openings: self.openings.clone(),
            rules: self.rules.clone(),
            sums: Vec::new(),
            capacity: self.capacity.clone(),
        };
        for (service, keep) in self.services.iter().zip(keep) {
            problem.services.push(service.only(keep));
        }
        problem.sums = self.sums.iter().map(|sum| sum.only(keep)).collect();
        problem
    }

    /// How many options all services have.
    #[must_use]
    pub fn options(&self) -> usize {
        self.services.iter().map(|service| service.options.len()).sum()
    }

    /// All options of each service, by index.
    #[must_use]
    pub fn all_options(&self) -> Kept {
        self.services.iter().map(|service| (0..service.options.len()).collect()).collect()
    }

    /// Takes out of `alive`, options of this problem, what a `smaller` one has that is not `left` of it; returns how many
    /// options went.
    pub fn without(&self, alive: &mut Kept, smaller: &Problem, left: &[Vec<bool>]) -> usize {
        let mut gone = 0;
        for (i, alive) in alive.iter_mut().enumerate() {
            let flags = smaller.services[i].options.iter().zip(&left[i]);
            let out: BTreeSet<usize> =
                flags.filter(|(_, left)| !**left).map(|(option, _)| option.candidate).collect();
            let before = alive.len();
            alive.retain(|&o| !out.contains(&self.services[i].options[o].candidate));
            gone += before - alive.len();
        }
        gone
    }

    /// Whether some service has no option left.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.services.iter().any(|service| service.options.is_empty())
    }
}
