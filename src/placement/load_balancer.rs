//! Capacity units of layer-7 load balancers: how much traffic one unit carries, by provider.

use crate::plan::{Demand, Endpoint, Service, ServiceId, Topology};
use crate::terms::{Provider, Role};
use crate::units::{Data, Decimal, HOURS_PER_MONTH, Quantity, Unit};

/// What one capacity unit carries.
struct CapacityUnit {
    /// Data handled in an hour, in thousandths of a GiB.
    milli_gib_per_hour: u32,
    /// New connections in a second.
    new_connections: u32,
    /// Open connections.
    active_connections: u32,
}

/// AWS: an LCU is 25 new connections a second, 3,000 active connections or 1 GB an hour
/// (Elastic Load Balancing pricing page). Azure: a capacity unit is 2,500 persistent connections or
/// 2.22 Mbit/s, and a compute unit 50 connections a second (Application Gateway v2 pricing); 2.22
/// Mbit/s is 0.930 GiB an hour.
fn capacity_unit(provider: Provider) -> CapacityUnit {
    match provider {
        Provider::Aws | Provider::OnPrem => CapacityUnit {
            milli_gib_per_hour: 1_000,
            new_connections: 25,
            active_connections: 3_000,
        },
        Provider::Azure => {
            CapacityUnit { milli_gib_per_hour: 930, new_connections: 50, active_connections: 2_500 }
        }
    }
}

/// Capacity-unit hours that a load balancer is billed for in a month: the largest of its dimensions.
///
/// Each active site is billed for the whole volume's dimension, since any of them may have to take all
/// traffic; a recovery site carries none.
#[must_use]
pub fn capacity_hours(
    topology: &Topology,
    id: ServiceId,
    service: &Service,
    provider: Provider,
    role: Role,
) -> Quantity {
    let Demand::LoadBalancer(demand) = &service.demand else {
        return Quantity::new(Decimal::ZERO, Unit::CapacityHour);
    };
    if role == Role::Recovery {
        return Quantity::new(Decimal::ZERO, Unit::CapacityHour);
    }
    let unit = capacity_unit(provider);
    let per_month = |used: u32, carried: u32| {
        Decimal::from(used) * Decimal::from(HOURS_PER_MONTH) / Decimal::from(carried)
    };
    let data =
        volume(topology, id).gib() * Decimal::from(1_000) / Decimal::from(unit.milli_gib_per_hour);
    let hours = data
        .max(per_month(demand.new_connections, unit.new_connections))
        .max(per_month(demand.active_connections, unit.active_connections));
    Quantity::new(hours.round_dp(6), Unit::CapacityHour)
}

/// Data that comes in from clients in a month (what goes on to the targets is the same data again).
fn volume(topology: &Topology, id: ServiceId) -> Data {
    let incoming = topology.flows.iter().filter(|flow| flow.to == Endpoint::Service(id));
    incoming.map(|flow| flow.volume).sum()
}

/// Public addresses of one load balancer: AWS gives it one in each zone, Azure one in all.
#[must_use]
pub fn addresses(provider: Provider, zones: u32) -> u32 {
    match provider {
        Provider::Aws => zones.max(2),
        Provider::Azure | Provider::OnPrem => 1,
    }
}
