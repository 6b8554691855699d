//! Functions that the engine knows in single precision only, for double precision too. Exporters of scikit-learn's
//! models write them where the inputs are double.

use tract_onnx::{
    model::ParsingContext,
    pb::NodeProto,
    tract_hir::{
        internal::*,
        tract_core::ops::{cast::cast, element_wise::ElementWiseOp, math, nn},
    },
};

use super::{
    composed::{Composed, composed},
    glue::{Built, Operator, built},
    rows::{self, numbers, only, slice},
};

/// `Sigmoid`.
pub(crate) fn sigmoid(_: &ParsingContext, _: &NodeProto) -> Built {
    composed(Smooth::Sigmoid)
}

/// `Erf`.
pub(crate) fn erf(_: &ParsingContext, _: &NodeProto) -> Built {
    composed(Smooth::Erf)
}

/// `IsNaN`.
pub(crate) fn is_nan(_: &ParsingContext, _: &NodeProto) -> Built {
    composed(IsNan)
}

/// `IsInf`: all numbers are compared in double precision, as those of any type can be without a change.
pub(crate) fn is_inf(_: &ParsingContext, node: &NodeProto) -> Built {
    let detects = |sign: &str| -> TractResult<bool> {
        Ok(node.get_attr_opt::<i64>(&format!("detect_{sign}"))?.unwrap_or(1) != 0)
    };
    built(node, IsInf { positive: detects("positive")?, negative: detects("negative")? })
}

#[derive(Debug, Clone, Copy)]
enum Smooth {
    Sigmoid,
    Erf,
}

#[derive(Debug, Clone)]
struct IsNan;

#[derive(Debug)]
struct IsInf {
    positive: bool,
    negative: bool,
}

impl Operator for IsInf {
    fn name(&self) -> &'static str {
        "IsInf"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        Ok(tvec!(bool::fact(only(inputs)?.shape.clone())))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let input = only(inputs)?;
        let numbers = numbers::<f64>(input)?;
        let is_found =
            |x: &f64| (self.positive && *x == f64::INFINITY) || (self.negative && *x == f64::NEG_INFINITY);
        let found = slice::<f64>(&numbers)?.iter().map(is_found).collect();
        Ok(tvec!(rows::tensor(input.shape(), found)?))
    }
}

impl Smooth {
    fn single(self) -> ElementWiseOp {
        match self {
            Self::Sigmoid => nn::sigmoid(),
            Self::Erf => math::erf(),
        }
    }

    /// The logistic function is made of others; the error function is as exact as in single precision.
    fn wire_double(self, prefix: &str, model: &mut TypedModel, x: OutletId) -> TractResult<TVec<OutletId>> {
        let mut then = |name: &str, op: ElementWiseOp, x: OutletId| -> TractResult<OutletId> {
            Ok(model.wire_node(format!("{prefix}.{name}"), op, &[x])?[0])
        };
        match self {
            Self::Sigmoid => {
                let negative = then("negative", math::neg(), x)?;
                let power = then("power", math::exp(), negative)?;
                let one = tensor0(1_f64).broadcast_into_rank(model.outlet_fact(x)?.rank())?;
                let one = model.add_const(format!("{prefix}.one"), one)?;
                let sum = model.wire_node(format!("{prefix}.sum"), math::add(), &[power, one])?[0];
                model.wire_node(prefix, math::recip(), &[sum])
            }
            Self::Erf => {
                let x = model.wire_node(format!("{prefix}.single"), cast(f32::datum_type()), &[x])?[0];
                let y = model.wire_node(format!("{prefix}.erf"), self.single(), &[x])?[0];
                model.wire_node(prefix, cast(f64::datum_type()), &[y])
            }
        }
    }
}

impl Composed for Smooth {
    fn name(&self) -> StaticName {
        format!("{self:?}").into()
    }

    fn wire(&self, prefix: &str, model: &mut TypedModel, inputs: &[OutletId]) -> TractResult<TVec<OutletId>> {
        if model.outlet_fact(inputs[0])?.datum_type == f64::datum_type() {
            return self.wire_double(prefix, model, inputs[0]);
        }
        model.wire_node(prefix, self.single(), inputs)
    }
}

impl Composed for IsNan {
    fn name(&self) -> StaticName {
        "IsNaN".into()
    }

    fn datum_type(&self, _: DatumType) -> DatumType {
        bool::datum_type()
    }

    fn wire(&self, prefix: &str, model: &mut TypedModel, inputs: &[OutletId]) -> TractResult<TVec<OutletId>> {
        let mut x = inputs[0];
        if model.outlet_fact(x)?.datum_type == f64::datum_type() {
            x = model.wire_node(format!("{prefix}.single"), cast(f32::datum_type()), &[x])?[0];
        }
        model.wire_node(prefix, math::is_nan(), &[x])
    }
}
