//! What a service needs, in its kind's own terms, and how much of it over the month.
//!
//! Amounts only: which offers meet them is the placement's part.

use crate::terms::{Arch, Engine};
use crate::units::{Data, Decimal};

use super::Terms;

/// What a service needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Demand {
    /// Machines, one per replica.
    Vm(VmDemand),
    /// A managed relational database.
    Database(DatabaseDemand),
    /// Any other kind: its named numbers.
    Terms(TermsDemand),
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
    /// The engine.
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
    /// Input and output operations in a month.
    pub io: Decimal,
    /// Whether the user brings licences of the engine that need some.
    pub own_license: bool,
}

/// What a kind needs as named numbers, with what is common to kinds with replicas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermsDemand {
    /// The numbers, by name.
    pub terms: Terms,
    /// How many replicas run for how many hours of the month; constantly 1 for kinds without replicas.
    pub load: Load,
    /// Architectures that the service runs on.
    pub arch: Vec<Arch>,
}

impl Demand {
    /// Everything that formulas of the catalogs may name, with its value.
    #[must_use]
    pub fn terms(&self) -> Terms {
        let mut terms = Terms::default();
        match self {
            Demand::Vm(vm) => {
                terms.set("cpu", vm.cpu);
                terms.set("memory_gib", vm.memory.gib());
                terms.set("disk_gib", vm.disk.gib());
            }
            Demand::Database(database) => {
                terms.set("cpu", database.cpu);
                terms.set("memory_gib", database.memory.gib());
                terms.set("storage_gib", database.storage.gib());
                terms.set("writes_gib", database.writes.gib());
                terms.set("backup_days", Decimal::from(database.backup_days));
                terms.set("burstable", Decimal::from(u8::from(database.burstable)));
                terms.set("own_license", Decimal::from(u8::from(database.own_license)));
                terms.set("io", database.io);
            }
            Demand::Terms(demand) => terms = demand.terms.clone(),
        }
        terms
    }

    /// How many replicas run: constantly 1 for kinds without replicas.
    #[must_use]
    pub fn load(&self) -> Load {
        match self {
            Demand::Vm(vm) => vm.load.clone(),
            Demand::Database(_) => Load::constant(1),
            Demand::Terms(demand) => demand.load.clone(),
        }
    }

    /// Data that is kept and that a backup holds whole. What a cache holds is filled again, not restored.
    #[must_use]
    pub fn data(&self) -> Data {
        match self {
            Demand::Vm(_) => Data::ZERO,
            Demand::Database(database) => database.storage,
            Demand::Terms(demand) => {
                let kept = ["storage_gib", "cool_gib", "archive_gib"].iter();
                kept.map(|term| demand.terms.data(term)).sum()
            }
        }
    }

    /// Data that is changed in a month and that a copy elsewhere must receive.
    #[must_use]
    pub fn writes(&self) -> Data {
        match self {
            Demand::Vm(_) => Data::ZERO,
            Demand::Database(database) => database.writes,
            Demand::Terms(demand) => demand.terms.data("writes_gib"),
        }
    }
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
