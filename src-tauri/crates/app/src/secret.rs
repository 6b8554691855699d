//! Words that nobody can guess: the keys of endpoints, the token of a host.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};

/// The random bytes of a secret before they are written as text.
const BYTES: usize = 24;

/// A new secret of 32 letters, digits, `-` and `_`.
///
/// # Panics
/// When the operating system has no random bytes.
#[must_use]
pub fn fresh() -> String {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).expect("the operating system has random bytes");
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}
