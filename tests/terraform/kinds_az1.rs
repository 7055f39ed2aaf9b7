//! Kinds of platform services at Azure: what is written for each, and who may use it.
//!
//! With `MCPLAN_SKETCHES` set to a folder the placements are written there, for the tools that read Terraform.

use std::collections::BTreeMap;

use mcplan::catalog::Catalog;
use mcplan::terms::{Kind, Strategy};

use super::sketch::Sketch;
use super::world;

const AMS: &str = "azure:westeurope";
const NEU: &str = "azure:northeurope";
const FRA: &str = "aws:eu-central-1";

const NODES: Option<(&str, u32)> = Some(("Standard_D2s_v5", 3));

/// Every product at some sites, called by workloads, functions, containers and machines.
#[expect(clippy::too_many_lines, reason = "one call a product, and nothing to take apart")]
fn products<'c>(
    catalog: &'c Catalog,
    sites: &[&str],
    strategy: Strategy,
    class: Option<usize>,
    cache: &'static str,
) -> Sketch<'c> {
    let single = sites[0].ends_with("/1");
    let first = &sites[..1];
    let alone = format!("{}/1", sites[0].trim_end_matches("/1"));
    let product = if single { "functions-consumption" } else { "functions-flex" };
    let function: &[(&str, i64)] =
        &[("requests", 5_000_000), ("duration_s", 1), ("memory_gib", 1), ("timeout_s", 30)];
    let documents: &[(&str, i64)] = &[
        ("storage_gib", 200),
        ("reads", 300_000_000),
        ("writes", 50_000_000),
        ("item_kib", 2),
        ("peak", 3),
        ("backup_days", 14),
        ("writes_gib", 95),
    ];
    let queue: &[(&str, i64)] =
        &[("messages", 40_000_000), ("message_kib", 4), ("ordered", 1), ("peak", 5)];
    let stream: &[(&str, i64)] = &[
        ("ingress_gib", 2000),
        ("egress_gib", 4000),
        ("events", 900_000_000),
        ("retention_days", 3),
        ("partitions", 12),
        ("peak", 3),
    ];
    let pods: &[(&str, i64)] =
        &[("pods_per_node", 110), ("system_cpu", 1), ("system_memory_gib", 1)];
    let sql: &[(&str, i64)] = &[("cpu", 4), ("memory_gib", 16), ("storage_gib", 300)];
    let topic: &[(&str, i64)] = &[("messages", 9_000_000), ("message_kib", 4), ("subscribers", 2)];
    Sketch::new(catalog, "shop")
        .other("cluster", Kind::Kubernetes, Some("aks"), pods, NODES, class, strategy, sites)
        .other("api", Kind::Workload, None, &[("cpu", 1)], None, class, strategy, sites)
        .hosted_by("cluster")
        .other("worker", Kind::Workload, None, &[("cpu", 1)], None, class, strategy, sites)
        .hosted_by("cluster")
        .other(
            "sessions",
            Kind::Cache,
            Some("azure-cache"),
            &[("memory_gib", 4)],
            Some((cache, 1)),
            class,
            strategy,
            sites,
        )
        .other(
            "items",
            Kind::DocumentDb,
            Some("cosmos-db"),
            documents,
            None,
            class,
            strategy,
            sites,
        )
        .other(
            "ledger",
            Kind::Sqlserver,
            Some("azure-sql"),
            sql,
            Some(("GP_Gen5_4", 1)),
            class,
            strategy,
            sites,
        )
        .other(
            "clicks",
            Kind::EventStream,
            Some("event-hubs"),
            stream,
            None,
            class,
            strategy,
            sites,
        )
        .other("jobs", Kind::Queue, Some("service-bus"), queue, None, class, strategy, sites)
        .other(
            "changes",
            Kind::Pubsub,
            Some("event-grid"),
            topic,
            None,
            class,
            Strategy::Single,
            first,
        )
        .other(
            "resize",
            Kind::Function,
            Some(product),
            function,
            None,
            class,
            Strategy::Single,
            &[&alone],
        )
        .other(
            "render",
            Kind::Container,
            Some("container-apps"),
            &[("cpu", 1), ("memory_gib", 3)],
            None,
            class,
            strategy,
            sites,
        )
        .other(
            "find",
            Kind::Search,
            Some("ai-search"),
            &[("storage_gib", 400)],
            None,
            class,
            Strategy::Single,
            first,
        )
        .other(
            "events",
            Kind::EventStream,
            Some("self-hosted"),
            stream,
            NODES,
            class,
            Strategy::Single,
            first,
        )
        .store("assets", class, Strategy::Single, first)
        .vm("legacy", class, Strategy::Single, first)
        .flow("api", "sessions", 6379)
        .flow("api", "items", 443)
        .flow("api", "ledger", 1433)
        .flow("api", "clicks", 9092)
        .flow("api", "find", 443)
        .flow("api", "events", 9092)
        .flow("api", "render", 443)
        .flow("api", "worker", 8080)
        .flow("worker", "jobs", 443)
        .flow("worker", "assets", 443)
        .flow("resize", "assets", 443)
        .flow("resize", "jobs", 443)
        .flow("render", "assets", 443)
        .flow("render", "items", 443)
        .flow("legacy", "changes", 443)
        .flow("legacy", "jobs", 443)
        .flow("legacy", "resize", 443)
        .flow("changes", "jobs", 443)
        .flow("changes", "resize", 443)
        .flow("changes", "render", 443)
        .flow("users.europe", "legacy", 443)
}

