//! The folders: which workloads run in which cluster, and the files about them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::plan::ServiceMesh;
use crate::terms::Kind;
use crate::terraform::access::{Direction, Grant, of_unit};
use crate::terraform::layout::{Layout, SiteView, Unit};
use crate::terraform::name::{label, tag};
use crate::terraform::peers::starts;

use super::networks::Networks;
use super::{mesh, policies, workload, yaml};

/// A cluster at a site, with what runs in it.
#[derive(Clone, Copy)]
pub struct Cluster<'l, 'a> {
    /// The whole placement.
    pub layout: &'l Layout<'a>,
    /// The site.
    pub view: &'l SiteView<'a>,
    /// The cluster.
    pub unit: &'l Unit<'a>,
    /// Who may talk to whom, everywhere.
    pub grants: &'l BTreeSet<Grant>,
}

/// The clusters of a placement.
pub fn clusters<'l, 'a>(
    layout: &'l Layout<'a>,
    grants: &'l BTreeSet<Grant>,
) -> impl Iterator<Item = Cluster<'l, 'a>> {
    layout.sites.iter().flat_map(move |view| {
        let clusters = view.units.iter().filter(|unit| unit.service.kind == Kind::Kubernetes);
        clusters.map(move |unit| Cluster { layout, view, unit, grants })
    })
}

/// The namespace of the workloads of a plan.
#[must_use]
pub fn namespace(layout: &Layout<'_>) -> String {
    label(&[&layout.topology.name], 63)
}

/// The name of a workload in its namespace: of its deployment, its service and its service account.
#[must_use]
pub fn workload_name(unit: &Unit<'_>) -> String {
    label(&[&unit.service.name.value], 48)
}

/// The manifests of all clusters that have workloads, by path.
#[must_use]
pub fn files(layout: &Layout<'_>, grants: &BTreeSet<Grant>) -> BTreeMap<String, String> {
    let all = clusters(layout, grants).filter(|cluster| cluster.workloads().next().is_some());
    all.flat_map(|cluster| {
        let folder = cluster.folder();
        let named = |(name, text)| (format!("{folder}/{name}"), text);
        cluster.files().into_iter().map(named).collect::<Vec<_>>()
    })
    .collect()
}

impl<'l, 'a> Cluster<'l, 'a> {
    /// Where its manifests are, from the root of the folder.
    #[must_use]
    pub fn folder(self) -> String {
        let name = label(&[&self.unit.service.name.value], 48);
        format!("kubernetes/{name}-{}", self.view.folder())
    }

    /// What runs in it.
    pub fn workloads(self) -> impl Iterator<Item = &'l Unit<'a>> {
        let runs_here = move |unit: &&Unit<'_>| {
            unit.service.kind == Kind::Workload && unit.service.host == Some(self.unit.id)
        };
        self.view.units.iter().filter(runs_here)
    }

    /// Whether a unit is a workload of this cluster.
    #[must_use]
    pub fn holds(self, unit: &Unit<'_>) -> bool {
        self.workloads().any(|one| one.id == unit.id)
    }

    /// Grants of a workload in one direction, of peers that start connections.
    pub fn grants(self, unit: &Unit<'_>, direction: Direction) -> impl Iterator<Item = &'l Grant> {
        let granted = of_unit(self.grants, self.view.id, unit.id);
        let granted = granted.filter(move |grant| grant.direction == direction);
        granted.filter(move |g| direction == Direction::Out || starts(self.layout, g.peer))
    }

    /// Ports on which a workload accepts connections.
    #[must_use]
    pub fn ports(self, unit: &Unit<'_>) -> BTreeSet<u16> {
        self.grants(unit, Direction::In).map(|grant| grant.port).collect()
    }

    /// Labels of everything here.
    #[must_use]
    pub fn shared_labels(self) -> Value {
        json!({
            "app.kubernetes.io/managed-by": "mcplan",
            "app.kubernetes.io/part-of": namespace(self.layout),
        })
    }

    fn files(self) -> BTreeMap<String, String> {
        let mut networks = Networks::new(self);
        let mut files = BTreeMap::new();
        let mut add = |name: String, about: &str, documents: &[Value]| {
            files.insert(name, yaml::file(about, documents));
        };
        let code = tag(&self.view.site.code);
        add("namespace.yaml".to_owned(), "The namespace of the plan's workloads.", &[self.space()]);
        for unit in self.workloads() {
            let about = format!("{} at {code}.", unit.service.name.value);
            let name = format!("workload-{}.yaml", workload_name(unit));
            add(name, &about, &workload::documents(self, unit));
        }
        let about =
            "Who may talk to whom: nothing but names, and one policy for each flow of the plan.";
        let rules = policies::documents(self, &mut networks);
        add("network-policies.yaml".to_owned(), about, &rules);
        if self.layout.topology.service_mesh == Some(ServiceMesh::Istio) {
            let about = "Mutual TLS between workloads, and who may talk to whom by identity.";
            add("mesh.yaml".to_owned(), about, &mesh::documents(self, &mut networks));
        }
        let about =
            "Networks that policies name. Not applied: the kustomization copies its values.";
        add("networks.yaml".to_owned(), about, &[networks.document()]);
        let resources: Vec<String> = files.keys().cloned().collect();
        let about = "Build with `kubectl kustomize`; put your images and networks in first.";
        let text = yaml::file(about, &[self.kustomization(&resources, &networks)]);
        files.insert("kustomization.yaml".to_owned(), text);
        files
    }

    /// Pods must keep to the strictest of the published standards.
    fn space(self) -> Value {
        let mut labels = self.shared_labels();
        for mode in ["enforce", "audit", "warn"] {
            labels[format!("pod-security.kubernetes.io/{mode}")] = "restricted".into();
            labels[format!("pod-security.kubernetes.io/{mode}-version")] = "latest".into();
        }
        if self.layout.topology.service_mesh == Some(ServiceMesh::Istio) {
            labels["istio-injection"] = "enabled".into();
        }
        json!({
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": { "name": namespace(self.layout), "labels": labels },
        })
    }

    fn kustomization(self, resources: &[String], networks: &Networks) -> Value {
        let images = self.workloads().map(|unit| {
            let name = workload_name(unit);
            let place = format!("registry.example.internal/{name}");
            json!({ "name": name, "newName": place, "newTag": "REPLACE-tag" })
        });
        json!({
            "apiVersion": "kustomize.config.k8s.io/v1beta1",
            "kind": "Kustomization",
            "namespace": namespace(self.layout),
            "resources": resources,
            "images": images.collect::<Vec<_>>(),
            "replacements": networks.replacements(),
        })
    }
}
