//! The command line as a stranger uses it, from a file on disk to a chart, and the shapes that scripts rely on.

use std::{
    process::{Command, Stdio},
    time::Duration,
};

use serde_json::{Value, json};
use suite::{
    calls::{get, post, post_json},
    desk::{Answer, Desk},
    fixtures,
    host::{Host, exit, interrupt},
    program, wait,
};

/// How long something may take to begin.
const PATIENCE: Duration = Duration::from_secs(10);

/// One row of iris in each dialect's form, with its class by the fixture's expected outputs.
const ROW: [f64; 4] = [6.0, 2.2, 4.0, 1.0];
const CLASS: i64 = 1;

fn desk_with_iris() -> Desk {
    let desk = Desk::default();
    let model = fixtures::path("models/logreg_iris.onnx");
    desk.ok(&["model", "register", "iris", &model, "--tag", "task=flowers", "--framework", "sklearn"]);
    desk
}

fn deployed(desk: &Desk) -> (Host, Value, String) {
    let host = desk.host();
    let endpoint = desk.ok(&["deploy", "iris"]);
    let keys = desk.ok(&["endpoint", "keys", "iris"]);
    let key = keys["primaryKey"].as_str().expect("a key is text").to_owned();
    (host, endpoint, key)
}

fn route<'a>(endpoint: &'a Value, dialect: &str) -> &'a str {
    endpoint["routes"][dialect].as_str().unwrap_or_else(|| panic!("no {dialect} route in {endpoint}"))
}

fn has_keys(value: &Value, keys: &[&str]) {
    for key in keys {
        assert!(value.get(key).is_some(), "no '{key}' in {value}");
    }
}

#[test]
fn what_is_deleted_comes_back_until_the_trash_is_emptied_and_damage_is_told_by_the_exit_code() {
    let desk = desk_with_iris();
    let gone = desk.ok(&["model", "delete", "iris"]);
    assert_eq!((&gone["versions"], &gone["freed_bytes"]), (&json!(1), &json!(0)));
    assert_eq!(desk.ok(&["model", "list"])["total"], 0);
    assert_eq!(desk.ok(&["trash", "list"])["versions"][0]["name"], "iris");
    desk.ok(&["model", "restore", "iris:1"]);
    let version = desk.ok(&["model", "show", "iris:1"]);
    assert_eq!(desk.ok(&["model", "verify"])["damage"], json!([]));

    let digest = version["digest"].as_str().expect("a digest is text");
    let stored = desk.workspace().join("artifacts/objects").join(&digest[..2]).join(digest);
    std::fs::remove_file(stored).expect("our own file can be removed");
    let damaged = desk.call(&["model", "verify"]);
    assert_eq!(damaged.exit, Some(1));
    let damage = &damaged.json["damage"][0];
    assert_eq!((&damage["problem"], &damage["versions"]), (&json!("missing"), &json!(["iris:1"])));

    desk.ok(&["model", "delete", "iris"]);
    assert_eq!(desk.ok(&["trash", "empty"])["versions"], 1);
    assert_eq!(desk.call(&["model", "restore", "iris"]).exit, Some(3));
    assert_eq!(desk.ok(&["gc"])["freed_bytes"], 0);
}

