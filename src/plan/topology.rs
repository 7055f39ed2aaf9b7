//! The checked plan: names are unique, references resolve, units are parsed, defaults applied.
//!
//! Only [`super::check()`] makes a [`Topology`]. It knows no price and no offer; whether a site exists is
//! known through the gazetteer given to the check.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Span, Spanned};
use crate::terms::{Kind, LinkMode, Purchase, RecoveryTerm, Strategy, Survives};
use crate::units::{Availability, Data, Decimal, Millis, Seconds, Share, Usd};

use super::{
    Demand, Index, Journey, JourneyId, PriceBookTerms, Requirement, RequirementId, Rule, Supposed,
};

/// Index of a service in its topology.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceId(pub u32);

/// Index of a flow in its topology.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FlowId(pub u32);

/// Index of a group of users in its topology.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UsersId(pub u32);

/// What the plan asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topology {
    /// The plan's name.
    pub name: String,
    /// Months over which commitments may run.
    pub horizon_months: u32,
    /// Groups of users, sorted by name.
    pub users: Vec<UserGroup>,
    /// Services, sorted by name.
    pub services: Vec<Service>,
    /// Flows, in the order of the plan.
    pub flows: Vec<Flow>,
    /// Paths of requests, in the order of the plan.
    pub journeys: Vec<Journey>,
    /// Data classes, sorted by name.
    pub data_classes: Vec<DataClass>,
    /// Purchase options that may be used beside on-demand (and spot, where a service allows it), sorted.
    pub commitments: Vec<Purchase>,
    /// Fixed monthly cost of using a provider at all.
    pub operating_cost_per_provider: Usd,
    /// Monthly cost, at each site, of running a service on machines instead of buying it as a product.
    pub operating_cost_per_self_hosted: Usd,
    /// The service mesh that clusters run, if any.
    pub service_mesh: Option<ServiceMesh>,
    /// The organisation's own prices, if the plan names any.
    pub price_book: Option<PriceBookTerms>,
    /// How sites reach each other, if the plan asks for links.
    pub network: Option<Network>,
    /// A cost that is supposed, to see what would change.
    pub supposed: Option<Supposed>,
    /// Sites that have one zone less than usual.
    pub lost_zones: Vec<Spanned<String>>,
    /// Everything that a placement must meet, in order of place in the plan.
    pub requirements: Vec<Requirement>,
    /// What is about each service and flow.
    pub index: Index,
}

/// A network with a hub to which every other site in use is linked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    /// By which means.
    pub mode: LinkMode,
    /// The code of the site that is the hub.
    pub hub: String,
}

/// People somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserGroup {
    /// The name in the plan, without `users.`.
    pub name: Spanned<String>,
    /// The location as written: a city, a site or coordinates.
    pub location: String,
    /// Degrees north and east.
    pub position: (Decimal, Decimal),
    /// Their part of all users.
    pub share: Share,
}

/// Something to be placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// The name in the plan.
    pub name: Spanned<String>,
    /// Its kind.
    pub kind: Kind,
    /// The service wherever it stands, for kinds that follow another one.
    pub host: Option<ServiceId>,
    /// The tier's name.
    pub tier: String,
    /// The team that owns it; "unassigned" if the plan names none.
    pub team: String,
    /// Its class of data, an index into [`Topology::data_classes`].
    pub data_class: Option<usize>,
    /// What it needs, in its kind's own terms.
    pub demand: Demand,
    /// What it must withstand. [`Topology::requirements`] holds the same targets with their places.
    pub survives: Survives,
    /// Part of the demand that must still be served after a loss.
    pub degraded_capacity: Share,
    /// Part of the demand for which a warm standby runs all the time.
    pub standby: Share,
    /// Whether a provider keeps capacity for machines that are started after a loss.
    pub reserve_capacity: bool,
    /// Uptime of each of its sites that the plan assumes where no provider promises one.
    pub assumed_availability: Option<Availability>,
    /// Time the service itself takes to answer.
    pub service_time: Millis,
    /// Times of a failover to a recovery site that the plan states, in place of the catalogs' figures.
    pub recovery: BTreeMap<RecoveryTerm, StatedTime>,
    /// What an hour without it costs the organisation, if the plan says so; above zero.
    pub downtime_cost: Option<DowntimeCost>,
}

