//! Recovery: what may be lost, how a service comes back, and the role of a site in that.

use super::spelled_enum;

spelled_enum! {
    /// The largest loss that a service must survive; each scope includes the smaller ones.
    Survives {
        /// No loss of a failure domain is survived.
        Nothing = "nothing",
        /// Any one zone of a site.
        Zone = "zone",
        /// Any one site (region).
        Region = "region",
        /// Any one provider.
        Provider = "provider",
    }
}

spelled_enum! {
    /// The recovery strategy of an arrangement.
    Strategy {
        /// One site.
        Single = "single",
        /// Backups at a second site, where everything is made and restored when the first is lost.
        BackupRestore = "backup-restore",
        /// Data kept in step at a second site; what works on it is started when the first is lost.
        PilotLight = "pilot-light",
        /// A scaled-down but running copy at a second site, scaled out when the first is lost.
        WarmStandby = "warm-standby",
        /// Full service at two or more sites at once.
        ActiveActive = "active-active",
    }
}

impl Strategy {
    /// Whether a second site waits to take over.
    #[must_use]
    pub const fn has_recovery(self) -> bool {
        matches!(self, Strategy::BackupRestore | Strategy::PilotLight | Strategy::WarmStandby)
    }
}

spelled_enum! {
    /// What a site does for a service.
    Role {
        /// Serves all the time.
        Active = "active",
        /// Takes over when an active site is lost.
        Recovery = "recovery",
    }
}
