//! The keys of each kind that are plain quantities: how they are written, the term they become, and
//! what holds if they are left out.
//!
//! A new quantity of a kind is one line here; formulas of the catalogs can name its term at once. What needs
//! more than one line (machines, databases, load profiles, hosts) is read by `check`.

use crate::terms::Kind;
use crate::units::Decimal;

use super::Terms;

/// A key of a kind.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// As written in the plan.
    pub key: &'static str,
    /// The name in formulas.
    pub term: &'static str,
    /// How it is written, and in which base unit the term counts.
    pub measure: Measure,
    /// What holds if it is left out.
    pub fallback: Fallback,
}

/// How a quantity is written and counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// "50M/month", counted by the month over the whole service.
    Rate,
    /// A whole number of events in a month.
    Events,
    /// "5 TB/month", in GiB by the month over the whole service.
    Traffic,
    /// "32 GiB", in GiB.
    Data,
    /// "4 KiB", in KiB.
    SmallData,
    /// "120ms", in seconds.
    Time,
    /// "30d", in days.
    Days,
    /// A whole number.
    Whole(u32),
    /// A number of processors.
    Processors,
    /// A factor of at least one.
    Factor,
    /// "90%", as a fraction of one.
    Share,
    /// `true` or `false`, as 1 or 0.
    Flag,
    /// One of a few words, as its number.
    Word(&'static [(&'static str, u32)]),
}

impl Measure {
    /// Whether it counts use that several active sites share.
    #[must_use]
    pub const fn is_shared_out(self) -> bool {
        matches!(self, Measure::Rate | Measure::Events | Measure::Traffic)
    }
}

/// What holds if a key is left out.
#[derive(Debug, Clone, Copy)]
pub enum Fallback {
    /// It must be given.
    Required,
    /// This many thousandths of the base unit.
    Milli(u64),
    /// What follows from the keys before it.
    From(fn(&Terms) -> Decimal),
}

const fn need(key: &'static str, term: &'static str, measure: Measure) -> Key {
    Key { key, term, measure, fallback: Fallback::Required }
}

const fn or(key: &'static str, term: &'static str, measure: Measure, milli: u64) -> Key {
    Key { key, term, measure, fallback: Fallback::Milli(milli) }
}

const fn from(
    key: &'static str,
    term: &'static str,
    measure: Measure,
    value: fn(&Terms) -> Decimal,
) -> Key {
    Key { key, term, measure, fallback: Fallback::From(value) }
}

const BURSTABLE: Key = or("burstable", "burstable", Measure::Flag, 0);
const PEAK_3: Key = or("peak", "peak", Measure::Factor, 3_000);
const PEAK_5: Key = or("peak", "peak", Measure::Factor, 5_000);
const BACKUPS: Key = or("backup_retention", "backup_days", Measure::Days, 7_000);
const MESSAGES: Key = need("messages", "messages", Measure::Rate);
const REQUESTS: Key = or("requests", "requests", Measure::Rate, 0);
const STORAGE: Key = need("storage", "storage_gib", Measure::Data);
const CPU: Key = need("cpu", "cpu", Measure::Processors);
const MEMORY: Key = need("memory", "memory_gib", Measure::Data);

/// A tenth of what is kept is new or changed in a month: an assumption.
const SOME_WRITES: Key = from("writes", "writes_gib", Measure::Traffic, tenth_of_storage);

const ROUTING: &[(&str, u32)] = &[("simple", 0), ("failover", 1), ("latency", 2)];
const LEVEL: &[(&str, u32)] = &[("standard", 0), ("advanced", 1)];
const LAYER: &[(&str, u32)] = &[("7", 7), ("4", 4)];

