//! From a graph to boxes of the right size with lines between them, laid out.

mod edges;

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
};

use domain::graph::{Graph, Node, ValueId};

use crate::{
    blocks::{Block, blocks, owners},
    caption::{caption, look},
    details::{role, words},
    drawing::{Drawing, DrawnNode, Family, Frame, Kind, Look, OperatorCount, Part, Row},
    layout::{Net, Request, layout},
    numbers::{count, plural},
    text::{SMALL, TITLE, fit, width},
};

/// A graph of more operators than this opens with its blocks as one box each.
const BIG: usize = 150;
/// A box is at most so wide, and at least.
const WIDEST: f64 = 260.0;
const NARROWEST: f64 = 92.0;
/// What a box needs around its words: the edge, the sign, the gaps.
const AROUND: f64 = 44.0;
/// The heights of a box, of one for a value, and of a further line.
const HIGH: f64 = 42.0;
const VALUE_HIGH: f64 = 40.0;
const ROW_HIGH: f64 = 16.0;
/// Further lines at most.
const MOST_ROWS: usize = 10;
/// The least room between layers.
const BELOW: f64 = 46.0;
/// A frame's distance from what it holds, and above it, where its title stands.
const MARGIN: f64 = 12.0;
const TITLED: f64 = 24.0;

/// Whose operator it is.
pub(crate) fn family(node: &Node) -> Family {
    match node.domain.as_str() {
        _ if node.calls => Family::Other,
        "ai.onnx.ml" => Family::Ml,
        "ai.onnx" => Family::Plain,
        _ => Family::Other,
    }
}

/// Operators by name with their number, most first.
#[must_use]
pub fn operators<'a>(nodes: impl Iterator<Item = &'a Node>) -> Vec<OperatorCount> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    nodes.for_each(|node| *counts.entry(&node.op).or_default() += 1);
    let mut all: Vec<OperatorCount> =
        counts.into_iter().map(|(op, count)| OperatorCount { op: op.to_owned(), count }).collect();
    all.sort_by_key(|each| Reverse(each.count));
    all
}

/// Whether a graph's blocks are each drawn as one box when nobody says which are to be shown.
#[must_use]
pub fn opens_collapsed(graph: &Graph) -> bool {
    graph.nodes.len() > BIG
}

impl Block {
    /// Its id in a drawing.
    #[must_use]
    pub fn id(&self) -> String {
        format!("b:{}", self.title)
    }
}

/// Lays out a graph; none when `stop` says so. Which blocks there are is found by [`blocks`].
#[must_use]
pub fn draw(graph: &Graph, part: &Part, stop: &dyn Fn() -> bool) -> Option<Drawing> {
    let blocks = blocks(graph);
    let scene = Scene::of(graph, &blocks, part);
    if stop() {
        return None;
    }
    let turned =
        |(width, height): (f64, f64)| if part.horizontal { (height, width) } else { (width, height) };
    let boxes: Vec<(f64, f64)> = scene.nodes.iter().map(|node| turned((node.w, node.h))).collect();
    let first: Vec<bool> = scene.nodes.iter().map(|node| node.kind == Kind::Input).collect();
    let nets: Vec<Net> = scene.nets.iter().map(|(_, net)| net.clone()).collect();
    let below = if part.horizontal { BELOW * 1.6 } else { BELOW };
    let placed = layout(&Request { boxes: &boxes, nets: &nets, first: &first, below, stop })?;
    let (width, height) = turned((placed.width, placed.height));
    let mut nodes = scene.nodes;
    for (node, corner) in nodes.iter_mut().zip(&placed.corners) {
        let (x, y) = turned(*corner);
        (node.x, node.y) = (round(x), round(y));
    }
    let values: Vec<ValueId> = scene.nets.iter().map(|(value, _)| *value).collect();
    let edges = edges::edges(graph, &values, &nets, &placed.lines, part.horizontal);
    let frames = frames(&nodes, &blocks);
    Some(Drawing { width: round(width), height: round(height), nodes, edges, frames })
}

