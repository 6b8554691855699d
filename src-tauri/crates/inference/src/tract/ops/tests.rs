//! Operators whose branches no fixture takes, each in a model of its own. Expected values are the
//! specification's examples, ONNX Runtime's answers, or follow from the words of the specification.

mod double;
mod encoders;
mod linear;
mod maps;
mod missing;
mod text;

use domain::tensor::{Elements, Tensor};
use tract_onnx::pb::{
    AttributeProto, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, TensorProto, TensorShapeProto,
    TypeProto, ValueInfoProto,
    attribute_proto::AttributeType,
    tensor_proto::DataType,
    tensor_shape_proto::{Dimension, dimension},
    type_proto,
};

use crate::{Error, Limits, Predictor, source::OnnxSource};

fn int(name: &str, i: i64) -> AttributeProto {
    AttributeProto { i, ..attribute(name, AttributeType::Int) }
}

fn ints(name: &str, values: &[i64]) -> AttributeProto {
    AttributeProto { ints: values.to_vec(), ..attribute(name, AttributeType::Ints) }
}

fn float(name: &str, f: f32) -> AttributeProto {
    AttributeProto { f, ..attribute(name, AttributeType::Float) }
}

fn floats(name: &str, values: &[f32]) -> AttributeProto {
    AttributeProto { floats: values.to_vec(), ..attribute(name, AttributeType::Floats) }
}

fn string(name: &str, text: &str) -> AttributeProto {
    AttributeProto { s: text.into(), ..attribute(name, AttributeType::String) }
}

fn strings(name: &str, texts: &[&str]) -> AttributeProto {
    let strings = texts.iter().map(|text| text.as_bytes().to_vec()).collect();
    AttributeProto { strings, ..attribute(name, AttributeType::Strings) }
}

fn doubles(name: &str, values: &[f64]) -> AttributeProto {
    let tensor = TensorProto {
        dims: vec![values.len() as i64],
        data_type: DataType::Double as i32,
        double_data: values.to_vec(),
        ..TensorProto::default()
    };
    AttributeProto { t: Some(tensor), ..attribute(name, AttributeType::Tensor) }
}

fn attribute(name: &str, kind: AttributeType) -> AttributeProto {
    AttributeProto { name: name.to_owned(), r#type: kind as i32, ..AttributeProto::default() }
}

/// A tensor of a graph. Its first dimension is open for the first input, whose number of rows it is.
fn value(name: &str, kind: DataType, shape: &[usize], is_first: bool) -> ValueInfoProto {
    let sizes = shape.iter().map(|size| Some(dimension::Value::DimValue(*size as i64)));
    let dims = sizes.enumerate().map(|(axis, size)| size.filter(|_| axis > 0 || !is_first));
    let dim = dims.map(|value| Dimension { value, ..Dimension::default() }).collect();
    let tensor = type_proto::Tensor { elem_type: kind as i32, shape: Some(TensorShapeProto { dim }) };
    ValueInfoProto {
        name: name.to_owned(),
        r#type: Some(TypeProto {
            value: Some(type_proto::Value::TensorType(tensor)),
            ..TypeProto::default()
        }),
        ..ValueInfoProto::default()
    }
}

fn domain(op_type: &str) -> &'static str {
    match op_type {
        "Tokenizer" => "com.microsoft",
        "ArgMax" | "ArgMin" | "Cast" | "Celu" | "Clip" | "Constant" | "ConstantOfShape" | "CumSum"
        | "Erf" | "Flatten" | "Gemm" | "HardSigmoid" | "IsInf" | "IsNaN" | "Max" | "Min" | "Mul"
        | "ReduceLogSumExp" | "ReduceMax" | "ReduceMin" | "RegexFullMatch" | "Relu" | "Reshape" | "Shape"
        | "Sigmoid" | "Softplus" | "StringConcat" | "StringNormalizer" | "StringSplit" | "Tanh"
        | "TfIdfVectorizer" | "TopK" => "",
        _ => "ai.onnx.ml",
    }
}

