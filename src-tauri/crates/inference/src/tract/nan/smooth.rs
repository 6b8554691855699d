//! Functions that the engine computes as a quotient of polynomials between two bounds: what is not a number would become
//! one of the bounds.

use tract_onnx::tract_hir::{internal::*, tract_core::ops::element_wise::ElementWiseMiniOp};

/// The engine's function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Smooth(pub Box<dyn ElementWiseMiniOp>);

impl ElementWiseMiniOp for Smooth {
    fn name(&self) -> String {
        self.0.name()
    }

    fn operating_datum_type(&self, dt: DatumType) -> DatumType {
        self.0.operating_datum_type(dt)
    }

    fn eval_in_place(&self, values: &mut Tensor, dt: Option<DatumType>) -> TractResult<()> {
        let before = super::is_in(values)?.then(|| values.clone());
        self.0.eval_in_place(values, dt)?;
        match before {
            Some(before) => dispatch_floatlike!(put_back(values.datum_type())(values, &before)),
            None => Ok(()),
        }
    }
}

fn put_back<T: Datum + tract_num_traits::Float>(values: &mut Tensor, before: &Tensor) -> TractResult<()> {
    let before = before.try_as_plain_ram()?;
    let mut values = values.try_as_plain_ram_mut()?;
    let pairs = values.as_slice_mut::<T>()?.iter_mut().zip(before.as_slice::<T>()?);
    pairs.filter(|(_, before)| before.is_nan()).for_each(|(value, before)| *value = *before);
    Ok(())
}
