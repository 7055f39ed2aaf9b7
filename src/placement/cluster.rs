//! Kubernetes clusters: the pods of their workloads, zone by zone, and the nodes that hold them.

use crate::catalog::Sku;
use crate::plan::{Demand, Load, LoadLevel, Service, ServiceId, Terms, TermsDemand, Topology};
use crate::terms::Arch;
use crate::units::{Data, Decimal};

use super::packing::{Room, nodes_for};

/// The pods of a deployment of a cluster: for each workload, what a pod needs and how many run when.
pub struct Pods {
    /// Per workload.
    pub of: Vec<(Room, Load)>,
    /// Architectures that all of them run on.
    pub arch: Vec<Arch>,
    /// Zones over which they are spread evenly.
    pub zones: u32,
}

impl Pods {
    /// The pods of workloads that run so many replicas.
    #[must_use]
    pub fn new(topology: &Topology, workloads: &[(ServiceId, Load)], zones: u32) -> Self {
        let mut arch = Arch::ALL.to_vec();
        let mut of = Vec::new();
        for (id, load) in workloads {
            let Demand::Terms(demand) = &topology.service(*id).demand else { continue };
            if topology.service(*id).kind != crate::terms::Kind::Workload {
                continue;
            }
            arch.retain(|one| demand.arch.contains(one));
            of.push((pod(demand), load.clone()));
        }
        Pods { of, arch, zones: zones.max(1) }
    }

    /// Nodes of a size over the month; `None` if some pod is larger than a node. Peaks are taken to
    /// coincide. Each zone holds its part of every workload, and at least one node.
    #[must_use]
    pub fn nodes(&self, node: Room) -> Option<Load> {
        let levels: Option<Vec<LoadLevel>> = self
            .levels()
            .into_iter()
            .map(|(counts, hours)| {
                let pods: Vec<(Room, u32)> =
                    self.of.iter().zip(counts).map(|((pod, _), n)| (*pod, n)).collect();
                let in_zone: Vec<(Room, u32)> =
                    pods.iter().map(|&(pod, n)| (pod, n.div_ceil(self.zones))).collect();
                let replicas = nodes_for(&in_zone, node)?.max(1).checked_mul(self.zones)?;
                Some(LoadLevel { replicas, hours })
            })
            .collect();
        levels.map(Load::new)
    }

    /// Stretches of the month in which all workloads run a constant number of replicas, with their hours.
    fn levels(&self) -> Vec<(Vec<u32>, u32)> {
        let mut edges: Vec<u32> = vec![crate::units::HOURS_PER_MONTH];
        for (_, load) in &self.of {
            let mut at = 0;
            for level in load.levels() {
                at += level.hours;
                edges.push(at);
            }
        }
        edges.sort_unstable();
        edges.dedup();
        let mut from = 0;
        let mut levels = Vec::with_capacity(edges.len());
        for edge in edges {
            let counts = self.of.iter().map(|(_, load)| replicas_at(load, from)).collect();
            levels.push((counts, edge - from));
            from = edge;
        }
        levels
    }
}

/// Replicas in a given hour of the month, counted from the busiest.
fn replicas_at(load: &Load, hour: u32) -> u32 {
    let mut end = 0;
    let level = load.levels().iter().find(|level| {
        end += level.hours;
        hour < end
    });
    level.map_or(0, |level| level.replicas)
}

fn pod(demand: &TermsDemand) -> Room {
    Room::of_pod(demand.terms.number("cpu"), demand.terms.data("memory_gib"))
}

/// The room of a node of this size in a cluster.
#[must_use]
pub fn room(cluster: &Service, vcpu: Decimal, memory: Data) -> Room {
    let terms: Terms = cluster.demand.terms();
    let system = (terms.number("system_cpu"), terms.data("system_memory_gib"));
    let pods = u32::try_from(terms.count("pods_per_node")).unwrap_or(u32::MAX);
    Room::of_node((vcpu, memory), system, terms.number("spare"), pods)
}

/// Whether nodes of a SKU may be used.
#[must_use]
pub fn suits(cluster: &Service, pods: &Pods, sku: &Sku) -> bool {
    pods.arch.contains(&sku.arch) && (!sku.burstable || cluster.demand.terms().flag("burstable"))
}
