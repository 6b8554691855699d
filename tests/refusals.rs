//! What bad input gets: a sentence that names the thing, the right code, and nothing half-written.

use std::{fs, net::TcpListener, path::Path, process::Command};

use reqwest::StatusCode;
use serde_json::{Value, json};
use sqlx::{Connection as _, SqliteConnection};
use suite::{
    calls::{Reply, post, post_json},
    desk::{Answer, Desk},
    fixtures,
    host::Host,
    onnx, program,
};

/// Every file below the workspace but databases and their journals, whose bytes change by themselves.
fn stored(desk: &Desk) -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![desk.workspace()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = path.strip_prefix(desk.workspace()).expect("below").to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if !name.contains(".db") {
                files.push(name);
            }
        }
    }
    files.sort();
    files
}

/// Registering this is refused with this exit code and words; no file and no version is left behind.
fn is_not_registered(desk: &Desk, exit: i32, name: &str, path: &str, words: &[&str]) {
    let total = || desk.ok(&["model", "list"])["total"].clone();
    let before = (total(), stored(desk));
    let said = desk.refused(exit, &["model", "register", name, path]);
    for word in words {
        assert!(said.contains(word), "'{word}' is not in: {said}");
    }
    assert_eq!((total(), stored(desk)), before, "{path} left something behind");
}

#[test]
fn a_truncated_onnx_file() {
    let desk = Desk::default();
    let whole = fs::read(fixtures::path("models/gb_iris.onnx")).expect("the fixture can be read");
    let path = desk.file("half.onnx", &whole[..whole.len() / 2]);
    is_not_registered(&desk, 5, "half", &path, &["half.onnx"]);
}

#[test]
fn a_text_file_named_onnx() {
    let desk = Desk::default();
    let path = desk.file("notes.onnx", "These are my notes on irises.\n");
    is_not_registered(&desk, 5, "notes", &path, &["notes.onnx"]);
}

#[test]
fn an_operator_that_the_engine_lacks_is_kept_and_named() {
    let desk = Desk::default();
    let path = desk.file("odd.onnx", onnx::with_operator("Nonesuch"));
    let version = desk.ok(&["model", "register", "odd", &path]);
    assert_eq!(version["deployable"], false);
    let reason = version["undeployable_reason"].as_str().unwrap_or_default();
    assert!(reason.contains("Nonesuch"), "{version}");
    let _host = desk.host();
    let said = desk.refused(5, &["deploy", "odd"]);
    assert!(said.contains("Nonesuch"), "{said}");
    assert_eq!(desk.ok(&["endpoint", "list"])["endpoints"], json!([]));
}

#[test]
fn an_empty_folder() {
    let desk = Desk::default();
    let path = desk.folder("empty");
    is_not_registered(&desk, 5, "empty", &path, &["empty", "no file"]);
}

#[test]
fn a_vanished_path() {
    let desk = Desk::default();
    let path = desk.path().join("gone.onnx").to_string_lossy().into_owned();
    is_not_registered(&desk, 3, "gone", &path, &["gone.onnx"]);
}

#[cfg(unix)]
#[test]
fn an_unreadable_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::default();
    let path = desk.file("secret.onnx", "nobody reads this");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).expect("the file is ours");
    let workspace = open_to_all(&desk, "theirs", 0o777);
    let words = ["--json", "--workspace", &workspace, "model", "register", "secret", &path];
    let answer = as_nobody(&desk, &words);
    let said = answer.refusal(1, "registering an unreadable file");
    assert!(said.contains("secret.onnx"), "{said}");
    let left = as_nobody(&desk, &["--json", "--workspace", &workspace, "model", "list"]);
    assert_eq!(left.json["total"], 0);
}

#[test]
fn a_name_that_is_taken_by_another_kind() {
    let desk = Desk::default();
    let model = fixtures::path("models/logreg_iris.onnx");
    desk.ok(&["model", "register", "iris", &model]);
    let notes = desk.file("notes.txt", "not a model");
    is_not_registered(&desk, 4, "iris", &notes, &["iris", "onnx", "other"]);
}

#[test]
fn an_endpoint_name_that_is_taken() {
    let desk = Desk::default();
    desk.ok(&["model", "register", "iris", &fixtures::path("models/logreg_iris.onnx")]);
    let _host = desk.host();
    desk.ok(&["deploy", "iris"]);
    let said = desk.refused(4, &["deploy", "iris"]);
    assert!(said.contains("'iris'"), "{said}");
}

#[test]
fn a_name_of_65_characters() {
    let desk = Desk::default();
    let name = "x".repeat(65);
    is_not_registered(&desk, 5, &name, &fixtures::path("models/logreg_iris.onnx"), &["65", "64"]);
}

