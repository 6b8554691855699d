//! Hostile files: an error or an answer, and the host lives on.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use domain::tensor::{Elements, Tensor};
use inference::{Error, Limits, Predictor, example};

use crate::v2::repository;

/// Names the file that a child process is to load.
const CHILD: &str = "VITRINE_TEST_HOSTILE";
/// What one file may take in an unoptimised build on a busy machine, in seconds.
const DEADLINE: u32 = 60;
/// What a child may use, in KiB.
const MEMORY: u32 = 4_000_000;

fn load(name: &str) -> Result<Predictor, Error> {
    Predictor::load(&repository(&format!("tests/fixtures/adversarial/{name}.onnx")), &Limits::default())
}

#[test]
fn a_hostile_model_gives_an_error_or_an_answer() {
    if let Some(path) = std::env::var_os(CHILD) {
        if let Ok(predictor) = Predictor::load(Path::new(&path), &Limits::default()) {
            for rows in [1, 3] {
                let _error_or_answer = predictor.predict(&example(predictor.signature(), rows));
            }
        }
        return;
    }
    for entry in fs::read_dir(repository("tests/fixtures/adversarial")).unwrap() {
        in_child(&entry.unwrap().path());
    }
}

/// Runs this very test for one file in a process of its own, which may not take more than its share.
fn in_child(path: &Path) {
    let share = format!("ulimit -v {MEMORY}; exec timeout {DEADLINE} \"$0\" \"$@\"");
    let status = Command::new("sh")
        .args(["-c", &share])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "adversarial::a_hostile_model_gives_an_error_or_an_answer"])
        .env(CHILD, path)
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "{}: {status}", path.display());
}

#[test]
fn a_tree_that_leaves_its_bounds_is_refused() {
    for (name, said) in [
        ("tree_child_oob", "leads to a node that does not exist"),
        ("tree_class_oob", "names target"),
        ("tree_class_oob_small", "names target"),
    ] {
        let message = load(name).err().unwrap().to_string();
        assert!(message.contains(said), "{name}: {message}");
    }
}

#[test]
fn a_tree_that_splits_by_greater_or_equal_is_honoured() {
    let predictor = load("tree_gte").unwrap();
    let spec = &predictor.signature().inputs[0];
    let columns = spec.shape[1] as usize;
    let labels = [-1000.0, 1000.0].map(|x| {
        let input = Tensor::new(&spec.name, vec![1, columns], Elements::Fp32(vec![x; columns])).unwrap();
        predictor.predict(&[input]).unwrap()[0].tensor.elements().clone()
    });
    assert_ne!(labels[0], labels[1]);
}

#[test]
fn external_data_outside_the_folder_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("model.onnx");
    fs::copy(repository("tests/fixtures/adversarial/external_traversal.onnx"), &file).unwrap();
    let alone = Predictor::load(&file, &Limits::default()).err().unwrap().to_string();
    assert!(alone.contains("other files"), "{alone}");
    let inside = Predictor::load(folder.path(), &Limits::default()).err().unwrap().to_string();
    assert!(inside.contains("inside the model directory"), "{inside}");
}

#[test]
fn what_a_file_asks_for_is_bounded_before_it_is_made() {
    for name in
        ["cos_huge", "expand_huge", "range_huge", "tile_huge", "pad_huge", "resize_huge", "wide_6k_consts"]
    {
        let error = load(name).err().unwrap();
        assert_eq!(error.code(), domain::error::ErrorCode::TooLarge, "{name}: {error}");
    }
}
