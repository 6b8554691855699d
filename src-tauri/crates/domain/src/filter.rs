//! The filter language: which versions a list shows.
//!
//! ```text
//! filter     = [ term { ["AND"] term } ]                 every term must match; an empty filter matches all
//! term       = comparison | text
//! comparison = key operator value                        white space around the operator is allowed
//! key        = "name" | "framework" | "version" | "kind" an attribute
//!            | bare key | quoted                         any other key, and every quoted one, is a tag's
//! operator   = "=" | ":"
//! value      = bare value | quoted
//! text       = word | quoted                             occurs in the name or a description, in any case
//! quoted     = '"' { any but '"' and '\' | '\"' | '\\' } '"'
//! bare key   = one or more letters, digits, '-', '_', '.', '/'
//! bare value = one or more of any but white space and  " ( ) < > = ! ~
//! word       = the same without ':', and not AND, OR or NOT
//! ```
//!
//! The characters and words that are refused without quotes are kept for operators on numbers and for alternatives.

use std::fmt;

use unicode_normalization::UnicodeNormalization as _;
use winnow::{
    LocatingSlice, Parser as _,
    combinator::{alt, cut_err, delimited, not, opt, peek, preceded, repeat, separated, terminated},
    error::{ErrMode, ModalResult, ParserError},
    stream::Location as _,
    token::{one_of, take_while},
};

/// A filter, read and understood: all terms must match, and no terms match everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// In the order in which they were written.
    pub terms: Vec<Term>,
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// The field has exactly this value.
    Equals {
        /// What to look at.
        field: Field,
        /// What it must be.
        value: String,
    },
    /// The name or a description has this in it; both are compared as [`fold`] writes them.
    Text(String),
}

/// What a comparison looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// The model's name.
    Name,
    /// What trained the version.
    Framework,
    /// The version's number.
    Version,
    /// The kind of artifact: `onnx`, `other`.
    Kind,
    /// A tag of the version or of its model, by its key.
    Tag(String),
}

/// Why a filter was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} (character {column} of the filter)")]
pub struct FilterError {
    /// Where, in characters counted from 1; one past the end when something is missing there.
    pub column: usize,
    /// What was found or is missing.
    pub message: String,
    /// What to write instead, as a sentence.
    pub suggestion: Option<String>,
}

/// A text as bare words are compared: lower case, and one form for each accented letter.
#[must_use]
pub fn fold(text: &str) -> String {
    text.to_lowercase().nfc().collect()
}

impl Filter {
    /// Reads a filter as people type it.
    ///
    /// # Errors
    /// [`FilterError`] points at the first character that does not fit.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        let mut input = LocatingSlice::new(text.trim_end());
        let fault = match filter(&mut input) {
            Ok(terms) if input.is_empty() => return Ok(Self { terms }),
            Ok(_) => Fault::unexpected(text, input.current_token_start()),
            Err(ErrMode::Cut(fault) | ErrMode::Backtrack(fault)) => fault,
            Err(ErrMode::Incomplete(_)) => unreachable!("the whole text is at hand"),
        };
        let column = text[..fault.at].chars().count() + 1;
        Err(FilterError { column, message: fault.message, suggestion: fault.suggestion })
    }
}

impl Field {
    const ATTRIBUTES: [(&str, Self); 4] = [
        ("name", Self::Name),
        ("framework", Self::Framework),
        ("version", Self::Version),
        ("kind", Self::Kind),
    ];

    fn of_bare_key(key: &str) -> Self {
        let attribute = Self::ATTRIBUTES.into_iter().find(|(name, _)| *name == key);
        attribute.map_or_else(|| Self::Tag(key.to_owned()), |(_, field)| field)
    }
}

// ---- Reading

type Input<'a> = LocatingSlice<&'a str>;

fn filter(input: &mut Input<'_>) -> ModalResult<Vec<Term>, Fault> {
    preceded(space, separated(0.., term, joint)).parse_next(input)
}

