//! Putting copied files in their place.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    at,
    ingest::{Ingested, Staged},
    object_path, sync_folder, tree_path,
};
use crate::{Store, error::Error, threads::off_thread};

/// Moves staged files to where versions find them. The content is pinned and listed as loose before the first file
/// moves, so that no sweep removes it too early and every sweep after a crash finds it.
pub(super) async fn place(store: &Store, staged: Staged) -> Result<Ingested, Error> {
    let artifacts = &store.0.artifacts;
    let _gate = artifacts.gate.lock().await;
    let mut digests: Vec<_> = staged.files.iter().map(|file| file.digest.clone()).collect();
    digests.push(staged.digest.clone());
    let pin = artifacts.pins.pin(digests);
    list_as_loose(store, &staged).await?;
    let root = artifacts.root.clone();
    let (staged, root) = off_thread(move || move_in(&staged, &root).map(|root| (staged, root))).await?;
    Ok(Ingested {
        size_bytes: staged.files.iter().map(|file| file.size_bytes).sum(),
        files: staged.files,
        digest: staged.digest,
        single_file: staged.single_file,
        root,
        pin: Arc::new(pin),
        in_place: None,
    })
}

async fn list_as_loose(store: &Store, staged: &Staged) -> Result<(), Error> {
    let mut write = store.write().await?;
    let insert = "insert or ignore into loose_content (place, digest) values (?, ?)";
    for file in &staged.files {
        sqlx::query(insert).bind("objects").bind(file.digest.as_str()).execute(&mut *write).await?;
    }
    if !staged.single_file {
        sqlx::query(insert).bind("trees").bind(staged.digest.as_str()).execute(&mut *write).await?;
    }
    Ok(write.commit().await?)
}

/// Gives back the path that an engine can open.
fn move_in(staged: &Staged, artifacts: &Path) -> Result<PathBuf, Error> {
    let mut changed = BTreeSet::from([artifacts.join("objects")]);
    for (number, file) in staged.files.iter().enumerate() {
        let object = object_path(artifacts, &file.digest);
        if object.exists() {
            continue;
        }
        let folder = object.parent().expect("an object stands in a folder");
        fs::create_dir_all(folder).map_err(at("write", folder))?;
        fs::rename(staged.folder.path().join(number.to_string()), &object).map_err(at("write", &object))?;
        changed.insert(folder.to_owned());
    }
    changed.iter().try_for_each(|folder| sync_folder(folder))?;
    if staged.single_file { Ok(object_path(artifacts, &staged.digest)) } else { plant(staged, artifacts) }
}

/// Makes the folder of hard links, whole or not at all.
fn plant(staged: &Staged, artifacts: &Path) -> Result<PathBuf, Error> {
    let tree = tree_path(artifacts, &staged.digest);
    if tree.exists() {
        return Ok(tree);
    }
    let draft = staged.folder.path().join("tree");
    let mut folders = BTreeSet::from([draft.clone()]);
    for file in &staged.files {
        let to = draft.join(&file.path);
        folders.extend(to.ancestors().skip(1).take_while(|folder| *folder != draft).map(Path::to_owned));
        fs::create_dir_all(to.parent().expect("a file stands in a folder")).map_err(at("write", &to))?;
        link(&object_path(artifacts, &file.digest), &to).map_err(at("write", &to))?;
    }
    folders.iter().try_for_each(|folder| sync_folder(folder))?;
    fs::rename(&draft, &tree).map_err(at("write", &tree))?;
    sync_folder(&artifacts.join("trees"))?;
    Ok(tree)
}

/// A hard link, or a copy where the file system has none to give.
fn link(object: &Path, to: &Path) -> io::Result<()> {
    fs::hard_link(object, to).or_else(|_| {
        fs::copy(object, to)?;
        fs::File::open(to)?.sync_all()
    })
}
