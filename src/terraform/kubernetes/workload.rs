//! A workload: its identity, its pods as the plan sizes them, and the name under which others reach it.

use serde_json::{Value, json};

use crate::plan::Demand;
use crate::terms::{Arch, Provider};
use crate::terraform::access::{Direction, Peer};
use crate::terraform::layout::Unit;
use crate::terraform::name::label;
use crate::units::Decimal;

use super::cluster::Cluster;
use super::{namespace, workload_name};

/// The label that tells pods of a workload from others.
#[must_use]
pub fn selector(name: &str) -> Value {
    json!({ "app.kubernetes.io/name": name })
}

/// The objects of a workload.
pub fn documents(cluster: Cluster<'_, '_>, unit: &Unit<'_>) -> Vec<Value> {
    let (least, most) = unit.replicas();
    let mut documents = vec![account(cluster, unit), deployment(cluster, unit)];
    if most > least {
        documents.push(scaling(cluster, unit, (least, most)));
    }
    if most > 1 {
        documents.push(disruption(cluster, unit));
    }
    if !cluster.ports(unit).is_empty() {
        documents.push(service(cluster, unit));
    }
    documents
}

fn metadata(cluster: Cluster<'_, '_>, unit: &Unit<'_>) -> Value {
    let name = workload_name(unit);
    let mut labels = cluster.shared_labels();
    labels["app.kubernetes.io/name"] = name.as_str().into();
    for (key, value) in [("team", &unit.service.team), ("tier", &unit.service.tier)] {
        labels[key] = label(&[value], 63).into();
    }
    json!({ "name": name, "namespace": namespace(cluster.layout), "labels": labels })
}

/// An identity of its own, whose token no pod gets unasked.
fn account(cluster: Cluster<'_, '_>, unit: &Unit<'_>) -> Value {
    json!({
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": metadata(cluster, unit),
        "automountServiceAccountToken": false,
    })
}

fn deployment(cluster: Cluster<'_, '_>, unit: &Unit<'_>) -> Value {
    let (least, most) = unit.replicas();
    let own = metadata(cluster, unit);
    let mut spec = json!({
        "selector": { "matchLabels": selector(&workload_name(unit)) },
        "template": { "metadata": { "labels": own["labels"] }, "spec": pod(cluster, unit) },
    });
    // What scales by itself must not be set back by the next apply.
    if most == least {
        spec["replicas"] = most.into();
    }
    json!({ "apiVersion": "apps/v1", "kind": "Deployment", "metadata": own, "spec": spec })
}

fn pod(cluster: Cluster<'_, '_>, unit: &Unit<'_>) -> Value {
    let name = workload_name(unit);
    let spread = |key: &str, otherwise: &str| {
        json!({
            "maxSkew": 1,
            "topologyKey": key,
            "whenUnsatisfiable": otherwise,
            "labelSelector": { "matchLabels": selector(&name) },
        })
    };
    let mut spreads = vec![spread("kubernetes.io/hostname", "ScheduleAnyway")];
    if unit.deployment.zones > 1 {
        spreads.push(spread("topology.kubernetes.io/zone", "DoNotSchedule"));
    }
    let mut spec = json!({
        "serviceAccountName": name,
        "automountServiceAccountToken": false,
        "securityContext": {
            "runAsNonRoot": true,
            "seccompProfile": { "type": "RuntimeDefault" },
        },
        "topologySpreadConstraints": spreads,
        "containers": [container(cluster, unit)],
    });
    if let Demand::Terms(demand) = &unit.service.demand
        && let [arch] = demand.arch.as_slice()
    {
        let arch = match arch {
            Arch::X86 => "amd64",
            Arch::Arm => "arm64",
        };
        spec["nodeSelector"] = json!({ "kubernetes.io/arch": arch });
    }
    spec
}

fn container(cluster: Cluster<'_, '_>, unit: &Unit<'_>) -> Value {
    let ports: Vec<u16> = cluster.ports(unit).into_iter().collect();
    let size = size(unit);
    let mut container = json!({
        "name": "main",
        // The kustomization says which image this is.
        "image": workload_name(unit),
        "resources": { "requests": size, "limits": size },
        "securityContext": {
            "allowPrivilegeEscalation": false,
            "readOnlyRootFilesystem": true,
            "capabilities": { "drop": ["ALL"] },
        },
    });
    if let Some(first) = ports.first() {
        container["readinessProbe"] = json!({ "tcpSocket": { "port": first } });
        let port = |port: &u16| json!({ "containerPort": port, "protocol": "TCP" });
        container["ports"] = ports.iter().map(port).collect();
    }
    container
}

