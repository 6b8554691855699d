//! What an idle loaded model holds in memory.
//!
//! A process of its own is looked at: in one that has measured before, a new model lies in memory that was let go.

use std::{env, fs, path::Path, process::Command};

use inference::{Limits, Predictor};

use crate::report::{Report, Wanted};

/// The first argument of the process that is looked at.
pub const WORD: &str = "memory";

/// Models loaded before the first look, whose loading leaves memory that the later ones use again.
const BEFORE: usize = 3;
const COUNTED: usize = 24;

/// Smaller files say more about pages than about models.
const FILE_MIN: u64 = 100_000;

/// The bytes of a loaded model against those of its file.
pub fn measure(title: &str, model: &Path, report: &mut Report) {
    let file = fs::metadata(model).map_or(0, |metadata| metadata.len());
    if file < FILE_MIN {
        return;
    }
    let program = env::current_exe().expect("the system knows which program runs");
    let output = Command::new(program).arg(WORD).arg(model).output().expect("this program starts");
    let told = String::from_utf8_lossy(&output.stdout).trim().parse::<f64>();
    if let Ok(bytes) = told {
        let name = format!("{title}, memory of a loaded model: times its file");
        report.add(name, bytes / file as f64, "", Wanted::AtMost(2.0));
    }
}

/// Prints how many bytes the process grows by with each loaded model; nothing where the system does not tell.
#[expect(clippy::print_stdout, reason = "whoever started it reads the number")]
pub fn print(model: &Path) {
    let load = |_| Predictor::load(model, &Limits::default()).expect("it has been loaded before");
    let mut loaded: Vec<Predictor> = (0..BEFORE).map(load).collect();
    let before = resident();
    loaded.extend((0..COUNTED).map(load));
    if let (Some(before), Some(after)) = (before, resident()) {
        println!("{}", after.saturating_sub(before) as f64 / COUNTED as f64);
    }
    drop(loaded);
}

/// Bytes of the process that are in memory, where the system tells them.
fn resident() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
