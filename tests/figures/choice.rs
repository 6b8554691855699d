//! Whether the automatic choice of an engine takes the better one.

use std::path::Path;

use domain::engine::{EngineChoice, EngineName};
use inference::{Limits, assess};
use suite::fixtures;

use crate::report::{Report, Wanted};

/// Asks for the choice on every fixture model, and measures again how much slower it is than the other engine.
///
/// The two measurements are apart, so that a choice by chance shows. Over the numbers of rows the mean is geometric, as
/// it is for the choice.
pub fn measure(report: &mut Report) {
    let slower: Vec<f64> =
        fixtures::models().iter().filter_map(|name| slower(&choice(name)?, &choice(name)?)).collect();
    let worst = slower.iter().copied().fold(1.0, f64::max);
    report.add("The chosen engine's time over the better one's, at worst", worst, "", Wanted::Under(1.05));
    report.add("Models on which both engines were measured", slower.len() as f64, "", Wanted::AtLeast(1.0));
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
