//! Min-sum over a forest: exact minima of sums of node and edge costs, given any one choice.
//!
//! Knows numbers only. Links outside the spanning forest count with their least cost.

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
    /// sum with both choices one by one).
    pub pairs: Vec<Vec<Vec<f64>>>,
}

impl Forest {
    /// The spanning forest of the links whose costs differ most, where fixing one end says most about the
    /// other.
    #[must_use]
    pub fn new(nodes: usize, ends: Vec<(usize, usize)>, costs: &[Vec<Vec<f64>>]) -> Self {
        let mut ranked: Vec<usize> = (0..ends.len()).collect();
        let weights: Vec<f64> = costs.iter().map(|rows| spread(rows)).collect();
        ranked.sort_by(|&x, &y| weights[y].total_cmp(&weights[x]).then(x.cmp(&y)));
        let mut group: Vec<usize> = (0..nodes).collect();
        let mut chosen = vec![false; ends.len()];
        for link in ranked {
            let (a, b) = (group[ends[link].0], group[ends[link].1]);
            if a != b {
                chosen[link] = true;
                group.iter_mut().filter(|g| **g == b).for_each(|g| *g = a);
            }
        }
        let mut forest = Forest { order: Vec::new(), parent: vec![None; nodes], ends, chosen };
        forest.root(nodes);
        forest
    }

    fn root(&mut self, nodes: usize) {
        let mut seen = vec![false; nodes];
        for start in 0..nodes {
            let mut waiting = if seen[start] { Vec::new() } else { vec![start] };
            seen[start] = true;
            while let Some(node) = waiting.pop() {
                self.order.push(node);
                for link in self.links_of(node) {
                    let other = self.other_end(link, node);
                    if !seen[other] {
                        seen[other] = true;
                        self.parent[other] = Some((link, node));
                        waiting.push(other);
                    }
                }
            }
        }
    }

    fn links_of(&self, node: usize) -> Vec<usize> {
        (0..self.ends.len())
            .filter(|&l| self.chosen[l] && (self.ends[l].0 == node || self.ends[l].1 == node))
            .collect()
    }

    fn other_end(&self, link: usize, node: usize) -> usize {
        if self.ends[link].0 == node { self.ends[link].1 } else { self.ends[link].0 }
    }

    /// The least sums; `None` if there is no finite one.
    #[must_use]
    pub fn min_marginals(&self, nodes: &[Node], pairs: &[Vec<Vec<f64>>]) -> Option<MinMarginals> {
        let outside: f64 =
            (0..pairs.len()).filter(|&l| !self.chosen[l]).map(|l| least(&pairs[l])).sum();
        // `below[i]`: node cost of i with the least of everything hanging below it.
        let mut below: Vec<Node> = nodes.to_vec();
        let mut up: Vec<Node> = vec![Vec::new(); nodes.len()];
        for &node in self.order.iter().rev() {
            if let Some((link, parent)) = self.parent[node] {
                up[node] = self.message(link, node, &below[node], pairs, nodes[parent].len());
                add(&mut below[parent], &up[node]);
            }
        }
        // `all[i]`: the same with everything above it as well; per component first.
        let mut all: Vec<Node> = below.clone();
        let mut components = 0.0;
        for &node in &self.order {
            match self.parent[node] {
                None => components += floor(&below[node]),
                Some((link, parent)) => {
                    let without: Node =
                        all[parent].iter().zip(&up[node]).map(|(a, u)| minus(*a, *u)).collect();
                    let down = self.message(link, parent, &without, pairs, nodes[node].len());
                    add(&mut all[node], &down);
                }
            }
        }
        let bound = components + outside;
        if !bound.is_finite() {
            return None;
        }
        let best = self.trace(&below, pairs);
        // Other components and outside links at their least, for each node.
        let rest: Vec<f64> = all.iter().map(|node| bound - floor(node)).collect();
        let tables = Tables { below: &below, all: &all, up: &up, rest: &rest };
        let pairs = (0..pairs.len()).map(|l| self.pair_marginals(l, &pairs[l], &tables)).collect();
        for (node, rest) in all.iter_mut().zip(&rest) {
            for value in node {
                *value += rest;
            }
        }
        Some(MinMarginals { bound, best, nodes: all, pairs })
    }

    /// For each choice of the far end of a link: the least of link and near end together.
    fn message(
        &self,
        link: usize,
        near: usize,
        cost: &[f64],
        pairs: &[Vec<Vec<f64>>],
        choices: usize,
    ) -> Node {
        let near_is_a = self.ends[link].0 == near;
        let at = |n: usize, far: usize| {
            if near_is_a { pairs[link][n][far] } else { pairs[link][far][n] }
        };
        (0..choices)
            .map(|far| {
                let sums = cost.iter().enumerate().map(|(n, c)| c + at(n, far));
                sums.fold(f64::INFINITY, f64::min)
            })
            .collect()
    }

    /// The choices of a least sum, from the roots down.
    fn trace(&self, below: &[Node], pairs: &[Vec<Vec<f64>>]) -> Vec<usize> {
        let mut best = vec![0; below.len()];
        for &node in &self.order {
            let cost = |choice: usize| match self.parent[node] {
                None => below[node][choice],
                Some((link, parent)) => {
                    let of_parent = best[parent];
                    let pair = if self.ends[link].0 == node {
                        pairs[link][choice][of_parent]
                    } else {
                        pairs[link][of_parent][choice]
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
        tables: &Tables<'_>,
    ) -> Vec<Vec<f64>> {
        let Tables { below, all, up, rest } = *tables;
        let (a, b) = self.ends[link];
        if !self.chosen[link] {
            let least = least(costs);
            return table(costs, |p, q, cost| {
                let either = (all[a][p] + rest[a]).max(all[b][q] + rest[b]);
                // This link at its least is part of the bound; here it costs what it costs.
                if cost.is_finite() { either + cost - least } else { f64::INFINITY }
            });
        }
        // One end is the child; the parent's side is everything but the child's message.
        let a_is_child = self.parent[a].is_some_and(|(l, _)| l == link);
        let (child, parent) = if a_is_child { (a, b) } else { (b, a) };
        table(costs, |p, q, cost| {
            let (c, o) = if a_is_child { (p, q) } else { (q, p) };
            below[child][c] + cost + minus(all[parent][o], up[child][o]) + rest[child]
        })
    }
}

/// What the passes over a forest leave behind.
struct Tables<'t> {
    /// By node: its cost with the least of everything below it.
    below: &'t [Node],
    /// By node: the same with everything above it as well.
    all: &'t [Node],
    /// By node: what it sends to its parent.
    up: &'t [Node],
    /// By node: the least of what is not connected with it.
    rest: &'t [f64],
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
fn spread(rows: &[Vec<f64>]) -> f64 {
    let most = rows.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
    let least = least(rows);
    if most.is_finite() && least.is_finite() { most - least } else { f64::INFINITY }
}
