//! What a service of each kind needs: the keys that only some kinds have.

use std::collections::BTreeSet;

use crate::diag::Diagnostic;
use crate::plan::document::{
    Flag, MONTHLY_DATA, Number, OneOf, RATE, RETENTION, SOME_DATA, Section, Whole,
};
use crate::plan::{DatabaseDemand, Demand, Load, TermsDemand, VmDemand, keys};
use crate::terms::{Arch, Engine, Kind};
use crate::units::{Data, Decimal};

use super::{load, terms};

const CPU: Number = Number { max: 1_000 };

/// Keys of machines.
const MACHINE: &[&str] =
    &["arch", "burstable", "cpu", "disk", "gpu", "interruptible", "load", "memory", "replicas"];
/// Keys of relational databases.
const DATABASE: &[&str] =
    &["backup_retention", "burstable", "cpu", "io", "memory", "storage", "writes"];
/// Keys of kinds with replicas that are no machines.
const REPLICATED: &[&str] = &["arch", "load", "replicas"];

/// The keys of a kind beside those that every service has.
fn known(kind: Kind) -> BTreeSet<&'static str> {
    let extra: &[&str] = match kind {
        Kind::Vm | Kind::Edge => MACHINE,
        Kind::Postgres | Kind::Mysql => DATABASE,
        Kind::Sqlserver => &[
            "backup_retention",
            "burstable",
            "cpu",
            "io",
            "license",
            "memory",
            "storage",
            "writes",
        ],
        Kind::Container => REPLICATED,
        Kind::Workload => &["arch", "cluster", "load", "replicas"],
        Kind::Function => &["arch"],
        Kind::WebFirewall | Kind::DdosProtection => &["protects"],
        _ => &[],
    };
    extra.iter().copied().chain(keys(kind).iter().map(|key| key.key)).collect()
}

/// Reads the demand and ends the section. Without a kind, no key of any kind is unknown.
pub(super) fn read(kind: Option<Kind>, section: &mut Section<'_, '_>) -> Option<Demand> {
    let demand = match kind {
        Some(Kind::Vm | Kind::Edge) => vm(section),
        Some(kind) => match kind.engine() {
            Some(engine) => database(engine, section),
            None => quantities(kind, section),
        },
        None => {
            for key in Kind::ALL.iter().flat_map(|&kind| known(kind)) {
                section.entry(key);
            }
            None
        }
    };
    for (key, entry) in section.left_over() {
        let kinds: Vec<&str> = Kind::ALL
            .iter()
            .filter(|&&other| known(other).contains(key))
            .map(|kind| kind.name())
            .collect();
        let Some(kind) = kind.filter(|_| !kinds.is_empty()) else {
            section.unknown(key, entry.key);
            continue;
        };
        let message = format!("a service of kind {kind} has no `{key}`");
        let hint = format!("`{key}` is for {}", crate::diag::list(&kinds, "and"));
        section.push(Diagnostic::error(message, entry.key).hint(hint));
    }
    demand
}

fn vm(section: &mut Section<'_, '_>) -> Option<Demand> {
    let cpu = section.required("cpu", &CPU);
    let memory = section.required("memory", &SOME_DATA);
    let gpus = section.optional("gpu", &Whole(0..=10_000));
    let disk = section.optional("disk", &SOME_DATA);
    let arch = arch(section, &[Arch::X86]);
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

fn arch(section: &mut Section<'_, '_>, otherwise: &[Arch]) -> Vec<Arch> {
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
        all.extend(otherwise);
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
    let io = section.optional("io", &RATE);
    let burstable = flag(section, "burstable");
    let backup_days = section.optional("backup_retention", &RETENTION);
    let own_license = engine == Engine::Sqlserver
        && section.optional("license", &LICENSE).is_some_and(|license| license.value);
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
        // An assumption for engines that bill operations: a thousand a month for each GiB kept.
        io: io.map_or(storage.gib() * Decimal::ONE_THOUSAND, |io| io.value.per_month()),
        own_license,
    }))
}

/// Who pays for licences: the provider's price includes them, or the user owns some.
const LICENSE: OneOf<bool> =
    OneOf { all: &[false, true], name: |own| if own { "own" } else { "included" } };

fn quantities(kind: Kind, section: &mut Section<'_, '_>) -> Option<Demand> {
    let terms = terms::read(keys(kind), section);
    let (load, arch) = if kind.has_replicas() {
        (load::read(section), arch(section, &[Arch::X86]))
    } else if kind == Kind::Function {
        (Some(Load::constant(1)), arch(section, &[Arch::X86]))
    } else {
        (Some(Load::constant(1)), Arch::ALL.to_vec())
    };
    let mut terms = terms?;
    for &known in Arch::ALL {
        let term = if known == Arch::X86 { "x86" } else { "arm" };
        terms.set(term, Decimal::from(u8::from(arch.contains(&known))));
    }
    Some(Demand::Terms(TermsDemand { terms, load: load?, arch }))
}

fn flag(section: &mut Section<'_, '_>, key: &'static str) -> bool {
    section.optional(key, &Flag).is_some_and(|flag| flag.value)
}
