//! What an operator keeps and what a row costs it.
//!
//! Parameters are the elements of its floating-point weights; of an ai.onnx.ml operator the numbers in its attributes,
//! of a forest its branches and leaves.
//!
//! Floating-point operations are counted for one row: an open first dimension is 1, and so is every dimension of its
//! name. A multiplication and an addition are two. An operator that only moves data costs 0. What needs a size that is
//! not known, and every operator that is not listed here, has no figure, which is not 0.
//!
//! | Operator | Operations |
//! | --- | --- |
//! | MatMul, Gemm | 2 · output · inner dimension, and output for a bias |
//! | Conv | 2 · output · channels of a group · kernel, and output for a bias |
//! | ConvTranspose | 2 · input · output channels of a group · kernel |
//! | LSTM, GRU, RNN | 2 · steps · rows · directions · gates · hidden · (input + hidden) |
//! | pools | output · kernel; global ones and Reduce…: input |
//! | normalisations, Softmax | BatchNormalization 2, others 5 an element |
//! | element by element | output |
//! | LinearClassifier, LinearRegressor | 2 · coefficients, and the intercepts |
//! | SVMClassifier, SVMRegressor | 2 · numbers in the support vectors, and their coefficients |
//! | Scaler, Normalizer | 2 and 3 an element |
//! | forests | comparisons on the longest ways, and an addition a tree |

use std::collections::HashSet;

use domain::graph::{Dim, Graph, ModelGraph, Node, Value};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What one operator keeps and costs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Cost {
    /// Learned numbers that it takes.
    pub parameters: u64,
    /// Floating-point operations for one row; none where that is not known.
    pub flops: Option<u64>,
}

/// What all operators of a model keep and cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Totals {
    /// Learned numbers; one that several operators take counts once.
    pub parameters: u64,
    /// Floating-point operations for one row, of those operators whose cost is known.
    pub flops: u64,
    /// Operators whose cost is not known.
    pub unknown_flops: u64,
}

/// One operator's cost within its graph.
#[must_use]
pub fn cost(graph: &Graph, node: &Node) -> Cost {
    let weights = node.inputs.iter().flatten().map(|id| parameters_of(graph.value(*id))).sum::<u64>();
    Cost { parameters: weights + own_parameters(node), flops: flops(&Sizes::of(graph), graph, node) }
}

/// The costs of a whole model, bodies and functions included once.
#[must_use]
pub fn totals(model: &ModelGraph) -> Totals {
    let mut totals = Totals::default();
    add(&model.main, &mut totals);
    model.functions.iter().for_each(|function| add(&function.graph, &mut totals));
    totals
}

fn add(graph: &Graph, totals: &mut Totals) {
    let sizes = Sizes::of(graph);
    let mut counted = HashSet::new();
    for node in &graph.nodes {
        let taken = node.inputs.iter().flatten().filter(|id| counted.insert(**id));
        totals.parameters +=
            taken.map(|id| parameters_of(graph.value(*id))).sum::<u64>() + own_parameters(node);
        match flops(&sizes, graph, node) {
            Some(flops) => totals.flops = totals.flops.saturating_add(flops),
            None => totals.unknown_flops += 1,
        }
        node.bodies.iter().for_each(|(_, body)| add(body, totals));
    }
}

fn parameters_of(value: &Value) -> u64 {
    let is_float = value.datatype.is_some_and(|name| name.contains("FP") || name == "BF16");
    value.weight.as_ref().filter(|_| is_float).map_or(0, |weight| weight.elements)
}

fn own_parameters(node: &Node) -> u64 {
    if let Some(trees) = node.trees {
        return trees.nodes;
    }
    if node.domain != "ai.onnx.ml" {
        return 0;
    }
    let lists =
        ["coefficients", "intercepts", "support_vectors", "rho", "offset", "scale", "imputed_value_floats"];
    lists.iter().filter_map(|name| node.length(name)).sum::<usize>() as u64
}

/// Sizes for one row.
struct Sizes<'a> {
    /// What the graph calls its rows.
    rows: Option<&'a str>,
}

impl<'a> Sizes<'a> {
    fn of(graph: &'a Graph) -> Self {
        let first = |id: &domain::graph::ValueId| graph.value(*id).shape.as_ref()?.first();
        let rows = graph.inputs.iter().filter_map(first).find_map(|dim| match dim {
            Dim::Named(name) => Some(name.as_str()),
            _ => None,
        });
        Self { rows }
    }

    fn shape(&self, value: &Value) -> Option<Vec<u64>> {
        let dim = |(axis, dim): (usize, &Dim)| match dim {
            Dim::Size(size) => Some(*size),
            Dim::Open if axis == 0 => Some(1),
            Dim::Named(name) if Some(name.as_str()) == self.rows => Some(1),
            _ => None,
        };
        value.shape.as_ref()?.iter().enumerate().map(dim).collect()
    }
}

