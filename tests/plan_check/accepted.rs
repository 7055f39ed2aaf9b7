//! Valid plans: defaults, inheritance of targets, and the list of requirements with its places.

use insta::assert_snapshot;
use mcplan::diag::Sources;
use mcplan::plan::{Demand, Endpoint, Topology, check, parse};
use mcplan::terms::{Arch, Purchase, Survives};
use mcplan::units::Share;

use crate::support::{gazetteer, outcome, plan, report_on, repository_file, topology};

/// The requirements in order, each with the line that asks for it.
fn requirements(text: &str) -> String {
    let mut sources = Sources::default();
    let id = sources.add("plan.toml", text);
    let doc = parse(id, &sources).expect("valid TOML");
    let (topology, _) = check(&doc, &gazetteer()).expect("a valid plan");
    let lines = topology.requirements.iter().map(|requirement| {
        let (line, _) = sources.position(requirement.span);
        let words = requirement.describe(&topology);
        format!("{line:3} {words:60} | {}\n", sources.line_text(requirement.span))
    });
    lines.collect()
}

fn service<'t>(topology: &'t Topology, name: &str) -> &'t mcplan::plan::Service {
    let found = topology.services.iter().find(|service| service.name.value == name);
    found.unwrap_or_else(|| panic!("no service {name}"))
}

#[test]
fn a_smallest_plan_gets_every_default() {
    let topology = topology(&plan(""));
    assert_eq!((topology.name.as_str(), topology.horizon_months), ("t", 36));
    assert!(
        topology.commitments.is_empty() && topology.operating_cost_per_provider.dollars().is_zero()
    );
    let web = service(&topology, "web");
    assert_eq!((web.tier.as_str(), web.team.as_str()), ("standard", "unassigned"));
    assert_eq!((web.survives, web.degraded_capacity), (Survives::Nothing, Share::ONE));
    assert_eq!((web.standby, web.data_class), (Share::percent(25), None));
    let Demand::Vm(vm) = &web.demand else { panic!("{web:?}") };
    assert_eq!((vm.load.peak(), vm.gpus, vm.disk.gib_ceil()), (1, 0, 32));
    assert_eq!(vm.arch, [Arch::X86]);
    assert!(!vm.burstable && !vm.interruptible);
    // The one requirement of the tier `standard` without users: its availability.
    assert_eq!(topology.requirements.len(), 1);
    assert_eq!(report_on(""), "");
}

#[test]
fn databases_and_stores_get_their_defaults() {
    let topology = topology(&plan(
        r#"
[services.db]
kind = "mysql"
cpu = 0.5
memory = "4 GiB"
storage = "100 GB"

[services.store]
kind = "object-store"
storage = "100 GB"

[[flows]]
from = "db"
to = "store"
volume = "1 GB/month"

[[flows]]
from = "store"
to = "internet"
volume = "1 GB/month"
"#,
    ));
    let Demand::Database(db) = &service(&topology, "db").demand else { panic!("no database") };
    assert_eq!((db.writes, db.backup_days, db.burstable), (db.storage, 7, false));
    let store = service(&topology, "store").demand.terms();
    let written = store.data("writes_gib").to_string();
    assert_eq!((written.as_str(), store.count("puts"), store.count("gets")), ("10 GB", 0, 0));
    let flow = &topology.flows[0];
    assert_eq!((flow.port, flow.reply), (443, Share::ZERO));
    assert_eq!(topology.flows[1].to, Endpoint::Internet);
}

#[test]
fn ports_follow_the_kind_that_is_called() {
    for (kind, port) in [
        ("kind = \"vm\"\ncpu = 1\nmemory = \"1 GiB\"", 8080),
        ("kind = \"postgres\"\ncpu = 1\nmemory = \"1 GiB\"\nstorage = \"1 GiB\"", 5432),
        ("kind = \"mysql\"\ncpu = 1\nmemory = \"1 GiB\"\nstorage = \"1 GiB\"", 3306),
        ("kind = \"object-store\"\nstorage = \"1 GiB\"", 443),
        ("kind = \"load-balancer\"", 443),
    ] {
        let users = "[users.all]\nlocation = [50.11, 8.68]\n[[flows]]\nfrom = \"users.all\"\nto = \"s\"\nvolume = \"1 GB/month\"";
        let topology = topology(&plan(&format!("[services.s]\n{kind}\n{users}")));
        assert_eq!((topology.flows[0].port, topology.flows[0].reply), (port, Share::ONE), "{kind}");
        assert_eq!(topology.users[0].location, "50.11, 8.68");
    }
}

#[test]
fn architectures_and_commitments_are_sorted_and_unique() {
    let topology = topology(&plan(
        r#"
[services.web]
kind = "vm"
cpu = 2
memory = "4 GiB"
arch = ["arm64", "any", "x86_64"]

[policy]
commitments = ["3y-reserved", "1y-no-upfront", "3y-reserved"]
"#,
    ));
    let Demand::Vm(vm) = &service(&topology, "web").demand else { panic!("no machines") };
    assert_eq!(vm.arch, [Arch::X86, Arch::Arm]);
    assert_eq!(topology.commitments, [Purchase::NoUpfront1y, Purchase::Reserved3y]);
}

