//! Studies of MLflow.

use std::{collections::BTreeMap, fs, path::Path, time::SystemTime};

use domain::error::ErrorCode;
use serde_json::json;

use super::super::desk::{Desk, FIXTURES, copy_folder, mlflow_model, text};

#[tokio::test]
async fn a_moved_study_is_browsed_without_changing_a_byte() {
    let desk = Desk::new().await;
    let path = desk.path("study");
    copy_folder(&Path::new(FIXTURES).join("mlflow"), &path);
    let before = state(&path);
    let study = desk.ok("mlflow_open", json!({"path": text(&path)})).await;
    assert_eq!(study["store"], "database");
    let names: Vec<_> =
        study["experiments"].as_array().unwrap().iter().map(|e| (&e["name"], &e["runs"])).collect();
    assert_eq!(names, [(&json!("Default"), &json!(0)), (&json!("breast-cancer-study"), &json!(3))]);
    let model = &study["models"][0];
    assert_eq!((&model["name"], &model["tags"]["area"]), (&json!("breast-cancer"), &json!("health")));
    let versions = model["versions"].as_array().unwrap();
    assert_eq!(versions.len(), 3);
    assert_eq!(versions[2]["aliases"], json!(["champion"]));
    assert!(
        versions.iter().all(|version| version["folder"].is_string()),
        "files are found where they are now: {model}"
    );
    let runs = desk.ok("mlflow_runs", json!({"path": text(&path), "experiment": "1"})).await;
    let run = &runs["runs"][0];
    assert_eq!((&run["name"], &run["tags"]["team"]), (&json!("breast_cancer-v3"), &json!("research")));
    assert!(run["tags"]["mlflow.user"].is_null(), "MLflow's own tags are left out");
    assert_eq!(run["params"]["estimator"], "GradientBoostingClassifier");
    assert_eq!(runs["runs"][2]["metrics"]["accuracy"], 0.94, "the latest of a history");
    assert_eq!(state(&path), before);
}

#[tokio::test]
async fn a_study_is_imported_by_choice_and_once() {
    let desk = Desk::new().await;
    let path = text(&Path::new(FIXTURES).join("mlflow"));
    let done = desk.ok("mlflow_import", json!({"path": path, "models": ["breast-cancer"]})).await;
    assert_eq!((done["versions"].as_array().unwrap().len(), &done["skipped"]), (3, &json!([])), "{done}");
    let version = desk.ok("version_show", json!({"reference": "breast-cancer:1"})).await;
    assert_eq!((&version["kind"], &version["deployable"]), (&json!("mlflow"), &json!(true)));
    assert_eq!(
        (&version["experiment"], &version["created_by"]),
        (&json!("breast-cancer-study"), &json!("user"))
    );
    assert_eq!(version["run_id"], "a7491ad6682a4b19a39bae335ea0043a");
    assert_eq!(
        (&version["metrics"]["accuracy"], &version["params"]["estimator"]),
        (&json!(0.94), &json!("StandardScaler+LogisticRegression"))
    );
    assert_eq!(
        (&version["tags"]["team"], &version["tags"]["task"]),
        (&json!("research"), &json!("classification"))
    );
    assert_eq!(version["signature"]["inputs"][0]["shape"], json!([-1, 30]));
    assert_eq!(version["has_sample"], true, "the input example is scored and kept");
    let shown = desk.ok("model_show", json!({"name": "breast-cancer"})).await;
    assert_eq!(
        (&shown["description"], &shown["tags"]["area"]),
        (&json!("breast-cancer models of the study."), &json!("health"))
    );
    assert_eq!(shown["versions"][0]["aliases"], json!(["champion"]));
    let sample = desk.ok("version_sample", json!({"reference": "breast-cancer:3"})).await;
    let answer = desk.ok("predict", json!({"reference": "breast-cancer:3", "input": sample["input"]})).await;
    assert_eq!(answer["outputs"], sample["output"]["outputs"]);

    let again = desk.ok("mlflow_import", json!({"path": path})).await;
    assert_eq!(again["versions"], json!([]));
    assert_eq!(again["skipped"].as_array().unwrap().len(), 3, "what was taken in is left alone");
    let run = json!({"path": path, "runs": [{"run": "0084be6dec664ce5bd1342b252cbd3b4", "name": "boosted"}]});
    let done = desk.ok("mlflow_import", run).await;
    assert_eq!(done["versions"][0]["name"], "boosted", "{done}");
    let (code, message) = desk.refused("mlflow_import", json!({"path": path, "models": ["none"]})).await;
    assert!(code == ErrorCode::NotFound && message.contains("'none'"), "{message}");
    let (code, message) = desk.refused("mlflow_open", json!({"path": text(desk.folder.path())})).await;
    assert!(code == ErrorCode::InvalidInput && message.contains("no MLflow study"), "{message}");
}

