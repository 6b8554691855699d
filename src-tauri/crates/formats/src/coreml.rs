//! Core ML: an `.mlmodel` file, or an `.mlpackage` folder with one inside.
//! <https://apple.github.io/coremltools/mlmodel/Format/Model.html>

use std::{fs, io, path::Path};

use domain::{
    artifact::ArtifactKind,
    signature::{Datatype, Signature, TensorSpec},
};

use crate::{
    bounds::PROTOBUF_BYTES,
    found::Found,
    protobuf::{Field, Fields, all, last, map},
};

/// What a model can be, by the number of the field that holds it; those below are its outer facts.
const KINDS: &[(u64, &str)] = &[
    (200, "pipeline classifier"),
    (201, "pipeline regressor"),
    (202, "pipeline"),
    (300, "linear regressor"),
    (301, "support vector regressor"),
    (302, "tree ensemble regressor"),
    (303, "neural network regressor"),
    (400, "linear classifier"),
    (401, "support vector classifier"),
    (402, "tree ensemble classifier"),
    (403, "neural network classifier"),
    (404, "nearest neighbours classifier"),
    (500, "neural network"),
    (502, "ML program"),
    (550, "custom model"),
    (555, "linked model"),
    (560, "class confidence thresholding"),
    (600, "one-hot encoder"),
    (601, "imputer"),
    (602, "feature vectorizer"),
    (603, "dict vectorizer"),
    (604, "scaler"),
    (606, "categorical mapping"),
    (607, "normalizer"),
    (609, "array feature extractor"),
    (610, "non-maximum suppression"),
    (900, "identity"),
    (2000, "text classifier"),
    (2001, "word tagger"),
    (2002, "vision feature print"),
    (2003, "sound analysis preprocessing"),
    (2004, "gazetteer"),
    (2005, "word embedding"),
    (2006, "audio feature print"),
    (3000, "serialized model"),
];

/// A model file, by what its outermost fields are; none where they are others.
pub(crate) fn read(path: &Path, head: &[u8]) -> io::Result<Option<Found>> {
    // Field 1, the specification's version, comes first and is small.
    if !matches!(head, [0x08, 1..=20, 0x12, ..]) || fs::metadata(path)?.len() > PROTOBUF_BYTES {
        return Ok(None);
    }
    let bytes = fs::read(path)?;
    let kind = Fields::of(&bytes).find_map(|(number, _)| KINDS.iter().find(|(known, _)| *known == number));
    let (Some((_, kind)), true) = (kind, Fields::is_whole(&bytes)) else { return Ok(None) };
    let mut found = Found::new(
        ArtifactKind::Coreml,
        "Core ML models run on Apple's systems only; export the model it was made from to ONNX to deploy it here",
    )
    .framework("coreml");
    found.say("model_type", *kind);
    if let Some(version) = last(&bytes, 1).and_then(Field::number) {
        found.producer = Some(format!("Core ML specification {version}"));
    }
    if let Some(description) = last(&bytes, 2).and_then(Field::bytes) {
        describe(description, &mut found);
    }
    Ok(Some(found))
}

/// A package folder: its model, with all files counted as one.
pub(crate) fn package(folder: &Path) -> io::Result<Option<Found>> {
    for inner in ["Data/com.apple.CoreML/model.mlmodel", "Data/com.apple.CoreML/Model.mlmodel"] {
        let file = folder.join(inner);
        if file.is_file() {
            let mut head = fs::read(&file)?;
            head.truncate(64);
            return read(&file, &head);
        }
    }
    Ok(None)
}

fn describe(description: &[u8], found: &mut Found) {
    let specs = |number| all(description, number).filter_map(|feature| spec(feature.bytes()?)).collect();
    found.signature = Signature { inputs: specs(1), outputs: specs(10) };
    let Some(metadata) = last(description, 100).and_then(Field::bytes) else { return };
    for (number, key) in [(1, "description"), (2, "version"), (3, "author"), (4, "license")] {
        found.say(key, last(metadata, number).and_then(Field::text).unwrap_or_default());
    }
    for (key, value) in map(metadata, 100) {
        found.say(&key, String::from_utf8_lossy(value));
    }
}

fn spec(feature: &[u8]) -> Option<TensorSpec> {
    let name = last(feature, 1)?.text()?;
    let (number, kind) = Fields::of(last(feature, 3)?.bytes()?).find(|(number, _)| *number <= 8)?;
    let kind = kind.bytes().unwrap_or_default();
    let (datatype, shape) = match number {
        1 => (Datatype::Int64, vec![1]),
        2 => (Datatype::Fp64, vec![1]),
        3 => (Datatype::Bytes, vec![1]),
        4 => {
            let side = |number| last(kind, number).and_then(Field::number).map_or(-1, u64::cast_signed);
            (Datatype::Uint8, vec![side(2), side(1)])
        }
        5 => (array_type(last(kind, 2)?.number()?)?, sizes(kind)),
        _ => return None,
    };
    Some(TensorSpec { name, datatype, shape, dims: None, classes: None })
}

/// A repeated number, packed or one by one.
fn sizes(array: &[u8]) -> Vec<i64> {
    let mut sizes = Vec::new();
    for field in all(array, 1) {
        match field {
            Field::Number(size) => sizes.push(size.cast_signed()),
            Field::Bytes(packed) => {
                let mut value = 0_u64;
                let mut shift = 0_u32;
                for byte in packed {
                    value |= u64::from(byte & 0x7f) << shift.min(63);
                    shift += 7;
                    if byte & 0x80 == 0 {
                        sizes.push(value.cast_signed());
                        (value, shift) = (0, 0);
                    }
                }
            }
        }
    }
    sizes
}

fn array_type(number: u64) -> Option<Datatype> {
    Some(match number {
        65_568 => Datatype::Fp32,
        65_552 => Datatype::Fp16,
        65_600 => Datatype::Fp64,
        131_104 => Datatype::Int32,
        131_080 => Datatype::Int8,
        _ => return None,
    })
}
