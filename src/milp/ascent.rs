//! Where the relaxation says most: its multipliers by a subgradient method, and which providers are used, in which ranges
//! pools end and what is opened by branch and bound.
//!
//! Any point gives a bound, and leaves are only ever cut, so it can stop at any time.

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::relax::{Glance, Multipliers, Point, Relaxation, Relaxer, TOLERANCE, Within};
use super::steps::Steps;
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
    /// Numbers that were looked at.
    pub numbers: usize,
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
    /// How long the first step is, as a part of the way to the goal.
    length: f64,
    /// Whether its point was looked for.
    is_climbed: bool,
    /// Whether neither a better point nor a cut is to be found.
    is_stuck: bool,
}

/// Steps from a first point, and from one that is good elsewhere.
const STEPS_FIRST: usize = 120;
const STEPS_LATER: usize = 20;

/// More steps are made as long as so many of them raise the bound by this part of the way to the goal.
const WINDOW: usize = 10;
const WORTH_A_WINDOW: f64 = 0.03;

/// Leaves that are looked at side by side. The same on any number of cores, so that the answer is.
const BATCH: usize = 4;

/// Rounds of messages before the first step at most, and in each step.
const ROUNDS_FIRST: usize = 30;
const ROUNDS_STEP: usize = 2;

/// Hints that are kept.
const HINTS_MAX: usize = 4;

/// Leaves that are looked at, at least and at most; between, as many as have so many numbers.
const LEAVES: (usize, usize) = (80, 1_000);
const LEAVES_SIZE: usize = 3_000_000;

/// The part of the way to the goal that a cut must promise.
const WORTH_A_CUT: f64 = 0.01;

/// The part of the way to the goal that a better bound must be better.
const WORTH_A_STEP: f64 = 1e-4;

/// How much of the average the last step is.
const NEWS: f64 = 0.2;

/// How much longer the first step of a climb is than the last one of the climb before.
const LONGER: f64 = 4.0;

impl Ascent {
    /// Looks for the best points from some on, until it is over; `None` proves that there is no placement of at most the cutoff.
    #[must_use]
    pub fn of(
        relaxer: &Relaxer<'_>,
        starts: &[Start],
        goal: Goal,
        is_over: &(dyn Fn() -> bool + Sync),
    ) -> Option<Ascent> {
        let steps = Steps::new(relaxer, goal.cutoff);
        let mut climber = Climber { relaxer, goal, left: goal.numbers, steps, is_over };
        let mut leaves: Vec<Leaf> = starts
            .iter()
            .filter_map(|start| {
                climber.leaf(relaxer.clipped(&start.within)?, relaxer.start(&start.from), 1.0)
            })
            .collect();
        if let Some(first) = lowest(&leaves) {
            climber.steps = Steps::new(relaxer, leaves[first].bound);
        }
        let mut hints = Vec::new();
        // Without a cutoff, no leaf is ever left out, and all that is asked for is a hint.
        let few = !goal.cutoff.is_finite();
        let room = LEAVES_SIZE / relaxer.size().max(1);
        let most = if few { LEAVES.0 } else { room.clamp(LEAVES.0, LEAVES.1) };
        let mut looked = 0;
        while looked < most {
            let batch = climber.next(&mut leaves, if looked == 0 { 1 } else { BATCH });
            if batch.is_empty() {
                break;
            }
            let steps = if looked == 0 { STEPS_FIRST } else { STEPS_LATER };
            let share = climber.left / batch.len();
            let grown: Vec<Grown> =
                batch.into_par_iter().map(|leaf| climber.task(share).grown(leaf, steps)).collect();
            for (n, grown) in grown.into_iter().enumerate() {
                looked += 1;
                climber.left -= (share - grown.left).min(climber.left);
                if n == 0 {
                    climber.steps = grown.steps;
                }
                leaves.extend(grown.leaves);
                hints.extend(grown.hints);
            }
            // What is good for some placements is a better start for others than what was known before.
            if let (true, Some(best)) = (looked == 1, leaves.last().map(|leaf| leaf.point.clone()))
            {
                for other in leaves.iter_mut().filter(|other| !other.is_climbed) {
                    climber.try_from(other, &best);
                }
            }
        }
        hints.extend(lowest(&leaves).map(|at| leaves[at].glance.best.clone()));
        hints.reverse();
        hints.dedup();
        hints.truncate(HINTS_MAX);
        let bound = leaves[lowest(&leaves)?].bound;
        Some(Ascent { bound, leaves, hints, numbers: goal.numbers - climber.left })
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
                shares: relaxer.shares().known(&leaf.point.shares),
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

/// What a leaf became.
struct Grown {
    leaves: Vec<Leaf>,
    hints: Vec<Vec<usize>>,
    /// Numbers that may still be looked at.
    left: usize,
    steps: Steps,
}

struct Climber<'r, 'p, 'o> {
    relaxer: &'r Relaxer<'p>,
    goal: Goal,
    /// Numbers that may still be looked at.
    left: usize,
    steps: Steps,
    is_over: &'o (dyn Fn() -> bool + Sync),
}

impl Climber<'_, '_, '_> {
    /// The same for a part of the work.
    fn task(&self, left: usize) -> Self {
        let Climber { relaxer, goal, is_over, .. } = *self;
        Climber { relaxer, goal, left, steps: self.steps.clone(), is_over }
    }

