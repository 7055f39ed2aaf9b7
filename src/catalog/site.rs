//! Sites: where services can run.

use crate::terms::Provider;
use crate::units::{Availability, Data, Decimal, Millis};

/// Index of a [`Site`] in its catalog. Sites are sorted by code, so ids are in order of code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SiteId(pub u16);

/// A region of a provider, or a data centre of the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Provider and region, such as `aws:eu-central-1`.
    pub code: String,
    /// Who runs it.
    pub provider: Provider,
    /// The provider's own code of the region, such as `eu-central-1`.
    pub region: String,
    /// The name for people, such as "Europe (Frankfurt)".
    pub name: String,
    /// The city, as far as published.
    pub city: String,
    /// ISO 3166 two-letter country code.
    pub country: String,
    /// Latitude and longitude in degrees.
    pub position: Option<Position>,
    /// Availability zones that a customer can use; 1 where the site has none.
    pub zones: u32,
    /// Zones of law the site lies in, sorted, such as `eu`, `eea`, `country:DE`.
    pub residency: Vec<String>,
    /// Partition: sites of different partitions (public, government, China) share no account.
    pub partition: String,
    /// Whether anybody can use it (not announced, restricted, government or China).
    pub open: bool,
    /// Capacity and cost model of a site of the user's own.
    pub pool: Option<Pool>,
    /// Where the site's facts stand: catalog file and line.
    pub row: String,
}

/// A point on the globe, in degrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Degrees north.
    pub latitude: Decimal,
    /// Degrees east.
    pub longitude: Decimal,
}

impl Position {
    /// Whether the degrees are those of a place on the globe.
    #[must_use]
    pub fn is_on_globe(self) -> bool {
        self.latitude.abs() <= Decimal::from(90) && self.longitude.abs() <= Decimal::from(180)
    }
}

/// What a site of the user's own can hold. Its prices are tariffs of the site like any others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    /// Usable virtual processors, after the reserve for failed hosts.
    pub vcpu: Decimal,
    /// Usable memory.
    pub memory: Data,
    /// Usable storage.
    pub storage: Data,
    /// Promised availability of one machine.
    pub availability: Option<Availability>,
    /// The architecture of its processors.
    pub arch: crate::terms::Arch,
}

/// A round-trip time and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rtt {
    /// The round-trip time (median).
    pub millis: Millis,
    /// Measured between the two, or from a distance model.
    pub basis: Basis,
}

/// Whether a figure was measured or follows from a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// Measured, or stated by the user.
    Measured,
    /// From the distance.
    Modelled,
}

impl Basis {
    /// The spelling in output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Basis::Measured => "measured",
            Basis::Modelled => "modelled",
        }
    }
}
