//! What can be typed at the caret of a filter.

use domain::{
    filter::{
        Field, Filter, FilterError, bare_or_quoted,
        cursor::{self, Cursor, Part},
        fold, quoted_key,
    },
    finding::{Candidate, CandidateKind, Completion, FilterFault, Rows},
    task::Task,
    time::Timestamp,
};
use roaring::RoaringBitmap;

use super::{found::Look, plan::Plan, set::Column, values};
use crate::{Store, error::Error};

/// How many values are counted and offered.
const VALUES: usize = 12;
/// How many keys are offered.
const KEYS: usize = 12;
/// Among so many of a tag's values, the most used first, one is looked for that holds what is typed.
const LOOKED_AT: u32 = 1_000;

/// A text of fewer bytes is not counted: a letter or two begin the words of nearly everything.
const COUNTED_FROM: usize = 3;

/// What every version has, with the operator that it is most asked with, and a word about it.
const ATTRIBUTES: [(&str, &str, &str); 12] = [
    ("framework", "=", "what trained it"),
    ("name", "~", "the model's name"),
    ("alias", "=", "a movable pointer"),
    ("deployed", "=", "true, false or an endpoint"),
    ("version", "=", "its number"),
    ("created", ">", "a date or an age, such as 7d"),
    ("size", ">", "such as 100kB"),
    ("kind", "=", "the kind of artifact"),
    ("run", "=", "the run that made it"),
    ("experiment", "=", "the run's experiment"),
    ("deployable", "=", "true or false"),
    ("task", "=", "what it is for"),
];

impl Store {
    /// What can be typed at the caret, which is counted in UTF-16 units, with the number of rows that each value leaves.
    ///
    /// # Errors
    /// The database's.
    pub async fn complete(
        &self,
        text: &str,
        caret: usize,
        rows: Rows,
        now: Timestamp,
    ) -> Result<Completion, Error> {
        let Cursor { range, part, rest } = cursor::at(text, bytes_at(text, caret));
        let mut look = self.look().await?;
        let plan = Plan::of(&rest.at(now));
        let typing = Typing { among: look.versions(&plan).await?, rows };
        let candidates = match &part {
            Part::Word(word) => look.for_word(word, &typing).await?,
            Part::Key(key) => look.keys(key, false).await?,
            Part::Value { key, quoted_key, value } => look.values(key, *quoted_key, value, &typing).await?,
            Part::After => Vec::new(),
        };
        Ok(Completion {
            from: units_at(text, range.start),
            to: units_at(text, range.end),
            candidates,
            total: look.count(&plan, rows).await?,
            fault: Filter::parse(text).err().map(|error| fault(text, error)),
        })
    }
}

/// What is counted, and among which versions.
struct Typing {
    among: RoaringBitmap,
    rows: Rows,
}

