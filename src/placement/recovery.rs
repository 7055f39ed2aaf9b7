//! How long a service is away after the largest loss it must survive, and how much data it loses.
//!
//! RTO = detect + decide + provision + restore + shift, RPO = lag, each term a figure of the catalogs'
//! recovery table. A missing figure makes the estimate unknown, never zero.

use crate::catalog::{Catalog, Mechanism, RecoveryFact, Support};
use crate::plan::{Service, ServiceId};
use crate::terms::{Provider, RecoveryTerm, Role, Strategy, Survives};
use crate::units::{Data, Decimal, Seconds};

use super::reservation::reserved;
use super::usage::Context;
use super::{Arrangement, Deployment, Hardware};

/// An estimate of recovery.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecoveryEstimate {
    /// Terms of the recovery time; `None` if nothing is survived or a figure is missing.
    pub rto: Option<Vec<(RecoveryTerm, RecoveryFact)>>,
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

/// The estimate for an arrangement that must survive `survives`: of all ways to come back, the slowest.
#[must_use]
pub fn estimate(
    context: Context<'_>,
    id: ServiceId,
    survives: Survives,
    arrangement: &Arrangement,
) -> RecoveryEstimate {
    let service = context.topology.service(id);
    let ways = ways_back(context, id, survives, arrangement);
    let figures = |way: &Way| Figures { catalog: context.catalog, service, way: *way };
    let rto = ways
        .iter()
        .map(|way| figures(way).rto())
        .collect::<Option<Vec<_>>>()
        .and_then(|all| all.into_iter().max_by_key(|terms| sum(terms)));
    let rpo = ways
        .iter()
        .map(|way| figures(way).fact(RecoveryTerm::Lag))
        .collect::<Option<Vec<_>>>()
        .and_then(|all| all.into_iter().max_by_key(|fact| fact.seconds));
    RecoveryEstimate { rto, rpo }
}

fn sum(terms: &[(RecoveryTerm, RecoveryFact)]) -> Seconds {
    terms.iter().map(|(_, fact)| fact.seconds).sum()
}

/// A way back.
#[derive(Clone, Copy)]
struct Way {
    mechanism: Mechanism,
    provider: Provider,
    /// Whether machines are started for it, and whether a provider keeps capacity for them.
    starts: Option<Kept>,
}

/// Whether capacity is kept.
type Kept = bool;

fn ways_back(
    context: Context<'_>,
    id: ServiceId,
    survives: Survives,
    arrangement: &Arrangement,
) -> Vec<Way> {
    let catalog = context.catalog;
    let provider = |deployment: &Deployment| catalog.site(deployment.site).provider;
    let across = |recovery: &Deployment| {
        arrangement.active().any(|active| provider(active) != provider(recovery))
    };
    let (deployments, strategy) = (arrangement.deployments.iter(), arrangement.strategy);
    if survives == Survives::Nothing && strategy == Strategy::Single {
        // One site that need not survive anything has no way back of its own.
        return Vec::new();
    }
    deployments
        .filter(|deployment| (deployment.role == Role::Recovery) == strategy.has_recovery())
        .map(|deployment| Way {
            mechanism: mechanism(strategy, across(deployment)),
            provider: provider(deployment),
            starts: started(context, id, deployment),
        })
        .collect()
}

/// Whether machines of a provider are started to wake a deployment, and whether capacity is kept for them.
fn started(context: Context<'_>, id: ServiceId, deployment: &Deployment) -> Option<Kept> {
    let bought = matches!(deployment.hardware, Hardware::Nodes { .. });
    (bought && deployment.is_asleep()).then(|| reserved(context, id, deployment).is_some())
}

/// How a service comes back by a strategy, at its own provider or across to another.
#[must_use]
pub const fn mechanism(strategy: Strategy, across: bool) -> Mechanism {
    match (strategy, across) {
        (Strategy::Single, _) => Mechanism::ZoneFailover,
        (Strategy::BackupRestore, _) => Mechanism::BackupRestore,
        (Strategy::PilotLight, false) => Mechanism::PilotLight,
        (Strategy::PilotLight, true) => Mechanism::PilotLightAcross,
        (Strategy::WarmStandby, false) => Mechanism::WarmStandby,
        (Strategy::WarmStandby, true) => Mechanism::WarmStandbyAcross,
        (Strategy::ActiveActive, _) => Mechanism::ActiveActive,
    }
}

/// The figures of one way back.
struct Figures<'a> {
    catalog: &'a Catalog,
    service: &'a Service,
    way: Way,
}

impl Figures<'_> {
    fn rto(&self) -> Option<Vec<(RecoveryTerm, RecoveryFact)>> {
        let terms = [
            RecoveryTerm::Detect,
            RecoveryTerm::Decide,
            RecoveryTerm::Capacity,
            RecoveryTerm::Provision,
            RecoveryTerm::Restore,
            RecoveryTerm::Shift,
        ];
        let counts = |term: &RecoveryTerm| match term {
            RecoveryTerm::Restore => self.way.mechanism == Mechanism::BackupRestore,
            RecoveryTerm::Capacity => self.way.starts.is_some(),
            _ => true,
        };
        let asked = terms.into_iter().filter(counts);
        asked.map(|term| Some((term, self.fact(term)?))).collect()
    }

    fn fact(&self, term: RecoveryTerm) -> Option<RecoveryFact> {
        let Way { mechanism, provider, starts } = self.way;
        if term == RecoveryTerm::Capacity && starts == Some(true) {
            return Some(RecoveryFact {
                seconds: Seconds(0),
                support: Support::Stated,
                row: "reserve_capacity".to_owned(),
                source: "the plan has capacity kept".to_owned(),
            });
        }
        if mechanism.is_failover()
            && let Some(stated) = self.service.recovery.get(&term)
        {
            let row = stated.place.clone();
            let source = "stated in the plan".to_owned();
            return Some(RecoveryFact {
                seconds: stated.seconds,
                support: Support::Stated,
                row,
                source,
            });
        }
        let fact = self.catalog.recovery(provider, self.service.kind, mechanism, term)?.clone();
        Some(if term == RecoveryTerm::Restore { self.restored(fact) } else { fact })
    }

    /// The time that the data of the service takes, of a figure by the GiB.
    fn restored(&self, per_gib: RecoveryFact) -> RecoveryFact {
        let gib =
            if self.service.kind.keeps_data() { self.service.demand.data() } else { Data::ZERO };
        let seconds = (gib.gib() * Decimal::from(per_gib.seconds.0)).ceil();
        let seconds = Seconds(u64::try_from(seconds).unwrap_or(u64::MAX));
        let source = format!("{} GiB, {}", gib.gib_ceil(), per_gib.source);
        RecoveryFact { seconds, source, ..per_gib }
    }
}