fn product(shape: &[u64]) -> u64 {
    shape.iter().fold(1, |all, one| all.saturating_mul(*one))
}

fn flops(sizes: &Sizes, graph: &Graph, node: &Node) -> Option<u64> {
    let input = |at: usize| sizes.shape(graph.value((*node.inputs.get(at)?)?));
    let output = || sizes.shape(graph.value((*node.outputs.first()?)?));
    let has = |at: usize| node.inputs.get(at).is_some_and(Option::is_some);
    let all = |shape: Option<Vec<u64>>| shape.map(|shape| product(&shape));
    match node.op.as_str() {
        "MatMul" => Some(2 * all(output())? * inner(&input(0)?, false)?),
        "Gemm" => {
            let made = all(output())?;
            let inner = inner(&input(0)?, node.int("transA") == Some(1))?;
            Some(2 * made * inner + if has(2) { made } else { 0 })
        }
        "Conv" => {
            let (made, kernel) = (all(output())?, product(input(1)?.get(1..)?));
            Some(2 * made * kernel + if has(2) { made } else { 0 })
        }
        "ConvTranspose" => Some(2 * all(input(0))? * product(input(1)?.get(1..)?)),
        "LSTM" | "GRU" | "RNN" => recurrent(node, &input(0)?, &input(1)?, &input(2)?),
        "AveragePool" | "MaxPool" | "LpPool" => {
            let kernel = node.ints("kernel_shape")?.iter().map(|side| side.unsigned_abs()).product::<u64>();
            Some(all(output())? * kernel)
        }
        "GlobalAveragePool" | "GlobalMaxPool" => all(input(0)),
        op if op.starts_with("Reduce") || matches!(op, "ArgMax" | "ArgMin" | "CumSum") => all(input(0)),
        "BatchNormalization" => Some(2 * all(input(0))?),
        "LayerNormalization"
        | "InstanceNormalization"
        | "GroupNormalization"
        | "RMSNormalization"
        | "Softmax"
        | "LogSoftmax" => Some(5 * all(input(0))?),
        "LinearClassifier" | "LinearRegressor" => {
            Some(2 * node.length("coefficients")? as u64 + node.length("intercepts").unwrap_or(0) as u64)
        }
        "SVMClassifier" | "SVMRegressor" => {
            let supports = node.length("support_vectors").unwrap_or(0) as u64;
            Some(2 * supports + node.length("coefficients")? as u64)
        }
        "Scaler" => Some(2 * all(input(0))?),
        "Normalizer" => Some(3 * all(input(0))?),
        op if MOVES.contains(&op) => Some(0),
        op if ONE_EACH.contains(&op) => all(output()).or_else(|| all(input(0))),
        _ => node.trees.map(|trees| trees.comparisons + trees.count),
    }
}

/// The dimension that a product runs over.
fn inner(shape: &[u64], is_turned: bool) -> Option<u64> {
    if is_turned { shape.first().copied() } else { shape.last().copied() }
}

/// `w` has the shape directions, gates times hidden, input; `r` the same with hidden in the end.
fn recurrent(node: &Node, x: &[u64], w: &[u64], r: &[u64]) -> Option<u64> {
    let ([steps, rows, _], [directions, gates, input], [_, _, hidden]) = (x, w, r) else { return None };
    let (steps, rows) = if node.int("layout") == Some(1) { (rows, steps) } else { (steps, rows) };
    Some(2 * steps * rows * directions * gates * (input + hidden))
}

/// These hand data on as they are.
const MOVES: &[&str] = &[
    "Cast",
    "CastLike",
    "Concat",
    "Constant",
    "ConstantOfShape",
    "DepthToSpace",
    "Dropout",
    "Expand",
    "Flatten",
    "Gather",
    "GatherElements",
    "GatherND",
    "Identity",
    "Pad",
    "Reshape",
    "ScatterElements",
    "ScatterND",
    "Shape",
    "Size",
    "Slice",
    "SpaceToDepth",
    "Split",
    "Squeeze",
    "Tile",
    "Transpose",
    "Unsqueeze",
    "ZipMap",
    "ArrayFeatureExtractor",
    "FeatureVectorizer",
    "LabelEncoder",
    "OneHotEncoder",
    "CastMap",
];

