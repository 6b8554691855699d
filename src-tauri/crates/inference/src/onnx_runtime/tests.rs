//! The second engine with small models of one purpose each.

use std::{
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use domain::{
    engine::EngineName,
    error::ErrorCode,
    tensor::{Elements, Tensor},
};
use prost::Message as _;
use tract_onnx::pb::*;

use self::tensor_proto::DataType;
use crate::{Error, Limits, Predictor, Stop, assess};

fn needed() {
    if let Some(reason) = super::status().reason {
        panic!("{reason}; for the tests, `cargo xtask onnxruntime` brings it");
    }
}

fn value(name: &str, kind: DataType, shape: &[i64]) -> ValueInfoProto {
    let dim = |size: &i64| tensor_shape_proto::Dimension {
        value: (*size >= 0).then_some(tensor_shape_proto::dimension::Value::DimValue(*size)),
        ..Default::default()
    };
    let shape = TensorShapeProto { dim: shape.iter().map(dim).collect() };
    let tensor = type_proto::Tensor { elem_type: kind as i32, shape: Some(shape) };
    let value = Some(type_proto::Value::TensorType(tensor));
    ValueInfoProto {
        name: name.to_owned(),
        r#type: Some(TypeProto { value, ..TypeProto::default() }),
        ..ValueInfoProto::default()
    }
}

fn node(domain: &str, op_type: &str, inputs: &[&str], outputs: &[&str]) -> NodeProto {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    NodeProto {
        op_type: op_type.to_owned(),
        domain: domain.to_owned(),
        input: names(inputs),
        output: names(outputs),
        ..NodeProto::default()
    }
}

fn model(graph: GraphProto) -> ModelProto {
    let opset = |domain: &str, version| OperatorSetIdProto { domain: domain.to_owned(), version };
    ModelProto {
        ir_version: 8,
        graph: Some(graph),
        opset_import: vec![opset("", 17), opset("com.microsoft", 1)],
        ..ModelProto::default()
    }
}

/// A graph of nodes from `x` to `y`, each with the type and shape given.
fn graph(nodes: Vec<NodeProto>, x: (DataType, &[i64]), y: (DataType, &[i64])) -> GraphProto {
    GraphProto {
        name: "graph".to_owned(),
        node: nodes,
        input: vec![value("x", x.0, x.1)],
        output: vec![value("y", y.0, y.1)],
        ..GraphProto::default()
    }
}

fn write(folder: &Path, model: &ModelProto) -> std::path::PathBuf {
    let path = folder.join("model.onnx");
    fs::write(&path, model.encode_to_vec()).unwrap();
    path
}

fn load(model: &ModelProto) -> Result<Predictor, Error> {
    needed();
    let folder = tempfile::tempdir().unwrap();
    Predictor::load_with(&write(folder.path(), model), EngineName::OnnxRuntime, &Limits::default())
}

fn scored(predictor: &Predictor, x: Elements) -> Elements {
    let x = Tensor::new("x", vec![x.len()], x).unwrap();
    predictor.predict(&[x]).unwrap().remove(0).tensor.into_elements()
}

#[test]
fn every_type_goes_in_and_comes_out() {
    let floats = || Elements::Fp32(vec![0.5, -2.0]);
    for (kind, elements) in [
        (DataType::Bool, Elements::Bool(vec![true, false])),
        (DataType::Uint8, Elements::Uint8(vec![0, u8::MAX])),
        (DataType::Uint16, Elements::Uint16(vec![0, u16::MAX])),
        (DataType::Uint32, Elements::Uint32(vec![0, u32::MAX])),
        (DataType::Uint64, Elements::Uint64(vec![0, u64::MAX])),
        (DataType::Int8, Elements::Int8(vec![i8::MIN, i8::MAX])),
        (DataType::Int16, Elements::Int16(vec![i16::MIN, i16::MAX])),
        (DataType::Int32, Elements::Int32(vec![i32::MIN, i32::MAX])),
        (DataType::Int64, Elements::Int64(vec![i64::MIN, i64::MAX])),
        (DataType::Float, floats()),
        (DataType::Float16, floats()),
        (DataType::Double, Elements::Fp64(vec![1e300, -0.25])),
        (DataType::String, Elements::Bytes(vec!["grün".to_owned(), String::new()])),
    ] {
        let identity = node("", "Identity", &["x"], &["y"]);
        let predictor = load(&model(graph(vec![identity], (kind, &[-1]), (kind, &[-1])))).unwrap();
        assert_eq!(predictor.signature().inputs[0].datatype, elements.datatype());
        assert_eq!(predictor.signature().outputs[0].datatype, elements.datatype());
        assert_eq!(predictor.signature().outputs[0].shape, [-1]);
        assert_eq!(scored(&predictor, elements.clone()), elements, "{kind:?}");
    }
}

#[test]
fn a_model_that_only_onnx_runtime_knows_is_scored_by_it() {
    needed();
    let folder = tempfile::tempdir().unwrap();
    let hash = node("com.microsoft", "MurmurHash3", &["x"], &["y"]);
    let hashes = model(graph(vec![hash], (DataType::String, &[-1]), (DataType::Uint32, &[-1])));
    let found = assess(&write(folder.path(), &hashes), &Limits::default(), |_| None).unwrap();
    assert!(found.deployable && found.engine.unwrap().starts_with("ONNX Runtime "));
    let choice = found.engines.unwrap();
    assert_eq!((choice.chosen, choice.disagreement.is_none()), (EngineName::OnnxRuntime, true));
    let said = choice.summary();
    assert!(said.contains("since tract cannot: the engine lacks the operator MurmurHash3"), "{said}");
}

/// A loop that adds up as many rounds as its only input says.
fn rounds() -> ModelProto {
    let body = GraphProto {
        name: "body".to_owned(),
        node: vec![node("", "Identity", &["go"], &["go_on"]), node("", "Add", &["sum", "sum"], &["doubled"])],
        input: vec![
            value("round", DataType::Int64, &[]),
            value("go", DataType::Bool, &[]),
            value("sum", DataType::Float, &[1]),
        ],
        output: vec![value("go_on", DataType::Bool, &[]), value("doubled", DataType::Float, &[1])],
        ..GraphProto::default()
    };
    let constant = |name: &str, data_type: DataType, dims: Vec<i64>, raw_data: Vec<u8>| TensorProto {
        name: name.to_owned(),
        data_type: data_type as i32,
        dims,
        raw_data,
        ..TensorProto::default()
    };
    let mut looped = node("", "Loop", &["count", "yes", "zero"], &["y"]);
    looped.attribute.push(AttributeProto {
        name: "body".to_owned(),
        r#type: attribute_proto::AttributeType::Graph as i32,
        g: Some(body),
        ..AttributeProto::default()
    });
    let count = node("", "Squeeze", &["x"], &["count"]);
    let mut graph = graph(vec![count, looped], (DataType::Int64, &[1]), (DataType::Float, &[1]));
    graph.initializer = vec![
        constant("yes", DataType::Bool, vec![], vec![1]),
        constant("zero", DataType::Float, vec![1], vec![0; 4]),
    ];
    model(graph)
}

#[test]
fn a_stop_ends_a_long_run_and_the_model_stays_usable() {
    let predictor = load(&rounds()).unwrap();
    let started = Instant::now();
    let stop = Stop::at(Instant::now() + Duration::from_millis(50));
    let error = predictor.predict_until(&count(i64::MAX), &stop).unwrap_err();
    assert_eq!(error.code(), ErrorCode::Cancelled, "{error}");

    let stop = Stop::default();
    thread::scope(|scope| {
        let run = scope.spawn(|| predictor.predict_until(&count(i64::MAX), &stop).unwrap_err());
        thread::sleep(Duration::from_millis(50));
        stop.ask();
        assert_eq!(run.join().unwrap().code(), ErrorCode::Cancelled);
    });
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    assert_eq!(predictor.predict(&count(3)).unwrap()[0].tensor.elements(), &Elements::Fp32(vec![0.0]));
}

#[test]
fn weights_in_other_files_are_read_from_the_model_s_folder_only() {
    needed();
    let entry =
        |key: &str, value: &str| StringStringEntryProto { key: key.to_owned(), value: value.to_owned() };
    let with_weights_in = |location: &str| {
        let weights = TensorProto {
            name: "w".to_owned(),
            data_type: DataType::Float as i32,
            dims: vec![2],
            data_location: Some(tensor_proto::DataLocation::External as i32),
            external_data: vec![entry("location", location)],
            ..TensorProto::default()
        };
        let add = node("", "Add", &["x", "w"], &["y"]);
        let mut graph = graph(vec![add], (DataType::Float, &[2]), (DataType::Float, &[2]));
        graph.initializer.push(weights);
        model(graph)
    };
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("model");
    fs::create_dir(&folder).unwrap();
    let bytes: Vec<u8> = [1.0_f32, 2.0].iter().flat_map(|x| x.to_le_bytes()).collect();
    for file in [folder.join("inside.bin"), outer.path().join("outside.bin")] {
        fs::write(file, &bytes).unwrap();
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(outer.path().join("outside.bin"), folder.join("link.bin")).unwrap();
    let load = |location: &str| {
        write(&folder, &with_weights_in(location));
        Predictor::load_with(&folder, EngineName::OnnxRuntime, &Limits::default())
    };
    let inside = load("inside.bin").unwrap();
    assert_eq!(scored(&inside, Elements::Fp32(vec![0.5, 0.5])), Elements::Fp32(vec![1.5, 2.5]));
    let absolute = outer.path().join("outside.bin");
    let memory = "*/_ORT_MEM_ADDR_/*";
    for outside in ["../outside.bin", "link.bin", absolute.to_str().unwrap(), "missing.bin", "", memory] {
        let said = load(outside).err().unwrap().to_string();
        assert!(said.contains(&format!("the constant 'w' is kept in '{outside}'")), "{outside}: {said}");
    }
    let alone = Predictor::load_with(&folder.join("model.onnx"), EngineName::OnnxRuntime, &Limits::default());
    assert!(alone.err().unwrap().to_string().contains("other files"));
}

#[test]
fn what_the_engine_refuses_is_the_call_s_error() {
    let take = node("", "Gather", &["w", "x"], &["y"]);
    let mut graph = graph(vec![take], (DataType::Int64, &[-1]), (DataType::Float, &[-1]));
    graph.initializer.push(TensorProto {
        name: "w".to_owned(),
        data_type: DataType::Float as i32,
        dims: vec![2],
        float_data: vec![0.5, 1.5],
        ..TensorProto::default()
    });
    let predictor = load(&model(graph)).unwrap();
    let x = |index: i64| [Tensor::new("x", vec![1], Elements::Int64(vec![index])).unwrap()];
    let error = predictor.predict(&x(7)).unwrap_err();
    assert!(matches!(error, Error::Scoring { .. }) && error.to_string().contains("Gather"), "{error}");
    assert_eq!(predictor.predict(&x(1)).unwrap()[0].tensor.elements(), &Elements::Fp32(vec![1.5]));
}

/// A model in a file of its own, and what to send it for so many rounds.
fn in_file(folder: &Path) -> (std::path::PathBuf, Predictor) {
    needed();
    let path = write(folder, &rounds());
    let predictor = Predictor::load_with(&path, EngineName::OnnxRuntime, &Limits::default()).unwrap();
    (path, predictor)
}

fn count(rounds: i64) -> [Tensor; 1] {
    [Tensor::new("x", vec![1], Elements::Int64(vec![rounds])).unwrap()]
}

#[test]
fn calls_run_beside_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let (_, predictor) = in_file(folder.path());
    let endless = Stop::default();
    thread::scope(|scope| {
        let run = scope.spawn(|| predictor.predict_until(&count(i64::MAX), &endless));
        thread::sleep(Duration::from_millis(50));
        predictor.predict(&count(3)).unwrap();
        assert!(!run.is_finished());
        endless.ask();
        assert_eq!(run.join().unwrap().unwrap_err().code(), ErrorCode::Cancelled);
    });
}

#[test]
fn a_file_that_is_no_longer_what_was_checked_is_not_loaded_again() {
    let folder = tempfile::tempdir().unwrap();
    let (path, predictor) = in_file(folder.path());
    fs::write(&path, "changed").unwrap();
    let endless = Stop::default();
    thread::scope(|scope| {
        let run = scope.spawn(|| predictor.predict_until(&count(i64::MAX), &endless));
        thread::sleep(Duration::from_millis(50));
        // It waits for the only session, and can be given up.
        let stop = Stop::at(Instant::now() + Duration::from_millis(50));
        assert_eq!(predictor.predict_until(&count(3), &stop).unwrap_err().code(), ErrorCode::Cancelled);
        endless.ask();
        assert_eq!(run.join().unwrap().unwrap_err().code(), ErrorCode::Cancelled);
    });
    predictor.predict(&count(3)).unwrap();
}
