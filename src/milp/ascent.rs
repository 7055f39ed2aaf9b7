//! Where the relaxation says most: prices of own capacity and slopes of tiers by a subgradient method, and which
//! providers are used and in which ranges pools end by branch and bound.
//!
//! Any point gives a bound, and leaves are only ever cut, so it can stop at any time.

use crate::catalog::SiteId;

use super::relax::{Glance, Multipliers, Point, Prices, Relaxation, Relaxer, TOLERANCE, Within};
use super::tiers::Range;

/// What is looked for, and how long.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Goal {
    /// No placement above this is of interest.
    pub cutoff: f64,
    /// No bound above this is.
    pub enough: f64,
    /// Numbers that may be looked at.
    pub numbers: usize,
}

/// The best points found.
pub struct Ascent {
    /// No placement costs less.
    pub bound: f64,
    /// Leaves that together hold every placement of interest.
    leaves: Vec<Leaf>,
    /// What services take in the relaxation at several points: starting points for a search.
    pub hints: Vec<Vec<usize>>,
}

/// Some placements with the best point found for them.
struct Leaf {
    within: Within,
    point: Point,
    bound: f64,
    /// The relaxation there.
    glance: Glance,
    /// By pool: where it ends over many steps on average.
    positions: Vec<f64>,
    /// Whether its point was looked for.
    is_climbed: bool,
}

/// Steps from a first point, and from one that is good elsewhere.
const STEPS_FIRST: usize = 120;
const STEPS_LATER: usize = 20;

/// Rounds of messages before the first step at most, and in each step.
const ROUNDS_FIRST: usize = 30;
const ROUNDS_STEP: usize = 2;

/// Hints that are kept.
const HINTS_MAX: usize = 4;

/// Steps without a better bound after which steps become shorter.
const PATIENCE: usize = 4;

/// Steps this short, of the whole way to the goal, lead nowhere.
const SHORTEST: f64 = 1.0 / 128.0;

/// Leaves that are looked at in all.
const LEAVES_MAX: usize = 80;

/// The part of the way to the goal that a cut must promise.
const WORTH_A_CUT: f64 = 0.01;

/// The part of the way to the goal that a better bound must be better.
const WORTH_A_STEP: f64 = 1e-4;

/// How much of the average the last step is.
const NEWS: f64 = 0.2;

/// No price moves further in a step, as a part of what a unit may cost.
const FURTHEST: f64 = 0.25;

/// The part of all costs that own capacity may be worth, as a measure of what a unit of it may cost.
const WORTH_OF_CAPACITY: f64 = 0.05;

impl Ascent {
    /// Looks for the best points from some on, until it is over; `None` proves that there is no placement of at most the cutoff.
    #[must_use]
    pub fn of(
        relaxer: &Relaxer<'_>,
        starts: &[Start],
        goal: Goal,
        is_over: &dyn Fn() -> bool,
    ) -> Option<Ascent> {
        let mut climber = Climber { relaxer, goal, left: goal.numbers, is_over };
        let mut leaves: Vec<Leaf> = starts
            .iter()
            .filter_map(|start| {
                climber.leaf(relaxer.clipped(&start.within)?, relaxer.start(&start.from))
            })
            .collect();
        let mut hints = Vec::new();
        let mut steps = STEPS_FIRST;
        for _ in 0..LEAVES_MAX {
            let Some(at) = lowest(&leaves) else { break };
            if climber.is_done(&leaves[at]) {
                break;
            }
            let mut leaf = leaves.swap_remove(at);
            if leaf.is_climbed {
                let Some((pool, cuts)) = climber.widest(&leaf) else {
                    leaves.push(leaf);
                    break;
                };
                leaves
                    .extend(cuts.into_iter().filter_map(|range| climber.part(&leaf, pool, range)));
            } else if climber.climb(&mut leaf, steps) {
                // What is good for some placements is a better start for others than what was known before.
                for other in leaves.iter_mut().filter(|other| !other.is_climbed) {
                    climber.try_from(other, &leaf.point);
                }
                hints.push(leaf.glance.best.clone());
                leaves.push(leaf);
                steps = STEPS_LATER;
            }
        }
        hints.extend(lowest(&leaves).map(|at| leaves[at].glance.best.clone()));
        hints.reverse();
        hints.dedup();
        hints.truncate(HINTS_MAX);
        let bound = leaves[lowest(&leaves)?].bound;
        Some(Ascent { bound, leaves, hints })
    }

