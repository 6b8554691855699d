//! The embedded engine: a model in tract, and which of its plans runs which call.
//!
//! A model whose types and shapes are known ahead is `planned`, or where one of our operators is all of it, `direct` calls
//! that; `eager` runs any other operator by operator.
//! `ops` are the operators that tract lacks or answers wrongly, `rewrite` says a file in operators that it knows,
//! `fuse` makes one operator of many where they score a table, `nan` keeps missing values missing,
//! `plan` is a model made ready for some shapes, `convert` carries tensors over.

mod again;
pub(crate) mod convert;
mod direct;
mod eager;
mod functions;
mod fuse;
pub(crate) mod nan;
pub(crate) mod narrow;
mod ops;
mod plan;
mod planned;
pub(crate) mod rewrite;

use std::{collections::HashMap, sync::OnceLock};

use domain::signature::{Datatype, Signature, TensorSpec};
use tract_onnx::{
    model::{Onnx, ParsingContext},
    pb::{ModelProto, NodeProto},
    tract_hir::internal::*,
};

use self::{again::Again, eager::Eager, planned::Planned, rewrite::rewrite};
#[cfg(test)]
use crate::backend::values::Value;
use crate::{
    Error, Limits, Stop,
    engine::{Engine, Ready},
    example::example,
    guard::{Failure, guarded},
    model, signature,
    source::OnnxSource,
};

/// The operators of `com.microsoft` that tract knows. It looks operators up without their domain, so another
/// one could be taken for its namesake in `ai.onnx`.
const CONTRIBUTED: [&str; 13] = [
    "BiasGelu",
    "FastGelu",
    "GatherBlockQuantized",
    "Gelu",
    "GroupQueryAttention",
    "MatMulNBits",
    "MultiHeadAttention",
    "QuickGelu",
    "RotaryEmbedding",
    "SimplifiedLayerNormalization",
    "SkipLayerNormalization",
    "SkipSimplifiedLayerNormalization",
    "Tokenizer",
];

/// The engine's version.
pub(crate) const VERSION: &str = "0.23.9";

/// Whether the engine, or this crate for it, has an operator.
fn knows(domain: &str, operator: &str) -> bool {
    let is_known_domain = match domain {
        "ai.onnx" | "ai.onnx.ml" => true,
        "com.microsoft" => CONTRIBUTED.contains(&operator),
        _ => false,
    };
    // These are rewritten before the engine sees them.
    let is_rewritten = operator == "ZipMap" || rewrite::takes_a_map(operator);
    is_known_domain && (is_rewritten || eager::knows(operator) || onnx().op_register.0.contains_key(operator))
}

fn onnx() -> &'static Onnx {
    static ONNX: OnceLock<Onnx> = OnceLock::new();
    ONNX.get_or_init(|| {
        let mut onnx = tract_onnx::onnx();
        ops::register(&mut onnx.op_register);
        fuse::register(&mut onnx.op_register);
        onnx
    })
}

/// The engine's own builder of an operator, where one of this crate's leaves the common case to it.
fn stock(operator: &str) -> TractResult<Builder> {
    static STOCK: OnceLock<Onnx> = OnceLock::new();
    let register = &STOCK.get_or_init(tract_onnx::onnx).op_register.0;
    register.get(operator).copied().with_context(|| format!("the engine has no operator {operator}"))
}

/// Makes an operator of a node; also gives the names that it takes from the graphs around it.
type Builder = fn(&ParsingContext, &NodeProto) -> TractResult<(Box<dyn InferenceOp>, Vec<String>)>;

