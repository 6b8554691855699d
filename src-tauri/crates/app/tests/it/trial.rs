//! Models are tried in a child process: what it finds comes back, and how it ends harms nobody.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use app::{
    limits::{LimitName, Limits},
    trial::{Effort, End, Outcome, Process, Task},
};
use domain::error::ErrorCode;
use serde_json::{Value, json};

use super::desk::{Desk, FIXTURES, model, program};

/// Longer than any fixture takes in an unoptimised build on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
const GIGABYTE: u64 = 1_000_000_000;

fn task(path: impl Into<PathBuf>) -> Task {
    Task {
        path: path.into(),
        source: None,
        limits: Limits::default(),
        memory_bytes: GIGABYTE,
        effort: Effort::Load,
        sample: None,
    }
}

async fn tried(task: &Task, time: Duration) -> Outcome {
    Process::start(&program()).unwrap().run(task, time).await
}

#[tokio::test]
async fn a_child_answers_one_model_after_the_other() {
    let mut process = Process::start(&program()).unwrap();
    for name in ["logreg_iris", "rf_iris", "onehot_strings_only"] {
        let outcome = process.run(&task(model(name)), PATIENCE).await;
        let inspection = outcome.inspection.unwrap().unwrap();
        assert!(inspection.deployable && outcome.end.is_none(), "{name}");
        if cfg!(target_os = "linux") {
            assert!((1_000_000..GIGABYTE).contains(&outcome.peak_bytes.unwrap()), "{:?}", outcome.peak_bytes);
        }
    }
}

#[tokio::test]
async fn every_hostile_file_gives_an_error_or_an_answer_within_its_bounds() {
    for entry in std::fs::read_dir(Path::new(FIXTURES).join("adversarial")).unwrap() {
        let path = entry.unwrap().path();
        let outcome = tried(&task(&path), PATIENCE).await;
        assert!(outcome.inspection.is_some() && outcome.end.is_none(), "{}: {outcome:?}", path.display());
        assert!(outcome.peak_bytes.is_none_or(|bytes| bytes <= GIGABYTE), "{}: {outcome:?}", path.display());
    }
}