#[test]
fn a_registered_file_shows_its_signature_and_comes_as_the_next_version() {
    let desk = Desk::default();
    let model = fixtures::path("models/logreg_iris.onnx");
    let words = [
        "model",
        "register",
        "iris",
        &model,
        "--tag",
        "task=flowers",
        "--metric",
        "accuracy=0.97",
        "--description",
        "Irises",
    ];
    let first = desk.ok(&words);
    has_keys(
        &first,
        &[
            "name",
            "version",
            "tags",
            "properties",
            "aliases",
            "description",
            "framework",
            "kind",
            "deployable",
            "metrics",
            "params",
            "run_id",
            "size_bytes",
            "digest",
            "created_at",
            "signature",
            "engine",
            "deployed_by",
        ],
    );
    assert_eq!(first["version"], 1);
    assert_eq!(first["kind"], "onnx");
    assert_eq!(first["deployable"], true);
    assert_eq!(first["tags"], json!({"task": "flowers"}));
    assert_eq!(first["metrics"]["accuracy"], 0.97);
    let input = &first["signature"]["inputs"][0];
    assert_eq!(
        (&input["name"], &input["datatype"], &input["shape"]),
        (&json!("X"), &json!("FP32"), &json!([-1, 4]))
    );

    let second = desk.ok(&["model", "register", "iris", &fixtures::path("models/gb_iris.onnx")]);
    assert_eq!(second["version"], 2);
    let model = desk.ok(&["model", "show", "iris"]);
    has_keys(&model, &["name", "description", "tags", "versions"]);
    let versions: Vec<&Value> =
        model["versions"].as_array().expect("a list").iter().map(|v| &v["version"]).collect();
    assert_eq!(versions, [2, 1]);
}

#[test]
fn tags_find_models_and_a_filter_says_how_many() {
    let desk = desk_with_iris();
    desk.ok(&[
        "model",
        "register",
        "wine",
        &fixtures::path("models/extratrees_wine.onnx"),
        "--tag",
        "task=wine",
    ]);
    let page = desk.ok(&["model", "list", "--filter", "task=flowers"]);
    assert_eq!((&page["total"], &page["next"]), (&json!(1), &Value::Null));
    assert_eq!(page["versions"][0]["name"], "iris");

    desk.ok(&["model", "tag", "iris", "owner=ana", "stage=trial"]);
    assert_eq!(desk.ok(&["model", "list", "--filter", "owner=ana"])["total"], 1);
    desk.ok(&["model", "tag", "iris", "--remove", "owner"]);
    assert_eq!(desk.ok(&["model", "list", "--filter", "owner=ana"])["total"], 0);
    assert_eq!(desk.ok(&["model", "list", "--filter", "stage=trial"])["total"], 1);
    assert_eq!(desk.ok(&["model", "list", "--models"])["total"], 2);
}

#[test]
fn a_list_is_read_page_by_page_without_loss() {
    let desk = desk_with_iris();
    let model = fixtures::path("models/logreg_iris.onnx");
    for _ in 0..4 {
        desk.ok(&["model", "register", "iris", &model]);
    }
    let mut versions = Vec::new();
    let mut page = desk.ok(&["model", "list", "--limit", "2"]);
    loop {
        assert_eq!(page["total"], 5);
        versions.extend(page["versions"].as_array().expect("a list").iter().map(|v| v["version"].as_u64()));
        let Some(next) = page["next"].as_str().map(str::to_owned) else { break };
        page = desk.ok(&["model", "list", "--limit", "2", "--after", &next]);
    }
    versions.sort_unstable();
    assert_eq!(versions, (1..=5).map(Some).collect::<Vec<_>>());
}

#[test]
fn a_prediction_needs_no_endpoint_and_takes_every_form() {
    let desk = desk_with_iris();
    for (name, content) in [
        (
            "v2.json",
            json!({"inputs": [{"name": "X", "datatype": "FP32", "shape": [1, 4], "data": ROW}]}).to_string(),
        ),
        ("data.json", json!({"data": [ROW]}).to_string()),
        ("rows.json", json!([ROW]).to_string()),
        ("instances.json", json!({"instances": [ROW]}).to_string()),
        ("rows.csv", "a,b,c,d\n6.0,2.2,4.0,1.0\n".to_owned()),
    ] {
        let input = desk.file(name, content);
        let answer = desk.ok(&["predict", "iris", "--input", &input]);
        let label =
            answer["outputs"].as_array().expect("outputs").iter().find(|output| output["name"] == "label");
        assert_eq!(label.expect("a label")["data"], json!([CLASS]), "{name}");
    }
}

