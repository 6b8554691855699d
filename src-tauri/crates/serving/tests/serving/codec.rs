//! Bytes to calls and back, without a server.

use domain::{
    for_elements,
    infer::InferRequest,
    signature::{Datatype, Signature, TensorSpec},
    tensor::{Elements, Tensor},
};
use proptest::{collection::vec, prelude::*};
use serde_json::{Value, json};
use serving::{
    Error,
    codec::{any, csv, v2},
};

fn spec(name: &str, datatype: Datatype, shape: &[i64]) -> TensorSpec {
    TensorSpec { name: name.to_owned(), datatype, shape: shape.to_vec(), dims: None, classes: None }
}

fn takes(inputs: Vec<TensorSpec>) -> Signature {
    Signature { inputs, outputs: Vec::new() }
}

fn matrix() -> Signature {
    takes(vec![spec("X", Datatype::Fp32, &[-1, 2])])
}

fn people() -> Signature {
    takes(vec![spec("age", Datatype::Int64, &[-1, 1]), spec("city", Datatype::Bytes, &[-1, 1])])
}

fn fp32(shape: &[usize], values: &[f32]) -> Vec<Tensor> {
    vec![Tensor::new("X", shape.to_vec(), Elements::Fp32(values.to_vec())).unwrap()]
}

#[test]
fn a_matrix_is_read_from_whatever_is_at_hand() {
    let columns = ["a".to_owned(), "b".to_owned()];
    for body in [
        json!([[1, 2], [3, 4]]),
        json!({ "data": [[1, 2], [3, 4]] }),
        json!({ "X": [[1, 2], [3, 4]] }),
        json!({ "instances": [[1, 2], [3, 4]] }),
        json!({ "inputs": [[1, 2], [3, 4]] }),
        json!({ "inputs": { "X": [[1, 2], [3, 4]] } }),
        json!({ "dataframe_split": { "columns": ["b", "a"], "data": [[2, 1], [4, 3]] } }),
        json!([{ "a": 1, "b": 2 }, { "b": 4, "a": 3 }]),
        json!([{ "X": [1, 2] }, { "X": [3, 4] }]),
        json!({ "inputs": [{ "name": "X", "datatype": "FP32", "shape": [2, 2], "data": [1, 2, 3, 4] }] }),
    ] {
        let request = any(&body, &matrix(), Some(&columns)).unwrap_or_else(|error| panic!("{body}: {error}"));
        assert_eq!(request.inputs, fp32(&[2, 2], &[1.0, 2.0, 3.0, 4.0]), "{body}");
    }
    let one_row = any(&json!([1, 2]), &matrix(), None).unwrap();
    assert_eq!(one_row.inputs, fp32(&[1, 2], &[1.0, 2.0]));
}

#[test]
fn columns_are_read_from_whatever_is_at_hand() {
    let expected = vec![
        Tensor::new("age", vec![2, 1], Elements::Int64(vec![30, 40])).unwrap(),
        Tensor::new("city", vec![2, 1], Elements::Bytes(vec!["Bern".into(), "Rom".into()])).unwrap(),
    ];
    for body in [
        json!([[30, "Bern"], [40, "Rom"]]),
        json!([{ "city": "Bern", "age": 30 }, { "age": 40.0, "city": "Rom" }]),
        json!({ "age": [30, 40], "city": [["Bern"], ["Rom"]] }),
        json!({ "dataframe_records": [{ "city": "Bern", "age": 30 }, { "age": 40, "city": "Rom" }] }),
    ] {
        assert_eq!(any(&body, &people(), None).unwrap().inputs, expected, "{body}");
    }
    let table = csv(b"city,age\nBern,30\n\"Rom\",40\n", &people(), None).unwrap();
    assert_eq!(table.inputs, expected);
}

#[test]
fn images_may_come_as_flat_rows() {
    let images = takes(vec![spec("X", Datatype::Fp32, &[-1, 1, 2, 2])]);
    let flat = any(&json!([[1, 2, 3, 4]]), &images, None).unwrap();
    assert_eq!(flat.inputs, fp32(&[1, 1, 2, 2], &[1.0, 2.0, 3.0, 4.0]));
    let nested = any(&json!([[[[1, 2], [3, 4]]]]), &images, None).unwrap();
    assert_eq!(nested, flat);
}

