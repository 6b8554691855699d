//! Putting copied files in their place.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use domain::digest::Digest;
use serde_json::json;

use super::{
    at,
    copy::Durable,
    ingest::{Ingested, Staged},
    object_path,
    pins::Pin,
    sync_folder, tree_path,
};
use crate::{Store, error::Error, threads::off_thread};

/// Moves staged files to where versions find them. The content is pinned and listed as loose before the first file
/// moves, so that no sweep removes it too early and every sweep after a crash finds it.
pub(super) async fn place(store: &Store, staged: Vec<Staged>) -> Result<Vec<Ingested>, Error> {
    let artifacts = &store.0.artifacts;
    let _gate = artifacts.gate.lock().await;
    let pins: Vec<Pin> = staged.iter().map(|staged| artifacts.pins.pin(content(staged))).collect();
    list_as_loose(store, &staged).await?;
    let root = artifacts.root.clone();
    let (staged, roots) = off_thread(move || move_all(&staged, &root).map(|roots| (staged, roots))).await?;
    let ingested = |((staged, root), pin): ((Staged, PathBuf), Pin)| Ingested {
        size_bytes: staged.files.iter().map(|file| file.size_bytes).sum(),
        files: staged.files,
        digest: staged.digest,
        single_file: staged.single_file,
        root,
        pin: Arc::new(pin),
        in_place: None,
    };
    Ok(staged.into_iter().zip(roots).zip(pins).map(ingested).collect())
}

fn content(staged: &Staged) -> Vec<Digest> {
    staged.files.iter().map(|file| &file.digest).chain([&staged.digest]).cloned().collect()
}

async fn list_as_loose(store: &Store, staged: &[Staged]) -> Result<(), Error> {
    let objects: Vec<&Digest> =
        staged.iter().flat_map(|staged| staged.files.iter().map(|file| &file.digest)).collect();
    let trees: Vec<&Digest> =
        staged.iter().filter(|staged| !staged.single_file).map(|staged| &staged.digest).collect();
    let mut write = store.write().await?;
    for (place, digests) in [("objects", objects), ("trees", trees)] {
        sqlx::query("insert or ignore into loose_content (place, digest) select ?, value from json_each(?)")
            .bind(place)
            .bind(json!(digests).to_string())
            .execute(&mut *write)
            .await?;
    }
    write.commit().await
}

/// Gives back the paths that an engine can open. What is not durable yet is made so at the end, all at once: until a
/// version names it, it is listed as loose, and goes when the store is opened after a crash.
fn move_all(staged: &[Staged], artifacts: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut changed = BTreeSet::from([artifacts.join("objects")]);
    staged.iter().try_for_each(|staged| move_objects(staged, artifacts, &mut changed))?;
    let many = staged.iter().any(|staged| staged.durable == Durable::Later);
    if !many {
        changed.iter().try_for_each(|folder| sync_folder(folder))?;
    }
    let root = |staged: &Staged| match staged.single_file {
        true => Ok(object_path(artifacts, &staged.digest)),
        false => plant(staged, artifacts, many),
    };
    let roots = staged.iter().map(root).collect::<Result<_, Error>>()?;
    if many {
        sync_all(artifacts, staged, &changed)?;
    }
    Ok(roots)
}

fn move_objects(staged: &Staged, artifacts: &Path, changed: &mut BTreeSet<PathBuf>) -> Result<(), Error> {
    for (number, file) in staged.files.iter().enumerate() {
        let object = object_path(artifacts, &file.digest);
        if object.exists() {
            continue;
        }
        let folder = object.parent().expect("an object stands in a folder");
        if !changed.contains(folder) {
            fs::create_dir_all(folder).map_err(at("write", folder))?;
            changed.insert(folder.to_owned());
        }
        fs::rename(staged.file(number), &object).map_err(at("write", &object))?;
    }
    Ok(())
}

/// Writes out everything that is not durable yet, with one call for the whole file system where there is one.
fn sync_all(artifacts: &Path, staged: &[Staged], changed: &BTreeSet<PathBuf>) -> Result<(), Error> {
    #[cfg(target_os = "linux")]
    {
        let _ = (staged, changed);
        let folder = fs::File::open(artifacts).map_err(at("write", artifacts))?;
        rustix::fs::syncfs(folder).map_err(|error| at("write", artifacts)(error.into()))
    }
    #[cfg(not(target_os = "linux"))]
    {
        for file in staged.iter().flat_map(|staged| &staged.files) {
            let object = object_path(artifacts, &file.digest);
            fs::File::open(&object).and_then(|file| file.sync_all()).map_err(at("write", &object))?;
        }
        changed.iter().try_for_each(|folder| sync_folder(folder))?;
        sync_folder(&artifacts.join("trees"))
    }
}

/// Makes the folder of hard links, whole or not at all. With `many`, the caller makes it durable.
fn plant(staged: &Staged, artifacts: &Path, many: bool) -> Result<PathBuf, Error> {
    let tree = tree_path(artifacts, &staged.digest);
    if tree.exists() {
        return Ok(tree);
    }
    let draft = staged.folder.path().join(format!("{}tree", staged.prefix));
    let mut folders = BTreeSet::from([draft.clone()]);
    for file in &staged.files {
        let to = draft.join(&file.path);
        folders.extend(to.ancestors().skip(1).take_while(|folder| *folder != draft).map(Path::to_owned));
        fs::create_dir_all(to.parent().expect("a file stands in a folder")).map_err(at("write", &to))?;
        link(&object_path(artifacts, &file.digest), &to).map_err(at("write", &to))?;
    }
    if !many || cfg!(not(target_os = "linux")) {
        folders.iter().try_for_each(|folder| sync_folder(folder))?;
    }
    fs::rename(&draft, &tree).map_err(at("write", &tree))?;
    if !many {
        sync_folder(&artifacts.join("trees"))?;
    }
    Ok(tree)
}

/// A hard link, or a copy where the file system has none to give.
fn link(object: &Path, to: &Path) -> io::Result<()> {
    fs::hard_link(object, to).or_else(|_| {
        fs::copy(object, to)?;
        fs::File::open(to)?.sync_all()
    })
}
