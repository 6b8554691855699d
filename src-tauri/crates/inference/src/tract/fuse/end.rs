//! Where a chain ends: at a linear model, at trees, or at the last layer of a perceptron and the label of its largest
//! number.

use tract_onnx::pb::{NodeProto, tensor_proto::DataType};

use super::{
    graph::{Graph, axis, to},
    program::{Activation, Program, Step},
    vector::{DEPTH_MAX, Walk},
};
use crate::{
    model,
    tract::ops::{attributes, labels::Labels, post_transform::PostTransform},
};

/// A whole chain.
pub(super) struct End {
    pub program: Program,
    pub labels: Option<Labels>,
    /// The place of the trees that look at the numbers.
    pub trees: Option<usize>,
    /// The value's name that the labels have, if they are wanted.
    pub label: Option<String>,
    /// The value's name that the numbers have.
    pub scores: String,
    /// The graph inputs, in the program's order.
    pub inputs: Vec<String>,
    /// The places of the operators that it stands for, in order.
    pub nodes: Vec<usize>,
}

impl End {
    /// The chain whose last operator, but for a label's, stands here.
    pub(super) fn find(graph: &Graph, at: usize) -> Option<Self> {
        let node = &graph.nodes[at];
        match node.op_type.as_str() {
            "LinearClassifier" => classifier(graph, at, None),
            "Normalizer" => {
                let (before, _) = graph.maker(node.input.first()?)?;
                classifier(graph, before, Some(at))
            }
            "LinearRegressor" => regressor(graph, at),
            "TreeEnsembleClassifier" | "TreeEnsembleRegressor" => trees(graph, at),
            "MatMul" | "Gemm" | "Add" | "Relu" | "Tanh" | "Sigmoid" | "Softmax" | "Concat" => {
                layers(graph, at)
            }
            _ => None,
        }
    }

    fn new(walk: Walk, program: Program, scores: &str) -> Self {
        let mut nodes = walk.nodes;
        nodes.sort_unstable();
        nodes.dedup();
        Self {
            program,
            labels: None,
            trees: None,
            label: None,
            scores: scores.to_owned(),
            inputs: walk.inputs,
            nodes,
        }
    }
}

fn classifier(graph: &Graph, at: usize, normalizer: Option<usize>) -> Option<End> {
    let node = &graph.nodes[at];
    if node.op_type != "LinearClassifier" {
        return None;
    }
    let mut walk = Walk::new(graph);
    let labels = Labels::of(node, "classlabels_ints").ok()?;
    let program = walk.vector(node.input.first()?)?;
    let mut program = program.then(weighted_sums(node, labels.len())?).then(Step::Choose);
    is_sound(&program).then_some(())?;
    if let Some(activation) = activation(node)? {
        program = program.then(Step::Activate(activation));
    }
    walk.nodes.push(at);
    let mut scores = node.output.get(1)?;
    if let Some(at) = normalizer {
        let norm = attributes_norm(&graph.nodes[at]);
        (norm == "L1" && graph.only_taker(scores)?.0 == at).then_some(())?;
        program = program.then(Step::NormalizeL1);
        walk.nodes.push(at);
        scores = graph.nodes[at].output.first()?;
    }
    (!scores.is_empty()).then_some(())?;
    let label = node.output.first().filter(|name| !name.is_empty()).cloned();
    Some(End { labels: Some(labels), label, ..End::new(walk, program, scores) })
}

fn attributes_norm(node: &NodeProto) -> &str {
    model::attribute(node, "norm").and_then(|norm| std::str::from_utf8(&norm.s).ok()).unwrap_or("MAX")
}

fn regressor(graph: &Graph, at: usize) -> Option<End> {
    let node = &graph.nodes[at];
    let mut walk = Walk::new(graph);
    let targets = model::attribute(node, "targets").map_or(1, |targets| targets.i);
    let program = walk.vector(node.input.first()?)?;
    let mut program = program.then(weighted_sums(node, usize::try_from(targets).ok()?)?);
    is_sound(&program).then_some(())?;
    // ONNX Runtime does nothing to a single target but for the probit, which is not fused.
    if let Some(activation) = activation(node)?.filter(|_| targets > 1) {
        program = program.then(Step::Activate(activation));
    }
    walk.nodes.push(at);
    Some(End::new(walk, program, node.output.first()?))
}

/// Trees behind what makes columns of the inputs. Sums would be rounded in another order than elsewhere, and thresholds
/// may lie in between, so there are none.
fn trees(graph: &Graph, at: usize) -> Option<End> {
    let node = &graph.nodes[at];
    let table = node.input.first()?;
    are_singles(graph, table, DEPTH_MAX).then_some(())?;
    let mut walk = Walk::new(graph);
    let program = walk.vector(table)?;
    program.steps.iter().all(Step::is_of_columns).then_some(())?;
    walk.nodes.push(at);
    let (label, scores) = match node.output.as_slice() {
        [label, scores] => (Some(label.clone()).filter(|name| !name.is_empty()), scores),
        [scores] if node.op_type == "TreeEnsembleRegressor" => (None, scores),
        _ => return None,
    };
    (!scores.is_empty()).then_some(())?;
    Some(End { trees: Some(at), label, ..End::new(walk, program, scores) })
}

