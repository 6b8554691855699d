//! The order of a list, and the token that continues it.
//!
//! Every order is by a key and then by the row's number, so that no two rows are equal and a page begins exactly after
//! the row where the one before ended, whatever was added or deleted in between.

use std::{cmp::Ordering, fmt, str::FromStr};

use sqlx::{QueryBuilder, Sqlite};

use super::set::NUMBER;
use crate::error::Error;

/// The order of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Sort {
    /// By what.
    pub key: SortKey,
    /// Whether the key's own order is turned round.
    pub reversed: bool,
}

/// What a list is sorted by. Rows without it come last, whether or not the order is turned round.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum SortKey {
    /// When the version was registered, newest first.
    #[default]
    Updated,
    /// The model's name without regard to case, A first; the versions of a model oldest first.
    Name,
    /// All files' bytes, smallest first.
    Size,
    /// The version's number, lowest first.
    Version,
    /// What trained it, A first.
    Framework,
    /// The kind of artifact, A first.
    Kind,
    /// The first of the endpoints that serve it, A first.
    Deployed,
    /// The metric of this key, lowest first.
    Metric(String),
    /// The tag of this key, the version's own before its model's: numbers before words, lowest and A first.
    Tag(String),
}

impl FromStr for Sort {
    type Err = Error;

    /// Reads a key, turned round by a `-` in front. An empty text is the default.
    fn from_str(text: &str) -> Result<Self, Error> {
        let (key, reversed) = text.strip_prefix('-').map_or((text, false), |key| (key, true));
        let named = |kind| key.strip_prefix(kind).filter(|key| !key.is_empty()).map(str::to_owned);
        let key = match key {
            "updated" => SortKey::Updated,
            "name" => SortKey::Name,
            "size" => SortKey::Size,
            "version" => SortKey::Version,
            "framework" => SortKey::Framework,
            "kind" => SortKey::Kind,
            "deployed" => SortKey::Deployed,
            "" if !reversed => SortKey::default(),
            _ => named("metric:")
                .map(SortKey::Metric)
                .or_else(|| named("tag:").map(SortKey::Tag))
                .ok_or_else(|| Error::Sort(text.to_owned()))?,
        };
        Ok(Self { key, reversed })
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.reversed { "-" } else { "" })?;
        match &self.key {
            SortKey::Updated => f.write_str("updated"),
            SortKey::Name => f.write_str("name"),
            SortKey::Size => f.write_str("size"),
            SortKey::Version => f.write_str("version"),
            SortKey::Framework => f.write_str("framework"),
            SortKey::Kind => f.write_str("kind"),
            SortKey::Deployed => f.write_str("deployed"),
            SortKey::Metric(key) => write!(f, "metric:{key}"),
            SortKey::Tag(key) => write!(f, "tag:{key}"),
        }
    }
}

impl SortKey {
    /// Adds a query with the columns `id` and `key` of the versions that have the key.
    pub(super) fn push_keys(&self, sql: &mut QueryBuilder<Sqlite>) {
        match self {
            Self::Updated => sql.push("select id, id as key from versions"),
            Self::Name => sql.push("select id, folded_name as key from versions"),
            Self::Size => sql.push("select id, size_bytes as key from versions"),
            Self::Version => sql.push("select id, number as key from versions"),
            Self::Framework => sql.push("select id, framework as key from versions"),
            Self::Kind => sql.push("select id, kind as key from versions"),
            Self::Deployed => {
                sql.push("select version_id as id, min(name) as key from endpoints group by version_id")
            }
            Self::Metric(key) => sql
                .push("select version_id as id, value as key from version_metrics where key = ")
                .push_bind(key.clone()),
            Self::Tag(key) => {
                sql.push(format_args!("select version_id as id, coalesce({NUMBER}, value) as key"));
                sql.push(" from version_tags where key = ").push_bind(key.clone());
                sql.push(format_args!(" union all select o.id, coalesce({NUMBER}, value) as key"));
                sql.push(" from model_tags t join versions o on o.model_id = t.model_id where t.key = ");
                sql.push_bind(key.clone());
                sql.push(" and not exists (select 1 from version_tags own where own.version_id = o.id and own.key = ");
                sql.push_bind(key.clone()).push(")")
            }
        };
    }
}

/// A row's place in an order.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Place {
    pub id: u32,
    pub key: Key,
}

/// What a row is sorted by.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Key {
    Number(f64),
    Text(String),
    None,
}

impl Sort {
    /// Says where a list goes on after a row.
    pub(super) fn token(&self, place: &Place) -> String {
        let (kind, key) = match &place.key {
            Key::None => ('-', String::new()),
            Key::Number(number) => ('n', number.to_string()),
            Key::Text(text) => ('t', text.clone()),
        };
        // What is asked for stands last: it may hold anything.
        let sort = self.to_string();
        format!("{}.{kind}{}.{sort}{key}", place.id, sort.len())
    }

    /// The place that a token of a list in this order tells.
    pub(super) fn place(&self, token: &str) -> Result<Place, Error> {
        self.read(token).ok_or_else(|| Error::PageToken(token.to_owned()))
    }

    fn read(&self, token: &str) -> Option<Place> {
        let (id, rest) = token.split_once('.')?;
        let (length, rest) = rest.split_once('.')?;
        let kind = length.chars().next()?;
        let length: usize = length.get(1..)?.parse().ok()?;
        let (sort, key) = (rest.get(..length)?, rest.get(length..)?);
        let key = match kind {
            '-' if key.is_empty() => Key::None,
            'n' => Key::Number(key.parse().ok()?),
            't' => Key::Text(key.to_owned()),
            _ => return None,
        };
        (sort == self.to_string()).then_some(Place { id: id.parse().ok()?, key })
    }

    /// Whether a row stands before the other, or is it.
    pub(super) fn before_or_at(&self, place: &Place, other: &Place) -> bool {
        // As SQLite compares: numbers before words, words by their bytes.
        let keys = match (&place.key, &other.key) {
            (Key::None, Key::None) => Ordering::Equal,
            (Key::None, _) => return false,
            (_, Key::None) => return true,
            (Key::Number(a), Key::Number(b)) => a.partial_cmp(b).unwrap_or(Ordering::Equal),
            (Key::Text(a), Key::Text(b)) => a.cmp(b),
            (Key::Number(_), Key::Text(_)) => Ordering::Less,
            (Key::Text(_), Key::Number(_)) => Ordering::Greater,
        };
        let both = keys.then(place.id.cmp(&other.id));
        let descends = self.reversed != (self.key == SortKey::Updated);
        let both = if descends { both.reverse() } else { both };
        both != Ordering::Greater
    }
}
