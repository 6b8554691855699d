//! The graph inside a model file: operators, the tensors between them, and what is known of each.
//!
//! A graph holds no weights, only what they are; their values are read when somebody asks.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// All graphs of a model file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ModelGraph {
    /// The one that is run.
    pub main: Graph,
    /// Bodies that nodes of any graph may call by domain and name.
    pub functions: Vec<Function>,
    /// Operator sets with their versions.
    pub opsets: BTreeMap<String, i64>,
}

/// A body that stands in the file once and is called by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Function {
    /// The domain of the nodes that call it.
    pub domain: String,
    /// The operator name of the nodes that call it.
    pub name: String,
    /// Its operators.
    pub graph: Graph,
}

/// Operators and the values that they hand to each other.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Graph {
    /// The file's name for it.
    pub name: String,
    /// In the file's order, which runs from inputs to outputs; constants are values, not nodes.
    pub nodes: Vec<Node>,
    /// Everything that has a name.
    pub values: Vec<Value>,
    /// What a caller gives, without weights.
    pub inputs: Vec<ValueId>,
    /// What a caller gets.
    pub outputs: Vec<ValueId>,
}

/// A value's place in [`Graph::values`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValueId(pub u32);

/// One operator.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Node {
    /// Its place in the file, which names it within its graph.
    pub id: u32,
    /// What it does: `Conv`.
    pub op: String,
    /// Whose operator it is: `ai.onnx`, `ai.onnx.ml`, or an exporter's own.
    pub domain: String,
    /// The exporter's name for it; may be empty.
    pub name: String,
    /// The exporter's words on it; may be empty.
    pub doc: String,
    /// Its settings.
    pub attributes: Vec<Attribute>,
    /// What it takes, in the operator's order; none where an optional input is left out.
    pub inputs: Vec<Option<ValueId>>,
    /// What it gives, in the operator's order.
    pub outputs: Vec<Option<ValueId>>,
    /// Values that its bodies take from this graph beside its inputs.
    pub captures: Vec<ValueId>,
    /// The graphs inside it: branches and loop bodies, by the attribute's name.
    pub bodies: Vec<(String, Graph)>,
    /// Whether it calls one of the file's functions.
    pub calls: bool,
    /// Of an operator that is a forest.
    pub trees: Option<Trees>,
}

/// The size of a forest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Trees {
    /// How many trees.
    pub count: u64,
    /// Branches and leaves of all of them.
    pub nodes: u64,
    /// The longest ways from root to leaf, added up: comparisons a row at most.
    pub comparisons: u64,
}

/// Something with a name that nodes take or give.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Value {
    /// The file's name for it.
    pub name: String,
    /// The element's type, by its protocol name; none where nobody says.
    pub datatype: Option<&'static str>,
    /// Its dimensions; none where nobody says how many.
    pub shape: Option<Vec<Dim>>,
    /// What is kept in the file for it; none for what is computed or given.
    pub weight: Option<Weight>,
}

/// A tensor that is kept in the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Weight {
    /// Elements.
    pub elements: u64,
    /// Bytes.
    pub bytes: u64,
    /// The file that holds them, where it is not the model's own.
    pub file: Option<String>,
    /// The values, where there are few: `[1, −1]`.
    pub brief: Option<String>,
}

/// One dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dim {
    /// So many.
    Size(u64),
    /// Any number, under a name.
    Named(String),
    /// Any number.
    Open,
}

impl std::fmt::Display for Dim {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Size(size) => write!(f, "{size}"),
            Self::Named(name) => f.write_str(name),
            Self::Open => f.write_str("?"),
        }
    }
}

/// A setting of an operator.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// What it is set to.
    pub setting: Setting,
}

/// What an attribute is set to. Long lists are kept by their beginning.
#[derive(Debug, Clone, PartialEq)]
pub enum Setting {
    /// A whole number.
    Int(i64),
    /// A number.
    Float(f32),
    /// A text.
    Text(String),
    /// Whole numbers.
    Ints(Many<i64>),
    /// Numbers.
    Floats(Many<f32>),
    /// Texts.
    Texts(Many<String>),
    /// A tensor: its type and shape, and its values where there are few.
    Tensor(Value),
    /// Something else, in words.
    Other(String),
}

