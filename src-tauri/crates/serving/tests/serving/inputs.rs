//! Inputs as people have them: each form, each type, each way to be wrong, in tables.

use domain::{
    for_elements,
    signature::{Datatype, Signature, TensorSpec},
    tensor::Elements,
};
use serde_json::{Value, json};
use serving::codec::{any, csv, v2, value};

fn spec(name: &str, datatype: Datatype, shape: &[i64]) -> TensorSpec {
    TensorSpec { name: name.to_owned(), datatype, shape: shape.to_vec(), dims: None, classes: None }
}

/// One matrix of two columns.
fn matrix(datatype: Datatype) -> Signature {
    Signature { inputs: vec![spec("X", datatype, &[-1, 2])], outputs: Vec::new() }
}

/// One input a column.
fn people() -> Signature {
    let column = |name: &str, datatype| spec(name, datatype, &[-1, 1]);
    Signature {
        inputs: vec![
            column("age", Datatype::Int64),
            column("income", Datatype::Fp64),
            column("city", Datatype::Bytes),
            column("member", Datatype::Bool),
        ],
        outputs: Vec::new(),
    }
}

fn columns() -> Vec<String> {
    ["height", "width"].map(str::to_owned).to_vec()
}

/// Every value of every input as text, `NaN` where one is missing.
fn read(request: &domain::infer::InferRequest) -> Vec<String> {
    let texts = |elements: &Elements| -> Vec<String> {
        for_elements!(elements, values => values.iter().map(ToString::to_string).collect())
    };
    request.inputs.iter().flat_map(|tensor| texts(tensor.elements())).collect()
}

#[test]
fn columns_may_come_by_name_in_any_order_and_form() {
    for body in [
        json!([[1, 2], [3, 4]]),
        json!([{ "width": 2, "height": 1 }, { "height": 3, "width": 4 }]),
        json!({ "width": [2, 4], "height": [1, 3] }),
        json!({ "data": { "width": [2, 4], "height": [1, 3] } }),
        json!({ "inputs": { "width": [2, 4], "height": [1, 3] } }),
        json!({ "columns": ["width", "height"], "index": [7, 8], "data": [[2, 1], [4, 3]] }),
        json!({ "height": { "0": 1, "1": 3 }, "width": { "0": 2, "1": 4 } }),
        json!({ "dataframe_split": { "columns": ["width", "height"], "data": [[2, 1], [4, 3]] } }),
        json!({ "dataframe_records": [{ "width": 2, "height": 1 }, { "width": 4, "height": 3 }] }),
        json!({ "X": [[1, 2], [3, 4]] }),
    ] {
        let request = any(&body, &matrix(Datatype::Fp32), Some(&columns())).unwrap();
        assert_eq!(read(&request), ["1", "2", "3", "4"], "{body}");
    }
    let one = any(&json!({ "width": 2, "height": 1 }), &matrix(Datatype::Fp32), Some(&columns())).unwrap();
    assert_eq!(read(&one), ["1", "2"], "one row needs no list");
    for text in
        ["width,height\n2,1\n4,3\n", "\u{feff}height;width\r\n1;2\r\n3;4\r\n", "height\twidth\n1\t2\n3\t4\n"]
    {
        let request = csv(text.as_bytes(), &matrix(Datatype::Fp32), Some(&columns())).unwrap();
        assert_eq!(read(&request), ["1", "2", "3", "4"], "{text:?}");
    }
}

