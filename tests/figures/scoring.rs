//! Scoring inside the process, without HTTP.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use domain::tensor::{Elements, Tensor};
use inference::{Limits, Predictor};
use suite::fixtures;

use crate::report::{Report, Wanted, median};

const ROUND: Duration = Duration::from_millis(300);
const ROUNDS: usize = 7;
const BATCH: usize = 256;

/// Measures a linear classifier and a boosted ensemble on one thread.
pub fn measure(report: &mut Report) {
    let linear = Case::of("logreg_iris", 4);
    let boosted = Case::of("gb_iris", 4);
    let microseconds = |case: &Case| 1e6 / case.calls_per_second(1);
    let rows = |case: &Case| case.calls_per_second(BATCH) * BATCH as f64;
    report.add(
        "In process, logistic regression, one row: time a call",
        microseconds(&linear),
        "µs",
        Wanted::Any,
    );
    report.add("In process, logistic regression, 256 rows: rows a second", rows(&linear), "1/s", Wanted::Any);
    report.add(
        "In process, gradient boosting, one row: time a call",
        microseconds(&boosted),
        "µs",
        Wanted::Any,
    );
    report.add("In process, gradient boosting, 256 rows: rows a second", rows(&boosted), "1/s", Wanted::Any);
}

struct Case {
    predictor: Predictor,
    row: Vec<f32>,
}

impl Case {
    fn of(name: &str, width: usize) -> Self {
        let path = fixtures::path(&format!("models/{name}.onnx"));
        let predictor = Predictor::load(Path::new(&path), &Limits::default()).expect("the fixture loads");
        let data = fixtures::case(name)["inputs"][0]["data"].clone();
        let mut row: Vec<f32> = serde_json::from_value(data).expect("the fixture's inputs are numbers");
        row.truncate(width);
        Self { predictor, row }
    }

    /// The median over some rounds.
    fn calls_per_second(&self, rows: usize) -> f64 {
        let elements = Elements::Fp32(self.row.repeat(rows));
        let input = Tensor::new("X", vec![rows, self.row.len()], elements).expect("rows times columns");
        let inputs = [input];
        let score =
            || drop(std::hint::black_box(self.predictor.predict(&inputs).expect("the fixture scores")));
        score();
        median((0..ROUNDS).map(|_| rate(score)).collect())
    }
}

/// How often a second `work` can be done.
fn rate(work: impl Fn()) -> f64 {
    let began = Instant::now();
    let mut times = 0.0;
    while began.elapsed() < ROUND {
        work();
        times += 1.0;
    }
    times / began.elapsed().as_secs_f64()
}
