//! A host answers its owner's programs and nobody else.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;

use api::{Host, HostOptions};
use app::{
    App,
    trial::{self, Program},
    workspace,
};
use domain::time::Timestamp;
use serde_json::{Value, json};
use tokio::{sync::oneshot, task::JoinHandle};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/fixtures");

/// Not a fact to test: what a trial starts of this program.
#[test]
fn trial_child() {
    if trial::is_child() {
        let _ = trial::child();
    }
}

struct Running {
    url: String,
    management: String,
    token: String,
    stop: oneshot::Sender<()>,
    done: JoinHandle<()>,
    client: reqwest::Client,
}

impl Running {
    async fn start(folder: &Path, options: HostOptions) -> Self {
        let program =
            Program::new(std::env::current_exe().unwrap(), &["trial_child", "--exact", "--nocapture"]);
        let now = || Timestamp::from(std::time::SystemTime::now());
        let app = App::open_with(folder, now, program).await.unwrap();
        let host = Host::start(&app, options).await.unwrap();
        let url = host.url().unwrap_or_default();
        let (stop, stopped) = oneshot::channel();
        let done = tokio::spawn(host.run(async move {
            let _ = stopped.await;
        }));
        let file = workspace::read_host(folder).unwrap();
        let token = std::fs::read_to_string(file.token_file).unwrap();
        Self { url, management: file.url, token, stop, done, client: reqwest::Client::new() }
    }

    async fn rpc(&self, command: &str, args: Value) -> (u16, Value) {
        let url = format!("{}/api/rpc/{command}", self.management);
        let answer = self.client.post(url).bearer_auth(&self.token).json(&args).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        self.done.await.unwrap();
    }
}

fn any_port() -> HostOptions {
    HostOptions { port: Some(0), ..HostOptions::default() }
}

#[tokio::test]
async fn a_command_needs_the_token() {
    let folder = tempfile::tempdir().unwrap();
    let host = Running::start(folder.path(), any_port()).await;
    let url = format!("{}/api/rpc/workspace_info", host.management);
    for token in ["", "wrong"] {
        let answer = host.client.post(&url).bearer_auth(token).json(&json!({})).send().await.unwrap();
        assert_eq!(answer.status(), 401);
        assert_eq!(answer.json::<Value>().await.unwrap()["error"]["code"], "unauthorized");
    }
    let (status, info) = host.rpc("workspace_info", json!({})).await;
    assert_eq!((status, info["url"].as_str()), (200, Some(host.url.as_str())));
    host.stop().await;
}

#[tokio::test]
async fn the_token_is_readable_by_its_user_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let host = Running::start(folder.path(), any_port()).await;
    let mode = std::fs::metadata(folder.path().join("host.token")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    host.stop().await;
    assert!(workspace::read_host(folder.path()).is_none(), "a host that ended is announced no more");
}

#[tokio::test]
async fn events_tell_of_changes_and_their_stream_ends_with_the_host() {
    let folder = tempfile::tempdir().unwrap();
    let host = Running::start(folder.path(), any_port()).await;
    let url = format!("{}/api/events?token={}", host.management, host.token);
    let mut stream = host.client.get(url).send().await.unwrap();
    let path = format!("{FIXTURES}/models/logreg_iris.onnx");
    host.rpc("model_register", json!({"name": "iris", "path": path})).await;
    let mut told = String::new();
    while !told.contains(r#""topics":["models""#) {
        told.push_str(std::str::from_utf8(&stream.chunk().await.unwrap().unwrap()).unwrap());
    }
    let begun = std::time::Instant::now();
    host.stop().await;
    while stream.chunk().await.unwrap().is_some() {}
    assert!(begun.elapsed() < std::time::Duration::from_secs(5), "the stream held the host up");
}

