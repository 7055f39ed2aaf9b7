//! Min-sum over a forest: exact minima of sums of node and edge costs, given any one choice.
//!
//! Knows numbers only, and nothing of links outside the forest.

use super::matrix::{Matrix, least_of};

/// Costs of a node's choices; infinite where a choice is not possible.
pub type Node = Vec<f64>;

/// A spanning forest of the links, rooted.
pub struct Forest {
    /// Nodes in an order in which each comes after its parent.
    order: Vec<usize>,
    /// By node: the link to the parent and the parent.
    parent: Vec<Option<(usize, usize)>>,
    /// By link: the lower-id node and the other one.
    ends: Vec<(usize, usize)>,
    /// By link: whether it is in the forest.
    chosen: Vec<bool>,
    /// By node: the root of its tree.
    trees: Vec<usize>,
}

/// Groups of nodes that grow together.
struct Groups(Vec<usize>);

impl Groups {
    fn new(nodes: usize) -> Self {
        Groups((0..nodes).collect())
    }

    fn of(&mut self, node: usize) -> usize {
        let mut root = node;
        while self.0[root] != root {
            self.0[root] = self.0[self.0[root]];
            root = self.0[root];
        }
        root
    }

    /// Whether two nodes were in different groups; then they are in one.
    fn join(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.of(a), self.of(b));
        self.0[b.max(a)] = b.min(a);
        a != b
    }
}

/// The least sum over a forest.
pub struct Minimum {
    /// By root: the least of its tree.
    pub trees: Vec<f64>,
    /// A choice for each node that attains it.
    pub best: Vec<usize>,
    /// By node: its cost with the least of everything below it.
    below: Vec<Node>,
    /// By node: what it sends to its parent.
    up: Vec<Node>,
}

/// The least sum over a forest, given any one choice.
pub struct MinMarginals {
    /// By root: the least of its tree.
    pub trees: Vec<f64>,
    /// By node and choice: how much more its tree costs at least with it.
    pub nodes: Vec<Node>,
    /// By node: its cost with the least of everything below it.
    below: Vec<Node>,
    /// By node: what it sends to its parent.
    up: Vec<Node>,
    /// By node: its cost with the least of everything below and above it.
    all: Vec<Node>,
}

/// What pairs of choices cost at the ends of links.
pub trait Pairs {
    /// The cost of a pair; infinite where it is not possible.
    fn cost(&self, link: usize, p: usize, q: usize) -> f64;

    /// For each choice at one end of a link: the least of the link and the costs at the other end, its first one if it
    /// is the link's `a`.
    fn message(&self, link: usize, from_a: bool, costs: &[f64], choices: usize) -> Node {
        let at = |near: usize, far: usize| {
            if from_a { self.cost(link, near, far) } else { self.cost(link, far, near) }
        };
        let possible: Vec<(usize, f64)> =
            costs.iter().copied().enumerate().filter(|(_, cost)| cost.is_finite()).collect();
        let least = |far: usize| {
            let sums = possible.iter().map(|&(near, cost)| cost + at(near, far));
            sums.fold(f64::INFINITY, f64::min)
        };
        (0..choices).map(least).collect()
    }
}

/// By link, with choices of its `a` as rows.
impl Pairs for Vec<Matrix> {
    fn cost(&self, link: usize, p: usize, q: usize) -> f64 {
        self[link].at(p, q)
    }

    fn message(&self, link: usize, from_a: bool, costs: &[f64], choices: usize) -> Node {
        let table = &self[link];
        let least = if from_a { table.least_by_column(costs) } else { table.least_by_row(costs) };
        debug_assert_eq!(least.len(), choices, "one number for each choice");
        least
    }
}

impl Forest {
    /// The spanning forest of the links with the largest weights: those where fixing one end says most about the
    /// other.
    #[must_use]
    pub fn new(nodes: usize, ends: Vec<(usize, usize)>, weights: &[f64]) -> Self {
        let mut ranked: Vec<usize> = (0..ends.len()).collect();
        ranked.sort_by(|&x, &y| weights[y].total_cmp(&weights[x]).then(x.cmp(&y)));
        let mut groups = Groups::new(nodes);
        let mut chosen = vec![false; ends.len()];
        for link in ranked {
            chosen[link] = groups.join(ends[link].0, ends[link].1);
        }
        let mut forest = Forest {
            order: Vec::new(),
            parent: vec![None; nodes],
            ends,
            chosen,
            trees: Vec::new(),
        };
        forest.root(nodes);
        forest
    }

    fn root(&mut self, nodes: usize) {
        let mut links: Vec<Vec<usize>> = vec![Vec::new(); nodes];
        for (l, &(a, b)) in self.ends.iter().enumerate().filter(|(l, _)| self.chosen[*l]) {
            links[a].push(l);
            links[b].push(l);
        }
        let mut tree = vec![None; nodes];
        for start in 0..nodes {
            if tree[start].is_some() {
                continue;
            }
            tree[start] = Some(start);
            let mut waiting = vec![start];
            while let Some(node) = waiting.pop() {
                self.order.push(node);
                for &link in &links[node] {
                    let other = self.other_end(link, node);
                    if tree[other].is_none() {
                        tree[other] = Some(start);
                        self.parent[other] = Some((link, node));
                        waiting.push(other);
                    }
                }
            }
        }
        self.trees = tree.into_iter().flatten().collect();
    }

    /// The root of the tree that a node is in.
    #[must_use]
    pub fn tree(&self, node: usize) -> usize {
        self.trees[node]
    }