/// White space, with or without `AND`. An `AND` before an operator is a key.
fn joint(input: &mut Input<'_>) -> ModalResult<(), Fault> {
    let and = (space1, "AND", space1, not(operator)).void();
    alt((and, space1.void())).parse_next(input)
}

fn term(input: &mut Input<'_>) -> ModalResult<Term, Fault> {
    alt((comparison, text)).parse_next(input)
}

fn comparison(input: &mut Input<'_>) -> ModalResult<Term, Fault> {
    let key = alt((take_while(1.., is_key).map(Field::of_bare_key), quoted.map(Field::Tag)));
    let field = terminated(key, (space, operator, space)).parse_next(input)?;
    let at = input.current_token_start();
    let value = cut_err(value).parse_next(input)?;
    if field == Field::Version && !value.parse::<u32>().is_ok_and(|number| number > 0) {
        return Err(ErrMode::Cut(Fault {
            at,
            message: format!("'{value}' is not a version's number"),
            suggestion: Some("Write version=1.".to_owned()),
        }));
    }
    Ok(Term::Equals { field, value })
}

fn text(input: &mut Input<'_>) -> ModalResult<Term, Fault> {
    let at = input.current_token_start();
    let word = take_while(1.., is_word).map(str::to_owned);
    let (bare, text) =
        alt((quoted.map(|text| (false, text)), word.map(|word| (true, word)))).parse_next(input)?;
    if bare && is_reserved_word(&text) {
        return Err(ErrMode::Cut(Fault::reserved_word(at, &text)));
    }
    Ok(Term::Text(text))
}

fn value(input: &mut Input<'_>) -> ModalResult<String, Fault> {
    let bare = take_while(1.., is_value).map(str::to_owned);
    match alt((quoted, bare)).parse_next(input) {
        Err(ErrMode::Backtrack(_)) => {
            let at = input.current_token_start();
            let doubled = opt(peek('=')).parse_next(input)?.is_some();
            let suggestion = doubled.then(|| "Write a single '='.".to_owned());
            Err(ErrMode::Backtrack(Fault { at, message: "a value is missing".to_owned(), suggestion }))
        }
        read => read,
    }
}

fn quoted(input: &mut Input<'_>) -> ModalResult<String, Fault> {
    let at = input.current_token_start();
    // A backslash before any other character stands for itself, as in `C:\models`.
    let escaped = alt((preceded('\\', one_of(['"', '\\'])), one_of(|c| c != '"')));
    let inner = repeat(0.., escaped).fold(String::new, |mut text, c| {
        text.push(c);
        text
    });
    match delimited('"', inner, cut_err('"')).parse_next(input) {
        Err(ErrMode::Cut(_)) => Err(ErrMode::Cut(Fault::unclosed(at))),
        read => read,
    }
}

fn operator(input: &mut Input<'_>) -> ModalResult<char, Fault> {
    one_of(['=', ':']).parse_next(input)
}

fn space<'a>(input: &mut Input<'a>) -> ModalResult<&'a str, Fault> {
    take_while(0.., char::is_whitespace).parse_next(input)
}

fn space1<'a>(input: &mut Input<'a>) -> ModalResult<&'a str, Fault> {
    take_while(1.., char::is_whitespace).parse_next(input)
}

fn is_key(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/')
}

fn is_value(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, '"' | '(' | ')' | '<' | '>' | '=' | '!' | '~')
}

fn is_word(c: char) -> bool {
    is_value(c) && c != ':'
}

fn is_reserved_word(word: &str) -> bool {
    matches!(word, "AND" | "OR" | "NOT")
}

// ---- What went wrong, while the place is still counted in bytes

#[derive(Debug)]
struct Fault {
    at: usize,
    message: String,
    suggestion: Option<String>,
}

impl Fault {
    fn unclosed(at: usize) -> Self {
        Self {
            at,
            message: "this quote is never closed".to_owned(),
            suggestion: Some("Close it with \", and write \\\" for a quote inside.".to_owned()),
        }
    }

    fn reserved_word(at: usize, word: &str) -> Self {
        let message = match word {
            "AND" => "AND needs a term before and after it".to_owned(),
            _ => format!("{word} is not part of the filter language"),
        };
        Self { at, message, suggestion: Some(format!("Write \"{word}\" in quotes to search for the word.")) }
    }

