//! What fails and why, for people.

use std::{
    collections::BTreeMap,
    io::{self, Write as _},
};

use super::{case, worker::Outcome};

/// Prints how many tests pass, and every one that fails under its operator, with the reason.
pub(super) fn print(engine: &str, outcomes: &[(String, Outcome)]) {
    let mut failures: BTreeMap<String, Vec<(&str, &str)>> = BTreeMap::new();
    for (name, outcome) in outcomes {
        if let Err(reason) = outcome {
            failures.entry(case::operator(name)).or_default().push((name, reason));
        }
    }
    let failing: usize = failures.values().map(Vec::len).sum();
    for (operator, failures) in &failures {
        say(&format!("{operator}: {}", failures.len()));
        for (name, reason) in failures {
            say(&format!("  {name}: {reason}"));
        }
    }
    say(&format!("{engine} passes {} of {} node tests", outcomes.len() - failing, outcomes.len()));
}

/// Prints a line past the test harness, which would keep it to itself.
pub(super) fn say(line: &str) {
    writeln!(io::stdout(), "{line}").unwrap();
}