    /// What the points say of each option, and if asked of each pair, as far as it is about placements of at most
    /// `cutoff`; `None` proves that there are none.
    #[must_use]
    pub fn relaxation(
        &self,
        relaxer: &Relaxer<'_>,
        cutoff: f64,
        with_pairs: bool,
    ) -> Option<Relaxation> {
        let leaves = self.leaves.iter();
        let all =
            leaves.filter_map(|leaf| relaxer.at(&leaf.point, &leaf.within, cutoff, with_pairs));
        all.reduce(Relaxation::lesser)
    }

    /// Where to go on from with fewer options.
    #[must_use]
    pub fn starts(&self, relaxer: &Relaxer<'_>) -> Vec<Start> {
        let start = |leaf: &Leaf| Start {
            within: leaf.within.clone(),
            from: Multipliers {
                unit: relaxer.ends().unit(&leaf.point.slopes),
                prices: leaf.point.prices.clone(),
            },
        };
        let mut leaves: Vec<&Leaf> = self.leaves.iter().collect();
        leaves.sort_by(|a, b| a.bound.total_cmp(&b.bound));
        leaves.into_iter().map(start).collect()
    }
}

/// Some placements, and multipliers that are good for them. A search starts from several that together hold all
/// placements of interest.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    /// Which placements.
    pub within: Within,
    /// Where to start.
    pub from: Multipliers,
}

impl Start {
    /// Everything, from the same multipliers.
    #[must_use]
    pub fn everywhere(relaxer: &Relaxer<'_>, from: &Multipliers) -> Vec<Start> {
        let sets = 0..relaxer.sets().len();
        sets.map(|set| Start { within: relaxer.all_with(set), from: from.clone() }).collect()
    }
}

/// The leaf with the lowest bound.
fn lowest(leaves: &[Leaf]) -> Option<usize> {
    (0..leaves.len()).min_by(|&a, &b| leaves[a].bound.total_cmp(&leaves[b].bound))
}

struct Climber<'r, 'p, 'o> {
    relaxer: &'r Relaxer<'p>,
    goal: Goal,
    /// Numbers that may still be looked at.
    left: usize,
    is_over: &'o dyn Fn() -> bool,
}

