//! One short line that tells an operator from its namesakes: `3 × 3, 64 channels`.

use domain::graph::{Dim, Graph, Many, Node, Setting, Value};

use crate::{
    drawing::Look,
    numbers::{count, list, minus, plural, real},
};

/// The line under an operator's name; empty where there is nothing to say.
pub(crate) fn caption(graph: &Graph, node: &Node) -> String {
    let input = |at: usize| node.inputs.get(at).copied().flatten().map(|id| graph.value(id));
    let kept =
        |at: usize| input(at).and_then(|value| value.weight.as_ref()).and_then(|weight| weight.brief.clone());
    let size = |at: usize, axis: usize| match input(at)?.shape.as_ref()?.get(axis)? {
        Dim::Size(size) => Some(*size),
        _ => None,
    };
    let said = match node.op.as_str() {
        "Conv" | "ConvTranspose" => convolution(node, input(1)),
        "Gemm" => between(input(1), node.int("transB") == Some(1)),
        "MatMul" => {
            input(1).filter(|value| value.weight.is_some()).and_then(|value| between(Some(value), false))
        }
        "Concat" | "Gather" | "GatherElements" | "Softmax" | "LogSoftmax" | "Split" | "Flatten"
        | "ArgMax" | "TopK" => node.int("axis").map(|axis| format!("axis {axis}")),
        "Reshape" | "Expand" => kept(1).or_else(|| node.ints("shape").map(list)),
        "Squeeze" | "Unsqueeze" => {
            kept(1).or_else(|| node.ints("axes").map(list)).map(|axes| format!("axes {axes}"))
        }
        "Transpose" => node.ints("perm").map(list),
        "Cast" => node.int("to").and_then(type_name).map(|name| format!("to {name}")),
        "Clip" => clip(node, kept(1), kept(2)),
        "MaxPool" | "AveragePool" => node.ints("kernel_shape").map(times),
        "Add" | "Sub" | "Mul" | "Div" | "Pow" => kept(1).or_else(|| kept(0)),
        "LSTM" | "GRU" | "RNN" => node.int("hidden_size").map(|hidden| format!("{hidden} hidden")),
        "TreeEnsembleClassifier" | "TreeEnsembleRegressor" | "TreeEnsemble" => forest(node),
        "LinearClassifier" | "SVMClassifier" => classifier(node),
        "LinearRegressor" => node.length("coefficients").map(|many| plural(many as u64, "coefficient")),
        "OneHotEncoder" => match (node.length("cats_strings"), node.length("cats_int64s")) {
            (Some(many @ 1..), _) => Some(plural(many as u64, "string")),
            (_, Some(many)) => Some(plural(many as u64, "number")),
            _ => None,
        },
        "LabelEncoder" => ["keys_strings", "keys_int64s", "keys_floats"]
            .iter()
            .find_map(|name| node.length(name).filter(|many| *many > 0))
            .map(|many| plural(many as u64, "key")),
        "Scaler" => scaler(node),
        "Imputer" => match node.length("imputed_value_floats") {
            Some(1) => Some("missing to one value".to_owned()),
            Some(many) => Some(format!("missing to {many} values")),
            None => node.length("imputed_value_int64s").map(|many| format!("missing to {many} values")),
        },
        "Normalizer" => node.text("norm").map(str::to_owned),
        "BatchNormalization" | "LayerNormalization" => {
            size(1, 0).map(|many| format!("{} channels", count(many)))
        }
        _ => None,
    };
    said.or_else(|| first_setting(node)).map(|text| minus(&text)).unwrap_or_default()
}

fn times(sides: &[i64]) -> String {
    sides.iter().map(i64::to_string).collect::<Vec<_>>().join(" × ")
}

fn convolution(node: &Node, weight: Option<&Value>) -> Option<String> {
    let shape = weight?.shape.as_ref()?;
    let sides: Vec<String> = shape.get(2..)?.iter().map(Dim::to_string).collect();
    let channels = shape.get(usize::from(node.op == "ConvTranspose"))?;
    let stride = node.ints("strides").filter(|strides| strides.iter().any(|stride| *stride != 1));
    let stride = stride.map(|strides| format!(", stride {}", strides[0])).unwrap_or_default();
    Some(format!("{}, {channels} channels{stride}", sides.join(" × ")))
}

/// `64 to 10`: what a matrix leads from and to.
fn between(matrix: Option<&Value>, is_turned: bool) -> Option<String> {
    let [.., from, to] = matrix?.shape.as_deref()? else { return None };
    Some(if is_turned { format!("{to} to {from}") } else { format!("{from} to {to}") })
}

fn clip(node: &Node, least: Option<String>, most: Option<String>) -> Option<String> {
    let float = |name: &str| match node.setting(name)? {
        Setting::Float(value) => Some(real(*value)),
        _ => None,
    };
    match (least.or_else(|| float("min")), most.or_else(|| float("max"))) {
        (Some(least), Some(most)) => Some(format!("{least} to {most}")),
        (Some(least), None) => Some(format!("from {least}")),
        (None, Some(most)) => Some(format!("to {most}")),
        (None, None) => None,
    }
}

