//! A model with a loop, at this way of running's own boundary. The suite of the specification tests the operators.

use domain::tensor::{Elements, Tensor};
use tract_onnx::pb::{
    AttributeProto, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, TensorProto, TensorShapeProto,
    TypeProto, ValueInfoProto,
    attribute_proto::AttributeType,
    tensor_proto::DataType,
    tensor_shape_proto::{Dimension, dimension::Value},
    type_proto,
};

use super::super::load;
use crate::{Limits, Stop, engine::Ready, guard::Failure, source::OnnxSource};

fn node(op_type: &str, inputs: &[&str], outputs: &[&str]) -> NodeProto {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    NodeProto {
        op_type: op_type.to_owned(),
        input: names(inputs),
        output: names(outputs),
        ..NodeProto::default()
    }
}

fn info(name: &str, kind: DataType, dims: &[Option<i64>]) -> ValueInfoProto {
    let dims = dims.iter().map(|dim| Dimension { value: dim.map(Value::DimValue), ..Dimension::default() });
    let tensor =
        type_proto::Tensor { elem_type: kind as i32, shape: Some(TensorShapeProto { dim: dims.collect() }) };
    let ty = TypeProto { value: Some(type_proto::Value::TensorType(tensor)), ..TypeProto::default() };
    ValueInfoProto { name: name.to_owned(), r#type: Some(ty), ..ValueInfoProto::default() }
}

/// Doubles its rows as often as it is told.
fn doubling() -> Ready {
    let body = GraphProto {
        node: vec![node("Add", &["value", "value"], &["doubled"]), node("Identity", &["go"], &["goes_on"])],
        input: vec![
            info("iteration", DataType::Int64, &[]),
            info("go", DataType::Bool, &[]),
            info("value", DataType::Float, &[None, Some(2)]),
        ],
        output: vec![
            info("goes_on", DataType::Bool, &[]),
            info("doubled", DataType::Float, &[None, Some(2)]),
        ],
        ..GraphProto::default()
    };
    let attribute = AttributeProto {
        name: "body".to_owned(),
        r#type: AttributeType::Graph as i32,
        g: Some(body),
        ..AttributeProto::default()
    };
    let yes = TensorProto {
        name: "true".to_owned(),
        data_type: DataType::Bool as i32,
        raw_data: vec![1],
        ..TensorProto::default()
    };
    let graph = GraphProto {
        node: vec![NodeProto { attribute: vec![attribute], ..node("Loop", &["times", "true", "x"], &["y"]) }],
        input: vec![info("x", DataType::Float, &[None, Some(2)]), info("times", DataType::Int64, &[])],
        output: vec![info("y", DataType::Float, &[None, Some(2)])],
        initializer: vec![yes],
        ..GraphProto::default()
    };
    let opset = OperatorSetIdProto { domain: String::new(), version: 17 };
    let proto = ModelProto { graph: Some(graph), opset_import: vec![opset], ..ModelProto::default() };
    let source = OnnxSource { file: "x.onnx".into(), folder: None, bytes: vec![], size_bytes: 0 };
    load(proto, &source, None, &Limits::default()).unwrap()
}

fn run(ready: &Ready, x: &[f32], times: i64, stop: &Stop) -> Result<Elements, Failure> {
    let x = Tensor::new("x", vec![x.len() / 2, 2], Elements::Fp32(x.to_vec())).unwrap();
    let times = Tensor::new("times", vec![], Elements::Int64(vec![times])).unwrap();
    Ok(ready.engine.run(&[&x, &times], stop)?.remove(0).into_elements())
}

#[test]
fn a_loop_runs_as_often_as_it_is_told_call_after_call() {
    let ready = doubling();
    for (rows, times) in [(1, 3), (2, 0), (1, 3), (3, 5), (1, 3), (2, 1)] {
        let x: Vec<f32> = (0..2 * rows).map(|n| n as f32 - 0.5).collect();
        let expected = x.iter().map(|x| x * 2_f32.powi(times)).collect();
        let found = run(&ready, &x, times.into(), &Stop::never()).ok();
        assert_eq!(found, Some(Elements::Fp32(expected)), "{rows} rows, {times} times");
    }
}

#[test]
fn a_loop_without_an_end_is_left_when_the_call_is_given_up() {
    let ready = doubling();
    let soon = Stop::at(std::time::Instant::now() + std::time::Duration::from_millis(50));
    assert!(matches!(run(&ready, &[1.0, 2.0], i64::MAX, &soon), Err(Failure::Stopped)));
}
