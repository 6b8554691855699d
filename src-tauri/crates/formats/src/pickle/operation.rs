//! One operation of a pickle, taken apart: its arguments are read, nothing is done yet.

use std::io::{self, ErrorKind};

use crate::input::Input;

/// What an operation does to the stack.
#[derive(Debug)]
pub(super) enum Operation {
    Mark,
    Stop,
    Pop,
    PopMark,
    Dup,
    /// Pushes something of which nothing is remembered.
    Push,
    PushNone,
    Int(i64),
    Text(Vec<u8>),
    EmptyTuple,
    EmptyDict,
    /// A list or set, which may be added to.
    EmptyList,
    /// A tuple of so many.
    Tuple(usize),
    TupleToMark,
    /// A list or frozen set of all to the mark.
    ListToMark,
    DictToMark,
    /// Adds one, or all to the mark, to a list or set.
    Append,
    AppendToMark,
    SetItem,
    SetItemsToMark,
    Global(Vec<u8>, Vec<u8>),
    StackGlobal,
    /// An import by a number that a registry of the loading program knows.
    Extension,
    /// Calls with arguments.
    Reduce,
    /// `cls.__new__` with arguments, the second with keywords too.
    NewObject,
    NewObjectEx,
    /// A class and its arguments to the mark.
    Instance(Vec<u8>, Vec<u8>),
    Object,
    Build,
    Put(u32),
    Memoize,
    Get(u32),
    /// An object outside the pickle, whose id was pushed before.
    Persistent,
    Protocol(u8),
    Nothing,
}

/// Reads the operation that `code` begins.
pub(super) fn read(code: u8, input: &mut Input) -> io::Result<Operation> {
    Ok(match code {
        b'(' => Operation::Mark,
        b'.' => Operation::Stop,
        b'0' => Operation::Pop,
        b'1' => Operation::PopMark,
        b'2' => Operation::Dup,
        b'N' => Operation::PushNone,
        b')' => Operation::EmptyTuple,
        b'}' => Operation::EmptyDict,
        b']' | 0x8f => Operation::EmptyList,
        0x85 => Operation::Tuple(1),
        0x86 => Operation::Tuple(2),
        0x87 => Operation::Tuple(3),
        b't' => Operation::TupleToMark,
        b'l' | 0x91 => Operation::ListToMark,
        b'd' => Operation::DictToMark,
        b'a' => Operation::Append,
        b'e' | 0x90 => Operation::AppendToMark,
        b's' => Operation::SetItem,
        b'u' => Operation::SetItemsToMark,
        b'c' => Operation::Global(input.line()?, input.line()?),
        b'i' => Operation::Instance(input.line()?, input.line()?),
        b'o' => Operation::Object,
        b'R' => Operation::Reduce,
        b'b' => Operation::Build,
        b'Q' => Operation::Persistent,
        0x81 => Operation::NewObject,
        0x92 => Operation::NewObjectEx,
        0x93 => Operation::StackGlobal,
        0x94 => Operation::Memoize,
        0x80 => Operation::Protocol(protocol(input)?),
        0x95 => passed(input, 8)?,
        0x98 => Operation::Nothing,
        0x88 | 0x89 | 0x97 => Operation::Push,
        0x82 => extension(input, 1)?,
        0x83 => extension(input, 2)?,
        0x84 => extension(input, 4)?,
        b'q' => Operation::Put(number(input, 1)?),
        b'r' => Operation::Put(number(input, 4)?),
        b'h' => Operation::Get(number(input, 1)?),
        b'j' => Operation::Get(number(input, 4)?),
        b'p' => Operation::Put(decimal(&input.line()?)?),
        b'g' => Operation::Get(decimal(&input.line()?)?),
        _ => return value(code, input),
    })
}

