//! What is paid once, in a relaxation: each service pays a *share* of it, and what the shares do not add up to is a rest.
//!
//! Where all shares of something are less than its price, it is open for those that pay; where they are more, it is cheaper
//! opened for all. A limit on the sites in use is the same with sites that cost nothing, of which few may be opened. Any
//! shares make a bound; which are best is found elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::SiteId;
use crate::placement::Opening;
use crate::plan::Rule;

use super::problem::{Choice, Choosable, Problem};

/// Something that is paid or counted once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Once {
    /// One of the openings of the problem.
    Opening(usize),
    /// A site, where sites in use are limited.
    Site(SiteId),
}

/// What is decided: opened, or not in use.
pub type Decided = BTreeMap<Once, bool>;

/// By service: what it pays of what.
pub type Known = Vec<Vec<(Once, f64)>>;

/// All that is paid or counted once in a problem, and who can open it.
pub struct Shares {
    all: Vec<Once>,
    /// Dollars a month.
    prices: Vec<f64>,
    /// What some service opens whatever option it takes.
    certain: Vec<bool>,
    /// Sites in use at most.
    most: Option<usize>,
    services: Vec<Payer>,
    /// By share: what it is a share of.
    of: Vec<usize>,
    /// By share: what it may be, in dollars a month.
    units: Vec<f64>,
}

/// The shares of a service.
struct Payer {
    /// The first of them.
    first: usize,
    /// What they are shares of, sorted.
    of: Vec<usize>,
    /// Where the shares of each option begin, and after the last one where they end.
    starts: Vec<u32>,
    /// The shares that options pay, from the first one of the service.
    paid: Vec<u32>,
}

/// What shares come to.
#[derive(Debug, Clone, PartialEq)]
pub struct Charged {
    /// By share: what is paid; infinite for what is not in use.
    pub shares: Vec<f64>,
    /// Dollars beside.
    pub rest: f64,
    /// By what is paid once: whether it is opened for all.
    opened: Vec<Opened>,
    /// By what is paid once: what is left to pay by whoever opens it.
    missing: Vec<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opened {
    Decided,
    Yes,
    No,
    /// Both cost the same.
    Either,
}

/// Dollars below which a rest is nothing.
const NOISE: f64 = 1e-9;

impl Shares {
    /// Of a problem.
    #[must_use]
    pub fn of(problem: &Problem) -> Self {
        let most = problem.rules.iter().filter_map(|(_, rule)| match rule {
            Rule::MaxSites(most) => Some(*most as usize),
            _ => None,
        });
        let most = most.min();
        let opened = |option: &Choosable| {
            let priced = |&o: &usize| {
                let (opening, price) = problem.openings[o];
                price > 0.0 && !matches!(opening, Opening::Provider(_))
            };
            let openings = option.openings.iter().copied().filter(priced).map(Once::Opening);
            let sites = most.map(|_| option.sites.iter().copied().map(Once::Site));
            openings.chain(sites.into_iter().flatten()).collect::<BTreeSet<Once>>()
        };
        let by_option: Vec<Vec<BTreeSet<Once>>> =
            problem.services.iter().map(|s| s.options.iter().map(opened).collect()).collect();
        let all: BTreeSet<Once> = by_option.iter().flatten().flatten().copied().collect();
        let all: Vec<Once> = all.into_iter().collect();
        let price = |once: &Once| match once {
            Once::Opening(o) => problem.openings[*o].1,
            Once::Site(_) => 0.0,
        };
        let mut shares = Shares {
            prices: all.iter().map(price).collect(),
            certain: vec![false; all.len()],
            most,
            services: Vec::with_capacity(by_option.len()),
            of: Vec::new(),
            units: Vec::new(),
            all,
        };
        for (service, options) in problem.services.iter().zip(by_option) {
            shares.add(service, &options);
        }
        shares
    }

