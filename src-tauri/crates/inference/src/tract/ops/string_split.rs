//! `StringSplit`: the parts of each text, along a new last dimension, and how many there are.

use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::{
    glue::{Built, Operator, built},
    rows::{self, only, slice},
};

#[derive(Debug)]
struct StringSplit {
    /// Empty for runs of spaces.
    delimiter: String,
    /// How many parts at most; the last one is the rest of the text.
    most: usize,
    count: Symbol,
}

pub(crate) fn build(ctx: &ParsingContext, node: &NodeProto) -> Built {
    let delimiter: Option<String> = node.get_attr_opt("delimiter")?;
    let splits: Option<i64> = node.get_attr_opt("maxsplit")?;
    // No number and a negative one mean as often as it goes.
    let most = splits.and_then(|splits| usize::try_from(splits).ok()).map_or(usize::MAX, |splits| splits + 1);
    let count = ctx.template.symbols.new_with_prefix("parts");
    built(node, StringSplit { delimiter: delimiter.unwrap_or_default(), most, count })
}

impl StringSplit {
    fn parts<'a>(&self, text: &'a str) -> Vec<&'a str> {
        match text {
            "" => vec![],
            _ if self.delimiter.is_empty() => self.words(text.trim_matches(' ')),
            _ => text.splitn(self.most, self.delimiter.as_str()).collect(),
        }
    }

    fn words<'a>(&self, mut text: &'a str) -> Vec<&'a str> {
        let mut words = Vec::new();
        while !text.is_empty() && words.len() + 1 < self.most {
            let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
            words.push(word);
            text = rest.trim_start_matches(' ');
        }
        words.extend((!text.is_empty()).then_some(text));
        words
    }
}

impl Operator for StringSplit {
    fn name(&self) -> &'static str {
        "StringSplit"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let counts = only(inputs)?.shape.to_tvec();
        let mut parts = counts.clone();
        parts.push(self.count.to_dim());
        Ok(tvec!(String::fact(parts), i64::fact(counts)))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let input = only(inputs)?;
        let all: Vec<Vec<&str>> = slice::<String>(input)?.iter().map(|text| self.parts(text)).collect();
        let width = all.iter().map(Vec::len).max().unwrap_or(0);
        let counts = all.iter().map(|parts| parts.len() as i64).collect();
        let mut cells = Vec::with_capacity(all.len() * width);
        for parts in all {
            let end = cells.len() + width;
            cells.extend(parts.into_iter().map(str::to_owned));
            cells.resize(end, String::new());
        }
        let mut shape: TVec<usize> = input.shape().into();
        shape.push(width);
        Ok(tvec!(rows::tensor(&shape, cells)?, rows::tensor(input.shape(), counts)?))
    }
}