#[tokio::test]
async fn a_deployment_answers_in_every_dialect_and_is_watched() {
    let desk = desk_with_iris();
    let (_host, endpoint, key) = deployed(&desk);
    has_keys(
        &endpoint,
        &["name", "state", "reason", "url", "routes", "auth", "deployments", "created_at", "updated_at"],
    );
    has_keys(&endpoint["deployments"][0], &["model", "version", "traffic", "replicas", "state"]);
    assert_eq!((&endpoint["state"], &endpoint["reason"]), (&json!("Healthy"), &Value::Null));

    let v2 =
        json!({"id": "42", "inputs": [{"name": "X", "datatype": "FP32", "shape": [1, 4], "data": [ROW]}]});
    let reply = post_json(route(&endpoint, "v2"), Some(&key), &v2).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!(reply.body["id"], "42");
    assert_eq!(reply.body["outputs"][0]["data"], json!([CLASS]));

    let reply = post_json(route(&endpoint, "score"), Some(&key), &json!({"data": [ROW]})).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let reply = post_json(route(&endpoint, "invocations"), Some(&key), &json!({"instances": [ROW]})).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert!(reply.body["predictions"].is_array(), "{}", reply.body);
    let csv = "a,b,c,d\n6.0,2.2,4.0,1.0\n";
    let reply = post(route(&endpoint, "invocations"), Some(&key), "text/csv", csv).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let swagger = get(route(&endpoint, "swagger"), &key).await;
    assert_eq!(swagger.body["swagger"], "2.0", "{}", swagger.body);

    let summary = desk.becomes(&["monitor", "iris"], "/requests", &json!(4));
    has_keys(&summary, &["window_s", "requests", "errors", "rows", "latency_ms", "predictions", "dropped"]);
    assert_eq!(
        (&summary["requests"], &summary["errors"], &summary["rows"]),
        (&json!(4), &json!(0), &json!(4))
    );
    assert_eq!(summary["predictions"], json!({"1": 4.0}));
    let chart = desk.path().join("iris.svg");
    desk.ok(&["monitor", "iris", "--chart", &chart.to_string_lossy()]);
    let drawing = std::fs::read_to_string(chart).expect("the chart is written");
    assert!(drawing.starts_with("<svg") || drawing.starts_with("<?xml"), "{}", &drawing[..80]);
}

#[tokio::test]
async fn an_endpoint_comes_back_after_a_restart_with_its_address_its_keys_and_its_log() {
    let desk = desk_with_iris();
    let (host, endpoint, key) = deployed(&desk);
    let body = json!({"data": [ROW]});
    assert_eq!(post_json(route(&endpoint, "score"), Some(&key), &body).await.status, 200);
    let url = host.url.clone();
    host.stop();

    let host = desk.host();
    assert_eq!(host.url, url);
    let again = desk.becomes(&["endpoint", "show", "iris"], "/state", &json!("Healthy"));
    assert_eq!(again["routes"], endpoint["routes"]);
    assert_eq!(desk.ok(&["endpoint", "keys", "iris"])["primaryKey"], json!(key));
    assert_eq!(post_json(route(&endpoint, "score"), Some(&key), &body).await.status, 200);
    desk.becomes(&["monitor", "iris"], "/requests", &json!(2));
}

#[tokio::test]
async fn a_host_that_was_killed_leaves_a_workspace_that_opens_and_serves() {
    let desk = desk_with_iris();
    let (host, endpoint, key) = deployed(&desk);
    host.kill();
    assert_eq!(desk.ok(&["model", "list"])["total"], 1);
    let _host = desk.host();
    desk.becomes(&["endpoint", "show", "iris"], "/state", &json!("Healthy"));
    assert_eq!(post_json(route(&endpoint, "score"), Some(&key), &json!({"data": [ROW]})).await.status, 200);
}

#[tokio::test]
async fn an_update_keeps_the_address_and_the_keys() {
    let desk = desk_with_iris();
    let (_host, endpoint, key) = deployed(&desk);
    desk.ok(&["model", "register", "iris", &fixtures::path("models/gb_iris.onnx")]);
    let updated = desk.ok(&["endpoint", "update", "iris", "iris:2"]);
    assert_eq!(updated["routes"], endpoint["routes"]);
    assert_eq!(updated["deployments"][0]["version"], 2);
    assert_eq!(post_json(route(&endpoint, "score"), Some(&key), &json!({"data": [ROW]})).await.status, 200);
}

