//! Reading a filter as people type it.
//!
//! ```text
//! filter     = [ either ]                                an empty filter matches all
//! either     = both { "OR" both }                        one of them must match
//! both       = single { ["AND"] single }                 all must match; AND binds closer than OR
//! single     = "NOT" single | "(" either ")" | comparison | text
//! comparison = key operator value                        white space around the operator is allowed
//! key        = attribute | bare key | quoted             any other key, and every quoted one, is a tag's or a metric's
//! attribute  = "name" | "framework" | "kind" | "alias" | "run" | "experiment"           words:    = : != ~
//!            | "deployed"                                true, false or an endpoint's name; = : != ~
//!            | "version" | "size" | "created"            numbers:  = : != < <= > >=
//!            | "deployable"                              true or false;  = : !=
//!            | "text"                                    the same as bare words;  = : ~
//! operator   = "=" | ":" | "!=" | "~" | "<" | "<=" | ">" | ">="
//! value      = bare value | quoted | "'" { any but "'" } "'"
//! text       = word | quoted                             words in the name, a description, the notes or the tags
//! quoted     = '"' { any but '"' and '\' | '\"' | '\\' } '"'
//! bare key   = one or more letters, digits, '-', '_', '.', '/'
//! bare value = one or more of any but white space and  " ( ) < > = ! ~
//! word       = the same without ':', and not AND, OR, NOT, && or ||
//! ```
//!
//! A tag takes `= : != ~`; a key with `<`, `<=`, `>` or `>=` is a metric, or a tag whose value is a number, where a
//! version has no such metric. A size may have a unit (`100kB`, `1.5GiB`). A time is a year, a month or a day in UTC
//! (`2026`, `2026-01`, `2026-01-31`: equal is what lies in it), a moment (`2026-01-31T12:00:00Z`), or an age (`30min`,
//! `12h`, `7d`, `2w`, `3mo`, `1y`) that stands for the moment so long ago: `created>7d` is younger than seven days.
//! `!=` matches whatever `=` does not, so also a version that has no such key. A word before an operator is always a key.

use winnow::{
    LocatingSlice, Parser as _,
    combinator::{alt, cut_err, delimited, not, opt, peek, preceded, repeat, terminated},
    error::{ErrMode, ModalResult},
    stream::Location as _,
    token::{literal, one_of, rest, take_while},
};

use super::{Compare, Expression, Field, Filter, FilterError, Number, Term, Test, fault::Fault, quantity};

pub(super) type Input<'a> = LocatingSlice<&'a str>;
type Read<T> = ModalResult<T, Fault>;

/// How many parentheses and NOTs may stand within each other.
const DEPTH_MAX: u32 = 100;

/// The keys that are no tag's unless they are quoted.
pub(super) const ATTRIBUTE_KEYS: [&str; 12] = [
    "name",
    "framework",
    "kind",
    "alias",
    "run",
    "experiment",
    "deployed",
    "version",
    "size",
    "created",
    "deployable",
    "text",
];

impl Filter {
    /// Reads a filter as people type it.
    ///
    /// # Errors
    /// [`FilterError`] points at the first character that does not fit.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        Self::read(text).map_err(|fault| fault.in_text(text))
    }

    pub(super) fn read(text: &str) -> Result<Self, Fault> {
        let mut input = LocatingSlice::new(text.trim_end());
        match filter(&mut input) {
            Ok(root) if input.is_empty() => Ok(Self { root }),
            Ok(_) => Err(Fault::unexpected(text, input.current_token_start())),
            // Where nothing can begin, the character itself is the fault.
            Err(ErrMode::Backtrack(fault)) if fault.at < text.trim_end().len() => {
                Err(Fault::unexpected(text, fault.at))
            }
            Err(ErrMode::Cut(fault) | ErrMode::Backtrack(fault)) => Err(fault),
            Err(ErrMode::Incomplete(_)) => unreachable!("the whole text is at hand"),
        }
    }
}

fn filter(input: &mut Input<'_>) -> Read<Option<Expression>> {
    space(input)?;
    if input.is_empty() { Ok(None) } else { either(input, 0).map(Some) }
}

