//! A graph that is laid out, ready to be drawn.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What to draw, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct Part {
    /// Blocks that are shown with all they hold; none for all of a small graph and none of a big one.
    pub expanded: Option<Vec<String>>,
    /// Whether boxes list their attributes.
    #[ts(optional, as = "Option<bool>")]
    pub attributes: bool,
    /// Whether boxes list their weights.
    #[ts(optional, as = "Option<bool>")]
    pub weights: bool,
    /// Whether boxes show the exporter's names for them.
    #[ts(optional, as = "Option<bool>")]
    pub names: bool,
    /// From left to right instead of from top to bottom.
    #[ts(optional, as = "Option<bool>")]
    pub horizontal: bool,
}

/// Boxes and lines with their places, px at full size, from the left upper corner.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Drawing {
    /// How wide it is.
    pub width: f64,
    /// How high it is.
    pub height: f64,
    /// The boxes, in the file's order.
    pub nodes: Vec<DrawnNode>,
    /// The lines.
    pub edges: Vec<DrawnEdge>,
    /// Around blocks that are shown with all they hold, where nothing else stands between.
    pub frames: Vec<Frame>,
}

/// What a box stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// What a caller gives.
    Input,
    /// What a caller gets.
    Output,
    /// What a body takes from the graph around it.
    Outer,
    /// One operator.
    Operator,
    /// A block of operators.
    Block,
}

/// Whose operator it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// `ai.onnx.ml`.
    Ml,
    /// `ai.onnx`.
    Plain,
    /// Any other domain, or a function of the file.
    Other,
}

/// What kind of work a box does, for its sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Look {
    Convolution,
    Matrix,
    Linear,
    Forest,
    Loop,
    Branch,
    Join,
    Pick,
    Shape,
    Encode,
    Scale,
    Missing,
    Activation,
    Pool,
    Text,
    Arithmetic,
    Block,
    Value,
}

/// One box.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct DrawnNode {
    /// `n12` for the operator of id 12, `i3` and `o4` for the values 3 and 4, `v5` for one from outside, `b:…` for a block.
    pub id: String,
    /// What it stands for.
    pub kind: Kind,
    /// Whose operator it is.
    pub family: Family,
    /// Its sign.
    pub look: Look,
    /// The operator, the value's name, or the block's.
    pub title: String,
    /// The line under it; may be empty.
    pub caption: String,
    /// The exporter's name of an operator; may be empty.
    pub name: String,
    /// The block that it belongs to.
    pub block: Option<String>,
    /// Whether it holds graphs of its own.
    pub opens: bool,
    /// Further lines.
    pub rows: Vec<Row>,
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

/// One line of a box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Row {
    /// The attribute, or the input.
    pub label: String,
    /// What it is.
    pub value: String,
}

/// One line from box to box.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct DrawnEdge {
    /// The box that it leaves, by its place in the list.
    pub from: u32,
    /// The box that it reaches.
    pub to: u32,
    /// The values that run along it.
    pub value: String,
    /// Type and shape, as far as they are known.
    pub detail: String,
    /// Its way, as SVG writes one.
    pub path: String,
    /// Left, upper, right and lower edge.
    pub bounds: [f64; 4],
    /// What is written on it.
    pub label: Option<Label>,
}

/// Words on a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Label {
    /// The words.
    pub text: String,
    /// Their middle.
    pub x: f64,
    /// Their middle.
    pub y: f64,
    /// Their width.
    pub w: f64,
}

/// A frame around a block.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Frame {
    /// The block.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

/// How many operators of a name a graph has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OperatorCount {
    /// Its name.
    pub op: String,
    /// How many.
    pub count: u64,
}