/// The layout of MLflow's own file store, with what people put in it.
#[tokio::test]
async fn a_file_store_is_browsed_and_imported() {
    let desk = Desk::new().await;
    let (run, root) = ("0123456789abcdef0123456789abcdef", desk.path("study/mlruns"));
    let write = |name: &str, words: &str| {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, words).unwrap();
    };
    write(
        "7/meta.yaml",
        "experiment_id: '7'\nname: trials\nlifecycle_stage: active\nartifact_location: file:///x/mlruns/7\n",
    );
    let meta = format!(
        "run_id: {run}\nrun_name: first\nstatus: 3\nstart_time: 1795192954542\nlifecycle_stage: active\n\
        user_id: ann\nartifact_uri: file:///x/mlruns/7/{run}/artifacts\n"
    );
    write(&format!("7/{run}/meta.yaml"), &meta);
    write(&format!("7/{run}/metrics/val/acc"), "1 0.5 0\n2 0.75 1\n3 nan 2\n");
    write(&format!("7/{run}/params/depth"), "3");
    write(&format!("7/{run}/tags/mlflow.source.name"), "t.py");
    write(&format!("7/{run}/tags/owner of it"), "ann");
    write("models/flowers/meta.yaml", "name: flowers\ndescription: Of flowers\n");
    write(
        "models/flowers/version-1/meta.yaml",
        &format!(
            "name: flowers\nversion: 1\nsource: file:///x/mlruns/7/{run}/artifacts/model\nrun_id: {run}\n"
        ),
    );
    write("models/flowers/version-2/meta.yaml", "name: flowers\nversion: 2\nsource: s3://gone/away\n");
    write("models/flowers/aliases/champion", "1");
    let folder = root.join(format!("7/{run}/artifacts/model"));
    copy_folder(&mlflow_model(), &folder);

    let path = text(&desk.path("study"));
    let study = desk.ok("mlflow_open", json!({"path": path})).await;
    assert_eq!((&study["store"], &study["experiments"][0]["runs"]), (&json!("files"), &json!(1)));
    assert_eq!(study["models"][0]["versions"][0]["aliases"], json!(["champion"]));
    let runs = desk.ok("mlflow_runs", json!({"path": path, "experiment": "7"})).await;
    assert_eq!(runs["runs"][0]["metrics"], json!({"val/acc": 0.75}), "what is no number is left out");
    assert_eq!((&runs["runs"][0]["status"], &runs["runs"][0]["user"]), (&json!("FINISHED"), &json!("ann")));
    let done = desk.ok("mlflow_import", json!({"path": path})).await;
    assert_eq!(done["versions"].as_array().unwrap().len(), 1, "{done}");
    assert!(done["skipped"][0]["failure"]["message"].as_str().unwrap().contains("s3://gone/away"), "{done}");
    let version = &done["versions"][0];
    assert_eq!((&version["tags"]["owner-of-it"], &version["params"]["depth"]), (&json!("ann"), &json!("3")));
}

/// Every file with its bytes' time and length.
fn state(folder: &Path) -> BTreeMap<String, (u64, SystemTime)> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let metadata = entry.metadata().unwrap();
        match metadata.is_dir() {
            true => found.extend(state(&entry.path())),
            false => {
                found.insert(text(&entry.path()), (metadata.len(), metadata.modified().unwrap()));
            }
        }
    }
    found
}
