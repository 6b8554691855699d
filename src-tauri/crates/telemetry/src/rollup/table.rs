//! Rollups in the database.

use domain::{
    name::{EndpointName, ModelName},
    record::InferenceRecord,
    reference::VersionNumber,
};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use super::{Rollup, classes::Classes, latency::Latency, values::Values};
use crate::window::LEVELS;

/// Which calls a rollup counts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Key {
    pub endpoint: EndpointName,
    pub model: ModelName,
    pub version: VersionNumber,
    /// The period's length in seconds.
    pub span_s: i64,
    /// The period's start in seconds since the epoch.
    pub start_s: i64,
}

impl Key {
    /// Where a call is counted first.
    pub fn of(record: &InferenceRecord) -> Self {
        let key = Self {
            endpoint: record.endpoint.clone(),
            model: record.model.clone(),
            version: record.version,
            span_s: 1,
            start_s: record.at.as_millis().div_euclid(1_000),
        };
        key.at_span(LEVELS[0].span_s)
    }

    /// The longer period that holds this one.
    pub fn at_span(self, span_s: i64) -> Self {
        Self { span_s, start_s: self.start_s - self.start_s.rem_euclid(span_s), ..self }
    }
}

/// The rollup as it is stored; an empty one where none is.
pub(crate) async fn load(connection: &mut SqliteConnection, key: &Key) -> sqlx::Result<Rollup> {
    let found = sqlx::query(
        "select answered, refused, failed, row_count, latency, classes, value_rows, value_sum, value_min, value_max
         from rollups where endpoint = ? and start_s = ? and span_s = ? and model = ? and version = ?",
    )
    .bind(key.endpoint.as_str())
    .bind(key.start_s)
    .bind(key.span_s)
    .bind(key.model.as_str())
    .bind(key.version)
    .fetch_optional(connection)
    .await?;
    found.map_or_else(|| Ok(Rollup::default()), |row| read(&row, Details::All))
}

/// Stores the rollup in place of what was there.
pub(crate) async fn save(connection: &mut SqliteConnection, key: &Key, rollup: &Rollup) -> sqlx::Result<()> {
    sqlx::query(
        "insert or replace into rollups (endpoint, model, version, span_s, start_s, answered, refused, failed,
             row_count, latency, classes, value_rows, value_sum, value_min, value_max)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(key.endpoint.as_str())
    .bind(key.model.as_str())
    .bind(key.version)
    .bind(key.span_s)
    .bind(key.start_s)
    .bind(stored(rollup.answered))
    .bind(stored(rollup.refused))
    .bind(stored(rollup.failed))
    .bind(stored(rollup.rows))
    .bind(rollup.latency.encode())
    .bind(serde_json::to_string(&rollup.classes).expect("names and numbers are JSON"))
    .bind(stored(rollup.values.rows))
    .bind(rollup.values.sum)
    .bind(rollup.values.range.map(|(low, _)| low))
    .bind(rollup.values.range.map(|(_, high)| high))
    .execute(connection)
    .await?;
    Ok(())
}

/// Which costly parts of a rollup to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Details {
    /// Calls by status and rows.
    Counts,
    /// And latency.
    Latency,
    /// And predictions.
    Predictions,
    /// All of it.
    All,
}

/// Reads the counting columns of a row.
pub(crate) fn read(row: &SqliteRow, details: Details) -> sqlx::Result<Rollup> {
    let mut rollup = Rollup {
        answered: count(row, "answered")?,
        refused: count(row, "refused")?,
        failed: count(row, "failed")?,
        rows: count(row, "row_count")?,
        ..Rollup::default()
    };
    if matches!(details, Details::Latency | Details::All) {
        let bytes: &[u8] = row.try_get("latency")?;
        rollup.latency = Latency::decode(bytes).ok_or_else(|| damage("latency"))?;
    }
    if matches!(details, Details::Predictions | Details::All) {
        rollup.classes =
            serde_json::from_str::<Classes>(row.try_get("classes")?).map_err(|_| damage("classes"))?;
        let range =
            (row.try_get::<Option<f64>, _>("value_min")?, row.try_get::<Option<f64>, _>("value_max")?);
        let (rows, sum) = (count(row, "value_rows")?, row.try_get("value_sum")?);
        rollup.values = Values { rows, sum, range: range.0.zip(range.1) };
    }
    Ok(rollup)
}

fn damage(column: &str) -> sqlx::Error {
    sqlx::Error::Decode(format!("a rollup's {column} is damaged").into())
}

/// Counts are never negative, whatever the file says.
fn count(row: &SqliteRow, column: &str) -> sqlx::Result<u64> {
    Ok(u64::try_from(row.try_get::<i64, _>(column)?).unwrap_or(0))
}

fn stored(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
