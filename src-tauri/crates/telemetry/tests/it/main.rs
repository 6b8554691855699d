//! The inference log through its public face, on real databases in temporary folders.

#![expect(clippy::unwrap_used, reason = "a failing test says where")]

mod charts;
mod damage;
mod keeping;
mod recording;
mod support;
