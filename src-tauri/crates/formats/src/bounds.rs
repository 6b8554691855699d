//! How much is looked at.

/// The first bytes of a file, by which its format is told.
pub(crate) const HEAD_BYTES: u64 = 1 << 16;
/// A text or JSON file that is read whole: a configuration, a header, a model card.
pub(crate) const TEXT_BYTES: u64 = 16 << 20;
/// Protobuf files that are read whole.
pub(crate) const PROTOBUF_BYTES: u64 = 256 << 20;
/// Bytes that come out of a compressed file.
pub(crate) const UNPACKED_BYTES: u64 = 8 << 30;
/// Operations of all pickles in a file.
pub(crate) const OPERATIONS: u64 = 50_000_000;
/// Stand-ins for objects while a pickle is walked.
pub(crate) const VALUES: usize = 2_000_000;
/// Characters of a text that is kept from a pickle.
pub(crate) const NAME_BYTES: usize = 512;
/// Different imports that are kept.
pub(crate) const IMPORTS: usize = 1_000;
/// Imports that are told in words.
pub(crate) const IMPORTS_TOLD: usize = 60;
/// Tensors that are listed by name; the others are counted.
pub(crate) const TENSORS_TOLD: usize = 100;
/// Tensors, keys or entries that a header may have.
pub(crate) const ENTRIES: u64 = 1_000_000;
/// Characters of one value that a file says of itself.
pub(crate) const VALUE_CHARS: usize = 2_000;
/// Files of a folder that are looked at.
pub(crate) const FILES: usize = 10_000;
