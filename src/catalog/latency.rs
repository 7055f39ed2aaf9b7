//! Round-trip times: measured where possible, from tables of estimates or from the distance otherwise.

use std::collections::BTreeMap;

use crate::terms::Provider;
use crate::units::{Decimal, Millis};

use super::{Basis, Rtt, SiteId};

/// A straight line through measured round-trip times over distance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fit {
    /// Milliseconds at no distance.
    pub base: Decimal,
    /// Milliseconds per 1,000 km.
    pub per_1000_km: Decimal,
}

impl Fit {
    /// The estimate over a distance.
    pub(super) fn at(self, kilometres: u32) -> Rtt {
        let distance = Decimal::from(kilometres) * Decimal::new(1, 3);
        Rtt { millis: Millis(self.base + self.per_1000_km * distance), basis: Basis::Modelled }
    }
}

/// Which pairs a fit was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Scope {
    /// Both sites of one provider.
    Within(Provider),
    /// Sites of two providers.
    Across,
    /// Anything, such as people to sites.
    Any,
}

/// All that is known of round-trip times.
#[derive(Debug, Clone, Default)]
pub(super) struct Latency {
    /// By pair, the smaller site first.
    pub pairs: BTreeMap<(SiteId, SiteId), Rtt>,
    /// Within a site, as stated for that site.
    pub inside: BTreeMap<SiteId, Rtt>,
    /// Within any site of a provider.
    pub inside_provider: BTreeMap<Provider, Rtt>,
    /// Estimates over distance.
    pub fits: BTreeMap<Scope, Fit>,
}

impl Latency {
    /// Within a site.
    pub(super) fn same(&self, site: SiteId, provider: Provider) -> Option<Rtt> {
        self.inside.get(&site).or_else(|| self.inside_provider.get(&provider)).copied()
    }

    /// Between two sites, as measured or tabled.
    pub(super) fn pair(&self, a: SiteId, b: SiteId) -> Option<Rtt> {
        self.pairs.get(&(a.min(b), a.max(b))).copied()
    }

    /// The fit for two sites, or for anything if there is no closer one.
    pub(super) fn fit(&self, a: Provider, b: Provider) -> Option<Fit> {
        let scope = if a == b { Scope::Within(a) } else { Scope::Across };
        self.fits.get(&scope).or_else(|| self.fits.get(&Scope::Any)).copied()
    }
}
