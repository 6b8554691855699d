//! Broken models: real ones, changed at random and reproducibly.

mod fields;

use fastrand::Rng;

/// Numbers at the edges of what fields of a file may hold.
const EDGES: [u64; 14] =
    [0, 1, 2, 3, 64, 127, 128, 255, 65_535, 1 << 20, i32::MAX as u64, 1 << 32, i64::MAX as u64, u64::MAX];
/// The longest piece that is moved, copied or cut out.
const CHUNK: usize = 512;

/// Changes a model in one to four places: mostly its fields, which keeps the file whole, so that the engine gets to see
/// it; else bytes anywhere. The same seed makes the same changes.
#[must_use]
pub fn mutated(model: &[u8], other: &[u8], seed: u64) -> Vec<u8> {
    let mut rng = Rng::with_seed(seed);
    let changes = rng.usize(1..=4);
    if rng.u8(..5) > 0
        && let Some(bytes) = fields::mutated(model, changes, &mut rng)
    {
        return bytes;
    }
    let mut bytes = model.to_vec();
    for _ in 0..changes {
        if bytes.is_empty() {
            break;
        }
        change(&mut bytes, other, &mut rng);
    }
    bytes
}

fn change(bytes: &mut Vec<u8>, other: &[u8], rng: &mut Rng) {
    let at = rng.usize(..bytes.len());
    match rng.u8(..9) {
        0 => bytes[at] ^= 1 << rng.u8(..8),
        1 => bytes[at] = rng.u8(..),
        2 => bytes.truncate(at),
        3 => edit_field(bytes, at, rng),
        4 => edit_length(bytes, at, rng),
        5 => swap(bytes, rng),
        6 => {
            let copy = chunk(bytes, rng).to_vec();
            bytes.splice(at..at, copy);
        }
        7 => {
            let end = bytes.len().min(at + rng.usize(..CHUNK));
            bytes.drain(at..end);
        }
        _ => {
            let foreign = chunk(other, rng);
            let end = bytes.len().min(at + foreign.len());
            bytes[at..end].copy_from_slice(&foreign[..end - at]);
        }
    }
}

fn chunk<'b>(bytes: &'b [u8], rng: &mut Rng) -> &'b [u8] {
    let start = rng.usize(..bytes.len());
    &bytes[start..bytes.len().min(start + rng.usize(1..CHUNK))]
}

/// Exchanges two pieces of the same length.
fn swap(bytes: &mut [u8], rng: &mut Rng) {
    let length = rng.usize(1..CHUNK).min(bytes.len() / 2);
    let last = bytes.len() - length;
    let (a, b) = (rng.usize(..=last), rng.usize(..=last));
    if a.abs_diff(b) >= length {
        for i in 0..length {
            bytes.swap(a + i, b + i);
        }
    }
}

/// Puts another number into the next field of wire type 0, a variable-length integer.
fn edit_field(bytes: &mut Vec<u8>, from: usize, rng: &mut Rng) {
    replace_after(bytes, from, 0, rng.choice(EDGES).unwrap_or_default());
}

/// Puts another length into the next field of wire type 2, length-delimited.
fn edit_length(bytes: &mut Vec<u8>, from: usize, rng: &mut Rng) {
    replace_after(bytes, from, 2, rng.choice(EDGES).unwrap_or_default());
}

/// Replaces the varint after the next byte that looks like the tag of a field of this wire type.
fn replace_after(bytes: &mut Vec<u8>, from: usize, wire_type: u8, value: u64) {
    let is_tag = |byte: &u8| byte & 7 == wire_type && (8..0x80).contains(byte);
    let Some(tag) = bytes[from..].iter().position(is_tag) else { return };
    let start = from + tag + 1;
    let Some(length) = bytes[start..].iter().position(|byte| byte & 0x80 == 0) else { return };
    bytes.splice(start..=start + length, varint(value));
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_makes_the_same_file_again_and_another_one_another() {
        let model: Vec<u8> = (0..=255).cycle().take(4_000).collect();
        assert_eq!(mutated(&model, &model, 7), mutated(&model, &model, 7));
        let different = (0..100).filter(|&seed| mutated(&model, &model, seed) != model).count();
        assert!(different > 80, "{different}");
    }

    #[test]
    fn a_length_is_replaced_whole() {
        let mut bytes = vec![0x3a, 0x80, 0x01, 9, 9];
        replace_after(&mut bytes, 0, 2, 300);
        assert_eq!(bytes, [0x3a, 0xac, 0x02, 9, 9]);
    }
}
