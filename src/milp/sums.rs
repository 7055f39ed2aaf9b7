//! Limits on sums of what options and pairs of patterns add: the requirements on journeys as numbers.
//!
//! Floats only guide here: comparisons leave a tolerance, and a placement is judged in exact numbers.

use std::collections::BTreeMap;

use crate::plan::RequirementId;
use crate::units::Decimal;

use super::forest::{Forest, Node, spread};
use super::matrix::Matrix;
use super::problem::{Choosable, Link, Problem};

/// By how much of its limit a sum may be over it and still count as equal: floats of equal decimals differ.
pub const TOLERANCE: f64 = 1e-9;

/// A limit on what the choices along a path add up to.
pub struct Sum {
    /// What asks for it.
    pub requirement: RequirementId,
    /// The most that the choices may add.
    pub limit: f64,
    /// By service on the path: what each of its options adds.
    pub options: BTreeMap<usize, Vec<Added>>,
    /// By services of a link on the path: what each pair of patterns adds.
    pub pairs: BTreeMap<(usize, usize), Vec<Vec<f64>>>,
}

/// What an option adds to a sum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Added {
    /// Milliseconds, or the part of time that something of it is out. Less is never worse.
    pub exact: Decimal,
    /// The same in the measure of the sum.
    pub weight: f64,
}

impl Sum {
    /// The same for some options of each service, by index, without pairs.
    #[must_use]
    pub fn only(&self, keep: &[Vec<usize>]) -> Sum {
        let of =
            |(&i, added): (&usize, &Vec<Added>)| (i, keep[i].iter().map(|&o| added[o]).collect());
        Sum {
            requirement: self.requirement,
            limit: self.limit,
            options: self.options.iter().map(of).collect(),
            pairs: BTreeMap::new(),
        }
    }

    /// What some choices add in all: an option of each service, by index.
    #[must_use]
    pub fn total(&self, problem: &Problem, chosen: &[usize]) -> f64 {
        let pattern = |i: usize| problem.services[i].options[chosen[i]].pattern;
        let options = self.options.iter().map(|(&i, added)| added[chosen[i]].weight);
        let pairs = self.pairs.iter().map(|(&(a, b), added)| added[pattern(a)][pattern(b)]);
        options.chain(pairs).sum()
    }

    /// The limit with its tolerance: only what is clearly above it is left out.
    #[must_use]
    pub fn most(&self) -> f64 {
        self.limit + TOLERANCE * self.scale()
    }

    /// By how much of its limit a total is over it; nothing within the tolerance.
    #[must_use]
    pub fn excess(&self, total: f64) -> f64 {
        if total > self.most() { (total - self.limit) / self.scale() } else { 0.0 }
    }

    /// What all numbers of the sum are divided by, so that they are near one.
    #[must_use]
    pub fn scale(&self) -> f64 {
        if self.limit > 0.0 { self.limit } else { 1.0 }
    }

    /// Whether an option of a service never adds more than another one.
    #[must_use]
    pub fn no_worse(&self, service: usize, a: usize, b: usize) -> bool {
        self.options.get(&service).is_none_or(|added| added[a].exact <= added[b].exact)
    }

    /// What an option adds; nothing if its service is not on the path.
    #[must_use]
    pub fn option(&self, service: usize, option: usize) -> f64 {
        self.options.get(&service).map_or(0.0, |added| added[option].weight)
    }

    /// What a pair of patterns adds; nothing if its link is not on the path.
    #[must_use]
    pub fn pair(&self, link: (usize, usize), p: usize, q: usize) -> f64 {
        self.pairs.get(&link).map_or(0.0, |added| added[p][q])
    }
}

impl Problem {
    /// Takes the options of a service out that are not to be kept.
    pub fn keep_options(&mut self, service: usize, keep: &[bool]) {
        let mut flags = keep.iter();
        self.services[service].options.retain(|_| flags.next().copied().unwrap_or(false));
        for added in self.sums.iter_mut().filter_map(|sum| sum.options.get_mut(&service)) {
            let mut flags = keep.iter();
            added.retain(|_| flags.next().copied().unwrap_or(false));
        }
    }

