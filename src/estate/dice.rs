//! Random draws that are the same on every machine.

/// A source of draws.
pub struct Dice(fastrand::Rng);

impl Dice {
    /// Draws that a seed and a number decide; other numbers give other draws.
    pub fn of(seed: u64, number: u64) -> Self {
        Dice(fastrand::Rng::with_seed(
            seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(number),
        ))
    }

    /// Whether something happens that happens so many times in a hundred.
    pub fn percent(&mut self, of_hundred: u64) -> bool {
        self.0.u64(0..100) < of_hundred
    }

    /// A whole number from `least` to `most`.
    pub fn between(&mut self, least: u64, most: u64) -> u64 {
        self.0.u64(least..=most)
    }

    /// One of some things.
    pub fn pick<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.0.usize(0..of.len())]
    }

    /// One of some things by their weights.
    pub fn weighted<'t, T>(&mut self, of: &'t [(u64, T)]) -> &'t T {
        let mut left = self.0.u64(0..of.iter().map(|(weight, _)| weight).sum());
        for (weight, thing) in of {
            if left < *weight {
                return thing;
            }
            left -= weight;
        }
        &of[0].1
    }

    /// A quantity around `usual`: most often near it, now and then a tenth or ten times of it.
    pub fn around(&mut self, usual: u64) -> u64 {
        let factor = [10, 20, 35, 50, 70, 100, 100, 140, 200, 300, 500, 1000];
        (usual * *self.pick(&factor) / 100).max(1)
    }
}
