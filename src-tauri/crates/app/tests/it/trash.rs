//! Deleting with a way back, files kept in place, verification, and thousands of files at once, as every host calls them.

use std::fs;

use app::event::{Event, JobState};
use domain::error::ErrorCode;
use serde_json::{Value, json};

use super::desk::{Desk, model};

async fn names(desk: &Desk) -> Vec<String> {
    let page = desk.ok("version_list", json!({})).await;
    let versions = page["versions"].as_array().unwrap();
    versions.iter().map(|v| format!("{}:{}", v["name"].as_str().unwrap(), v["version"])).collect()
}

fn iris() -> Vec<u8> {
    fs::read(model("logreg_iris")).unwrap()
}

#[tokio::test]
async fn what_a_filter_finds_is_deleted_at_once_and_undone_at_once() {
    let desk = Desk::new().await;
    for (name, task) in [("cards", "fraud"), ("bills", "fraud"), ("claims", "fraud"), ("wine", "taste")] {
        let path = desk.file("kept.bin", name.as_bytes());
        desk.ok("model_register", json!({"name": name, "path": path, "tags": {"task": task}})).await;
    }
    let args = json!({"targets": {"filter": "task=fraud", "except": ["claims"]}});
    let gone = desk.ok("model_delete", args).await;
    assert_eq!((&gone["models"], &gone["versions"], &gone["size_bytes"]), (&json!(2), &json!(2), &json!(10)));
    assert_eq!((&gone["freed_bytes"], &gone["refused"]), (&json!(0), &json!([])));
    assert_eq!(names(&desk).await, ["wine:1", "claims:1"]);
    let info = desk.ok("workspace_info", json!({})).await;
    assert_eq!((&info["trashed_versions"], &info["trash_bytes"]), (&json!(2), &json!(10)));
    let trash = desk.ok("trash_list", json!({"limit": 1})).await;
    assert_eq!((&trash["total"], &trash["versions"][0]["undo"]), (&json!(2), &gone["undo"]));

    let back = desk.ok("model_restore", json!({"undo": gone["undo"]})).await;
    assert_eq!(back, json!({"versions": 2, "size_bytes": 10}));
    assert_eq!(names(&desk).await.len(), 4);
    let (code, message) = desk.refused("model_restore", json!({"undo": gone["undo"]})).await;
    assert_eq!(code, ErrorCode::NotFound);
    assert!(message.contains("is there no longer"), "{message}");
}

#[tokio::test]
async fn emptying_is_a_job_that_tells_how_it_ended() {
    let desk = Desk::new().await;
    let path = desk.file("kept.bin", &[7; 100_000]);
    desk.ok("model_register", json!({"name": "wine", "path": path})).await;
    desk.ok("model_delete", json!({"targets": {"references": ["wine"]}})).await;
    let mut events = desk.app.events();
    let emptied = desk.ok("trash_empty", json!({"job": "j1"})).await;
    assert_eq!(emptied, json!({"versions": 1, "freed_bytes": 100_000}));
    let mut states = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let Event::Job(job) = event {
            assert_eq!((job.id.as_str(), job.title.as_str()), ("j1", "Emptying the trash"));
            states.push(job.state);
        }
    }
    assert_eq!(states.last(), Some(&JobState::Done));
    assert_eq!(desk.ok("garbage_collect", json!({})).await, json!({"freed_bytes": 0}));
    assert_eq!(desk.ok("model_delete", json!({"targets": {"references": []}})).await["undo"], Value::Null);
}

#[tokio::test]
async fn a_model_kept_in_place_scores_until_its_file_changes_and_says_what_to_do() {
    let desk = Desk::new().await;
    let path = desk.file("iris.onnx", &iris());
    let version = desk.ok("model_register", json!({"name": "iris", "path": path, "reference": true})).await;
    assert_eq!(version["kept_in_place"]["state"], "unchanged");
    let rows = json!({"reference": "iris", "input": [[5.1, 3.5, 1.4, 0.2]]});
    desk.ok("predict", rows.clone()).await;

    let mut bytes = iris();
    bytes.extend([0x32, 1, b'x']);
    fs::write(&path, bytes).unwrap();
    assert_eq!(
        desk.ok("version_show", json!({"reference": "iris"})).await["kept_in_place"]["state"],
        "changed"
    );
    let (code, message) = desk.refused("predict", rows.clone()).await;
    assert_eq!(code, ErrorCode::Unavailable, "even though the model is still loaded");
    assert!(message.contains("iris.onnx") && message.contains("has changed since 'iris:1'"), "{message}");
    let (_, message) = desk.refused("model_assess", json!({"reference": "iris"})).await;
    assert!(message.contains("has changed"), "{message}");
    let found = desk.ok("model_verify", json!({})).await;
    assert_eq!(
        (&found["damage"][0]["problem"], &found["damage"][0]["versions"]),
        (&json!("changed"), &json!(["iris:1"]))
    );

    fs::write(&path, iris()).unwrap();
    desk.ok("predict", rows.clone()).await;
    fs::remove_file(&path).unwrap();
    let (_, message) = desk.refused("predict", rows).await;
    assert!(message.contains("is gone"), "{message}");
    assert_eq!(
        desk.ok("model_show", json!({"name": "iris"})).await["versions"][0]["kept_in_place"]["state"],
        "missing"
    );
}

#[tokio::test]
async fn many_files_are_registered_each_with_its_own_answer() {
    let desk = Desk::new().await;
    let mut items = Vec::new();
    for number in 0..300 {
        let mut bytes = iris();
        bytes.extend([0x32, 3]);
        bytes.extend(format!("{number:03}").as_bytes());
        let bytes = if number % 3 == 0 { bytes } else { format!("other {number}").into_bytes() };
        let ending = if number % 3 == 0 { "onnx" } else { "bin" };
        let path = desk.file(&format!("{number}.{ending}"), &bytes);
        items
            .push(json!({"name": format!("m{}-{ending}", number % 4), "path": path, "tags": {"batch": "1"}}));
    }
    items.push(json!({"name": "broken", "path": desk.file("cut.onnx", &iris()[..40])}));
    items.push(json!({"name": "gone", "path": desk.path("nowhere")}));
    let out = desk.ok("models_register", json!({"items": items})).await;
    assert_eq!(out["versions"], 300);
    let refused = out["refused"].as_array().unwrap();
    assert_eq!(refused.len(), 2, "{refused:?}");
    assert!(refused[0]["path"].as_str().unwrap().ends_with("cut.onnx"), "{refused:?}");
    assert_eq!(refused[1]["failure"]["code"], "not_found");

    let all = desk.ok("version_list", json!({"filter": "batch=1 kind=onnx", "limit": 1000})).await;
    assert_eq!(all["total"], 100);
    let version = &all["versions"][0];
    assert_eq!(
        (&version["deployable"], version["signature"]["inputs"][0]["shape"][1].as_i64()),
        (&json!(true), Some(4))
    );
    assert!(version["engine_summary"].as_str().unwrap().contains("tract"), "{}", version["engine_summary"]);
    assert_eq!(desk.ok("model_verify", json!({})).await["damage"], json!([]));
    let objects = fs::read_dir(desk.path("workspace/artifacts/tmp")).unwrap().count();
    assert_eq!(objects, 0, "nothing is left of what was staged");
}
