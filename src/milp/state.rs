//! What an option for each service comes to, kept up to date while services take other options one by one.

use std::collections::BTreeMap;

use crate::plan::Rule;

use super::numbers::{Amount, to_f64};
use super::pools;
use super::problem::Problem;

/// How bad an assignment is: broken rules first, then cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// How far rules are broken in all.
    pub broken: f64,
    /// Dollars a month.
    pub cost: f64,
}

impl Score {
    /// The better one first.
    #[must_use]
    pub fn cmp(&self, other: &Score) -> std::cmp::Ordering {
        self.broken.total_cmp(&other.broken).then(self.cost.total_cmp(&other.cost))
    }

    /// Whether this one is better by more than noise.
    #[must_use]
    pub fn beats(&self, other: &Score) -> bool {
        self.broken < other.broken - 1e-9
            || (self.broken <= other.broken + 1e-9 && self.cost < other.cost - 1e-6)
    }
}

/// What is about which service of a problem.
pub struct Layout {
    /// By service: its links.
    links: Vec<Vec<usize>>,
    /// By service: sums to which it or its links add.
    sums: Vec<Vec<usize>>,
    /// By service: groups of services to keep apart.
    apart: Vec<Vec<usize>>,
    groups: Vec<Vec<usize>>,
    /// By pool: its count.
    count: Vec<usize>,
    budget: Option<f64>,
    providers: Option<usize>,
    sites: Option<usize>,
}

impl Layout {
    /// Of a problem.
    #[must_use]
    pub fn of(problem: &Problem) -> Self {
        let n = problem.services.len();
        let mut layout = Layout {
            links: vec![Vec::new(); n],
            sums: vec![Vec::new(); n],
            apart: vec![Vec::new(); n],
            groups: Vec::new(),
            count: vec![0; problem.pools.len()],
            budget: None,
            providers: None,
            sites: None,
        };
        for (l, link) in problem.links.iter().enumerate() {
            layout.links[link.a].push(l);
            layout.links[link.b].push(l);
        }
        for (s, sum) in problem.sums.iter().enumerate() {
            let ends = sum.pairs.keys().flat_map(|&(a, b)| [a, b]);
            for i in sum.options.keys().copied().chain(ends) {
                if layout.sums[i].last() != Some(&s) {
                    layout.sums[i].push(s);
                }
            }
        }
        for (c, members) in problem.counts.iter().enumerate() {
            for &pool in members {
                layout.count[pool] = c;
            }
        }
        for (_, rule) in &problem.rules {
            layout.add(rule);
        }
        layout
    }

    fn add(&mut self, rule: &Rule) {
        let least = |known: Option<usize>, most: u32| {
            Some(known.map_or(most as usize, |known| known.min(most as usize)))
        };
        match rule {
            Rule::Budget(limit) => {
                let limit = to_f64(limit.dollars());
                self.budget = Some(self.budget.map_or(limit, |known| known.min(limit)));
            }
            Rule::MaxProviders(most) => self.providers = least(self.providers, *most),
            Rule::MaxSites(most) => self.sites = least(self.sites, *most),
            Rule::Apart(group) => {
                for service in group {
                    self.apart[service.0 as usize].push(self.groups.len());
                }
                self.groups.push(group.iter().map(|service| service.0 as usize).collect());
            }
            // Pairs take care of two, sums of those on journeys; the others are about one service and hold for
            // every option.
            _ => {}
        }
    }
}

/// An assignment with all that its score is made of.
pub struct State<'p> {
    problem: &'p Problem,
    layout: &'p Layout,
    options: Vec<usize>,
    /// Costs of options, links and openings.
    flat: f64,
    /// Links whose pair is not possible.
    impossible: u32,
    filled: Vec<f64>,
    /// By count: what its pools cost.
    counted: Vec<f64>,
    counts_cost: f64,
    /// By opening: how many services open it.
    opened: Vec<u32>,
    /// By place in the capacities of the problem.
    taken: Vec<[f64; 3]>,
    /// By sum: how far it is over its limit.
    sums: Vec<f64>,
    /// By group to keep apart: how many sites its services use more than once.
    together: Vec<usize>,
    /// By provider and by site: how many services use it; only where that is limited.
    providers: BTreeMap<usize, u32>,
    sites: BTreeMap<usize, u32>,
    /// Counts to work out anew.
    stale: Vec<usize>,
}

impl<'p> State<'p> {
    /// The state of an assignment.
    #[must_use]
    pub fn new(problem: &'p Problem, layout: &'p Layout, options: Vec<usize>) -> Self {
        let mut state = State {
            problem,
            layout,
            options,
            flat: 0.0,
            impossible: 0,
            filled: vec![0.0; problem.pools.len()],
            counted: vec![0.0; problem.counts.len()],
            counts_cost: 0.0,
            opened: vec![0; problem.openings.len()],
            taken: vec![[0.0; 3]; problem.capacity.len()],
            sums: vec![0.0; problem.sums.len()],
            together: vec![0; layout.groups.len()],
            providers: BTreeMap::new(),
            sites: BTreeMap::new(),
            stale: (0..problem.counts.len()).collect(),
        };
        for i in 0..problem.services.len() {
            state.alone(i, 1.0);
        }
        for l in 0..problem.links.len() {
            state.link(l, 1.0);
        }
        for s in 0..problem.sums.len() {
            state.sum(s);
        }
        for group in 0..layout.groups.len() {
            state.group(group);
        }
        state
    }

    /// The option that a service takes.
    #[must_use]
    pub fn option(&self, service: usize) -> usize {
        self.options[service]
    }

