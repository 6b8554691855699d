//! Finding operators and tensors by their names.

use domain::graph::Graph;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::blocks::{blocks, owners};

/// Hits that are told at most.
const MOST: usize = 300;

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Hit {
    /// Its box, by the id of [`DrawnNode`](crate::DrawnNode).
    pub node: String,
    /// The block that hides it where it is shown as one box.
    pub block: Option<String>,
    /// What its box is titled.
    pub title: String,
    /// The name that matched, where that is not the title.
    pub text: String,
}

/// What was found, in the file's order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Hits {
    /// The first of them.
    pub hits: Vec<Hit>,
    /// How many there are in all.
    pub total: u64,
}

/// Boxes whose operator, name, or one of whose tensors has all words of the text in its name, whatever their case. A
/// tensor is found at the box that makes it, a weight at those that take it.
#[must_use]
pub fn search(graph: &Graph, text: &str) -> Hits {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    if words.is_empty() {
        return Hits::default();
    }
    let matches = |name: &str| {
        let name = name.to_lowercase();
        words.iter().all(|word| name.contains(word.as_str()))
    };
    let blocks = blocks(graph);
    let owners = owners(&blocks, graph.nodes.len());
    let mut hits = Hits::default();
    let mut add = |hit: Hit| {
        hits.total += 1;
        if hits.hits.len() < MOST {
            hits.hits.push(hit);
        }
    };
    let ends = graph.inputs.iter().map(|id| ('i', id)).chain(graph.outputs.iter().map(|id| ('o', id)));
    for (letter, id) in ends {
        let value = graph.value(*id);
        if matches(&value.name) {
            let node = format!("{letter}{}", id.0);
            add(Hit { node, block: None, title: value.name.clone(), text: String::new() });
        }
    }
    for (at, node) in graph.nodes.iter().enumerate() {
        let weight = |id| Some(graph.value(id)).filter(|value| value.weight.is_some());
        let made = node.outputs.iter().flatten().map(|id| graph.value(*id));
        let kept = node.inputs.iter().flatten().filter_map(|id| weight(*id));
        let names = [&node.op, &node.name].into_iter().chain(made.chain(kept).map(|value| &value.name));
        if let Some(found) = names.into_iter().find(|name| matches(name)) {
            add(Hit {
                node: format!("n{}", node.id),
                block: owners[at].map(|block| format!("b:{}", blocks[block].title)),
                title: node.op.clone(),
                text: if *found == node.op { node.name.clone() } else { found.clone() },
            });
        }
    }
    hits
}
