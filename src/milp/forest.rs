//! Min-sum over a forest: exact minima of sums of node and edge costs, given any one choice.
//!
//! Knows numbers only. Links outside the spanning forest count with their least cost, which is never below zero.

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

/// Exact minima over a forest.
pub struct MinMarginals {
    /// The least sum of all.
    pub bound: f64,
    /// A choice for each node that attains it.
    pub best: Vec<usize>,
    /// By node and choice: the least sum with this choice.
    pub nodes: Vec<Vec<f64>>,
    /// By link, choice and choice: the least sum with this pair (for links outside the forest, the least
    /// sum with both choices one by one); nothing for links of which no table was given.
    pub pairs: Vec<Vec<Vec<f64>>>,
    /// By root: the least of its tree.
    pub trees: Vec<f64>,
}

/// What pairs of choices cost at the ends of links.
pub trait Pairs {
    /// The cost of a pair; infinite where it is not possible.
    fn cost(&self, link: usize, p: usize, q: usize) -> f64;
    /// A cost that no pair of a link is below.
    fn least(&self, link: usize) -> f64;
    /// The costs of all pairs of a link, if they are at hand.
    fn dense(&self, link: usize) -> Option<&[Vec<f64>]>;
}

/// By link, choice and choice.
impl Pairs for Vec<Vec<Vec<f64>>> {
    fn cost(&self, link: usize, p: usize, q: usize) -> f64 {
        self[link][p][q]
    }

    fn least(&self, link: usize) -> f64 {
        least(&self[link])
    }

