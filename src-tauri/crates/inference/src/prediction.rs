//! What an answer predicts, in the few words that are kept of every call.

use std::collections::HashMap;

use domain::{
    infer::Output,
    record::Prediction,
    tensor::{Elements, Tensor},
};

/// How far a row of probabilities may be from 1 in sum.
const SUM_TOLERANCE: f32 = 1e-3;

/// The predicted classes with how often each, or the mean of the predicted numbers; none for an answer that is
/// neither, such as an embedding.
#[must_use]
pub fn predictions(outputs: &[Output]) -> Option<Prediction> {
    if let Some(labels) = outputs.iter().find_map(|output| labels(&output.tensor)) {
        return Some(Prediction::Classes(counted(labels)));
    }
    if let Some(scores) = outputs.iter().find_map(Scores::of) {
        return Some(Prediction::Classes(counted(scores.winners())));
    }
    match outputs {
        [output] => mean(&output.tensor).map(Prediction::Value),
        _ => None,
    }
}

/// The probability of the predicted class, for an answer of one row that has probabilities.
#[must_use]
pub fn probability(outputs: &[Output]) -> Option<f32> {
    let scores = outputs.iter().find_map(Scores::of)?;
    let is_probability = |row: &[f32]| {
        row.iter().all(|p| (0.0..=1.0).contains(p)) && (row.iter().sum::<f32>() - 1.0).abs() < SUM_TOLERANCE
    };
    (scores.values.len() == scores.columns && is_probability(&scores.values))
        .then(|| scores.values.iter().copied().fold(0.0, f32::max))
}

/// The labels of an output of one label a row.
fn labels(tensor: &Tensor) -> Option<Vec<String>> {
    if !matches!(tensor.shape(), [_] | [_, 1] | [1, _]) {
        return None;
    }
    match tensor.elements() {
        Elements::Int64(labels) => Some(labels.iter().map(i64::to_string).collect()),
        Elements::Int32(labels) => Some(labels.iter().map(i32::to_string).collect()),
        Elements::Bytes(labels) => Some(labels.clone()),
        _ => None,
    }
}

/// An output of one number a class.
struct Scores<'a> {
    values: Vec<f32>,
    columns: usize,
    classes: Option<&'a [String]>,
}

impl<'a> Scores<'a> {
    fn of(output: &'a Output) -> Option<Self> {
        let &[_, columns] = output.tensor.shape() else { return None };
        let name = output.tensor.name.to_ascii_lowercase();
        let named = ["logit", "prob", "softmax"].iter().any(|word| name.contains(word));
        if columns < 2 || (output.classes.is_none() && !named) {
            return None;
        }
        Some(Self { values: floats(&output.tensor)?, columns, classes: output.classes.as_deref() })
    }

    /// The class of each row's largest number, by name or else by position.
    fn winners(&self) -> Vec<String> {
        let winner = |row: &[f32]| {
            let best = row.iter().enumerate().max_by(|(i, a), (j, b)| a.total_cmp(b).then(j.cmp(i)));
            let class = best.map_or(0, |(class, _)| class);
            self.classes.and_then(|names| names.get(class)).cloned().unwrap_or_else(|| class.to_string())
        };
        self.values.chunks_exact(self.columns).map(winner).collect()
    }
}

/// Classes with how often each, most frequent first, then in the order of their names.
fn counted(labels: Vec<String>) -> Vec<(String, u32)> {
    let mut counts: HashMap<String, u32> = HashMap::new();
    for label in labels {
        *counts.entry(label).or_default() += 1;
    }
    let mut counts: Vec<(String, u32)> = counts.into_iter().collect();
    counts.sort_by(|(a, m), (b, n)| n.cmp(m).then_with(|| a.cmp(b)));
    counts
}

/// The mean of an output of one number a row.
fn mean(tensor: &Tensor) -> Option<f64> {
    if !matches!(tensor.shape(), [_] | [_, 1]) {
        return None;
    }
    let sum = match tensor.elements() {
        Elements::Fp32(values) => values.iter().copied().map(f64::from).sum::<f64>(),
        Elements::Fp64(values) => values.iter().sum(),
        _ => return None,
    };
    (!tensor.elements().is_empty()).then(|| sum / tensor.elements().len() as f64)
}

fn floats(tensor: &Tensor) -> Option<Vec<f32>> {
    match tensor.elements() {
        Elements::Fp32(values) => Some(values.clone()),
        Elements::Fp64(values) => Some(values.iter().map(|value| *value as f32).collect()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(name: &str, shape: Vec<usize>, elements: Elements, classes: Option<&[&str]>) -> Output {
        let classes = classes.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
        Output { tensor: Tensor::new(name, shape, elements).unwrap(), classes }
    }

    #[test]
    fn labels_are_counted() {
        let outputs = [output("label", vec![3], Elements::Int64(vec![1, 0, 1]), None)];
        assert_eq!(predictions(&outputs), Some(Prediction::Classes(vec![("1".into(), 2), ("0".into(), 1)])));
        assert_eq!(probability(&outputs), None);
    }

    #[test]
    fn the_largest_column_is_the_class() {
        let outputs = [output("p", vec![1, 2], Elements::Fp32(vec![0.25, 0.75]), Some(&["no", "yes"]))];
        assert_eq!(predictions(&outputs), Some(Prediction::Classes(vec![("yes".into(), 1)])));
        assert_eq!(probability(&outputs), Some(0.75));
        let logits = [output("logits", vec![1, 2], Elements::Fp32(vec![4.0, -1.0]), None)];
        assert_eq!(predictions(&logits), Some(Prediction::Classes(vec![("0".into(), 1)])));
        assert_eq!(probability(&logits), None);
    }

    #[test]
    fn numbers_are_averaged_and_vectors_are_not() {
        let numbers = [output("y", vec![2, 1], Elements::Fp32(vec![1.0, 2.0]), None)];
        assert_eq!(predictions(&numbers), Some(Prediction::Value(1.5)));
        let vectors = [output("y", vec![1, 2], Elements::Fp32(vec![1.0, 2.0]), None)];
        assert_eq!(predictions(&vectors), None);
    }
}
