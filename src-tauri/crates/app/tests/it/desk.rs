//! An open workspace, files to put beside it, and the fixtures.

use std::{
    fs,
    path::{Path, PathBuf},
};

use app::{App, error::Error, event::Event, rpc::dispatch, trial::Program};
use domain::{error::ErrorCode, time::Timestamp};
use serde_json::{Value, json};
use tempfile::TempDir;

pub const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/fixtures");

pub struct Desk {
    pub app: App,
    /// Beside the workspace, for files.
    pub folder: TempDir,
}

impl Desk {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let app = Self::open(folder.path()).await;
        Self { app, folder }
    }

    /// Opens the workspace in a desk's folder.
    pub async fn open(folder: &Path) -> App {
        Self::try_open(folder).await.unwrap()
    }

    pub async fn try_open(folder: &Path) -> Result<App, Error> {
        let clock = || Timestamp::from_millis(1_795_183_500_000);
        App::open_with(&folder.join("workspace"), clock, program()).await
    }

    pub async fn call(&self, command: &str, args: Value) -> Result<Value, Error> {
        dispatch(&self.app, command, args).await
    }

    pub async fn ok(&self, command: &str, args: Value) -> Value {
        self.call(command, args.clone()).await.unwrap_or_else(|e| panic!("{command} {args}: {e}"))
    }

    pub async fn refused(&self, command: &str, args: Value) -> (ErrorCode, String) {
        match self.call(command, args.clone()).await {
            Ok(out) => panic!("{command} {args} gave {out}"),
            Err(error) => (error.code(), error.to_string()),
        }
    }

    pub async fn versions(&self) -> u64 {
        self.ok("version_list", json!({})).await["total"].as_u64().unwrap()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file and gives its path.
    pub fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.path(name);
        fs::write(&path, bytes).unwrap();
        text(&path)
    }

    /// Waits until the workspace has so many versions, told by its events.
    pub async fn wait_for_versions(&self, wanted: u64) {
        self.wait(format!("{wanted} versions"), async || self.versions().await == wanted).await;
    }

    /// Waits until something holds, looking whenever something changed.
    pub async fn wait(&self, what: String, holds: impl AsyncFn() -> bool) {
        let mut events = self.app.events();
        let waited = tokio::time::timeout(std::time::Duration::from_secs(60), async {
            while !holds().await {
                while !matches!(events.recv().await, Ok(Event::Changed { .. }) | Err(_)) {}
            }
        });
        assert!(
            waited.await.is_ok(),
            "waited in vain for {what}: {}",
            self.ok("watch_list", json!({})).await
        );
    }
}

/// This program, as what a trial starts.
pub fn program() -> Program {
    Program::new(std::env::current_exe().unwrap(), &["trial_child", "--exact", "--nocapture"])
}

pub fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

pub fn model(name: &str) -> PathBuf {
    Path::new(FIXTURES).join("models").join(format!("{name}.onnx"))
}

/// A folder with one model as MLflow logged it.
pub fn mlflow_model() -> PathBuf {
    let models = Path::new(FIXTURES).join("mlflow/artifacts/models");
    fs::read_dir(models).unwrap().flatten().next().unwrap().path().join("artifacts")
}

pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A pickle of its own for each number.
pub fn small_model(number: u64) -> Vec<u8> {
    let mut bytes = b"\x80\x04csklearn.linear_model\nRidge\n)\x81}\x8c\x05alphaJ".to_vec();
    bytes.extend(u32::try_from(number).unwrap().to_le_bytes());
    bytes.extend(b"sb.");
    bytes
}
