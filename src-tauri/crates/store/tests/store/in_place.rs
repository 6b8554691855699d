//! Files that are kept where they lie.

use std::{fs, ops::ControlFlow, path::Path, time::SystemTime};

use domain::{
    error::ErrorCode,
    verification::{FileState, Problem},
};
use store::{Error, Ingested};

use crate::support::{Bench, ann, at, files_under, new};

async fn refer(bench: &Bench, path: &Path) -> Result<Ingested, Error> {
    bench.store.refer(path, |_, _| ControlFlow::Continue(())).await
}

async fn state(bench: &Bench, reference: &str) -> FileState {
    bench.store.version(&at(reference)).await.unwrap().kept_in_place.unwrap().state
}

/// Writes other bytes of the same length, at the same time as before when asked to.
fn overwrite(path: &Path, bytes: &[u8], modified: Option<SystemTime>) {
    fs::write(path, bytes).unwrap();
    let modified = modified.unwrap_or(SystemTime::UNIX_EPOCH);
    fs::File::options().write(true).open(path).unwrap().set_modified(modified).unwrap();
}

#[tokio::test]
async fn a_file_kept_in_place_is_not_copied_and_its_change_is_noticed() {
    let bench = Bench::new().await;
    let path = bench.file("elsewhere/model.bin", b"weights");
    let files = refer(&bench, &path).await.unwrap();
    let version = bench.store.add_version(&files, new("iris"), &ann()).await.unwrap();
    assert_eq!(files_under(&bench.workspace().join("artifacts")), [""; 0]);
    assert_eq!((version.size_bytes, version.files[0].path.as_str()), (7, "model.bin"));
    let place = version.kept_in_place.clone().unwrap();
    assert_eq!(
        (Path::new(&place.path), place.state),
        (path.canonicalize().unwrap().as_path(), FileState::Unchanged)
    );
    assert_eq!(bench.store.artifact(&version).await.unwrap(), path.canonicalize().unwrap());
    assert_eq!(bench.store.counts().await.unwrap().artifact_bytes, 0, "the bytes are not the workspace's");

    // Written again with the same bytes: a look at the time alone cannot tell, reading can.
    overwrite(&path, b"weights", None);
    assert_eq!(state(&bench, "iris:1").await, FileState::Touched);
    bench.store.artifact(&version).await.unwrap();
    assert_eq!(state(&bench, "iris:1").await, FileState::Unchanged, "the new time is remembered");

    overwrite(&path, b"WEIGHTS", Some(SystemTime::now()));
    let error = bench.store.artifact(&version).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Unavailable);
    assert!(error.to_string().ends_with("has changed since 'iris:1' was registered"), "{error}");
    assert!(error.hint().unwrap().contains("register it as the next version"));
    assert_eq!(state(&bench, "iris:1").await, FileState::Changed, "what reading found is kept for lists");

    fs::remove_file(&path).unwrap();
    assert_eq!(state(&bench, "iris:1").await, FileState::Missing);
    let error = bench.store.artifact(&version).await.unwrap_err();
    assert!(matches!(error, Error::GoneFromPlace { .. }), "{error}");

    overwrite(&path, b"weights", None);
    bench.store.artifact(&version).await.unwrap();
    assert_eq!(state(&bench, "iris:1").await, FileState::Unchanged, "put back as it was");
}

#[tokio::test]
async fn a_folder_kept_in_place_is_what_its_files_are() {
    let bench = Bench::new().await;
    bench.file("m/a", b"1");
    let inner = bench.file("m/inner/b", b"22");
    let files = refer(&bench, &bench.folder.path().join("m")).await.unwrap();
    let version = bench.store.add_version(&files, new("iris"), &ann()).await.unwrap();
    assert!(bench.store.artifact(&version).await.unwrap().join("inner/b").exists());
    let copied = bench.ingest(&bench.folder.path().join("m")).await.unwrap();
    assert_eq!(copied.digest, version.digest, "a copy of it is the same artifact");
    let copy = bench.store.add_version(&copied, new("copy"), &ann()).await.unwrap();
    fs::write(&inner, b"333").unwrap();
    assert_eq!(state(&bench, "iris:1").await, FileState::Changed, "another length needs no reading");
    assert_eq!(bench.store.version(&at("copy")).await.unwrap(), copy);

    drop(copied);
    // The copy goes with its own version, though the one in place has the same digest.
    assert_eq!(bench.store.purge(&[at("copy")], &ann()).await.unwrap().freed_bytes, 3);
    assert_eq!(files_under(&bench.workspace().join("artifacts")), [""; 0]);
    bench.store.purge(&[at("iris")], &ann()).await.unwrap();
    assert!(inner.exists(), "what is not ours is never removed");
}

#[tokio::test]
async fn a_file_that_changes_before_it_is_registered_in_place_is_refused() {
    let bench = Bench::new().await;
    let path = bench.file("model.bin", b"weights");
    let files = refer(&bench, &path).await.unwrap();
    fs::write(&path, b"others").unwrap();
    let error = bench.store.add_version(&files, new("iris"), &ann()).await.unwrap_err();
    assert!(matches!(error, Error::Changed(_)), "{error}");
    assert_eq!(bench.found("").await, [""; 0]);
}

#[tokio::test]
async fn verifying_reads_files_in_place_even_where_their_time_is_the_same() {
    let bench = Bench::new().await;
    let path = bench.file("model.bin", b"weights");
    let modified = fs::metadata(&path).unwrap().modified().unwrap();
    let files = refer(&bench, &path).await.unwrap();
    bench.store.add_version(&files, new("iris"), &ann()).await.unwrap();
    overwrite(&path, b"WEIGHTS", Some(modified));
    assert_eq!(state(&bench, "iris:1").await, FileState::Unchanged, "nothing can be seen from outside");
    let found = bench.store.verify(None, |_, _| ControlFlow::Continue(())).await.unwrap();
    assert_eq!((found.versions, found.files, found.damage.len()), (1, 1, 1));
    assert_eq!((found.damage[0].problem, &found.damage[0].versions), (Problem::Changed, &vec![at("iris:1")]));
}
