//! The order within each layer: sweeps by barycentre, then swaps of neighbours, as far as they take crossings away.

use super::{Layers, Vertex};

/// Sweeps without a better order before it is left at that.
const PATIENCE: usize = 4;
/// Rounds of swaps.
const SWAPS: usize = 6;
/// Pairs of neighbours with more lines than this are not compared.
const MOST_PAIRS: usize = 4_096;

/// Orders every layer; none when asked to stop.
pub(super) fn order(layers: &mut Layers, stop: &dyn Fn() -> bool) -> Option<()> {
    begin(layers);
    let sweeps = match layers.rank.len() {
        ..5_000 => 32,
        5_000..60_000 => 16,
        _ => 8,
    };
    let mut best = layers.layers.clone();
    let mut fewest = crossings(layers);
    let mut in_vain = 0;
    for sweep in 0..sweeps {
        if stop() {
            return None;
        }
        if fewest == 0 || in_vain == PATIENCE {
            break;
        }
        sweep_once(layers, sweep % 2 == 0);
        let found = crossings(layers);
        if found < fewest {
            (fewest, in_vain) = (found, 0);
            best.clone_from(&layers.layers);
        } else {
            in_vain += 1;
        }
    }
    layers.layers = best;
    for _ in 0..SWAPS {
        if stop() {
            return None;
        }
        if fewest == 0 || !swap_once(layers) {
            break;
        }
    }
    Some(())
}

/// The first order: as a walk from the sources down meets the vertices, so that what belongs together is together.
fn begin(layers: &mut Layers) {
    let count = layers.rank.len();
    let mut seen = vec![false; count];
    let mut found: Vec<Vec<Vertex>> = vec![Vec::new(); layers.layers.len()];
    let sources = layers.layers.iter().flatten().copied();
    let roots: Vec<Vertex> = sources.filter(|vertex| layers.up[*vertex as usize].is_empty()).collect();
    for root in roots {
        let mut way = vec![root];
        while let Some(vertex) = way.pop() {
            if std::mem::replace(&mut seen[vertex as usize], true) {
                continue;
            }
            found[layers.rank[vertex as usize] as usize].push(vertex);
            way.extend(layers.down[vertex as usize].iter().rev());
        }
    }
    layers.layers = found;
}

/// Orders each layer by the mean place of the neighbours in the layer before it. What has none keeps its place.
fn sweep_once(layers: &mut Layers, downwards: bool) {
    let mut positions = layers.positions();
    let count = layers.layers.len();
    for step in 1..count {
        let at = if downwards { step } else { count - 1 - step };
        let neighbours = if downwards { &layers.up } else { &layers.down };
        let layer = &mut layers.layers[at];
        let mut keyed: Vec<(f64, Vertex)> = Vec::with_capacity(layer.len());
        let mut fixed: Vec<(usize, Vertex)> = Vec::new();
        for (place, vertex) in layer.iter().copied().enumerate() {
            let near = &neighbours[vertex as usize];
            if near.is_empty() {
                fixed.push((place, vertex));
            } else {
                let sum: f64 = near.iter().map(|one| f64::from(positions[*one as usize])).sum();
                keyed.push((sum / near.len() as f64, vertex));
            }
        }
        keyed.sort_by(|left, right| left.0.total_cmp(&right.0));
        layer.clear();
        layer.extend(keyed.into_iter().map(|(_, vertex)| vertex));
        for (place, vertex) in fixed {
            layer.insert(place.min(layer.len()), vertex);
        }
        for (place, vertex) in layer.iter().enumerate() {
            positions[*vertex as usize] = place as u32;
        }
    }
}

/// Swaps neighbours where that takes crossings away; tells whether it did.
fn swap_once(layers: &mut Layers) -> bool {
    let mut positions = layers.positions();
    let mut better = false;
    for layer in &mut layers.layers {
        for at in 1..layer.len() {
            let (left, right) = (layer[at - 1], layer[at]);
            let gain = |near: &[Vec<Vertex>]| {
                let (one, other) = (&near[left as usize], &near[right as usize]);
                if one.len() * other.len() > MOST_PAIRS {
                    return 0;
                }
                gained(one, other, &positions)
            };
            if gain(&layers.up) + gain(&layers.down) > 0 {
                layer.swap(at - 1, at);
                positions[left as usize] = at as u32;
                positions[right as usize] = at as u32 - 1;
                better = true;
            }
        }
    }
    better
}

/// How many crossings of two neighbours' lines a swap takes away.
fn gained(left: &[Vertex], right: &[Vertex], positions: &[u32]) -> i64 {
    let mut gain = 0;
    for one in left {
        for other in right {
            match positions[*one as usize].cmp(&positions[*other as usize]) {
                std::cmp::Ordering::Greater => gain += 1,
                std::cmp::Ordering::Less => gain -= 1,
                std::cmp::Ordering::Equal => {}
            }
        }
    }
    gain
}

/// All crossings, counted as Barth, Jünger and Mutzel do: with a tree of sums over the lower layer.
fn crossings(layers: &Layers) -> u64 {
    let positions = layers.positions();
    let mut total = 0;
    let mut ends: Vec<u32> = Vec::new();
    for pair in layers.layers.windows(2) {
        let mut sums = vec![0_u64; pair[1].len() + 1];
        let mut before = 0;
        for vertex in &pair[0] {
            ends.clear();
            ends.extend(layers.down[*vertex as usize].iter().map(|below| positions[*below as usize]));
            ends.sort_unstable();
            // Lines of one vertex do not cross each other, so all are counted before any is added.
            for end in &ends {
                total += before - upto(&sums, *end as usize + 1);
            }
            for end in &ends {
                add(&mut sums, *end as usize + 1);
            }
            before += ends.len() as u64;
        }
    }
    total
}

fn upto(sums: &[u64], mut at: usize) -> u64 {
    let mut sum = 0;
    while at > 0 {
        sum += sums[at];
        at &= at - 1;
    }
    sum
}

fn add(sums: &mut [u64], mut at: usize) {
    while at < sums.len() {
        sums[at] += 1;
        at += at & at.wrapping_neg();
    }
}
