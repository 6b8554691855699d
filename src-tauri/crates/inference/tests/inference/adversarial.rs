//! Hostile files: an error or an answer, and the host lives on.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use domain::{
    engine::EngineName,
    tensor::{Elements, Tensor},
};
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
        for engine in [EngineName::Tract, EngineName::OnnxRuntime] {
            if let Ok(predictor) = Predictor::load_with(Path::new(&path), engine, &Limits::default()) {
                for rows in [1, 3] {
                    let _error_or_answer = predictor.predict(&example(predictor.signature(), rows));
                }
            }
        }
        return;
    }
    crate::onnx_runtime::needed();
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

/// A folder with a model that keeps its weights in the file that it calls `location`.
fn with_weights_in(location: &str) -> tempfile::TempDir {
    const PLACE: &str = "../../../../etc/passwd";
    let folder = tempfile::tempdir().unwrap();
    let model = fs::read(repository("tests/fixtures/adversarial/external_traversal.onnx")).unwrap();
    let at = model.windows(PLACE.len()).position(|bytes| bytes == PLACE.as_bytes()).unwrap();
    // More slashes are no other path, and keep the file's length fields right.
    let slashes = "/".repeat(PLACE.len() - location.len() + 1);
    let location = location.replacen('/', &slashes, 1);
    let model = [&model[..at], location.as_bytes(), &model[at + PLACE.len()..]].concat();
    fs::write(folder.path().join("model.onnx"), model).unwrap();
    fs::create_dir(folder.path().join("in")).unwrap();
    fs::write(folder.path().join("in/weights"), [0; 16]).unwrap();
    folder
}

#[test]
fn external_data_inside_the_folder_are_read() {
    let folder = with_weights_in("in/weights");
    let predictor = Predictor::load(folder.path(), &Limits::default()).unwrap();
    assert!(predictor.predict(&example(predictor.signature(), 2)).is_ok());
    let alone = Predictor::load(&folder.path().join("model.onnx"), &Limits::default()).err().unwrap();
    assert!(alone.to_string().contains("other files"), "{alone}");
}

#[test]
fn external_data_outside_the_folder_are_refused() {
    for location in
        ["/etc/passwd", "../weights", "in/../../weights", "in/..", "in\\..\\../weights", "*/weights"]
    {
        refuses(&with_weights_in(location), location);
    }
}

#[cfg(unix)]
#[test]
fn external_data_behind_a_link_out_of_the_folder_are_refused() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("weights"), [0; 16]).unwrap();
    let to_a_file = with_weights_in("in/linked");
    symlink(outside.path().join("weights"), to_a_file.path().join("in/linked")).unwrap();
    refuses(&to_a_file, "in/linked");
    let to_a_folder = with_weights_in("out/weights");
    symlink(outside.path(), to_a_folder.path().join("out")).unwrap();
    refuses(&to_a_folder, "out/weights");
}

fn refuses(folder: &tempfile::TempDir, location: &str) {
    let refused = Predictor::load(folder.path(), &Limits::default()).err();
    let refused = refused.unwrap_or_else(|| panic!("{location} was read")).to_string();
    assert!(refused.contains("not inside the model directory"), "{location}: {refused}");
}

#[test]
fn what_a_file_asks_for_is_bounded_before_it_is_made() {
    for name in
        ["cos_huge", "expand_huge", "range_huge", "tile_huge", "pad_huge", "resize_huge", "wide_6k_consts"]
    {
        let error = load(name).err().unwrap();
        assert_eq!(error.code(), domain::error::ErrorCode::TooLarge, "{name}: {error}");
        assert!(error.to_string().contains("`vitrine limits "), "{name}: {error}");
    }
}
