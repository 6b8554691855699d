//! `Tokenizer` of `com.microsoft`: the tokens of each text, along a new last dimension.
//!
//! How many that are is known only when the texts are, so the dimension is a symbol of its own.

use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::{
    attributes,
    glue::{Built, Operator, built},
    pattern::Pattern,
    rows::{self, only, slice},
};

/// Around the tokens of a text, if the operator is told to mark it.
const START: &str = "\u{2}";
const END: &str = "\u{3}";

#[derive(Debug)]
struct Tokenizer {
    split: Split,
    /// Tokens of fewer characters are dropped.
    shortest: usize,
    mark: bool,
    /// Fills up the rows of texts with fewer tokens.
    pad: String,
    count: Symbol,
}

#[derive(Debug)]
enum Split {
    /// Every character is a token.
    Characters,
    /// Tokens are what stands between matches of each expression, one after the other.
    Separators(Vec<Pattern>),
    /// Tokens are the matches.
    Tokens(Pattern),
}

pub(crate) fn build(ctx: &ParsingContext, node: &NodeProto) -> Built {
    let shortest: i64 = node.get_attr("mincharnum")?;
    ensure!(shortest > 0, "expected a 'mincharnum' over 0, got {shortest}");
    let mark: i64 = node.get_attr("mark")?;
    let operator = Tokenizer {
        split: Split::of(node)?,
        shortest: usize::try_from(shortest)?,
        mark: mark != 0,
        pad: node.get_attr("pad_value")?,
        count: ctx.template.symbols.new_with_prefix("tokens"),
    };
    let is_whole = !matches!(operator.split, Split::Characters) || operator.shortest == 1;
    ensure!(is_whole, "characters have one character, and 'mincharnum' is {}", operator.shortest);
    built(node, operator)
}

impl Split {
    fn of(node: &NodeProto) -> TractResult<Self> {
        let separators = attributes::strings(node, "separators")?;
        let token: Option<String> = node.get_attr_opt("tokenexp")?;
        Ok(match (separators.as_slice(), token.as_deref()) {
            ([only], _) if only.is_empty() => Self::Characters,
            ([], Some(".")) => Self::Characters,
            ([], Some("") | None) => bail!("Tokenizer needs 'separators' or 'tokenexp'"),
            ([], Some(token)) => Self::Tokens(Pattern::new(token)?),
            (all, _) => {
                Self::Separators(all.iter().map(|one| Pattern::new(one)).collect::<TractResult<_>>()?)
            }
        })
    }

    fn tokens<'a>(&self, text: &'a str, shortest: usize) -> Vec<&'a str> {
        match self {
            Self::Characters => text.char_indices().map(|(at, c)| &text[at..at + c.len_utf8()]).collect(),
            Self::Tokens(token) => matches(token, text, shortest),
            Self::Separators(separators) => separators.iter().fold(vec![text], |parts, separator| {
                parts.into_iter().flat_map(|part| between(separator, part, shortest)).collect()
            }),
        }
    }
}

/// The matches that are long enough. After one that is not, the search goes on at its second character.
fn matches<'a>(token: &Pattern, text: &'a str, shortest: usize) -> Vec<&'a str> {
    let (mut tokens, mut at) = (Vec::new(), 0);
    while let Some(found) = token.find_at(text, at) {
        if is_long(&text[found.clone()], shortest) {
            tokens.push(&text[found.clone()]);
            at = found.end;
        } else {
            let Some(skipped) = text[found.start..].chars().next() else { break };
            at = found.start + skipped.len_utf8();
        }
    }
    tokens
}

/// What stands between matches and is long enough. An empty match takes the character behind it away.
fn between<'a>(separator: &Pattern, text: &'a str, shortest: usize) -> Vec<&'a str> {
    let (mut parts, mut at) = (Vec::new(), 0);
    while let Some(found) = separator.find_at(text, at) {
        parts.push(&text[at..found.start]);
        at = if found.is_empty() {
            let Some(lost) = text[found.start..].chars().next() else { return long(parts, shortest) };
            found.start + lost.len_utf8()
        } else {
            found.end
        };
    }
    parts.push(&text[at..]);
    long(parts, shortest)
}

fn long(mut parts: Vec<&str>, shortest: usize) -> Vec<&str> {
    parts.retain(|part| is_long(part, shortest));
    parts
}

fn is_long(part: &str, shortest: usize) -> bool {
    part.chars().nth(shortest - 1).is_some()
}

impl Operator for Tokenizer {
    fn name(&self) -> &'static str {
        "Tokenizer"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let mut shape = only(inputs)?.shape.to_tvec();
        ensure!((1..=2).contains(&shape.len()), "expected one or two dimensions, got {}", shape.len());
        shape.push(self.count.to_dim());
        Ok(tvec!(String::fact(shape)))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let input = only(inputs)?;
        let texts = slice::<String>(input)?.iter();
        let all: Vec<Vec<&str>> = texts.map(|text| self.split.tokens(text, self.shortest)).collect();
        let most = all.iter().map(Vec::len).max().unwrap_or(0);
        let marks = if self.mark && most > 0 { [START, END].as_slice() } else { &[] };
        let width = most + marks.len();
        let mut cells = Vec::with_capacity(all.len() * width);
        for tokens in all {
            let end = cells.len() + width;
            cells.extend(
                marks.first().into_iter().chain(&tokens).chain(marks.last()).map(|text| (*text).to_owned()),
            );
            cells.resize(end, self.pad.clone());
        }
        let mut shape: TVec<usize> = input.shape().into();
        shape.push(width);
        Ok(tvec!(rows::tensor(&shape, cells)?))
    }
}