#[tokio::test]
async fn a_child_that_takes_too_long_is_ended_and_says_so() {
    let outcome = tried(&task(model("torch_transformer_digits__ts17")), Duration::from_millis(20)).await;
    let end = outcome.end.unwrap();
    assert!(matches!(end, End::Late { .. }), "{end}");
    assert_eq!(end.code(), ErrorCode::Timeout);
    assert!(end.to_string().starts_with("loading the model took longer than"), "{end}");
    assert!(end.to_string().contains("`vitrine limits trial_seconds="), "{end}");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_child_that_needs_too_much_memory_ends_and_says_so() {
    // More than the program needs by itself, less than the weights take.
    let outcome = tried(&Task { memory_bytes: 30_000_000, ..task(heavy().path()) }, PATIENCE).await;
    let end = outcome.end.unwrap();
    assert!(matches!(end, End::Memory { bytes: 30_000_000, .. }), "{end}");
    assert!(end.to_string().contains("`vitrine limits trial_memory_bytes=60000000`"), "{end}");
}

/// A file named `.onnx` that has to be read whole before it is found to be none.
#[cfg(target_os = "linux")]
fn heavy() -> tempfile::NamedTempFile {
    let file = tempfile::Builder::new().suffix(".onnx").tempfile().unwrap();
    // A graph's field (7, length-delimited) of 100,000,000 bytes, which are a hole in the file.
    std::fs::write(file.path(), [0x3a, 0x80, 0xc2, 0xd7, 0x2f]).unwrap();
    file.as_file().set_len(100_000_005).unwrap();
    file
}

#[tokio::test]
async fn a_child_whose_host_is_gone_ends_in_the_middle_of_its_work() {
    let mut process = Process::start(&program()).unwrap();
    let id = process.id().unwrap();
    let busy = task(model("torch_transformer_digits__dynamo"));
    tokio::time::timeout(Duration::from_millis(20), process.run(&busy, PATIENCE)).await.unwrap_err();
    drop(process);
    let begun = Instant::now();
    while Path::new(&format!("/proc/{id}/cmdline")).exists() {
        assert!(begun.elapsed() < PATIENCE, "the child lives on");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn what_is_over_a_bound_is_kept_with_the_reason_and_the_way_to_allow_it() {
    let desk = Desk::new().await;
    let path = Path::new(FIXTURES).join("adversarial/wide_6k_consts.onnx");
    let args = json!({"name": "wide", "path": path});
    let version = desk.ok("model_register", args).await;
    let reason = version["undeployable_reason"].as_str().unwrap();
    assert!(reason.contains("constants") && reason.contains("at most 4000"), "{reason}");
    assert!(reason.contains("`vitrine limits constants=60"), "{reason}");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_model_that_loads_can_be_deployed_though_measuring_it_ends_badly() {
    let desk = Desk::new().await;
    desk.ok("limits_set", json!({"set": {"trial_memory_bytes": 300_000_000}})).await;
    let path = desk.path("model.onnx");
    std::fs::write(&path, widening()).unwrap();
    let version = desk.ok("model_register", json!({"name": "wide", "path": path})).await;
    assert_eq!(version["deployable"], true, "{version}");
    assert_eq!(version["engines"]["chosen"], "tract");
    let trials = &version["engines"]["trials"];
    assert_eq!(trials[0]["reason"], json!(null));
    let reason = trials[1]["reason"].as_str().unwrap_or_else(|| panic!("{version}"));
    assert!(reason.starts_with("measuring the model needs more than 0.3 GB"), "{reason}");
    let pinned = json!({"reference": "wide:1", "engine": "onnxruntime"});
    assert_eq!(desk.refused("model_correct", pinned).await.0, ErrorCode::Unsupported);
}

/// A model of a few bytes that asks for 22 MB a row when it scores: each value as text, 400,000 times.
#[cfg(target_os = "linux")]
fn widening() -> Vec<u8> {
    // A `ValueInfoProto`: its name, and its type, which has elements of a type and the shape n × columns.
    let value = |name: &[u8], datatype, columns: &[u8]| {
        let shape = [field(1, &field(2, b"n")), field(1, &[&[1 << 3], columns].concat())].concat();
        let tensor = [vec![1 << 3, datatype], field(2, &shape)].concat();
        [field(1, name), field(2, &field(1, &tensor))].concat()
    };
    let expand = [field(1, b"x"), field(1, b"shape"), field(2, b"wide"), field(4, b"Expand")].concat();
    // The attribute is of type INT (2), which has the number 20 and so a tag of two bytes.
    let to_text = [field(1, b"to"), vec![3 << 3, 8, 0xa0, 1, 2]].concat();
    let cast = [field(1, b"wide"), field(2, b"y"), field(4, b"Cast"), field(5, &to_text)].concat();
    // Of type INT64 (7), with its two values as raw bytes (9).
    let sizes = [1_i64, 400_000].map(i64::to_le_bytes).concat();
    let shape = [vec![1 << 3, 2, 2 << 3, 7], field(8, b"shape"), field(9, &sizes)].concat();
    let graph = [
        field(1, &expand),
        field(1, &cast),
        field(2, b"widening"),
        field(5, &shape),
        field(11, &value(b"x", 1, &[1])),
        field(12, &value(b"y", 8, &[0x80, 0xb5, 0x18])),
    ];
    [vec![1 << 3, 8], field(7, &graph.concat()), field(8, &[2 << 3, 13])].concat()
}

/// A protobuf field of wire type 2, under 16,384 bytes long.
#[cfg(target_os = "linux")]
fn field(number: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap();
    let [low, high] = [(length & 0x7f) as u8, u8::try_from(length >> 7).unwrap()];
    [&[number << 3 | 2, low | 0x80, high], content].concat()
}

#[cfg(unix)]
#[tokio::test]
async fn a_child_that_crashes_ends_and_says_how() {
    let mut process = Process::start(&program()).unwrap();
    let id = process.id().unwrap().to_string();
    let sent = std::process::Command::new("kill").args(["-ABRT", &id]).status().unwrap();
    assert!(sent.success());
    let end = process.run(&task(model("logreg_iris")), PATIENCE).await.end.unwrap();
    assert!(matches!(&end, End::Crash { how, .. } if how.starts_with("signal 6")), "{end}");
    assert_eq!(end.code(), ErrorCode::Unsupported);
}

#[tokio::test]
async fn the_same_bytes_are_measured_once() {
    let desk = Desk::new().await;
    let register = async |name: &str, path: PathBuf| {
        desk.ok("model_register", json!({"name": name, "path": path})).await
    };
    let first = register("iris", model("logreg_iris")).await;
    let timings = first["engines"]["trials"][1]["timings"].as_array().unwrap();
    assert!(
        !timings.is_empty(),
        "without ONNX Runtime nothing is measured; `cargo xtask onnxruntime` brings it"
    );
    let again = register("again", model("logreg_iris")).await;
    let [first, again] = [first, again].map(|mut version| {
        let fields = version.as_object_mut().unwrap();
        fields.retain(|name, _| name != "name");
        version
    });
    // Not one time that was measured is another.
    assert_eq!(first, again);
    let other = register("other", model("rf_iris")).await;
    assert_ne!(first["engines"]["trials"], other["engines"]["trials"]);
}

#[tokio::test]
async fn limits_are_kept_and_set_back() {
    let desk = Desk::new().await;
    let value = |limits: &Value, name: &str| {
        let found = limits.as_array().unwrap().iter().find(|limit| limit["name"] == name);
        found.unwrap_or_else(|| panic!("no {name} in {limits}"))["value"].as_u64().unwrap()
    };
    let before = desk.ok("limits_show", json!({})).await;
    assert_eq!((value(&before, "nodes"), value(&before, "trial_seconds")), (10_000, 10));
    desk.ok("limits_set", json!({"set": {"nodes": 3}})).await;
    let path = model("torch_cnn_digits__ts17");
    let found = desk.ok("model_inspect", json!({"path": path})).await;
    assert!(found["undeployable_reason"].as_str().unwrap().contains("`vitrine limits nodes="), "{found}");
    let Desk { app, folder } = desk;
    drop(app);
    let desk = Desk { app: Desk::open(folder.path()).await, folder };
    let kept = desk.ok("limits_show", json!({})).await;
    assert_eq!(value(&kept, "nodes"), 3);
    let after = desk.ok("limits_set", json!({"reset": ["nodes"]})).await;
    assert_eq!(after, before);
    let found = desk.ok("model_inspect", json!({"path": path})).await;
    assert_eq!(found["deployable"], true, "{found}");
    for wrong in [json!({"set": {"nodes": 0}}), json!({"set": {"nodez": 1}}), json!({"set": {"nodes": -1}})] {
        assert_eq!(desk.refused("limits_set", wrong).await.0, ErrorCode::InvalidInput);
    }
}

#[tokio::test]
async fn a_cancelled_registration_ends_its_trial_and_leaves_nothing() {
    let desk = Desk::new().await;
    let path = model("torch_transformer_digits__dynamo");
    let registering = desk.call("model_register", json!({"name": "net", "path": path, "job": "1"}));
    let cancelling = async {
        let mut events = desk.app.events();
        // The first word of the job comes before anything is tried.
        let _ = events.recv().await;
        desk.ok("job_cancel", json!({"id": "1"})).await;
    };
    let (registered, ()) = tokio::join!(biased_last(registering), cancelling);
    assert_eq!(registered.unwrap_err().code(), ErrorCode::Cancelled);
    assert_eq!(desk.ok("version_list", json!({})).await["total"], 0);
}

/// Lets the others begin first.
async fn biased_last<T>(work: impl Future<Output = T>) -> T {
    tokio::task::yield_now().await;
    work.await
}

#[test]
fn a_limit_is_named_as_it_is_written() {
    for name in [LimitName::FileBytes, LimitName::TrialMemoryBytes, LimitName::Depth] {
        assert_eq!(json!(name), name.name());
    }
}