impl Climber<'_, '_, '_> {
    fn glance(&mut self, point: &mut Point, within: &Within, rounds: usize) -> Option<Glance> {
        self.left = self.left.saturating_sub(rounds.max(1) * self.relaxer.size());
        self.relaxer.glance(point, within, rounds)
    }

    /// Some placements with the relaxation at one point; `None` if there are none of at most the cutoff.
    fn leaf(&mut self, within: Within, start: Point) -> Option<Leaf> {
        let mut point = start;
        let glance = self.glance(&mut point, &within, 1)?;
        let (bound, positions) = (glance.bound, glance.positions.clone());
        let leaf = Leaf { within, point, bound, glance, positions, is_climbed: false };
        self.is_below(&leaf).then_some(leaf)
    }

    /// Looks for a better point of a leaf; whether it may hold placements of at most the cutoff.
    fn climb(&mut self, leaf: &mut Leaf, steps: usize) -> bool {
        leaf.is_climbed = true;
        if !self.listen(leaf) {
            return false;
        }
        let mut stride = Steps::new(self.relaxer);
        let (mut at, mut glance) = (leaf.point.clone(), leaf.glance.clone());
        for _ in 0..steps {
            if !self.is_below(leaf) || self.is_done(leaf) || stride.length < SHORTEST {
                break;
            }
            let moved = stride.step(self.relaxer, &mut at, &glance, self.goal);
            if !moved && !self.relaxer.has_messages() {
                break;
            }
            let Some(now) = self.glance(&mut at, &leaf.within, ROUNDS_STEP) else { return false };
            glance = now;
            let worth_it = glance.bound - leaf.bound > WORTH_A_STEP * self.way(leaf.bound);
            leaf.note(&glance, &at);
            if stride.learn(worth_it) {
                (at, glance) = (leaf.point.clone(), leaf.glance.clone());
            }
        }
        self.is_below(leaf)
    }

    /// Passes messages while they raise the bound of a leaf; whether it may hold any placement.
    fn listen(&mut self, leaf: &mut Leaf) -> bool {
        let rounds = if self.relaxer.has_messages() { ROUNDS_FIRST } else { 0 };
        for _ in 0..rounds {
            let before = leaf.bound;
            let mut at = leaf.point.clone();
            let Some(glance) = self.glance(&mut at, &leaf.within, 1) else { return false };
            leaf.note(&glance, &at);
            if leaf.bound - before <= WORTH_A_CUT * self.way(before) {
                break;
            }
        }
        true
    }

    /// Takes another point for a leaf if that is better.
    fn try_from(&mut self, leaf: &mut Leaf, from: &Point) {
        let mut at = Point { messages: leaf.point.messages.clone(), ..from.clone() };
        if let Some(glance) = self.glance(&mut at, &leaf.within, 1) {
            leaf.note(&glance, &at);
        }
    }

    /// How far a bound is from the goal.
    fn way(&self, bound: f64) -> f64 {
        let goal = self.goal.enough.min(self.goal.cutoff);
        if goal.is_finite() { (goal - bound).max(0.0) } else { 0.01 * bound.abs() }
    }

    fn is_below(&self, leaf: &Leaf) -> bool {
        leaf.bound <= self.goal.cutoff + TOLERANCE * self.goal.cutoff.abs().max(1.0)
    }

    fn is_done(&self, leaf: &Leaf) -> bool {
        leaf.bound >= self.goal.enough || self.left == 0 || (self.is_over)()
    }

    /// The pool whose end costs most beyond its slope and rest, and the parts that its range is cut to.
    fn widest(&self, leaf: &Leaf) -> Option<(usize, Vec<Range>)> {
        let (ends, ranges) = (self.relaxer.ends(), &leaf.within.ranges);
        let beyond = |pool: usize| {
            let (range, slope) = (ranges[pool], leaf.point.slopes[pool]);
            let at = leaf.positions[pool].clamp(range.from, range.to);
            ends.get(pool).cost(at) - slope * at - ends.get(pool).rest(slope, range).0
        };
        let worth_it = (WORTH_A_CUT * self.way(leaf.bound)).max(1e-7 * leaf.bound.abs());
        let cuts = |pool: usize| ends.get(pool).cut(ranges[pool], leaf.positions[pool]);
        (0..ends.len())
            .map(|pool| (pool, beyond(pool)))
            .filter(|&(pool, beyond)| beyond > worth_it && cuts(pool).len() > 1)
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(pool, _)| (pool, cuts(pool)))
    }

    /// A part of a leaf; `None` if it holds no placement of at most the cutoff.
    fn part(&mut self, whole: &Leaf, pool: usize, range: Range) -> Option<Leaf> {
        let (mut within, mut point) = (whole.within.clone(), whole.point.clone());
        within.ranges[pool] = range;
        let end = self.relaxer.ends().get(pool);
        // On one tier, the slope is known.
        if range.to > range.from {
            point.slopes[pool] =
                (end.cost(range.to) - end.cost(range.from)) / (range.to - range.from);
        }
        self.relaxer.settle(&mut point.slopes);
        self.leaf(within, point)
    }
}

impl Leaf {
    /// Takes a glance into account.
    fn note(&mut self, glance: &Glance, at: &Point) {
        for (mean, now) in self.positions.iter_mut().zip(&glance.positions) {
            *mean += NEWS * (now - *mean);
        }
        if glance.bound > self.bound {
            self.bound = glance.bound;
            self.point.clone_from(at);
            self.glance.clone_from(glance);
        }
    }
}