    /// The leaves to go on with, those with the lowest bounds; none if there is nothing left to do.
    fn next(&self, leaves: &mut Vec<Leaf>, most: usize) -> Vec<Leaf> {
        leaves.sort_by(|a, b| b.bound.total_cmp(&a.bound));
        let is_over = |leaf: &Leaf| leaf.is_stuck || self.is_done(leaf);
        if leaves.last().is_none_or(is_over) {
            return Vec::new();
        }
        let from = leaves.len().saturating_sub(most);
        let (stay, mut next): (Vec<Leaf>, Vec<Leaf>) = leaves.drain(from..).partition(is_over);
        leaves.extend(stay);
        next.reverse();
        next
    }

    /// Climbs, or cuts what was climbed.
    fn grown(mut self, mut leaf: Leaf, steps: usize) -> Grown {
        let mut hints = Vec::new();
        let parts = if leaf.is_climbed { self.parts(&leaf) } else { Vec::new() };
        let leaves = if parts.is_empty() {
            let again = leaf.is_climbed;
            let before = leaf.bound;
            let may_hold = self.climb(&mut leaf, if again { STEPS_FIRST } else { steps });
            leaf.is_stuck = again && leaf.bound - before <= WORTH_A_CUT * self.way(before);
            if may_hold {
                hints.extend(self.rounded(&leaf));
                hints.push(leaf.glance.best.clone());
                vec![leaf]
            } else {
                Vec::new()
            }
        } else {
            let parts = parts.into_iter();
            parts.filter_map(|(within, at)| self.leaf(within, at, leaf.length)).collect()
        };
        Grown { leaves, hints, left: self.left, steps: self.steps }
    }

    fn glance(&mut self, point: &mut Point, within: &Within, rounds: usize) -> Option<Glance> {
        self.left = self.left.saturating_sub(rounds.max(1) * self.relaxer.size());
        self.relaxer.glance(point, within, rounds)
    }

    /// Some placements with the relaxation at one point; `None` if there are none of at most the cutoff.
    fn leaf(&mut self, within: Within, start: Point, length: f64) -> Option<Leaf> {
        let mut point = start;
        let glance = self.glance(&mut point, &within, 1)?;
        let (bound, positions) = (glance.bound, glance.positions.clone());
        let leaf = Leaf {
            within,
            point,
            bound,
            glance,
            positions,
            length,
            is_climbed: false,
            is_stuck: false,
        };
        self.is_below(&leaf).then_some(leaf)
    }

