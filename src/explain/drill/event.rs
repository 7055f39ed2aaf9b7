//! What is lost in a drill: one failure domain or several at once, by the names that people give.

use crate::catalog::{Catalog, SiteId};
use crate::diag;
use crate::placement::{Loss, Placement};
use crate::terms::{Provider, Survives};

/// Failure domains that are lost at once: sorted, and none within another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    losses: Vec<Loss>,
}

/// A name that is no failure domain of the catalogs, and the nearest that is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownLoss {
    /// As given.
    pub name: String,
    /// The known name most like it.
    pub near: Option<String>,
}

/// Before a site's code: the fullest of its zones.
const ZONE: &str = "zone:";
/// Before a country or zone of law: all sites there.
const GEOGRAPHY: &str = "geo:";

impl Event {
    /// The loss of all of these.
    #[must_use]
    pub fn new(catalog: &Catalog, losses: &[Loss]) -> Self {
        let covered = |inner: &Loss| losses.iter().any(|outer| is_within(catalog, *inner, *outer));
        let mut kept: Vec<Loss> = losses.iter().filter(|loss| !covered(loss)).copied().collect();
        kept.sort_unstable();
        kept.dedup();
        Event { losses: kept }
    }

    /// What is lost.
    #[must_use]
    pub fn losses(&self) -> &[Loss] {
        &self.losses
    }

    /// Every zone, site and provider in use by itself, then every two sites.
    #[must_use]
    pub fn usual(catalog: &Catalog, placement: &Placement) -> Vec<Event> {
        let sites = placement.sites();
        let mut providers: Vec<Provider> =
            sites.iter().map(|&site| catalog.site(site).provider).collect();
        providers.sort_unstable();
        providers.dedup();
        let zones = sites.iter().map(|&site| Loss::Zone(site));
        let singles = zones
            .chain(sites.iter().map(|&site| Loss::Site(site)))
            .chain(providers.into_iter().map(Loss::Provider));
        let mut all: Vec<Event> = singles.map(|loss| Event::new(catalog, &[loss])).collect();
        for (i, &a) in sites.iter().enumerate() {
            let pairs = sites[i + 1..].iter().map(|&b| [Loss::Site(a), Loss::Site(b)]);
            all.extend(pairs.map(|pair| Event::new(catalog, &pair)));
        }
        all
    }

    /// The loss of everything named at once: providers, sites, `zone:` with a site, `geo:` with a country or
    /// a zone of law.
    ///
    /// # Errors
    /// The first name that is none of these.
    pub fn named(catalog: &Catalog, names: &[String]) -> Result<Event, UnknownLoss> {
        let mut losses = Vec::new();
        for name in names {
            losses.extend(named(catalog, name).ok_or_else(|| unknown(catalog, name))?);
        }
        Ok(Event::new(catalog, &losses))
    }

    /// The least scope of which one loss takes all of this; `None` where not even a provider's does.
    #[must_use]
    pub fn scope(&self, catalog: &Catalog) -> Option<Survives> {
        let [first, ..] = self.losses.as_slice() else { return Some(Survives::Nothing) };
        let covers = |outer: Loss| {
            self.losses.iter().all(|&loss| loss == outer || is_within(catalog, loss, outer))
        };
        if self.losses.len() == 1 && matches!(first, Loss::Zone(_)) {
            return Some(Survives::Zone);
        }
        match site_of(*first) {
            Some(site) if covers(Loss::Site(site)) => Some(Survives::Region),
            _ => covers(Loss::Provider(provider_of(catalog, *first))).then_some(Survives::Provider),
        }
    }

    /// What is lost, in words: "zone of aws:eu-west-1", "azure and aws:eu-west-1".
    #[must_use]
    pub fn name(&self, catalog: &Catalog) -> String {
        let word = |loss: &Loss| match *loss {
            Loss::Zone(site) => format!("zone of {}", catalog.site(site).code),
            Loss::Site(site) => catalog.site(site).code.clone(),
            Loss::Provider(provider) => provider.name().to_owned(),
        };
        let words: Vec<String> = self.losses.iter().map(word).collect();
        diag::list(&words.iter().map(String::as_str).collect::<Vec<_>>(), "and")
    }
}

const fn site_of(loss: Loss) -> Option<SiteId> {
    match loss {
        Loss::Zone(site) | Loss::Site(site) => Some(site),
        Loss::Provider(_) => None,
    }
}

fn provider_of(catalog: &Catalog, loss: Loss) -> Provider {
    match loss {
        Loss::Zone(site) | Loss::Site(site) => catalog.site(site).provider,
        Loss::Provider(provider) => provider,
    }
}

/// Whether one loss is a part of another, larger one.
fn is_within(catalog: &Catalog, inner: Loss, outer: Loss) -> bool {
    match (inner, outer) {
        (Loss::Zone(zone), Loss::Site(site)) => zone == site,
        (Loss::Zone(site) | Loss::Site(site), Loss::Provider(provider)) => {
            catalog.site(site).provider == provider
        }
        _ => false,
    }
}

fn named(catalog: &Catalog, name: &str) -> Option<Vec<Loss>> {
    if let Some(provider) = Provider::parse(name) {
        return Some(vec![Loss::Provider(provider)]);
    }
    if let Some(code) = name.strip_prefix(ZONE) {
        return Some(vec![Loss::Zone(catalog.find(code)?)]);
    }
    if let Some(place) = name.strip_prefix(GEOGRAPHY) {
        let there = |id: &SiteId| lies_in(catalog, *id, place);
        let sites: Vec<Loss> = catalog.site_ids().filter(there).map(Loss::Site).collect();
        return (!sites.is_empty()).then_some(sites);
    }
    Some(vec![Loss::Site(catalog.find(name)?)])
}

/// Whether a site lies in a country or zone of law.
fn lies_in(catalog: &Catalog, id: SiteId, place: &str) -> bool {
    let site = catalog.site(id);
    site.country.eq_ignore_ascii_case(place)
        || site.residency.iter().any(|zone| zone.eq_ignore_ascii_case(place))
}

fn unknown(catalog: &Catalog, name: &str) -> UnknownLoss {
    let near = diag::nearest(name, known(catalog).iter().map(String::as_str)).map(str::to_owned);
    UnknownLoss { name: name.to_owned(), near }
}

/// Every name that [`named`] takes.
fn known(catalog: &Catalog) -> Vec<String> {
    let codes = || catalog.sites().iter().map(|site| site.code.as_str());
    let countries = catalog.sites().iter().map(|site| site.country.to_lowercase());
    let mut all: Vec<String> =
        Provider::ALL.iter().map(|provider| provider.name().to_owned()).collect();
    all.extend(codes().map(str::to_owned));
    all.extend(codes().map(|code| format!("{ZONE}{code}")));
    let zones = catalog.residency_zones().iter().cloned();
    all.extend(countries.chain(zones).map(|place| format!("{GEOGRAPHY}{place}")));
    all.sort();
    all.dedup();
    all
}