/// Steps along subgradients, each number measured by how much it pulled so far (as in `AdaGrad`), so long that the bound
/// could reach the goal (as Polyak's).
struct Steps {
    /// By pool: what a unit may cost.
    units: Vec<f64>,
    /// By pool, and by own site: squares of what pulled so far, in dollars.
    slopes: Vec<f64>,
    prices: Prices,
    /// The part of the way to the goal that is tried.
    length: f64,
    waited: usize,
}

impl Steps {
    fn new(relaxer: &Relaxer<'_>) -> Self {
        let units = relaxer.ends().dearest();
        let slopes = vec![0.0; units.len()];
        Steps { units, slopes, prices: Prices::new(), length: 1.0, waited: 0 }
    }

    /// Makes steps shorter where they lead nowhere; whether it did so now.
    fn learn(&mut self, better: bool) -> bool {
        self.waited = if better { 0 } else { self.waited + 1 };
        let shorter = self.waited >= PATIENCE;
        if shorter {
            (self.length, self.waited) = (self.length / 2.0, 0);
        }
        shorter
    }

    /// Moves a point along what pulls at it; whether anything does.
    fn step(&mut self, relaxer: &Relaxer<'_>, at: &mut Point, glance: &Glance, goal: Goal) -> bool {
        let goal = if goal.cutoff.is_finite() { goal.cutoff } else { glance.bound * 1.01 };
        let rise = self.length * (goal - glance.bound).max(1e-6 * glance.bound.abs());
        let mut norm = 0.0;
        let slopes = self.slopes_moved(glance, &mut norm);
        let prices = self.prices_moved(relaxer, at, glance, &mut norm);
        if norm <= 1e-9 {
            return false;
        }
        let scale = (rise / norm).min(FURTHEST);
        at.slopes.iter_mut().zip(&slopes).for_each(|(slope, by)| *slope += scale * by);
        relaxer.settle(&mut at.slopes);
        for (site, moved) in prices {
            let prices = at.prices.entry(site).or_default().iter_mut();
            prices.zip(moved).for_each(|(price, by)| *price = (*price + scale * by).max(0.0));
        }
        true
    }

    /// By pool: where its slope goes; what that is hoped to raise the bound by is added to `norm`.
    fn slopes_moved(&mut self, glance: &Glance, norm: &mut f64) -> Vec<f64> {
        let pulls = glance.positions.iter().zip(&glance.cheapest).map(|(at, best)| at - best);
        let mut moved = Vec::with_capacity(self.units.len());
        for ((pull, unit), square) in pulls.zip(&self.units).zip(&mut self.slopes) {
            moved.push(measured(pull * unit, square, norm) * unit);
        }
        moved
    }

    /// The same for the prices of own sites.
    fn prices_moved(
        &mut self,
        relaxer: &Relaxer<'_>,
        at: &Point,
        glance: &Glance,
        norm: &mut f64,
    ) -> Vec<(SiteId, [f64; 3])> {
        let worth = WORTH_OF_CAPACITY * glance.bound.abs();
        let mut all = Vec::with_capacity(glance.excess.len());
        for (&site, over) in &glance.excess {
            let (held, squares) = (relaxer.held(site), self.prices.entry(site).or_default());
            let prices = at.prices.get(&site).copied().unwrap_or_default();
            let mut moved = [0.0; 3];
            for k in (0..3).filter(|&k| held[k] > 0.0 && (over[k] > 0.0 || prices[k] > 0.0)) {
                let unit = worth / held[k];
                moved[k] = measured(over[k] * unit, &mut squares[k], norm) * unit;
            }
            all.push((site, moved));
        }
        all
    }
}

/// What pulls, in the measure of what pulled so far.
fn measured(pull: f64, squares: &mut f64, norm: &mut f64) -> f64 {
    *squares += pull * pull;
    let moved = if *squares > 0.0 { pull / squares.sqrt() } else { 0.0 };
    *norm += moved * pull;
    moved
}