#[test]
fn a_name_that_climbs_out() {
    let desk = Desk::default();
    is_not_registered(&desk, 5, "../iris", &fixtures::path("models/logreg_iris.onnx"), &["'../iris'"]);
}

#[cfg(unix)]
#[test]
fn a_file_name_that_climbs_out_through_a_link() {
    let desk = Desk::default();
    let folder = desk.folder("model");
    let outside = desk.file("outside.txt", "not part of the model");
    std::os::unix::fs::symlink(outside, Path::new(&folder).join("weights.bin")).expect("a link can be made");
    is_not_registered(&desk, 5, "climber", &folder, &["weights.bin"]);
}

#[test]
fn external_data_that_climbs_out_is_never_read() {
    let desk = Desk::default();
    let path = fixtures::path("adversarial/external_traversal.onnx");
    let answer = desk.call(&["model", "register", "traversal", &path]);
    let kept_but_not_deployable = answer.exit == Some(0) && answer.json["deployable"] == false;
    assert!(answer.exit == Some(5) || kept_but_not_deployable, "{answer:?}");
}

#[test]
fn a_port_in_use() {
    let desk = Desk::default();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let said = desk.refused(4, &["serve", "--port", &port]);
    assert!(said.contains(&port) && said.contains("another port"), "{said}");
    assert_eq!(desk.ok(&["model", "list"])["total"], 0, "the workspace stays usable");
}

#[test]
fn a_workspace_that_another_process_owns() {
    let desk = Desk::default();
    let _host = desk.host();
    let said = desk.refused(4, &["serve", "--port", "0"]);
    assert!(said.contains(&*desk.workspace().to_string_lossy()), "{said}");
}

#[cfg(unix)]
#[test]
fn a_read_only_workspace() {
    let desk = Desk::default();
    let workspace = open_to_all(&desk, "sealed", 0o555);
    let answer = as_nobody(&desk, &["--json", "--workspace", &workspace, "model", "list"]);
    let said = answer.refusal(1, "a read-only workspace");
    assert!(said.contains(&workspace) && said.contains("--workspace"), "{said}");
    assert_eq!(fs::read_dir(&workspace).expect("it can be read").count(), 0);
}

#[tokio::test]
async fn a_database_newer_than_the_program() {
    let desk = Desk::default();
    desk.ok(&["model", "list"]);
    let database = desk.workspace().join("registry.db");
    let mut connection = SqliteConnection::connect(&database.to_string_lossy()).await.expect("a database");
    let newer = "insert into _sqlx_migrations (version, description, success, checksum, execution_time) values (9999, 'later', true, x'00', 0)";
    sqlx::query(newer).execute(&mut connection).await.expect("a row");
    connection.close().await.expect("closed");
    let said = desk.refused(5, &["model", "list"]);
    assert!(said.contains("registry.db") && said.contains("9999") && said.contains("Update"), "{said}");
}

/// An endpoint of iris, and a way to call it in the Open Inference Protocol and in Azure's form.
struct Served {
    desk: Desk,
    _host: Host,
    routes: Value,
    key: String,
}

impl Served {
    fn iris() -> Self {
        Self::of("iris", "models/logreg_iris.onnx")
    }

    fn of(name: &str, model: &str) -> Self {
        let desk = Desk::default();
        desk.ok(&["model", "register", name, &fixtures::path(model)]);
        let host = desk.host();
        let routes = desk.ok(&["deploy", name])["routes"].clone();
        let key = desk.ok(&["endpoint", "keys", name])["primaryKey"].as_str().expect("a key").to_owned();
        Self { desk, _host: host, routes, key }
    }

    fn url(&self, dialect: &str) -> &str {
        self.routes[dialect].as_str().expect("a route")
    }

    async fn v2(&self, name: &str, datatype: &str, shape: Value, data: Value) -> Reply {
        let body = json!({"inputs": [{"name": name, "datatype": datatype, "shape": shape, "data": data}]});
        post_json(self.url("v2"), Some(&self.key), &body).await
    }

    /// The endpoint of iris still answers, and recorded the refused calls as such.
    async fn is_alive(&self, refused: u64) {
        let fine = self.v2("X", "FP32", json!([1, 4]), json!([6.0, 2.2, 4.0, 1.0])).await;
        assert_eq!(fine.status, StatusCode::OK, "{}", fine.body);
        let summary = self.desk.becomes(&["monitor", "iris"], "/requests", &json!(refused + 1));
        assert_eq!(summary["errors"], json!(refused));
    }
}