/// What an hour without a service costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DowntimeCost {
    /// Dollars an hour.
    pub hourly: Usd,
    /// The key of the plan that says so, as in `policy.downtime_cost`.
    pub place: String,
}

/// A time that the plan states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedTime {
    /// How long.
    pub seconds: Seconds,
    /// The section that states it, as in `[services.orders.recovery]`.
    pub place: String,
}

/// Traffic between two ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// Who starts the connection.
    pub from: Endpoint,
    /// Who accepts it.
    pub to: Endpoint,
    /// Data in a month over the flow, both directions together.
    pub volume: Data,
    /// Part of the volume that travels back, from `to` to `from`.
    pub reply: Share,
    /// TCP port on which `to` accepts.
    pub port: u16,
    /// Whether `from` cannot serve without `to`.
    pub required: bool,
    /// Where the flow stands in the plan.
    pub span: Span,
}

/// An end of a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Endpoint {
    /// People.
    Users(UsersId),
    /// A service of the plan.
    Service(ServiceId),
    /// Anything outside; only as `to`.
    Internet,
}

/// A class of data and the rules for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataClass {
    /// The name in the plan.
    pub name: Spanned<String>,
    /// Zones of law of which a site must lie in at least one; empty if it may lie anywhere.
    pub residency: Vec<Spanned<String>>,
    /// Who manages the keys.
    pub encryption: Encryption,
    /// How it is guarded beside that.
    pub rules: DataRules,
    /// Frameworks that the rules are for, as written. Reports say what the catalogs know of each.
    pub frameworks: Vec<Spanned<String>>,
    /// Whether sites without evidence for a framework are ruled out.
    pub require_evidence: bool,
}

/// How data of a class is guarded, whoever holds its keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DataRules {
    /// Days after which keys of the customer are replaced.
    pub rotation_days: u32,
    /// The oldest version of TLS over which it may travel.
    pub min_tls: MinTls,
    /// Whether reads and writes are logged where the product can.
    pub access_logs: bool,
    /// Days for which logs and deleted data are kept; as the product does if absent.
    pub retention_days: Option<u32>,
}

impl Default for DataRules {
    fn default() -> Self {
        let min_tls = MinTls::Tls12;
        DataRules { rotation_days: 365, min_tls, access_logs: true, retention_days: None }
    }
}

/// The oldest version of TLS that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MinTls {
    /// TLS 1.2.
    Tls12,
    /// TLS 1.3.
    Tls13,
}

impl MinTls {
    /// The version as plans write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.pick("1.2", "1.3")
    }

    /// What holds for this version.
    #[must_use]
    pub const fn pick<'t>(self, tls12: &'t str, tls13: &'t str) -> &'t str {
        match self {
            MinTls::Tls12 => tls12,
            MinTls::Tls13 => tls13,
        }
    }
}

/// Who manages the keys of encryption at rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Encryption {
    /// The provider.
    ProviderKeys,
    /// The customer, in the provider's key service.
    CustomerKeys,
}

/// What guards and encrypts the connections between workloads of a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ServiceMesh {
    /// Istio, with a proxy beside each pod.
    Istio,
}

/// Targets of a tier or service, before they become requirements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Targets {
    /// Fraction of time in service.
    pub availability: Spanned<Availability>,
    /// Bound on user round trip plus service time.
    pub latency_p99: Spanned<Millis>,
    /// The largest loss survived.
    pub survives: Spanned<Survives>,
    /// Recovery time objective after such a loss.
    pub rto: Option<Spanned<Seconds>>,
    /// Recovery point objective after such a loss.
    pub rpo: Option<Spanned<Seconds>>,
    /// Part of the demand that must still be served after a loss.
    pub degraded_capacity: Spanned<Share>,
    /// Part of the demand for which a warm standby runs all the time.
    pub standby: Spanned<Share>,
    /// Whether a provider keeps capacity for machines that are started after a loss.
    pub reserve_capacity: bool,
    /// Least distance between active and recovery sites, in kilometres.
    pub min_distance: Option<Spanned<u32>>,
}

