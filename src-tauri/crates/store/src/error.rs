//! Everything that can keep the registry from doing what it was asked.

use std::{io, path::PathBuf};

use domain::{
    artifact::ArtifactKind,
    dataset::DatasetRole,
    error::ErrorCode,
    name::{Alias, EndpointName, ModelName},
    reference::{ModelRef, VersionNumber},
    tags::TagError,
};

/// Why the registry or the files could not be opened, read or changed.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's message is its documentation")]
pub enum Error {
    // What is not there, or is there already.
    #[error("there is no model '{name}'")]
    NoModel { name: ModelName, near: Option<String> },
    #[error("model '{name}' has no version {version}; its latest is {latest}")]
    NoVersion { name: ModelName, version: VersionNumber, latest: VersionNumber },
    #[error("'{0}' is in the trash")]
    InTrash(String),
    #[error("'{0}' is not in the trash")]
    NotInTrash(String),
    #[error("what deletion {0} put into the trash is there no longer")]
    NothingToUndo(u64),
    #[error("model '{name}' has no version with the alias '{alias}' there")]
    NoAlias { name: ModelName, alias: Alias, known: Vec<String> },
    #[error("there is no change of tags or aliases to take back")]
    NoUndo,
    #[error("version {} has no file '{path}'", reference)]
    NoFile { reference: ModelRef, path: String },
    #[error("the property '{key}' of {reference} is set to '{held}' for good")]
    PropertySet { reference: ModelRef, key: String, held: String },
    #[error("there is no endpoint '{name}'")]
    NoEndpoint { name: EndpointName, near: Option<String> },
    #[error("there is an endpoint '{0}' already")]
    EndpointExists(EndpointName),
    #[error("'{name}' holds {} versions; this is {}", held.name(), given.name())]
    OtherKind { name: ModelName, held: ArtifactKind, given: ArtifactKind },
    #[error("'{reference}' is served by {}", quoted(endpoints))]
    InUse { reference: ModelRef, endpoints: Vec<EndpointName> },

