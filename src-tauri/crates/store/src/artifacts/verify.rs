//! Reading everything again, to find what a disk has lost or somebody has changed.

use std::{ops::ControlFlow, path::Path, path::PathBuf, sync::Arc};

use domain::{
    artifact::ArtifactFile,
    digest::Digest,
    name::ModelName,
    reference::ModelRef,
    verification::{Damage, Problem, Verification},
};
use sqlx::SqliteConnection;

use super::{copy::hash, object_path, tree_path};
use crate::{
    Store,
    error::Error,
    threads::off_thread,
    versions::{in_place, load::list, resolve},
};

/// How many contents are asked for at a time.
const AT_ONCE: u32 = 500;

/// A file on the disk, and what it should be.
struct Expected {
    path: PathBuf,
    size_bytes: u64,
    digest: Digest,
    /// A file that is known to be this one; when it is the very same on the disk, it is not read twice.
    same_as: Option<PathBuf>,
}

/// One verification under way.
struct Work<P> {
    store: Store,
    /// The rows of the versions to look at, as JSON; none for all.
    only: Option<String>,
    progress: Arc<P>,
    total: u64,
    found: Verification,
}

impl Store {
    /// Reads every file again of the versions that are named, or of all, those in the trash too, and of their data
    /// sets; files that are kept in place as well. `progress` is told the bytes read and all bytes; when it breaks,
    /// nothing is told.
    ///
    /// # Errors
    /// [`Error::NoModel`], [`Error::NoVersion`], [`Error::Cancelled`], or the database's. What is wrong with files is in
    /// the answer.
    pub async fn verify(
        &self,
        only: Option<&ModelRef>,
        progress: impl Fn(u64, u64) -> ControlFlow<()> + Send + Sync + 'static,
    ) -> Result<Verification, Error> {
        let only = match only {
            Some(reference) => Some(list(&resolve::all(&mut *self.read().await?, reference).await?)),
            None => None,
        };
        let found = Verification::default();
        let mut work = Work { store: self.clone(), only, progress: Arc::new(progress), total: 0, found };
        work.count().await?;
        work.objects().await?;
        work.trees().await?;
        work.in_place().await?;
        Ok(work.found)
    }
}

/// Content that versions need, and one version that needs it.
struct Content {
    digest: Digest,
    size_bytes: u64,
    version: i64,
}

impl<P: Fn(u64, u64) -> ControlFlow<()> + Send + Sync + 'static> Work<P> {
    async fn count(&mut self) -> Result<(), Error> {
        let (versions, bytes): (i64, i64) = sqlx::query_as(
            "select (select count(*) from versions where ?1 is null or id in (select value from json_each(?1))),
                (select coalesce(sum(size_bytes), 0) from (
                    select distinct digest, size_bytes from version_files
                    where ?1 is null or version_id in (select value from json_each(?1))
                    union select distinct digest, size_bytes from version_datasets
                    where ?1 is null or version_id in (select value from json_each(?1))))",
        )
        .bind(&self.only)
        .fetch_one(&self.store.0.pool)
        .await?;
        self.found.versions = versions.unsigned_abs();
        self.total = bytes.unsigned_abs();
        Ok(())
    }

    async fn objects(&mut self) -> Result<(), Error> {
        let mut last = None;
        loop {
            let page = self.page("objects", last).await?;
            let Some(content) = page.last() else { return Ok(()) };
            last = Some(content.digest.clone());
            let root = &self.store.0.artifacts.root;
            let expected = page.into_iter().map(|Content { digest, size_bytes, .. }| Expected {
                path: object_path(root, &digest),
                size_bytes,
                digest,
                same_as: None,
            });
            let expected = expected.collect();
            for (file, problem) in self.read(expected).await? {
                let versions = needing(&mut *self.store.read().await?, "objects", &file.digest).await?;
                self.tell(file, problem, versions);
            }
        }
    }

    async fn trees(&mut self) -> Result<(), Error> {
        let mut last = None;
        loop {
            let page = self.page("trees", last).await?;
            let Some(content) = page.last() else { return Ok(()) };
            last = Some(content.digest.clone());
            for Content { digest, version, .. } in page {
                self.tree(&digest, version).await?;
            }
        }
    }

    async fn tree(&mut self, digest: &Digest, version: i64) -> Result<(), Error> {
        let root = &self.store.0.artifacts.root;
        let tree = tree_path(root, digest);
        let files = files(&mut *self.store.read().await?, version).await?;
        let expected = files.into_iter().map(|file| Expected {
            path: tree.join(&file.path),
            size_bytes: file.size_bytes,
            same_as: Some(object_path(root, &file.digest)),
            digest: file.digest,
        });
        let expected = expected.collect();
        for (file, problem) in self.read(expected).await? {
            let versions = needing(&mut *self.store.read().await?, "trees", digest).await?;
            self.tell(file, problem, versions);
        }
        Ok(())
    }

    async fn in_place(&mut self) -> Result<(), Error> {
        let ids: Vec<i64> = sqlx::query_scalar(
            "select version_id from version_references
            where ?1 is null or version_id in (select value from json_each(?1)) order by version_id",
        )
        .bind(&self.only)
        .fetch_all(&self.store.0.pool)
        .await?;
        for id in ids {
            let files = in_place::kept(&mut *self.store.read().await?, &[id]).await?;
            let expected = files.into_iter().map(|file| Expected {
                path: file.seen.path,
                size_bytes: file.seen.size_bytes,
                digest: file.seen.digest,
                same_as: None,
            });
            let problems = self.read(expected.collect()).await?;
            let changed = problems.iter().any(|(_, problem)| *problem == Problem::Changed);
            in_place::note_changed(&self.store, id, changed).await?;
            for (file, problem) in problems {
                let versions = named(&mut *self.store.read().await?, id).await?;
                self.tell(file, problem, versions);
            }
        }
        Ok(())
    }

    /// Some of the content of a place that comes after `last`, each once.
    async fn page(&self, place: &str, last: Option<Digest>) -> Result<Vec<Content>, Error> {
        let rows: Vec<(String, i64, i64)> = sqlx::query_as(
            "select digest, size_bytes, version_id from needed_content
            where place = ?1 and digest > ?2 and (?3 is null or version_id in (select value from json_each(?3)))
            order by digest limit ?4",
        )
        .bind(place)
        .bind(last.as_ref().map_or("", Digest::as_str))
        .bind(&self.only)
        .bind(AT_ONCE)
        .fetch_all(&self.store.0.pool)
        .await?;
        let content = |(digest, size_bytes, version): (String, i64, i64)| {
            let digest = Digest::parse(&digest).map_err(Error::damaged("a digest"))?;
            Ok(Content { digest, size_bytes: size_bytes.unsigned_abs(), version })
        };
        let mut page = rows.into_iter().map(content).collect::<Result<Vec<_>, Error>>()?;
        page.dedup_by(|next, content| next.digest == content.digest);
        Ok(page)
    }

    /// Reads these files; gives back those that are not what they should be.
    async fn read(&mut self, expected: Vec<Expected>) -> Result<Vec<(Expected, Problem)>, Error> {
        let (progress, before, total) = (self.progress.clone(), self.found.bytes, self.total);
        let (files, bytes, wrong) = off_thread(move || {
            let (mut files, mut read, mut wrong) = (0, before, Vec::new());
            for file in expected {
                if file.same_as.as_deref().is_some_and(|other| is_same(&file.path, other)) {
                    continue;
                }
                files += 1;
                let problem = check(&file, &mut |bytes| {
                    read += bytes;
                    progress(read, total)
                })?;
                wrong.extend(problem.map(|problem| (file, problem)));
            }
            Ok::<_, Error>((files, read, wrong))
        })
        .await?;
        self.found.files += files;
        self.found.bytes = bytes;
        Ok(wrong)
    }

    /// What nobody has any more was deleted while it was being read.
    fn tell(&mut self, file: Expected, problem: Problem, versions: Vec<ModelRef>) {
        if !versions.is_empty() {
            let path = file.path.display().to_string();
            self.found.damage.push(Damage { problem, path, digest: file.digest, versions });
        }
    }
}

