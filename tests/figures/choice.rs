//! Whether the automatic choice of an engine takes the better one.

use std::path::Path;

use domain::engine::{EngineChoice, EngineName};
use inference::{Limits, assess};
use suite::fixtures;

use crate::report::{Report, Wanted, median};

/// The first argument of the process that measures the choice alone.
pub const WORD: &str = "choice";

/// A choice that looks worse than this is measured this many times more: what a busy moment does is not the choice's.
const SUSPECT: f64 = 1.03;
const AGAIN: usize = 4;

/// Asks for the choice on every fixture model, and measures again how much slower it is than the other engine.
///
/// The measurements are apart, so that a choice by chance shows. Over the numbers of rows the mean is geometric, as it
/// is for the choice.
pub fn measure(report: &mut Report) {
    let slower: Vec<(f64, String)> = fixtures::models().into_iter().filter_map(of_model).collect();
    let (worst, name) =
        slower.iter().max_by(|left, right| left.0.total_cmp(&right.0)).expect("there are models");
    let title = format!("The chosen engine's time over the better one's, at worst ({name})");
    report.add(title, *worst, "", Wanted::Under(1.05));
    report.add("Models on which both engines were measured", slower.len() as f64, "", Wanted::AtLeast(1.0));
}

fn of_model(name: String) -> Option<(f64, String)> {
    let chosen = choice(&name)?;
    let mut found = vec![slower(&chosen, &choice(&name)?)?];
    if found[0] > SUSPECT {
        found.extend((0..AGAIN).filter_map(|_| slower(&chosen, &choice(&name)?)));
        eprintln!("{name}: {found:.3?}");
    }
    Some((median(found), name))
}

fn choice(name: &str) -> Option<EngineChoice> {
    let path = fixtures::path(&format!("models/{name}.onnx"));
    assess(Path::new(&path), &Limits::default(), |_| None).expect("the fixture is a model").engines
}

/// How many times the better engine's time the one takes that an earlier trial chose; none where only one can. Where
/// engines differ it is not speed that decides.
fn slower(earlier: &EngineChoice, now: &EngineChoice) -> Option<f64> {
    let times = |engine: EngineName| {
        let timings = &now.trial(engine)?.timings;
        let logs: Vec<f64> = timings.iter().map(|timing| timing.call_us.ln()).collect();
        (!logs.is_empty()).then(|| (logs.iter().sum::<f64>() / logs.len() as f64).exp())
    };
    let (tract, runtime) = (times(EngineName::Tract)?, times(EngineName::OnnxRuntime)?);
    let chosen = if earlier.chosen == EngineName::Tract { tract } else { runtime };
    earlier.disagreement.is_none().then(|| chosen / tract.min(runtime))
}
