//! Graphs to try things with.

use domain::graph::{Dim, Graph, Node, Value, ValueId};

/// Builds a graph one operator at a time.
#[derive(Default)]
pub struct Builder {
    pub graph: Graph,
}

impl Builder {
    pub fn value(&mut self, name: &str) -> ValueId {
        let at = self.graph.values.len();
        self.graph.values.push(Value {
            name: name.to_owned(),
            datatype: Some("FP32"),
            shape: Some(vec![Dim::Open, Dim::Size(64)]),
            ..Value::default()
        });
        ValueId(u32::try_from(at).unwrap())
    }

    pub fn input(&mut self, name: &str) -> ValueId {
        let id = self.value(name);
        self.graph.inputs.push(id);
        id
    }

    /// An operator with one output, which it gives.
    pub fn node(&mut self, op: &str, name: &str, inputs: &[ValueId]) -> ValueId {
        let id = u32::try_from(self.graph.nodes.len()).unwrap();
        let output = self.value(&format!("{op}_{id}"));
        self.graph.nodes.push(Node {
            id,
            op: op.to_owned(),
            domain: "ai.onnx".to_owned(),
            name: name.to_owned(),
            inputs: inputs.iter().map(|id| Some(*id)).collect(),
            outputs: vec![Some(output)],
            ..Node::default()
        });
        output
    }

    pub fn done(mut self, output: ValueId) -> Graph {
        self.graph.outputs.push(output);
        self.graph
    }
}

/// A transformer of so many layers of 15 operators; named ones carry their layer in their names.
pub fn transformer(layers: usize, named: bool) -> Graph {
    let mut build = Builder::default();
    let (tokens, mask) = (build.input("tokens"), build.input("mask"));
    let mut stream = build.node("Gather", "", &[tokens]);
    for layer in 0..layers {
        let name = |op: &str| if named { format!("/encoder/layers.{layer}/{op}") } else { String::new() };
        let mut node = |op: &str, inputs: &[ValueId]| build.node(op, &name(op), inputs);
        let normal = node("LayerNormalization", &[stream]);
        let (q, k, v) = (node("MatMul", &[normal]), node("MatMul", &[normal]), node("MatMul", &[normal]));
        let turned = node("Transpose", &[k]);
        let scores = node("MatMul", &[q, turned]);
        let masked = node("Add", &[scores, mask]);
        let shares = node("Softmax", &[masked]);
        let mixed = node("MatMul", &[shares, v]);
        let added = node("Add", &[mixed, stream]);
        let normal = node("LayerNormalization", &[added]);
        let wide = node("Gemm", &[normal]);
        let active = node("Gelu", &[wide]);
        let narrow = node("Gemm", &[active]);
        stream = node("Add", &[narrow, added]);
    }
    let end = build.node("Softmax", "", &[stream]);
    build.done(end)
}
