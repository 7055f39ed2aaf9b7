//! Good sets of sites where only so many may be in use: sites are exchanged one for one while that is cheaper, with every
//! service at its cheapest site of the set (Teitz and Bart's exchange, in Whitaker's fast form).
//!
//! Looks at options of one site only, and at no traffic: what it finds is a start for the search that looks at all.

use std::collections::BTreeSet;

use crate::catalog::SiteId;
use crate::plan::Rule;

use super::problem::Problem;

/// Stands for what is not possible; far above any cost, and small enough to be added up.
const NEVER: f64 = 1e15;

/// Costs that are looked at in all.
const LOOKS: usize = 300_000_000;

/// A start for the search; `None` if sites are not limited, or some service has no option at one site.
#[must_use]
pub fn exchanged(problem: &Problem) -> Option<Vec<usize>> {
    let most = problem.rules.iter().filter_map(|(_, rule)| match rule {
        Rule::MaxSites(most) => Some(*most as usize),
        _ => None,
    });
    let most = most.min()?;
    let table = Table::of(problem);
    let mut left = LOOKS;
    let mut open = table.greedy(most);
    let mut best = table.exchange(&mut open, &mut left);
    // From each site that is forced into the set, once more.
    for site in 0..table.sites.len() {
        if left < table.size() || open.contains(&site) || open.is_empty() {
            continue;
        }
        let mut other = open.clone();
        let out = table.best_out(&other, site);
        other[out] = site;
        let cost = table.exchange(&mut other, &mut left);
        if cost < best - 1e-6 {
            (best, open) = (cost, other);
        }
    }
    (best < NEVER).then(|| table.options(&open))
}

/// What each service costs at each site by its cheapest option there.
struct Table {
    sites: Vec<SiteId>,
    /// By service and site: the cost and the option.
    costs: Vec<Vec<(f64, usize)>>,
}

impl Table {
    fn of(problem: &Problem) -> Self {
        let all = problem.services.iter().flat_map(|service| &service.options);
        let sites: BTreeSet<SiteId> = all.flat_map(|option| option.sites.iter().copied()).collect();
        let sites: Vec<SiteId> = sites.into_iter().collect();
        let row = |service: &super::problem::Choice| {
            let mut row = vec![(NEVER, 0); sites.len()];
            for (o, option) in service.options.iter().enumerate() {
                let [site] = option.sites.as_slice() else { continue };
                if let Ok(at) = sites.binary_search(site)
                    && option.cost < row[at].0
                {
                    row[at] = (option.cost, o);
                }
            }
            row
        };
        let costs = problem.services.iter().map(row).collect();
        Table { sites, costs }
    }

    fn size(&self) -> usize {
        self.sites.len() * self.costs.len()
    }

    /// Sites added one by one, each the one that saves most.
    fn greedy(&self, most: usize) -> Vec<usize> {
        let mut open = Vec::new();
        let mut now = vec![NEVER; self.costs.len()];
        while open.len() < most.min(self.sites.len()) {
            let cost = |site: usize| -> f64 {
                self.costs.iter().zip(&now).map(|(row, now)| row[site].0.min(*now)).sum()
            };
            let closed = (0..self.sites.len()).filter(|site| !open.contains(site));
            let Some((_, site)) =
                closed.map(|site| (cost(site), site)).min_by(|a, b| a.0.total_cmp(&b.0))
            else {
                break;
            };
            for (now, row) in now.iter_mut().zip(&self.costs) {
                *now = now.min(row[site].0);
            }
            open.push(site);
        }
        open
    }

    /// By service: its cheapest site of a set, as a place in it, and what that and the second one cost.
    fn nearest(&self, open: &[usize]) -> Vec<(usize, f64, f64)> {
        let nearest = |row: &Vec<(f64, usize)>| {
            let mut found = (0, f64::INFINITY, f64::INFINITY);
            for (at, &site) in open.iter().enumerate() {
                let cost = row[site].0;
                if cost < found.1 {
                    found = (at, cost, found.1);
                } else if cost < found.2 {
                    found.2 = cost;
                }
            }
            // Nothing else to go to.
            (found.0, found.1.min(NEVER), found.2.min(NEVER))
        };
        self.costs.iter().map(nearest).collect()
    }

    /// By how much the cost falls with a site more, and by how much it rises again without each of the set.
    fn moves(&self, near: &[(usize, f64, f64)], site: usize, rises: &mut [f64]) -> f64 {
        rises.fill(0.0);
        let mut falls = 0.0;
        for (row, &(at, first, second)) in self.costs.iter().zip(near) {
            let cost = row[site].0;
            falls += (first - cost).max(0.0);
            rises[at] += cost.min(second) - cost.min(first);
        }
        falls
    }

    /// The site of a set, as a place in it, for which another one best comes.
    fn best_out(&self, open: &[usize], site: usize) -> usize {
        let mut rises = vec![0.0; open.len()];
        self.moves(&self.nearest(open), site, &mut rises);
        least(&rises).0
    }

    /// Exchanges sites while that is cheaper; returns the cost.
    fn exchange(&self, open: &mut [usize], left: &mut usize) -> f64 {
        let mut rises = vec![0.0; open.len()];
        loop {
            let near = self.nearest(open);
            let mut best = (1e-6, 0, 0);
            for site in (0..self.sites.len()).filter(|site| !open.contains(site)) {
                let falls = self.moves(&near, site, &mut rises);
                let (out, rise) = least(&rises);
                if falls - rise > best.0 {
                    best = (falls - rise, out, site);
                }
            }
            let enough = *left < self.size();
            *left = left.saturating_sub(self.size());
            if best.0 <= 1e-6 || enough || open.is_empty() {
                return near.iter().map(|(_, first, _)| first).sum();
            }
            open[best.1] = best.2;
        }
    }

    fn options(&self, open: &[usize]) -> Vec<usize> {
        let near = self.nearest(open).into_iter().zip(&self.costs);
        near.map(|((at, _, _), row)| row[open[at]].1).collect()
    }
}

/// The place and the value of the least.
fn least(values: &[f64]) -> (usize, f64) {
    let all = values.iter().copied().enumerate();
    all.min_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0, f64::INFINITY))
}