#[test]
fn numbers_become_the_declared_type_or_are_refused() {
    use Datatype::{Bool, Bytes, Fp32, Fp64, Int8, Int64, Uint8, Uint64};
    let exact = 9_007_199_254_740_992_i64; // 2^53
    for (datatype, sent, expected) in [
        (Int64, json!(3), Ok("3")),
        (Int64, json!(3.0), Ok("3")),
        (Int64, json!(-0.0), Ok("0")),
        (Int64, json!(true), Ok("1")),
        (Int64, json!(3.7), Err("3.7")),
        (Int64, json!(1e300), Err("1000")),
        (Int64, json!("12"), Err("\"12\"")),
        (Int64, json!(null), Err("nothing")),
        (Int64, json!("NaN"), Err("\"NaN\"")),
        (Int64, json!(exact + 1), Ok("9007199254740993")),
        (Int64, json!(9_007_199_254_740_993.0), Err("9007199254740992")),
        (Int64, json!(u64::MAX), Err("18446744073709551615")),
        (Uint64, json!(u64::MAX), Ok("18446744073709551615")),
        (Uint64, json!(-1), Err("-1")),
        (Uint8, json!(255), Ok("255")),
        (Uint8, json!(300), Err("300")),
        (Uint8, json!(-1), Err("-1")),
        (Int8, json!(-128), Ok("-128")),
        (Int8, json!(128), Err("128")),
        (Fp64, json!(exact + 1), Ok("9007199254740992")),
        (Fp64, json!(0.1), Ok("0.1")),
        (Fp32, json!(0.1), Ok("0.1")),
        (Fp32, json!(1e39), Err("1000")),
        (Fp64, json!(1e39), Ok("1000000000000000000000000000000000000000")),
        (Fp32, json!(null), Ok("NaN")),
        (Fp32, json!("NaN"), Ok("NaN")),
        (Fp32, json!("-Infinity"), Ok("-inf")),
        (Fp32, json!("12"), Err("\"12\"")),
        (Fp32, json!(false), Ok("0")),
        (Bool, json!(true), Ok("true")),
        (Bool, json!(1), Ok("true")),
        (Bool, json!(0.0), Ok("false")),
        (Bool, json!(2), Err("2")),
        (Bool, json!("true"), Err("\"true\"")),
        (Bytes, json!("12"), Ok("12")),
        (Bytes, json!(12), Err("12")),
        (Bytes, json!(null), Err("nothing")),
    ] {
        let rows = json!([[sent, sent]]);
        let found = any(&rows, &matrix(datatype), Some(&columns()));
        match (found, expected) {
            (Ok(request), Ok(text)) => assert_eq!(read(&request)[0], text, "{sent} into {datatype}"),
            (Err(error), Err(shown)) => {
                let start = format!("input 'X', row 1, column 1: expected {datatype}, got {shown}");
                assert!(error.to_string().starts_with(&start), "{sent} into {datatype}: {error}");
            }
            (found, _) => panic!("{sent} into {datatype}: {found:?}"),
        }
    }
}

#[test]
fn a_cell_is_read_by_the_type_that_it_goes_to() {
    for (cells, expected) in [
        ("30,1.5,Rom,true", Ok(["30", "1.5", "Rom", "true"])),
        (" 30 , 1e3 , Rom ,False", Ok(["30", "1000", " Rom ", "false"])),
        ("30.0,,8004,1", Ok(["30", "NaN", "8004", "true"])),
        ("30,NA,NA,0", Ok(["30", "NaN", "NA", "false"])),
        ("30,nan,,TRUE", Ok(["30", "NaN", "", "true"])),
        ("True,True,Rom,1.0", Ok(["1", "1", "Rom", "true"])),
        (",1,Rom,1", Err("row 1, column 'age': expected INT64, got nothing")),
        ("NaN,1,Rom,1", Err("row 1, column 'age': expected INT64, got NaN")),
        ("30.5,1,Rom,1", Err("row 1, column 'age': expected INT64, got 30.5")),
        ("old,1,Rom,1", Err("row 1, column 'age': expected INT64, got \"old\"")),
        ("30,\"1,5\",Rom,1", Err("row 1, column 'income': expected FP64, got \"1,5\"")),
        ("30,1,Rom,", Err("row 1, column 'member': expected BOOL, got nothing")),
        ("30,1,Rom,yes", Err("row 1, column 'member': expected BOOL, got \"yes\"")),
    ] {
        let found = csv(format!("age,income,city,member\n{cells}\n").as_bytes(), &people(), None);
        match (found, expected) {
            (Ok(request), Ok(values)) => assert_eq!(read(&request), values, "{cells}"),
            (Err(error), Err(words)) => assert_eq!(error.to_string(), words, "{cells}"),
            (found, _) => panic!("{cells}: {found:?}"),
        }
    }
}

