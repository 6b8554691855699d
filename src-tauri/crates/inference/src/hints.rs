//! What a graph tells of the values that its inputs may have: categories, how many things an index can name, and the
//! range in which a number makes a difference.

use std::collections::{HashSet, VecDeque};

use tract_onnx::pb::{AttributeProto, GraphProto, ModelProto, NodeProto};

use crate::model;

/// How many operators are looked at on the way from an input.
const STEPS: usize = 200;
/// How many scale widths around its mean a number may lie.
const SPREAD: f32 = 2.0;

/// What is known of one input.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Hint {
    /// Texts that the model knows.
    pub texts: Vec<String>,
    /// Whole numbers that the model knows.
    pub whole: Vec<i64>,
    /// Indices are smaller than this.
    pub below: Option<i64>,
    /// By column, the range in which a number makes a difference.
    pub ranges: Vec<(f32, f32)>,
}

/// What the graph tells of an input.
pub(crate) fn of(proto: &ModelProto, input: &str) -> Hint {
    let mut hint = Hint::default();
    let Some(graph) = &proto.graph else { return hint };
    // Whether the columns are still those of the input.
    let mut open = VecDeque::from([(input, true)]);
    let mut seen = HashSet::new();
    while let Some((value, aligned)) = open.pop_front() {
        for node in graph.node.iter().filter(|node| node.input.iter().any(|name| name == value)) {
            if seen.len() >= STEPS || !seen.insert(std::ptr::from_ref(node)) {
                continue;
            }
            hint.learn(graph, node, value, aligned);
            if let Some(keeps_columns) = hands_on(node) {
                open.extend(node.output.iter().map(|output| (output.as_str(), aligned && keeps_columns)));
            }
        }
    }
    hint
}

/// Whether an operator hands its input's values on, and if so, whether their columns stay where they are.
fn hands_on(node: &NodeProto) -> Option<bool> {
    match node.op_type.as_str() {
        "Identity" | "Cast" | "Imputer" | "StringNormalizer" => Some(true),
        "ArrayFeatureExtractor"
        | "Concat"
        | "FeatureVectorizer"
        | "Flatten"
        | "Gather"
        | "Reshape"
        | "Slice"
        | "Split"
        | "Squeeze"
        | "Tokenizer"
        | "Transpose"
        | "Unsqueeze" => Some(false),
        _ => None,
    }
}

impl Hint {
    /// Takes from one operator what it tells of `value`, which it takes.
    fn learn(&mut self, graph: &GraphProto, node: &NodeProto, value: &str, aligned: bool) {
        let attribute = |name: &str| model::attribute(node, name);
        match node.op_type.as_str() {
            "OneHotEncoder" | "LabelEncoder" | "CategoryMapper" | "TfIdfVectorizer" => {
                for name in ["cats_strings", "keys_strings", "pool_strings"] {
                    self.texts.extend(attribute(name).into_iter().flat_map(texts));
                }
                for name in ["cats_int64s", "keys_int64s"] {
                    self.whole.extend(attribute(name).into_iter().flat_map(|attribute| &attribute.ints));
                }
            }
            "Gather" if node.input.get(1).is_some_and(|indices| indices == value) => {
                let axis = attribute("axis").map_or(0, |axis| axis.i);
                let table = graph.initializer.iter().find(|tensor| Some(&tensor.name) == node.input.first());
                let size = table.and_then(|table| table.dims.get(usize::try_from(axis).ok()?));
                self.below = size.copied().into_iter().chain(self.below).min();
            }
            "Scaler" if aligned => {
                let (Some(offset), Some(scale)) = (attribute("offset"), attribute("scale")) else { return };
                let spread = |scale: &f32| if *scale == 0.0 { 1.0 } else { SPREAD / scale.abs() };
                let pairs = offset.floats.iter().zip(scale.floats.iter().map(spread));
                self.ranges = pairs.map(|(mean, spread)| (mean - spread, mean + spread)).collect();
            }
            "TreeEnsembleClassifier" | "TreeEnsembleRegressor" if aligned => {
                let (Some(features), Some(splits)) =
                    (attribute("nodes_featureids"), attribute("nodes_values"))
                else {
                    return;
                };
                for (feature, split) in features.ints.iter().zip(&splits.floats) {
                    self.widen(usize::try_from(*feature).unwrap_or(usize::MAX), *split);
                }
            }
            _ => {}
        }
    }

    /// A number is compared with `split`; so one on either side makes a difference.
    fn widen(&mut self, column: usize, split: f32) {
        const MOST_COLUMNS: usize = 10_000;
        if column >= MOST_COLUMNS || !split.is_finite() {
            return;
        }
        if self.ranges.len() <= column {
            self.ranges.resize(column + 1, (f32::MAX, f32::MIN));
        }
        let (low, high) = self.ranges[column];
        self.ranges[column] = (low.min(split), high.max(split));
    }
}

fn texts(attribute: &AttributeProto) -> impl Iterator<Item = String> {
    attribute.strings.iter().map(|text| String::from_utf8_lossy(text).into_owned())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::{Limits, predictor::decode, source};

    fn hint(fixture: &str, input: &str) -> Hint {
        let models = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures/models");
        let source = source::open(&models.join(fixture).with_extension("onnx"), &Limits::default()).unwrap();
        let source::Source::Onnx(source) = source else { panic!("{fixture}") };
        of(&decode(&source).unwrap(), input)
    }

    #[test]
    fn a_graph_tells_categories_indices_and_ranges() {
        let categories = hint("ordinal_strings_only", "X");
        assert!(!categories.texts.is_empty(), "{categories:?}");
        assert!(hint("torch_text_encoder__ts17", "input_ids").below.is_some_and(|size| size > 1));
        let trees = hint("rf_iris", "X");
        assert!(trees.ranges.len() == 4 && trees.ranges.iter().all(|(low, high)| low < high), "{trees:?}");
        assert_eq!(hint("onnx_identity_f32", "x"), Hint::default());
    }
}
