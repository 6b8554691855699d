//! The larger or the smaller of two, as IEEE 754's `maximum` and `minimum` have it: not a number where either is none.

use tract_onnx::tract_hir::{internal::*, tract_core::ops::binary::BinMiniOp};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extreme {
    Largest,
    Smallest,
}

impl Extreme {
    fn of<T: tract_num_traits::Float>(self, a: T, b: T) -> T {
        let is_first = match self {
            Self::Largest => a > b,
            Self::Smallest => a < b,
        };
        if is_first || a.is_nan() { a } else { b }
    }

    fn fold<T: Datum + tract_num_traits::Float>(self, a: &mut Tensor, b: &Tensor) -> TractResult<()> {
        let b = b.to_plain_array_view::<T>()?;
        let mut plain = a.try_as_plain_ram_mut()?;
        // A bound is one number for all.
        if b.len() == 1
            && let Some(bound) = b.first().copied()
        {
            plain.as_slice_mut::<T>()?.iter_mut().for_each(|a| *a = self.of(*a, bound));
            return Ok(());
        }
        let mut a = plain.to_array_view_mut::<T>()?;
        tract_ndarray::Zip::from(&mut a).and_broadcast(b).for_each(|a, b| *a = self.of(*a, *b));
        Ok(())
    }

    fn join<T: Datum + tract_num_traits::Float>(
        self,
        c: &mut Tensor,
        a: &Tensor,
        b: &Tensor,
    ) -> TractResult<()> {
        let (a, b) = (a.to_plain_array_view::<T>()?, b.to_plain_array_view::<T>()?);
        let mut plain = c.try_as_plain_ram_mut()?;
        let mut c = plain.to_array_view_mut::<T>()?;
        let each = |c: &mut T, a: &T, b: &T| *c = self.of(*a, *b);
        tract_ndarray::Zip::from(&mut c).and_broadcast(a).and_broadcast(b).for_each(each);
        Ok(())
    }
}

impl BinMiniOp for Extreme {
    fn name(&self) -> &'static str {
        match self {
            Self::Largest => "Largest",
            Self::Smallest => "Smallest",
        }
    }

    fn result_datum_type(&self, a: DatumType, b: DatumType) -> TractResult<DatumType> {
        self.operating_datum_type(a, b)
    }

    fn eval_in_a(&self, a: &mut Tensor, b: &Tensor) -> TractResult<()> {
        dispatch_floatlike!(Self::fold(a.datum_type())(*self, a, b))
    }

    fn eval_out_of_place(&self, c: &mut Tensor, a: &Tensor, b: &Tensor) -> TractResult<()> {
        dispatch_floatlike!(Self::join(c.datum_type())(*self, c, a, b))
    }
}
