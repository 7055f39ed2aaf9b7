//! Tiered tariffs as straight lines: what a unit costs at least while the count of an account ends in some range.
//!
//! Between two edges of its tiers, what a count costs is a straight line. Over a wider range it is never below a line
//! from the start of the range to its end, so a relaxation can charge the slope for each unit. To look at the ranges one
//! by one makes that exact.

use super::pools::Pool;
use super::problem::Problem;

/// Part of a number by which it may differ from an equal one for no other reason than that floats are rounded.
const NOISE: f64 = 1e-9;

/// What a count costs at least, by how full it is.
pub struct Shape {
    /// From which position on which price holds, at the cheapest of its pools.
    tiers: Vec<(f64, f64)>,
    /// It is never fuller.
    most: f64,
    /// By pool: how much dearer than the cheapest it is at least.
    extra: Vec<(usize, f64)>,
    /// No line is flatter.
    flattest: f64,
}

/// A part of the positions at which a count can end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// At least.
    pub from: f64,
    /// At most.
    pub to: f64,
}

/// The ranges in which the counts of a problem end, one of each.
pub type Ranges = Vec<Range>;

/// What units cost at least in some ranges.
#[derive(Debug, Clone, PartialEq)]
pub struct Rates {
    /// By pool: dollars for a unit.
    pub unit: Vec<f64>,
    /// Dollars beside.
    pub beside: f64,
}

impl Shape {
    /// The shapes of all counts of a problem.
    #[must_use]
    pub fn all(problem: &Problem) -> Vec<Shape> {
        problem.counts.iter().map(|members| Shape::of(&problem.pools, members)).collect()
    }

    fn of(pools: &[Pool], members: &[usize]) -> Shape {
        let most = members.iter().map(|&k| pools[k].reach).fold(0.0, f64::max);
        let mut edges: Vec<f64> =
            members.iter().flat_map(|&k| pools[k].tiers.iter().map(|tier| tier.0)).collect();
        edges.retain(|&edge| edge < most || edge == 0.0);
        edges.sort_by(f64::total_cmp);
        edges.dedup();
        let least =
            |at: f64| members.iter().map(|&k| pools[k].price_at(at)).fold(f64::INFINITY, f64::min);
        let tiers: Vec<(f64, f64)> = edges.into_iter().map(|at| (at, least(at))).collect();
        let dearer = |k: usize| {
            let over = tiers.iter().map(|&(at, price)| pools[k].price_at(at) - price);
            over.fold(f64::INFINITY, f64::min)
        };
        let extra = members.iter().map(|&k| (k, dearer(k))).collect();
        // What is free at first is so for little: lines need not be that flat.
        let paid = tiers.iter().map(|tier| tier.1).filter(|price| *price > 0.0);
        let flattest = paid.fold(f64::INFINITY, f64::min);
        let flattest = if flattest.is_finite() { flattest } else { 0.0 };
        Shape { tiers, most, extra, flattest }
    }

    /// All positions at which it can end.
    #[must_use]
    pub const fn whole(&self) -> Range {
        Range { from: 0.0, to: self.most }
    }

    /// What it costs at least up to a position.
    #[must_use]
    pub fn cost(&self, position: f64) -> f64 {
        let end = |i: usize| self.tiers.get(i + 1).map_or(f64::INFINITY, |next| next.0);
        let tiers = self.tiers.iter().enumerate();
        tiers.map(|(i, &(from, price))| (position.min(end(i)) - from).max(0.0) * price).sum()
    }

    /// Slope and height at zero of a line that is not above what it costs anywhere in a range: of those through two
    /// of its edges the one that is highest in the middle.
    fn line(&self, range: Range) -> (f64, f64) {
        let inner = |edge: &f64| *edge > range.from && *edge < range.to;
        let mut edges = vec![range.from];
        edges.extend(self.tiers.iter().map(|tier| tier.0).filter(inner));
        edges.push(range.to);
        let points: Vec<(f64, f64)> = edges.into_iter().map(|at| (at, self.cost(at))).collect();
        let middle = f64::midpoint(range.from, range.to);
        let mut best: Option<(f64, f64)> = None;
        for (i, &(x, low)) in points.iter().enumerate() {
            for &(y, high) in points[i + 1..].iter().filter(|end| end.0 > x) {
                let slope = (high - low) / (y - x);
                let height = low - slope * x;
                let noise = NOISE * high.abs().max(1.0);
                let below = points.iter().all(|&(at, cost)| height + slope * at <= cost + noise);
                let higher = best.is_none_or(|(s, h)| h + s * middle < height + slope * middle);
                if below && higher && slope >= self.flattest * (1.0 - NOISE) {
                    best = Some((slope, height));
                }
            }
        }
        // Where all of it is too flat, a steeper line through its start at the end of the range is below it too.
        let (_, start) = points[0];
        best.unwrap_or((self.flattest, start - self.flattest * range.to))
    }

