//! Trying a model where it can harm nothing: in a child process with bounds on its memory and its time.
//!
//! The child is this very program ([`is_child`]), so nothing has to be shipped or found. It reads, loads and optimises
//! the model, scores the sample, and answers; whatever else it does (grow, hang, crash) ends with it. A version that
//! has passed is then loaded for serving in the host's own process.
//!
//! A trial that ends badly is made again with less asked of the engines: one that is not to blame may score the model
//! all the same, and a model that cannot be loaded is still described.
//!
//! A child that did well waits a moment for the next model, since starting one takes longer than looking at a small
//! model does.
//!
//! Invariant: bytes that nobody has tried yet meet an engine in a child only.

mod child;
mod idle;
mod process;
mod wire;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use domain::{artifact::Inspection, error::ErrorCode, name::ModelName};
use serde_json::Value;
use tokio::sync::Semaphore;

pub use child::{child, is_child};
pub use process::{Process, Program};
pub use wire::{Effort, Outcome, Sample, Task};

use self::idle::Idle;
use crate::{error::Error, limits::Limits, off_thread};

/// How many children run at the same time; further trials wait.
const CHILDREN: usize = 2;

/// Where a workspace's trials run.
pub(crate) struct Trials {
    program: Program,
    turns: Semaphore,
    idle: Idle,
}

/// Why a trial has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum End {
    /// The clock.
    #[error("{doing} took longer than {seconds} s; `vitrine limits trial_seconds={}` gives it more time", seconds * 2)]
    Late {
        /// What the child did.
        doing: &'static str,
        /// How long it was given.
        seconds: u64,
    },
    /// The memory limit.
    #[error("{doing} needs more than {} of memory; `vitrine limits trial_memory_bytes={}` gives it more", gigabytes(*bytes), bytes * 2)]
    Memory {
        /// What the child did.
        doing: &'static str,
        /// How much it was given.
        bytes: u64,
    },
    /// Recursion without end, or nearly.
    #[error("{doing} overflows the stack: the model's operators depend on each other too deeply")]
    Stack {
        /// What the child did.
        doing: &'static str,
    },
    /// A crash of an engine.
    #[error("{doing} crashed the engine ({how})")]
    Crash {
        /// What the child did.
        doing: &'static str,
        /// The signal or exit code, and what it said.
        how: String,
    },
    /// The child could not be started or talked to.
    #[error("the process that tries models did not start: {0}")]
    Start(String),
}

impl End {
    /// What kind of failure.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Late { .. } => ErrorCode::Timeout,
            Self::Memory { .. } => ErrorCode::TooLarge,
            Self::Stack { .. } | Self::Crash { .. } => ErrorCode::Unsupported,
            Self::Start(_) => ErrorCode::Internal,
        }
    }
}

/// What is to be tried.
pub(crate) struct Trial {
    /// A file or a folder.
    pub path: PathBuf,
    /// Where it was taken from, when `path` has lost the file's own name.
    pub source: Option<PathBuf>,
    /// What is asked of the engines; less, when that ends badly.
    pub effort: Effort,
    /// A request to score if the model can be deployed.
    pub sample: Option<Sample>,
}

/// What was found out.
pub(crate) struct Tried {
    /// What the file is. When loading it ended badly, the reason is in here.
    pub inspection: Inspection,
    /// The sample as a V2 request, and its answer.
    pub sample: Option<(Value, Value)>,
}

impl Trials {
    /// With children of this program.
    pub(crate) fn new(program: Program) -> Self {
        Self { program, turns: Semaphore::new(CHILDREN), idle: Idle::default() }
    }

    /// Tries a model. Dropping the future ends the child.
    pub(crate) async fn run(&self, trial: Trial, limits: &Limits) -> Result<Tried, Error> {
        let _turn = self.turns.acquire().await.expect("the semaphore is never closed");
        let path = trial.path.clone();
        let size_bytes = off_thread(move || size(&path)).await;
        let mut task = Task {
            path: trial.path,
            source: trial.source,
            limits: limits.clone(),
            memory_bytes: limits.trial_memory(size_bytes),
            effort: trial.effort,
            sample: trial.sample,
        };
        let time = limits.trial_time(size_bytes);
        loop {
            let outcome = self.attempt(&task, time).await;
            let end = match (&outcome.inspection, &outcome.end) {
                (None, Some(End::Start(_))) | (Some(_), _) | (_, None) => return finished(outcome),
                (None, Some(end)) => end,
            };
            tracing::warn!(path = %task.path.display(), reason = %end, "A trial ended badly");
            let Some(less) = task.effort.after(end) else { return finished(outcome) };
            task.effort = less;
        }
    }

    /// One attempt, by a child that has done well before where there is one. What ends badly there is attempted again by
    /// a fresh one, so that no model is blamed for what another has left behind.
    async fn attempt(&self, task: &Task, time: Duration) -> Outcome {
        if let Some(mut process) = self.idle.take() {
            let outcome = process.run(task, time).await;
            if outcome.end.is_none() {
                self.idle.keep(process, outcome.peak_bytes);
                return outcome;
            }
        }
        let mut process = match Process::start(&self.program) {
            Ok(process) => process,
            Err(end) => return Outcome { end: Some(end), ..Outcome::default() },
        };
        let outcome = process.run(task, time).await;
        if outcome.end.is_none() {
            self.idle.keep(process, outcome.peak_bytes);
        }
        outcome
    }
}

fn finished(outcome: Outcome) -> Result<Tried, Error> {
    let inspection = match (outcome.inspection, outcome.end.clone()) {
        (Some(inspection), _) => inspection.map_err(Error::Refused)?,
        (None, end) => return Err(Error::Trial(end.unwrap_or(End::Start("it said nothing".into())))),
    };
    let sample = match (outcome.sample, outcome.end) {
        (Some(sample), _) => Some(sample.map_err(Error::Refused)?),
        (None, Some(end)) => return Err(Error::Trial(end)),
        (None, None) => None,
    };
    Ok(Tried { inspection, sample })
}

impl Sample {
    /// A request in any form that people have, for a model of this name.
    pub(crate) fn new(input: Value, columns: Option<Vec<String>>, model: ModelName) -> Self {
        Self { input, columns, model }
    }
}

/// The bytes of a file, or of all files in a folder. What cannot be read is the child's to report.
fn size(path: &Path) -> u64 {
    let Ok(metadata) = path.symlink_metadata() else { return 0 };
    if !metadata.is_dir() {
        return metadata.len();
    }
    path.read_dir().into_iter().flatten().flatten().map(|entry| size(&entry.path())).sum()
}

#[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
fn gigabytes(bytes: u64) -> String {
    format!("{:.1} GB", bytes as f64 / 1e9)
}
