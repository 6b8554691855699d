//! The figures of a release build: speed and size of scoring, of the window, and of the command line.
//!
//! `cargo xtask bench` builds everything, runs this on a display, and keeps the figures in `target/bench.json`.

mod choice;
mod constant;
mod engines;
mod finding;
mod graph;
mod http;
mod list;
mod registering;
mod report;
mod scoring;
mod scrolling;
mod shelf;
mod window;

use std::{env, path::Path, process::ExitCode};

use report::Report;
use suite::desk::Desk;

/// The folder beside the figures with models that are trained for them.
const TRAINED: &str = "bench-models";
/// The Python beside the figures that has MLflow.
const MLFLOW: &str = "bench-registry/bin/python";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        [constant::WORD, answer] => constant::serve(answer).await,
        [engines::memory::WORD, model] => engines::memory::print(Path::new(model)),
        [what @ .., path] => {
            let mut report = Report::default();
            if !measure(what, Path::new(path), &mut report).await {
                return usage();
            }
            report.print();
            report.write(Path::new(path));
        }
        [] => return usage(),
    }
    ExitCode::SUCCESS
}

fn usage() -> ExitCode {
    eprintln!("Usage: figures [choice|engines|finding|graph|registering|scrolling|window] OUT.json");
    ExitCode::from(2)
}

/// Measures what was asked for, or everything; says whether it knows what was meant.
async fn measure(what: &[&str], path: &Path, report: &mut Report) -> bool {
    match what {
        [choice::WORD] => choice::measure(report),
        [engines::WORD] => engines::measure(&path.with_file_name(TRAINED), report),
        [finding::WORD] => drop(finding::measure(&path.with_file_name(MLFLOW), report).await),
        [graph::WORD] => graph::measure(report),
        [registering::WORD] => registering::measure(report).await,
        [scrolling::WORD] => {
            let desk = Desk::default();
            finding::opened(&desk, finding::VERSIONS, report).await.close().await;
            scrolling::measure(&desk, report).await;
        }
        [window::WORD] => window::measure(&shelf::stocked().await, report).await,
        [] => all(path, report).await,
        _ => return false,
    }
    true
}

async fn all(path: &Path, report: &mut Report) {
    scoring::measure(report);
    choice::measure(report);
    engines::measure(&path.with_file_name(TRAINED), report);
    let large = finding::measure(&path.with_file_name(MLFLOW), report).await;
    scrolling::measure(&large, report).await;
    graph::measure(report);
    http::measure(report).await;
    registering::measure(report).await;
    let shelf = shelf::stocked().await;
    list::measure(&shelf, report);
    window::measure(&shelf, report).await;
}
