//! Where values are missing: what ONNX Runtime answers, as it does.

use super::*;

const NONE: f32 = f32::NAN;

/// Which answers of an operator are missing.
fn missing(op_type: &str, attributes: Vec<AttributeProto>, x: &Tensor) -> Vec<bool> {
    let predictor = chain(&[(op_type, attributes), ("IsNaN", vec![])], x);
    let found = predictor.predict(std::slice::from_ref(x)).unwrap().swap_remove(0).tensor;
    let Elements::Bool(found) = found.into_elements() else { panic!("{op_type} is not asked for booleans") };
    found
}

#[test]
fn a_function_of_a_missing_value_is_missing() {
    let x = x(4, &[NONE, -1.0, 0.0, 2.0, 3.0, NONE, f32::INFINITY, f32::NEG_INFINITY]);
    for op_type in ["Relu", "Sigmoid", "Tanh", "HardSigmoid", "Celu", "Softplus"] {
        let expected = [true, false, false, false, false, true, false, false];
        assert_eq!(missing(op_type, vec![], &x), expected, "{op_type}");
    }
}

#[test]
fn doubles_keep_what_is_missing_too() {
    let x = tensor("x", &[2, 2], Elements::Fp64(vec![f64::NAN, -1.0, 0.5, f64::NAN]));
    for op_type in ["Relu", "Sigmoid", "Tanh"] {
        assert_eq!(missing(op_type, vec![], &x), [true, false, false, true], "{op_type}");
    }
}

#[test]
fn the_extreme_of_a_row_is_missing_where_one_value_is() {
    let x = x(4, &[NONE, 9.0, 1.0, 2.0, 1.0, 2.0, NONE, 4.0, 1.0, 2.0, 3.0, f32::INFINITY]);
    for op_type in ["ReduceMax", "ReduceMin"] {
        assert_eq!(missing(op_type, vec![ints("axes", &[1])], &x), [true, true, false], "{op_type}");
        assert_eq!(missing(op_type, vec![ints("axes", &[0, 1])], &x), [true], "{op_type}");
    }
}

#[test]
fn the_larger_and_the_smaller_of_two_are_missing_where_either_is() {
    let one = x(2, &[NONE, 1.0, 5.0, NONE]);
    let other = Tensor::new("b", vec![2, 2], Elements::Fp32(vec![2.0, NONE, -5.0, NONE])).unwrap();
    for op_type in ["Max", "Min"] {
        let names = vec![one.name.clone(), other.name.clone()];
        let nodes = vec![
            node(op_type, names, vec!["m".to_owned()], vec![]),
            node("IsNaN", vec!["m".to_owned()], vec!["y".to_owned()], vec![]),
        ];
        let inputs = [one.clone(), other.clone()];
        let found = load(nodes, &["y"], &inputs).unwrap().predict(&inputs).unwrap();
        let expected = Elements::Bool(vec![true, true, false, true]);
        assert_eq!(found[0].tensor.elements(), &expected, "{op_type}");
    }
}

#[test]
fn the_place_of_the_largest_is_looked_for_from_the_first_value_on() {
    let x = || x(3, &[NONE, 9.0, 1.0, 1.0, NONE, 4.0, NONE, NONE, NONE, 3.0, 3.0, 1.0]);
    let found = |op_type, more: &[AttributeProto]| {
        eval(op_type, &["y"], [&[int("axis", 1)], more].concat(), x()).swap_remove(0)
    };
    assert_eq!(found("ArgMax", &[]), Elements::Int64(vec![0, 2, 0, 0]));
    assert_eq!(found("ArgMax", &[int("select_last_index", 1)]), Elements::Int64(vec![0, 2, 0, 1]));
    assert_eq!(found("ArgMin", &[]), Elements::Int64(vec![0, 0, 0, 2]));
}

#[test]
fn a_ranking_puts_missing_values_above_all_numbers() {
    let values = [1.5, -2.5, NONE, f32::NEG_INFINITY, -0.0, 0.0, f32::INFINITY, -1.0];
    let first = |largest| {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let two = TensorProto {
            dims: vec![1],
            data_type: DataType::Int64 as i32,
            int64_data: vec![2],
            ..TensorProto::default()
        };
        let two = AttributeProto { t: Some(two), ..attribute("value", AttributeType::Tensor) };
        let nodes = vec![
            node("Constant", vec![], names(&["k"]), vec![two]),
            node("TopK", names(&["x", "k"]), names(&["values", "places"]), vec![int("largest", largest)]),
        ];
        let x = x(4, &values);
        let found = load(nodes, &["places"], std::slice::from_ref(&x)).unwrap().predict(&[x]).unwrap();
        found[0].tensor.elements().clone()
    };
    assert_eq!(first(1), Elements::Int64(vec![2, 0, 2, 0]));
    assert_eq!(first(0), Elements::Int64(vec![3, 1, 3, 0]));
}

#[test]
fn zeros_of_a_shape_are_in_single_precision_unless_said_otherwise() {
    let found = chain(&[("Shape", vec![]), ("ConstantOfShape", vec![])], &x(2, &[1.0, 2.0]))
        .predict(&[x(2, &[1.0, 2.0])])
        .unwrap();
    assert_eq!(found[0].tensor.elements(), &Elements::Fp32(vec![0.0, 0.0]));
}

#[test]
fn the_softened_rectifier_does_not_overflow() {
    let found = eval("Softplus", &["y"], vec![], x(4, &[-200.0, -1.0, 0.0, 200.0])).swap_remove(0);
    let Elements::Fp32(found) = found else { panic!("no floats") };
    let expected = [0.0, 0.313_261_7, std::f32::consts::LN_2, 200.0];
    assert!(found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-6), "{found:?}");
}
