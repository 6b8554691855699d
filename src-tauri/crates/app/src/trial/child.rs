//! The child's side: bounds itself, tries what it is told to, answers.

use std::{
    io::{self, BufRead as _, Write as _},
    path::{Path, PathBuf},
    process::{self, ExitCode},
    sync::mpsc::{self, Receiver},
    thread,
};

use domain::{
    artifact::{ArtifactKind, Inspection},
    engine::{EngineChoice, EngineName},
    infer::{InferRequest, InferResponse},
    signature::Signature,
};
use inference::Predictor;
use serde_json::Value;
use serving::codec;

use super::{
    process::MARK,
    wire::{Answer, Effort, RECORD, Sample, Task},
};
use crate::error::Error;

/// A quarter less than a host's threads have, so that a model that passes here does not overflow the stack there.
const STACK_BYTES: usize = 3 << 19;

/// Whether this process was started to try models. A host asks before it does anything else, and then does nothing but
/// [`child`].
#[must_use]
pub fn is_child() -> bool {
    std::env::var_os(MARK).is_some()
}

/// Tries models, one JSON task a line on stdin, until stdin ends: then whoever asked is gone or wants no more, and even
/// a task that is under way is left.
#[must_use]
pub fn child() -> ExitCode {
    let (tasks, queue) = mpsc::channel();
    thread::spawn(move || {
        let lines = io::stdin().lock().lines().map_while(Result::ok);
        let told = lines.map_while(|line| serde_json::from_str(&line).ok());
        for task in told {
            if tasks.send(task).is_err() {
                break;
            }
        }
        process::exit(0);
    });
    let worker = thread::Builder::new().stack_size(STACK_BYTES).spawn(move || work(&queue));
    // It goes on until the exit above, or a panic.
    let _ = worker.map(thread::JoinHandle::join);
    ExitCode::FAILURE
}

fn work(tasks: &Receiver<Task>) {
    for task in tasks {
        bound_memory(task.memory_bytes);
        reset_peak();
        if attempt(&task).and_then(|()| answer(&Answer::Done { peak_bytes: peak() })).is_err() {
            return;
        }
    }
}

/// Tries one model. Fails when nobody listens.
fn attempt(task: &Task) -> io::Result<()> {
    let inspection = inspect(task);
    if inspection.as_ref().is_err_and(is_out_of_memory) {
        eprintln!("out of memory");
        process::exit(1);
    }
    let engine = inspection.as_ref().ok().and_then(|inspection| {
        let measured = inspection.engines.as_ref().map(EngineChoice::engine);
        inspection.deployable.then_some(measured.unwrap_or(EngineName::Tract))
    });
    answer(&Answer::Inspected(Box::new(inspection.map_err(|error| error.failure()))))?;
    match (&task.sample, engine) {
        (Some(sample), Some(engine)) => {
            let sampled = score(task, sample, engine).map_err(|error| error.failure());
            answer(&Answer::Sampled(sampled))
        }
        _ => Ok(()),
    }
}

/// What the bytes are. A stored file has no name of its own, so when it is no ONNX, its source is asked whether it
/// claimed to be.
fn inspect(task: &Task) -> Result<Inspection, Error> {
    let limits = task.limits.inference();
    // A sample that does not fit is refused when it is scored; until then, rows are made up.
    let rows = |signature: &Signature| Some(task.sample.as_ref()?.request(signature).ok()?.inputs);
    let inspect = |path: &Path| match &task.effort {
        Effort::Measure => inference::assess(path, &limits, rows),
        Effort::Recall(choice) => inference::recall(path, &limits, choice.clone()),
        Effort::Settle(reason) => inference::settle(path, &limits, reason),
        Effort::Load => inference::inspect(path, &limits),
        Effort::Describe(reason) => inference::describe(path, &limits, reason.clone()),
    };
    let found = match inspect(&task.path) {
        Ok(found) if found.kind == ArtifactKind::Onnx && !task.path.is_dir() => return Ok(found),
        found => found,
    };
    let known = formats::recognise(&task.path).map_err(|source| unreadable(&task.path, source))?;
    match (found, known) {
        (Ok(found), Some(known)) => Ok(known.over(found)),
        (Err(inference::Error::SeveralModels { files, .. }), Some(known)) => {
            let alone = known.alone(super::size(&task.path));
            // A Triton folder says itself what to do with its versions.
            let reason = alone.undeployable_reason.filter(|_| alone.kind == ArtifactKind::Triton);
            let several = || {
                format!(
                    "it holds {} ONNX files ({}); register the one to deploy",
                    files.len(),
                    files.join(", ")
                )
            };
            Ok(Inspection { undeployable_reason: Some(reason.unwrap_or_else(several)), ..alone })
        }
        (Err(error), _) => Err(at_source(error, task).into()),
        (Ok(found), None) => match &task.source {
            Some(source) if found.kind == ArtifactKind::Other => {
                inspect(source).map(|_| found).map_err(Into::into)
            }
            _ => Ok(found),
        },
    }
}

