//! What a model is for, guessed from what its file tells: what goes in, what comes out, and the operators between.

use std::collections::HashMap;

use domain::{
    signature::{Datatype, Signature, TensorSpec},
    task::Task,
};
use tract_onnx::pb::{ModelProto, NodeProto, TensorProto};

use crate::{classes::Classes, model, signature::is_label};

/// A vector of so many numbers stands for the row, unless its name says otherwise; of fewer, for several numbers.
const EMBEDDING_WIDTH: i64 = 16;
/// Numbers of channels that pictures have: grey, red-green-blue, and with transparency.
const CHANNELS: [i64; 3] = [1, 3, 4];

/// Guesses the task. The file's own `task` in its metadata goes before everything else.
pub(crate) fn guess(proto: &ModelProto, signature: &Signature) -> Task {
    let graph = Graph::of(proto);
    let given = graph.given(proto, signature);
    if let Some(task) = stated(proto, &given) {
        return task;
    }
    match (graph.taken(signature), given) {
        (_, Given::Vector { named: true }) | (Taken::Text, Given::Vector { .. }) => Task::Embedding,
        (Taken::Image, _) => Task::Image,
        (Taken::Text, _) => Task::Text,
        (_, Given::Groups) => Task::Clustering,
        (_, Given::Classes(count)) => Task::classification(count),
        (Taken::Series, _) => Task::Forecasting,
        (_, Given::Numbers) => Task::Regression,
        (_, Given::Vector { .. }) => Task::Embedding,
        (Taken::Rows, Given::Unknown) => Task::Other,
    }
}

/// What the file's metadata say under `task`, where that is a task of ours.
fn stated(proto: &ModelProto, given: &Given) -> Option<Task> {
    let word = model::metadata(proto).remove("task")?;
    match (word.as_str(), given) {
        ("classification", Given::Classes(count)) => Some(Task::classification(*count)),
        (word, _) => word.parse().ok(),
    }
}

/// What a model takes.
enum Taken {
    Image,
    Text,
    /// Steps in time, read one after the other.
    Series,
    Rows,
}

/// What a model gives.
enum Given {
    /// Labels or class columns, of so many classes.
    Classes(usize),
    /// Labels of groups that nobody named.
    Groups,
    /// One number a row, or a few.
    Numbers,
    /// A vector a row; `named` where its name says so.
    Vector {
        named: bool,
    },
    Unknown,
}

/// The operators of a model's graph, by what they make and what they take.
struct Graph<'a> {
    nodes: Vec<&'a NodeProto>,
    makers: HashMap<&'a str, &'a NodeProto>,
    initializers: HashMap<&'a str, &'a TensorProto>,
}

impl<'a> Graph<'a> {
    fn of(proto: &'a ModelProto) -> Self {
        let mut nodes = Vec::new();
        model::visit(proto, &mut |node| nodes.push(node));
        let top = proto.graph.iter().flat_map(|graph| &graph.node);
        let made = |node: &'a NodeProto| node.output.iter().map(move |output| (output.as_str(), node));
        let initializers = proto.graph.iter().flat_map(|graph| &graph.initializer);
        Self {
            nodes,
            makers: top.flat_map(made).collect(),
            initializers: initializers.map(|tensor| (tensor.name.as_str(), tensor)).collect(),
        }
    }

    fn has(&self, operators: &[&str]) -> bool {
        self.nodes.iter().any(|node| operators.contains(&node.op_type.as_str()))
    }

    fn taken(&self, signature: &Signature) -> Taken {
        let inputs = &signature.inputs;
        if inputs.iter().any(is_image) {
            Taken::Image
        } else if self.has(&["Tokenizer", "TfIdfVectorizer", "StringNormalizer", "StringSplit"])
            || inputs.iter().any(|spec| self.is_tokens(spec))
        {
            Taken::Text
        } else if self.has(&["LSTM", "GRU", "RNN"]) && inputs.iter().any(|spec| spec.shape.len() == 3) {
            Taken::Series
        } else {
            Taken::Rows
        }
    }

