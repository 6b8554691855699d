//! Looks through a parsed file for what would make the engine run out of memory, time or stack, before the
//! engine sees it.

use std::collections::HashMap;

use tract_onnx::pb::{GraphProto, ModelProto, NodeProto, TensorProto, tensor_proto::DataType};

use crate::{Error, Limits, example, model, signature};

/// How many times an input stands in memory while a model is tried: made-up rows of one and of two, and the copies of
/// each engine.
const COPIES_OF_INPUTS: u64 = 8;

/// Refuses a model that is over a limit or whose constants contradict themselves.
pub(crate) fn check(proto: &ModelProto, limits: &Limits) -> Result<(), Error> {
    let mut totals = Totals::default();
    if let Some(graph) = &proto.graph {
        totals.add(graph, limits, 0)?;
        check_inputs(graph, limits)?;
    }
    at_most("nodes", "operators in the model", totals.nodes as u64, limits.nodes as u64)?;
    at_most("constants", "constants in the model", totals.constants as u64, limits.constants as u64)?;
    at_most("initializer_bytes", "bytes of initializers in the model", totals.bytes, limits.initializer_bytes)
}

/// Refuses `found` over the `limit` of the bound of this name.
pub(crate) fn at_most(
    bound: &'static str,
    what: impl Into<String>,
    found: u64,
    limit: u64,
) -> Result<(), Error> {
    if found <= limit { Ok(()) } else { Err(Error::TooLarge { bound, what: what.into(), limit, found }) }
}

/// Refuses inputs of which not even made-up rows could be held.
fn check_inputs(graph: &GraphProto, limits: &Limits) -> Result<(), Error> {
    let at_most = |what: String, elements: u64| {
        let what = format!("elements in {COPIES_OF_INPUTS} copies of {what}");
        at_most("tensor_elements", what, elements.saturating_mul(COPIES_OF_INPUTS), limits.tensor_elements)
    };
    for input in &graph.input {
        let shape = signature::declared_shape(input).unwrap_or_default();
        let elements =
            example::sizes(&shape, 1).fold(1, |product: u64, size| product.saturating_mul(size as u64));
        at_most(format!("a row of the input '{}'", input.name), elements)?;
    }
    for map in graph.node.iter().filter_map(|node| model::attribute(node, "max_map")) {
        at_most("a map's values".to_owned(), u64::try_from(map.i).unwrap_or(0))?;
    }
    Ok(())
}

#[derive(Default)]
struct Totals {
    nodes: usize,
    constants: usize,
    bytes: u64,
}

impl Totals {
    fn add(&mut self, graph: &GraphProto, limits: &Limits, depth: usize) -> Result<(), Error> {
        at_most("depth", "graphs inside each other", depth as u64, limits.depth as u64)?;
        self.nodes += graph.node.len();
        for tensor in &graph.initializer {
            self.add_tensor(tensor)?;
        }
        for tensor in graph.node.iter().filter_map(model::constant) {
            self.add_tensor(tensor)?;
        }
        let constants = Constants::of(graph);
        for node in &graph.node {
            check_size(node, |position| constants.input(node, position), limits)?;
            for inner in model::subgraphs(node) {
                self.add(inner, limits, depth + 1)?;
            }
        }
        Ok(())
    }

    fn add_tensor(&mut self, tensor: &TensorProto) -> Result<(), Error> {
        self.constants += 1;
        self.bytes = self.bytes.saturating_add(check_tensor(tensor)?);
        Ok(())
    }
}

/// Checks that a constant holds what its shape declares; gives its bytes.
fn check_tensor(tensor: &TensorProto) -> Result<u64, Error> {
    let broken = |what: &str| Error::Unsupported {
        reason: format!("the constant '{}' {what}; export the model again", tensor.name),
    };
    let elements =
        tensor.dims.iter().try_fold(1_u64, |product, dim| product.checked_mul(u64::try_from(*dim).ok()?));
    let elements = elements.ok_or_else(|| broken("declares an impossible shape"))?;
    let element_bytes = element_bytes(tensor.data_type);
    if tensor.data_type == DataType::String as i32 && !tensor.raw_data.is_empty() {
        return Err(broken("holds strings as raw bytes, which ONNX forbids"));
    }
    let bytes = elements.checked_mul(element_bytes).ok_or_else(|| broken("declares an impossible shape"))?;
    if model::is_external(tensor) {
        return Ok(bytes);
    }
    let (held, declared) = if tensor.raw_data.is_empty() {
        (typed_elements(tensor), elements)
    } else {
        (tensor.raw_data.len() as u64, bytes)
    };
    if element_bytes > 0 && held != declared {
        return Err(broken(&format!("declares the shape {:?}, which its data does not fill", tensor.dims)));
    }
    Ok(bytes)
}

