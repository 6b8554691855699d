//! What is in the trash.

use domain::{
    name::ModelName,
    reference::VersionNumber,
    time::Timestamp,
    trash::{TrashPage, TrashedVersion},
};
use sqlx::SqliteConnection;

use crate::{Store, error::Error};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    name: String,
    number: VersionNumber,
    description: String,
    framework: Option<String>,
    size_bytes: i64,
    created_at: i64,
    trashed_at: i64,
    trashing: i64,
}

impl Store {
    /// One page of the trash, last deleted first.
    ///
    /// # Errors
    /// [`Error::PageToken`] when `after` is not the `next` of a page before.
    pub async fn trashed(&self, limit: u32, after: Option<&str>) -> Result<TrashPage, Error> {
        let mut read = self.read().await?;
        let mut rows = page(&mut read, limit, after).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| more).map(|row| format!("{}.{}", row.trashed_at, row.id));
        let total: i64 = sqlx::query_scalar("select count(*) from versions where trashed_at is not null")
            .fetch_one(&mut *read)
            .await?;
        let versions: Result<_, _> = rows.into_iter().map(TrashedVersion::try_from).collect();
        Ok(TrashPage {
            versions: versions?,
            next,
            total: total.unsigned_abs(),
            freed_bytes: freed_by_emptying(&mut read).await?,
        })
    }
}

async fn page(read: &mut SqliteConnection, limit: u32, after: Option<&str>) -> Result<Vec<Row>, Error> {
    let (at, id) = match after {
        None => (i64::MAX, i64::MAX),
        Some(token) => place(token).ok_or_else(|| Error::PageToken(token.to_owned()))?,
    };
    let rows = sqlx::query_as(
        "select v.id, m.name, v.number, d.description, v.framework, v.size_bytes, v.created_at, v.trashed_at,
            coalesce(v.trashing, 0) as trashing
        from versions v join models m on m.id = v.model_id join version_details d on d.version_id = v.id
        where v.trashed_at is not null and (v.trashed_at, v.id) < (?, ?)
        order by v.trashed_at desc, v.id desc limit ?",
    )
    .bind(at)
    .bind(id)
    .bind(i64::from(limit) + 1)
    .fetch_all(read)
    .await?;
    Ok(rows)
}

fn place(token: &str) -> Option<(i64, i64)> {
    let (at, id) = token.split_once('.')?;
    Some((at.parse().ok()?, id.parse().ok()?))
}

/// The bytes of stored content that only versions in the trash have.
pub(crate) async fn freed_by_emptying(read: &mut SqliteConnection) -> Result<u64, Error> {
    let bytes: i64 = sqlx::query_scalar(
        "with trashed (digest, size_bytes) as materialized (
            select digest, size_bytes from needed_content
            where place = 'objects' and version_id in (select id from versions where trashed_at is not null)
        )
        select coalesce(sum(size_bytes), 0) from (select distinct digest, size_bytes from trashed) t
        where not exists (select 1 from needed_content n join versions v on v.id = n.version_id
            where n.place = 'objects' and n.digest = t.digest and v.trashed_at is null)",
    )
    .fetch_one(read)
    .await?;
    Ok(bytes.unsigned_abs())
}

impl TryFrom<Row> for TrashedVersion {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            name: ModelName::parse(&row.name).map_err(Error::damaged("a model's name"))?,
            version: row.number,
            description: row.description,
            framework: row.framework,
            size_bytes: row.size_bytes.unsigned_abs(),
            created_at: Timestamp::from_millis(row.created_at),
            trashed_at: Timestamp::from_millis(row.trashed_at),
            undo: row.trashing.unsigned_abs(),
        })
    }
}