fn either(input: &mut Input<'_>, depth: u32) -> Read<Expression> {
    let mut parts = vec![both(input, depth)?];
    while opt(joint("OR")).parse_next(input)?.is_some() {
        parts.push(operand(input, "OR", |input| both(input, depth))?);
    }
    Ok(Expression::any(parts).expect("there is a first part"))
}

fn both(input: &mut Input<'_>, depth: u32) -> Read<Expression> {
    let mut parts = vec![single(input, depth)?];
    loop {
        if opt(joint("AND")).parse_next(input)?.is_some() {
            parts.push(operand(input, "AND", |input| single(input, depth))?);
        } else if opt(next_begins).parse_next(input)?.is_some() {
            parts.push(single(input, depth)?);
        } else {
            return Ok(Expression::all(parts).expect("there is a first part"));
        }
    }
}

/// What must follow AND, OR or NOT.
fn operand(
    input: &mut Input<'_>,
    word: &str,
    read: impl FnOnce(&mut Input<'_>) -> Read<Expression>,
) -> Read<Expression> {
    let at = input.current_token_start();
    let before = at.saturating_sub(word.len());
    space(input)?;
    if input.is_empty() || input.starts_with(')') {
        return Err(ErrMode::Cut(Fault::lonely(before, word)));
    }
    read(input)
}

/// White space, `word`, and the end of the word. A word before an operator is a key.
fn joint<'a>(word: &'static str) -> impl FnMut(&mut Input<'a>) -> Read<()> {
    move |input| (space1, keyword(word)).void().parse_next(input)
}

fn keyword<'a>(word: &'static str) -> impl FnMut(&mut Input<'a>) -> Read<()> {
    move |input| {
        let end = not(one_of(|c| is_word(c) || c == ':'));
        (literal(word), end, not((space, operator))).void().parse_next(input)
    }
}

/// White space before something that can be the next part of a conjunction.
fn next_begins(input: &mut Input<'_>) -> Read<()> {
    let ends = alt((keyword("OR"), literal(")").void(), winnow::combinator::eof.void()));
    (space1, not(ends)).void().parse_next(input)
}

fn single(input: &mut Input<'_>, depth: u32) -> Read<Expression> {
    let at = input.current_token_start();
    if depth >= DEPTH_MAX {
        return Err(ErrMode::Cut(Fault::too_deep(at)));
    }
    if opt(keyword("NOT")).parse_next(input)?.is_some() {
        let inner = operand(input, "NOT", |input| single(input, depth + 1))?;
        return Ok(Expression::Not(Box::new(inner)));
    }
    if opt('(').parse_next(input)?.is_some() {
        return group(input, at, depth);
    }
    alt((comparison, text)).map(Expression::Term).parse_next(input)
}

fn group(input: &mut Input<'_>, opened: usize, depth: u32) -> Read<Expression> {
    space(input)?;
    if input.is_empty() {
        return Err(ErrMode::Cut(Fault::unclosed_group(opened, input.current_token_start())));
    }
    let inner = either(input, depth + 1)?;
    space(input)?;
    if opt(')').parse_next(input)?.is_some() {
        return Ok(inner);
    }
    let at = input.current_token_start();
    if input.is_empty() { Err(ErrMode::Cut(Fault::unclosed_group(opened, at))) } else { backtrack(at) }
}

/// Nothing fits at this byte.
fn backtrack<T>(at: usize) -> Read<T> {
    Err(ErrMode::Backtrack(Fault::new(at, "", "a term is expected here")))
}

/// What stands between a key and a value.
#[derive(Clone, Copy)]
enum Operator {
    Contains,
    Compare(Compare),
}

