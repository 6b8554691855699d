//! The one task that writes.

mod batch;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use domain::{name::EndpointName, record::InferenceRecord, time::Timestamp};
use sqlx::{Connection, SqliteConnection};
use tokio::{
    sync::{broadcast, mpsc, oneshot},
    time::{Instant, sleep, sleep_until},
};

use self::batch::Journal;
use crate::{
    log::{Recorded, Settings},
    runs,
};

/// How long an idle writer sleeps between looking after the database.
const REST: Duration = Duration::from_secs(60);
/// The pause between two steps of looking after, so that calls get in between.
const BREATH: Duration = Duration::from_millis(20);
/// Free pages that are left for new calls.
const SPARE_PAGES: i64 = 1_024;

/// What a holder of the log may ask of the writer; all calls recorded before are written first.
#[derive(Debug)]
pub(crate) enum Order {
    /// Only that.
    Flush(oneshot::Sender<()>),
    /// Delete an endpoint's calls.
    Forget(EndpointName, oneshot::Sender<sqlx::Result<()>>),
    /// Close the database.
    Close(oneshot::Sender<()>),
}

/// Why the writer woke.
enum Turn {
    Calls,
    Order(Order),
    Care,
    /// Nobody holds the log any more.
    Abandoned,
}

pub(crate) struct Writer {
    pub connection: SqliteConnection,
    pub calls: mpsc::Receiver<InferenceRecord>,
    pub orders: mpsc::Receiver<Order>,
    pub recorded: broadcast::Sender<Recorded>,
    pub dropped: Arc<AtomicU64>,
    pub now: Box<dyn Fn() -> Timestamp + Send + Sync>,
    pub settings: Settings,
}

impl Writer {
    /// Notes that a host runs, starts the task, and returns the run's id.
    pub async fn start(mut self) -> sqlx::Result<i64> {
        let run = runs::begin(&mut self.connection, (self.now)()).await?;
        let journal = Journal::open(&mut self.connection, run).await?;
        tokio::spawn(self.work(journal));
        Ok(run)
    }

    async fn work(mut self, mut journal: Journal) {
        let mut batch = Vec::new();
        let mut care_at = Instant::now() + BREATH;
        loop {
            let turn = self.wait(&mut batch, care_at).await;
            // All that was queued when it woke, but not without end where calls keep coming.
            while batch.len() <= self.settings.queue
                && let Ok(record) = self.calls.try_recv()
            {
                batch.push(record);
            }
            self.write(&mut journal, &mut batch).await;
            match turn {
                Turn::Calls => _ = self.care(&mut journal).await,
                Turn::Care => {
                    let more = self.care(&mut journal).await || self.shrink().await;
                    care_at = Instant::now() + if more { BREATH } else { REST };
                }
                Turn::Order(Order::Flush(done)) => _ = done.send(()),
                Turn::Order(Order::Forget(endpoint, done)) => {
                    _ = done.send(journal.forget(&mut self.connection, &endpoint).await);
                    care_at = Instant::now();
                }
                Turn::Order(Order::Close(done)) => {
                    self.close(&journal).await;
                    _ = done.send(());
                    return;
                }
                Turn::Abandoned => return self.close(&journal).await,
            }
        }
    }

    /// Sleeps until a call came and others had time to gather, or until something is ordered or due.
    async fn wait(&mut self, batch: &mut Vec<InferenceRecord>, care_at: Instant) -> Turn {
        tokio::select! {
            biased;
            order = self.orders.recv() => return order.map_or(Turn::Abandoned, Turn::Order),
            received = self.calls.recv_many(batch, 1) => if received == 0 { return Turn::Abandoned },
            () = sleep_until(care_at) => return Turn::Care,
        }
        tokio::select! {
            biased;
            order = self.orders.recv() => order.map_or(Turn::Abandoned, Turn::Order),
            () = sleep(self.settings.flush_every) => Turn::Calls,
        }
    }

    /// Writes the batch in one transaction and tells of it. Calls that the disk refuses are counted as dropped.
    async fn write(&mut self, journal: &mut Journal, batch: &mut Vec<InferenceRecord>) {
        if batch.is_empty() {
            return;
        }
        let calls = batch.len() as u64;
        match journal.write(&mut self.connection, std::mem::take(batch), (self.now)()).await {
            // Nobody may be listening.
            Ok(written) => written.into_iter().for_each(|recorded| _ = self.recorded.send(recorded)),
            Err(error) => {
                self.dropped.fetch_add(calls, Ordering::Relaxed);
                tracing::warn!(%error, calls, "calls could not be written to the inference log");
            }
        }
    }

    /// Deletes and folds a little of what is old; says whether there may be more.
    async fn care(&mut self, journal: &mut Journal) -> bool {
        let now = (self.now)();
        let done = journal.care(&mut self.connection, self.settings.retention, now).await;
        done.unwrap_or_else(|error| {
            tracing::warn!(%error, "the inference log could not be tidied");
            false
        })
    }

    /// Gives some free pages back to the disk; says whether there may be more.
    async fn shrink(&mut self) -> bool {
        let free: i64 =
            sqlx::query_scalar("pragma freelist_count").fetch_one(&mut self.connection).await.unwrap_or(0);
        if free < SPARE_PAGES {
            return false;
        }
        sqlx::query("pragma incremental_vacuum(256)").execute(&mut self.connection).await.is_ok()
    }

    async fn close(mut self, journal: &Journal) {
        let touched = runs::touch(&mut self.connection, journal.run(), (self.now)()).await;
        if let Err(error) = touched.and(self.connection.close().await) {
            tracing::warn!(%error, "the inference log was not closed cleanly");
        }
    }
}