/// A list of which the beginning is kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Many<T> {
    /// How many there are.
    pub count: usize,
    /// The first of them.
    pub first: Vec<T>,
}

/// How many elements of a list are kept.
pub const KEPT: usize = 64;

impl<T> Many<T> {
    /// Keeps the beginning of a list.
    pub fn of(items: impl ExactSizeIterator<Item = T>) -> Self {
        Self { count: items.len(), first: items.take(KEPT).collect() }
    }

    /// All of it, where all is kept.
    #[must_use]
    pub fn whole(&self) -> Option<&[T]> {
        (self.first.len() == self.count).then_some(&self.first)
    }
}

impl Graph {
    /// A value.
    #[must_use]
    pub fn value(&self, id: ValueId) -> &Value {
        &self.values[id.0 as usize]
    }

    /// The node of an id.
    #[must_use]
    pub fn node(&self, id: u32) -> Option<&Node> {
        self.nodes.binary_search_by_key(&id, |node| node.id).ok().map(|at| &self.nodes[at])
    }
}

impl Node {
    /// A setting by its name.
    #[must_use]
    pub fn setting(&self, name: &str) -> Option<&Setting> {
        self.attributes.iter().find(|attribute| attribute.name == name).map(|attribute| &attribute.setting)
    }

    /// A setting that is a whole number.
    #[must_use]
    pub fn int(&self, name: &str) -> Option<i64> {
        match self.setting(name)? {
            Setting::Int(value) => Some(*value),
            _ => None,
        }
    }

    /// A setting that is a text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.setting(name)? {
            Setting::Text(value) => Some(value),
            _ => None,
        }
    }

    /// A setting that is a list of whole numbers.
    #[must_use]
    pub fn ints(&self, name: &str) -> Option<&[i64]> {
        match self.setting(name)? {
            Setting::Ints(values) => values.whole(),
            _ => None,
        }
    }

    /// How many elements a setting has that is a list.
    #[must_use]
    pub fn length(&self, name: &str) -> Option<usize> {
        match self.setting(name)? {
            Setting::Ints(values) => Some(values.count),
            Setting::Floats(values) => Some(values.count),
            Setting::Texts(values) => Some(values.count),
            _ => None,
        }
    }
}

impl Value {
    /// `FP32 [rows, 4]`, as far as it is known.
    #[must_use]
    pub fn kind(&self) -> String {
        let shape = self.shape.as_ref().map(|shape| format!("[{}]", join(shape, ", ")));
        [self.datatype.map(str::to_owned), shape].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// `rows × 4`; none where the shape is not known, empty for a single value.
    #[must_use]
    pub fn size(&self) -> Option<String> {
        self.shape.as_ref().map(|shape| join(shape, " × "))
    }
}

fn join(shape: &[Dim], with: &str) -> String {
    shape.iter().map(Dim::to_string).collect::<Vec<_>>().join(with)
}

/// What there is to know of a tensor's values.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Weights {
    /// Its name; that of the attribute where it is one.
    pub name: String,
    /// The element's type.
    pub datatype: String,
    /// Its dimensions.
    pub shape: Vec<u64>,
    /// Elements.
    pub elements: u64,
    /// Bytes as they are kept.
    pub bytes: u64,
    /// The file that holds them, where it is not the model's own.
    pub file: Option<String>,
    /// What the numbers are like; none for texts and for types that this program does not read.
    pub numbers: Option<Numbers>,
    /// The first elements as text.
    pub first: Vec<String>,
}

/// What many numbers are like. Those that are not finite are counted and left out of everything else.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Numbers {
    /// The smallest.
    pub min: f64,
    /// The largest.
    pub max: f64,
    /// The mean.
    pub mean: f64,
    /// The standard deviation.
    pub deviation: f64,
    /// How many are 0.
    pub zeros: u64,
    /// How many are NaN or infinite.
    pub not_finite: u64,
    /// How many lie in each of equally wide bins from `min` to `max`.
    pub histogram: Vec<u64>,
}
