//! One pipeline against its case: all rows at once, one row, row by row, and as the JSON of a DataFrame.

use std::{ops::Range, path::Path};

use domain::{
    infer::Output,
    tensor::{Elements, Tensor},
};
use inference::{Limits, Predictor};
use serde_json::{Map, Value};

use crate::case::{Case, Expected, json, slice, slice_elements};

/// How far a number may be from what is expected: so much, and so much of its size.
const TOLERANCE: (f64, f64) = (1e-5, 1e-4);

/// What is wrong with the pipeline's answers, if anything.
pub fn failure(folder: &Path, case: &Case) -> Option<String> {
    let predictor = match Predictor::load(&folder.join("model.onnx"), &Limits::default()) {
        Ok(predictor) => predictor,
        Err(error) => return Some(format!("does not load: {error}")),
    };
    let rows = case.rows();
    let mut ranges = [0..rows, 3..7].into_iter().chain((0..rows).map(|row| row..row + 1));
    ranges
        .find_map(|range| rows_failure(&predictor, case, range))
        .or_else(|| names_failure(&predictor, case))
        .or_else(|| form_failure(&predictor, case))
}

fn rows_failure(predictor: &Predictor, case: &Case, range: Range<usize>) -> Option<String> {
    let inputs: Vec<Tensor> =
        case.inputs.iter().map(|input| slice(input, 0, case.rows(), range.clone())).collect();
    let outputs = match predictor.predict(&inputs) {
        Ok(outputs) => outputs,
        Err(error) => return Some(format!("rows {range:?}: {error}")),
    };
    let mut pairs = outputs.iter().zip(&case.outputs);
    let different =
        pairs.find_map(|(found, expected)| difference(found, expected, case.rows(), range.clone()));
    let count = (outputs.len() != case.outputs.len()).then(|| format!("{} outputs", outputs.len()));
    different.or(count).map(|reason| format!("rows {range:?}: {reason}"))
}

fn difference(found: &Output, expected: &Expected, rows: usize, range: Range<usize>) -> Option<String> {
    let name = &expected.tensor.name;
    let cut = |elements| match expected.axis {
        Some(axis) => slice_elements(elements, expected.tensor.shape(), axis, rows, range.clone()),
        None => elements.clone(),
    };
    let tensor = expected.axis.map(|axis| slice(&expected.tensor, axis, rows, range.clone()));
    let tensor = tensor.as_ref().unwrap_or(&expected.tensor);
    if (&found.tensor.name, found.tensor.shape()) != (name, tensor.shape()) {
        let (found, shape) = (&found.tensor, tensor.shape());
        return Some(format!("expected '{name}' of {shape:?}, got '{}' of {:?}", found.name, found.shape()));
    }
    let library = expected.library.as_ref().map(cut);
    let noise = noise(expected);
    let unlike = (0..tensor.elements().len())
        .find(|at| !equal(found.tensor.elements(), tensor, library.as_ref(), noise, *at))?;
    let shown = |elements: &Elements| json(elements, unlike);
    Some(format!(
        "'{name}' element {unlike} of {:?}: expected {}, got {}; the library says {:?}",
        tensor.shape(),
        shown(tensor.elements()),
        shown(found.tensor.elements()),
        library.as_ref().map(shown)
    ))
}

/// Whether an element is what ONNX Runtime answers. A number may also be as near to the library's own as ONNX Runtime's
/// are: the library works in double precision, and what is left of large numbers that cancel is noise in single.
fn equal(found: &Elements, expected: &Tensor, library: Option<&Elements>, noise: f64, at: usize) -> bool {
    if found.datatype() != expected.datatype() {
        return false;
    }
    let (Some(number), Some(wanted)) = (float(found, at), float(expected.elements(), at)) else {
        return json(found, at) == json(expected.elements(), at);
    };
    let near = |wanted: f64, more: f64| {
        (number - wanted).abs() <= TOLERANCE.0 + TOLERANCE.1 * wanted.abs() + more || number == wanted
    };
    let of_library = library.and_then(|library| float(library, at));
    near(wanted, 0.0)
        || (number.is_nan() && wanted.is_nan())
        || of_library.is_some_and(|of_library| near(of_library, noise))
}

/// How far ONNX Runtime's numbers are from the library's, at most.
fn noise(expected: &Expected) -> f64 {
    let (found, Some(library)) = (expected.tensor.elements(), &expected.library) else { return 0.0 };
    let far = |at| Some((float(found, at)? - float(library, at)?).abs());
    (0..found.len()).filter_map(far).filter(|far| far.is_finite()).fold(0.0, f64::max)
}

fn float(elements: &Elements, at: usize) -> Option<f64> {
    match elements {
        Elements::Fp32(values) => Some(values[at].into()),
        Elements::Fp64(values) => Some(values[at]),
        _ => None,
    }
}

/// The columns of probabilities bear the library's names of its classes.
fn names_failure(predictor: &Predictor, case: &Case) -> Option<String> {
    let specs = predictor.signature().outputs.iter().zip(&case.outputs);
    let mut wanted = specs.filter_map(|(spec, expected)| {
        let of_library =
            || case.classes.as_ref().filter(|_| expected.method.as_deref() == Some("predict_proba"));
        Some((spec, expected.keys.as_ref().or_else(of_library)?))
    });
    wanted
        .find(|(spec, names)| {
            spec.shape.last() == Some(&(names.len() as i64)) && spec.classes.as_ref() != Some(*names)
        })
        .map(|(spec, names)| format!("'{}': expected classes {names:?}, got {:?}", spec.name, spec.classes))
}

/// The same rows as JSON, objects where the inputs are columns, give the same tensors.
fn form_failure(predictor: &Predictor, case: &Case) -> Option<String> {
    let body = Value::Array((0..case.rows()).map(|row| row_of(&case.inputs, row)).collect());
    let mut found = match serving::codec::any(&body, predictor.signature(), None) {
        Ok(request) => request.inputs,
        Err(error) => return Some(format!("rows as JSON: {error}")),
    };
    found.sort_by_key(|tensor| case.inputs.iter().position(|input| input.name == tensor.name));
    let same = found.len() == case.inputs.len()
        && found.iter().zip(&case.inputs).all(|(found, sent)| format!("{found:?}") == format!("{sent:?}"));
    (!same).then(|| "rows as JSON are read as other tensors".to_owned())
}

fn row_of(inputs: &[Tensor], row: usize) -> Value {
    let cells = |input: &Tensor| {
        let width = input.elements().len() / input.rows();
        (row * width..(row + 1) * width).map(|at| json(input.elements(), at)).collect::<Vec<_>>()
    };
    match inputs {
        [only] => cells(only).into(),
        _ => inputs
            .iter()
            .map(|input| (input.name.clone(), cells(input).swap_remove(0)))
            .collect::<Map<_, _>>()
            .into(),
    }
}
