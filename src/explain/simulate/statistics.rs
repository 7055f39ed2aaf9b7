//! Means and percentiles over years, each with the interval in which the true value lies 95 times of 100.

use crate::units::Decimal;

/// Standard errors to either side that hold 95 % of a normal distribution.
const WIDTH: f64 = 1.96;

/// An estimate with its 95 % confidence interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The estimate.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Interval {
    /// The estimate and its ends as numbers to show.
    #[must_use]
    pub fn decimals(self) -> [Decimal; 3] {
        [self.value, self.low, self.high].map(|end| Decimal::try_from(end).unwrap_or_default())
    }

    /// The mean of some values.
    #[must_use]
    pub fn mean(values: &[f64]) -> Self {
        let n = count(values.len());
        let mean = values.iter().sum::<f64>() / n;
        let spread = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>();
        let error = (spread / (n - 1.0).max(1.0) / n).sqrt();
        Interval { value: mean, low: mean - WIDTH * error, high: mean + WIDTH * error }
    }

    /// The mean of counts of something rare. Where it never happened, the upper end is what would have
    /// shown itself in 95 of 100 such runs: three times in all.
    #[must_use]
    pub fn rate(counts: &[f64]) -> Self {
        let mean = Self::mean(counts);
        if mean.value > 0.0 {
            return Interval { low: mean.low.max(0.0), ..mean };
        }
        Interval { high: 3.0 / count(counts.len()).max(1.0), ..mean }
    }

    /// The value that a part of the sorted values does not exceed: its ends are values too, by the
    /// binomial distribution of ranks.
    #[must_use]
    pub fn percentile(sorted: &[f64], part: f64) -> Self {
        let n = count(sorted.len());
        let error = WIDTH * (n * part * (1.0 - part)).sqrt();
        let at = |rank: f64| sorted.get(index(rank, sorted.len())).copied().unwrap_or(0.0);
        Interval { value: at(n * part), low: at(n * part - error), high: at(n * part + error) }
    }

    /// The same of another scale, such as a share of a year.
    #[must_use]
    pub fn scaled(self, by: f64) -> Self {
        Interval { value: self.value * by, low: self.low * by, high: self.high * by }
    }

    /// What is left of one.
    #[must_use]
    pub fn complement(self) -> Self {
        Interval { value: 1.0 - self.value, low: 1.0 - self.high, high: 1.0 - self.low }
    }
}

fn count(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::from(u32::MAX), f64::from)
}

/// The place of a rank from 1, within the values.
fn index(rank: f64, n: usize) -> usize {
    let place = rank.ceil().clamp(1.0, count(n).max(1.0));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and n")]
    let place = place as usize;
    place - 1
}

#[cfg(test)]
mod tests {
    use super::Interval;

    #[test]
    fn means_have_intervals_that_shrink() {
        let few = Interval::mean(&[1.0, 2.0, 3.0, 4.0]);
        assert!((few.value - 2.5).abs() < 1e-12);
        let many: Vec<f64> = [1.0, 2.0, 3.0, 4.0].repeat(100);
        let many = Interval::mean(&many);
        assert!(many.high - many.low < (few.high - few.low) / 5.0);
    }

    #[test]
    fn what_never_happened_may_still_be_rare() {
        let never = Interval::rate(&[0.0; 300]);
        assert!(never.value.abs() < 1e-12 && (never.high - 0.01).abs() < 1e-12);
        let once = Interval::rate(&[1.0, 0.0, 0.0]);
        assert!(once.low.abs() < 1e-12 && once.high > 1.0 / 3.0);
    }

    #[test]
    fn percentiles_are_values() {
        let sorted: Vec<f64> = (1..=1000_u32).map(f64::from).collect();
        let p99 = Interval::percentile(&sorted, 0.99);
        assert!((p99.value - 990.0).abs() < 1e-9 && p99.low < 990.0 && p99.high > 990.0);
        let all_zero = Interval::percentile(&[0.0; 10], 0.5);
        assert!(all_zero.value.abs() + all_zero.high.abs() < 1e-12);
    }
}
