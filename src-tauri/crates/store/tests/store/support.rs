//! A store in a folder of its own, and short ways to fill it.

use std::{
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use domain::{
    activity::{By, Via},
    artifact::ArtifactKind,
    filter::Filter,
    model::ModelVersion,
    name::ModelName,
    reference::ModelRef,
    tags::Tags,
    task::Task,
    time::Timestamp,
};
use store::{Error, Ingested, NewVersion, Store, VersionQuery};
use tempfile::TempDir;

pub struct Bench {
    pub store: Store,
    /// Holds the workspace `w` and the files to register.
    pub folder: TempDir,
}

impl Bench {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("w")).await.unwrap();
        Self { store, folder }
    }

    pub fn workspace(&self) -> PathBuf {
        self.folder.path().join("w")
    }

    /// Writes a file to register.
    pub fn file(&self, path: &str, content: &[u8]) -> PathBuf {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    pub async fn ingest(&self, path: &Path) -> Result<Ingested, Error> {
        self.store.ingest(path, |_, _| ControlFlow::Continue(())).await
    }

    /// Registers a file of this content.
    pub async fn register(&self, new: NewVersion, content: &[u8]) -> ModelVersion {
        let path = self.file("model.bin", content);
        let files = self.ingest(&path).await.unwrap();
        self.store.add_version(&files, new, &ann()).await.unwrap()
    }

    /// `NAME:VERSION` of everything that a filter matches, in the default order.
    pub async fn found(&self, filter: &str) -> Vec<String> {
        let query =
            VersionQuery { filter: Filter::parse(filter).unwrap(), limit: 1000, ..VersionQuery::default() };
        let page = self.store.versions(&query).await.unwrap();
        assert_eq!(page.total, page.versions.len() as u64);
        page.versions.iter().map(|v| format!("{}:{}", v.name, v.version)).collect()
    }
}

pub fn new(name: &str) -> NewVersion {
    let (task, at) = (Task::MulticlassClassification, Timestamp::from_millis(0));
    NewVersion { deployable: true, ..NewVersion::of(model(name), ArtifactKind::Onnx, task, "ann".into(), at) }
}

/// Ann, at a terminal.
pub fn ann() -> By {
    By { actor: "ann".into(), via: Some(Via::Terminal), at: Timestamp::from_millis(1_795_183_500_000) }
}

pub fn model(name: &str) -> ModelName {
    name.parse().unwrap()
}

pub fn at(reference: &str) -> ModelRef {
    reference.parse().unwrap()
}

pub fn tags(pairs: &[(&str, &str)]) -> Tags {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

/// All files under a folder, relative to it, sorted.
pub fn files_under(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}
