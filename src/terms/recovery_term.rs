//! The terms that the time to come back, and the data lost, are summed up from.

use super::spelled_enum;

spelled_enum! {
    /// A term of a recovery estimate.
    RecoveryTerm {
        /// Until the loss is noticed.
        Detect = "detect",
        /// Until somebody or something decides to fail over.
        Decide = "decide",
        /// Until the provider has room for machines that are started.
        Capacity = "capacity",
        /// Until capacity or a promoted replica is ready.
        Provision = "provision",
        /// Until a backup is read back; in the catalogs for each GiB of it.
        Restore = "restore",
        /// Until clients reach the recovery site.
        Shift = "shift",
        /// Data written last that is lost.
        Lag = "lag",
    }
}
