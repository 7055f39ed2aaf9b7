//! What a service runs on at a site, line by line of the bill.

use crate::placement::{Charge, Deployment, Hardware, Verified};
use crate::plan::ServiceId;
use crate::terms::Category;

/// Something that a service runs on.
#[derive(Debug, Clone, Copy)]
pub struct Bought<'a> {
    /// The line of the bill.
    pub charge: &'a Charge,
    /// How many of it.
    pub count: u32,
}

/// What a service runs on at the site of a deployment, in order of the bill.
#[must_use]
pub fn bought<'a>(
    verified: &'a Verified,
    service: ServiceId,
    deployment: &Deployment,
) -> Vec<Bought<'a>> {
    let here = |charge: &&Charge| {
        charge.service == Some(service)
            && charge.site == Some(deployment.site)
            && is_capacity(charge.category)
    };
    let charges = verified.charges().iter().filter(here);
    charges.map(|charge| Bought { charge, count: count(deployment, charge) }).collect()
}

/// Charges for what a service runs on, as opposed to what it moves or shares.
const fn is_capacity(category: Category) -> bool {
    !matches!(
        category,
        Category::Network
            | Category::Transfer
            | Category::Replication
            | Category::Operations
            | Category::Downtime
    )
}

fn count(deployment: &Deployment, charge: &Charge) -> u32 {
    let lot = match &deployment.hardware {
        Hardware::Nodes { running, .. } if charge.category == Category::Reservation => {
            Some(running.peak())
        }
        Hardware::Nodes { lots, .. } => {
            lots.iter().find(|lot| Some(lot.purchase) == charge.purchase).map(|lot| lot.count)
        }
        Hardware::Pool { .. } | Hardware::Managed => None,
    };
    lot.unwrap_or_else(|| deployment.load.peak())
}
