//! Every way in, as hosts call it: studies of MLflow, folders, addresses, watched folders.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod ways {
    mod addresses;
    mod folders;
    mod mlflow;
    mod support;
    mod watched;
}

use app::trial;

/// Not a fact to test: what a trial starts of this program.
#[test]
fn trial_child() {
    if trial::is_child() {
        let _ = trial::child();
    }
}
