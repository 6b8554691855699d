//! `Normalizer`: each row divided by its largest value, its sum of absolutes, or its length. A row whose norm
//! is 0 stays as it is.

use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::{
    glue::{Built, Operator, built},
    rows::{self, numbers, only, slice},
};

#[derive(Debug, Clone, Copy)]
enum Normalizer {
    Max,
    L1,
    L2,
}

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    let norm: Option<&str> = node.get_attr_opt("norm")?;
    let normalizer = match norm.unwrap_or("MAX") {
        "MAX" => Normalizer::Max,
        "L1" => Normalizer::L1,
        "L2" => Normalizer::L2,
        other => bail!("unknown norm '{other}'"),
    };
    built(node, normalizer)
}

impl Normalizer {
    fn norm(self, row: &[f32]) -> f32 {
        match self {
            Self::Max => row.iter().copied().fold(f32::MIN, f32::max),
            Self::L1 => row.iter().map(|x| x.abs()).sum(),
            Self::L2 => row.iter().map(|x| x * x).sum::<f32>().sqrt(),
        }
    }
}

impl Operator for Normalizer {
    fn name(&self) -> &'static str {
        "Normalizer"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        Ok(tvec!(f32::fact(only(inputs)?.shape.clone())))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let input = numbers::<f32>(only(inputs)?)?;
        let columns = input.shape().last().copied().unwrap_or(1).max(1);
        let mut values = slice::<f32>(&input)?.to_vec();
        for row in values.chunks_mut(columns) {
            let norm = self.norm(row);
            if norm != 0.0 {
                row.iter_mut().for_each(|x| *x /= norm);
            }
        }
        Ok(tvec!(rows::tensor(input.shape(), values)?))
    }
}
