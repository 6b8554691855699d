//! Regular expressions in the syntax of RE2, which the text operators take.
//!
//! RE2 reads `\w`, `\d`, `\s` and `\b` as ASCII where the crate reads Unicode, so those are spelt out; the rest
//! means the same to both.

use std::{convert::Infallible, ops::Range};

use regex_automata::{Anchored, Input, MatchKind, meta::Regex};
use regex_syntax::ast::{
    self, AssertionKind, Ast, ClassPerl, ClassPerlKind, ClassSetItem, Span, Visitor, parse::Parser,
};
use tract_onnx::tract_hir::internal::*;

/// An expression whose match is the leftmost one and, of those, the longest.
#[derive(Debug)]
pub(crate) struct Pattern {
    /// Finds where a match starts.
    leftmost: Regex,
    /// Finds how far a match goes that starts at a place.
    longest: Regex,
}

impl Pattern {
    /// Compiles an expression.
    pub(crate) fn new(expression: &str) -> TractResult<Self> {
        let spelt = spelt_out(expression)?;
        Ok(Self {
            leftmost: compiled(&spelt, MatchKind::LeftmostFirst)?,
            longest: compiled(&spelt, MatchKind::All)?,
        })
    }

    /// The next match at `from` or after it. What stands before `from` is still seen by `^` and `\b`.
    pub(crate) fn find_at(&self, text: &str, from: usize) -> Option<Range<usize>> {
        let first = self.leftmost.find(Input::new(text).range(from..))?;
        let here = Input::new(text).range(first.start()..).anchored(Anchored::Yes);
        Some(self.longest.find(here).unwrap_or(first).range())
    }
}

/// An expression that a whole text matches or not.
#[derive(Debug)]
pub(crate) struct WholePattern(Regex);

impl WholePattern {
    /// Compiles an expression.
    pub(crate) fn new(expression: &str) -> TractResult<Self> {
        let whole = format!(r"\A(?:{})\z", spelt_out(expression)?);
        Ok(Self(compiled(&whole, MatchKind::LeftmostFirst)?))
    }

    /// Whether the whole text matches.
    pub(crate) fn matches(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

fn compiled(expression: &str, kind: MatchKind) -> TractResult<Regex> {
    Regex::builder()
        .configure(Regex::config().match_kind(kind))
        .build(expression)
        .map_err(|error| format_err!("the expression '{expression}' cannot be used: {error}"))
}

/// The expression with its ASCII classes spelt out.
fn spelt_out(expression: &str) -> TractResult<String> {
    let parsed = Parser::new()
        .parse(expression)
        .map_err(|error| format_err!("'{expression}' is no regular expression: {}", error.kind()))?;
    let classes = ast::visit(&parsed, AsciiClasses::default()).unwrap_or_else(|never| match never {});
    let mut spelt = String::with_capacity(expression.len());
    let mut end = 0;
    for (span, meaning) in classes {
        spelt.push_str(&expression[end..span.start.offset]);
        spelt.push_str(meaning);
        end = span.end.offset;
    }
    spelt.push_str(&expression[end..]);
    Ok(spelt)
}

/// Collects the places of ASCII classes, in order, with what they stand for.
#[derive(Default)]
struct AsciiClasses(Vec<(Span, &'static str)>);

impl AsciiClasses {
    fn add(&mut self, class: &ClassPerl) {
        let meaning = match (&class.kind, class.negated) {
            (ClassPerlKind::Digit, false) => "[0-9]",
            (ClassPerlKind::Digit, true) => "[^0-9]",
            (ClassPerlKind::Space, false) => r"[\t\n\f\r ]",
            (ClassPerlKind::Space, true) => r"[^\t\n\f\r ]",
            (ClassPerlKind::Word, false) => "[0-9A-Za-z_]",
            (ClassPerlKind::Word, true) => "[^0-9A-Za-z_]",
        };
        self.0.push((class.span, meaning));
    }
}

impl Visitor for AsciiClasses {
    type Output = Vec<(Span, &'static str)>;
    type Err = Infallible;

    fn finish(self) -> Result<Self::Output, Infallible> {
        Ok(self.0)
    }

    fn visit_pre(&mut self, ast: &Ast) -> Result<(), Infallible> {
        match ast {
            Ast::ClassPerl(class) => self.add(class),
            Ast::Assertion(assertion) => match assertion.kind {
                AssertionKind::WordBoundary => self.0.push((assertion.span, r"(?-u:\b)")),
                AssertionKind::NotWordBoundary => self.0.push((assertion.span, r"(?-u:\B)")),
                _ => (),
            },
            _ => (),
        }
        Ok(())
    }

    fn visit_class_set_item_pre(&mut self, item: &ClassSetItem) -> Result<(), Infallible> {
        if let ClassSetItem::Perl(class) = item {
            self.add(class);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_leftmost_match_is_taken_as_long_as_it_goes() {
        let found = |expression, text| Pattern::new(expression).unwrap().find_at(text, 0);
        assert_eq!(found("a|ab|abc", "xabcd"), Some(1..4));
        assert_eq!(found("b+?", "abbb"), Some(1..4));
        assert_eq!(found("x*", "ab"), Some(0..0));
        assert_eq!(found("z", "ab"), None);
    }

    #[test]
    fn what_stands_before_is_seen() {
        let word = Pattern::new(r"\bb").unwrap();
        assert_eq!((word.find_at("ab b", 1), word.find_at("ab b", 4)), (Some(3..4), None));
    }

    #[test]
    fn classes_are_those_of_ascii() {
        let whole = |expression, text| WholePattern::new(expression).unwrap().matches(text);
        assert!(whole(r"\w+", "a_1") && !whole(r"\w+", "é") && whole(r"[^\w.]", "é") && !whole(r"[\W]", "e"));
        assert!(whole(r".\b.", "éa") && whole(r"\d\s", "1 ") && !whole(r"\s", "\u{a0}"));
        assert!(whole("(?i)É|x", "é") && !whole("a|b", "ab"));
    }

    #[test]
    fn what_is_no_expression_is_refused() {
        assert!(Pattern::new("(").is_err() && WholePattern::new("(?:a{1000}){1000}{1000}").is_err());
    }
}
