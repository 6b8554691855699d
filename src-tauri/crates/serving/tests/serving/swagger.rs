//! The endpoint's own documents.

use serde_json::{Value, json};

use crate::harness::{Host, case, served, v2_request};

/// Every `$ref` of a document.
fn references(value: &Value) -> Vec<String> {
    match value {
        Value::Object(map) => map
            .iter()
            .flat_map(|(key, value)| match value.as_str() {
                Some(target) if key == "$ref" => vec![target.to_owned()],
                _ => references(value),
            })
            .collect(),
        Value::Array(list) => list.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

fn assert_references_resolve(document: &Value) {
    let references = references(document);
    assert!(!references.is_empty());
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}

#[tokio::test]
async fn swagger_2_describes_the_endpoint_and_is_the_default() {
    let host = Host::with("logreg_iris").await;
    let document = host.get("/api/v1/service/iris/swagger.json").await.json();
    assert_references_resolve(&document);
    assert_eq!(document["swagger"], "2.0");
    assert_eq!(document["schemes"], json!(["http"]));
    assert_eq!(format!("http://{}", document["host"].as_str().unwrap()), host.base);
    assert_eq!(document["basePath"], "/api/v1/service/iris");
    assert_eq!(document["securityDefinitions"]["Bearer"]["type"], "apiKey");
    assert_eq!(document["security"], json!([{ "Bearer": [] }]));
    let paths: Vec<&String> = document["paths"].as_object().unwrap().keys().collect();
    assert_eq!(paths, ["/", "/score", "/swagger.json"]);
    let definitions: Vec<&String> = document["definitions"].as_object().unwrap().keys().collect();
    assert_eq!(definitions, ["ServiceInput", "ServiceOutput", "ErrorResponse"]);
    let output = &document["definitions"]["ServiceOutput"];
    assert_eq!(*output, json!({ "type": "array", "items": { "type": "integer", "format": "int64" } }));
    assert_eq!(host.get("/swagger.json?version=2").await.json()["basePath"], "/");
}

#[tokio::test]
async fn every_path_of_the_document_answers() {
    let host = Host::with("logreg_iris").await;
    let document = host.get("/api/v1/service/iris/swagger.json?version=3").await.json();
    assert_references_resolve(&document);
    assert!(document["openapi"].as_str().unwrap().starts_with("3."));
    let base = document["servers"][0]["url"].as_str().unwrap().strip_prefix(&host.base).unwrap().to_owned();
    for (path, verbs) in document["paths"].as_object().unwrap() {
        let path = format!("{base}{path}");
        let answer = if verbs.get("post").is_some() {
            let example = &document["components"]["schemas"]["ServiceInput"]["example"];
            host.post_json(&path, example).await
        } else {
            host.get(&path).await
        };
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
    }
}

#[tokio::test]
async fn the_example_is_the_sample_and_scores() {
    for model in ["logreg_iris", "mixed_onehot_imputer_logreg", "torch_cnn_digits__ts17", "ridge_dia"] {
        let mut with_sample = served("iris", model);
        let sample = v2_request(&case(model), 2).to_string();
        with_sample.sample =
            Some(serving::codec::v2::request(sample.as_bytes(), with_sample.signature()).unwrap());
        for served in [served("iris", model), with_sample] {
            let rows = if served.sample.is_some() { 2 } else { 1 };
            let host = Host::serving([served]).await;
            let document = host.get("/swagger.json").await.json();
            let answer = host.post_json("/score", &document["definitions"]["ServiceInput"]["example"]).await;
            assert_eq!(answer.status, 200, "{model}: {answer:?}");
            assert_eq!(answer.json().as_array().unwrap().len(), rows, "{model}");
        }
    }
}

#[tokio::test]
async fn the_document_needs_the_key_and_a_known_version() {
    let host = Host::with("logreg_iris").await;
    assert_eq!(host.get_without_key("/swagger.json").await.status, 401);
    let refused = host.get("/swagger.json?version=4").await;
    assert_eq!(refused.status, 400);
    assert_eq!(refused.json()["message"], "there is no Swagger version '4'; ask for 2 or 3");
}
