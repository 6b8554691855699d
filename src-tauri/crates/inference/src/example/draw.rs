//! Values drawn by chance, the same every time.

use std::hash::{DefaultHasher, Hasher as _};

use domain::{signature::Datatype, tensor::Elements};

use crate::hints::Hint;

/// Whole numbers of which nothing is known are smaller than this, as most codes and counts are.
const SMALL: i64 = 10;
/// The most things that an index is made to name: the first ones are the common ones.
const MOST_NAMED: i64 = 1000;
/// How far beyond the range in which a number makes a difference it may lie, as a part of that range.
const BEYOND: f32 = 0.1;

/// A row of numbers that look like chance: Steele, Lea and Flood, "Fast splittable pseudorandom number generators".
pub(crate) struct Draw(u64);

impl Draw {
    /// Each name has values of its own.
    pub(crate) fn new(name: &str) -> Self {
        let mut hasher = DefaultHasher::new();
        hasher.write(name.as_bytes());
        Self(hasher.finish())
    }

    /// So many values for an input of so many columns.
    pub(crate) fn elements(&mut self, of: Datatype, hint: &Hint, count: usize, columns: usize) -> Elements {
        let whole = |draw: &mut Self| (0..count).map(|_| draw.whole(hint)).collect::<Vec<i64>>();
        match of {
            Datatype::Bool => Elements::Bool((0..count).map(|_| self.below(2) == 1).collect()),
            Datatype::Uint8 => Elements::Uint8(whole(self).into_iter().map(|x| x as u8).collect()),
            Datatype::Uint16 => Elements::Uint16(whole(self).into_iter().map(|x| x as u16).collect()),
            Datatype::Uint32 => Elements::Uint32(whole(self).into_iter().map(|x| x as u32).collect()),
            Datatype::Uint64 => Elements::Uint64(whole(self).into_iter().map(|x| x as u64).collect()),
            Datatype::Int8 => Elements::Int8(whole(self).into_iter().map(|x| x as i8).collect()),
            Datatype::Int16 => Elements::Int16(whole(self).into_iter().map(|x| x as i16).collect()),
            Datatype::Int32 => Elements::Int32(whole(self).into_iter().map(|x| x as i32).collect()),
            Datatype::Int64 => Elements::Int64(whole(self)),
            Datatype::Fp16 | Datatype::Bf16 | Datatype::Fp32 => {
                Elements::Fp32((0..count).map(|at| self.number(hint, at % columns)).collect())
            }
            Datatype::Fp64 => {
                Elements::Fp64((0..count).map(|at| self.number(hint, at % columns).into()).collect())
            }
            Datatype::Bytes => Elements::Bytes((0..count).map(|_| self.text(hint)).collect()),
        }
    }

    fn whole(&mut self, hint: &Hint) -> i64 {
        match (hint.whole.as_slice(), hint.below) {
            ([], below) => self.below(below.map_or(SMALL, |below| below.clamp(1, MOST_NAMED)) as u64) as i64,
            (known, _) => known[self.below(known.len() as u64) as usize],
        }
    }

    fn number(&mut self, hint: &Hint, column: usize) -> f32 {
        let chance = self.below(1 << 24) as f32 / (1 << 24) as f32;
        match hint.ranges.get(column).filter(|(low, high)| low <= high) {
            Some((low, high)) => {
                let beyond = BEYOND * (high - low).max(f32::MIN_POSITIVE.max(low.abs() * f32::EPSILON));
                low - beyond + chance * (high - low + 2.0 * beyond)
            }
            None => chance,
        }
    }

    fn text(&mut self, hint: &Hint) -> String {
        match hint.texts.as_slice() {
            [] => String::new(),
            known => known[self.below(known.len() as u64) as usize].clone(),
        }
    }

    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (x ^ (x >> 31)) % end
    }
}
