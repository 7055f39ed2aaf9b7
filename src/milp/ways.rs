//! What a GiB costs on its way between two active sites, and how long a round trip takes: worked out once for each
//! pair, however many services use it.

use crate::catalog::SiteId;
use crate::placement::{ActiveSite, Context, copy_usage, nearest_by};
use crate::plan::ServiceId;
use crate::units::{Data, Millis, Share};

use super::numbers::{Amount, tally, to_f64};
use super::pools::Pools;

/// Ways between the active sites of a problem, filled in as they are asked for.
pub struct Ways<'a> {
    context: Context<'a>,
    /// Zones that a site can have in use, and one more.
    stride: usize,
    sites: usize,
    rates: Vec<Known<Rate>>,
    trips: Vec<Known<Millis>>,
}

/// What was asked of the catalog so far.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Known<T> {
    /// Nothing.
    Unasked,
    /// This, if there is a figure.
    Asked(Option<T>),
}

/// What a GiB costs: dollars, and what it puts into a pool.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Dollars for a GiB.
    pub flat: f64,
    /// A pool, and what a GiB puts into it.
    pub pooled: Option<(usize, f64)>,
}

/// What one service calls of another in a month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Call {
    /// GiB to the callee.
    pub there: f64,
    /// GiB back.
    pub back: f64,
    /// The longest round trip, if it matters.
    pub limit: Option<Millis>,
}

/// Data whose cost is worked out for a rate: so much that nothing is lost by whole bytes.
const SAMPLE: Data = Data::from_gib(36 * 1024);

impl<'a> Ways<'a> {
    /// No ways yet.
    #[must_use]
    pub fn new(context: Context<'a>) -> Self {
        let all = context.catalog.sites();
        let stride = 2 + all.iter().map(|site| site.zones as usize).max().unwrap_or(0);
        let sites = all.len();
        let cells = (sites * stride).pow(2);
        Ways {
            context,
            stride,
            sites,
            rates: vec![Known::Unasked; cells],
            trips: vec![Known::Unasked; sites * sites],
        }
    }

    /// What a call costs from some active sites to others, each part on its way to the nearest and back; `None` if a
    /// way has no price or takes too long.
    pub fn call(
        &mut self,
        pools: &mut Pools,
        call: &Call,
        from: &[ActiveSite],
        to: &[ActiveSite],
    ) -> Option<Amount> {
        let mut amount = Amount::default();
        if *call == Call::NONE {
            return Some(amount);
        }
        let parts = f64::from(u32::try_from(from.len()).unwrap_or(u32::MAX));
        for &caller in from {
            let callee = self.nearest(caller.site, to)?;
            if call.limit.is_some_and(|limit| {
                self.trip(caller.site, callee.site).is_none_or(|trip| trip > limit)
            }) {
                return None;
            }
            for (data, a, b) in [(call.there, caller, callee), (call.back, callee, caller)] {
                if data > 0.0 {
                    self.rate(pools, a, b)?.add_to(&mut amount, data / parts);
                }
            }
        }
        Some(amount)
    }

    /// The active site that a call from a site reaches.
    pub fn nearest(&mut self, site: SiteId, to: &[ActiveSite]) -> Option<ActiveSite> {
        if let [only] = to {
            return Some(*only)
                .filter(|_| only.site == site || self.trip(site, only.site).is_some());
        }
        let trips: Vec<Option<Millis>> = to.iter().map(|a| self.trip(site, a.site)).collect();
        nearest_by(site, to.iter().copied().zip(trips))
    }

    /// The round trip between two sites.
    pub fn trip(&mut self, a: SiteId, b: SiteId) -> Option<Millis> {
        let cell = a.0 as usize * self.sites + b.0 as usize;
        if let Known::Asked(known) = self.trips[cell] {
            return known;
        }
        let trip = self.context.catalog.rtt(a, b).map(|rtt| rtt.millis);
        self.trips[cell] = Known::Asked(trip);
        trip
    }

