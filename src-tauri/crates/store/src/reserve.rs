//! Room that is kept, so that deleting works on a full disk too: even giving space back has to be written down first.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

/// More than the database needs to write down that some hundred versions are gone.
const BYTES: u64 = 4 << 20;

/// A file of no content in a workspace.
pub(crate) struct Reserve(PathBuf);

impl Reserve {
    /// Takes the room, unless it is taken or there is none.
    pub(crate) fn open(workspace: &Path) -> Self {
        let reserve = Self(workspace.join("registry.reserve"));
        reserve.fill();
        reserve
    }

    /// Takes the room again, once there may be some.
    pub(crate) fn fill(&self) {
        if self.0.metadata().is_ok_and(|metadata| metadata.len() >= BYTES) {
            return;
        }
        if let Err(error) = allocate(&self.0) {
            tracing::debug!(%error, "There is no room to keep for a full disk");
            let _ = fs::remove_file(&self.0);
        }
    }

    /// Gives the room up; whether there was any.
    pub(crate) fn spend(&self) -> bool {
        fs::remove_file(&self.0).is_ok()
    }
}

#[cfg(target_os = "linux")]
fn allocate(path: &Path) -> io::Result<()> {
    let file = File::create(path)?;
    Ok(rustix::fs::fallocate(file, rustix::fs::FallocateFlags::empty(), 0, BYTES)?)
}

#[cfg(not(target_os = "linux"))]
fn allocate(path: &Path) -> io::Result<()> {
    let mut zeros = io::Read::take(io::repeat(0), BYTES);
    io::copy(&mut zeros, &mut File::create(path)?).map(drop)
}