impl Topology {
    /// Makes the index anew: needed after services, flows or requirements were changed.
    pub fn reindex(&mut self) {
        self.index = Index::of(&self.services, &self.flows, &self.requirements);
    }

    /// The service with this id.
    #[must_use]
    pub fn service(&self, id: ServiceId) -> &Service {
        &self.services[id.0 as usize]
    }

    /// Ids of all services, in order.
    pub fn service_ids(&self) -> impl Iterator<Item = ServiceId> + use<> {
        (0..u32::try_from(self.services.len()).unwrap_or(u32::MAX)).map(ServiceId)
    }

    /// The flow with this id.
    #[must_use]
    pub fn flow(&self, id: FlowId) -> &Flow {
        &self.flows[id.0 as usize]
    }

    /// Ids of all flows, in order.
    pub fn flow_ids(&self) -> impl Iterator<Item = FlowId> + use<> {
        (0..u32::try_from(self.flows.len()).unwrap_or(u32::MAX)).map(FlowId)
    }

    /// The journey with this id.
    #[must_use]
    pub fn journey(&self, id: JourneyId) -> &Journey {
        &self.journeys[id.0 as usize]
    }

    /// Ids of all journeys, in order.
    pub fn journey_ids(&self) -> impl Iterator<Item = JourneyId> + use<> {
        (0..u32::try_from(self.journeys.len()).unwrap_or(u32::MAX)).map(JourneyId)
    }

    /// The group of users with this id.
    #[must_use]
    pub fn user_group(&self, id: UsersId) -> &UserGroup {
        &self.users[id.0 as usize]
    }

    /// The service that decides where a service stands: its host if it has one, else itself.
    #[must_use]
    pub fn host_of(&self, id: ServiceId) -> ServiceId {
        self.service(id).host.unwrap_or(id)
    }

    /// The services that stand wherever `host` does, in order.
    pub fn hosted_by(&self, host: ServiceId) -> impl Iterator<Item = ServiceId> {
        self.index.hosted(host).iter().copied()
    }

    /// Flows that start or end at a service, in order.
    pub fn flows_of(&self, id: ServiceId) -> impl Iterator<Item = FlowId> {
        self.index.flows(id).iter().copied()
    }

    /// Flows that start or end at a service or at one that stands with it, in order.
    #[must_use]
    pub fn flows_of_host(&self, host: ServiceId) -> Vec<FlowId> {
        let standing = self.hosted_by(host).chain([host]);
        let mut flows: Vec<FlowId> = standing.flat_map(|id| self.flows_of(id)).collect();
        flows.sort_unstable();
        flows.dedup();
        flows
    }

    /// What is asked of a service alone: its own requirements and those that every service meets, in order.
    pub fn asked_of(&self, id: ServiceId) -> impl Iterator<Item = (RequirementId, &Requirement)> {
        let asked = self.index.asked(id).into_iter();
        asked.map(|id| (id, &self.requirements[id.0 as usize]))
    }

    /// What is asked of the round trip of a flow.
    pub fn bounds_of(&self, id: FlowId) -> impl Iterator<Item = (RequirementId, Millis)> {
        self.index.bounds(id).iter().filter_map(|&id| match self.requirements[id.0 as usize].rule {
            Rule::FlowRtt { limit, .. } => Some((id, limit)),
            _ => None,
        })
    }

    /// What a service calls by flows that it requires.
    fn required_of(&self, caller: ServiceId) -> impl Iterator<Item = ServiceId> {
        let flows = self.flows_of(caller).map(|id| self.flow(id)).filter(|flow| flow.required);
        flows.filter_map(move |flow| match (flow.from, flow.to) {
            (Endpoint::Service(from), Endpoint::Service(to)) if from == caller => Some(to),
            _ => None,
        })
    }