#[tokio::test]
async fn failures_carry_their_status_and_a_hint() {
    let folder = tempfile::tempdir().unwrap();
    let host = Running::start(folder.path(), any_port()).await;
    let cases = [
        ("no_such_command", json!({}), 404, "not_found"),
        ("model_show", json!({"name": "nothing"}), 404, "not_found"),
        ("model_show", json!({"name": "a".repeat(65)}), 400, "invalid_input"),
        ("model_show", json!({}), 400, "invalid_input"),
        ("model_list", json!({"filter": "task="}), 400, "invalid_input"),
    ];
    for (command, args, status, code) in cases {
        let (found, body) = host.rpc(command, args.clone()).await;
        assert_eq!((found, body["error"]["code"].as_str()), (status, Some(code)), "{command} {args}: {body}");
        assert!(!body["error"]["message"].as_str().unwrap().is_empty());
    }
    host.stop().await;
}

#[tokio::test]
async fn an_endpoint_comes_back_at_the_same_address_with_the_same_keys() {
    let folder = tempfile::tempdir().unwrap();
    let host = Running::start(folder.path(), any_port()).await;
    let path = format!("{FIXTURES}/models/logreg_iris.onnx");
    host.rpc("model_register", json!({"name": "iris", "path": path})).await;
    let (status, endpoint) = host.rpc("endpoint_deploy", json!({"reference": "iris"})).await;
    assert_eq!((status, endpoint["state"].as_str()), (200, Some("Healthy")), "{endpoint}");
    let (_, keys) = host.rpc("endpoint_keys", json!({"name": "iris"})).await;
    let url = endpoint["url"].as_str().unwrap().to_owned();
    host.stop().await;

    let host = Running::start(folder.path(), HostOptions::default()).await;
    let mut events = 0;
    let healthy = loop {
        let (_, endpoint) = host.rpc("endpoint_show", json!({"name": "iris"})).await;
        if endpoint["state"] != "Transitioning" || events > 500 {
            break endpoint;
        }
        events += 1;
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    };
    assert_eq!(healthy["state"], "Healthy", "{healthy}");
    assert_eq!(healthy["url"], url.as_str());
    let body =
        json!({"inputs": [{"name": "X", "shape": [1, 4], "datatype": "FP32", "data": [5.1, 3.5, 1.4, 0.2]}]});
    let key = keys["primaryKey"].as_str().unwrap();
    let answer = host.client.post(&url).bearer_auth(key).json(&body).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    host.stop().await;
}

#[tokio::test]
async fn a_port_in_use_fails_a_headless_host_and_is_shown_by_a_window() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let folder = tempfile::tempdir().unwrap();

    let app = App::open(folder.path(), || Timestamp::from_millis(0)).await.unwrap();
    let strict = HostOptions { port: Some(port), ..HostOptions::default() };
    let failure = Host::start(&app, strict).await.map(|_| ()).unwrap_err().failure();
    assert!(failure.message.contains(&port.to_string()), "{failure:?}");
    drop(app);

    let lenient = HostOptions { port_must_bind: false, ..strict };
    let host = Running::start(folder.path(), lenient).await;
    let (_, info) = host.rpc("workspace_info", json!({})).await;
    assert!(info["host_problem"].as_str().unwrap().contains(&port.to_string()), "{info}");
    let (status, moved) = host.rpc("workspace_set_port", json!({"port": 0})).await;
    assert_eq!(status, 200, "{moved}");
    assert!(moved["url"].as_str().is_some_and(|url| url.starts_with("http://127.0.0.1:")), "{moved}");
    host.stop().await;
}

#[tokio::test]
async fn a_call_is_in_the_summary_that_is_asked_for_right_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let host = Running::start(folder.path(), any_port()).await;
    let path = format!("{FIXTURES}/models/logreg_iris.onnx");
    host.rpc("model_register", json!({"name": "iris", "path": path})).await;
    host.rpc("endpoint_deploy", json!({"reference": "iris"})).await;
    for calls in 1..=20 {
        host.rpc("endpoint_score", json!({"name": "iris", "input": [[5.1, 3.5, 1.4, 0.2]]})).await;
        let (_, summary) = host.rpc("monitor_summary", json!({"endpoint": "iris", "window_s": 900})).await;
        assert_eq!(summary["requests"], calls);
    }
    host.stop().await;
}
