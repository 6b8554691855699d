//! Giving back the very files that went in.

use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::Arc,
};

use domain::{model::ModelVersion, reference::ModelRef};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{App, error::Error, jobs::Job, many};

/// What to export, and where to.
#[derive(Debug, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct ExportArgs {
    /// `iris:2`, `iris@champion`, or `iris` for the latest.
    pub reference: ModelRef,
    /// Where it shall stand: for a single file its new path, or a folder that is there already; for several files a
    /// folder that is not there yet, or empty.
    pub destination: String,
    /// Whether the data sets come along, under `datasets/ROLE/` of a folder.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub datasets: bool,
    /// An id under which progress is told and the work can be cancelled.
    #[serde(default)]
    pub job: Option<String>,
}

/// Many versions to export.
#[derive(Debug, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct ExportManyArgs {
    /// Which; a model stands for its latest version.
    pub targets: many::Targets,
    /// A folder that is not there yet, or empty; each version comes to stand in `NAME/VERSION` of it.
    pub destination: String,
    /// Whether the data sets come along.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub datasets: bool,
    /// An id under which progress is told and the work can be cancelled.
    #[serde(default)]
    pub job: Option<String>,
}

/// What was written.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct Exported {
    /// The file, or the folder of the files.
    pub path: String,
    /// How many files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// Writes a version's files, checked against their digests. Nothing is overwritten.
pub(crate) async fn export(app: &App, args: ExportArgs) -> Result<Exported, Error> {
    let version = app.store().version(&args.reference).await?;
    let job = Arc::new(Job::start(app, args.job, format!("Exporting {}", version.reference())));
    let told = job.clone();
    let to = PathBuf::from(&args.destination);
    let exported = app
        .store()
        .export(&version, &to, args.datasets, move |done, total| told.progress(done, total))
        .await
        .map_err(Error::from);
    job.finish(&exported);
    let exported = exported?;
    tracing::info!(model = %version.reference(), path = %exported.path.display(), "Exported");
    Ok(Exported { path: shown(&exported.path), files: exported.files, bytes: exported.bytes })
}

/// Writes the files of many versions, all or nothing.
pub(crate) async fn export_many(app: &App, args: ExportManyArgs) -> Result<Exported, Error> {
    let versions = app.store().versions_of(&args.targets.read(app)?).await?;
    let title = format!("Exporting {} version{}", versions.len(), if versions.len() == 1 { "" } else { "s" });
    let job = Arc::new(Job::start(app, args.job, title));
    let to = PathBuf::from(&args.destination);
    let result = write_all(app, &versions, &to, args.datasets, &job).await;
    job.finish(&result);
    let (files, bytes) = result?;
    tracing::info!(versions = versions.len(), path = %to.display(), "Exported");
    Ok(Exported { path: shown(&to), files, bytes })
}

/// Into a folder beside `to` first, which then takes its name.
async fn write_all(
    app: &App,
    versions: &[ModelVersion],
    to: &Path,
    datasets: bool,
    job: &Arc<Job>,
) -> Result<(u64, u64), Error> {
    let unwritable = |source| store::Error::File { action: "write", path: to.to_owned(), source };
    let empty = to.read_dir().is_ok_and(|mut entries| entries.next().is_none());
    if to.symlink_metadata().is_ok() && !empty {
        return Err(store::Error::Exists(to.to_owned()).into());
    }
    let parent = to.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent).map_err(unwritable)?;
    let desk = tempfile::Builder::new().prefix(".vitrine-export-").tempdir_in(parent).map_err(unwritable)?;
    let draft = desk.path().join("folder");
    let total: u64 = versions.iter().map(|version| size(version, datasets)).sum();
    let (mut files, mut bytes) = (0, 0);
    for version in versions {
        let place = draft.join(version.name.as_str()).join(version.version.to_string());
        std::fs::create_dir_all(&place).map_err(unwritable)?;
        let (told, before) = (job.clone(), bytes);
        let progress = move |done, _| told.progress(before + done, total);
        let exported = app.store().export(version, &place, datasets, progress).await?;
        files += exported.files;
        bytes += exported.bytes;
        if job.progress(bytes, total) == ControlFlow::Break(()) {
            return Err(store::Error::Cancelled.into());
        }
    }
    if empty {
        std::fs::remove_dir(to).map_err(unwritable)?;
    }
    std::fs::create_dir_all(&draft).map_err(unwritable)?;
    std::fs::rename(&draft, to).map_err(unwritable)?;
    Ok((files, bytes))
}

fn size(version: &ModelVersion, datasets: bool) -> u64 {
    let data = version.datasets.iter().filter(|_| datasets).map(|data| data.size_bytes);
    version.size_bytes + data.sum::<u64>()
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
