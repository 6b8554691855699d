//! What stands under the caret of a filter that is being typed, whether or not the whole can be read yet.

use std::ops::Range;

use super::{
    Expression, Filter, Term,
    parse::{is_key, is_keyword, is_value},
};

/// What the caret is in, or right behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The bytes that a completion takes the place of.
    pub range: Range<usize>,
    /// What is typed there.
    pub part: Part,
    /// What else must be true of the versions that are found: the rest of the filter that stands beside it.
    pub rest: Filter,
}

/// What is being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A word that may become a key, a value or stay a text; empty where nothing is typed yet.
    Word(String),
    /// A key before an operator.
    Key(String),
    /// A value behind a key and an operator.
    Value {
        /// The key as it is written.
        key: String,
        /// Whether the key was in quotes.
        quoted_key: bool,
        /// The value so far, without quotes.
        value: String,
    },
    /// Right behind a finished term, where only an operator or a new term can follow.
    After,
}

/// A piece of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    kind: Kind,
    range: Range<usize>,
    text: String,
    quoted: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Operator,
    Parenthesis,
}

/// What stands at the byte `caret`, which is moved to the next character's boundary.
#[must_use]
pub fn at(text: &str, caret: usize) -> Cursor {
    let caret =
        (caret.min(text.len())..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    let pieces = pieces(text);
    let terms = terms(&pieces);
    let under = terms.iter().find(|term| term.whole.start <= caret && caret <= term.whole.end);
    let Some(term) = under else {
        let rest = rest(text, caret..caret);
        return Cursor { range: caret..caret, part: Part::Word(String::new()), rest };
    };
    let rest = rest(text, term.whole.clone());
    let piece = |index: usize| &pieces[index];
    let (range, part) = match (term.operator, term.value) {
        (Some(operator), value) if caret >= piece(operator).range.end => {
            let key = piece(term.first);
            let (key, quoted_key) = (key.text.clone(), key.quoted);
            // Behind the operator the caret may stand before the white space that a value follows.
            let value = value.map(piece).filter(|value| caret >= value.range.start);
            let range = value.map_or(caret..caret, |value| value.range.clone());
            let value = value.map_or_else(String::new, |value| value.text.clone());
            (range, Part::Value { key, quoted_key, value })
        }
        (Some(_), _) => (piece(term.first).range.clone(), Part::Key(piece(term.first).text.clone())),
        (None, _) if caret > piece(term.first).range.start && piece(term.first).quoted => {
            (caret..caret, Part::After)
        }
        (None, _) => (piece(term.first).range.clone(), Part::Word(piece(term.first).text.clone())),
    };
    Cursor { range, part, rest }
}

/// A key with its operator and value, or a word alone, as indices of pieces.
struct Written {
    first: usize,
    operator: Option<usize>,
    value: Option<usize>,
    whole: Range<usize>,
}

fn terms(pieces: &[Piece]) -> Vec<Written> {
    let mut terms = Vec::new();
    let mut next = 0;
    while next < pieces.len() {
        let kind = |index: usize| pieces.get(index).map(|piece| piece.kind);
        if kind(next) != Some(Kind::Word) {
            next += 1;
            continue;
        }
        let operator = (kind(next + 1) == Some(Kind::Operator)).then_some(next + 1);
        let value = operator.map(|at| at + 1).filter(|at| {
            // A key that follows an operator without a value begins the next term.
            kind(*at) == Some(Kind::Word) && kind(at + 1) != Some(Kind::Operator)
        });
        let last = value.or(operator).unwrap_or(next);
        let keyword = operator.is_none() && !pieces[next].quoted && is_keyword(&pieces[next].text);
        let mut whole = pieces[next].range.start..pieces[last].range.end;
        if operator.is_some() && value.is_none() {
            // White space behind an operator is where its value will stand.
            whole.end = pieces.get(last + 1).map_or(usize::MAX, |piece| piece.range.start);
        }
        if !keyword {
            terms.push(Written { first: next, operator, value, whole });
        }
        next = last + 1;
    }
    terms
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let after_operator = matches!(pieces.last(), Some(Piece { kind: Kind::Operator, .. }));
        let (kind, length) = match c {
            _ if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            '"' => (Kind::Word, quoted_length(&text[at..])),
            '(' | ')' => (Kind::Parenthesis, 1),
            '=' | ':' | '~' | '<' | '>' | '!' if !(after_operator && c == ':') => {
                let two = text[at..].chars().nth(1) == Some('=') && matches!(c, '!' | '<' | '>');
                (Kind::Operator, if two { 2 } else { 1 })
            }
            _ => (Kind::Word, word_length(&text[at..], after_operator)),
        };
        let written = &text[at..at + length];
        let quoted = c == '"';
        let word = if quoted { unquoted(written) } else { written.to_owned() };
        pieces.push(Piece { kind, range: at..at + length, text: word, quoted });
        at += length;
    }
    pieces
}

/// Up to the closing quote, or to the end.
fn quoted_length(text: &str) -> usize {
    let mut escaped = false;
    let close = text.char_indices().skip(1).find(|(_, c)| {
        let closes = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        closes
    });
    close.map_or(text.len(), |(at, _)| at + 1)
}

fn unquoted(text: &str) -> String {
    let inner = text.strip_prefix('"').unwrap_or(text);
    let closed = quoted_length(text) == text.len() && inner.ends_with('"') && text.len() > 1;
    let inner = if closed { &inner[..inner.len() - 1] } else { inner };
    inner.replace("\\\"", "\"").replace("\\\\", "\\")
}

/// A value may hold colons, a key and a word may not.
fn word_length(text: &str, value: bool) -> usize {
    let part = |c: char| is_value(c) && (value || c != ':');
    let length = text.find(|c: char| !part(c)).unwrap_or(text.len());
    length.max(text.chars().next().map_or(0, char::len_utf8))
}

/// What stands beside the stretch in the same conjunctions; everything where the rest cannot be read.
fn rest(text: &str, stretch: Range<usize>) -> Filter {
    // Stands for the stretch; no person types it.
    const HOLE: &str = "\u{fdd0}";
    let end = stretch.end.min(text.len());
    let (before, after) = (&text[..stretch.start], &text[end..]);
    let attempts = [
        format!("{before} {HOLE} {after}"),
        format!("{before} {HOLE} {after})"),
        format!(
            "{} {HOLE}",
            before.trim_end_matches(|c: char| is_key(c) && !c.is_lowercase() || c.is_whitespace())
        ),
    ];
    let read = attempts.iter().find_map(|text| Filter::parse(text).ok());
    let mut beside = Vec::new();
    if let Some(root) = read.and_then(|filter| filter.root) {
        gather(&root, &Expression::Term(Term::Text(HOLE.to_owned())), &mut beside);
    }
    Filter { root: Expression::all(beside) }
}

/// Adds what stands beside the hole on the way down to it; true where it was found.
fn gather(expression: &Expression, hole: &Expression, beside: &mut Vec<Expression>) -> bool {
    match expression {
        Expression::Term(_) => expression == hole,
        Expression::Not(inner) => gather(inner, hole, beside),
        Expression::Or(parts) => parts.iter().any(|part| gather(part, hole, beside)),
        Expression::And(parts) => {
            let Some(at) = parts.iter().position(|part| gather(part, hole, beside)) else { return false };
            beside.extend(parts.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, part)| part.clone()));
            true
        }
    }
}
