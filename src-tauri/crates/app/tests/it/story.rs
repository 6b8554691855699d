//! What everybody does: register, find, score, put right, deploy.

use app::event::Event;
use domain::error::ErrorCode;
use serde_json::json;

use super::desk::{Desk, model};

#[tokio::test]
async fn a_model_is_registered_found_tagged_and_scored() {
    let desk = Desk::new().await;
    let args = json!({"name": "iris", "path": model("logreg_iris"), "tags": {"task": "demo"}});
    let version = desk.ok("model_register", args).await;
    assert_eq!(
        (version["version"].as_u64(), version["deployable"].as_bool()),
        (Some(1), Some(true)),
        "{version}"
    );
    assert_eq!(version["signature"]["inputs"][0]["shape"], json!([-1, 4]));

    let tags = desk
        .ok("model_tag", json!({"reference": "iris:1", "set": {"stage": "try"}, "remove": ["task"]}))
        .await;
    assert_eq!(tags, json!({"stage": "try"}));
    assert_eq!(desk.ok("version_list", json!({"filter": "stage=try"})).await["total"], 1);
    assert_eq!(desk.ok("version_list", json!({"filter": "task=demo"})).await["total"], 0);

    let answer = desk.ok("predict", json!({"reference": "iris", "input": [[5.1, 3.5, 1.4, 0.2]]})).await;
    assert_eq!(answer["outputs"][0]["data"], json!([0]), "{answer}");
    let csv = "a,b,c,d\n5.1,3.5,1.4,0.2\n6.2,2.9,4.3,1.3\n";
    let answer = desk.ok("predict", json!({"reference": "iris:1", "csv": csv})).await;
    assert_eq!(answer["outputs"][0]["shape"], json!([2]), "{answer}");
}

#[tokio::test]
async fn every_sample_model_registers_and_scores_its_own_sample() {
    let desk = Desk::new().await;
    let listed = desk.ok("samples_list", json!({})).await;
    assert!(listed.as_array().unwrap().len() >= 5);
    let versions = desk.ok("samples_add", json!({"names": null})).await;
    for version in versions.as_array().unwrap() {
        let reference = format!("{}:{}", version["name"].as_str().unwrap(), version["version"]);
        assert_eq!(version["deployable"], true, "{reference}");
        let sample = desk.ok("version_sample", json!({"reference": reference})).await;
        assert_eq!(sample["generated"], false, "{reference}");
        let answer = desk.ok("predict", json!({"reference": reference, "input": sample["input"]})).await;
        assert_eq!(answer["outputs"], sample["output"]["outputs"], "{reference}");
    }
    let before = desk.versions().await;
    desk.ok("samples_add", json!({"names": null})).await;
    assert_eq!(desk.versions().await, before, "adding samples again adds nothing");
}

#[tokio::test]
async fn what_cannot_be_registered_is_named_and_leaves_nothing() {
    let desk = Desk::new().await;
    let whole = std::fs::read(model("rf_iris")).unwrap();
    let truncated = desk.file("cut.onnx", &whole[..whole.len() / 2]);
    let text = desk.file("text.onnx", b"This is not a model.\n");
    let empty = desk.path("empty");
    std::fs::create_dir(&empty).unwrap();
    let cases = [
        (truncated, "cut.onnx"),
        (text, "text.onnx"),
        (empty.to_string_lossy().into_owned(), "empty"),
        ("/no/such/file.onnx".to_owned(), "/no/such/file.onnx"),
    ];
    for (path, named) in cases {
        let (code, message) = desk.refused("model_register", json!({"name": "x", "path": path})).await;
        assert!(matches!(code, ErrorCode::InvalidInput | ErrorCode::NotFound), "{path}: {code:?} {message}");
        assert!(message.contains(named), "{message}");
    }
    let long =
        desk.refused("model_register", json!({"name": "a".repeat(65), "path": model("rf_iris")})).await;
    assert!(long.1.contains("65 characters"), "{}", long.1);
    assert_eq!(desk.versions().await, 0);
    assert_eq!(desk.ok("workspace_info", json!({})).await["artifact_bytes"], 0);
}

