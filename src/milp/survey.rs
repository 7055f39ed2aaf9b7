//! A first look at all options of all services: what each costs at least with the best of everything else, by dynamic
//! programming over a forest of the ties, without a table of what pairs cost.
//!
//! It says which options a placement below a cutoff can use, and puts the dearest aside where they are too many to
//! be looked at together; what was put aside keeps a bound of its own.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::forest::{Forest, Node, Pairs};
use super::problem::{Choosable, Kept, Maker, Problem, Tie};
use super::providers::ProviderSet;
use super::relax::{Aside, TOLERANCE};
use super::tiers::Ends;

/// Options, and pairs of patterns, that a problem may have in all; beyond that the dearest are put aside.
const OPTIONS_MAX: usize = 1_000_000;
const PAIRS_MAX: usize = 3_000_000;

/// Dollars by which sums of the same numbers in other orders may differ.
const NOISE: f64 = 1e-6;

/// What the options of a problem cost at least.
pub struct Survey {
    /// By service and option: how much more its part of the plan costs at least with it.
    excess: Vec<Vec<f64>>,
    /// By service: the first service of its part.
    part: Vec<usize>,
    /// By first service: what its part costs at least.
    least: Vec<f64>,
    /// What all parts cost at least.
    total: f64,
    /// By pool: what a unit costs.
    unit: Vec<f64>,
    /// Sets of providers that a placement can use.
    sets: Vec<Set>,
}

/// What it takes to use some providers and no others.
struct Set {
    who: ProviderSet,
    /// By first service: what its part loses at least by having no others.
    lost: BTreeMap<usize, f64>,
    /// What all parts lose.
    all_lost: f64,
}

/// What stays of a problem.
pub struct Shortlist {
    /// Options of each service, by index.
    pub kept: Kept,
    /// What is known of options that were put aside for want of room; nothing if none was.
    pub aside: Option<Aside>,
}

impl Survey {
    /// Looks at all options, where a unit of each pool costs what is given; `None` proves that there is no placement.
    #[must_use]
    pub fn of(maker: &mut Maker<'_>, problem: &Problem, unit: Vec<f64>) -> Option<Survey> {
        let ends = Ends::of(problem);
        let rates = ends.rates(&ends.slopes(&unit), &ends.whole());
        let costs: Vec<Vec<f64>> = problem
            .services
            .iter()
            .map(|service| {
                let options = service.options.iter();
                options.map(|option| rates.least(option.cost, &option.pooled)).collect()
            })
            .collect();
        let nodes: Vec<Node> = problem
            .services
            .iter()
            .zip(&costs)
            .map(|(service, costs)| {
                let mut node = vec![f64::INFINITY; service.patterns.len()];
                for (option, &cost) in service.options.iter().zip(costs) {
                    node[option.pattern] = node[option.pattern].min(cost);
                }
                node
            })
            .collect();
        let ends = maker.ties.iter().map(|tie| (tie.a, tie.b)).collect();
        let weights: Vec<f64> = maker.ties.iter().map(Tie::weight).collect();
        let forest = Forest::new(nodes.len(), ends, &weights);
        let pairs = Unmade { maker: RefCell::new(maker), problem, unit: &unit };
        let marginals = forest.min_marginals(&nodes, &pairs);
        let total: f64 = marginals.trees.iter().sum();
        if !total.is_finite() {
            return None;
        }
        let excess = |i: usize| {
            let options = problem.services[i].options.iter().zip(&costs[i]);
            let over = options.map(|(option, cost)| {
                let p = option.pattern;
                (marginals.nodes[i][p] + (cost - nodes[i][p])).max(0.0)
            });
            over.collect()
        };
        let mut survey = Survey {
            excess: (0..nodes.len()).map(excess).collect(),
            part: (0..nodes.len()).map(|i| forest.tree(i)).collect(),
            least: marginals.trees,
            total: total + rates.rest,
            unit: Vec::new(),
            sets: Vec::new(),
        };
        for set in ProviderSet::all_of(problem) {
            let lost = survey.lost_without(problem, &set);
            let all_lost: f64 = lost.values().sum();
            // What some part cannot do without is in no set that helps.
            if all_lost.is_finite() {
                survey.sets.push(Set { who: set, lost, all_lost });
            }
        }
        survey.unit = unit;
        (!survey.sets.is_empty()).then_some(survey)
    }

    /// What each part loses at least by having no other providers: what the service loses that loses most.
    fn lost_without(&self, problem: &Problem, set: &ProviderSet) -> BTreeMap<usize, f64> {
        let mut lost = BTreeMap::new();
        for (i, service) in problem.services.iter().enumerate() {
            let options = service.options.iter().zip(&self.excess[i]);
            let usable = options.filter(|(option, _)| set.allows(option));
            let least = usable.map(|(_, excess)| *excess).fold(f64::INFINITY, f64::min);
            let known: &mut f64 = lost.entry(self.part[i]).or_insert(0.0);
            *known = known.max(least);
        }
        lost
    }

    /// No placement costs less.
    #[must_use]
    pub fn bound(&self) -> f64 {
        self.with(0, 0.0, None)
    }

    /// What all costs at least if a part costs so much more than it must, and some option is used.
    fn with(&self, part: usize, excess: f64, used: Option<&Choosable>) -> f64 {
        let sets = self.sets.iter().filter(|set| used.is_none_or(|used| set.who.allows(used)));
        let costs = sets.map(|set| {
            let own = set.lost.get(&part).copied().unwrap_or(0.0);
            set.who.opened + set.all_lost - own + own.max(excess)
        });
        self.total + costs.fold(f64::INFINITY, f64::min)
    }

