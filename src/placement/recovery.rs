//! How long a service is away after the largest loss it must survive, and how much data it loses.
//!
//! RTO = detect + decide + provision + shift, RPO = lag, each term a figure of the catalogs' recovery
//! table. A missing figure makes the estimate unknown, never zero.

use crate::catalog::{Catalog, Mechanism, RecoveryFact, Term};
use crate::plan::ServiceId;
use crate::terms::{Kind, Provider, Strategy, Survives};
use crate::units::Seconds;

use super::usage::Context;
use super::{Arrangement, Deployment};

/// An estimate of recovery.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecoveryEstimate {
    /// Terms of the recovery time; `None` if nothing is survived or a figure is missing.
    pub rto: Option<Vec<(Term, RecoveryFact)>>,
    /// Data lost; `None` if nothing is survived or a figure is missing.
    pub rpo: Option<RecoveryFact>,
}

impl RecoveryEstimate {
    /// The recovery time.
    #[must_use]
    pub fn rto_seconds(&self) -> Option<Seconds> {
        self.rto.as_ref().map(|terms| terms.iter().map(|(_, fact)| fact.seconds).sum())
    }
}

const RTO_TERMS: [Term; 4] = [Term::Detect, Term::Decide, Term::Provision, Term::Shift];

/// The estimate for an arrangement that must survive `survives`: of all ways to come back, the slowest.
#[must_use]
pub fn estimate(
    context: Context<'_>,
    id: ServiceId,
    survives: Survives,
    arrangement: &Arrangement,
) -> RecoveryEstimate {
    let kind = context.topology.service(id).kind;
    let ways = ways_back(context.catalog, survives, arrangement);
    let rto = ways
        .iter()
        .map(|&way| rto_terms(context.catalog, kind, way))
        .collect::<Option<Vec<_>>>()
        .and_then(|all| all.into_iter().max_by_key(|terms| sum(terms)));
    let rpo = ways
        .iter()
        .map(|&way| lag(context.catalog, kind, way))
        .collect::<Option<Vec<_>>>()
        .and_then(|all| all.into_iter().max_by_key(|fact| fact.seconds));
    RecoveryEstimate { rto, rpo }
}

fn sum(terms: &[(Term, RecoveryFact)]) -> Seconds {
    terms.iter().map(|(_, fact)| fact.seconds).sum()
}

/// By which mechanism service comes back, and at which provider.
type Way = (Mechanism, Provider);

fn ways_back(catalog: &Catalog, survives: Survives, arrangement: &Arrangement) -> Vec<Way> {
    let provider = |deployment: &Deployment| catalog.site(deployment.site).provider;
    match (survives, arrangement.strategy) {
        // One site that need not survive anything has no way back of its own.
        (Survives::Nothing, Strategy::Single) => Vec::new(),
        (_, Strategy::Single) => {
            arrangement.active().map(|d| (Mechanism::ZoneFailover, provider(d))).collect()
        }
        (_, Strategy::ActiveActive) => {
            arrangement.active().map(|d| (Mechanism::ActiveActive, provider(d))).collect()
        }
        (_, Strategy::WarmStandby) => arrangement
            .recovery()
            .map(|recovery| {
                let within = arrangement.active().all(|d| provider(d) == provider(recovery));
                let mechanism =
                    if within { Mechanism::WarmStandby } else { Mechanism::WarmStandbyAcross };
                (mechanism, provider(recovery))
            })
            .collect(),
    }
}

fn rto_terms(catalog: &Catalog, kind: Kind, way: Way) -> Option<Vec<(Term, RecoveryFact)>> {
    RTO_TERMS
        .into_iter()
        .map(|term| Some((term, catalog.recovery(way.1, kind, way.0, term)?.clone())))
        .collect()
}

fn lag(catalog: &Catalog, kind: Kind, way: Way) -> Option<RecoveryFact> {
    catalog.recovery(way.1, kind, way.0, Term::Lag).cloned()
}
