//! What the writer knows of the database between two batches.

use std::collections::{BTreeMap, HashMap, hash_map::Entry};

use domain::{name::EndpointName, record::InferenceRecord, time::Timestamp};
use sqlx::{Connection, SqliteConnection};

use crate::{
    log::{Recorded, Retention},
    rollup::{
        Rollup, fold,
        table::{self, Key},
    },
    runs,
    segment::{self, SEGMENT_RECORDS},
    window::LEVELS,
};

/// Rollups younger than this, in seconds, stay in memory, since further calls will come in for them.
const OPEN_S: i64 = 15;
const DAY_MS: i64 = 86_400_000;
/// Rows deleted in one step.
const DELETE_STEP: i64 = 256;

/// The next id, and the rollups that calls still come in for.
pub(crate) struct Journal {
    run: i64,
    next_id: i64,
    open: HashMap<Key, Rollup>,
}

impl Journal {
    pub async fn open(connection: &mut SqliteConnection, run: i64) -> sqlx::Result<Self> {
        Ok(Self { run, next_id: segment::next_id(connection).await?, open: HashMap::new() })
    }

    pub fn run(&self) -> i64 {
        self.run
    }

    /// Writes a batch in one transaction: all of it or nothing. Returns how many calls of each endpoint it held.
    pub async fn write(
        &mut self,
        connection: &mut SqliteConnection,
        batch: Vec<InferenceRecord>,
        now: Timestamp,
    ) -> sqlx::Result<Vec<Recorded>> {
        let written = self.try_write(connection, batch, now).await;
        match &written {
            Ok(_) => {
                let oldest_s = now.as_millis() / 1_000 - OPEN_S;
                self.open.retain(|key, _| key.start_s >= oldest_s);
            }
            // They counted calls that were not written.
            Err(_) => self.open.clear(),
        }
        written
    }

    async fn try_write(
        &mut self,
        connection: &mut SqliteConnection,
        batch: Vec<InferenceRecord>,
        now: Timestamp,
    ) -> sqlx::Result<Vec<Recorded>> {
        let mut transaction = connection.begin_with("begin immediate").await?;
        self.count(&mut transaction, &batch).await?;
        let mut next_id = self.next_id;
        let mut written = Vec::new();
        for (endpoint, records) in by_endpoint(batch) {
            written.push(Recorded { endpoint: endpoint.clone(), requests: records.len() as u64 });
            let mut records = records.into_iter().peekable();
            while records.peek().is_some() {
                let segment: Vec<_> = records.by_ref().take(SEGMENT_RECORDS).collect();
                let first_id = next_id;
                next_id += i64::try_from(segment.len()).expect("a segment is short");
                segment::write(&mut transaction, first_id, &endpoint, segment).await?;
            }
        }
        runs::touch(&mut transaction, self.run, now).await?;
        transaction.commit().await?;
        self.next_id = next_id;
        Ok(written)
    }

    /// Counts the calls in their rollups and stores those.
    async fn count(
        &mut self,
        connection: &mut SqliteConnection,
        batch: &[InferenceRecord],
    ) -> sqlx::Result<()> {
        let mut by_key: HashMap<Key, Vec<&InferenceRecord>> = HashMap::new();
        for record in batch {
            by_key.entry(Key::of(record)).or_default().push(record);
        }
        for (key, records) in by_key {
            let rollup = match self.open.entry(key.clone()) {
                Entry::Occupied(open) => open.into_mut(),
                Entry::Vacant(place) => place.insert(table::load(connection, &key).await?),
            };
            records.into_iter().for_each(|record| rollup.count(record));
            table::save(connection, &key, rollup).await?;
        }
        Ok(())
    }

    /// Deletes all that is known of an endpoint.
    pub async fn forget(
        &mut self,
        connection: &mut SqliteConnection,
        endpoint: &EndpointName,
    ) -> sqlx::Result<()> {
        self.open.retain(|key, _| key.endpoint != *endpoint);
        let mut transaction = connection.begin_with("begin immediate").await?;
        for statement in ["delete from segments where endpoint = ?", "delete from rollups where endpoint = ?"]
        {
            sqlx::query(statement).bind(endpoint.as_str()).execute(&mut *transaction).await?;
        }
        transaction.commit().await
    }

    /// One small step of deleting and folding what is old; says whether there may be more.
    pub async fn care(
        &mut self,
        connection: &mut SqliteConnection,
        retention: Retention,
        now: Timestamp,
    ) -> sqlx::Result<bool> {
        let before = |days: u32| Timestamp::from_millis(now.as_millis() - i64::from(days) * DAY_MS);
        let before_id = self.next_id - i64::from(retention.records);
        let pruned = segment::prune(connection, before_id, before(retention.record_days)).await?;
        let folded = fold::fold(connection, now).await?;
        let expired = expire(connection, before(retention.rollup_days)).await?;
        runs::touch(connection, self.run, now).await?;
        Ok(pruned || folded || expired)
    }
}

/// Deletes some rollups and runs that ended before the moment; says whether there were rollups.
async fn expire(connection: &mut SqliteConnection, before: Timestamp) -> sqlx::Result<bool> {
    let expired = sqlx::query(
        "delete from rollups where id in
             (select id from rollups where span_s = ? and start_s < ? order by start_s limit ?)",
    )
    .bind(LEVELS.last().expect("there are levels").span_s)
    .bind(before.as_millis() / 1_000)
    .bind(DELETE_STEP)
    .execute(&mut *connection)
    .await?;
    sqlx::query("delete from runs where seen_at < ?").bind(before.as_millis()).execute(connection).await?;
    Ok(expired.rows_affected() > 0)
}

/// Calls by endpoint, each in the order they came.
fn by_endpoint(batch: Vec<InferenceRecord>) -> BTreeMap<EndpointName, Vec<InferenceRecord>> {
    let mut groups: BTreeMap<EndpointName, Vec<InferenceRecord>> = BTreeMap::new();
    for record in batch {
        match groups.get_mut(&record.endpoint) {
            Some(group) => group.push(record),
            None => drop(groups.insert(record.endpoint.clone(), vec![record])),
        }
    }
    groups
}
