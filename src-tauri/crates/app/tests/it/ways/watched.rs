//! Watched folders, with real files and what the system really tells of them.

use std::{fs, io::Write as _, time::Duration};

use app::watch::Pace;
use domain::error::ErrorCode;
use serde_json::{Value, json};

use super::super::desk::{Desk, copy_folder, mlflow_model, model, small_model, text};

const PACE: Pace = Pace {
    quiet: Duration::from_millis(200),
    look_anyway: Duration::from_secs(30),
    look_again: Duration::from_millis(100),
};

async fn watching(polling: bool) -> (Desk, std::path::PathBuf) {
    let desk = Desk::new().await;
    let folder = desk.path("incoming");
    fs::create_dir(&folder).unwrap();
    desk.app.watch_folders(PACE).await.unwrap();
    let args = json!({"path": text(&folder), "tags": {"from": "{parent}"}, "polling": polling});
    desk.ok("watch_add", args).await;
    (desk, folder)
}

async fn folder(desk: &Desk) -> Value {
    desk.ok("watch_list", json!({})).await["folders"][0].clone()
}

async fn counts(desk: &Desk) -> (u64, u64, u64, u64, u64) {
    let folder = folder(desk).await;
    let count = |key: &str| folder[key].as_u64().unwrap();
    (count("registered"), count("known"), count("ignored"), count("failed"), count("waiting"))
}

#[tokio::test]
async fn a_model_that_appears_is_registered_once_and_its_next_state_is_the_next_version() {
    let (desk, folder) = watching(false).await;
    fs::copy(model("logreg_iris"), folder.join("iris.onnx")).unwrap();
    desk.wait_for_versions(1).await;
    let version = desk.ok("version_show", json!({"reference": "iris"})).await;
    assert_eq!((&version["deployable"], &version["tags"]["from"]), (&json!(true), &json!("incoming")));
    fs::copy(model("logreg_iris"), folder.join("again.onnx")).unwrap();
    fs::write(folder.join("notes.txt"), "no model").unwrap();
    fs::write(folder.join("broken.onnx"), &fs::read(model("rf_iris")).unwrap()[..500]).unwrap();
    fs::write(folder.join("half.onnx.part"), "not yet").unwrap();
    desk.wait("all files seen".into(), async || counts(&desk).await == (1, 1, 1, 1, 0)).await;
    let failures = self::folder(&desk).await["failures"].clone();
    assert_eq!(failures[0]["path"], "broken.onnx");
    fs::copy(model("rf_iris"), folder.join("iris.onnx")).unwrap();
    desk.wait_for_versions(2).await;
    assert_eq!(desk.ok("version_show", json!({"reference": "iris"})).await["version"], 2);
    fs::copy(model("lda_wine"), folder.join("broken.onnx")).unwrap();
    desk.wait("the mended file".into(), async || {
        counts(&desk).await == (2, 1, 1, 0, 0) || counts(&desk).await.0 == 3
    })
    .await;
    desk.app.close().await;
}

#[tokio::test]
async fn a_file_that_is_still_written_is_waited_for() {
    let (desk, folder) = watching(false).await;
    let whole = fs::read(model("rf_iris")).unwrap();
    let mut file = fs::File::create(folder.join("slow.onnx")).unwrap();
    for part in whole.chunks(whole.len() / 6 + 1) {
        file.write_all(part).unwrap();
        file.flush().unwrap();
        desk.wait("it to be seen".into(), async || counts(&desk).await.4 == 1).await;
    }
    drop(file);
    desk.wait_for_versions(1).await;
    assert_eq!(counts(&desk).await, (1, 0, 0, 0, 0), "no half of it was tried");
    desk.app.close().await;
}

#[tokio::test]
async fn a_model_folder_is_one_model() {
    let (desk, folder) = watching(false).await;
    copy_folder(&mlflow_model(), &folder.join("deep/cancer"));
    desk.wait_for_versions(1).await;
    let version = desk.ok("version_show", json!({"reference": "cancer"})).await;
    assert_eq!((&version["kind"], &version["tags"]["from"]), (&json!("mlflow"), &json!("deep")));
    desk.app.close().await;
}

