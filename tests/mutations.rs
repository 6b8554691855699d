//! Mutated models: each is answered or refused, within its time and memory, and the host lives on.

use std::time::Duration;

use app::trial::Program;
use suite::{ordeal::Ordeal, program};

#[tokio::test]
async fn three_hundred_mutated_models_are_answered_or_refused() {
    let offenders = tempfile::tempdir().expect("a folder can be made");
    let ordeal = Ordeal {
        count: 300,
        seed: 1,
        // What ten seconds of an optimised build are in an unoptimised one on a busy machine.
        time: Duration::from_secs(60),
        offenders: offenders.path().to_owned(),
    };
    let verdict = ordeal.run(Program::new(program::vitrine(), &[])).await;
    assert_eq!(verdict.endings.values().sum::<u64>(), 300);
    assert!(verdict.offenders.is_empty(), "{verdict}");
}