/// The error with the path that somebody gave, in place of where the files are kept.
fn at_source(error: inference::Error, task: &Task) -> inference::Error {
    use inference::Error::{Io, NotOnnx, SeveralModels};
    let given = |path: PathBuf| match (&task.source, path.strip_prefix(&task.path)) {
        (Some(source), Ok(inner)) if inner == Path::new("") => source.clone(),
        (Some(source), Ok(inner)) => source.join(inner),
        _ => path,
    };
    match error {
        Io { path, source } => Io { path: given(path), source },
        NotOnnx { path, found } => NotOnnx { path: given(path), found },
        SeveralModels { path, files } => SeveralModels { path: given(path), files },
        error => error,
    }
}

fn unreadable(path: &Path, source: io::Error) -> Error {
    Error::Read { path: path.display().to_string(), source }
}

/// The sample as it is kept: a V2 request that was really scored, and its answer.
fn score(task: &Task, sample: &Sample, engine: EngineName) -> Result<(Value, Value), Error> {
    let predictor = Predictor::load_with(&task.path, engine, &task.limits.inference())?;
    let request = sample.request(predictor.signature())?;
    let input = codec::v2::request_json(&request);
    let outputs = predictor.predict(&request.inputs)?;
    let response = InferResponse { id: None, model: sample.model.clone(), version: 1, outputs };
    let mut output = codec::v2::response_json(&response);
    // The version's number is not known yet, and a kept answer is about values.
    if let Some(fields) = output.as_object_mut() {
        fields.shift_remove("model_version");
    }
    Ok((input, output))
}

/// Reading a file fails in order where any other allocation would end the process.
fn is_out_of_memory(error: &Error) -> bool {
    let Error::Inference(inference::Error::Io { source, .. }) = error else { return false };
    source.kind() == io::ErrorKind::OutOfMemory
}

impl Sample {
    fn request(&self, signature: &Signature) -> Result<InferRequest, serving::Error> {
        codec::any(&self.input, signature, self.columns.as_deref())
    }
}

fn answer(answer: &Answer) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{RECORD}{}", serde_json::to_string(answer)?)?;
    out.flush()
}

/// Bounds what this process may write to: its heap, its stacks and its private maps, but neither the program's own text
/// nor that of a library that it loads. A bound on all addresses would count those, and what allocators merely reserve.
///
/// On Linux the system holds to it. On macOS it does so in part, on Windows there is none; the clock holds everywhere.
fn bound_memory(bytes: u64) {
    #[cfg(unix)]
    {
        let hard = rlimit::getrlimit(rlimit::Resource::DATA).map_or(rlimit::INFINITY, |(_, hard)| hard);
        // Without a bound the trial goes on: the clock still holds.
        let _ = rlimit::setrlimit(rlimit::Resource::DATA, bytes.min(hard), hard);
    }
    #[cfg(not(unix))]
    let _ = bytes;
}

/// Forgets what earlier tasks had in use.
fn reset_peak() {
    if cfg!(target_os = "linux") {
        let _ = std::fs::write("/proc/self/clear_refs", "5");
    }
}

fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
