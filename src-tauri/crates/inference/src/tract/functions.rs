//! A file's own functions: each call becomes the operators of the function's body, since the engine knows no functions.

use std::collections::HashMap;

use tract_onnx::pb::{AttributeProto, FunctionProto, GraphProto, ModelProto, NodeProto};

use crate::{
    Error, Limits,
    bounds::{self, at_most},
    model,
};

/// How deep functions may call each other; ONNX forbids that one calls itself.
const DEPTH: usize = 16;

/// Puts the bodies of functions in place of their calls.
pub(crate) fn inline(proto: &mut ModelProto, limits: &Limits) -> Result<(), Error> {
    if proto.functions.is_empty() {
        return Ok(());
    }
    let functions = std::mem::take(&mut proto.functions);
    let mut inliner = Inliner { functions: HashMap::new(), calls: 0, nodes: 0, limits };
    for function in &functions {
        let domain = function.domain.as_deref().unwrap_or_default();
        inliner
            .functions
            .insert((model::domain(domain), function.name.as_deref().unwrap_or_default()), function);
        for set in &function.opset_import {
            if proto
                .opset_import
                .iter()
                .all(|known| model::domain(&known.domain) != model::domain(&set.domain))
            {
                proto.opset_import.push(set.clone());
            }
        }
    }
    proto.graph.iter_mut().try_for_each(|graph| inliner.graph(graph, 0))?;
    bounds::check(proto, limits)
}

struct Inliner<'a> {
    functions: HashMap<(&'a str, &'a str), &'a FunctionProto>,
    /// How many calls were replaced: what makes inner names unique.
    calls: usize,
    nodes: usize,
    limits: &'a Limits,
}

impl Inliner<'_> {
    fn graph(&mut self, graph: &mut GraphProto, depth: usize) -> Result<(), Error> {
        let nodes = std::mem::take(&mut graph.node);
        graph.node = self.expanded(nodes, depth)?;
        Ok(())
    }

    /// Operators with all calls among them replaced, those in inner graphs and in bodies too.
    fn expanded(&mut self, nodes: Vec<NodeProto>, depth: usize) -> Result<Vec<NodeProto>, Error> {
        let mut all = Vec::with_capacity(nodes.len());
        for mut node in nodes {
            for attribute in &mut node.attribute {
                attribute
                    .g
                    .iter_mut()
                    .chain(&mut attribute.graphs)
                    .try_for_each(|inner| self.graph(inner, depth))?;
            }
            let Some(function) = self.functions.get(&(model::domain(&node.domain), node.op_type.as_str()))
            else {
                self.nodes += 1;
                at_most("nodes", "operators in the model", self.nodes as u64, self.limits.nodes as u64)?;
                all.push(node);
                continue;
            };
            if depth >= DEPTH {
                let reason =
                    format!("the function '{}' is called by itself, which ONNX forbids", node.op_type);
                return Err(Error::Unsupported { reason });
            }
            self.calls += 1;
            let body = Call::of(function, &node, self.calls).body();
            all.extend(self.expanded(body, depth + 1)?);
        }
        Ok(all)
    }
}

/// One call of a function.
struct Call<'a> {
    function: &'a FunctionProto,
    node: &'a NodeProto,
    /// The caller's names of what goes in and comes out.
    names: HashMap<&'a str, &'a str>,
    /// What stands before the names of everything else in the body.
    prefix: String,
}

impl<'a> Call<'a> {
    fn of(function: &'a FunctionProto, node: &'a NodeProto, number: usize) -> Self {
        let pairs = |inner: &'a [String], outer: &'a [String]| {
            let outer = outer.iter().map(String::as_str).chain(std::iter::repeat(""));
            inner.iter().map(String::as_str).zip(outer)
        };
        let outputs = pairs(&function.output, &node.output).filter(|(_, outer)| !outer.is_empty());
        let names = pairs(&function.input, &node.input).chain(outputs).collect();
        Self { function, node, names, prefix: format!("{}/{number}/", node.op_type) }
    }

    fn body(&self) -> Vec<NodeProto> {
        let mut body = self.function.node.clone();
        body.iter_mut().for_each(|node| self.rename_node(node));
        body
    }

    fn rename_node(&self, node: &mut NodeProto) {
        node.name = format!("{}{}", self.prefix, node.name);
        node.input.iter_mut().chain(&mut node.output).for_each(|name| self.rename(name));
        node.attribute = std::mem::take(&mut node.attribute)
            .into_iter()
            .filter_map(|attribute| self.given(attribute))
            .collect();
        for graph in node
            .attribute
            .iter_mut()
            .flat_map(|attribute| attribute.g.iter_mut().chain(&mut attribute.graphs))
        {
            self.rename_graph(graph);
        }
    }

