//! Old rollups are folded into longer periods, so that the log of a year stays small and quick to read.

use std::collections::BTreeMap;

use domain::{
    name::{EndpointName, ModelName},
    time::Timestamp,
};
use sqlx::{Connection, Row, SqliteConnection, sqlite::SqliteRow};

use super::{
    Rollup,
    table::{Details, Key, load, read, save},
};
use crate::{
    bounds::MAX_CLASSES,
    window::{LEVELS, Level},
};

/// Rollups folded at a time: a step takes a few milliseconds.
const STEP: i64 = 240;
/// How much longer than its level's reach a rollup is left alone, in seconds, so that a window of exactly that reach
/// finds it, and no call can still come in for it.
const GRACE_S: i64 = 600;

/// Folds some rollups that are too old for their level; says whether there were any.
pub(crate) async fn fold(connection: &mut SqliteConnection, now: Timestamp) -> sqlx::Result<bool> {
    for levels in LEVELS.windows(2) {
        if fold_level(connection, &levels[0], levels[1].span_s, now).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn fold_level(
    connection: &mut SqliteConnection,
    fine: &Level,
    span_s: i64,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let before_s = now.as_millis() / 1_000 - fine.reach_s - GRACE_S;
    // Nobody else writes: what is read before the transaction still holds in it.
    let rows = sqlx::query(
        "select id, endpoint, model, version, span_s, start_s, answered, refused, failed, row_count, latency, classes,
             value_rows, value_sum, value_min, value_max
         from rollups where span_s = ? and start_s < ? order by start_s limit ?",
    )
    .bind(fine.span_s)
    .bind(before_s - before_s.rem_euclid(span_s))
    .bind(STEP)
    .fetch_all(&mut *connection)
    .await?;
    if rows.is_empty() {
        return Ok(false);
    }
    let mut transaction = connection.begin_with("begin immediate").await?;
    let mut folded: BTreeMap<Key, Rollup> = BTreeMap::new();
    let mut ids: Vec<i64> = Vec::with_capacity(rows.len());
    for row in &rows {
        folded.entry(key(row)?.at_span(span_s)).or_default().add(&read(row, Details::All)?);
        ids.push(row.try_get("id")?);
    }
    for (key, rollup) in &mut folded {
        rollup.add(&load(&mut transaction, key).await?);
        rollup.classes = rollup.classes.keep(MAX_CLASSES);
        save(&mut transaction, key, rollup).await?;
    }
    sqlx::query("delete from rollups where id in (select value from json_each(?))")
        .bind(serde_json::to_string(&ids).expect("numbers are JSON"))
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(true)
}

fn key(row: &SqliteRow) -> sqlx::Result<Key> {
    let damage = |error: domain::name::NameError| sqlx::Error::Decode(error.to_string().into());
    Ok(Key {
        endpoint: EndpointName::parse(row.try_get("endpoint")?).map_err(damage)?,
        model: ModelName::parse(row.try_get("model")?).map_err(damage)?,
        version: row.try_get("version")?,
        span_s: row.try_get("span_s")?,
        start_s: row.try_get("start_s")?,
    })
}
