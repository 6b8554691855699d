//! The folder that holds everything, and who owns it.

use std::{
    fs::{self, File, TryLockError},
    io::Write as _,
    path::{Path, PathBuf},
};

use domain::error::ErrorCode;
use serde::{Deserialize, Serialize};
use tempfile::TempDir;

const LOCK_FILE: &str = "workspace.lock";
const HOST_FILE: &str = "host.json";
const TOKEN_FILE: &str = "host.token";
/// What is only passing through; whatever stands there when the folder gets an owner was left by a crash.
const PASSING: &str = "tmp";
const LOCK_TRIES: u32 = 3;
const LOCK_PAUSE: std::time::Duration = std::time::Duration::from_millis(2);

/// An owned workspace. Dropping it gives the folder up.
///
/// Invariant: at most one process on the machine holds the lock of a folder.
#[derive(Debug)]
pub struct Workspace {
    root: PathBuf,
    /// Held, not read: the operating system releases the lock when it is closed, also after a crash.
    _lock: File,
}

/// Where the owner of a workspace answers other processes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostFile {
    /// The owner's process id.
    pub pid: u32,
    /// The base address of its management API, such as `http://127.0.0.1:8390`.
    pub url: String,
    /// The file that holds the token which the management API asks for; only its user may read it.
    pub token_file: PathBuf,
}

/// Why a workspace could not be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another process holds the lock.
    #[error("the workspace '{}' is in use by another process{}", root.display(), owner.map(|pid| format!(" ({pid})")).unwrap_or_default())]
    Owned {
        /// The folder.
        root: PathBuf,
        /// The other process, as far as it told.
        owner: Option<u32>,
    },
    /// The folder cannot be made or written.
    #[error("the workspace '{}' cannot be written: {source}", root.display())]
    Unwritable {
        /// The folder.
        root: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
}

impl Error {
    /// What kind of failure.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Owned { .. } => ErrorCode::Busy,
            Self::Unwritable { .. } => ErrorCode::Io,
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Owned { .. } => "Use the window or host that is open, close it, or choose another folder.".into(),
            Self::Unwritable { .. } => {
                "Check the folder's permissions and the disk, or choose another with --workspace or VITRINE_WORKSPACE."
                    .into()
            }
        })
    }
}

impl Workspace {
    /// Makes the folder if needed and takes its lock.
    ///
    /// # Errors
    /// [`Error::Owned`] when another process has it, [`Error::Unwritable`] when the disk says no.
    pub fn own(folder: &Path) -> Result<Self, Error> {
        let unwritable = |source| Error::Unwritable { root: folder.to_owned(), source };
        fs::create_dir_all(folder).map_err(unwritable)?;
        let root = folder.canonicalize().map_err(unwritable)?;
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(root.join(LOCK_FILE))
            .map_err(unwritable)?;
        match patient_lock(&lock) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let owner = read_host(&root).map(|host| host.pid);
                return Err(Error::Owned { root, owner });
            }
            Err(TryLockError::Error(source)) => return Err(unwritable(source)),
        }
        // What a crashed owner left would send callers to a dead address.
        let _ = fs::remove_file(root.join(HOST_FILE));
        let _ = fs::remove_dir_all(root.join(PASSING));
        Ok(Self { root, _lock: lock })
    }

    /// The folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A folder for files on their way into the registry, gone when it is dropped, or after a crash when the workspace is
    /// owned again.
    ///
    /// # Errors
    /// [`Error::Unwritable`] when the disk says no.
    pub fn desk(&self) -> Result<TempDir, Error> {
        let passing = self.root.join(PASSING);
        let desk = fs::create_dir_all(&passing).and_then(|()| TempDir::new_in(&passing));
        desk.map_err(|source| Error::Unwritable { root: self.root.clone(), source })
    }

    /// The folder's own name, for titles.
    #[must_use]
    pub fn name(&self) -> String {
        self.root
            .file_name()
            .map_or_else(|| self.root.display().to_string(), |name| name.to_string_lossy().into_owned())
    }

    /// Tells other processes where this owner answers and with which token.
    ///
    /// # Errors
    /// [`Error::Unwritable`] when the files cannot be written.
    pub fn announce(&self, url: &str, token: &str) -> Result<(), Error> {
        let unwritable = |source| Error::Unwritable { root: self.root.clone(), source };
        let token_file = self.root.join(TOKEN_FILE);
        write_private(&token_file, token.as_bytes()).map_err(unwritable)?;
        let host = HostFile { pid: std::process::id(), url: url.to_owned(), token_file };
        let text = serde_json::to_vec(&host).expect("three plain fields always serialise");
        // Renamed into place, so that a reader sees the old file or the new one, never half of it.
        let draft = self.root.join("host.json.new");
        fs::write(&draft, text)
            .and_then(|()| fs::rename(&draft, self.root.join(HOST_FILE)))
            .map_err(unwritable)
    }

    /// Takes the announcement back.
    pub fn withdraw(&self) {
        let _ = fs::remove_file(self.root.join(HOST_FILE));
        let _ = fs::remove_file(self.root.join(TOKEN_FILE));
    }
}

/// Takes the lock, outlasting a process that only looks whether somebody owns the folder ([`is_owned`]).
fn patient_lock(lock: &File) -> Result<(), TryLockError> {
    for _ in 0..LOCK_TRIES {
        match lock.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(LOCK_PAUSE),
            done => return done,
        }
    }
    lock.try_lock()
}

#[cfg(unix)]
fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let _ = fs::remove_file(path);
    File::options().write(true).create_new(true).mode(0o600).open(path)?.write_all(bytes)
}

#[cfg(not(unix))]
fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    fs::write(path, bytes)
}

/// Where the owner of `folder` answers, when one does.
#[must_use]
pub fn read_host(folder: &Path) -> Option<HostFile> {
    serde_json::from_slice(&fs::read(folder.join(HOST_FILE)).ok()?).ok()
}

/// Whether some process owns `folder` now. A host file without an owner was left by a crash.
#[must_use]
pub fn is_owned(folder: &Path) -> bool {
    let Ok(lock) = File::options().write(true).open(folder.join(LOCK_FILE)) else { return false };
    matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock))
}

/// The workspace that is meant when nobody names one: `VITRINE_WORKSPACE`, else a folder in the platform's data folder.
#[must_use]
pub fn default_path() -> PathBuf {
    match std::env::var_os("VITRINE_WORKSPACE") {
        Some(path) if !path.is_empty() => PathBuf::from(path),
        _ => dirs::data_dir().unwrap_or_else(|| PathBuf::from(".")).join("vitrine"),
    }
}
