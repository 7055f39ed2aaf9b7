//! How the sites of an organisation reach each other.

use super::spelled_enum;

spelled_enum! {
    /// What connects a site to the hub of the network.
    LinkMode {
        /// Encrypted tunnels over the internet.
        Vpn = "vpn",
        /// Private circuits of a carrier.
        Private = "private",
    }
}
