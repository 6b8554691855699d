//! Models whose input is a map.

use domain::{
    signature::Datatype,
    tensor::{Elements, Tensor},
};
use tract_onnx::pb::{AttributeProto, TypeProto, ValueInfoProto, tensor_proto::DataType};

use crate::Predictor;

use super::{int, ints, load_graph, node, string, strings, tensor, texts, value};

/// A model of one operator from a map. The engine's reader gives a map's type as none.
fn of_map(op_type: &str, attributes: Vec<AttributeProto>, gives: DataType) -> Predictor {
    let map = ValueInfoProto {
        name: "x".to_owned(),
        r#type: Some(TypeProto::default()),
        ..ValueInfoProto::default()
    };
    let operator = node(op_type, vec!["x".to_owned()], vec!["y".to_owned()], attributes);
    load_graph(vec![operator], vec![map], vec![value("y", gives, &[1, 1], false)]).unwrap()
}

fn offered(predictor: &Predictor) -> (Datatype, &[i64]) {
    let input = &predictor.signature().inputs[0];
    (input.datatype, &input.shape)
}

fn score(predictor: &Predictor, x: Tensor) -> Elements {
    predictor.predict(&[x]).unwrap().remove(0).tensor.into_elements()
}

#[test]
fn a_dictionary_is_offered_with_a_column_for_every_word() {
    let words = || vec![strings("string_vocabulary", &["a", "c", "b"])];
    let predictor = of_map("DictVectorizer", words(), DataType::Float);
    assert_eq!(offered(&predictor), (Datatype::Fp32, [-1, 3].as_slice()));
    let rows = tensor("x", &[2, 3], Elements::Fp32(vec![4.0, 8.0, 0.0, 1.0, 0.0, 2.0]));
    assert_eq!(score(&predictor, rows.clone()), rows.into_elements());
    let whole = of_map("DictVectorizer", vec![ints("int64_vocabulary", &[1, 5])], DataType::Int64);
    assert_eq!(offered(&whole), (Datatype::Int64, [-1, 2].as_slice()));
}

#[test]
fn a_map_is_cast_from_a_column_for_every_key() {
    let sparse = vec![string("cast_to", "TO_INT64"), string("map_form", "SPARSE"), int("max_map", 3)];
    let predictor = of_map("CastMap", sparse, DataType::Int64);
    assert_eq!(offered(&predictor), (Datatype::Fp32, [-1, 3].as_slice()));
    let row = tensor("x", &[1, 3], Elements::Fp32(vec![1.5, 0.0, -2.5]));
    assert_eq!(score(&predictor, row), Elements::Int64(vec![1, 0, -2]));
    let dense = of_map("CastMap", vec![string("cast_to", "TO_STRING")], DataType::String);
    assert_eq!(offered(&dense), (Datatype::Bytes, [-1, -1].as_slice()));
    assert_eq!(score(&dense, tensor("x", &[1, 1], texts(&["a"]))), texts(&["a"]));
}