/// These do one thing to each element.
const ONE_EACH: &[&str] = &[
    "Abs",
    "Acos",
    "Add",
    "And",
    "Asin",
    "Atan",
    "Binarizer",
    "Ceil",
    "Celu",
    "Clip",
    "Cos",
    "Cosh",
    "Div",
    "Elu",
    "Equal",
    "Erf",
    "Exp",
    "Floor",
    "Gelu",
    "Greater",
    "GreaterOrEqual",
    "HardSigmoid",
    "HardSwish",
    "Imputer",
    "IsInf",
    "IsNaN",
    "LeakyRelu",
    "Less",
    "LessOrEqual",
    "Log",
    "Max",
    "Mean",
    "Min",
    "Mish",
    "Mod",
    "Mul",
    "Neg",
    "Not",
    "Or",
    "PRelu",
    "Pow",
    "Reciprocal",
    "Relu",
    "Round",
    "Selu",
    "Sigmoid",
    "Sign",
    "Sin",
    "Sinh",
    "Softplus",
    "Softsign",
    "Sqrt",
    "Sub",
    "Sum",
    "Swish",
    "Tan",
    "Tanh",
    "ThresholdedRelu",
    "Where",
    "Xor",
];

#[cfg(test)]
mod tests {
    use domain::graph::{Trees, ValueId, Weight};

    use super::*;

    fn value(shape: &[i64], weight: bool) -> Value {
        let dim = |size: &i64| u64::try_from(*size).map_or(Dim::Open, Dim::Size);
        let shape: Vec<Dim> = shape.iter().map(dim).collect();
        let elements = shape.iter().map(|dim| if let Dim::Size(size) = dim { *size } else { 1 }).product();
        let weight = weight.then(|| Weight { elements, ..Weight::default() });
        Value { datatype: Some("FP32"), shape: Some(shape), weight, ..Value::default() }
    }

    fn of(op: &str, inputs: &[(&[i64], bool)], output: &[i64]) -> Cost {
        let mut values: Vec<Value> = inputs.iter().map(|(shape, weight)| value(shape, *weight)).collect();
        values.push(value(output, false));
        let ids = |range: std::ops::Range<usize>| range.map(|at| Some(ValueId(at as u32))).collect();
        let node = Node {
            op: op.to_owned(),
            inputs: ids(0..inputs.len()),
            outputs: ids(inputs.len()..inputs.len() + 1),
            ..Node::default()
        };
        cost(&Graph { values, ..Graph::default() }, &node)
    }

    #[test]
    fn well_known_operators_cost_what_their_formula_says() {
        type Case<'a> = (&'a str, &'a [(&'a [i64], bool)], &'a [i64], Cost);
        let cases: [Case<'_>; 6] = [
            (
                "Gemm",
                &[(&[-1, 4], false), (&[4, 3], true), (&[3], true)],
                &[-1, 3],
                Cost { parameters: 15, flops: Some(27) },
            ),
            (
                "MatMul",
                &[(&[2, 8, 16], false), (&[16, 32], true)],
                &[2, 8, 32],
                Cost { parameters: 512, flops: Some(16_384) },
            ),
            (
                "Conv",
                &[(&[-1, 3, 8, 8], false), (&[4, 3, 3, 3], true), (&[4], true)],
                &[-1, 4, 6, 6],
                Cost { parameters: 112, flops: Some(2 * 144 * 27 + 144) },
            ),
            ("Relu", &[(&[-1, 10], false)], &[-1, 10], Cost { parameters: 0, flops: Some(10) }),
            ("Reshape", &[(&[-1, 10], false)], &[-1, 5, 2], Cost { parameters: 0, flops: Some(0) }),
            ("Einsum", &[(&[-1, 10], false)], &[-1, 10], Cost { parameters: 0, flops: None }),
        ];
        for (op, inputs, output, expected) in cases {
            assert_eq!(of(op, inputs, output), expected, "{op}");
        }
    }

    #[test]
    fn a_size_that_nobody_knows_leaves_the_figure_blank() {
        assert_eq!(of("Relu", &[(&[-1, -1], false)], &[-1, -1]).flops, None);
    }

    #[test]
    fn a_forest_costs_its_comparisons_and_an_addition_a_tree() {
        let trees = Trees { count: 10, nodes: 300, comparisons: 50 };
        let node = Node { op: "TreeEnsembleClassifier".into(), trees: Some(trees), ..Node::default() };
        assert_eq!(cost(&Graph::default(), &node), Cost { parameters: 300, flops: Some(60) });
    }

    #[test]
    fn a_weight_that_two_operators_take_counts_once() {
        let node = |id: u32| Node { id, op: "Mul".into(), inputs: vec![Some(ValueId(0))], ..Node::default() };
        let main =
            Graph { nodes: vec![node(0), node(1)], values: vec![value(&[7], true)], ..Graph::default() };
        let model = ModelGraph { main, ..ModelGraph::default() };
        assert_eq!(totals(&model).parameters, 7);
    }
}
