//! Looking into a version's graph: laid out, searched, its boxes and weights in detail, and written as a picture.

mod kept;
mod picture;
mod place;

use std::sync::Arc;

use ::graph::{BlockDetails, Drawing, Hits, NodeDetails, OperatorCount, Part, Totals};
use domain::{
    graph::{Graph, ModelGraph, Weights},
    model::ModelVersion,
    reference::ModelRef,
};
use inference::Stop;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{App, error::Error, jobs::Job, off_thread};

pub(crate) use kept::Graphs;
pub(crate) use picture::export;
pub use picture::{Picture, PictureArgs, PictureFormat};
pub use place::Step;

/// Which part of which version's graph, and how to draw it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct GraphArgs {
    /// `iris` or `iris:2`.
    pub reference: ModelRef,
    /// The way to a graph inside others; empty for the outermost.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<Step>>")]
    pub path: Vec<Step>,
    /// What to draw, and how.
    #[serde(default)]
    #[ts(optional, as = "Option<Part>")]
    pub part: Part,
    /// An id under which it can be cancelled.
    #[serde(default)]
    pub job: Option<String>,
}

/// A graph that is laid out, and what is known of it as a whole.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OpenGraph {
    /// Boxes and lines.
    pub drawing: Drawing,
    /// The parts that repeat.
    pub blocks: Vec<BlockState>,
    /// Its operators by name, most first.
    pub operators: Vec<OperatorCount>,
    /// How many operators it has.
    pub nodes: u64,
    /// What the whole model keeps and costs.
    pub totals: Totals,
    /// What the graphs on the way to this one are called.
    pub titles: Vec<String>,
}

/// A part that repeats.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BlockState {
    /// Its id in the drawing.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// How many operators it has.
    pub nodes: u64,
    /// Whether it is drawn with all it holds.
    pub expanded: bool,
}

/// One box of a graph.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct NodeArgs {
    /// `iris` or `iris:2`.
    pub reference: ModelRef,
    /// The way to its graph.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<Step>>")]
    pub path: Vec<Step>,
    /// Its id in the drawing: of an operator or a block.
    pub id: String,
}

/// What is known of a box.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum BoxDetails {
    /// An operator.
    Operator(NodeDetails),
    /// A block.
    Block(BlockDetails),
}

/// What to look for in a graph.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct SearchArgs {
    /// `iris` or `iris:2`.
    pub reference: ModelRef,
    /// The way to the graph.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<Step>>")]
    pub path: Vec<Step>,
    /// Words of an operator's, a node's or a tensor's name.
    pub text: String,
}

/// A tensor that is kept in the file.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct WeightsArgs {
    /// `iris` or `iris:2`.
    pub reference: ModelRef,
    /// The way to its graph.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<Step>>")]
    pub path: Vec<Step>,
    /// Its name; with `node`, that of the node's attribute.
    pub name: String,
    /// The id of the node whose attribute it is.
    #[serde(default)]
    pub node: Option<u32>,
}

/// Lays a graph out.
pub(crate) async fn open(app: &App, args: GraphArgs) -> Result<OpenGraph, Error> {
    let (version, model) = read(app, &args.reference).await?;
    let job = Job::start(app, args.job.clone(), format!("Drawing the graph of {}", named(&version)));
    let stop = Stop::default();
    let _abandoned = stop.when_dropped();
    let work = off_thread(move || opened(&model, &args, &stop));
    let result = tokio::select! {
        done = work => done,
        () = job.stopped() => Err(inference::Error::Stopped.into()),
    };
    job.finish(&result);
    result
}

