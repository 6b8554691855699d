//! `TfIdfVectorizer`: how often each known n-gram stands in a row, by weight.

use std::hash::Hash;

use tract_onnx::{model::ParsingContext, pb::NodeProto, tract_hir::internal::*};

use super::{
    attributes,
    glue::{Built, Operator, built},
    ngrams::{Lengths, Ngrams},
    rows::{self, numbers, only, slice},
};

/// More columns than any vocabulary has; a larger index would ask for the memory.
const MOST_COLUMNS: usize = 1 << 24;

#[derive(Debug)]
struct TfIdfVectorizer {
    pool: Pool,
    mode: Mode,
    /// The column of each n-gram.
    columns: Vec<usize>,
    /// How many columns come out.
    width: usize,
    /// The weight of each n-gram.
    weights: Vec<f32>,
}

/// The n-grams that are looked for, by the type of their items.
#[derive(Debug)]
enum Pool {
    Strings(Ngrams<String>),
    Ints(Ngrams<i64>),
}

#[derive(Debug, Clone, Copy)]
enum Mode {
    /// How often an n-gram occurs.
    Tf,
    /// Its weight, if it occurs.
    Idf,
    /// Its weight as often as it occurs.
    TfIdf,
}

pub(crate) fn build(_: &ParsingContext, node: &NodeProto) -> Built {
    let mode = match node.get_attr("mode")? {
        "TF" => Mode::Tf,
        "IDF" => Mode::Idf,
        "TFIDF" => Mode::TfIdf,
        other => bail!("unknown mode '{other}'"),
    };
    let columns = attributes::ints(node, "ngram_indexes")?;
    let columns = columns.into_iter().map(usize::try_from).collect::<Result<Vec<_>, _>>()?;
    let last = *columns.iter().max().context("TfIdfVectorizer without 'ngram_indexes'")?;
    ensure!(last < MOST_COLUMNS, "column {last} is asked for, and at most {MOST_COLUMNS} are allowed");
    let weights = attributes::floats(node, "weights")?;
    let weights = if weights.is_empty() { vec![1.0; columns.len()] } else { weights };
    ensure!(columns.len() == weights.len(), "{} n-grams and {} weights", columns.len(), weights.len());
    let lengths = Lengths::of(node)?;
    let strings = attributes::strings(node, "pool_strings")?;
    let pool = match strings.is_empty() {
        false => Pool::Strings(Ngrams::new(strings, columns.len(), &lengths)?),
        true => Pool::Ints(Ngrams::new(attributes::ints(node, "pool_int64s")?, columns.len(), &lengths)?),
    };
    built(node, TfIdfVectorizer { pool, mode, columns, width: last + 1, weights })
}

impl TfIdfVectorizer {
    fn vectorize<T: Hash + Eq>(&self, ngrams: &Ngrams<T>, values: &[T], items: usize, vectors: &mut [f32]) {
        let rows = values.chunks_exact(items.max(1)).zip(vectors.chunks_exact_mut(self.width));
        for (row, vector) in rows {
            ngrams.visit(row, |ngram| {
                let (value, weight) = (&mut vector[self.columns[ngram]], self.weights[ngram]);
                match self.mode {
                    Mode::Tf => *value += 1.0,
                    Mode::Idf => *value = weight,
                    Mode::TfIdf => *value += weight,
                }
            });
        }
    }
}

impl Operator for TfIdfVectorizer {
    fn name(&self) -> &'static str {
        "TfIdfVectorizer"
    }

    fn facts(&self, inputs: &[TypedFact]) -> TractResult<TVec<TypedFact>> {
        let columns = self.width.to_dim();
        Ok(tvec!(match &*only(inputs)?.shape.to_tvec() {
            [] | [_] => f32::fact([columns]),
            [rows, _] => f32::fact([rows.clone(), columns]),
            shape => bail!("expected an input of one or two dimensions, got {}", shape.len()),
        }))
    }

    fn eval(&self, inputs: &[TValue]) -> TractResult<TVec<Tensor>> {
        let input = only(inputs)?;
        let (rows, items) = match input.shape() {
            [] => (1, 1),
            [items] => (1, *items),
            [rows, items] => (*rows, *items),
            shape => bail!("expected an input of one or two dimensions, got {}", shape.len()),
        };
        let mut vectors = vec![0.0; rows * self.width];
        match &self.pool {
            Pool::Strings(ngrams) => self.vectorize(ngrams, slice::<String>(input)?, items, &mut vectors),
            Pool::Ints(ngrams) => {
                let input = numbers::<i64>(input)?;
                self.vectorize(ngrams, slice::<i64>(&input)?, items, &mut vectors);
            }
        }
        let shape = if input.rank() == 2 { tvec!(rows, self.width) } else { tvec!(self.width) };
        Ok(tvec!(rows::tensor(&shape, vectors)?))
    }
}