#[tokio::test]
async fn any_other_file_is_kept_and_says_why_it_cannot_be_deployed() {
    let desk = Desk::new().await;
    let path = desk.file("notes.txt", b"weights by post");
    let version = desk.ok("model_register", json!({"name": "notes", "path": path})).await;
    assert_eq!((version["kind"].as_str(), version["deployable"].as_bool()), (Some("other"), Some(false)));
    assert!(!version["undeployable_reason"].as_str().unwrap().is_empty());
    let (code, message) = desk.refused("predict", json!({"reference": "notes", "input": [[1]]})).await;
    assert_eq!(code, ErrorCode::Unsupported, "{message}");
    let (code, message) =
        desk.refused("model_register", json!({"name": "notes", "path": model("rf_iris")})).await;
    assert_eq!(code, ErrorCode::Conflict, "{message}");
}

#[tokio::test]
async fn a_second_owner_is_refused_and_told_who_has_it() {
    let desk = Desk::new().await;
    let second = Desk::try_open(desk.folder.path()).await;
    let error = second.map(|_| ()).unwrap_err();
    assert_eq!(error.code(), ErrorCode::Busy);
    assert!(
        error.to_string().contains(&*desk.path("workspace").canonicalize().unwrap().to_string_lossy()),
        "{error}"
    );
}

#[tokio::test]
async fn without_a_host_an_endpoint_cannot_be_made() {
    let desk = Desk::new().await;
    desk.ok("model_register", json!({"name": "iris", "path": model("logreg_iris")})).await;
    let (code, message) = desk.refused("endpoint_deploy", json!({"reference": "iris"})).await;
    assert_eq!(code, ErrorCode::Unavailable, "{message}");
    assert_eq!(desk.ok("endpoint_list", json!({})).await["endpoints"], json!([]));
}

#[tokio::test]
async fn what_a_file_says_wrongly_is_put_right_and_taken_back() {
    let desk = Desk::new().await;
    let read = desk.ok("model_register", json!({"name": "iris", "path": model("logreg_iris")})).await;
    assert_eq!((&read["task"], &read["columns"]), (&json!("multiclass_classification"), &json!(null)));

    let names = json!(["sepal length", "sepal width", "petal length", "petal width"]);
    let said = json!({"reference": "iris:1", "task": "clustering", "columns": names});
    let version = desk.ok("model_correct", said).await;
    assert_eq!((&version["task"], &version["columns"]), (&json!("clustering"), &names));
    let row = json!([{"petal width": 0.2, "petal length": 1.4, "sepal width": 3.5, "sepal length": 5.1}]);
    let answer = desk.ok("predict", json!({"reference": "iris", "input": row})).await;
    assert_eq!(answer["outputs"][0]["data"], json!([0]), "columns are found by their new names");

    let version = desk.ok("model_correct", json!({"reference": "iris:1", "task": null})).await;
    assert_eq!(
        (&version["task"], &version["columns"]),
        (&read["task"], &names),
        "only what is named changes"
    );
    let version = desk.ok("model_correct", json!({"reference": "iris:1", "columns": null})).await;
    assert_eq!(version, read);

    for (wrong, words) in [
        (
            json!({"columns": ["a", "b"]}),
            "expected 4 column names, one for each column of the input 'X', got 2",
        ),
        (json!({"columns": ["a", "b", "c", "a"]}), "the column names have 'a' twice"),
        (
            json!({"class_names": ["a"]}),
            "expected 3 class names, one for each column of the output 'probabilities', got 1",
        ),
        (json!({"class_names": ["a", " ", "c"]}), "expected class names that are not empty"),
        (json!({"task": "guessing"}), "unknown variant `guessing`"),
    ] {
        let mut args = wrong;
        args["reference"] = json!("iris:1");
        let (code, message) = desk.refused("model_correct", args).await;
        assert!(code == ErrorCode::InvalidInput && message.contains(words), "{message}");
    }
    let several = model("mixed_onehot_imputer_logreg");
    desk.ok("model_register", json!({"name": "people", "path": several})).await;
    let args = json!({"reference": "people", "columns": ["a"]});
    let (_, message) = desk.refused("model_correct", args).await;
    assert!(message.contains("this one has 5, each with its own name"), "{message}");
}

