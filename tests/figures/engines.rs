//! The embedded engine against ONNX Runtime: the same models, one thread, in turn.

mod input;
pub mod memory;

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use domain::{engine::EngineName, tensor::Tensor};
use inference::{Limits, Predictor};
use suite::fixtures;

use crate::report::{Report, Wanted, median};

/// How many rounds of both engines, and how long one works in each.
const ROUNDS: usize = 11;
const ROUND: Duration = Duration::from_millis(20);
const LOADS: usize = 5;

/// The first argument of the process that measures the engines alone.
pub const WORD: &str = "engines";

/// The numbers of rows of a call.
const SIZES: [usize; 5] = [1, 32, 256, 1_024, 65_536];

/// Trees are to be as fast as the same compiled to C from this many rows on.
const MANY: usize = 1_024;

struct Case {
    title: &'static str,
    model: PathBuf,
    /// Rows to make the input of.
    rows: input::Rows,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Table,
    Trees,
    /// Shown, without a bound.
    Network,
}

/// Measures models of the fixtures, and those that `cargo xtask bench` has trained into `trained`.
pub fn measure(trained: &Path, report: &mut Report) {
    for case in cases(trained) {
        let [tract, onnx_runtime] = [EngineName::Tract, EngineName::OnnxRuntime].map(|name| case.load(name));
        let (Some(tract), Some(onnx_runtime)) = (tract, onnx_runtime) else {
            eprintln!("{}: left out, ONNX Runtime or the model is not there", case.title);
            continue;
        };
        for rows in SIZES.into_iter().filter(|rows| case.kind != Kind::Network || *rows <= MANY) {
            let inputs = case.rows.repeated(rows);
            let [ours, theirs] = in_turn(&tract, &onnx_runtime, &inputs).map(|time| time * 1e6 / rows as f64);
            let title = format!("{}, {rows} rows", case.title);
            report.add(format!("{title}: tract"), ours, "µs/row", Wanted::Any);
            report.add(
                format!("{title}: share of ONNX Runtime's time"),
                ours / theirs,
                "",
                case.wanted(rows),
            );
        }
        case.loading(report);
        memory::measure(case.title, &case.model, report);
    }
    compiled(trained, report);
}

fn cases(trained: &Path) -> Vec<Case> {
    let fixture = |title, name: &str, kind| Case {
        title,
        model: fixtures::path(&format!("models/{name}.onnx")).into(),
        rows: input::Rows::of_case(&fixtures::case(name)),
        kind,
    };
    let mut cases = vec![
        fixture("Mixed table, logistic regression", "mixed_onehot_imputer_logreg", Kind::Table),
        fixture("Scaler, logistic regression", "pipe_scaler_logreg_bc", Kind::Table),
        fixture("MLP on digits", "mlp_cls_digits", Kind::Table),
        fixture("CNN on digits", "torch_cnn_digits__ts17", Kind::Network),
        fixture("Transformer on digits", "torch_transformer_digits__ts17", Kind::Network),
    ];
    for (title, name, columns) in [
        ("Forest of 100", "forest_100", 64),
        ("LightGBM, 200 trees", "lightgbm_200", 30),
        ("XGBoost, 200 trees", "xgboost_200", 30),
    ] {
        let model = trained.join(format!("{name}.onnx"));
        if let Some(rows) = input::Rows::of_file(&model.with_extension("f32"), columns) {
            cases.push(Case { title, model, rows, kind: Kind::Trees });
        }
    }
    cases
}

impl Case {
    fn load(&self, engine: EngineName) -> Option<Predictor> {
        Predictor::load_with(&self.model, engine, &Limits::default()).ok()
    }

    fn wanted(&self, rows: usize) -> Wanted {
        match self.kind {
            Kind::Network => Wanted::Any,
            Kind::Trees if rows == 1 || rows >= MANY => Wanted::AtMost(0.5),
            Kind::Table if rows == 1 => Wanted::AtMost(0.5),
            _ => Wanted::AtMost(1.0),
        }
    }

    fn loading(&self, report: &mut Report) {
        let mut times = [vec![], vec![]];
        for _ in 0..LOADS {
            for (times, engine) in times.iter_mut().zip([EngineName::Tract, EngineName::OnnxRuntime]) {
                let began = Instant::now();
                drop(self.load(engine));
                times.push(began.elapsed().as_secs_f64() * 1e3);
            }
        }
        let [ours, theirs] = times.map(median);
        report.add(format!("{}, loading: tract", self.title), ours, "ms", Wanted::Any);
        let wanted = if self.kind == Kind::Network { Wanted::Any } else { Wanted::AtMost(1.0) };
        report.add(format!("{}, loading: share of ONNX Runtime's", self.title), ours / theirs, "", wanted);
    }
}

/// Seconds a call of both, each the median over rounds in turn, so that a busy moment of the machine meets both.
fn in_turn(tract: &Predictor, onnx_runtime: &Predictor, inputs: &[Tensor]) -> [f64; 2] {
    let mut times = [vec![], vec![]];
    for round in 0..=ROUNDS {
        for (times, predictor) in times.iter_mut().zip([tract, onnx_runtime]) {
            let time = seconds_a_call(predictor, inputs);
            // The first warms both up.
            if round > 0 {
                times.push(time);
            }
        }
    }
    times.map(median)
}

fn seconds_a_call(predictor: &Predictor, inputs: &[Tensor]) -> f64 {
    let began = Instant::now();
    let mut calls = 0.0;
    loop {
        drop(std::hint::black_box(predictor.predict(inputs).expect("the model scores its own rows")));
        calls += 1.0;
        let taken = began.elapsed();
        if taken >= ROUND {
            return taken.as_secs_f64() / calls;
        }
    }
}

/// The same boosted trees compiled to C, where `cargo xtask bench` could compile them.
fn compiled(trained: &Path, report: &mut Report) {
    let python = trained.with_file_name("bench-python").join("bin/python");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("figures/engines/compiled.py");
    let Ok(output) = Command::new(python).arg(script).arg(trained).output() else { return };
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let [name, rows, time] = words[..]
            && let Ok(time) = time.parse()
        {
            report.add(format!("{name} compiled to C, {rows} rows"), time, "µs/row", Wanted::Any);
        }
    }
}
