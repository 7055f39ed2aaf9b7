//! What a service needs, in its kind's own terms, and how much of it over the month.
//!
//! Amounts only: which offers meet them is the placement's part.

use crate::terms::{Arch, Engine};
use crate::units::{Data, Decimal};

/// What a service needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Demand {
    /// Virtual machines.
    Vm(VmDemand),
    /// A managed database.
    Database(DatabaseDemand),
    /// Object storage.
    ObjectStore(ObjectStoreDemand),
    /// A layer-7 load balancer.
    LoadBalancer(LoadBalancerDemand),
}

/// Machines, one per replica.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VmDemand {
    /// Virtual processors of a replica.
    pub cpu: Decimal,
    /// Memory of a replica.
    pub memory: Data,
    /// Graphics processors of a replica.
    pub gpus: u32,
    /// Disk of a replica, which holds the operating system too.
    pub disk: Data,
    /// Architectures that the service runs on.
    pub arch: Vec<Arch>,
    /// Whether processors that only burst to full speed are good enough.
    pub burstable: bool,
    /// Whether replicas may be interrupted at any time (spot).
    pub interruptible: bool,
    /// How many replicas run for how many hours of the month.
    pub load: Load,
}

/// A relational database with one writer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseDemand {
    /// `PostgreSQL` or `MySQL`.
    pub engine: Engine,
    /// Virtual processors.
    pub cpu: Decimal,
    /// Memory.
    pub memory: Data,
    /// Storage.
    pub storage: Data,
    /// Changed data in a month, which a replica elsewhere must receive.
    pub writes: Data,
    /// Whether processors that only burst to full speed are good enough.
    pub burstable: bool,
    /// Days that automatic backups are kept.
    pub backup_days: u32,
}

/// Objects in the hot class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectStoreDemand {
    /// Data kept.
    pub storage: Data,
    /// Writing requests in a month.
    pub puts: u64,
    /// Reading requests in a month.
    pub gets: u64,
    /// Changed data in a month, which a copy elsewhere must receive.
    pub writes: Data,
}

/// Traffic of a load balancer, beside the volume that its flows state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadBalancerDemand {
    /// New connections in a second, on average.
    pub new_connections: u32,
    /// Connections open at a time, on average.
    pub active_connections: u32,
}

/// A load profile: levels of replicas with the hours of the month they run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Load {
    levels: Vec<LoadLevel>,
}

/// So many replicas for so many hours of the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LoadLevel {
    /// Replicas that run at the same time.
    pub replicas: u32,
    /// Hours of a month of 730.
    pub hours: u32,
}

impl Load {
    /// A profile; levels are sorted from the highest down.
    ///
    /// # Panics
    /// If there is no level or the hours are not 730: the check has made sure.
    #[must_use]
    pub fn new(mut levels: Vec<LoadLevel>) -> Self {
        let hours: u32 = levels.iter().map(|level| level.hours).sum();
        assert_eq!(hours, crate::units::HOURS_PER_MONTH, "a load profile covers the month");
        levels.sort_by_key(|level| std::cmp::Reverse(level.replicas));
        Load { levels }
    }

    /// The same number of replicas all month.
    #[must_use]
    pub fn constant(replicas: u32) -> Self {
        Load { levels: vec![LoadLevel { replicas, hours: crate::units::HOURS_PER_MONTH }] }
    }

    /// The levels, from the highest down.
    #[must_use]
    pub fn levels(&self) -> &[LoadLevel] {
        &self.levels
    }

    /// Replicas at the highest level.
    #[must_use]
    pub fn peak(&self) -> u32 {
        self.levels.first().map_or(0, |level| level.replicas)
    }

    /// The profile with each level's replicas changed.
    #[must_use]
    pub fn map(&self, f: impl Fn(u32) -> u32) -> Self {
        let levels = self.levels.iter();
        Load { levels: levels.map(|l| LoadLevel { replicas: f(l.replicas), ..*l }).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::{Load, LoadLevel};

    #[test]
    fn levels_run_from_the_highest_down() {
        let level = |replicas, hours| LoadLevel { replicas, hours };
        let load = Load::new(vec![level(4, 500), level(12, 230)]);
        assert_eq!(load.levels(), [level(12, 230), level(4, 500)]);
        assert_eq!((load.peak(), Load::constant(3).peak()), (12, 3));
        assert_eq!(load.map(|n| n * 2).levels(), [level(24, 230), level(8, 500)]);
    }

    #[test]
    #[should_panic(expected = "covers the month")]
    fn a_profile_covers_the_month() {
        let _ = Load::new(vec![LoadLevel { replicas: 1, hours: 729 }]);
    }
}
