//! What a spanning forest and the links outside of it lend to each other, so that those links say more than their least.
//!
//! A *message* moves cost from a link outside the forest to one of its ends. Sums over all nodes and links stay what they
//! are, whatever the messages, so the least of the forest and the least of each such link together are a bound. A tour
//! over the forest balances them at one node after the other: there, the tree and the links get equal parts of what each
//! choice costs beyond the least. That never lowers the bound (block coordinate ascent on the dual of the linear
//! relaxation, as in max-product linear programming, with a tree as one of the blocks). Knows numbers only.

use super::forest::{Forest, Node};
use super::matrix::{Matrix, least_of};

/// The links outside a forest.
pub struct Net {
    ends: Vec<(usize, usize)>,
    /// By node: the links outside the forest.
    links: Vec<Vec<usize>>,
    /// All of them.
    all: Vec<usize>,
}

/// By link: what was moved to its first end and to its other one, by choice.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Messages(Vec<[Vec<f64>; 2]>);

impl Messages {
    /// What pairs of a link outside the forest cost, after what was moved to its ends.
    #[must_use]
    pub fn left(&self, link: usize, table: &Matrix) -> Matrix {
        let [to_a, to_b] = &self.0[link];
        let mut left = table.clone();
        for (row, to_a) in left.iter_rows_mut().zip(to_a) {
            row.iter_mut().zip(to_b).for_each(|(value, to_b)| *value -= to_a + to_b);
        }
        left
    }
}

/// A tour under way.
struct Tour<'t> {
    net: &'t Net,
    forest: &'t Forest,
    nodes: &'t [Node],
    tables: &'t [Matrix],
    /// By node: its cost with the least of everything below it.
    below: Vec<Node>,
    /// By node: the same with everything above it as well, from its visit on.
    all: Vec<Node>,
    /// By node: what it sends to its parent.
    up: Vec<Node>,
}

impl Net {
    /// Of a forest and all links.
    #[must_use]
    pub fn of(forest: &Forest, ends: &[(usize, usize)], nodes: usize) -> Self {
        let all: Vec<usize> = (0..ends.len()).filter(|&link| !forest.has(link)).collect();
        let mut links = vec![Vec::new(); nodes];
        for &link in &all {
            links[ends[link].0].push(link);
            links[ends[link].1].push(link);
        }
        Net { ends: ends.to_vec(), links, all }
    }

    /// Whether there is nothing to pass.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// No messages yet, for nodes with so many choices.
    #[must_use]
    pub fn silence(&self, choices: &[usize]) -> Messages {
        let mut messages = vec![[Vec::new(), Vec::new()]; self.ends.len()];
        for &link in &self.all {
            let (a, b) = self.ends[link];
            messages[link] = [vec![0.0; choices[a]], vec![0.0; choices[b]]];
        }
        Messages(messages)
    }

    /// Balances all nodes, one after the other.
    pub fn sweep(
        &self,
        forest: &Forest,
        nodes: &[Node],
        tables: &[Matrix],
        messages: &mut Messages,
    ) {
        let below = self.moved(nodes, messages);
        let (all, up) = (vec![Node::new(); nodes.len()], vec![Node::new(); nodes.len()]);
        let mut tour = Tour { net: self, forest, nodes, tables, below, all, up };
        tour.go(messages);
    }

    /// What nodes cost with what was moved to them.
    #[must_use]
    pub fn moved(&self, nodes: &[Node], messages: &Messages) -> Vec<Node> {
        let with = |(node, cost): (usize, &Node)| {
            let mut with = cost.clone();
            for &link in &self.links[node] {
                let moved = &messages.0[link][self.end(link, node)];
                with.iter_mut().zip(moved).for_each(|(cost, moved)| *cost += moved);
            }
            with
        };
        nodes.iter().enumerate().map(with).collect()
    }

    /// By link: its least, after what was moved to its ends; nothing for links of the forest.
    #[must_use]
    pub fn least(&self, nodes: &[Node], tables: &[Matrix], messages: &Messages) -> Vec<f64> {
        let mut least = vec![0.0; tables.len()];
        for &link in &self.all {
            let (a, _) = self.ends[link];
            least[link] = least_of(&self.seen(link, a, nodes, tables, messages));
        }
        least
    }

