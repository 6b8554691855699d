use graph::layout::{BESIDE, Line, Net, Placed, Request, Step, layout};
use proptest::prelude::*;

fn lay(boxes: &[(f64, f64)], nets: &[Net], first: &[bool]) -> Placed {
    layout(&Request { boxes, nets, first, below: 40.0, stop: &|| false }).unwrap()
}

/// Boxes of any size and nets from lower to higher numbers, or any way round.
fn graphs(acyclic: bool) -> impl Strategy<Value = (Vec<(f64, f64)>, Vec<Net>)> {
    let sizes = prop::collection::vec((20_u32..300, 20_u32..120), 1..60);
    let pairs = prop::collection::vec((0_usize..60, prop::collection::vec(0_usize..60, 1..5)), 0..80);
    (sizes, pairs).prop_map(move |(sizes, pairs)| {
        let count = sizes.len();
        let boxes = sizes.into_iter().map(|(w, h)| (f64::from(w), f64::from(h))).collect();
        let net = |(from, to): (usize, Vec<usize>)| {
            let from = from % count;
            let mut to: Vec<usize> = to.into_iter().map(|at| at % count).collect();
            to.retain(|at| if acyclic { *at > from } else { *at != from });
            to.sort_unstable();
            to.dedup();
            Net { from, to }
        };
        (boxes, pairs.into_iter().map(net).collect())
    })
}

fn overlaps(boxes: &[(f64, f64)], placed: &Placed) -> Vec<(usize, usize)> {
    let rect = |at: usize| {
        let ((x, y), (w, h)) = (placed.corners[at], boxes[at]);
        (x, y, x + w, y + h)
    };
    let mut found = Vec::new();
    for one in 0..boxes.len() {
        for other in 0..one {
            let (a, b) = (rect(one), rect(other));
            if a.0 < b.2 && b.0 < a.2 && a.1 < b.3 && b.1 < a.3 {
                found.push((other, one));
            }
        }
    }
    found
}

fn points(line: &Line) -> Vec<(f64, f64)> {
    let step = |step: &Step| match step {
        Step::To(point) | Step::Curve(_, _, point) => *point,
    };
    std::iter::once(line.start).chain(line.steps.iter().map(step)).collect()
}

proptest! {
    #[test]
    fn boxes_never_overlap_and_keep_within_the_bounds((boxes, nets) in graphs(false)) {
        let placed = lay(&boxes, &nets, &vec![false; boxes.len()]);
        prop_assert_eq!(overlaps(&boxes, &placed), vec![]);
        for ((x, y), (w, h)) in placed.corners.iter().zip(&boxes) {
            prop_assert!(*x >= -0.01 && *y >= -0.01);
            prop_assert!(x + w <= placed.width + 0.01 && y + h <= placed.height + 0.01);
        }
    }

    #[test]
    fn every_line_goes_down_from_its_maker_to_what_takes_it((boxes, nets) in graphs(true)) {
        let placed = lay(&boxes, &nets, &vec![false; boxes.len()]);
        for (net, lines) in nets.iter().zip(&placed.lines) {
            for (to, line) in net.to.iter().zip(lines) {
                let line = line.as_ref().unwrap();
                let points = points(line);
                prop_assert!(!line.turned && points.windows(2).all(|pair| pair[0].1 <= pair[1].1));
                let (top, bottom) = (points[0], points[points.len() - 1]);
                prop_assert!((top.1 - (placed.corners[net.from].1 + boxes[net.from].1)).abs() < 0.01);
                prop_assert!((bottom.1 - placed.corners[*to].1).abs() < 0.01);
                let within = |x: f64, at: usize| placed.corners[at].0 <= x && x <= placed.corners[at].0 + boxes[at].0;
                prop_assert!(within(top.0, net.from) && within(bottom.0, *to));
            }
        }
    }

    #[test]
    fn no_line_runs_through_a_box((boxes, nets) in graphs(true)) {
        let placed = lay(&boxes, &nets, &vec![false; boxes.len()]);
        for line in placed.lines.iter().flatten().flatten() {
            for pair in points(line).windows(2) {
                // Straight ways are the ones that pass layers; curves stay between them.
                if (pair[0].0 - pair[1].0).abs() > 0.05 {
                    continue;
                }
                let (x, top, bottom) = (pair[0].0, pair[0].1, pair[1].1);
                for ((left, upper), (w, h)) in placed.corners.iter().zip(&boxes) {
                    let is_inside = left + 0.5 < x && x < left + w - 0.5;
                    prop_assert!(!is_inside || bottom <= upper + 0.01 || upper + h <= top + 0.01);
                }
            }
        }
    }

    #[test]
    fn the_same_graph_is_laid_out_the_same_way((boxes, nets) in graphs(false)) {
        let first = vec![false; boxes.len()];
        prop_assert_eq!(lay(&boxes, &nets, &first), lay(&boxes, &nets, &first));
    }
}

