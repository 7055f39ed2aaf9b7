//! Facts that are not prices: uptime promises and recovery figures, each with its source.

use crate::terms::{Form, Kind, Provider, spelled_enum};
use crate::units::{Availability, Decimal, Seconds};

/// A provider's uptime promise for a kind in a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sla {
    /// Who promises.
    pub provider: Provider,
    /// For which kind.
    pub kind: Kind,
    /// In which form.
    pub form: Form,
    /// The promised monthly uptime.
    pub availability: Availability,
    /// Catalog file and line.
    pub row: String,
    /// Where the figure is published.
    pub source: String,
}

spelled_enum! {
    /// What is lost when a recovery figure applies, and by which mechanism the service comes back.
    Mechanism {
        /// A zone is lost; the zone-redundant form fails over within the site.
        ZoneFailover = "zone-failover",
        /// A site is lost; everything is made anew at another site and restored from backups there.
        BackupRestore = "backup-restore",
        /// A site is lost; beside the copies of its data at another site of the same provider, the rest is
        /// started.
        PilotLight = "pilot-light",
        /// The same at another provider.
        PilotLightAcross = "pilot-light-across",
        /// A site is lost; a warm standby at another site of the same provider takes over.
        WarmStandby = "warm-standby",
        /// A site is lost; a warm standby at another provider takes over.
        WarmStandbyAcross = "warm-standby-across",
        /// A site is lost; the other active sites go on.
        ActiveActive = "active-active",
    }
}

impl Mechanism {
    /// Whether it brings service to a recovery site, which takes what detecting and deciding take here.
    #[must_use]
    pub const fn is_failover(self) -> bool {
        !matches!(self, Mechanism::ZoneFailover | Mechanism::ActiveActive)
    }
}

spelled_enum! {
    /// How well a figure is supported.
    Support {
        /// Published by the provider, or computed from published figures.
        Published = "published",
        /// No source found: a planning assumption.
        Assumption = "assumption",
        /// Stated by the plan, which speaks for itself.
        Stated = "stated",
    }
}

spelled_enum! {
    /// What is out at once in an outage.
    OutageScope {
        /// A zone of a site.
        Zone = "zone",
        /// A site.
        Region = "region",
        /// A provider with all its sites.
        Provider = "provider",
    }
}

/// How often a failure domain is out, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outage {
    /// Outages of one such domain in a year.
    pub per_year: Decimal,
    /// Mean duration.
    pub mean: Seconds,
    /// Published or assumed.
    pub support: Support,
    /// Catalog file and line.
    pub row: String,
    /// Where the figure is published, or why it is assumed.
    pub source: String,
}

/// A figure of a recovery estimate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryFact {
    /// How long.
    pub seconds: Seconds,
    /// Published, assumed or stated.
    pub support: Support,
    /// Catalog file and line; of a stated figure the section of the plan.
    pub row: String,
    /// Where the figure is published, or why it is assumed.
    pub source: String,
}
