//! `StringNormalizer`: texts without stop words, in lower or upper case.

use std::collections::HashSet;

use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::{
    attributes,
    glue::{Built, Operator, built},
    rows::{self, only, slice},
};

#[derive(Debug)]
struct StringNormalizer {
    case: Option<Case>,
    /// Those of a comparison without regard to case are kept in lower case.
    stop_words: HashSet<String>,
    is_case_sensitive: bool,
    alphabet: Alphabet,
    /// How many texts are left, which only the texts say.
    count: Symbol,
}

#[derive(Debug, Clone, Copy)]
enum Case {
    Lower,
    Upper,
}

/// The letters that have two cases.
#[derive(Debug, Clone, Copy)]
enum Alphabet {
    /// Those of the locale `C`, which exporters ask for.
    Ascii,
    /// Those of any other locale.
    Unicode,
}

pub(crate) fn build(ctx: &ParsingContext, node: &NodeProto) -> Built {
    let case: Option<&str> = node.get_attr_opt("case_change_action")?;
    let case = match case.unwrap_or("NONE") {
        "NONE" => None,
        "LOWER" => Some(Case::Lower),
        "UPPER" => Some(Case::Upper),
        other => bail!("unknown case_change_action '{other}'"),
    };
    let locale: Option<&str> = node.get_attr_opt("locale")?;
    let alphabet = if matches!(locale, Some("C" | "POSIX")) { Alphabet::Ascii } else { Alphabet::Unicode };
    let is_case_sensitive = node.get_attr_opt::<i64>("is_case_sensitive")?.is_some_and(|flag| flag != 0);
    let compared =
        |word: String| if is_case_sensitive { word } else { alphabet.with_case(&word, Case::Lower) };
    let stop_words = attributes::strings(node, "stopwords")?.into_iter().map(compared).collect();
    let count = ctx.template.symbols.new_with_prefix("words");
    built(node, StringNormalizer { case, stop_words, is_case_sensitive, alphabet, count })
}

impl Alphabet {
    /// Letter by letter, as ONNX Runtime does it: `ß`, which is two letters in upper case, stays.
    fn with_case(self, text: &str, case: Case) -> String {
        let changed = |c: char| match (self, case) {
            (Self::Ascii, Case::Lower) => c.to_ascii_lowercase(),
            (Self::Ascii, Case::Upper) => c.to_ascii_uppercase(),
            (Self::Unicode, Case::Lower) => c.to_lowercase().next().unwrap_or(c),
            (Self::Unicode, Case::Upper) if c.to_uppercase().len() == 1 => {
                c.to_uppercase().next().unwrap_or(c)
            }
            (Self::Unicode, Case::Upper) => c,
        };
        text.chars().map(changed).collect()
    }
}

impl StringNormalizer {
    fn is_stop_word(&self, text: &str) -> bool {
        match self.is_case_sensitive {
            true => self.stop_words.contains(text),
            false => self.stop_words.contains(&self.alphabet.with_case(text, Case::Lower)),
        }
    }

    fn normalized(&self, text: &str) -> String {
        self.case.map_or_else(|| text.to_owned(), |case| self.alphabet.with_case(text, case))
    }
}

impl Operator for StringNormalizer {
    fn name(&self) -> &'static str {
        "StringNormalizer"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let mut shape = only(inputs)?.shape.to_tvec();
        ensure!(
            shape.len() == 1 || (shape.len() == 2 && shape[0].to_i64().is_ok_and(|rows| rows == 1)),
            "expected the shape [C] or [1, C], got {shape:?}"
        );
        if !self.stop_words.is_empty()
            && let Some(texts) = shape.last_mut()
        {
            *texts = self.count.to_dim();
        }
        Ok(tvec!(String::fact(shape)))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let input = only(inputs)?;
        let texts = slice::<String>(input)?;
        let kept = texts.iter().filter(|text| self.stop_words.is_empty() || !self.is_stop_word(text));
        let mut kept: Vec<String> = kept.map(|text| self.normalized(text)).collect();
        if kept.is_empty() && !texts.is_empty() {
            kept.push(String::new());
        }
        let mut shape: TVec<usize> = input.shape().into();
        if let Some(count) = shape.last_mut() {
            *count = kept.len();
        }
        Ok(tvec!(rows::tensor(&shape, kept)?))
    }
}
