//! From the cost of a site to its unit prices.
//!
//! All hosts are paid for, those in reserve too, but only what carries load can be sold: the monthly cost of
//! the hosts is spread over usable capacity, a stated share of it over virtual processors and the rest over
//! memory. Derived prices are rounded to ten decimal places here, once, so that bills are exact sums.

use crate::units::{Decimal, HOURS_PER_MONTH, Share};

use super::document::{Capacity, Cost};

/// Decimal places of a derived unit price.
const PLACES: u32 = 10;

/// What a unit of the site's capacity costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct UnitPrices {
    /// A virtual processor for an hour.
    pub vcpu_hour: Decimal,
    /// A GiB of memory for an hour.
    pub gib_hour: Decimal,
    /// A GiB of storage for a month.
    pub gib_month: Decimal,
}

/// The unit prices of a site.
pub(super) fn unit_prices(cost: &Cost, capacity: &Capacity) -> UnitPrices {
    let hours = Decimal::from(HOURS_PER_MONTH);
    let hosts = host_month(cost, capacity) * Decimal::from(capacity.hosts);
    let cpu = fraction(cost.cpu_share);
    let memory = capacity.memory.gib() * Decimal::from(capacity.usable_hosts());
    UnitPrices {
        vcpu_hour: rounded(hosts * cpu / (capacity.usable_vcpu() * hours)),
        gib_hour: rounded(hosts * (Decimal::ONE - cpu) / (memory * hours)),
        gib_month: rounded(storage_gib_month(cost)),
    }
}

/// What one host costs a month: hardware with its network, power, space, people, licences.
fn host_month(cost: &Cost, capacity: &Capacity) -> Decimal {
    let months = Decimal::from(12);
    let kilowatt_hours =
        cost.power_watts * cost.pue * Decimal::from(HOURS_PER_MONTH) / Decimal::from(1_000);
    let licences = cost.licences_usd_core_year * Decimal::from(capacity.cores) / months;
    hardware_month(cost.host_usd, cost.host_months, cost)
        + kilowatt_hours * cost.usd_per_kwh
        + cost.rack_usd_month
        + cost.staff_usd_year / months / cost.hosts_per_fte
        + licences
}

/// Acquisition spread over its life, plus the network that goes with it and that network's maintenance.
fn hardware_month(usd: Decimal, life_months: Decimal, cost: &Cost) -> Decimal {
    let network = usd * fraction(cost.network);
    let maintenance = network * fraction(cost.network_maintenance) / Decimal::from(12);
    (usd + network) / life_months + maintenance
}

fn storage_gib_month(cost: &Cost) -> Decimal {
    // 2^30 bytes are this part of 10^12.
    let gib_in_tb = Decimal::new(1_073_741_824, 12);
    let maintenance = cost.storage_usd_tb * fraction(cost.storage_maintenance) / Decimal::from(12);
    (hardware_month(cost.storage_usd_tb, cost.storage_months, cost) + maintenance) * gib_in_tb
}

fn fraction(share: Share) -> Decimal {
    Decimal::new(i64::from(share.millionths()), 6)
}

fn rounded(usd: Decimal) -> Decimal {
    usd.round_dp(PLACES).normalize()
}