/// The operations that push a number, a text or bytes.
fn value(code: u8, input: &mut Input) -> io::Result<Operation> {
    Ok(match code {
        b'I' | b'L' => {
            let line = input.line()?;
            let digits = String::from_utf8_lossy(&line);
            digits.trim().trim_end_matches('L').parse().map_or(Operation::Push, Operation::Int)
        }
        b'J' => Operation::Int(i64::from(i32::from_le_bytes(input.array()?))),
        b'K' | b'M' => {
            let count = if code == b'K' { 1 } else { 2 };
            Operation::Int(i64::from(number(input, count)?))
        }
        b'F' | b'P' => {
            input.line()?;
            Operation::Push
        }
        b'G' => {
            input.array::<8>()?;
            Operation::Push
        }
        0x8a => {
            let length = u64::from(number(input, 1)?);
            long(input, length)?
        }
        0x8b => {
            let length = u64::from(number(input, 4)?);
            long(input, length)?
        }
        b'S' => Operation::Text(unquoted(input.line()?)),
        b'V' => Operation::Text(input.line()?),
        b'U' | 0x8c => {
            let length = u64::from(number(input, 1)?);
            text(input, length)?
        }
        b'T' | b'X' => {
            let length = u64::from(number(input, 4)?);
            text(input, length)?
        }
        0x8d => {
            let length = u64::from_le_bytes(input.array()?);
            text(input, length)?
        }
        b'C' => {
            let length = u64::from(number(input, 1)?);
            bytes(input, length)?
        }
        b'B' => {
            let length = u64::from(number(input, 4)?);
            bytes(input, length)?
        }
        0x8e | 0x96 => {
            let length = u64::from_le_bytes(input.array()?);
            bytes(input, length)?
        }
        other => {
            let problem = format!("byte {other:#04x} is no operation of a pickle");
            return Err(io::Error::new(ErrorKind::InvalidData, problem));
        }
    })
}

fn protocol(input: &mut Input) -> io::Result<u8> {
    let [version] = input.array()?;
    if version <= 5 {
        return Ok(version);
    }
    Err(io::Error::new(ErrorKind::InvalidData, format!("pickles have no protocol {version}")))
}

fn passed(input: &mut Input, count: u64) -> io::Result<Operation> {
    input.skip(count)?;
    Ok(Operation::Nothing)
}

fn extension(input: &mut Input, count: u64) -> io::Result<Operation> {
    input.skip(count)?;
    Ok(Operation::Extension)
}

fn number(input: &mut Input, bytes: usize) -> io::Result<u32> {
    let mut number = [0; 4];
    for byte in &mut number[..bytes] {
        [*byte] = input.array()?;
    }
    Ok(u32::from_le_bytes(number))
}

fn decimal(line: &[u8]) -> io::Result<u32> {
    let bad = || io::Error::new(ErrorKind::InvalidData, "a memo's place is no number");
    std::str::from_utf8(line).ok().and_then(|text| text.trim().parse().ok()).ok_or_else(bad)
}

/// A whole number in two's complement; one that is longer than a word is not remembered.
fn long(input: &mut Input, length: u64) -> io::Result<Operation> {
    let (bytes, _) = input.text(length)?;
    if length > 8 {
        return Ok(Operation::Push);
    }
    let fill = if bytes.last().is_some_and(|byte| byte & 0x80 != 0) { 0xff } else { 0 };
    let mut word = [fill; 8];
    word[..bytes.len()].copy_from_slice(&bytes);
    Ok(Operation::Int(i64::from_le_bytes(word)))
}

fn text(input: &mut Input, length: u64) -> io::Result<Operation> {
    let (bytes, whole) = input.text(length)?;
    Ok(if whole { Operation::Text(bytes) } else { Operation::Push })
}

fn bytes(input: &mut Input, length: u64) -> io::Result<Operation> {
    input.skip(length)?;
    Ok(Operation::Push)
}

/// The text between the quotes of a Python string, its escapes left as they are.
fn unquoted(line: Vec<u8>) -> Vec<u8> {
    let quoted = |quote: u8| line.len() >= 2 && line.first() == Some(&quote) && line.last() == Some(&quote);
    if quoted(b'\'') || quoted(b'"') { line[1..line.len() - 1].to_vec() } else { line }
}
