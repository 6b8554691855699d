use std::{
    fs,
    io::Write as _,
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use domain::error::ErrorCode;
use store::Error;

use crate::support::{Bench, ann, at, files_under, new};

fn kept(bench: &Bench) -> Vec<String> {
    files_under(&bench.workspace().join("artifacts"))
}

#[tokio::test]
async fn the_same_bytes_are_stored_once() {
    let bench = Bench::new().await;
    let first = bench.register(new("a"), b"same").await;
    let second = bench.register(new("b"), b"same").await;
    assert_eq!(first.digest, second.digest);
    assert_eq!(first.digest.as_str(), "0967115f2813a3541eaef77de9d9d5773f1c0c04314b0bbfe4ff3b3b1c55b5d5");
    assert_eq!(kept(&bench).len(), 1);
    assert_eq!(bench.store.counts().await.unwrap().artifact_bytes, 4);
    assert_eq!(
        bench.store.purge(&[at("a")], &ann()).await.unwrap().freed_bytes,
        0,
        "the other model still has them"
    );
    assert_eq!(bench.store.purge(&[at("b")], &ann()).await.unwrap().freed_bytes, 4);
    assert_eq!(kept(&bench).len(), 0);
}

#[tokio::test]
async fn a_folder_is_given_back_as_it_went_in() {
    let bench = Bench::new().await;
    bench.file("m/model.onnx", b"graph");
    bench.file("m/data/weights.bin", b"weights");
    bench.file("m/data/deep/copy.bin", b"weights");
    let folder = bench.folder.path().join("m");
    let ingested = bench.ingest(&folder).await.unwrap();
    let paths: Vec<&str> = ingested.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["data/deep/copy.bin", "data/weights.bin", "model.onnx"]);
    assert!(!ingested.single_file);
    assert_eq!(ingested.size_bytes, 19);
    let version = bench.store.add_version(&ingested, new("m"), &ann()).await.unwrap();

    let root = bench.store.artifact_path(&version);
    assert_eq!(root, ingested.root);
    assert_eq!(files_under(&root), files_under(&folder));
    assert_eq!(fs::read(root.join("data/deep/copy.bin")).unwrap(), b"weights");
    assert!(fs::metadata(root.join("model.onnx")).unwrap().permissions().readonly());
    assert_eq!(kept(&bench).len(), 2 + 3, "two contents, and three links in the tree");

    drop(ingested);
    bench.store.purge(&[at("m")], &ann()).await.unwrap();
    assert_eq!(kept(&bench).len(), 0);
    assert!(!root.exists());
}

#[tokio::test]
async fn a_folder_with_one_file_is_not_that_file() {
    let bench = Bench::new().await;
    let file = bench.file("m/model.onnx", b"graph");
    let (alone, folder) =
        (bench.ingest(&file).await.unwrap(), bench.ingest(file.parent().unwrap()).await.unwrap());
    assert_ne!(alone.digest, folder.digest);
    assert_eq!(fs::read(&alone.root).unwrap(), fs::read(folder.root.join("model.onnx")).unwrap());
    let version = bench.store.add_version(&folder, new("m"), &ann()).await.unwrap();
    assert_eq!(bench.store.artifact_path(&version), folder.root);
}

#[tokio::test]
async fn progress_is_told_and_a_break_leaves_nothing() {
    let bench = Bench::new().await;
    let path = bench.file("big", &vec![7; 3_500_000]);
    let told = Arc::new(Mutex::new(Vec::new()));
    let heard = told.clone();
    let ingested = bench.store.ingest(&path, move |done, total| {
        heard.lock().unwrap().push((done, total));
        ControlFlow::Continue(())
    });
    bench.store.release(&ingested.await.unwrap()).await.unwrap();
    let told = told.lock().unwrap().clone();
    assert!(told.len() > 2 && told.is_sorted(), "{told:?}");
    assert_eq!(told.last(), Some(&(3_500_000, 3_500_000)));

    let stop = |done, _| if done > 2_000_000 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let error = bench.store.ingest(&path, stop).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Cancelled);
    assert_eq!(kept(&bench).len(), 0);
}

#[tokio::test]
async fn a_file_that_changes_while_it_is_read_is_refused() {
    let bench = Bench::new().await;
    let path = bench.file("big", &vec![7; 2_500_000]);
    for grow in [true, false] {
        let target = path.clone();
        let change = move |_, _| {
            let file = fs::File::options().append(true).open(&target).unwrap();
            if grow {
                (&file).write_all(b"more").unwrap()
            } else {
                file.set_len(1_500_000).unwrap()
            }
            ControlFlow::Continue(())
        };
        let error = bench.store.ingest(&path, change).await.unwrap_err();
        assert!(matches!(error, Error::Changed(_)), "{error}");
        assert_eq!(error.code(), ErrorCode::Unavailable);
        assert_eq!(kept(&bench).len(), 0);
    }
}

