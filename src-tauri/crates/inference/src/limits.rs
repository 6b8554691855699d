//! How much of a file is looked at before it is refused.

/// Bounds on what a model file may ask for, checked before the engine sees it.
///
/// The defaults let every common export through and keep loading within seconds: the engine's load time grows
/// faster than the number of nodes and constants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the ONNX file itself.
    pub file_bytes: u64,
    /// Operators in all graphs of the file.
    pub nodes: usize,
    /// Initializers and constants in all graphs of the file.
    pub constants: usize,
    /// Bytes of all initializers, those in other files included.
    pub initializer_bytes: u64,
    /// Elements of any one tensor for one row.
    pub tensor_elements: u64,
    /// How deep graphs may stand inside each other (branches of `If`, bodies of `Scan`).
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 2 << 30,
            nodes: 10_000,
            constants: 4_000,
            initializer_bytes: 2 << 30,
            tensor_elements: 1 << 28,
            depth: 6,
        }
    }
}