fn classes(node: &Node) -> Option<usize> {
    ["classlabels_strings", "classlabels_int64s", "classlabels_ints"]
        .iter()
        .find_map(|name| node.length(name).filter(|many| *many > 0))
}

fn forest(node: &Node) -> Option<String> {
    let trees = plural(node.trees?.count, "tree");
    Some(classes(node).map_or(trees.clone(), |classes| format!("{trees}, {classes} classes")))
}

fn classifier(node: &Node) -> Option<String> {
    let transform = node.text("post_transform").filter(|text| *text != "NONE").map(str::to_lowercase);
    let classes = classes(node).map(|many| format!("{many} classes"));
    let all: Vec<String> = [classes, transform].into_iter().flatten().collect();
    (!all.is_empty()).then(|| all.join(", "))
}

fn scaler(node: &Node) -> Option<String> {
    match node.setting("offset")? {
        Setting::Floats(Many { count: 1, first }) => Some(format!("offset {}", real(first[0]))),
        Setting::Floats(many) => Some(plural(many.count as u64, "offset")),
        _ => None,
    }
}

/// Whatever an unknown operator says first.
fn first_setting(node: &Node) -> Option<String> {
    node.attributes.iter().find_map(|attribute| {
        let value = match &attribute.setting {
            Setting::Int(value) => value.to_string(),
            Setting::Float(value) => real(*value),
            Setting::Text(text) if !text.is_empty() && text.len() <= 24 => text.clone(),
            Setting::Ints(many) if many.count <= 4 => list(many.whole()?),
            _ => return None,
        };
        Some(format!("{} {value}", attribute.name.replace('_', " ")))
    })
}

/// ONNX numbers its types.
fn type_name(number: i64) -> Option<&'static str> {
    Some(match number {
        1 => "FP32",
        2 => "UINT8",
        3 => "INT8",
        4 => "UINT16",
        5 => "INT16",
        6 => "INT32",
        7 => "INT64",
        8 => "BYTES",
        9 => "BOOL",
        10 => "FP16",
        11 => "FP64",
        12 => "UINT32",
        13 => "UINT64",
        16 => "BF16",
        _ => return None,
    })
}

/// What kind of work an operator does, for its sign.
pub(crate) fn look(op: &str) -> Look {
    match op {
        "Conv" | "ConvTranspose" | "ConvInteger" | "QLinearConv" | "DeformConv" => Look::Convolution,
        "MatMul" | "Gemm" | "MatMulInteger" | "QLinearMatMul" | "Einsum" | "Attention"
        | "MultiHeadAttention" => Look::Matrix,
        "LinearClassifier" | "LinearRegressor" | "SVMClassifier" | "SVMRegressor" => Look::Linear,
        "TreeEnsembleClassifier" | "TreeEnsembleRegressor" | "TreeEnsemble" => Look::Forest,
        "LSTM" | "GRU" | "RNN" | "Loop" | "Scan" => Look::Loop,
        "If" | "Where" => Look::Branch,
        "Concat" | "FeatureVectorizer" | "SequenceConstruct" | "ConcatFromSequence" => Look::Join,
        "Split" | "Slice" | "Gather" | "GatherElements" | "GatherND" | "ArrayFeatureExtractor" | "TopK" => {
            Look::Pick
        }
        "Reshape" | "Flatten" | "Squeeze" | "Unsqueeze" | "Transpose" | "Expand" | "Tile" | "Pad"
        | "Resize" | "Shape" => Look::Shape,
        "OneHotEncoder" | "LabelEncoder" | "CategoryMapper" | "DictVectorizer" | "OneHot" | "Cast"
        | "CastLike" | "Binarizer" | "QuantizeLinear" | "DequantizeLinear" => Look::Encode,
        "Scaler"
        | "Normalizer"
        | "BatchNormalization"
        | "LayerNormalization"
        | "InstanceNormalization"
        | "GroupNormalization"
        | "LpNormalization"
        | "RMSNormalization" => Look::Scale,
        "Imputer" | "IsNaN" | "IsInf" => Look::Missing,
        "Relu" | "Sigmoid" | "Tanh" | "Softmax" | "LogSoftmax" | "Gelu" | "Elu" | "Selu" | "LeakyRelu"
        | "PRelu" | "HardSigmoid" | "HardSwish" | "Softplus" | "Erf" | "Clip" => Look::Activation,
        "MaxPool" | "AveragePool" | "GlobalAveragePool" | "GlobalMaxPool" | "LpPool" | "ArgMax"
        | "ArgMin" => Look::Pool,
        op if op.starts_with("Reduce") => Look::Pool,
        "Tokenizer" | "TfIdfVectorizer" | "StringNormalizer" | "StringSplit" | "StringConcat"
        | "RegexFullMatch" => Look::Text,
        _ => Look::Arithmetic,
    }
}