#[tokio::test]
async fn released_files_go_unless_somebody_else_needs_them() {
    let bench = Bench::new().await;
    let path = bench.file("a", b"same");
    let (first, second) = (bench.ingest(&path).await.unwrap(), bench.ingest(&path).await.unwrap());
    bench.store.release(&first).await.unwrap();
    assert_eq!(kept(&bench).len(), 1, "the second registration goes on");
    assert!(matches!(bench.store.add_version(&first, new("a"), &ann()).await, Err(Error::Released)));
    bench.store.add_version(&second, new("a"), &ann()).await.unwrap();
    bench.store.release(&second).await.unwrap();
    assert_eq!(kept(&bench).len(), 1, "a version has them");

    // A version made of the same content goes while another registration holds it.
    let third = bench.ingest(&path).await.unwrap();
    assert_eq!(bench.store.purge(&[at("a")], &ann()).await.unwrap().freed_bytes, 0);
    let version = bench.store.add_version(&third, new("b"), &ann()).await.unwrap();
    assert_eq!(fs::read(bench.store.artifact_path(&version)).unwrap(), b"same");
    drop(third);
    assert_eq!(bench.store.sweep(|_| ControlFlow::Continue(())).await.unwrap(), 0);
    assert_eq!(bench.store.purge(&[at("b")], &ann()).await.unwrap().freed_bytes, 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn registering_and_deleting_the_same_content_at_once_loses_nothing() {
    let bench = Arc::new(Bench::new().await);
    bench.file("m/x", b"same");
    bench.file("m/y", b"also");
    let folder = bench.folder.path().join("m");
    let tasks: Vec<_> = (0..4)
        .map(|task| {
            let (bench, folder) = (bench.clone(), folder.clone());
            tokio::spawn(async move {
                let name = format!("m{task}");
                for _ in 0..40 {
                    let files = bench.ingest(&folder).await.unwrap();
                    let version = bench.store.add_version(&files, new(&name), &ann()).await.unwrap();
                    drop(files);
                    let root = bench.store.artifact_path(&version);
                    assert_eq!(fs::read(root.join("x")).unwrap(), b"same");
                    assert_eq!(fs::read(root.join("y")).unwrap(), b"also");
                    bench.store.purge(&[at(&name)], &ann()).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(kept(&bench).len(), 0);
}

#[tokio::test]
async fn paths_that_cannot_be_registered_are_named() {
    let bench = Bench::new().await;
    let folder = bench.folder.path();
    fs::create_dir_all(folder.join("empty/inner")).unwrap();
    for (path, code, message) in [
        (PathBuf::new(), ErrorCode::InvalidInput, "the path to register is empty".to_owned()),
        (
            folder.join("gone"),
            ErrorCode::NotFound,
            format!("there is no file or folder '{}'", folder.join("gone").display()),
        ),
        (
            folder.join("empty"),
            ErrorCode::InvalidInput,
            format!("the folder '{}' has no file in it", folder.join("empty").display()),
        ),
    ] {
        let error = bench.ingest(&path).await.unwrap_err();
        assert_eq!((error.code(), error.to_string()), (code, message));
    }
    assert_eq!(kept(&bench).len(), 0);
}

#[cfg(unix)]
#[tokio::test]
async fn links_and_odd_files_never_lead_out_of_the_folder() {
    use std::os::unix::{fs::symlink, net::UnixListener};

    let bench = Bench::new().await;
    let folder = bench.folder.path();
    let secret = bench.file("secret", b"key");
    let check = async |name: &str, expected: fn(&Error) -> bool| {
        let error = bench.ingest(&folder.join(name)).await.unwrap_err();
        assert!(expected(&error), "{name}: {error}");
        assert_eq!(error.code(), ErrorCode::InvalidInput, "{error}");
        assert_eq!(kept(&bench).len(), 0);
    };
    bench.file("out/ok", b"x");
    symlink(&secret, folder.join("out/leak")).unwrap();
    check("out", |error| matches!(error, Error::LinkLeavesFolder { .. })).await;
    bench.file("up/ok", b"x");
    symlink("../secret", folder.join("up/leak")).unwrap();
    check("up", |error| matches!(error, Error::LinkLeavesFolder { .. })).await;
    bench.file("loop/inner/ok", b"x");
    symlink("..", folder.join("loop/inner/again")).unwrap();
    check("loop", |error| matches!(error, Error::OddFile { .. })).await;
    fs::create_dir(folder.join("odd")).unwrap();
    let _socket = UnixListener::bind(folder.join("odd/socket")).unwrap();
    check("odd", |error| matches!(error, Error::OddFile { .. })).await;
    check("odd/socket", |error| matches!(error, Error::OddFile { .. })).await;
    bench.file("name/..\\..\\evil", b"x");
    check("name", |error| matches!(error, Error::FileName(_))).await;

    bench.file("in/real", b"x");
    symlink("real", folder.join("in/alias")).unwrap();
    let ingested = bench.ingest(&folder.join("in")).await.unwrap();
    assert_eq!(ingested.files.len(), 2, "a link to a file inside counts as the file");
    symlink(&secret, folder.join("model.onnx")).unwrap();
    let ingested = bench.ingest(&folder.join("model.onnx")).await.unwrap();
    assert_eq!(ingested.files[0].path, "model.onnx", "a link that somebody names is followed");
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_named() {
    crate::opening::as_an_ordinary_user("files::child_meets_an_unreadable_file");
}

#[tokio::test]
#[ignore = "run by an_unreadable_file_is_named, as a user who has no right to everything"]
async fn child_meets_an_unreadable_file() {
    let bench = Bench::new().await;
    let path = bench.file("m/locked", b"x");
    crate::opening::set_mode(&path, 0o000);
    let error = bench.ingest(path.parent().unwrap()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Io);
    let shown = error.to_string();
    assert!(
        shown.starts_with("cannot read '") && shown.contains("locked") && shown.contains("denied"),
        "{shown}"
    );
    assert!(Path::new(&path).exists());
    assert_eq!(kept(&bench).len(), 0);
}
