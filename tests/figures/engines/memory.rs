//! What an idle loaded model holds in memory.

use std::{fs, path::Path};

use inference::{Limits, Predictor};

use crate::report::{Report, Wanted};

/// Models loaded before the first look, whose loading leaves memory that the later ones use again.
const BEFORE: usize = 3;
const COUNTED: usize = 8;

/// Smaller files say more about pages than about models.
const FILE_MIN: u64 = 100_000;

/// The bytes a loaded model against those of its file: the growth of the process over several of them.
pub fn measure(title: &str, model: &Path, report: &mut Report) {
    let file = fs::metadata(model).map_or(0, |metadata| metadata.len());
    if file < FILE_MIN {
        return;
    }
    let load = |_| Predictor::load(model, &Limits::default()).expect("it has been loaded before");
    let mut loaded: Vec<Predictor> = (0..BEFORE).map(load).collect();
    let Some(before) = resident() else { return };
    loaded.extend((0..COUNTED).map(load));
    let Some(after) = resident() else { return };
    let a_model = after.saturating_sub(before) as f64 / COUNTED as f64;
    drop(loaded);
    let name = format!("{title}, memory of a loaded model: times its file");
    report.add(name, a_model / file as f64, "", Wanted::AtMost(2.0));
}

/// Bytes of the process that are in memory, where the system tells them.
fn resident() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
