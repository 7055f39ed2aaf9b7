//! Tiered tariffs in a relaxation: units are charged a *slope*, and a *rest* that no amount is below pays for what the
//! slope says too little or too much.
//!
//! What a count costs is a sum over its pools: each ends at a position of the count, and what a count costs up to an end
//! at the prices of the pool that ends there, less the same at the prices of the next pool, adds up to the whole. Every
//! such *end* has a slope of its own. Any slopes make a bound; which are best is found elsewhere.

use super::pools::{Pool, step};
use super::problem::Problem;

/// Part of a number by which it may differ from an equal one for no other reason than that floats are rounded.
const NOISE: f64 = 1e-9;

/// The end of a pool within its count, and what a count costs that has it at some position.
pub struct End {
    /// Position and cost where the price changes, from zero to the furthest position.
    points: Vec<(f64, f64)>,
}

/// A part of the positions at which a pool can end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// At least.
    pub from: f64,
    /// At most.
    pub to: f64,
}

/// The ranges in which the pools of a problem end, one of each.
pub type Ranges = Vec<Range>;

/// All ends of a problem, by pool.
pub struct Ends {
    /// By pool.
    all: Vec<End>,
    /// The pools that count together, in the order in which they fill their count.
    counts: Vec<Vec<usize>>,
}

/// What a unit costs at some slopes, and the rest.
#[derive(Debug, Clone, PartialEq)]
pub struct Rates {
    /// By pool: dollars for a unit.
    pub unit: Vec<f64>,
    /// Dollars beside.
    pub rest: f64,
    /// By pool: a position at which it is cheapest to end, at these slopes.
    pub cheapest: Vec<f64>,
}

impl End {
    fn of(pool: &Pool, next: Option<&Pool>) -> End {
        let most = pool.reach;
        let tiers = step(pool, next);
        let mut points = Vec::with_capacity(tiers.len() + 1);
        let mut cost = 0.0;
        for (i, &(from, price)) in tiers.iter().enumerate().filter(|(_, tier)| tier.0 < most) {
            points.push((from, cost));
            let until = tiers.get(i + 1).map_or(most, |next| next.0.min(most));
            cost += (until - from) * price;
        }
        points.push((most, cost));
        End { points }
    }

    /// What it costs to end at a position.
    #[must_use]
    pub fn cost(&self, position: f64) -> f64 {
        let after = self.points.partition_point(|point| point.0 <= position);
        let (at, cost) = self.points[after.saturating_sub(1)];
        let Some(&(next, then)) = self.points.get(after) else { return cost };
        if next > at { cost + (then - cost) * (position - at) / (next - at) } else { cost }
    }

    /// The least that ending within a range costs beyond a slope, and where it is so little.
    #[must_use]
    pub fn rest(&self, slope: f64, range: Range) -> (f64, f64) {
        let beyond = |at: f64, cost: f64| (cost - slope * at, at);
        let inner = self.points.iter().filter(|point| point.0 > range.from && point.0 < range.to);
        let ends = [range.from, range.to].map(|at| beyond(at, self.cost(at)));
        let all = inner.map(|&(at, cost)| beyond(at, cost)).chain(ends);
        all.fold((f64::INFINITY, 0.0), |least, one| if one.0 < least.0 { one } else { least })
    }

    /// A range cut at the edges around a position: what is below, the tier itself, and what is above.
    #[must_use]
    pub fn cut(&self, range: Range, position: f64) -> Vec<Range> {
        let noise = NOISE * range.to.abs().max(1.0);
        let inner = |at: &f64| *at > range.from + noise && *at < range.to - noise;
        let edges: Vec<f64> = self.points.iter().map(|point| point.0).filter(inner).collect();
        let below = edges.iter().copied().rfind(|&edge| edge <= position);
        let above = edges.iter().copied().find(|&edge| edge > position);
        let mut cuts = vec![range.from];
        cuts.extend(below.into_iter().chain(above));
        cuts.push(range.to);
        cuts.windows(2).map(|pair| Range { from: pair[0], to: pair[1] }).collect()
    }
}

