//! What is wrong with a filter, where, and what to write instead.

use winnow::{error::ParserError, stream::Location as _};

use super::{
    parse::{Input, is_key},
    print::Quoted,
};

/// Why a filter was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} (character {column} of the filter)")]
pub struct FilterError {
    /// Where, in characters counted from 1; one past the end when something is missing there.
    pub column: usize,
    /// How many characters are wrong; 0 when something is missing.
    pub length: usize,
    /// What was found or is missing.
    pub message: String,
    /// What to write instead, as a sentence.
    pub suggestion: Option<String>,
    /// The whole filter put right, where that can be told.
    pub repair: Option<String>,
}

/// What went wrong, while the place is still counted in bytes.
#[derive(Debug)]
pub(super) struct Fault {
    pub at: usize,
    pub until: usize,
    pub message: String,
    pub suggestion: Option<String>,
    /// From where to where, and what to put there.
    pub repair: Option<(usize, usize, String)>,
}

impl Fault {
    pub fn new(at: usize, found: &str, message: impl Into<String>) -> Self {
        Self { at, until: at + found.len(), message: message.into(), suggestion: None, repair: None }
    }

    pub fn suggest(self, suggestion: impl Into<String>) -> Self {
        Self { suggestion: Some(suggestion.into()), ..self }
    }

    /// Puts this in the place of what is wrong.
    pub fn replace(self, with: impl Into<String>) -> Self {
        Self { repair: Some((self.at, self.until, with.into())), ..self }
    }

    pub fn in_text(self, text: &str) -> FilterError {
        let (at, until) = (self.at.min(text.len()), self.until.min(text.len()));
        let repair =
            self.repair.map(|(from, until, with)| format!("{}{with}{}", &text[..from], &text[until..]));
        FilterError {
            column: text[..at].chars().count() + 1,
            length: text[at..until].chars().count(),
            message: self.message,
            suggestion: self.suggestion,
            // What is offered works.
            repair: repair.filter(|repaired| super::Filter::read(repaired).is_ok()),
        }
    }

    pub fn unclosed(at: usize, rest: &str) -> Self {
        let end = at + rest.len();
        let fault = Self::new(at, &rest[..1], "this quote is never closed");
        Self { repair: Some((end, end, "\"".to_owned())), ..fault }
            .suggest("Close it with \", and write \\\" for a quote inside.")
    }

    pub fn unclosed_group(at: usize, end: usize) -> Self {
        let fault = Self::new(at, "(", "this parenthesis is never closed").suggest("Close it with ).");
        Self { repair: Some((end, end, ")".to_owned())), ..fault }
    }

    pub fn too_deep(at: usize) -> Self {
        Self::new(at, "", "parentheses and NOTs are nested too deeply here").suggest("Write it flatter.")
    }

    pub fn lonely(at: usize, word: &str) -> Self {
        let sides = if word == "NOT" { "after it" } else { "before and after it" };
        Self::new(at, word, format!("{word} needs a term {sides}"))
            .suggest(format!("Write \"{word}\" in quotes to search for the word."))
            .replace(format!("\"{word}\""))
    }

    /// A character at which no term can begin or go on.
    pub fn unexpected(text: &str, at: usize) -> Self {
        let found = text[at..].chars().next().unwrap_or_default();
        let fault = Self::new(at, found.encode_utf8(&mut [0; 4]), format!("'{found}' cannot stand here"));
        if found == ')' && !text[..at].contains('(') {
            return fault.suggest("Leave it out, or open it with ( before.").replace("");
        }
        if found == '!' && text[at..].len() > 1 && !text[at..].starts_with("!=") {
            return fault.suggest("Write NOT before what must not match.").replace("NOT ");
        }
        let (from, until, with) = quote_around(text, at);
        let suggestion = format!("Write {with}.");
        Self { repair: Some((from, until, with)), ..fault }.suggest(suggestion)
    }
}

/// The stretch without white space that holds the byte `at`, with quotes where they make it legal.
fn quote_around(text: &str, at: usize) -> (usize, usize, String) {
    let start = text[..at]
        .rfind(char::is_whitespace)
        .map_or(0, |space| space + text[space..].chars().next().map_or(0, char::len_utf8));
    let end = text[at..].find(char::is_whitespace).map_or(text.len(), |length| at + length);
    let pair = text[start..at].split_once(['=', ':']);
    let with = match pair.filter(|(key, _)| !key.is_empty() && key.chars().all(is_key)) {
        Some((key, _)) => format!("{key}={}", Quoted(&text[start + key.len() + 1..end])),
        None => Quoted(&text[start..end]).to_string(),
    };
    (start, end, with)
}

impl<'a> ParserError<Input<'a>> for Fault {
    type Inner = Self;

    fn from_input(input: &Input<'a>) -> Self {
        Self::new(input.current_token_start(), "", "a term is expected here")
    }

    fn or(self, other: Self) -> Self {
        if other.at >= self.at { other } else { self }
    }

    fn into_inner(self) -> Result<Self, Self> {
        Ok(self)
    }
}
