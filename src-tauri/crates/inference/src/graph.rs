//! The graph of an ONNX file, for looking at. Nothing is run for it, and no weight is kept.
//!
//! A `Constant` becomes a weight of the value that it makes, since that is what it is to whoever reads a graph.

mod attributes;
mod elements;
mod facts;
mod trees;
mod weights;

use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

use domain::graph::{Dim, Function, Graph, ModelGraph, Node, Value, ValueId, Weight};
use tract_onnx::pb::{
    GraphProto, ModelProto, NodeProto, TensorProto, ValueInfoProto, tensor_shape_proto::dimension,
};

use crate::{
    Error, Limits,
    bounds::at_most,
    external, model, predictor,
    source::{self, OnnxSource, Source},
};

pub use weights::{Place, weights};

/// Weights of so many elements at most are told by their values.
const BRIEF: usize = 8;

/// The graph of the ONNX file at `path`, or of the one in the folder at `path`. What the file does not say of the shapes
/// between its operators is worked out by the embedded engine where `infer` allows it, which is for files that were
/// tried before.
///
/// # Errors
/// As [`inspect`](crate::inspect); [`Error::Unsupported`] for what is no ONNX model, [`Error::TooLarge`] for graphs over
/// the limits.
pub fn read(path: &Path, infer: bool, limits: &Limits) -> Result<ModelGraph, Error> {
    let source = open(path, limits)?;
    let proto = predictor::decode(&source)?;
    let mut nodes = 0;
    proto.graph.iter().try_for_each(|graph| bound(graph, 0, &mut nodes, limits))?;
    let facts = if infer { facts::of(&proto, folder(&source)?, limits) } else { HashMap::new() };
    let mut main = proto.graph.as_ref().map(|graph| Reader::new(&facts).graph(graph)).unwrap_or_default();
    let mut functions = functions(&proto);
    let named: HashSet<(String, String)> =
        functions.iter().map(|function| (function.domain.clone(), function.name.clone())).collect();
    mark_calls(&mut main, &named);
    functions.iter_mut().for_each(|function| mark_calls(&mut function.graph, &named));
    Ok(ModelGraph { main, functions, opsets: model::opsets(&proto) })
}

fn open(path: &Path, limits: &Limits) -> Result<OnnxSource, Error> {
    match source::open(path, limits)? {
        Source::Onnx(source) => Ok(source),
        Source::Other { reason, .. } => Err(Error::Unsupported { reason }),
    }
}

/// Marks the nodes that call a function of the file.
fn mark_calls(graph: &mut Graph, functions: &HashSet<(String, String)>) {
    if functions.is_empty() {
        return;
    }
    for node in &mut graph.nodes {
        node.calls = functions.contains(&(node.domain.clone(), node.op.clone()));
        node.bodies.iter_mut().for_each(|(_, body)| mark_calls(body, functions));
    }
}

/// The folder that external data may stand in.
fn folder(source: &OnnxSource) -> Result<Option<&str>, Error> {
    Ok(source.folder.as_ref().and_then(|_| source.file.parent()?.to_str()))
}

/// Graphs that nobody could look at, or that would overflow the stack, are refused.
fn bound(graph: &GraphProto, depth: usize, nodes: &mut u64, limits: &Limits) -> Result<(), Error> {
    at_most("depth", "graphs inside each other", depth as u64, limits.depth as u64)?;
    *nodes += graph.node.len() as u64;
    at_most("nodes", "operators in the model", *nodes, limits.nodes as u64)?;
    let mut inner = graph.node.iter().flat_map(model::subgraphs);
    inner.try_for_each(|inner| bound(inner, depth + 1, nodes, limits))
}

