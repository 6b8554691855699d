//! Putting versions into the trash, and bringing them back with everything that they had.

use domain::{
    activity::{Action, By},
    name::ModelName,
    reference::ModelRef,
};
use sqlx::SqliteConnection;

use super::{
    find,
    load::{deployed_by, kind, list},
    resolve::{Resolved, in_use, resolve},
};
use crate::{Store, activity, error::Error};

/// What to put into the trash.
#[derive(Debug, Clone)]
pub struct Trashing {
    /// `iris:2` for a version, `iris` for a model with all its versions.
    pub references: Vec<ModelRef>,
    /// Whether what cannot go is left out; otherwise nothing goes when something cannot.
    pub skip: bool,
}

/// What went into the trash.
#[derive(Debug)]
pub struct Trashed {
    /// What [`Store::undo`] brings exactly these versions back by; none where nothing went.
    pub undo: Option<u64>,
    /// Models that have no version left outside the trash.
    pub models: u64,
    /// Versions.
    pub versions: u64,
    /// All their files' bytes, shared ones too.
    pub size_bytes: u64,
    /// What was left out, and why.
    pub refused: Vec<(ModelRef, Error)>,
}

/// What came back out of the trash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restored {
    /// Versions.
    pub versions: u64,
    /// All their files' bytes, shared ones too.
    pub size_bytes: u64,
}

impl Store {
    /// Puts versions into the trash, all at once. No list shows them from then on; their rows, tags, aliases and files
    /// stay.
    ///
    /// # Errors
    /// [`Error::NoModel`], [`Error::NoVersion`], [`Error::InTrash`], or [`Error::InUse`] while an endpoint serves one of
    /// the versions; with `skip` these are told of in [`Trashed::refused`].
    pub async fn trash(&self, trashing: &Trashing, by: &By) -> Result<Trashed, Error> {
        match self.put_away(trashing, by).await {
            Err(error) if self.has_room_after(&error) => self.put_away(trashing, by).await,
            done => done,
        }
    }

    async fn put_away(&self, trashing: &Trashing, by: &By) -> Result<Trashed, Error> {
        let mut write = self.write().await?;
        let (ids, refused) = choose(&mut write, trashing).await?;
        let mut trashed = Trashed { undo: None, models: 0, versions: 0, size_bytes: 0, refused };
        if ids.is_empty() {
            return Ok(trashed);
        }
        let number: i64 = sqlx::query_scalar("insert into trashings (at) values (?) returning id")
            .bind(by.at.as_millis())
            .fetch_one(&mut *write)
            .await?;
        sqlx::query(
            "update versions set trashed_at = ?, trashing = ? where id in (select value from json_each(?))",
        )
        .bind(by.at.as_millis())
        .bind(number)
        .bind(list(&ids))
        .execute(&mut *write)
        .await?;
        (trashed.versions, trashed.size_bytes) = sizes(&mut write, &ids).await?;
        activity::record_versions(&mut write, by, &ids, Action::Trash).await?;
        trashed.models = emptied(&mut write, &ids).await?;
        write.commit().await?;
        trashed.undo = Some(number.unsigned_abs());
        Ok(trashed)
    }

    /// Brings versions back out of the trash: `iris:2` that version, `iris` all of the model that are there.
    ///
    /// # Errors
    /// [`Error::NotInTrash`], [`Error::NoModel`] or [`Error::NoVersion`]; [`Error::OtherKind`] when versions of another
    /// kind were registered under the name since.
    pub async fn restore(&self, references: &[ModelRef], by: &By) -> Result<Restored, Error> {
        let mut write = self.write().await?;
        let mut ids = Vec::new();
        for (reference, found) in references.iter().zip(resolve(&mut write, references).await?) {
            if found.trashed.is_empty() {
                return Err(not_trashed(&mut write, reference, &found).await?);
            }
            ids.extend(found.trashed);
        }
        let restored = bring_back(&mut write, ids, by).await?;
        write.commit().await?;
        Ok(restored)
    }

    /// Brings back what one deletion put into the trash, as far as it is still there.
    ///
    /// # Errors
    /// [`Error::NothingToUndo`] when none of it is; [`Error::OtherKind`] as for [`restore`](Self::restore).
    pub async fn undo(&self, trashing: u64, by: &By) -> Result<Restored, Error> {
        let mut write = self.write().await?;
        let ids: Vec<i64> = sqlx::query_scalar("select id from versions where trashing = ?")
            .bind(trashing.cast_signed())
            .fetch_all(&mut *write)
            .await?;
        if ids.is_empty() {
            return Err(Error::NothingToUndo(trashing));
        }
        let restored = bring_back(&mut write, ids, by).await?;
        write.commit().await?;
        Ok(restored)
    }
}

