//! Sets of providers that a placement may use: each has its price, and some plans allow few.

use crate::placement::Opening;
use crate::plan::Rule;
use crate::terms::Provider;

use super::problem::{Choosable, Problem};

/// Some providers, and what it costs to use them at all.
#[derive(Debug, Clone, PartialEq)]
pub struct ProviderSet {
    /// The providers.
    pub providers: Vec<Provider>,
    /// Dollars a month.
    pub opened: f64,
    mask: u8,
}

/// Providers as bits.
#[must_use]
pub fn mask(providers: &[Provider]) -> u8 {
    let bit = |provider: &Provider| Provider::ALL.iter().position(|known| known == provider);
    providers.iter().filter_map(bit).fold(0, |mask, bit| mask | 1 << bit)
}

impl ProviderSet {
    /// Sets to be looked at one by one since using a provider has a price or their number is limited; one set of all where
    /// neither is so. Each placement uses the providers of one of them, and no others.
    #[must_use]
    pub fn all_of(problem: &Problem) -> Vec<ProviderSet> {
        let most = problem.rules.iter().find_map(|(_, rule)| match rule {
            Rule::MaxProviders(most) => Some(*most as usize),
            _ => None,
        });
        let all = ProviderSet::whole(problem);
        if most.is_none() && all.opened <= 0.0 {
            return vec![all];
        }
        let subset = |mask: usize| {
            let chosen = Provider::ALL.iter().enumerate().filter(|(i, _)| mask & (1 << i) != 0);
            chosen.map(|(_, &provider)| provider).collect::<Vec<_>>()
        };
        (1..1_usize << Provider::ALL.len())
            .map(subset)
            .filter(|set| most.is_none_or(|most| set.len() <= most))
            .map(|providers| ProviderSet {
                opened: opened(problem, &providers),
                mask: mask(&providers),
                providers,
            })
            .collect()
    }

    /// All providers.
    #[must_use]
    pub fn whole(problem: &Problem) -> ProviderSet {
        let providers = Provider::ALL.to_vec();
        ProviderSet { opened: opened(problem, &providers), mask: mask(&providers), providers }
    }

    /// Whether these are all providers of a mask.
    #[must_use]
    pub fn covers(&self, mask: u8) -> bool {
        mask & !self.mask == 0
    }

    /// Whether an option needs no provider but these.
    #[must_use]
    pub fn allows(&self, option: &Choosable) -> bool {
        option.providers.iter().all(|provider| self.providers.contains(provider))
    }
}

fn opened(problem: &Problem, providers: &[Provider]) -> f64 {
    let costs = problem.openings.iter().filter(|(opening, _)| {
        matches!(opening, Opening::Provider(provider) if providers.contains(provider))
    });
    costs.map(|(_, cost)| cost).sum()
}
