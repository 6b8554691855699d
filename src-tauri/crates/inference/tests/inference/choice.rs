//! Which engine is taken for a model, and what is said of it.

use std::time::{Duration, Instant};

use domain::{artifact::Inspection, engine::EngineChoice};
use inference::{Limits, assess, inspect};

use crate::{
    onnx_runtime::needed,
    v2::{json, model, repository, tensors},
};

/// What a trial may take in an unoptimised build on a busy machine.
const LONG: Duration = Duration::from_secs(10);

fn assessed(name: &str) -> (Inspection, EngineChoice) {
    let sample = tensors(&json(&repository(&format!("tests/fixtures/cases/{name}.json")))["inputs"]);
    let mut found = assess(&model(name), &Limits::default(), |_| Some(sample)).unwrap();
    let choice = found.engines.take().unwrap();
    (found, choice)
}

#[test]
fn both_engines_are_measured_and_the_choice_says_so() {
    needed();
    let (found, choice) = assessed("rf_iris");
    assert!(found.deployable && found.engine == Some(choice.label()), "{found:?}");
    assert_eq!((choice.pinned, &choice.disagreement), (None, &None));
    for trial in &choice.trials {
        assert!(trial.reason.is_none() && !trial.version.is_empty(), "{trial:?}");
        assert!(trial.load_ms.is_some_and(|ms| ms > 0.0));
        // A machine that is busy gets the smaller of the two large calls.
        let rows: Vec<u32> = trial.timings.iter().map(|timing| timing.rows).collect();
        assert!(matches!(rows[..], [1, 32 | 256]), "{rows:?}");
        assert!(trial.timings.iter().all(|timing| timing.call_us > 0.0));
    }
    assert!(choice.summary().contains(" at 1 row, "), "{}", choice.summary());
    assert_eq!(found.engine_summary, Some(choice.summary()));
    let plain = Inspection { engines: None, engine: None, engine_summary: None, ..found };
    let looked = Inspection { engine: None, ..inspect(&model("rf_iris"), &Limits::default()).unwrap() };
    assert_eq!(plain, looked);
}

#[test]
fn engines_agree_on_every_model_and_none_is_tried_for_long() {
    needed();
    let manifest = json(&repository("tests/fixtures/manifest.json"));
    let names = manifest["models"].as_array().unwrap().iter().map(|entry| entry["name"].as_str().unwrap());
    // With and without ZipMap the graph is the same.
    agree(names.filter(|name| !name.ends_with("__zipmap")), |name| assessed(name).1);
}

#[test]
fn rows_are_made_up_that_models_of_every_kind_answer() {
    needed();
    let names = [
        "mixed_onehot_imputer_rf",
        "ordinal_strings_only",
        "rf_iris",
        "pipe_power_logreg_wine",
        "logreg_digits_int64",
        "torch_cnn_digits__ts17",
        "torch_text_encoder__ts17",
        "count_bigrams_nb",
    ];
    agree(names, |name| assess(&model(name), &Limits::default(), |_| None).unwrap().engines.unwrap());
}

fn agree<'a>(names: impl IntoIterator<Item = &'a str>, assess: impl Fn(&str) -> EngineChoice) {
    let mut problems = Vec::new();
    for name in names {
        let started = Instant::now();
        let choice = assess(name);
        if started.elapsed() > LONG {
            problems.push(format!("{name}: it took {:?}", started.elapsed()));
        }
        problems.extend(choice.disagreement.map(|found| format!("{name}: {found:?}")));
        let reasons = choice.trials.into_iter().filter_map(|trial| trial.reason);
        problems.extend(reasons.map(|reason| format!("{name}: {reason}")));
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
