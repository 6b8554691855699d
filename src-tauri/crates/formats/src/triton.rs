//! A model of a Triton model repository: `config.pbtxt` beside numbered folders, each a version.
//! <https://docs.nvidia.com/deeplearning/triton-inference-server/user-guide/docs/user_guide/model_repository.html>

mod text;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use domain::{
    artifact::ArtifactKind,
    signature::{Datatype, Signature, TensorSpec},
};

use self::text::Message;
use crate::{bounds::FILES, folder, found::Found};

/// A model of a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// The folder's name.
    pub name: String,
    /// Number and folder of each version, in order.
    pub versions: Vec<(u32, PathBuf)>,
}

/// The models of the repository in `folder`; empty where it is none.
///
/// # Errors
/// What the disk says.
pub fn repository(folder: &Path) -> io::Result<Vec<Model>> {
    let mut models = Vec::new();
    for entry in fs::read_dir(folder)?.take(FILES) {
        let path = entry?.path();
        let versions = versions(&path);
        // Triton makes up the configuration of ONNX and TensorFlow models that have none.
        if path.is_dir()
            && !versions.is_empty()
            && (path.join("config.pbtxt").is_file() || holds_model(&versions))
        {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            models.push(Model { name, versions });
        }
    }
    models.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(models)
}

/// The numbered folders of a model, in order.
#[must_use]
pub fn versions(folder: &Path) -> Vec<(u32, PathBuf)> {
    let entries = fs::read_dir(folder).into_iter().flatten().take(FILES).flatten();
    let numbered = entries.filter_map(|entry| {
        let number = entry.file_name().to_str()?.parse().ok().filter(|number| *number > 0)?;
        Some((number, entry.path())).filter(|(_, path)| path.is_dir())
    });
    let mut versions: Vec<(u32, PathBuf)> = numbered.collect();
    versions.sort();
    versions
}

fn holds_model(versions: &[(u32, PathBuf)]) -> bool {
    versions.iter().any(|(_, folder)| {
        ["model.onnx", "model.savedmodel", "model.plan", "model.pt"]
            .iter()
            .any(|name| folder.join(name).exists())
    })
}

/// What a version's own file or folder is: the one that Triton would load; the folder where there are several.
#[must_use]
pub fn artifact(version: &Path) -> PathBuf {
    let mut entries = fs::read_dir(version).into_iter().flatten().flatten().map(|entry| entry.path());
    match (entries.next(), entries.next()) {
        (Some(only), None) => only,
        _ => version.to_owned(),
    }
}

/// What the configuration of a model folder says.
#[must_use]
pub fn configuration(folder: &Path) -> Option<Found> {
    let config = Message::parse(&folder::text(&folder.join("config.pbtxt"))?)?;
    let mut found = Found::new(ArtifactKind::Triton, String::new());
    found.signature = Signature { inputs: specs(&config, "input"), outputs: specs(&config, "output") };
    for key in ["name", "backend", "platform", "max_batch_size", "default_model_filename"] {
        found.say(key, config.word(key).unwrap_or_default());
    }
    Some(found)
}

/// A model folder as a whole.
pub(crate) fn read(folder: &Path) -> io::Result<Found> {
    let mut found = configuration(folder).unwrap_or_else(|| {
        let mut found = Found::new(ArtifactKind::Triton, String::new());
        found.remarks.push("Its config.pbtxt cannot be read.".to_owned());
        found
    });
    let numbers: Vec<String> = versions(folder).iter().map(|(number, _)| number.to_string()).collect();
    found.reason =
        "a Triton model folder may hold several versions; import the folder (`vitrine import FOLDER`) to \
        have each as a version that can be deployed"
            .to_owned();
    found.say("versions", numbers.join(", "));
    Ok(found)
}

fn specs(config: &Message, key: &str) -> Vec<TensorSpec> {
    let batched =
        config.word("max_batch_size").and_then(|size| size.parse::<i64>().ok()).is_some_and(|size| size > 0);
    let spec = |message: &Message| {
        let dims = message.words("dims").into_iter().filter_map(|dim| dim.parse().ok());
        Some(TensorSpec {
            name: message.word("name")?,
            datatype: datatype(&message.word("data_type")?)?,
            shape: batched.then_some(-1).into_iter().chain(dims).collect(),
            dims: None,
            classes: None,
        })
    };
    config.messages(key).into_iter().filter_map(spec).collect()
}

/// The names of Triton's `DataType`.
fn datatype(name: &str) -> Option<Datatype> {
    Some(match name {
        "TYPE_BOOL" => Datatype::Bool,
        "TYPE_UINT8" => Datatype::Uint8,
        "TYPE_UINT16" => Datatype::Uint16,
        "TYPE_UINT32" => Datatype::Uint32,
        "TYPE_UINT64" => Datatype::Uint64,
        "TYPE_INT8" => Datatype::Int8,
        "TYPE_INT16" => Datatype::Int16,
        "TYPE_INT32" => Datatype::Int32,
        "TYPE_INT64" => Datatype::Int64,
        "TYPE_FP16" => Datatype::Fp16,
        "TYPE_BF16" => Datatype::Bf16,
        "TYPE_FP32" => Datatype::Fp32,
        "TYPE_FP64" => Datatype::Fp64,
        "TYPE_STRING" => Datatype::Bytes,
        _ => return None,
    })
}
