//! The optimisation problem as numbers: what each service can be, what pairs of choices cost, what is shared.
//!
//! Here prices become `f64`, once; everything before is exact. A *pattern* is what traffic depends on: the
//! active sites of an arrangement with their zones. Costs of pairs are kept by pattern, not by arrangement.

use std::collections::BTreeMap;

use crate::catalog::SiteId;
use crate::placement::{
    ActiveSite, Candidates, Context, InForce, Opening, bought_usage, flow_usage, opening_usage,
    openings_at,
};
use crate::plan::{Endpoint, FlowId, RequirementId, Rule, ServiceId};
use crate::terms::Provider;
use crate::units::Millis;

use super::numbers::{Amount, tally};
use super::pools::{Pool, Pools};
use super::sums::Sum;

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
    /// Capacity of the user's own sites: processors, GiB of memory, GiB of storage.
    pub capacity: BTreeMap<SiteId, [f64; 3]>,
}

/// What one service can be.
pub struct Choice {
    /// Its arrangements, in the order of its candidates.
    pub options: Vec<Choosable>,
    /// The patterns that occur among them.
    pub patterns: Vec<Vec<ActiveSite>>,
}

/// One arrangement as numbers.
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
    /// What it takes from the user's own sites.
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

/// Candidates of each service to make a problem of, by index.
pub type Kept = Vec<Vec<usize>>;

/// Makes the problem of the kept candidates under the requirements in force.
#[must_use]
pub fn problem(
    context: Context<'_>,
    in_force: &InForce,
    candidates: &Candidates<'_>,
    keep: &Kept,
) -> Problem {
    let mut problem = unlinked(context, in_force, candidates, keep);
    let mut builder = Builder::new(context, &problem.rules);
    builder.pools = Pools::resume(std::mem::take(&mut problem.pools));
    problem.links = builder.links(&problem.services);
    problem.pools = builder.pools.finish();
    problem.sum_pairs(context);
    problem.limit_pools(0.0);
    problem
}