fn opened(model: &ModelGraph, args: &GraphArgs, stop: &Stop) -> Result<OpenGraph, Error> {
    let place = place::find(model, &args.path)?;
    let graph = place.graph;
    let drawing = draw(graph, &args.part, stop)?;
    let is_expanded = |id: &String| match &args.part.expanded {
        Some(shown) => shown.contains(id),
        None => !::graph::opens_collapsed(graph),
    };
    let blocks = ::graph::blocks(graph).into_iter().map(|block| {
        let id = block.id();
        BlockState { expanded: is_expanded(&id), id, nodes: block.nodes.len() as u64, title: block.title }
    });
    Ok(OpenGraph {
        drawing,
        blocks: blocks.collect(),
        operators: ::graph::operators(graph.nodes.iter()),
        nodes: graph.nodes.len() as u64,
        totals: ::graph::totals(model),
        titles: place.titles,
    })
}

fn draw(graph: &Graph, part: &Part, stop: &Stop) -> Result<Drawing, Error> {
    ::graph::draw(graph, part, &|| stop.is_asked()).ok_or_else(|| inference::Error::Stopped.into())
}

/// Looks at one box.
pub(crate) async fn node(app: &App, args: NodeArgs) -> Result<BoxDetails, Error> {
    let (_, model) = read(app, &args.reference).await?;
    off_thread(move || {
        let graph = place::find(&model, &args.path)?.graph;
        let blocks = ::graph::blocks(graph);
        if let Some(block) = blocks.iter().find(|block| block.id() == args.id) {
            return Ok(BoxDetails::Block(::graph::block_details(graph, block)));
        }
        let id = args.id.strip_prefix('n').and_then(|id| id.parse().ok());
        let at = id.and_then(|id| graph.nodes.binary_search_by_key(&id, |node| node.id).ok());
        let at = at
            .ok_or_else(|| Error::NoGraphPart(format!("the graph has no operator or block '{}'", args.id)))?;
        let node = &graph.nodes[at];
        let block = blocks.iter().find(|block| block.nodes.contains(&at)).map(::graph::Block::id);
        let opset = model.opsets.get(&node.domain).copied();
        Ok(BoxDetails::Operator(::graph::node_details(graph, node, block, opset)))
    })
    .await
}

/// Finds operators and tensors by name.
pub(crate) async fn search(app: &App, args: SearchArgs) -> Result<Hits, Error> {
    let (_, model) = read(app, &args.reference).await?;
    off_thread(move || Ok(::graph::search(place::find(&model, &args.path)?.graph, &args.text))).await
}

/// Looks at the values of a tensor.
pub(crate) async fn weights(app: &App, args: WeightsArgs) -> Result<Weights, Error> {
    let (version, model) = read(app, &args.reference).await?;
    let path = app.store().artifact_path(&version);
    let limits = app.limits().await?.inference();
    off_thread(move || {
        let place = place::find(&model, &args.path)?;
        let name = args.name.clone();
        let place =
            inference::graph::Place { within: place.within, function: place.function, name, node: args.node };
        let found = inference::graph::weights(&path, &place, &limits)?;
        found.ok_or_else(|| Error::NoGraphPart(format!("the graph keeps no tensor '{}'", args.name)))
    })
    .await
}

/// The graph of a version, read again only where it was not looked at lately.
async fn read(app: &App, reference: &ModelRef) -> Result<(ModelVersion, Arc<ModelGraph>), Error> {
    let version = app.store().version(reference).await?;
    if let Some(known) = app.0.graphs.get(&version.digest) {
        return Ok((version, known));
    }
    let path = app.store().artifact_path(&version);
    let limits = app.limits().await?.inference();
    // Only bytes that were tried meet the engine, which works out shapes.
    let infer = version.deployable;
    let read = off_thread(move || inference::graph::read(&path, infer, &limits)).await;
    let read = read.map_err(|error| match error {
        inference::Error::Unsupported { reason } => Error::NoGraph { reference: named(&version), reason },
        other => other.into(),
    })?;
    let model = Arc::new(read);
    app.0.graphs.keep(version.digest.clone(), model.clone());
    Ok((version, model))
}

fn named(version: &ModelVersion) -> String {
    format!("{}:{}", version.name, version.version)
}