/// The plain quantities of a kind; empty for kinds whose keys are read otherwise.
#[must_use]
pub fn keys(kind: Kind) -> &'static [Key] {
    match kind {
        Kind::Vm | Kind::Edge | Kind::Postgres | Kind::Mysql | Kind::Sqlserver => &[],
        Kind::Kubernetes => KUBERNETES,
        Kind::Workload => &[CPU, MEMORY],
        Kind::Function => FUNCTION,
        Kind::Container => &[CPU, MEMORY, REQUESTS],
        Kind::DocumentDb => DOCUMENT_DB,
        Kind::Cache => CACHE,
        Kind::AnalyticsDb => ANALYTICS_DB,
        Kind::Search => SEARCH,
        Kind::ObjectStore => OBJECT_STORE,
        Kind::FileStore => FILE_STORE,
        Kind::Queue => QUEUE,
        Kind::Pubsub => PUBSUB,
        Kind::EventStream => EVENT_STREAM,
        Kind::LoadBalancer => LOAD_BALANCER,
        Kind::ApiGateway => API_GATEWAY,
        Kind::Cdn => CDN,
        Kind::Dns => DNS,
        Kind::WebFirewall => WEB_FIREWALL,
        Kind::DdosProtection => DDOS_PROTECTION,
        Kind::Secrets => SECRETS,
        Kind::Monitoring => MONITORING,
        Kind::IotGateway => IOT_GATEWAY,
        Kind::Bastion => BASTION,
    }
}

const KUBERNETES: &[Key] = &[
    or("spare", "spare", Measure::Share, 0),
    or("system_cpu", "system_cpu", Measure::Processors, 200),
    or("system_memory", "system_memory_gib", Measure::Data, 500),
    or("pods_per_node", "pods_per_node", Measure::Whole(250), 110_000),
    BURSTABLE,
];

const FUNCTION: &[Key] = &[
    need("requests", "requests", Measure::Rate),
    need("duration", "duration_s", Measure::Time),
    need("memory", "memory_gib", Measure::Data),
    or("timeout", "timeout_s", Measure::Time, 30_000),
];

const DOCUMENT_DB: &[Key] = &[
    STORAGE,
    need("reads", "reads", Measure::Rate),
    need("writes", "writes", Measure::Rate),
    or("item_size", "item_kib", Measure::SmallData, 1_000),
    or("cpu", "cpu", Measure::Processors, 2_000),
    or("memory", "memory_gib", Measure::Data, 8_000),
    BURSTABLE,
    PEAK_3,
    BACKUPS,
    // What a copy elsewhere receives: each write once.
    from("replicated", "writes_gib", Measure::Traffic, written_items),
];

const CACHE: &[Key] = &[MEMORY, BURSTABLE];

const ANALYTICS_DB: &[Key] = &[
    CPU,
    MEMORY,
    STORAGE,
    or("nodes", "nodes", Measure::Whole(100), 1_000),
    BURSTABLE,
    SOME_WRITES,
];

const SEARCH: &[Key] = &[
    CPU,
    MEMORY,
    STORAGE,
    or("nodes", "nodes", Measure::Whole(100), 3_000),
    BURSTABLE,
    SOME_WRITES,
];

const OBJECT_STORE: &[Key] = &[
    STORAGE,
    or("cool_storage", "cool_gib", Measure::Data, 0),
    or("archive_storage", "archive_gib", Measure::Data, 0),
    or("cool_after", "cool_after_days", Measure::Days, 30_000),
    or("archive_after", "archive_after_days", Measure::Days, 180_000),
    or("puts", "puts", Measure::Events, 0),
    or("gets", "gets", Measure::Events, 0),
    or("retrieval", "retrieval_gib", Measure::Traffic, 0),
    SOME_WRITES,
];

const FILE_STORE: &[Key] = &[STORAGE, or("reads", "reads_gib", Measure::Traffic, 0), SOME_WRITES];

const QUEUE: &[Key] = &[
    MESSAGES,
    or("message_size", "message_kib", Measure::SmallData, 4_000),
    or("ordered", "ordered", Measure::Flag, 0),
    PEAK_5,
    from("replicated", "writes_gib", Measure::Traffic, sent_messages),
];

const PUBSUB: &[Key] = &[
    MESSAGES,
    or("message_size", "message_kib", Measure::SmallData, 4_000),
    or("subscribers", "subscribers", Measure::Whole(10_000), 1_000),
    PEAK_5,
    from("replicated", "writes_gib", Measure::Traffic, sent_messages),
];

