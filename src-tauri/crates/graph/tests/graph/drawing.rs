use domain::graph::{Dim, Setting, Weight};
use graph::{Drawing, Kind, Part, draw};

use crate::models::{Builder, transformer};

fn drawn(graph: &domain::graph::Graph, part: &Part) -> Drawing {
    draw(graph, part, &|| false).unwrap()
}

fn titles(drawing: &Drawing, kind: Kind) -> Vec<&str> {
    drawing.nodes.iter().filter(|node| node.kind == kind).map(|node| node.title.as_str()).collect()
}

#[test]
fn a_small_graph_opens_with_everything_and_a_big_one_with_blocks() {
    let small = drawn(&transformer(4, true), &Part::default());
    assert_eq!(titles(&small, Kind::Operator).len(), 62);
    assert_eq!(small.frames.len(), 4);
    let big = drawn(&transformer(12, true), &Part::default());
    assert_eq!(titles(&big, Kind::Block).len(), 12);
    assert_eq!(titles(&big, Kind::Operator), ["Gather", "Softmax"]);
}

#[test]
fn one_block_can_be_shown_alone() {
    let part = Part { expanded: Some(vec!["b:encoder/layers.3".to_owned()]), ..Part::default() };
    let drawing = drawn(&transformer(12, true), &part);
    assert_eq!(titles(&drawing, Kind::Block).len(), 11);
    let inside = drawing.nodes.iter().filter(|node| node.block.as_deref() == Some("b:encoder/layers.3"));
    assert_eq!(inside.count(), 15);
}

#[test]
fn inputs_and_outputs_are_boxes_and_shapes_stand_on_lines() {
    let drawing = drawn(&transformer(1, false), &Part::default());
    assert_eq!(titles(&drawing, Kind::Input), ["tokens", "mask"]);
    assert_eq!(titles(&drawing, Kind::Output).len(), 1);
    assert!(drawing.edges.iter().any(|edge| edge.label.as_ref().is_some_and(|label| label.text == "? × 64")));
    let makes = |at: u32| &drawing.nodes[at as usize];
    assert!(drawing.edges.iter().all(|edge| makes(edge.from).y < makes(edge.to).y));
}

#[test]
fn weights_and_attributes_are_listed_where_they_are_asked_for() {
    let mut build = Builder::default();
    let (x, w) = (build.input("x"), build.value("conv.weight"));
    let value = &mut build.graph.values[w.0 as usize];
    value.shape = Some([8, 3, 5, 5].map(Dim::Size).to_vec());
    value.weight = Some(Weight { elements: 600, bytes: 2_400, ..Weight::default() });
    let y = build.node("Conv", "conv1", &[x, w]);
    build.graph.nodes[0].attributes =
        vec![domain::graph::Attribute { name: "group".to_owned(), setting: Setting::Int(1) }];
    let graph = build.done(y);
    let node = |part: Part| drawn(&graph, &part).nodes.into_iter().find(|node| node.title == "Conv").unwrap();
    let plain = node(Part::default());
    assert_eq!((plain.caption.as_str(), plain.rows.len()), ("5 × 5, 8 channels", 0));
    let full = node(Part { attributes: true, weights: true, names: true, ..Part::default() });
    let rows: Vec<(&str, &str)> =
        full.rows.iter().map(|row| (row.label.as_str(), row.value.as_str())).collect();
    assert_eq!(rows, [("W", "8 × 3 × 5 × 5"), ("group", "1")]);
    assert_eq!(full.caption, "conv1");
    assert!(full.h > plain.h);
    assert_eq!(drawn(&graph, &Part::default()).edges.len(), 2, "a weight is no line");
}

#[test]
fn from_left_to_right_lines_go_right() {
    let drawing = drawn(&transformer(1, false), &Part { horizontal: true, ..Part::default() });
    let at = |at: u32| &drawing.nodes[at as usize];
    assert!(drawing.edges.iter().all(|edge| at(edge.from).x < at(edge.to).x));
}

#[test]
fn ten_thousand_operators_are_laid_out_and_found() {
    let graph = transformer(667, true);
    assert!(graph.nodes.len() > 10_000);
    let all = Part {
        expanded: Some(graph::blocks(&graph).iter().map(graph::Block::id).collect()),
        ..Part::default()
    };
    assert_eq!(titles(&drawn(&graph, &all), Kind::Operator).len(), graph.nodes.len());
    let hits = graph::search(&graph, "layers.666 gelu");
    assert_eq!((hits.total, hits.hits[0].title.as_str()), (1, "Gelu"));
    assert_eq!(hits.hits[0].block.as_deref(), Some("b:encoder/layers.666"));
}
