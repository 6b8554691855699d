//! How fast files are taken in, and how much memory that takes.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use suite::{
    desk::Desk,
    fixtures,
    host::{Host, resident_bytes},
};

use crate::report::{Report, Wanted, median};

/// The word that measures this alone.
pub const WORD: &str = "registering";

const BIG_BYTES: usize = 1 << 30;
const TIMES: usize = 5;
const SMALL_FILES: usize = 10_000;
/// How many models they become versions of.
const MODELS: usize = 500;
/// How often the memory of the host and its children is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(2);
/// How long somebody who looks at a list rests.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Measures one big file against `cp` and `sha256sum`, and many small ones.
pub async fn measure(report: &mut Report) {
    let desk = Desk::default();
    let host = Host::start(&desk, &["--port", "0"]);
    let pid = host.pid();

    let big = desk.path().join("big.bin");
    write_noise(&big, BIG_BYTES);
    let (mut ours, mut theirs, mut peaks) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..TIMES {
        theirs.push(copy_and_hash(&big, &desk.path().join("copy.bin")));
        let watch = Watch::start(pid);
        let began = Instant::now();
        let args = json!({"name": "big", "path": big, "tags": {"round": round.to_string()}});
        host.call("model_register", args).await;
        ours.push(began.elapsed().as_secs_f64());
        peaks.push(watch.grown_bytes());
        host.call("model_delete", json!({"targets": {"references": ["big"]}, "purge": true})).await;
    }
    let (ours, theirs) = (median(ours), median(theirs));
    report.add("cp and sha256sum of 1 GiB", theirs, "s", Wanted::Any);
    report.add("registering a file of 1 GiB", ours, "s", Wanted::Any);
    report.add("speed of registering by that of cp and sha256sum", theirs / ours, "", Wanted::AtLeast(0.8));
    #[expect(clippy::cast_precision_loss, reason = "megabytes are shown")]
    let peak = median(peaks.into_iter().map(|bytes| bytes as f64 / 1e6).collect());
    report.add("memory of registering 1 GiB, above idle", peak, "MB", Wanted::Under(100.0));
    fs::remove_file(&big).expect("our own file can be removed");

    many(&desk, &host, report).await;
    appearing(&desk, &host, report).await;
    host.stop();
}

/// A folder of small models, and small files of another kind that are named one by one.
async fn many(desk: &Desk, host: &Host, report: &mut Report) {
    let models = write_small(&desk.path().join("models"), &iris(), "onnx");
    let others = write_small(&desk.path().join("others"), b"not a model, but kept", "bin");
    let item = |number: usize| {
        let path = others.join(format!("{number}.bin"));
        json!({"name": format!("other-{}", number % MODELS), "path": path})
    };
    let items: Vec<Value> = (0..SMALL_FILES).map(item).collect();
    for (what, command, args) in [
        ("small models in one folder", "import_folder", json!({"path": models})),
        ("small files of another kind", "models_register", json!({ "items": items })),
    ] {
        let began = Instant::now();
        let out = host.call(command, args).await;
        let rate = rate(began);
        assert_eq!(out["versions"], SMALL_FILES, "{}", out["refused"][0]);
        report.add(format!("registering 10,000 {what}"), rate, "/s", Wanted::AtLeast(1_000.0));
    }
}

