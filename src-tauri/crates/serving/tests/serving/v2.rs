//! Open Inference Protocol V2.

use serde_json::{Value, json};

use crate::harness::{Host, assert_close, case, reply, served, v2_request};

const INFER: &str = "/v2/models/iris/infer";

#[tokio::test]
async fn the_answer_is_the_fixtures() {
    for model in ["logreg_iris", "dtree_strlabels_iris", "mixed_onehot_imputer_logreg", "ridge_dia"] {
        let (host, case) = (Host::with(model).await, case(model));
        let answer = host.post_json(INFER, &v2_request(&case, 16)).await;
        assert_eq!(answer.status, 200, "{model}: {answer:?}");
        let answer = answer.json();
        assert_eq!((&answer["model_name"], &answer["model_version"]), (&json!("iris"), &json!("1")));
        assert!(answer.get("id").is_none());
        for (got, expected) in outputs(&answer).iter().zip(outputs(&case)) {
            for part in ["name", "datatype", "shape"] {
                assert_eq!(got[part], expected[part], "{model}");
            }
            assert_close(&got["data"], &expected["data"]);
        }
        assert_eq!(outputs(&answer).len(), outputs(&case).len());
    }
}

fn outputs(body: &Value) -> &Vec<Value> {
    body["outputs"].as_array().unwrap()
}

#[tokio::test]
async fn class_probabilities_name_their_classes() {
    let host = Host::with("logreg_iris__zipmap").await;
    let answer = host.post_json(INFER, &v2_request(&case("logreg_iris__zipmap"), 2)).await.json();
    let probabilities = &outputs(&answer)[1];
    assert_eq!(probabilities["datatype"], "FP32");
    assert_eq!(probabilities["shape"], json!([2, 3]));
    assert_eq!(probabilities["parameters"]["classes"], json!(["0", "1", "2"]));
}

#[tokio::test]
async fn data_may_be_nested_the_id_comes_back_and_outputs_are_chosen() {
    let host = Host::with("logreg_iris").await;
    let body = json!({
        "id": "42",
        "parameters": { "unknown": "is fine" },
        "inputs": [{
            "name": "X", "shape": [2, 4], "datatype": "FP32",
            "data": [[5.8, 2.8, 5.1, 2.4], [5, 3.4, 1.5, 0.2]],
        }],
        "outputs": [{ "name": "label" }],
    });
    let answer = host.post_json(INFER, &body).await.json();
    assert_eq!(answer["id"], "42");
    let label = json!({ "name": "label", "shape": [2], "datatype": "INT64", "data": [2, 0] });
    assert_eq!(answer["outputs"], json!([label]));
}

#[tokio::test]
async fn a_version_in_the_path_must_be_the_served_one() {
    let host = Host::with("logreg_iris").await;
    let request = v2_request(&case("logreg_iris"), 1);
    assert_eq!(host.post_json("/v2/models/iris/versions/1/infer", &request).await.status, 200);
    for path in ["/v2/models/iris/versions/7", "/v2/models/iris/versions/7/ready"] {
        let refused = host.get(path).await;
        assert_eq!(refused.status, 404);
        assert_eq!(refused.json()["error"], "endpoint 'iris' serves version 1, not 7");
    }
    assert_eq!(host.post_json("/v2/models/iris/versions/x/infer", &request).await.status, 404);
}

