//! Watched folders, and what became of the files in them.

use std::collections::HashMap;

use domain::{tags::Tags, time::Timestamp};

use crate::{Store, error::Error};

/// A folder that is watched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchedFolder {
    /// Its number.
    pub id: i64,
    /// Where it was last.
    pub path: String,
    /// What the file system calls it, whatever its name.
    pub identity: Option<String>,
    /// How its files are named.
    pub name_rule: String,
    /// Tags of every version.
    pub tags: Tags,
    /// Whether it is looked at again and again instead of being told of changes.
    pub polling: bool,
    /// When it was added.
    pub created_at: Timestamp,
}

/// A file or model folder in a watched folder, as it was when it was dealt with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchedFile {
    /// Below the watched folder.
    pub path: String,
    /// How many files it is.
    pub files: u64,
    /// All their bytes.
    pub size_bytes: u64,
    /// When the latest was written, in nanoseconds since the epoch.
    pub modified_ns: i64,
    /// `registered`, `known`, `ignored` or `failed`.
    pub outcome: String,
    /// Why it failed.
    pub message: Option<String>,
}

#[derive(sqlx::FromRow)]
struct FolderRow {
    id: i64,
    path: String,
    identity: Option<String>,
    name_rule: String,
    tags: String,
    polling: bool,
    created_at: i64,
}

impl Store {
    /// All watched folders, by their paths.
    ///
    /// # Errors
    /// The database's.
    pub async fn watched_folders(&self) -> Result<Vec<WatchedFolder>, Error> {
        let rows: Vec<FolderRow> = sqlx::query_as(
            "select id, path, identity, name_rule, tags, polling, created_at from watched_folders order by path",
        )
        .fetch_all(&mut *self.read().await?)
        .await?;
        rows.into_iter().map(FolderRow::into_folder).collect()
    }

    /// Adds a folder; its `id` is chosen here. Gives none when the path is there already.
    ///
    /// # Errors
    /// The database's.
    pub async fn watch(&self, folder: &WatchedFolder) -> Result<Option<WatchedFolder>, Error> {
        let mut write = self.write().await?;
        let id: Option<i64> = sqlx::query_scalar(
            "insert into watched_folders (path, identity, name_rule, tags, polling, created_at)
            values (?, ?, ?, ?, ?, ?) on conflict (path) do nothing returning id",
        )
        .bind(&folder.path)
        .bind(&folder.identity)
        .bind(&folder.name_rule)
        .bind(serde_json::to_string(&folder.tags).map_err(Error::damaged("tags"))?)
        .bind(folder.polling)
        .bind(folder.created_at.as_millis())
        .fetch_optional(&mut *write)
        .await?;
        write.commit().await?;
        Ok(id.map(|id| WatchedFolder { id, ..folder.clone() }))
    }

    /// Forgets a folder and what became of its files; the versions stay. Gives whether it was there.
    ///
    /// # Errors
    /// The database's.
    pub async fn unwatch(&self, id: i64) -> Result<bool, Error> {
        let mut write = self.write().await?;
        let gone =
            sqlx::query("delete from watched_folders where id = ?").bind(id).execute(&mut *write).await?;
        write.commit().await?;
        Ok(gone.rows_affected() > 0)
    }

    /// Where a folder is found now.
    ///
    /// # Errors
    /// The database's.
    pub async fn move_watched(&self, id: i64, path: &str, identity: Option<&str>) -> Result<(), Error> {
        let mut write = self.write().await?;
        sqlx::query("update or ignore watched_folders set path = ?, identity = ? where id = ?")
            .bind(path)
            .bind(identity)
            .bind(id)
            .execute(&mut *write)
            .await?;
        write.commit().await
    }

    /// What was dealt with in a folder, by its path below.
    ///
    /// # Errors
    /// The database's.
    pub async fn watched_files(&self, id: i64) -> Result<HashMap<String, WatchedFile>, Error> {
        let rows: Vec<(String, i64, i64, i64, String, Option<String>)> = sqlx::query_as(
            "select path, files, size_bytes, modified_ns, outcome, message from watched_files where folder_id = ?",
        )
        .bind(id)
        .fetch_all(&mut *self.read().await?)
        .await?;
        let file =
            |(path, files, size_bytes, modified_ns, outcome, message): (String, i64, i64, i64, _, _)| {
                let (files, size_bytes) = (files.unsigned_abs(), size_bytes.unsigned_abs());
                (path.clone(), WatchedFile { path, files, size_bytes, modified_ns, outcome, message })
            };
        Ok(rows.into_iter().map(file).collect())
    }

    /// Notes what became of files, in place of what became of them before.
    ///
    /// # Errors
    /// The database's.
    pub async fn note_watched(&self, id: i64, files: &[WatchedFile], at: Timestamp) -> Result<(), Error> {
        let mut write = self.write().await?;
        for file in files {
            // A folder that was removed meanwhile has nothing noted.
            sqlx::query(
                "insert into watched_files (folder_id, path, files, size_bytes, modified_ns, outcome, message, seen_at)
                select ?, ?, ?, ?, ?, ?, ?, ? where exists (select 1 from watched_folders where id = ?)
                on conflict (folder_id, path) do update set files = excluded.files, size_bytes = excluded.size_bytes,
                    modified_ns = excluded.modified_ns, outcome = excluded.outcome, message = excluded.message,
                    seen_at = excluded.seen_at",
            )
            .bind(id)
            .bind(&file.path)
            .bind(file.files.cast_signed())
            .bind(file.size_bytes.cast_signed())
            .bind(file.modified_ns)
            .bind(&file.outcome)
            .bind(&file.message)
            .bind(at.as_millis())
            .bind(id)
            .execute(&mut *write)
            .await?;
        }
        write.commit().await
    }
}

impl FolderRow {
    fn into_folder(self) -> Result<WatchedFolder, Error> {
        Ok(WatchedFolder {
            id: self.id,
            path: self.path,
            identity: self.identity,
            name_rule: self.name_rule,
            tags: serde_json::from_str(&self.tags).map_err(Error::damaged("a watched folder's tags"))?,
            polling: self.polling,
            created_at: Timestamp::from_millis(self.created_at),
        })
    }
}
