//! Registering from addresses, with a real server on this machine.

use std::{
    fs,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use domain::error::ErrorCode;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};

use super::super::desk::{Desk, model};

/// A server that speaks as much HTTP as a download needs, and breaks off when it is told to.
struct Server {
    url: String,
    /// The `Range` of each request for the file.
    ranges: Arc<Mutex<Vec<Option<String>>>>,
}

#[derive(Clone)]
struct Held {
    bytes: Vec<u8>,
    /// How many answers stop after a third of what is asked for.
    broken: Arc<AtomicUsize>,
    ranges: Arc<Mutex<Vec<Option<String>>>>,
    /// Changes between the first answer and the next.
    changes: bool,
}

impl Server {
    async fn start(bytes: Vec<u8>, broken: usize, changes: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let ranges = Arc::<Mutex<Vec<Option<String>>>>::default();
        let held =
            Held { bytes, broken: Arc::new(AtomicUsize::new(broken)), ranges: ranges.clone(), changes };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, held.clone()));
            }
        });
        Self { url, ranges }
    }
}

async fn answer(mut stream: TcpStream, held: Held) -> Option<()> {
    let (reader, mut writer) = stream.split();
    let mut lines = BufReader::new(reader).lines();
    let asked = lines.next_line().await.ok()??;
    let path = asked.split(' ').nth(1)?.to_owned();
    let (mut range, mut if_range) = (None, None);
    while let Some(line) = lines.next_line().await.ok()?.filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once(": ")?;
        match name.to_ascii_lowercase().as_str() {
            "range" => range = Some(value.to_owned()),
            "if-range" => if_range = Some(value.to_owned()),
            _ => {}
        }
    }
    let redirect = |to: &str| format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n");
    let head = match path.as_str() {
        "/to-file" => redirect("file:///etc/passwd"),
        "/to-private" => redirect("http://10.0.0.1/model.onnx"),
        "/to-model" => redirect("/files/iris.onnx?key=secret"),
        "/round" => redirect("/round"),
        path if path.starts_with("/files/") => return file(&mut writer, held, range, if_range).await,
        _ => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_owned(),
    };
    writer.write_all(head.as_bytes()).await.ok()
}

async fn file(
    writer: &mut (impl tokio::io::AsyncWrite + Unpin),
    held: Held,
    range: Option<String>,
    if_range: Option<String>,
) -> Option<()> {
    let asked = {
        let mut ranges = held.ranges.lock().unwrap();
        ranges.push(range.clone());
        ranges.len()
    };
    let tag = if held.changes { format!("\"{asked}\"") } else { "\"one\"".to_owned() };
    let from = range.filter(|_| if_range.as_ref() == Some(&tag));
    let from: Option<usize> =
        from.and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok());
    let rest = &held.bytes[from.unwrap_or(0)..];
    let whole = held.bytes.len();
    let head = match from {
        Some(from) => {
            format!("HTTP/1.1 206 Partial Content\r\nContent-Range: bytes {from}-{}/{whole}\r\n", whole - 1)
        }
        None => "HTTP/1.1 200 OK\r\n".to_owned(),
    };
    let head = format!("{head}ETag: {tag}\r\nContent-Length: {}\r\n\r\n", rest.len());
    writer.write_all(head.as_bytes()).await.ok()?;
    let breaks =
        held.broken.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
    let sent = if breaks { &rest[..rest.len() / 3] } else { rest };
    writer.write_all(sent).await.ok()?;
    writer.flush().await.ok()
}

fn args(url: &str, more: Value) -> Value {
    let mut args = json!({"name": "iris", "path": url, "allow_private": true});
    args.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    args
}

#[tokio::test]
async fn a_file_is_fetched_through_a_redirect_and_registered_under_its_own_name() {
    let desk = Desk::new().await;
    let bytes = fs::read(model("logreg_iris")).unwrap();
    let server = Server::start(bytes, 0, false).await;
    let version = desk.ok("model_register", args(&format!("{}/to-model", server.url), json!({}))).await;
    assert_eq!((&version["deployable"], &version["files"][0]["path"]), (&json!(true), &json!("iris.onnx")));
    let source = version["properties"]["source"].as_str().unwrap();
    assert!(source.ends_with("/to-model") && !source.contains("secret"), "{source}");
    let digest = version["digest"].as_str().unwrap();
    let again = args(&format!("{}/files/iris.onnx", server.url), json!({"sha256": digest.to_uppercase()}));
    assert_eq!(desk.ok("model_register", again).await["version"], 2);
    let wrong = args(&format!("{}/files/iris.onnx", server.url), json!({"sha256": "0".repeat(64)}));
    let (code, message) = desk.refused("model_register", wrong).await;
    assert!(code == ErrorCode::InvalidInput && message.contains(digest), "{message}");
    assert_eq!(desk.versions().await, 2);
}

