//! The shipped samples say the truth: each version scores its sample input to its expected output.

use std::fs;

use inference::{Limits, Predictor, inspect};

use crate::v2::{difference, json, repository, tensors};

/// What all samples together may weigh, in bytes: they ship inside the program.
const MOST_BYTES: u64 = 1_000_000;

#[test]
fn every_sample_scores_to_its_expected_output() {
    let mut scored = 0;
    for folder in fs::read_dir(repository("assets/samples")).unwrap() {
        let folder = folder.unwrap().path();
        let sample = json(&folder.join("sample.json"));
        for version in sample["versions"].as_array().unwrap() {
            let file = folder.join(version["file"].as_str().unwrap());
            let predictor = Predictor::load(&file, &Limits::default()).unwrap();
            let outputs = predictor.predict(&tensors(&version["input"]["inputs"])).unwrap();
            let expected = version["output"]["outputs"].as_array().unwrap();
            assert_eq!(outputs.len(), expected.len());
            for (found, expected) in outputs.iter().zip(expected) {
                let rows = found.tensor.rows();
                assert_eq!(difference(found, expected, 0..rows, 1e-6), None, "{}", file.display());
                let classes = expected["parameters"]["classes"].as_array();
                assert_eq!(classes.map(Vec::len), found.classes.as_ref().map(|classes| classes.len()));
            }
            scored += 1;
        }
    }
    assert!(scored >= 6, "{scored}");
}

#[test]
fn every_sample_is_told_in_full_and_small() {
    let mut bytes = 0;
    for folder in fs::read_dir(repository("assets/samples")).unwrap() {
        let folder = folder.unwrap().path();
        let sample = json(&folder.join("sample.json"));
        assert!(sample["title"].is_string() && sample["description"].is_string(), "{}", folder.display());
        for version in sample["versions"].as_array().unwrap() {
            let found = inspect(&folder.join(version["file"].as_str().unwrap()), &Limits::default()).unwrap();
            assert!(found.deployable, "{:?}", found.undeployable_reason);
            assert_eq!(sample["task"], found.task.name(), "{}", folder.display());
            assert_eq!(version["framework"], found.framework.unwrap().as_str(), "{}", folder.display());
            let columns = found.signature.inputs[0].shape[1];
            if let Some(names) = sample["columns"].as_array() {
                assert_eq!(names.len() as i64, columns, "{}", folder.display());
            }
            let classes = found.signature.outputs.iter().find_map(|spec| spec.classes.clone());
            assert_eq!(sample["class_names"].as_array().map(Vec::len), classes.map(|classes| classes.len()));
        }
        for file in fs::read_dir(&folder).unwrap() {
            bytes += file.unwrap().metadata().unwrap().len();
        }
    }
    assert!(bytes < MOST_BYTES, "{bytes}");
}