    /// What a GiB costs from one active site to another.
    pub fn rate(&mut self, pools: &mut Pools, a: ActiveSite, b: ActiveSite) -> Option<Rate> {
        // Zones matter within a site only.
        let here = a.site == b.site;
        let at = |active: ActiveSite| {
            let zones = if here { (active.zones as usize).min(self.stride - 1) } else { 0 };
            active.site.0 as usize * self.stride + zones
        };
        let cell = at(a) * self.sites * self.stride + at(b);
        if let Known::Asked(known) = self.rates[cell] {
            return known;
        }
        let rate = self.sample(pools, a, b);
        self.rates[cell] = Known::Asked(rate);
        rate
    }

    /// Asks for the rates of all ways between some sites, so that all pools that data can fill are known.
    pub fn explore(&mut self, pools: &mut Pools, sites: &[SiteId]) {
        for &a in sites {
            for &b in sites.iter().filter(|b| **b != a) {
                let alone = |site| ActiveSite { site, zones: 1 };
                self.rate(pools, alone(a), alone(b));
            }
        }
    }

    /// What a call costs at least, whoever shares its pools, of which `floors` tells the least price of a unit; infinite
    /// where it is not possible.
    pub fn least(
        &mut self,
        pools: &mut Pools,
        floors: &[f64],
        call: &Call,
        (from, to): (&[ActiveSite], &[ActiveSite]),
    ) -> f64 {
        if *call == Call::NONE {
            return 0.0;
        }
        let parts = f64::from(u32::try_from(from.len()).unwrap_or(u32::MAX));
        let mut cost = 0.0;
        for &caller in from {
            let Some(callee) = self.nearest(caller.site, to) else { return f64::INFINITY };
            let trip = |trip: Option<Millis>, limit| trip.is_none_or(|trip| trip > limit);
            if call.limit.is_some_and(|limit| trip(self.trip(caller.site, callee.site), limit)) {
                return f64::INFINITY;
            }
            for (data, a, b) in [(call.there, caller, callee), (call.back, callee, caller)] {
                if data > 0.0 {
                    let Some(rate) = self.rate(pools, a, b) else { return f64::INFINITY };
                    let pooled = rate.pooled.map_or(0.0, |(pool, q)| q * floors[pool]);
                    cost += (rate.flat + pooled) * data / parts;
                }
            }
        }
        cost
    }

    fn sample(&self, pools: &mut Pools, a: ActiveSite, b: ActiveSite) -> Option<Rate> {
        // Which service pays makes no difference to the price.
        let used = copy_usage(self.context, ServiceId(0), a, b, SAMPLE).ok()?;
        let amount = tally(&used, pools);
        let gib = to_f64(SAMPLE.gib());
        let pooled = amount.pooled.first().map(|&(pool, quantity)| (pool, quantity / gib));
        debug_assert!(amount.pooled.len() < 2, "one way, one tariff");
        Some(Rate { flat: amount.flat / gib, pooled })
    }
}

impl Rate {
    fn add_to(self, amount: &mut Amount, gib: f64) {
        amount.flat += self.flat * gib;
        if let Some((pool, quantity)) = self.pooled {
            match amount.pooled.binary_search_by_key(&pool, |&(known, _)| known) {
                Ok(at) => amount.pooled[at].1 += quantity * gib,
                Err(at) => amount.pooled.insert(at, (pool, quantity * gib)),
            }
        }
    }
}

impl Call {
    /// Nothing.
    pub const NONE: Call = Call { there: 0.0, back: 0.0, limit: None };

    /// Adds a flow of a volume of which a share comes back.
    pub fn add(&mut self, volume: Data, reply: Share, limit: Option<Millis>) {
        let back = volume.fraction(u64::from(reply.millionths()), 1_000_000);
        self.there += to_f64((volume - back).gib());
        self.back += to_f64(back.gib());
        self.limit = match (self.limit, limit) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
}
