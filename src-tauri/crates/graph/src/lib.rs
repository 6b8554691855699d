//! How a model's graph looks: which parts of it repeat, how big each box is, where it stands, which way the lines run.
//!
//! Everything is worked out from [`domain::graph`]; nothing here reads a file. The outcome is a [`Drawing`], which the
//! window draws as far as it is in sight, and which [`svg`] and [`png()`] turn into a picture.

mod blocks;
mod caption;
mod cost;
mod details;
mod drawing;
pub mod layout;
mod numbers;
mod png;
mod scene;
mod search;
pub mod svg;
mod text;

pub use blocks::{Block, blocks};
pub use cost::{Cost, Totals, cost, totals};
pub use details::{BlockDetails, FUNCTION, NodeDetails, Port, Said, block_details, node_details};
pub use drawing::{
    Drawing, DrawnEdge, DrawnNode, Family, Frame, Kind, Label, Look, OperatorCount, Part, Row,
};
pub use png::{Error as PngError, png};
pub use scene::{draw, opens_collapsed, operators};
pub use search::{Hit, Hits, search};
