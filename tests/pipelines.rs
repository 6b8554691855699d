//! Pipelines trained just now, at random, answer like ONNX Runtime and the library that trained them.
//!
//! `cargo xtask test` runs this with a Python that has the packages of `pipelines/requirements.txt`; `cargo xtask
//! pipelines` trains many more. The seed is printed; `VITRINE_PIPELINES_SEED` and `VITRINE_PIPELINES_COUNT` choose
//! others, and `VITRINE_PIPELINES_KEEP` names a folder that keeps what was trained.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "pipelines/case.rs"]
mod case;
#[path = "pipelines/check.rs"]
mod check;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use case::Case;
use serde_json::Value;

const SEED: u64 = 20_261_121;
const COUNT: u64 = 16;

#[test]
fn random_pipelines_answer_like_onnx_runtime() {
    let (seed, count) = (number("VITRINE_PIPELINES_SEED", SEED), number("VITRINE_PIPELINES_COUNT", COUNT));
    let scratch = tempfile::tempdir().unwrap();
    let folder = env::var_os("VITRINE_PIPELINES_KEEP")
        .map_or_else(|| scratch.path().to_path_buf(), |keep| PathBuf::from(keep).join(seed.to_string()));
    if !folder.exists() || folder == scratch.path() {
        train(seed, count, &folder);
    }
    let skipped = skipped(&folder);
    let failures = failures(&folder);
    eprintln!("seed {seed}: {count} pipelines compared, {} failed; {skipped}", failures.len());
    let failures = failures.join("\n");
    assert!(failures.is_empty(), "seed {seed}:\n{failures}");
}

fn number(variable: &str, otherwise: u64) -> u64 {
    env::var(variable).map_or(otherwise, |text| text.parse().expect("seed and count are numbers"))
}

fn train(seed: u64, count: u64, folder: &Path) {
    let python = env::var_os("VITRINE_TEST_PYTHON").expect(
        "VITRINE_TEST_PYTHON names a Python with the training libraries; `cargo xtask pipelines` makes one",
    );
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/train.py");
    let mut command = Command::new(python);
    command.arg(script).args(["--seed", &seed.to_string(), "--count", &count.to_string()]).arg(folder);
    let output = command.output().expect("Python starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// How many pipelines could not be made, by the stage at which that showed.
fn skipped(folder: &Path) -> String {
    let list: Vec<Value> =
        serde_json::from_str(&fs::read_to_string(folder.join("skipped.json")).unwrap()).unwrap();
    let at = |stage: &str| list.iter().filter(|entry| entry["stage"] == stage).count();
    format!(
        "skipped: {} that the library does not train, {} that do not export, {} that ONNX Runtime refuses or answers \
         unlike the library",
        at("training"),
        at("exporting"),
        at("answering")
    )
}

/// What is wrong, by pipeline, in the order of their numbers.
fn failures(folder: &Path) -> Vec<String> {
    let mut pipelines: Vec<(u64, PathBuf)> = fs::read_dir(folder)
        .unwrap()
        .filter_map(|entry| {
            let path = entry.unwrap().path();
            Some((path.file_name()?.to_str()?.parse().ok()?, path))
        })
        .collect();
    pipelines.sort();
    assert!(!pipelines.is_empty(), "no pipeline was trained in {}", folder.display());
    let (next, found) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().unwrap().get() {
            scope.spawn(|| {
                while let Some((index, path)) = pipelines.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let case = Case::read(path);
                    let failure = check::failure(path, &case).map(|reason| {
                        (*index, format!("{index}: {reason}\n    {}\n    {}", case.pipeline, case.exporter))
                    });
                    found.lock().unwrap().extend(failure);
                }
            });
        }
    });
    let mut found = found.into_inner().unwrap();
    found.sort();
    found.into_iter().map(|(_, failure)| failure).collect()
}
