//! Pickles on their own, and compressed ones, as joblib writes them.

use std::{
    fs::File,
    io::{self, Read as _, Seek as _},
    path::Path,
};

use domain::artifact::ArtifactKind;
use flate2::read::{MultiGzDecoder, ZlibDecoder};
use lz4_flex::frame::FrameDecoder;

use crate::{
    bounds::UNPACKED_BYTES,
    found::Found,
    input::Input,
    pickle::{self, Contents, Walk},
};

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    Zlib,
    Gzip,
    Lz4,
    /// Known to joblib, but not taken apart here.
    Closed(&'static str),
}

/// A pickle by its first bytes: protocol 2 and later begin with their number.
pub(crate) fn is_marked(head: &[u8]) -> bool {
    matches!(head, [0x80, 2..=5, ..])
}

/// A pickle that is not compressed; none where the bytes turn out to be something else.
pub(crate) fn plain(path: &Path, head: &[u8]) -> io::Result<Option<Found>> {
    let mut walk = Walk::new();
    let mut input = Input::file(File::open(path)?)?;
    let ended = walk.all(&mut input);
    let contents = walk.contents;
    // The first protocols have no mark: only a whole file of objects is believed to be one.
    let is_pickle = if is_marked(head) {
        is_likely(&contents)
    } else {
        ended && contents.structured && contents.problem.is_none()
    };
    Ok(is_pickle.then(|| found(&contents, None)))
}

/// A compressed pickle; none where something else comes out.
pub(crate) fn packed(path: &Path, head: &[u8]) -> io::Result<Option<Found>> {
    let Some(packing) = packing(head) else { return Ok(None) };
    let mut start = Vec::new();
    match packing {
        Packing::Closed(_) => return Ok(None),
        _ => {
            // Damage shows in the walk; here it only means that these bytes are something else.
            if open(path, packing)?.take(2).read_to_end(&mut start).is_err() {
                return Ok(None);
            }
        }
    }
    if !is_marked(&start) {
        return Ok(None);
    }
    let mut walk = Walk::new();
    walk.all(&mut Input::stream(open(path, packing)?, UNPACKED_BYTES));
    Ok(is_likely(&walk.contents).then(|| found(&walk.contents, Some(packing))))
}

/// What is said of a walked pickle.
fn found(contents: &Contents, packing: Option<Packing>) -> Found {
    let joblib = contents.joblib || packing.is_some();
    let kind = if joblib { ArtifactKind::Joblib } else { ArtifactKind::Pickle };
    let mut found = Found::new(kind, reason(joblib, pickle::framework(contents)));
    pickle::describe(contents, &mut found);
    if let Some(packing) = packing {
        found.say("compression", packing.name());
    }
    found
}

/// Two bytes alone do not make a pickle; one that breaks off after it named something does.
fn is_likely(contents: &Contents) -> bool {
    contents.pickles > 0 || !contents.imports.is_empty()
}

fn reason(joblib: bool, framework: Option<&str>) -> String {
    let what = if joblib {
        "a joblib file is a pickle, and loading one runs code"
    } else {
        "loading a pickle runs code"
    };
    format!("{what}, so it is kept without being loaded; {}", export(framework))
}

/// What to do to have a model of this library scored.
pub(crate) fn export(framework: Option<&str>) -> &'static str {
    match framework {
        Some("sklearn") => {
            "export the model to ONNX with skl2onnx (`to_onnx(model, X[:1])`) and register that file to deploy it"
        }
        Some("xgboost" | "lightgbm") => {
            "export the model to ONNX with onnxmltools (`convert_xgboost`, `convert_lightgbm`) and register that file to \
            deploy it"
        }
        Some("catboost") => {
            "export the model to ONNX with `model.save_model('model.onnx', format='onnx')` and register that file to \
            deploy it"
        }
        Some("torch") => {
            "export the model to ONNX with `torch.onnx.export` and register that file to deploy it"
        }
        Some("keras" | "tensorflow") => {
            "export the model to ONNX with tf2onnx, or `model.export('model.onnx', format='onnx')` in Keras 3, and \
            register that file to deploy it"
        }
        _ => "export the model to ONNX and register that file to deploy it",
    }
}

impl Packing {
    fn name(self) -> &'static str {
        match self {
            Self::Zlib => "zlib",
            Self::Gzip => "gzip",
            Self::Lz4 => "lz4",
            Self::Closed(name) => name,
        }
    }
}

/// Told by the first bytes, as joblib does.
fn packing(head: &[u8]) -> Option<Packing> {
    Some(match head {
        [0x1f, 0x8b, ..] => Packing::Gzip,
        [0x04, 0x22, 0x4d, 0x18, ..] => Packing::Lz4,
        [0x78, flags, ..] if (0x7800 + u16::from(*flags)) % 31 == 0 => Packing::Zlib,
        [b'B', b'Z', b'h', ..] => Packing::Closed("bzip2"),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Packing::Closed("xz"),
        _ => return None,
    })
}

fn open(path: &Path, packing: Packing) -> io::Result<Box<dyn io::Read>> {
    let mut file = File::open(path)?;
    file.rewind()?;
    let file = io::BufReader::new(file);
    Ok(match packing {
        Packing::Zlib => Box::new(ZlibDecoder::new(file)),
        Packing::Gzip => Box::new(MultiGzDecoder::new(file)),
        Packing::Lz4 => Box::new(FrameDecoder::new(file)),
        Packing::Closed(_) => Box::new(io::empty()),
    })
}
