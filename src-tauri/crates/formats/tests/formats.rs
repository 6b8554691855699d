//! Real files of each format, told by what is in them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use domain::{artifact::ArtifactKind, signature::Datatype, task::Task};
use formats::{Found, recognise};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures/formats").join(name)
}

/// The file under a name that says nothing, as the registry stores it.
fn nameless(name: &str) -> Found {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("0a1b2c");
    fs::copy(fixture(name), &path).unwrap();
    recognise(&path).unwrap().unwrap_or_else(|| panic!("{name} is not recognised"))
}

fn of_bytes(bytes: &[u8]) -> Option<Found> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bytes");
    fs::write(&path, bytes).unwrap();
    recognise(&path).unwrap()
}

fn words(found: &Found) -> String {
    found.remarks.join("\n")
}

#[test]
fn every_format_is_told_by_its_content() {
    let cases: &[(&str, ArtifactKind, Option<&str>, Option<&str>)] = &[
        ("pipeline.p0.pkl", ArtifactKind::Pickle, Some("sklearn"), Some("1.9.1")),
        ("pipeline.p2.pkl", ArtifactKind::Pickle, Some("sklearn"), Some("1.9.1")),
        ("pipeline.p5.pkl", ArtifactKind::Pickle, Some("sklearn"), Some("1.9.1")),
        ("pipeline.joblib", ArtifactKind::Joblib, Some("sklearn"), Some("1.9.1")),
        ("pipeline.zlib.joblib", ArtifactKind::Joblib, Some("sklearn"), Some("1.9.1")),
        ("pipeline.gzip.joblib", ArtifactKind::Joblib, Some("sklearn"), Some("1.9.1")),
        ("pipeline.lz4.joblib", ArtifactKind::Joblib, Some("sklearn"), Some("1.9.1")),
        ("weights.safetensors", ArtifactKind::Safetensors, Some("torch"), None),
        ("weights.pt", ArtifactKind::Pytorch, Some("torch"), None),
        ("legacy.pt", ArtifactKind::Pytorch, Some("torch"), None),
        ("script.pt", ArtifactKind::Torchscript, Some("torch"), None),
        ("model.keras", ArtifactKind::Keras, Some("keras"), Some("3.12.0")),
        ("model.h5", ArtifactKind::Keras, Some("keras"), Some("2.15.0")),
        ("tiny.gguf", ArtifactKind::Gguf, Some("llama"), None),
        ("tree.pmml", ArtifactKind::Pmml, Some("pmml"), None),
        ("flowers.mlmodel", ArtifactKind::Coreml, Some("coreml"), None),
        ("small.tflite", ArtifactKind::Tflite, Some("tensorflow"), None),
        ("booster.json", ArtifactKind::Xgboost, Some("xgboost"), Some("3.2.0")),
        ("booster.ubj", ArtifactKind::Xgboost, Some("xgboost"), Some("3.2.0")),
        ("trees.txt", ArtifactKind::Lightgbm, Some("lightgbm"), None),
    ];
    for (name, kind, framework, version) in cases {
        let found = nameless(name);
        let said = (found.kind, found.framework.as_deref(), found.framework_version.as_deref());
        assert_eq!(said, (*kind, *framework, *version), "{name}");
        assert!(found.reason.contains("ONNX"), "{name} says what to do: {}", found.reason);
    }
    for (name, kind) in [("flowers.mlpackage", ArtifactKind::Coreml), ("saved", ArtifactKind::SavedModel)] {
        assert_eq!(recognise(&fixture(name)).unwrap().unwrap().kind, kind, "{name}");
    }
}

#[test]
fn what_is_no_model_is_not_taken_for_one() {
    for bytes in [
        &b""[..],
        b"hello\nworld\n",
        b".",
        b"N.",
        b"{\"a\": 1}",
        b"\x80\x04",
        b"PK\x03\x04 not a zip",
        b"<html></html>",
        b"x\x9c not compressed",
        b"\x1f\x8b\x08\0",
        b"a,b\n1,2\n",
        &[0; 4096],
    ] {
        assert_eq!(of_bytes(bytes), None, "{:?}", String::from_utf8_lossy(bytes));
    }
    assert_eq!(recognise(&fixture("data.h5")).unwrap(), None, "HDF5 without a model");
}

