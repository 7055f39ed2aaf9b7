//! What is self-hosted on machines of the clouds: each machine is told how to set itself up, with its disk and its name.

use std::collections::BTreeMap;

use mcplan::placement::Placement;
use mcplan::plan::Topology;
use mcplan::terms::{Engine, Kind, Strategy};

use super::hcl::{Block, is_tf, parse};
use super::kinds_own::{CASES, name};
use super::sketch::Sketch;
use super::world;

/// A cloud: its site, its folder, its size of machines, the resources of machines that keep data.
struct Cloud {
    site: &'static str,
    folder: &'static str,
    sku: &'static str,
    machine: &'static str,
    told: &'static str,
    disk: &'static str,
    attached: &'static str,
    record: &'static str,
    device: &'static str,
}

const CLOUDS: [Cloud; 2] = [
    Cloud {
        site: "aws:eu-central-1",
        folder: "modules/aws-eu-central-1",
        sku: "m7g.large",
        machine: "aws_instance",
        told: "user_data",
        disk: "aws_ebs_volume",
        attached: "aws_volume_attachment",
        record: "aws_route53_record",
        device: "/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${replace(aws_ebs_volume.",
    },
    Cloud {
        site: "azure:westeurope",
        folder: "modules/azure-westeurope",
        sku: "Standard_D2s_v5",
        machine: "azurerm_linux_virtual_machine",
        told: "custom_data",
        disk: "azurerm_managed_disk",
        attached: "azurerm_virtual_machine_data_disk_attachment",
        record: "azurerm_private_dns_a_record",
        device: "/dev/disk/azure/data/by-lun/0",
    },
];

/// Databases that are machines too, with the words of their setup.
const DATABASES: [(&str, Engine, &str); 2] = [
    ("orders", Engine::Postgres, "scram-sha-256"),
    ("catalogue", Engine::Mysql, "require_secure_transport = ON"),
];

/// What clouds have machines for: clusters are bought there.
fn cases() -> impl Iterator<Item = (String, Kind, u32, &'static [&'static str])> {
    let offered = CASES.iter().filter(|(kind, ..)| *kind != Kind::Kubernetes);
    offered.map(|(kind, product, _, count, words)| (name(*kind, product), *kind, *count, *words))
}

fn estate(cloud: &Cloud, class: Option<usize>) -> (Topology, Placement) {
    let (one, sites) = (Strategy::Single, &[cloud.site]);
    let mut sketch = Sketch::new(world::catalog(), "estate").vm("app", class, one, sites);
    for (kind, product, terms, machines, _) in CASES {
        if *kind == Kind::Kubernetes {
            continue;
        }
        let name = name(*kind, product);
        let nodes = Some((cloud.sku, *machines));
        sketch = sketch
            .other(&name, *kind, Some(product), terms, nodes, class, one, sites)
            .flow("app", &name, 8443);
    }
    for (name, engine, _) in DATABASES {
        sketch = sketch
            .database_by(name, engine, Some("self-hosted"), class, one, sites)
            .flow("app", name, 5432);
    }
    sketch
        .flow("users.europe", "load-balancer-self-hosted", 443)
        .flow("users.europe", "search-self-hosted", 9200)
        .flow("load-balancer-self-hosted", "app", 8080)
        .finish()
}

fn render(cloud: &Cloud, class: Option<usize>) -> BTreeMap<String, String> {
    let (topology, placement) = estate(cloud, class);
    let files = mcplan::terraform::render_placement(&topology, world::catalog(), &placement);
    let case = format!("setup-{}-{}", cloud.folder.replace('/', "-"), class.is_some());
    world::keep(&case, &files);
    files
}

fn service(cloud: &Cloud, files: &BTreeMap<String, String>, name: &str) -> Vec<Block> {
    parse(&files[&format!("{}/service-{name}.tf", cloud.folder)])
}

fn of<'b>(blocks: &'b [Block], resource: &str) -> Option<&'b Block> {
    blocks.iter().find(|block| block.head.get(1).is_some_and(|of| of == resource))
}

/// What the machines of a service are told, wherever their cloud writes it.
fn told(cloud: &Cloud, blocks: &[Block]) -> String {
    let own = of(blocks, cloud.machine).and_then(|block| block.get(cloud.told));
    let template = of(blocks, "aws_launch_template").and_then(|block| block.get("user_data"));
    let set = of(blocks, "azurerm_orchestrated_virtual_machine_scale_set");
    let profile = set.and_then(|set| set.blocks.iter().find(|block| block.head[0] == "os_profile"));
    let text = own.or(template).or_else(|| profile.and_then(|block| block.get("custom_data")));
    text.unwrap_or_default().to_owned()
}

