//! Keeps the engine's panics and long error chains inside this crate.

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook},
    sync::Once,
};

use tract_onnx::tract_hir::internal::TractResult;

use crate::Error;

/// The most characters of an engine's message that are worth showing.
const MESSAGE_MAX: usize = 300;

/// How a call into the engine failed.
pub(crate) enum Failure {
    /// It returned an error.
    Refused(String),
    /// It panicked.
    Panicked(String),
    /// The caller gave up.
    Stopped,
}

impl Failure {
    /// The engine's words.
    pub(crate) fn reason(self) -> String {
        match self {
            Self::Refused(reason) | Self::Panicked(reason) => reason,
            Self::Stopped => Error::Stopped.to_string(),
        }
    }

    /// The failure of a scoring call.
    pub(crate) fn while_scoring(self) -> Error {
        match self {
            Self::Refused(reason) => Error::Scoring { reason },
            Self::Panicked(reason) => Error::Engine { doing: "scoring", reason },
            Self::Stopped => Error::Stopped,
        }
    }
}

/// What a call into the engine returns when it was asked to stop.
#[derive(Debug, thiserror::Error)]
#[error("stopped")]
pub(crate) struct Stopped;

/// Calls the engine; a panic becomes a value. What the call was changing must not be used again after one.
pub(crate) fn guarded<T>(call: impl FnOnce() -> TractResult<T>) -> Result<T, Failure> {
    let outcome = quietly(|| catch_unwind(AssertUnwindSafe(call)));
    match outcome {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) if error.root_cause().is::<Stopped>() => Err(Failure::Stopped),
        Ok(Err(error)) => Err(Failure::Refused(shortened(&error.root_cause().to_string()))),
        Err(payload) => {
            let text = payload
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| payload.downcast_ref::<&str>().copied());
            Err(Failure::Panicked(shortened(text.unwrap_or("no message"))))
        }
    }
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs a call whose panics are answered as errors and so need not be printed on this thread.
fn quietly<T>(call: impl FnOnce() -> T) -> T {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let print = take_hook();
        set_hook(Box::new(move |info| {
            if !QUIET.get() {
                print(info);
            }
        }));
    });
    let outer = QUIET.replace(true);
    let value = call();
    QUIET.set(outer);
    value
}

fn shortened(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    match line.char_indices().nth(MESSAGE_MAX) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}
