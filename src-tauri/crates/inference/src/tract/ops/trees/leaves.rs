//! What leaves add to the scores, in the shape that is quickest for the ensemble.

use super::{
    layout::Precision,
    raw::{Aggregate, Weight},
};

/// The weights of all leaves. Each leaf keeps a payload in its node: what is needed to find them.
#[derive(Debug)]
pub(super) enum Leaves<T> {
    /// One score a row, one weight a leaf: the payload is the weight.
    Single,
    /// A weight for every target; the payload is where they start. A target without one gets 0, so this is for sums.
    Dense { weights: Vec<T>, targets: usize },
    /// Some weights a leaf; the payload is the leaf's number.
    Sparse { starts: Vec<u32>, weights: Vec<(u32, T)> },
}

/// The payload of each leaf, at its position in the ensemble.
pub(super) type Payloads<T> = Vec<T>;

impl<T: Precision> Leaves<T> {
    /// Chooses the shape for the nodes of an ensemble, of which those with weights are leaves.
    pub(super) fn new<'a>(
        nodes: impl ExactSizeIterator<Item = Option<&'a [Weight]>>,
        targets: usize,
        aggregate: Aggregate,
    ) -> (Self, Payloads<T>) {
        let mut payloads = vec![T::zero(); nodes.len()];
        let leaves: Vec<(usize, &[Weight])> =
            nodes.enumerate().filter_map(|(position, weights)| Some((position, weights?))).collect();
        let is_sum = matches!(aggregate, Aggregate::Sum | Aggregate::Average);
        let weights: usize = leaves.iter().map(|(_, weights)| weights.len()).sum();
        let may_lack = |weights: &[Weight]| weights.len() == 1 || (weights.is_empty() && is_sum);
        if targets == 1 && leaves.iter().all(|(_, weights)| may_lack(weights)) {
            let value =
                |weights: &[Weight]| weights.first().map_or(T::zero(), |weight| T::rounded(weight.value));
            leaves.iter().for_each(|(position, weights)| payloads[*position] = value(weights));
            return (Self::Single, payloads);
        }
        // Half of the weights at least: no more memory than the pairs of target and weight.
        if is_sum && weights * 2 >= leaves.len() * targets && u32::try_from(leaves.len() * targets).is_ok() {
            return (Self::dense(&leaves, targets, &mut payloads), payloads);
        }
        (Self::sparse(&leaves, &mut payloads), payloads)
    }

    fn dense(leaves: &[(usize, &[Weight])], targets: usize, payloads: &mut [T]) -> Self {
        let mut dense = vec![T::zero(); leaves.len() * targets];
        for ((position, weights), (number, row)) in
            leaves.iter().zip(dense.chunks_exact_mut(targets).enumerate())
        {
            for weight in *weights {
                row[weight.target] = row[weight.target] + T::rounded(weight.value);
            }
            payloads[*position] = T::of_bits((number * targets) as u32);
        }
        Self::Dense { weights: dense, targets }
    }

    fn sparse(leaves: &[(usize, &[Weight])], payloads: &mut [T]) -> Self {
        let (mut starts, mut all) = (vec![0], Vec::new());
        for (number, (position, weights)) in leaves.iter().enumerate() {
            all.extend(weights.iter().map(|weight| (weight.target as u32, T::rounded(weight.value))));
            starts.push(all.len() as u32);
            payloads[*position] = T::of_bits(number as u32);
        }
        Self::Sparse { starts, weights: all }
    }

    /// Brings a leaf's weights into the scores of a row.
    #[inline(always)]
    pub(super) fn collect(&self, payload: T, scores: &mut [T], combine: impl Fn(T, T) -> T) {
        match self {
            Self::Single => scores[0] = combine(scores[0], payload),
            Self::Dense { weights, targets } => {
                let weights = &weights[payload.bits()..][..*targets];
                scores.iter_mut().zip(weights).for_each(|(score, weight)| *score = combine(*score, *weight));
            }
            Self::Sparse { starts, weights } => {
                let leaf = payload.bits();
                for (target, weight) in &weights[starts[leaf] as usize..starts[leaf + 1] as usize] {
                    let score = &mut scores[*target as usize];
                    *score = combine(*score, *weight);
                }
            }
        }
    }
}