    fn other_end(&self, link: usize, node: usize) -> usize {
        if self.ends[link].0 == node { self.ends[link].1 } else { self.ends[link].0 }
    }

    /// Nodes in an order in which each comes after its parent, and with all that is below it in one piece.
    #[must_use]
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// The link to a node's parent, and the parent.
    #[must_use]
    pub fn parent(&self, node: usize) -> Option<(usize, usize)> {
        self.parent[node]
    }

    /// For each choice at the other end of a link: the least of the link and the costs of a node's choices.
    #[must_use]
    pub fn message(&self, link: usize, from: usize, costs: &[f64], tables: &[Matrix]) -> Node {
        let from_a = self.ends[link].0 == from;
        if from_a { tables[link].least_by_column(costs) } else { tables[link].least_by_row(costs) }
    }

    /// Whether a link is part of the forest.
    #[must_use]
    pub fn has(&self, link: usize) -> bool {
        self.chosen[link]
    }

    /// The least sum.
    #[must_use]
    pub fn minimum(&self, nodes: &[Node], pairs: &impl Pairs) -> Minimum {
        let mut below: Vec<Node> = nodes.to_vec();
        let mut up: Vec<Node> = vec![Vec::new(); nodes.len()];
        for &node in self.order.iter().rev() {
            if let Some((link, parent)) = self.parent[node] {
                let from_a = self.ends[link].0 == node;
                up[node] = pairs.message(link, from_a, &below[node], nodes[parent].len());
                add(&mut below[parent], &up[node]);
            }
        }
        let trees = self.least_of_trees(&below);
        let best = self.trace(&below, pairs);
        Minimum { trees, best, below, up }
    }

    /// The same with the least sum for each choice of each node.
    #[must_use]
    pub fn min_marginals(&self, nodes: &[Node], pairs: &impl Pairs) -> MinMarginals {
        let Minimum { trees, below, up, .. } = self.minimum(nodes, pairs);
        let mut all: Vec<Node> = below.clone();
        for &node in &self.order {
            if let Some((link, parent)) = self.parent[node] {
                let without: Node =
                    all[parent].iter().zip(&up[node]).map(|(a, u)| minus(*a, *u)).collect();
                let from_a = self.ends[link].0 == parent;
                let down = pairs.message(link, from_a, &without, nodes[node].len());
                add(&mut all[node], &down);
            }
        }
        let excess = |node: usize| {
            let least = least_of(&below[self.trees[node]]);
            all[node].iter().map(|cost| minus(*cost, least)).collect()
        };
        let nodes = (0..nodes.len()).map(excess).collect();
        MinMarginals { trees, nodes, below, up, all }
    }

    /// By root: the least of its tree.
    fn least_of_trees(&self, below: &[Node]) -> Vec<f64> {
        let of = |(node, cost): (usize, &Node)| {
            if self.trees[node] == node { least_of(cost) } else { 0.0 }
        };
        below.iter().enumerate().map(of).collect()
    }

    /// The choices of a least sum, from the roots down.
    fn trace(&self, below: &[Node], pairs: &impl Pairs) -> Vec<usize> {
        let mut best = vec![0; below.len()];
        for &node in &self.order {
            let cost = |choice: usize| match self.parent[node] {
                None => below[node][choice],
                Some((link, parent)) => {
                    let of_parent = best[parent];
                    let pair = if self.ends[link].0 == node {
                        pairs.cost(link, choice, of_parent)
                    } else {
                        pairs.cost(link, of_parent, choice)
                    };
                    below[node][choice] + pair
                }
            };
            let least = (0..below[node].len()).min_by(|&x, &y| cost(x).total_cmp(&cost(y)));
            best[node] = least.unwrap_or(0);
        }
        best
    }

    /// By pair of choices of a link of the forest: how much more its tree costs at least with both.
    #[must_use]
    pub fn pair_marginals(&self, link: usize, costs: &Matrix, marginals: &MinMarginals) -> Matrix {
        let MinMarginals { below, up, all, .. } = marginals;
        let (a, b) = self.ends[link];
        let least = least_of(&below[self.trees[a]]);
        let a_is_child = self.parent[a].is_some_and(|(l, _)| l == link);
        let (child, parent) = if a_is_child { (a, b) } else { (b, a) };
        // The parent's side is everything but what its child sends.
        let beside: Node =
            all[parent].iter().zip(&up[child]).map(|(all, up)| minus(*all, *up) - least).collect();
        let (of_a, of_b) = if a_is_child { (&below[a], &beside) } else { (&beside, &below[b]) };
        let mut table = costs.clone();
        for (row, of_a) in table.iter_rows_mut().zip(of_a) {
            row.iter_mut().zip(of_b).for_each(|(value, of_b)| *value += of_a + of_b);
        }
        table
    }
}

fn add(to: &mut [f64], from: &[f64]) {
    for (t, f) in to.iter_mut().zip(from) {
        *t += f;
    }
}

/// `a - b` where `b` is part of the sum `a`; infinite minus infinite stays infinite.
fn minus(a: f64, b: f64) -> f64 {
    if a.is_finite() { a - b } else { f64::INFINITY }
}

/// How much the costs of a link differ; impossible pairs weigh most.
#[must_use]
pub fn spread(costs: &Matrix) -> f64 {
    let most = costs.values().iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let least = costs.least();
    if most.is_finite() && least.is_finite() { most - least } else { f64::INFINITY }
}
