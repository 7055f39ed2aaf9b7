//! Manifests of clusters: read back as YAML, held to the schemas of Kubernetes, and compared with the flows of the
//! plan, both ways.

use std::collections::{BTreeMap, BTreeSet};

use mcplan::catalog::SiteId;
use mcplan::placement::Placement;
use mcplan::plan::{Endpoint, ServiceId, Topology};
use mcplan::terms::{Engine, Kind, Provider, Strategy};
use serde::Deserialize as _;
use serde_json::Value;

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
    for (case, topology, placement) in cases() {
        let all = manifests(&topology, &placement);
        let networks = networks(&all);
        let wanted = wanted(&topology, &placement, &networks);
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
        let wanted = wanted(&topology, &placement, &networks);
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
fn network(topology: &Topology, end: Endpoint, site: Option<SiteId>) -> String {
    let id = match end {
        Endpoint::Users(id) => return format!("users__{}", topology.user_group(id).name.value),
        Endpoint::Internet => return "internet".to_owned(),
        Endpoint::Service(id) => id,
    };
    let service = topology.service(id);
    if service.kind == Kind::ObjectStore {
        return "platform".to_owned();
    }
    let site = world::catalog().site(site.expect("services have sites"));
    let place = site.code.replace([':', '-'], "_");
    match site.provider {
        Provider::OnPrem => place,
        Provider::Aws if service.kind == Kind::Postgres => format!("{place}__data"),
        Provider::Aws => format!("{place}__private"),
        Provider::Azure => {
            let holder = service.host.unwrap_or(id);
            format!("{place}__{}", topology.service(holder).name.value)
        }
    }
}

fn sites(placement: &Placement, end: Endpoint) -> Vec<Option<SiteId>> {
    match end {
        Endpoint::Service(id) => {
            placement.of(id).deployments.iter().map(|deployment| Some(deployment.site)).collect()
        }
        Endpoint::Users(_) | Endpoint::Internet => vec![None],
    }
}

fn wanted(
    topology: &Topology,
    placement: &Placement,
    networks: &BTreeMap<(String, String), String>,
) -> BTreeSet<Rule> {
    let mut wanted = BTreeSet::new();
    let host = |end: Endpoint| match end {
        Endpoint::Service(id) => topology.service(id).host,
        Endpoint::Users(_) | Endpoint::Internet => None,
    };
    let mut add = |own: Endpoint,
                   own_site: Option<SiteId>,
                   way,
                   far: Endpoint,
                   far_site,
                   port: u16| {
        let (Endpoint::Service(id), Some(cluster), Some(site)) = (own, host(own), own_site) else {
            return;
        };
        let folder = folder(topology, cluster, site);
        let other = match far {
            Endpoint::Service(far)
                if host(Endpoint::Service(far)) == Some(cluster) && far_site == own_site =>
            {
                name_of(topology, far)
            }
            _ => {
                let key = network(topology, far, far_site);
                let value = networks.get(&(folder.clone(), key.clone()));
                format!("net:{}", value.unwrap_or_else(|| panic!("{folder} has no network {key}")))
            }
        };
        wanted.insert((folder, name_of(topology, id), way, other, u64::from(port)));
    };
    for flow in &topology.flows {
        for from in sites(placement, flow.from) {
            for to in sites(placement, flow.to) {
                add(flow.from, from, "out", flow.to, to, flow.port);
                add(flow.to, to, "in", flow.from, from, flow.port);
            }
        }
    }
    wanted
}

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
