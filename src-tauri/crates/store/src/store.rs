//! The open store.

use std::{
    ops::{ControlFlow, Deref, DerefMut},
    path::Path,
    sync::Arc,
};

use domain::finding::Rows;
use sqlx::{Sqlite, SqliteConnection, SqlitePool, Transaction};
use tokio::sync::Mutex;

use crate::{
    artifacts::Artifacts,
    database,
    error::Error,
    lists::{
        kept::{self, Kept},
        plan::Plan,
    },
    reserve::Reserve,
    threads::off_thread,
    versions::trashed::freed_by_emptying,
};

/// The open registry and files of one workspace. Cheap to clone; all clones are the same store.
///
/// One process opens a workspace at a time; whoever opens it holds the workspace's lock.
#[derive(Clone)]
pub struct Store(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) pool: SqlitePool,
    pub(crate) artifacts: Artifacts,
    pub(crate) reserve: Reserve,
    /// What lists keep in memory, as of the last commit.
    pub(crate) kept: Mutex<Arc<Kept>>,
}

/// A transaction that changes the registry; dropped without [`commit`](Self::commit) it changes nothing.
///
/// Invariant: every change of the registry goes through one of these, so that what is kept in memory stays true.
pub(crate) struct Write<'a> {
    transaction: Transaction<'static, Sqlite>,
    kept: &'a Mutex<Arc<Kept>>,
}

impl Write<'_> {
    /// Makes the change last, and everybody who looks from now on sees it.
    pub(crate) async fn commit(mut self) -> Result<(), Error> {
        // Held until the commit is done: whoever looks takes what is kept and a state of the database together.
        let mut kept = self.kept.lock().await;
        let next = kept::after(&mut self.transaction, &kept).await?;
        self.transaction.commit().await?;
        if let Some(next) = next {
            *kept = next;
        }
        Ok(())
    }
}

impl Deref for Write<'_> {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.transaction
    }
}

impl DerefMut for Write<'_> {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.transaction
    }
}

/// How much a store holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Models that have a version outside the trash.
    pub models: u64,
    /// Versions outside the trash.
    pub versions: u64,
    /// Bytes of all stored files, each content counted once, the trash's too.
    pub artifact_bytes: u64,
    /// Versions in the trash.
    pub trashed_versions: u64,
    /// What emptying the trash gives back.
    pub trash_bytes: u64,
}

impl Store {
    /// Opens the store in the folder `root`, making what is not there, bringing an older database up to date, and
    /// clearing what a crash left.
    ///
    /// # Errors
    /// [`Error::Unwritable`], [`Error::NotARegistry`], [`Error::NewerDatabase`], or what the disk says.
    pub async fn open(root: &Path) -> Result<Self, Error> {
        let artifacts = Artifacts::open(root).await?;
        let pool = database::open(&root.join("registry.db")).await?;
        let folder = root.to_owned();
        let reserve = off_thread(move || Reserve::open(&folder)).await;
        let store = Self(Arc::new(Inner { pool, artifacts, reserve, kept: Mutex::default() }));
        let freed = store.sweep(|_| ControlFlow::Continue(())).await?;
        if freed > 0 {
            tracing::info!(bytes = freed, "Removed files that an interrupted registration or deletion left");
        }
        Ok(store)
    }

    /// Ends every connection to the database, once what they do is done. Whatever is asked of the store afterwards fails.
    pub async fn close(&self) {
        self.0.pool.close().await;
    }

    /// How much there is.
    ///
    /// # Errors
    /// The database's.
    pub async fn counts(&self) -> Result<Counts, Error> {
        let mut look = self.look().await?;
        let (trashed, bytes): (i64, i64) = sqlx::query_as(
            "select (select count(*) from versions where trashed_at is not null), (select total from stored_bytes)",
        )
        .fetch_one(look.connection())
        .await?;
        Ok(Counts {
            models: look.count(&Plan::All, Rows::Models).await?,
            versions: look.count(&Plan::All, Rows::Versions).await?,
            artifact_bytes: bytes.unsigned_abs(),
            trashed_versions: trashed.unsigned_abs(),
            trash_bytes: freed_by_emptying(look.connection()).await?,
        })
    }

    /// Whether something that gives space back is worth another try: the disk was full, and there was room to give up.
    pub(crate) fn has_room_after(&self, error: &Error) -> bool {
        error.is_full_disk() && self.0.reserve.spend()
    }

    /// One state of the database for several queries.
    pub(crate) async fn read(&self) -> Result<Transaction<'static, Sqlite>, Error> {
        Ok(self.0.pool.begin().await?)
    }

    /// Takes the writer's turn at once, so that no later statement finds the state changed since it was read.
    pub(crate) async fn write(&self) -> Result<Write<'_>, Error> {
        let transaction = self.0.pool.begin_with("begin immediate").await?;
        Ok(Write { transaction, kept: &self.0.kept })
    }
}