fn comparison(input: &mut Input<'_>) -> Read<Term> {
    let start = input.current_token_start();
    let bare = take_while(1.., is_key).map(|key: &str| (key.to_owned(), true));
    let key = alt((bare, quoted.map(|key| (key, false))));
    let ((key, bare), operator) = (terminated(key, space), terminated(operator, space)).parse_next(input)?;
    let at = input.current_token_start();
    let value = cut_err(value).parse_next(input)?;
    let written = Written { at, text: value, until: input.current_token_start() };
    let read = if bare && ATTRIBUTE_KEYS.contains(&key.as_str()) {
        attribute(&key, operator, &written)
    } else {
        tag_or_metric(key, operator, &written)
    };
    read.map_err(|fault| ErrMode::Cut(Fault { at: fault.at.max(start), ..fault }))
}

/// A value and where it stands, in bytes.
struct Written {
    at: usize,
    until: usize,
    text: String,
}

impl Written {
    fn fault(&self, message: String) -> Fault {
        Fault { until: self.until, ..Fault::new(self.at, "", message) }
    }
}

fn tag_or_metric(key: String, operator: Operator, value: &Written) -> Result<Term, Fault> {
    let text = || value.text.clone();
    Ok(match operator {
        Operator::Contains => Term::Is { field: Field::Tag(key), test: Test::Contains, value: text() },
        Operator::Compare(Compare::Equals) => {
            Term::Is { field: Field::Tag(key), test: Test::Equals, value: text() }
        }
        Operator::Compare(Compare::Differs) => {
            Term::Is { field: Field::Tag(key), test: Test::Differs, value: text() }
        }
        Operator::Compare(compare) => {
            let number = value.text.parse().ok().and_then(Number::new);
            let number = number.ok_or_else(|| {
                value
                    .fault(format!("'{}' is not a number", value.text))
                    .suggest(format!("Compare with a number, such as {key}{compare}0.9."))
            })?;
            Term::Number { key, compare, number }
        }
    })
}

fn attribute(key: &str, operator: Operator, value: &Written) -> Result<Term, Fault> {
    let text = value.text.as_str();
    let wrong = |what: &str, example: &str| {
        value.fault(format!("'{text}' is not {what}")).suggest(format!("Write {example}."))
    };
    match (key, operator) {
        ("version", Operator::Compare(compare)) => {
            let number = text.parse().ok().filter(|number| *number > 0);
            number
                .map(|number| Term::Version(compare, number))
                .ok_or_else(|| wrong("a version's number", "version=1"))
        }
        ("size", Operator::Compare(compare)) => quantity::bytes(text)
            .map(|bytes| Term::Size(compare, bytes))
            .ok_or_else(|| wrong("a size", "size>100kB, size<=1.5GiB or a number of bytes")),
        ("created", Operator::Compare(compare)) => quantity::moment(text)
            .map(|moment| Term::Created(compare, moment))
            .ok_or_else(|| wrong("a date or an age", "created>2026-01-31 or created>7d")),
        ("deployable", Operator::Compare(compare @ (Compare::Equals | Compare::Differs))) => {
            let yes = text.parse::<bool>();
            yes.map(|yes| Term::Deployable(yes == (compare == Compare::Equals)))
                .map_err(|_| wrong("true or false", "deployable=true or deployable=false"))
        }
        ("text", Operator::Contains | Operator::Compare(Compare::Equals)) => Ok(Term::Text(text.to_owned())),
        ("version" | "size" | "created", Operator::Contains) => {
            Err(operator_fault(key, value, "has a size and no words in it", &format!("{key}<=…")))
        }
        ("deployable" | "text", _) => {
            let example = if key == "text" { "text~word" } else { "deployable=true" };
            Err(operator_fault(key, value, "cannot be compared so", example))
        }
        (_, operator) => word(key, operator, value),
    }
}

fn word(key: &str, operator: Operator, value: &Written) -> Result<Term, Fault> {
    let test = match operator {
        Operator::Contains => Test::Contains,
        Operator::Compare(Compare::Equals) => Test::Equals,
        Operator::Compare(Compare::Differs) => Test::Differs,
        Operator::Compare(_) => {
            return Err(operator_fault(key, value, "has no size", &format!("{key}=, {key}!= or {key}~")));
        }
    };
    let field = Field::ATTRIBUTES.into_iter().find(|(name, _)| *name == key);
    let (_, field) = field.expect("the other attributes are read before");
    Ok(Term::Is { field, test, value: value.text.clone() })
}

