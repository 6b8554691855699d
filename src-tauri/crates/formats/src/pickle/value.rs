//! Stand-ins for the objects that a pickle would make. They stand in one list and name each other by number, so that
//! no nesting, however deep, recurses.

use crate::bounds::VALUES;

/// A place in the list.
pub(super) type Id = u32;

/// What is remembered of an object.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// Nothing.
    Opaque,
    None,
    Int(i64),
    Text(Box<str>),
    /// An imported name.
    Global(u32),
    /// At most [`ITEMS`] items.
    Tuple(Box<[Id]>),
    /// At most [`PAIRS`] pairs.
    Dict(Vec<(Id, Id)>),
    /// What a call of an imported name gave.
    Made {
        by: Id,
        args: Id,
    },
}

/// How many items of a tuple are remembered.
const ITEMS: usize = 64;
/// How many pairs of a dictionary are remembered.
const PAIRS: usize = 64;

/// The stand-in of which nothing is known.
pub(super) const OPAQUE: Id = 0;
/// Python's `None`.
pub(super) const NONE: Id = 1;

/// All stand-ins of a walk.
pub(super) struct Values(Vec<Value>);

impl Values {
    pub(super) fn new() -> Self {
        Self(vec![Value::Opaque, Value::None])
    }

    /// Adds a stand-in. Beyond the bound, nothing is remembered of it; the answer says that.
    pub(super) fn add(&mut self, value: Value) -> Option<Id> {
        if self.0.len() >= VALUES {
            return None;
        }
        self.0.push(value);
        Id::try_from(self.0.len() - 1).ok()
    }

    pub(super) fn get(&self, id: Id) -> &Value {
        self.0.get(id as usize).unwrap_or(&Value::Opaque)
    }

    pub(super) fn tuple(items: &[Id]) -> Value {
        Value::Tuple(items.iter().copied().take(ITEMS).collect())
    }

    /// Remembers a pair of a dictionary; of anything else, and of too many, nothing.
    pub(super) fn put(&mut self, into: Id, key: Id, value: Id) {
        if let Some(Value::Dict(pairs)) = self.0.get_mut(into as usize)
            && pairs.len() < PAIRS
        {
            pairs.push((key, value));
        }
    }

    pub(super) fn text(&self, id: Id) -> Option<&str> {
        match self.get(id) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn int(&self, id: Id) -> Option<i64> {
        match self.get(id) {
            Value::Int(number) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn items(&self, id: Id) -> &[Id] {
        match self.get(id) {
            Value::Tuple(items) => items,
            _ => &[],
        }
    }

    /// The value under a text key of a dictionary.
    pub(super) fn entry(&self, id: Id, key: &str) -> Option<Id> {
        let Value::Dict(pairs) = self.get(id) else { return None };
        pairs.iter().rev().find(|(name, _)| self.text(*name) == Some(key)).map(|(_, value)| *value)
    }
}
