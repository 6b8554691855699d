//! MLflow's own registry with the same versions, searched by its client.

use std::{fs, path::Path, process::Command};

use serde_json::Value;

/// What MLflow found, and how long a page of it takes.
pub struct Found {
    /// The rows of a page.
    pub page: usize,
    /// All that match.
    pub total: u64,
    /// A page's, the median of several.
    pub milliseconds: f64,
}

/// Has MLflow make a registry in `folder` and search it.
pub fn search(python: &Path, folder: &Path, versions: u32) -> Found {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("figures/finding/peer.py");
    let told = folder.join("mlflow.json");
    let mut peer = Command::new(python);
    peer.arg(script).arg(versions.to_string()).args([&folder.join("mlflow.db"), &told]).current_dir(folder);
    assert!(peer.status().expect("Python starts").success(), "MLflow was not measured");
    let told: Value = fs::read(&told)
        .ok()
        .and_then(|text| serde_json::from_slice(&text).ok())
        .expect("the script writes JSON");
    let number = |key: &str| told[key].as_u64().expect("a number of rows");
    Found {
        page: usize::try_from(number("page")).expect("a page is small"),
        total: number("total"),
        milliseconds: told["milliseconds"].as_f64().expect("a time"),
    }
}