fn kind(tensor: &Tensor) -> DataType {
    match tensor.elements() {
        Elements::Fp32(_) => DataType::Float,
        Elements::Fp64(_) => DataType::Double,
        Elements::Int64(_) => DataType::Int64,
        Elements::Bytes(_) => DataType::String,
        other => panic!("{other:?}"),
    }
}

/// A model of one operator from its inputs to its outputs.
fn model_of(
    op_type: &str,
    outputs: &[&str],
    attribute: Vec<AttributeProto>,
    inputs: &[Tensor],
) -> Result<Predictor, Error> {
    let names = inputs.iter().map(|input| input.name.clone()).collect();
    let output = outputs.iter().map(|name| (*name).to_owned()).collect();
    load(vec![node(op_type, names, output, attribute)], outputs, inputs)
}

/// A model of operators of one input and one output each.
fn chain(operators: &[(&str, Vec<AttributeProto>)], x: &Tensor) -> Predictor {
    let value = |position: usize| if position == 0 { x.name.clone() } else { format!("y{position}") };
    let nodes = operators.iter().enumerate().map(|(position, (op_type, attributes))| {
        node(op_type, vec![value(position)], vec![value(position + 1)], attributes.clone())
    });
    load(nodes.collect(), &[&value(operators.len())], std::slice::from_ref(x)).unwrap()
}

fn node(op_type: &str, input: Vec<String>, output: Vec<String>, attribute: Vec<AttributeProto>) -> NodeProto {
    let (op_type, domain) = (op_type.to_owned(), domain(op_type).to_owned());
    NodeProto { op_type, domain, input, output, attribute, ..NodeProto::default() }
}

fn load(nodes: Vec<NodeProto>, outputs: &[&str], inputs: &[Tensor]) -> Result<Predictor, Error> {
    let declared = |(ix, input): (usize, &Tensor)| value(&input.name, kind(input), input.shape(), ix == 0);
    let named = outputs.iter().filter(|name| !name.is_empty());
    let outputs = named.map(|name| value(name, DataType::Float, &[], false)).collect();
    load_graph(nodes, inputs.iter().enumerate().map(declared).collect(), outputs)
}

fn load_graph(
    node: Vec<NodeProto>,
    input: Vec<ValueInfoProto>,
    output: Vec<ValueInfoProto>,
) -> Result<Predictor, Error> {
    let graph = GraphProto { node, input, output, ..GraphProto::default() };
    let opset = OperatorSetIdProto { domain: String::new(), version: 17 };
    let proto = ModelProto { graph: Some(graph), opset_import: vec![opset], ..ModelProto::default() };
    let source = OnnxSource { file: "x.onnx".into(), folder: None, bytes: vec![], size_bytes: 0 };
    Predictor::of(proto, &source, &Limits::default())
}

/// The same for one input.
fn model(
    op_type: &str,
    outputs: &[&str],
    attribute: Vec<AttributeProto>,
    x: &Tensor,
) -> Result<Predictor, Error> {
    model_of(op_type, outputs, attribute, std::slice::from_ref(x))
}

/// The outputs of one operator.
fn answer(op_type: &str, outputs: &[&str], attribute: Vec<AttributeProto>, inputs: &[Tensor]) -> Vec<Tensor> {
    let predictor = model_of(op_type, outputs, attribute, inputs).unwrap();
    predictor.predict(inputs).unwrap().into_iter().map(|output| output.tensor).collect()
}

/// The elements of all outputs of one operator.
fn eval(op_type: &str, outputs: &[&str], attribute: Vec<AttributeProto>, x: Tensor) -> Vec<Elements> {
    answer(op_type, outputs, attribute, &[x]).into_iter().map(Tensor::into_elements).collect()
}

fn x(columns: usize, values: &[f32]) -> Tensor {
    Tensor::new("x", vec![values.len() / columns, columns], Elements::Fp32(values.to_vec())).unwrap()
}

fn tensor(name: &str, shape: &[usize], elements: Elements) -> Tensor {
    Tensor::new(name, shape.to_vec(), elements).unwrap()
}

fn texts(values: &[&str]) -> Elements {
    Elements::Bytes(values.iter().map(|text| (*text).to_owned()).collect())
}

