//! TensorFlow Lite, a FlatBuffer.
//! <https://github.com/tensorflow/tensorflow/blob/master/tensorflow/compiler/mlir/lite/schema/schema.fbs>

use std::{
    fs::{self, File},
    io::{self, Read as _},
    path::Path,
};

use domain::{
    artifact::ArtifactKind,
    signature::{Datatype, Signature, TensorSpec},
};

use crate::{bounds::PROTOBUF_BYTES, found::Found, input::Slice, joblib::export};

/// Whether a file says that it is one.
pub(crate) fn is(head: &[u8]) -> bool {
    head.get(4..8) == Some(b"TFL3")
}

/// What the file says: its description, inputs and outputs.
pub(crate) fn read(path: &Path) -> io::Result<Found> {
    let mut found = Found::new(
        ArtifactKind::Tflite,
        format!("a TensorFlow Lite model is made for phones and boards; {}", export(Some("tensorflow"))),
    )
    .framework("tensorflow");
    let mut bytes = Vec::new();
    File::open(path)?.take(PROTOBUF_BYTES).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == PROTOBUF_BYTES && fs::metadata(path)?.len() > PROTOBUF_BYTES {
        found.remarks.push("It is too large for its inputs and outputs to be looked for.".to_owned());
        return Ok(found);
    }
    if tell(Slice(&bytes), &mut found).is_none() {
        found.remarks.push("Its inputs and outputs cannot be read: the file may be incomplete.".to_owned());
    }
    Ok(found)
}

fn tell(bytes: Slice<'_>, found: &mut Found) -> Option<()> {
    let model = Table::root(bytes)?;
    found.producer = model.number(0).map(|version| format!("TensorFlow Lite schema {version}"));
    found.say("description", model.text(3).unwrap_or_default());
    let graph = model.tables(2)?.into_iter().next()?;
    let tensors = graph.tables(0)?;
    let specs = |field| -> Option<Vec<TensorSpec>> {
        Some(graph.numbers(field)?.into_iter().filter_map(|index| spec(*tensors.get(index)?)).collect())
    };
    found.signature = Signature { inputs: specs(1)?, outputs: specs(2)? };
    Some(())
}

fn spec(tensor: Table<'_>) -> Option<TensorSpec> {
    let shape = tensor.signed(7).or_else(|| tensor.signed(0)).unwrap_or_default();
    Some(TensorSpec {
        name: tensor.text(3)?,
        datatype: datatype(tensor.byte(1).unwrap_or(0))?,
        shape,
        dims: None,
        classes: None,
    })
}

fn datatype(number: u8) -> Option<Datatype> {
    Some(match number {
        0 => Datatype::Fp32,
        1 => Datatype::Fp16,
        2 => Datatype::Int32,
        3 => Datatype::Uint8,
        4 => Datatype::Int64,
        5 => Datatype::Bytes,
        6 => Datatype::Bool,
        7 => Datatype::Int16,
        9 => Datatype::Int8,
        10 => Datatype::Fp64,
        12 => Datatype::Uint64,
        15 => Datatype::Uint32,
        16 => Datatype::Uint16,
        18 => Datatype::Bf16,
        _ => return None,
    })
}

/// A FlatBuffer's table: where it stands, and where the list of its fields does.
#[derive(Clone, Copy)]
struct Table<'a> {
    bytes: Slice<'a>,
    at: usize,
    fields: usize,
}

impl<'a> Table<'a> {
    fn root(bytes: Slice<'a>) -> Option<Self> {
        Self::new(bytes, bytes.u32(0)?)
    }

    fn new(bytes: Slice<'a>, at: usize) -> Option<Self> {
        let back = i64::from(i32::from_le_bytes(bytes.at(at)?));
        let fields = usize::try_from(i64::try_from(at).ok()?.checked_sub(back)?).ok()?;
        Some(Self { bytes, at, fields })
    }

    /// Where a field stands; none where it is left out.
    fn field(self, number: usize) -> Option<usize> {
        let length = self.bytes.u16(self.fields)?;
        let entry = 4 + 2 * number;
        if entry + 2 > length {
            return None;
        }
        match self.bytes.u16(self.fields + entry)? {
            0 => None,
            offset => self.at.checked_add(offset),
        }
    }

    fn number(self, number: usize) -> Option<usize> {
        self.bytes.u32(self.field(number)?)
    }

    fn byte(self, number: usize) -> Option<u8> {
        Some(self.bytes.at::<1>(self.field(number)?)?[0])
    }

    /// Where what a field refers to begins, and its length.
    fn list(self, number: usize) -> Option<(usize, usize)> {
        let at = self.field(number)?;
        let start = at.checked_add(self.bytes.u32(at)?)?;
        Some((start.checked_add(4)?, self.bytes.u32(start)?))
    }

    fn text(self, number: usize) -> Option<String> {
        let (start, length) = self.list(number)?;
        Some(String::from_utf8_lossy(self.bytes.bytes(start, length)?).into_owned())
    }

    fn numbers(self, number: usize) -> Option<Vec<usize>> {
        let (start, length) = self.list(number)?;
        let words = self.bytes.bytes(start, length.checked_mul(4)?)?;
        (0..words.len() / 4).map(|index| Slice(words).u32(4 * index)).collect()
    }

    fn signed(self, number: usize) -> Option<Vec<i64>> {
        let (start, length) = self.list(number)?;
        let words = self.bytes.bytes(start, length.checked_mul(4)?)?;
        let word = |index: usize| Slice(words).at(4 * index).map(|word| i64::from(i32::from_le_bytes(word)));
        (0..words.len() / 4).map(word).collect()
    }

    fn tables(self, number: usize) -> Option<Vec<Self>> {
        let (start, length) = self.list(number)?;
        let words = self.bytes.bytes(start, length.checked_mul(4)?)?;
        let table = |index: usize| {
            let at = start + 4 * index;
            Self::new(self.bytes, at.checked_add(self.bytes.u32(at)?)?)
        };
        (0..words.len() / 4).map(table).collect()
    }
}
