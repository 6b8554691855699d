//! MLflow's scoring protocol.

use serde_json::{Value, json};

use crate::harness::{Host, case, reply, served};

const INVOCATIONS: &str = "/endpoints/iris/invocations";
const ROWS: [[f64; 4]; 2] = [[5.8, 2.8, 5.1, 2.4], [5.0, 3.4, 1.5, 0.2]];

#[tokio::test]
async fn every_form_of_a_matrix_scores() {
    let host = Host::with("logreg_iris").await;
    let columns = ["a", "b", "c", "d"];
    let record = |row: [f64; 4]| -> Value {
        columns.iter().zip(row).map(|(name, value)| ((*name).to_owned(), json!(value))).collect()
    };
    for body in [
        json!({ "instances": ROWS }),
        json!({ "inputs": ROWS }),
        json!({ "inputs": { "X": ROWS }, "params": { "unused": 1 } }),
        json!({ "dataframe_split": { "columns": columns, "index": [0, 1], "data": ROWS } }),
        json!({ "dataframe_split": { "columns": [0, 1, 2, 3], "data": ROWS } }),
        json!({ "dataframe_split": { "data": ROWS } }),
        json!({ "dataframe_records": [record(ROWS[0]), record(ROWS[1])] }),
    ] {
        let answer = host.post_json(INVOCATIONS, &body).await;
        assert_eq!(answer.json(), json!({ "predictions": [2, 0] }), "{body}");
    }
}

#[tokio::test]
async fn csv_scores_whatever_the_order_of_its_columns() {
    let (host, case) = (Host::with("mixed_onehot_imputer_logreg").await, case("mixed_onehot_imputer_logreg"));
    let inputs: Vec<&Value> = case["inputs"].as_array().unwrap().iter().rev().collect();
    let cell = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let line = |cells: Vec<String>| cells.join(",");
    let mut lines = vec![line(inputs.iter().map(|input| cell(&input["name"])).collect())];
    lines.extend((0..16).map(|row| line(inputs.iter().map(|input| cell(&input["data"][row])).collect())));
    let request =
        host.post(INVOCATIONS).header("content-type", "text/csv; charset=utf-8").body(lines.join("\n"));
    assert_eq!(reply(request).await.json()["predictions"], case["outputs"][0]["data"]);
}

#[tokio::test]
async fn missing_values_arrive_as_nan_null_or_nothing() {
    let host = Host::with("pipe_imputer_logreg_iris").await;
    for body in [
        r#"{"instances": [[NaN, 2.8, 5.1, 2.4]]}"#,
        r#"{"instances": [[null, 2.8, 5.1, 2.4]]}"#,
        r#"{"instances": [["NaN", 2.8, 5.1, 2.4]]}"#,
    ] {
        let answer = host.post_text(INVOCATIONS, body).await;
        assert_eq!(answer.json(), json!({ "predictions": [2] }), "{body}");
    }
    let csv = host.post(INVOCATIONS).header("content-type", "text/csv").body("a,b,c,d\n,2.8,5.1,2.4\n");
    assert_eq!(reply(csv).await.json(), json!({ "predictions": [2] }));
}

#[tokio::test]
async fn the_root_means_the_only_endpoint_and_health_is_open() {
    let host = Host::with("logreg_iris").await;
    let body = json!({ "instances": ROWS });
    assert_eq!(host.post_json("/invocations", &body).await.status, 200);
    for path in ["/ping", "/health", "/version"] {
        assert_eq!(host.get_without_key(path).await.status, 200);
    }
    host.endpoints.put(served("wine", "lda_wine"));
    let refused = host.post_json("/invocations", &body).await;
    assert_eq!(refused.status, 404);
    assert_eq!(refused.json()["error_code"], "RESOURCE_DOES_NOT_EXIST");
}