fn functions(proto: &ModelProto) -> Vec<Function> {
    let none = HashMap::new();
    proto
        .functions
        .iter()
        .map(|function| {
            let named = |name: &String| ValueInfoProto { name: name.clone(), ..ValueInfoProto::default() };
            let body = GraphProto {
                name: function.name.clone().unwrap_or_default(),
                node: function.node.clone(),
                input: function.input.iter().map(named).collect(),
                output: function.output.iter().map(named).collect(),
                ..GraphProto::default()
            };
            Function {
                domain: model::domain(function.domain.as_deref().unwrap_or_default()).to_owned(),
                name: function.name.clone().unwrap_or_default(),
                graph: Reader::new(&none).graph(&body),
            }
        })
        .collect()
}

/// Type and shape of a value that the file does not declare.
type Facts = HashMap<String, (Option<&'static str>, Option<Vec<Dim>>)>;

/// Builds one graph.
struct Reader<'a> {
    facts: &'a Facts,
    graph: Graph,
    known: HashMap<&'a str, ValueId>,
}

impl<'a> Reader<'a> {
    fn new(facts: &'a Facts) -> Self {
        Self { facts, graph: Graph::default(), known: HashMap::new() }
    }

    fn graph(mut self, proto: &'a GraphProto) -> Graph {
        self.graph.name.clone_from(&proto.name);
        for info in proto.value_info.iter().chain(&proto.input).chain(&proto.output) {
            self.declare(info);
        }
        for tensor in &proto.initializer {
            self.keep(&tensor.name, tensor);
        }
        for sparse in proto.sparse_initializer.iter().filter_map(|sparse| sparse.values.as_ref()) {
            self.keep(&sparse.name, sparse);
        }
        let is_output = |node: &NodeProto| {
            proto.output.iter().any(|output| node.output.first().is_some_and(|name| *name == output.name))
        };
        for (id, node) in proto.node.iter().enumerate() {
            if !is_output(node) && self.folds(node) {
                continue;
            }
            let node = self.node(u32::try_from(id).unwrap_or(u32::MAX), node);
            self.graph.nodes.push(node);
        }
        let inputs = proto.input.iter().map(|info| self.id(&info.name)).collect::<Vec<_>>();
        self.graph.inputs = inputs.into_iter().filter(|id| self.graph.value(*id).weight.is_none()).collect();
        self.graph.outputs = proto.output.iter().map(|info| self.id(&info.name)).collect();
        self.graph
    }

    /// The value of a name, made where it is new.
    fn id(&mut self, name: &'a str) -> ValueId {
        if let Some(id) = self.known.get(name) {
            return *id;
        }
        let id = ValueId(u32::try_from(self.graph.values.len()).unwrap_or(u32::MAX));
        let (datatype, shape) = self.facts.get(name).cloned().unwrap_or_default();
        self.graph.values.push(Value { name: name.to_owned(), datatype, shape, weight: None });
        self.known.insert(name, id);
        id
    }

    fn value(&mut self, name: &'a str) -> &mut Value {
        let id = self.id(name);
        &mut self.graph.values[id.0 as usize]
    }

    /// What the file says goes before what the engine worked out, as far as it says it.
    fn declare(&mut self, info: &'a ValueInfoProto) {
        let Some(tensor) = model::tensor_type(info) else { return };
        let datatype = elements::name(tensor.elem_type);
        let shape: Option<Vec<Dim>> = tensor
            .shape
            .as_ref()
            .map(|shape| shape.dim.iter().map(|dim| declared_dim(dim.value.as_ref())).collect());
        let value = self.value(&info.name);
        value.datatype = datatype.or(value.datatype);
        value.shape = match (shape, value.shape.take()) {
            (Some(said), Some(found)) if said.len() == found.len() => {
                Some(said.into_iter().zip(found).map(|(said, found)| better(said, found)).collect())
            }
            (said, found) => said.or(found),
        };
    }

    /// Takes a constant in as a weight.
    fn keep(&mut self, name: &'a str, tensor: &TensorProto) {
        let kept = value_of(tensor);
        let value = self.value(name);
        *value = Value { name: name.to_owned(), ..kept };
    }

