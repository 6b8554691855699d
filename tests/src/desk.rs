//! A stranger at a terminal: a workspace of their own, files beside it, and the words they type.

use std::{
    cell::Cell,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    time::Duration,
};

use serde_json::Value;
use tempfile::TempDir;

use crate::{host::Host, program, wait};

/// How long what another process does may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A folder that is thrown away, with a workspace in it.
pub struct Desk {
    folder: TempDir,
    hosted: Cell<bool>,
}

/// What a call of `vitrine --json` gave.
#[derive(Debug)]
pub struct Answer {
    /// The exit code; none when a signal ended it.
    pub exit: Option<i32>,
    /// What stood on stdout; null when that was empty.
    pub json: Value,
    /// What stood on stderr.
    pub messages: String,
}

impl Default for Desk {
    fn default() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test can be made");
        Self { folder, hosted: Cell::new(false) }
    }
}

impl Desk {
    /// The folder itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The workspace's folder.
    #[must_use]
    pub fn workspace(&self) -> PathBuf {
        self.path().join("workspace")
    }

    /// Writes a file and gives its path.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path().join(name);
        fs::write(&path, content).expect("a file can be written");
        path.to_string_lossy().into_owned()
    }

    /// Makes a folder and gives its path.
    ///
    /// # Panics
    /// When it cannot be made.
    pub fn folder(&self, name: &str) -> String {
        let path = self.path().join(name);
        fs::create_dir_all(&path).expect("a folder can be made");
        path.to_string_lossy().into_owned()
    }

    /// `vitrine` on this workspace.
    #[must_use]
    pub fn command(&self) -> Command {
        let mut vitrine = Command::new(program::vitrine());
        vitrine.arg("--workspace").arg(self.workspace());
        vitrine
    }

    /// Calls `vitrine --json` with these words.
    ///
    /// # Panics
    /// When it cannot be started, or prints something that is not one JSON value.
    #[must_use]
    pub fn call(&self, words: &[&str]) -> Answer {
        let output = self.command().arg("--json").args(words).output().expect("vitrine starts");
        Answer::of(&output)
    }

    /// Calls `vitrine --json`, which must succeed.
    ///
    /// # Panics
    /// When it does not.
    pub fn ok(&self, words: &[&str]) -> Value {
        let answer = self.call(words);
        assert_eq!(answer.exit, Some(0), "vitrine {words:?}: {answer:?}");
        answer.json
    }

    /// Calls `vitrine --json` until what it gives at `pointer` (RFC 6901) is `wanted`, and gives that whole answer.
    ///
    /// # Panics
    /// When that does not come in time.
    pub fn becomes(&self, words: &[&str], pointer: &str, wanted: &Value) -> Value {
        let mut last = Value::Null;
        let come = wait::until(PATIENCE, || {
            last = self.ok(words);
            (last.pointer(pointer) == Some(wanted)).then(|| last.clone())
        });
        come.unwrap_or_else(|| panic!("vitrine {words:?} never gave {wanted} at {pointer}: {last}"))
    }

    /// Calls `vitrine --json`, which must be refused with this exit code, and gives the message and the hint.
    ///
    /// # Panics
    /// When it is not, or the refusal lacks its shape.
    pub fn refused(&self, exit: i32, words: &[&str]) -> String {
        self.call(words).refusal(exit, &format!("vitrine {words:?}"))
    }

    /// Hosts the workspace: on a free port at first, and then on the one that the workspace has kept.
    #[must_use]
    pub fn host(&self) -> Host {
        let again = self.hosted.replace(true);
        Host::start(self, if again { &[] } else { &["--port", "0"] })
    }
}

impl Answer {
    /// Of a finished call.
    ///
    /// # Panics
    /// When stdout holds something that is not one JSON value.
    #[must_use]
    pub fn of(output: &Output) -> Self {
        let text = String::from_utf8_lossy(&output.stdout);
        let messages = String::from_utf8_lossy(&output.stderr).into_owned();
        let json = match text.trim() {
            "" => Value::Null,
            text => {
                serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in {text}\n{messages}"))
            }
        };
        Self { exit: output.status.code(), json, messages }
    }

    /// The message and the hint of a refusal with this exit code.
    ///
    /// # Panics
    /// When it is another exit code, or the refusal lacks its shape.
    #[must_use]
    pub fn refusal(&self, exit: i32, what: &str) -> String {
        assert_eq!(self.exit, Some(exit), "{what}: {self:?}");
        let error = &self.json["error"];
        let message = error["message"].as_str().unwrap_or_else(|| panic!("{what} gave no message: {self:?}"));
        assert!(error["code"].is_string(), "{what}: {self:?}");
        assert!(
            self.messages.contains(message),
            "{what} did not say on stderr what it said on stdout: {self:?}"
        );
        format!("{message} {}", error["hint"].as_str().unwrap_or_default())
    }
}
