//! The guide's part about what runs in clusters.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::plan::ServiceMesh;
use crate::terraform::access::Grant;
use crate::terraform::kubernetes::clusters;
use crate::terraform::layout::Layout;

/// What to do with the manifests; empty if no cluster has workloads.
pub fn guide(layout: &Layout<'_>, grants: &BTreeSet<Grant>) -> String {
    let mut steps = String::new();
    for cluster in clusters(layout, grants).filter(|cluster| cluster.workloads().next().is_some()) {
        let folder = cluster.folder();
        // Writing to a string cannot fail.
        let _ = writeln!(steps, "kubectl kustomize {folder}");
    }
    if steps.is_empty() {
        return String::new();
    }
    let mesh = layout.topology.service_mesh == Some(ServiceMesh::Istio);
    format!("{INTRO}\n```sh\n{steps}```\n{}", if mesh { MESH } else { "" })
}

const INTRO: &str = "Each cluster has a folder of manifests for its workloads: sizes, replicas and spread from the \
plan, and one network policy per flow. Before you apply what the commands below print:\n\n\
1. put your images into `kustomization.yaml` (`images`); by digest is safer than by tag;\n\
2. put the networks into `networks.yaml`, the same as Terraform's `*__cidr` and `users__*__cidrs`; a group of users \
that comes from several networks needs an overlay;\n\
3. see that the network plug-in of the cluster enforces network policies, and that pods have addresses of their own in \
the cluster's network (the usual plug-ins of the providers do both; an overlay hides pods behind their nodes);\n\
4. a workload that is reached from outside of its cluster asks for a load balancer, internal unless people reach \
it; the plan's bill holds none for it. AWS needs the AWS Load Balancer Controller for these, a site of your own \
something like MetalLB. A load balancer of the plan has that address as its target.\n";

const MESH: &str = "\n`mesh.yaml` needs Istio with its CNI plug-in: without it the proxies ask for rights that the \
namespace refuses. Connections within a cluster are mutual TLS; on ports that peers outside of the mesh may reach, \
those peers are told by their networks.\n";
