//! The shipped samples.