#[tokio::test]
async fn a_key_made_anew_replaces_only_itself() {
    let desk = desk_with_iris();
    let (_host, endpoint, key) = deployed(&desk);
    let before = desk.ok(&["endpoint", "keys", "iris"]);
    let after = desk.ok(&["endpoint", "keys", "iris", "--regenerate", "primary"]);
    assert_ne!(after["primaryKey"], before["primaryKey"]);
    assert_eq!(after["secondaryKey"], before["secondaryKey"]);
    let body = json!({"data": [ROW]});
    assert_eq!(post_json(route(&endpoint, "score"), Some(&key), &body).await.status, 401);
    let secondary = after["secondaryKey"].as_str();
    assert_eq!(post_json(route(&endpoint, "score"), secondary, &body).await.status, 200);
}

#[test]
fn a_served_version_cannot_be_deleted_and_the_refusal_names_the_endpoint() {
    let desk = desk_with_iris();
    let (_host, ..) = deployed(&desk);
    let said = desk.refused(4, &["model", "delete", "iris:1"]);
    assert!(said.contains("endpoint 'iris'"), "{said}");
    desk.ok(&["endpoint", "delete", "iris"]);
    desk.ok(&["model", "delete", "iris:1"]);
    assert_eq!(desk.ok(&["model", "list"])["total"], 0);
}

#[test]
fn samples_are_registered_once_each_with_an_input_that_scores() {
    let desk = Desk::default();
    let added = desk.ok(&["samples", "add"]);
    let names: Vec<&str> =
        added["versions"].as_array().expect("a list").iter().filter_map(|v| v["name"].as_str()).collect();
    assert!(names.contains(&"iris"), "{names:?}");
    let total = desk.ok(&["model", "list"])["total"].clone();
    desk.ok(&["samples", "add"]);
    assert_eq!(desk.ok(&["model", "list"])["total"], total);
}

#[test]
fn exit_codes_tell_usage_absence_refusal_and_wrong_input_apart() {
    let desk = desk_with_iris();
    assert_eq!(desk.command().arg("nonsense").output().expect("vitrine starts").status.code(), Some(2));
    desk.refused(3, &["model", "show", "nobody"]);
    desk.refused(3, &["model", "show", "iris:9"]);
    desk.refused(3, &["endpoint", "show", "nobody"]);
    desk.refused(5, &["model", "list", "--filter", "task="]);
    desk.refused(5, &["model", "show", "iris:zero"]);
}

#[test]
fn without_a_host_an_endpoint_is_not_scored_and_the_refusal_says_how() {
    let desk = desk_with_iris();
    let (host, ..) = deployed(&desk);
    host.stop();
    let input = desk.file("rows.json", json!([ROW]).to_string());
    let said = desk.refused(1, &["score", "iris", "--input", &input]);
    assert!(said.contains("vitrine serve"), "{said}");
}

#[test]
fn a_reader_that_has_read_enough_and_left_is_no_failure() {
    let desk = Desk::default();
    let mut limits = desk.command();
    let mut limits =
        limits.arg("limits").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    drop(limits.stdout.take());
    let output = limits.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{output:?}");
    assert_eq!(output.stderr, b"");
}