#[test]
fn a_tree_ensemble_of_version_5_gives_the_specification_s_example() {
    let modes = TensorProto {
        dims: vec![3],
        data_type: DataType::Uint8 as i32,
        raw_data: vec![0, 0, 0],
        ..TensorProto::default()
    };
    let attributes = vec![
        int("n_targets", 2),
        int("aggregate_function", 1),
        int("post_transform", 0),
        ints("tree_roots", &[0]),
        AttributeProto { t: Some(modes), ..attribute("nodes_modes", AttributeType::Tensor) },
        ints("nodes_featureids", &[0, 0, 0]),
        doubles("nodes_splits", &[3.15, 1.2, 4.2]),
        ints("nodes_truenodeids", &[1, 0, 1]),
        ints("nodes_trueleafs", &[0, 1, 1]),
        ints("nodes_falsenodeids", &[2, 2, 3]),
        ints("nodes_falseleafs", &[0, 1, 1]),
        ints("leaf_targetids", &[0, 1, 0, 1]),
        doubles("leaf_weights", &[5.23, 12.12, -12.23, 7.21]),
    ];
    let found = eval("TreeEnsemble", &["y"], attributes, x(2, &[1.0, 3.4, -0.12, 1.66, 4.14, 1.77]));
    assert_eq!(found, [Elements::Fp32(vec![5.23, 0.0, 5.23, 0.0, 0.0, 12.12])]);
}

#[test]
fn a_tree_ensemble_tests_for_membership_as_in_the_specification_s_example() {
    let modes = TensorProto {
        dims: vec![3],
        data_type: DataType::Uint8 as i32,
        raw_data: vec![0, 6, 6],
        ..TensorProto::default()
    };
    let nan = f64::NAN;
    let attributes = vec![
        int("n_targets", 4),
        ints("tree_roots", &[0]),
        AttributeProto { t: Some(modes), ..attribute("nodes_modes", AttributeType::Tensor) },
        doubles("membership_values", &[1.5, 3.75, 8.0, 9.0, nan, 12.0, 7.0, nan]),
        ints("nodes_featureids", &[0, 0, 0]),
        doubles("nodes_splits", &[11.0, 232_344.0, nan]),
        ints("nodes_trueleafs", &[0, 1, 1]),
        ints("nodes_truenodeids", &[1, 0, 1]),
        ints("nodes_falseleafs", &[1, 0, 1]),
        ints("nodes_falsenodeids", &[2, 2, 3]),
        ints("leaf_targetids", &[0, 1, 2, 3]),
        doubles("leaf_weights", &[1.0, 10.0, 1000.0, 100.0]),
    ];
    let found = eval("TreeEnsemble", &["y"], attributes, x(1, &[1.5, 3.4, f32::NAN, 12.0, 7.0]));
    let expected = [[1, 0, 0, 0], [0, 0, 0, 100], [0, 0, 1000, 0], [0, 0, 1000, 0], [0, 10, 0, 0]];
    assert_eq!(found, [Elements::Fp32(expected.as_flattened().iter().map(|n| *n as f32).collect())]);
}

/// Two stumps on the only column: 1 or 2 up to 0.5 and 5 over it; and 3 or 4.
fn two_stumps(extra: AttributeProto) -> Vec<AttributeProto> {
    vec![
        int("n_targets", 1),
        ints("nodes_treeids", &[0, 0, 0, 1, 1, 1]),
        ints("nodes_nodeids", &[0, 1, 2, 0, 1, 2]),
        ints("nodes_featureids", &[0; 6]),
        strings("nodes_modes", &["BRANCH_LEQ", "LEAF", "LEAF", "BRANCH_GT", "LEAF", "LEAF"]),
        floats("nodes_values", &[0.5, 0.0, 0.0, 0.5, 0.0, 0.0]),
        ints("nodes_truenodeids", &[1, 0, 0, 1, 0, 0]),
        ints("nodes_falsenodeids", &[2, 0, 0, 2, 0, 0]),
        ints("target_treeids", &[0, 0, 1, 1]),
        ints("target_nodeids", &[1, 2, 1, 2]),
        ints("target_ids", &[0; 4]),
        floats("target_weights", &[1.0, 5.0, 3.0, 4.0]),
        floats("base_values", &[10.0]),
        extra,
    ]
}