#[test]
fn every_product_on_machines_of_a_cloud_has_its_disk_its_name_and_its_setup() {
    for (cloud, class) in CLOUDS.iter().flat_map(|cloud| [(cloud, None), (cloud, Some(0))]) {
        let files = render(cloud, class);
        for (name, kind, count, words) in cases() {
            let blocks = service(cloud, &files, &name);
            let text = told(cloud, &blocks);
            let at = format!("{name} at {}", cloud.site);
            assert!(text.contains("#cloud-config"), "{at}: {text}");
            for word in words {
                assert!(text.contains(word), "{at} says {word}");
            }
            let keeps = !matches!(kind, Kind::LoadBalancer | Kind::Bastion);
            assert_eq!(text.contains("LABEL=data"), keeps, "{at}");
            assert_eq!(text.contains(cloud.device), keeps, "{at}");
            assert_eq!(text.contains("fqdn"), keeps, "{at}");
            for resource in [cloud.machine, cloud.disk, cloud.attached, cloud.record] {
                assert_eq!(of(&blocks, resource).is_some(), keeps, "{at}: {resource}");
            }
            if keeps {
                let each = of(&blocks, cloud.machine).and_then(|block| block.get("for_each"));
                let range = format!("range({count})");
                assert!(each.is_some_and(|each| each.contains(&range)), "{at}: {each:?}");
                let kept = of(&blocks, cloud.disk).and_then(|block| block.get("for_each"));
                assert_eq!(kept, each, "{at}: a disk outlives its machine");
            }
        }
    }
}

#[test]
fn self_hosted_databases_of_a_cloud_are_set_up_too() {
    for cloud in &CLOUDS {
        let files = render(cloud, None);
        for (name, _, word) in DATABASES {
            let blocks = service(cloud, &files, name);
            let text = told(cloud, &blocks);
            assert!(text.contains("LABEL=data") && text.contains(word), "{name}: {text}");
            assert!(of(&blocks, cloud.disk).is_some(), "{name}");
        }
    }
}

#[test]
fn nodes_of_a_cloud_find_each_other_by_names_that_stay() {
    for cloud in &CLOUDS {
        let files = render(cloud, None);
        let all: String = files
            .iter()
            .filter(|(path, _)| path.starts_with(cloud.folder))
            .map(|(_, text)| text.as_str())
            .collect();
        let region = cloud.site.split(':').nth(1).expect("a region");
        for number in 1..=3 {
            let own = format!("\"event-stream-self-hosted-{number}.{region}.estate.internal\"");
            assert_eq!(all.matches(&own).count(), 1, "{own}");
        }
        assert!(!all.contains("event-stream-self-hosted-4"));
        let kafka = told(cloud, &service(cloud, &files, "event-stream-self-hosted"));
        let voters = "for index, name in local.members.event_stream_self_hosted";
        assert!(kafka.contains(voters), "{kafka}");
        let proxy = told(cloud, &service(cloud, &files, "load-balancer-self-hosted"));
        assert!(proxy.contains("var.machines.app"), "{proxy}");
    }
}

#[test]
fn what_machines_of_a_cloud_are_told_is_small_and_holds_no_secret() {
    // AWS takes 16 KiB before encoding; names of members and quotes of YAML come on top of the code.
    let most = 10 * 1024;
    for cloud in &CLOUDS {
        let files = render(cloud, Some(0));
        for (name, ..) in cases() {
            let text = told(cloud, &service(cloud, &files, &name));
            assert!(text.len() < most, "{name}: {} bytes", text.len());
        }
        for (path, text) in files.iter().filter(|(path, _)| is_tf(path)) {
            for word in ["password =", "password:", "PASSWORD=", "requirepass", "BEGIN "] {
                assert!(!text.contains(word), "{path} has {word}");
            }
        }
        for (name, ..) in cases() {
            assert!(files["README.md"].contains(&format!("- {name}: ")), "{name} is explained");
        }
    }
}

#[test]
fn machines_whose_software_is_unknown_are_told_nothing() {
    for cloud in &CLOUDS {
        let files = render(cloud, None);
        assert_eq!(told(cloud, &service(cloud, &files, "app")), "");
    }
}