fn refused(reply: &Reply, status: u16, key: &str, words: &[&str]) {
    assert_eq!(reply.status.as_u16(), status, "{}", reply.body);
    let said = reply.body[key].as_str().unwrap_or_else(|| panic!("no '{key}' in {}", reply.body));
    for word in words {
        assert!(said.contains(word), "'{word}' is not in: {said}");
    }
}

#[tokio::test]
async fn a_wrong_shape() {
    let served = Served::iris();
    refused(&served.v2("X", "FP32", json!([1, 3]), json!([1, 2, 3])).await, 400, "error", &["X", "4", "3"]);
    refused(&served.v2("X", "FP32", json!([2, 4]), json!([1, 2, 3, 4])).await, 400, "error", &["8", "4"]);
    let row = json!({"data": [[1, 2, 3]]});
    refused(&post_json(served.url("score"), Some(&served.key), &row).await, 400, "message", &["4", "3"]);
    let row = json!({"instances": [[1, 2, 3]]});
    refused(
        &post_json(served.url("invocations"), Some(&served.key), &row).await,
        400,
        "message",
        &["4", "3"],
    );
    served.is_alive(4).await;
}

#[tokio::test]
async fn a_wrong_type() {
    let served = Served::iris();
    refused(
        &served.v2("X", "INT64", json!([1, 4]), json!([1, 2, 3, 4])).await,
        400,
        "error",
        &["X", "FP32", "INT64"],
    );
    let data = json!([1, 2, "three", 4]);
    refused(&served.v2("X", "FP32", json!([1, 4]), data).await, 400, "error", &["X", "three"]);
    served.is_alive(2).await;
}

#[tokio::test]
async fn a_missing_input() {
    let served = Served::iris();
    let reply = post_json(served.url("v2"), Some(&served.key), &json!({"inputs": []})).await;
    refused(&reply, 400, "error", &["X"]);
    let reply = served.v2("petals", "FP32", json!([1, 4]), json!([1, 2, 3, 4])).await;
    refused(&reply, 400, "error", &["petals", "X"]);
    served.is_alive(2).await;
}

#[tokio::test]
async fn a_nan() {
    let served = Served::of("counts", "models/logreg_digits_int64.onnx");
    let body = |last: &str| format!(r#"{{"data":[[{}{last}]]}}"#, "1,".repeat(63));
    let reply = post(served.url("score"), Some(&served.key), "application/json", body("NaN")).await;
    refused(&reply, 400, "message", &["row 1", "64", "INT64", "NaN"]);
    let reply = post(served.url("score"), Some(&served.key), "application/json", body("null")).await;
    refused(&reply, 400, "message", &["row 1", "64", "INT64"]);
}

#[tokio::test]
async fn a_nan_that_the_model_has_no_answer_for() {
    let served = Served::iris();
    let body = r#"{"inputs":[{"name":"X","datatype":"FP32","shape":[1,4],"data":[1,2,NaN,4]}]}"#;
    let reply = post(served.url("v2"), Some(&served.key), "application/json", body).await;
    refused(&reply, 400, "error", &["'X'", "row 1", "column 3", "missing"]);
}

#[tokio::test]
async fn a_body_that_is_not_json() {
    let served = Served::iris();
    for (dialect, key) in [("v2", "error"), ("score", "message"), ("invocations", "message")] {
        let reply = post(served.url(dialect), Some(&served.key), "application/json", "hello").await;
        refused(&reply, 400, key, &["JSON"]);
    }
    served.is_alive(3).await;
}

#[tokio::test]
async fn a_wrong_key() {
    let served = Served::iris();
    let row = json!({"data": [[6.0, 2.2, 4.0, 1.0]]});
    for key in [None, Some("wrong"), Some("")] {
        let reply = post_json(served.url("score"), key, &row).await;
        refused(&reply, 401, "message", &["key"]);
    }
    served.is_alive(3).await;
}

#[tokio::test]
async fn an_endpoint_that_is_not_there() {
    let served = Served::iris();
    let url = served.url("v2").replace("/iris/", "/nobody/");
    refused(&post_json(&url, Some(&served.key), &json!({"inputs": []})).await, 404, "error", &["nobody"]);
}

/// A folder on the desk that everybody may reach, with these rights.
#[cfg(unix)]
fn open_to_all(desk: &Desk, name: &str, rights: u32) -> String {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = desk.folder(name);
    for (path, rights) in [(desk.path(), 0o755), (Path::new(&folder), rights)] {
        fs::set_permissions(path, fs::Permissions::from_mode(rights)).expect("the folder is ours");
    }
    folder
}

#[cfg(unix)]
fn as_nobody(desk: &Desk, words: &[&str]) -> Answer {
    let mut vitrine: Command = program::vitrine_without_rights(desk.path());
    Answer::of(&vitrine.args(words).output().expect("vitrine starts"))
}
