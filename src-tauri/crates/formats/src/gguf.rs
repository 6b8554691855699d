//! GGUF, the format of llama.cpp and its kin. <https://github.com/ggml-org/ggml/blob/master/docs/gguf.md>

use std::{
    fs::File,
    io::{self, ErrorKind},
    path::Path,
};

use domain::{artifact::ArtifactKind, task::Task};

use crate::{bounds::ENTRIES, found::Found, input::Input, tensors::Tensors};

/// What the header says, as far as it can be read.
pub(crate) fn read(path: &Path) -> io::Result<Found> {
    let mut found = Found::new(
        ArtifactKind::Gguf,
        "GGUF models are run by llama.cpp and programs built on it, not by this one; export the model it was made from to \
        ONNX to deploy it here",
    );
    found.task = Some(Task::Text);
    let mut input = Input::file(File::open(path)?)?;
    match header(&mut input, &mut found) {
        Ok(()) => {}
        Err(error) if matches!(error.kind(), ErrorKind::UnexpectedEof | ErrorKind::InvalidData) => {
            found.remarks.push("Its header breaks off: the file may be incomplete.".to_owned());
        }
        Err(error) => return Err(error),
    }
    let name = found.metadata.get("general.architecture").cloned();
    if let Some(name) = name {
        found = found.framework(name);
    }
    Ok(found)
}

fn header(input: &mut Input, found: &mut Found) -> io::Result<()> {
    input.skip(4)?;
    let version = u32::from_le_bytes(input.array()?);
    found.producer = Some(format!("GGUF {version}"));
    let (tensors, pairs) = (count(input)?, count(input)?);
    for _ in 0..pairs {
        let key = text(input)?;
        let kind = u32::from_le_bytes(input.array()?);
        let value = value(input, kind)?;
        // The vocabulary and the like are lists; they are passed, not told.
        found.say(&key, value);
    }
    let mut listed = Tensors::default();
    for _ in 0..tensors {
        let name = text(input)?;
        let dimensions = u32::from_le_bytes(input.array()?);
        if dimensions > 8 {
            return Err(ErrorKind::InvalidData.into());
        }
        let shape: Vec<u64> =
            (0..dimensions).map(|_| input.array().map(u64::from_le_bytes)).collect::<io::Result<_>>()?;
        let datatype = datatype(u32::from_le_bytes(input.array()?));
        input.skip(8)?;
        listed.add(&name, &datatype, &shape);
    }
    listed.tell(found);
    Ok(())
}

fn count(input: &mut Input) -> io::Result<u64> {
    let count = u64::from_le_bytes(input.array()?);
    if count > ENTRIES { Err(ErrorKind::InvalidData.into()) } else { Ok(count) }
}

fn text(input: &mut Input) -> io::Result<String> {
    let length = u64::from_le_bytes(input.array()?);
    Ok(String::from_utf8_lossy(&input.text(length)?.0).into_owned())
}

fn value(input: &mut Input, kind: u32) -> io::Result<String> {
    Ok(match kind {
        0 => u8::from_le_bytes(input.array()?).to_string(),
        1 => i8::from_le_bytes(input.array()?).to_string(),
        2 => u16::from_le_bytes(input.array()?).to_string(),
        3 => i16::from_le_bytes(input.array()?).to_string(),
        4 => u32::from_le_bytes(input.array()?).to_string(),
        5 => i32::from_le_bytes(input.array()?).to_string(),
        6 => f32::from_le_bytes(input.array()?).to_string(),
        7 => (u8::from_le_bytes(input.array()?) != 0).to_string(),
        8 => text(input)?,
        9 => list(input)?,
        10 => u64::from_le_bytes(input.array()?).to_string(),
        11 => i64::from_le_bytes(input.array()?).to_string(),
        12 => f64::from_le_bytes(input.array()?).to_string(),
        _ => return Err(ErrorKind::InvalidData.into()),
    })
}

/// Passes a list; says how long it is.
fn list(input: &mut Input) -> io::Result<String> {
    let kind = u32::from_le_bytes(input.array()?);
    let length = u64::from_le_bytes(input.array()?);
    let size = match kind {
        0 | 1 | 7 => 1,
        2 | 3 => 2,
        4..=6 => 4,
        10..=12 => 8,
        8 => {
            for _ in 0..length {
                let length = u64::from_le_bytes(input.array()?);
                input.skip(length)?;
            }
            0
        }
        _ => return Err(ErrorKind::InvalidData.into()),
    };
    input.skip(length.saturating_mul(size))?;
    Ok(format!("a list of {length}"))
}

/// The names of ggml's types that files hold most.
fn datatype(number: u32) -> String {
    let name = match number {
        0 => "F32",
        1 => "F16",
        2 => "Q4_0",
        3 => "Q4_1",
        6 => "Q5_0",
        7 => "Q5_1",
        8 => "Q8_0",
        9 => "Q8_1",
        10 => "Q2_K",
        11 => "Q3_K",
        12 => "Q4_K",
        13 => "Q5_K",
        14 => "Q6_K",
        15 => "Q8_K",
        24 => "I8",
        25 => "I16",
        26 => "I32",
        27 => "I64",
        28 => "F64",
        30 => "BF16",
        other => return format!("type {other}"),
    };
    name.to_owned()
}