impl Ends {
    /// Of a problem.
    #[must_use]
    pub fn of(problem: &Problem) -> Self {
        let pools = &problem.pools;
        let mut all: Vec<End> = pools.iter().map(|pool| End::of(pool, None)).collect();
        for members in &problem.counts {
            for pair in members.windows(2) {
                all[pair[0]] = End::of(&pools[pair[0]], Some(&pools[pair[1]]));
            }
        }
        Ends { all, counts: problem.counts.clone() }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// The end of a pool.
    #[must_use]
    pub fn get(&self, pool: usize) -> &End {
        &self.all[pool]
    }

    /// All positions at which pools can end.
    #[must_use]
    pub fn whole(&self) -> Ranges {
        let most = |end: &End| end.points.last().map_or(0.0, |point| point.0);
        self.all.iter().map(|end| Range { from: 0.0, to: most(end) }).collect()
    }

    /// Slopes at which a unit of each pool costs what is given.
    #[must_use]
    pub fn slopes(&self, unit: &[f64]) -> Vec<f64> {
        let mut slopes = unit.to_vec();
        for pair in self.counts.iter().flat_map(|members| members.windows(2)) {
            slopes[pair[0]] = unit[pair[0]] - unit[pair[1]];
        }
        slopes
    }

    /// By pool: the most that a further unit costs at its end, wherever that is, or saves.
    #[must_use]
    pub fn dearest(&self) -> Vec<f64> {
        let of = |end: &End| {
            let steps = end.points.windows(2).filter(|pair| pair[1].0 > pair[0].0);
            let slope =
                |pair: &[(f64, f64)]| ((pair[1].1 - pair[0].1) / (pair[1].0 - pair[0].0)).abs();
            steps.map(slope).fold(0.0, f64::max)
        };
        self.all.iter().map(of).collect()
    }

    /// What a unit of each pool costs at some slopes.
    #[must_use]
    pub fn unit(&self, slopes: &[f64]) -> Vec<f64> {
        let mut unit = slopes.to_vec();
        for pair in self.counts.iter().flat_map(|members| members.windows(2).rev()) {
            unit[pair[0]] += unit[pair[1]];
        }
        unit
    }

    /// What units cost at some slopes while pools end within some ranges.
    #[must_use]
    pub fn rates(&self, slopes: &[f64], ranges: &[Range]) -> Rates {
        let mut rest = 0.0;
        let mut cheapest = Vec::with_capacity(self.all.len());
        for ((end, &slope), &range) in self.all.iter().zip(slopes).zip(ranges) {
            let (least, at) = end.rest(slope, range);
            rest += least;
            cheapest.push(at);
        }
        Rates { unit: self.unit(slopes), rest, cheapest }
    }

    /// Where pools end that hold some quantities.
    #[must_use]
    pub fn positions(&self, filled: &[f64]) -> Vec<f64> {
        let mut positions = vec![0.0; filled.len()];
        for members in &self.counts {
            let mut at = 0.0;
            for &pool in members {
                at += filled[pool];
                positions[pool] = at;
            }
        }
        positions
    }

    /// A guess at what a unit of each pool costs, before anything is known: the least price that is not nothing.
    #[must_use]
    pub fn guess(problem: &Problem) -> Vec<f64> {
        let of = |pool: &Pool| {
            let within = pool.tiers.iter().filter(|tier| tier.0 < pool.reach && tier.1 > 0.0);
            let least = within.map(|tier| tier.1).fold(f64::INFINITY, f64::min);
            if least.is_finite() { least } else { 0.0 }
        };
        problem.pools.iter().map(of).collect()
    }
}

impl Rates {
    /// What an amount costs at least, without the rest.
    #[must_use]
    pub fn least(&self, flat: f64, pooled: &[(usize, f64)]) -> f64 {
        flat + pooled.iter().map(|&(pool, quantity)| quantity * self.unit[pool]).sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use super::{End, Ends, Range};

    /// A free tier, a volume discount, and prices that go down and up again: positions and costs.
    fn ends() -> [End; 3] {
        let points: [&[(f64, f64)]; 3] = [
            &[(0.0, 0.0), (100.0, 0.0), (20_000.0, 1_791.0)],
            &[(0.0, 0.0), (4_000.0, 360.0), (9_000.0, 610.0), (20_000.0, 830.0)],
            &[(0.0, 0.0), (3_000.0, 30.0), (4_000.0, 120.0), (20_000.0, 140.0)],
        ];
        points.map(|points| End { points: points.to_vec() })
    }

    fn positions(range: Range) -> impl Iterator<Item = f64> {
        let width = range.to - range.from;
        (0..=200).map(move |step| range.from + width * f64::from(step) / 200.0)
    }

    #[test]
    fn slope_and_rest_are_nowhere_above_what_it_costs_and_somewhere_equal() {
        for end in ends() {
            for (from, to) in [(0.0, 20_000.0), (0.0, 100.0), (50.0, 9_500.0), (4_000.0, 15_000.0)]
            {
                let range = Range { from, to };
                for slope in [-0.01, 0.0, 0.02, 0.05, 0.09, 1.0] {
                    let (rest, at) = end.rest(slope, range);
                    assert!((end.cost(at) - slope * at - rest).abs() < 1e-9);
                    for at in positions(range) {
                        assert!(end.cost(at) >= slope * at + rest - 1e-9, "{slope} {at}");
                    }
                }
            }
        }
    }

    #[test]
    fn within_a_tier_some_slope_is_what_it_costs() {
        for end in ends() {
            for position in [50.0, 3_500.0, 7_000.0, 12_000.0, 19_000.0] {
                let cuts = end.cut(Range { from: 0.0, to: 20_000.0 }, position);
                let inside = |range: &&Range| range.from <= position && position <= range.to;
                let tier = *cuts.iter().find(inside).expect("the cuts cover the whole");
                let slope = (end.cost(tier.to) - end.cost(tier.from)) / (tier.to - tier.from);
                let (rest, _) = end.rest(slope, tier);
                for at in positions(tier) {
                    assert!((end.cost(at) - slope * at - rest).abs() < 1e-6, "{tier:?} {at}");
                }
            }
        }
    }

    #[test]
    fn slopes_and_prices_of_units_tell_each_other() {
        let ends = Ends { all: ends().into(), counts: vec![vec![2, 0], vec![1]] };
        let slopes = ends.slopes(&[0.09, 0.05, 0.12]);
        assert!((slopes[2] - 0.03).abs() < 1e-12 && (slopes[0] - 0.09).abs() < 1e-12);
        let unit = ends.unit(&slopes);
        assert!((unit[2] - 0.12).abs() < 1e-12 && (unit[1] - 0.05).abs() < 1e-12);
        assert_eq!(ends.positions(&[4.0, 1.0, 2.0]), [6.0, 1.0, 2.0]);
    }
}