#[tokio::test]
async fn metadata_and_health_describe_the_endpoint() {
    let host = Host::with("logreg_iris").await;
    assert_eq!(host.get_without_key("/v2/health/live").await.json(), json!({ "live": true }));
    assert_eq!(host.get_without_key("/v2/health/ready").await.json(), json!({ "ready": true }));
    let ready = host.get_without_key("/v2/models/iris/ready").await;
    assert_eq!(ready.json(), json!({ "name": "iris", "ready": true }));
    assert_eq!(host.get_without_key("/v2/models/none/ready").await.status, 404);
    let server = host.get_without_key("/v2").await.json();
    assert_eq!(server["extensions"], json!(["binary_tensor_data", "model_repository"]));
    assert_eq!(host.get_without_key("/v2/models/iris").await.status, 401);
    let metadata = host.get("/v2/models/iris").await.json();
    assert_eq!(metadata["versions"], json!(["1"]));
    assert_eq!(metadata["platform"], "onnx_onnxv1");
    assert_eq!(metadata["inputs"], json!([{ "name": "X", "datatype": "FP32", "shape": [-1, 4] }]));
    assert_eq!(metadata["outputs"][0], json!({ "name": "label", "datatype": "INT64", "shape": [-1] }));
    assert_eq!(host.get("/v2/models/iris/versions/1").await.json(), metadata);
}

#[tokio::test]
async fn the_repository_index_lists_what_is_served() {
    let host = Host::serving([served("wine", "lda_wine"), served("iris", "logreg_iris")]).await;
    let entry = |name: &str| json!({ "name": name, "version": "1", "state": "READY", "reason": "" });
    let index = host.post_json("/v2/repository/index", &json!({})).await;
    assert_eq!(index.json(), json!([entry("iris"), entry("wine")]));
}

/// One row as `tritonclient` sends it by default: inputs and outputs as raw bytes.
fn binary_body(row: &[f32]) -> (usize, Vec<u8>) {
    let json = json!({
        "inputs": [{
            "name": "X", "shape": [1, row.len()], "datatype": "FP32",
            "parameters": { "binary_data_size": row.len() * 4 },
        }],
        "outputs": [
            { "name": "label", "parameters": { "binary_data": true } },
            { "name": "probabilities" },
        ],
    });
    let mut body = json.to_string().into_bytes();
    let json_bytes = body.len();
    body.extend(row.iter().flat_map(|value| value.to_le_bytes()));
    (json_bytes, body)
}

#[tokio::test]
async fn tensors_travel_as_raw_bytes_beside_json_ones() {
    let host = Host::with("logreg_iris").await;
    let (json_bytes, body) = binary_body(&[5.8, 2.8, 5.1, 2.4]);
    let request = host.post(INFER).header("Inference-Header-Content-Length", json_bytes).body(body);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    let json_bytes: usize =
        response.headers()["inference-header-content-length"].to_str().unwrap().parse().unwrap();
    let body = response.bytes().await.unwrap();
    let answer: Value = serde_json::from_slice(&body[..json_bytes]).unwrap();
    assert_eq!(answer["outputs"][0]["parameters"], json!({ "binary_data_size": 8 }));
    assert!(answer["outputs"][0].get("data").is_none());
    assert_eq!(answer["outputs"][1]["data"].as_array().unwrap().len(), 3);
    assert_eq!(body[json_bytes..], 2_i64.to_le_bytes());
}

#[tokio::test]
async fn a_raw_body_is_one_row() {
    let host = Host::with("logreg_iris").await;
    let row: Vec<u8> = [5.8_f32, 2.8, 5.1, 2.4].iter().flat_map(|value| value.to_le_bytes()).collect();
    let request = host.post(INFER).header("Inference-Header-Content-Length", 0).body(row);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.bytes().await.unwrap().windows(8).any(|bytes| bytes == 2_i64.to_le_bytes()));
}

#[tokio::test]
async fn raw_bytes_that_do_not_fit_are_refused() {
    let host = Host::with("logreg_iris").await;
    let (json_bytes, body) = binary_body(&[1.0; 4]);
    let short = &body[..body.len() - 1];
    let (longer_json, longer) = (body.len() + 1, &body[..]);
    for (json_bytes, body, words) in [
        (json_bytes, short, "announces 16 raw bytes, but 15 are left"),
        (longer_json, longer, "the JSON is announced with"),
    ] {
        let header = "Inference-Header-Content-Length";
        let refused = reply(host.post(INFER).header(header, json_bytes).body(body.to_vec())).await;
        assert_eq!(refused.status, 400);
        assert!(refused.text.contains(words), "{}", refused.text);
    }
}
