use graph::blocks;

use crate::models::{Builder, transformer};

#[test]
fn layers_are_found_by_the_scopes_in_names() {
    let found = blocks(&transformer(12, true));
    let titles: Vec<&str> = found.iter().map(|block| block.title.as_str()).collect();
    assert_eq!(titles.len(), 12);
    assert_eq!((titles[0], titles[11]), ("encoder/layers.0", "encoder/layers.11"));
    assert!(found.iter().all(|block| block.nodes.len() == 15));
}

#[test]
fn layers_without_names_are_found_by_what_they_do() {
    let found = blocks(&transformer(12, false));
    assert!(found.len() >= 11, "{} blocks", found.len());
    assert!(found.iter().all(|block| block.nodes.len() == 15));
    assert_eq!(found[0].title, "Block 1");
}

#[test]
fn borders_lie_where_the_fewest_lines_cross() {
    let graph = transformer(6, false);
    let found = blocks(&graph);
    // A layer begins with its normalisation, after the sum that ends the one before.
    for block in &found[1..] {
        assert_eq!(graph.nodes[block.nodes[0]].op, "LayerNormalization");
    }
}

#[test]
fn what_does_not_repeat_has_no_blocks() {
    let mut build = Builder::default();
    let mut value = build.input("x");
    for op in ["Conv", "Relu", "MaxPool", "Flatten", "Gemm", "Softmax"] {
        value = build.node(op, "", &[value]);
    }
    assert_eq!(blocks(&build.done(value)), vec![]);
}

#[test]
fn a_scope_that_is_left_and_entered_again_is_no_block() {
    let mut build = Builder::default();
    let mut value = build.input("x");
    // The two scopes take turns, so that neither can be one box.
    for turn in 0..10 {
        value = build.node("Add", &format!("/layer.{}/Add", turn % 2), &[value]);
    }
    let graph = build.done(value);
    assert!(blocks(&graph).iter().all(|block| !block.title.contains("layer.")));
}

#[test]
fn a_graph_out_of_order_has_no_blocks() {
    let mut graph = transformer(4, true);
    graph.nodes.reverse();
    assert_eq!(blocks(&graph), vec![]);
}
