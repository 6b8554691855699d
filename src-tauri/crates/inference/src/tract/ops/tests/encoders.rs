//! Operators that prepare columns.

use domain::tensor::{Elements, Tensor};
use tract_onnx::pb::{AttributeProto, TensorProto, attribute_proto::AttributeType, tensor_proto::DataType};

use super::{
    answer, attribute, doubles, eval, float, floats, int, ints, model, string, strings, tensor, texts, x,
};

#[test]
fn labels_are_encoded_both_ways() {
    let names = Tensor::new("x", vec![3, 1], texts(&["b", "a", "?"])).unwrap();
    let positions = Tensor::new("x", vec![3, 1], Elements::Int64(vec![1, 0, 5])).unwrap();
    let counting = || vec![strings("classes_strings", &["a", "b"])];
    assert_eq!(eval("LabelEncoder", &["y"], counting(), names.clone()), [Elements::Int64(vec![1, 0, -1])]);
    assert_eq!(eval("LabelEncoder", &["y"], counting(), positions), [texts(&["b", "a", "_Unused"])]);
    let pairs = vec![
        strings("keys_strings", &["a", "b"]),
        floats("values_floats", &[0.5, 1.5]),
        float("default_float", 9.0),
    ];
    assert_eq!(eval("LabelEncoder", &["y"], pairs, names), [Elements::Fp32(vec![1.5, 0.5, 9.0])]);
    let nan = vec![floats("keys_floats", &[f32::NAN, 0.0]), ints("values_int64s", &[1, 2])];
    assert_eq!(eval("LabelEncoder", &["y"], nan, x(1, &[f32::NAN, -0.0])), [Elements::Int64(vec![1, 2])]);
}

#[test]
fn values_are_binarized_imputed_and_normalized() {
    let binary = eval("Binarizer", &["y"], vec![float("threshold", 1.0)], x(1, &[1.0, 1.5]));
    assert_eq!(binary, [Elements::Fp32(vec![0.0, 1.0])]);
    let whole = Tensor::new("x", vec![2, 2], Elements::Int64(vec![-1, 2, 3, -1])).unwrap();
    let imputed = vec![ints("imputed_value_int64s", &[10, 20]), int("replaced_value_int64", -1)];
    assert_eq!(eval("Imputer", &["y"], imputed, whole), [Elements::Int64(vec![10, 2, 3, 20])]);
    let longest = eval("Normalizer", &["y"], vec![string("norm", "L2")], x(2, &[3.0, -4.0, 0.0, 0.0]));
    assert_eq!(longest, [Elements::Fp32(vec![0.6, -0.8, 0.0, 0.0])]);
}

#[test]
fn a_category_that_the_model_does_not_know_is_refused_or_all_zeros() {
    let known = |zeros| vec![strings("cats_strings", &["a", "b"]), int("zeros", zeros)];
    let stranger = || Tensor::new("x", vec![1, 1], texts(&["c"])).unwrap();
    assert_eq!(eval("OneHotEncoder", &["y"], known(1), stranger()), [Elements::Fp32(vec![0.0, 0.0])]);
    let strict = model("OneHotEncoder", &["y"], known(0), &stranger()).unwrap();
    let error = strict.predict(&[stranger()]).unwrap_err();
    assert!(error.to_string().contains("'c' is not one of the categories"), "{error}");
}

#[test]
fn columns_are_picked_as_in_the_specification_s_example() {
    let values = (0..12).map(|value| value as f32).collect::<Vec<_>>();
    let indices = tensor("y", &[2], Elements::Int64(vec![0, 1]));
    let picked = answer("ArrayFeatureExtractor", &["z"], vec![], &[x(4, &values), indices]);
    assert_eq!(picked, [tensor("z", &[3, 2], Elements::Fp32(vec![0.0, 1.0, 4.0, 5.0, 8.0, 9.0]))]);
}

