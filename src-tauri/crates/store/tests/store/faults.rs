//! Disks that are full or read-only, files that vanish, clocks that go backwards: clear errors, and nothing is lost.

use std::{fs, ops::ControlFlow, path::Path, path::PathBuf, process::Command};

use domain::{error::ErrorCode, time::Timestamp, verification::Problem};
use store::{Error, NewVersion, Store};

#[cfg(unix)]
use crate::opening::{as_an_ordinary_user, set_mode};
use crate::support::{Bench, ann, at, files_under, new};

const WORKSPACE: &str = "STORE_TEST_WORKSPACE";
/// Set where the disk itself is small, and not only each file.
#[cfg(target_os = "linux")]
const MOUNTED: &str = "STORE_TEST_MOUNTED";

/// Runs the child on a file system of a few megabytes; where none may be mounted, under a bound on the size of each
/// file, which is refused in the same places.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_loses_nothing_and_freeing_space_is_all_it_takes() {
    let folder = tempfile::tempdir().unwrap();
    let mount = "mount -t tmpfs -o size=16m none \"$STORE_TEST_WORKSPACE\"";
    let may_mount = Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-c", mount])
        .env(WORKSPACE, folder.path())
        .output();
    let child = "exec \"$0\" --exact faults::child_fills_the_disk --ignored --nocapture";
    let mut command = if may_mount.is_ok_and(|output| output.status.success()) {
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--mount", "sh", "-c", &format!("{mount} && {child}")]);
        command.env(MOUNTED, "1");
        command
    } else {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("trap '' XFSZ; ulimit -f 5000; {child}")]);
        command
    };
    let output =
        command.arg(std::env::current_exe().unwrap()).env(WORKSPACE, folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[cfg(target_os = "linux")]
#[tokio::test]
#[ignore = "run by a_full_disk_loses_nothing_and_freeing_space_is_all_it_takes, where little fits"]
async fn child_fills_the_disk() {
    let root = PathBuf::from(std::env::var_os(WORKSPACE).unwrap());
    let store = Store::open(&root.join("w")).await.unwrap();
    let source = root.join("model.bin");
    let (mut kept, mut failure) = (0, None);
    for round in 0_u32..200 {
        // Each a little larger, so that a bound on one file is reached as well as one on all.
        fs::write(&source, vec![u8::try_from(round).unwrap(); 200_000 + 40_000 * round as usize])
            .unwrap_or_default();
        let registered = async {
            let files = store.ingest(&source, |_, _| ControlFlow::Continue(())).await?;
            store.add_version(&files, new("iris"), &ann()).await
        };
        match registered.await {
            Ok(_) => kept += 1,
            Err(error) => {
                failure = Some(error);
                break;
            }
        }
    }
    let failure = failure.expect("the disk is small");
    assert_eq!(failure.code(), ErrorCode::Io, "{failure}");
    if std::env::var_os(MOUNTED).is_some() {
        assert!(failure.hint().unwrap().contains("disk is full"), "{failure}");
    }
    let found = store.verify(None, |_, _| ControlFlow::Continue(())).await.unwrap();
    assert_eq!((found.versions, found.damage.len()), (kept, 0));
    drop(store);

    let store = Store::open(&root.join("w")).await.unwrap();
    assert_eq!(store.model(&"iris".parse().unwrap()).await.unwrap().versions.len() as u64, kept);
    let purged = store.purge(&[at("iris:1"), at(&format!("iris:{kept}"))], &ann()).await.unwrap();
    assert!(purged.freed_bytes > 100_000, "{purged:?}");
    fs::write(&source, b"small").unwrap();
    let files = store.ingest(&source, |_, _| ControlFlow::Continue(())).await.unwrap();
    let version = store.add_version(&files, new("iris"), &ann()).await.unwrap();
    assert_eq!(u64::from(version.version), kept + 1);
    println!("kept {kept}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_becomes_read_only_is_named_and_nothing_is_lost() {
    as_an_ordinary_user("faults::child_loses_its_rights");
}

#[cfg(unix)]
#[tokio::test]
#[ignore = "run by a_folder_that_becomes_read_only_is_named_and_nothing_is_lost, as a user who has no right to everything"]
async fn child_loses_its_rights() {
    let bench = Bench::new().await;
    bench.register(new("iris"), b"kept").await;
    let tmp = bench.workspace().join("artifacts/tmp");
    set_mode(&tmp, 0o555);
    let path = bench.file("b", b"others");
    let error = bench.ingest(&path).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Io);
    assert!(error.to_string().contains("artifacts/tmp") && error.to_string().contains("denied"), "{error}");
    set_mode(&tmp, 0o755);
    // What was put into the trash for good can wait until its files can be removed.
    let objects = bench.workspace().join("artifacts/objects");
    let inner: Vec<_> = fs::read_dir(&objects).unwrap().map(|entry| entry.unwrap().path()).collect();
    inner.iter().for_each(|folder| set_mode(folder, 0o555));
    assert_eq!(bench.store.purge(&[at("iris")], &ann()).await.unwrap().freed_bytes, 0);
    assert_eq!(bench.found("").await, [""; 0]);
    inner.iter().for_each(|folder| set_mode(folder, 0o755));
    assert_eq!(bench.store.collect_garbage(|_| ControlFlow::Continue(())).await.unwrap(), 4);
    bench.register(new("iris"), b"again").await;
}

#[tokio::test]
async fn one_that_cannot_be_read_among_many_is_its_own_answer() {
    let bench = Bench::new().await;
    let paths: Vec<PathBuf> =
        ["a", "gone", "b", "a"].iter().map(|name| bench.folder.path().join(name)).collect();
    bench.file("a", b"1");
    fs::create_dir(&paths[2]).unwrap();
    let files = bench.store.ingest_many(paths, |_| ControlFlow::Continue(())).await.unwrap();
    let told: Vec<_> = files.iter().map(|each| each.as_ref().err().map(Error::code)).collect();
    assert_eq!(told, [None, Some(ErrorCode::NotFound), Some(ErrorCode::InvalidInput), None]);
    let good = || files.iter().flatten().cloned();
    let versions: Vec<_> = good().map(|files| (files, new("iris"))).collect();
    let added = bench.store.add_versions(&versions, &ann()).await.unwrap();
    let numbers: Vec<_> = added.into_iter().map(|version| version.unwrap().version).collect();
    assert_eq!(numbers, [1, 2], "the same bytes twice, in order");
    assert_eq!(files_under(&bench.workspace().join("artifacts")).len(), 1);
}

#[tokio::test]
async fn many_are_registered_as_each_alone_would_be() {
    let bench = Bench::new().await;
    bench.file("m/a", b"1");
    bench.file("m/inner/b", b"2");
    bench.file("x", b"3");
    let paths: Vec<PathBuf> = ["m", "x"].iter().map(|name| bench.folder.path().join(name)).collect();
    let many = bench.store.ingest_many(paths.clone(), |_| ControlFlow::Continue(())).await.unwrap();
    for (path, many) in paths.iter().zip(many) {
        let (many, one) = (many.unwrap(), bench.ingest(path).await.unwrap());
        assert_eq!((&many.files, &many.digest, many.size_bytes), (&one.files, &one.digest, one.size_bytes));
        assert_eq!((many.single_file, &many.root), (one.single_file, &one.root));
    }
    let mut odd = new("odd");
    odd.metrics = [("loss".to_owned(), f64::INFINITY)].into();
    let files = bench.ingest(&paths[1]).await.unwrap();
    let items = [(files.clone(), new("iris")), (files.clone(), odd), (files, new("iris"))];
    let added = bench.store.add_versions(&items, &ann()).await.unwrap();
    assert_eq!(added.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
    assert_eq!(bench.found("").await, ["iris:2", "iris:1"], "a refusal uses no number up");
    let error = bench.store.ingest_many(paths, |_| ControlFlow::Break(())).await.map(drop).unwrap_err();
    assert!(matches!(error, Error::Cancelled), "{error}");
}

#[tokio::test]
async fn a_file_that_vanishes_while_its_folder_is_read_is_named_and_nothing_is_kept() {
    let bench = Bench::new().await;
    let (folder, gone) = (bench.folder.path().join("m"), bench.folder.path().join("m/b"));
    for in_place in [false, true] {
        bench.file("m/a", &vec![7; 2_500_000]);
        bench.file("m/b", b"1");
        // While the first file is read, the second goes.
        let target = gone.clone();
        let progress = move |_, _| {
            let _ = fs::remove_file(&target);
            ControlFlow::Continue(())
        };
        let read = match in_place {
            false => bench.store.ingest(&folder, progress).await,
            true => bench.store.refer(&folder, progress).await,
        };
        let error = read.map(drop).unwrap_err();
        assert_eq!(error.code(), ErrorCode::Unavailable);
        assert_eq!(error.to_string(), format!("'{}' vanished while it was being read", gone.display()));
        assert_eq!(files_under(&bench.workspace().join("artifacts")), [""; 0]);
    }
    bench.file("m/b", b"1");
    let files = bench.store.refer(&folder, |_, _| ControlFlow::Continue(())).await.unwrap();
    fs::remove_file(&gone).unwrap();
    let error = bench.store.add_version(&files, new("iris"), &ann()).await.unwrap_err();
    assert!(matches!(error, Error::Vanished(_)), "{error}");
    assert_eq!(bench.found("").await, [""; 0]);
}

/// What is open is there to its end, wherever its name has gone.
#[cfg(unix)]
#[tokio::test]
async fn a_file_that_is_removed_while_it_is_read_is_kept_whole_or_not_at_all() {
    let bench = Bench::new().await;
    let bytes: Vec<u8> = (0..2_500_000_u32).map(|number| number.to_le_bytes()[0]).collect();
    let path = bench.file("big", &bytes);
    let remove = |path: &Path| {
        let path = path.to_owned();
        move |_, _| {
            let _ = fs::remove_file(&path);
            ControlFlow::Continue(())
        }
    };
    let files = bench.store.ingest(&path, remove(&path)).await.unwrap();
    let version = bench.store.add_version(&files, new("iris"), &ann()).await.unwrap();
    assert_eq!(fs::read(bench.store.artifact_path(&version)).unwrap(), bytes);
    let path = bench.file("big", &bytes);
    let error = bench.store.refer(&path, remove(&path)).await.map(drop).unwrap_err();
    assert!(matches!(error, Error::Vanished(_)), "{error}");
}

#[tokio::test]
async fn one_that_vanishes_among_many_is_its_own_answer() {
    let bench = Bench::new().await;
    let paths = ["a", "b", "c"].map(|name| bench.file(name, &vec![name.as_bytes()[0]; 1_500_000]));
    let gone = paths[1].clone();
    let progress = move |_| {
        let _ = fs::remove_file(&gone);
        ControlFlow::Continue(())
    };
    let files = bench.store.ingest_many(paths.to_vec(), progress).await.unwrap();
    let told: Vec<_> = files.iter().map(|each| each.as_ref().err().map(Error::code)).collect();
    assert_eq!(told, [None, Some(ErrorCode::NotFound), None]);
}

#[tokio::test]
async fn stored_content_that_vanishes_while_it_is_verified_or_given_out_is_told() {
    let bench = Bench::new().await;
    bench.file("m/a", &vec![1; 1_500_000]);
    bench.file("m/b", &vec![2; 1_500_000]);
    let folder = bench.folder.path().join("m");
    let files = bench.ingest(&folder).await.unwrap();
    let version = bench.store.add_version(&files, new("iris"), &ann()).await.unwrap();
    let root = bench.store.artifact_path(&version);
    let vanish = |path: PathBuf| {
        move |_, _| {
            let _ = fs::remove_file(&path);
            ControlFlow::Continue(())
        }
    };
    let out = bench.folder.path().join("out");
    let error = bench.store.export(&version, &out, false, vanish(root.join("b"))).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Unavailable);
    assert!(error.to_string().contains("vanished"), "{error}");
    assert!(!out.exists());
    let found = bench.store.verify(None, vanish(root.join("a"))).await.unwrap();
    let missing: Vec<_> = found.damage.iter().map(|damage| (damage.problem, &damage.path)).collect();
    let paths = ["a", "b"].map(|name| root.join(name).display().to_string());
    assert_eq!(missing, [(Problem::Missing, &paths[0]), (Problem::Missing, &paths[1])]);
}

#[tokio::test]
async fn a_clock_that_goes_backwards_changes_no_order() {
    let bench = Bench::new().await;
    for at in [2_000, 1_000, -5] {
        let when = Timestamp::from_millis(at);
        bench.register(NewVersion { created_at: when, ..new("iris") }, format!("{at}").as_bytes()).await;
    }
    assert_eq!(bench.store.version(&at("iris")).await.unwrap().version, 3, "the latest is the last number");
    let numbers: Vec<_> = bench.store.model(&"iris".parse().unwrap()).await.unwrap().versions;
    assert_eq!(numbers.iter().map(|version| version.version).collect::<Vec<_>>(), [3, 2, 1]);
    assert_eq!(bench.found("").await, ["iris:3", "iris:2", "iris:1"], "a list goes by registration");
}

#[tokio::test]
async fn files_with_the_names_of_every_script_and_both_forms_are_kept_apart() {
    let bench = Bench::new().await;
    let names = [
        "模型.bin",
        "модель.bin",
        "نموذج.bin",
        "🦀.bin",
        "caf\u{e9}.bin",
        "cafe\u{301}.bin",
        "A.bin",
        "a.bin",
    ];
    for name in names {
        bench.file(&format!("m/{name}"), name.as_bytes());
    }
    let files = bench.ingest(&bench.folder.path().join("m")).await.unwrap();
    let distinct = fs::read_dir(bench.folder.path().join("m")).unwrap().count();
    let version = bench.store.add_version(&files, new("iris"), &ann()).await.unwrap();
    assert_eq!(version.files.len(), distinct);
    let root = bench.store.artifact_path(&version);
    for file in &version.files {
        assert_eq!(fs::read(root.join(Path::new(&file.path))).unwrap(), file.path.as_bytes());
    }
}