/// As many models copied into a watched folder at once, while somebody looks at the list again and again.
async fn appearing(desk: &Desk, host: &Host, report: &mut Report) {
    let models = write_small(&desk.path().join("watched"), &iris(), "onnx");
    let folder = desk.folder("incoming");
    host.call("watch_add", json!({"path": folder, "name": "{parent}-{stem}"})).await;
    let began = Instant::now();
    let copied = Command::new("cp").arg("-r").arg(&models).arg(&folder).status();
    assert!(copied.expect("cp is part of the system").success());
    let mut slowest = Duration::ZERO;
    loop {
        let asked = Instant::now();
        host.call("model_list", json!({"limit": 50, "sort": "name"})).await;
        slowest = slowest.max(asked.elapsed());
        let watched = host.call("watch_list", json!({})).await;
        if watched["folders"][0]["registered"] == SMALL_FILES {
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(300), "{watched}");
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    report.add("10,000 models copied into a watched folder, registered", rate(began), "/s", Wanted::Any);
    let slowest = slowest.as_secs_f64() * 1e3;
    report.add("slowest page of the list meanwhile", slowest, "ms", Wanted::Under(100.0));
}

fn iris() -> Vec<u8> {
    fs::read(fixtures::path("models/logreg_iris.onnx")).expect("the fixture can be read")
}

/// Small files a second.
fn rate(began: Instant) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a rate is shown")]
    let files = SMALL_FILES as f64;
    files / began.elapsed().as_secs_f64()
}

/// Seconds that `cp` and `sha256sum` take one after the other.
fn copy_and_hash(from: &Path, to: &Path) -> f64 {
    let _ = fs::remove_file(to);
    let began = Instant::now();
    let copied = Command::new("cp").arg(from).arg(to).status().expect("cp is part of the system");
    let hashed = Command::new("sha256sum").arg(to).output().expect("sha256sum is part of the system");
    let seconds = began.elapsed().as_secs_f64();
    assert!(copied.success() && hashed.status.success());
    fs::remove_file(to).expect("our own file can be removed");
    seconds
}

/// Bytes that no file system can make smaller.
fn write_noise(path: &Path, length: usize) {
    let mut random = fastrand::Rng::with_seed(7);
    let mut file = File::create(path).expect("there is room for a file");
    let mut chunk = vec![0; 1 << 20];
    for _ in 0..length / chunk.len() {
        random.fill(&mut chunk);
        file.write_all(&chunk).expect("there is room for a file");
    }
    file.sync_all().expect("a file can be synced");
}

/// Makes a folder of files that differ, from those of any other folder too: an ONNX model by its description (field 6 of
/// the model).
fn write_small(folder: &Path, bytes: &[u8], ending: &str) -> PathBuf {
    fs::create_dir(folder).expect("a folder can be made");
    let whose = folder.file_name().expect("it has a name").to_string_lossy();
    for number in 0..SMALL_FILES {
        let about = format!("{whose} {number:05}");
        let mut content = bytes.to_vec();
        if ending == "onnx" {
            content.extend([0x32, u8::try_from(about.len()).expect("a short text")]);
        }
        content.extend(about.as_bytes());
        fs::write(folder.join(format!("{number}.{ending}")), content).expect("there is room for files");
    }
    folder.to_owned()
}

/// Looks at the memory of a process and its children until it is asked.
struct Watch {
    ended: Arc<AtomicBool>,
    thread: thread::JoinHandle<u64>,
}

impl Watch {
    fn start(pid: u32) -> Self {
        let ended = Arc::new(AtomicBool::new(false));
        let end = ended.clone();
        let idle = in_use(pid);
        let look = move || {
            let mut most = idle;
            while !end.load(Ordering::Relaxed) {
                most = most.max(in_use(pid));
                thread::sleep(LOOK_EVERY);
            }
            most - idle
        };
        Self { ended, thread: thread::spawn(look) }
    }

    /// How much more than at the start was in use at the most.
    fn grown_bytes(self) -> u64 {
        self.ended.store(true, Ordering::Relaxed);
        self.thread.join().expect("looking cannot fail")
    }
}

/// The resident bytes of a process and of those that it started.
fn in_use(pid: u32) -> u64 {
    let threads = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    let children = threads.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    let children: Vec<u32> = children
        .flat_map(|text| text.split_whitespace().filter_map(|word| word.parse().ok()).collect::<Vec<_>>())
        .collect();
    resident_bytes(pid) + children.into_iter().map(resident_bytes).sum::<u64>()
}