    fn add(&mut self, service: &Choice, options: &[BTreeSet<Once>]) {
        let at = |once: &Once| self.all.binary_search(once).ok();
        let of: BTreeSet<usize> = options.iter().flatten().filter_map(at).collect();
        let of: Vec<usize> = of.into_iter().collect();
        let mut payer = Payer { first: self.of.len(), of, starts: vec![0], paid: Vec::new() };
        let mut times = vec![0; payer.of.len()];
        for option in options {
            for share in
                option.iter().filter_map(at).filter_map(|o| payer.of.binary_search(&o).ok())
            {
                times[share] += 1;
                payer.paid.extend(u32::try_from(share));
            }
            payer.starts.extend(u32::try_from(payer.paid.len()));
        }
        let usual = usual_difference(service);
        for (&o, &times) in payer.of.iter().zip(&times) {
            self.certain[o] |= times == options.len();
            self.of.push(o);
            self.units.push(if self.prices[o] > 0.0 { self.prices[o] } else { usual });
        }
        self.services.push(payer);
    }

    /// By share: what it may be, in dollars a month.
    #[must_use]
    pub fn units(&self) -> &[f64] {
        &self.units
    }

    /// Equal shares of what is not known better.
    #[must_use]
    pub fn start(&self, known: &Known) -> Vec<f64> {
        let mut payers = vec![0.0; self.all.len()];
        self.of.iter().for_each(|&o| payers[o] += 1.0);
        let mut shares: Vec<f64> = self.of.iter().map(|&o| self.prices[o] / payers[o]).collect();
        for (payer, known) in self.services.iter().zip(known) {
            for (once, share) in known {
                let at = self.all.binary_search(once).ok();
                if let Some(k) = at.and_then(|o| payer.of.binary_search(&o).ok()) {
                    shares[payer.first + k] = *share;
                }
            }
        }
        shares
    }

    /// What shares say about what they are shares of, whatever else is in a problem.
    #[must_use]
    pub fn known(&self, shares: &[f64]) -> Known {
        let of_payer = |payer: &Payer| {
            let own = payer.of.iter().zip(&shares[payer.first..]);
            own.map(|(&o, &share)| (self.all[o], share)).collect()
        };
        self.services.iter().map(of_payer).collect()
    }

    /// Whether something that is decided is of this problem. What nobody can open is opened nowhere.
    #[must_use]
    pub fn can_be(&self, decided: &Decided) -> bool {
        decided.iter().all(|(once, open)| !open || self.all.binary_search(once).is_ok())
    }

    /// What shares come to where some things are decided; `None` if more is opened than may be.
    #[must_use]
    pub fn charged(&self, shares: &[f64], decided: &Decided) -> Option<Charged> {
        let mut sums = vec![0.0; self.all.len()];
        self.of.iter().zip(shares).for_each(|(&o, share)| sums[o] += share);
        let mut rest = 0.0;
        let mut room = self.most;
        let mut opened = vec![Opened::No; self.all.len()];
        let mut closed = vec![false; self.all.len()];
        for (o, once) in self.all.iter().enumerate() {
            match decided.get(once) {
                Some(false) => (opened[o], closed[o]) = (Opened::Decided, true),
                None if !self.certain[o] => {}
                _ => {
                    opened[o] = Opened::Decided;
                    rest += self.prices[o];
                    if matches!(once, Once::Site(_)) {
                        room = room.and_then(|room| room.checked_sub(1));
                        room?;
                    }
                }
            }
        }
        let mut sites: Vec<(f64, usize)> = Vec::new();
        for (o, &sum) in sums.iter().enumerate() {
            if opened[o] == Opened::Decided {
                continue;
            }
            let left = self.prices[o] - sum;
            match self.all[o] {
                Once::Opening(_) if left.abs() <= NOISE => opened[o] = Opened::Either,
                Once::Opening(_) if left < 0.0 => (opened[o], rest) = (Opened::Yes, rest + left),
                Once::Opening(_) => {}
                Once::Site(_) if room == Some(0) => {
                    (opened[o], closed[o]) = (Opened::Decided, true);
                }
                Once::Site(_) => sites.push((left, o)),
            }
        }
        sites.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for (left, o) in sites.into_iter().take(room.unwrap_or(0)) {
            rest += left.min(0.0);
            opened[o] = if left < -NOISE { Opened::Yes } else { Opened::Either };
        }
        let missing = self.missing(&sums, &opened);
        let charge = |(&o, &share): (&usize, &f64)| match opened[o] {
            Opened::Decided => {
                if closed[o] {
                    f64::INFINITY
                } else {
                    0.0
                }
            }
            _ => share,
        };
        let shares = self.of.iter().zip(shares).map(charge).collect();
        Some(Charged { shares, rest, opened, missing })
    }

