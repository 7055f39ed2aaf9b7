//! Services at the edge and of the platform of Azure: what is written for each product, and that everything named
//! is there. With `MCPLAN_SKETCHES` in the environment, the folders are written out below it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use mcplan::terms::{Kind, Strategy};

use super::hcl::{is_tf, parse};
use super::sketch::Sketch;
use super::{cases::Case, world};

const AMS: &str = "azure:westeurope";
const NEU: &str = "azure:northeurope";
const DUB: &str = "aws:eu-west-1";

type Files = BTreeMap<String, String>;

/// A plan with everything that this file is about, at one or two sites.
#[expect(clippy::too_many_lines, reason = "one call a kind, and nothing to take apart")]
fn all_of(sketch: Sketch<'_>, class: Option<usize>, two: bool, zonal: bool) -> Sketch<'_> {
    let first = if zonal { AMS.to_owned() } else { format!("{AMS}/1") };
    let second = if zonal { NEU.to_owned() } else { format!("{NEU}/1") };
    let sites: Vec<&str> = if two { vec![&first, &second] } else { vec![&first] };
    let (one, sites) = (&sites[..1], &sites[..]);
    let strategy = if two { Strategy::ActiveActive } else { Strategy::Single };
    let standby = if two { Strategy::WarmStandby } else { Strategy::Single };
    let api = if two { "api-management-v2" } else { "api-management" };
    let hub = [("devices", 1000), ("messages", 50_000_000), ("message_kib", 1)];
    let logs = [("logs_gib", 100), ("metrics", 100), ("alarms", 6), ("retention_days", 90)];
    let objects = [
        ("storage_gib", 1000),
        ("cool_gib", 500),
        ("cool_after_days", 30),
        ("archive_gib", 100),
        ("archive_after_days", 180),
        ("writes_gib", 10),
    ];
    let names = [("dns_zones", 2), ("queries", 1_000_000), ("routing", i64::from(two))];
    let layer = [("layer", 4), ("new_connections", 10)];
    let guard = [("advanced", i64::from(two)), ("resources", 1)];
    let flood = if two { "ddos-network" } else { "ddos-infrastructure" };
    let rules = [("rules", 5), ("requests", 1_000_000)];
    let secret = [("keys", 2), ("secrets", 10), ("operations", 1000)];
    sketch
        .vm("web", class, strategy, sites)
        .vm("mqtt", class, Strategy::Single, one)
        .balancer("front", strategy, sites)
        .other("raw", Kind::LoadBalancer, Some("azure-lb"), &layer, None, None, strategy, sites)
        .other(
            "inner",
            Kind::LoadBalancer,
            Some("azure-lb"),
            &layer,
            None,
            None,
            Strategy::Single,
            one,
        )
        .other("assets", Kind::ObjectStore, None, &objects, None, class, standby, sites)
        .other(
            "files",
            Kind::FileStore,
            Some("azure-files"),
            &[("storage_gib", 50)],
            None,
            class,
            strategy,
            sites,
        )
        .other("vault", Kind::Secrets, None, &secret, None, class, strategy, sites)
        .other("logs", Kind::Monitoring, Some("log-analytics"), &logs, None, None, strategy, sites)
        .other("edge", Kind::Cdn, None, &[("egress_gib", 1000)], None, None, Strategy::Single, one)
        .other(
            "edge-guard",
            Kind::WebFirewall,
            Some("front-door-waf"),
            &rules,
            None,
            None,
            Strategy::Single,
            one,
        )
        .hosted_by("edge")
        .other(
            "guard",
            Kind::WebFirewall,
            Some("application-gateway-waf"),
            &rules,
            None,
            None,
            strategy,
            sites,
        )
        .hosted_by("front")
        .other("flood", Kind::DdosProtection, Some(flood), &guard, None, None, strategy, sites)
        .hosted_by("front")
        .other("names", Kind::Dns, None, &names, None, None, Strategy::Single, one)
        .other(
            "api",
            Kind::ApiGateway,
            Some(api),
            &[("requests", 1_000_000)],
            None,
            None,
            Strategy::Single,
            one,
        )
        .other("things", Kind::IotGateway, None, &hub, None, None, Strategy::Single, one)
        .other(
            "jump",
            Kind::Bastion,
            Some("azure-bastion"),
            &[("hours", 730)],
            None,
            None,
            Strategy::Single,
            one,
        )
        .flow("users.europe", "edge", 443)
        .flow("edge", "front", if two { 443 } else { 80 })
        .flow("edge", "assets", 443)
        .flow("edge", "api", 443)
        .flow("front", "web", 8080)
        .flow("users.europe", "front", 443)
        .flow("users.staff", "raw", 1883)
        .flow("raw", "mqtt", 1883)
        .flow("web", "inner", 9000)
        .flow("inner", "mqtt", 9001)
        .flow("api", "front", 443)
        .flow("web", "files", 2049)
        .flow("web", "vault", 443)
        .flow("web", "logs", 443)
        .flow("names", "front", 443)
        .flow("names", "edge", 443)
        .flow("users.field", "things", 8883)
        .flow("things", "assets", 443)
        .flow("users.staff", "jump", 443)
        .flow("jump", "web", 22)
}

fn cases() -> Vec<Case> {
    let catalog = world::catalog();
    let sketch = |name| Sketch::new(catalog, name);
    // Nothing but what stands outside of networks.
    let bare = sketch("bare")
        .other("edge", Kind::Cdn, None, &[("egress_gib", 10)], None, None, Strategy::Single, &[AMS])
        .other("names", Kind::Dns, None, &[("queries", 10)], None, None, Strategy::Single, &[AMS])
        .other("vault", Kind::Secrets, None, &[("keys", 0)], None, None, Strategy::Single, &[AMS])
        .flow("users.europe", "edge", 443)
        .flow("users.europe", "names", 53);
    // Names and content for services of another provider.
    let routes = [("queries", 10), ("routing", 2)];
    let far = sketch("far")
        .vm("web", None, Strategy::ActiveActive, &[AMS, DUB])
        .balancer("front", Strategy::ActiveActive, &[AMS, DUB])
        .other("edge", Kind::Cdn, None, &[("egress_gib", 10)], None, None, Strategy::Single, &[AMS])
        .other("names", Kind::Dns, None, &routes, None, None, Strategy::Single, &[AMS])
        .flow("users.europe", "front", 443)
        .flow("users.europe", "edge", 443)
        .flow("edge", "front", 443)
        .flow("front", "web", 8080);
    let sketches = [
        ("az2-single", all_of(sketch("shop"), None, false, false)),
        ("az2-zonal", all_of(sketch("shop"), Some(1), false, true)),
        ("az2-keys", all_of(sketch("shop"), Some(0), false, true)),
        ("az2-pair", all_of(sketch("shop"), None, true, true)),
        ("az2-pair-keys", all_of(sketch("shop"), Some(0), true, true)),
        ("az2-bare", bare),
        ("az2-far", far),
    ];
    let finished = sketches.map(|(name, sketch)| {
        let (topology, placement) = sketch.finish();
        (name, topology, placement)
    });
    finished.into()
}

fn rendered() -> Vec<(&'static str, Files)> {
    let render = |(case, topology, placement): Case| {
        (case, mcplan::terraform::render_placement(&topology, world::catalog(), &placement))
    };
    cases().into_iter().map(render).collect()
}

fn files_of(case: &str) -> Files {
    rendered().into_iter().find(|(name, _)| *name == case).expect("a known case").1
}

/// The types of resources in a module of Azure.
fn types(files: &Files, folder: &str) -> BTreeSet<String> {
    let own = files.iter().filter(|(path, _)| is_tf(path) && path.contains(folder));
    own.flat_map(|(_, text)| parse(text))
        .filter(|block| block.head[0] == "resource")
        .map(|block| block.head[1].clone())
        .collect()
}

#[test]
fn folders_are_written_out_on_demand() {
    let Some(root) = std::env::var_os("MCPLAN_SKETCHES") else { return };
    for (case, files) in rendered() {
        for (path, text) in files {
            let path = Path::new(&root).join(case).join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
            fs::write(path, text).expect("a file can be written");
        }
    }
}

#[test]
fn every_product_is_written() {
    let wanted = [
        "azurerm_cdn_frontdoor_route",
        "azurerm_cdn_frontdoor_security_policy",
        "azurerm_web_application_firewall_policy",
        "azurerm_dns_zone",
        "azurerm_key_vault_key",
        "azurerm_log_analytics_workspace",
        "azurerm_application_insights",
        "azurerm_monitor_metric_alert",
        "azurerm_storage_management_policy",
        "azurerm_storage_share",
        "azurerm_private_endpoint",
        "azurerm_api_management_api",
        "azurerm_lb_rule",
        "azurerm_iothub_route",
        "azurerm_bastion_host",
    ];
    for case in ["az2-single", "az2-zonal", "az2-keys", "az2-pair", "az2-pair-keys"] {
        let types = types(&files_of(case), "azure-westeurope");
        for one in wanted {
            assert!(types.contains(one), "{case}: {one}");
        }
    }
}

#[test]
fn sites_are_chosen_among_by_traffic_manager_only_if_asked() {
    let of = |case| types(&files_of(case), "azure-westeurope");
    assert!(!of("az2-zonal").contains("azurerm_traffic_manager_profile"));
    assert!(of("az2-pair").contains("azurerm_traffic_manager_azure_endpoint"));
    assert!(of("az2-far").contains("azurerm_traffic_manager_external_endpoint"));
}

#[test]
fn a_firewall_changes_its_gateway() {
    let text = &files_of("az2-zonal")["modules/azure-westeurope/service-front.tf"];
    assert!(text.contains("WAF_v2"), "{text}");
    assert!(text.contains("azurerm_web_application_firewall_policy.guard.id"), "{text}");
    let text = &files_of("az2-far")["modules/azure-westeurope/service-front.tf"];
    assert!(text.contains("Standard_v2") && !text.contains("WAF_v2"), "{text}");
}

/// Packets come through a load balancer of connections as they were sent.
#[test]
fn callers_of_a_load_balancer_of_connections_reach_the_machines() {
    let files = files_of("az2-zonal");
    let text = &files["modules/azure-westeurope/security.tf"];
    for rule in ["mqtt__from__users__staff__1883", "mqtt__from__web__9001"] {
        assert!(text.contains(&format!("\"{rule}\"")), "{rule}");
    }
    assert!(!text.contains("\"mqtt__from__raw__1883\""));
    assert!(text.contains("\"AzureFrontDoor.Backend\""));
}

#[test]
fn only_a_plan_of_protection_is_a_resource() {
    let of = |case| types(&files_of(case), "azure-westeurope");
    assert!(of("az2-pair").contains("azurerm_network_ddos_protection_plan"));
    assert!(!of("az2-zonal").contains("azurerm_network_ddos_protection_plan"));
}

/// No value of a secret is in any file.
#[test]
fn secrets_are_referred_to_only() {
    for (case, files) in rendered() {
        assert!(!types(&files, "azure-").contains("azurerm_key_vault_secret"), "{case}");
    }
}