#[test]
fn trees_are_summed_averaged_or_the_extreme_is_taken() {
    for (aggregate, expected) in
        [("SUM", [15.0, 18.0]), ("AVERAGE", [12.5, 14.0]), ("MIN", [11.0, 13.0]), ("MAX", [14.0, 15.0])]
    {
        let attributes = two_stumps(string("aggregate_function", aggregate));
        let found = eval("TreeEnsembleRegressor", &["y"], attributes, x(1, &[0.0, 1.0]));
        assert_eq!(found, [Elements::Fp32(expected.to_vec())], "{aggregate}");
    }
}

#[test]
fn a_forest_that_needs_more_columns_is_refused_when_it_is_loaded() {
    let mut attributes = two_stumps(string("aggregate_function", "SUM"));
    attributes[3] = ints("nodes_featureids", &[7; 6]);
    let error = model("TreeEnsembleRegressor", &["y"], attributes, &x(1, &[0.0])).err().unwrap();
    assert!(error.to_string().contains("expected at least 8 columns, got 1"), "{error}");
}

#[test]
fn a_log_of_a_sum_of_exponentials_is_stable() {
    let attributes = |keep| vec![ints("axes", &[1]), int("keepdims", keep)];
    for keep in [0, 1] {
        let values = [-1000.0, -1000.0, f32::NEG_INFINITY, f32::NEG_INFINITY];
        let found = eval("ReduceLogSumExp", &["y"], attributes(keep), x(2, &values));
        let Elements::Fp32(sums) = &found[0] else { panic!("{found:?}") };
        assert!(
            (sums[0] - (-1000.0 + 2.0_f32.ln())).abs() < 1e-3 && sums[1] == f32::NEG_INFINITY,
            "{sums:?}"
        );
    }
}

/// A constant of whole numbers.
fn whole(name: &str, dims: &[i64], values: &[i64]) -> NodeProto {
    let tensor = TensorProto {
        dims: dims.to_vec(),
        data_type: DataType::Int64 as i32,
        int64_data: values.to_vec(),
        ..TensorProto::default()
    };
    let value = AttributeProto { t: Some(tensor), ..attribute("value", AttributeType::Tensor) };
    node("Constant", vec![], vec![name.to_owned()], vec![value])
}

#[test]
fn whole_numbers_of_floats_have_running_sums() {
    let nodes = vec![
        whole("axis", &[], &[1]),
        node("Cast", vec!["x".to_owned()], vec!["n".to_owned()], vec![int("to", 7)]),
        node("CumSum", vec!["n".to_owned(), "axis".to_owned()], vec!["y".to_owned()], vec![]),
    ];
    let rows = x(3, &[1.5, 2.0, -4.0, 0.0, 7.9, 1.0]);
    let answer = load(nodes, &["y"], std::slice::from_ref(&rows)).unwrap().predict(&[rows]).unwrap();
    assert_eq!(answer[0].tensor.elements(), &Elements::Int64(vec![1, 3, -1, 0, 7, 8]));
}

#[test]
fn a_model_that_takes_one_length_only_is_loaded_where_it_declares_any() {
    let nodes = vec![
        whole("shape", &[2], &[2, 3]),
        node("Reshape", vec!["x".to_owned(), "shape".to_owned()], vec!["y".to_owned()], vec![]),
    ];
    let mut input = value("x", DataType::Float, &[1, 6], true);
    if let Some(type_proto::Value::TensorType(tensor)) = input.r#type.as_mut().and_then(|t| t.value.as_mut())
    {
        tensor.shape.iter_mut().flat_map(|shape| &mut shape.dim).for_each(|dim| dim.value = None);
    }
    let model = load_graph(nodes, vec![input], vec![value("y", DataType::Float, &[2, 3], false)]).unwrap();
    let answer = model.predict(&[x(6, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0])]).unwrap();
    assert_eq!(answer[0].tensor.shape(), [2, 3]);
    assert!(model.predict(&[x(7, &[0.0; 7])]).is_err());
}
