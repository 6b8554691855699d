//! Categories that become columns, looked up without making the columns of the others.

use tract_onnx::tract_hir::internal::*;

/// The categories of a `OneHotEncoder`, each with its column, in order; texts by their lengths first, which tell most
/// of them apart.
#[derive(Debug, Clone)]
pub(super) struct Categories {
    known: Known,
    /// Whether an unknown value has no column; otherwise it is refused.
    zeros: bool,
}

#[derive(Debug, Clone)]
enum Known {
    Ints(Vec<(i64, usize)>),
    Texts(Vec<((usize, String), usize)>),
}

impl Categories {
    /// None where there are none, both kinds, or one occurs twice.
    pub(super) fn new(ints: Vec<i64>, texts: Vec<String>, zeros: bool) -> Option<Self> {
        let known = match (ints.is_empty(), texts.is_empty()) {
            (false, true) => Known::Ints(sorted(ints)?),
            (true, false) => {
                Known::Texts(sorted(texts.into_iter().map(|text| (text.len(), text)).collect())?)
            }
            _ => return None,
        };
        Some(Self { known, zeros })
    }

    /// How many columns.
    pub(super) fn len(&self) -> usize {
        match &self.known {
            Known::Ints(known) => known.len(),
            Known::Texts(known) => known.len(),
        }
    }

    /// Whether they are texts.
    pub(super) fn are_texts(&self) -> bool {
        matches!(self.known, Known::Texts(_))
    }

    /// The column of a text.
    pub(super) fn of_text(&self, value: &str) -> TractResult<Option<usize>> {
        let Known::Texts(known) = &self.known else { bail!("expected whole numbers, got strings") };
        let found =
            known.binary_search_by(|((length, text), _)| (*length, text.as_str()).cmp(&(value.len(), value)));
        self.column(found.ok().map(|at| known[at].1), &value)
    }

    /// The column of a whole number.
    pub(super) fn of_int(&self, value: i64) -> TractResult<Option<usize>> {
        let Known::Ints(known) = &self.known else { bail!("expected strings, got numbers") };
        let found = known.binary_search_by(|(category, _)| category.cmp(&value));
        self.column(found.ok().map(|at| known[at].1), &value)
    }

    fn column(&self, found: Option<usize>, value: &dyn std::fmt::Display) -> TractResult<Option<usize>> {
        ensure!(found.is_some() || self.zeros, "'{value}' is not one of the categories that the model knows");
        Ok(found)
    }
}

fn sorted<T: Ord>(categories: Vec<T>) -> Option<Vec<(T, usize)>> {
    let mut sorted: Vec<(T, usize)> = categories.into_iter().zip(0..).collect();
    sorted.sort();
    let is_unique = sorted.windows(2).all(|pair| pair[0].0 != pair[1].0);
    is_unique.then_some(sorted)
}
