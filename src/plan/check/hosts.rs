//! Services that stand wherever another one does: which service that is, and what they learn from it.

use crate::plan::document::{Section, Wrong};
use crate::plan::{Demand, ServiceId};
use crate::terms::Kind;
use crate::units::Decimal;

use super::names::{Names, ServiceName};

/// The key that names the host of a kind, with the kinds that can be one.
fn key(kind: Kind) -> Option<(&'static str, &'static [Kind])> {
    match kind {
        Kind::Workload => Some(("cluster", &[Kind::Kubernetes])),
        Kind::WebFirewall | Kind::DdosProtection => {
            Some(("protects", &[Kind::LoadBalancer, Kind::ApiGateway, Kind::Cdn]))
        }
        _ => None,
    }
}

/// The host of a service of a kind that has one; a mistake is reported.
pub(super) fn read(
    kind: Kind,
    names: &Names<'_>,
    section: &mut Section<'_, '_>,
) -> Option<ServiceId> {
    let (key, fitting) = key(kind)?;
    let host = section.required(key, &ServiceName(names))?;
    let known = names.kind(host.value)?;
    if !fitting.contains(&known) {
        let kinds: Vec<&str> = fitting.iter().map(|kind| kind.name()).collect();
        let wrong = Wrong::new(format!("must name a {}", crate::diag::list(&kinds, "or")))
            .because(format!("this service is of kind {known}"));
        section.wrong(key, host.span, wrong);
        return None;
    }
    Some(host.value)
}

/// Tells the formulas of a service before what it stands.
pub(super) fn tell(demand: &mut Demand, host: Kind) {
    let Demand::Terms(demand) = demand else { return };
    for (term, kind) in [
        ("on_load_balancer", Kind::LoadBalancer),
        ("on_api_gateway", Kind::ApiGateway),
        ("on_cdn", Kind::Cdn),
    ] {
        demand.terms.set(term, Decimal::from(u8::from(kind == host)));
    }
}
