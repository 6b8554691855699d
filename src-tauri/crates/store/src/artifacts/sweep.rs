//! Removing content that no version needs.

use std::{collections::BTreeSet, fs, io, path::Path};

use domain::digest::Digest;
use tempfile::TempDir;

use super::{at, object_path, sync_folder, tree_path};
use crate::{
    Store,
    error::Error,
    threads::{off_thread, to_the_end},
};

/// Content that may be removed.
#[derive(Default)]
struct Garbage {
    objects: Vec<Digest>,
    trees: Vec<Digest>,
}

impl Store {
    /// Removes loose content that no version names and no registration holds; gives back the bytes that this freed.
    ///
    /// # Errors
    /// The database's or the disk's; what is left then goes with the next sweep.
    pub async fn sweep(&self) -> Result<u64, Error> {
        let store = self.clone();
        to_the_end(async move { sweep(&store).await }).await
    }
}

async fn sweep(store: &Store) -> Result<u64, Error> {
    let artifacts = &store.0.artifacts;
    let _gate = artifacts.gate.lock().await;
    // Looked at before the database: a registration that ends in between has its version by then.
    let pinned = artifacts.pins.pinned();
    let mut garbage = unneeded(store).await?;
    garbage.objects.retain(|digest| !pinned.contains(digest));
    garbage.trees.retain(|digest| !pinned.contains(digest));
    if garbage.objects.is_empty() && garbage.trees.is_empty() {
        return Ok(0);
    }
    let root = artifacts.root.clone();
    let (garbage, freed) = off_thread(move || remove(&garbage, &root).map(|freed| (garbage, freed))).await?;
    forget(store, &garbage).await?;
    Ok(freed)
}

async fn unneeded(store: &Store) -> Result<Garbage, Error> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "select l.place, l.digest from loose_content l where case l.place
            when 'objects' then not exists (select 1 from version_files f where f.digest = l.digest)
            else not exists (select 1 from versions v where v.digest = l.digest) end",
    )
    .fetch_all(&store.0.pool)
    .await?;
    let mut garbage = Garbage::default();
    for (place, digest) in rows {
        let digest = Digest::parse(&digest).map_err(Error::damaged("a digest"))?;
        if place == "objects" { garbage.objects.push(digest) } else { garbage.trees.push(digest) }
    }
    Ok(garbage)
}

/// Gives back the bytes of the removed objects. What is gone stays gone after a power failure: the database forgets it
/// next.
fn remove(garbage: &Garbage, artifacts: &Path) -> Result<u64, Error> {
    let (mut freed, mut changed) = (0, BTreeSet::from([artifacts.join("trees")]));
    for digest in &garbage.trees {
        remove_tree(&tree_path(artifacts, digest), artifacts)?;
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
    Ok(write.commit().await?)
}