#[test]
fn an_open_width_takes_the_rows_as_they_are() {
    let open = takes(vec![spec("X", Datatype::Fp32, &[-1, -1])]);
    let expected = fp32(&[2, 3], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    assert_eq!(any(&json!([[1, 2, 3], [4, 5, 6]]), &open, None).unwrap().inputs, expected);
    assert_eq!(csv(b"a,b,c\n1,2,3\n4,5,6\n", &open, None).unwrap().inputs, expected);
}

#[test]
fn csv_tells_the_row_and_the_column() {
    for (text, words) in [
        ("age,city\n30,Bern\nold,Rom\n", "row 2, column 'age': expected INT64, got \"old\""),
        ("age,city\n30,Bern\n,Rom\n", "row 2, column 'age': expected INT64, got nothing"),
        ("age,city\n30\n", "row 1: expected 2 values, got 1"),
        ("age,town\n30,Bern\n", "columns: unknown column 'town'; the model takes 'age', 'city'"),
        ("age\n30\n", "columns: missing column 'city'"),
        ("age,city,age\n30,Bern,31\n", "a column is named twice"),
        ("age,city\n", "input 'age' has no values; send at least one row"),
    ] {
        assert_eq!(csv(text.as_bytes(), &people(), None).unwrap_err().to_string(), words, "{text:?}");
    }
    let error = csv(b"age,city\n30,\xff\n", &people(), None).unwrap_err();
    assert!(matches!(error, Error::NotCsv { .. }), "{error}");
}

#[test]
fn a_bare_word_or_number_is_no_call() {
    for body in [json!(5), json!("x"), Value::Null] {
        assert!(any(&body, &matrix(), None).unwrap_err().to_string().starts_with("expected a V2 request"));
    }
}

/// Elements of any type that JSON can carry without loss.
fn elements(count: usize) -> impl Strategy<Value = Elements> {
    prop_oneof![
        vec(any_of::<bool>(), count).prop_map(Elements::Bool),
        vec(any_of::<u8>(), count).prop_map(Elements::Uint8),
        vec(any_of::<u16>(), count).prop_map(Elements::Uint16),
        vec(any_of::<u32>(), count).prop_map(Elements::Uint32),
        vec(any_of::<u64>(), count).prop_map(Elements::Uint64),
        vec(any_of::<i8>(), count).prop_map(Elements::Int8),
        vec(any_of::<i16>(), count).prop_map(Elements::Int16),
        vec(any_of::<i32>(), count).prop_map(Elements::Int32),
        vec(any_of::<i64>(), count).prop_map(Elements::Int64),
        vec(any_of::<f32>().prop_filter("finite", |value| value.is_finite()), count).prop_map(Elements::Fp32),
        vec(any_of::<f64>().prop_filter("finite", |value| value.is_finite()), count).prop_map(Elements::Fp64),
        vec(".*", count).prop_map(Elements::Bytes),
    ]
}

fn any_of<T: Arbitrary>() -> T::Strategy {
    proptest::arbitrary::any::<T>()
}

fn request() -> impl Strategy<Value = InferRequest> {
    let tensors = (1..4_usize, 1..3_usize, vec(".{1,8}", 1..4)).prop_flat_map(|(rows, width, names)| {
        let tensors: Vec<_> = names
            .into_iter()
            .enumerate()
            .map(|(at, name)| {
                elements(rows * width).prop_map(move |elements| {
                    Tensor::new(format!("{name}{at}"), vec![rows, width], elements).unwrap()
                })
            })
            .collect();
        tensors
    });
    (tensors, proptest::option::of(".*"), vec(".*", 0..3)).prop_map(|(inputs, id, outputs)| InferRequest {
        id,
        inputs,
        outputs,
    })
}

fn signature_of(request: &InferRequest) -> Signature {
    takes(request.inputs.iter().map(|t| spec(&t.name, t.datatype(), &[-1, t.shape()[1] as i64])).collect())
}

proptest! {
    #[test]
    fn a_printed_v2_request_reads_back_the_same(request in request()) {
        let text = v2::request_json(&request).to_string();
        let read = v2::request(text.as_bytes(), &signature_of(&request)).unwrap();
        prop_assert_eq!(read, request);
    }

    #[test]
    fn no_body_makes_a_reader_panic(body in "[\\[\\]{}\":,0-9a-zN.-]{0,60}") {
        let _ = v2::request(body.as_bytes(), &matrix());
        let _ = csv(body.as_bytes(), &people(), None);
        if let Ok(value) = serde_json::from_str(&body) {
            let _ = any(&value, &people(), None);
        }
    }
}

#[test]
fn what_is_not_finite_is_written_as_null_and_read_as_nan() {
    let request = InferRequest { inputs: fp32(&[1, 2], &[f32::NAN, 1.0]), ..InferRequest::default() };
    let text = v2::request_json(&request).to_string();
    assert!(text.contains("[null,1.0]"), "{text}");
    let read = v2::request(text.as_bytes(), &matrix()).unwrap();
    let first = for_elements!(read.inputs[0].elements(), values => format!("{:?}", values[0]));
    assert_eq!(first, "NaN");
}