    /// Takes out what no placement within the limits can have: with it, even the least of everything else on a
    /// path is too much.
    pub fn tighten(&mut self) {
        for s in 0..self.sums.len() {
            // What one sum leaves nothing of has nothing that another one could be about.
            if self.is_empty() {
                return;
            }
            self.tighten_one(s);
        }
    }

    fn tighten_one(&mut self, s: usize) {
        let sum = &self.sums[s];
        let most = sum.most();
        let links: Vec<usize> = (0..self.links.len())
            .filter(|&l| sum.pairs.contains_key(&(self.links[l].a, self.links[l].b)))
            .collect();
        let (nodes, pairs) = (self.least_added(sum), self.added_by_pairs(sum, &links));
        let ends = links.iter().map(|&l| (self.links[l].a, self.links[l].b)).collect();
        let weights: Vec<f64> = pairs.iter().map(spread).collect();
        let forest = Forest::new(nodes.len(), ends, &weights);
        let least = forest.min_marginals(&nodes, &pairs);
        let of_links: f64 =
            (0..pairs.len()).filter(|&k| !forest.has(k)).map(|k| pairs[k].least()).sum();
        let bound = least.trees.iter().sum::<f64>() + of_links;
        for (k, &l) in links.iter().enumerate() {
            let with = if forest.has(k) {
                forest.pair_marginals(k, &pairs[k], &least)
            } else {
                // At its least it is part of the bound; here it adds what it adds.
                let (of, least) =
                    ((self.links[l].a, self.links[l].b), (&least.nodes, pairs[k].least()));
                pairs[k].map(|p, q, added| least.0[of.0][p].max(least.0[of.1][q]) + added - least.1)
            };
            for (p, row) in self.links[l].costs.iter_mut().enumerate() {
                for (q, cost) in row.iter_mut().enumerate() {
                    if bound + with.at(p, q) > most {
                        *cost = None;
                    }
                }
            }
        }
        let services: Vec<usize> = self.sums[s].options.keys().copied().collect();
        for i in services {
            let fits = |(o, option): (usize, &Choosable)| {
                let (p, own) = (option.pattern, self.sums[s].option(i, o));
                bound + least.nodes[i][p] + (own - nodes[i][p]) <= most
            };
            let keep: Vec<bool> = self.services[i].options.iter().enumerate().map(fits).collect();
            self.keep_options(i, &keep);
        }
    }

    /// By service and pattern: the least that an option adds; infinite where there is none.
    fn least_added(&self, sum: &Sum) -> Vec<Node> {
        let services = self.services.iter().enumerate();
        services
            .map(|(i, service)| {
                let mut least = vec![f64::INFINITY; service.patterns.len()];
                for (o, option) in service.options.iter().enumerate() {
                    least[option.pattern] = least[option.pattern].min(sum.option(i, o));
                }
                least
            })
            .collect()
    }

    /// What pairs of some links add; infinite where they are not possible.
    fn added_by_pairs(&self, sum: &Sum, links: &[usize]) -> Vec<Matrix> {
        let of_link = |&l: &usize| {
            let Link { a, b, costs } = &self.links[l];
            let columns = costs.first().map_or(0, Vec::len);
            Matrix::from_fn(costs.len(), columns, |p, q| {
                costs[p][q].as_ref().map_or(f64::INFINITY, |_| sum.pair((*a, *b), p, q))
            })
        };
        links.iter().map(of_link).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Added, Sum};
    use crate::milp::backend::{self, Limits, Solver};
    use crate::milp::formulate::formulate;
    use crate::milp::numbers::Amount;
    use crate::milp::problem::{Choice, Choosable, Link, Problem};
    use crate::milp::prune::worthwhile;
    use crate::milp::relax::{Multipliers, Relaxation, Relaxer};
    use crate::plan::RequirementId;
    use crate::units::Decimal;

