//! Recognises how a vector a row is made from the inputs.

use tract_onnx::pb::{NodeProto, tensor_proto::DataType};

use super::{
    categories::Categories,
    graph::{Graph, axis},
    program::{Activation, Program, Step},
};
use crate::{model, tract::ops::attributes};

/// More weights than this do not stay in a processor's cache, and the engine's own operators are faster.
const WEIGHTS_MAX: usize = 1 << 17;
/// As many columns of a block of rows fit there too.
const COLUMNS_MAX: usize = 1 << 12;
/// Longer chains are not written by exporters.
pub(super) const DEPTH_MAX: usize = 64;

/// A walk from a value back to the inputs.
pub(super) struct Walk<'a> {
    pub graph: &'a Graph<'a>,
    /// The graph inputs that were met.
    pub inputs: Vec<String>,
    /// The places of the nodes that were met.
    pub nodes: Vec<usize>,
    depth: usize,
}

impl<'a> Walk<'a> {
    pub(super) fn new(graph: &'a Graph<'a>) -> Self {
        Self { graph, inputs: vec![], nodes: vec![], depth: 0 }
    }

    /// The program that makes a value of shape `[rows, width]`, if all of it is known.
    pub(super) fn vector(&mut self, name: &str) -> Option<Program> {
        if self.depth == DEPTH_MAX {
            return None;
        }
        self.depth += 1;
        let program = match self.graph.table(name) {
            Some((_, columns)) if columns > COLUMNS_MAX => None,
            Some((DataType::Float | DataType::Int64, columns)) => {
                let input = self.input(name);
                Some(Program::default().then(Step::Load { input, picked: (0..columns).collect(), at: 0 }))
            }
            Some(_) => None,
            None => self.made(name),
        };
        self.depth -= 1;
        program
            .filter(|program| (1..=COLUMNS_MAX).contains(&program.width) && program.weights() <= WEIGHTS_MAX)
    }

    fn input(&mut self, name: &str) -> usize {
        let known = self.inputs.iter().position(|input| input == name);
        known.unwrap_or_else(|| {
            self.inputs.push(name.to_owned());
            self.inputs.len() - 1
        })
    }

    fn made(&mut self, name: &str) -> Option<Program> {
        let (at, node) = self.graph.maker(name)?;
        let first = node.input.first()?;
        let program = match node.op_type.as_str() {
            "Concat" if axis(node, 0) == 1 => self.side_by_side(node),
            "FeatureVectorizer" => self.vectorized(node),
            "Reshape" => {
                // Encoded categories have an axis more, which this takes away.
                let program = self.vector(first).or_else(|| self.encoded(first))?;
                self.graph.passes_on(node, program.width).then_some(program)
            }
            "Identity" => self.vector(first),
            "Cast" => {
                let program = self.vector(first)?;
                self.graph.passes_on(node, program.width).then_some(program)
            }
            "Scaler" => self.scaled(node),
            "Imputer" => self.imputed(node),
            "LabelEncoder" => self.numbered(node),
            "ArrayFeatureExtractor" => self.picked(node),
            "MatMul" => self.product(node),
            "Gemm" => self.gemm(node),
            "Add" => self.sum(node),
            "Sub" => self.difference(node),
            "Relu" => self.activated(node, Activation::Relu),
            "Tanh" => self.activated(node, Activation::Tanh),
            "Sigmoid" => self.activated(node, Activation::Logistic),
            "Softmax" if matches!(axis(node, -1), 1 | -1) => self.activated(node, Activation::Softmax),
            _ => None,
        };
        self.nodes.push(at);
        program
    }

    fn side_by_side(&mut self, node: &NodeProto) -> Option<Program> {
        let complement = self.complement(node);
        if complement.is_some() {
            return complement;
        }
        let mut whole = Program::default();
        for input in &node.input {
            whole = whole.beside(self.vector(input)?)?;
        }
        Some(whole)
    }

    /// The probability of one class beside that of the other: `[1 - p, p]`.
    fn complement(&mut self, node: &NodeProto) -> Option<Program> {
        let [first, second] = node.input.as_slice() else { return None };
        let (at, rest) = self.graph.maker(first).filter(|(_, rest)| rest.op_type == "Sub")?;
        let [one, p] = rest.input.as_slice() else { return None };
        let (_, one) = self.graph.numbers(one)?;
        if one != [1.0] || p != second {
            return None;
        }
        let program = self.vector(second).filter(|program| program.width == 1)?;
        self.nodes.push(at);
        Some(program.then(Step::Complement))
    }