/// Whether a value is made, and holds numbers in single precision: trees compare all others in double precision.
fn are_singles(graph: &Graph, name: &str, depth: usize) -> bool {
    let Some((_, node)) = graph.maker(name).filter(|_| depth > 0) else { return false };
    let is_single = |name: &String| match graph.table(name) {
        Some((kind, _)) => kind == DataType::Float,
        None => are_singles(graph, name, depth - 1),
    };
    match node.op_type.as_str() {
        "Cast" => to(node) == Some(DataType::Float),
        "FeatureVectorizer" | "OneHotEncoder" | "Scaler" => true,
        "LabelEncoder" => model::attribute(node, "values_floats").is_some(),
        "ArrayFeatureExtractor" | "Concat" | "Identity" | "Imputer" | "Reshape" | "Sub" => {
            node.input.first().is_some_and(is_single)
        }
        _ => false,
    }
}

/// The sums of a linear model, one a target.
fn weighted_sums(node: &NodeProto, targets: usize) -> Option<Step> {
    let weights = attributes::floats(node, "coefficients").ok()?;
    let bias = attributes::floats(node, "intercepts").ok()?;
    let bias = if bias.is_empty() { vec![0.0; targets] } else { bias };
    let fits = targets > 0 && bias.len() == targets && weights.len().is_multiple_of(targets);
    fits.then_some(Step::Dense { weights, bias })
}

/// Whether each layer has as many weights as its inputs and outputs say.
fn is_sound(program: &Program) -> bool {
    let mut width = 0;
    program.steps.iter().all(|step| {
        let fits = match step {
            Step::Dense { weights, bias } => weights.len() == width * bias.len(),
            _ => true,
        };
        width = step.width(width);
        fits
    })
}

/// What a linear model does to its sums last; none where that is not fused.
#[expect(clippy::option_option, reason = "nothing to do is not the same as not known")]
fn activation(node: &NodeProto) -> Option<Option<Activation>> {
    match PostTransform::of(node).ok()? {
        PostTransform::None => Some(None),
        PostTransform::Logistic => Some(Some(Activation::Logistic)),
        PostTransform::Softmax => Some(Some(Activation::Softmax)),
        PostTransform::SoftmaxZero | PostTransform::Probit => None,
    }
}

/// Layers, whose sums come in the same order however many rows there are.
fn layers(graph: &Graph, at: usize) -> Option<End> {
    let scores = graph.nodes[at].output.first()?;
    let mut walk = Walk::new(graph);
    let program = walk.vector(scores)?;
    let is_layer = program.steps.iter().any(|step| matches!(step, Step::Dense { .. }));
    (is_layer && is_sound(&program)).then_some(())?;
    let mut end = End::new(walk, program, scores);
    if let Some(tail) = Tail::of(graph, scores, end.program.width) {
        end.program = end.program.then(Step::Choose);
        end.labels = Some(tail.labels);
        end.label = Some(tail.name);
        end.nodes.extend(tail.nodes);
        end.nodes.sort_unstable();
        end.nodes.dedup();
    }
    Some(end)
}

/// More values are not passed on in a row.
const PASSED_MAX: usize = 8;

/// The `ArgMax` of scores, and the nodes that pass them on to it.
fn largest<'a>(graph: &Graph<'a>, scores: &str, nodes: &mut Vec<usize>) -> Option<(usize, &'a NodeProto)> {
    let mut name = scores;
    for _ in 0..PASSED_MAX {
        if let Some(found) = graph.takers(name).find(|(_, node)| node.op_type == "ArgMax") {
            return Some(found);
        }
        let (at, node) = graph.takers(name).find(|(_, node)| node.op_type == "Identity")?;
        nodes.push(at);
        name = node.output.first()?;
    }
    None
}

/// The label of the class of the largest number: `ArgMax`, `ArrayFeatureExtractor`, and what gives it shape and type.
struct Tail {
    labels: Labels,
    name: String,
    nodes: Vec<usize>,
}

impl Tail {
    fn of(graph: &Graph, scores: &str, classes: usize) -> Option<Self> {
        let mut nodes = vec![];
        let (at, arg_max) = largest(graph, scores, &mut nodes)?;
        let last = model::attribute(arg_max, "select_last_index").is_some_and(|last| last.i != 0);
        (axis(arg_max, 0) == 1 && !last).then_some(())?;
        nodes.push(at);
        let (at, extractor) = graph.only_taker(arg_max.output.first()?)?;
        nodes.push(at);
        (extractor.op_type == "ArrayFeatureExtractor").then_some(())?;
        let constant = graph.constant(extractor.input.first()?)?;
        let (mut value, mut is_flat) = (extractor.output.first()?, false);
        let texts = constant.data_type == DataType::String as i32;
        let mut is_whole = texts || constant.data_type == DataType::Int64 as i32;
        for _ in 0..PASSED_MAX {
            let Some((at, node)) = graph.only_taker(value) else { break };
            match node.op_type.as_str() {
                "Cast" if !texts => is_whole = to(node) == Some(DataType::Int64),
                "Reshape" => is_flat = graph.numbers(node.input.get(1)?)?.1 == [-1.0],
                _ => break,
            }
            nodes.push(at);
            value = node.output.first()?;
        }
        (is_flat && is_whole).then_some(())?;
        let labels = match texts {
            true => Labels::Strings(model::names(constant)?),
            false => Labels::Ints(model::numbers(constant)?.into_iter().map(|label| label as i64).collect()),
        };
        (labels.len() == classes).then_some(Self { labels, name: value.clone(), nodes })
    }
}
