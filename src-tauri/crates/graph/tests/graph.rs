//! How graphs are cut into blocks, laid out and drawn.

#![expect(clippy::unwrap_used, reason = "in tests a panic is the message")]

#[path = "graph/blocks.rs"]
mod blocks;
#[path = "graph/drawing.rs"]
mod drawing;
#[path = "graph/layout.rs"]
mod layout;
#[path = "graph/models.rs"]
mod models;
#[path = "graph/pictures.rs"]
mod pictures;