    /// Whole numbers that pick rows out of a table of vectors, several a row: the ids of a text's tokens.
    fn is_tokens(&self, spec: &TensorSpec) -> bool {
        let whole = matches!(spec.datatype, Datatype::Int64 | Datatype::Int32);
        let several = matches!(spec.shape[..], [_, width] if width != 1);
        let looks_up = |node: &&NodeProto| {
            let table = node.input.first().and_then(|name| self.initializers.get(name.as_str()));
            let from_input = node.input.get(1).is_some_and(|ids| self.source(ids) == spec.name);
            node.op_type == "Gather" && from_input && table.is_some_and(|table| table.dims.len() == 2)
        };
        whole && several && (spec.name.contains("input_ids") || self.nodes.iter().any(looks_up))
    }

    fn given(&self, proto: &ModelProto, signature: &Signature) -> Given {
        let outputs = &signature.outputs;
        let Some(main) = outputs.first() else { return Given::Unknown };
        let classes = Classes::find(proto);
        if let Some(label) = outputs.iter().find(|spec| is_label(spec)) {
            let is_group = self.maker(&label.name).is_some_and(|node| node.op_type == "ArgMin");
            return match class_count(label, outputs, &classes) {
                // scikit-learn's classifiers all carry their classes; its mixtures and clusterings have none.
                None if is_group || proto.producer_name == "skl2onnx" => Given::Groups,
                Some(Count::Columns(2..)) if is_group || proto.producer_name == "skl2onnx" => Given::Groups,
                Some(Count::Named(count) | Count::Columns(count)) => Given::Classes(count.max(2)),
                None => Given::Classes(usize::MAX),
            };
        }
        let width = main.shape.iter().skip(1).try_fold(1, |all, dim| (*dim > 0).then_some(all * dim));
        let last = self.maker(&main.name).map(|node| node.op_type.as_str());
        let columns = || width.and_then(|width| usize::try_from(width).ok()).unwrap_or(usize::MAX);
        if outputs.iter().any(|spec| spec.classes.is_some()) || is_logits(main) {
            return Given::Classes(columns().max(2));
        }
        match (last, width) {
            _ if !is_float(main.datatype) => Given::Unknown,
            _ if is_vector(main) => Given::Vector { named: true },
            (Some("Softmax" | "LogSoftmax"), _) => Given::Classes(columns().max(2)),
            (Some("Sigmoid"), Some(1)) => Given::Classes(2),
            _ if self.nodes.iter().any(|node| node.op_type.ends_with("Regressor")) => Given::Numbers,
            // The mean of the nearest rows' targets.
            _ if self.has(&["TopK"]) => Given::Numbers,
            (_, Some(1)) => Given::Numbers,
            _ if !self.has(&["MatMul", "Gemm", "Conv"]) => Given::Unknown,
            // As wide as what went in: a network that gives back what it was given.
            (_, width) if signature.inputs.iter().any(|spec| spec.shape.last().copied() == width) => {
                Given::Unknown
            }
            (_, Some(..EMBEDDING_WIDTH)) => Given::Unknown,
            _ => Given::Vector { named: false },
        }
    }

    /// What makes a value, through operators that only change its form.
    fn maker(&self, name: &str) -> Option<&'a NodeProto> {
        let mut node = *self.makers.get(name)?;
        for _ in 0..self.nodes.len() {
            if !FORMS.contains(&node.op_type.as_str()) {
                break;
            }
            match node.input.first().and_then(|input| self.makers.get(input.as_str())) {
                Some(before) => node = before,
                None => break,
            }
        }
        Some(node)
    }

    /// The input of the graph behind operators that only change a value's form.
    fn source(&self, name: &'a str) -> &'a str {
        let mut name = name;
        for _ in 0..self.nodes.len() {
            match self.makers.get(name).filter(|node| FORMS.contains(&node.op_type.as_str())) {
                Some(node) => name = node.input.first().map_or("", String::as_str),
                None => break,
            }
        }
        name
    }
}

