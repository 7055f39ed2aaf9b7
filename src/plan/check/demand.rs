//! What a service of each kind needs: the keys that only some kinds have.

use crate::diag::Diagnostic;
use crate::plan::document::{
    Flag, MONTHLY_DATA, Number, OneOf, RETENTION, SOME_DATA, Section, Whole,
};
use crate::plan::{DatabaseDemand, Demand, LoadBalancerDemand, ObjectStoreDemand, VmDemand};
use crate::terms::{Arch, Engine, Kind};
use crate::units::Data;

use super::load;

const CPU: Number = Number { max: 1_000 };
const DATABASES: &[Kind] = &[Kind::Postgres, Kind::Mysql];
const NODES: &[Kind] = &[Kind::Vm, Kind::Postgres, Kind::Mysql];
const STORES: &[Kind] = &[Kind::Postgres, Kind::Mysql, Kind::ObjectStore];

/// Keys that not every kind has, with the kinds that have them.
const KINDS_OF_KEY: &[(&str, &[Kind])] = &[
    ("active_connections", &[Kind::LoadBalancer]),
    ("arch", &[Kind::Vm]),
    ("backup_retention", DATABASES),
    ("burstable", NODES),
    ("cpu", NODES),
    ("disk", &[Kind::Vm]),
    ("gets", &[Kind::ObjectStore]),
    ("gpu", &[Kind::Vm]),
    ("interruptible", &[Kind::Vm]),
    ("load", &[Kind::Vm]),
    ("memory", NODES),
    ("new_connections", &[Kind::LoadBalancer]),
    ("puts", &[Kind::ObjectStore]),
    ("replicas", &[Kind::Vm]),
    ("storage", STORES),
    ("writes", STORES),
];

/// Reads the demand and ends the section. Without a kind, no key of any kind is unknown.
pub(super) fn read(kind: Option<Kind>, section: &mut Section<'_, '_>) -> Option<Demand> {
    let demand = match kind {
        Some(Kind::Vm) => vm(section),
        Some(Kind::Postgres) => database(Engine::Postgres, section),
        Some(Kind::Mysql) => database(Engine::Mysql, section),
        Some(Kind::ObjectStore) => object_store(section),
        Some(Kind::LoadBalancer) => Some(load_balancer(section)),
        None => {
            for (key, _) in KINDS_OF_KEY {
                section.entry(key);
            }
            None
        }
    };
    for (key, entry) in section.left_over() {
        let kinds = KINDS_OF_KEY.iter().find(|(known, _)| *known == key);
        let (Some(kind), Some((_, kinds))) = (kind, kinds) else {
            section.unknown(key, entry.key);
            continue;
        };
        let kinds: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
        let message = format!("a service of kind {kind} has no `{key}`");
        let hint = format!("`{key}` is for {}", crate::diag::list(&kinds, "and"));
        section.push(Diagnostic::error(message, entry.key).hint(hint));
    }
    demand
}

fn vm(section: &mut Section<'_, '_>) -> Option<Demand> {
    let cpu = section.required("cpu", &CPU);
    let memory = section.required("memory", &SOME_DATA);
    let gpus = section.optional("gpu", &Whole(0..=64));
    let disk = section.optional("disk", &SOME_DATA);
    let arch = arch(section);
    let burstable = flag(section, "burstable");
    let interruptible = flag(section, "interruptible");
    let load = load::read(section);
    Some(Demand::Vm(VmDemand {
        cpu: cpu?.value,
        memory: memory?.value,
        gpus: gpus.map_or(0, |gpus| gpus.value),
        disk: disk.map_or(Data::from_gib(32), |disk| disk.value),
        arch,
        burstable,
        interruptible,
        load: load?,
    }))
}

/// How architectures are written.
const ARCH: OneOf<Option<Arch>> = OneOf {
    all: &[Some(Arch::X86), Some(Arch::Arm), None],
    name: |arch| match arch {
        Some(arch) => arch.name(),
        None => "any",
    },
};

fn arch(section: &mut Section<'_, '_>) -> Vec<Arch> {
    let written = section.one_or_many("arch", &ARCH);
    if section.is_empty_list("arch") {
        section.empty("arch", "a machine has an architecture");
    }
    let mut all: Vec<Arch> = Vec::new();
    for arch in written.unwrap_or_default() {
        match arch.value {
            Some(arch) => all.push(arch),
            None => all.extend(Arch::ALL),
        }
    }
    if all.is_empty() {
        all.push(Arch::X86);
    }
    all.sort();
    all.dedup();
    all
}

fn database(engine: Engine, section: &mut Section<'_, '_>) -> Option<Demand> {
    let cpu = section.required("cpu", &CPU);
    let memory = section.required("memory", &SOME_DATA);
    let storage = section.required("storage", &SOME_DATA);
    let writes = section.optional("writes", &MONTHLY_DATA);
    let burstable = flag(section, "burstable");
    let backup_days = section.optional("backup_retention", &RETENTION);
    let storage = storage?.value;
    Some(Demand::Database(DatabaseDemand {
        engine,
        cpu: cpu?.value,
        memory: memory?.value,
        storage,
        // An assumption that errs on the dear side: every byte is written once a month.
        writes: writes.map_or(storage, |writes| writes.value),
        burstable,
        backup_days: backup_days.map_or(7, |days| days.value),
    }))
}

fn object_store(section: &mut Section<'_, '_>) -> Option<Demand> {
    const REQUESTS: Whole<u64> = Whole(0..=1_000_000_000_000);
    let storage = section.required("storage", &SOME_DATA);
    let puts = section.optional("puts", &REQUESTS);
    let gets = section.optional("gets", &REQUESTS);
    let writes = section.optional("writes", &MONTHLY_DATA);
    let storage = storage?.value;
    Some(Demand::ObjectStore(ObjectStoreDemand {
        storage,
        puts: puts.map_or(0, |puts| puts.value),
        gets: gets.map_or(0, |gets| gets.value),
        // An assumption: a tenth of what is kept is new or changed in a month.
        writes: writes.map_or(storage.fraction(1, 10), |writes| writes.value),
    }))
}

fn load_balancer(section: &mut Section<'_, '_>) -> Demand {
    const CONNECTIONS: Whole<u32> = Whole(0..=100_000_000);
    let mut connections =
        |key| section.optional(key, &CONNECTIONS).map_or(0, |connections| connections.value);
    Demand::LoadBalancer(LoadBalancerDemand {
        new_connections: connections("new_connections"),
        active_connections: connections("active_connections"),
    })
}

fn flag(section: &mut Section<'_, '_>, key: &'static str) -> bool {
    section.optional(key, &Flag).is_some_and(|flag| flag.value)
}
