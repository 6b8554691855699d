//! Removing content that no version needs.

use std::{collections::BTreeSet, fs, io, ops::ControlFlow, path::Path};

use domain::digest::Digest;
use tempfile::TempDir;

use super::{at, object_path, sync_folder, tree_path};
use crate::{
    Store,
    error::Error,
    threads::{off_thread, to_the_end},
};

/// How many contents are removed between two chances to stop; a crash in between leaves them listed as loose.
const AT_ONCE: u32 = 256;

/// Content that may be removed.
#[derive(Default)]
struct Garbage {
    objects: Vec<Digest>,
    trees: Vec<Digest>,
    /// The last one that was looked at, by place and digest.
    last: Option<(String, String)>,
}

impl Store {
    /// Removes loose content that no version names and no registration holds; gives back the bytes that this freed.
    /// `progress` is told them as they add up, and may break.
    ///
    /// # Errors
    /// [`Error::Stopped`] after a break, the database's or the disk's; what is left then goes with the next sweep.
    pub async fn sweep(
        &self,
        progress: impl Fn(u64) -> ControlFlow<()> + Send + Sync + 'static,
    ) -> Result<u64, Error> {
        let store = self.clone();
        to_the_end(async move {
            let (mut freed, mut last) = (0, (String::new(), String::new()));
            while let Some((bytes, reached)) = sweep_some(&store, &last).await? {
                freed += bytes;
                last = reached;
                if progress(freed).is_break() {
                    return Err(Error::Stopped);
                }
            }
            Ok(freed)
        })
        .await
    }
}

/// Sweeps some of what comes after `last`; none when nothing does.
async fn sweep_some(
    store: &Store,
    last: &(String, String),
) -> Result<Option<(u64, (String, String))>, Error> {
    let artifacts = &store.0.artifacts;
    let _gate = artifacts.gate.lock().await;
    // Looked at before the database: a registration that ends in between has its version by then.
    let pinned = artifacts.pins.pinned();
    let mut garbage = unneeded(store, last).await?;
    let Some(reached) = garbage.last.take() else { return Ok(None) };
    garbage.objects.retain(|digest| !pinned.contains(digest));
    garbage.trees.retain(|digest| !pinned.contains(digest));
    if garbage.objects.is_empty() && garbage.trees.is_empty() {
        return Ok(Some((0, reached)));
    }
    let root = artifacts.root.clone();
    let (garbage, freed) = off_thread(move || remove(&garbage, &root).map(|freed| (garbage, freed))).await?;
    match forget(store, &garbage).await {
        Err(error) if store.has_room_after(&error) => forget(store, &garbage).await?,
        done => done?,
    }
    Ok(Some((freed, reached)))
}

async fn unneeded(store: &Store, last: &(String, String)) -> Result<Garbage, Error> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "select l.place, l.digest from loose_content l where (l.place, l.digest) > (?, ?)
            and not exists (select 1 from needed_content n where n.place = l.place and n.digest = l.digest)
        order by l.place, l.digest limit ?",
    )
    .bind(&last.0)
    .bind(&last.1)
    .bind(AT_ONCE)
    .fetch_all(&store.0.pool)
    .await?;
    let mut garbage = Garbage { last: rows.last().cloned(), ..Garbage::default() };
    for (place, digest) in rows {
        let digest = Digest::parse(&digest).map_err(Error::damaged("a digest"))?;
        if place == "objects" { garbage.objects.push(digest) } else { garbage.trees.push(digest) }
    }
    Ok(garbage)
}

/// Gives back the bytes of the removed objects. What is gone stays gone after a power failure: the database forgets it
/// next.
fn remove(garbage: &Garbage, artifacts: &Path) -> Result<u64, Error> {
    let (mut freed, mut changed) = (0, BTreeSet::new());
    for digest in &garbage.trees {
        remove_tree(&tree_path(artifacts, digest), artifacts)?;
    }
    if !garbage.trees.is_empty() {
        sync_folder(&artifacts.join("trees"))?;
    }
    for digest in &garbage.objects {
        let object = object_path(artifacts, digest);
        let Ok(metadata) = object.metadata() else { continue };
        absent_is_fine(fs::remove_file(&object)).map_err(at("remove", &object))?;
        freed += metadata.len();
        changed.extend(object.parent().map(Path::to_owned));
    }
    changed.iter().try_for_each(|folder| sync_folder(folder))?;
    Ok(freed)
}

/// Moved away first, so that a folder in its place is always whole.
fn remove_tree(tree: &Path, artifacts: &Path) -> Result<(), Error> {
    let tmp = artifacts.join("tmp");
    let away = TempDir::new_in(&tmp).map_err(at("write", &tmp))?;
    absent_is_fine(fs::rename(tree, away.path().join("tree"))).map_err(at("remove", tree))?;
    away.close().map_err(at("remove", tree))
}

/// A sweep that a crash cut short removed it already.
fn absent_is_fine(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

async fn forget(store: &Store, garbage: &Garbage) -> Result<(), Error> {
    let mut write = store.write().await?;
    for (place, digests) in [("objects", &garbage.objects), ("trees", &garbage.trees)] {
        for digest in digests {
            sqlx::query("delete from loose_content where place = ? and digest = ?")
                .bind(place)
                .bind(digest.as_str())
                .execute(&mut *write)
                .await?;
        }
    }
    write.commit().await
}
