//! Blocks by structure: the same run of operators several times in a row.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    ops::Range,
};

use domain::graph::Graph;

use super::{Block, LEAST, Links, owners};

/// Longer runs are not looked for.
const LONGEST: usize = 1_500;
/// How many different runs are looked for.
const MOST_KINDS: usize = 12;

/// A run of operators that comes again.
struct Run {
    start: usize,
    period: usize,
    times: usize,
}

impl Run {
    fn covered(&self) -> usize {
        self.period * self.times
    }
}

/// Repeated runs among the operators that are in no block yet. A run in the file's order is always closed: what it
/// takes stands before it, what takes from it after.
pub(super) fn blocks(graph: &Graph, links: &Links, known: &[Block]) -> Vec<Block> {
    let kinds: Vec<u64> = graph.nodes.iter().map(kind).collect();
    let cuts = cuts(links);
    let owned = owners(known, graph.nodes.len());
    let mut open: Vec<Range<usize>> = Vec::new();
    for (at, owner) in owned.iter().enumerate() {
        match open.last_mut() {
            Some(last) if owner.is_none() && last.end == at => last.end += 1,
            _ if owner.is_none() => open.push(at..at + 1),
            _ => {}
        }
    }
    let mut runs: Vec<Run> = Vec::new();
    while let Some(range) = open.pop() {
        if runs.len() == MOST_KINDS {
            break;
        }
        let Some(run) = best(&kinds, &cuts, range.clone()) else { continue };
        open.push(range.start..run.start);
        open.push(run.start + run.covered()..range.end);
        runs.push(run);
    }
    runs.sort_by_key(|run| run.start);
    let each = runs.iter().flat_map(|run| {
        (0..run.times).map(|at| run.start + at * run.period..run.start + (at + 1) * run.period)
    });
    each.enumerate()
        .map(|(at, range)| Block {
            title: named(graph, range.clone()).unwrap_or_else(|| format!("Block {}", at + 1)),
            nodes: range.collect(),
        })
        .collect()
}

/// Operators of the same kind have the same name and as many inputs.
fn kind(node: &domain::graph::Node) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&node.op, &node.domain, node.inputs.len(), node.outputs.len(), node.bodies.len()).hash(&mut hasher);
    hasher.finish()
}

/// How many operators are taken from across the border before each place.
fn cuts(links: &Links) -> Vec<i64> {
    let mut changes = vec![0_i64; links.below.len() + 1];
    for (at, below) in links.below.iter().enumerate() {
        if let Some(last) = below.iter().max() {
            changes[at + 1] += 1;
            changes[*last + 1] -= 1;
        }
    }
    let mut open = 0;
    changes
        .iter()
        .map(|change| {
            open += change;
            open
        })
        .collect()
}

/// The run that covers most of a range, the shortest of those; its borders lie where the fewest lines cross them.
fn best(kinds: &[u64], cuts: &[i64], range: Range<usize>) -> Option<Run> {
    let mut best: Option<Run> = None;
    for period in LEAST..=(range.len() / 2).min(LONGEST) {
        let mut same = 0;
        for at in range.start..range.end {
            if at + period < range.end && kinds[at] == kinds[at + period] {
                same += 1;
                continue;
            }
            let times = same / period + usize::from(same >= period);
            let covered = if times > 1 { times * period } else { 0 };
            if covered > best.as_ref().map_or(0, Run::covered) {
                best = Some(Run { start: at - same, period, times });
                best = best.map(|run| shifted(&run, same + period, cuts));
            }
            same = 0;
        }
    }
    best
}

/// The same run from where it is crossed least, within the `length` operators that repeat; one time less where that
/// leaves enough.
fn shifted(run: &Run, length: usize, cuts: &[i64]) -> Run {
    let crossed = |shift: usize| {
        let times = (length - shift) / run.period;
        let borders = (0..=times).map(|time| cuts[run.start + shift + time * run.period]);
        (borders.sum::<i64>() as f64 / (times + 1) as f64, times)
    };
    let mut least = (crossed(0).0, 0);
    for shift in 1..run.period {
        let (cut, times) = crossed(shift);
        if cut < least.0 && (times == run.times || times >= 3) {
            least = (cut, shift);
        }
    }
    Run { start: run.start + least.1, times: crossed(least.1).1, period: run.period }
}

/// The numbered scope that most of a run's weights share: `encoder.layers.3`.
fn named(graph: &Graph, range: Range<usize>) -> Option<String> {
    let mut votes: HashMap<&str, usize> = HashMap::new();
    let mut weights = 0;
    for id in graph.nodes[range].iter().flat_map(|node| &node.inputs).flatten() {
        let value = graph.value(*id);
        if value.weight.as_ref().is_some_and(|weight| weight.elements > 1) {
            weights += 1;
            if let Some(scope) = scope(&value.name) {
                *votes.entry(scope).or_default() += 1;
            }
        }
    }
    let (scope, most) = votes.into_iter().max_by_key(|(scope, count)| (*count, std::cmp::Reverse(*scope)))?;
    (2 * most > weights).then(|| scope.to_owned())
}

/// `encoder.layers.3` of `encoder.layers.3.linear.weight`.
fn scope(name: &str) -> Option<&str> {
    let mut from = 0;
    for part in name.split('.') {
        let end = from + part.len();
        if !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()) && from > 0 {
            return Some(&name[..end]);
        }
        from = end + 1;
    }
    None
}