    /// How many options a service has.
    #[must_use]
    pub fn options_of(&self, service: usize) -> usize {
        self.problem.services[service].options.len()
    }

    /// The options that all services take.
    #[must_use]
    pub fn into_options(self) -> Vec<usize> {
        self.options
    }

    /// Lets a service take another option.
    pub fn take(&mut self, service: usize, option: usize) {
        if self.options[service] == option {
            return;
        }
        let choice = &self.problem.services[service];
        let (old, new) = (&choice.options[self.options[service]], &choice.options[option]);
        let moves = old.pattern != new.pattern;
        let layout = self.layout;
        if moves {
            layout.links[service].iter().for_each(|&l| self.link(l, -1.0));
        }
        self.alone(service, -1.0);
        self.options[service] = option;
        self.alone(service, 1.0);
        if moves {
            layout.links[service].iter().for_each(|&l| self.link(l, 1.0));
        }
        layout.sums[service].iter().for_each(|&s| self.sum(s));
        layout.apart[service].iter().for_each(|&group| self.group(group));
    }

    /// What it all comes to.
    pub fn score(&mut self) -> Score {
        while let Some(count) = self.stale.pop() {
            let members = &self.problem.counts[count..=count];
            let cost = pools::cost(&self.problem.pools, members, &self.filled);
            self.counts_cost += cost - self.counted[count];
            self.counted[count] = cost;
        }
        let cost = self.flat + self.counts_cost;
        let mut broken = f64::from(self.impossible) + self.over_capacity();
        broken += self.sums.iter().sum::<f64>();
        broken += whole(self.together.iter().sum());
        let over = |used: &BTreeMap<usize, u32>, most: Option<usize>| {
            most.map_or(0.0, |most| whole(used.len().saturating_sub(most)))
        };
        broken += over(&self.providers, self.layout.providers);
        broken += over(&self.sites, self.layout.sites);
        if let Some(limit) = self.layout.budget {
            broken += ((cost - limit) / limit.max(1.0)).max(0.0);
        }
        Score { broken, cost }
    }

    fn over_capacity(&self) -> f64 {
        let sites = self.taken.iter().zip(self.problem.capacity.values());
        let over = |(taken, held): (&[f64; 3], &[f64; 3])| {
            let each = taken.iter().zip(held);
            each.map(|(t, h)| ((t - h) / h.max(1.0)).max(0.0)).sum::<f64>()
        };
        // What is left of sums that were taken away again is no excess.
        let total: f64 = sites.map(over).sum();
        if total > 1e-9 { total } else { 0.0 }
    }

    /// Adds what a service comes to by itself, or takes it away.
    fn alone(&mut self, service: usize, sign: f64) {
        let option = &self.problem.services[service].options[self.options[service]];
        self.flat += sign * option.cost;
        self.fill(&option.pooled, sign);
        for &opening in &option.openings {
            let known = &mut self.opened[opening];
            if sign > 0.0 {
                self.flat += if *known == 0 { self.problem.openings[opening].1 } else { 0.0 };
                *known += 1;
            } else {
                *known -= 1;
                self.flat -= if *known == 0 { self.problem.openings[opening].1 } else { 0.0 };
            }
        }
        for (site, takes) in &option.takes {
            let Some(at) = self.problem.capacity.keys().position(|known| known == site) else {
                continue;
            };
            for (sum, part) in self.taken[at].iter_mut().zip(takes) {
                *sum += sign * part;
            }
        }
        if self.layout.providers.is_some() {
            let used = option.providers.iter().map(|&provider| provider as usize);
            used.for_each(|provider| count(&mut self.providers, provider, sign));
        }
        if self.layout.sites.is_some() {
            let used = option.sites.iter().map(|site| site.0 as usize);
            used.for_each(|site| count(&mut self.sites, site, sign));
        }
    }

    fn fill(&mut self, pooled: &[(usize, f64)], sign: f64) {
        for &(pool, quantity) in pooled {
            self.filled[pool] += sign * quantity;
            let count = self.layout.count[pool];
            if !self.stale.contains(&count) {
                self.stale.push(count);
            }
        }
    }

    fn pattern(&self, service: usize) -> usize {
        self.problem.services[service].options[self.options[service]].pattern
    }

    fn link(&mut self, l: usize, sign: f64) {
        let problem = self.problem;
        let link = &problem.links[l];
        match &link.costs[self.pattern(link.a)][self.pattern(link.b)] {
            Some(Amount { flat, pooled }) => {
                self.flat += sign * flat;
                self.fill(pooled, sign);
            }
            None if sign > 0.0 => self.impossible += 1,
            None => self.impossible -= 1,
        }
    }

    fn sum(&mut self, s: usize) {
        let sum = &self.problem.sums[s];
        self.sums[s] = sum.excess(sum.total(self.problem, &self.options));
    }

    fn group(&mut self, group: usize) {
        let members = self.layout.groups[group].iter();
        let sites = members.flat_map(|&i| {
            let option = &self.problem.services[i].options[self.options[i]];
            option.sites.iter().copied()
        });
        let mut used: Vec<_> = sites.collect();
        let all = used.len();
        used.sort_unstable();
        used.dedup();
        self.together[group] = all - used.len();
    }
}

fn whole(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

fn count(used: &mut BTreeMap<usize, u32>, what: usize, sign: f64) {
    let known = used.entry(what).or_insert(0);
    *known = if sign > 0.0 { *known + 1 } else { *known - 1 };
    if *known == 0 {
        used.remove(&what);
    }
}