/// Loads a decoded and checked model. External data are read from `folder` only.
pub(crate) fn load(
    mut proto: ModelProto,
    source: &OnnxSource,
    folder: Option<&str>,
    limits: &Limits,
) -> Result<Ready, Error> {
    functions::inline(&mut proto, limits)?;
    refuse_unknown_operators(&proto)?;
    rewrite(&mut proto);
    let again = |is_fused| Again::of(&proto, source, is_fused, limits);
    if let Some(fused) = fuse::fused(&proto)
        && let Ok((ready, true)) = load_planned(&fused, folder, limits, || again(true))
    {
        return Ok(ready);
    }
    match load_planned(&proto, folder, limits, || again(false)) {
        Ok((ready, true)) => Ok(ready),
        Ok((ready, false)) => match load_eager(&proto, folder, limits) {
            Ok((eager, true)) => Ok(eager),
            _ => Ok(ready),
        },
        Err(failure) => match load_eager(&proto, folder, limits) {
            Ok((eager, answers)) if answers || !takes_rows_only(&eager.signature) => Ok(eager),
            _ => Err(unsupported(failure)),
        },
    }
}

/// Whether made-up rows are what a caller could send. Zeros for what may be shapes, positions or counts are not, nor is
/// a size made up for another dimension than the rows; a model need not answer them.
fn takes_rows_only(signature: &Signature) -> bool {
    let is_rows = |spec: &TensorSpec| {
        let has_rows_alone_open = spec.shape.len() >= 2 && spec.shape[1..].iter().all(|dim| *dim >= 0);
        has_rows_alone_open && matches!(spec.datatype, Datatype::Fp32 | Datatype::Fp64 | Datatype::Bytes)
    };
    signature.inputs.iter().all(is_rows)
}

/// Runs a model of sequences or of values that may be absent, which no client can send.
#[cfg(test)]
pub(crate) fn run_values(proto: &ModelProto, inputs: Vec<Value>) -> Result<Vec<Value>, String> {
    refuse_unknown_operators(proto).map_err(|error| error.to_string())?;
    let engine = Eager::new(proto, None, Limits::default()).map_err(Failure::reason)?;
    engine.run_values(inputs).map_err(Failure::reason)
}

/// A model with plans, and whether it answers made-up rows.
fn load_planned(
    proto: &ModelProto,
    folder: Option<&str>,
    limits: &Limits,
    again: impl FnOnce() -> Option<Again>,
) -> Result<(Ready, bool), Failure> {
    let template = parse(proto, folder)?;
    let inputs = guarded(|| signature::inputs(&template))?;
    let (planned, answers) = Planned::new(template, *limits, &inputs, names(proto))?;
    let outputs = signature::outputs(proto, &planned.output_facts()?, planned.takes_any_rows());
    let engine: Box<dyn Engine> = match planned.direct() {
        Some(direct) if answers => Box::new(direct),
        _ => Box::new(planned.slimmed(again())),
    };
    Ok((Ready { engine, signature: Signature { inputs, outputs } }, answers))
}

/// A model that is run operator by operator, and whether it answers made-up rows.
fn load_eager(proto: &ModelProto, folder: Option<&str>, limits: &Limits) -> Result<(Ready, bool), Failure> {
    let signature = signature::declared(proto);
    let engine = Eager::new(proto, folder, *limits)?;
    engine.check_inputs(&signature)?;
    let answers = [2, 1].into_iter().any(|rows| {
        let inputs = example(&signature, rows);
        engine.run(&inputs.iter().collect::<Vec<_>>(), &Stop::never()).is_ok()
    });
    Ok((Ready { engine: Box::new(engine), signature }, answers))
}

/// The outputs' names, in the file's order.
fn names(proto: &ModelProto) -> Vec<String> {
    proto.graph.iter().flat_map(|graph| &graph.output).map(|output| output.name.clone()).collect()
}

fn unsupported(failure: Failure) -> Error {
    Error::Unsupported { reason: format!("the engine cannot run this model: {}", failure.reason()) }
}