    /// By how much what it costs at a position is above its line in a range; nothing outside of the range.
    #[must_use]
    pub fn above_line(&self, range: Range, position: f64) -> f64 {
        let (slope, height) = self.line(range);
        let inside = position >= range.from && position <= range.to;
        if inside { self.cost(position) - (height + slope * position) } else { 0.0 }
    }

    /// A range cut at the edges around a position: what is below, the tier itself, and what is above.
    #[must_use]
    pub fn cut(&self, range: Range, position: f64) -> Vec<Range> {
        let inner = |edge: &f64| *edge > range.from && *edge < range.to;
        let steep = self.tiers.iter().zip(self.tiers.iter().skip(1)).filter(|(before, _)| {
            // What is flatter than any line may be goes with what is not.
            before.1 >= self.flattest
        });
        let edges: Vec<f64> = steep.map(|(_, tier)| tier.0).filter(inner).collect();
        let below = edges.iter().copied().rfind(|&edge| edge <= position);
        let above = edges.iter().copied().find(|&edge| edge > position);
        let mut cuts = vec![range.from];
        cuts.extend(below.into_iter().chain(above));
        cuts.push(range.to);
        cuts.windows(2).map(|pair| Range { from: pair[0], to: pair[1] }).collect()
    }
}

impl Rates {
    /// What units cost at least while counts end in some ranges.
    #[must_use]
    pub fn within(problem: &Problem, shapes: &[Shape], ranges: &[Range]) -> Rates {
        let mut rates = Rates { unit: vec![0.0; problem.pools.len()], beside: 0.0 };
        for (shape, &range) in shapes.iter().zip(ranges) {
            let (slope, height) = shape.line(range);
            rates.beside += height;
            for &(pool, extra) in &shape.extra {
                rates.unit[pool] = slope + extra;
            }
        }
        rates
    }

    /// What units cost at least in whatever range: no other rates of the problem are lower.
    #[must_use]
    pub fn lowest(problem: &Problem, shapes: &[Shape]) -> Rates {
        let mut rates = Rates { unit: vec![0.0; problem.pools.len()], beside: 0.0 };
        for shape in shapes {
            let edges = shape.tiers.iter().map(|tier| tier.0).chain([shape.most]);
            let above = edges.map(|edge| shape.cost(edge) - shape.flattest * edge);
            rates.beside += above.fold(0.0, f64::min);
            for &(pool, extra) in &shape.extra {
                rates.unit[pool] = shape.flattest + extra;
            }
        }
        rates
    }

    /// What an amount costs at least.
    #[must_use]
    pub fn least(&self, flat: f64, pooled: &[(usize, f64)]) -> f64 {
        flat + pooled.iter().map(|&(pool, quantity)| quantity * self.unit[pool]).sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use super::{Range, Shape};

    const LADDERS: [&[(f64, f64)]; 4] = [
        &[(0.0, 0.0), (100.0, 9.0), (10_000.0, 5.0)],
        &[(0.0, 9.0), (4_000.0, 5.0), (9_000.0, 2.0)],
        &[(0.0, 2.0), (4_000.0, 9.0), (9_000.0, 5.0)],
        &[(0.0, 0.0), (3_000.0, 9.0), (4_000.0, 1.0), (15_000.0, 5.0)],
    ];

    fn shape(tiers: &[(f64, f64)]) -> Shape {
        let paid = tiers.iter().map(|tier| tier.1).filter(|price| *price > 0.0);
        let flattest = paid.fold(f64::INFINITY, f64::min);
        Shape { tiers: tiers.to_vec(), most: 20_000.0, extra: Vec::new(), flattest }
    }

    fn positions(range: Range) -> impl Iterator<Item = f64> {
        let width = range.to - range.from;
        (0..=200).map(move |step| range.from + width * f64::from(step) / 200.0)
    }

    #[test]
    fn a_line_is_nowhere_above_what_a_count_costs_and_never_too_flat() {
        for tiers in LADDERS {
            let shape = shape(tiers);
            for (from, to) in [(0.0, 20_000.0), (0.0, 100.0), (50.0, 9_500.0), (4_000.0, 15_000.0)]
            {
                let range = Range { from, to };
                assert!(shape.line(range).0 >= shape.flattest, "{tiers:?} {range:?}");
                for at in positions(range) {
                    assert!(shape.above_line(range, at) >= -1e-6, "{tiers:?} {range:?} {at}");
                }
            }
        }
    }

    #[test]
    fn within_a_tier_a_line_is_what_it_costs_but_for_what_is_free_at_first() {
        for tiers in LADDERS {
            let shape = shape(tiers);
            for position in [50.0, 3_500.0, 7_000.0, 12_000.0, 19_000.0] {
                let cuts = shape.cut(shape.whole(), position);
                let inside = |range: &&Range| range.from <= position && position <= range.to;
                let tier = *cuts.iter().find(inside).expect("the cuts cover the whole");
                let paid = |at: &f64| shape.cost(*at) > 0.0;
                for at in positions(tier).filter(paid) {
                    assert!(shape.above_line(tier, at).abs() < 1e-6, "{tiers:?} {tier:?} {at}");
                }
            }
        }
    }
}
