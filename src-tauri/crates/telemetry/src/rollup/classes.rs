//! Rows by predicted class.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::bounds::{MAX_CLASSES, OTHER};

/// How many rows each class was predicted for. At most [`MAX_CLASSES`] classes are told apart in what is stored; the
/// rows of the others stand under [`OTHER`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Classes(BTreeMap<String, u64>);

impl Classes {
    /// Counts rows of a class; a class that comes when all places are taken is one of the others.
    pub fn count(&mut self, class: &str, rows: u64) {
        if let Some(known) = self.0.get_mut(class) {
            *known += rows;
        } else {
            let class = if self.0.len() < MAX_CLASSES - 1 { class } else { OTHER };
            *self.0.entry(class.to_owned()).or_default() += rows;
        }
    }

    /// Adds all classes of another period; [`keep`](Self::keep) bounds the sum.
    pub fn add(&mut self, other: &Self) {
        for (class, rows) in &other.0 {
            match self.0.get_mut(class) {
                Some(known) => *known += rows,
                None => drop(self.0.insert(class.clone(), *rows)),
            }
        }
    }

    /// The `most` classes with the most rows, the rest under [`OTHER`], which is one of the `most`.
    pub fn keep(&self, most: usize) -> Self {
        if self.0.len() <= most {
            return self.clone();
        }
        let mut ranked: Vec<_> = self.0.iter().filter(|(class, _)| *class != OTHER).collect();
        ranked.sort_by_key(|(_, rows)| std::cmp::Reverse(**rows));
        let mut kept: BTreeMap<_, _> =
            ranked.into_iter().take(most - 1).map(|(class, rows)| (class.clone(), *rows)).collect();
        let rest = self.rows() - kept.values().sum::<u64>();
        kept.insert(OTHER.to_owned(), rest);
        Self(kept)
    }

    /// Rows of one class.
    pub fn get(&self, class: &str) -> u64 {
        self.0.get(class).copied().unwrap_or(0)
    }

    /// Rows of all classes.
    pub fn rows(&self) -> u64 {
        self.0.values().sum()
    }

    /// Each class with its rows, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u64)> {
        self.0.iter().map(|(class, rows)| (class.as_str(), *rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_classes_keeps_a_bounded_number_and_every_row() {
        let mut classes = Classes::default();
        for i in 0..10_000 {
            classes.count(&format!("class {i}"), 2);
        }
        assert_eq!(classes.iter().count(), MAX_CLASSES);
        assert_eq!(classes.rows(), 20_000);
        assert_eq!(classes.get(OTHER), 20_000 - 2 * (MAX_CLASSES as u64 - 1));
    }

    #[test]
    fn the_most_frequent_are_kept() {
        let mut classes = Classes::default();
        for (class, rows) in [("a", 1), ("b", 5), ("c", 2), (OTHER, 9), ("d", 4)] {
            classes.count(class, rows);
        }
        let kept: Vec<_> = classes.keep(3).0.into_iter().collect();
        assert_eq!(kept, [("b".to_owned(), 5), ("d".to_owned(), 4), (OTHER.to_owned(), 12)]);
    }
}
