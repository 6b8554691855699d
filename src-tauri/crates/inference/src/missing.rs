//! Missing values that a model does not bear: a NaN that goes in and comes out as the answer.
//!
//! Many models take a NaN: imputers fill it, trees have a branch for it. Whether this one does shows in its answer alone,
//! so the answer is looked at, and a NaN there that has a NaN in its own row of the inputs is the caller's to mend.

use domain::{
    infer::Output,
    tensor::{Elements, Tensor},
};

use crate::Error;

/// How many values are looked at together.
const MANY: usize = 256;

/// Refuses an answer whose class probabilities or number are NaN because of a NaN in the same row of an input.
pub(crate) fn refuse(inputs: &[&Tensor], outputs: &[Output]) -> Result<(), Error> {
    let unanswered =
        outputs.iter().filter(|output| is_answer(output)).filter_map(|output| row_of_nan(&output.tensor));
    for row in unanswered {
        let found =
            inputs.iter().find_map(|input| Some((input, nans(input).find(|at| at / width(input) == row)?)));
        if let Some((input, at)) = found {
            let column = at % width(input) + 1;
            return Err(Error::Missing { name: input.name.clone(), row: row + 1, column });
        }
    }
    Ok(())
}

/// Probabilities or one number a row; anything wider may hand a NaN on, as a scaler does.
fn is_answer(output: &Output) -> bool {
    output.classes.is_some() || width(&output.tensor) == 1
}

fn row_of_nan(tensor: &Tensor) -> Option<usize> {
    nans(tensor).next().map(|at| at / width(tensor))
}

/// The number of values a row.
fn width(tensor: &Tensor) -> usize {
    tensor.shape().iter().skip(1).product::<usize>().max(1)
}

/// Where the NaNs are.
fn nans(tensor: &Tensor) -> impl Iterator<Item = usize> + '_ {
    let (singles, doubles): (&[f32], &[f64]) = match tensor.elements() {
        Elements::Fp32(values) => (values, &[]),
        Elements::Fp64(values) => (&[], values),
        _ => (&[], &[]),
    };
    places(singles, |value| value.is_nan()).chain(places(doubles, |value| value.is_nan()))
}

fn places<T>(values: &[T], found: impl Fn(&T) -> bool + Copy) -> impl Iterator<Item = usize> {
    // Whether there is any among many is seen at once for all of them, which is nearly always all that is asked.
    let chunks = values.chunks(MANY).enumerate();
    let with_any = chunks.filter(move |(_, chunk)| chunk.iter().fold(false, |any, value| any | found(value)));
    with_any.flat_map(move |(at, chunk)| {
        let places = chunk.iter().enumerate().filter(move |(_, value)| found(value));
        places.map(move |(place, _)| at * MANY + place)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tensor(name: &str, shape: [usize; 2], values: &[f32]) -> Tensor {
        Tensor::new(name, shape.to_vec(), Elements::Fp32(values.to_vec())).unwrap()
    }

    fn output(shape: [usize; 2], values: &[f32], classes: bool) -> Output {
        let classes = classes.then(|| (0..shape[1]).map(|class| class.to_string()).collect());
        Output { tensor: tensor("y", shape, values), classes }
    }

    #[test]
    fn a_nan_that_becomes_the_answer_is_named_by_its_place() {
        let input = tensor("X", [2, 2], &[1.0, 2.0, 3.0, f32::NAN]);
        let probabilities = output([2, 2], &[0.5, 0.5, f32::NAN, f32::NAN], true);
        let error = refuse(&[&input], &[probabilities]).unwrap_err();
        assert!(error.to_string().starts_with("input 'X', row 2, column 2: the value is missing"), "{error}");
    }

    #[test]
    fn a_nan_that_the_model_bears_hands_on_or_makes_itself_is_answered() {
        let (gap, whole) = (tensor("X", [1, 2], &[1.0, f32::NAN]), tensor("X", [1, 2], &[1.0, 2.0]));
        assert!(refuse(&[&gap], &[output([1, 2], &[0.5, 0.5], true)]).is_ok(), "borne");
        assert!(refuse(&[&gap], &[output([1, 2], &[1.0, f32::NAN], false)]).is_ok(), "handed on");
        assert!(refuse(&[&whole], &[output([1, 1], &[f32::NAN], false)]).is_ok(), "made by the model");
    }
}
