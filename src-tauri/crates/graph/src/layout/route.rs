//! From places to corners and lines. A line keeps to its own place through a layer and turns only between layers, so
//! that it never runs through a box.

use super::{Layers, Net, Placed, Request, Vertex, Way};

/// How far from a box's centre its outermost lines end.
const PORTS: f64 = 22.0;
/// How close to a box's corner a line may end.
const CORNER: f64 = 12.0;
/// How much more room a gap between layers gets where many lines turn in it, or far.
const MORE_ROOM: f64 = 72.0;

/// A line from the lower edge of one box to the upper edge of another.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Where it begins.
    pub start: (f64, f64),
    /// How it goes on.
    pub steps: Vec<Step>,
    /// The middle of its first way between two layers.
    pub middle: (f64, f64),
    /// Whether it runs from below to above, against all others.
    pub turned: bool,
}

/// One step of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    /// Straight to a point.
    To((f64, f64)),
    /// A curve to the third point, with the others as its handles.
    Curve((f64, f64), (f64, f64), (f64, f64)),
}

/// Upper and lower edge of each layer.
type Bands = Vec<(f64, f64)>;

pub(super) fn placed(request: &Request, layers: &Layers, centres: &[f64]) -> Placed {
    let bands = bands(request, layers, centres);
    let left = edge(request, layers, centres, -1.0).fold(f64::INFINITY, f64::min);
    let left = if left.is_finite() { left } else { 0.0 };
    let right = edge(request, layers, centres, 1.0).fold(left, f64::max);
    let centres: Vec<f64> = centres.iter().map(|centre| centre - left).collect();
    let corners: Vec<(f64, f64)> = request
        .boxes
        .iter()
        .enumerate()
        .map(|(at, (width, height))| {
            let (top, bottom) = bands[layers.rank[at] as usize];
            (centres[at] - width / 2.0, f64::midpoint(top, bottom) - height / 2.0)
        })
        .collect();
    let drawer = Drawer { request, layers, centres: &centres, bands: &bands, corners: &corners };
    let lines = drawer.lines();
    let height = bands.last().map_or(0.0, |(_, bottom)| *bottom);
    Placed { lines, corners, width: right - left, height }
}

/// The left or right edges of everything.
fn edge<'a>(
    request: &'a Request,
    layers: &'a Layers,
    centres: &'a [f64],
    side: f64,
) -> impl Iterator<Item = f64> + 'a {
    let width = move |vertex: usize| request.boxes.get(vertex).map_or(0.0, |(width, _)| *width);
    (0..layers.rank.len()).map(move |vertex| centres[vertex] + side * width(vertex) / 2.0)
}

/// Each layer is as high as its highest box; the gaps grow with what turns in them.
fn bands(request: &Request, layers: &Layers, centres: &[f64]) -> Bands {
    let mut top = 0.0;
    let mut bands = Vec::with_capacity(layers.layers.len());
    for layer in &layers.layers {
        let heights = layer.iter().filter_map(|vertex| request.boxes.get(*vertex as usize));
        let height = heights.map(|(_, height)| *height).fold(0.0, f64::max);
        bands.push((top, top + height));
        let turns = layer.iter().flat_map(|vertex| {
            let below = &layers.down[*vertex as usize];
            below.iter().map(|lower| (centres[*vertex as usize] - centres[*lower as usize]).abs())
        });
        let (mut many, mut far) = (0.0, 0.0_f64);
        for across in turns.filter(|across| *across > 1.0) {
            many += 1.0;
            far = far.max(across);
        }
        top += height + request.below + (many * 0.8 + far * 0.035).min(MORE_ROOM);
    }
    bands
}

struct Drawer<'a> {
    request: &'a Request<'a>,
    layers: &'a Layers,
    centres: &'a [f64],
    bands: &'a Bands,
    corners: &'a [(f64, f64)],
}

/// A line's end at a box: which net, which of its ways, and where the line comes from.
struct End {
    net: usize,
    way: Option<usize>,
    towards: f64,
}