#[test]
fn a_pickle_tells_what_it_would_import_and_warns_of_harm() {
    for protocol in 0..=5 {
        let found = nameless(&format!("harm.p{protocol}.pkl"));
        let said = words(&found);
        assert!(said.contains("posix.system") && said.contains("Careful"), "protocol {protocol}: {said}");
        assert!(said.contains(".eval"), "protocol {protocol}: {said}");
        let calm = words(&nameless(&format!("pipeline.p{protocol}.pkl")));
        assert!(
            calm.contains("sklearn.pipeline.Pipeline") && !calm.contains("Careful"),
            "{protocol}: {calm}"
        );
    }
    let hidden = words(&nameless("memo.pkl"));
    assert!(hidden.contains("Careful") && hidden.contains("posix.system"), "{hidden}");
}

#[test]
fn harm_is_found_within_archives_and_compressed_files() {
    let harm = fs::read(fixture("harm.p4.pkl")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let packed = folder.path().join("packed");
    let mut gzip =
        flate2::write::GzEncoder::new(fs::File::create(&packed).unwrap(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, &harm).unwrap();
    gzip.finish().unwrap();
    assert!(words(&recognise(&packed).unwrap().unwrap()).contains("posix.system"));

    let archive = folder.path().join("archive");
    let mut zip = zip::ZipWriter::new(fs::File::create(&archive).unwrap());
    let plain = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip.start_file("a/data.pkl", plain).unwrap();
    std::io::Write::write_all(&mut zip, &harm).unwrap();
    zip.finish().unwrap();
    let found = recognise(&archive).unwrap().unwrap();
    assert_eq!(found.kind, ArtifactKind::Pytorch);
    assert!(words(&found).contains("posix.system"));
}

#[test]
fn an_archive_whose_names_lead_out_is_read_and_never_unpacked() {
    let outer = tempfile::tempdir().unwrap();
    let inner = outer.path().join("a/b");
    fs::create_dir_all(&inner).unwrap();
    let archive = inner.join("archive");
    let mut zip = zip::ZipWriter::new(fs::File::create(&archive).unwrap());
    let plain = zip::write::SimpleFileOptions::default();
    for name in ["../../data.pkl", "/tmp/../data.pkl", "../outside", "x/../../../config.json"] {
        zip.start_file(name, plain).unwrap();
        std::io::Write::write_all(&mut zip, &fs::read(fixture("harm.p4.pkl")).unwrap()).unwrap();
    }
    zip.finish().unwrap();
    let found = recognise(&archive).unwrap().unwrap();
    assert_eq!(found.kind, ArtifactKind::Pytorch);
    assert!(words(&found).contains("posix.system"), "it is read where it stands in the archive");
    let names = |folder: &Path| {
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect::<Vec<_>>()
    };
    assert_eq!([names(outer.path()), names(&inner)], [["a"], ["archive"]]);
}

#[test]
fn arrays_between_the_operations_of_joblib_are_passed() {
    let found = nameless("objects.joblib");
    let said = words(&found);
    assert!(said.contains("LogisticRegression"), "what an array of objects imports is seen: {said}");
    assert!(!said.contains("could not be read"), "{said}");
}

#[test]
fn a_pickle_that_breaks_off_says_so() {
    let whole = fs::read(fixture("pipeline.p4.pkl")).unwrap();
    let found = of_bytes(&whole[..whole.len() - 200]).unwrap();
    assert!(words(&found).contains("could not be read to its end"), "{}", words(&found));
}

#[test]
fn tensors_and_facts_are_listed() {
    let weights = nameless("weights.safetensors");
    assert_eq!(weights.metadata["tensors"], "2");
    assert_eq!(weights.metadata["parameters"], "16");
    assert_eq!(weights.metadata["tensor layer.weight"], "F32 [4, 3]");
    assert_eq!(weights.metadata["made"], "by hand");
    for name in ["weights.pt", "legacy.pt"] {
        let torch = nameless(name);
        assert_eq!(
            (torch.metadata["tensors"].as_str(), torch.metadata["parameters"].as_str()),
            ("2", "16"),
            "{name}"
        );
    }
    let gguf = nameless("tiny.gguf");
    assert_eq!(gguf.metadata["general.name"], "Tiny");
    assert_eq!(gguf.metadata["tokenizer.ggml.tokens"], "a list of 2");
    assert_eq!(gguf.metadata["tensor token_embd.weight"], "Q4_K [8, 2]");
    let keras = nameless("model.h5");
    assert_eq!((keras.metadata["name"].as_str(), keras.metadata["layers"].as_str()), ("small", "2"));
    assert_eq!(nameless("booster.json").metadata["objective"], "multi:softprob");
    assert_eq!(nameless("trees.txt").metadata["objective"], "multiclass num_class:3");
    assert_eq!(nameless("flowers.mlmodel").metadata["author"], "A. Person");
}

#[test]
fn a_signature_is_read_where_the_format_has_one() {
    let shown = |found: &Found| {
        let spec = |spec: &domain::signature::TensorSpec| {
            format!("{} {} {:?}", spec.name, spec.datatype, spec.shape)
        };
        let all = found.signature.inputs.iter().chain(&found.signature.outputs);
        all.map(spec).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(shown(&nameless("small.tflite")), "x FP32 [-1, 4]; probs FP32 [1, 3]");
    assert_eq!(shown(&nameless("flowers.mlmodel")), "x FP32 [4]; label INT64 [1]");
    assert_eq!(shown(&recognise(&fixture("saved")).unwrap().unwrap()), "x FP32 [-1, 4]; probs FP32 [-1, 3]");
    let pmml = nameless("tree.pmml");
    assert_eq!(shown(&pmml), "x1 FP64 [-1, 1]; x2 INT64 [-1, 1]; y BYTES [-1, 1]");
    assert_eq!(pmml.task, Some(Task::MulticlassClassification));
}

#[test]
fn an_mlflow_folder_tells_its_flavours_run_and_signature() {
    let outside = tempfile::tempdir().unwrap();
    let folder = outside.path().join("model");
    fs::create_dir(&folder).unwrap();
    let text = "flavors:\n  python_function:\n    loader_module: mlflow.sklearn\n  sklearn:\n    pickled_model: model.pkl\n    \
        sklearn_version: 1.9.1\nmlflow_version: 3.17.2\nrun_id: abc\nsignature:\n  inputs: '[{\"type\": \"double\", \"name\": \
        \"a b\"}, {\"type\": \"long\", \"name\": \"c\"}]'\n  outputs: '[{\"type\": \"tensor\", \"tensor-spec\": {\"dtype\": \
        \"int64\", \"shape\": [-1]}}]'\nmetadata:\n  owner: team\nsaved_input_example_info:\n  artifact_path: example.json\n";
    fs::write(folder.join("MLmodel"), text).unwrap();
    fs::copy(fixture("pipeline.p4.pkl"), folder.join("model.pkl")).unwrap();
    fs::write(folder.join("example.json"), "[[1, 2]]").unwrap();
    let found = recognise(&folder).unwrap().unwrap();
    assert_eq!((found.kind, found.framework.as_deref()), (ArtifactKind::Mlflow, Some("sklearn")));
    assert_eq!(found.framework_version.as_deref(), Some("1.9.1"));
    assert_eq!(found.producer.as_deref(), Some("MLflow 3.17.2"));
    assert_eq!((found.metadata["run_id"].as_str(), found.metadata["owner"].as_str()), ("abc", "team"));
    assert_eq!(found.metadata["columns"], r#"["a b","c"]"#);
    assert_eq!(found.signature.inputs[1].datatype, Datatype::Int64);
    assert_eq!(found.signature.outputs[0].shape, [-1]);
    assert!(words(&found).contains("sklearn.pipeline.Pipeline"));
    let model = formats::mlmodel::MlModel::of(&folder).unwrap();
    assert_eq!(model.input_example(&folder).unwrap(), serde_json::json!([[1, 2]]));
    fs::write(folder.join("MLmodel"), text.replace("example.json", "../example.json")).unwrap();
    fs::write(outside.path().join("example.json"), "[]").unwrap();
    let model = formats::mlmodel::MlModel::of(&folder).unwrap();
    assert_eq!(model.input_example(&folder), None, "nothing outside the folder is read");
}

#[test]
fn a_hugging_face_folder_tells_its_configuration_card_and_weights() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "config.json",
        r#"{"model_type": "bert", "architectures": ["BertModel"], "transformers_version": "4.57.1"}"#,
    );
    write(
        "README.md",
        "---\nlicense: apache-2.0\ntags:\n- a\n- b\npipeline_tag: fill-mask\nlibrary_name: transformers\n---\n# A card\nText.\n",
    );
    fs::copy(fixture("weights.safetensors"), folder.path().join("model.safetensors")).unwrap();
    fs::copy(fixture("weights.pt"), folder.path().join("pytorch_model.bin")).unwrap();
    let found = recognise(folder.path()).unwrap().unwrap();
    assert_eq!((found.kind, found.task), (ArtifactKind::HuggingFace, Some(Task::Text)));
    assert_eq!(found.framework.as_deref(), Some("transformers"));
    assert_eq!(found.framework_version.as_deref(), Some("4.57.1"));
    assert_eq!((found.metadata["license"].as_str(), found.metadata["tags"].as_str()), ("apache-2.0", "a, b"));
    assert_eq!(
        (found.metadata["architectures"].as_str(), found.metadata["tensors"].as_str()),
        ("BertModel", "2")
    );
    assert_eq!(found.notes.as_deref(), Some("# A card\nText.\n"));
    assert!(
        words(&found).contains("pytorch_model.bin: Loading it in Python would import"),
        "{}",
        words(&found)
    );
    write("config.json", r#"{"port": 80}"#);
    fs::remove_file(folder.path().join("README.md")).unwrap();
    assert_eq!(recognise(folder.path()).unwrap(), None, "a configuration of something else");
}

#[test]
fn a_triton_repository_lists_its_models_with_their_versions() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("flowers");
    for version in ["1", "2", "10", "notes"] {
        fs::create_dir_all(model.join(version)).unwrap();
        fs::write(model.join(version).join("model.onnx"), "x").unwrap();
    }
    let config = "name: \"flowers\"\nbackend: \"onnxruntime\"\nmax_batch_size: 8\n\
        input [ { name: \"X\" data_type: TYPE_FP32 dims: [ 4 ] } ]\noutput { name: \"y\", data_type: TYPE_INT64 dims: 1 }\n";
    fs::write(model.join("config.pbtxt"), config).unwrap();
    fs::create_dir_all(folder.path().join("empty")).unwrap();
    let models = formats::triton::repository(folder.path()).unwrap();
    assert_eq!(models.len(), 1);
    assert_eq!(models[0].versions.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [1, 2, 10]);
    let found = recognise(&model).unwrap().unwrap();
    assert_eq!(found.kind, ArtifactKind::Triton);
    assert_eq!(found.signature.inputs[0].shape, [-1, 4]);
    assert_eq!(found.metadata["backend"], "onnxruntime");
}

/// Every fixture, with bytes changed and cut in many ways.
#[test]
fn damaged_files_are_told_or_left_and_never_panic() {
    let mut dice = fastrand::Rng::with_seed(7);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("damaged");
    for entry in fs::read_dir(fixture("")).unwrap().flatten().filter(|entry| entry.path().is_file()) {
        let whole = fs::read(entry.path()).unwrap();
        for _ in 0..60 {
            let mut bytes = whole.clone();
            for _ in 0..dice.usize(1..6) {
                let at = dice.usize(..bytes.len());
                bytes[at] = if dice.bool() { dice.u8(..) } else { [0, 1, 0x7f, 0x80, 0xff][dice.usize(..5)] };
            }
            bytes.truncate(if dice.bool() { bytes.len() } else { dice.usize(..bytes.len()) });
            fs::write(&path, &bytes).unwrap();
            let _ = recognise(&path).unwrap();
        }
    }
}

/// What grows without end when loaded is bounded when walked.
#[test]
fn pickles_that_would_exhaust_a_loader_are_walked_in_bounded_time() {
    let nested = [&b"\x80\x04"[..], &b"]".repeat(3_000_000), &b"\x85".repeat(2_900_000), b"."].concat();
    let marks = [&b"\x80\x04"[..], &b"(".repeat(3_000_000)].concat();
    let huge = b"\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\x7f.".to_vec();
    let copies = [&b"\x80\x04]"[..], &b"2\x86".repeat(2_000_000), b"."].concat();
    for bytes in [nested, marks, huge, copies] {
        if let Some(found) = of_bytes(&bytes) {
            assert_eq!(found.kind, ArtifactKind::Pickle);
        }
    }
}
