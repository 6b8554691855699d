//! A file that grows by what arrives, hashed on the way.

use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use tokio::{
    fs::File,
    io::{AsyncSeekExt as _, AsyncWriteExt as _},
};

use crate::Error;

pub(crate) struct Part {
    path: PathBuf,
    file: File,
    hash: Sha256,
    pub(crate) done: u64,
}

impl Part {
    pub(crate) async fn new(path: &Path) -> Result<Self, Error> {
        let file =
            File::create(path).await.map_err(|source| Error::File { path: path.to_owned(), source })?;
        Ok(Self { path: path.to_owned(), file, hash: Sha256::new(), done: 0 })
    }

    pub(crate) async fn add(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.file.write_all(bytes).await.map_err(self.failed())?;
        self.hash.update(bytes);
        self.done += bytes.len() as u64;
        Ok(())
    }

    /// Forgets everything: the server begins anew.
    pub(crate) async fn restart(&mut self) -> Result<(), Error> {
        self.file.set_len(0).await.map_err(self.failed())?;
        self.file.rewind().await.map_err(self.failed())?;
        self.hash = Sha256::new();
        self.done = 0;
        Ok(())
    }

    /// The hash of everything, once it is all on the disk.
    pub(crate) async fn finish(mut self) -> Result<String, Error> {
        self.file.flush().await.map_err(self.failed())?;
        Ok(self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    fn failed(&self) -> impl FnOnce(std::io::Error) -> Error + use<> {
        let path = self.path.clone();
        move |source| Error::File { path, source }
    }
}