impl Drawer<'_> {
    fn lines(&self) -> Vec<Vec<Option<Line>>> {
        let (starts, ends) = self.ports();
        let nets = self.request.nets.iter().enumerate();
        nets.map(|(at, net)| {
            let ways = self.layers.ways[at].iter().enumerate();
            ways.map(|(to, way)| {
                Some(self.line(net, net.to[to], way.as_ref()?, starts[at][to], ends[at][to]))
            })
            .collect()
        })
        .collect()
    }

    /// Where each line leaves its upper box and reaches its lower one, as a distance from the centre.
    fn ports(&self) -> (Vec<Vec<f64>>, Vec<Vec<f64>>) {
        let count = self.request.boxes.len();
        let (mut below, mut above): (Vec<Vec<End>>, Vec<Vec<End>>) =
            ((0..count).map(|_| Vec::new()).collect(), (0..count).map(|_| Vec::new()).collect());
        for (at, net) in self.request.nets.iter().enumerate() {
            let mut heads: Vec<f64> = Vec::new();
            for (to, way) in self.layers.ways[at].iter().enumerate() {
                let Some(way) = way else { continue };
                let (upper, lower) = ends_of(net, net.to[to], way);
                let first = way.bends.first().map_or(self.centres[lower], |bend| self.centre(*bend));
                let last = way.bends.last().map_or(self.centres[upper], |bend| self.centre(*bend));
                if way.turned {
                    below[upper].push(End { net: at, way: Some(to), towards: first });
                } else {
                    heads.push(first);
                }
                above[lower].push(End { net: at, way: Some(to), towards: last });
            }
            if !heads.is_empty() {
                let towards = heads.iter().sum::<f64>() / heads.len() as f64;
                below[net.from].push(End { net: at, way: None, towards });
            }
        }
        let none = || self.request.nets.iter().map(|net| vec![0.0; net.to.len()]).collect::<Vec<_>>();
        let (mut starts, mut ends) = (none(), none());
        for (at, found) in below.iter_mut().enumerate() {
            self.spread(at, found, &mut starts);
        }
        for (at, found) in above.iter_mut().enumerate() {
            self.spread(at, found, &mut ends);
        }
        (starts, ends)
    }

    /// Spreads lines over a box's edge in the order in which they come: straight where that is possible.
    fn spread(&self, at: usize, ends: &mut [End], into: &mut [Vec<f64>]) {
        ends.sort_by(|one, other| one.towards.total_cmp(&other.towards));
        let half = (self.request.boxes[at].0 / 2.0 - CORNER).max(0.0);
        let reach = (PORTS * (ends.len() as f64 - 1.0)).min(half);
        let apart = if ends.len() > 1 { 2.0 * reach / (ends.len() as f64 - 1.0) } else { 0.0 };
        let apart = apart.min(PORTS / 2.0);
        let mut last = f64::NEG_INFINITY;
        let mut wanted: Vec<f64> = ends
            .iter()
            .map(|end| {
                last = (end.towards - self.centres[at]).clamp(-reach, reach).max(last + apart);
                last
            })
            .collect();
        // What was pushed out at the right comes back in.
        let mut most = reach;
        for port in wanted.iter_mut().rev() {
            *port = port.min(most);
            most = *port - apart;
        }
        for (end, port) in ends.iter().zip(wanted) {
            match end.way {
                Some(way) => into[end.net][way] = port,
                None => into[end.net].iter_mut().for_each(|slot| *slot = port),
            }
        }
    }

    fn line(&self, net: &Net, to: usize, way: &Way, start: f64, end: f64) -> Line {
        let (upper, lower) = ends_of(net, to, way);
        let begin = (self.centres[upper] + start, self.corners[upper].1 + self.request.boxes[upper].1);
        let finish = (self.centres[lower] + end, self.corners[lower].1);
        let mut pen = Pen { at: begin, steps: Vec::new(), middle: None };
        pen.down(self.band(upper).1);
        for bend in &way.bends {
            let (top, bottom) = self.bands[self.layers.rank[*bend as usize] as usize];
            pen.turn((self.centre(*bend), top));
            pen.down(bottom);
        }
        pen.turn((finish.0, self.band(lower).0));
        pen.down(finish.1);
        let middle = pen.middle.unwrap_or(begin);
        let line = Line { start: begin, steps: pen.steps, middle, turned: false };
        if way.turned { reversed(line, finish) } else { line }
    }

    fn centre(&self, bend: Vertex) -> f64 {
        self.centres[bend as usize]
    }

    fn band(&self, at: usize) -> (f64, f64) {
        self.bands[self.layers.rank[at] as usize]
    }
}

/// The upper and the lower box of a way.
fn ends_of(net: &Net, to: usize, way: &Way) -> (usize, usize) {
    if way.turned { (to, net.from) } else { (net.from, to) }
}

struct Pen {
    at: (f64, f64),
    steps: Vec<Step>,
    middle: Option<(f64, f64)>,
}

impl Pen {
    /// Straight down to a height.
    fn down(&mut self, y: f64) {
        if y <= self.at.1 {
            return;
        }
        self.at.1 = y;
        match self.steps.last_mut() {
            Some(Step::To(point)) if (point.0 - self.at.0).abs() < 0.05 => point.1 = y,
            _ => self.steps.push(Step::To(self.at)),
        }
    }

    /// Over to a point in the next layer.
    fn turn(&mut self, to: (f64, f64)) {
        let from = self.at;
        self.middle.get_or_insert((f64::midpoint(from.0, to.0), f64::midpoint(from.1, to.1)));
        if (from.0 - to.0).abs() < 0.05 {
            return self.down(to.1);
        }
        let half = f64::midpoint(from.1, to.1);
        self.steps.push(Step::Curve((from.0, half), (to.0, half), to));
        self.at = to;
    }
}

/// The same line from its other end.
fn reversed(line: Line, finish: (f64, f64)) -> Line {
    let mut points = vec![line.start];
    points.extend(line.steps.iter().map(|step| match step {
        Step::To(point) | Step::Curve(_, _, point) => *point,
    }));
    let steps = line.steps.iter().enumerate().rev().map(|(at, step)| match step {
        Step::To(_) => Step::To(points[at]),
        Step::Curve(first, second, _) => Step::Curve(*second, *first, points[at]),
    });
    Line { start: finish, steps: steps.collect(), middle: line.middle, turned: true }
}
