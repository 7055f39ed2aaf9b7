//! Recovery sites before they take over: what runs there by strategy, and the backups that are kept there.
//!
//! A deployment of which nothing runs is *asleep*: its hardware says what it will run on, no lot of it is
//! bought, and all that is paid is the storage of its backups.

use std::borrow::Cow;

use crate::catalog::{Meter, Metered, SiteId};
use crate::plan::{Load, Service, ServiceId};
use crate::terms::{Category, Form, Kind, Purchase, Strategy};
use crate::units::{Data, Decimal, Quantity, Unit};

use super::capacity::demand;
use super::usage::Context;
use super::{Deployment, Hardware, Lot, Rejection, Usage};

/// Days of a month, for what changes in one.
const DAYS_PER_MONTH: u32 = 30;

/// Days that backups elsewhere are kept where the plan does not say how long.
const BACKUP_DAYS: u32 = 7;

impl Deployment {
    /// Whether nothing runs here until the active site is lost.
    #[must_use]
    pub fn is_asleep(&self) -> bool {
        self.load.peak() == 0
    }

    /// The same with nothing running and nothing bought.
    #[must_use]
    pub fn put_to_sleep(mut self) -> Self {
        self.load = self.load.map(|_| 0);
        if let Hardware::Nodes { lots, .. } = &mut self.hardware {
            lots.clear();
        }
        self
    }

    /// The same as it runs once it has taken over, its nodes paid by the hour; what runs already stays as
    /// it is.
    #[must_use]
    pub fn woken(&self, service: &Service) -> Self {
        let mut woken = self.clone();
        if self.is_asleep() {
            woken.load = load_after_loss(service);
            if let Hardware::Nodes { lots, running, .. } = &mut woken.hardware {
                *lots = vec![Lot { purchase: Purchase::OnDemand, count: running.peak() }];
            }
        }
        woken
    }
}

/// Replicas that a recovery site runs all the time, level by level; at least one, unless it is asleep.
#[must_use]
pub fn load_before_loss(service: &Service, strategy: Strategy) -> Load {
    let demand = demand(service);
    if !is_awake(service.kind, strategy) {
        return demand.map(|_| 0);
    }
    if !service.kind.has_replicas() {
        return demand;
    }
    demand.map(|n| service.standby.of_count_ceil(n).max(1))
}

/// Replicas that must serve after a loss, level by level.
#[must_use]
pub fn load_after_loss(service: &Service) -> Load {
    let demand = demand(service);
    if !service.kind.has_replicas() {
        return demand;
    }
    demand.map(|n| service.degraded_capacity.of_count_ceil(n).max(1))
}

/// Whether something of a kind runs at the recovery site of a strategy. A pilot light is data, and the
/// control plane on which everything else is started.
const fn is_awake(kind: Kind, strategy: Strategy) -> bool {
    match strategy {
        Strategy::BackupRestore => false,
        Strategy::PilotLight => kind.keeps_data() || matches!(kind, Kind::Kubernetes),
        Strategy::Single | Strategy::WarmStandby | Strategy::ActiveActive => true,
    }
}

/// What the backups of a service use at a site in a month.
///
/// # Errors
/// If storage of objects has no price there.
pub fn backup_usage(
    context: Context<'_>,
    id: ServiceId,
    site: SiteId,
) -> Result<Option<Usage<'_>>, Rejection> {
    let kept = backed_up(context.topology.service(id));
    if kept == Data::ZERO {
        return Ok(None);
    }
    let Metered { tariff, units } = context
        .catalog
        .tariff(site, Meter::OBJECT_STORAGE, Form::Single)
        .ok_or_else(|| Rejection::no_price("storage of backups"))?;
    Ok(Some(Usage {
        service: Some(id),
        site: Some(site),
        provider: context.catalog.site(site).provider,
        category: Category::Backup,
        tariff: Cow::Borrowed(tariff),
        purchase: None,
        quantity: Quantity::new(kept.gib() * Decimal::from(units), Unit::GibMonth),
    }))
}

/// Data in the backups of a service: one of the whole, and what changed on each day that they are kept.
#[must_use]
pub fn backed_up(service: &Service) -> Data {
    if !service.kind.keeps_data() {
        return Data::ZERO;
    }
    let asked = service.demand.terms().count("backup_days");
    let days = if asked == 0 { u64::from(BACKUP_DAYS) } else { asked };
    service.demand.data() + service.demand.writes().fraction(days, u64::from(DAYS_PER_MONTH))
}
