//! Manifests of clusters: read back as YAML, held to the schemas of Kubernetes, and compared with the flows of the
//! plan, both ways.

use std::collections::{BTreeMap, BTreeSet};

use mcplan::catalog::SiteId;
use mcplan::placement::Placement;
use mcplan::plan::{ServiceId, Topology};
use mcplan::terms::{Engine, Kind, Provider, Strategy};
use serde::Deserialize as _;
use serde_json::Value;

use super::rules::flows::{End, Unit, World};
use super::schema::Schemas;
use super::sketch::Sketch;
use super::world;

const FRA: &str = "aws:eu-central-1";
const DUB: &str = "aws:eu-west-1";
const AMS: &str = "azure:westeurope";
const OWN: &str = "onprem:fra1";

/// Two clusters at each of the sites, with peers of every sort.
fn sketch(name: &str, sites: &[&str], hostile: bool) -> Sketch<'static> {
    let both = if sites.len() > 1 { Strategy::ActiveActive } else { Strategy::Single };
    let nodes = |site: &str| match site.split(':').next() {
        Some("aws") => "m7g.large",
        _ => "Standard_D2s_v5",
    };
    let web = if hostile { "web ${x}\"\n- y: 1" } else { "web" };
    let cluster = |sketch: Sketch<'static>, name: &str| {
        let nodes = Some((nodes(sites[0]), 6));
        sketch.other(name, Kind::Kubernetes, None, &[("system_cpu", 1)], nodes, None, both, sites)
    };
    cluster(cluster(Sketch::new(world::catalog(), name), "main"), "side")
        .workload(web, "main", both, sites)
        .workload("api", "main", both, sites)
        .workload("idle", "main", both, sites)
        .workload("batch", "side", both, sites)
        .database("orders", Engine::Postgres, None, Strategy::Single, &sites[..1])
        .store("assets", None, Strategy::Single, &sites[..1])
        .vm("legacy", None, Strategy::Single, &sites[..1])
        .flow("users.europe", web, 443)
        .flow(web, "api", 8080)
        .flow(web, "api", 9090)
        .flow("legacy", "api", 8080)
        .flow("batch", "api", 8080)
        .flow("api", "orders", 5432)
        .flow("api", "assets", 443)
        .flow("batch", "internet", 443)
}

fn cases() -> Vec<(&'static str, Topology, Placement)> {
    let sketches = [
        ("aws", sketch("shop", &[FRA], false)),
        ("aws-two", sketch("shop", &[FRA, DUB], false).meshed()),
        ("azure", sketch("shop", &[AMS], false).meshed()),
        ("own", sketch("shop", &[OWN], false).meshed()),
        ("single", sketch("shop", &["aws:eu-central-1/1"], false)),
        ("hostile", sketch("pl\"an: ${x}\n- y", &[FRA], true).meshed()),
    ];
    let finished = sketches.map(|(name, sketch)| {
        let (topology, placement) = sketch.finish();
        (name, topology, placement)
    });
    finished.into()
}

fn documents(text: &str) -> Vec<Value> {
    let read = |document| Value::deserialize(document).expect("manifests are YAML");
    serde_norway::Deserializer::from_str(text).map(read).filter(|value| !value.is_null()).collect()
}

/// All documents of the clusters, with the folder that they stand in.
fn manifests(topology: &Topology, placement: &Placement) -> Vec<(String, Value)> {
    let files = mcplan::terraform::render_placement(topology, world::catalog(), placement);
    let manifests = files.iter().filter(|(path, _)| path.starts_with("kubernetes/"));
    manifests
        .flat_map(|(path, text)| {
            let folder = path.split('/').nth(1).expect("a folder").to_owned();
            documents(text).into_iter().map(move |document| (folder.clone(), document))
        })
        .collect()
}

#[test]
fn objects_keep_to_the_schemas_of_kubernetes() {
    let schemas = Schemas::load();
    for (case, topology, placement) in cases() {
        let all = manifests(&topology, &placement);
        assert!(all.len() > 20, "{case}");
        for (folder, object) in all {
            let findings = schemas.check(&object);
            assert!(findings.is_empty(), "{case}/{folder}: {findings:#?} in {object:#}");
        }
    }
}

