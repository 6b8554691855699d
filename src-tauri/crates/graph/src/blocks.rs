//! Parts of a graph that repeat, such as the layers of a transformer. They are found by the names that exporters write
//! (`/encoder/layers.3/attention/MatMul`), and else by the operators: the same run of them, several times in a row.
//!
//! Invariant: no line leaves a block and comes back to it, so that blocks drawn as one box make no cycle.

mod runs;
mod scopes;

use std::collections::HashMap;

use domain::graph::Graph;

/// A block has at least so many operators.
const LEAST: usize = 4;

/// Operators that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is called: `layers.3`, or `Block 3`.
    pub title: String,
    /// Its operators, by their places in the graph, in order.
    pub nodes: Vec<usize>,
}

/// The blocks of a graph, in the file's order. No operator is in two.
#[must_use]
pub fn blocks(graph: &Graph) -> Vec<Block> {
    let links = Links::of(graph);
    if !links.is_sorted {
        return Vec::new();
    }
    let mut found = scopes::blocks(graph, &links);
    if !links.is_acyclic(&found) {
        found.clear();
    }
    let named = found.len();
    found.extend(runs::blocks(graph, &links, &found));
    if !links.is_acyclic(&found) {
        found.truncate(named);
    }
    found.sort_by_key(|block| block.nodes[0]);
    found
}

/// Which operator takes from which.
struct Links {
    /// By the place of an operator, those that it takes from, each once.
    above: Vec<Vec<usize>>,
    /// And those that take from it.
    below: Vec<Vec<usize>>,
    /// Whether the file lists operators after those that they take from, as ONNX demands.
    is_sorted: bool,
}

impl Links {
    fn of(graph: &Graph) -> Self {
        let mut makers = HashMap::new();
        for (at, node) in graph.nodes.iter().enumerate() {
            makers.extend(node.outputs.iter().flatten().map(|id| (*id, at)));
        }
        let count = graph.nodes.len();
        let (mut above, mut below) = (vec![Vec::new(); count], vec![Vec::new(); count]);
        let mut is_sorted = true;
        for (at, node) in graph.nodes.iter().enumerate() {
            for id in node.inputs.iter().flatten().chain(&node.captures) {
                if let Some(maker) = makers.get(id)
                    && !above[at].contains(maker)
                {
                    is_sorted &= *maker < at;
                    above[at].push(*maker);
                    below[*maker].push(at);
                }
            }
        }
        Self { above, below, is_sorted }
    }

    /// Whether blocks drawn as one box each leave a graph without cycles.
    fn is_acyclic(&self, blocks: &[Block]) -> bool {
        let owners = owners(blocks, self.above.len());
        let group = |at: usize| owners[at].map_or(blocks.len() + at, |block| block);
        let mut waits = vec![0_usize; blocks.len() + self.above.len()];
        let mut down: Vec<Vec<usize>> = vec![Vec::new(); waits.len()];
        for (at, above) in self.above.iter().enumerate() {
            for from in above.iter().map(|from| group(*from)).filter(|from| *from != group(at)) {
                down[from].push(group(at));
                waits[group(at)] += 1;
            }
        }
        let mut ready: Vec<usize> = (0..waits.len()).filter(|at| waits[*at] == 0).collect();
        let mut done = 0;
        while let Some(at) = ready.pop() {
            done += 1;
            for to in &down[at] {
                waits[*to] -= 1;
                if waits[*to] == 0 {
                    ready.push(*to);
                }
            }
        }
        done == waits.len()
    }
}

/// The block of each operator.
pub(crate) fn owners(blocks: &[Block], nodes: usize) -> Vec<Option<usize>> {
    let mut owners = vec![None; nodes];
    for (at, block) in blocks.iter().enumerate() {
        block.nodes.iter().for_each(|node| owners[*node] = Some(at));
    }
    owners
}