#[test]
fn a_version_keeps_what_people_say_and_gives_its_files_back() {
    let desk = Desk::default();
    let model = fixtures::path("models/logreg_iris.onnx");
    let (data, notes) = (desk.file("train.csv", "a,b\n1,2\n"), desk.file("notes.md", "# Good\n"));
    let first = ["model", "register", "iris", &model, "--property", "seed=7", "--experiment", "spring"];
    desk.ok(&first);
    let training = format!("training={data}");
    let second = desk.ok(&[
        "model",
        "register",
        "iris",
        &model,
        "--parent",
        "iris:1",
        "--dataset",
        &training,
        "--notes",
        &notes,
        "--cpu",
        "0.5",
        "--memory",
        "512MB",
        "--framework-version",
        "1.9.1",
    ]);
    assert_eq!(second["parent"], "iris:1");
    assert_eq!(second["resources"], json!({"cpu": 0.5, "memory_bytes": 512_000_000}));
    assert_eq!(second["datasets"][0]["role"], "training");
    assert_eq!(desk.ok(&["model", "show", "iris:2"])["notes"], "# Good\n");

    desk.ok(&["model", "alias", "iris:1", "champion"]);
    desk.ok(&["model", "alias", "iris:2", "champion"]);
    assert_eq!(desk.ok(&["model", "show", "iris@champion"])["version"], 2);
    assert_eq!(desk.ok(&["model", "show", "iris:1"])["aliases"], json!([]));
    desk.ok(&["model", "tag", "iris@champion", "stage=live"]);
    desk.ok(&["model", "alias", "iris", "--remove", "champion"]);
    assert!(desk.refused(3, &["model", "show", "iris@champion"]).contains("champion"));
    assert!(desk.refused(5, &["model", "alias", "iris:1", "v2"]).contains("'v2'"));

    assert!(
        desk.refused(4, &["model", "set", "iris:1", "--property", "seed=8"]).contains("set to '7' for good")
    );
    assert_eq!(desk.ok(&["model", "set", "iris:1", "--property", "site=Ulm"])["properties"]["site"], "Ulm");
    let long = desk.file("long.md", "n".repeat(10_000_000));
    assert!(desk.refused(5, &["model", "set", "iris:1", "--notes", &long]).contains("at most 1000000"));

    let activity = desk.ok(&["model", "activity", "iris:2"]);
    let told: Vec<&str> = activity["entries"]
        .as_array()
        .expect("a list")
        .iter()
        .rev()
        .filter_map(|entry| entry["action"].as_str())
        .collect();
    assert_eq!(told, ["register", "alias", "tag", "alias"], "{activity}");
    assert_eq!(activity["entries"][0]["via"], "terminal");

    let out = desk.path().join("out.onnx");
    let out = out.to_str().expect("a path is text");
    desk.ok(&["model", "export", "iris:2", out]);
    let bytes = |path: &str| std::fs::read(path).expect("the file is there");
    assert_eq!(bytes(out), bytes(&model), "the very file that went in");
    assert!(desk.refused(4, &["model", "export", "iris:2", out]).contains("is there already"));
    let folder = desk.path().join("both");
    desk.ok(&["model", "export", "iris:2", folder.to_str().expect("a path is text"), "--datasets"]);
    let exported = folder.join("datasets/training/train.csv");
    assert_eq!(std::fs::read(exported).expect("the data is there"), b"a,b\n1,2\n");
}

#[test]
fn many_are_tagged_aliased_exported_deleted_and_brought_back_at_once() {
    let desk = desk_with_iris();
    let model = fixtures::path("models/logreg_iris.onnx");
    for (name, task) in [("cards", "fraud"), ("bills", "fraud"), ("wine", "taste")] {
        desk.ok(&["model", "register", name, &model, "--tag", &format!("task={task}")]);
    }
    let total = |filter: &str| desk.ok(&["model", "list", "--filter", filter])["total"].clone();

    let tagged = desk.ok(&["model", "tag", "--filter", "task=fraud", "stage=live", "--except", "bills:1"]);
    assert_eq!((&tagged["targets"], &tagged["changed"]), (&json!(1), &json!(1)));
    desk.ok(&["model", "tag", "bills:1", "wine", "stage=live"]);
    assert_eq!(total("stage=live"), 3);
    let entries = format!("{}-{}", tagged["undo"]["first"], tagged["undo"]["last"]);
    assert_eq!(desk.ok(&["model", "undo", &entries])["restored"], 1);
    assert_eq!(total("stage=live"), 2);

    desk.ok(&["model", "alias", "cards:1", "bills:1", "best"]);
    assert_eq!(total("alias:best"), 2);
    let folder = desk.path().join("out");
    let folder = folder.to_str().expect("a path is text");
    assert_eq!(desk.ok(&["model", "export", "--filter", "alias:best", folder])["files"], 2);
    let exported = std::fs::read(desk.path().join("out/cards/1/logreg_iris.onnx"));
    assert_eq!(exported.expect("it is there"), std::fs::read(&model).expect("it is there"));
    desk.ok(&["model", "alias", "cards", "bills", "--remove", "best"]);
    assert_eq!(total("alias:best"), 0);

    let gone = desk.ok(&["model", "delete", "--filter", "task=fraud"]);
    assert_eq!(gone["versions"], 2);
    desk.refused(3, &["model", "show", "cards"]);
    desk.ok(&["model", "restore", "--deletion", &gone["undo"].to_string()]);
    assert_eq!(total("task=fraud"), 2);

    for wrong in [
        &["model", "tag", "stage=live"][..],
        &["model", "tag", "iris", "--filter", "task=fraud", "stage=live"],
        &["model", "tag", "iris", "stage=live", "--models"],
        &["model", "alias"],
        &["model", "export", "out"],
        &["model", "delete"],
        &["model", "delete", "iris", "--filter", ""],
        &["model", "restore"],
        &["model", "undo", "7-3"],
    ] {
        let output = desk.command().args(wrong).output().expect("vitrine starts");
        assert_eq!(output.status.code(), Some(2), "{wrong:?}: {output:?}");
    }
    desk.refused(5, &["model", "delete", "--filter", "task="]);
    desk.refused(3, &["model", "undo", "9999"]);
}

