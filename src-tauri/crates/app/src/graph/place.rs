//! The way to a graph inside others.

use domain::graph::{Graph, ModelGraph};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::Error;

/// One step inwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Step {
    /// The operator's id.
    pub node: u32,
    /// Which of its graphs: an attribute's name, or `function`.
    pub body: String,
}

/// A graph, and how the file is gone through to it.
pub(super) struct Found<'a> {
    pub graph: &'a Graph,
    /// What the graphs on the way are called.
    pub titles: Vec<String>,
    /// The function that it stands in, by domain and name.
    pub function: Option<(String, String)>,
    /// The bodies from there on.
    pub within: Vec<(u32, String)>,
}

/// Follows a way from the outermost graph.
pub(super) fn find<'a>(model: &'a ModelGraph, path: &[Step]) -> Result<Found<'a>, Error> {
    let mut found = Found { graph: &model.main, titles: Vec::new(), function: None, within: Vec::new() };
    for step in path {
        let nowhere = || Error::NoGraphPart(format!("operator {} has no graph '{}'", step.node, step.body));
        let node = found.graph.node(step.node).ok_or_else(nowhere)?;
        let body = node.bodies.iter().find(|(name, _)| *name == step.body);
        found.titles.push(format!("{} {}", node.op, step.body));
        if let Some((name, body)) = body {
            found.graph = body;
            found.within.push((step.node, name.clone()));
        } else {
            let is_called = |function: &&domain::graph::Function| {
                step.body == ::graph::FUNCTION && function.domain == node.domain && function.name == node.op
            };
            let function = model.functions.iter().find(is_called).ok_or_else(nowhere)?;
            found.graph = &function.graph;
            found.within.clear();
            found.function = Some((function.domain.clone(), function.name.clone()));
        }
    }
    Ok(found)
}
