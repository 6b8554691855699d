//! Folders of many models, and of one.

use std::{fs, path::Path};

use domain::error::ErrorCode;
use serde_json::json;

use super::super::desk::{Desk, FIXTURES, copy_folder, mlflow_model, model, small_model, text};

#[tokio::test]
async fn a_folder_is_imported_by_its_content_each_model_once() {
    let desk = Desk::new().await;
    let folder = desk.path("team");
    fs::create_dir_all(folder.join("deep")).unwrap();
    fs::copy(model("logreg_iris"), folder.join("iris.onnx")).unwrap();
    fs::copy(model("logreg_iris"), folder.join("deep/same bytes.onnx")).unwrap();
    fs::copy(Path::new(FIXTURES).join("formats/weights.safetensors"), folder.join("deep/net.bin")).unwrap();
    fs::write(folder.join("notes.txt"), "no model").unwrap();
    let args = json!({"path": text(&folder), "name": "{parent}-{stem}", "tags": {"team": "{parent}"}});
    let done = desk.ok("import_folder", args.clone()).await;
    assert_eq!(done["versions"], 2, "{done}");
    let refused: Vec<&str> = done["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["failure"]["message"].as_str().unwrap())
        .collect();
    assert!(refused.iter().any(|words| words.contains("notes.txt' is no model")), "{refused:?}");
    assert!(refused.iter().any(|words| words.contains("is registered already")), "{refused:?}");
    let mut why: Vec<_> =
        done["refused"].as_array().unwrap().iter().map(|r| r["left_out"].as_str()).collect();
    why.sort();
    assert_eq!(why, [Some("known"), Some("no_model")]);
    let net = desk.ok("version_show", json!({"reference": "deep-net"})).await;
    assert_eq!((&net["kind"], &net["tags"]["team"]), (&json!("safetensors"), &json!("deep")));
    assert_eq!(desk.ok("import_folder", args).await["versions"], 0, "the same again adds nothing");
}

#[tokio::test]
async fn an_imported_folder_stays_where_it_lies_when_that_is_asked_and_brings_what_mlflow_logged() {
    let desk = Desk::new().await;
    let folder = desk.path("team");
    copy_folder(&mlflow_model(), &folder.join("cancer"));
    fs::copy(model("logreg_iris"), folder.join("iris.onnx")).unwrap();
    let done = desk.ok("import_folder", json!({"path": text(&folder), "reference": true})).await;
    assert_eq!((&done["versions"], &done["refused"]), (&json!(2), &json!([])));
    let [iris, cancer] = ["iris", "cancer"].map(|name| desk.ok("version_show", json!({"reference": name})));
    let (iris, cancer) = (iris.await, cancer.await);
    assert!(iris["kept_in_place"]["path"].as_str().unwrap().ends_with("team/iris.onnx"), "{iris}");
    assert_eq!(cancer["kept_in_place"]["state"], "unchanged");
    assert_eq!(desk.ok("workspace_info", json!({})).await["artifact_bytes"], 0);
    assert!(cancer["run_id"].is_string(), "{cancer}");
    assert_eq!((&cancer["deployable"], &cancer["has_sample"]), (&json!(true), &json!(true)));
    let sample = desk.ok("version_sample", json!({"reference": "cancer"})).await;
    let answer = desk.ok("predict", json!({"reference": "cancer", "input": sample["input"]})).await;
    assert_eq!(answer["outputs"], sample["output"]["outputs"]);
}

#[tokio::test]
async fn a_triton_repository_gives_every_model_with_every_version() {
    let desk = Desk::new().await;
    let folder = desk.path("repository");
    for (name, version, file) in
        [("iris", "1", "logreg_iris"), ("iris", "2", "rf_iris"), ("wine", "3", "lda_wine")]
    {
        fs::create_dir_all(folder.join(name).join(version)).unwrap();
        fs::copy(model(file), folder.join(name).join(version).join("model.onnx")).unwrap();
        fs::write(folder.join(name).join("config.pbtxt"), "backend: \"onnxruntime\" max_batch_size: 8")
            .unwrap();
    }
    let done = desk.ok("import_folder", json!({"path": text(&folder)})).await;
    assert_eq!((done["versions"].as_u64(), &done["refused"]), (Some(3), &json!([])));
    let iris = desk.ok("model_show", json!({"name": "iris"})).await;
    let properties: Vec<_> =
        iris["versions"].as_array().unwrap().iter().map(|v| &v["properties"]["triton.version"]).collect();
    assert_eq!(properties, [&json!("2"), &json!("1")]);
    assert_eq!(iris["versions"][0]["deployable"], true);
}

#[tokio::test]
async fn a_study_is_not_imported_as_a_folder_of_files() {
    let desk = Desk::new().await;
    let (code, message) = desk.refused("import_folder", json!({"path": format!("{FIXTURES}/mlflow")})).await;
    assert!(code == ErrorCode::InvalidInput && message.contains("study of MLflow"), "{message}");
}

#[tokio::test]
async fn a_thousand_small_models_are_imported_in_one_job() {
    let desk = Desk::new().await;
    let folder = desk.path("many");
    fs::create_dir(&folder).unwrap();
    for number in 0..1_000 {
        fs::write(folder.join(format!("m{number}.pkl")), small_model(number)).unwrap();
    }
    let done = desk.ok("import_folder", json!({"path": text(&folder), "job": "j"})).await;
    assert_eq!((done["versions"].as_u64(), &done["refused"]), (Some(1_000), &json!([])));
    let one = desk.ok("version_show", json!({"reference": "m7"})).await;
    assert_eq!((&one["kind"], &one["framework"]), (&json!("pickle"), &json!("sklearn")));
}
