//! What the columns of a probability output stand for, as far as the graph tells.

use std::collections::{HashMap, HashSet, VecDeque};

use tract_onnx::pb::{GraphProto, ModelProto, NodeProto, TensorProto};

use crate::model;

/// How many operators are looked at on the way back from an output.
const STEPS: usize = 400;

/// Lists of class names that may fit a model's outputs.
pub(crate) struct Classes {
    /// Of outputs that were maps from class to probability: certain.
    maps: HashMap<String, Vec<String>>,
    /// By output, nearest first, what the operators before it know as classes.
    before: HashMap<String, Vec<Vec<String>>>,
}

impl Classes {
    /// Searches a graph as it stands in the file.
    pub(crate) fn find(proto: &ModelProto) -> Self {
        let mut classes = Self { maps: HashMap::new(), before: HashMap::new() };
        let Some(graph) = &proto.graph else { return classes };
        let search = Search::new(graph);
        for output in &graph.output {
            if let Some(map) = search.makers.get(output.name.as_str()).filter(|node| node.op_type == "ZipMap")
            {
                classes.maps.insert(output.name.clone(), attribute_names(map));
            }
            classes.before.insert(output.name.clone(), search.before(&output.name));
        }
        classes
    }

    /// Whether an output was a map from class to number.
    pub(crate) fn is_map(&self, output: &str) -> bool {
        self.maps.contains_key(output)
    }

    /// The classes that a label is picked from, as far as the operators before it tell.
    pub(crate) fn behind(&self, label: &str) -> Option<&[String]> {
        self.before.get(label)?.first().map(Vec::as_slice)
    }

    /// The classes of an output of so many columns. `labels` are the model's outputs of labels: what they are
    /// picked from says more than what stands further back.
    pub(crate) fn of(&self, output: &str, labels: &[&str], columns: usize) -> Option<Vec<String>> {
        let map = self.maps.get(output).into_iter();
        let around = labels.iter().chain([&output]).filter_map(|name| self.before.get(*name)).flatten();
        map.chain(around).find(|classes| classes.len() == columns).cloned()
    }
}

struct Search<'a> {
    makers: HashMap<&'a str, &'a NodeProto>,
    initializers: HashMap<&'a str, &'a TensorProto>,
}

impl<'a> Search<'a> {
    fn new(graph: &'a GraphProto) -> Self {
        let made = |node: &'a NodeProto| node.output.iter().map(move |output| (output.as_str(), node));
        Self {
            makers: graph.node.iter().flat_map(made).collect(),
            initializers: graph.initializer.iter().map(|tensor| (tensor.name.as_str(), tensor)).collect(),
        }
    }

    /// All lists of classes before a value, nearest first.
    fn before(&self, name: &'a str) -> Vec<Vec<String>> {
        let mut found = Vec::new();
        let mut seen = HashSet::new();
        let mut open = VecDeque::from([name]);
        while let Some(value) = open.pop_front().filter(|_| seen.len() < STEPS) {
            let Some(node) = self.makers.get(value).filter(|node| seen.insert(std::ptr::from_ref(**node)))
            else {
                continue;
            };
            found.extend(self.known_by(node));
            open.extend(node.input.iter().map(String::as_str));
        }
        found
    }

    /// The classes that one operator names.
    fn known_by(&self, node: &NodeProto) -> Option<Vec<String>> {
        let names = match node.op_type.as_str() {
            "LinearClassifier" | "TreeEnsembleClassifier" => attribute_names(node),
            // Its scores are those of pairs of classes unless it has Platt's coefficients.
            "SVMClassifier" if model::attribute(node, "prob_a").is_some() => attribute_names(node),
            "LabelEncoder" => attribute_names(node),
            // Labels are picked out of a constant by the position of the largest probability.
            "ArrayFeatureExtractor" | "Gather" => {
                model::names(self.initializers.get(node.input.first()?.as_str())?)?
            }
            _ => return None,
        };
        (!names.is_empty()).then_some(names)
    }
}

/// The labels in an operator's attributes.
fn attribute_names(node: &NodeProto) -> Vec<String> {
    let names =
        ["classlabels_strings", "classlabels_ints", "classlabels_int64s", "values_strings", "values_int64s"];
    for attribute in names.iter().filter_map(|name| model::attribute(node, name)) {
        let strings = attribute.strings.iter().map(|text| String::from_utf8_lossy(text).into_owned());
        let names: Vec<String> = strings.chain(attribute.ints.iter().map(i64::to_string)).collect();
        if !names.is_empty() {
            return names;
        }
    }
    Vec::new()
}