/// Refuses a model with operators that are lacking.
fn refuse_unknown_operators(proto: &ModelProto) -> Result<(), Error> {
    let mut unknown = Vec::new();
    model::visit(proto, &mut |node| {
        let domain = model::domain(&node.domain);
        let name = format!("{} (domain {domain})", node.op_type);
        if !knows(domain, &node.op_type) && !unknown.contains(&name) {
            unknown.push(name);
        }
    });
    if unknown.is_empty() {
        return Ok(());
    }
    let (noun, them) = if unknown.len() == 1 { ("operator", "it") } else { ("operators", "them") };
    Err(Error::Unsupported {
        reason: format!(
            "the engine lacks the {noun} {}; export the model without {them} to deploy it",
            unknown.join(", ")
        ),
    })
}

/// What the engine works out of every value of a checked model by looking, not running. Empty where it cannot.
pub(crate) fn facts<T>(
    mut proto: ModelProto,
    folder: Option<&str>,
    limits: &Limits,
    of: impl Fn(&InferenceFact) -> T,
) -> HashMap<String, T> {
    if functions::inline(&mut proto, limits).is_err() || refuse_unknown_operators(&proto).is_err() {
        return HashMap::new();
    }
    rewrite(&mut proto);
    let found = guarded(|| {
        let parsed = onnx().parse(&proto, folder)?;
        let mut model = parsed.model;
        name_open_dimensions(&mut model)?;
        // An operator that does not fit ends the analysis; what was found before stays.
        let _ = model.analyse(false);
        let named = parsed.outlets_by_name.iter();
        Ok(named.filter_map(|(name, at)| Some((name.clone(), of(model.outlet_fact(*at).ok()?)))).collect())
    });
    found.unwrap_or_default()
}

/// Parses a rewritten file and gives every open dimension a name. External data are read from `folder` only.
fn parse(proto: &ModelProto, folder: Option<&str>) -> Result<InferenceModel, Failure> {
    guarded(|| {
        let parsed = onnx().parse(proto, folder)?;
        if let Some(input) = parsed.unresolved_inputs.first() {
            bail!("an operator takes '{input}', which nothing makes");
        }
        let mut model = parsed.model;
        name_open_dimensions(&mut model)?;
        Ok(model)
    })
}

/// Exporters such as skl2onnx leave the number of rows open and unnamed, and the engine needs a name to carry
/// it through the graph. A name that the exporter gave stays, since the graph refers to it.
fn name_open_dimensions(model: &mut InferenceModel) -> TractResult<()> {
    let inputs = model.input_outlets()?.len();
    let mut rows = None;
    for ix in 0..inputs {
        let first = model.input_fact(ix)?.shape.dims().next().and_then(|dim| dim.concretize());
        rows = rows.or_else(|| first.filter(|dim| matches!(dim, TDim::Sym(_))));
    }
    let rows = rows.unwrap_or_else(|| model.symbols.new_with_prefix("rows").into());
    for ix in 0..inputs {
        let fact = model.input_fact(ix)?.clone();
        ensure!(!fact.shape.is_open(), "input {ix} declares no number of dimensions");
        let shape: TVec<TDim> = fact
            .shape
            .dims()
            .enumerate()
            .map(|(axis, dim)| match (dim.concretize(), axis) {
                (Some(dim), _) => dim,
                (None, 0) => rows.clone(),
                (None, _) => model.symbols.new_with_prefix("size").into(),
            })
            .collect();
        model.set_input_fact(ix, fact.with_shape(shape))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engine_is_called_by_its_pinned_version() {
        let manifest = include_str!("../../../../Cargo.toml");
        assert!(manifest.contains(&format!("tract-onnx = \"={VERSION}\"")));
    }

    #[test]
    fn an_operator_is_known_by_its_domain_too() {
        assert!(
            knows("ai.onnx", "Add") && knows("ai.onnx.ml", "ZipMap") && knows("com.microsoft", "FastGelu")
        );
        assert!(!knows("my.domain", "Add") && !knows("com.microsoft", "Add") && !knows("ai.onnx", "Nothing"));
    }
}
