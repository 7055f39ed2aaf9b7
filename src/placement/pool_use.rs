//! What deployments take from the finite capacity of the user's own sites.

use crate::catalog::SiteId;
use crate::plan::{Demand, ServiceId};
use crate::terms::Role;
use crate::units::{Data, Decimal};

use super::capacity::demand;
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

/// Replicas for which there must be room: a standby must be able to scale out to the degraded demand.
fn peak(context: Context<'_>, id: ServiceId, deployment: &Deployment) -> u32 {
    let service = context.topology.service(id);
    let running = deployment.load.peak();
    match deployment.role {
        Role::Active => running,
        Role::Recovery => {
            running.max(service.degraded_capacity.of_count_ceil(demand(service).peak()))
        }
    }
}

/// What a deployment takes from its site's pool; nothing at sites of providers.
#[must_use]
pub fn of_deployment(context: Context<'_>, id: ServiceId, deployment: &Deployment) -> PoolUse {
    if context.catalog.site(deployment.site).pool.is_none() {
        return PoolUse::default();
    }
    let peak = peak(context, id, deployment);
    let storage = match &context.topology.service(id).demand {
        Demand::Vm(vm) => Data::from_bytes(vm.disk.bytes().saturating_mul(u64::from(peak))),
        Demand::Database(database) => database.storage,
        Demand::ObjectStore(store) => store.storage,
        Demand::LoadBalancer(_) => Data::ZERO,
    };
    match deployment.hardware {
        Hardware::Pool { vcpu, memory } => PoolUse {
            vcpu: vcpu * Decimal::from(peak),
            memory: Data::from_bytes(memory.bytes().saturating_mul(u64::from(peak))),
            storage,
        },
        Hardware::Nodes { .. } | Hardware::Managed => PoolUse { storage, ..PoolUse::default() },
    }
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
