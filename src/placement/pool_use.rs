//! What deployments take from the finite capacity of the user's own sites.

use crate::catalog::{SiteId, Values};
use crate::plan::ServiceId;
use crate::terms::Role;
use crate::units::{Data, Decimal, Unit};

use super::capacity::demand;
use super::needs::Needs;
use super::sizing::disk_of;
use super::usage::Context;
use super::{Deployment, Hardware, Placement};

/// Capacity taken from, or held by, a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PoolUse {
    /// Virtual processors.
    pub vcpu: Decimal,
    /// Memory.
    pub memory: Data,
    /// Storage.
    pub storage: Data,
}

impl PoolUse {
    /// Whether this fits into `capacity`.
    #[must_use]
    pub fn within(self, capacity: PoolUse) -> bool {
        self.vcpu <= capacity.vcpu
            && self.memory <= capacity.memory
            && self.storage <= capacity.storage
    }
}

impl std::ops::Add for PoolUse {
    type Output = PoolUse;
    fn add(self, other: PoolUse) -> PoolUse {
        PoolUse {
            vcpu: self.vcpu + other.vcpu,
            memory: self.memory + other.memory,
            storage: self.storage + other.storage,
        }
    }
}

/// The capacity of a site; `None` for sites of providers, which are taken as endless.
#[must_use]
pub fn capacity(context: Context<'_>, site: SiteId) -> Option<PoolUse> {
    let pool = context.catalog.site(site).pool.as_ref()?;
    Some(PoolUse { vcpu: pool.vcpu, memory: pool.memory, storage: pool.storage })
}

/// Machines for which there must be room: a standby must be able to scale out to the degraded demand.
pub(super) fn peak(
    context: Context<'_>,
    id: ServiceId,
    deployment: &Deployment,
    running: u32,
) -> u32 {
    let service = context.topology.service(id);
    if deployment.role == Role::Active || !service.kind.has_replicas() {
        return running;
    }
    running.max(service.degraded_capacity.of_count_ceil(demand(service).peak()))
}

/// What a deployment takes from its site's pool; nothing at sites of providers.
#[must_use]
pub fn of_deployment(context: Context<'_>, id: ServiceId, deployment: &Deployment) -> PoolUse {
    if context.catalog.site(deployment.site).pool.is_none() {
        return PoolUse::default();
    }
    let service = context.topology.service(id);
    let values = Needs::of(context.topology, id).at(&deployment.woken(service));
    match &deployment.hardware {
        Hardware::Pool { vcpu, memory, running } => {
            let machines = peak(context, id, deployment, running.peak());
            let times =
                |data: Data| Data::from_bytes(data.bytes().saturating_mul(u64::from(machines)));
            let disk = disk_of(context, service, deployment, &values).unwrap_or(Data::ZERO);
            PoolUse {
                vcpu: *vcpu * Decimal::from(machines),
                memory: times(*memory),
                storage: times(disk),
            }
        }
        Hardware::Nodes { .. } | Hardware::Managed => {
            PoolUse { storage: stored(context, deployment, &values), ..PoolUse::default() }
        }
    }
}

/// Storage that a deployment is billed for by the month, beside disks of machines.
#[must_use]
pub fn kept(context: Context<'_>, id: ServiceId, deployment: &Deployment) -> Data {
    stored(context, deployment, &Needs::of(context.topology, id).at(deployment))
}

/// What a product without machines of its own keeps at a site: whatever it is billed for by the
/// GiB-month.
fn stored(context: Context<'_>, deployment: &Deployment, values: &Values) -> Data {
    let Some(id) = deployment.realisation else { return Data::ZERO };
    let metered = context.catalog.realisation(id).metered(deployment.form, values);
    let kept = metered.unwrap_or_default().into_iter();
    let gib: Decimal = kept
        .filter(|(meter, _)| context.catalog.unit(*meter) == Unit::GibMonth)
        .map(|(_, amount)| amount)
        .sum();
    let bytes = (gib * Decimal::from(1_u64 << 30)).ceil();
    Data::from_bytes(u64::try_from(bytes).unwrap_or(u64::MAX))
}

/// What a whole placement takes from the pool of a site.
#[must_use]
pub fn at_site(context: Context<'_>, placement: &Placement, site: SiteId) -> PoolUse {
    placement
        .deployments()
        .filter(|(_, deployment)| deployment.site == site)
        .map(|(id, deployment)| of_deployment(context, id, deployment))
        .fold(PoolUse::default(), std::ops::Add::add)
}
