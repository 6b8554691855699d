//! How long it takes to open a model's graph: reading the file, laying it out, and writing what the window gets.

use std::{fs, path::Path, time::Instant};

use graph::{Block, Part, blocks, draw};
use inference::Limits;
use suite::made;

use crate::report::{Report, Wanted};

/// The argument that asks for these alone.
pub const WORD: &str = "graph";
/// Runs, of which the median counts.
const RUNS: usize = 9;

/// Measures models of 1,000 and of 10,000 operators, as they open and with everything shown.
pub fn measure(report: &mut Report) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    // Ten thousand are what a model may have, unless told otherwise.
    for (nodes, layers, under) in [("1,000", 66, 1.0), ("10,000", 666, 5.0)] {
        let path = folder.path().join(format!("{layers}.onnx"));
        fs::write(&path, made::transformer(layers, 64)).expect("the model can be written");
        let wanted = Wanted::Under(under);
        report.add(format!("Open a graph of {nodes} operators"), seconds(&path, false), "s", wanted);
        report.add(
            format!("Open a graph of {nodes} operators, all shown"),
            seconds(&path, true),
            "s",
            wanted,
        );
    }
}

fn seconds(path: &Path, all: bool) -> f64 {
    let mut times: Vec<f64> = (0..RUNS).map(|_| once(path, all)).collect();
    times.sort_by(f64::total_cmp);
    times[RUNS / 2]
}

fn once(path: &Path, all: bool) -> f64 {
    let start = Instant::now();
    let model = inference::graph::read(path, true, &Limits::default()).expect("the model is read");
    let expanded = all.then(|| blocks(&model.main).iter().map(Block::id).collect());
    let part = Part { expanded, ..Part::default() };
    let drawing = draw(&model.main, &part, &|| false).expect("nobody stops it");
    let written = serde_json::to_vec(&drawing).expect("a drawing has a JSON form");
    assert!(!written.is_empty());
    start.elapsed().as_secs_f64()
}
