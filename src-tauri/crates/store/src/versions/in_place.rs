//! Versions whose files are kept where they lie.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use domain::{
    digest::Digest,
    model::ModelVersion,
    verification::{FileState, KeptInPlace},
};
use sqlx::SqliteConnection;

use super::load::list;
use crate::{
    Ingested, Store,
    artifacts::in_place::{Seen, glance, look, worst},
    error::Error,
    threads::off_thread,
};

/// A file of a version that is kept in place.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) version: i64,
    /// Where it stands in the artifact.
    pub(crate) inner: String,
    pub(crate) seen: Seen,
    /// Where the version's file or folder lies.
    root: String,
    /// Whether other bytes were found there when they were last read.
    changed: bool,
}

impl Store {
    /// Where a version's artifact can be opened, after a look at whether it is still what was registered. Files in the
    /// store are not read again for this; [`verify`](Self::verify) does that.
    ///
    /// # Errors
    /// [`Error::ChangedInPlace`] or [`Error::GoneFromPlace`] for files that are kept in place.
    pub async fn artifact(&self, version: &ModelVersion) -> Result<PathBuf, Error> {
        let path = self.artifact_path(version);
        let state = match version.kept_in_place {
            Some(_) => self.look_in_place(version).await?,
            None => FileState::Unchanged,
        };
        let reference = || format!("{}:{}", version.name, version.version);
        match state {
            FileState::Unchanged => Ok(path),
            FileState::Touched | FileState::Changed => {
                Err(Error::ChangedInPlace { reference: reference(), path })
            }
            FileState::Missing => Err(Error::GoneFromPlace { reference: reference(), path }),
        }
    }

    /// How a version's files that are kept in place compare to what was registered: read again where they were written
    /// since. What is found is kept, so that lists show it.
    ///
    /// # Errors
    /// The database's.
    pub async fn look_in_place(&self, version: &ModelVersion) -> Result<FileState, Error> {
        let id: Option<i64> = sqlx::query_scalar(
            "select v.id from versions v join models m on m.id = v.model_id where m.name = ? and v.number = ?",
        )
        .bind(version.name.as_str())
        .bind(version.version)
        .fetch_optional(&self.0.pool)
        .await?;
        let files = kept(&mut *self.read().await?, id.as_slice()).await?;
        let found: Vec<(Kept, (FileState, Option<i64>))> =
            off_thread(move || files.into_iter().map(|file| (file.clone(), look(&file.seen))).collect())
                .await;
        let state = worst(found.iter().map(|(_, (state, _))| *state));
        self.note_in_place(&found, state).await?;
        Ok(state)
    }

    async fn note_in_place(
        &self,
        found: &[(Kept, (FileState, Option<i64>))],
        state: FileState,
    ) -> Result<(), Error> {
        let changed = state == FileState::Changed;
        let same =
            |(file, (_, time)): &(Kept, (FileState, Option<i64>))| file.changed == changed && time.is_none();
        if found.iter().all(same) {
            return Ok(());
        }
        let mut write = self.write().await?;
        for (file, (_, time)) in found {
            sqlx::query("update version_references set changed = ? where version_id = ?")
                .bind(changed)
                .bind(file.version)
                .execute(&mut *write)
                .await?;
            sqlx::query(
                "update version_files set modified_ns = coalesce(?, modified_ns) where version_id = ? and path = ?",
            )
            .bind(time)
            .bind(file.version)
            .bind(&file.inner)
            .execute(&mut *write)
            .await?;
        }
        write.commit().await
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    version_id: i64,
    root: String,
    changed: bool,
    single: bool,
    inner: String,
    size_bytes: i64,
    modified_ns: i64,
    digest: String,
}

/// The files in place of these versions.
pub(crate) async fn kept(read: &mut SqliteConnection, ids: &[i64]) -> Result<Vec<Kept>, Error> {
    let rows: Vec<Row> = sqlx::query_as(
        "select r.version_id, r.path as root, r.changed, f.digest = v.digest as single, f.path as inner, f.size_bytes,
            f.modified_ns, f.digest
        from version_references r
        join versions v on v.id = r.version_id
        join version_files f on f.version_id = r.version_id
        where r.version_id in (select value from json_each(?)) order by r.version_id, f.path",
    )
    .bind(list(ids))
    .fetch_all(read)
    .await?;
    rows.into_iter().map(Kept::try_from).collect()
}

impl TryFrom<Row> for Kept {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let path = if row.single { PathBuf::from(&row.root) } else { Path::new(&row.root).join(&row.inner) };
        let seen = Seen {
            path,
            size_bytes: row.size_bytes.unsigned_abs(),
            modified_ns: row.modified_ns,
            digest: Digest::parse(&row.digest).map_err(Error::damaged("a digest"))?,
        };
        Ok(Self { version: row.version_id, inner: row.inner, seen, root: row.root, changed: row.changed })
    }
}

/// Keeps what reading a version's files that are kept in place has found, so that lists show it.
pub(crate) async fn note_changed(store: &Store, version: i64, changed: bool) -> Result<(), Error> {
    sqlx::query("update version_references set changed = ?1 where version_id = ?2 and changed <> ?1")
        .bind(changed)
        .bind(version)
        .execute(&store.0.pool)
        .await?;
    Ok(())
}

/// Where the files of these versions lie that are not copied, and how they look at a glance.
pub(super) async fn glanced(
    read: &mut SqliteConnection,
    ids: &[i64],
) -> Result<HashMap<i64, KeptInPlace>, Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let files = kept(read, ids).await?;
    let looked: Vec<(Kept, FileState)> =
        off_thread(move || files.into_iter().map(|file| (file.clone(), glance(&file.seen))).collect()).await;
    let mut found: HashMap<i64, KeptInPlace> = HashMap::new();
    for (file, state) in looked {
        let state = if state == FileState::Touched && file.changed { FileState::Changed } else { state };
        let entry = found.entry(file.version);
        let place = entry.or_insert_with(|| KeptInPlace { path: file.root, state });
        place.state = worst([place.state, state].into_iter());
    }
    Ok(found)
}

/// Refuses files that are kept in place and have changed or vanished since they were read.
pub(super) async fn check(files: &Ingested) -> Result<(), Error> {
    let Some(in_place) = &files.in_place else { return Ok(()) };
    let seen = in_place.seen.clone();
    off_thread(move || {
        seen.iter().try_for_each(|seen| match glance(seen) {
            FileState::Unchanged => Ok(()),
            FileState::Missing => Err(Error::Vanished(seen.path.clone())),
            FileState::Touched | FileState::Changed => Err(Error::Changed(seen.path.clone())),
        })
    })
    .await
}

/// Keeps where a new version's files lie, if they were not copied.
pub(super) async fn insert(write: &mut SqliteConnection, id: i64, files: &Ingested) -> Result<(), Error> {
    let Some(in_place) = &files.in_place else { return Ok(()) };
    sqlx::query("insert into version_references (version_id, path) values (?, ?)")
        .bind(id)
        .bind(&in_place.path)
        .execute(&mut *write)
        .await?;
    for (file, seen) in files.files.iter().zip(in_place.seen.iter()) {
        sqlx::query("update version_files set modified_ns = ? where version_id = ? and path = ?")
            .bind(seen.modified_ns)
            .bind(id)
            .bind(&file.path)
            .execute(&mut *write)
            .await?;
    }
    Ok(())
}