    /// What each service calls by flows that it requires, by the number of the service.
    #[must_use]
    pub fn required_callees(&self) -> Vec<Vec<ServiceId>> {
        let mut callees = vec![Vec::new(); self.services.len()];
        for flow in self.flows.iter().filter(|flow| flow.required) {
            if let (Endpoint::Service(caller), Endpoint::Service(callee)) = (flow.from, flow.to) {
                callees[caller.0 as usize].push(callee);
            }
        }
        callees
    }

    /// Everything without which a service cannot serve: what it calls by flows that it requires, and
    /// what that requires in turn, sorted.
    #[must_use]
    pub fn dependencies(&self, id: ServiceId) -> Vec<ServiceId> {
        let mut found = BTreeSet::new();
        let mut next = vec![id];
        while let Some(caller) = next.pop() {
            next.extend(self.required_of(caller).filter(|callee| found.insert(*callee)));
        }
        found.remove(&id);
        found.into_iter().collect()
    }

    /// Whether an hour without a service, or without one that it hosts, costs anything.
    #[must_use]
    pub fn downtime_costs(&self, id: ServiceId) -> bool {
        let costs = |id| self.service(id).downtime_cost.is_some();
        costs(id) || self.hosted_by(id).any(costs)
    }

    /// The data class of a service, if it has one.
    #[must_use]
    pub fn data_class(&self, service: &Service) -> Option<&DataClass> {
        service.data_class.map(|index| &self.data_classes[index])
    }

    /// The name of a flow's end as in the plan.
    #[must_use]
    pub fn endpoint_name(&self, endpoint: Endpoint) -> String {
        match endpoint {
            Endpoint::Users(id) => format!("users.{}", self.user_group(id).name.value),
            Endpoint::Service(id) => self.service(id).name.value.clone(),
            Endpoint::Internet => "internet".to_owned(),
        }
    }

    /// The most that the whole bill may be in a month, if the plan has a budget.
    #[must_use]
    pub fn budget(&self) -> Option<Usd> {
        let budgets = self.requirements.iter().filter_map(|asked| match asked.rule {
            Rule::Budget(limit) => Some(limit),
            _ => None,
        });
        budgets.min()
    }
}

/// The strategies that make sense for a kind.
#[must_use]
pub fn strategies(kind: Kind) -> &'static [Strategy] {
    if kind == Kind::Edge {
        // It runs at every place that it is pinned to.
        &[Strategy::ActiveActive]
    } else if kind.keeps_data() {
        // One writer: a second active site would need conflict resolution that these kinds lack.
        &[Strategy::Single, Strategy::BackupRestore, Strategy::PilotLight, Strategy::WarmStandby]
    } else {
        Strategy::ALL
    }
}

/// The largest loss that a single site of a kind can survive: a zone, or, for a service that runs at many
/// places of its provider, a site.
#[must_use]
pub const fn survived_alone(kind: Kind) -> Survives {
    if kind.is_global() { Survives::Region } else { Survives::Zone }
}

/// Whether making a kind anew from backups differs from starting what a pilot light holds ready.
const fn is_made_anew(kind: Kind) -> bool {
    kind.keeps_data() || matches!(kind, Kind::Kubernetes)
}

/// The strategies that a placement may use for a service: the one asked for, else all that fit the scope
/// and differ: data that a pilot light keeps in step is a warm standby by another name, and where nothing
/// is kept there is nothing to restore from backups that a pilot light would not start as well.
#[must_use]
pub fn strategies_for(
    kind: Kind,
    survives: Survives,
    asked: Option<Strategy>,
    downtime_costs: bool,
) -> Vec<Strategy> {
    let alone = survives <= survived_alone(kind);
    let fits = |strategy: &Strategy| match asked {
        Some(asked) => *strategy == asked,
        None if *strategy == Strategy::PilotLight && kind.keeps_data() => false,
        None if *strategy == Strategy::BackupRestore && !is_made_anew(kind) => false,
        None if *strategy == Strategy::Single => alone,
        // Where downtime costs something, another site may pay for itself.
        None => kind == Kind::Edge || !alone || downtime_costs,
    };
    strategies(kind).iter().copied().filter(fits).collect()
}