/// The rows that go, and what does not, with the reason.
async fn choose(
    write: &mut SqliteConnection,
    trashing: &Trashing,
) -> Result<(Vec<i64>, Vec<(ModelRef, Error)>), Error> {
    let found = resolve(write, &trashing.references).await?;
    let all: Vec<i64> = found.iter().flat_map(|each| each.live.iter().copied()).collect();
    let serving = deployed_by(write, &all).await?;
    let (mut ids, mut refused) = (Vec::with_capacity(all.len()), Vec::new());
    for (reference, found) in trashing.references.iter().zip(found) {
        let problem = if found.live.is_empty() {
            Some(absent(write, reference, &found, trashing.skip).await?)
        } else {
            in_use(reference, &found.live, &serving)
        };
        match problem {
            None => ids.extend(found.live),
            Some(problem) if trashing.skip => refused.push((reference.clone(), problem)),
            Some(problem) => return Err(problem),
        }
    }
    ids.sort_unstable();
    ids.dedup();
    Ok((ids, refused))
}

/// Why a reference has nothing that lists show; with `many` no name is looked for that is nearly the same.
async fn absent(
    read: &mut SqliteConnection,
    reference: &ModelRef,
    found: &Resolved,
    many: bool,
) -> Result<Error, Error> {
    if !found.trashed.is_empty() {
        return Ok(Error::InTrash(reference.to_string()));
    }
    if many && reference.version.is_none() {
        return Ok(Error::NoModel { name: reference.name.clone(), near: None });
    }
    match find::version(read, reference).await {
        Err(problem) => Ok(problem),
        Ok(_) => Ok(Error::damaged("a version")("it is listed and cannot be found")),
    }
}

/// Why a reference has nothing in the trash.
async fn not_trashed(
    read: &mut SqliteConnection,
    reference: &ModelRef,
    found: &Resolved,
) -> Result<Error, Error> {
    if found.live.is_empty() {
        absent(read, reference, found, false).await
    } else {
        Ok(Error::NotInTrash(reference.to_string()))
    }
}

async fn bring_back(write: &mut SqliteConnection, mut ids: Vec<i64>, by: &By) -> Result<Restored, Error> {
    ids.sort_unstable();
    ids.dedup();
    sqlx::query(
        "update versions set trashed_at = null, trashing = null where id in (select value from json_each(?))",
    )
    .bind(list(&ids))
    .execute(&mut *write)
    .await?;
    refuse_two_kinds(write, &ids).await?;
    activity::record_versions(write, by, &ids, Action::Restore).await?;
    let (versions, size_bytes) = sizes(write, &ids).await?;
    Ok(Restored { versions, size_bytes })
}

/// All versions of a model are of one kind.
async fn refuse_two_kinds(write: &mut SqliteConnection, ids: &[i64]) -> Result<(), Error> {
    let clash: Option<(String, String, String)> = sqlx::query_as(
        "select m.name, o.kind, v.kind
        from versions v join models m on m.id = v.model_id
        join versions o on o.model_id = v.model_id and o.kind <> v.kind and o.trashed_at is null
        where v.id in (select value from json_each(?)) limit 1",
    )
    .bind(list(ids))
    .fetch_optional(write)
    .await?;
    let Some((name, held, given)) = clash else { return Ok(()) };
    let name = ModelName::parse(&name).map_err(Error::damaged("a model's name"))?;
    Err(Error::OtherKind { name, held: kind(&held)?, given: kind(&given)? })
}

/// How many versions these are, and all their files' bytes.
pub(super) async fn sizes(read: &mut SqliteConnection, ids: &[i64]) -> Result<(u64, u64), Error> {
    let (versions, bytes): (i64, i64) = sqlx::query_as(
        "select count(*), coalesce(sum(size_bytes), 0) from versions where id in (select value from json_each(?))",
    )
    .bind(list(ids))
    .fetch_one(read)
    .await?;
    Ok((versions.unsigned_abs(), bytes.unsigned_abs()))
}

/// How many of these versions' models no list shows any more.
async fn emptied(read: &mut SqliteConnection, ids: &[i64]) -> Result<u64, Error> {
    let models: i64 = sqlx::query_scalar(
        "select count(*) from (
            select distinct model_id from versions where id in (select value from json_each(?))) gone
        where not exists (select 1 from versions v where v.model_id = gone.model_id and v.trashed_at is null)",
    )
    .bind(list(ids))
    .fetch_one(read)
    .await?;
    Ok(models.unsigned_abs())
}
