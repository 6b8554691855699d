//! What the tests of the whole program share: its walls, and a stranger's way of using it.

pub mod calls;
pub mod desk;
pub mod fixtures;
pub mod host;
pub mod made;
pub mod mutation;
pub mod onnx;
pub mod ordeal;
pub mod program;
pub mod wait;
pub mod walls;
pub mod window;