/// Operators that change a value's type or shape and nothing else.
const FORMS: [&str; 7] = ["Cast", "Reshape", "Squeeze", "Unsqueeze", "Flatten", "Identity", "Transpose"];

/// How many classes, and how that is known.
enum Count {
    /// The graph names them.
    Named(usize),
    /// There are so many columns of numbers beside the label; a lone score tells two classes apart.
    Columns(usize),
}

fn class_count(label: &TensorSpec, outputs: &[TensorSpec], classes: &Classes) -> Option<Count> {
    if let Some(named) = outputs.iter().find_map(|spec| spec.classes.as_ref()) {
        return Some(Count::Named(named.len()));
    }
    if let Some(behind) = classes.behind(&label.name) {
        return Some(Count::Named(behind.len()));
    }
    let beside = || outputs.iter().filter(|spec| is_float(spec.datatype));
    let columns = beside().find_map(|spec| match spec.shape[..] {
        [_, columns] => usize::try_from(columns).ok(),
        _ => None,
    });
    // One output a class, as ZipMap's columns are written.
    columns.or_else(|| Some(beside().count()).filter(|count| *count > 1)).map(Count::Columns)
}

/// A batch of pictures, channels first or last.
fn is_image(spec: &TensorSpec) -> bool {
    let is_channels = |dim: i64| CHANNELS.contains(&dim);
    spec.datatype != Datatype::Bytes
        && matches!(spec.shape[..], [_, first, _, last] if is_channels(first) || is_channels(last))
}

/// A network's output of one number a class, which exporters name so.
fn is_logits(spec: &TensorSpec) -> bool {
    let is_rows = matches!(spec.shape[..], [_] | [_, _]);
    is_rows && is_float(spec.datatype) && has_word(&spec.name, &["logit", "prob", "softmax"])
}

fn is_vector(spec: &TensorSpec) -> bool {
    spec.shape.len() >= 2 && has_word(&spec.name, &["embed", "hidden_state", "pooler", "feature", "latent"])
}

fn has_word(name: &str, words: &[&str]) -> bool {
    let name = name.to_ascii_lowercase();
    words.iter().any(|word| name.contains(word))
}

const fn is_float(datatype: Datatype) -> bool {
    matches!(datatype, Datatype::Fp32 | Datatype::Fp64)
}

#[cfg(test)]
mod tests {
    use tract_onnx::pb::{AttributeProto, GraphProto, StringStringEntryProto};

    use super::*;

    fn spec(name: &str, datatype: Datatype, shape: &[i64]) -> TensorSpec {
        TensorSpec { name: name.to_owned(), datatype, shape: shape.to_vec(), dims: None, classes: None }
    }

    fn floats(name: &str, shape: &[i64]) -> TensorSpec {
        spec(name, Datatype::Fp32, shape)
    }

    fn node(operator: &str, inputs: &[&str], outputs: &[&str]) -> NodeProto {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        NodeProto {
            op_type: operator.to_owned(),
            input: names(inputs),
            output: names(outputs),
            attribute: Vec::<AttributeProto>::new(),
            ..NodeProto::default()
        }
    }

    fn table(name: &str) -> TensorProto {
        TensorProto { name: name.to_owned(), dims: vec![100, 8], ..TensorProto::default() }
    }

    fn guessed(nodes: Vec<NodeProto>, inputs: Vec<TensorSpec>, outputs: Vec<TensorSpec>) -> Task {
        guess(&proto(nodes, &outputs), &Signature { inputs, outputs })
    }

    fn proto(nodes: Vec<NodeProto>, outputs: &[TensorSpec]) -> ModelProto {
        let output = outputs
            .iter()
            .map(|spec| tract_onnx::pb::ValueInfoProto { name: spec.name.clone(), ..Default::default() });
        let graph = GraphProto {
            node: nodes,
            output: output.collect(),
            initializer: vec![table("table")],
            ..GraphProto::default()
        };
        ModelProto { graph: Some(graph), ..ModelProto::default() }
    }

