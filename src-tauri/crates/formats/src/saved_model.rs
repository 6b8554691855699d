//! TensorFlow's SavedModel folder: `saved_model.pb` beside its variables.
//! <https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/protobuf/saved_model.proto>

use std::{fs, io, path::Path};

use domain::{
    artifact::ArtifactKind,
    signature::{Datatype, Signature, TensorSpec},
};

use crate::{
    bounds::PROTOBUF_BYTES,
    found::Found,
    joblib::export,
    protobuf::{Field, all, last, map},
};

/// What a folder with `saved_model.pb` says.
pub(crate) fn read(folder: &Path) -> io::Result<Found> {
    let keras = folder.join("keras_metadata.pb").exists();
    let framework = if keras { "keras" } else { "tensorflow" };
    let mut found = Found::new(
        ArtifactKind::SavedModel,
        format!("a SavedModel needs TensorFlow to run; {}", export(Some(framework))),
    )
    .framework(framework);
    let file = folder.join("saved_model.pb");
    if fs::metadata(&file)?.len() > PROTOBUF_BYTES {
        found.remarks.push("Its saved_model.pb is too large to be looked into.".to_owned());
        return Ok(found);
    }
    let bytes = fs::read(file)?;
    let Some(graph) = last(&bytes, 2).and_then(Field::bytes) else {
        found.remarks.push("Its saved_model.pb cannot be read: the file may be incomplete.".to_owned());
        return Ok(found);
    };
    if let Some(meta) = last(graph, 1).and_then(Field::bytes) {
        let tags: Vec<String> = all(meta, 4).filter_map(Field::text).collect();
        found.say("tags", tags.join(", "));
        if let Some(version) = last(meta, 5).and_then(Field::text) {
            found.producer = Some(format!("TensorFlow {version}"));
            found.framework_version = Some(version).filter(|_| !keras);
        }
    }
    let signatures: Vec<(String, &[u8])> =
        map(graph, 5).filter(|(name, _)| !name.starts_with("__saved")).collect();
    let names: Vec<&str> = signatures.iter().map(|(name, _)| name.as_str()).collect();
    found.say("signatures", names.join(", "));
    let default = signatures.iter().find(|(name, _)| name == "serving_default").or(signatures.first());
    if let Some((_, signature)) = default {
        found.signature = Signature { inputs: specs(signature, 1), outputs: specs(signature, 2) };
    }
    Ok(found)
}

fn specs(signature: &[u8], number: u64) -> Vec<TensorSpec> {
    map(signature, number)
        .filter_map(|(name, info)| {
            let datatype = datatype(last(info, 2)?.number()?)?;
            let shape = last(info, 3).and_then(Field::bytes).unwrap_or_default();
            let size = |dim: Field<'_>| {
                last(dim.bytes()?, 1)
                    .and_then(Field::number)
                    .map_or(Some(0), |size| Some(size.cast_signed().max(-1)))
            };
            let shape = all(shape, 2).filter_map(size).collect();
            Some(TensorSpec { name, datatype, shape, dims: None, classes: None })
        })
        .collect()
}

/// The numbers of `types.proto`.
fn datatype(number: u64) -> Option<Datatype> {
    Some(match number {
        1 => Datatype::Fp32,
        2 => Datatype::Fp64,
        3 => Datatype::Int32,
        4 => Datatype::Uint8,
        5 => Datatype::Int16,
        6 => Datatype::Int8,
        7 => Datatype::Bytes,
        9 => Datatype::Int64,
        10 => Datatype::Bool,
        14 => Datatype::Bf16,
        17 => Datatype::Uint16,
        19 => Datatype::Fp16,
        22 => Datatype::Uint32,
        23 => Datatype::Uint64,
        _ => return None,
    })
}