#[tokio::test]
async fn a_broken_connection_goes_on_where_it_broke_off() {
    let desk = Desk::new().await;
    let bytes = fs::read(model("rf_iris")).unwrap();
    let third = bytes.len() / 3;
    let server = Server::start(bytes, 2, false).await;
    let version =
        desk.ok("model_register", args(&format!("{}/files/iris.onnx", server.url), json!({}))).await;
    assert_eq!(version["deployable"], true);
    let ranges = server.ranges.lock().unwrap().clone();
    assert_eq!(ranges.len(), 3);
    assert_eq!(ranges[0], None);
    assert_eq!(ranges[1], Some(format!("bytes={third}-")));
}

#[tokio::test]
async fn a_file_that_changed_meanwhile_is_fetched_anew() {
    let desk = Desk::new().await;
    let server = Server::start(fs::read(model("rf_iris")).unwrap(), 1, true).await;
    let version =
        desk.ok("model_register", args(&format!("{}/files/iris.onnx", server.url), json!({}))).await;
    assert_eq!(version["deployable"], true, "no half of one state is joined to half of another");
}

#[tokio::test]
async fn what_may_not_be_fetched_is_refused_and_leaves_nothing() {
    let desk = Desk::new().await;
    let server = Server::start(fs::read(model("rf_iris")).unwrap(), 0, false).await;
    let url = |path: &str| format!("{}{path}", server.url);
    let at = |host: &str| server.url.replace("127.0.0.1", host) + "/files/iris.onnx";
    let cases = [
        (args(&url("/to-file"), json!({})), ErrorCode::InvalidInput, "leads to 'file:'"),
        (args(&url("/round"), json!({})), ErrorCode::Unavailable, "more than 10 times"),
        (args(&url("/none"), json!({})), ErrorCode::NotFound, "404"),
        (args(&url("/files/a"), json!({"sha256": "abc"})), ErrorCode::InvalidInput, "not a SHA-256"),
        (
            args(&url("/files/a"), json!({"reference": true})),
            ErrorCode::InvalidInput,
            "only files on this machine",
        ),
        (args("ftp://example.org/a", json!({})), ErrorCode::InvalidInput, "http and https only"),
        (args("file:///etc/passwd", json!({})), ErrorCode::InvalidInput, "http and https only"),
        (
            args(&url("/files/a"), json!({"allow_private": false})),
            ErrorCode::InvalidInput,
            "own network (loopback)",
        ),
        (
            args(&at("localhost"), json!({"allow_private": false})),
            ErrorCode::InvalidInput,
            "own network (loopback)",
        ),
        (
            args(&at("[::ffff:127.0.0.1]"), json!({"allow_private": false})),
            ErrorCode::InvalidInput,
            "own network (loopback)",
        ),
        (
            args("http://169.254.169.254/latest", json!({"allow_private": false})),
            ErrorCode::InvalidInput,
            "link-local",
        ),
    ];
    for (args, code, words) in cases {
        let refused = desk.refused("model_register", args.clone()).await;
        assert!(refused.0 == code && refused.1.contains(words), "{args}: {refused:?}");
    }
    assert_eq!(desk.versions().await, 0);
    let left: Vec<_> =
        fs::read_dir(desk.path("workspace")).unwrap().flatten().map(|entry| entry.file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().starts_with(".tmp")), "{left:?}");
}

#[tokio::test]
async fn a_file_over_the_limit_is_refused_until_the_limit_is_raised() {
    let desk = Desk::new().await;
    let server = Server::start(fs::read(model("rf_iris")).unwrap(), 0, false).await;
    desk.ok("limits_set", json!({"set": {"download_bytes": 1000}})).await;
    let args = args(&format!("{}/files/iris.onnx", server.url), json!({}));
    let (code, message) = desk.refused("model_register", args.clone()).await;
    assert!(code == ErrorCode::TooLarge && message.contains("vitrine limits download_bytes="), "{message}");
    desk.ok("limits_set", json!({"reset": ["download_bytes"]})).await;
    assert_eq!(desk.ok("model_register", args).await["version"], 1);
}
