//! What a disk has lost or changed is found, and who is affected.

use std::{fs, ops::ControlFlow, path::Path, sync::Mutex};

use domain::{error::ErrorCode, verification::Problem, verification::Verification};
use store::{Error, Trashing};

use crate::support::{Bench, ann, at, new};

async fn verify(bench: &Bench, only: Option<&str>) -> Verification {
    let only = only.map(at);
    bench.store.verify(only.as_ref(), |_, _| ControlFlow::Continue(())).await.unwrap()
}

/// Writes into a stored file, which is read-only for a good reason.
fn damage(path: &Path, bytes: &[u8]) {
    fs::remove_file(path).unwrap();
    fs::write(path, bytes).unwrap();
}

#[tokio::test]
async fn damaged_and_missing_files_are_named_with_the_versions_that_have_them() {
    let bench = Bench::new().await;
    let shared = bench.register(new("a"), b"shared").await;
    bench.register(new("b"), b"shared").await;
    let lost = bench.register(new("b"), b"lost").await;
    bench.register(new("c"), b"fine").await;
    let trashing = Trashing { references: vec![at("b:2")], skip: false };
    let whole = verify(&bench, None).await;
    assert_eq!((whole.versions, whole.files, whole.bytes, whole.damage.len()), (4, 3, 14, 0));

    bench.store.trash(&trashing, &ann()).await.unwrap();
    damage(&bench.store.artifact_path(&shared), b"sharEd");
    fs::remove_file(bench.store.artifact_path(&lost)).unwrap();
    let mut found = verify(&bench, None).await.damage;
    found.sort_by_key(|damage| damage.versions.len());
    let told: Vec<_> = found.iter().map(|damage| (damage.problem, damage.versions.clone())).collect();
    let expected = [(Problem::Missing, vec![at("b:2")]), (Problem::Changed, vec![at("a:1"), at("b:1")])];
    assert_eq!(told, expected, "those in the trash too");
    assert!(found[1].path.contains("objects"), "{}", found[1].path);

    assert_eq!(verify(&bench, Some("c")).await.damage, []);
    assert_eq!(verify(&bench, Some("a:1")).await.damage.len(), 1);
    let error = bench.store.verify(Some(&at("d")), |_, _| ControlFlow::Continue(())).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::NotFound);
}

#[tokio::test]
async fn a_folders_links_are_verified_too() {
    let bench = Bench::new().await;
    bench.file("m/a", b"1");
    bench.file("m/inner/b", b"22");
    let files = bench.ingest(&bench.folder.path().join("m")).await.unwrap();
    let version = bench.store.add_version(&files, new("iris"), &ann()).await.unwrap();
    assert_eq!(verify(&bench, None).await.bytes, 3, "what is linked is read once");
    let tree = bench.store.artifact_path(&version);
    damage(&tree.join("a"), b"2");
    fs::remove_file(tree.join("inner/b")).unwrap();
    let found = verify(&bench, None).await.damage;
    let problems: Vec<_> = found.iter().map(|damage| damage.problem).collect();
    assert_eq!(problems, [Problem::Changed, Problem::Missing], "the objects are whole, their links are not");
    assert!(found.iter().all(|damage| damage.versions == [at("iris:1")]));
}

#[tokio::test]
async fn verifying_tells_how_far_it_is_and_can_be_stopped() {
    let bench = Bench::new().await;
    bench.register(new("a"), &[7; 3_000_000]).await;
    let told = std::sync::Arc::new(Mutex::new(Vec::new()));
    let telling = told.clone();
    let progress = move |done, total| {
        telling.lock().unwrap().push((done, total));
        ControlFlow::Continue(())
    };
    bench.store.verify(None, progress).await.unwrap();
    assert_eq!(told.lock().unwrap().last(), Some(&(3_000_000, 3_000_000)));
    assert!(told.lock().unwrap().len() > 1);
    let error = bench.store.verify(None, |_, _| ControlFlow::Break(())).await.unwrap_err();
    assert!(matches!(error, Error::Cancelled), "{error}");
}
