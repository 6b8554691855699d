//! Azure ML's web service protocol.

use serde_json::{Value, json};

use crate::harness::{Host, assert_close, case, reply, served};

const SCORE: &str = "/api/v1/service/iris/score";
const ROWS: [[f64; 4]; 2] = [[5.8, 2.8, 5.1, 2.4], [5.0, 3.4, 1.5, 0.2]];

#[tokio::test]
async fn the_answer_is_the_bare_value() {
    let host = Host::with("logreg_iris").await;
    for body in [json!({ "data": ROWS }), json!({ "X": ROWS }), json!({ "data": ROWS, "method": "predict" })]
    {
        assert_eq!(host.post_json(SCORE, &body).await.json(), json!([2, 0]), "{body}");
    }
    assert_eq!(host.post_json(SCORE, &json!({ "data": ROWS[0] })).await.json(), json!([2]));
}

#[tokio::test]
async fn a_regression_answers_with_its_numbers() {
    let (host, case) = (Host::with("ridge_dia").await, case("ridge_dia"));
    let rows: Vec<&[Value]> = case["inputs"][0]["data"].as_array().unwrap().chunks(10).collect();
    let answer = host.post_json(SCORE, &json!({ "data": rows })).await;
    assert_close(&answer.json(), &case["outputs"][0]["data"]);
}

#[tokio::test]
async fn power_bi_gets_results() {
    let host = Host::with("logreg_iris").await;
    for inputs in [json!({ "data": ROWS }), json!({ "WebServiceInput0": ROWS }), json!(ROWS)] {
        let body = json!({ "Inputs": inputs, "GlobalParameters": {} });
        assert_eq!(host.post_json(SCORE, &body).await.json(), json!({ "Results": [2, 0] }), "{body}");
    }
}

#[tokio::test]
async fn rows_may_be_objects_by_column() {
    let columns: Vec<String> = ["sl", "sw", "pl", "pw"].map(str::to_owned).to_vec();
    let host = Host::serving([serving_columns(columns)]).await;
    let body = json!({ "input_df": [{ "pw": 2.4, "pl": 5.1, "sw": 2.8, "sl": 5.8 }] });
    assert_eq!(host.post_json(SCORE, &body).await.json(), json!([2]));
}

fn serving_columns(columns: Vec<String>) -> serving::Served {
    serving::Served { columns: Some(columns), ..served("iris", "logreg_iris") }
}

#[tokio::test]
async fn a_model_with_many_inputs_takes_a_dictionary_or_objects() {
    let (host, case) = (Host::with("mixed_onehot_imputer_logreg").await, case("mixed_onehot_imputer_logreg"));
    let inputs = case["inputs"].as_array().unwrap();
    let expected = &case["outputs"][0]["data"];
    let by_input: Value = inputs
        .iter()
        .map(|input| (input["name"].as_str().unwrap().to_owned(), input["data"].clone()))
        .collect();
    assert_eq!(&host.post_json(SCORE, &by_input).await.json(), expected);
    let row = |at: usize| -> Value {
        inputs.iter().map(|i| (i["name"].as_str().unwrap().to_owned(), i["data"][at].clone())).collect()
    };
    let objects: Vec<Value> = (0..16).map(row).collect();
    assert_eq!(&host.post_json(SCORE, &json!({ "data": objects })).await.json(), expected);
}

#[tokio::test]
async fn the_root_means_the_only_endpoint() {
    let host = Host::with("logreg_iris").await;
    assert_eq!(host.get_without_key("/").await.text, "Healthy");
    assert_eq!(host.post_json("/score", &json!({ "data": ROWS })).await.json(), json!([2, 0]));
    host.endpoints.put(served("wine", "lda_wine"));
    for refused in [host.get("/").await, host.post_json("/score", &json!({ "data": ROWS })).await] {
        assert_eq!(refused.status, 404);
        let message = refused.json()["message"].as_str().unwrap().to_owned();
        assert!(message.ends_with("the endpoints are iris, wine"), "{message}");
    }
    assert_eq!(host.get_without_key("/api/v1/service/wine").await.text, "Healthy");
}

#[tokio::test]
async fn calls_are_marked_with_ids() {
    let host = Host::with("logreg_iris").await;
    let body = json!({ "data": ROWS }).to_string();
    let marked = host
        .post(SCORE)
        .header("x-ms-request-id", "mine")
        .header("x-ms-client-request-id", "client")
        .body(body.clone());
    let answer = reply(marked).await;
    assert_eq!(answer.header("x-ms-request-id"), "mine");
    assert_eq!(answer.header("x-ms-client-request-id"), "client");
    assert!(answer.header("x-ms-run-fn-exec-ms").parse::<f64>().unwrap() > 0.0);
    let unmarked = host.post_text(SCORE, body.clone()).await;
    assert_eq!(unmarked.header("x-ms-request-id"), unmarked.header("x-request-id"));
    assert_ne!(unmarked.header("x-request-id"), answer.header("x-request-id"));
    let long = reply(host.post(SCORE).header("x-ms-request-id", "x".repeat(101)).body(body)).await;
    assert_eq!(long.status, 431);
    assert_eq!(long.json()["message"], "the header 'x-ms-request-id' has more than 100 characters");
}
