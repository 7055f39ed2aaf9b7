//! The distribution of a placement's cost over draws, in exact numbers.

use crate::units::{Decimal, Usd};

/// What a placement costs over all draws in which it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spread {
    /// The mean.
    pub mean: Usd,
    /// Half of the draws cost at most this.
    pub p50: Usd,
    /// Nineteen of twenty cost at most this.
    pub p95: Usd,
    /// The mean of the dearest twentieth (`CVaR` 5 %), of one draw at least.
    pub worst: Usd,
}

/// The spread of costs; `None` without any.
#[must_use]
pub fn spread(costs: &[Usd]) -> Option<Spread> {
    let mut sorted = costs.to_vec();
    sorted.sort_unstable();
    let rank = |percent: usize| (sorted.len() * percent).div_ceil(100).max(1) - 1;
    let tail = sorted.len().div_ceil(20);
    let worst = sorted.get(sorted.len().checked_sub(tail)?..)?;
    Some(Spread {
        mean: mean(&sorted)?,
        p50: *sorted.get(rank(50))?,
        p95: *sorted.get(rank(95))?,
        worst: mean(worst)?,
    })
}

fn mean(costs: &[Usd]) -> Option<Usd> {
    let sum: Usd = costs.iter().copied().sum();
    let mean = sum.dollars().checked_div(Decimal::from(costs.len()))?;
    Some(Usd::new(mean.round_dp(6)))
}

#[cfg(test)]
mod tests {
    use super::spread;
    use crate::units::Usd;

    #[test]
    fn the_spread_of_forty_costs_is_worked_out_by_hand() {
        // 1 to 40 in some order: mean 20.5, the 20th, the 38th, and the mean of 39 and 40.
        let costs: Vec<Usd> = (0..40_u32).map(|n| Usd::new((n * 7 % 40 + 1).into())).collect();
        let found = spread(&costs).unwrap();
        let usd = |text: &str| Usd::new(text.parse().unwrap());
        assert_eq!((found.mean, found.p50), (usd("20.5"), usd("20")));
        assert_eq!((found.p95, found.worst), (usd("38"), usd("39.5")));
        let one = spread(&costs[..1]).unwrap();
        assert_eq!(
            (one.mean, one.p50, one.p95, one.worst),
            (usd("1"), usd("1"), usd("1"), usd("1"))
        );
        assert_eq!(spread(&[]), None);
    }
}