    /// By node and choice: what its links outside the forest cost at least beyond their least.
    #[must_use]
    pub fn excess(&self, nodes: &[Node], tables: &[Matrix], messages: &Messages) -> Vec<Node> {
        let of_node = |(node, cost): (usize, &Node)| {
            let mut excess = vec![0.0; cost.len()];
            for &link in &self.links[node] {
                let seen = self.seen(link, node, nodes, tables, messages);
                let least = least_of(&seen);
                excess.iter_mut().zip(&seen).for_each(|(excess, seen)| *excess += seen - least);
            }
            excess
        };
        nodes.iter().enumerate().map(of_node).collect()
    }

    /// For each choice of a node: the least that a link outside the forest costs, after what was moved to its ends.
    fn seen(
        &self,
        link: usize,
        node: usize,
        nodes: &[Node],
        tables: &[Matrix],
        messages: &Messages,
    ) -> Node {
        let near = self.end(link, node);
        let (a, b) = self.ends[link];
        let far = if near == 0 { b } else { a };
        let [own, other] = [near, 1 - near].map(|end| &messages.0[link][end]);
        // Nothing keeps messages to choices that a node cannot make in bounds.
        let moved = |(cost, moved): (&f64, &f64)| {
            if cost.is_finite() { -moved } else { f64::INFINITY }
        };
        let other: Node = nodes[far].iter().zip(other).map(moved).collect();
        let table = &tables[link];
        let least =
            if near == 0 { table.least_by_row(&other) } else { table.least_by_column(&other) };
        least.into_iter().zip(own).map(|(least, own)| least - own).collect()
    }

    fn end(&self, link: usize, node: usize) -> usize {
        usize::from(self.ends[link].0 != node)
    }
}

