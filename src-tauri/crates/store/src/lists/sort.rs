//! The order of a list, and the token that continues it.
//!
//! Every order is by a key and then by the row's number, so that no two rows are equal and a page begins exactly after
//! the row where the one before ended, whatever was added or deleted in between.

use std::str::FromStr;

use sqlx::{QueryBuilder, Sqlite};

use crate::error::Error;

/// The order of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub key: SortKey,
    /// Whether the key's own order is turned round.
    pub reversed: bool,
}

/// What a list is sorted by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SortKey {
    /// When the version was registered, newest first.
    #[default]
    Updated,
    /// The model's name without regard to case, A first; the versions of a model oldest first.
    Name,
    /// All files' bytes, smallest first.
    Size,
}

impl FromStr for Sort {
    type Err = Error;

    /// Reads `updated`, `name` or `size`, turned round by a `-` in front. An empty text is the default.
    fn from_str(text: &str) -> Result<Self, Error> {
        let (key, reversed) = text.strip_prefix('-').map_or((text, false), |key| (key, true));
        let key = match key {
            "updated" => SortKey::Updated,
            "name" => SortKey::Name,
            "size" => SortKey::Size,
            "" if !reversed => SortKey::default(),
            _ => return Err(Error::Sort(text.to_owned())),
        };
        Ok(Self { key, reversed })
    }
}

impl Sort {
    fn column(self) -> &'static str {
        match self.key {
            SortKey::Updated => "created_at",
            SortKey::Name => "folded_name",
            SortKey::Size => "size_bytes",
        }
    }

    fn descends(self) -> bool {
        (self.key == SortKey::Updated) != self.reversed
    }

    /// The key of the table `versions` under the alias `v`, as text.
    pub(super) fn key_as_text(self) -> String {
        format!("cast(v.{} as text)", self.column())
    }

    /// Adds `and …` for the rows after the token's, and the order and limit of one page, plus one row that tells whether
    /// there is a next page.
    pub(super) fn push_page(
        self,
        sql: &mut QueryBuilder<Sqlite>,
        after: Option<&str>,
        limit: u32,
    ) -> Result<(), Error> {
        let (column, direction) = (self.column(), if self.descends() { "desc" } else { "asc" });
        if let Some(token) = after {
            let place = self.place(token).ok_or_else(|| Error::PageToken(token.to_owned()))?;
            let compare = if self.descends() { '<' } else { '>' };
            sql.push(format_args!(" and (v.{column}, v.id) {compare} ("));
            match place.key {
                Key::Number(number) => sql.push_bind(number),
                Key::Text(text) => sql.push_bind(text),
            };
            sql.push(", ").push_bind(place.id).push(")");
        }
        sql.push(format_args!(" order by v.{column} {direction}, v.id {direction} limit "));
        sql.push_bind(i64::from(limit) + 1);
        Ok(())
    }

    /// Says where a list goes on after the row `id` with this key.
    pub(super) fn token(self, id: i64, key: &str) -> String {
        format!("{}.{id}.{key}", self.column())
    }

    fn place(self, token: &str) -> Option<Place> {
        let mut parts = token.splitn(3, '.');
        let (column, id, key) = (parts.next()?, parts.next()?, parts.next()?);
        let key = match self.key {
            SortKey::Updated | SortKey::Size => Key::Number(key.parse().ok()?),
            SortKey::Name => Key::Text(key.to_owned()),
        };
        let place = Place { id: id.parse().ok()?, key };
        (column == self.column()).then_some(place)
    }
}

/// A row's place in an order.
struct Place {
    id: i64,
    key: Key,
}

enum Key {
    Number(i64),
    Text(String),
}