fn net(from: usize, to: &[usize]) -> Net {
    Net { from, to: to.to_vec() }
}

#[test]
fn a_chain_stands_straight_under_each_other() {
    let placed = lay(&[(100.0, 40.0); 4], &[net(0, &[1]), net(1, &[2]), net(2, &[3])], &[false; 4]);
    assert!(placed.corners.iter().all(|corner| corner.0 == 0.0), "{:?}", placed.corners);
    assert!(placed.lines.iter().flatten().flatten().all(|line| line.steps.len() == 1));
}

#[test]
fn what_is_beside_each_other_keeps_its_distance_and_the_parent_its_middle() {
    let placed = lay(&[(100.0, 40.0); 3], &[net(0, &[1, 2])], &[false; 3]);
    let [parent, left, right] = placed.corners[..] else { panic!("three boxes") };
    assert_eq!((left.0 - right.0).abs(), 100.0 + BESIDE);
    assert_eq!(parent.0, f64::midpoint(left.0, right.0));
}

#[test]
fn a_value_that_many_take_runs_down_as_one_line() {
    // Every third box of a long chain also takes the first one's value.
    let mut nets: Vec<Net> = (0..30).map(|at| net(at, &[at + 1])).collect();
    nets.push(net(0, &(3..=30).step_by(3).collect::<Vec<_>>()));
    let placed = lay(&[(100.0, 40.0); 31], &nets, &[false; 31]);
    let trunk: Vec<f64> = placed.lines[30].iter().flatten().map(|line| points(line)[1].0).collect();
    assert!(trunk.iter().skip(1).all(|x| (x - trunk[1]).abs() < 0.1), "{trunk:?}");
}

#[test]
fn boxes_that_are_to_be_first_are_first_and_side_branches_stand_close() {
    let nets = [net(0, &[1]), net(1, &[2]), net(2, &[3]), net(4, &[3]), net(5, &[3])];
    let placed = lay(&[(100.0, 40.0); 6], &nets, &[true, false, false, false, true, false]);
    let y = |at: usize| placed.corners[at].1;
    assert_eq!((y(0), y(4)), (0.0, 0.0));
    assert_eq!(y(5), y(2));
}

#[test]
fn a_cycle_is_drawn_with_one_line_against_the_others() {
    let nets = [net(0, &[1]), net(1, &[2]), net(2, &[0])];
    let placed = lay(&[(100.0, 40.0); 3], &nets, &[false; 3]);
    let turned: Vec<bool> = placed.lines.iter().flatten().flatten().map(|line| line.turned).collect();
    assert_eq!(turned.iter().filter(|turned| **turned).count(), 1, "{turned:?}");
}

#[test]
fn it_stops_when_it_is_asked_to() {
    let request = Request { boxes: &[(1.0, 1.0)], nets: &[], first: &[false], below: 1.0, stop: &|| true };
    assert!(layout(&request).is_none());
}
