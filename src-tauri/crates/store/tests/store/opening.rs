use std::{fs, path::Path, process::Command};

use domain::error::ErrorCode;
use sqlx::{SqlitePool, sqlite::SqliteConnectOptions};
use store::{Error, Store, VersionQuery};

use crate::support::{Bench, new};

/// Runs an ignored test of this binary in a process that, unlike root, has no right to everything.
#[cfg(unix)]
pub fn as_an_ordinary_user(test: &str) {
    use std::os::unix::process::CommandExt as _;
    let home = tempfile::tempdir().unwrap();
    set_mode(home.path(), 0o777);
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", test, "--ignored"]).env("TMPDIR", home.path());
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    if is_root {
        child.uid(65_534).gid(65_534);
    }
    let output = child.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

#[cfg(unix)]
pub fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_is_refused() {
    as_an_ordinary_user("opening::child_opens_a_read_only_folder");
}

#[cfg(unix)]
#[tokio::test]
#[ignore = "run by a_read_only_folder_is_refused, as a user who has no right to everything"]
async fn child_opens_a_read_only_folder() {
    let bench = Bench::new().await;
    bench.register(new("iris"), b"x").await;
    for folder in ["w", "empty"] {
        let folder = bench.folder.path().join(folder);
        fs::create_dir_all(&folder).unwrap();
        set_mode(&folder, 0o555);
        let error = Store::open(&folder).await.err().unwrap();
        assert!(matches!(error, Error::Unwritable { .. }), "{error}");
        assert_eq!(error.code(), ErrorCode::Io);
        assert!(error.to_string().contains(folder.to_str().unwrap()), "{error}");
        assert!(error.hint().unwrap().contains("permissions"));
        set_mode(&folder, 0o755);
    }
}

#[tokio::test]
async fn a_file_in_the_workspaces_place_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("w"), "x").unwrap();
    let error = Store::open(&folder.path().join("w")).await.err().unwrap();
    assert!(matches!(error, Error::Unwritable { .. }), "{error}");
}

async fn database(path: &Path) -> SqlitePool {
    SqlitePool::connect_with(SqliteConnectOptions::new().filename(path).create_if_missing(true))
        .await
        .unwrap()
}

#[tokio::test]
async fn a_newer_database_is_refused_and_left_alone() {
    let bench = Bench::new().await;
    bench.register(new("iris"), b"x").await;
    let path = bench.workspace().join("registry.db");
    let pool = database(&path).await;
    sqlx::query(
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
        values (9999, 'later', true, x'00', 0)",
    )
    .execute(&pool)
    .await
    .unwrap();
    let error = Store::open(&bench.workspace()).await.err().unwrap();
    assert_eq!(error.code(), ErrorCode::Unsupported);
    let shown = error.to_string();
    assert!(shown.contains("registry.db' has version 9999; this program knows versions up to 1"), "{shown}");
    assert!(error.hint().unwrap().contains("Update the program"));
    let kept: i64 = sqlx::query_scalar("select count(*) from versions").fetch_one(&pool).await.unwrap();
    assert_eq!(kept, 1);
}

#[tokio::test]
async fn a_file_that_is_no_registry_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registry.db");
    fs::write(&path, "this is a text, and long enough to be looked at as a header ".repeat(20)).unwrap();
    let error = Store::open(folder.path()).await.err().unwrap();
    assert!(matches!(error, Error::NotARegistry(_)), "{error}");
    assert_eq!(error.code(), ErrorCode::Io);
    assert!(fs::read_to_string(&path).unwrap().starts_with("this is a text"));

    fs::remove_file(&path).unwrap();
    sqlx::query("create table recipes (cake text)").execute(&database(&path).await).await.unwrap();
    let error = Store::open(folder.path()).await.err().unwrap();
    assert!(matches!(error, Error::NotARegistry(_)), "another program's database: {error}");
}

#[tokio::test]
async fn what_a_crash_left_is_cleared_when_the_store_is_opened() {
    let bench = Bench::new().await;
    bench.register(new("iris"), b"kept").await;
    // Files that were ingested and then lost with the process: nobody released them.
    bench.file("m/a", b"lost");
    let lost = bench.ingest(&bench.folder.path().join("m")).await.unwrap();
    let copying = bench.workspace().join("artifacts/tmp/.tmpAbC/0");
    fs::create_dir_all(copying.parent().unwrap()).unwrap();
    fs::write(&copying, "half").unwrap();

    let store = Store::open(&bench.workspace()).await.unwrap();
    assert!(!lost.root.exists());
    let page = store.versions(&VersionQuery { limit: 9, ..VersionQuery::default() }).await.unwrap();
    let kept = page.versions;
    assert_eq!(fs::read(store.artifact_path(&kept[0])).unwrap(), b"kept");
    let artifacts = crate::support::files_under(&bench.workspace().join("artifacts"));
    assert_eq!(artifacts.len(), 1, "{artifacts:?}");
}
