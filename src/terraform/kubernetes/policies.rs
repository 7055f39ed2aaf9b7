//! Network policies: nothing is allowed but names, and one policy for each flow of the plan and direction.

use serde_json::{Value, json};

use crate::plan::ServiceMesh;
use crate::terms::Provider;
use crate::terraform::access::{Direction, Grant};
use crate::terraform::azure;
use crate::terraform::layout::Unit;
use crate::terraform::name::label;
use crate::terraform::peers::{Rules, rule_name};

use super::cluster::Cluster;
use super::namespace;
use super::networks::{End, Networks};
use super::workload::selector;

/// The policies of a cluster's namespace.
pub fn documents(cluster: Cluster<'_, '_>, networks: &mut Networks<'_, '_>) -> Vec<Value> {
    let mut documents = vec![
        policy(
            cluster,
            "default-deny",
            "What no other policy allows is refused.",
            &json!({
                "podSelector": {},
                "policyTypes": ["Ingress", "Egress"],
            }),
        ),
        policy(cluster, "names", "Pods may ask the cluster's DNS.", &names()),
    ];
    if cluster.layout.topology.service_mesh == Some(ServiceMesh::Istio) {
        let about = "Proxies get their certificates and rules from the control plane of the mesh.";
        documents.push(policy(cluster, "mesh", about, &control_plane()));
    }
    if cluster.view.site.provider == Provider::Aws {
        let about = "Pods ask the agent of their node for the credentials of their identity.";
        documents.push(policy(cluster, "identity", about, &agent()));
    }
    for unit in cluster.workloads() {
        if signs_in(cluster, unit) {
            documents.push(sign_in(cluster, unit, networks));
        }
        for direction in [Direction::In, Direction::Out] {
            for grant in cluster.grants(unit, direction) {
                documents.push(of_grant(cluster, unit, grant, networks));
            }
        }
    }
    documents
}

/// The name of a grant's policy.
pub fn grant_name(cluster: Cluster<'_, '_>, unit: &Unit<'_>, grant: &Grant) -> String {
    let name = rule_name(cluster.layout, unit, grant).replace("__", "-").replace('_', "-");
    // Replacing separators can make neighbours alike: the hash of the original keeps them apart.
    let whole = rule_name(cluster.layout, unit, grant);
    let hash = crate::terraform::name::hash(&[&whole]);
    format!("{}-{hash}", label(&[&name], 54))
}

fn policy(cluster: Cluster<'_, '_>, name: &str, about: &str, spec: &Value) -> Value {
    json!({
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {
            "name": name,
            "namespace": namespace(cluster.layout),
            "annotations": { "kubernetes.io/description": about },
            "labels": cluster.shared_labels(),
        },
        "spec": spec,
    })
}

fn names() -> Value {
    let ports = json!([{ "protocol": "UDP", "port": 53 }, { "protocol": "TCP", "port": 53 }]);
    all_reach("kube-system", &json!({ "k8s-app": "kube-dns" }), &ports)
}

fn control_plane() -> Value {
    let ports = json!([{ "protocol": "TCP", "port": 15012 }]);
    all_reach("istio-system", &json!({ "app": "istiod" }), &ports)
}

/// Every pod may call the pods of a part of the cluster itself.
fn all_reach(namespace: &str, labels: &Value, ports: &Value) -> Value {
    json!({
        "podSelector": {},
        "policyTypes": ["Egress"],
        "egress": [{
            "to": [{
                "namespaceSelector": {
                    "matchLabels": { "kubernetes.io/metadata.name": namespace },
                },
                "podSelector": { "matchLabels": labels },
            }],
            "ports": ports,
        }],
    })
}

/// The address at which the Pod Identity agent of EKS answers on every node.
const AGENT: &str = "169.254.170.23/32";

fn agent() -> Value {
    json!({
        "podSelector": {},
        "policyTypes": ["Egress"],
        "egress": [{
            "to": [{ "ipBlock": { "cidr": AGENT } }],
            "ports": [{ "protocol": "TCP", "port": 80 }],
        }],
    })
}

/// Whether a workload exchanges its token for one of Entra, to show to what it calls.
fn signs_in(cluster: Cluster<'_, '_>, unit: &Unit<'_>) -> bool {
    cluster.view.site.provider == Provider::Azure
        && azure::signs_in(cluster.layout, cluster.view, cluster.grants, unit)
}

/// Entra has no addresses that a policy could name: around the subnet, rules say so by a tag.
fn sign_in(cluster: Cluster<'_, '_>, unit: &Unit<'_>, networks: &mut Networks<'_, '_>) -> Value {
    let own = super::workload_name(unit);
    let name = format!("{own}-identity");
    let key = networks.platform();
    let cidr =
        networks.used(&key, ("NetworkPolicy", &name), "spec.egress.0.to.0.ipBlock.cidr").to_owned();
    policy(
        cluster,
        &name,
        "Pods get tokens of Entra for what they call.",
        &json!({
            "podSelector": { "matchLabels": selector(&own) },
            "policyTypes": ["Egress"],
            "egress": [{
                "to": [{ "ipBlock": { "cidr": cidr } }],
                "ports": [{ "protocol": "TCP", "port": 443 }],
            }],
        }),
    )
}

fn of_grant(
    cluster: Cluster<'_, '_>,
    unit: &Unit<'_>,
    grant: &Grant,
    networks: &mut Networks<'_, '_>,
) -> Value {
    let name = grant_name(cluster, unit, grant);
    let (way, side, kind) = match grant.direction {
        Direction::In => ("ingress", "from", "Ingress"),
        Direction::Out => ("egress", "to", "Egress"),
    };
    let peer = match networks.end(grant.peer, grant.direction) {
        End::Pods(name) => json!({ "podSelector": { "matchLabels": selector(&name) } }),
        End::Network(key) => {
            let path = format!("spec.{way}.0.{side}.0.ipBlock.cidr");
            let cidr = networks.used(&key, ("NetworkPolicy", &name), &path);
            json!({ "ipBlock": { "cidr": cidr } })
        }
    };
    let ports = json!([{ "protocol": "TCP", "port": grant.port }]);
    let own = super::workload_name(unit);
    policy(
        cluster,
        &name,
        &Rules::describe(cluster.layout, unit, grant),
        &json!({
            "podSelector": { "matchLabels": selector(&own) },
            "policyTypes": [kind],
            way: [{ side: [peer], "ports": ports }],
        }),
    )
}
