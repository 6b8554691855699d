//! What every protocol says to input that it cannot take.

use serde_json::{Value, json};
use serving::MAX_BODY_BYTES;

use crate::harness::{Host, Reply, reply, served};

const V2: &str = "/v2/models/iris/infer";
const AZURE: &str = "/api/v1/service/iris/score";
const MLFLOW: &str = "/endpoints/iris/invocations";
/// Each scoring route, and the key under which its errors speak.
const DIALECTS: [(&str, &str); 3] = [(V2, "error"), (AZURE, "message"), (MLFLOW, "message")];

fn assert_refused(refused: &Reply, key: &str, status: u16, words: &str) {
    assert_eq!(refused.status, status, "{refused:?}");
    let body = refused.json();
    assert!(body[key].as_str().unwrap().contains(words), "'{words}' is not in {body}");
}

/// A V2 body with one input.
fn v2(name: &str, shape: Value, datatype: &str, data: Value) -> String {
    json!({ "inputs": [{ "name": name, "shape": shape, "datatype": datatype, "data": data }] }).to_string()
}

#[tokio::test]
async fn v2_names_what_does_not_fit() {
    let host = Host::with("logreg_iris").await;
    let row = || json!([1, 2, 3, 4]);
    for (body, words) in [
        (v2("X", json!([1, 3]), "FP32", json!([1, 2, 3])), "input 'X': expected shape [-1, 4], got [1, 3]"),
        (v2("X", json!([4]), "FP32", row()), "input 'X': expected shape [-1, 4], got [4]"),
        (v2("X", json!([2, 4]), "FP32", row()), "tensor 'X' of shape [2, 4] needs 8 values, got 4"),
        (v2("X", json!([1, 4]), "FP32", json!([[1, 2], [3, 4]])), "\"data\" is nested as [2, 2]"),
        (v2("X", json!([2, 4]), "FP32", json!([[1, 2, 3, 4], [5, 6, 7]])), "row 2, column 3"),
        (v2("X", json!([1, 4]), "INT64", row()), "input 'X': expected datatype FP32, got INT64"),
        (v2("X", json!([1, 4]), "FP33", row()), "unknown variant `FP33`"),
        (
            v2("X", json!([2, 4]), "FP32", json!([1, 2, 3, 4, 5, "six", 7, 8])),
            "input 'X', row 2, column 2: expected FP32, got \"six\"",
        ),
        (v2("X", json!([1, 4]), "FP32", json!([1, 2, 3, 1e39])), "row 1, column 4: expected FP32, got 1"),
        (v2("X", json!([1, 4]), "FP32", json!([1, 2, 3, {}])), "expected values, got an object"),
        (v2("X", json!([1, 4]), "FP32", json!([1, [2], 3, 4])), "row 1, column 2"),
        (v2("X", json!([0, 4]), "FP32", json!([])), "send at least one row"),
        (v2("Z", json!([1, 4]), "FP32", row()), "unknown input 'Z'; the model takes 'X'"),
        (json!({ "inputs": [] }).to_string(), "missing input 'X' (FP32 of shape [-1, 4])"),
        (json!({ "data": [[1, 2, 3, 4]] }).to_string(), "not a V2 inference request: missing field `inputs`"),
        (json!([1]).to_string(), "not a V2 inference request"),
        (
            json!({ "inputs": [{ "name": "X", "shape": [1, 4], "datatype": "FP32" }] }).to_string(),
            "input 'X' has no \"data\"",
        ),
        ("{\"inputs\": [".to_owned(), "the body is not JSON: EOF while parsing a list at line 1 column 12"),
        ("sepal,petal".to_owned(), "the body is not JSON: expected value at line 1 column 1"),
        (String::new(), "the body is not JSON"),
    ] {
        assert_refused(&host.post_text(V2, body).await, "error", 400, words);
    }
    let unknown_output = json!({
        "inputs": [{ "name": "X", "shape": [1, 4], "datatype": "FP32", "data": row() }],
        "outputs": [{ "name": "odds" }],
    });
    let words = "unknown output 'odds'; the model gives 'label', 'probabilities'";
    assert_refused(&host.post_json(V2, &unknown_output).await, "error", 400, words);
}

#[tokio::test]
async fn azure_names_what_does_not_fit() {
    let host = Host::with("logreg_iris").await;
    for (body, words) in [
        (json!({ "data": [[1, 2, 3]] }), "input 'X': expected shape [-1, 4], got [1, 3]"),
        (json!({ "data": [[1, 2, 3, "x"]] }), "input 'X', row 1, column 4: expected FP32, got \"x\""),
        (json!({ "data": [[1, 2, 3, 4], [1, 2]] }), "expected 4 values, got 2"),
        (json!({ "data": 5 }), "expected the rows as an array, got 5"),
        (json!({ "data": [] }), "input 'X' has no values; send at least one row"),
        (json!({ "rows": [[1, 2, 3, 4]] }), "unknown input 'rows'; the model takes 'X'"),
        (json!({}), "the body has no \"data\", and none of the inputs 'X'"),
        (json!([[1, 2, 3, 4]]), "expected a JSON dictionary such as {\"data\": …}, got an array"),
    ] {
        assert_refused(&host.post_json(AZURE, &body).await, "message", 400, words);
    }
}

