use std::{fs, path::Path, process::Command};

use domain::{error::ErrorCode, model::Correction, task::Task};
use sqlx::{SqlitePool, migrate::Migrator, sqlite::SqliteConnectOptions};
use store::{Error, Store, VersionQuery};

use crate::support::{Bench, ann, at, new};

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

pub async fn database(path: &Path) -> SqlitePool {
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
    let known = format!("registry.db' has version 9999; this program knows versions up to {}", newest());
    assert!(shown.contains(&known), "{shown}");
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

/// Outputs as the first registry kept them, and the task that each means now.
const FIRST_TASKS: [(&str, &str, Task); 6] = [
    (
        "classification",
        r#"[{"name":"label","datatype":"INT64","shape":[-1]},
            {"name":"p","datatype":"FP32","shape":[-1,2],"classes":["no","yes"]}]"#,
        Task::BinaryClassification,
    ),
    (
        "classification",
        r#"[{"name":"p","datatype":"FP32","shape":[-1,3],"classes":["a","b","c"]}]"#,
        Task::MulticlassClassification,
    ),
    ("classification", r#"[{"name":"logits","datatype":"FP32","shape":[-1,2]}]"#, Task::BinaryClassification),
    (
        "classification",
        r#"[{"name":"label","datatype":"INT64","shape":[-1]}]"#,
        Task::MulticlassClassification,
    ),
    ("regression", r#"[{"name":"y","datatype":"FP32","shape":[-1,1]}]"#, Task::Regression),
    ("other", "[]", Task::Other),
];

/// The last migration of this program.
pub fn newest() -> i64 {
    sqlx::migrate!("./migrations").iter().map(|migration| migration.version).max().unwrap()
}

#[tokio::test]
async fn a_registry_of_the_first_program_opens_with_all_that_it_held() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registry.db");
    let first = sqlx::migrate!("./migrations").iter().filter(|each| each.version == 1).cloned().collect();
    let pool =
        SqlitePool::connect_with(SqliteConnectOptions::new().filename(&path).create_if_missing(true)).await;
    let pool = pool.unwrap();
    Migrator::with_migrations(first).run(&pool).await.unwrap();
    sqlx::query("insert into models (id, name, folded_name, next_version) values (1, 'old', 'old', 9)")
        .execute(&pool)
        .await
        .unwrap();
    for (id, (task, outputs, _)) in (1..).zip(FIRST_TASKS) {
        sqlx::query(
            "insert into versions (id, model_id, number, folded_name, folded_description, kind, size_bytes, digest,
                created_at)
            values (?1, 1, ?1, 'old', '', 'onnx', 7, ?2, 0)",
        )
        .bind(id)
        .bind("a".repeat(64))
        .execute(&pool)
        .await
        .unwrap();
        sqlx::query(
            "insert into version_details (version_id, description, task, deployable, engine, properties, params,
                signature, opsets, metadata)
            values (?, 'kept', ?, 1, 'tract 0.23.9', '{\"columns\":\"a,b\"}', '{}', ?, '{}', '{}')",
        )
        .bind(id)
        .bind(task)
        .bind(format!(r#"{{"inputs":[],"outputs":{outputs}}}"#))
        .execute(&pool)
        .await
        .unwrap();
    }
    sqlx::query("insert into version_samples (version_id, input) values (1, '[[1]]')")
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;

    let store = Store::open(folder.path()).await.unwrap();
    assert!(folder.path().join(format!("registry.db.before-{}", newest())).exists());
    for (number, (task, outputs, expected)) in (1..).zip(FIRST_TASKS) {
        let version = store.version(&at(&format!("old:{number}"))).await.unwrap();
        assert_eq!(version.task, expected, "{task} {outputs}");
        assert_eq!((version.description.as_str(), version.engine.as_deref()), ("kept", Some("tract 0.23.9")));
        assert_eq!(version.columns.unwrap(), ["a", "b"]);
        assert_eq!((version.correction, version.engines), (Correction::default(), None));
        assert_eq!(version.has_sample, number == 1);
    }
    assert_eq!(
        store.purge(&[at("old:1")], &ann()).await.unwrap().versions,
        1,
        "details go with their version"
    );
}