const EVENT_STREAM: &[Key] = &[
    need("ingress", "ingress_gib", Measure::Traffic),
    from("egress", "egress_gib", Measure::Traffic, |terms| terms.number("ingress_gib")),
    from("events", "events", Measure::Rate, |terms| {
        (terms.number("ingress_gib") * Decimal::from(1_048_576)).ceil()
    }),
    or("retention", "retention_days", Measure::Days, 7_000),
    or("partitions", "partitions", Measure::Whole(100_000), 6_000),
    PEAK_3,
    from("replicated", "writes_gib", Measure::Traffic, |terms| terms.number("ingress_gib")),
];

const LOAD_BALANCER: &[Key] = &[
    or("layer", "layer", Measure::Word(LAYER), 7_000),
    or("new_connections", "new_connections", Measure::Whole(100_000_000), 0),
    or("active_connections", "active_connections", Measure::Whole(100_000_000), 0),
];

const API_GATEWAY: &[Key] = &[
    need("requests", "requests", Measure::Rate),
    or("request_size", "request_kib", Measure::SmallData, 4_000),
];

const CDN: &[Key] = &[
    need("egress", "egress_gib", Measure::Traffic),
    REQUESTS,
    or("cache_hit", "cache_hit", Measure::Share, 900),
];

const DNS: &[Key] = &[
    or("zones", "dns_zones", Measure::Whole(100_000), 1_000),
    need("queries", "queries", Measure::Rate),
    or("health_checks", "health_checks", Measure::Whole(10_000), 0),
    or("routing", "routing", Measure::Word(ROUTING), 0),
];

const WEB_FIREWALL: &[Key] = &[
    or("rules", "rules", Measure::Whole(1_000), 5_000),
    need("requests", "requests", Measure::Rate),
];

const DDOS_PROTECTION: &[Key] = &[
    or("level", "advanced", Measure::Word(LEVEL), 0),
    or("resources", "resources", Measure::Whole(10_000), 1_000),
];

const SECRETS: &[Key] = &[
    or("keys", "keys", Measure::Whole(100_000), 1_000),
    or("secrets", "secrets", Measure::Whole(1_000_000), 10_000),
    or("operations", "operations", Measure::Rate, 100_000_000),
];

const MONITORING: &[Key] = &[
    need("logs", "logs_gib", Measure::Traffic),
    or("metrics", "metrics", Measure::Whole(100_000_000), 0),
    or("traces", "traces", Measure::Rate, 0),
    or("alarms", "alarms", Measure::Whole(1_000_000), 0),
    or("retention", "retention_days", Measure::Days, 30_000),
];

const IOT_GATEWAY: &[Key] = &[
    need("devices", "devices", Measure::Whole(100_000_000)),
    MESSAGES,
    or("message_size", "message_kib", Measure::SmallData, 1_000),
];

const BASTION: &[Key] = &[
    or("hours", "hours", Measure::Whole(730), 730_000),
    or("users", "users", Measure::Whole(10_000), 5_000),
];

fn tenth_of_storage(terms: &Terms) -> Decimal {
    terms.number("storage_gib") / Decimal::TEN
}

const KIB_PER_GIB: u32 = 1_048_576;

fn written_items(terms: &Terms) -> Decimal {
    terms.number("writes") * terms.number("item_kib") / Decimal::from(KIB_PER_GIB)
}

fn sent_messages(terms: &Terms) -> Decimal {
    terms.number("messages") * terms.number("message_kib") / Decimal::from(KIB_PER_GIB)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::keys;
    use crate::terms::Kind;

    #[test]
    fn no_kind_has_a_key_or_a_term_twice() {
        for &kind in Kind::ALL {
            let written: BTreeSet<&str> = keys(kind).iter().map(|key| key.key).collect();
            let terms: BTreeSet<&str> = keys(kind).iter().map(|key| key.term).collect();
            assert_eq!(written.len(), keys(kind).len(), "{kind}");
            assert_eq!(terms.len(), keys(kind).len(), "{kind}");
        }
    }
}