    /// Two services with two options each, the dearer ones by ten dollars first. The four combinations add 6
    /// and 11 (with the first option of the first service), 12 and 14.
    fn problem(limit: f64) -> Problem {
        let option = |o: usize, pattern: usize| Choosable {
            candidate: o,
            cost: if o == 0 { 10.0 } else { 0.0 },
            pooled: Vec::new(),
            pattern,
            sites: Vec::new(),
            providers: Vec::new(),
            openings: Vec::new(),
            takes: Vec::new(),
        };
        let choice = || Choice {
            options: vec![option(0, 0), option(1, 1)],
            patterns: vec![Vec::new(), Vec::new()],
        };
        let added = |weights: [u8; 2]| {
            let one = |w: u8| Added { exact: Decimal::from(w), weight: f64::from(w) };
            weights.map(one).to_vec()
        };
        let sum = Sum {
            requirement: RequirementId(0),
            limit,
            options: BTreeMap::from([(0, added([3, 5])), (1, added([1, 4]))]),
            pairs: BTreeMap::from([((0, 1), vec![vec![2.0, 4.0], vec![6.0, 5.0]])]),
        };
        let costs = vec![vec![Some(Amount::default()); 2]; 2];
        Problem {
            services: vec![choice(), choice()],
            links: vec![Link { a: 0, b: 1, costs }],
            pools: Vec::new(),
            counts: Vec::new(),
            openings: Vec::new(),
            rules: Vec::new(),
            sums: vec![sum],
            capacity: BTreeMap::new(),
        }
    }

    fn relax(problem: &Problem) -> Option<Relaxation> {
        let relaxer = Relaxer::new(problem, None);
        relaxer.at(
            &relaxer.start(&Multipliers::guess(problem)),
            &relaxer.all_with(0),
            f64::INFINITY,
            true,
        )
    }

    fn left(problem: &Problem) -> [Vec<usize>; 2] {
        [0, 1].map(|i| problem.services[i].options.iter().map(|o| o.candidate).collect())
    }

    #[test]
    fn options_and_pairs_beyond_a_limit_are_taken_out_and_those_at_it_are_not() {
        for (limit, options, pairs) in [
            (14.0, [vec![0, 1], vec![0, 1]], 4),
            (12.0, [vec![0, 1], vec![0, 1]], 3),
            (11.0, [vec![0], vec![0, 1]], 2),
            (6.0, [vec![0], vec![0]], 1),
            (5.9, [vec![], vec![]], 0),
        ] {
            let mut problem = problem(limit);
            problem.tighten();
            assert_eq!(left(&problem), options, "{limit}");
            let possible = problem.links[0].costs.iter().flatten().flatten().count();
            assert_eq!(possible, pairs, "{limit}");
        }
    }

    #[test]
    fn the_model_keeps_within_a_limit_and_reaches_it() {
        for (limit, expected) in [(14.0, [1, 1]), (13.9, [1, 0]), (11.0, [0, 1]), (10.9, [0, 0])] {
            let problem = problem(limit);
            let relaxation = relax(&problem).expect("possible without limits");
            let model = formulate(&problem, &worthwhile(&problem, &relaxation, f64::INFINITY));
            let limits = Limits { gap: 0.0, time: None };
            let solved = backend::solve(&model.model, Solver::Microlp, limits).expect("possible");
            let taken = |i: usize, o: usize| {
                model.options[i][o].is_some_and(|column| solved.values[column.0] > 0.5)
            };
            let chosen = [0, 1].map(|i| usize::from(taken(i, 1)));
            let added = problem.sums[0].total(&problem, &chosen);
            assert!(added <= limit && problem.sums[0].excess(added) <= 0.0, "{limit} {added}");
            let cost = |chosen: [usize; 2]| chosen.iter().filter(|&&o| o == 0).count();
            assert_eq!(cost(chosen), cost(expected), "{limit}");
        }
    }

    #[test]
    fn a_cheaper_option_that_adds_more_replaces_none_that_adds_less() {
        let mut problem = problem(14.0);
        for option in &mut problem.services[0].options {
            option.pattern = 0;
        }
        let kept = |problem: &Problem| {
            let relaxation = relax(problem).expect("possible");
            worthwhile(problem, &relaxation, f64::INFINITY).options[0].clone()
        };
        assert_eq!(kept(&problem), [true, true]);
        problem.sums.clear();
        assert_eq!(kept(&problem), [false, true]);
    }
}