impl Look<'_> {
    /// For a word without an operator: values that begin so, keys that begin so, and the word itself.
    async fn for_word(&mut self, word: &str, typing: &Typing) -> Result<Vec<Candidate>, Error> {
        let keys = self.keys(word, true).await?;
        let mut candidates = Vec::new();
        if !word.is_empty() {
            let pairs = self.pairs(word, &keys).await?;
            candidates = self.counted(pairs, typing, true).await?;
        }
        candidates.extend(keys);
        if word.is_empty() {
            return Ok(candidates);
        }
        let operators = ["AND", "OR", "NOT"].into_iter().filter(|operator| operator.starts_with(word));
        candidates.extend(operators.map(|operator| Candidate {
            kind: CandidateKind::Operator,
            label: operator.to_owned(),
            insert: format!("{operator} "),
            count: None,
            about: None,
        }));
        candidates.push(self.text(word, typing).await?);
        Ok(candidates)
    }

    /// The word as a text to look for, with how many have it unless it is so short that most may.
    async fn text(&mut self, word: &str, typing: &Typing) -> Result<Candidate, Error> {
        let term = domain::filter::Term::Text(word.to_owned());
        let plan = Plan::of(&Filter::term(term.clone()));
        let count = match word.len() {
            ..COUNTED_FROM => None,
            _ => self.counts(&typing.among, vec![plan], typing.rows).await?.pop(),
        };
        Ok(Candidate {
            kind: CandidateKind::Text,
            label: format!("text ~ \"{word}\""),
            insert: Filter::term(term).to_string(),
            count,
            about: Some("name, description, notes, tags".to_owned()),
        })
    }

    /// Pairs of a field and a value of which one begins with the word.
    async fn pairs(&mut self, word: &str, keys: &[Candidate]) -> Result<Vec<(Field, String)>, Error> {
        let limit = u32::try_from(VALUES).unwrap_or(u32::MAX);
        let mut pairs = Vec::new();
        for value in values::words(self.connection(), Column::Framework, "", LOOKED_AT).await? {
            if starts(&value, word) {
                pairs.push((Field::Framework, value));
            }
        }
        // Of the one key that is meant, its values.
        if let Some(key) = keys.first().map(|key| key.label.as_str()).filter(|key| starts(key, word)) {
            let field = field(key, false);
            let values = self.values_of(&field, "").await?;
            pairs.extend(values.into_iter().map(|value| (field.clone(), value)));
        }
        let tags = values::tags_from(self.connection(), word, limit).await?;
        pairs.extend(
            tags.into_iter()
                .filter(|(key, _)| quoted_key(key) == *key)
                .map(|(key, value)| (Field::Tag(key), value)),
        );
        let mut seen = std::collections::HashSet::new();
        pairs.retain(|pair| seen.insert(pair.clone()));
        pairs.truncate(VALUES * 2);
        Ok(pairs)
    }

    async fn values(
        &mut self,
        key: &str,
        quoted: bool,
        typed: &str,
        typing: &Typing,
    ) -> Result<Vec<Candidate>, Error> {
        let field = field(key, quoted);
        if !quoted && let Some(offered) = plain_values(key) {
            let fitting = offered.iter().filter(|value| starts(value, typed));
            return Ok(fitting.map(|value| plain(value)).collect());
        }
        let values = self.values_of(&field, typed).await?;
        self.counted(values.into_iter().map(|value| (field.clone(), value)).collect(), typing, false).await
    }

    /// Values of a field that begin with or hold what is typed, the likely ones first.
    async fn values_of(&mut self, field: &Field, typed: &str) -> Result<Vec<String>, Error> {
        let column = match field {
            Field::Name => {
                let limit = u32::try_from(VALUES).unwrap_or(u32::MAX);
                return values::names_from(self.connection(), &fold(typed), limit).await;
            }
            Field::Tag(key) => return self.tag_values(key, typed).await,
            Field::Deployed => Column::Endpoint,
            Field::Framework => Column::Framework,
            Field::Kind => Column::Kind,
            Field::Alias => Column::Alias,
            Field::Run => Column::Run,
            Field::Experiment => Column::Experiment,
        };
        let mut words = values::words(self.connection(), column, "", LOOKED_AT).await?;
        words.extend(values::words(self.connection(), column, typed, LOOKED_AT / 10).await?);
        if *field == Field::Deployed {
            words.splice(0..0, ["true".to_owned(), "false".to_owned()]);
        }
        Ok(fitting(words, typed))
    }

    async fn tag_values(&mut self, key: &str, typed: &str) -> Result<Vec<String>, Error> {
        let limit = if typed.is_empty() { VALUES * 2 } else { LOOKED_AT as usize };
        let limit = u32::try_from(limit).unwrap_or(u32::MAX);
        let mut values = values::tag_values(self.connection(), key, limit).await?;
        values
            .extend(values::tag_values_from(self.connection(), key, typed, limit.min(LOOKED_AT / 10)).await?);
        if key == "task" {
            values.extend(Task::ALL.map(|task| task.name().to_owned()));
        }
        Ok(fitting(values, typed))
    }

    /// Those that leave rows, with how many, most first.
    async fn counted(
        &mut self,
        pairs: Vec<(Field, String)>,
        typing: &Typing,
        with_key: bool,
    ) -> Result<Vec<Candidate>, Error> {
        let plans = pairs.iter().map(|(field, value)| Plan::equals(field, value)).collect();
        let counts = self.counts(&typing.among, plans, typing.rows).await?;
        let candidate = |((field, value), count): ((Field, String), u64)| {
            let written = bare_or_quoted(&value);
            let insert = if with_key { format!("{field}={written}") } else { written };
            let label = if with_key { format!("{}={value}", field.key()) } else { value };
            Candidate { kind: CandidateKind::Value, label, insert, count: Some(count), about: None }
        };
        let counted = pairs.into_iter().zip(counts).filter(|(_, count)| *count > 0);
        let mut candidates: Vec<Candidate> = counted.map(candidate).collect();
        candidates.sort_by_key(|candidate| std::cmp::Reverse(candidate.count));
        candidates.truncate(VALUES);
        Ok(candidates)
    }

    /// Keys that begin with or hold the word: attributes, tags, metrics.
    async fn keys(&mut self, word: &str, with_operator: bool) -> Result<Vec<Candidate>, Error> {
        let key = |key: &str, operator: &str, about: &str| Candidate {
            kind: CandidateKind::Key,
            label: key.to_owned(),
            insert: format!("{}{}", written_key(key), if with_operator { operator } else { "" }),
            count: None,
            about: Some(about.to_owned()),
        };
        let mut keys: Vec<Candidate> =
            ATTRIBUTES.iter().map(|(name, operator, about)| key(name, operator, about)).collect();
        let tags = values::tag_keys(self.connection()).await?;
        keys.extend(tags.iter().filter(|tag| *tag != "task").map(|tag| key(tag, "=", "tag")));
        let metrics = values::metric_keys(self.connection()).await?;
        keys.extend(metrics.iter().map(|metric| key(metric, ">", "metric")));
        keys.retain(|candidate| holds(&candidate.label, word));
        // Among attributes, tags and metrics alike, what begins so comes first.
        keys.sort_by_key(|candidate| !starts(&candidate.label, word));
        keys.truncate(KEYS);
        Ok(keys)
    }
}

