//! Numbers and strings with a shape.

use crate::signature::Datatype;

/// A tensor's elements, row-major.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the names are those of Datatype")]
pub enum Elements {
    Bool(Vec<bool>),
    Uint8(Vec<u8>),
    Uint16(Vec<u16>),
    Uint32(Vec<u32>),
    Uint64(Vec<u64>),
    Int8(Vec<i8>),
    Int16(Vec<i16>),
    Int32(Vec<i32>),
    Int64(Vec<i64>),
    Fp32(Vec<f32>),
    Fp64(Vec<f64>),
    Bytes(Vec<String>),
}

/// Calls an expression with `$values` bound to the vector inside, whatever its type.
#[macro_export]
macro_rules! for_elements {
    ($elements:expr, $values:ident => $body:expr) => {
        match $elements {
            $crate::tensor::Elements::Bool($values) => $body,
            $crate::tensor::Elements::Uint8($values) => $body,
            $crate::tensor::Elements::Uint16($values) => $body,
            $crate::tensor::Elements::Uint32($values) => $body,
            $crate::tensor::Elements::Uint64($values) => $body,
            $crate::tensor::Elements::Int8($values) => $body,
            $crate::tensor::Elements::Int16($values) => $body,
            $crate::tensor::Elements::Int32($values) => $body,
            $crate::tensor::Elements::Int64($values) => $body,
            $crate::tensor::Elements::Fp32($values) => $body,
            $crate::tensor::Elements::Fp64($values) => $body,
            $crate::tensor::Elements::Bytes($values) => $body,
        }
    };
}

impl Elements {
    /// How many elements.
    #[must_use]
    pub fn len(&self) -> usize {
        for_elements!(self, values => values.len())
    }

    /// Whether there is no element.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The elements' type.
    #[must_use]
    pub const fn datatype(&self) -> Datatype {
        match self {
            Self::Bool(_) => Datatype::Bool,
            Self::Uint8(_) => Datatype::Uint8,
            Self::Uint16(_) => Datatype::Uint16,
            Self::Uint32(_) => Datatype::Uint32,
            Self::Uint64(_) => Datatype::Uint64,
            Self::Int8(_) => Datatype::Int8,
            Self::Int16(_) => Datatype::Int16,
            Self::Int32(_) => Datatype::Int32,
            Self::Int64(_) => Datatype::Int64,
            Self::Fp32(_) => Datatype::Fp32,
            Self::Fp64(_) => Datatype::Fp64,
            Self::Bytes(_) => Datatype::Bytes,
        }
    }
}

/// A named tensor, going in or coming out.
///
/// Invariant: the shape's product is the number of elements ([`Tensor::new`] checks it).
#[derive(Debug, Clone, PartialEq)]
pub struct Tensor {
    /// Which input or output it is.
    pub name: String,
    shape: Vec<usize>,
    elements: Elements,
}

/// The shape and the number of elements disagree.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("tensor '{name}' of shape {shape:?} needs {expected} values, got {found}")]
pub struct ShapeError {
    /// The tensor's name.
    pub name: String,
    /// The shape as given.
    pub shape: Vec<usize>,
    /// The shape's product.
    pub expected: usize,
    /// How many elements there are.
    pub found: usize,
}

impl Tensor {
    /// A tensor whose shape fits its elements.
    ///
    /// # Errors
    /// [`ShapeError`] when it does not.
    pub fn new(name: impl Into<String>, shape: Vec<usize>, elements: Elements) -> Result<Self, ShapeError> {
        let name = name.into();
        let expected =
            shape.iter().try_fold(1_usize, |product, dim| product.checked_mul(*dim)).unwrap_or(usize::MAX);
        let found = elements.len();
        if expected == found {
            Ok(Self { name, shape, elements })
        } else {
            Err(ShapeError { name, shape, expected, found })
        }
    }

    /// The dimensions, batch first.
    #[must_use]
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The elements, row-major.
    #[must_use]
    pub fn elements(&self) -> &Elements {
        &self.elements
    }

    /// The elements, given away.
    #[must_use]
    pub fn into_elements(self) -> Elements {
        self.elements
    }

    /// The element's type.
    #[must_use]
    pub fn datatype(&self) -> Datatype {
        self.elements.datatype()
    }

    /// The size of the first dimension; a scalar is one row.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.shape.first().copied().unwrap_or(1)
    }
}
