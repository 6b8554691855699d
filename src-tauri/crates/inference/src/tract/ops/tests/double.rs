//! Operators in double precision, and products with zeros.

use super::*;

fn double(name: &str, shape: &[usize], values: &[f64]) -> Tensor {
    tensor(name, shape, Elements::Fp64(values.to_vec()))
}

#[test]
fn the_logistic_and_the_error_function_take_double_precision() {
    let x = || double("x", &[3, 1], &[0.0, 2.0, -40.0]);
    let [Elements::Fp64(found)] = &eval("Sigmoid", &["y"], vec![], x())[..] else { panic!("no doubles") };
    let expected = [0.5, 0.880_797_077_977_882_3, 4.248_354_255_291_589e-18];
    assert!(found.iter().zip(expected).all(|(found, expected)| (found / expected - 1.0).abs() < 1e-12));
    let [Elements::Fp64(found)] = &eval("Erf", &["y"], vec![], x())[..] else { panic!("no doubles") };
    let expected = [0.0, 0.995_322_265_018_952_7, -1.0];
    assert!(found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-6));
}

#[test]
fn a_missing_double_is_not_a_number() {
    let found = eval("IsNaN", &["y"], vec![], double("x", &[3, 1], &[f64::NAN, 1e300, f64::INFINITY]));
    assert_eq!(found, [Elements::Bool(vec![true, false, false])]);
}

#[test]
fn infinite_doubles_are_told_by_their_sign() {
    let x = || double("x", &[4, 1], &[f64::INFINITY, 1e300, f64::NEG_INFINITY, f64::NAN]);
    let found = |attributes| eval("IsInf", &["y"], attributes, x());
    assert_eq!(found(vec![]), [Elements::Bool(vec![true, false, true, false])]);
    assert_eq!(found(vec![int("detect_positive", 0)]), [Elements::Bool(vec![false, false, true, false])]);
}

#[test]
fn a_general_product_takes_its_factors_in_the_matrices_precision() {
    let inputs = [
        double("a", &[2, 2], &[1.0, 2.0, 3.0, 4.0]),
        double("b", &[1, 2], &[10.0, 100.0]),
        double("c", &[1], &[1000.0]),
    ];
    let attributes = vec![int("transB", 1), float("alpha", -2.0), float("beta", 0.5)];
    let found = answer("Gemm", &["y"], attributes, &inputs);
    assert_eq!(found[0].shape(), [2, 1]);
    assert_eq!(found[0].elements(), &Elements::Fp64(vec![80.0, -360.0]));
}

#[test]
fn a_product_with_zeros_is_nan_where_the_other_factor_is_not_finite() {
    let zeros = TensorProto {
        dims: vec![2],
        data_type: DataType::Float as i32,
        float_data: vec![0.0; 2],
        ..TensorProto::default()
    };
    let zeros = AttributeProto { t: Some(zeros), ..attribute("value", AttributeType::Tensor) };
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let nodes = vec![
        node("Constant", vec![], names(&["zeros"]), vec![zeros]),
        node("Mul", names(&["zeros", "x"]), names(&["y"]), vec![]),
    ];
    let x = x(1, &[5.0, f32::NAN, f32::INFINITY]);
    let predictor = load(nodes, &["y"], std::slice::from_ref(&x)).unwrap();
    let found = predictor.predict(&[x]).unwrap().swap_remove(0).tensor;
    assert_eq!(found.shape(), [3, 2]);
    let Elements::Fp32(found) = found.elements() else { panic!("no numbers") };
    assert!(found[..2] == [0.0, 0.0] && found[2..].iter().all(|value| value.is_nan()), "{found:?}");
}
