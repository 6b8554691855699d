//! The database file: opened, brought to this program's layout, or refused with a reason.

use std::path::Path;

use sqlx::{
    Connection, SqliteConnection, SqlitePool,
    migrate::{MigrateError, Migrator},
    sqlite::{
        SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
    },
};

use crate::error::{Error, Result};

/// The database's name in the workspace's folder.
const FILE: &str = "inference-log.db";
/// Charts, tables and summaries that are read at the same time.
const READERS: u32 = 3;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// The open database: one connection that writes and a few that read beside it.
pub(crate) struct Database {
    pub writer: SqliteConnection,
    pub readers: SqlitePool,
}

/// Opens the log of the workspace at `root`, or begins one.
pub(crate) async fn open(root: &Path) -> Result<Database> {
    // In WAL mode readers never wait for the writer. NORMAL keeps the database whole after any crash; only a loss of
    // power can take the last batches with it.
    let options = SqliteConnectOptions::new()
        .filename(root.join(FILE))
        .create_if_missing(true)
        .auto_vacuum(SqliteAutoVacuum::Incremental)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal);
    let mut writer =
        SqliteConnection::connect_with(&options).await.map_err(|source| refusal(root, source))?;
    MIGRATIONS.run(&mut writer).await.map_err(|error| misfit(root, error))?;
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .connect_lazy_with(options.create_if_missing(false).pragma("query_only", "on"));
    Ok(Database { writer, readers })
}

fn misfit(root: &Path, error: MigrateError) -> Error {
    let path = root.join(FILE);
    match error {
        MigrateError::VersionMissing(found) => {
            let known = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default();
            Error::Newer { path, found, known }
        }
        MigrateError::Execute(source) | MigrateError::ExecuteMigration(source, _) => refusal(root, source),
        other => Error::Damaged { path, reason: other.to_string() },
    }
}

/// Why the log at `root` could not be opened.
pub(crate) fn refusal(root: &Path, source: sqlx::Error) -> Error {
    let path = root.join(FILE);
    if is_damage(&source) {
        Error::Damaged { path, reason: source.to_string() }
    } else {
        Error::Open { path, source }
    }
}

/// SQLITE_CORRUPT and SQLITE_NOTADB, in the lowest byte of the extended code (https://www.sqlite.org/rescode.html).
fn is_damage(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|e| e.code()).and_then(|code| code.parse::<i32>().ok());
    matches!(code.map(|code| code & 0xff), Some(11 | 26))
}

/// The bytes that the log takes on disk, with what is not yet folded into the main file.
pub(crate) fn size_bytes(root: &Path) -> u64 {
    let length = |suffix: &str| {
        std::fs::metadata(root.join(format!("{FILE}{suffix}"))).map_or(0, |metadata| metadata.len())
    };
    length("") + length("-wal")
}