#[test]
fn requirements_stand_where_the_plan_sets_them() {
    let text = plan(
        r#"
[sites]
allow = ["aws:*", "azure:*"]
deny = ["aws:us-*"]

[users.europe]
location = "frankfurt"

[tiers.important]
rto = "10m"
min_distance = "500 km"

[data.pii]
residency = ["eu", "country:DE"]

[services.entry]
kind = "load-balancer"
tier = "important"
latency_p99 = "80ms"

[services.orders]
kind = "postgres"
cpu = 2
memory = "8 GiB"
storage = "10 GiB"
data = "pii"
tier = "important"
survives = "region"
strategy = "warm-standby"
rpo = "2m"

[services.legacy]
kind = "vm"
cpu = 2
memory = "8 GiB"
pin = ["aws:eu-west-1", "aws:eu-central-*"]
data = "pii"

[services.batch]
kind = "vm"
cpu = 2
memory = "8 GiB"
tier = "critical"
survives = "nothing"

[[flows]]
from = "users.europe"
to = "entry"
volume = "1 TB/month"

[[flows]]
from = "entry"
to = "legacy"
volume = "1 TB/month"
rtt = "2.50ms"

[[journeys]]
name = "visit"
path = ["users.europe", "entry", "legacy"]
latency_p99 = "90ms"
availability = "99.4%"

[policy]
budget = "$4000.50/month"
max_providers = 1
max_sites = 4
together = [["entry", "legacy"]]
apart = [["orders", "legacy"], ["orders", "batch"]]
"#,
    );
    assert_snapshot!(requirements(&text), @r#"
     5 sites only of aws:*, azure:*                                 | allow = ["aws:*", "azure:*"]
     6 no site of aws:us-*                                          | deny = ["aws:us-*"]
    12 entry is back within 10m                                     | rto = "10m"
    12 orders is back within 10m                                    | rto = "10m"
    12 legacy is back within 10m, since entry requires it           | rto = "10m"
    13 entry recovers at least 500 km away                          | min_distance = "500 km"
    13 orders recovers at least 500 km away                         | min_distance = "500 km"
    16 legacy stays in eu or country:DE                             | residency = ["eu", "country:DE"]
    16 orders stays in eu or country:DE                             | residency = ["eu", "country:DE"]
    20 entry survives the loss of a zone                            | tier = "important"
    20 entry loses at most 5m of data                               | tier = "important"
    20 entry is available 99.9%                                     | tier = "important"
    20 legacy survives the loss of a zone, since entry requires it  | tier = "important"
    21 entry answers its users within 80ms                          | latency_p99 = "80ms"
    29 orders is available 99.9%                                    | tier = "important"
    30 orders survives the loss of a region                         | survives = "region"
    31 orders recovers by warm-standby                              | strategy = "warm-standby"
    32 orders loses at most 2m of data                              | rpo = "2m"
    34 legacy is available 99.5%                                    | [services.legacy]
    38 legacy only at aws:eu-west-1, aws:eu-central-*               | pin = ["aws:eu-west-1", "aws:eu-central-*"]
    45 batch is available 99.99%                                    | tier = "critical"
    57 entry reaches legacy within 2.5ms                            | rtt = "2.50ms"
    62 journey visit takes at most 90ms                             | latency_p99 = "90ms"
    63 journey visit is available 99.4%                             | availability = "99.4%"
    66 at most $4000.5 a month                                      | budget = "$4000.50/month"
    67 at most 1 provider                                           | max_providers = 1
    68 at most 4 sites                                              | max_sites = 4
    69 entry and legacy at the same sites                           | together = [["entry", "legacy"]]
    70 legacy and orders at no common site                          | apart = [["orders", "legacy"], ["orders", "batch"]]
    70 batch and orders at no common site                           | apart = [["orders", "legacy"], ["orders", "batch"]]
    "#);
}

#[test]
fn quotas_are_requirements_on_their_lines() {
    let text = plan("[sites.quotas]\n\"aws:eu-*\" = 64\n\"azure:westeurope\" = 1");
    assert_snapshot!(requirements(&text), @r#"
    5 at most 64 vCPUs of machines at each of aws:eu-*             | "aws:eu-*" = 64
    6 at most 1 vCPU of machines at azure:westeurope               | "azure:westeurope" = 1
    8 web is available 99.5%                                       | [services.web]
    "#);
}

#[test]
fn everywhere_is_no_requirement() {
    let topology = topology(&plan("[sites]\nallow = [\"*\"]\ndeny = []"));
    assert_eq!(topology.requirements.len(), 1);
}

#[test]
fn catalogs_are_known_before_the_check() {
    let names = |text: &str| {
        let mut sources = Sources::default();
        let id = sources.add("plan.toml", text);
        let doc = parse(id, &sources).expect("valid TOML");
        doc.catalogs().into_iter().map(|name| name.value).collect::<Vec<_>>()
    };
    assert_eq!(names(""), ["aws", "azure"]);
    assert_eq!(names("plan = 3"), ["aws", "azure"]);
    assert_eq!(names("[plan]\ncatalogs = [\"aws\", 3, \"./own\"]"), ["aws", "./own"]);
}

#[test]
fn names_may_be_any_visible_text() {
    for name in ["größe", "商店", "${jndi:x}", "a\\\"b", "<script>", "a b", "🛒"] {
        let topology = topology(&plan(&format!("[services.\"{name}\"]\nkind = \"load-balancer\"")));
        assert_eq!(topology.services.len(), 1, "{name}");
    }
}

#[test]
fn shipped_plans_have_no_mistake_and_no_warning() {
    for name in ["quickstart", "web-shop", "data-residency", "infeasible"] {
        let (sources, checked) = outcome(&repository_file(&format!("plans/{name}.toml")));
        let findings = checked.map_or_else(|errors| errors, |(_, warnings)| warnings);
        assert!(findings.is_empty(), "{}", mcplan::diag::render(&findings, &sources));
    }
}
