//! Many years, on all processors: the same seed gives the same answer, however many there are.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::placement::{Context, Placement, Verified};
use crate::plan::{JourneyId, ServiceId};
use crate::units::Availability;

use super::outages::{OutageRate, Process, YEAR, rates};
use super::statistics::Interval;
use super::year::{Outcomes, Year, play};

/// Which years are played, and on how many processors; that decides how long it takes, and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Years {
    /// How many.
    pub count: u32,
    /// Where the random numbers begin.
    pub seed: u64,
    /// How many are played at once.
    pub workers: NonZeroUsize,
}

/// What many years come to.
#[derive(Debug, Clone, PartialEq)]
pub struct Simulation {
    /// How many.
    pub years: u32,
    /// Where the random numbers begin.
    pub seed: u64,
    /// What can fail, with its figures.
    pub rates: Vec<OutageRate>,
    /// One for each service, then one for each journey, in order.
    pub lines: Vec<Simulated>,
}

/// Whose time is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A service.
    Service(ServiceId),
    /// A journey: away while any service on its path is.
    Journey(JourneyId),
}

/// What many years come to for one service or journey.
#[derive(Debug, Clone, PartialEq)]
pub struct Simulated {
    /// Which.
    pub subject: Subject,
    /// The fraction of time in service.
    pub availability: Interval,
    /// The target, if there is one.
    pub target: Option<Availability>,
    /// Seconds away in a year, on average.
    pub mean: Interval,
    /// The same in the median year.
    pub median: Interval,
    /// The same in a year of which only one in a hundred is worse.
    pub p99: Interval,
    /// Times a year that data is lost.
    pub data_lost: Interval,
}

impl Simulated {
    /// Whether the target lies above all that the years leave open.
    #[must_use]
    pub fn misses_target(&self) -> bool {
        let target = self.target.and_then(|target| f64::try_from(target.fraction()).ok());
        target.is_some_and(|target| self.availability.high < target)
    }
}

/// Plays years on a verified placement.
#[must_use]
pub fn simulate(context: Context<'_>, verified: &Verified, years: Years) -> Simulation {
    let rates = rates(context.catalog, verified.placement());
    let processes: Vec<Process> = rates.iter().filter_map(Process::new).collect();
    let all = played(context, verified.placement(), &processes, years);
    let services = verified.availability().iter();
    let services = services.map(|line| (Subject::Service(line.service), line.target));
    let journeys = verified.journeys().iter();
    let journeys = journeys.map(|line| (Subject::Journey(line.journey), line.availability_target));
    let line = |(at, (subject, target)): (usize, (Subject, Option<Availability>))| {
        let years: Vec<Year> = all.iter().map(|year| year[at]).collect();
        summary(subject, target, &years)
    };
    let lines = services.chain(journeys).enumerate().map(line).collect();
    Simulation { years: years.count, seed: years.seed, rates, lines }
}

fn summary(subject: Subject, target: Option<Availability>, years: &[Year]) -> Simulated {
    let mut away: Vec<f64> = years.iter().map(|year| year.away).collect();
    let losses: Vec<f64> = years.iter().map(|year| f64::from(year.data_lost)).collect();
    let mean = Interval::mean(&away);
    away.sort_by(f64::total_cmp);
    Simulated {
        subject,
        availability: mean.scaled(1.0 / YEAR).complement(),
        target,
        mean,
        median: Interval::percentile(&away, 0.5),
        p99: Interval::percentile(&away, 0.99),
        data_lost: Interval::rate(&losses),
    }
}

/// All years in order. Each has random numbers of its own, so it does not matter who plays it.
fn played(
    context: Context<'_>,
    placement: &Placement,
    processes: &[Process],
    years: Years,
) -> Vec<Vec<Year>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut outcomes = Outcomes::new(context, placement);
        let mut done = Vec::new();
        loop {
            let year = next.fetch_add(1, Ordering::Relaxed);
            if year >= years.count as usize {
                return done;
            }
            let mut dice = fastrand::Rng::with_seed(scatter(years.seed, year as u64));
            done.push((year, play(processes, &mut dice, &mut outcomes)));
        }
    };
    let mut all: Vec<(usize, Vec<Year>)> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..years.workers.get()).map(|_| scope.spawn(work)).collect();
        let mut all = work();
        for other in others {
            all.extend(other.join().expect("a year that is played here can be played there"));
        }
        all
    });
    all.sort_by_key(|(year, _)| *year);
    all.into_iter().map(|(_, played)| played).collect()
}

/// A seed for a year that has nothing to do with those of its neighbours (the mixer of `SplitMix64`).
const fn scatter(seed: u64, year: u64) -> u64 {
    let mut z = seed.wrapping_add(year.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
