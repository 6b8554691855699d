//! Shapes that the file does not declare, as the embedded engine works them out.

use std::collections::{HashMap, HashSet};

use domain::graph::Dim;
use tract_onnx::{
    pb::{GraphProto, ModelProto},
    tract_hir::internal::*,
};

use super::Facts;
use crate::{Limits, external, model, tract};

/// Above these the engine is not asked: it would keep a reader waiting, and it copies every weight.
const MOST_NODES: usize = 3_000;
const MOST_BYTES: usize = 64 << 20;

/// Types and shapes by value; empty where the file says enough, or the engine does not understand it.
pub(super) fn of(proto: &ModelProto, folder: Option<&str>, limits: &Limits) -> Facts {
    let Some(graph) = &proto.graph else { return HashMap::new() };
    let bytes: usize = graph.initializer.iter().map(|tensor| tensor.raw_data.len()).sum();
    if graph.node.len() > MOST_NODES || bytes > MOST_BYTES || declares_most(graph) {
        return HashMap::new();
    }
    if external::check(proto, folder).is_err() || crate::bounds::check(proto, limits).is_err() {
        return HashMap::new();
    }
    tract::facts(proto.clone(), folder, limits, |fact| (datatype(fact), shape(fact)))
}

/// Whether nine values of ten have a declared shape.
fn declares_most(graph: &GraphProto) -> bool {
    let declared: HashSet<&str> = graph
        .value_info
        .iter()
        .chain(&graph.output)
        .filter(|info| model::tensor_type(info).is_some_and(|tensor| tensor.shape.is_some()))
        .map(|info| info.name.as_str())
        .collect();
    let made = || graph.node.iter().filter(|node| node.op_type != "Constant").flat_map(|node| &node.output);
    let known = made().filter(|name| declared.contains(name.as_str())).count();
    10 * known >= 9 * made().count()
}

fn datatype(fact: &InferenceFact) -> Option<&'static str> {
    let of = fact.datum_type.concretize()?;
    if of == DatumType::F16 { Some("FP16") } else { tract::convert::datatype(of).map(|known| known.name()) }
}

fn shape(fact: &InferenceFact) -> Option<Vec<Dim>> {
    let dim = |dim: &GenericFactoid<TDim>| match dim.concretize() {
        Some(dim) => match dim.to_i64() {
            Ok(size) => u64::try_from(size).map_or(Dim::Open, Dim::Size),
            Err(_) => Dim::Named(dim.to_string()),
        },
        None => Dim::Open,
    };
    (!fact.shape.is_open()).then(|| fact.shape.dims().map(dim).collect())
}
