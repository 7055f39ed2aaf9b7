//! Named numbers: what a service needs, as the formulas of the catalogs see it.
//!
//! Totals over the whole service and a month, in base units (GiB, KiB, seconds, counts). Which names a kind
//! has is said in `kinds`.

use std::collections::BTreeMap;

use crate::units::{Data, Decimal};

/// Named numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terms(BTreeMap<&'static str, Decimal>);

impl Terms {
    /// Sets a number.
    pub fn set(&mut self, name: &'static str, value: Decimal) {
        self.0.insert(name, value);
    }

    /// A number, if there is one of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Decimal> {
        self.0.get(name).copied()
    }

    /// A number; zero if the kind has none of this name.
    #[must_use]
    pub fn number(&self, name: &str) -> Decimal {
        self.get(name).unwrap_or_default()
    }

    /// A whole number, rounded up; zero if there is none of this name.
    #[must_use]
    pub fn count(&self, name: &str) -> u64 {
        u64::try_from(self.number(name).ceil()).unwrap_or(0)
    }

    /// Whether a flag is set.
    #[must_use]
    pub fn flag(&self, name: &str) -> bool {
        !self.number(name).is_zero()
    }

    /// A number of GiB as data.
    #[must_use]
    pub fn data(&self, name: &str) -> Data {
        let bytes = (self.number(name) * Decimal::from(1_u64 << 30)).round();
        Data::from_bytes(u64::try_from(bytes).unwrap_or(u64::MAX))
    }

    /// All of them, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, Decimal)> {
        self.0.iter().map(|(&name, &value)| (name, value))
    }
}
