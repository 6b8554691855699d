//! When a host was there to record. It tells a quiet hour from an hour in which nothing could be recorded.

use domain::time::Timestamp;
use sqlx::{Row, SqliteConnection, SqlitePool};

use crate::window::{Bucket, Window, seconds};

/// Begins a run and returns its id.
pub(crate) async fn begin(connection: &mut SqliteConnection, now: Timestamp) -> sqlx::Result<i64> {
    let run = sqlx::query("insert into runs (opened_at, seen_at) values (?, ?)")
        .bind(now.as_millis())
        .bind(now.as_millis())
        .execute(connection)
        .await?;
    Ok(run.last_insert_rowid())
}

/// Notes that the run goes on; a clock that was set back does not shorten it.
pub(crate) async fn touch(connection: &mut SqliteConnection, id: i64, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query("update runs set seen_at = max(seen_at, ?) where id = ?")
        .bind(now.as_millis())
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

/// The stretches of a window in which a host ran.
pub(crate) struct Runs(Vec<(f64, f64)>);

impl Runs {
    /// Reads them; the run `current` still goes on.
    pub async fn load(readers: &SqlitePool, window: &Window, current: i64) -> sqlx::Result<Self> {
        let rows =
            sqlx::query("select id, opened_at, seen_at from runs where seen_at >= ? or id = ? order by id")
                .bind(window.from().as_millis())
                .bind(current)
                .fetch_all(readers)
                .await?;
        let stretch = |row: &sqlx::sqlite::SqliteRow| {
            let seen_at = if row.try_get::<i64, _>("id")? == current {
                window.now.as_millis()
            } else {
                row.try_get("seen_at")?
            };
            Ok((seconds(row.try_get("opened_at")?), seconds(seen_at)))
        };
        Ok(Self(rows.iter().map(stretch).collect::<sqlx::Result<_>>()?))
    }

    /// Whether a host ran for at least half of the bucket.
    pub fn cover(&self, bucket: &Bucket) -> bool {
        let shared = |(from, to): &(f64, f64)| (to.min(bucket.end_s) - from.max(bucket.start_s)).max(0.0);
        let covered: f64 = self.0.iter().map(shared).sum();
        covered > 0.0 && covered * 2.0 >= bucket.end_s - bucket.start_s
    }
}
