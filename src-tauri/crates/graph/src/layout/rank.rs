//! Which layer a box stands in: below everything that it takes from, and close to it.

use std::collections::VecDeque;

use super::Request;

/// How often boxes are moved closer to their neighbours at most.
const ROUNDS: usize = 8;

/// The rank of each box, from 0 without gaps. Along every net ranks grow, but for the edges that close a cycle.
pub(super) fn ranks(request: &Request) -> Vec<u32> {
    let count = request.boxes.len();
    let arcs = acyclic(count, request);
    let (mut down, mut up) = (vec![Vec::new(); count], vec![Vec::new(); count]);
    for (from, to) in arcs {
        down[from].push(to);
        up[to].push(from);
    }
    let sorted = sorted(&down, &up);
    let mut rank = vec![0_u32; count];
    for at in &sorted {
        for below in &down[*at] {
            rank[*below] = rank[*below].max(rank[*at] + 1);
        }
    }
    settle(&mut rank, &sorted, &down, &up, request.first);
    compact(&mut rank);
    rank
}

/// The arcs between different boxes, those that close a cycle turned round.
fn acyclic(count: usize, request: &Request) -> Vec<(usize, usize)> {
    let mut down = vec![Vec::new(); count];
    for net in request.nets {
        down[net.from].extend(net.to.iter().copied().filter(|to| *to != net.from));
    }
    let mut arcs = Vec::new();
    // 0 unseen, 1 on the way, 2 done.
    let mut state = vec![0_u8; count];
    for root in 0..count {
        if state[root] != 0 {
            continue;
        }
        state[root] = 1;
        let mut way = vec![(root, 0)];
        while let Some((at, next)) = way.last_mut() {
            let at = *at;
            let Some(to) = down[at].get(*next).copied() else {
                state[at] = 2;
                way.pop();
                continue;
            };
            *next += 1;
            arcs.push(if state[to] == 1 { (to, at) } else { (at, to) });
            if state[to] == 0 {
                state[to] = 1;
                way.push((to, 0));
            }
        }
    }
    arcs
}

/// All boxes, each after those above it.
fn sorted(down: &[Vec<usize>], up: &[Vec<usize>]) -> Vec<usize> {
    let mut waits: Vec<usize> = up.iter().map(Vec::len).collect();
    let mut ready: VecDeque<usize> = (0..up.len()).filter(|at| waits[*at] == 0).collect();
    let mut sorted = Vec::with_capacity(up.len());
    while let Some(at) = ready.pop_front() {
        sorted.push(at);
        for below in &down[at] {
            waits[*below] -= 1;
            if waits[*below] == 0 {
                ready.push_back(*below);
            }
        }
    }
    sorted
}

/// Moves each box to the end of its room where its lines are shorter: down to what takes from it, or up. Where it is
/// all the same it goes down, so that a side branch stands beside what it leads to.
fn settle(rank: &mut [u32], sorted: &[usize], down: &[Vec<usize>], up: &[Vec<usize>], first: &[bool]) {
    for round in 0..ROUNDS {
        let mut moved = false;
        for at in sorted.iter().rev().copied().filter(|at| !first[*at] && !down[*at].is_empty()) {
            let lowest = down[at].iter().map(|below| rank[*below] - 1).min().unwrap_or(rank[at]);
            let pays = down[at].len() > up[at].len() || (round == 0 && down[at].len() == up[at].len());
            if pays && lowest > rank[at] {
                rank[at] = lowest;
                moved = true;
            }
        }
        for at in sorted.iter().copied().filter(|at| up[*at].len() > down[*at].len()) {
            let highest = up[at].iter().map(|above| rank[*above] + 1).max().unwrap_or(rank[at]);
            if highest < rank[at] {
                rank[at] = highest;
                moved = true;
            }
        }
        if !moved {
            return;
        }
    }
}

/// Takes out ranks that nobody has.
fn compact(rank: &mut [u32]) {
    let mut used = rank.to_vec();
    used.sort_unstable();
    used.dedup();
    for one in rank.iter_mut() {
        *one = used.binary_search(one).map_or(*one, |at| at as u32);
    }
}
