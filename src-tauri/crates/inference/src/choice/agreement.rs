//! Whether two engines give the same answer.

use domain::{
    engine::Disagreement,
    infer::Output,
    tensor::{Elements, Tensor},
};

/// How far two numbers may lie apart, beside [`RELATIVE`]: for outputs of size 1. Larger outputs may differ by more,
/// since what cancels out in a sum leaves an error of the size of its parts.
const ABSOLUTE: f64 = 1e-5;
/// How far two numbers may lie apart, as a part of their size.
const RELATIVE: f64 = 1e-4;

/// The first output that differs. Labels must be equal, numbers close.
pub(crate) fn difference(tract: &[Output], runtime: &[Output]) -> Option<Disagreement> {
    tract.iter().zip(runtime).find_map(|(left, right)| of_tensors(&left.tensor, &right.tensor))
}

fn of_tensors(tract: &Tensor, runtime: &Tensor) -> Option<Disagreement> {
    let output = tract.name.clone();
    let elements = runtime.elements().len() as u64;
    if tract.shape() != runtime.shape() || tract.datatype() != runtime.datatype() {
        let kind = |tensor: &Tensor| format!("{} of shape {:?}", tensor.datatype(), tensor.shape());
        let example = [kind(tract), kind(runtime)];
        return Some(Disagreement { output, differing: elements, elements, largest: None, example });
    }
    let pairs = match (floats(tract.elements()), floats(runtime.elements())) {
        (Some(left), Some(right)) => return of_numbers(output, &left, &right),
        _ => texts(tract.elements()).into_iter().zip(texts(runtime.elements())),
    };
    let mut differing = pairs.filter(|(left, right)| left != right);
    let (left, right) = differing.next()?;
    let example = [left, right];
    Some(Disagreement { output, differing: 1 + differing.count() as u64, elements, largest: None, example })
}

fn of_numbers(output: String, tract: &[f64], runtime: &[f64]) -> Option<Disagreement> {
    let sizes: Vec<f64> = runtime.iter().filter(|x| x.is_finite()).map(|x| x.abs()).collect();
    let size = sizes.iter().sum::<f64>() / sizes.len().max(1) as f64;
    let close = |left: f64, right: f64| {
        left == right
            || (left.is_nan() && right.is_nan())
            || (left - right).abs() <= ABSOLUTE * size.max(1.0) + RELATIVE * right.abs()
    };
    let pairs = tract.iter().zip(runtime);
    let differing: Vec<(&f64, &f64)> = pairs.filter(|(left, right)| !close(**left, **right)).collect();
    let (left, right) = differing.first()?;
    // Between a number and NaN there is no distance.
    let distances = differing.iter().map(|(left, right)| (*left - *right).abs()).filter(|x| !x.is_nan());
    Some(Disagreement {
        output,
        differing: differing.len() as u64,
        elements: runtime.len() as u64,
        largest: distances.reduce(f64::max),
        example: [left.to_string(), right.to_string()],
    })
}

fn floats(elements: &Elements) -> Option<Vec<f64>> {
    match elements {
        Elements::Fp32(values) => Some(values.iter().map(|x| f64::from(*x)).collect()),
        Elements::Fp64(values) => Some(values.clone()),
        _ => None,
    }
}

fn texts(elements: &Elements) -> Vec<String> {
    domain::for_elements!(elements, values => values.iter().map(ToString::to_string).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(elements: Elements) -> Output {
        let tensor = Tensor::new("y", vec![elements.len()], elements).unwrap();
        Output { tensor, classes: None }
    }

    fn compared(left: Elements, right: Elements) -> Option<Disagreement> {
        difference(&[output(left)], &[output(right)])
    }

    #[test]
    fn numbers_may_differ_by_what_single_precision_loses() {
        let close = [(0.0, 9e-6), (1000.0, 1000.09), (f32::NAN, f32::NAN), (f32::INFINITY, f32::INFINITY)];
        for (left, right) in close {
            assert_eq!(compared(Elements::Fp32(vec![left]), Elements::Fp32(vec![right])), None);
        }
        let among_large = [Elements::Fp32(vec![0.5, 2e6]), Elements::Fp32(vec![0.0, 2e6])];
        assert_eq!(compared(among_large[0].clone(), among_large[1].clone()), None);
    }

    #[test]
    fn a_difference_is_told_with_its_size_and_an_example() {
        let left = Elements::Fp32(vec![0.25, 0.5, f32::NAN]);
        let found = compared(left, Elements::Fp32(vec![0.25, 0.75, 1.0])).unwrap();
        assert_eq!((found.output.as_str(), found.differing, found.elements), ("y", 2, 3));
        assert_eq!(found.largest, Some(0.25));
        assert_eq!(found.example, ["0.5", "0.75"]);

        let labels = compared(Elements::Int64(vec![1, 2]), Elements::Int64(vec![1, 0])).unwrap();
        assert_eq!((labels.differing, labels.largest), (1, None));
        assert_eq!(labels.example, ["2", "0"]);

        let shapes = compared(Elements::Int64(vec![1, 2]), Elements::Int64(vec![1])).unwrap();
        assert_eq!(shapes.example, ["INT64 of shape [2]", "INT64 of shape [1]"]);
    }
}