/// Cluster's folder, workload, direction, the other end, port.
type Rule = (String, String, &'static str, String, u64);

#[test]
fn network_policies_are_the_flows_and_nothing_else() {
    for (case, topology, placement) in [cases(), super::rules::all()].concat() {
        let all = manifests(&topology, &placement);
        let networks = networks(&all);
        let catalog = world::catalog();
        let world = World { catalog, topology: &topology, placement: &placement };
        let wanted = wanted(world, &networks);
        let written: BTreeSet<Rule> =
            all.iter().filter_map(|(folder, o)| policy(folder, o)).collect();
        assert_eq!(written, wanted, "{case}");
    }
}

#[test]
fn authorization_policies_are_the_incoming_flows_and_nothing_else() {
    for (case, topology, placement) in cases() {
        let all = manifests(&topology, &placement);
        let written: BTreeSet<Rule> =
            all.iter().flat_map(|(folder, o)| allowed(folder, o)).collect();
        if topology.service_mesh.is_none() {
            assert!(written.is_empty(), "{case}");
            continue;
        }
        let networks = networks(&all);
        let catalog = world::catalog();
        let world = World { catalog, topology: &topology, placement: &placement };
        let wanted = wanted(world, &networks);
        let incoming: BTreeSet<Rule> = wanted.into_iter().filter(|rule| rule.2 == "in").collect();
        assert_eq!(written, incoming, "{case}");
        let of = |kind: &str, name: &str| {
            let found =
                all.iter().filter(|(_, o)| o["kind"] == kind && o["metadata"]["name"] == name);
            found.map(|(_, object)| object["spec"].clone()).collect::<Vec<_>>()
        };
        for spec in of("PeerAuthentication", "default") {
            assert_eq!(spec, serde_json::json!({ "mtls": { "mode": "STRICT" } }), "{case}");
        }
        assert!(
            of("AuthorizationPolicy", "allow-nothing")
                .iter()
                .all(|spec| *spec == serde_json::json!({}))
        );
        // Only workloads with peers outside of the mesh take anything else, on those ports alone.
        for (folder, object) in all.iter().filter(|(_, o)| !o["spec"]["portLevelMtls"].is_null()) {
            let name = object["metadata"]["name"].as_str().expect("a name");
            let open: BTreeSet<u64> = object["spec"]["portLevelMtls"]
                .as_object()
                .expect("ports")
                .keys()
                .map(|port| port.parse().expect("a port"))
                .collect();
            let outside: BTreeSet<u64> = incoming
                .iter()
                .filter(|rule| {
                    rule.0 == *folder && rule.1 == plain(name) && rule.3.starts_with("net:")
                })
                .map(|rule| rule.4)
                .collect();
            assert_eq!(open, outside, "{case}/{folder}/{name}");
        }
    }
}

#[test]
fn a_small_cluster_gives_the_same_manifests() {
    let (topology, placement) = sketch("shop", &[OWN], false).meshed().finish();
    let mut files = mcplan::terraform::render_placement(&topology, world::catalog(), &placement);
    files.retain(|path, _| path.starts_with("kubernetes/"));
    super::golden::compare("manifests", &files);
}

#[test]
fn networks_are_copied_to_where_they_are_used() {
    for (case, topology, placement) in cases() {
        let all = manifests(&topology, &placement);
        let kustomizations = all.iter().filter(|(_, object)| object["kind"] == "Kustomization");
        for (folder, kustomization) in kustomizations {
            let mut seen = BTreeSet::new();
            for replacement in kustomization["replacements"].as_array().expect("a list") {
                let key = replacement["source"]["fieldPath"].as_str().expect("a path");
                let key = key.strip_prefix("data.").expect("of the data");
                for target in replacement["targets"].as_array().expect("a list") {
                    let select = &target["select"];
                    let path = target["fieldPaths"][0].as_str().expect("a path");
                    let found = all.iter().filter(|(other, o)| {
                        other == folder
                            && o["kind"] == select["kind"]
                            && o["metadata"]["name"] == select["name"]
                    });
                    let values: Vec<&Value> = found
                        .map(|(_, o)| {
                            o.pointer(&format!("/{}", path.replace('.', "/"))).expect("a field")
                        })
                        .collect();
                    let named =
                        all.iter().find(|(other, o)| other == folder && o["kind"] == "ConfigMap");
                    let value = &named.expect("networks").1["data"][key];
                    assert_eq!(values, [value], "{case}/{folder} {key}");
                    seen.insert((select.to_string(), path.to_owned()));
                }
            }
            let blocks: usize = all
                .iter()
                .filter(|(other, _)| other == folder)
                .filter(|(_, o)| !o.to_string().contains(AGENT))
                .map(|(_, o)| {
                    o.to_string().matches("\"cidr\":").count()
                        + o.to_string().matches("\"ipBlocks\":").count()
                })
                .sum();
            assert_eq!(seen.len(), blocks, "{case}/{folder}: each network is copied");
        }
    }
}

/// The value of each key of a folder.
fn networks(all: &[(String, Value)]) -> BTreeMap<(String, String), String> {
    let maps = all.iter().filter(|(_, object)| object["kind"] == "ConfigMap");
    maps.flat_map(|(folder, object)| {
        let data = object["data"].as_object().expect("data");
        data.iter().map(|(key, value)| {
            ((folder.clone(), key.clone()), value.as_str().expect("a network").to_owned())
        })
    })
    .collect()
}

fn name_of(topology: &Topology, id: ServiceId) -> String {
    let name = &topology.service(id).name.value;
    if name.starts_with("web") { "web".to_owned() } else { name.clone() }
}

/// Names that had to be changed end in a hash; here only one of them is hostile.
fn plain(name: &str) -> String {
    if name.starts_with("web") { "web".to_owned() } else { name.to_owned() }
}

fn folder(topology: &Topology, cluster: ServiceId, site: SiteId) -> String {
    let code = world::catalog().site(site).code.replace(':', "-");
    format!("{}-{code}", topology.service(cluster).name.value)
}

/// The key of the network of an end, worked out without the code under test.
fn network(world: World<'_>, far: End, way: &str) -> Option<String> {
    let unit = match far {
        End::Users(id) => return Some(format!("users__{}", world.topology.users[id].name.value)),
        End::Internet => return Some("internet".to_owned()),
        End::Unit(unit) => unit,
    };
    let range = world.range(unit).map(|range| range.replace("range ", ""));
    match way {
        "out" => Some(range.filter(|_| world.is_private(unit)).unwrap_or("platform".to_owned())),
        _ if range.is_some() => range,
        _ => starts(world.kind(unit.service)).then(|| "platform".to_owned()),
    }
}

/// Whether services of a kind that are in no network start connections.
fn starts(kind: Kind) -> bool {
    matches!(kind, Kind::Cdn | Kind::ApiGateway | Kind::Pubsub | Kind::IotGateway | Kind::Function)
}

fn wanted(world: World<'_>, networks: &BTreeMap<(String, String), String>) -> BTreeSet<Rule> {
    let host = |unit: Unit| world.topology.service(unit.service).host;
    let pod = |unit: Unit| world.kind(unit.service) == Kind::Workload;
    let one = |own: End, way, far: End, port: u16| {
        let End::Unit(own) = own else { return None };
        let cluster = host(own).filter(|_| pod(own))?;
        let folder = folder(world.topology, cluster, own.site);
        let beside = |far: &Unit| pod(*far) && host(*far) == Some(cluster) && far.site == own.site;
        let other = match far {
            End::Unit(far) if beside(&far) => name_of(world.topology, far.service),
            far => {
                let key = network(world, far, way)?;
                let value = networks.get(&(folder.clone(), key.clone()));
                format!("net:{}", value.unwrap_or_else(|| panic!("{folder} has no network {key}")))
            }
        };
        Some((folder, name_of(world.topology, own.service), way, other, u64::from(port)))
    };
    let connections = world.connections().into_iter();
    connections
        .flat_map(|(from, to, port)| [one(from, "out", to, port), one(to, "in", from, port)])
        .flatten()
        .chain(signed(world))
        .collect()
}

/// Workloads of Azure get tokens of Entra, if what they call asks for one.
fn signed(world: World<'_>) -> Vec<Rule> {
    let services = world.topology.service_ids().filter(|&id| world.kind(id) == Kind::Workload);
    let units = services.flat_map(|id| world.units(id));
    let asks = |to: Unit| {
        world.provider(to) == Provider::Azure
            && world.product(to).is_some_and(|name| ENTERED_BY_TOKEN.contains(&name))
    };
    let signing =
        units.filter(|&unit| world.provider(unit) == Provider::Azure && world.calls(unit, asks));
    signing
        .filter_map(|unit| {
            let cluster = world.topology.service(unit.service).host?;
            let folder = folder(world.topology, cluster, unit.site);
            let name = name_of(world.topology, unit.service);
            Some((folder, name, "out", "net:0.0.0.0/0".to_owned(), 443))
        })
        .collect()
}

/// Products of Azure that are entered with tokens alone.
const ENTERED_BY_TOKEN: [&str; 10] = [
    "blob",
    "event-hubs",
    "service-bus",
    "event-grid",
    "ai-search",
    "key-vault",
    "iot-hub",
    "log-analytics",
    "cosmos-db",
    "azure-cache",
];

/// Where the agent answers that gives pods of EKS their credentials.
const AGENT: &str = "169.254.170.23/32";

const NAME: &str = "app.kubernetes.io/name";

/// A network policy read back; those that no flow asks for are checked here.
fn policy(folder: &str, object: &Value) -> Option<Rule> {
    if object["kind"] != "NetworkPolicy" {
        return None;
    }
    let (spec, name) = (&object["spec"], object["metadata"]["name"].as_str().expect("a name"));
    let (way, side, other) = match spec["policyTypes"][0].as_str().expect("a type") {
        "Ingress" => ("ingress", "from", "in"),
        _ => ("egress", "to", "out"),
    };
    match name {
        "identity" => {
            let to = serde_json::json!([{ "ipBlock": { "cidr": AGENT } }]);
            assert_eq!(spec["egress"][0]["to"], to, "the agent of the node, for credentials");
            assert_eq!(spec["egress"][0]["ports"][0]["port"], 80);
            return None;
        }
        "default-deny" => {
            let both = serde_json::json!({"podSelector": {}, "policyTypes": ["Ingress", "Egress"]});
            assert_eq!(spec, &both);
            return None;
        }
        "names" | "mesh" => {
            let to = &spec["egress"][0]["to"][0]["namespaceSelector"]["matchLabels"];
            let space = if name == "names" { "kube-system" } else { "istio-system" };
            assert_eq!(to["kubernetes.io/metadata.name"], space);
            let ports: Vec<u64> = spec["egress"][0]["ports"]
                .as_array()
                .expect("ports")
                .iter()
                .map(|port| port["port"].as_u64().expect("a port"))
                .collect();
            assert_eq!(ports, if name == "names" { vec![53, 53] } else { vec![15012] });
            return None;
        }
        _ => {}
    }
    assert_eq!(spec["policyTypes"].as_array().map(Vec::len), Some(1), "{name}");
    assert_eq!(spec[way].as_array().map(Vec::len), Some(1), "{name}");
    let rule = &spec[way][0];
    assert_eq!(rule[side].as_array().map(Vec::len), Some(1), "{name}");
    assert_eq!(rule["ports"].as_array().map(Vec::len), Some(1), "{name}");
    let far = match rule[side][0]["ipBlock"]["cidr"].as_str() {
        Some(cidr) => format!("net:{cidr}"),
        None => {
            plain(rule[side][0]["podSelector"]["matchLabels"][NAME].as_str().expect("a workload"))
        }
    };
    let own = spec["podSelector"]["matchLabels"][NAME].as_str().expect("a workload");
    let port = rule["ports"][0]["port"].as_u64().expect("a port");
    Some((folder.to_owned(), plain(own), other, far, port))
}

/// The rules of an authorization policy.
fn allowed(folder: &str, object: &Value) -> Vec<Rule> {
    let mut found = Vec::new();
    if object["kind"] != "AuthorizationPolicy" {
        return found;
    }
    let own = object["spec"]["selector"]["matchLabels"][NAME].as_str().unwrap_or_default();
    for rule in object["spec"]["rules"].as_array().into_iter().flatten() {
        let source = &rule["from"][0]["source"];
        let far = if let Some(cidr) = source["ipBlocks"][0].as_str() {
            format!("net:{cidr}")
        } else {
            let principal = source["principals"][0].as_str().expect("an identity");
            plain(principal.rsplit('/').next().expect("a service account"))
        };
        for port in rule["to"][0]["operation"]["ports"].as_array().expect("ports") {
            let port = port.as_str().expect("ports are text here").parse().expect("a number");
            found.push((folder.to_owned(), plain(own), "in", far.clone(), port));
        }
    }
    found
}