/// Values of attributes that are not words, as examples.
fn plain_values(key: &str) -> Option<&'static [&'static str]> {
    Some(match key {
        "created" => &["1d", "7d", "30d", "1y"],
        "size" => &["100kB", "1MB", "100MB", "1GB"],
        "deployable" => &["true", "false"],
        "version" => &["1"],
        _ => return None,
    })
}

fn plain(value: &str) -> Candidate {
    let value = || value.to_owned();
    Candidate { kind: CandidateKind::Value, label: value(), insert: value(), count: None, about: None }
}

fn field(key: &str, quoted: bool) -> Field {
    match key {
        _ if quoted => Field::Tag(key.to_owned()),
        "name" => Field::Name,
        "framework" => Field::Framework,
        "kind" => Field::Kind,
        "alias" => Field::Alias,
        "run" => Field::Run,
        "experiment" => Field::Experiment,
        "deployed" => Field::Deployed,
        _ => Field::Tag(key.to_owned()),
    }
}

/// An attribute's name as it is; a tag's or metric's key in quotes where it needs them.
fn written_key(key: &str) -> String {
    let attribute = ATTRIBUTES.iter().any(|(name, ..)| *name == key);
    if attribute { key.to_owned() } else { quoted_key(key) }
}

/// Each once, those that begin with what is typed before those that hold it.
fn fitting(values: Vec<String>, typed: &str) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    let mut values: Vec<String> =
        values.into_iter().filter(|value| holds(value, typed) && seen.insert(value.clone())).collect();
    values.sort_by_key(|value| !starts(value, typed));
    values.truncate(VALUES * 2);
    values
}

fn starts(text: &str, with: &str) -> bool {
    text.to_lowercase().starts_with(&with.to_lowercase())
}

fn holds(text: &str, part: &str) -> bool {
    text.to_lowercase().contains(&part.to_lowercase())
}

/// The byte at a place in UTF-16 units.
fn bytes_at(text: &str, units: usize) -> usize {
    let mut passed = 0;
    let at = text.char_indices().find(|(_, c)| {
        passed += c.len_utf16();
        passed > units
    });
    at.map_or(text.len(), |(at, _)| at)
}

/// The place in UTF-16 units of a byte.
fn units_at(text: &str, bytes: usize) -> usize {
    text[..bytes].chars().map(char::len_utf16).sum()
}

fn fault(text: &str, error: FilterError) -> FilterFault {
    let units = |characters: usize| text.chars().take(characters).map(char::len_utf16).sum();
    FilterFault {
        from: units(error.column - 1),
        to: units(error.column - 1 + error.length),
        message: error.message,
        suggestion: error.suggestion,
        repair: error.repair,
    }
}
