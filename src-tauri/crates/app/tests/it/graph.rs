//! Looking into graphs, as every host asks for it.

use std::{fs, path::Path};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::error::ErrorCode;
use serde_json::{Value, json};

use super::desk::{Desk, model, text};

/// A workspace with one model, `m`.
async fn desk_with(path: &Path) -> Desk {
    let desk = Desk::new().await;
    desk.ok("model_register", json!({ "name": "m", "path": path })).await;
    desk
}

fn node<'a>(open: &'a Value, title: &str) -> &'a Value {
    let nodes = open["drawing"]["nodes"].as_array().unwrap();
    nodes.iter().find(|node| node["title"] == title).unwrap_or_else(|| panic!("no box {title}"))
}

#[tokio::test]
async fn a_graph_is_opened_searched_and_looked_at() {
    let desk = desk_with(&model("mixed_onehot_imputer_logreg")).await;
    let open = desk.ok("graph_open", json!({ "reference": "m:1" })).await;
    let linear = node(&open, "LinearClassifier");
    assert_eq!((&linear["kind"], &linear["family"]), (&json!("operator"), &json!("ml")));
    assert!(open["operators"].as_array().unwrap().iter().any(|one| one["op"] == "OneHotEncoder"));
    assert!(open["totals"]["parameters"].as_u64().unwrap() > 0);

    let hits = desk.ok("graph_search", json!({ "reference": "m", "text": "linearclass" })).await;
    assert_eq!((&hits["total"], &hits["hits"][0]["node"]), (&json!(1), &linear["id"]));

    let about = desk.ok("graph_node", json!({ "reference": "m", "id": linear["id"] })).await;
    assert_eq!((&about["kind"], &about["op"]), (&json!("operator"), &json!("LinearClassifier")));
    let coefficients =
        about["attributes"].as_array().unwrap().iter().find(|one| one["name"] == "coefficients").unwrap();
    let args = json!({ "reference": "m", "name": "coefficients", "node": about["id"] });
    let weights = desk.ok("graph_weights", args).await;
    assert_eq!(weights["elements"], coefficients["values"]);
    assert!(weights["numbers"]["histogram"].as_array().is_some_and(|bars| !bars.is_empty()));
}

#[tokio::test]
async fn a_graph_is_exported_as_a_file_or_handed_over() {
    let desk = desk_with(&model("torch_cnn_digits__ts17")).await;
    for (format, start) in [("svg", &b"<svg "[..]), ("png", b"\x89PNG")] {
        let to = text(&desk.path(&format!("graph.{format}")));
        let picture = desk.ok("graph_export", json!({ "reference": "m", "format": format, "to": to })).await;
        let written = fs::read(&to).unwrap();
        assert!(written.starts_with(start));
        assert_eq!(picture["bytes"], written.len());
        let picture = desk.ok("graph_export", json!({ "reference": "m", "format": format })).await;
        assert_eq!(picture["name"], format!("m-v1-graph.{format}"));
        assert_eq!(STANDARD.decode(picture["content"].as_str().unwrap()).unwrap(), written);
    }
    let to = text(&desk.path("no folder/graph.svg"));
    let (code, message) =
        desk.refused("graph_export", json!({ "reference": "m", "format": "svg", "to": to })).await;
    assert!(code == ErrorCode::Io && message.contains("no folder"), "{message}");
}

#[tokio::test]
async fn what_is_no_onnx_model_says_why_it_has_no_graph() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.pkl");
    fs::write(&path, b"\x80\x04K\x01.").unwrap();
    let desk = desk_with(&path).await;
    let (code, message) = desk.refused("graph_open", json!({ "reference": "m" })).await;
    assert_eq!(code, ErrorCode::Unsupported);
    assert!(message.starts_with("m:1 has no graph: the file is not an ONNX model"), "{message}");
}

#[tokio::test]
async fn a_folder_shows_the_graph_of_the_one_model_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("run/artifacts/model");
    fs::create_dir_all(&inside).unwrap();
    fs::write(inside.join("MLmodel"), "flavors:\n  onnx:\n    data: model.onnx\n").unwrap();
    fs::copy(model("logreg_iris"), inside.join("model.onnx")).unwrap();
    let desk = desk_with(&inside).await;
    let open = desk.ok("graph_open", json!({ "reference": "m" })).await;
    node(&open, "LinearClassifier");
}

#[tokio::test]
async fn what_a_graph_lacks_is_not_found() {
    let desk = desk_with(&model("logreg_iris")).await;
    for (command, args) in [
        ("graph_node", json!({ "reference": "m", "id": "n99" })),
        ("graph_weights", json!({ "reference": "m", "name": "nothing" })),
        ("graph_open", json!({ "reference": "m", "path": [{ "node": 0, "body": "then_branch" }] })),
    ] {
        assert_eq!(desk.refused(command, args).await.0, ErrorCode::NotFound, "{command}");
    }
}
