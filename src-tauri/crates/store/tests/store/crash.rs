use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use domain::{digest::Digest, model::ModelVersion};
use sha2::{Digest as _, Sha256};
use store::{Store, VersionQuery};

use crate::support::{Bench, at, files_under, new};

const WORKSPACE: &str = "STORE_TEST_WORKSPACE";

#[tokio::test]
async fn a_killed_process_leaves_whole_versions_or_none() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = folder.path().join("w");
    let mut told = 0;
    for round in 0_u64..6 {
        let last = register_until_killed(&workspace, round);
        let store = Store::open(&workspace).await.unwrap();
        let all = every_version(&store).await;
        for version in &all {
            verify(&store, version);
        }
        let newest =
            all.iter().filter(|version| version.name.as_str() == "kept").map(|v| v.version).max().unwrap();
        assert!(newest >= last, "version {last} was told to be registered and is gone");
        assert!(newest > told, "every process registered something");
        told = newest;
        nothing_is_left_over(&workspace, &all);
    }
}

/// Gives back the last version that the child told of before it was killed.
fn register_until_killed(workspace: &Path, round: u64) -> u32 {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::child_registers_until_killed", "--ignored", "--nocapture"])
        .env(WORKSPACE, workspace)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut versions =
        lines.map_while(Result::ok).filter_map(|line| line.strip_prefix("kept ")?.parse().ok());
    let first: u32 = versions.next().unwrap();
    // A moment of no importance: somewhere in the work that the child does without end.
    std::thread::sleep(Duration::from_micros(7_900 * round + 1_300));
    child.kill().unwrap();
    child.wait().unwrap();
    versions.last().unwrap_or(first)
}

#[tokio::test]
#[ignore = "run by a_killed_process_leaves_whole_versions_or_none, which kills it"]
async fn child_registers_until_killed() {
    let workspace = std::env::var_os(WORKSPACE).unwrap();
    let folder = tempfile::tempdir_in(Path::new(&workspace).parent().unwrap()).unwrap();
    let bench = Bench { store: Store::open(Path::new(&workspace)).await.unwrap(), folder };
    for round in 0_u64.. {
        let (round, process) = (round.to_string(), std::process::id());
        bench.file("m/shared", b"the same in every version");
        bench.file("m/inner/weights", format!("{process} {round} ").repeat(20_000).as_bytes());
        let files = bench.ingest(&bench.folder.path().join("m")).await.unwrap();
        let kept = bench.store.add_version(&files, new("kept")).await.unwrap();
        let mut out = std::io::stdout().lock();
        writeln!(out, "kept {}", kept.version).unwrap();
        out.flush().unwrap();
        drop(out);
        bench.register(new("gone"), format!("{process} {round}").as_bytes()).await;
        bench.store.purge(&[at("gone")]).await.unwrap();
    }
}

async fn every_version(store: &Store) -> Vec<ModelVersion> {
    let page = store.versions(&VersionQuery { limit: 10_000, ..VersionQuery::default() }).await.unwrap();
    assert_eq!(page.total, page.versions.len() as u64);
    page.versions
}

fn verify(store: &Store, version: &ModelVersion) {
    let root = store.artifact_path(version);
    for file in &version.files {
        let path = if root.is_dir() { root.join(&file.path) } else { root.clone() };
        let found = Digest::from_bytes(Sha256::digest(fs::read(&path).unwrap()).into());
        assert_eq!(found, file.digest, "{}:{} {}", version.name, version.version, file.path);
    }
}

/// Every stored file belongs to a version.
fn nothing_is_left_over(workspace: &Path, versions: &[ModelVersion]) {
    let mut expected: Vec<String> = Vec::new();
    for version in versions {
        let single = version.files.len() == 1;
        expected.extend(
            version.files.iter().map(|f| format!("objects/{}/{}", &f.digest.as_str()[..2], f.digest)),
        );
        if !single {
            expected.extend(version.files.iter().map(|f| format!("trees/{}/{}", version.digest, f.path)));
        }
    }
    expected.sort();
    expected.dedup();
    assert_eq!(files_under(&workspace.join("artifacts")), expected);
}
