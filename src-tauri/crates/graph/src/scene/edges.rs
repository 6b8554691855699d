//! Lines as SVG writes them, and the words on them.

use std::{collections::HashMap, fmt::Write as _};

use domain::graph::{Graph, ValueId};

use super::round;
use crate::{
    drawing::{DrawnEdge, Label},
    layout::{Line, Net, Step},
    text::{SMALL, fit, width},
};

/// Words on a line are at most so wide.
const WIDEST: f64 = 150.0;
/// What they need around them, and their height.
const AROUND: f64 = 8.0;
const HIGH: f64 = 15.0;

pub(super) fn edges(
    graph: &Graph,
    values: &[ValueId],
    nets: &[Net],
    lines: &[Vec<Option<Line>>],
    horizontal: bool,
) -> Vec<DrawnEdge> {
    let mut labels = Labels::default();
    let mut found = Vec::new();
    for ((value, net), lines) in values.iter().zip(nets).zip(lines) {
        let value = graph.value(*value);
        let words = value.size().filter(|size| !size.is_empty()).map(|size| fit(&size, SMALL, WIDEST));
        let labelled = straightest(lines);
        for (at, line) in lines.iter().enumerate() {
            let Some(line) = line else { continue };
            let drawn = Drawn::of(line, horizontal);
            let said = words.as_ref().filter(|_| labelled == Some(at));
            found.push(DrawnEdge {
                from: net.from as u32,
                to: net.to[at] as u32,
                value: value.name.clone(),
                detail: value.kind(),
                label: said.and_then(|text| labels.place(text, line, horizontal)),
                path: drawn.path,
                bounds: drawn.bounds,
            });
        }
    }
    found
}

/// Of the lines of one value the one that is written on.
fn straightest(lines: &[Option<Line>]) -> Option<usize> {
    let across = |line: &Line| (line.middle.0 - line.start.0).abs();
    let known = lines.iter().enumerate().filter_map(|(at, line)| Some((at, across(line.as_ref()?))));
    known.min_by(|one, other| one.1.total_cmp(&other.1)).map(|(at, _)| at)
}

struct Drawn {
    path: String,
    bounds: [f64; 4],
}

impl Drawn {
    fn of(line: &Line, horizontal: bool) -> Self {
        let mut drawn = Self { path: String::new(), bounds: [f64::MAX, f64::MAX, f64::MIN, f64::MIN] };
        drawn.add('M', &[line.start], horizontal);
        for step in &line.steps {
            match step {
                Step::To(point) => drawn.add('L', &[*point], horizontal),
                Step::Curve(first, second, point) => drawn.add('C', &[*first, *second, *point], horizontal),
            }
        }
        drawn
    }

    fn add(&mut self, letter: char, points: &[(f64, f64)], horizontal: bool) {
        self.path.push(letter);
        for (at, (x, y)) in points.iter().enumerate() {
            let (x, y) = if horizontal { (*y, *x) } else { (*x, *y) };
            let (x, y) = (round(x), round(y));
            let gap = if at == 0 { "" } else { " " };
            write!(self.path, "{gap}{x} {y}").expect("writing to a string cannot fail");
            let [left, top, right, bottom] = &mut self.bounds;
            (*left, *top) = (left.min(x), top.min(y));
            (*right, *bottom) = (right.max(x), bottom.max(y));
        }
    }
}

/// Words that are on lines already, by the height that they stand at: no two lie over each other.
#[derive(Default)]
struct Labels(HashMap<i64, Vec<(f64, f64)>>);

impl Labels {
    /// Words in the middle of a line's first way, or a little before or after; none where all is taken.
    fn place(&mut self, text: &str, line: &Line, horizontal: bool) -> Option<Label> {
        let w = (width(text, SMALL) + AROUND).ceil();
        let (start, middle) = (line.start, line.middle);
        for along in [1.0, 0.72, 1.28] {
            let x = start.0 + (middle.0 - start.0) * along;
            let y = start.1 + (middle.1 - start.1) * along;
            let (x, y) = if horizontal { (y, x) } else { (x, y) };
            if self.is_free(x - w / 2.0, x + w / 2.0, y) {
                return Some(Label { text: text.to_owned(), x: round(x), y: round(y), w });
            }
        }
        None
    }

    fn is_free(&mut self, left: f64, right: f64, y: f64) -> bool {
        #[expect(clippy::cast_possible_truncation, reason = "a drawing is far from so high")]
        let band = (y / HIGH).floor() as i64;
        let near = (band - 1..=band + 1).filter_map(|band| self.0.get(&band)).flatten();
        let is_taken = near.into_iter().any(|(from, to)| *from < right && left < *to);
        if !is_taken {
            self.0.entry(band).or_default().push((left, right));
        }
        !is_taken
    }
}
