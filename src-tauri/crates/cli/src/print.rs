//! What is printed: one JSON value on stdout, or words and tables for people. Failures go to stderr.

mod ways;
mod words;

use std::{
    cell::Cell,
    fmt::Display,
    io::{self, ErrorKind, Write as _},
    process,
};

use domain::{error::Failure, filter::Filter};
use serde::Serialize;
use serde_json::{Value, json};

pub use words::{bytes, grouped, plural};

/// How this call prints.
pub struct Printer {
    json: bool,
    failed: Cell<bool>,
}

impl Printer {
    /// Prints JSON, or words for people.
    pub const fn new(json: bool) -> Self {
        Self { json, failed: Cell::new(false) }
    }

    /// Remembers that what was printed is bad news, though the command did what it was asked.
    pub fn bad_news(&self) {
        self.failed.set(true);
    }

    /// Whether bad news were printed: a script is told by the exit code.
    pub fn has_bad_news(&self) -> bool {
        self.failed.get()
    }

    /// Prints `value` as JSON, or calls `words` for people.
    pub fn value_or(&self, value: &impl Serialize, words: impl FnOnce()) {
        if self.json { put(json!(value)) } else { words() }
    }

    /// A line for people.
    pub fn line(&self, text: &str) {
        put(text);
    }

    /// A line for people beside the answer, on stderr.
    pub fn aside(&self, text: &str) {
        eprintln!("{text}");
    }

    /// A host's first line, which is JSON for people and programs alike.
    pub fn address(&self, value: &Value) {
        put(value);
    }

    /// A filter that cannot be read, on stderr with a mark under what is wrong; the failure that follows says what it is.
    pub fn fault_in(&self, filter: &str) {
        let Err(error) = Filter::parse(filter) else { return };
        // White space of any kind is one column wide, so that the mark stands where it should.
        let line: String = filter.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
        eprintln!("  {line}\n  {}{}", " ".repeat(error.column - 1), "^".repeat(error.length.max(1)));
    }

    /// A failure: in words on stderr, and as JSON on stdout for programs.
    pub fn failure(&self, failure: &Failure) {
        if self.json {
            put(json!({ "error": failure }));
        }
        eprintln!("vitrine: {}", failure.message);
        if let Some(hint) = &failure.hint {
            eprintln!("{hint}");
        }
    }
}

/// A line on stdout. A reader that has read enough and left, as `head` does, is no failure.
fn put(line: impl Display) {
    match writeln!(io::stdout(), "{line}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            eprintln!("vitrine: cannot print: {error}");
            process::exit(1);
        }
        _ => {}
    }
}
