//! Steps of a subgradient method: where multipliers go from the best point known.
//!
//! What pulls at them is averaged over steps (as in the volume algorithm of Barahona and Anbil), each multiplier is measured
//! by how much it was pulled so far (as in `AdaGrad`), and steps are so long that the bound could reach the goal (as
//! Polyak's). Knows nothing of which placements are looked at.

use super::ascent::Goal;
use super::relax::{Glance, Point, Relaxer};

/// How a climb goes on.
#[derive(Debug, Clone)]
pub struct Steps {
    /// By multiplier: what a unit of it may be, in dollars.
    units: Vec<f64>,
    /// By multiplier: squares of what pulled so far, in dollars.
    squares: Vec<f64>,
    /// By multiplier: what pulls on average.
    mean: Vec<f64>,
    /// The part of the way to the goal that is tried.
    length: f64,
    waited: usize,
}

/// Steps without a better bound after which steps become shorter.
const PATIENCE: usize = 4;

/// Steps this short, of the whole way to the goal, lead nowhere.
const SHORTEST: f64 = 1.0 / 256.0;

/// How much of the average the last pull is, at least and at most.
const NEWS: (f64, f64) = (0.1, 0.5);

/// No multiplier moves further in a step, as a part of what a unit may cost.
const FURTHEST: f64 = 0.25;

impl Steps {
    /// Before the first one.
    #[must_use]
    pub fn new(relaxer: &Relaxer<'_>, bound: f64) -> Self {
        let units = relaxer.units(bound);
        let (squares, mean) = (vec![0.0; units.len()], Vec::new());
        Steps { units, squares, mean, length: 1.0, waited: 0 }
    }

    /// Begins at another point, with steps of some length.
    pub fn begin(&mut self, length: f64) {
        self.mean.clear();
        (self.length, self.waited) = (length, 0);
    }

    /// The part of the way to the goal that is tried.
    #[must_use]
    pub const fn length(&self) -> f64 {
        self.length
    }

    /// Whether steps lead nowhere any more.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.length < SHORTEST
    }

    /// Makes steps shorter where they lead nowhere, and longer where they do.
    pub fn learn(&mut self, better: bool) {
        self.waited = if better { 0 } else { self.waited + 1 };
        if better {
            self.length = (self.length * 1.1).min(1.0);
        } else if self.waited >= PATIENCE {
            (self.length, self.waited) = (self.length / 2.0, 0);
        }
    }

    /// A point away from the best one along what pulls at the last ones; `None` if nothing does.
    #[must_use]
    pub fn from(
        &mut self,
        relaxer: &Relaxer<'_>,
        best: (&Point, f64),
        last: &Glance,
        goal: Goal,
    ) -> Option<Point> {
        let (best, bound) = best;
        let mut pulls = last.pulls(best);
        pulls.iter_mut().zip(&self.units).for_each(|(pull, unit)| *pull *= unit);
        for (square, pull) in self.squares.iter_mut().zip(&pulls) {
            *square += pull * pull;
        }
        self.average(pulls);
        let goal = if goal.cutoff.is_finite() { goal.cutoff } else { bound * 1.01 };
        let rise = self.length * (goal - bound).max(1e-6 * bound.abs());
        let norm: f64 =
            self.mean.iter().zip(&self.squares).map(|(m, s)| measured(*m, *s) * m).sum();
        if norm <= 1e-9 {
            return None;
        }
        let scale = (rise / norm).min(FURTHEST);
        let moved = self.mean.iter().zip(&self.squares).zip(&self.units);
        let moved = moved.map(|((mean, square), unit)| scale * measured(*mean, *square) * unit);
        Some(relaxer.moved(best, &moved.collect::<Vec<f64>>()))
    }

    /// Takes pulls into the average, with the weight that makes it shortest, within limits.
    fn average(&mut self, pulls: Vec<f64>) {
        if self.mean.is_empty() {
            self.mean = pulls;
            return;
        }
        let (mut along, mut across) = (0.0, 0.0);
        for ((mean, pull), square) in self.mean.iter().zip(&pulls).zip(&self.squares) {
            let by = mean - pull;
            along += measured(*mean, *square) * by;
            across += measured(by, *square) * by;
        }
        let news = if across > 0.0 { (along / across).clamp(NEWS.0, NEWS.1) } else { NEWS.1 };
        for (mean, pull) in self.mean.iter_mut().zip(&pulls) {
            *mean += news * (pull - *mean);
        }
    }
}

/// What pulls, in the measure of what pulled so far.
fn measured(pull: f64, squares: f64) -> f64 {
    if squares > 0.0 { pull / squares.sqrt() } else { 0.0 }
}