    /// By what is paid once: what one that opens it makes the rest larger.
    fn missing(&self, sums: &[f64], opened: &[Opened]) -> Vec<f64> {
        let of = |o: usize| match (self.all[o], opened[o]) {
            (Once::Opening(_), Opened::No) => (self.prices[o] - sums[o]).max(0.0),
            _ => 0.0,
        };
        (0..self.all.len()).map(of).collect()
    }

    /// The shares that an option pays.
    pub fn paid(&self, service: usize, option: usize) -> impl Iterator<Item = usize> {
        let payer = &self.services[service];
        let (from, to) = (payer.starts[option] as usize, payer.starts[option + 1] as usize);
        payer.paid[from..to].iter().map(move |&k| payer.first + k as usize)
    }

    /// What an option makes the rest larger.
    #[must_use]
    pub fn missing_of(&self, charged: &Charged, service: usize, option: usize) -> f64 {
        self.paid(service, option).map(|k| charged.missing[self.of[k]]).sum()
    }

    /// By share: one where it should be higher since the service takes what it pays for, minus one where it should be lower.
    #[must_use]
    pub fn pulls(
        &self,
        charged: &Charged,
        taken: impl Iterator<Item = (usize, usize)>,
    ) -> Vec<f64> {
        let mut pulls = vec![0.0; self.of.len()];
        let mut used = vec![false; self.all.len()];
        for k in taken.flat_map(|(service, option)| self.paid(service, option)) {
            pulls[k] = 1.0;
            used[self.of[k]] = true;
        }
        for (pull, &o) in pulls.iter_mut().zip(&self.of) {
            match charged.opened[o] {
                Opened::Decided => *pull = 0.0,
                Opened::Yes => *pull -= 1.0,
                Opened::Either if used[o] => *pull -= 1.0,
                Opened::Either | Opened::No => {}
            }
        }
        pulls
    }

    /// Everything decided as it is at some shares.
    #[must_use]
    pub fn decided(&self, charged: &Charged) -> Decided {
        let is_open = |(o, once): (usize, &Once)| match charged.opened[o] {
            Opened::Decided => None,
            Opened::Yes | Opened::Either => Some((*once, true)),
            Opened::No => Some((*once, false)),
        };
        self.all.iter().enumerate().filter_map(is_open).collect()
    }

    /// What costs most beyond its shares, and how much, where services take what `pulls` say.
    #[must_use]
    pub fn furthest(
        &self,
        shares: &[f64],
        charged: &Charged,
        pulls: &[f64],
    ) -> Option<(Once, f64)> {
        let mut beyond = vec![0.0; self.all.len()];
        let mut used = vec![false; self.all.len()];
        for ((&o, share), pull) in self.of.iter().zip(shares).zip(pulls) {
            match charged.opened[o] {
                Opened::Decided => {}
                // Somebody's share is given away who does not take it.
                Opened::Yes | Opened::Either => beyond[o] += share * pull.abs(),
                // Somebody takes what is not paid for.
                Opened::No => {
                    beyond[o] -= share * pull;
                    used[o] |= *pull > 0.0;
                }
            }
        }
        for o in (0..self.all.len()).filter(|&o| charged.opened[o] == Opened::No) {
            let of_use = if self.prices[o] > 0.0 { self.prices[o] + beyond[o] } else { -beyond[o] };
            beyond[o] = if used[o] { of_use } else { 0.0 };
        }
        let all = beyond.into_iter().enumerate();
        all.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(o, beyond)| (self.all[o], beyond))
    }
}

