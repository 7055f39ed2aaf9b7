//! Meters: the things sold by quantity that mcplan knows how to need, whoever sells them.

use crate::terms::{Engine, Form};
use crate::units::Unit;

/// A capability that is priced by quantity. The catalogs map each provider's SKUs to meters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Meter {
    /// Object storage, hot class, per GiB-month.
    ObjectStorage(Form),
    /// Writing requests to object storage.
    ObjectPut(Form),
    /// Reading requests to object storage.
    ObjectGet(Form),
    /// Storage of a managed database, per GiB-month.
    DatabaseStorage(Engine, Form),
    /// A layer-7 load balancer, per hour.
    LoadBalancer,
    /// Its capacity units, per hour.
    LoadBalancerCapacity,
    /// A NAT gateway, per hour.
    Nat,
    /// Data that a NAT gateway handles, per GiB.
    NatData,
    /// A public IPv4 address, per hour.
    PublicIp,
    /// A virtual processor of a site of the user's own, per hour.
    PoolVcpu,
    /// A GiB of memory of a site of the user's own, per hour.
    PoolMemory,
    /// A GiB of storage of a site of the user's own, per month.
    PoolStorage,
}

impl Meter {
    /// The spellings of meters in catalogs; the form stands in a column of its own.
    pub const NAMES: &'static [&'static str] = &[
        "object-storage",
        "object-put",
        "object-get",
        "postgres-storage",
        "mysql-storage",
        "load-balancer",
        "load-balancer-capacity",
        "nat",
        "nat-data",
        "public-ip",
    ];

    /// The meter with this spelling; `form` matters for storage only. The meters of a pool have no
    /// spelling: their prices follow from the cost model of the site.
    #[must_use]
    pub fn parse(name: &str, form: Form) -> Option<Self> {
        Some(match name {
            "object-storage" => Meter::ObjectStorage(form),
            "object-put" => Meter::ObjectPut(form),
            "object-get" => Meter::ObjectGet(form),
            "postgres-storage" => Meter::DatabaseStorage(Engine::Postgres, form),
            "mysql-storage" => Meter::DatabaseStorage(Engine::Mysql, form),
            "load-balancer" => Meter::LoadBalancer,
            "load-balancer-capacity" => Meter::LoadBalancerCapacity,
            "nat" => Meter::Nat,
            "nat-data" => Meter::NatData,
            "public-ip" => Meter::PublicIp,
            _ => return None,
        })
    }

    /// The spelling in catalogs and findings.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Meter::ObjectStorage(_) => "object-storage",
            Meter::ObjectPut(_) => "object-put",
            Meter::ObjectGet(_) => "object-get",
            Meter::DatabaseStorage(Engine::Postgres, _) => "postgres-storage",
            Meter::DatabaseStorage(Engine::Mysql, _) => "mysql-storage",
            Meter::LoadBalancer => "load-balancer",
            Meter::LoadBalancerCapacity => "load-balancer-capacity",
            Meter::Nat => "nat",
            Meter::NatData => "nat-data",
            Meter::PublicIp => "public-ip",
            Meter::PoolVcpu => "pool-vcpu",
            Meter::PoolMemory => "pool-memory",
            Meter::PoolStorage => "pool-storage",
        }
    }

    /// The unit in which the meter counts.
    #[must_use]
    pub const fn unit(self) -> Unit {
        match self {
            Meter::ObjectStorage(_) | Meter::DatabaseStorage(..) | Meter::PoolStorage => {
                Unit::GibMonth
            }
            Meter::ObjectPut(_) | Meter::ObjectGet(_) => Unit::Request,
            Meter::LoadBalancer | Meter::Nat | Meter::PublicIp => Unit::Hour,
            Meter::LoadBalancerCapacity => Unit::CapacityHour,
            Meter::NatData => Unit::Gib,
            Meter::PoolVcpu => Unit::VcpuHour,
            Meter::PoolMemory => Unit::GibHour,
        }
    }
}

/// Where data goes, for the price of moving it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Destination {
    /// Another zone of the same site (the price of one direction).
    Zone,
    /// Another site of the same provider.
    Site(super::SiteId),
    /// The internet, which includes other providers and the user's own sites.
    Internet,
}