    fn vectorized(&mut self, node: &NodeProto) -> Option<Program> {
        let columns = attributes::ints(node, "inputdimensions").ok()?;
        let mut whole = Program::default();
        for (input, columns) in node.input.iter().zip(&columns) {
            let part = self.vector(input)?;
            whole = whole.beside(part.clone()).filter(|_| i64::try_from(part.width) == Ok(*columns))?;
        }
        (node.input.len() == columns.len()).then_some(whole)
    }

    /// The columns of one-hot encoded categories, in `[rows, 1, categories]`.
    fn encoded(&mut self, name: &str) -> Option<Program> {
        let (at, node) = self.graph.maker(name).filter(|_| self.depth < DEPTH_MAX)?;
        self.nodes.push(at);
        self.depth += 1;
        let program = self.encoded_by(node);
        self.depth -= 1;
        program.filter(|program| program.width <= COLUMNS_MAX)
    }

    fn encoded_by(&mut self, node: &NodeProto) -> Option<Program> {
        match node.op_type.as_str() {
            "Concat" if matches!(axis(node, 0), -1 | 2) => {
                let mut whole = Program::default();
                for input in &node.input {
                    whole = whole.beside(self.encoded(input)?)?;
                }
                Some(whole)
            }
            "OneHotEncoder" => {
                let ints = attributes::ints(node, "cats_int64s").ok()?;
                let texts = attributes::strings(node, "cats_strings").ok()?;
                let zeros = model::attribute(node, "zeros").is_none_or(|zeros| zeros.i != 0);
                let categories = Categories::new(ints, texts, zeros)?;
                let input = self.column_of(&categories, node.input.first()?)?;
                Some(Program::default().then(Step::OneHot { input, categories, at: 0 }))
            }
            _ => None,
        }
    }

    /// The graph input of one column that holds categories.
    fn column_of(&mut self, categories: &Categories, name: &str) -> Option<usize> {
        let kind = if categories.are_texts() { DataType::String } else { DataType::Int64 };
        (self.graph.table(name)? == (kind, 1)).then(|| self.input(name))
    }

    /// Categories as numbers. Version 1 of the operator names them otherwise, and is left alone.
    fn numbered(&mut self, node: &NodeProto) -> Option<Program> {
        let ints = |name| attributes::ints(node, name).ok();
        let floats = attributes::floats(node, "values_floats").ok()?;
        let categories =
            Categories::new(ints("keys_int64s")?, attributes::strings(node, "keys_strings").ok()?, true)?;
        let default = |name| model::attribute(node, name);
        let mut numbers: Vec<f32> = ints("values_int64s")?.into_iter().map(|value| value as f32).collect();
        let is_whole = !numbers.is_empty();
        numbers.extend(floats);
        (numbers.len() == categories.len() && default("default_tensor").is_none()).then_some(())?;
        numbers.push(match is_whole {
            true => default("default_int64").map_or(-1.0, |value| value.i as f32),
            false => default("default_float").map_or(-0.0, |value| value.f),
        });
        let input = self.column_of(&categories, node.input.first()?)?;
        Some(Program::default().then(Step::Number { input, categories, numbers, at: 0 }))
    }

    fn scaled(&mut self, node: &NodeProto) -> Option<Program> {
        let program = self.vector(node.input.first()?)?;
        let a_column = |name| a_column(attributes::floats(node, name).ok()?, program.width);
        let (offset, scale) = (a_column("offset")?, a_column("scale")?);
        Some(program.then(Step::Scale { at: 0, offset, scale }))
    }

    fn imputed(&mut self, node: &NodeProto) -> Option<Program> {
        let program = self.vector(node.input.first()?)?;
        // Whole numbers are imputed with other attributes.
        let is_whole = |step: &Step| match step {
            Step::Load { input, .. } => {
                self.graph.table(&self.inputs[*input]).is_none_or(|(kind, _)| kind == DataType::Int64)
            }
            _ => false,
        };
        if program.steps.iter().any(is_whole) {
            return None;
        }
        let imputed = a_column(attributes::floats(node, "imputed_value_floats").ok()?, program.width)?;
        let replaced = model::attribute(node, "replaced_value_float").map_or(0.0, |value| value.f);
        Some(program.then(Step::Impute { at: 0, replaced, imputed }))
    }

