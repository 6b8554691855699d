//! The command line as a whole process.

use std::time::Instant;

use suite::desk::Desk;

use crate::report::{Report, Wanted, median};

const WARM: usize = 3;
const TIMES: usize = 31;

/// Measures a filtered list from starting the process to its end.
pub fn measure(shelf: &Desk, report: &mut Report) {
    let milliseconds = |_| {
        let began = Instant::now();
        let output =
            shelf.command().args(["model", "list", "--filter", "task=x"]).output().expect("vitrine starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        began.elapsed().as_secs_f64() * 1e3
    };
    (0..WARM).map(milliseconds).for_each(drop);
    let time = median((0..TIMES).map(milliseconds).collect());
    report.add("vitrine model list --filter task=x, 10,000 versions", time, "ms", Wanted::Under(50.0));
}
