//! The log as its users hold it.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use domain::{name::EndpointName, record::InferenceRecord, time::Timestamp};
use sqlx::SqlitePool;
use tokio::sync::{broadcast, mpsc, oneshot};

use crate::{
    bounds::bounded,
    database,
    error::{Error, Result},
    segment::{self, RecordPage},
    writer::{Order, Writer},
};

/// The inference log of a workspace. Clones share one database and one writer.
#[derive(Debug, Clone)]
pub struct Log {
    calls: mpsc::Sender<InferenceRecord>,
    orders: mpsc::Sender<Order>,
    recorded: broadcast::Sender<Recorded>,
    dropped: Arc<AtomicU64>,
    root: Arc<PathBuf>,
    pub(crate) readers: SqlitePool,
    pub(crate) run: i64,
}

/// How a log records and forgets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Calls that may wait to be written; further ones are dropped and counted.
    pub queue: usize,
    /// How long calls gather before they are written together. What gathered is what a crash can lose.
    pub flush_every: Duration,
    /// What is kept.
    pub retention: Retention,
}

/// What is kept, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Single calls older than this many days are deleted.
    pub record_days: u32,
    /// At most this many single calls are kept, over all endpoints.
    pub records: u32,
    /// Rollups older than this many days are deleted.
    pub rollup_days: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { queue: 65_536, flush_every: Duration::from_millis(100), retention: Retention::default() }
    }
}

impl Default for Retention {
    fn default() -> Self {
        Self { record_days: 30, records: 1_000_000, rollup_days: 400 }
    }
}

/// Calls of an endpoint were written and can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The endpoint that was called.
    pub endpoint: EndpointName,
    /// How many calls.
    pub requests: u64,
}

impl Log {
    /// Opens the log of the workspace at `root`, or begins one, with the default [`Settings`].
    ///
    /// Must be called within a tokio runtime, which then runs the writer. `now` is asked for the time in which the
    /// log is open and for what is old enough to delete.
    ///
    /// # Errors
    /// [`Error::Open`], [`Error::Newer`] or [`Error::Damaged`].
    pub async fn open(root: &Path, now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Result<Self> {
        Self::open_with(root, now, Settings::default()).await
    }

    /// Opens the log as [`open`](Self::open) does, with settings.
    ///
    /// # Errors
    /// [`Error::Open`], [`Error::Newer`] or [`Error::Damaged`].
    pub async fn open_with(
        root: &Path,
        now: impl Fn() -> Timestamp + Send + Sync + 'static,
        settings: Settings,
    ) -> Result<Self> {
        let database = database::open(root).await?;
        let (calls, waiting_calls) = mpsc::channel(settings.queue.max(1));
        let (orders, waiting_orders) = mpsc::channel(8);
        let (recorded, _) = broadcast::channel(1_024);
        let dropped = Arc::new(AtomicU64::new(0));
        let writer = Writer {
            connection: database.writer,
            calls: waiting_calls,
            orders: waiting_orders,
            recorded: recorded.clone(),
            dropped: Arc::clone(&dropped),
            now: Box::new(now),
            settings,
        };
        let run = writer.start().await.map_err(|source| database::refusal(root, source))?;
        Ok(Self {
            calls,
            orders,
            recorded,
            dropped,
            root: Arc::new(root.to_owned()),
            readers: database.readers,
            run,
        })
    }

    /// Records a call. Never blocks and never fails: where the writer cannot keep up, or the log is closed, the call
    /// is counted in [`dropped`](Self::dropped).
    ///
    /// Of a prediction at most [`MAX_CLASSES`](crate::MAX_CLASSES) classes are kept; texts are cut; a predicted
    /// number that is not finite is left out.
    pub fn record(&self, record: InferenceRecord) {
        if self.calls.try_send(bounded(record)).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Calls that could not be recorded since the log was opened.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    /// Tells of each endpoint whose calls were just written. A receiver that falls 1,024 messages behind misses the
    /// oldest.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Recorded> {
        self.recorded.subscribe()
    }

    /// Waits until all calls recorded so far are written.
    ///
    /// # Errors
    /// [`Error::Closed`].
    pub async fn flush(&self) -> Result<()> {
        self.order(Order::Flush).await
    }

    /// Deletes all that is known of an endpoint, with the calls recorded so far.
    ///
    /// # Errors
    /// [`Error::Closed`], or [`Error::Read`] where the database refused.
    pub async fn forget(&self, endpoint: &EndpointName) -> Result<()> {
        self.order(|done| Order::Forget(endpoint.clone(), done)).await?.map_err(Error::from)
    }

    /// Writes all calls recorded so far and closes the database. Later calls are dropped; closing twice is fine.
    pub async fn close(&self) {
        // An error says that it is closed already.
        let _closed = self.order(Order::Close).await;
        self.readers.close().await;
    }

    /// The newest calls of an endpoint, at most `limit`, newest first; `before` continues where a
    /// [`RecordPage::next`] ended.
    ///
    /// # Errors
    /// [`Error::Read`].
    pub async fn records(
        &self,
        endpoint: &EndpointName,
        limit: usize,
        before: Option<i64>,
    ) -> Result<RecordPage> {
        segment::page(&self.readers, endpoint, limit, before.unwrap_or(i64::MAX)).await
    }

    /// The bytes that the log takes on disk.
    #[must_use]
    pub fn size_bytes(&self) -> u64 {
        database::size_bytes(&self.root)
    }

    async fn order<T>(&self, order: impl FnOnce(oneshot::Sender<T>) -> Order) -> Result<T> {
        let (done, answer) = oneshot::channel();
        self.orders.send(order(done)).await.map_err(|_| Error::Closed)?;
        answer.await.map_err(|_| Error::Closed)
    }
}