    /// Those of the options `alive` that a placement of at most `cutoff` can use; the cheapest of them where pairs and options are more
    /// than there is room for.
    #[must_use]
    pub fn shortlist(
        &self,
        problem: &Problem,
        ties: &[Tie],
        cutoff: f64,
        room: Room,
        alive: &Kept,
    ) -> Shortlist {
        let most = cutoff + TOLERANCE * cutoff.abs().max(1.0);
        let possible: Vec<Vec<usize>> = (0..self.excess.len())
            .map(|i| {
                let possible = |o: &usize| {
                    if self.excess[i][*o].is_infinite() {
                        return false;
                    }
                    let used = Some(&problem.services[i].options[*o]);
                    cutoff.is_infinite()
                        || self.with(self.part[i], self.excess[i][*o], used) <= most
                };
                alive[i].iter().copied().filter(possible).collect()
            })
            .collect();
        let mut kept = possible;
        let mut floors = vec![f64::INFINITY; kept.len()];
        for part in self.parts(ties) {
            let Some(limit) = self.limit(problem, &part, &kept, room) else { continue };
            let mut first_out = f64::INFINITY;
            for &i in &part.members {
                let excess = |o: &usize| self.excess[i][*o];
                let out = kept[i].iter().map(excess).filter(|&excess| excess > limit + NOISE);
                first_out = out.fold(first_out, f64::min);
                kept[i].retain(|o| excess(o) <= limit + NOISE);
            }
            floors[part.root] = self.least[part.root] + first_out;
        }
        let any = floors.iter().any(|floor| floor.is_finite());
        let aside = any.then(|| Aside { floors, unit: self.unit.clone() });
        Shortlist { kept, aside }
    }

    fn parts(&self, ties: &[Tie]) -> Vec<Part> {
        let mut parts: BTreeMap<usize, Part> = BTreeMap::new();
        for (i, &root) in self.part.iter().enumerate() {
            let new = || Part { root, members: Vec::new(), ties: Vec::new() };
            parts.entry(root).or_insert_with(new).members.push(i);
        }
        for tie in ties {
            if let Some(part) = parts.get_mut(&self.part[tie.a]) {
                part.ties.push((tie.a, tie.b));
            }
        }
        parts.into_values().collect()
    }

    /// The largest excess of options of a part for which there is room; `None` if there is room for all.
    fn limit(&self, problem: &Problem, part: &Part, kept: &Kept, room: Room) -> Option<f64> {
        let mut all: Vec<f64> = part
            .members
            .iter()
            .flat_map(|&i| kept[i].iter().map(move |&o| self.excess[i][o]))
            .filter(|excess| excess.is_finite())
            .collect();
        all.sort_by(f64::total_cmp);
        all.dedup();
        let fits = |limit: f64| {
            let size = |i: usize| {
                let within = kept[i].iter().filter(|&&o| self.excess[i][o] <= limit);
                let patterns = within.map(|&o| problem.services[i].options[o].pattern);
                let mut patterns: Vec<usize> = patterns.collect();
                let options = patterns.len();
                patterns.sort_unstable();
                patterns.dedup();
                (options, patterns.len())
            };
            let sizes: BTreeMap<usize, (usize, usize)> =
                part.members.iter().map(|&i| (i, size(i))).collect();
            let options: usize = sizes.values().map(|(options, _)| options).sum();
            let pairs: usize = part.ties.iter().map(|(a, b)| sizes[a].1 * sizes[b].1).sum();
            options <= room.options * part.members.len() && pairs <= room.pairs * part.ties.len()
        };
        if fits(f64::INFINITY) {
            return None;
        }
        // Each service keeps its best option at least.
        let reached = all.partition_point(|&limit| fits(limit));
        Some(all.get(reached.saturating_sub(1)).copied().unwrap_or(0.0).max(0.0))
    }
}

/// A connected part of a plan.
struct Part {
    root: usize,
    members: Vec<usize>,
    ties: Vec<(usize, usize)>,
}

/// How much may be looked at together, on average.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Options for each service.
    pub options: usize,
    /// Pairs of patterns for each tie.
    pub pairs: usize,
}

impl Room {
    /// For a first placement.
    #[must_use]
    pub fn for_first(problem: &Problem) -> Self {
        let patterns = (3_000 / problem.services.len().max(1)).clamp(6, 24);
        Room { options: 4 * patterns, pairs: patterns * patterns }
    }

    /// For the proof.
    #[must_use]
    pub fn for_all(problem: &Problem, ties: &[Tie]) -> Self {
        Room {
            options: (OPTIONS_MAX / problem.services.len().max(1)).max(40),
            pairs: (PAIRS_MAX / ties.len().max(1)).max(150),
        }
    }

    /// For another try.
    #[must_use]
    pub const fn larger(self) -> Self {
        Room { options: 4 * self.options, pairs: 8 * self.pairs }
    }
}

/// What pairs cost at least, worked out each time it is asked.
struct Unmade<'m, 'a, 'p> {
    maker: RefCell<&'m mut Maker<'a>>,
    problem: &'p Problem,
    unit: &'p [f64],
}

impl Pairs for Unmade<'_, '_, '_> {
    fn cost(&self, link: usize, p: usize, q: usize) -> f64 {
        let mut maker = self.maker.borrow_mut();
        let (a, b) = (maker.ties[link].a, maker.ties[link].b);
        let patterns = |i: usize, pattern: usize| &self.problem.services[i].patterns[pattern];
        maker.least_pair(self.unit, link, (patterns(a, p), patterns(b, q)))
    }
}