/// The same without what pairs of services cost together, which is most of the work. Pools are taken to be
/// as full as if all traffic between services went through each.
#[must_use]
pub fn unlinked(
    context: Context<'_>,
    in_force: &InForce,
    candidates: &Candidates<'_>,
    keep: &Kept,
) -> Problem {
    let rules: Vec<(RequirementId, Rule)> = in_force
        .iter(context.topology)
        .filter(|(_, requirement)| requirement.rule.service().is_none())
        .map(|(id, requirement)| (id, about_hosts(context, &requirement.rule)))
        .collect();
    let mut builder = Builder::new(context, &rules);
    let services: Vec<Choice> = context
        .topology
        .service_ids()
        .map(|id| builder.choice(candidates, id, &keep[id.0 as usize]))
        .collect();
    let capacity = builder.capacity();
    let openings = builder.opening_costs();
    let pools = builder.pools.finish();
    let (links, counts, sums) = (Vec::new(), Vec::new(), Vec::new());
    let mut problem = Problem { services, links, pools, counts, openings, rules, sums, capacity };
    problem.sum_options(context, candidates);
    problem.limit_pools(traffic_gib(context));
    problem
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

struct Builder<'a, 'r> {
    context: Context<'a>,
    rules: &'r [(RequirementId, Rule)],
    pools: Pools,
    openings: BTreeMap<Opening, usize>,
}

impl<'a, 'r> Builder<'a, 'r> {
    fn new(context: Context<'a>, rules: &'r [(RequirementId, Rule)]) -> Self {
        Builder { context, rules, pools: Pools::default(), openings: BTreeMap::new() }
    }

    fn choice(&mut self, candidates: &Candidates<'_>, id: ServiceId, keep: &[usize]) -> Choice {
        let service = &candidates.services[id.0 as usize];
        let own: Vec<Amount> =
            service.parts.iter().map(|part| tally(&part.used, &mut self.pools)).collect();
        // What is paid whatever runs goes to a service that every placement has.
        let anyway = tally(&bought_usage(self.context), &mut self.pools).flat;
        let mut known: BTreeMap<Vec<ActiveSite>, usize> = BTreeMap::new();
        let mut patterns = Vec::new();
        let mut alone = Vec::new();
        let mut options = Vec::with_capacity(keep.len());
        for &index in keep {
            let candidate = &service.arrangements[index];
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
        let bounds = self.rules.iter().filter_map(|(_, rule)| match rule {
            Rule::FlowRtt { flow, limit } => Some((*flow, *limit)),
            _ => None,
        });
        bounds
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
        let takes = all
            .map(|(id, d)| (d.site, crate::placement::taken(self.context, id, d)))
            .filter(|(site, _)| self.context.catalog.site(*site).pool.is_some())
            .map(|(site, taken)| (site, super::numbers::triple(taken)))
            .collect();
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

    fn capacity(&self) -> BTreeMap<SiteId, [f64; 3]> {
        let sites = self.context.catalog.site_ids();
        sites
            .filter_map(|site| {
                let held = crate::placement::pool_capacity(self.context, site)?;
                Some((site, super::numbers::triple(held)))
            })
            .collect()
    }

    fn links(&mut self, services: &[Choice]) -> Vec<Link> {
        let mut pairs: BTreeMap<(usize, usize), Vec<FlowId>> = BTreeMap::new();
        let key = |x: ServiceId, y: ServiceId| (x.min(y).0 as usize, x.max(y).0 as usize);
        for flow in self.context.topology.flow_ids() {
            let ends = self.context.topology.flow(flow);
            if let (Endpoint::Service(from), Endpoint::Service(to)) = (ends.from, ends.to) {
                let host = |id| self.context.topology.host_of(id);
                if host(from) != host(to) {
                    pairs.entry(key(host(from), host(to))).or_default().push(flow);
                }
            }
        }
        for (_, rule) in self.rules {
            if let Rule::Together(group) = rule {
                for pair in group.windows(2) {
                    pairs.entry(key(pair[0], pair[1])).or_default();
                }
            }
        }
        pairs.into_iter().map(|((a, b), flows)| self.link(services, a, b, &flows)).collect()
    }

    fn link(&mut self, services: &[Choice], a: usize, b: usize, flows: &[FlowId]) -> Link {
        let terms = PairTerms {
            a,
            same_sites: self.rules.iter().any(|(_, rule)| ties(rule, a, b)),
            flows: flows.iter().map(|&flow| (flow, self.bound(flow))).collect(),
        };
        let mut costs = Vec::with_capacity(services[a].patterns.len());
        for p in &services[a].patterns {
            let pair = |q: &Vec<ActiveSite>| self.pair(&terms, p, q);
            costs.push(services[b].patterns.iter().map(pair).collect());
        }
        Link { a, b, costs }
    }

    fn bound(&self, flow: FlowId) -> Option<Millis> {
        self.rules.iter().find_map(|(_, rule)| match rule {
            Rule::FlowRtt { flow: about, limit } if *about == flow => Some(*limit),
            _ => None,
        })
    }

    /// What a pair of patterns costs; `None` if it is not possible.
    fn pair(&mut self, terms: &PairTerms, p: &[ActiveSite], q: &[ActiveSite]) -> Option<Amount> {
        if terms.same_sites && !p.iter().map(|s| s.site).eq(q.iter().map(|s| s.site)) {
            return None;
        }
        let mut amount = Amount::default();
        for &(flow, bound) in &terms.flows {
            let caller = self.context.topology.flow(flow).from;
            let host = |id| self.context.topology.host_of(id).0 as usize;
            let from_a = matches!(caller, Endpoint::Service(id) if host(id) == terms.a);
            let (from, to) = if from_a { (p, q) } else { (q, p) };
            if bound.is_some_and(|limit| !super::near::within(self.context, from, to, limit)) {
                return None;
            }
            let used = flow_usage(self.context, flow, from, to).ok()?;
            amount.add(&tally(&used, &mut self.pools));
        }
        Some(amount)
    }
}

/// What ties two services together.
struct PairTerms {
    /// The service with the lower id.
    a: usize,
    /// Whether they must be at the same active sites.
    same_sites: bool,
    /// Flows between them, with the bound on the round trip.
    flows: Vec<(FlowId, Option<Millis>)>,
}

/// Whether a rule wants two services at the same sites.
fn ties(rule: &Rule, a: usize, b: usize) -> bool {
    let Rule::Together(group) = rule else { return false };
    let has = |index: usize| group.iter().any(|service| service.0 as usize == index);
    has(a) && has(b)
}

impl Problem {
    /// Whether some service has no option left.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.services.iter().any(|service| service.options.is_empty())
    }
}
