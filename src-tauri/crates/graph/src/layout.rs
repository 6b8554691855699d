//! Places boxes in layers from top to bottom, and the lines between them.
//!
//! The steps are those of Sugiyama, Tagawa and Toda: ranks (`rank`), an order within each layer with few crossings
//! (`order`), places across (`place`, after Brandes and Köpf), and then the lines (`route`). A value that several
//! nodes take runs down as one line that branches, so that a value used everywhere costs one line, not a hundred.
//!
//! Nothing is random: the same graph is always laid out the same way.

mod order;
mod place;
mod rank;
mod route;

pub use route::{Line, Step};

/// The distance between boxes beside each other.
pub const BESIDE: f64 = 26.0;
/// The distance between a line and what is beside it.
const LINE_BESIDE: f64 = 14.0;
/// How many places lines may take in all: the rest are drawn straight, over whatever is in their way.
const MOST_BENDS: usize = 400_000;

/// What is to be laid out.
pub struct Request<'a> {
    /// Width and height of each box.
    pub boxes: &'a [(f64, f64)],
    /// What runs between them.
    pub nets: &'a [Net],
    /// Boxes that stay in the first layer.
    pub first: &'a [bool],
    /// The least distance between layers.
    pub below: f64,
    /// Whether to give up; asked between steps.
    pub stop: &'a dyn Fn() -> bool,
}

/// A value: from the box that makes it to those that take it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Net {
    /// The box that it leaves.
    pub from: usize,
    /// The boxes that it reaches, each once.
    pub to: Vec<usize>,
}

/// Where everything stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Placed {
    /// The left upper corner of each box.
    pub corners: Vec<(f64, f64)>,
    /// For each net the line to each box that it reaches; none for a box that it leaves and reaches.
    pub lines: Vec<Vec<Option<Line>>>,
    /// The width of it all.
    pub width: f64,
    /// The height of it all.
    pub height: f64,
}

/// Lays out; none when it was asked to stop.
#[must_use]
pub fn layout(request: &Request) -> Option<Placed> {
    let ranks = rank::ranks(request);
    if (request.stop)() {
        return None;
    }
    let mut layers = Layers::new(request, &ranks);
    order::order(&mut layers, request.stop)?;
    let centres = place::centres(&layers, request.stop)?;
    Some(route::placed(request, &layers, &centres))
}

/// A vertex: first all boxes, then the bends of lines through layers.
type Vertex = u32;

/// Boxes and bends, layer by layer.
struct Layers {
    /// How many of the vertices are boxes.
    boxes: usize,
    /// The rank of each vertex.
    rank: Vec<u32>,
    /// The width of each vertex.
    width: Vec<f64>,
    /// The neighbours one layer up and one layer down.
    up: Vec<Vec<Vertex>>,
    down: Vec<Vec<Vertex>>,
    /// The vertices of each layer, from left to right.
    layers: Vec<Vec<Vertex>>,
    /// For each net and each box that it reaches, the way there.
    ways: Vec<Vec<Option<Way>>>,
}

/// How a line gets from one box to another.
struct Way {
    /// Whether it runs against the arrow, because the file's graph has a cycle.
    turned: bool,
    /// The bends from the upper box to the lower one.
    bends: Vec<Vertex>,
}

impl Layers {
    fn new(request: &Request, ranks: &[u32]) -> Self {
        let count = request.boxes.len();
        let mut layers = Self {
            boxes: count,
            rank: ranks.to_vec(),
            width: request.boxes.iter().map(|(width, _)| *width).collect(),
            up: vec![Vec::new(); count],
            down: vec![Vec::new(); count],
            layers: vec![Vec::new(); ranks.iter().max().map_or(0, |most| *most as usize + 1)],
            ways: Vec::with_capacity(request.nets.len()),
        };
        for net in request.nets {
            let ways = layers.lay(net);
            layers.ways.push(ways);
        }
        for vertex in 0..layers.rank.len() {
            layers.layers[layers.rank[vertex] as usize].push(vertex as Vertex);
        }
        layers
    }

    /// Makes the bends of a net, shared by all boxes that it reaches.
    fn lay(&mut self, net: &Net) -> Vec<Option<Way>> {
        let mut trunk: Vec<Vertex> = Vec::new();
        let from = net.from;
        let mut ways: Vec<Option<Way>> = net.to.iter().map(|_| None).collect();
        let mut order: Vec<usize> = (0..net.to.len()).collect();
        order.sort_by_key(|at| self.rank[net.to[*at]]);
        for at in order {
            let to = net.to[at];
            let (upper, lower) = (self.rank[from], self.rank[to]);
            if upper == lower {
                continue;
            }
            let turned = upper > lower;
            let bends = if turned {
                self.trunk(to, lower, upper - 1, &mut Vec::new())
            } else {
                self.trunk(from, upper, lower - 1, &mut trunk)
            };
            let (top, bottom) = if turned { (to, from) } else { (from, to) };
            let direct = upper.abs_diff(lower) == 1;
            if direct || !bends.is_empty() {
                let last = bends.last().copied().unwrap_or(top as Vertex);
                self.join(last, bottom as Vertex);
            }
            ways[at] = Some(Way { turned, bends });
        }
        ways
    }

    /// The bends of a line from below a box down to a rank.
    fn trunk(&mut self, from: usize, upper: u32, lowest: u32, trunk: &mut Vec<Vertex>) -> Vec<Vertex> {
        let wanted = (lowest - upper) as usize;
        if self.rank.len() + wanted > self.boxes + MOST_BENDS {
            return Vec::new();
        }
        while trunk.len() < wanted {
            let bend = self.rank.len() as Vertex;
            self.rank.push(upper + 1 + trunk.len() as u32);
            self.width.push(0.0);
            self.up.push(Vec::new());
            self.down.push(Vec::new());
            self.join(trunk.last().copied().unwrap_or(from as Vertex), bend);
            trunk.push(bend);
        }
        trunk[..wanted].to_vec()
    }

    fn join(&mut self, upper: Vertex, lower: Vertex) {
        self.down[upper as usize].push(lower);
        self.up[lower as usize].push(upper);
    }

    fn is_bend(&self, vertex: Vertex) -> bool {
        vertex as usize >= self.boxes
    }

    /// The least distance between the centres of two vertices beside each other.
    fn apart(&self, left: Vertex, right: Vertex) -> f64 {
        let gap = |vertex| if self.is_bend(vertex) { LINE_BESIDE } else { BESIDE };
        let (wide, narrow) = (self.width[left as usize], self.width[right as usize]);
        (wide + narrow + gap(left) + gap(right)) / 2.0
    }

    /// The place of each vertex within its layer.
    fn positions(&self) -> Vec<u32> {
        let mut positions = vec![0; self.rank.len()];
        for layer in &self.layers {
            for (at, vertex) in layer.iter().enumerate() {
                positions[*vertex as usize] = at as u32;
            }
        }
        positions
    }
}
