//! A look at a file's outermost protobuf fields, to tell an ONNX model from anything else and to say where a
//! damaged one breaks off, before anything is allocated for it.
//!
//! The field numbers are those of `ModelProto` in onnx.proto3.

/// What the outermost fields say.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// All fields are whole and those of a model.
    Model,
    /// The bytes begin like a model and stop within a field.
    Truncated {
        /// The field, such as `graph`.
        field: &'static str,
        /// How many bytes are missing.
        missing: u64,
    },
    /// Something else; the text says what.
    Foreign(String),
}

const VARINT: u64 = 0;
const LENGTH: u64 = 2;

/// Name and wire type of a field of `ModelProto`.
fn field(number: u64) -> Option<(&'static str, u64)> {
    Some(match number {
        1 => ("ir_version", VARINT),
        2 => ("producer_name", LENGTH),
        3 => ("producer_version", LENGTH),
        4 => ("domain", LENGTH),
        5 => ("model_version", VARINT),
        6 => ("doc_string", LENGTH),
        7 => ("graph", LENGTH),
        8 => ("opset_import", LENGTH),
        14 => ("metadata_props", LENGTH),
        20 => ("training_info", LENGTH),
        25 => ("functions", LENGTH),
        26 => ("configuration", LENGTH),
        _ => return None,
    })
}

/// Looks at a whole file.
pub(crate) fn look(bytes: &[u8]) -> Look {
    if bytes.is_empty() {
        return Look::Foreign("the file is empty".to_owned());
    }
    let mut at = 0;
    let mut has_graph = false;
    while at < bytes.len() {
        let Some((name, wire, tag_end)) = tag(bytes, at) else { return foreign(bytes, at) };
        let Some((value, value_end)) = varint(bytes, tag_end) else {
            return Look::Truncated { field: name, missing: 1 };
        };
        has_graph |= name == "graph";
        at = value_end;
        if wire == LENGTH {
            let left = (bytes.len() - at) as u64;
            if value > left {
                return Look::Truncated { field: name, missing: value - left };
            }
            at += usize::try_from(value).unwrap_or(usize::MAX);
        }
    }
    if has_graph { Look::Model } else { Look::Foreign("it holds no graph".to_owned()) }
}

fn tag(bytes: &[u8], at: usize) -> Option<(&'static str, u64, usize)> {
    let (key, end) = varint(bytes, at)?;
    let (name, wire) = field(key >> 3)?;
    (key & 7 == wire).then_some((name, wire, end))
}

fn foreign(bytes: &[u8], at: usize) -> Look {
    let start = &bytes[..bytes.len().min(64)];
    let is_text = std::str::from_utf8(start).map_or_else(|e| e.valid_up_to() + 3 >= start.len(), |_| true)
        && !start.iter().any(|b| b.is_ascii_control() && !b.is_ascii_whitespace());
    Look::Foreign(match is_text {
        true => {
            let line = String::from_utf8_lossy(start);
            format!("it starts with text: \"{}\"", line.lines().next().unwrap_or_default().trim_end())
        }
        false if at == 0 => "its first bytes are not those of a model".to_owned(),
        false => format!("byte {at} of {} starts no known field", bytes.len()),
    })
}

/// A base-128 number and where it ends.
fn varint(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let mut value = 0_u64;
    for (position, byte) in bytes.get(at..)?.iter().take(10).enumerate() {
        value |= u64::from(byte & 0x7f) << (7 * position as u32).min(63);
        if byte & 0x80 == 0 {
            return Some((value, at + position + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_told_from_a_part_of_it_and_from_text() {
        let model = [8, 8, 58, 3, 18, 1, b'g'];
        assert_eq!(look(&model), Look::Model);
        assert_eq!(look(&model[..5]), Look::Truncated { field: "graph", missing: 2 });
        assert_eq!(look(&[8, 8]), Look::Foreign("it holds no graph".into()));
        assert_eq!(look(b"hello\nworld"), Look::Foreign("it starts with text: \"hello\"".into()));
        assert_eq!(look(b""), Look::Foreign("the file is empty".into()));
    }
}
