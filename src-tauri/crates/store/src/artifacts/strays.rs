//! Files in the artifacts' folders that the database knows nothing of, as an older copy of it leaves them.

use std::{fs, ops::ControlFlow, path::Path};

use domain::digest::Digest;
use serde_json::json;

use super::at;
use crate::{Store, error::Error, threads::off_thread};

impl Store {
    /// Removes everything stored that no version needs: what is listed as loose, and what no list names. `progress` is
    /// told the bytes freed so far, and may break at any moment.
    ///
    /// # Errors
    /// As for [`sweep`](Self::sweep).
    pub async fn collect_garbage(
        &self,
        progress: impl Fn(u64) -> ControlFlow<()> + Send + Sync + 'static,
    ) -> Result<u64, Error> {
        let root = self.0.artifacts.root.clone();
        let objects = root.join("objects");
        for folder in off_thread(move || folders(&objects)).await? {
            self.list_strays("objects", root.join("objects").join(folder)).await?;
            if progress(0).is_break() {
                return Err(Error::Stopped);
            }
        }
        self.list_strays("trees", root.join("trees")).await?;
        self.sweep(progress).await
    }

    /// Lists as loose what stands in the folder and is named by nothing. What a registration is about to name was
    /// listed before it was put there.
    async fn list_strays(&self, place: &'static str, folder: std::path::PathBuf) -> Result<(), Error> {
        let found = off_thread(move || digests(&folder)).await?;
        if found.is_empty() {
            return Ok(());
        }
        let mut write = self.write().await?;
        sqlx::query(
            "insert or ignore into loose_content (place, digest) select ?1, value from json_each(?2)
            where not exists (select 1 from needed_content n where n.place = ?1 and n.digest = value)",
        )
        .bind(place)
        .bind(json!(found).to_string())
        .execute(&mut *write)
        .await?;
        write.commit().await
    }
}

fn folders(path: &Path) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    for entry in fs::read_dir(path).map_err(at("read", path))? {
        let entry = entry.map_err(at("read", path))?;
        if entry.path().is_dir() {
            names.extend(entry.file_name().into_string().ok());
        }
    }
    Ok(names)
}

/// The entries that are called as content is; others are somebody else's.
fn digests(path: &Path) -> Result<Vec<Digest>, Error> {
    let mut found = Vec::new();
    for entry in fs::read_dir(path).map_err(at("read", path))? {
        let name = entry.map_err(at("read", path))?.file_name();
        found.extend(name.to_str().and_then(|name| Digest::parse(name).ok()));
    }
    Ok(found)
}
