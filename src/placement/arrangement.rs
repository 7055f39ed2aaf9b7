//! The answer: one arrangement per service. Data only; what it costs and whether it holds is said elsewhere.

use crate::catalog::{RealisationId, SiteId, SkuId};
use crate::plan::{Load, ServiceId};
use crate::terms::{Form, Purchase, Role, Strategy};
use crate::units::{Data, Decimal};

/// One arrangement per service, in the order of the topology's services.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// Indexed by [`ServiceId`].
    pub arrangements: Vec<Arrangement>,
}

impl Placement {
    /// The arrangement of a service.
    #[must_use]
    pub fn of(&self, service: ServiceId) -> &Arrangement {
        &self.arrangements[service.0 as usize]
    }

    /// Every deployment with its service.
    pub fn deployments(&self) -> impl Iterator<Item = (ServiceId, &Deployment)> {
        self.arrangements.iter().zip(0..).flat_map(|(arrangement, id)| {
            arrangement.deployments.iter().map(move |deployment| (ServiceId(id), deployment))
        })
    }

    /// All sites in use, sorted, each once.
    #[must_use]
    pub fn sites(&self) -> Vec<SiteId> {
        let mut sites: Vec<SiteId> = self.deployments().map(|(_, d)| d.site).collect();
        sites.sort_unstable();
        sites.dedup();
        sites
    }
}

/// How one service is laid out over sites.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Arrangement {
    /// How it recovers.
    pub strategy: Strategy,
    /// What runs where: active sites first, each group sorted by site.
    pub deployments: Vec<Deployment>,
}

impl Arrangement {
    /// Deployments that serve all the time.
    pub fn active(&self) -> impl Iterator<Item = &Deployment> {
        self.deployments.iter().filter(|d| d.role == Role::Active)
    }

    /// Deployments that wait to take over.
    pub fn recovery(&self) -> impl Iterator<Item = &Deployment> {
        self.deployments.iter().filter(|d| d.role == Role::Recovery)
    }
}

/// What runs at one site for one service.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Deployment {
    /// Where.
    pub site: SiteId,
    /// Serving or waiting.
    pub role: Role,
    /// In one zone or over several.
    pub form: Form,
    /// Zones in use: 1 for [`Form::Single`].
    pub zones: u32,
    /// Replicas over the month. Constantly 1 for kinds without replicas.
    pub load: Load,
    /// Active sites that share what is counted, such as requests; 1 at a site that waits.
    pub among: u32,
    /// The product that serves it; none for machines and for what runs inside its host.
    pub realisation: Option<RealisationId>,
    /// What it runs on.
    pub hardware: Hardware,
}

/// What a deployment runs on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hardware {
    /// Nodes of a provider, all of one SKU.
    Nodes {
        /// The SKU.
        sku: SkuId,
        /// How many are bought how; commitments first, then what is paid by the hour. The counts add
        /// up to the peak; commitments cover the nodes that run longest.
        lots: Vec<Lot>,
        /// How many run for how many hours of the month.
        running: Load,
    },
    /// Machines of exactly the asked size in a pool of the user's own.
    Pool {
        /// Virtual processors of a machine.
        vcpu: Decimal,
        /// Memory of a machine.
        memory: Data,
        /// How many run for how many hours of the month.
        running: Load,
    },
    /// Nothing to choose: the provider sells the capability by its use.
    Managed,
}

impl Hardware {
    /// How many nodes or machines run for how many hours of the month, if any are named.
    #[must_use]
    pub fn running(&self) -> Option<&Load> {
        match self {
            Hardware::Nodes { running, .. } | Hardware::Pool { running, .. } => Some(running),
            Hardware::Managed => None,
        }
    }
}

/// Nodes bought under one purchase option.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lot {
    /// The option.
    pub purchase: Purchase,
    /// How many nodes at the peak.
    pub count: u32,
}