    /// Looks for a better point of a leaf; whether it may hold placements of at most the cutoff.
    fn climb(&mut self, leaf: &mut Leaf, steps: usize) -> bool {
        leaf.is_climbed = true;
        if !self.listen(leaf) {
            return false;
        }
        self.steps.begin(leaf.length);
        let mut glance = leaf.glance.clone();
        let mut messages = leaf.point.messages.clone();
        let mut before = leaf.bound;
        for step in 0..STEPS_FIRST {
            if !self.is_below(leaf) || self.is_done(leaf) || self.steps.is_over() {
                break;
            }
            if step >= steps && step % WINDOW == 0 {
                if leaf.bound - before < WORTH_A_WINDOW * self.way(leaf.bound) {
                    break;
                }
                before = leaf.bound;
            }
            let best = (&leaf.point, leaf.bound);
            let moved = self.steps.from(self.relaxer, best, &glance, self.goal);
            if moved.is_none() && !self.relaxer.has_messages() {
                break;
            }
            let mut at = moved.unwrap_or_else(|| leaf.point.clone());
            at.messages = messages;
            let Some(now) = self.glance(&mut at, &leaf.within, ROUNDS_STEP) else { return false };
            glance = now;
            self.steps.learn(glance.bound - leaf.bound > WORTH_A_STEP * self.way(leaf.bound));
            leaf.note(&glance, &at);
            messages = at.messages;
        }
        leaf.length = (LONGER * self.steps.length()).min(1.0);
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

    /// What a leaf is cut to, with points to start from: at the end of a pool, or at something paid once, whichever costs
    /// more beyond what is charged for it; nothing if no cut is worth it.
    fn parts(&self, leaf: &Leaf) -> Vec<(Within, Point)> {
        let worth_it = (WORTH_A_CUT * self.way(leaf.bound)).max(1e-7 * leaf.bound.abs());
        let once = self.relaxer.furthest(&leaf.point, &leaf.within, &leaf.glance);
        let once = once.filter(|&(_, beyond)| beyond > worth_it);
        match (self.widest(leaf, worth_it), once) {
            (Some((pool, beyond)), once) if once.is_none_or(|(_, of_once)| of_once <= beyond) => {
                let cuts = self.cuts(leaf, pool).into_iter();
                cuts.map(|range| self.within_range(leaf, pool, range)).collect()
            }
            (_, Some((once, _))) => [false, true]
                .map(|open| {
                    let mut within = leaf.within.clone();
                    within.decided.insert(once, open);
                    (within, leaf.point.clone())
                })
                .into(),
            _ => Vec::new(),
        }
    }

    /// The pool whose end costs most beyond its slope and rest, and how much.
    fn widest(&self, leaf: &Leaf, worth_it: f64) -> Option<(usize, f64)> {
        let (ends, ranges) = (self.relaxer.ends(), &leaf.within.ranges);
        let beyond = |pool: usize| {
            let (range, slope) = (ranges[pool], leaf.point.slopes[pool]);
            let at = leaf.positions[pool].clamp(range.from, range.to);
            ends.get(pool).cost(at) - slope * at - ends.get(pool).rest(slope, range).0
        };
        (0..ends.len())
            .map(|pool| (pool, beyond(pool)))
            .filter(|&(pool, beyond)| beyond > worth_it && self.cuts(leaf, pool).len() > 1)
            .max_by(|a, b| a.1.total_cmp(&b.1))
    }

    fn cuts(&self, leaf: &Leaf, pool: usize) -> Vec<Range> {
        self.relaxer.ends().get(pool).cut(leaf.within.ranges[pool], leaf.positions[pool])
    }

    fn within_range(&self, whole: &Leaf, pool: usize, range: Range) -> (Within, Point) {
        let (mut within, mut point) = (whole.within.clone(), whole.point.clone());
        within.ranges[pool] = range;
        let end = self.relaxer.ends().get(pool);
        // On one tier, the slope is known.
        if range.to > range.from {
            point.slopes[pool] =
                (end.cost(range.to) - end.cost(range.from)) / (range.to - range.from);
        }
        self.relaxer.settle(&mut point.slopes);
        (within, point)
    }

    /// What services take where everything is opened that is worth opening at a leaf's point, and nothing else.
    fn rounded(&mut self, leaf: &Leaf) -> Option<Vec<usize>> {
        let within = self.relaxer.rounded(&leaf.point, &leaf.within)?;
        Some(self.glance(&mut leaf.point.clone(), &within, 1)?.best)
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
