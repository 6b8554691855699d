//! How long calls take.

use std::time::{Duration, Instant};

use domain::{engine::Timing, tensor::Tensor};

use super::{Try, rows::Rows};
use crate::Predictor;

/// How long the calls of one number of rows may take together.
const BUDGET: Duration = Duration::from_millis(300);
/// How many calls are enough for a median.
const MOST_CALLS: usize = 501;
/// Where one engine takes less than this many times the other's time, more calls decide which.
const CLOSE: f64 = 1.2;
/// How many times the budget and the calls they are then given.
const LONGER: usize = 4;
/// The rows of a large call: the first for a model that is quick, the second for one that is not.
const MANY: [usize; 2] = [256, 32];
/// A model whose call of one row takes longer than this is not quick; above the second no large call is made.
const SLOW: [Duration; 2] = [Duration::from_millis(1), Duration::from_millis(100)];

/// Measures calls of one row and of many, both engines in turns where there are two, so that what else the machine
/// does meets both. Nothing is measured where there is nothing to compare with.
pub(crate) fn measure(tract: &mut Try, runtime: &mut Try, rows: &Rows) {
    let (Some(left), Some(right)) = (&tract.predictor, &runtime.predictor) else { return };
    let engines = [left, right];
    let Some(one) = timings(engines, &rows.take(1)) else { return };
    let mut all = vec![one];
    let slower =
        one.iter().map(|timing| Duration::from_secs_f64(timing.call_us / 1e6)).max().unwrap_or_default();
    if slower <= SLOW[1]
        && let Some(many) = rows.many(MANY[usize::from(slower > SLOW[0])])
    {
        all.extend(timings(engines, &rows.take(many)));
    }
    for [left, right] in all {
        tract.trial.timings.push(left);
        runtime.trial.timings.push(right);
    }
}

/// The median times of both engines, of more calls where they are close; none where one fails.
fn timings(engines: [&Predictor; 2], inputs: &[Tensor]) -> Option<[Timing; 2]> {
    let found = medians(engines, inputs, 1)?;
    let [left, right] = [&found[0], &found[1]].map(|timing| timing.call_us);
    let is_close = left < right * CLOSE && right < left * CLOSE;
    if is_close { medians(engines, inputs, LONGER) } else { Some(found) }
}

/// The median times of both engines within so many budgets.
fn medians(engines: [&Predictor; 2], inputs: &[Tensor], budgets: usize) -> Option<[Timing; 2]> {
    let (budget, most) = (BUDGET * u32::try_from(budgets).unwrap_or(1), MOST_CALLS * budgets);
    let call = |engine: &Predictor| {
        let started = Instant::now();
        engine.predict(inputs).ok().map(|_| started.elapsed())
    };
    let mut times = [Vec::new(), Vec::new()];
    let started = Instant::now();
    // What an engine prepares for these shapes is not part of a call.
    engines.iter().try_for_each(|engine| call(engine).map(drop))?;
    while times[0].is_empty() || (started.elapsed() < budget && times[0].len() < most) {
        for (times, engine) in times.iter_mut().zip(engines) {
            times.push(call(engine)?);
        }
    }
    let rows = inputs.iter().map(Tensor::rows).max().unwrap_or(1);
    let rows = u32::try_from(rows).unwrap_or(u32::MAX);
    Some(times.map(|times| Timing { rows, call_us: median(times).as_secs_f64() * 1e6 }))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
