//! A graph to walk through: who makes a value, who takes it, and what is constant.

use std::collections::HashMap;

use tract_onnx::pb::{GraphProto, NodeProto, TensorProto, ValueInfoProto, tensor_proto::DataType};

use crate::model;

/// Larger constants are no part of a chain, and not read.
const CONSTANT_MAX: usize = 1 << 17;

/// Looks values up by their names.
pub(super) struct Graph<'a> {
    pub nodes: &'a [NodeProto],
    inputs: HashMap<&'a str, &'a ValueInfoProto>,
    constants: HashMap<&'a str, &'a TensorProto>,
    makers: HashMap<&'a str, usize>,
    takers: HashMap<&'a str, Vec<usize>>,
    outputs: Vec<&'a str>,
}

impl<'a> Graph<'a> {
    pub(super) fn new(graph: &'a GraphProto) -> Self {
        let mut makers = HashMap::new();
        let mut takers: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, node) in graph.node.iter().enumerate() {
            makers.extend(node.output.iter().map(|name| (name.as_str(), at)));
            node.input.iter().for_each(|name| takers.entry(name).or_default().push(at));
        }
        let constants: HashMap<&str, &TensorProto> =
            graph.initializer.iter().map(|tensor| (tensor.name.as_str(), tensor)).collect();
        let inputs = graph.input.iter().map(|input| (input.name.as_str(), input));
        Self {
            nodes: &graph.node,
            inputs: inputs.filter(|(name, _)| !constants.contains_key(name)).collect(),
            constants,
            makers,
            takers,
            outputs: graph.output.iter().map(|output| output.name.as_str()).collect(),
        }
    }

    /// A graph input.
    pub(super) fn input(&self, name: &str) -> Option<&'a ValueInfoProto> {
        self.inputs.get(name).copied()
    }

    /// Element type and number of columns of a graph input of rows.
    pub(super) fn table(&self, name: &str) -> Option<(DataType, usize)> {
        use tract_onnx::pb::tensor_shape_proto::dimension::Value;
        let tensor = model::tensor_type(self.input(name)?)?;
        let [_, columns] = tensor.shape.as_ref()?.dim.as_slice() else { return None };
        let Some(Value::DimValue(columns)) = columns.value else { return None };
        Some((DataType::try_from(tensor.elem_type).ok()?, usize::try_from(columns).ok()?))
    }

    /// The node that makes a value, and its place.
    pub(super) fn maker(&self, name: &str) -> Option<(usize, &'a NodeProto)> {
        self.makers.get(name).map(|at| (*at, &self.nodes[*at]))
    }

    /// The nodes that take a value, and their places.
    pub(super) fn takers(&self, name: &str) -> impl Iterator<Item = (usize, &'a NodeProto)> {
        self.takers.get(name).into_iter().flatten().map(|at| (*at, &self.nodes[*at]))
    }

    /// The one node that takes a value that nobody outside sees.
    pub(super) fn only_taker(&self, name: &str) -> Option<(usize, &'a NodeProto)> {
        let mut takers = self.takers(name);
        let only = takers.next().filter(|_| takers.next().is_none())?;
        (!self.outputs.contains(&name)).then_some(only)
    }

    /// Shape and numbers of a constant that is inside the file.
    pub(super) fn numbers(&self, name: &str) -> Option<(Vec<usize>, Vec<f64>)> {
        let tensor = self.constant(name)?;
        let shape = tensor.dims.iter().map(|dim| usize::try_from(*dim).ok()).collect::<Option<Vec<_>>>()?;
        let size = shape.iter().try_fold(1_usize, |size, dim| size.checked_mul(*dim));
        size.filter(|size| *size <= CONSTANT_MAX)?;
        let numbers = model::numbers(tensor)?;
        (shape.iter().product::<usize>() == numbers.len()).then_some((shape, numbers))
    }

    /// A constant that is inside the file.
    pub(super) fn constant(&self, name: &str) -> Option<&'a TensorProto> {
        self.constants.get(name).copied().filter(|tensor| !model::is_external(tensor))
    }

    /// Whether a node only passes its rows of `width` numbers on.
    pub(super) fn passes_on(&self, node: &NodeProto, width: usize) -> bool {
        match node.op_type.as_str() {
            "Identity" => true,
            "Cast" => to(node) == Some(DataType::Float),
            "Reshape" => node
                .input
                .get(1)
                .and_then(|shape| self.numbers(shape))
                .is_some_and(|(_, shape)| shape == [-1.0, width as f64]),
            _ => false,
        }
    }
}

/// What a `Cast` casts to.
pub(super) fn to(node: &NodeProto) -> Option<DataType> {
    DataType::try_from(model::attribute(node, "to")?.i as i32).ok()
}

/// The axis of an operator, or another where it names none.
pub(super) fn axis(node: &NodeProto, default: i64) -> i64 {
    model::attribute(node, "axis").map_or(default, |axis| axis.i)
}