    #[test]
    fn the_nearest_center_is_a_cluster() {
        let nodes = vec![
            node("Gemm", &["X"], &["distances"]),
            node("ArgMin", &["distances"], &["nearest"]),
            node("Cast", &["nearest"], &["label"]),
            node("Sqrt", &["distances"], &["scores"]),
        ];
        let outputs = vec![spec("label", Datatype::Int64, &[-1]), floats("scores", &[-1, 3])];
        assert_eq!(guessed(nodes, vec![floats("X", &[-1, 4])], outputs), Task::Clustering);
    }

    #[test]
    fn numbers_read_from_steps_in_time_are_a_forecast() {
        let nodes = vec![node("LSTM", &["x"], &["states"]), node("Gemm", &["states"], &["y"])];
        let series = || vec![floats("x", &[-1, 48, 3])];
        assert_eq!(guessed(nodes.clone(), series(), vec![floats("y", &[-1, 12])]), Task::Forecasting);
        let classes = vec![floats("logits", &[-1, 5])];
        assert_eq!(guessed(nodes, series(), classes), Task::MulticlassClassification);
    }

    #[test]
    fn ids_that_look_vectors_up_are_text() {
        let nodes = |last: &str| {
            vec![
                node("Cast", &["tokens"], &["ids"]),
                node("Gather", &["table", "ids"], &["vectors"]),
                node("MatMul", &["vectors"], &[last]),
            ]
        };
        let tokens = || vec![spec("tokens", Datatype::Int64, &[-1, -1])];
        assert_eq!(guessed(nodes("logits"), tokens(), vec![floats("logits", &[-1, 2])]), Task::Text);
        let states = vec![floats("last_hidden_state", &[-1, -1, 384])];
        assert_eq!(guessed(nodes("last_hidden_state"), tokens(), states), Task::Embedding);
        let category = vec![spec("tokens", Datatype::Int64, &[-1, 1])];
        assert_eq!(guessed(nodes("y"), category, vec![floats("y", &[-1, 1])]), Task::Regression);
    }

    #[test]
    fn what_comes_out_tells_the_rest() {
        let x = || vec![floats("X", &[-1, 30])];
        let through = |operator: &str| vec![node("Gemm", &["X"], &["h"]), node(operator, &["h"], &["y"])];
        for (nodes, output, task) in [
            (through("Sigmoid"), floats("y", &[-1, 1]), Task::BinaryClassification),
            (through("Softmax"), floats("y", &[-1, 2]), Task::BinaryClassification),
            (through("Softmax"), floats("y", &[-1, 7]), Task::MulticlassClassification),
            (through("Relu"), floats("y", &[-1, 1]), Task::Regression),
            (through("Relu"), floats("y", &[-1, 64]), Task::Embedding),
            (through("Relu"), floats("y", &[-1, 30]), Task::Other),
            (through("Relu"), floats("y", &[-1, 5]), Task::Other),
            (through("Relu"), floats("embedding", &[-1, 5]), Task::Embedding),
            (through("TopK"), floats("y", &[-1, 3]), Task::Regression),
            (vec![node("Scaler", &["X"], &["y"])], floats("y", &[-1, 64]), Task::Other),
            (vec![node("Conv", &["X"], &["y"])], spec("y", Datatype::Bool, &[-1]), Task::Other),
        ] {
            let shown = format!("{output:?}");
            assert_eq!(guessed(nodes, x(), vec![output]), task, "{shown}");
        }
    }

    #[test]
    fn the_files_own_word_goes_first() {
        let outputs = vec![floats("probability", &[-1, 2])];
        let signature = Signature { inputs: vec![floats("X", &[-1, 4])], outputs: outputs.clone() };
        for (word, task) in [
            ("clustering", Task::Clustering),
            ("classification", Task::BinaryClassification),
            ("detect", Task::BinaryClassification),
        ] {
            let mut proto = proto(vec![node("Gemm", &["X"], &["probability"])], &outputs);
            let entry = StringStringEntryProto { key: "task".to_owned(), value: word.to_owned() };
            proto.metadata_props.push(entry);
            assert_eq!(guess(&proto, &signature), task, "{word}");
        }
    }
}
