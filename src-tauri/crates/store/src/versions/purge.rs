//! Deleting for good.

use std::ops::ControlFlow;

use domain::{
    activity::{Action, By},
    reference::ModelRef,
};
use sqlx::SqliteConnection;

use super::{
    find,
    load::{deployed_by, list},
    resolve::{in_use, resolve},
    trash::sizes,
};
use crate::{Store, activity, error::Error, threads::off_thread};

/// How many versions one transaction takes out of the trash, and so what happens between two chances to stop.
const AT_ONCE: usize = 500;

/// What is gone for good.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Purged {
    /// How many models have no version left, not even in the trash.
    pub models: u64,
    /// How many versions.
    pub versions: u64,
    /// All their files' bytes, shared ones too.
    pub size_bytes: u64,
    /// The bytes of files that no other version has.
    pub freed_bytes: u64,
}

impl Store {
    /// Deletes for good what is named, in the trash or not, and the files that nothing else needs: `iris:2` that
    /// version, `iris` the model with all its versions. A model whose last version goes loses its tags and description.
    ///
    /// # Errors
    /// [`Error::NoModel`], [`Error::NoVersion`], or [`Error::InUse`] while an endpoint serves one of the versions; then
    /// nothing is gone.
    pub async fn purge(&self, references: &[ModelRef], by: &By) -> Result<Purged, Error> {
        let purged = match self.remove_named(references, by).await {
            Err(error) if self.has_room_after(&error) => self.remove_named(references, by).await?,
            done => done?,
        };
        Ok(Purged { freed_bytes: self.swept(|_| ControlFlow::Continue(())).await?, ..purged })
    }

    /// Removes versions that are in the trash for good: those that are named, or all when none is; then frees the files
    /// that nothing else needs. `progress` is told the bytes freed so far, now and then, on any thread; when it breaks,
    /// what has gone until then stays gone.
    ///
    /// # Errors
    /// [`Error::NotInTrash`] for a name that has nothing there, before anything is removed; [`Error::Stopped`]; or the
    /// database's.
    pub async fn empty_trash(
        &self,
        only: &[ModelRef],
        by: &By,
        progress: impl Fn(u64) -> ControlFlow<()> + Send + Sync + 'static,
    ) -> Result<Purged, Error> {
        let ids = self.in_trash(only).await?;
        let mut purged = Purged::default();
        for ids in ids.chunks(AT_ONCE) {
            let some = match self.remove_trashed(ids, by).await {
                Err(error) if self.has_room_after(&error) => self.remove_trashed(ids, by).await?,
                done => done?,
            };
            purged.models += some.models;
            purged.versions += some.versions;
            purged.size_bytes += some.size_bytes;
            if progress(0).is_break() {
                return Err(Error::Stopped);
            }
        }
        purged.freed_bytes = self.swept(progress).await?;
        Ok(purged)
    }

    async fn remove_named(&self, references: &[ModelRef], by: &By) -> Result<Purged, Error> {
        let mut write = self.write().await?;
        let ids = choose(&mut write, references).await?;
        let purged = remove(&mut write, &ids, by).await?;
        write.commit().await?;
        Ok(purged)
    }

    async fn remove_trashed(&self, ids: &[i64], by: &By) -> Result<Purged, Error> {
        let mut write = self.write().await?;
        let ids = still_trashed(&mut write, ids).await?;
        let purged = remove(&mut write, &ids, by).await?;
        write.commit().await?;
        Ok(purged)
    }

    /// The rows of what is named and in the trash, or of all that is there.
    async fn in_trash(&self, only: &[ModelRef]) -> Result<Vec<i64>, Error> {
        let mut read = self.read().await?;
        if only.is_empty() {
            let all = sqlx::query_scalar("select id from versions where trashed_at is not null order by id");
            return Ok(all.fetch_all(&mut *read).await?);
        }
        let mut ids = Vec::new();
        for (reference, found) in only.iter().zip(resolve(&mut read, only).await?) {
            if found.trashed.is_empty() {
                return Err(Error::NotInTrash(reference.to_string()));
            }
            ids.extend(found.trashed);
        }
        Ok(ids)
    }

    /// Frees files after versions have gone; a disk that refuses leaves them for later, a break is told.
    async fn swept(
        &self,
        progress: impl Fn(u64) -> ControlFlow<()> + Send + Sync + 'static,
    ) -> Result<u64, Error> {
        let swept = self.sweep(progress).await;
        let store = self.clone();
        off_thread(move || store.0.reserve.fill()).await;
        match swept {
            Err(error) if !matches!(error, Error::Stopped) => {
                tracing::warn!(%error, "Files of deleted versions are left for the next opening");
                Ok(0)
            }
            freed => freed,
        }
    }
}

/// Those of these rows that nobody has restored in between.
async fn still_trashed(read: &mut SqliteConnection, ids: &[i64]) -> Result<Vec<i64>, Error> {
    Ok(sqlx::query_scalar(
        "select id from versions where trashed_at is not null and id in (select value from json_each(?))",
    )
    .bind(list(ids))
    .fetch_all(read)
    .await?)
}

async fn choose(write: &mut SqliteConnection, references: &[ModelRef]) -> Result<Vec<i64>, Error> {
    let found = resolve(write, references).await?;
    let live: Vec<i64> = found.iter().flat_map(|each| each.live.iter().copied()).collect();
    let serving = deployed_by(write, &live).await?;
    let mut ids = Vec::new();
    for (reference, found) in references.iter().zip(found) {
        if let Some(problem) = in_use(reference, &found.live, &serving) {
            return Err(problem);
        }
        if found.live.is_empty() && found.trashed.is_empty() {
            find::version(write, reference).await?;
        }
        ids.extend(found.live.into_iter().chain(found.trashed));
    }
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

/// Takes versions out of the registry, and lists their content as loose in the same transaction that takes its names
/// away.
async fn remove(write: &mut SqliteConnection, ids: &[i64], by: &By) -> Result<Purged, Error> {
    let (versions, size_bytes) = sizes(write, ids).await?;
    activity::record_versions(write, by, ids, Action::Delete).await?;
    let models: Vec<i64> = sqlx::query_scalar(
        "select distinct model_id from versions where id in (select value from json_each(?))",
    )
    .bind(list(ids))
    .fetch_all(&mut *write)
    .await?;
    for statement in [
        "insert or ignore into loose_content (place, digest)
            select place, digest from needed_content where version_id in (select value from json_each(?))",
        "delete from versions where id in (select value from json_each(?))",
    ] {
        sqlx::query(statement).bind(list(ids)).execute(&mut *write).await?;
    }
    let models = clear_empty_models(write, &models).await?;
    Ok(Purged { models, versions, size_bytes, freed_bytes: 0 })
}

/// A model that has no version left loses its tags and description. Gives back how many those are.
async fn clear_empty_models(write: &mut SqliteConnection, models: &[i64]) -> Result<u64, Error> {
    let mut cleared = 0;
    for statement in [
        "delete from model_tags where model_id in (select value from json_each(?))
            and not exists (select 1 from versions v where v.model_id = model_tags.model_id)",
        "update models set description = '', folded_description = '' where id in (select value from json_each(?))
            and not exists (select 1 from versions v where v.model_id = models.id)",
    ] {
        let done = sqlx::query(statement).bind(list(models)).execute(&mut *write).await?;
        cleared = done.rows_affected();
    }
    Ok(cleared)
}
