//! Opening the registry's database, and bringing it up to date.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use sqlx::{
    Connection as _, SqlitePool,
    migrate::Migrator,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::error::Error;

static MIGRATIONS: Migrator = sqlx::migrate!();

/// Readers at the same time; writers take turns anyway.
const CONNECTIONS: u32 = 4;
/// How long a writer waits for its turn.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// SQLite's code for a file that is something else.
const NOT_A_DATABASE: &str = "26";

/// Opens the database at `path`, making it if it is not there.
pub(crate) async fn open(path: &Path) -> Result<SqlitePool, Error> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        // A commit is on the disk when it returns: content is removed only after the commit that gives it up.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY_TIMEOUT);
    let pool = SqlitePoolOptions::new()
        .max_connections(CONNECTIONS)
        // A file does not hang up, and asking it costs as much as a small query.
        .test_before_acquire(false)
        // A full disk makes SQLite roll back by itself, after which sqlx believes for good that a transaction is open.
        .before_acquire(|connection, _| Box::pin(async { Ok(!connection.is_in_transaction()) }))
        .connect_with(options)
        .await;
    let pool = pool.map_err(|error| match &error {
        sqlx::Error::Database(found) if found.code().as_deref() == Some(NOT_A_DATABASE) => {
            Error::NotARegistry(path.to_owned())
        }
        _ => Error::Database(error),
    })?;
    bring_up_to_date(&pool, path, &MIGRATIONS).await?;
    Ok(pool)
}

async fn bring_up_to_date(pool: &SqlitePool, path: &Path, migrations: &Migrator) -> Result<(), Error> {
    let known = migrations.iter().map(|migration| migration.version).max().unwrap_or_default();
    let found = version(pool, path).await?;
    if found > known {
        return Err(Error::NewerDatabase { path: path.to_owned(), found, known });
    }
    if found == known {
        return Ok(());
    }
    if found > 0 {
        back_up(pool, path, known).await?;
    }
    migrations.run(pool).await.map_err(|source| Error::Migration { path: path.to_owned(), source })
}

/// The last migration that the database has seen; 0 for a new one.
async fn version(pool: &SqlitePool, path: &Path) -> Result<i64, Error> {
    let tables: Vec<String> = sqlx::query_scalar("select name from sqlite_schema").fetch_all(pool).await?;
    if tables.is_empty() {
        return Ok(0);
    }
    if !tables.iter().any(|name| name == "_sqlx_migrations") {
        return Err(Error::NotARegistry(path.to_owned()));
    }
    let last = sqlx::query_scalar("select coalesce(max(version), 0) from _sqlx_migrations");
    Ok(last.fetch_one(pool).await?)
}

/// Keeps a copy from before migration `next`, replacing one that an interrupted attempt left.
async fn back_up(pool: &SqlitePool, path: &Path, next: i64) -> Result<(), Error> {
    let copy = beside(path, &format!(".before-{next}"));
    let draft = beside(path, ".backup");
    let file = |action, path: &Path| {
        let path = path.to_owned();
        move |source| Error::File { action, path, source }
    };
    if draft.exists() {
        std::fs::remove_file(&draft).map_err(file("remove", &draft))?;
    }
    sqlx::query("vacuum into ?").bind(draft.to_string_lossy()).execute(pool).await?;
    std::fs::rename(&draft, &copy).map_err(file("write the backup", &copy))?;
    tracing::info!(backup = %copy.display(), "Copied the registry before bringing it up to date");
    Ok(())
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

#[cfg(test)]
mod tests {
    use sqlx::{SqlSafeStr as _, migrate::Migration};

    use super::*;

    fn migrations(sql: &[&'static str]) -> Migrator {
        let migration = |(i, sql): (usize, &&'static str)| {
            let version = i64::try_from(i).unwrap() + 1;
            Migration::new(
                version,
                "test".into(),
                sqlx::migrate::MigrationType::Simple,
                sql.into_sql_str(),
                false,
            )
        };
        Migrator::with_migrations(sql.iter().enumerate().map(migration).collect())
    }

    async fn connect(path: &Path) -> SqlitePool {
        SqlitePool::connect_with(SqliteConnectOptions::new().filename(path).create_if_missing(true))
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn an_older_database_is_copied_before_it_is_migrated() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("registry.db");
        let pool = connect(&path).await;
        bring_up_to_date(&pool, &path, &migrations(&["create table a (x integer)"])).await.unwrap();
        assert!(!folder.path().join("registry.db.before-1").exists(), "a new database needs no copy");
        sqlx::query("insert into a values (7)").execute(&pool).await.unwrap();

        let newer = migrations(&["create table a (x integer)", "drop table a"]);
        bring_up_to_date(&pool, &path, &newer).await.unwrap();
        assert!(sqlx::query("select x from a").fetch_one(&pool).await.is_err());
        let copy = connect(&folder.path().join("registry.db.before-2")).await;
        let kept: i64 = sqlx::query_scalar("select x from a").fetch_one(&copy).await.unwrap();
        assert_eq!(kept, 7);
    }

    #[tokio::test]
    async fn a_migration_that_fails_leaves_the_database_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("registry.db");
        let pool = connect(&path).await;
        bring_up_to_date(&pool, &path, &migrations(&["create table a (x integer)"])).await.unwrap();
        let broken = migrations(&["create table a (x integer)", "drop table a; select nonsense"]);
        let error = bring_up_to_date(&pool, &path, &broken).await.unwrap_err();
        assert!(matches!(error, Error::Migration { .. }), "{error}");
        assert_eq!(version(&pool, &path).await.unwrap(), 1);
        sqlx::query("insert into a values (7)").execute(&pool).await.unwrap();
    }
}
