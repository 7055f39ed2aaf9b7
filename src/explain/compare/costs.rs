//! Costs side by side, by four groupings.

use std::collections::BTreeMap;

use crate::units::Usd;

use super::snapshot::{Cost, Snapshot};

/// What costs are added up by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grouping {
    /// What it is for.
    Category,
    /// Who bills it.
    Provider,
    /// Who causes it.
    Service,
    /// Where.
    Site,
}

impl Grouping {
    /// All of them, in the order of reports.
    pub const ALL: [Grouping; 4] =
        [Grouping::Category, Grouping::Provider, Grouping::Service, Grouping::Site];

    /// The spelling in output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Grouping::Category => "category",
            Grouping::Provider => "provider",
            Grouping::Service => "service",
            Grouping::Site => "site",
        }
    }

    fn key(self, cost: &Cost) -> Option<&str> {
        match self {
            Grouping::Category => Some(&cost.category),
            Grouping::Provider => Some(&cost.provider),
            Grouping::Service => cost.service.as_deref(),
            Grouping::Site => cost.site.as_deref(),
        }
    }
}

/// What something costs on each side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CostLine {
    /// What is added up.
    pub by: Grouping,
    /// Its name; `None` for what belongs to no service or no site.
    pub name: Option<String>,
    /// The sum on each side; `None` where there is no placement.
    pub monthly: Vec<Option<Usd>>,
}

impl CostLine {
    /// Whether any side with a placement differs from the base.
    #[must_use]
    pub fn differs(&self) -> bool {
        let base = self.monthly.first().copied().flatten();
        self.monthly.iter().flatten().any(|&amount| Some(amount) != base)
    }
}

/// All sums, by grouping and name.
pub(super) fn lines(sides: &[&Snapshot]) -> Vec<CostLine> {
    Grouping::ALL.iter().flat_map(|&by| grouped(by, sides)).collect()
}

fn grouped(by: Grouping, sides: &[&Snapshot]) -> Vec<CostLine> {
    let start: Vec<Option<Usd>> =
        sides.iter().map(|side| side.monthly.map(|_| Usd::ZERO)).collect();
    let mut sums: BTreeMap<Option<&str>, Vec<Option<Usd>>> = BTreeMap::new();
    for (index, side) in sides.iter().enumerate() {
        for cost in &side.costs {
            let sum = sums.entry(by.key(cost)).or_insert_with(|| start.clone());
            if let Some(amount) = &mut sum[index] {
                *amount += cost.monthly;
            }
        }
    }
    let line = |(name, monthly): (Option<&str>, Vec<Option<Usd>>)| CostLine {
        by,
        name: name.map(str::to_owned),
        monthly,
    };
    sums.into_iter().map(line).collect()
}