    // What was asked for wrongly.
    #[error(transparent)]
    Tag(#[from] TagError),
    #[error("the metric '{key}' is {value}; a metric is a finite number")]
    Metric { key: String, value: f64 },
    #[error("the {what} would have {length} bytes; at most {max} are kept")]
    TooLong { what: &'static str, length: usize, max: usize },
    #[error("what serving a version needs is a finite number of {0} above 0")]
    Resources(&'static str),
    #[error("{0} cannot be its own parent")]
    OwnParent(ModelRef),
    #[error("there are two different data sets '{name}' for {role}")]
    TwoDatasets { role: DatasetRole, name: String },
    #[error("there is no saved filter {0}")]
    NoFilter(i64),
    #[error("there is a saved filter '{0}' already")]
    FilterExists(String),
    #[error("a page is asked for by 'after' or by 'at', not by both")]
    TwoPlaces,
    #[error("'{0}' is not a sort order")]
    Sort(String),
    #[error("'{0}' does not continue this list")]
    PageToken(String),

    // What is wrong with files to register.
    #[error("the path to register is empty")]
    EmptyPath,
    #[error("there is no file or folder '{}'", .0.display())]
    NoSource(PathBuf),
    #[error("the folder '{}' has no file in it", .0.display())]
    EmptyFolder(PathBuf),
    #[error("'{}' is {found}; only files and folders of files can be registered", path.display())]
    OddFile { path: PathBuf, found: &'static str },
    #[error("the link '{}' leads out of the folder, to '{}'", link.display(), target.display())]
    LinkLeavesFolder { link: PathBuf, target: PathBuf },
    #[error("the file name '{}' has a character that other systems cannot store", .0.display())]
    FileName(PathBuf),
    #[error("'{}' changed while it was being read", .0.display())]
    Changed(PathBuf),
    #[error("'{}' vanished while it was being read", .0.display())]
    Vanished(PathBuf),
    #[error("'{}' is kept in place, and has changed since '{reference}' was registered", path.display())]
    ChangedInPlace { reference: String, path: PathBuf },
    #[error("'{}' is kept in place, and is gone since '{reference}' was registered", path.display())]
    GoneFromPlace { reference: String, path: PathBuf },
    #[error("'{}' is there already", .0.display())]
    Exists(PathBuf),
    #[error(
        "the stored file '{path}' of {reference} is damaged: its bytes are not those that were registered"
    )]
    DamagedFile { reference: ModelRef, path: String },
    #[error("cancelled; nothing was kept")]
    Cancelled,
    #[error("cancelled; what was done until then stays done, and the rest is as it was")]
    Stopped,
    #[error("the files were released before a version was made of them")]
    Released,

    // What is wrong with the workspace.
    #[error("the database '{}' has version {found}; this program knows versions up to {known}", path.display())]
    NewerDatabase { path: PathBuf, found: i64, known: i64 },
    #[error("'{}' is not a registry of this program", .0.display())]
    NotARegistry(PathBuf),
    #[error("the folder '{}' cannot be written: {source}", path.display())]
    Unwritable { path: PathBuf, source: io::Error },
    #[error("cannot {action} '{}': {source}", path.display())]
    File { action: &'static str, path: PathBuf, source: io::Error },
    #[error("the registry's database failed: {0}")]
    Database(#[from] sqlx::Error),
    #[error("the database '{}' could not be brought up to date: {source}", path.display())]
    Migration { path: PathBuf, source: sqlx::migrate::MigrateError },
    #[error("the registry has {what} that cannot be read: {problem}")]
    Damaged { what: &'static str, problem: String },
}

impl Error {
    /// What kind of failure.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::NoModel { .. }
            | Self::NoVersion { .. }
            | Self::InTrash(_)
            | Self::NotInTrash(_)
            | Self::NothingToUndo(_)
            | Self::NoAlias { .. }
            | Self::NoUndo
            | Self::NoFile { .. }
            | Self::NoEndpoint { .. }
            | Self::NoFilter(_)
            | Self::NoSource(_) => ErrorCode::NotFound,
            Self::EndpointExists(_)
            | Self::FilterExists(_)
            | Self::OtherKind { .. }
            | Self::PropertySet { .. }
            | Self::Exists(_)
            | Self::TwoDatasets { .. } => ErrorCode::Conflict,
            Self::TooLong { .. } => ErrorCode::TooLarge,
            Self::InUse { .. } => ErrorCode::InUse,
            Self::Tag(_)
            | Self::Metric { .. }
            | Self::Resources(_)
            | Self::OwnParent(_)
            | Self::Sort(_)
            | Self::PageToken(_)
            | Self::TwoPlaces
            | Self::EmptyPath
            | Self::EmptyFolder(_)
            | Self::OddFile { .. }
            | Self::LinkLeavesFolder { .. }
            | Self::FileName(_) => ErrorCode::InvalidInput,
            Self::Changed(_)
            | Self::Vanished(_)
            | Self::ChangedInPlace { .. }
            | Self::GoneFromPlace { .. } => ErrorCode::Unavailable,
            Self::Cancelled | Self::Stopped => ErrorCode::Cancelled,
            Self::Released => ErrorCode::Internal,
            Self::NewerDatabase { .. } => ErrorCode::Unsupported,
            Self::NotARegistry(_)
            | Self::Unwritable { .. }
            | Self::File { .. }
            | Self::DamagedFile { .. }
            | Self::Database(_)
            | Self::Migration { .. }
            | Self::Damaged { .. } => ErrorCode::Io,
        }
    }

    /// What to do about it, where something can be done.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        if self.is_full_disk() {
            return Some(
                "The disk is full. Free some space (`vitrine trash empty` may), then try again.".into(),
            );
        }
        Some(match self {
            Self::NoModel { near, .. } | Self::NoEndpoint { near, .. } => {
                format!("Did you mean '{}'?", near.as_deref()?)
            }
            Self::InTrash(reference) => format!("Bring it back with `vitrine model restore {reference}`."),
            Self::NothingToUndo(_) => {
                "It was restored or removed for good; `vitrine trash list` shows what is left.".into()
            }
            Self::NoAlias { known, .. } if known.is_empty() => "It has no aliases.".into(),
            Self::NoAlias { known, .. } => format!("Its aliases: {}.", known.join(", ")),
            Self::PropertySet { .. } => {
                "Properties are set once; use a tag for what changes, or register a new version.".into()
            }
            Self::TooLong { .. } => "Shorten it, or register the long text as a file of the version.".into(),
            Self::TwoDatasets { .. } => "Rename one of the files.".into(),
            Self::Exists(_) => "Choose another place; nothing is ever overwritten.".into(),
            Self::DamagedFile { .. } => "Register the model's files again, or restore a backup.".into(),
            Self::EndpointExists(_) => "Choose another name, or update the endpoint.".into(),
            Self::OtherKind { .. } => "Choose another name.".into(),
            Self::InUse { .. } => "Delete the endpoint, or move it to another version, first.".into(),
            Self::Sort(_) => {
                "Sort by updated, name, size, version, framework, kind, deployed, metric:KEY or tag:KEY, with '-' in \
                 front to turn the order round."
                    .into()
            }
            Self::PageToken(_) => "Pass the 'next' of the page before, with the same sort order.".into(),
            Self::EmptyFolder(_) => "Choose a folder that holds the model's files.".into(),
            Self::LinkLeavesFolder { .. } => "Put a copy of the file into the folder (cp -rL does).".into(),
            Self::FileName(_) => "Rename it without '\\' or control characters, in UTF-8.".into(),
            Self::Changed(_) => "Register it again once it is written completely.".into(),
            Self::Vanished(_) => "Bring it back, then try again.".into(),
            Self::ChangedInPlace { .. } => {
                "Put the file back as it was, or register it as the next version.".into()
            }
            Self::GoneFromPlace { .. } => {
                "Bring the file or its drive back, or register the model from where it lies now.".into()
            }
            Self::NewerDatabase { .. } => "Update the program, or open another workspace.".into(),
            Self::NotARegistry(_) => {
                "Move the file away, put a backup in its place, or open another workspace.".into()
            }
            Self::Unwritable { .. } => {
                "Check the folder's permissions and the disk, or open another workspace.".into()
            }
            Self::Migration { path, .. } => {
                format!("A copy from before is kept as '{}.before-…'.", path.display())
            }
            _ => return None,
        })
    }

    /// Whether there was no room for what was to be written.
    pub(crate) fn is_full_disk(&self) -> bool {
        const FULL: &str = "13"; // SQLite's code
        match self {
            Self::File { source, .. } | Self::Unwritable { source, .. } => {
                matches!(source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
            }
            Self::Database(sqlx::Error::Database(error)) => error.code().as_deref() == Some(FULL),
            _ => false,
        }
    }

    pub(crate) fn damaged<E: std::fmt::Display>(what: &'static str) -> impl FnOnce(E) -> Self {
        move |problem| Self::Damaged { what, problem: problem.to_string() }
    }
}

fn quoted(endpoints: &[EndpointName]) -> String {
    let plural = if endpoints.len() == 1 { "" } else { "s" };
    let names: Vec<String> = endpoints.iter().map(|name| format!("'{name}'")).collect();
    format!("the endpoint{plural} {}", names.join(", "))
}
