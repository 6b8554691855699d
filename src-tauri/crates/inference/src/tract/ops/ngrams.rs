//! N-grams as a tree: each step from the root takes one item.

use std::{collections::HashMap, hash::Hash, ops::RangeInclusive};

use tract_onnx::{pb::NodeProto, tract_hir::internal::*};

use super::attributes;

/// Which n-grams stand where in the pool, and which of them are looked for.
pub(crate) struct Lengths {
    /// Where the n-grams of one item start in the pool, those of two items, and so on.
    starts: Vec<usize>,
    /// The lengths that are looked for.
    wanted: RangeInclusive<usize>,
    /// How many items at most are skipped between two of an n-gram.
    most_skipped: usize,
}

impl Lengths {
    /// Reads `ngram_counts`, `min_gram_length`, `max_gram_length` and `max_skip_count`.
    pub(crate) fn of(node: &NodeProto) -> TractResult<Self> {
        let starts = attributes::ints(node, "ngram_counts")?;
        let starts = starts.into_iter().map(usize::try_from).collect::<Result<Vec<_>, _>>()?;
        let (shortest, longest): (usize, usize) =
            (node.get_attr("min_gram_length")?, node.get_attr("max_gram_length")?);
        ensure!(
            1 <= shortest && shortest <= longest && longest <= starts.len(),
            "n-grams of {shortest} to {longest} items, and 'ngram_counts' for {}",
            starts.len()
        );
        Ok(Self { starts, wanted: shortest..=longest, most_skipped: node.get_attr("max_skip_count")? })
    }

    /// The part of a pool of `items` that holds the n-grams of `length` items.
    fn range(&self, length: usize, items: usize) -> TractResult<std::ops::Range<usize>> {
        let range = self.starts[length - 1]..self.starts.get(length).copied().unwrap_or(items);
        ensure!(
            range.start <= range.end && range.end <= items && range.len().is_multiple_of(length),
            "'ngram_counts' does not divide a pool of {items} items into n-grams of {length}"
        );
        Ok(range)
    }
}

/// N-grams of items of one type, each known by its place in the pool.
#[derive(Debug)]
pub(crate) struct Ngrams<T> {
    items: HashMap<T, u32>,
    /// From a node by an item to a node. The root is 0.
    steps: HashMap<(u32, u32), u32>,
    /// The n-gram that ends at a node.
    ends: Vec<Option<usize>>,
    wanted: RangeInclusive<usize>,
    most_skipped: usize,
}

impl<T: Hash + Eq> Ngrams<T> {
    /// Takes the wanted ones of a pool of `count` n-grams.
    pub(crate) fn new(pool: Vec<T>, count: usize, lengths: &Lengths) -> TractResult<Self> {
        let mut ngrams = Self {
            items: HashMap::new(),
            steps: HashMap::new(),
            ends: vec![None],
            wanted: lengths.wanted.clone(),
            most_skipped: lengths.most_skipped,
        };
        let items: Vec<u32> = pool.into_iter().map(|item| ngrams.item(item)).collect();
        let mut places = 0..count;
        for length in 1..=lengths.starts.len() {
            for ngram in items[lengths.range(length, items.len())?].chunks_exact(length) {
                let place =
                    places.next().with_context(|| format!("the pool has more than {count} n-grams"))?;
                if lengths.wanted.contains(&length) {
                    ngrams.add(ngram, place)?;
                }
            }
        }
        Ok(ngrams)
    }

    fn item(&mut self, item: T) -> u32 {
        let next = self.items.len() as u32;
        *self.items.entry(item).or_insert(next)
    }

    fn add(&mut self, ngram: &[u32], place: usize) -> TractResult<()> {
        let mut node = 0;
        for item in ngram {
            let next = self.ends.len() as u32;
            node = *self.steps.entry((node, *item)).or_insert(next);
            if node == next {
                self.ends.push(None);
            }
        }
        ensure!(self.ends[node as usize].is_none(), "an n-gram of {} items occurs twice", ngram.len());
        self.ends[node as usize] = Some(place);
        Ok(())
    }

    /// Calls `found` with every occurrence in a row, skips included.
    pub(crate) fn visit(&self, row: &[T], mut found: impl FnMut(usize)) {
        let row: Vec<Option<u32>> = row.iter().map(|value| self.items.get(value).copied()).collect();
        let (shortest, longest) = (*self.wanted.start(), *self.wanted.end());
        // Skips say nothing about single items, and none is longer than the row.
        let distances = if longest == 1 { 1 } else { self.most_skipped.saturating_add(1).min(row.len()) };
        for distance in 1..=distances {
            let shortest = if distance == 1 { shortest } else { shortest.max(2) };
            for start in 0..row.len() {
                let mut node = 0;
                for (length, item) in (1..=longest).zip(row[start..].iter().step_by(distance)) {
                    let Some(next) = item.and_then(|item| self.steps.get(&(node, item))) else { break };
                    node = *next;
                    if length >= shortest {
                        self.ends[node as usize].into_iter().for_each(&mut found);
                    }
                }
            }
        }
    }
}