/// A tenth of a pixel is enough.
fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// Frames around the blocks that are shown with all they hold, where nothing else stands in them.
fn frames(nodes: &[DrawnNode], blocks: &[Block]) -> Vec<Frame> {
    let mut members: HashMap<&str, Vec<&DrawnNode>> = HashMap::new();
    for node in nodes.iter().filter(|node| node.kind == Kind::Operator) {
        if let Some(block) = &node.block {
            members.entry(block).or_default().push(node);
        }
    }
    let mut found = Vec::new();
    for block in blocks {
        let id = block.id();
        let Some(inside) = members.get(id.as_str()) else { continue };
        let least =
            |of: &dyn Fn(&DrawnNode) -> f64| inside.iter().map(|node| of(node)).fold(f64::INFINITY, f64::min);
        let most = |of: &dyn Fn(&DrawnNode) -> f64| inside.iter().map(|node| of(node)).fold(0.0, f64::max);
        let (x, y) = (least(&|node| node.x) - MARGIN, least(&|node| node.y) - TITLED);
        let (right, bottom) =
            (most(&|node| node.x + node.w) + MARGIN, most(&|node| node.y + node.h) + MARGIN);
        let meets = |node: &DrawnNode| {
            node.x < right && x < node.x + node.w && node.y < bottom && y < node.y + node.h
        };
        if nodes.iter().filter(|node| node.block.as_deref() != Some(&id)).any(meets) {
            continue;
        }
        found.push(Frame { id, title: block.title.clone(), x, y, w: right - x, h: bottom - y });
    }
    found
}

/// Boxes without places, and what runs between them.
struct Scene<'a> {
    graph: &'a Graph,
    part: &'a Part,
    nodes: Vec<DrawnNode>,
    nets: Vec<(ValueId, Net)>,
}

impl<'a> Scene<'a> {
    fn of(graph: &'a Graph, blocks: &[Block], part: &'a Part) -> Self {
        let is_shown = |block: &Block| match &part.expanded {
            Some(shown) => shown.contains(&block.id()),
            None => !opens_collapsed(graph),
        };
        let shown: Vec<bool> = blocks.iter().map(is_shown).collect();
        let owners = owners(blocks, graph.nodes.len());
        let mut scene = Self { graph, part, nodes: Vec::new(), nets: Vec::new() };
        let mut makers: HashMap<ValueId, usize> = HashMap::new();
        for id in &graph.inputs {
            makers.insert(*id, scene.nodes.len());
            scene.value(*id, 'i', Kind::Input);
        }
        let mut boxes: Vec<usize> = Vec::with_capacity(graph.nodes.len());
        let mut folded: HashMap<usize, usize> = HashMap::new();
        for (at, node) in graph.nodes.iter().enumerate() {
            let place = match owners[at] {
                Some(owner) if !shown[owner] => *folded.entry(owner).or_insert_with(|| {
                    scene.block(&blocks[owner]);
                    scene.nodes.len() - 1
                }),
                owner => {
                    scene.operator(node, owner.map(|owner| blocks[owner].id()));
                    scene.nodes.len() - 1
                }
            };
            boxes.push(place);
            makers.extend(node.outputs.iter().flatten().map(|id| (*id, place)));
        }
        scene.connect(&boxes, &mut makers);
        scene
    }

    /// Runs a net from the maker of each value to those that take it, and to the graph's outputs.
    fn connect(&mut self, boxes: &[usize], makers: &mut HashMap<ValueId, usize>) {
        let graph = self.graph;
        let mut takers: BTreeMap<ValueId, Vec<usize>> = BTreeMap::new();
        for (node, place) in graph.nodes.iter().zip(boxes) {
            for id in node.inputs.iter().flatten().chain(&node.captures) {
                let all = takers.entry(*id).or_default();
                if !all.contains(place) {
                    all.push(*place);
                }
            }
        }
        for id in &graph.outputs {
            takers.entry(*id).or_default().push(self.nodes.len());
            self.value(*id, 'o', Kind::Output);
        }
        for (id, to) in takers {
            if !makers.contains_key(&id) && graph.value(id).weight.is_none() {
                makers.insert(id, self.nodes.len());
                self.value(id, 'v', Kind::Outer);
            }
            let Some(from) = makers.get(&id).copied() else { continue };
            let to: Vec<usize> = to.into_iter().filter(|to| *to != from).collect();
            if !to.is_empty() {
                self.nets.push((id, Net { from, to }));
            }
        }
    }

