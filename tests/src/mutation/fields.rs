//! A model as the tree of its protobuf fields, so that what is changed keeps its place and its length fields stay right.
//!
//! The field numbers are those of onnx.proto3.

use fastrand::Rng;

use super::{EDGES, varint};

/// A message that is looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Model,
    Graph,
    Node,
    Attribute,
    Tensor,
    ValueInfo,
    Type,
    TensorType,
    Shape,
    Dimension,
}

#[derive(Debug, Clone)]
struct Field {
    number: u64,
    value: Value,
}

#[derive(Debug, Clone)]
enum Value {
    Varint(u64),
    Fixed64([u8; 8]),
    Fixed32([u8; 4]),
    Bytes(Vec<u8>),
    Message(Vec<Field>),
}

/// Changes fields of a model in so many places; none when it is no whole model.
pub fn mutated(model: &[u8], changes: usize, rng: &mut Rng) -> Option<Vec<u8>> {
    let mut fields = parse(model, Kind::Model)?;
    let mut texts = Vec::new();
    collect_texts(&fields, &mut texts);
    for _ in 0..changes {
        let at = rng.usize(..count(&fields));
        change(nth(&mut fields, &mut { at })?, &texts, rng);
    }
    Some(print(&fields))
}

const fn child(of: Kind, number: u64) -> Option<Kind> {
    Some(match (of, number) {
        (Kind::Model, 7) | (Kind::Attribute, 6) => Kind::Graph,
        (Kind::Graph, 1) => Kind::Node,
        (Kind::Graph, 5) | (Kind::Attribute, 5) => Kind::Tensor,
        (Kind::Graph, 11..=13) => Kind::ValueInfo,
        (Kind::Node, 5) => Kind::Attribute,
        (Kind::ValueInfo, 2) => Kind::Type,
        (Kind::Type, 1) => Kind::TensorType,
        (Kind::TensorType, 2) => Kind::Shape,
        (Kind::Shape, 1) => Kind::Dimension,
        _ => return None,
    })
}

fn parse(mut bytes: &[u8], kind: Kind) -> Option<Vec<Field>> {
    let mut fields = Vec::new();
    while !bytes.is_empty() {
        let key = number(&mut bytes)?;
        let value = match key & 7 {
            0 => Value::Varint(number(&mut bytes)?),
            1 => Value::Fixed64(take(&mut bytes, 8)?.try_into().ok()?),
            5 => Value::Fixed32(take(&mut bytes, 4)?.try_into().ok()?),
            2 => {
                let length = usize::try_from(number(&mut bytes)?).ok()?;
                let content = take(&mut bytes, length)?;
                match child(kind, key >> 3).and_then(|kind| parse(content, kind)) {
                    Some(fields) => Value::Message(fields),
                    None => Value::Bytes(content.to_vec()),
                }
            }
            _ => return None,
        };
        fields.push(Field { number: key >> 3, value });
    }
    Some(fields)
}

fn take<'b>(bytes: &mut &'b [u8], length: usize) -> Option<&'b [u8]> {
    let (taken, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(taken)
}

fn number(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for position in 0..10 {
        let byte = take(bytes, 1)?[0];
        value |= u64::from(byte & 0x7f) << (7 * position);
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

fn print(fields: &[Field]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for Field { number, value } in fields {
        let wire = |wire: u64| varint(number << 3 | wire);
        let (key, content) = match value {
            Value::Varint(number) => (wire(0), varint(*number)),
            Value::Fixed64(content) => (wire(1), content.to_vec()),
            Value::Fixed32(content) => (wire(5), content.to_vec()),
            Value::Bytes(content) => (wire(2), with_length(content)),
            Value::Message(fields) => (wire(2), with_length(&print(fields))),
        };
        bytes.extend(key);
        bytes.extend(content);
    }
    bytes
}

fn with_length(content: &[u8]) -> Vec<u8> {
    [&varint(content.len() as u64), content].concat()
}

/// How many messages there are, this one included.
fn count(fields: &[Field]) -> usize {
    let inner = |field: &Field| if let Value::Message(fields) = &field.value { count(fields) } else { 0 };
    1 + fields.iter().map(inner).sum::<usize>()
}

/// The message of this position, outermost first.
fn nth<'f>(fields: &'f mut Vec<Field>, left: &mut usize) -> Option<&'f mut Vec<Field>> {
    if *left == 0 {
        return Some(fields);
    }
    *left -= 1;
    fields.iter_mut().find_map(|field| match &mut field.value {
        Value::Message(fields) => {
            let messages = count(fields);
            if *left < messages {
                nth(fields, left)
            } else {
                *left -= messages;
                None
            }
        }
        _ => None,
    })
}

/// Short texts: names of tensors, operators, attributes.
fn collect_texts(fields: &[Field], texts: &mut Vec<Vec<u8>>) {
    for field in fields {
        match &field.value {
            Value::Bytes(text) if text.len() < 64 => texts.push(text.clone()),
            Value::Message(fields) => collect_texts(fields, texts),
            _ => {}
        }
    }
}

fn change(fields: &mut Vec<Field>, texts: &[Vec<u8>], rng: &mut Rng) {
    if fields.is_empty() {
        return;
    }
    let at = rng.usize(..fields.len());
    match rng.u8(..10) {
        0 => drop(fields.remove(at)),
        1 => fields.insert(at, fields[at].clone()),
        2 => {
            let other = rng.usize(..fields.len());
            fields.swap(at, other);
        }
        _ => change_value(&mut fields[at].value, texts, rng),
    }
}

fn change_value(value: &mut Value, texts: &[Vec<u8>], rng: &mut Rng) {
    match value {
        Value::Varint(number) => {
            *number = match rng.u8(..4) {
                0 => number.wrapping_add(1),
                1 => number.wrapping_sub(1),
                2 => rng.u64(..16),
                _ => rng.choice(EDGES).unwrap_or_default(),
            }
        }
        Value::Fixed64(bytes) => {
            *bytes = rng.choice([0, 1, u64::MAX, rng.clone().u64(..)]).unwrap_or(0).to_le_bytes()
        }
        Value::Fixed32(bytes) => {
            *bytes = rng.choice([0, 1, u32::MAX, rng.clone().u32(..)]).unwrap_or(0).to_le_bytes()
        }
        Value::Bytes(bytes) => change_bytes(bytes, texts, rng),
        Value::Message(fields) => change(fields, texts, rng),
    }
}

fn change_bytes(bytes: &mut Vec<u8>, texts: &[Vec<u8>], rng: &mut Rng) {
    match rng.u8(..5) {
        0 => bytes.truncate(rng.usize(..=bytes.len())),
        1 => bytes.extend_from_slice(&bytes.clone()[..bytes.len().min(64)]),
        2 => *bytes = rng.choice(texts).cloned().unwrap_or_default(),
        _ if bytes.is_empty() => bytes.push(rng.u8(..)),
        3 => {
            let at = rng.usize(..bytes.len());
            bytes[at] ^= 1 << rng.u8(..8);
        }
        _ => {
            let at = rng.usize(..bytes.len());
            bytes[at] = rng.u8(..);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_printed_as_it_was_read() {
        let path = crate::fixtures::path("models/torch_gru_digits__ts17.onnx");
        let model = std::fs::read(path).expect("the fixture can be read");
        let fields = parse(&model, Kind::Model).expect("a whole model");
        assert_eq!(print(&fields), model);
        assert!(count(&fields) > 50);
    }
}