fn check(file: &Expected, read: &mut dyn FnMut(u64) -> ControlFlow<()>) -> Result<Option<Problem>, Error> {
    match hash(&file.path, read) {
        Ok((digest, size_bytes)) if digest == file.digest && size_bytes == file.size_bytes => Ok(None),
        Ok(_) => Ok(Some(Problem::Changed)),
        Err(Error::Vanished(_)) => Ok(Some(Problem::Missing)),
        Err(Error::File { .. }) => Ok(Some(Problem::Unreadable)),
        Err(other) => Err(other),
    }
}

#[cfg(unix)]
fn is_same(path: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let place = |path: &Path| path.symlink_metadata().ok().map(|found| (found.dev(), found.ino()));
    place(path).is_some_and(|found| Some(found) == place(other))
}

#[cfg(not(unix))]
fn is_same(_: &Path, _: &Path) -> bool {
    false
}

async fn files(read: &mut SqliteConnection, version: i64) -> Result<Vec<ArtifactFile>, Error> {
    let rows: Vec<(String, i64, String)> = sqlx::query_as(
        "select path, size_bytes, digest from version_files where version_id = ? order by path",
    )
    .bind(version)
    .fetch_all(read)
    .await?;
    let file = |(path, size_bytes, digest): (String, i64, String)| {
        let digest = Digest::parse(&digest).map_err(Error::damaged("a digest"))?;
        Ok(ArtifactFile { path, size_bytes: size_bytes.unsigned_abs(), digest })
    };
    rows.into_iter().map(file).collect()
}

/// The versions that need this content.
async fn needing(read: &mut SqliteConnection, place: &str, digest: &Digest) -> Result<Vec<ModelRef>, Error> {
    let rows = sqlx::query_as(
        "select m.name, v.number from versions v join models m on m.id = v.model_id
        where v.id in (select version_id from needed_content where place = ? and digest = ?)
        order by m.name, v.number",
    );
    references(rows.bind(place).bind(digest.as_str()).fetch_all(read).await?)
}

async fn named(read: &mut SqliteConnection, id: i64) -> Result<Vec<ModelRef>, Error> {
    let rows = sqlx::query_as(
        "select m.name, v.number from versions v join models m on m.id = v.model_id where v.id = ?",
    );
    references(rows.bind(id).fetch_all(read).await?)
}

fn references(rows: Vec<(String, u32)>) -> Result<Vec<ModelRef>, Error> {
    let reference = |(name, number): (String, u32)| {
        let name = ModelName::parse(&name).map_err(Error::damaged("a model's name"))?;
        Ok(ModelRef::numbered(name, number))
    };
    rows.into_iter().map(reference).collect()
}
