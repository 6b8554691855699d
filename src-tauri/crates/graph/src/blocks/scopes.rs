//! Blocks by the scopes in names.

use std::collections::BTreeMap;

use domain::graph::Graph;

use super::{Block, LEAST, Links, owners};

/// How often operators between those of a block are taken into it.
const ROUNDS: usize = 4;

/// The operators of each numbered scope that has siblings: the outermost one that is large enough.
pub(super) fn blocks(graph: &Graph, links: &Links) -> Vec<Block> {
    // Every numbered scope of every operator, by what stands before its number.
    let mut families: BTreeMap<&str, BTreeMap<u64, Vec<usize>>> = BTreeMap::new();
    for (at, node) in graph.nodes.iter().enumerate() {
        for (stem, number) in numbered(&node.name) {
            families.entry(stem).or_default().entry(number).or_default().push(at);
        }
    }
    families.retain(|_, members| {
        members.len() > 1 && members.values().map(Vec::len).sum::<usize>() >= LEAST * members.len()
    });
    let mut taken = vec![false; graph.nodes.len()];
    let mut found = Vec::new();
    // Shorter stems are further out.
    let mut sorted: Vec<_> = families.into_iter().collect();
    sorted.sort_by_key(|(stem, _)| stem.len());
    for (stem, members) in sorted {
        for (number, nodes) in members {
            let nodes: Vec<usize> = nodes.into_iter().filter(|at| !taken[*at]).collect();
            if nodes.len() >= LEAST {
                nodes.iter().for_each(|at| taken[*at] = true);
                found.push(Block { title: title(stem, number), nodes });
            }
        }
    }
    close(&mut found, links);
    found
}

/// The numbered scopes of a name, without its last part, which is the operator's own: for `/a/layers.3/b/Add` what
/// stands before the number, `/a/layers.`, and 3.
fn numbered(name: &str) -> impl Iterator<Item = (&str, u64)> {
    let ends = name.match_indices('/').map(|(at, _)| at).filter(|at| *at > 0);
    ends.filter_map(|end| {
        let scope = &name[..end];
        let stem = scope.trim_end_matches(|character: char| character.is_ascii_digit());
        let number = scope[stem.len()..].parse().ok()?;
        Some((stem, number))
    })
}

/// `/encoder/layers.` and 3 are `encoder/layers.3`.
fn title(stem: &str, number: u64) -> String {
    format!("{}{number}", stem.trim_start_matches('/'))
}

/// Takes in what stands between operators of one block alone, such as a conversion that has no scope in its name.
fn close(blocks: &mut [Block], links: &Links) {
    for _ in 0..ROUNDS {
        let mut owners = owners(blocks, links.above.len());
        let mut moved = false;
        for at in 0..owners.len() {
            if owners[at].is_some() || links.above[at].is_empty() || links.below[at].is_empty() {
                continue;
            }
            let owner = owners[links.above[at][0]];
            let mut near = links.above[at].iter().chain(&links.below[at]);
            if let Some(owner) = owner
                && near.all(|other| owners[*other] == Some(owner))
            {
                owners[at] = Some(owner);
                blocks[owner].nodes.push(at);
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    blocks.iter_mut().for_each(|block| block.nodes.sort_unstable());
}
