//! What a model takes and gives, from its graph as the engine understands it.

use domain::signature::{Datatype, Signature, TensorSpec};
use tract_onnx::{
    pb::{ModelProto, ValueInfoProto, tensor_shape_proto::dimension},
    tract_hir::internal::*,
};

use crate::{classes::Classes, model, tract::convert::datatype};

/// The inputs of a parsed model.
pub(crate) fn inputs(model: &InferenceModel) -> TractResult<Vec<TensorSpec>> {
    let outlets = model.input_outlets()?;
    outlets
        .iter()
        .map(|outlet| {
            let name = model.node(outlet.node).name.clone();
            let fact = model.outlet_fact(*outlet)?;
            let datatype = fact.datum_type.concretize().and_then(datatype);
            let datatype =
                datatype.with_context(|| format!("input '{name}' has no type that a client can send"))?;
            let size = |dim: DimFact| dim.concretize().map_or(-1, |dim| size_of(&dim));
            Ok(TensorSpec {
                name,
                datatype,
                shape: fact.shape.dims().cloned().map(size).collect(),
                dims: None,
                classes: None,
            })
        })
        .collect()
}

/// The engine's types of a parsed model's inputs.
pub(crate) fn input_types(model: &InferenceModel) -> TractResult<Vec<DatumType>> {
    let outlets = model.input_outlets()?;
    let dt =
        |outlet: &OutletId| model.outlet_fact(*outlet)?.datum_type.concretize().context("an untyped input");
    outlets.iter().map(dt).collect()
}

/// The outputs of a loaded model, in the file's order. `symbolic` tells whether the facts hold for any number of rows.
pub(crate) fn outputs(proto: &ModelProto, facts: &[TypedFact], symbolic: bool) -> Vec<TensorSpec> {
    let declared = proto.graph.iter().flat_map(|graph| &graph.output);
    let spec = |(info, fact): (&ValueInfoProto, &TypedFact)| TensorSpec {
        name: info.name.clone(),
        datatype: datatype(fact.datum_type).unwrap_or(Datatype::Fp32),
        shape: shape(info, fact, symbolic),
        dims: None,
        classes: None,
    };
    declared.zip(facts).map(spec).collect()
}

/// Names the classes that the columns of the outputs stand for.
pub(crate) fn name_classes(specs: &mut [TensorSpec], classes: &Classes) {
    let labels: Vec<String> =
        specs.iter().filter(|spec| is_label(spec)).map(|spec| spec.name.clone()).collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    for spec in specs {
        if let [_, columns] = spec.shape[..]
            && is_float(spec.datatype)
            && (!labels.is_empty() || classes.is_map(&spec.name))
        {
            spec.classes = classes.of(&spec.name, &labels, usize::try_from(columns).unwrap_or(0));
        }
    }
}

/// The inputs and outputs that a file declares, for a model that the engine does not load. Types that cannot be
/// sent are left out.
pub(crate) fn declared(proto: &ModelProto) -> Signature {
    let Some(graph) = &proto.graph else { return Signature::default() };
    let is_constant =
        |info: &&ValueInfoProto| graph.initializer.iter().any(|tensor| tensor.name == info.name);
    let spec = |info: &ValueInfoProto| {
        let tensor = model::tensor_type(info)?;
        let dt = model::datum_type(tensor.elem_type)?;
        Some(TensorSpec {
            name: info.name.clone(),
            datatype: datatype(dt)?,
            shape: declared_shape(info).unwrap_or_default(),
            dims: None,
            classes: None,
        })
    };
    Signature {
        inputs: graph.input.iter().filter(|info| !is_constant(info)).filter_map(spec).collect(),
        outputs: graph.output.iter().filter_map(spec).collect(),
    }
}

/// The inputs that a file declares, or why one of them cannot be sent.
pub(crate) fn sendable_inputs(proto: &ModelProto) -> Result<Vec<TensorSpec>, String> {
    let declared = declared(proto).inputs;
    let graph = proto.graph.iter();
    let is_constant = |name: &str| graph.clone().flat_map(|graph| &graph.initializer).any(|t| t.name == name);
    for info in graph.clone().flat_map(|graph| &graph.input).filter(|info| !is_constant(&info.name)) {
        if declared.iter().all(|spec| spec.name != info.name) {
            return Err(format!("input '{}' has no type that a client can send", info.name));
        }
        if declared_shape(info).is_none() {
            return Err(format!("input '{}' declares no number of dimensions", info.name));
        }
    }
    Ok(declared)
}

/// An output of one label a row.
pub(crate) fn is_label(spec: &TensorSpec) -> bool {
    let one_a_row = matches!(spec.shape[..], [_] | [_, 1] | [1, _]);
    matches!(spec.datatype, Datatype::Int64 | Datatype::Int32 | Datatype::Bytes) && one_a_row
}

fn is_float(datatype: Datatype) -> bool {
    matches!(datatype, Datatype::Fp32 | Datatype::Fp64)
}

/// Where the engine knows the output for one row only, what the file declares as open stays open.
fn shape(info: &ValueInfoProto, fact: &TypedFact, symbolic: bool) -> Vec<i64> {
    let known: Vec<i64> = fact.shape.iter().map(size_of).collect();
    match declared_shape(info) {
        Some(declared) if !symbolic && declared.len() == known.len() => declared
            .into_iter()
            .zip(known)
            .map(|(declared, known)| if declared < 0 { -1 } else { known })
            .collect(),
        _ => known,
    }
}

fn size_of(dim: &TDim) -> i64 {
    dim.to_i64().unwrap_or(-1)
}

/// The dimensions that a file declares, -1 where one is open.
pub(crate) fn declared_shape(info: &ValueInfoProto) -> Option<Vec<i64>> {
    let size = |value: &Option<dimension::Value>| match value {
        Some(dimension::Value::DimValue(size)) => *size,
        _ => -1,
    };
    Some(model::tensor_type(info)?.shape.as_ref()?.dim.iter().map(|dim| size(&dim.value)).collect())
}