/// What options of a service usually cost beyond the cheapest.
fn usual_difference(service: &Choice) -> f64 {
    let costs = || service.options.iter().map(|option| option.cost);
    let least = costs().fold(f64::INFINITY, f64::min);
    let many = f64::from(u32::try_from(service.options.len()).unwrap_or(u32::MAX));
    costs().map(|cost| cost - least).sum::<f64>() / many.max(1.0)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::catalog::SiteId;
    use crate::milp::ascent::{Ascent, Goal, Start};
    use crate::milp::problem::{Choice, Choosable, Problem};
    use crate::milp::relax::{Multipliers, Relaxer};
    use crate::placement::Opening;
    use crate::plan::{RequirementId, Rule};

    const SITES: u16 = 5;
    const SERVICES: usize = 7;

    /// Services that each stand at one of some sites, which have a price, or of which few may be in use.
    fn places(seed: u64, most: Option<u32>) -> Problem {
        let mut dice = fastrand::Rng::with_seed(seed);
        let mut number = |below: u32| f64::from(dice.u32(0..below));
        let openings = (0..SITES).map(|site| {
            (Opening::Link(SiteId(site)), if most.is_some() { 0.0 } else { 20.0 + number(40) })
        });
        let openings = openings.collect();
        let option = |site: u16, cost: f64| Choosable {
            candidate: usize::from(site),
            cost,
            pooled: Vec::new(),
            pattern: usize::from(site),
            sites: vec![SiteId(site)],
            providers: Vec::new(),
            openings: vec![usize::from(site)],
            takes: Vec::new(),
        };
        let service = |_| Choice {
            options: (0..SITES).map(|site| option(site, number(50))).collect(),
            patterns: vec![Vec::new(); usize::from(SITES)],
        };
        let services = (0..SERVICES).map(service).collect();
        let rules = most.map(|most| (RequirementId(0), Rule::MaxSites(most)));
        Problem {
            services,
            links: Vec::new(),
            pools: Vec::new(),
            counts: Vec::new(),
            openings,
            rules: rules.into_iter().collect(),
            sums: Vec::new(),
            capacity: BTreeMap::new(),
        }
    }

    /// By every set of sites in use.
    fn optimum(problem: &Problem, most: Option<u32>) -> f64 {
        let sets =
            (1_u32..1 << SITES).filter(|set| most.is_none_or(|most| set.count_ones() <= most));
        let cost = |set: u32| {
            let is_open = |site: usize| set & (1 << site) != 0;
            let opened =
                (0..usize::from(SITES)).filter(|&s| is_open(s)).map(|s| problem.openings[s].1);
            let nearest = problem.services.iter().map(|service| {
                let open = (0..usize::from(SITES)).filter(|&s| is_open(s));
                open.map(|s| service.options[s].cost).fold(f64::INFINITY, f64::min)
            });
            opened.sum::<f64>() + nearest.sum::<f64>()
        };
        sets.map(cost).fold(f64::INFINITY, f64::min)
    }

    #[test]
    fn bounds_of_places_to_open_are_nowhere_above_the_optimum_and_come_close() {
        let limits = [None, Some(1), Some(2)].into_iter().cycle();
        for (seed, most) in (0..120).zip(limits) {
            let problem = places(seed, most);
            let optimum = optimum(&problem, most);
            let relaxer = Relaxer::new(&problem, None);
            let starts = Start::everywhere(&relaxer, &Multipliers::guess(&problem));
            let goal = Goal { cutoff: optimum, enough: optimum - 1e-6, numbers: 10_000_000 };
            let ascent = Ascent::of(&relaxer, &starts, goal, &|| false).expect("there is one");
            assert!(ascent.bound <= optimum + 1e-6, "{seed}: {} of {optimum}", ascent.bound);
            assert!(ascent.bound >= 0.999 * optimum, "{seed}: {} of {optimum}", ascent.bound);
            let relaxation = ascent.relaxation(&relaxer, optimum, false).expect("there is one");
            let best =
                |i: usize| relaxation.options[i].iter().copied().fold(f64::INFINITY, f64::min);
            assert!((0..SERVICES).all(|i| best(i) <= optimum + 1e-6), "{seed}: all is pruned");
        }
    }
}
