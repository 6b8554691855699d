//! Places across, after Brandes and Köpf, "Fast and Simple Horizontal Coordinate Assignment" (2001): four alignments,
//! each leaning another way, of which the middle is taken. Lines through many layers come out straight.

use std::collections::HashSet;

use super::{Layers, Vertex};

/// The centre of each vertex; none when asked to stop. Vertices beside each other never overlap, in any alignment, and
/// so neither in the middle of the four.
pub(super) fn centres(layers: &Layers, stop: &dyn Fn() -> bool) -> Option<Vec<f64>> {
    let conflicts = conflicts(layers);
    let mut all: Vec<Vec<f64>> = Vec::with_capacity(4);
    for from_below in [false, true] {
        for from_right in [false, true] {
            if stop() {
                return None;
            }
            let run = Run::new(layers, from_below, from_right);
            let mut centres = run.compacted(&run.chained(&conflicts));
            if from_right {
                centres.iter_mut().for_each(|centre| *centre = -*centre);
            }
            all.push(centres);
        }
    }
    Some(middle(layers, all))
}

/// Lines that cross a line between two bends, which goes before them and stays straight.
fn conflicts(layers: &Layers) -> HashSet<(Vertex, Vertex)> {
    let positions = layers.positions();
    let mut found = HashSet::new();
    for pair in layers.layers.windows(2) {
        let [upper, lower] = pair else { continue };
        let (mut left, mut scanned) = (0, 0);
        for (at, vertex) in lower.iter().enumerate() {
            let inner = layers.up[*vertex as usize]
                .iter()
                .find(|above| layers.is_bend(*vertex) && layers.is_bend(**above))
                .map(|above| positions[*above as usize]);
            if inner.is_none() && at + 1 < lower.len() {
                continue;
            }
            let right = inner.unwrap_or(upper.len() as u32);
            for below in &lower[scanned..=at] {
                for above in &layers.up[*below as usize] {
                    let place = positions[*above as usize];
                    let is_inner = layers.is_bend(*above) && layers.is_bend(*below);
                    if (place < left || right < place) && !is_inner {
                        found.insert((*above, *below));
                    }
                }
            }
            (scanned, left) = (at + 1, right);
        }
    }
    found
}

/// One of the four ways to lean.
struct Run<'a> {
    layers: &'a Layers,
    from_below: bool,
    /// The layers in the order in which they are visited, each from the side that is leant on.
    visited: Vec<Vec<Vertex>>,
    positions: Vec<u32>,
}

impl<'a> Run<'a> {
    fn new(layers: &'a Layers, from_below: bool, from_right: bool) -> Self {
        let mut visited = layers.layers.clone();
        if from_below {
            visited.reverse();
        }
        if from_right {
            visited.iter_mut().for_each(|layer| layer.reverse());
        }
        let mut positions = vec![0; layers.rank.len()];
        for layer in &visited {
            for (at, vertex) in layer.iter().enumerate() {
                positions[*vertex as usize] = at as u32;
            }
        }
        Self { layers, from_below, visited, positions }
    }

    /// Chains each vertex to the middle one of its neighbours where nothing is in the way; gives each its chain's first.
    fn chained(&self, conflicts: &HashSet<(Vertex, Vertex)>) -> Vec<Vertex> {
        let count = self.layers.rank.len();
        let mut root: Vec<Vertex> = (0..count as Vertex).collect();
        let mut is_chained = vec![false; count];
        let near = if self.from_below { &self.layers.down } else { &self.layers.up };
        let mut sorted: Vec<Vertex> = Vec::new();
        for layer in &self.visited {
            let mut last = -1;
            for vertex in layer.iter().copied() {
                sorted.clear();
                sorted.extend(&near[vertex as usize]);
                if sorted.is_empty() {
                    continue;
                }
                sorted.sort_unstable_by_key(|one| self.positions[*one as usize]);
                for at in [(sorted.len() - 1) / 2, sorted.len() / 2] {
                    let other = sorted[at];
                    let place = i64::from(self.positions[other as usize]);
                    let edge = if self.from_below { (vertex, other) } else { (other, vertex) };
                    if !is_chained[vertex as usize] && last < place && !conflicts.contains(&edge) {
                        root[vertex as usize] = root[other as usize];
                        is_chained[vertex as usize] = true;
                        last = place;
                    }
                }
            }
        }
        root
    }

    /// Places the chains as close to the side as they go, and then each back to where its right neighbours let it.
    fn compacted(&self, root: &[Vertex]) -> Vec<f64> {
        let count = root.len();
        let mut after: Vec<Vec<(Vertex, f64)>> = vec![Vec::new(); count];
        let mut waits = vec![0_u32; count];
        for layer in &self.visited {
            for pair in layer.windows(2) {
                let (left, right) = (root[pair[0] as usize], root[pair[1] as usize]);
                after[left as usize].push((right, self.layers.apart(pair[0], pair[1])));
                waits[right as usize] += 1;
            }
        }
        let mut sorted: Vec<Vertex> =
            (0..count as Vertex).filter(|v| root[*v as usize] == *v && waits[*v as usize] == 0).collect();
        let mut centres = vec![0.0_f64; count];
        let mut next = 0;
        while next < sorted.len() {
            let chain = sorted[next] as usize;
            next += 1;
            for (right, apart) in &after[chain] {
                let right = *right as usize;
                centres[right] = centres[right].max(centres[chain] + apart);
                waits[right] -= 1;
                if waits[right] == 0 {
                    sorted.push(right as Vertex);
                }
            }
        }
        for chain in sorted.iter().rev().map(|chain| *chain as usize) {
            let room = after[chain].iter().map(|(right, apart)| centres[*right as usize] - apart);
            let most = room.fold(f64::INFINITY, f64::min);
            if most.is_finite() {
                centres[chain] = centres[chain].max(most);
            }
        }
        (0..count).map(|vertex| centres[root[vertex] as usize]).collect()
    }
}

/// Shifts the alignments onto the narrowest and takes the mean of the two in the middle.
fn middle(layers: &Layers, mut all: Vec<Vec<f64>>) -> Vec<f64> {
    let ends = |centres: &Vec<f64>| {
        let edge = |vertex: usize, sign: f64| centres[vertex] + sign * layers.width[vertex] / 2.0;
        let least = (0..centres.len()).map(|v| edge(v, -1.0)).fold(f64::INFINITY, f64::min);
        let most = (0..centres.len()).map(|v| edge(v, 1.0)).fold(f64::NEG_INFINITY, f64::max);
        (least, most)
    };
    let all_ends: Vec<(f64, f64)> = all.iter().map(ends).collect();
    let narrowest = all_ends.iter().copied().min_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)));
    let (least, most) = narrowest.unwrap_or_default();
    for (at, centres) in all.iter_mut().enumerate() {
        // The even ones lean left, the odd ones right.
        let shift = if at % 2 == 0 { least - all_ends[at].0 } else { most - all_ends[at].1 };
        centres.iter_mut().for_each(|centre| *centre += shift);
    }
    (0..layers.rank.len())
        .map(|vertex| {
            let mut four = [0, 1, 2, 3].map(|at| all[at][vertex]);
            four.sort_by(f64::total_cmp);
            f64::midpoint(four[1], four[2])
        })
        .collect()
}