    fn value(&mut self, id: ValueId, letter: char, kind: Kind) {
        let value = self.graph.value(id);
        let (title, caption) = (fit(&value.name, TITLE, WIDEST - AROUND), fit(&value.kind(), SMALL, WIDEST));
        let w = (width(&title, TITLE).max(width(&caption, SMALL) * 1.08) + 28.0).max(NARROWEST);
        self.nodes.push(DrawnNode {
            id: format!("{letter}{}", id.0),
            kind,
            family: Family::Plain,
            look: Look::Value,
            title,
            caption,
            name: value.name.clone(),
            block: None,
            opens: false,
            rows: Vec::new(),
            x: 0.0,
            y: 0.0,
            w: w.ceil(),
            h: VALUE_HIGH,
        });
    }

    fn block(&mut self, block: &Block) {
        let weights: u64 = block
            .nodes
            .iter()
            .map(|at| crate::cost::cost(self.graph, &self.graph.nodes[*at]).parameters)
            .sum();
        let mut said = plural(block.nodes.len() as u64, "operator");
        if weights > 0 {
            said = format!("{said}, {} parameters", count(weights));
        }
        let title = block.title.clone();
        self.push(
            block.id(),
            Kind::Block,
            (Family::Plain, Look::Block),
            (title, said, String::new()),
            Vec::new(),
        );
    }

    fn operator(&mut self, node: &Node, block: Option<String>) {
        let said = if self.part.names && !node.name.is_empty() {
            node.name.clone()
        } else {
            caption(self.graph, node)
        };
        let rows = self.rows(node);
        let words = (node.op.clone(), said, node.name.clone());
        self.push(format!("n{}", node.id), Kind::Operator, (family(node), look(&node.op)), words, rows);
        if let Some(last) = self.nodes.last_mut() {
            last.block = block;
            last.opens = node.calls || !node.bodies.is_empty();
        }
    }

    fn push(
        &mut self,
        id: String,
        kind: Kind,
        (family, look): (Family, Look),
        (title, caption, name): (String, String, String),
        rows: Vec<Row>,
    ) {
        let title = fit(&title, TITLE, WIDEST - AROUND);
        let caption = fit(&caption, SMALL, WIDEST - AROUND);
        let row = |row: &Row| width(&row.label, SMALL) + width(&row.value, SMALL) + 36.0;
        let words = width(&title, TITLE).max(width(&caption, SMALL)) + AROUND;
        let w = rows.iter().map(row).fold(words, f64::max).clamp(NARROWEST, WIDEST).ceil();
        let more = if rows.is_empty() { 0.0 } else { 8.0 + ROW_HIGH * rows.len() as f64 };
        let h = HIGH + more;
        let (block, opens, x, y) = (None, false, 0.0, 0.0);
        self.nodes.push(DrawnNode {
            id,
            kind,
            family,
            look,
            title,
            caption,
            name,
            block,
            opens,
            rows,
            x,
            y,
            w,
            h,
        });
    }

    /// The attributes and weights that are asked for, as many as fit.
    fn rows(&self, node: &Node) -> Vec<Row> {
        let mut rows = Vec::new();
        if self.part.weights {
            for (at, id) in node.inputs.iter().enumerate() {
                let Some(value) = id.map(|id| self.graph.value(id)) else { continue };
                let Some(weight) = &value.weight else { continue };
                let said = weight.brief.clone().or_else(|| value.size()).unwrap_or_default();
                rows.push(row(&role(&node.op, at), &said));
            }
        }
        if self.part.attributes {
            rows.extend(node.attributes.iter().map(|one| row(&one.name, &words(&one.setting, 4))));
        }
        if rows.len() > MOST_ROWS {
            let left = rows.len() - (MOST_ROWS - 1);
            rows.truncate(MOST_ROWS - 1);
            rows.push(row(&format!("{left} more"), ""));
        }
        rows
    }
}

fn row(label: &str, value: &str) -> Row {
    let label = fit(label, SMALL, 110.0);
    let left = WIDEST - 36.0 - width(&label, SMALL);
    Row { value: fit(value, SMALL, left), label }
}
