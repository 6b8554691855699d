//! The dimensions that have a name and, in each call, a number.

use tract_onnx::tract_hir::internal::*;

/// The numbers of one call.
#[derive(Default)]
pub(super) struct Sizes(SymbolValues);

impl Sizes {
    /// The numbers by name.
    pub(super) fn by_name(&self) -> &SymbolValues {
        &self.0
    }

    /// Learns the sizes that a shape names from a tensor that has it; refuses one that has another.
    pub(super) fn learn(&mut self, shape: &ShapeFact, found: &[usize]) -> TractResult<()> {
        ensure!(shape.rank() == found.len(), "expected the shape {shape:?}, got {found:?}");
        for (dim, found) in shape.iter().zip(found) {
            let size = i64::try_from(*found)?;
            match dim {
                TDim::Val(expected) => ensure!(*expected == size, "expected the size {dim}, got {size}"),
                TDim::Sym(name) if self.0.get(name).is_none() => self.0.set(name, size),
                _ => self.solve(dim, size)?,
            }
        }
        Ok(())
    }

    /// Learns the one size that an expression leaves open.
    fn solve(&mut self, dim: &TDim, size: i64) -> TractResult<()> {
        let rest = dim.eval(&self.0);
        if let Some(expected) = rest.as_i64() {
            ensure!(expected == size, "expected the size {dim}, which is {expected} here, got {size}");
            return Ok(());
        }
        let names: Vec<Symbol> = rest.symbols().into_iter().collect();
        if let [name] = names.as_slice()
            && let Some(solved) = solve_for(name, &rest, &size.to_dim())
        {
            self.0.set(name, solved.to_i64()?);
        }
        Ok(())
    }
}
