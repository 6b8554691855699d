//! Single calls, packed: a segment is one row of the database that holds consecutive calls of one endpoint.

use domain::{
    name::{EndpointName, ModelName},
    record::{InferenceRecord, Prediction},
    reference::VersionNumber,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use sqlx::{Row, SqliteConnection, SqlitePool, sqlite::SqliteRow};
use ts_rs::TS;

use crate::error::Result;

/// Calls in one segment. More would make listing the newest calls slow, fewer would make writing slow.
pub(crate) const SEGMENT_RECORDS: usize = 512;
/// Segments looked at in one step of pruning.
const PRUNE_STEP: i64 = 64;

/// A call as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct StoredRecord {
    /// Its number in the log; later calls have larger ones.
    #[ts(type = "number")]
    pub id: i64,
    /// The call.
    #[serde(flatten)]
    pub record: InferenceRecord,
}

/// Some calls of an endpoint, newest first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct RecordPage {
    /// The calls.
    pub records: Vec<StoredRecord>,
    /// What to pass as `before` for older ones; none at the log's end.
    #[ts(type = "number | null")]
    pub next: Option<i64>,
}

/// A call without its endpoint, as a JSON array: arrival in ms since 1970, model, version, status, rows, time in the
/// queue, scoring and in all in microseconds, prediction, probability, error.
#[derive(Serialize, Deserialize)]
struct Packed(
    i64,
    ModelName,
    VersionNumber,
    u16,
    u32,
    u32,
    u32,
    u32,
    Option<Prediction>,
    Option<f32>,
    Option<String>,
);

impl From<InferenceRecord> for Packed {
    fn from(r: InferenceRecord) -> Self {
        let times = (r.queue_us, r.scoring_us, r.total_us);
        let (queue, scoring, total) = times;
        let at = r.at.as_millis();
        Self(
            at,
            r.model,
            r.version,
            r.status,
            r.rows,
            queue,
            scoring,
            total,
            r.prediction,
            r.probability,
            r.error,
        )
    }
}

impl Packed {
    fn unpack(self, endpoint: &EndpointName) -> InferenceRecord {
        let Self(
            at,
            model,
            version,
            status,
            rows,
            queue_us,
            scoring_us,
            total_us,
            prediction,
            probability,
            error,
        ) = self;
        InferenceRecord {
            at: Timestamp::from_millis(at),
            endpoint: endpoint.clone(),
            model,
            version,
            status,
            rows,
            queue_us,
            scoring_us,
            total_us,
            prediction,
            probability,
            error,
        }
    }
}

/// Writes calls of one endpoint, at most [`SEGMENT_RECORDS`], as one row. Their ids are `first_id` and following.
pub(crate) async fn write(
    connection: &mut SqliteConnection,
    first_id: i64,
    endpoint: &EndpointName,
    records: Vec<InferenceRecord>,
) -> sqlx::Result<()> {
    let last_at = records.iter().map(|record| record.at).max();
    let packed: Vec<Packed> = records.into_iter().map(Packed::from).collect();
    sqlx::query(
        "insert into segments (first_id, endpoint, record_count, last_at, records) values (?, ?, ?, ?, ?)",
    )
    .bind(first_id)
    .bind(endpoint.as_str())
    .bind(i64::try_from(packed.len()).expect("a segment is short"))
    .bind(last_at.map(Timestamp::as_millis))
    .bind(serde_json::to_string(&packed).expect("a record's parts are JSON"))
    .execute(connection)
    .await?;
    Ok(())
}

/// The id that the next call gets.
pub(crate) async fn next_id(connection: &mut SqliteConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar("select coalesce(max(first_id + record_count), 1) from segments")
        .fetch_one(connection)
        .await
}

/// The newest `limit` calls of an endpoint with ids below `before`.
pub(crate) async fn page(
    readers: &SqlitePool,
    endpoint: &EndpointName,
    limit: usize,
    before: i64,
) -> Result<RecordPage> {
    let mut records = Vec::new();
    for row in segments_below(readers, endpoint, before, limit.saturating_add(1)).await? {
        let first_id: i64 = row.try_get("first_id")?;
        let packed: Vec<Packed> = serde_json::from_str(row.try_get("records")?)
            .map_err(|error| sqlx::Error::Decode(format!("segment {first_id} is damaged: {error}").into()))?;
        let stored = (first_id..before).zip(packed);
        let newest_first = stored.collect::<Vec<_>>().into_iter().rev();
        records.extend(newest_first.map(|(id, packed)| StoredRecord { id, record: packed.unpack(endpoint) }));
    }
    let more = records.len() > limit;
    records.truncate(limit);
    let next = records.last().filter(|_| more).map(|last| last.id);
    Ok(RecordPage { records, next })
}

/// The newest segments, as many as it takes to find `wanted` calls below `before`.
async fn segments_below(
    readers: &SqlitePool,
    endpoint: &EndpointName,
    before: i64,
    wanted: usize,
) -> sqlx::Result<Vec<SqliteRow>> {
    sqlx::query(
        "with recent as (
             select first_id, min(record_count, ?2 - first_id) as found
             from segments where endpoint = ?1 and first_id < ?2 order by first_id desc limit ?3
         ), counted as (
             select first_id, sum(found) over (order by first_id desc) - found as found_before from recent
         )
         select segments.first_id, segments.records
         from counted join segments on segments.first_id = counted.first_id
         where counted.found_before < ?3 order by segments.first_id desc",
    )
    .bind(endpoint.as_str())
    .bind(before)
    .bind(i64::try_from(wanted).unwrap_or(i64::MAX))
    .fetch_all(readers)
    .await
}

/// Deletes some of the oldest segments that begin before the id `before_id` or hold only calls older than `before`;
/// says whether there were any.
pub(crate) async fn prune(
    connection: &mut SqliteConnection,
    before_id: i64,
    before: Timestamp,
) -> sqlx::Result<bool> {
    let deleted = sqlx::query(
        "delete from segments
         where first_id in (select first_id from segments order by first_id limit ?)
           and (first_id < ? or last_at < ?)",
    )
    .bind(PRUNE_STEP)
    .bind(before_id)
    .bind(before.as_millis())
    .execute(connection)
    .await?;
    Ok(deleted.rows_affected() > 0)
}