/// Bytes of one element in `raw_data`; 0 for a type that the engine refuses by itself.
fn element_bytes(data_type: i32) -> u64 {
    match DataType::try_from(data_type) {
        Ok(DataType::Bool | DataType::Int8 | DataType::Uint8) => 1,
        Ok(DataType::Int16 | DataType::Uint16 | DataType::Float16) => 2,
        Ok(DataType::Int32 | DataType::Uint32 | DataType::Float) => 4,
        Ok(DataType::Int64 | DataType::Uint64 | DataType::Double) => 8,
        Ok(DataType::String) => 1,
        _ => 0,
    }
}

fn typed_elements(tensor: &TensorProto) -> u64 {
    let lengths = [
        tensor.float_data.len(),
        tensor.int32_data.len(),
        tensor.string_data.len(),
        tensor.int64_data.len(),
        tensor.double_data.len(),
        tensor.uint64_data.len(),
    ];
    lengths.into_iter().max().unwrap_or(0) as u64
}

/// The numbers of a graph's small constants, by name: those that give other tensors their sizes.
struct Constants(HashMap<String, Vec<f64>>);

/// Tensors of more elements than a shape could have give no size.
pub(crate) const MOST: usize = 64;

impl Constants {
    fn of(graph: &GraphProto) -> Self {
        let initializers = graph.initializer.iter().map(|tensor| (tensor.name.clone(), tensor));
        let nodes =
            graph.node.iter().filter_map(|node| Some((node.output.first()?.clone(), model::constant(node)?)));
        let numbers = initializers.chain(nodes).filter_map(|(name, tensor)| {
            let numbers = model::numbers(tensor)?;
            (numbers.len() <= MOST).then_some((name, numbers))
        });
        Self(numbers.collect())
    }

    fn input(&self, node: &NodeProto, position: usize) -> Option<Vec<f64>> {
        node.input.get(position).and_then(|name| self.0.get(name)).cloned()
    }
}

/// Refuses an operator whose operands, where they are known, ask for a tensor over the limit.
pub(crate) fn check_size(
    node: &NodeProto,
    input: impl Fn(usize) -> Option<Vec<f64>>,
    limits: &Limits,
) -> Result<(), Error> {
    let product = |numbers: Vec<f64>| numbers.iter().map(|n| n.abs()).product::<f64>();
    let elements = match node.op_type.as_str() {
        "ConstantOfShape" => input(0).map(product),
        "AffineGrid" | "CenterCropPad" | "Col2Im" | "Expand" | "Tile" => input(1).map(product),
        "MaxUnpool" => input(2).map(product),
        "OneHot" | "TopK" => input(1).map(product),
        "Pad" => input(1).map(|pads| pads.iter().map(|n| n.abs()).sum()),
        "Resize" | "Upsample" => [1, 2, 3].into_iter().filter_map(&input).map(product).reduce(f64::max),
        "Range" => range([0, 1, 2].map(&input)),
        _ => None,
    };
    let name = if node.name.is_empty() { node.output.first().map_or("", String::as_str) } else { &node.name };
    // The conversion caps what does not fit, and a step of 0 makes an infinite range.
    let found = elements.map_or(0, |elements| elements as u64);
    let what = format!("elements that operator {} '{name}' makes", node.op_type);
    at_most("tensor_elements", what, found, limits.tensor_elements)
}

/// How many steps a range takes.
fn range([start, end, step]: [Option<Vec<f64>>; 3]) -> Option<f64> {
    Some((end?.first()? - start?.first()?) / step?.first()?)
}

#[cfg(test)]
mod tests {
    use tract_onnx::pb::{
        TensorShapeProto, TypeProto, ValueInfoProto,
        tensor_shape_proto::{Dimension, dimension},
        type_proto,
    };

    use super::*;

    fn with_input(sizes: &[i64]) -> ModelProto {
        let dim =
            |size: &i64| Dimension { value: Some(dimension::Value::DimValue(*size)), ..Dimension::default() };
        let shape = TensorShapeProto { dim: sizes.iter().map(dim).collect() };
        let tensor = type_proto::Tensor { elem_type: DataType::Float as i32, shape: Some(shape) };
        let of = TypeProto { value: Some(type_proto::Value::TensorType(tensor)), ..TypeProto::default() };
        let input = ValueInfoProto { name: "X".to_owned(), r#type: Some(of), ..ValueInfoProto::default() };
        let graph = GraphProto { input: vec![input], ..GraphProto::default() };
        ModelProto { graph: Some(graph), ..ModelProto::default() }
    }

    #[test]
    fn an_input_of_which_no_row_could_be_held_is_refused() {
        let limits = Limits { tensor_elements: 800, ..Limits::default() };
        assert!(check(&with_input(&[-1, 100]), &limits).is_ok());
        for sizes in [&[-1, 101][..], &[1 << 40, 1 << 40], &[-1; 30]] {
            let error = check(&with_input(sizes), &limits).unwrap_err();
            assert!(matches!(error, Error::TooLarge { bound: "tensor_elements", limit: 800, .. }), "{error}");
        }
    }
}
