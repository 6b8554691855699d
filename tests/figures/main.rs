//! The figures of a release build: speed and size of scoring, of the window, and of the command line.
//!
//! `cargo xtask bench` builds everything, runs this on a display, and keeps the figures in `target/bench.json`.

mod choice;
mod constant;
mod engines;
mod graph;
mod http;
mod list;
mod registering;
mod report;
mod scoring;
mod shelf;
mod window;

use std::{env, path::Path, process::ExitCode};

use report::Report;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [constant::WORD, answer] => constant::serve(answer).await,
        [engines::memory::WORD, model] => engines::memory::print(Path::new(model)),
        [choice::WORD, path] => measure_choice(Path::new(path)),
        [graph::WORD, path] => measure_graph(Path::new(path)),
        [registering::WORD, path] => measure_registering(Path::new(path)).await,
        [engines::WORD, path] => measure_engines(Path::new(path)),
        [path] => measure(Path::new(path)).await,
        _ => {
            eprintln!("Usage: figures [choice|engines|graph|registering] OUT.json");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

/// The folder beside the figures with models that are trained for them.
const TRAINED: &str = "bench-models";

fn measure_engines(path: &Path) {
    let mut report = Report::default();
    engines::measure(&path.with_file_name(TRAINED), &mut report);
    report.print();
    report.write(path);
}

fn measure_choice(path: &Path) {
    let mut report = Report::default();
    choice::measure(&mut report);
    report.print();
    report.write(path);
}

fn measure_graph(path: &Path) {
    let mut report = Report::default();
    graph::measure(&mut report);
    report.print();
    report.write(path);
}

async fn measure_registering(path: &Path) {
    let mut report = Report::default();
    registering::measure(&mut report).await;
    report.print();
    report.write(path);
}

async fn measure(path: &Path) {
    let mut report = Report::default();
    scoring::measure(&mut report);
    choice::measure(&mut report);
    engines::measure(&path.with_file_name(TRAINED), &mut report);
    graph::measure(&mut report);
    http::measure(&mut report).await;
    registering::measure(&mut report).await;
    let shelf = shelf::stocked().await;
    list::measure(&shelf, &mut report);
    window::measure(&shelf, &mut report).await;
    report.print();
    report.write(path);
}
