//! From exact money to the numbers of a model and back.

use rust_decimal::prelude::{FromPrimitive, ToPrimitive};

use crate::placement::{PoolUse, Usage};
use crate::units::{Decimal, Usd};

use super::pools::Pools;

/// A cost in dollars a month, and what is put into shared pools.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Amount {
    /// Dollars a month.
    pub flat: f64,
    /// Index of a pool and quantity in its unit, sorted by pool.
    pub pooled: Vec<(usize, f64)>,
}

impl Amount {
    /// Adds another amount.
    pub fn add(&mut self, other: &Amount) {
        self.flat += other.flat;
        for &(pool, quantity) in &other.pooled {
            match self.pooled.binary_search_by_key(&pool, |&(known, _)| known) {
                Ok(at) => self.pooled[at].1 += quantity,
                Err(at) => self.pooled.insert(at, (pool, quantity)),
            }
        }
    }
}

/// Use as an amount: flat tariffs are priced, tiered ones go to their pools.
pub fn tally(used: &[Usage<'_>], pools: &mut Pools) -> Amount {
    let mut flat = Usd::ZERO;
    let mut amount = Amount::default();
    for usage in used {
        if let Some(price) = usage.tariff.sole_price() {
            flat += price * usage.quantity;
            continue;
        }
        let quantity = to_f64(usage.quantity.amount);
        if quantity > 0.0 {
            let pooled = vec![(pools.index(&usage.tariff), quantity)];
            amount.add(&Amount { flat: 0.0, pooled });
        }
    }
    amount.flat += to_f64(flat.dollars());
    amount
}

/// The nearest float.
#[must_use]
pub fn to_f64(number: Decimal) -> f64 {
    number.to_f64().expect("a decimal has a nearest float")
}

/// A lower bound in dollars as money, rounded down to a millionth; `None` if it is not finite.
#[must_use]
pub fn to_usd_floor(dollars: f64) -> Option<Usd> {
    let exact = Decimal::from_f64(dollars)?;
    let floor = exact.round_dp_with_strategy(6, rust_decimal::RoundingStrategy::ToNegativeInfinity);
    Some(Usd::new(floor))
}

/// Processors, GiB of memory, GiB of storage.
#[must_use]
pub fn triple(taken: PoolUse) -> [f64; 3] {
    [to_f64(taken.vcpu), to_f64(taken.memory.gib()), to_f64(taken.storage.gib())]
}