#[tokio::test]
async fn mlflow_names_what_does_not_fit() {
    let host = Host::with("mixed_onehot_imputer_logreg").await;
    let good = json!({ "city": "x", "segment": "y", "age": 30, "income": 1.5, "score": 0.5 });
    let with = |key: &str, value: Value| {
        let mut record = good.clone();
        record[key] = value;
        json!({ "dataframe_records": [good.clone(), record] })
    };
    for (body, words) in [
        (with("age", json!(30.5)), "row 2, column 'age': expected INT64, got 30.5"),
        (with("age", json!(null)), "row 2, column 'age': expected INT64, got nothing"),
        (with("city", json!(5)), "row 2, column 'city': expected BYTES, got 5"),
        (with("zip", json!(1)), "row 2: unknown column 'zip'"),
        (json!({ "dataframe_records": [good, {}] }), "row 2: missing column 'city'"),
        (json!({ "dataframe_records": [{ "city": "x" }] }), "columns: missing column 'segment'"),
        (json!({ "dataframe_split": { "columns": ["city"] } }), "'dataframe_split' has no \"data\""),
        (
            json!({ "dataframe_split": { "columns": ["city", "town"], "data": [] } }),
            "columns: unknown column 'town'; the model takes 'city', 'segment', 'age', 'income', 'score'",
        ),
        (json!({ "instances": [["x", "y", 30, 1.5]] }), "row 1: expected 5 values, got 4"),
        (json!({ "inputs": { "city": ["x"] } }), "missing input 'segment' (BYTES of shape [-1, 1])"),
        (
            json!({ "inputs": { "city": ["x", "y"], "segment": ["y"], "age": [3], "income": [1], "score": [1] } }),
            "input 'segment' has 1 rows, but input 'city' has 2",
        ),
        (json!({ "instances": [], "inputs": [] }), "exactly one of"),
        (json!([1]), "expected a JSON object with exactly one of"),
    ] {
        let refused = host.post_json(MLFLOW, &body).await;
        assert_refused(&refused, "message", 400, words);
        assert_eq!(refused.json()["error_code"], "BAD_REQUEST");
    }
    let nan = host.post_text(MLFLOW, r#"{"instances": [["x", "y", NaN, 1, 1]]}"#).await;
    assert_refused(&nan, "message", 400, "row 1, column 'age': expected INT64, got \"NaN\"");
}

#[tokio::test]
async fn a_body_that_is_not_json_is_told_where_it_stops() {
    let host = Host::with("logreg_iris").await;
    for (path, key) in DIALECTS {
        let refused = host.post_text(path, "{\"data\":\n [[1, 2,,]]}").await;
        assert_refused(&refused, key, 400, "the body is not JSON: expected value at line 2 column 9");
    }
}

#[tokio::test]
async fn a_wrong_or_missing_key_is_refused() {
    let host = Host::with("logreg_iris").await;
    let words = "endpoint 'iris' needs a valid key; send 'Authorization: Bearer KEY'";
    for (path, key) in DIALECTS {
        let url = format!("{}{path}", host.base);
        for request in [host.client.post(&url), host.client.post(&url).bearer_auth("guess")] {
            let refused = reply(request.body("{}")).await;
            assert_refused(&refused, key, 401, words);
            assert_eq!(refused.header("www-authenticate"), "Bearer");
        }
    }
    assert_eq!(host.records().len(), 6);
    assert!(host.records().iter().all(|record| record.status == 401));
}

#[tokio::test]
async fn either_key_opens_and_an_endpoint_without_auth_needs_none() {
    let host = Host::with("logreg_iris").await;
    let body = json!({ "data": [[1, 2, 3, 4]] }).to_string();
    let url = format!("{}{AZURE}", host.base);
    let second = host.client.post(&url).bearer_auth(crate::harness::SECOND_KEY).body(body.clone());
    assert_eq!(reply(second).await.status, 200);
    let mut open = served("iris", "logreg_iris");
    open.config.auth = false;
    host.endpoints.put(open);
    assert_eq!(reply(host.client.post(&url).body(body)).await.status, 200);
}

#[tokio::test]
async fn an_unknown_endpoint_is_told_which_there_are() {
    let host = Host::with("logreg_iris").await;
    for (path, key) in DIALECTS {
        let refused = host.post_text(&path.replace("iris", "rose"), "{}").await;
        assert_refused(&refused, key, 404, "there is no endpoint 'rose'; the endpoints are iris");
    }
    assert_refused(&host.get("/v2/models").await, "error", 404, "there is nothing at '/v2/models'");
}

#[tokio::test]
async fn a_wrong_verb_or_content_type_is_refused() {
    let host = Host::with("logreg_iris").await;
    for (path, key) in DIALECTS {
        assert_refused(&host.get(path).await, key, 405, "method GET is not allowed here");
    }
    for (path, key) in [(AZURE, "message"), (MLFLOW, "message")] {
        let refused = reply(host.post(path).header("content-type", "text/html").body("<p>")).await;
        assert_refused(
            &refused,
            key,
            415,
            "content type 'text/html' is not supported; send application/json",
        );
    }
}

#[tokio::test]
async fn a_refusal_is_readable_after_a_large_body() {
    let host = Host::with("logreg_iris").await;
    let large = || vec![b' '; 20_000_000];
    let unauthorized = host.client.post(format!("{}{V2}", host.base)).body(large());
    assert_eq!(reply(unauthorized).await.status, 401);
    assert_eq!(host.post_text("/v2/models/rose/infer", large()).await.status, 404);
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let host = Host::with("logreg_iris").await;
    let refused = host.post_text(V2, vec![b' '; MAX_BODY_BYTES + 1]).await;
    assert_refused(&refused, "error", 413, "the body is larger than 100 MB");
    assert_eq!(host.records()[0].status, 413);
}
