//! The plain reading of the filter language, on lists and maps.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    filter::{Compare, Expression, Field, Moment, Term, Test},
    tags::Tags,
    task::Task,
};

use super::any::{NAMES, Version};

/// The versions by model and number, with what is said of the models.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    pub versions: BTreeMap<(usize, u32), Version>,
    pub order: Vec<(usize, u32)>,
    pub trashed: BTreeSet<(usize, u32)>,
    pub said: BTreeMap<(usize, u32), Task>,
    pub aliases: BTreeMap<(usize, &'static str), u32>,
    pub endpoints: BTreeMap<&'static str, (usize, u32)>,
    pub last: [u32; NAMES.len()],
    pub tags: [Tags; NAMES.len()],
    pub descriptions: [String; NAMES.len()],
}

impl Registry {
    pub fn add(&mut self, version: &Version) {
        self.last[version.model] += 1;
        let key = (version.model, self.last[version.model]);
        self.versions.insert(key, version.clone());
        self.order.push(key);
    }

    /// Whether lists show this version, or any of the model.
    pub fn shows(&self, model: usize, number: Option<u32>) -> bool {
        let mut shown = self.versions.keys().filter(|key| !self.trashed.contains(key));
        shown.any(|key| key.0 == model && number.is_none_or(|number| number == key.1))
    }

    pub fn is_served(&self, key: (usize, u32)) -> bool {
        self.endpoints.values().any(|served| *served == key)
    }

    pub fn remove(&mut self, key: (usize, u32)) {
        self.versions.remove(&key);
        self.said.remove(&key);
        self.trashed.remove(&key);
        self.order.retain(|other| *other != key);
        self.aliases.retain(|(model, _), number| (*model, *number) != key);
        if !self.versions.keys().any(|(model, _)| *model == key.0) {
            self.tags[key.0].clear();
            self.descriptions[key.0].clear();
        }
    }

    pub fn matches(&self, key: (usize, u32), expression: &Expression) -> bool {
        match expression {
            Expression::And(parts) => parts.iter().all(|part| self.matches(key, part)),
            Expression::Or(parts) => parts.iter().any(|part| self.matches(key, part)),
            Expression::Not(inner) => !self.matches(key, inner),
            Expression::Term(term) => self.is(key, term),
        }
    }

    fn is(&self, key: (usize, u32), term: &Term) -> bool {
        let version = &self.versions[&key];
        match term {
            Term::Text(text) => self.says(key, text),
            Term::Is { field, test: Test::Differs, value } => {
                let equals = Term::Is { field: field.clone(), test: Test::Equals, value: value.clone() };
                !self.is(key, &equals)
            }
            Term::Is { field: Field::Tag(tag), test: Test::Equals, value } => {
                let tags = self.tags_of(key, tag);
                let task = self.said.get(&key).unwrap_or(&version.task);
                let meant = tag == "task" && tags.is_empty() && task.name() == value;
                let measured = version.metrics.get(tag).is_some_and(|n| value.parse() == Ok(*n));
                tags.contains(&value.as_str()) || meant || measured
            }
            Term::Is { field: Field::Tag(tag), value, .. } => {
                self.tags_of(key, tag).iter().any(|tag| holds(tag, value))
            }
            Term::Is { field: Field::Name, test: Test::Contains, value } => {
                NAMES[key.0].to_lowercase().contains(&value.to_lowercase())
            }
            Term::Is { field: Field::Deployed, test: Test::Equals, value }
                if ["true", "false"].contains(&value.as_str()) =>
            {
                self.is_served(key) == (value == "true")
            }
            Term::Is { field, test, value } => {
                let fits =
                    |word: &&str| if *test == Test::Equals { word == value } else { holds(word, value) };
                self.words_of(key, field).iter().any(fits)
            }
            Term::Version(compare, number) => compare.holds(&key.1, number),
            Term::Size(compare, bytes) => compare.holds(&u64::from(version.bytes), bytes),
            Term::Created(Compare::Differs, moment) => !within(version, Compare::Equals, *moment),
            Term::Created(compare, moment) => within(version, *compare, *moment),
            Term::Deployable(yes) => version.deployable == *yes,
            Term::Number { key: name, compare, number } => match version.metrics.get(name) {
                Some(metric) => compare.holds(metric, &number.get()),
                None => self.tags_of(key, name).iter().any(|tag| {
                    let tag = serde_json::from_str::<serde_json::Number>(tag).ok().and_then(|n| n.as_f64());
                    tag.is_some_and(|tag| compare.holds(&tag, &number.get()))
                }),
            },
        }
    }

    fn words_of(&self, key: (usize, u32), field: &Field) -> Vec<&str> {
        let version = &self.versions[&key];
        match field {
            Field::Name => vec![NAMES[key.0]],
            Field::Framework => version.framework.as_deref().into_iter().collect(),
            Field::Run => version.run.as_deref().into_iter().collect(),
            Field::Experiment => version.experiment.as_deref().into_iter().collect(),
            Field::Kind => vec!["onnx"],
            Field::Alias => {
                let here = self.aliases.iter().filter(|((model, _), number)| (*model, **number) == key);
                here.map(|((_, alias), _)| *alias).collect()
            }
            Field::Deployed => {
                self.endpoints.iter().filter(|(_, served)| **served == key).map(|(name, _)| *name).collect()
            }
            Field::Tag(_) => unreachable!("tags are compared apart"),
        }
    }

    fn tags_of(&self, (model, number): (usize, u32), key: &str) -> Vec<&str> {
        let tags = [&self.versions[&(model, number)].tags, &self.tags[model]];
        tags.into_iter().filter_map(|tags| tags.get(key).map(String::as_str)).collect()
    }

    /// Whether the words stand one after another in one of the texts; the last may go on.
    fn says(&self, key: (usize, u32), text: &str) -> bool {
        let wanted = words(text);
        let Some((last, whole)) = wanted.split_last() else { return true };
        let version = &self.versions[&key];
        let joined = |tags: &Tags| {
            tags.iter().map(|(key, value)| format!("{key} {value}")).collect::<Vec<_>>().join("\n")
        };
        let texts = [
            NAMES[key.0].to_owned(),
            version.description.clone(),
            self.descriptions[key.0].clone(),
            joined(&version.tags),
            joined(&self.tags[key.0]),
        ];
        texts.iter().map(|text| words(text)).any(|found| {
            found.windows(wanted.len()).any(|window| {
                let (end, start) = window.split_last().unwrap();
                start == whole && end.starts_with(last.as_str())
            })
        })
    }
}

fn within(version: &Version, compare: Compare, moment: Moment) -> bool {
    moment.range(compare).unwrap().contains(&version.created)
}

fn holds(text: &str, part: &str) -> bool {
    text.to_ascii_lowercase().contains(&part.to_ascii_lowercase())
}

fn words(text: &str) -> Vec<String> {
    let plain = text.to_lowercase().replace('é', "e");
    plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