impl Tour<'_> {
    fn go(&mut self, messages: &mut Messages) {
        let forest = self.forest;
        for &node in forest.order().iter().rev() {
            self.leave(node);
        }
        let mut path: Vec<usize> = Vec::new();
        for &node in forest.order() {
            // What is left behind has changed, and so what it sends.
            while path.last().is_some_and(|&last| Some(last) != forest.parent(node).map(|p| p.1)) {
                path.pop().into_iter().for_each(|last| self.leave(last));
            }
            self.visit(node);
            self.balance(node, messages);
            path.push(node);
        }
        // What the rest of the path sends is worked out anew in the next tour.
    }

    /// Works out what a node sends to its parent, and takes it to what the parent knows.
    fn leave(&mut self, node: usize) {
        let Some((link, parent)) = self.forest.parent(node) else { return };
        let up = self.forest.message(link, node, &self.below[node], self.tables);
        let old = std::mem::replace(&mut self.up[node], up);
        let Tour { below, all, up, .. } = self;
        let up = &up[node];
        for known in [&mut below[parent], &mut all[parent]] {
            for (choice, cost) in known.iter_mut().enumerate() {
                let change = up[choice] - old.get(choice).copied().unwrap_or(0.0);
                // What is not possible stays so.
                *cost += if change.is_nan() { 0.0 } else { change };
            }
        }
    }

    /// Works out what a node costs with everything above and below it.
    fn visit(&mut self, node: usize) {
        let mut all = self.below[node].clone();
        if let Some((link, parent)) = self.forest.parent(node) {
            let without = self.all[parent].iter().zip(&self.up[node]);
            let without: Node = without
                .map(|(all, up)| if all.is_finite() { all - up } else { f64::INFINITY })
                .collect();
            let down = self.forest.message(link, parent, &without, self.tables);
            all.iter_mut().zip(&down).for_each(|(all, down)| *all += down);
        }
        self.all[node] = all;
    }

    /// Gives the tree and the links of a node equal parts of what its choices cost beyond the least.
    fn balance(&mut self, node: usize, messages: &mut Messages) {
        let links = &self.net.links[node];
        if links.is_empty() {
            return;
        }
        let least = least_of(&self.all[node]);
        let mut excess: Node = self.all[node].iter().map(|all| all - least).collect();
        let mut seen = Vec::with_capacity(links.len());
        for &link in links {
            let of_link = self.net.seen(link, node, self.nodes, self.tables, messages);
            let least = least_of(&of_link);
            excess.iter_mut().zip(&of_link).for_each(|(excess, seen)| *excess += seen - least);
            seen.push((link, least, of_link));
        }
        let part = 1.0 / f64::from(u32::try_from(links.len() + 1).unwrap_or(u32::MAX));
        for (link, least, of_link) in seen {
            let end = self.net.end(link, node);
            for (choice, over) in excess.iter().enumerate() {
                let back = least + part * over - of_link[choice];
                if back.is_finite() {
                    messages.0[link][end][choice] -= back;
                    self.all[node][choice] -= back;
                    self.below[node][choice] -= back;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Net;
    use crate::milp::forest::{Forest, Node};
    use crate::milp::matrix::Matrix;

    const ENDS: [(usize, usize); 5] = [(0, 1), (0, 2), (1, 2), (1, 3), (2, 3)];

    /// Four nodes in two rings, with costs from a seed; some pairs are not possible.
    fn rings(seed: u64) -> (Vec<Node>, Vec<Matrix>) {
        let mut dice = fastrand::Rng::with_seed(seed);
        let mut cost = |most: u32| f64::from(dice.u32(0..most));
        let nodes = (0..4).map(|_| (0..3).map(|_| cost(20)).collect()).collect();
        let mut table =
            || {
                let costs: Vec<f64> = (0..9).map(|_| cost(30)).collect();
                let hole = |n: usize| n == 4 && costs[0] > 20.0;
                Matrix::from_fn(3, 3, |p, q| {
                    if hole(3 * p + q) { f64::INFINITY } else { costs[3 * p + q] }
                })
            };
        (nodes, ENDS.iter().map(|_| table()).collect())
    }

    fn sum(nodes: &[Node], tables: &[Matrix], c: [usize; 4]) -> f64 {
        let own: f64 = (0..4).map(|i| nodes[i][c[i]]).sum();
        own + ENDS.iter().zip(tables).map(|(&(a, b), table)| table.at(c[a], c[b])).sum::<f64>()
    }

    fn all() -> impl Iterator<Item = [usize; 4]> {
        (0..81).map(|n| [n / 27, n / 9 % 3, n / 3 % 3, n % 3])
    }

    #[test]
    fn bounds_rise_and_are_nowhere_above_least_sums() {
        let mut tight = 0;
        for seed in 0..200 {
            let (nodes, tables) = rings(seed);
            let forest = Forest::new(4, ENDS.to_vec(), &[1.0; 5]);
            let net = Net::of(&forest, &ENDS, 4);
            let least = |keep: &dyn Fn(&[usize; 4]) -> bool| {
                let sums = all().filter(keep).map(|c| sum(&nodes, &tables, c));
                sums.fold(f64::INFINITY, f64::min)
            };
            let optimum = least(&|_| true);
            let mut messages = net.silence(&[3; 4]);
            let mut bound = f64::NEG_INFINITY;
            for _ in 0..30 {
                net.sweep(&forest, &nodes, &tables, &mut messages);
                let moved = net.moved(&nodes, &messages);
                let links: f64 = net.least(&nodes, &tables, &messages).iter().sum();
                let now = forest.minimum(&moved, &tables).trees.iter().sum::<f64>() + links;
                assert!(now >= bound - 1e-9 && now <= optimum + 1e-9, "{seed}: {bound} {now}");
                bound = now;
            }
            tight += usize::from(bound > optimum - 1e-6);
            let of_tree = forest.min_marginals(&net.moved(&nodes, &messages), &tables);
            let of_links = net.excess(&nodes, &tables, &messages);
            for (node, choice) in (0..12).map(|n| (n / 3, n % 3)) {
                let with = bound + of_tree.nodes[node][choice] + of_links[node][choice];
                assert!(with <= least(&|c| c[node] == choice) + 1e-9, "{seed} {node} {choice}");
            }
        }
        assert!(tight > 100, "{tight} of 200 bounds are tight");
    }
}