    /// Whether an operator only holds a value; it is kept then.
    fn folds(&mut self, node: &'a NodeProto) -> bool {
        let (Some(output), "Constant") = (node.output.first(), node.op_type.as_str()) else { return false };
        let kept = node.attribute.first().and_then(attributes::constant);
        let Some(kept) = kept else { return false };
        let value = self.value(output);
        *value = Value { name: output.clone(), ..kept };
        true
    }

    fn node(&mut self, id: u32, proto: &'a NodeProto) -> Node {
        let mut ids = |names: &'a [String]| -> Vec<Option<ValueId>> {
            names.iter().map(|name| (!name.is_empty()).then(|| self.id(name))).collect()
        };
        let (inputs, outputs) = (ids(&proto.input), ids(&proto.output));
        let bodies = self.bodies(proto);
        let mut captures: Vec<ValueId> = Vec::new();
        for name in model::subgraphs(proto).flat_map(free_names) {
            let id = self.id(name);
            if !captures.contains(&id) && !inputs.contains(&Some(id)) {
                captures.push(id);
            }
        }
        Node {
            id,
            op: proto.op_type.clone(),
            domain: model::domain(&proto.domain).to_owned(),
            name: proto.name.clone(),
            doc: proto.doc_string.clone(),
            attributes: proto.attribute.iter().map(attributes::attribute).collect(),
            inputs,
            outputs,
            captures,
            bodies,
            calls: false,
            trees: trees::of(proto),
        }
    }

    fn bodies(&self, proto: &'a NodeProto) -> Vec<(String, Graph)> {
        let of = |name: &str, graph: &'a GraphProto| (name.to_owned(), Reader::new(self.facts).graph(graph));
        let mut bodies = Vec::new();
        for attribute in &proto.attribute {
            bodies.extend(attribute.g.iter().map(|graph| of(&attribute.name, graph)));
            let numbered = attribute.graphs.iter().enumerate();
            bodies.extend(numbered.map(|(at, graph)| of(&format!("{} {at}", attribute.name), graph)));
        }
        bodies
    }
}

/// The names that a graph takes from the graphs around it, in the order in which they are met.
fn free_names(graph: &GraphProto) -> Vec<&str> {
    let made = graph.node.iter().flat_map(|node| &node.output).map(String::as_str);
    let given = graph.input.iter().map(|info| info.name.as_str());
    let kept = graph.initializer.iter().map(|tensor| tensor.name.as_str());
    let own: HashSet<&str> = made.chain(given).chain(kept).collect();
    let mut free = Vec::new();
    for node in &graph.node {
        free.extend(node.input.iter().map(String::as_str));
        free.extend(model::subgraphs(node).flat_map(free_names));
    }
    free.extend(graph.output.iter().map(|info| info.name.as_str()));
    free.retain(|name| !name.is_empty() && !own.contains(name));
    free
}

fn declared_dim(value: Option<&dimension::Value>) -> Dim {
    match value {
        Some(dimension::Value::DimValue(size)) => u64::try_from(*size).map_or(Dim::Open, Dim::Size),
        Some(dimension::Value::DimParam(name)) if !name.is_empty() => Dim::Named(name.clone()),
        _ => Dim::Open,
    }
}

/// What is said, unless only the other is known.
fn better(said: Dim, found: Dim) -> Dim {
    match (&said, &found) {
        (Dim::Open, _) | (Dim::Named(_), Dim::Size(_)) => found,
        _ => said,
    }
}

/// What a tensor in the file is, without its values.
fn value_of(tensor: &TensorProto) -> Value {
    let dims = tensor.dims.iter().map(|dim| u64::try_from(*dim).unwrap_or(0));
    let elements = dims.clone().fold(1_u64, u64::saturating_mul);
    let file = model::is_external(tensor).then(|| external::location(tensor).to_owned());
    let brief = (elements <= BRIEF as u64 && file.is_none()).then(|| elements::brief(tensor)).flatten();
    Value {
        name: tensor.name.clone(),
        datatype: elements::name(tensor.data_type),
        shape: Some(dims.map(Dim::Size).collect()),
        weight: Some(Weight { elements, bytes: elements::bytes(tensor, elements), file, brief }),
    }
}
