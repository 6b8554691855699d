//! Files that are not a log, or not one for this program.

use domain::{error::ErrorCode, time::Timestamp};
use sqlx::{Connection, SqliteConnection};
use telemetry::{Error, Log};
use tempfile::TempDir;

use crate::support::Bench;

async fn refusal(folder: &TempDir) -> Error {
    Log::open(folder.path(), || Timestamp::from_millis(0)).await.unwrap_err()
}

#[tokio::test]
async fn a_file_that_is_no_database_is_named_and_left_alone() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("inference-log.db");
    let text = "this is a diary, not a database\n".repeat(200);
    std::fs::write(&path, &text).unwrap();
    let error = refusal(&folder).await;
    assert!(matches!(error, Error::Damaged { .. }), "{error:?}");
    assert_eq!(error.code(), ErrorCode::Io);
    assert!(error.to_string().contains("inference-log.db"), "{error}");
    assert!(error.hint().unwrap().contains("a new log is begun"));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

#[tokio::test]
async fn a_newer_database_is_refused_and_left_alone() {
    let bench = Bench::at(0).await;
    bench.log.close().await;
    let path = bench.folder.path().join("inference-log.db");
    let mut connection = SqliteConnection::connect(path.to_str().unwrap()).await.unwrap();
    sqlx::query("insert into _sqlx_migrations (version, description, success, checksum, execution_time) values (99, 'from the future', true, x'00', 0)")
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    let error = refusal(&bench.folder).await;
    assert!(matches!(error, Error::Newer { found: 99, known: 1, .. }), "{error:?}");
    assert_eq!(error.code(), ErrorCode::Unsupported);
    assert!(error.to_string().contains("newer program"), "{error}");
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_named() {
    let folder = TempDir::new().unwrap();
    let missing = folder.path().join("nowhere");
    let error = Log::open(&missing, || Timestamp::from_millis(0)).await.unwrap_err();
    assert!(matches!(error, Error::Open { .. }), "{error:?}");
    assert!(error.to_string().contains("nowhere"), "{error}");
}

#[tokio::test]
async fn a_torn_database_is_named() {
    let bench = Bench::at(0).await;
    bench.record_all((0..2_000).map(|_| crate::support::call(-1.0))).await;
    bench.log.close().await;
    let path = bench.folder.path().join("inference-log.db");
    let mut bytes = std::fs::read(&path).unwrap();
    // The header stays, so that it still passes for a database.
    bytes[100..].fill(0xa5);
    std::fs::write(&path, bytes).unwrap();
    let error = refusal(&bench.folder).await;
    assert!(matches!(error, Error::Damaged { .. }), "{error:?}");
}
