//! The labels that a classifier gives.

use domain::tensor::Elements;
use tract_onnx::{pb::NodeProto, tract_hir::internal::*};

use super::{attributes, rows};

/// Labels in the order of the classes.
#[derive(Debug, Clone)]
pub(crate) enum Labels {
    /// Whole numbers.
    Ints(Vec<i64>),
    /// Text.
    Strings(Vec<String>),
}

impl Labels {
    /// Reads them from `classlabels_strings` or the attribute of whole numbers, whose name differs between
    /// operators.
    pub(crate) fn of(node: &NodeProto, ints: &str) -> TractResult<Self> {
        let strings = attributes::strings(node, "classlabels_strings")?;
        let labels = match strings.is_empty() {
            true => Self::Ints(attributes::ints(node, ints)?),
            false => Self::Strings(strings),
        };
        ensure!(labels.len() > 0, "expected class labels in '{ints}' or 'classlabels_strings', got none");
        Ok(labels)
    }

    /// How many classes.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Ints(labels) => labels.len(),
            Self::Strings(labels) => labels.len(),
        }
    }

    /// The labels' type.
    pub(crate) fn datum_type(&self) -> DatumType {
        match self {
            Self::Ints(_) => i64::datum_type(),
            Self::Strings(_) => String::datum_type(),
        }
    }

    /// The labels of the chosen classes, one a row.
    pub(crate) fn of_classes(&self, classes: &[usize]) -> TractResult<Tensor> {
        let shape = [classes.len()];
        match self {
            Self::Ints(labels) => rows::tensor(&shape, classes.iter().map(|class| labels[*class]).collect()),
            Self::Strings(labels) => {
                rows::tensor(&shape, classes.iter().map(|class| labels[*class].clone()).collect())
            }
        }
    }

    /// No label yet, and room for those of so many rows.
    pub(crate) fn none(&self, rows: usize) -> Elements {
        match self {
            Self::Ints(_) => Elements::Int64(Vec::with_capacity(rows)),
            Self::Strings(_) => Elements::Bytes(Vec::with_capacity(rows)),
        }
    }

    /// Adds the labels of the chosen classes to those of rows before.
    pub(crate) fn extend(&self, found: &mut Elements, classes: impl Iterator<Item = usize>) {
        match (self, found) {
            (Self::Ints(labels), Elements::Int64(found)) => found.extend(classes.map(|class| labels[class])),
            (Self::Strings(labels), Elements::Bytes(found)) => {
                found.extend(classes.map(|class| labels[class].clone()));
            }
            _ => unreachable!("`none` gives room for labels of this type"),
        }
    }

    /// Facts of a classifier's outputs: one label a row, and `columns` scores a row.
    pub(crate) fn facts(&self, rows: TDim, columns: usize) -> TVec<TypedFact> {
        tvec!(self.datum_type().fact([rows.clone()]), f32::fact([rows, columns.to_dim()]))
    }
}

/// The class of the largest score, the first of equals.
pub(crate) fn largest(scores: &[f32]) -> usize {
    let mut best = 0;
    for (class, score) in scores.iter().enumerate() {
        if *score > scores[best] {
            best = class;
        }
    }
    best
}
