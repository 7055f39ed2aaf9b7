//! Packing: how many nodes of a size hold some pods, each pod whole on one node, by every resource.
//!
//! First-fit decreasing: at most a fifth or so above the least possible, and what it says is a real packing,
//! not a sum that no arrangement of pods reaches.

use crate::units::{Data, Decimal};

/// What a pod needs, or a node has room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Room {
    /// Thousandths of a virtual processor.
    pub milli_cpu: u64,
    /// Bytes of memory.
    pub memory: u64,
    /// Pods.
    pub pods: u32,
}

impl Room {
    /// What one pod needs.
    #[must_use]
    pub fn of_pod(cpu: Decimal, memory: Data) -> Self {
        Room { milli_cpu: milli(cpu), memory: memory.bytes(), pods: 1 }
    }

    /// Room of a node after what the system takes of it, less a part that is kept spare.
    #[must_use]
    pub fn of_node(
        size: (Decimal, Data),
        system: (Decimal, Data),
        spare: Decimal,
        pods: u32,
    ) -> Self {
        let usable = Decimal::ONE - spare;
        let milli_cpu = milli(size.0).saturating_sub(milli(system.0));
        let memory = size.1.bytes().saturating_sub(system.1.bytes());
        let part = |whole: u64| u64::try_from((Decimal::from(whole) * usable).floor()).unwrap_or(0);
        Room { milli_cpu: part(milli_cpu), memory: part(memory), pods }
    }

    fn holds(self, other: Room) -> bool {
        other.milli_cpu <= self.milli_cpu && other.memory <= self.memory && other.pods <= self.pods
    }

    fn without(self, other: Room) -> Room {
        Room {
            milli_cpu: self.milli_cpu - other.milli_cpu,
            memory: self.memory - other.memory,
            pods: self.pods - other.pods,
        }
    }
}

fn milli(cpu: Decimal) -> u64 {
    u64::try_from((cpu * Decimal::ONE_THOUSAND).ceil()).unwrap_or(u64::MAX)
}

/// The nodes that a first-fit decreasing packing needs for pods with their counts; `None` if some pod is
/// larger than a node, be it one of which none runs now.
#[must_use]
pub fn nodes_for(pods: &[(Room, u32)], node: Room) -> Option<u32> {
    let mut sorted = pods.to_vec();
    // Largest first, by the resource of which a pod takes the greatest part of a node.
    sorted.sort_by_key(|&(pod, _)| std::cmp::Reverse((weight(pod, node), pod)));
    let mut left: Vec<Room> = Vec::new();
    for (pod, count) in sorted {
        if !node.holds(pod) {
            return None;
        }
        for _ in 0..count {
            match left.iter_mut().find(|room| room.holds(pod)) {
                Some(room) => *room = room.without(pod),
                None => left.push(node.without(pod)),
            }
        }
    }
    u32::try_from(left.len()).ok()
}

/// Millionths of a node that a pod takes, of the resource of which it takes most.
fn weight(pod: Room, node: Room) -> u128 {
    let part = |need: u64, has: u64| u128::from(need) * 1_000_000 / u128::from(has.max(1));
    part(pod.milli_cpu, node.milli_cpu).max(part(pod.memory, node.memory))
}

#[cfg(test)]
mod tests {
    use super::{Room, nodes_for};

    fn room(milli_cpu: u64, memory: u64) -> Room {
        Room { milli_cpu, memory, pods: 1 }
    }

    #[test]
    fn sums_are_not_enough() {
        // Three pods of 60 % fill 1.8 nodes by their sum, but no two share one.
        let node = Room { pods: 110, ..room(1_000, 1_000) };
        assert_eq!(nodes_for(&[(room(600, 10), 3)], node), Some(3));
        assert_eq!(nodes_for(&[(room(600, 10), 2), (room(400, 10), 2)], node), Some(2));
    }

    #[test]
    fn every_resource_counts() {
        let node = Room { pods: 2, ..room(1_000, 1_000) };
        assert_eq!(nodes_for(&[(room(10, 900), 2)], node), Some(2));
        assert_eq!(nodes_for(&[(room(10, 10), 5)], node), Some(3));
        assert_eq!(nodes_for(&[(room(1_001, 10), 1)], node), None);
        assert_eq!(nodes_for(&[(room(1_001, 10), 0)], node), None);
        assert_eq!(nodes_for(&[], node), Some(0));
    }
}