    /// A character at which no term can begin or go on.
    fn unexpected(text: &str, at: usize) -> Self {
        let found = text[at..].chars().next().unwrap_or_default();
        let suggestion = match found {
            '<' | '>' | '!' | '~' => "Compare with key=value, or put the text in quotes.".to_owned(),
            _ => format!("Write {}.", quote_around(text, at)),
        };
        Self { at, message: format!("'{found}' cannot stand here"), suggestion: Some(suggestion) }
    }
}

/// The stretch without white space that holds the byte `at`, with quotes where they make it legal.
fn quote_around(text: &str, at: usize) -> String {
    let start = text[..at]
        .rfind(char::is_whitespace)
        .map_or(0, |space| space + text[space..].chars().next().map_or(0, char::len_utf8));
    let end = text[at..].find(char::is_whitespace).map_or(text.len(), |length| at + length);
    let pair = text[start..at].split_once(['=', ':']);
    match pair.filter(|(key, _)| !key.is_empty() && key.chars().all(is_key)) {
        Some((key, _)) => format!("{key}={}", Quoted(&text[start + key.len() + 1..end])),
        None => Quoted(&text[start..end]).to_string(),
    }
}

impl<'a> ParserError<Input<'a>> for Fault {
    type Inner = Self;

    fn from_input(input: &Input<'a>) -> Self {
        Self {
            at: input.current_token_start(),
            message: "a term is expected here".to_owned(),
            suggestion: None,
        }
    }

    fn or(self, other: Self) -> Self {
        if other.at >= self.at { other } else { self }
    }

    fn into_inner(self) -> Result<Self, Self> {
        Ok(self)
    }
}

// ---- Writing

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, term) in self.terms.iter().enumerate() {
            let gap = if i == 0 { "" } else { " " };
            write!(f, "{gap}{term}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Equals { field, value } if !value.is_empty() && value.chars().all(is_value) => {
                write!(f, "{field}={value}")
            }
            Self::Equals { field, value } => write!(f, "{field}={}", Quoted(value)),
            Self::Text(text) if !text.is_empty() && text.chars().all(is_word) && !is_reserved_word(text) => {
                f.write_str(text)
            }
            Self::Text(text) => Quoted(text).fmt(f),
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let attribute = Self::ATTRIBUTES.iter().find(|(_, field)| field == self);
        match (self, attribute) {
            (_, Some((name, _))) => f.write_str(name),
            (Self::Tag(key), _)
                if !key.is_empty()
                    && key.chars().all(is_key)
                    && matches!(Self::of_bare_key(key), Self::Tag(_)) =>
            {
                f.write_str(key)
            }
            (Self::Tag(key), _) => Quoted(key).fmt(f),
            (Self::Name | Self::Framework | Self::Version | Self::Kind, None) => {
                unreachable!("every attribute has a name")
            }
        }
    }
}

struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.replace('\\', "\\\\").replace('"', "\\\""))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tag(key: &str, value: &str) -> Term {
        Term::Equals { field: Field::Tag(key.into()), value: value.into() }
    }

    fn text(text: &str) -> Term {
        Term::Text(text.into())
    }

    #[test]
    fn what_people_type_is_understood() {
        let name = |value: &str| Term::Equals { field: Field::Name, value: value.into() };
        let version = |value: &str| Term::Equals { field: Field::Version, value: value.into() };
        for (typed, terms) in [
            ("", vec![]),
            ("  ", vec![]),
            ("task=fraud", vec![tag("task", "fraud")]),
            ("task = \"two words\"", vec![tag("task", "two words")]),
            ("task: fraud", vec![tag("task", "fraud")]),
            ("task :fraud", vec![tag("task", "fraud")]),
            ("TagName=TagValue", vec![tag("TagName", "TagValue")]),
            ("task=fraud team=risk", vec![tag("task", "fraud"), tag("team", "risk")]),
            ("task=fraud AND team=risk", vec![tag("task", "fraud"), tag("team", "risk")]),
            (" iris  AND version:2 ", vec![text("iris"), version("2")]),
            ("name:été credit card", vec![name("été"), text("credit"), text("card")]),
            ("at=12:30 dir=C:\\x", vec![tag("at", "12:30"), tag("dir", "C:\\x")]),
            ("\"a \\\"b\\\" \\\\ \\c\"", vec![text("a \"b\" \\ \\c")]),
            ("\"name\"=x \"AND\"", vec![tag("name", "x"), text("AND")]),
            ("AND=1 a AND = b", vec![tag("AND", "1"), text("a"), tag("AND", "b")]),
            ("and or not", vec![text("and"), text("or"), text("not")]),
            ("empty=\"\"", vec![tag("empty", "")]),
        ] {
            assert_eq!(Filter::parse(typed), Ok(Filter { terms }), "{typed:?}");
        }
    }

    #[test]
    fn a_fault_points_at_its_character_and_says_what_to_write() {
        for (typed, column, message, suggestion) in [
            ("task=", 6, "a value is missing", None),
            ("été = ", 6, "a value is missing", None),
            ("task==fraud", 6, "a value is missing", Some("Write a single '='.")),
            (
                "a \"b c",
                3,
                "this quote is never closed",
                Some("Close it with \", and write \\\" for a quote inside."),
            ),
            (
                "k=\"b",
                3,
                "this quote is never closed",
                Some("Close it with \", and write \\\" for a quote inside."),
            ),
            ("x note=a=b", 9, "'=' cannot stand here", Some("Write note=\"a=b\".")),
            ("=x", 1, "'=' cannot stand here", Some("Write \"=x\".")),
            ("f(x)", 2, "'(' cannot stand here", Some("Write \"f(x)\".")),
            (
                "auc>0.9",
                4,
                "'>' cannot stand here",
                Some("Compare with key=value, or put the text in quotes."),
            ),
            (
                "a OR b",
                3,
                "OR is not part of the filter language",
                Some("Write \"OR\" in quotes to search for the word."),
            ),
            (
                "a AND",
                3,
                "AND needs a term before and after it",
                Some("Write \"AND\" in quotes to search for the word."),
            ),
            ("version:latest", 9, "'latest' is not a version's number", Some("Write version=1.")),
        ] {
            let error = Filter::parse(typed).unwrap_err();
            let expected =
                FilterError { column, message: message.into(), suggestion: suggestion.map(Into::into) };
            assert_eq!(error, expected, "{typed:?}");
        }
    }

    fn any_term() -> impl Strategy<Value = Term> {
        let field = prop_oneof![
            Just(Field::Name),
            Just(Field::Framework),
            Just(Field::Kind),
            "[a-z./é-]{1,4}|name|AND|\\PC{0,6}".prop_map(Field::Tag),
        ];
        let value = "[a-z:]{0,4}|\\PC{0,8}|[ \"\\\\=()~\n]{0,6}";
        prop_oneof![
            (field, value).prop_map(|(field, value)| Term::Equals { field, value }),
            (1_u32..).prop_map(|n| Term::Equals { field: Field::Version, value: n.to_string() }),
            "[a-z]{1,4}|AND|OR|NOT|\\PC{0,8}|[ \"\\\\=:()~\n]{0,6}".prop_map(Term::Text),
        ]
    }

    proptest! {
        #[test]
        fn a_printed_filter_is_read_back_the_same(terms in prop::collection::vec(any_term(), 0..5)) {
            let filter = Filter { terms };
            prop_assert_eq!(Filter::parse(&filter.to_string()), Ok(filter));
        }

        #[test]
        fn any_text_is_read_or_refused_at_one_of_its_characters(text in "\\PC{0,20}|[a-c \"=:\\\\()>AND]{0,12}") {
            match Filter::parse(&text) {
                Ok(filter) => prop_assert_eq!(Filter::parse(&filter.to_string()), Ok(filter)),
                Err(error) => prop_assert!((1..=text.chars().count() + 1).contains(&error.column)),
            }
        }
    }
}
