//! From a deployment to what stands in a file.

use crate::catalog::Catalog;
use crate::placement::{Deployment, Hardware, Lot};
use crate::plan::Load;

use super::format::{Bought, Level, Machines, SiteRecord};

impl SiteRecord {
    /// A deployment with names for ids.
    #[must_use]
    pub fn new(catalog: &Catalog, deployment: &Deployment) -> Self {
        let product = deployment.realisation.map(|id| catalog.realisation(id).name.clone());
        SiteRecord {
            site: catalog.site(deployment.site).code.clone(),
            role: deployment.role.name().to_owned(),
            form: deployment.form.name().to_owned(),
            zones: deployment.zones,
            among: deployment.among,
            product,
            load: levels(&deployment.load),
            machines: machines(catalog, &deployment.hardware),
        }
    }
}

fn machines(catalog: &Catalog, hardware: &Hardware) -> Option<Machines> {
    let bought = |lot: &Lot| Bought { purchase: lot.purchase.name().to_owned(), count: lot.count };
    match hardware {
        Hardware::Nodes { sku, lots, running } => Some(Machines::Nodes {
            sku: catalog.sku(*sku).name.clone(),
            lots: lots.iter().map(bought).collect(),
            running: levels(running),
        }),
        Hardware::Pool { vcpu, memory, running } => Some(Machines::Pool {
            vcpu: vcpu.to_string(),
            memory_bytes: memory.bytes(),
            running: levels(running),
        }),
        Hardware::Managed => None,
    }
}

fn levels(load: &Load) -> Vec<Level> {
    let level =
        |level: &crate::plan::LoadLevel| Level { count: level.replicas, hours: level.hours };
    load.levels().iter().map(level).collect()
}
