//! The use cases, called as every host calls them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod it {
    mod desk;
    mod graph;
    mod story;
    mod trash;
    mod trial;
    mod ways {
        mod addresses;
        mod folders;
        mod mlflow;
        mod watched;
    }
}

use app::trial;

/// Not a fact to test: what a trial starts of this program.
#[test]
fn trial_child() {
    if trial::is_child() {
        let _ = trial::child();
    }
}
