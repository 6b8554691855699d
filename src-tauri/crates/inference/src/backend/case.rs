//! One test of the suite: a model, and sets of inputs with the outputs that they should give.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use tract_onnx::{pb::ModelProto, prelude::Framework as _};

use super::{
    Candidate, compare,
    values::{Declared, Info, Value},
};
use crate::{Limits, Stop, bounds, guard::Failure, model, source::OnnxSource};

/// How often a model is called: an engine may run a later call by another way than the first.
const CALLS: usize = 4;

/// What is given to an operator and what it should answer.
struct Set {
    inputs: Vec<Value>,
    expected: Vec<Value>,
}

/// The names of all tests, in order.
pub(super) fn names() -> Vec<String> {
    let entries = fs::read_dir(folder()).expect("the suite can be read");
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Runs one test; says why it fails.
pub(super) fn run(candidate: &Candidate, name: &str) -> Result<(), String> {
    let folder = folder().join(name);
    let proto = proto(name);
    let limits = Limits::default();
    let declared = Declared::read(&folder);
    let sets = sets(&folder, &declared)?;
    bounds::check(&proto, &limits).map_err(|error| error.to_string())?;
    if !declared.is_of_tensors() {
        for Set { inputs, expected } in sets {
            compare::all(&(candidate.run_values)(&proto, inputs)?, &expected)?;
        }
        return Ok(());
    }
    let source = source(folder);
    let ready = (candidate.load)(proto, &source, &limits).map_err(|error| error.to_string())?;
    for Set { inputs, expected } in sets {
        let inputs = inputs.iter().map(Value::tensor).collect::<Result<Vec<_>, _>>()?;
        for _ in 0..CALLS {
            let found = ready.engine.run(&inputs, &Stop::default()).map_err(Failure::reason)?;
            compare::all(&found.into_iter().map(Value::Tensor).collect::<Vec<_>>(), &expected)?;
        }
    }
    Ok(())
}

/// The operator under test. The expanded form of an operator counts as that operator.
pub(super) fn operator(name: &str) -> String {
    let whole = name.split_once("_expanded").map_or(name, |(whole, _)| whole);
    let name = if folder().join(whole).exists() { whole } else { name };
    let graph = proto(name).graph.unwrap_or_default();
    graph.node.last().map_or_else(
        || "none".to_owned(),
        |node| match model::domain(&node.domain) {
            "ai.onnx" => node.op_type.clone(),
            domain => format!("{domain}.{}", node.op_type),
        },
    )
}

fn folder() -> PathBuf {
    let root = env::var_os("VITRINE_TEST_ONNX")
        .expect("VITRINE_TEST_ONNX names a folder with the unpacked suite; `cargo xtask test` makes one");
    PathBuf::from(root).join("onnx/backend/test/data/node")
}

fn source(folder: PathBuf) -> OnnxSource {
    let file = folder.join("model.onnx");
    let bytes = fs::read(&file).expect("the model can be read");
    OnnxSource { file, size_bytes: bytes.len() as u64, folder: Some(folder), bytes }
}

fn proto(name: &str) -> ModelProto {
    let bytes = fs::read(folder().join(name).join("model.onnx")).expect("the model can be read");
    tract_onnx::onnx().proto_model_for_read(&mut bytes.as_slice()).expect("the model is whole")
}

fn sets(folder: &Path, declared: &Declared) -> Result<Vec<Set>, String> {
    let folders = (0..).map(|number| folder.join(format!("test_data_set_{number}")));
    let read = |set: &Path, kind: &str, infos: &[Info]| {
        let value = |(ix, info): (usize, &Info)| info.read(&set.join(format!("{kind}_{ix}.pb")));
        infos.iter().enumerate().map(value).collect::<Result<Vec<_>, _>>()
    };
    let set = |folder: PathBuf| {
        let inputs = read(&folder, "input", &declared.inputs)?;
        Ok(Set { inputs, expected: read(&folder, "output", &declared.outputs)? })
    };
    folders.take_while(|folder| folder.exists()).map(set).collect()
}
