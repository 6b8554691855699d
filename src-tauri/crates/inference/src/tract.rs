//! The embedded engine: a model in tract, and which of its plans runs which call.
//!
//! A model whose types and shapes are known ahead has plans, or where one of our operators is all of it, `direct` calls
//! that; `eager` runs any other operator by operator.
//! `ops` are the operators that tract lacks or answers wrongly, `rewrite` says a file in operators that it knows,
//! `fuse` makes one operator of many where they score a table, `nan` keeps missing values missing,
//! `plan` is a model made ready for some shapes, `convert` carries tensors over.

pub(crate) mod convert;
mod direct;
mod eager;
mod functions;
mod fuse;
pub(crate) mod nan;
pub(crate) mod narrow;
mod ops;
mod plan;
pub(crate) mod rewrite;

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use domain::{
    signature::{Datatype, Signature, TensorSpec},
    tensor::Tensor,
};
use prost::Message as _;
use tract_onnx::{
    model::{Onnx, ParsingContext},
    pb::{ModelProto, NodeProto},
    tract_hir::internal::*,
};

use self::{direct::Direct, eager::Eager, plan::Plan, rewrite::rewrite};
#[cfg(test)]
use crate::backend::values::Value;
use crate::{
    Error, Limits, Stop,
    engine::{Engine, Ready},
    example::{example, example_of},
    guard::{Failure, guarded},
    model, signature,
};

/// How many plans for fixed shapes are kept, beside the one for a single row.
const RECENT_PLANS: usize = 4;

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

/// A loaded model.
///
/// One plan serves any number of rows. A single row has its own, which is faster; and a model that works only
/// with fixed shapes has one for each of a few recent ones.
pub(crate) struct Tract {
    /// The engine's types of the inputs.
    types: Vec<DatumType>,
    /// The outputs' names, in order.
    outputs: Vec<String>,
    template: Template,
    limits: Limits,
    symbolic: Option<Plan>,
    /// The shapes of a single row, and their plan once it was needed; none where it cannot be built.
    single: (Shapes, OnceLock<Option<Plan>>),
    recent: Mutex<VecDeque<(Shapes, Arc<Plan>)>>,
}

/// What plans are made of.
enum Template {
    Parsed(InferenceModel),
    /// A rewritten file as bytes: the engine's own form of a graph takes a kilobyte an operator, and it is needed again
    /// for few plans or none.
    Encoded(Vec<u8>),
}

/// A larger file is kept parsed, so that no call waits until it is read again.
const ENCODED_MAX: usize = 16 << 20;

