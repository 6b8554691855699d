//! What is read of real models' graphs, and of their weights.

use std::{fs, path::Path};

use domain::graph::{Graph, ModelGraph, Value, Weights};
use inference::{
    Error, Limits,
    graph::{Place, read, weights},
};

use crate::v2::{model, repository};

fn graph(name: &str) -> ModelGraph {
    read(&model(name), true, &Limits::default()).unwrap()
}

fn count(graph: &Graph, op: &str) -> usize {
    graph.nodes.iter().filter(|node| node.op == op).count()
}

fn values<'a>(graph: &'a Graph, of: &'a [domain::graph::ValueId]) -> impl Iterator<Item = &'a Value> {
    of.iter().map(|id| graph.value(*id))
}

fn looked(path: &Path, name: &str, node: Option<u32>) -> Result<Option<Weights>, Error> {
    let place = Place { within: Vec::new(), function: None, name: name.to_owned(), node };
    weights(path, &place, &Limits::default())
}

#[test]
fn a_convolutional_network_is_read_with_its_shapes() {
    for name in ["torch_cnn_digits__ts17", "torch_cnn_digits__dynamo"] {
        let found = graph(name).main;
        assert!(count(&found, "Conv") > 0, "{name}");
        assert_eq!(count(&found, "Constant"), 0, "constants are weights");
        let conv = found.nodes.iter().find(|node| node.op == "Conv").unwrap();
        let weight = found.value(conv.inputs[1].unwrap());
        assert!(weight.weight.as_ref().is_some_and(|weight| weight.elements > 9), "{name}: {weight:?}");
        let made = found.value(conv.outputs[0].unwrap());
        assert_eq!((made.datatype, made.shape.as_ref().map(Vec::len)), (Some("FP32"), Some(4)), "{name}");
    }
}

#[test]
fn shapes_that_the_file_does_not_declare_are_worked_out_where_that_is_allowed() {
    let path = model("mixed_onehot_imputer_logreg");
    let known = |infer: bool| {
        let found = read(&path, infer, &Limits::default()).unwrap().main;
        let made = found.nodes.iter().flat_map(|node| &node.outputs).flatten();
        made.filter(|id| found.value(**id).shape.is_some()).count()
    };
    assert!(known(true) > known(false), "{} against {}", known(true), known(false));
}

#[test]
fn inputs_are_what_a_caller_gives() {
    let found = graph("mixed_onehot_imputer_logreg").main;
    assert!(values(&found, &found.inputs).all(|value| value.weight.is_none()));
    let kinds: Vec<String> = values(&found, &found.inputs).map(Value::kind).collect();
    assert!(kinds.iter().any(|kind| kind.starts_with("BYTES")), "{kinds:?}");
}

#[test]
fn a_forest_tells_its_trees_and_their_comparisons() {
    for (name, count) in [("rf_iris", None), ("xgb_iris", None), ("dtree_strlabels_iris", Some(1))] {
        let found = graph(name).main;
        let trees = found.nodes.iter().find_map(|node| node.trees).unwrap();
        assert!(trees.nodes >= trees.comparisons && trees.comparisons >= trees.count, "{name}: {trees:?}");
        assert!(count.is_none_or(|count| trees.count == count), "{name}: {trees:?}");
    }
}

#[test]
fn bodies_and_what_they_capture_are_read() {
    let path = repository("tests/fixtures/adversarial/nested_if_20.onnx");
    let error = read(&path, false, &Limits::default()).unwrap_err();
    assert!(matches!(error, Error::TooLarge { bound: "depth", .. }), "{error}");
    let found = read(&path, false, &Limits { depth: 40, ..Limits::default() }).unwrap().main;
    let branch = found.nodes.iter().find(|node| node.op == "If").unwrap();
    assert_eq!(branch.bodies.len(), 2);
}

#[test]
fn hostile_files_are_read_or_refused() {
    for entry in fs::read_dir(repository("tests/fixtures/adversarial")).unwrap() {
        let path = entry.unwrap().path();
        let _graph_or_error = read(&path, false, &Limits::default());
    }
}

#[test]
fn every_fixture_has_a_graph() {
    for entry in fs::read_dir(repository("tests/fixtures/models")).unwrap() {
        let path = entry.unwrap().path();
        let found = read(&path, false, &Limits::default())
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(!found.main.nodes.is_empty() && !found.main.outputs.is_empty(), "{}", path.display());
    }
}

#[test]
fn what_is_no_model_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.pkl");
    fs::write(&path, b"\x80\x04K\x01.").unwrap();
    let error = read(&path, false, &Limits::default()).unwrap_err();
    assert!(matches!(error, Error::Unsupported { .. }), "{error}");
}

#[test]
fn weights_tell_their_numbers() {
    let path = model("torch_cnn_digits__ts17");
    let found = graph("torch_cnn_digits__ts17").main;
    let conv = found.nodes.iter().find(|node| node.op == "Conv").unwrap();
    let value = found.value(conv.inputs[1].unwrap());
    let looked_at = looked(&path, &value.name, None).unwrap().unwrap();
    let numbers = looked_at.numbers.unwrap();
    assert_eq!(looked_at.elements, value.weight.as_ref().unwrap().elements);
    assert_eq!(numbers.histogram.iter().sum::<u64>(), looked_at.elements);
    assert!(numbers.min <= numbers.mean && numbers.mean <= numbers.max && numbers.deviation > 0.0);
    assert!(!looked_at.first.is_empty());
}

#[test]
fn an_attribute_s_list_is_looked_at_like_a_weight() {
    let path = model("logreg_iris");
    let found = graph("logreg_iris").main;
    let linear = found.nodes.iter().find(|node| node.op == "LinearClassifier").unwrap();
    let looked_at = looked(&path, "coefficients", Some(linear.id)).unwrap().unwrap();
    assert_eq!((looked_at.elements, looked_at.first.len(), looked_at.shape.as_slice()), (12, 12, &[12][..]));
    assert_eq!(looked(&path, "no such", Some(linear.id)).unwrap(), None);
}

#[test]
fn weights_outside_the_folder_are_not_read() {
    let path = repository("tests/fixtures/adversarial/external_traversal.onnx");
    let found = read(&path, true, &Limits::default()).unwrap().main;
    let outside =
        found.values.iter().find(|value| value.weight.as_ref().is_some_and(|weight| weight.file.is_some()));
    let error = looked(&path, &outside.unwrap().name, None).unwrap_err();
    assert!(matches!(error, Error::Unsupported { .. }), "{error}");
}
