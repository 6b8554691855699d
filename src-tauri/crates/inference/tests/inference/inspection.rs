//! What `inspect` says of files and folders.

use std::{fs, path::Path};

use domain::{
    artifact::{ArtifactKind, Inspection},
    error::ErrorCode,
    signature::Datatype,
    task::Task,
};
use inference::{Error, Limits, inspect};

use crate::v2::model;

fn look(path: &Path) -> Result<Inspection, Error> {
    inspect(path, &Limits::default())
}

#[test]
fn a_classifier_is_understood() {
    let found = look(&model("logreg_iris")).unwrap();
    assert_eq!(
        (found.kind, found.task, found.deployable),
        (ArtifactKind::Onnx, Task::MulticlassClassification, true)
    );
    assert_eq!(found.producer.as_deref(), Some("skl2onnx 1.20.0"));
    assert_eq!(found.framework.as_deref(), Some("sklearn"));
    assert_eq!(found.opsets["ai.onnx"], 17);
    assert_eq!(found.operators["ai.onnx.ml.LinearClassifier"], 1);
    let [input] = found.signature.inputs.as_slice() else { panic!("{:?}", found.signature) };
    assert_eq!(
        (input.name.as_str(), input.datatype, input.shape.as_slice()),
        ("X", Datatype::Fp32, &[-1, 4][..])
    );
    let [label, probabilities] = found.signature.outputs.as_slice() else { panic!("{:?}", found.signature) };
    assert_eq!((label.datatype, label.shape.as_slice()), (Datatype::Int64, &[-1][..]));
    assert_eq!(probabilities.shape, [-1, 3]);
    assert_eq!(probabilities.classes.as_deref(), Some(&["0", "1", "2"].map(str::to_owned)[..]));
}

