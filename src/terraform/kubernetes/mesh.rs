//! Istio: mutual TLS for every connection, and who may talk to whom by identity.
//!
//! A peer outside of the mesh has no certificate of it: on exactly the ports that such peers may reach, a
//! workload also takes what is not mutual TLS, and tells those peers by their network.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::terraform::access::{Direction, Peer};
use crate::terraform::layout::Unit;

use super::cluster::Cluster;
use super::networks::{End, Networks};
use super::workload::selector;
use super::{namespace, workload_name};

const API: &str = "security.istio.io/v1";

/// The objects of a cluster's namespace.
pub fn documents(cluster: Cluster<'_, '_>, networks: &mut Networks<'_, '_>) -> Vec<Value> {
    let strict = json!({ "mtls": { "mode": "STRICT" } });
    let mut documents = vec![
        object(cluster, "PeerAuthentication", "default", &strict),
        // A policy without rules allows nothing.
        object(cluster, "AuthorizationPolicy", "allow-nothing", &json!({})),
    ];
    for unit in cluster.workloads() {
        documents.extend(of_workload(cluster, unit, networks));
    }
    documents
}

fn object(cluster: Cluster<'_, '_>, kind: &str, name: &str, spec: &Value) -> Value {
    json!({
        "apiVersion": API,
        "kind": kind,
        "metadata": {
            "name": name,
            "namespace": namespace(cluster.layout),
            "labels": cluster.shared_labels(),
        },
        "spec": spec,
    })
}

/// The identity of a workload in the mesh.
fn principal(cluster: Cluster<'_, '_>, name: &str) -> String {
    format!("cluster.local/ns/{}/sa/{name}", namespace(cluster.layout))
}

fn of_workload(
    cluster: Cluster<'_, '_>,
    unit: &Unit<'_>,
    networks: &mut Networks<'_, '_>,
) -> Vec<Value> {
    let name = workload_name(unit);
    let chosen = json!({ "matchLabels": selector(&name) });
    let mut ports_of: BTreeMap<Peer, BTreeSet<String>> = BTreeMap::new();
    for grant in cluster.grants(unit, Direction::In) {
        ports_of.entry(grant.peer).or_default().insert(grant.port.to_string());
    }
    let mut open = Map::new();
    let mut rules = Vec::new();
    for (peer, ports) in ports_of {
        let source = match networks.end(peer, Direction::In) {
            End::Pods(name) => json!({ "principals": [principal(cluster, &name)] }),
            End::Network(key) => {
                for port in &ports {
                    open.insert(port.clone(), json!({ "mode": "PERMISSIVE" }));
                }
                let path = format!("spec.rules.{}.from.0.source.ipBlocks.0", rules.len());
                let cidr = networks.used(&key, ("AuthorizationPolicy", &name), &path);
                json!({ "ipBlocks": [cidr] })
            }
        };
        let to = json!([{ "operation": { "ports": ports } }]);
        rules.push(json!({ "from": [{ "source": source }], "to": to }));
    }
    if rules.is_empty() {
        return Vec::new();
    }
    let spec = json!({ "selector": chosen, "action": "ALLOW", "rules": rules });
    let mut documents = vec![object(cluster, "AuthorizationPolicy", &name, &spec)];
    if !open.is_empty() {
        let spec = json!({
            "selector": chosen,
            "mtls": { "mode": "STRICT" },
            "portLevelMtls": open,
        });
        documents.push(object(cluster, "PeerAuthentication", &name, &spec));
    }
    documents
}