/// A file that takes long to read, though it takes no room.
fn big_file(desk: &Desk, bytes: u64) -> String {
    let path = desk.file("big.bin", "");
    let file = std::fs::File::options().write(true).open(&path).expect("our own file can be opened");
    file.set_len(bytes).expect("a file can be a hole");
    path
}

#[cfg(unix)]
#[test]
fn an_import_that_is_interrupted_stops_and_leaves_nothing() {
    let desk = Desk::default();
    let path = big_file(&desk, 1 << 33);
    for hosted in [false, true] {
        let _host = hosted.then(|| desk.host());
        let mut call = desk.command();
        let call = call.args(["--json", "model", "register", "big", &path]);
        let mut call = call.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("vitrine starts");
        let staged = desk.workspace().join("artifacts/tmp");
        let begun = wait::until(PATIENCE, || bytes_below(&staged).gt(&1_000_000).then_some(()));
        assert!(begun.is_some(), "nothing was staged in {}", staged.display());
        interrupt(call.id());
        exit(&mut call);
        let answer = Answer::of(&call.wait_with_output().expect("it has ended"));
        let said = answer.refusal(1, "an interrupted registration");
        assert!(said.contains("cancelled"), "{said}");
        assert_eq!(desk.ok(&["model", "list"])["total"], 0);
        assert_eq!(bytes_below(&desk.workspace().join("artifacts")), 0);
    }
}

fn bytes_below(folder: &std::path::Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let size = |path: &std::path::Path| path.metadata().map_or(0, |metadata| metadata.len());
    entries
        .map(|entry| entry.path())
        .map(|path| if path.is_dir() { bytes_below(&path) } else { size(&path) })
        .sum()
}

#[cfg(target_os = "linux")]
#[test]
fn progress_is_told_on_a_terminal_and_nowhere_else() {
    let desk = Desk::default();
    let path = big_file(&desk, 1 << 30);
    let vitrine = program::vitrine();
    let words = format!(
        "{} --workspace {} --json model register big {path} --reference",
        vitrine.display(),
        desk.workspace().display()
    );
    for hosted in [false, true] {
        let _host = hosted.then(|| desk.host());
        let on_a_terminal = Command::new("script").args(["-qec", &words, "/dev/null"]).output();
        let told = String::from_utf8(on_a_terminal.expect("script is part of the system").stdout);
        let told = told.expect("it is text");
        assert!(told.contains("Registering big  ") && told.contains(" of 1.1 GB, "), "{told}");
        let elsewhere = desk.call(&["model", "register", "big", &path, "--reference"]);
        assert_eq!((elsewhere.exit, elsewhere.messages.as_str()), (Some(0), ""));
    }
}
