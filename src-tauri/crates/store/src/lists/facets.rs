//! The values that narrow a list down, with counts.

use std::collections::BTreeMap;

use domain::{
    filter::{Field, Filter, quoted_key},
    finding::Rows,
    model::Facet,
    task::Task,
};
use roaring::RoaringBitmap;

use super::{found::Look, kept::json, plan::Plan, set::Column, values};
use crate::{Store, error::Error, threads::off_thread};

/// At most how many values are offered, where not all are asked for.
const VALUES: usize = 24;
/// A key with more values than this tells versions apart (an id, a date) rather than groups them.
const VALUES_OF_A_KEY: usize = 24;
/// How many values of a key are offered where all are asked for.
const VALUES_OF_A_KEY_MAX: usize = 50;
/// How many keys of tags are looked at.
const KEYS_MAX: usize = 50;
/// Of so few versions the tags are read; of more, the tags that are used most are counted.
const FEW: u64 = 2_000;

impl Store {
    /// The values of the filter language's keys that occur most among the rows that match: each with the number of those
    /// rows. Highest first; with `all`, many values of every key, key by key. A tag whose key is an attribute's name is
    /// left out, since `key=value` means the attribute; so is an attribute that all rows share.
    ///
    /// # Errors
    /// The database's.
    pub async fn facets(&self, filter: &Filter, rows: Rows, all: bool) -> Result<Vec<Facet>, Error> {
        let mut look = self.look().await?;
        let plan = Plan::of(filter);
        let found = look.versions(&plan).await?;
        let total = look.count(&plan, rows).await?;
        let candidates = look.candidates(&found, all).await?;
        let plans = candidates.iter().map(|(field, value)| Plan::equals(field, value)).collect();
        let counts = look.counts(&found, plans, rows).await?;
        let facets = candidates.into_iter().zip(counts).filter(|((field, value), count)| {
            let meant = *field == task() && value.parse::<Task>().is_ok();
            let always_there = matches!(field, Field::Kind | Field::Deployed) || meant;
            *count > 0 && (*count < total || !always_there)
        });
        let mut facets: Vec<Facet> = facets
            .map(|((field, value), count)| Facet { key: field.key().to_owned(), value, count })
            .collect();
        if all {
            facets.sort_by(|a, b| {
                let rank = |facet: &Facet| {
                    (RANK.iter().position(|key| *key == facet.key).unwrap_or(RANK.len()), facet.key.clone())
                };
                rank(a).cmp(&rank(b)).then(b.count.cmp(&a.count)).then(a.value.cmp(&b.value))
            });
        } else {
            facets.sort_by(|a, b| b.count.cmp(&a.count).then(a.key.cmp(&b.key)).then(a.value.cmp(&b.value)));
            facets.truncate(VALUES);
        }
        Ok(facets)
    }
}

/// The keys that come first where all are asked for.
const RANK: [&str; 5] = ["framework", "deployed", "alias", "task", "kind"];

fn task() -> Field {
    Field::Tag("task".to_owned())
}

impl Look<'_> {
    /// What may be offered.
    async fn candidates(&mut self, found: &RoaringBitmap, all: bool) -> Result<Vec<(Field, String)>, Error> {
        let limit = if all { VALUES_OF_A_KEY_MAX } else { VALUES_OF_A_KEY };
        let asked = u32::try_from(limit + 1).unwrap_or(u32::MAX);
        let mut candidates: Vec<(Field, String)> =
            ["true", "false"].map(|value| (Field::Deployed, value.to_owned())).into();
        for (field, column) in [
            (Field::Framework, Column::Framework),
            (Field::Kind, Column::Kind),
            (Field::Alias, Column::Alias),
        ] {
            let words = values::words(self.connection(), column, "", asked).await?;
            candidates.extend(words.into_iter().take(limit).map(|word| (field.clone(), word)));
        }
        let mut tags = if found.len() <= FEW {
            self.tags_of(found).await?
        } else {
            let mut tags = BTreeMap::new();
            for key in values::tag_keys(self.connection()).await?.into_iter().take(KEYS_MAX) {
                tags.insert(key.clone(), values::tag_values(self.connection(), &key, asked).await?);
            }
            tags
        };
        let tasks = tags.entry("task".to_owned()).or_default();
        tasks.truncate(limit);
        tasks.extend(Task::ALL.map(|task| task.name().to_owned()));
        tasks.sort_unstable();
        tasks.dedup();
        for (key, mut values) in tags {
            let grouping = all
                || values.len() <= VALUES_OF_A_KEY + Task::ALL.len()
                    && (values.len() <= limit || key == "task");
            if grouping && quoted_key(&key) == key {
                values.truncate(limit + Task::ALL.len());
                candidates.extend(values.into_iter().map(|value| (Field::Tag(key.clone()), value)));
            }
        }
        Ok(candidates)
    }

    /// The tags of these versions and of their models.
    async fn tags_of(&mut self, found: &RoaringBitmap) -> Result<BTreeMap<String, Vec<String>>, Error> {
        let rows: Vec<(String, String)> = sqlx::query_as(
            "select key, value from version_tags where version_id in (select value from json_each(?1))
            union select t.key, t.value from model_tags t
                where t.model_id in (select model_id from versions where id in (select value from json_each(?1)))
            order by key, value",
        )
        .bind(json(found))
        .fetch_all(self.connection())
        .await?;
        let mut tags: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (key, value) in rows {
            tags.entry(key).or_default().push(value);
        }
        Ok(tags)
    }

    /// How many rows each plan leaves of these versions.
    pub(super) async fn counts(
        &mut self,
        among: &RoaringBitmap,
        plans: Vec<Plan>,
        rows: Rows,
    ) -> Result<Vec<u64>, Error> {
        let mut sets = Vec::new();
        for plan in &plans {
            sets.push(self.among(plan, among).await?);
        }
        if rows == Rows::Versions {
            return Ok(sets.iter().map(RoaringBitmap::len).collect());
        }
        let owners = self.owners().await?;
        Ok(off_thread(move || count_models(&sets, &owners)).await)
    }
}

/// How many models have a version in each set.
fn count_models(sets: &[RoaringBitmap], owners: &[u32]) -> Vec<u64> {
    let models = owners.iter().max().map_or(0, |max| *max as usize + 1);
    // The last set in which a model was met, counted from 1.
    let mut met = vec![0_u32; models];
    let mut count = |(number, set): (u32, &RoaringBitmap)| {
        let mut count = 0;
        for id in set {
            let last = &mut met[owners.get(id as usize).copied().unwrap_or_default() as usize];
            count += u64::from(*last != number);
            *last = number;
        }
        count
    };
    (1..).zip(sets).map(&mut count).collect()
}
