//! Answers against what the suite expects, as its own runner compares: types and shapes exactly, floats within
//! a tolerance, everything else exactly.

use domain::{
    for_elements,
    tensor::{Elements, Tensor},
};

use super::values::Value;

/// The tolerances of the suite's runner.
const RELATIVE: f64 = 1e-3;
const ABSOLUTE: f64 = 1e-7;

/// Compares all outputs of a test; says where they differ.
pub(super) fn all(found: &[Value], expected: &[Value]) -> Result<(), String> {
    if found.len() != expected.len() {
        return Err(format!("expected {} values, got {}", expected.len(), found.len()));
    }
    found.iter().zip(expected).try_for_each(|(found, expected)| match (found, expected) {
        (Value::Tensor(found), Value::Tensor(expected)) => one(found, expected),
        (Value::Sequence(found), Value::Sequence(expected)) => all(found, expected),
        (Value::Absent, Value::Absent) => Ok(()),
        _ => Err(format!("expected {expected:?}, got {found:?}")),
    })
}

fn one(found: &Tensor, expected: &Tensor) -> Result<(), String> {
    if found.shape() != expected.shape() {
        return Err(format!("expected the shape {:?}, got {:?}", expected.shape(), found.shape()));
    }
    if found.datatype() != expected.datatype() {
        return Err(format!("expected {}, got {}", expected.datatype(), found.datatype()));
    }
    let differs = match (found.elements(), expected.elements()) {
        (Elements::Fp32(found), Elements::Fp32(expected)) => {
            let pairs = found.iter().zip(expected);
            pairs.into_iter().position(|(found, expected)| !is_close((*found).into(), (*expected).into()))
        }
        (Elements::Fp64(found), Elements::Fp64(expected)) => {
            found.iter().zip(expected).position(|(found, expected)| !is_close(*found, *expected))
        }
        (found, expected) => (found != expected).then(|| first_difference(found, expected)),
    };
    match differs {
        Some(at) => Err(format!(
            "expected {} at {at}, got {}",
            text(expected.elements(), at),
            text(found.elements(), at)
        )),
        None => Ok(()),
    }
}

fn is_close(found: f64, expected: f64) -> bool {
    found == expected
        || (found.is_nan() && expected.is_nan())
        || (found - expected).abs() <= ABSOLUTE + RELATIVE * expected.abs()
}

fn first_difference(found: &Elements, expected: &Elements) -> usize {
    (0..expected.len()).find(|at| text(found, *at) != text(expected, *at)).unwrap_or(0)
}

fn text(elements: &Elements, at: usize) -> String {
    for_elements!(elements, values => format!("{:?}", values[at]))
}
