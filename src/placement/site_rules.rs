//! Rules that a site alone meets or breaks for a service: whether it may be used at all.

use crate::catalog::SiteId;

use super::Rejection;
use super::asks::Asks;
use super::usage::Context;

/// Whether a service may use a site, in whatever role.
///
/// # Errors
/// The first reason why not: the site is closed, a pattern excludes it, it lies outside the zones of
/// law that the data must stay in, or a framework is asked for without evidence.
pub fn admits(context: Context<'_>, asks: &Asks, site: SiteId) -> Result<(), Rejection> {
    let place = context.catalog.site(site);
    if !place.open {
        return Err(Rejection::NotOpen);
    }
    for (rule, patterns, must_fit) in &asks.patterns {
        if patterns.iter().any(|pattern| pattern.matches(&place.code)) != *must_fit {
            return Err(Rejection::RuledOut(*rule));
        }
    }
    for (rule, zones) in &asks.residency {
        if !zones.iter().any(|zone| place.residency.contains(zone)) {
            return Err(Rejection::RuledOut(*rule));
        }
    }
    for (rule, framework) in &asks.frameworks {
        if context.catalog.attestation(site, framework).is_none() {
            return Err(Rejection::RuledOut(*rule));
        }
    }
    Ok(())
}