/// Processors in thousandths and memory in mebibytes, as the plan gives them.
fn size(unit: &Unit<'_>) -> Value {
    let terms = unit.service.demand.terms();
    let thousandths = (terms.number("cpu") * Decimal::from(1000)).ceil();
    let memory = terms.data("memory_gib").bytes().div_ceil(1 << 20);
    json!({ "cpu": format!("{}m", thousandths.normalize()), "memory": format!("{memory}Mi") })
}

fn scaling(cluster: Cluster<'_, '_>, unit: &Unit<'_>, (least, most): (u32, u32)) -> Value {
    let name = workload_name(unit);
    json!({
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": metadata(cluster, unit),
        "spec": {
            "minReplicas": least,
            "maxReplicas": most,
            "scaleTargetRef": { "apiVersion": "apps/v1", "kind": "Deployment", "name": name },
            "metrics": [{
                "type": "Resource",
                "resource": {
                    "name": "cpu",
                    "target": { "type": "Utilization", "averageUtilization": 60 },
                },
            }],
        },
    })
}

fn disruption(cluster: Cluster<'_, '_>, unit: &Unit<'_>) -> Value {
    json!({
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": metadata(cluster, unit),
        "spec": {
            "maxUnavailable": 1,
            "selector": { "matchLabels": selector(&workload_name(unit)) },
        },
    })
}

/// Who reaches a workload, which decides what address it needs.
enum Reach {
    Cluster,
    Networks,
    People,
}

fn reach(cluster: Cluster<'_, '_>, unit: &Unit<'_>) -> Reach {
    let peers = || cluster.grants(unit, Direction::In).map(|grant| grant.peer);
    let inside = |peer: Peer| match peer {
        Peer::Unit(site, service) if site == cluster.view.id => {
            cluster.view.unit(service).is_some_and(|unit| cluster.holds(unit))
        }
        _ => false,
    };
    if peers().any(|peer| matches!(peer, Peer::Users(_))) {
        Reach::People
    } else if peers().all(inside) {
        Reach::Cluster
    } else {
        Reach::Networks
    }
}

fn service(cluster: Cluster<'_, '_>, unit: &Unit<'_>) -> Value {
    let port = |port: u16| json!({ "name": format!("tcp-{port}"), "port": port, "targetPort": port, "protocol": "TCP" });
    let ports: Vec<Value> = cluster.ports(unit).into_iter().map(port).collect();
    let mut metadata = metadata(cluster, unit);
    let mut spec = json!({
        "type": "ClusterIP",
        "selector": selector(&workload_name(unit)),
        "ports": ports,
    });
    let people = match reach(cluster, unit) {
        Reach::Cluster => None,
        Reach::Networks => Some(false),
        Reach::People => Some(true),
    };
    if let Some(people) = people {
        spec["type"] = "LoadBalancer".into();
        // Callers keep their addresses, or policies could not tell them apart.
        spec["externalTrafficPolicy"] = "Local".into();
        metadata["annotations"] = address(cluster.view.site.provider, people);
    }
    json!({ "apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": spec })
}

/// Asks the provider for an address that people reach, or only networks of the plan.
fn address(provider: Provider, people: bool) -> Value {
    match provider {
        Provider::Aws => json!({
            "service.beta.kubernetes.io/aws-load-balancer-type": "external",
            "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": "ip",
            "service.beta.kubernetes.io/aws-load-balancer-scheme":
                if people { "internet-facing" } else { "internal" },
            "service.beta.kubernetes.io/aws-load-balancer-target-group-attributes":
                "preserve_client_ip.enabled=true",
        }),
        Provider::Azure => json!({
            "service.beta.kubernetes.io/azure-load-balancer-internal":
                if people { "false" } else { "true" },
        }),
        Provider::OnPrem => json!({}),
    }
}
