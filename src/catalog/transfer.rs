//! Prices of moving data: to the internet, to other zones, to other sites of the provider.

use std::collections::BTreeMap;

use crate::terms::Provider;

use super::{SiteId, Tariff};

/// Where a transfer row applies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Route {
    /// From a site to the internet.
    Internet(SiteId),
    /// Between zones of a site, one direction.
    Zone(SiteId),
    /// From a site to another.
    Pair(SiteId, SiteId),
    /// From any site of a continent group to another site of the same group.
    WithinGroup(Provider, String),
    /// From any site of a continent group to a site of another group.
    BetweenGroups(Provider, String),
}

/// All transfer prices, with the continent groups that some of them are stated for.
#[derive(Debug, Clone, Default)]
pub(super) struct Transfers {
    /// By route.
    pub tariffs: BTreeMap<Route, Tariff>,
    /// The continent group of a site, where its provider prices by groups.
    pub groups: BTreeMap<SiteId, String>,
}

impl Transfers {
    /// Gives every pair of sites that is priced by groups a price of its own, from the one of the groups.
    pub(super) fn spell_out_groups(&mut self, provider_of: impl Fn(SiteId) -> Provider) {
        let sites: Vec<SiteId> = self.groups.keys().copied().collect();
        for (&from, &to) in sites.iter().flat_map(|a| sites.iter().map(move |b| (a, b))) {
            let provider = provider_of(from);
            if from != to && provider == provider_of(to) {
                let tariff = self.between(from, to, provider).cloned();
                self.tariffs.extend(tariff.map(|tariff| (Route::Pair(from, to), tariff)));
            }
        }
    }

    /// The price between two sites of one provider: of the pair if there is one, else of their groups.
    pub(super) fn between(&self, from: SiteId, to: SiteId, provider: Provider) -> Option<&Tariff> {
        if let Some(tariff) = self.tariffs.get(&Route::Pair(from, to)) {
            return Some(tariff);
        }
        let (group, other) = (self.groups.get(&from)?, self.groups.get(&to)?);
        let route = if group == other {
            Route::WithinGroup(provider, group.clone())
        } else {
            Route::BetweenGroups(provider, group.clone())
        };
        self.tariffs.get(&route)
    }
}