#[test]
fn labels_are_encoded_by_tensors_as_in_the_specification_s_example() {
    let ints = |name, values: &[i32]| tensor_attribute(name, DataType::Int16, values, &[]);
    let keys = tensor_attribute("keys_tensor", DataType::String, &[], &["a", "b", "c"]);
    let attributes = vec![keys, ints("values_tensor", &[0, 1, 2]), ints("default_tensor", &[42])];
    let labels = tensor("x", &[5], texts(&["a", "b", "d", "c", "g"]));
    let found = eval("LabelEncoder", &["y"], attributes, labels);
    assert_eq!(found, [Elements::Int16(vec![0, 1, 42, 2, 42])]);
    let precise = vec![doubles("keys_tensor", &[0.1, 0.2]), doubles("values_tensor", &[1.5, 2.5])];
    let keys = tensor("x", &[2, 1], Elements::Fp64(vec![0.2, f64::from(0.1_f32)]));
    assert_eq!(eval("LabelEncoder", &["y"], precise, keys), [Elements::Fp64(vec![2.5, -0.0])]);
}

/// A list as an attribute of the tensor type.
fn tensor_attribute(name: &str, kind: DataType, ints: &[i32], texts: &[&str]) -> AttributeProto {
    let tensor = TensorProto {
        dims: vec![(ints.len() + texts.len()) as i64],
        data_type: kind as i32,
        int32_data: ints.to_vec(),
        string_data: texts.iter().map(|text| text.as_bytes().to_vec()).collect(),
        ..TensorProto::default()
    };
    AttributeProto { t: Some(tensor), ..attribute(name, AttributeType::Tensor) }
}

#[test]
fn strings_as_raw_bytes_are_refused() {
    let mut keys = tensor_attribute("keys_tensor", DataType::String, &[], &["a"]);
    if let Some(tensor) = &mut keys.t {
        tensor.raw_data = std::mem::take(&mut tensor.string_data).concat();
    }
    let attributes = vec![keys, ints("values_int64s", &[1])];
    let error = model("LabelEncoder", &["y"], attributes, &tensor("x", &[1], texts(&["a"]))).err().unwrap();
    assert!(error.to_string().contains("'keys_tensor' holds strings as raw bytes"), "{error}");
}

#[test]
fn categories_are_mapped_both_ways() {
    let pairs =
        || vec![ints("cats_int64s", &[3, 7]), strings("cats_strings", &["a", "b"]), int("default_int64", 9)];
    let names = tensor("x", &[3, 1], texts(&["b", "a", "?"]));
    assert_eq!(eval("CategoryMapper", &["y"], pairs(), names), [Elements::Int64(vec![7, 3, 9])]);
    let numbers = tensor("x", &[2, 1], Elements::Int64(vec![7, 0]));
    assert_eq!(eval("CategoryMapper", &["y"], pairs(), numbers), [texts(&["b", "_Unused"])]);
}

#[test]
fn columns_stand_side_by_side_cut_or_filled_up_to_their_number() {
    let inputs = [
        tensor("a", &[2, 1], Elements::Fp32(vec![1.0, 2.0])),
        tensor("b", &[2, 2], Elements::Fp32(vec![3.0, 4.0, 5.0, 6.0])),
    ];
    let found = answer("FeatureVectorizer", &["y"], vec![ints("inputdimensions", &[2, 1])], &inputs);
    assert_eq!(found, [tensor("y", &[2, 3], Elements::Fp32(vec![1.0, 0.0, 3.0, 2.0, 0.0, 5.0]))]);
}

#[test]
fn columns_are_scaled_and_one_pair_stands_for_all() {
    let attributes = |offset: &[f32], scale: &[f32]| vec![floats("offset", offset), floats("scale", scale)];
    let rows = || tensor("x", &[2, 2], Elements::Int64(vec![1, 2, 3, 4]));
    let found = eval("Scaler", &["y"], attributes(&[1.0, 2.0], &[2.0, 0.5]), rows());
    assert_eq!(found, [Elements::Fp32(vec![0.0, 0.0, 4.0, 1.0])]);
    assert_eq!(
        eval("Scaler", &["y"], attributes(&[1.0], &[2.0]), rows()),
        [Elements::Fp32(vec![0.0, 2.0, 4.0, 6.0])]
    );
    assert!(model("Scaler", &["y"], attributes(&[1.0], &[1.0, 2.0]), &rows()).is_err());
}