    fn picked(&mut self, node: &NodeProto) -> Option<Program> {
        let [input, indices] = node.input.as_slice() else { return None };
        let (_, indices) = self.graph.numbers(indices)?;
        let mut program = self.vector(input)?;
        let picked: Vec<usize> = indices.iter().map(|ix| *ix as usize).collect();
        if indices.iter().any(|ix| *ix < 0.0 || *ix >= program.width as f64) {
            return None;
        }
        if let [Step::Load { picked: of, .. }] = program.steps.as_mut_slice() {
            *of = picked.iter().map(|ix| of[*ix]).collect();
            program.width = of.len();
            return Some(program);
        }
        Some(program.then(Step::Pick(picked)))
    }

    /// Less a mean a column.
    fn difference(&mut self, node: &NodeProto) -> Option<Program> {
        let [x, mean] = node.input.as_slice() else { return None };
        let (shape, mean) = self.weights(mean)?;
        let program = self.vector(x)?;
        let width = program.width;
        matches!(shape[..], [columns] | [1, columns] if columns == width).then_some(())?;
        let offset = mean.iter().map(|value| *value as f32).collect();
        Some(program.then(Step::Scale { at: 0, offset, scale: vec![1.0; width] }))
    }

    /// A constant of floats.
    fn weights(&self, name: &str) -> Option<(Vec<usize>, Vec<f64>)> {
        let is_float = self.graph.constant(name)?.data_type == DataType::Float as i32;
        self.graph.numbers(name).filter(|_| is_float)
    }

    fn product(&mut self, node: &NodeProto) -> Option<Program> {
        let [x, weights] = node.input.as_slice() else { return None };
        let (shape, numbers) = self.weights(weights)?;
        let program = self.vector(x)?;
        let [width, outputs] = shape[..] else { return None };
        (width == program.width).then_some(())?;
        let weights = transposed(&numbers, outputs);
        Some(program.then(Step::Dense { weights, bias: vec![0.0; outputs] }))
    }

    fn gemm(&mut self, node: &NodeProto) -> Option<Program> {
        let [x, weights, bias] = node.input.as_slice() else { return None };
        let number = |name: &str| model::attribute(node, name);
        let is_plain = ["alpha", "beta"].iter().all(|name| number(name).is_none_or(|value| value.f == 1.0))
            && number("transA").is_none_or(|value| value.i == 0);
        let (shape, numbers) = self.weights(weights).filter(|_| is_plain)?;
        let (_, bias) = self.weights(bias)?;
        let program = self.vector(x)?;
        let [rows, columns] = shape[..] else { return None };
        let is_transposed = number("transB").is_some_and(|value| value.i != 0);
        let (outputs, weights) = match is_transposed {
            true => (rows, numbers.iter().map(|weight| *weight as f32).collect()),
            false => (columns, transposed(&numbers, columns)),
        };
        let fits = program.width * outputs == weights.len() && bias.len() == outputs;
        let bias = bias.iter().map(|value| *value as f32).collect();
        fits.then(|| program.then(Step::Dense { weights, bias }))
    }

    /// A bias, as the one of the layer before it.
    fn sum(&mut self, node: &NodeProto) -> Option<Program> {
        let [x, added] = node.input.as_slice() else { return None };
        let (shape, added) = self.weights(added)?;
        let mut program = self.vector(x)?;
        let is_row = matches!(shape[..], [width] | [1, width] if width == program.width);
        match program.steps.last_mut() {
            Some(Step::Dense { bias, .. }) if is_row => {
                bias.iter_mut().zip(added).for_each(|(bias, added)| *bias += added as f32);
                Some(program)
            }
            _ => None,
        }
    }

    fn activated(&mut self, node: &NodeProto, activation: Activation) -> Option<Program> {
        Some(self.vector(node.input.first()?)?.then(Step::Activate(activation)))
    }
}

/// One value a column, where one may stand for all.
fn a_column(values: Vec<f32>, width: usize) -> Option<Vec<f32>> {
    match values.len() {
        1 => Some(vec![values[0]; width]),
        many => (many == width).then_some(values),
    }
}

/// Rows of `columns` numbers as columns.
fn transposed(numbers: &[f64], columns: usize) -> Vec<f32> {
    let column = |at| numbers.iter().skip(at).step_by(columns.max(1)).map(|number| *number as f32);
    (0..columns).flat_map(column).collect()
}