type Files = BTreeMap<String, String>;

fn all() -> Vec<(&'static str, Files)> {
    let catalog = world::catalog();
    let near = [AMS, NEU];
    let one = format!("{AMS}/1");
    let sketches = [
        ("kinds", products(catalog, &[AMS], Strategy::Single, None, "Premium_P1")),
        ("kinds-keys", products(catalog, &[AMS], Strategy::Single, Some(0), "Premium_P1")),
        ("kinds-single", products(catalog, &[&one], Strategy::Single, None, "Standard_C1")),
        (
            "kinds-single-flex",
            products(catalog, &[AMS], Strategy::Single, None, "Premium_P1")
                .flow("resize", "ledger", 1433),
        ),
        ("kinds-pair", products(catalog, &near, Strategy::WarmStandby, None, "Premium_P1")),
        ("kinds-pair-keys", products(catalog, &near, Strategy::WarmStandby, Some(0), "Premium_P1")),
        ("kinds-both", products(catalog, &near, Strategy::ActiveActive, Some(0), "Premium_P1")),
        (
            "kinds-two-clouds",
            products(catalog, &[AMS], Strategy::Single, None, "Premium_P1")
                .vm("far", None, Strategy::Single, &[FRA])
                .flow("far", "ledger", 1433),
        ),
    ];
    let written = sketches.map(|(name, sketch)| {
        let (topology, placement) = sketch.finish();
        (name, mcplan::terraform::render_placement(&topology, catalog, &placement))
    });
    written.into()
}

fn of(name: &str) -> Files {
    let found = all().into_iter().find(|(known, _)| *known == name);
    found.expect("a known case").1
}

fn file<'f>(files: &'f Files, path: &str) -> &'f str {
    files.get(path).unwrap_or_else(|| panic!("{path} is among {:?}", files.keys()))
}

#[test]
fn every_product_is_written() {
    for (case, files) in all() {
        let text: String = files.values().map(String::as_str).collect();
        for resource in [
            "azurerm_kubernetes_cluster",
            "azurerm_federated_identity_credential",
            "azurerm_redis_cache",
            "azurerm_cosmosdb_sql_container",
            "azurerm_mssql_database",
            "azurerm_eventhub",
            "azurerm_servicebus_queue",
            "azurerm_eventgrid_event_subscription",
            "azurerm_container_app",
            "azurerm_search_service",
            "azurerm_service_plan",
            "azurerm_private_endpoint",
        ] {
            assert!(text.contains(&format!("resource \"{resource}\"")), "{case}: {resource}");
        }
        if let Some(folder) = std::env::var_os("MCPLAN_SKETCHES") {
            for (path, text) in &files {
                let path = std::path::Path::new(&folder).join(case).join(path);
                std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
                std::fs::write(path, text).expect("a file can be written");
            }
        }
    }
}

#[test]
fn workloads_get_roles_on_what_they_call_and_on_nothing_else() {
    let files = of("kinds");
    let api = file(&files, "modules/azure-westeurope/service-api.tf");
    let worker = file(&files, "modules/azure-westeurope/service-worker.tf");
    assert!(api.contains("scope                = azurerm_eventhub.clicks.id"));
    assert!(api.contains("azurerm_cosmosdb_account.items.id"));
    assert!(!api.contains("azurerm_servicebus_queue"));
    assert!(worker.contains("scope                = azurerm_servicebus_queue.jobs.id"));
    assert!(!worker.contains("azurerm_eventhub"));
    assert!(worker.contains("system:serviceaccount:shop:worker"), "the namespace is the plan's");
}

#[test]
fn what_runs_in_a_cluster_is_in_the_rules_of_its_subnet() {
    let files = of("kinds");
    let rules = file(&files, "modules/azure-westeurope/security.tf");
    let rule = rules.split("resource ").find(|block| block.contains("\"api__to__sessions__6380\""));
    let rule = rule.expect("a rule for the flow");
    assert!(rule.contains("azurerm_network_security_group.cluster.name"));
    assert!(rule.contains("destination_address_prefix  = local.subnets.sessions"));
    assert!(rule.contains("destination_port_range      = \"6380\""));
    assert!(!rules.contains("api__to__worker"), "nothing leaves the subnet for that");
}

#[test]
fn a_standby_follows_where_azure_lets_it() {
    let files = of("kinds-pair");
    let active: String = files
        .iter()
        .filter(|(path, _)| path.starts_with("modules/azure-westeurope/"))
        .map(|(_, text)| text.as_str())
        .collect();
    for resource in [
        "azurerm_mssql_failover_group",
        "azurerm_redis_linked_server",
        "azurerm_eventhub_namespace_disaster_recovery_config",
        "azurerm_servicebus_namespace_disaster_recovery_config",
    ] {
        assert!(active.contains(&format!("resource \"{resource}\"")), "{resource}");
    }
    let standby = file(&files, "modules/azure-northeurope/service-items.tf");
    assert!(!standby.contains("resource \"azurerm_cosmosdb_account\""), "one account has both");
    assert!(standby.contains("resource \"azurerm_private_endpoint\""));
}

#[test]
fn self_hosted_machines_are_as_many_as_they_run_with_their_disks() {
    let files = of("kinds");
    let events = file(&files, "modules/azure-westeurope/service-events.tf");
    assert!(events.contains("range(3)"));
    assert!(events.contains("resource \"azurerm_managed_disk\""));
}