#[tokio::test]
async fn a_folder_is_found_again_after_it_was_renamed_or_gone() {
    let (desk, folder) = watching(false).await;
    fs::copy(model("logreg_iris"), folder.join("iris.onnx")).unwrap();
    desk.wait_for_versions(1).await;
    let renamed = desk.path("renamed");
    fs::rename(&folder, &renamed).unwrap();
    fs::copy(model("rf_iris"), renamed.join("forest.onnx")).unwrap();
    desk.wait_for_versions(2).await;
    let shown = self::folder(&desk).await;
    assert!(shown["path"].as_str().unwrap().ends_with("renamed"), "{shown}");
    // As when a drive is taken away and brought back.
    let away = desk.path("elsewhere/renamed");
    fs::create_dir(desk.path("elsewhere")).unwrap();
    fs::rename(&renamed, &away).unwrap();
    desk.wait("it to be missed".into(), async || self::folder(&desk).await["state"] == "missing").await;
    fs::copy(model("lda_wine"), away.join("wine.onnx")).unwrap();
    fs::rename(&away, &renamed).unwrap();
    desk.wait_for_versions(3).await;
    assert_eq!(self::folder(&desk).await["state"], "watching");
    desk.app.close().await;
}

#[tokio::test]
async fn a_folder_that_tells_nothing_is_looked_at_again_and_again() {
    let (desk, folder) = watching(true).await;
    desk.wait("polling".into(), async || self::folder(&desk).await["state"] == "polling").await;
    fs::copy(model("logreg_iris"), folder.join("iris.onnx")).unwrap();
    desk.wait_for_versions(1).await;
    desk.app.close().await;
}

#[tokio::test]
async fn thousands_that_appear_at_once_are_all_registered_while_the_host_answers() {
    let (desk, folder) = watching(false).await;
    for number in 0..2_000 {
        fs::write(folder.join(format!("m{number}.pkl")), small_model(number)).unwrap();
    }
    let answering = async {
        let started = std::time::Instant::now();
        let mut slowest = Duration::ZERO;
        while desk.versions().await < 2_000 && started.elapsed() < Duration::from_secs(120) {
            let asked = std::time::Instant::now();
            desk.ok("model_list", json!({"limit": 50})).await;
            slowest = slowest.max(asked.elapsed());
            tokio::task::yield_now().await;
        }
        slowest
    };
    let slowest = answering.await;
    assert_eq!(desk.versions().await, 2_000);
    assert!(slowest < Duration::from_secs(5), "an answer took {slowest:?}");
    desk.wait("all noted".into(), async || counts(&desk).await == (2_000, 0, 0, 0, 0)).await;
    desk.app.close().await;
}

#[tokio::test]
async fn watching_outlives_the_host_and_is_ended_by_hand() {
    let (desk, folder) = watching(false).await;
    fs::copy(model("logreg_iris"), folder.join("iris.onnx")).unwrap();
    desk.wait_for_versions(1).await;
    desk.wait("it noted".into(), async || counts(&desk).await.0 == 1).await;
    let Desk { app, folder: home } = desk;
    app.close().await;
    drop(app);
    fs::copy(model("rf_iris"), folder.join("forest.onnx")).unwrap();
    let desk = Desk { app: Desk::open(home.path()).await, folder: home };
    assert_eq!(self::folder(&desk).await["state"], "off", "without a host nothing is watched");
    desk.app.watch_folders(PACE).await.unwrap();
    desk.wait_for_versions(2).await;
    desk.ok("watch_remove", json!({"path": text(&folder)})).await;
    assert_eq!(desk.ok("watch_list", json!({})).await["folders"], json!([]));
    assert_eq!(desk.versions().await, 2, "what was registered stays");
    desk.app.close().await;
}

#[tokio::test]
async fn what_cannot_be_watched_is_refused() {
    let (desk, folder) = watching(false).await;
    let (code, message) = desk.refused("watch_add", json!({"path": text(&folder)})).await;
    assert!(code == ErrorCode::Conflict && message.contains("watched already"), "{message}");
    let file = desk.path("file");
    fs::write(&file, "x").unwrap();
    for (path, words) in [
        (text(&file), "is not a folder"),
        (text(&desk.path("none")), "there is nothing at"),
        (text(desk.folder.path()), "holds the workspace itself"),
    ] {
        let (_, message) = desk.refused("watch_add", json!({"path": path})).await;
        assert!(message.contains(words), "{message}");
    }
    let (code, _) = desk.refused("watch_add", json!({"path": text(&folder), "name": "{what}"})).await;
    assert_eq!(code, ErrorCode::InvalidInput);
    let (code, _) = desk.refused("watch_remove", json!({"path": "/nowhere"})).await;
    assert_eq!(code, ErrorCode::NotFound);
    desk.app.close().await;
}