    fn dense(&self, link: usize) -> Option<&[Vec<f64>]> {
        Some(&self[link])
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

    /// The least sums, where a tree costs at most what `floors` says of its root (by node; what was left out of it
    /// costs at least so much); `None` if there is no finite one.
    #[must_use]
    pub fn min_marginals(
        &self,
        nodes: &[Node],
        pairs: &impl Pairs,
        floors: Option<&[f64]>,
    ) -> Option<MinMarginals> {
        // `below[i]`: node cost of i with the least of everything hanging below it.
        let mut below: Vec<Node> = nodes.to_vec();
        let mut up: Vec<Node> = vec![Vec::new(); nodes.len()];
        for &node in self.order.iter().rev() {
            if let Some((link, parent)) = self.parent[node] {
                up[node] = self.message(link, node, &below[node], pairs, nodes[parent].len());
                add(&mut below[parent], &up[node]);
            }
        }
        // `all[i]`: the same with everything above it as well.
        let mut all: Vec<Node> = below.clone();
        for &node in &self.order {
            if let Some((link, parent)) = self.parent[node] {
                let without: Node =
                    all[parent].iter().zip(&up[node]).map(|(a, u)| minus(*a, *u)).collect();
                let down = self.message(link, parent, &without, pairs, nodes[node].len());
                add(&mut all[node], &down);
            }
        }
        let least = self.least_of_trees(&below, pairs);
        let limit = |root: usize| floors.map_or(f64::INFINITY, |floors| floors[root]);
        let clamped: Vec<f64> =
            least.iter().enumerate().map(|(root, least)| least.min(limit(root))).collect();
        let roots = || (0..nodes.len()).filter(|&node| self.trees[node] == node);
        let bound: f64 = roots().map(|root| clamped[root]).sum();
        if !bound.is_finite() {
            return None;
        }
        let best = self.trace(&below, pairs);
        // What links outside the forest cost at least within a tree, and what the other trees do.
        let beside: Vec<f64> =
            (0..nodes.len()).map(|root| minus(least[root], floor(&below[root]))).collect();
        let whole = |node: usize, cost: f64| {
            let root = self.trees[node];
            (cost + beside[root]).min(limit(root)) + (bound - clamped[root])
        };
        let marginals = |node: usize| all[node].iter().map(|&cost| whole(node, cost)).collect();
        let by_node = (0..nodes.len()).map(marginals).collect();
        let tables = Tables { below: &below, all: &all, up: &up, whole: &whole };
        let dense = (0..self.ends.len()).map(|link| {
            pairs
                .dense(link)
                .map_or_else(Vec::new, |costs| self.pair_marginals(link, costs, &tables))
        });
        Some(MinMarginals { bound, best, nodes: by_node, pairs: dense.collect(), trees: least })
    }

    /// By root: the least of its tree, with the least of the links outside the forest that start in it.
    fn least_of_trees(&self, below: &[Node], pairs: &impl Pairs) -> Vec<f64> {
        let mut least: Vec<f64> = below.iter().map(|node| floor(node)).collect();
        for (link, &(a, _)) in self.ends.iter().enumerate().filter(|(l, _)| !self.chosen[*l]) {
            least[self.trees[a]] += pairs.least(link);
        }
        least
    }

    /// For each choice of the far end of a link: the least of link and near end together.
    fn message(
        &self,
        link: usize,
        near: usize,
        cost: &[f64],
        pairs: &impl Pairs,
        choices: usize,
    ) -> Node {
        let near_is_a = self.ends[link].0 == near;
        let at = |n: usize, far: usize| {
            if near_is_a { pairs.cost(link, n, far) } else { pairs.cost(link, far, n) }
        };
        let possible: Vec<(usize, f64)> =
            cost.iter().copied().enumerate().filter(|(_, cost)| cost.is_finite()).collect();
        (0..choices)
            .map(|far| {
                let sums = possible.iter().map(|&(n, c)| c + at(n, far));
                sums.fold(f64::INFINITY, f64::min)
            })
            .collect()
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

    /// For each pair of choices of a link: the least sum with both.
    fn pair_marginals(
        &self,
        link: usize,
        costs: &[Vec<f64>],
        tables: &Tables<'_, impl Fn(usize, f64) -> f64>,
    ) -> Vec<Vec<f64>> {
        let Tables { below, all, up, whole } = *tables;
        let (a, b) = self.ends[link];
        if !self.chosen[link] {
            let least = least(costs);
            return table(costs, |p, q, cost| {
                // This link at its least is part of the bound; here it costs what it costs.
                let either = all[a][p].max(all[b][q]) + minus(cost, least);
                if cost.is_finite() { whole(a, either) } else { f64::INFINITY }
            });
        }
        // One end is the child; the parent's side is everything but the child's message.
        let a_is_child = self.parent[a].is_some_and(|(l, _)| l == link);
        let (child, parent) = if a_is_child { (a, b) } else { (b, a) };
        table(costs, |p, q, cost| {
            let (c, o) = if a_is_child { (p, q) } else { (q, p) };
            whole(child, below[child][c] + cost + minus(all[parent][o], up[child][o]))
        })
    }
}

/// What the passes over a forest leave behind.
struct Tables<'t, W> {
    /// By node: its cost with the least of everything below it.
    below: &'t [Node],
    /// By node: the same with everything above it as well.
    all: &'t [Node],
    /// By node: what it sends to its parent.
    up: &'t [Node],
    /// What all comes to where the tree of a node costs so much.
    whole: &'t W,
}

fn table(costs: &[Vec<f64>], f: impl Fn(usize, usize, f64) -> f64) -> Vec<Vec<f64>> {
    let row =
        |(p, row): (usize, &Vec<f64>)| row.iter().enumerate().map(|(q, &c)| f(p, q, c)).collect();
    costs.iter().enumerate().map(row).collect()
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

fn floor(node: &[f64]) -> f64 {
    node.iter().copied().fold(f64::INFINITY, f64::min)
}

fn least(rows: &[Vec<f64>]) -> f64 {
    rows.iter().map(|row| floor(row)).fold(f64::INFINITY, f64::min)
}

/// How much the costs of a link differ; impossible pairs weigh most.
#[must_use]
pub fn spread(rows: &[Vec<f64>]) -> f64 {
    let most = rows.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
    let least = least(rows);
    if most.is_finite() && least.is_finite() { most - least } else { f64::INFINITY }
}