#[test]
fn a_refusal_names_the_input_the_row_and_the_column() {
    let known = columns();
    for (body, columns, words) in [
        (
            json!([{ "height": 1, "width": 2 }, { "height": 1, "width": "wide" }]),
            Some(&known),
            "input 'X', row 2, column 'width': expected FP32, got \"wide\"",
        ),
        (
            json!({ "height": [1, 3], "width": [2, "wide"] }),
            Some(&known),
            "input 'X', row 2, column 'width': expected FP32, got \"wide\"",
        ),
        (
            json!([{ "a": 1, "b": 2 }, { "a": 1, "b": "wide" }]),
            None,
            "input 'X', row 2, column 2: expected FP32, got \"wide\"",
        ),
        (json!([[1, 2], [1, "wide"]]), None, "input 'X', row 2, column 2: expected FP32, got \"wide\""),
        (json!([{ "height": 1 }]), Some(&known), "columns: missing column 'width'"),
        (json!({ "height": [1] }), Some(&known), "columns: missing column 'width'"),
        (
            json!([{ "height": 1, "width": 2, "depth": 3 }]),
            Some(&known),
            "columns: unknown column 'depth'; the model takes 'height', 'width'",
        ),
        (
            json!([{ "height": 1, "width": 2 }, { "height": 1 }]),
            Some(&known),
            "row 2: missing column 'width'",
        ),
        (
            json!({ "height": [1, 2], "width": [1] }),
            Some(&known),
            "column 'width', as many as column 'height': expected 2 values, got 1",
        ),
        (
            json!([[1, 2], [1]]),
            None,
            "input 'X', row 2, column 1 (the arrays are ragged): expected 2 values, got 1",
        ),
        (json!([[1, 2, 3]]), None, "input 'X': expected shape [-1, 2], got [1, 3]"),
        (json!({ "Y": [[1, 2]] }), None, "unknown input 'Y'; the model takes 'X'"),
        (json!([]), None, "input 'X' has no values; send at least one row"),
        (
            json!([{ "height": [1, 2], "width": 2 }]),
            Some(&known),
            "input 'X', row 1, column 'height': expected 1 values, got 2",
        ),
    ] {
        let error = any(&body, &matrix(Datatype::Fp32), columns.map(Vec::as_slice)).unwrap_err();
        assert_eq!(error.to_string(), words, "{body}");
    }
    let open = Signature { inputs: vec![spec("X", Datatype::Fp32, &[-1, -1])], outputs: Vec::new() };
    for (body, words) in [
        (json!([["wide", 2]]), "input 'X', row 1, column 1: expected FP32, got \"wide\""),
        (json!([[1, 2, 3], [4, 5, "wide"]]), "input 'X', row 2, column 3: expected FP32, got \"wide\""),
    ] {
        assert_eq!(any(&body, &open, None).unwrap_err().to_string(), words, "{body}");
    }
    let error = csv(b"age\n1\n", &people(), None).unwrap_err();
    assert_eq!(error.to_string(), "columns: missing column 'income', 'city', 'member'");
}

#[test]
fn floats_and_integers_of_another_width_are_cast_and_checked() {
    let tensor = |datatype: &str, data: Value| json!({ "inputs": [{ "name": "X", "shape": [1, 2], "datatype": datatype, "data": data }] });
    for (model, sent, data, expected) in [
        (Datatype::Fp32, "FP64", json!([0.5, 2.0]), Ok(["0.5", "2"])),
        (Datatype::Fp64, "FP32", json!([0.5, 2.0]), Ok(["0.5", "2"])),
        (Datatype::Int64, "INT32", json!([1, -2]), Ok(["1", "-2"])),
        (Datatype::Uint8, "INT64", json!([1, 255]), Ok(["1", "255"])),
        (
            Datatype::Uint8,
            "INT64",
            json!([1, 300]),
            Err("input 'X', row 1, column 2: expected UINT8, got 300"),
        ),
        (
            Datatype::Fp32,
            "FP64",
            json!([1.0, 1e39]),
            Err("input 'X', row 1, column 2: expected FP32, got 1000"),
        ),
        (Datatype::Fp32, "INT64", json!([1, 2]), Err("input 'X': expected datatype FP32, got INT64")),
        (Datatype::Int64, "FP32", json!([1, 2]), Err("input 'X': expected datatype INT64, got FP32")),
        (Datatype::Bytes, "FP32", json!([1, 2]), Err("input 'X': expected datatype BYTES, got FP32")),
    ] {
        let body = tensor(sent, data.clone()).to_string();
        match (v2::request(body.as_bytes(), &matrix(model)), expected) {
            (Ok(request), Ok(values)) => assert_eq!(read(&request), values, "{sent} into {model}"),
            (Err(error), Err(words)) => assert!(error.to_string().starts_with(words), "{error}"),
            (found, _) => panic!("{sent} {data} into {model}: {found:?}"),
        }
    }
    let raw = |values: [f64; 2]| {
        let head = r#"{"inputs":[{"name":"X","shape":[1,2],"datatype":"FP64","parameters":{"binary_data_size":16}}]}"#;
        let bytes = values.iter().flat_map(|value| value.to_le_bytes());
        v2::parse(&head.bytes().chain(bytes).collect::<Vec<u8>>(), Some(head.len()), &matrix(Datatype::Fp32))
    };
    assert_eq!(read(&raw([0.5, 2.0]).unwrap().request), ["0.5", "2"]);
    let error = raw([0.5, -1e300]).unwrap_err().to_string();
    assert!(error.starts_with("input 'X', row 1, column 2: expected FP32, got -1000"), "{error}");
}

#[test]
fn json_is_read_as_python_writes_it() {
    let rows = value(b"[[NaN, 1.5], [-Infinity, null]]").unwrap();
    let request = any(&rows, &matrix(Datatype::Fp64), None).unwrap();
    assert_eq!(read(&request), ["NaN", "1.5", "-inf", "NaN"]);
    assert!(value(b"[[nan]]").unwrap_err().to_string().starts_with("the body is not JSON"));
}
