//! The narrow types: which values they have, and how others are rounded to them.
//!
//! As the ONNX specification's pages on float8, float4 and int4 say.

use half::bf16;
use tract_onnx::pb::tensor_proto::DataType;

/// A type narrower than those of the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// The upper half of FP32.
    Brain,
    Float(Float),
    /// A power of two, by its exponent alone.
    Exponent,
    Integer {
        bits: u32,
        is_signed: bool,
    },
}

/// A sign, an exponent and a mantissa.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Float {
    bits: u32,
    mantissa: u32,
    bias: i32,
    /// The code of the largest number.
    largest: u32,
    has_infinity: bool,
    /// Without a negative zero: its code is that of NaN.
    is_unsigned_zero: bool,
}

const E4M3: Float =
    Float { bits: 8, mantissa: 3, bias: 7, largest: 0x7E, has_infinity: false, is_unsigned_zero: false };
const E5M2: Float =
    Float { bits: 8, mantissa: 2, bias: 15, largest: 0x7B, has_infinity: true, is_unsigned_zero: false };
const E2M1: Float =
    Float { bits: 4, mantissa: 1, bias: 1, largest: 7, has_infinity: false, is_unsigned_zero: false };

impl Format {
    /// The narrow type with this number in the specification; none for any other.
    pub(crate) fn of(data_type: i32) -> Option<Self> {
        Some(match data_type {
            16 => Self::Brain,
            17 => Self::Float(E4M3),
            18 => Self::Float(Float { bias: 8, largest: 0x7F, is_unsigned_zero: true, ..E4M3 }),
            19 => Self::Float(E5M2),
            20 => Self::Float(Float {
                bias: 16,
                largest: 0x7F,
                has_infinity: false,
                is_unsigned_zero: true,
                ..E5M2
            }),
            21 => Self::Integer { bits: 4, is_signed: false },
            22 => Self::Integer { bits: 4, is_signed: true },
            23 => Self::Float(E2M1),
            24 => Self::Exponent,
            25 => Self::Integer { bits: 2, is_signed: false },
            26 => Self::Integer { bits: 2, is_signed: true },
            _ => return None,
        })
    }

    /// The type that carries its values.
    pub(crate) fn carrier(self) -> DataType {
        match self {
            Self::Brain | Self::Float(_) | Self::Exponent => DataType::Float,
            Self::Integer { is_signed: true, .. } => DataType::Int8,
            Self::Integer { is_signed: false, .. } => DataType::Uint8,
        }
    }

    /// How many bits a value has in a file.
    pub(crate) fn bits(self) -> u32 {
        match self {
            Self::Brain => 16,
            Self::Float(float) => float.bits,
            Self::Exponent => 8,
            Self::Integer { bits, .. } => bits,
        }
    }

    /// The least and the largest integer; none for floats.
    pub(crate) fn range(self) -> Option<(f32, f32)> {
        let Self::Integer { bits, is_signed } = self else { return None };
        let count = (1_u32 << bits) as f32;
        Some(if is_signed { (-count / 2.0, count / 2.0 - 1.0) } else { (0.0, count - 1.0) })
    }

    /// The value of a code.
    pub(crate) fn value(self, code: u32) -> f32 {
        match self {
            Self::Brain => bf16::from_bits(code as u16).to_f32(),
            Self::Float(float) => float.value(code),
            Self::Exponent if code == 0xFF => f32::NAN,
            Self::Exponent => 2_f32.powi(code as i32 - 127),
            Self::Integer { bits, is_signed } => {
                let is_negative = is_signed && code >> (bits - 1) == 1;
                if is_negative { code as f32 - (1_u32 << bits) as f32 } else { code as f32 }
            }
        }
    }

    /// What rounds a number to a value of the type. Floats over the largest become that where they saturate; integers
    /// wrap round.
    pub(crate) fn rounding(self, saturates: bool) -> Box<dyn Fn(f32) -> f32> {
        match self {
            Self::Brain => Box::new(|x| bf16::from_f32(x).to_f32()),
            Self::Float(float) => {
                let numbers: Vec<f32> = (0..=float.largest + 1).map(|code| float.magnitude(code)).collect();
                Box::new(move |x| float.round(x, &numbers, saturates))
            }
            Self::Exponent => Box::new(move |x| {
                let up = u32::from(x.to_bits() & 0x007F_FFFF != 0);
                let is_number = x >= 0.0;
                if is_number { self.value(((x.to_bits() >> 23) + up).min(0xFE)) } else { f32::NAN }
            }),
            Self::Integer { bits, .. } => {
                Box::new(move |x| self.value((x as i64 as u32) & ((1 << bits) - 1)))
            }
        }
    }
}

impl Float {
    /// The number of a code without its sign.
    fn magnitude(self, code: u32) -> f32 {
        let (exponent, fraction) = ((code >> self.mantissa) as i32, code & ((1 << self.mantissa) - 1));
        let (exponent, fraction) =
            if exponent == 0 { (1, fraction) } else { (exponent, fraction | 1 << self.mantissa) };
        fraction as f32 * 2_f32.powi(exponent - self.bias - self.mantissa as i32)
    }

    fn value(self, code: u32) -> f32 {
        let sign = 1 << (self.bits - 1);
        let (is_negative, code) = (code & sign != 0, code & (sign - 1));
        let magnitude = match code {
            0 if is_negative && self.is_unsigned_zero => f32::NAN,
            code if code <= self.largest => self.magnitude(code),
            code if self.has_infinity && code == self.largest + 1 => f32::INFINITY,
            _ => f32::NAN,
        };
        if is_negative { -magnitude } else { magnitude }
    }

    /// The nearest of the numbers, which stand by their codes and are followed by what would be next; of two as near,
    /// the one with an even code. A type of 4 bits has nothing but numbers, and saturates always; the specification's
    /// examples make NaN its negative zero.
    fn round(self, x: f32, numbers: &[f32], saturates: bool) -> f32 {
        if x.is_nan() {
            return if self.bits < 8 { -0.0 } else { x };
        }
        let below =
            numbers.partition_point(|number| *number <= x.abs()).saturating_sub(1).min(numbers.len() - 2);
        let middle = (numbers[below] + numbers[below + 1]) / 2.0;
        let is_up = x.abs() > middle || (x.abs() == middle && below % 2 == 1);
        let code = below + usize::from(is_up);
        let magnitude = if code < numbers.len() - 1 {
            numbers[code]
        } else if saturates || self.bits < 8 {
            numbers[numbers.len() - 2]
        } else if self.has_infinity {
            f32::INFINITY
        } else {
            f32::NAN
        };
        if magnitude == 0.0 && self.is_unsigned_zero { 0.0 } else { magnitude.copysign(x) }
    }
}