#[test]
fn classes_are_found_wherever_they_stand() {
    for (name, expected) in [
        ("logreg_iris_strlabels__zipmap", &["setosa", "versicolor", "virginica"][..]),
        ("dtree_strlabels_iris", &["setosa", "versicolor", "virginica"]),
        ("voting_soft_iris", &["0", "1", "2"]),
        ("adaboost_iris", &["0", "1", "2"]),
        ("lgbm_binary_bc", &["0", "1"]),
        ("mlp_cls_digits", &["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]),
    ] {
        let found = look(&model(name)).unwrap();
        let classes = found.signature.outputs.iter().find_map(|spec| spec.classes.clone());
        assert_eq!(
            classes.as_deref(),
            Some(&expected.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>()[..]),
            "{name}"
        );
    }
}

#[test]
fn frameworks_are_told_apart() {
    for (name, framework) in [
        ("linreg_dia", Some("sklearn")),
        ("lgbm_reg_dia", Some("lightgbm")),
        ("xgb_reg_dia", Some("xgboost")),
        ("catboost_binary_bc", Some("catboost")),
        ("torch_cnn_digits__ts17", Some("torch")),
        ("onnx_identity_f32", None),
    ] {
        assert_eq!(look(&model(name)).unwrap().framework.as_deref(), framework, "{name}");
    }
}

#[test]
fn a_model_with_an_unknown_operator_is_kept_with_the_reason() {
    let mut bytes = fs::read(model("count_bigrams_nb")).unwrap();
    while let Some(at) = bytes.windows(9).position(|name| name == b"Tokenizer") {
        bytes[at..at + 9].copy_from_slice(b"Sentencer");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("unknown.onnx");
    fs::write(&path, bytes).unwrap();
    let found = look(&path).unwrap();
    assert!(!found.deployable);
    let reason = found.undeployable_reason.unwrap();
    assert!(reason.contains("Sentencer (domain com.microsoft)") && reason.contains("export"), "{reason}");
    assert_eq!(found.signature.inputs[0].name, "text");
}

#[test]
fn a_broken_file_named_onnx_is_refused_with_where_it_breaks() {
    let folder = tempfile::tempdir().unwrap();
    let whole = fs::read(model("rf_iris")).unwrap();
    for (name, bytes, said) in [
        ("truncated.onnx", &whole[..whole.len() / 2], "it ends at byte"),
        ("text.onnx", b"hello, I am a text\n", "it starts with text: \"hello, I am a text\""),
        ("empty.onnx", b"", "the file is empty"),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let error = look(&path).unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidInput);
        let message = error.to_string();
        assert!(
            message.contains(name) && message.contains(said) && message.contains("expected"),
            "{message}"
        );
    }
}

#[test]
fn every_cut_of_a_model_is_refused_or_read() {
    let whole = fs::read(model("logreg_iris")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut.onnx");
    for length in 0..whole.len() {
        fs::write(&path, &whole[..length]).unwrap();
        if let Err(error) = look(&path) {
            assert_eq!(error.code(), ErrorCode::InvalidInput, "{length}: {error}");
        }
    }
}

#[test]
fn content_decides_and_not_the_name() {
    let folder = tempfile::tempdir().unwrap();
    let renamed = folder.path().join("model.bin");
    fs::copy(model("logreg_iris"), &renamed).unwrap();
    assert!(look(&renamed).unwrap().deployable);

    let pickle = folder.path().join("model.pkl");
    fs::write(&pickle, b"\x80\x04\x95 not a model").unwrap();
    let found = look(&pickle).unwrap();
    assert_eq!((found.kind, found.deployable, found.size_bytes), (ArtifactKind::Other, false, 15));
    assert!(found.undeployable_reason.unwrap().contains("not an ONNX model"));
}

#[test]
fn a_folder_holds_one_model_or_none() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(look(folder.path()).unwrap_err().code(), ErrorCode::InvalidInput);

    fs::write(folder.path().join("notes.txt"), "x").unwrap();
    assert_eq!(look(folder.path()).unwrap().kind, ArtifactKind::Other);

    fs::create_dir(folder.path().join("inner")).unwrap();
    fs::copy(model("logreg_iris"), folder.path().join("inner/a.onnx")).unwrap();
    let found = look(folder.path()).unwrap();
    assert!(found.deployable && found.size_bytes == fs::metadata(model("logreg_iris")).unwrap().len() + 1);

    fs::copy(model("logreg_iris"), folder.path().join("b.onnx")).unwrap();
    let message = look(folder.path()).unwrap_err().to_string();
    assert!(message.contains("'b.onnx'") && message.contains("a.onnx'"), "{message}");
}

#[test]
fn a_vanished_path_is_not_found() {
    let error = look(Path::new("/nowhere/model.onnx")).unwrap_err();
    assert_eq!(error.code(), ErrorCode::NotFound);
    assert!(error.to_string().contains("/nowhere/model.onnx"));
}

#[test]
fn open_dimensions_have_the_names_of_the_file() {
    let dims = |name: &str| {
        let signature = look(&model(name)).unwrap().signature;
        (signature.inputs[0].dims.clone(), signature.outputs[0].dims.clone())
    };
    let named = |name: &str, rank: usize| {
        let mut dims = vec![None; rank];
        dims[0] = Some(name.to_owned());
        Some(dims)
    };
    assert_eq!(dims("torch_cnn_digits__ts17"), (named("batch", 4), named("batch", 2)));
    assert_eq!(dims("onnx_identity_f32"), (named("N", 2), named("N", 2)));
    assert_eq!(dims("logreg_iris"), (None, None), "skl2onnx leaves them nameless");
}

#[test]
fn a_map_is_explained_where_it_is_shown_as_a_tensor() {
    let found = look(&model("logreg_iris__zipmap")).unwrap();
    let [remark] = found.remarks.as_slice() else { panic!("{:?}", found.remarks) };
    assert!(
        remark.contains("'output_probability' is a sequence of maps")
            && remark.contains("one column a class"),
        "{remark}"
    );
    assert!(look(&model("logreg_iris")).unwrap().remarks.is_empty());
}
