//! Meters: the things sold by quantity, whoever sells them. A table of the catalogs lists them.

use crate::terms::Category;
use crate::units::Unit;

/// Index of a meter in the catalog's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MeterId(pub(super) u16);

impl MeterId {
    /// Where it stands in the catalog's list.
    pub(super) fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// Something that is sold by quantity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeterInfo {
    /// The spelling in catalogs and findings.
    pub name: String,
    /// The unit in which it counts.
    pub unit: Unit,
    /// What it is for, on the bill.
    pub category: Category,
    /// The name for people.
    pub title: String,
}

/// A capability that is priced by quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Meter {
    /// One of the catalogs' list.
    Listed(MeterId),
    /// A virtual processor of a site of the user's own, per hour.
    PoolVcpu,
    /// A GiB of memory of a site of the user's own, per hour.
    PoolMemory,
    /// A GiB of storage of a site of the user's own, per month.
    PoolStorage,
}

impl Meter {
    /// A NAT gateway, per hour.
    pub const NAT: Meter = Meter::Listed(MeterId(0));
    /// Data that a NAT gateway handles, per GiB.
    pub const NAT_DATA: Meter = Meter::Listed(MeterId(1));
    /// A public IPv4 address, per hour.
    pub const PUBLIC_IP: Meter = Meter::Listed(MeterId(2));
    /// Object storage, hot class, per GiB-month.
    pub const OBJECT_STORAGE: Meter = Meter::Listed(MeterId(3));
    /// Writing requests to object storage.
    pub const OBJECT_PUT: Meter = Meter::Listed(MeterId(4));
    /// Reading requests to object storage.
    pub const OBJECT_GET: Meter = Meter::Listed(MeterId(5));
    /// A zone of names, per month.
    pub const DNS_ZONE: Meter = Meter::Listed(MeterId(6));
}

/// The meters that the program itself asks for, in the order of the constants above.
pub(super) fn built_in() -> Vec<MeterInfo> {
    let info = |name: &str, unit, category, title: &str| MeterInfo {
        name: name.to_owned(),
        unit,
        category,
        title: title.to_owned(),
    };
    vec![
        info("nat", Unit::Hour, Category::Network, "NAT gateway"),
        info("nat-data", Unit::Gib, Category::Network, "NAT data"),
        info("public-ip", Unit::Hour, Category::Network, "public IPv4 address"),
        info("object-storage", Unit::GibMonth, Category::ObjectStorage, "object storage"),
        info("object-put", Unit::Request, Category::ObjectStorage, "object writes"),
        info("object-get", Unit::Request, Category::ObjectStorage, "object reads"),
        info("dns-zone", Unit::Month, Category::Network, "DNS zone"),
    ]
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
