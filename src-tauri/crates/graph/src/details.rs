//! All that is known of one box, for whoever has chosen it.

use domain::graph::{Graph, Node, Setting, Value};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    OperatorCount,
    blocks::Block,
    cost::{Cost, cost},
    drawing::Family,
    numbers::{list, minus, real},
    scene::{family, operators},
};

/// Values of a list that are written out at most.
const WRITTEN: usize = 16;

/// What the body of a call is named.
pub const FUNCTION: &str = "function";

/// An operator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct NodeDetails {
    /// Its id in its graph.
    pub id: u32,
    /// What it does.
    pub op: String,
    /// Whose operator it is.
    pub domain: String,
    /// The version of that operator set; none where the file does not say.
    pub opset: Option<i64>,
    /// Whose operator it is, in short.
    pub family: Family,
    /// The exporter's name for it; may be empty.
    pub name: String,
    /// The exporter's words on it; may be empty.
    pub doc: String,
    /// The block that it belongs to.
    pub block: Option<String>,
    /// Its settings.
    pub attributes: Vec<Said>,
    /// What it takes.
    pub inputs: Vec<Port>,
    /// What it gives.
    pub outputs: Vec<Port>,
    /// What it keeps and costs.
    pub cost: Cost,
    /// The graphs inside it, by name.
    pub bodies: Vec<String>,
}

/// A setting in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Said {
    /// Its name.
    pub name: String,
    /// What it is set to; a long list by its beginning.
    pub value: String,
    /// How many values it has, where it is a list or a tensor that can be looked at.
    pub values: Option<u64>,
}

/// Something that an operator takes or gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Port {
    /// What the operator calls it, or its number.
    pub role: String,
    /// The tensor's name.
    pub name: String,
    /// Its type and shape, as far as they are known.
    pub kind: String,
    /// Elements, where it is kept in the file.
    pub weight: Option<u64>,
    /// Its values, where they are few.
    pub brief: Option<String>,
}

/// A block.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct BlockDetails {
    /// What it is called.
    pub title: String,
    /// How many operators it has.
    pub nodes: u64,
    /// Which, with their number.
    pub operators: Vec<OperatorCount>,
    /// Learned numbers in it.
    pub parameters: u64,
    /// Floating-point operations for one row; none where one of its operators has no figure.
    pub flops: Option<u64>,
}

/// Looks at one operator. `opset` gives the version of a domain.
#[must_use]
pub fn node_details(graph: &Graph, node: &Node, block: Option<String>, opset: Option<i64>) -> NodeDetails {
    let ports = |ids: &[Option<domain::graph::ValueId>], role: &dyn Fn(usize) -> String| {
        let given = ids.iter().enumerate().filter_map(|(at, id)| Some((at, graph.value((*id)?))));
        given.map(|(at, value)| port(role(at), value)).collect::<Vec<_>>()
    };
    let mut inputs = ports(&node.inputs, &|at| role(&node.op, at));
    inputs.extend(node.captures.iter().map(|id| port("captured".to_owned(), graph.value(*id))));
    let called = node.calls.then(|| FUNCTION.to_owned());
    NodeDetails {
        id: node.id,
        op: node.op.clone(),
        domain: node.domain.clone(),
        opset,
        family: family(node),
        name: node.name.clone(),
        doc: node.doc.clone(),
        block,
        attributes: node.attributes.iter().map(|one| said(&one.name, &one.setting)).collect(),
        inputs,
        outputs: ports(&node.outputs, &|at| {
            if node.outputs.len() == 1 { String::new() } else { at.to_string() }
        }),
        cost: cost(graph, node),
        bodies: node.bodies.iter().map(|(name, _)| name.clone()).chain(called).collect(),
    }
}

/// Looks at a block.
#[must_use]
pub fn block_details(graph: &Graph, block: &Block) -> BlockDetails {
    let nodes = || block.nodes.iter().map(|at| &graph.nodes[*at]);
    let costs: Vec<Cost> = nodes().map(|node| cost(graph, node)).collect();
    BlockDetails {
        title: block.title.clone(),
        nodes: block.nodes.len() as u64,
        operators: operators(nodes()),
        parameters: costs.iter().map(|cost| cost.parameters).sum(),
        flops: costs.iter().map(|cost| cost.flops).sum(),
    }
}

fn port(role: String, value: &Value) -> Port {
    let weight = value.weight.as_ref();
    Port {
        role,
        name: value.name.clone(),
        kind: value.kind(),
        weight: weight.map(|weight| weight.elements),
        brief: weight.and_then(|weight| weight.brief.as_deref()).map(minus),
    }
}

fn said(name: &str, setting: &Setting) -> Said {
    let values = match setting {
        Setting::Ints(many) => Some(many.count as u64),
        Setting::Floats(many) => Some(many.count as u64),
        Setting::Texts(many) => Some(many.count as u64),
        Setting::Tensor(value) => value.weight.as_ref().map(|weight| weight.elements),
        _ => None,
    };
    Said { name: name.to_owned(), value: words(setting, WRITTEN), values: values.filter(|count| *count > 0) }
}

/// A setting in words, lists by their first elements.
pub(crate) fn words(setting: &Setting, most: usize) -> String {
    fn cut(mut shown: Vec<String>, count: usize, most: usize) -> String {
        shown.truncate(most);
        if count > shown.len() {
            shown.push(format!("… {count} in all"));
        }
        shown.join(", ")
    }
    match setting {
        Setting::Int(value) => minus(&value.to_string()),
        Setting::Float(value) => real(*value),
        Setting::Text(text) => text.clone(),
        Setting::Ints(many) if many.count <= most => list(&many.first),
        Setting::Ints(many) => {
            cut(many.first.iter().map(|one| minus(&one.to_string())).collect(), many.count, most)
        }
        Setting::Floats(many) => cut(many.first.iter().map(|one| real(*one)).collect(), many.count, most),
        Setting::Texts(many) => cut(many.first.clone(), many.count, most),
        Setting::Tensor(value) => {
            let brief = value.weight.as_ref().and_then(|weight| weight.brief.as_deref()).map(minus);
            [Some(value.kind()), brief].into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
        Setting::Other(text) => text.clone(),
    }
}

/// What an operator calls its inputs.
pub(crate) fn role(op: &str, at: usize) -> String {
    let names: &[&str] = match op {
        "Conv" | "ConvTranspose" => &["X", "W", "B"],
        "Gemm" => &["A", "B", "C"],
        "MatMul" | "Add" | "Sub" | "Mul" | "Div" => &["A", "B"],
        "BatchNormalization" => &["X", "scale", "B", "mean", "var"],
        "LayerNormalization" => &["X", "scale", "B"],
        "LSTM" | "GRU" | "RNN" => &["X", "W", "R", "B", "lengths", "initial h", "initial c", "P"],
        "Reshape" | "Expand" => &["data", "shape"],
        "Gather" | "GatherElements" | "GatherND" => &["data", "indices"],
        "Slice" => &["data", "starts", "ends", "axes", "steps"],
        "Squeeze" | "Unsqueeze" => &["data", "axes"],
        "Clip" => &["input", "min", "max"],
        "Pad" => &["data", "pads", "value", "axes"],
        "Where" => &["condition", "X", "Y"],
        "If" => &["condition"],
        "Loop" => &["steps", "condition"],
        _ => &[],
    };
    names.get(at).map_or_else(|| (at + 1).to_string(), |name| (*name).to_owned())
}