    fn rename_graph(&self, graph: &mut GraphProto) {
        let values = graph.input.iter_mut().chain(&mut graph.output).chain(&mut graph.value_info);
        values.for_each(|value| self.rename(&mut value.name));
        graph.initializer.iter_mut().for_each(|tensor| self.rename(&mut tensor.name));
        graph.node.iter_mut().for_each(|node| self.rename_node(node));
    }

    fn rename(&self, name: &mut String) {
        if let Some(outer) = self.names.get(name.as_str()) {
            *name = (*outer).to_owned();
        } else if !name.is_empty() {
            name.insert_str(0, &self.prefix);
        }
    }

    /// An attribute with the value that the call gives it; none where the call leaves it out.
    fn given(&self, attribute: AttributeProto) -> Option<AttributeProto> {
        if attribute.ref_attr_name.is_empty() {
            return Some(attribute);
        }
        let given = model::attribute(self.node, &attribute.ref_attr_name)?;
        Some(AttributeProto { name: attribute.name, ..given.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn node(op_type: &str, input: &[&str], output: &[&str]) -> NodeProto {
        let (input, output) = (names(input), names(output));
        NodeProto { op_type: op_type.to_owned(), input, output, ..NodeProto::default() }
    }

    fn attribute(name: &str, f: f32, ref_attr_name: &str) -> AttributeProto {
        let (name, ref_attr_name) = (name.to_owned(), ref_attr_name.to_owned());
        AttributeProto { name, f, ref_attr_name, ..AttributeProto::default() }
    }

    fn function(name: &str, node: Vec<NodeProto>) -> FunctionProto {
        let (input, output) = (names(&["a"]), names(&["b"]));
        FunctionProto { name: Some(name.to_owned()), input, output, node, ..FunctionProto::default() }
    }

    /// A model whose one operator calls a function.
    fn model(call: NodeProto, functions: Vec<FunctionProto>) -> ModelProto {
        let graph = GraphProto { node: vec![call], ..GraphProto::default() };
        ModelProto { graph: Some(graph), functions, ..ModelProto::default() }
    }

    #[test]
    fn a_call_becomes_the_body_under_the_caller_s_names_and_attributes() {
        let elu =
            NodeProto { attribute: vec![attribute("alpha", 0.0, "slope")], ..node("Elu", &["a"], &["c"]) };
        let outer = function("Outer", vec![elu, node("Inner", &["c"], &["b"])]);
        let inner = function("Inner", vec![node("Abs", &["a"], &["c"]), node("Neg", &["c"], &["b"])]);
        let call =
            NodeProto { attribute: vec![attribute("slope", 0.5, "")], ..node("Outer", &["x"], &["y"]) };
        let mut proto = model(call, vec![outer, inner]);
        inline(&mut proto, &Limits::default()).unwrap();
        let nodes = proto.graph.unwrap().node;
        let said: Vec<_> =
            nodes.iter().map(|node| (&*node.op_type, &*node.input[0], &*node.output[0])).collect();
        let expected =
            [("Elu", "x", "Outer/1/c"), ("Abs", "Outer/1/c", "Inner/2/c"), ("Neg", "Inner/2/c", "y")];
        assert_eq!(said, expected);
        assert_eq!((&*nodes[0].attribute[0].name, nodes[0].attribute[0].f), ("alpha", 0.5));
    }

    #[test]
    fn functions_that_call_themselves_or_grow_without_end_are_refused() {
        let endless = function("F", vec![node("F", &["a"], &["b"])]);
        let error =
            inline(&mut model(node("F", &["x"], &["y"]), vec![endless]), &Limits::default()).unwrap_err();
        assert!(error.to_string().contains("called by itself"), "{error}");
        let double =
            |name: &str, of: &str| function(name, vec![node(of, &["a"], &["c"]), node(of, &["c"], &["b"])]);
        let chain = (1..15).map(|level| double(&format!("F{level}"), &format!("F{}", level - 1)));
        let functions = chain.chain([double("F0", "Abs")]).collect();
        let error =
            inline(&mut model(node("F14", &["x"], &["y"]), functions), &Limits::default()).unwrap_err();
        assert!(matches!(error, Error::TooLarge { .. }), "{error}");
    }
}