#[tokio::test]
async fn an_endpoint_names_classes_as_they_were_corrected() {
    let desk = Desk::new().await;
    let (mover, _moves) = tokio::sync::mpsc::channel(1);
    desk.app.host_listens("http://127.0.0.1:1".into(), mover);
    desk.ok("model_register", json!({"name": "iris", "path": model("logreg_iris")})).await;
    assert_eq!(desk.ok("endpoint_deploy", json!({"reference": "iris"})).await["state"], "Healthy");
    let before = desk.ok("endpoint_keys", json!({"name": "iris"})).await;
    let classes = json!(["setosa", "versicolor", "virginica"]);
    desk.ok("model_correct", json!({"reference": "iris:1", "class_names": classes})).await;
    desk.ok("endpoint_score", json!({"name": "iris", "input": [[5.1, 3.5, 1.4, 0.2]]})).await;
    let logged = desk.ok("monitor_records", json!({"endpoint": "iris"})).await;
    assert_eq!(logged["records"][0]["prediction"], json!({"classes": [["setosa", 1]]}), "{logged}");
    assert_eq!(desk.ok("endpoint_keys", json!({"name": "iris"})).await, before);
    assert_eq!(desk.ok("endpoint_show", json!({"name": "iris"})).await["state"], "Healthy");
}

#[tokio::test]
async fn an_engine_is_pinned_where_it_can_score_and_endpoints_follow() {
    let desk = Desk::new().await;
    let (mover, _moves) = tokio::sync::mpsc::channel(1);
    desk.app.host_listens("http://127.0.0.1:1".into(), mover);
    let read = desk.ok("model_register", json!({"name": "iris", "path": model("logreg_iris")})).await;
    let summary = read["engine_summary"].as_str().unwrap();
    assert!(summary.contains("tract"), "{summary}");
    assert_eq!(desk.ok("endpoint_deploy", json!({"reference": "iris"})).await["state"], "Healthy");
    let row = json!({"name": "iris", "input": [[5.1, 3.5, 1.4, 0.2]]});
    let before = desk.ok("endpoint_score", row.clone()).await;
    for engine in ["tract", "onnxruntime"] {
        let args = json!({"reference": "iris:1", "engine": engine});
        let can = read["engines"]["trials"]
            .as_array()
            .unwrap()
            .iter()
            .any(|trial| trial["engine"] == engine && trial["reason"].is_null());
        if can {
            let version = desk.ok("model_correct", args).await;
            assert_eq!(version["engines"]["pinned"], engine);
        } else {
            let (code, message) = desk.refused("model_correct", args).await;
            assert!(code == ErrorCode::Unsupported && message.contains("cannot score iris:1"), "{message}");
        }
        let after = desk.ok("endpoint_score", row.clone()).await;
        assert_eq!(after["outputs"][0], before["outputs"][0], "{engine}");
        assert_eq!(desk.ok("endpoint_show", json!({"name": "iris"})).await["state"], "Healthy");
    }
    let freed = desk.ok("model_correct", json!({"reference": "iris:1", "engine": null})).await;
    assert_eq!((&freed["engines"]["pinned"], &freed["engine"]), (&json!(null), &read["engine"]));
}

#[tokio::test]
async fn a_version_is_read_anew() {
    let desk = Desk::new().await;
    let read = desk.ok("model_register", json!({"name": "iris", "path": model("logreg_iris")})).await;
    let again = desk.ok("model_assess", json!({"reference": "iris"})).await;
    assert_eq!((&again["signature"], &again["task"]), (&read["signature"], &read["task"]));
    let path = desk.file("notes.txt", b"weights by post");
    desk.ok("model_register", json!({"name": "notes", "path": path})).await;
    let (code, message) = desk.refused("model_assess", json!({"reference": "notes"})).await;
    assert_eq!(code, ErrorCode::Unsupported, "{message}");
}

#[tokio::test]
async fn a_cancelled_registration_leaves_nothing() {
    let desk = Desk::new().await;
    let path = desk.file("large.bin", &vec![7; 64 << 20]);
    let mut events = desk.app.events();
    let registering = desk.call("model_register", json!({"name": "large", "path": path, "job": "j1"}));
    let cancelling = async {
        while let Ok(event) = events.recv().await {
            if matches!(event, Event::Job(_)) {
                break;
            }
        }
        desk.ok("job_cancel", json!({"id": "j1"})).await;
    };
    let (result, ()) = tokio::join!(registering, cancelling);
    assert_eq!(result.unwrap_err().code(), ErrorCode::Cancelled);
    assert_eq!(desk.ok("workspace_info", json!({})).await["artifact_bytes"], 0);
}
