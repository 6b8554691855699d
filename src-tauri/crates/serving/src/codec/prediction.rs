//! The bare answer of the dialects that have no tensors: one value a row.

use domain::{
    for_elements,
    infer::Output,
    signature::{Datatype, TensorSpec},
    tensor::{Elements, Tensor},
};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::fit;

/// What a model predicted, written as one JSON value a row: the label of a classifier, the number of a
/// regression, an array for a vector; a model with several answers gives an object a row.
#[derive(Debug, Clone, Copy)]
pub struct Predictions<'o>(pub &'o [Output]);

impl Serialize for Predictions<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let answers = answering(self.0);
        let rows = answers.first().map_or(0, |output| output.tensor.rows());
        let mut list = serializer.serialize_seq(Some(rows))?;
        for row in 0..rows {
            match answers {
                [only] => list.serialize_element(&Row::of(&only.tensor, row))?,
                several => list.serialize_element(&Record { answers: several, row })?,
            }
        }
        list.end()
    }
}

/// What tells a label from its probabilities: known of an output's declaration as well as of its values.
pub trait Answering {
    /// The values' type.
    fn datatype(&self) -> Datatype;
    /// Whether a row is a single value.
    fn is_single(&self) -> bool;
    /// Whether the columns stand for classes.
    fn has_classes(&self) -> bool;

    /// Whether it can be a class's name or number.
    fn is_label(&self) -> bool {
        let labels = [Datatype::Int64, Datatype::Int32, Datatype::Bytes, Datatype::Bool];
        labels.contains(&self.datatype()) && self.is_single()
    }

    /// Whether it can be the classes' probabilities or scores.
    fn is_probability(&self) -> bool {
        let numbers = [Datatype::Fp32, Datatype::Fp64];
        self.has_classes() || (numbers.contains(&self.datatype()) && !self.is_single())
    }
}

impl Answering for Output {
    fn datatype(&self) -> Datatype {
        self.tensor.datatype()
    }

    fn is_single(&self) -> bool {
        width(&self.tensor) == 1
    }

    fn has_classes(&self) -> bool {
        self.classes.is_some()
    }
}

impl Answering for TensorSpec {
    fn datatype(&self) -> Datatype {
        self.datatype
    }

    fn is_single(&self) -> bool {
        fit::width(self) == Some(1)
    }

    fn has_classes(&self) -> bool {
        self.classes.is_some()
    }
}

/// The outputs that answer the question: all but a classifier's probabilities beside its label.
#[must_use]
pub fn answering<T: Answering>(outputs: &[T]) -> &[T] {
    match outputs {
        [label, rest @ ..] if label.is_label() && rest.iter().all(Answering::is_probability) => {
            std::slice::from_ref(label)
        }
        all => all,
    }
}

fn width(tensor: &Tensor) -> usize {
    tensor.shape().iter().skip(1).product()
}

/// One row of one output: a lone value bare, else an array nested as the output's shape.
struct Row<'o> {
    elements: &'o Elements,
    from: usize,
    shape: &'o [usize],
}

impl<'o> Row<'o> {
    fn of(tensor: &'o Tensor, row: usize) -> Self {
        let shape = tensor.shape().get(1..).unwrap_or_default();
        let shape = if width(tensor) == 1 { &[] } else { shape };
        Self { elements: tensor.elements(), from: row * width(tensor), shape }
    }
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some((length, shape)) = self.shape.split_first() else {
            return for_elements!(self.elements, values => values[self.from].serialize(serializer));
        };
        let stride: usize = shape.iter().product();
        serializer.collect_seq((0..*length).map(|at| Row {
            elements: self.elements,
            from: self.from + at * stride,
            shape,
        }))
    }
}

struct Record<'o> {
    answers: &'o [Output],
    row: usize,
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut record = serializer.serialize_map(Some(self.answers.len()))?;
        for output in self.answers {
            record.serialize_entry(&output.tensor.name, &Row::of(&output.tensor, self.row))?;
        }
        record.end()
    }
}

/// A tensor's values nested as its shape, for the forms that have no shape of their own.
pub(crate) struct Nested<'t>(pub(crate) &'t Tensor);

impl Serialize for Nested<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Row { elements: self.0.elements(), from: 0, shape: self.0.shape() }.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(name: &str, shape: &[usize], elements: Elements) -> Output {
        Output { tensor: Tensor::new(name, shape.to_vec(), elements).unwrap(), classes: None }
    }

    fn written(outputs: &[Output]) -> String {
        serde_json::to_string(&Predictions(outputs)).unwrap()
    }

    #[test]
    fn a_classifier_answers_with_its_labels() {
        let label = output("label", &[2], Elements::Bytes(vec!["a".into(), "b".into()]));
        let probabilities = output("probabilities", &[2, 2], Elements::Fp32(vec![0.75, 0.25, 0.5, 0.5]));
        assert_eq!(written(&[label, probabilities]), r#"["a","b"]"#);
    }

    #[test]
    fn a_column_is_bare_and_a_matrix_is_nested() {
        assert_eq!(written(&[output("y", &[2, 1], Elements::Fp32(vec![1.5, f32::NAN]))]), "[1.5,null]");
        assert_eq!(written(&[output("y", &[1, 2], Elements::Fp64(vec![1.0, 2.0]))]), "[[1.0,2.0]]");
    }

    #[test]
    fn several_answers_make_an_object_a_row() {
        let (a, b) =
            (output("a", &[1], Elements::Fp32(vec![1.0])), output("b", &[1], Elements::Int64(vec![2])));
        assert_eq!(written(&[a, b]), r#"[{"a":1.0,"b":2}]"#);
    }
}