fn operator_fault(key: &str, value: &Written, what: &str, example: &str) -> Fault {
    value
        .fault(format!("{key} {what}"))
        .suggest(format!("Compare it with {example}, or write \"{key}\" for a tag."))
}

fn text(input: &mut Input<'_>) -> Read<Term> {
    let at = input.current_token_start();
    let word = take_while(1.., is_word).map(|word: &str| (true, word.to_owned()));
    let (bare, text) = alt((quoted.map(|text| (false, text)), word)).parse_next(input)?;
    if bare && is_keyword(&text) {
        let instead = match text.as_str() {
            "&&" => "AND",
            "||" => "OR",
            _ => return Err(ErrMode::Cut(Fault::lonely(at, &text))),
        };
        let fault = Fault::new(at, &text, format!("'{text}' cannot stand here"));
        return Err(ErrMode::Cut(fault.suggest(format!("Write {instead}.")).replace(instead)));
    }
    Ok(Term::Text(text))
}

fn value(input: &mut Input<'_>) -> Read<String> {
    let bare = take_while(1.., is_value).map(str::to_owned);
    match alt((quoted, apostrophes, bare)).parse_next(input) {
        Err(ErrMode::Backtrack(_)) => {
            let at = input.current_token_start();
            let doubled = opt(peek(one_of(['=', '<', '>', '~']))).parse_next(input)?;
            let fault = Fault::new(at, if doubled.is_some() { "=" } else { "" }, "a value is missing");
            Err(ErrMode::Backtrack(match doubled {
                Some('=') => fault.suggest("Write a single '='.").replace(""),
                Some(_) => fault.suggest("Write one of = != ~ < <= > >=."),
                None => fault,
            }))
        }
        read => read,
    }
}

/// Text in single quotes, where they enclose it.
fn apostrophes(input: &mut Input<'_>) -> Read<String> {
    let ends = peek(alt((winnow::combinator::eof.void(), space1.void(), literal(")").void())));
    terminated(delimited('\'', take_while(0.., |c| c != '\''), '\''), ends)
        .map(str::to_owned)
        .parse_next(input)
}

fn quoted(input: &mut Input<'_>) -> Read<String> {
    let at = input.current_token_start();
    let whole: &str = peek(rest).parse_next(input)?;
    // A backslash before any other character stands for itself, as in `C:\models`.
    let escaped = alt((preceded('\\', one_of(['"', '\\'])), one_of(|c| c != '"')));
    let inner = repeat(0.., escaped).fold(String::new, |mut text, c| {
        text.push(c);
        text
    });
    match delimited('"', inner, cut_err('"')).parse_next(input) {
        Err(ErrMode::Cut(_)) => Err(ErrMode::Cut(Fault::unclosed(at, whole))),
        read => read,
    }
}

fn operator(input: &mut Input<'_>) -> Read<Operator> {
    alt((
        "!=".value(Operator::Compare(Compare::Differs)),
        "<=".value(Operator::Compare(Compare::AtMost)),
        ">=".value(Operator::Compare(Compare::AtLeast)),
        one_of(['=', ':']).value(Operator::Compare(Compare::Equals)),
        '<'.value(Operator::Compare(Compare::Less)),
        '>'.value(Operator::Compare(Compare::More)),
        '~'.value(Operator::Contains),
    ))
    .parse_next(input)
}

fn space<'a>(input: &mut Input<'a>) -> Read<&'a str> {
    take_while(0.., char::is_whitespace).parse_next(input)
}

fn space1<'a>(input: &mut Input<'a>) -> Read<&'a str> {
    take_while(1.., char::is_whitespace).parse_next(input)
}

pub(super) fn is_key(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/')
}

pub(super) fn is_value(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, '"' | '(' | ')' | '<' | '>' | '=' | '!' | '~')
}

pub(super) fn is_word(c: char) -> bool {
    is_value(c) && c != ':'
}

pub(super) fn is_keyword(word: &str) -> bool {
    matches!(word, "AND" | "OR" | "NOT" | "&&" | "||")
}
