//! An open workspace, and files to put somewhere.

use std::{
    fs,
    path::{Path, PathBuf},
};

use app::{App, event::Event, rpc::dispatch, trial::Program};
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

    pub async fn open(folder: &Path) -> App {
        let program =
            Program::new(std::env::current_exe().unwrap(), &["trial_child", "--exact", "--nocapture"]);
        let workspace = folder.join("workspace");
        App::open_with(&workspace, || Timestamp::from_millis(1_795_183_500_000), program).await.unwrap()
    }

    pub async fn ok(&self, command: &str, args: Value) -> Value {
        dispatch(&self.app, command, args.clone()).await.unwrap_or_else(|e| panic!("{command} {args}: {e}"))
    }

    pub async fn refused(&self, command: &str, args: Value) -> (ErrorCode, String) {
        match dispatch(&self.app, command, args.clone()).await {
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

pub fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

pub fn model(name: &str) -> PathBuf {
    Path::new(FIXTURES).join("models").join(format!("{name}.onnx"))
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
