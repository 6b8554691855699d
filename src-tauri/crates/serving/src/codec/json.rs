//! JSON as clients really write it.

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// Reads `bytes` with `parse`; where they fail as JSON but have Python's bare `NaN` or `Infinity`, reads them
/// again with these words in quotes.
pub(crate) fn lenient<T>(bytes: &[u8], parse: impl Fn(&[u8]) -> Result<T, Error>) -> Result<T, Error> {
    match parse(bytes) {
        Err(error @ Error::NotJson { .. }) => match quoted(bytes) {
            Some(strict) => parse(&strict),
            None => Err(error),
        },
        done => done,
    }
}

/// A JSON body of type `T`, borrowing from the bytes.
pub(crate) fn read<'a, T: Deserialize<'a>>(bytes: &'a [u8], what: &str) -> Result<T, Error> {
    serde_json::from_slice(bytes).map_err(|error| {
        if error.is_data() {
            Error::Form(format!("the body is not {what}: {error}"))
        } else {
            Error::NotJson { reason: error.to_string() }
        }
    })
}

/// The JSON text of what has no maps with other keys than strings, so that writing cannot fail.
pub(crate) fn written(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("values, strings and arrays are always JSON")
}

/// The text with its bare not-a-number words in quotes; none where there are no such words.
fn quoted(bytes: &[u8]) -> Option<Vec<u8>> {
    const WORDS: [&[u8]; 3] = [b"NaN", b"Infinity", b"-Infinity"];
    let mut strict = Vec::with_capacity(bytes.len() + 64);
    let (mut at, mut in_string, mut found) = (0, false, false);
    while let Some(&byte) = bytes.get(at) {
        let word = WORDS.iter().find(|word| !in_string && bytes[at..].starts_with(word));
        let copied = match word {
            Some(word) => {
                found = true;
                strict.push(b'"');
                strict.extend_from_slice(word);
                strict.push(b'"');
                at += word.len();
                continue;
            }
            None if in_string && byte == b'\\' => 2.min(bytes.len() - at),
            None => 1,
        };
        in_string ^= byte == b'"';
        strict.extend_from_slice(&bytes[at..at + copied]);
        at += copied;
    }
    found.then_some(strict)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_words_are_quoted_and_strings_are_left_alone() {
        let text = |bytes: &[u8]| quoted(bytes).map(|b| String::from_utf8(b).unwrap());
        assert_eq!(
            text(br#"{"a":[NaN,-Infinity,Infinity,"NaN \" NaN"]}"#).unwrap(),
            r#"{"a":["NaN","-Infinity","Infinity","NaN \" NaN"]}"#
        );
        assert_eq!(text(br#"["NaN", "\\"]"#), None);
    }
}