/// The shapes of all inputs.
type Shapes = Vec<TVec<usize>>;

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
pub(crate) fn load(mut proto: ModelProto, folder: Option<&str>, limits: &Limits) -> Result<Ready, Error> {
    functions::inline(&mut proto, limits)?;
    refuse_unknown_operators(&proto)?;
    rewrite(&mut proto);
    if let Some(fused) = fuse::fused(&proto)
        && let Ok((ready, true)) = load_planned(&fused, folder, limits)
    {
        return Ok(ready);
    }
    match load_planned(&proto, folder, limits) {
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
fn load_planned(proto: &ModelProto, folder: Option<&str>, limits: &Limits) -> Result<(Ready, bool), Failure> {
    let template = parse(proto, folder)?;
    let inputs = guarded(|| signature::inputs(&template))?;
    let (tract, answers) = Tract::new(template, *limits, &inputs, names(proto))?;
    let facts = tract.output_facts()?;
    let outputs = signature::outputs(proto, &facts, tract.symbolic.is_some());
    let engine: Box<dyn Engine> = match tract.direct() {
        Some(direct) if answers => Box::new(direct),
        _ => Box::new(tract.slimmed(proto, folder)),
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

impl Tract {
    /// Makes a parsed model ready, and tells whether it answers made-up rows: some models can be built for any number
    /// of rows and then fail on every call, which is found out here.
    fn new(
        template: InferenceModel,
        limits: Limits,
        inputs: &[TensorSpec],
        outputs: Vec<String>,
    ) -> Result<(Self, bool), Failure> {
        let types = guarded(|| signature::input_types(&template))?;
        let example = |rows: usize| -> TractResult<TVec<TValue>> {
            let tensors = inputs.iter().zip(&types);
            tensors.map(|(spec, dt)| convert::to_engine(&example_of(spec, rows), *dt)).collect()
        };
        let (one, two) = guarded(|| Ok((example(1)?, example(2)?)))?;
        let symbolic = Plan::build(template.clone(), &limits);
        // Where the file fixes the number of rows, a single row needs no plan of its own.
        let is_free = shapes(&one) != shapes(&two);
        let single = if is_free { OnceLock::new() } else { OnceLock::from(None) };
        let mut engine = Self {
            types,
            outputs,
            template: Template::Parsed(template),
            limits,
            symbolic: None,
            single: (shapes(&one), single),
            recent: Mutex::default(),
        };
        let answers = match symbolic {
            Ok(plan) => {
                let runs = plan.run(two.clone(), &Stop::never()).is_ok();
                if !runs && engine.runs_fixed(two) {
                    engine.prepare_single()?.run(one, &Stop::never()).is_ok()
                } else {
                    engine.symbolic = Some(plan);
                    runs
                }
            }
            Err(reason) => engine.prepare_single().map_err(|_| reason)?.run(one, &Stop::never()).is_ok(),
        };
        Ok((engine, answers))
    }

    fn runs_fixed(&self, inputs: TVec<TValue>) -> bool {
        self.fixed(&shapes(&inputs)).is_ok_and(|plan| plan.run(inputs, &Stop::never()).is_ok())
    }

    fn prepare_single(&mut self) -> Result<&Plan, Failure> {
        let plan = self.fixed(&self.single.0)?;
        self.single.1 = OnceLock::from(Some(plan));
        Ok(self.single.1.get().and_then(Option::as_ref).expect("it was just put there"))
    }

    fn run_values(&self, inputs: TVec<TValue>, stop: &Stop) -> Result<TVec<TValue>, Failure> {
        let (single, plan) = &self.single;
        if inputs.iter().map(|input| input.shape()).eq(single.iter().map(|shape| shape.as_slice()))
            && let Some(plan) = plan.get_or_init(|| self.fixed(single).ok())
        {
            return plan.run(inputs, stop);
        }
        match &self.symbolic {
            Some(plan) => plan.run(inputs, stop),
            None => self.recent(shapes(&inputs))?.run(inputs, stop),
        }
    }

    fn recent(&self, shapes: Shapes) -> Result<Arc<Plan>, Failure> {
        let lock = || self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, plan)) = lock().iter().find(|(of, _)| *of == shapes) {
            return Ok(plan.clone());
        }
        let plan = Arc::new(self.fixed(&shapes)?);
        let mut recent = lock();
        recent.truncate(RECENT_PLANS - 1);
        recent.push_front((shapes, plan.clone()));
        Ok(plan)
    }

    /// A plan for these very shapes.
    fn fixed(&self, shapes: &[TVec<usize>]) -> Result<Plan, Failure> {
        let mut model = match &self.template {
            Template::Parsed(model) => model.clone(),
            Template::Encoded(bytes) => parse(&guarded(|| Ok(ModelProto::decode(&**bytes)?))?, None)?,
        };
        let model = guarded(|| {
            let mut sizes = HashMap::new();
            for (ix, shape) in shapes.iter().enumerate() {
                for (dim, size) in model.input_fact(ix)?.shape.dims().zip(shape) {
                    if let Some(TDim::Sym(symbol)) = dim.concretize() {
                        sizes.insert(symbol, size.to_dim());
                    }
                }
            }
            model.set_symbols(&sizes)?;
            Ok(model)
        })?;
        Plan::build(model, &self.limits)
    }

    /// The same with less in memory, where the file is small and whole.
    fn slimmed(self, proto: &ModelProto, folder: Option<&str>) -> Self {
        let is_small = folder.is_none() && proto.encoded_len() <= ENCODED_MAX;
        match is_small {
            true => Self { template: Template::Encoded(proto.encode_to_vec()), ..self },
            false => self,
        }
    }

    /// What runs the model without a plan, where that can be.
    fn direct(&self) -> Option<Direct> {
        Direct::of(self.symbolic.as_ref()?.model(), &self.outputs)
    }

    /// Types and shapes of the outputs; those of one row where the model has no plan for any number.
    fn output_facts(&self) -> Result<Vec<TypedFact>, Failure> {
        guarded(|| {
            let single = || self.single.1.get().and_then(Option::as_ref);
            let plan = self.symbolic.as_ref().or_else(single).context("the model has no plan")?;
            Ok(plan.output_facts()?.into_iter().cloned().collect())
        })
    }
}

impl Engine for Tract {
    fn run(&self, inputs: &[&Tensor], stop: &Stop) -> Result<Vec<Tensor>, Failure> {
        if stop.is_asked() {
            return Err(Failure::Stopped);
        }
        let values = guarded(|| {
            inputs.iter().zip(&self.types).map(|(tensor, dt)| convert::to_engine(tensor, *dt)).collect()
        })?;
        let outputs = self.run_values(values, stop)?;
        guarded(|| {
            let named = self.outputs.iter().zip(&outputs);
            named.map(|(name, value)| convert::from_engine(name, value)).collect()
        })
    }
}

fn shapes(inputs: &[TValue]) -> Shapes {
    inputs.iter().map(|input| input.shape().into()).collect()
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
