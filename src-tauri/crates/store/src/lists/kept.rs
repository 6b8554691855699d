//! Sets of rows that stay in memory, as they are in the database after its last commit.
//!
//! Invariant: one process owns the database and every change of it goes through [`Write`](crate::store::Write), so what
//! is kept here is put right by each commit, before anybody can look at what the commit made. Whoever looks takes the
//! sets and one state of the database together.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use roaring::RoaringBitmap;
use sqlx::{QueryBuilder, Row as _, Sqlite, SqliteConnection};

use super::{
    found::Rank,
    order::Ranking,
    set::{Change, Set},
    sort::SortKey,
};
use crate::{error::Error, versions::load::list};

/// Above so many bytes the sets that were not asked for lately are let go.
const BYTES_MAX: u64 = 32_000_000;
/// A set is read anew, when somebody asks, after a change of more rows than this.
const CHANGED_MAX: usize = 20_000;
/// So many lists are remembered in their order; a list of a million rows takes 4 MB.
const LISTS_MAX: usize = 4;
/// The models of all versions are read of so many models at a time, so that no large text is made of them.
const MODELS_AT_ONCE: usize = 8_192;

/// What is known at one commit.
#[derive(Clone, Default)]
pub(crate) struct Kept {
    /// Counts the commits that changed something.
    pub(super) generation: u64,
    pub(super) sets: HashMap<Set, Arc<KeptSet>>,
    /// The model of each version by its id, 0 where there is none.
    pub(super) owners: Option<Arc<Vec<u32>>>,
    /// All versions in an order.
    pub(super) rankings: HashMap<SortKey, Arc<Ranking>>,
    /// Rows of lists in their order, by what was asked.
    pub(super) lists: HashMap<Rank, Arc<Vec<u32>>>,
    /// One row a model, by what was asked.
    pub(super) models: HashMap<super::plan::Plan, Arc<super::found::Models>>,
}

/// A set of versions.
pub(super) struct KeptSet {
    /// The versions that are in it; those that their models give it to may be in the trash or gone.
    pub(super) all: RoaringBitmap,
    /// Whence each is in it; none where all are of themselves.
    whence: Option<Whence>,
    /// When it was last asked for.
    used: AtomicU64,
}

/// Whence versions are in a set.
#[derive(Clone)]
struct Whence {
    /// Versions, of themselves.
    own: RoaringBitmap,
    /// Models that give it to all their versions.
    models: RoaringBitmap,
}

impl KeptSet {
    fn new(all: RoaringBitmap, whence: Whence, used: u64) -> Self {
        let whence = Some(whence).filter(|whence| !whence.models.is_empty());
        Self { all, whence, used: used.into() }
    }

    fn whence(&self) -> Whence {
        let own = || Whence { own: self.all.clone(), models: RoaringBitmap::new() };
        self.whence.clone().unwrap_or_else(own)
    }

    fn bytes(&self) -> u64 {
        let whence = self.whence.iter().flat_map(|Whence { own, models }| [own, models]);
        whence.chain([&self.all]).map(|bits| bits.serialized_size() as u64).sum()
    }
}

/// Counts what is asked for.
fn now() -> u64 {
    static TICK: AtomicU64 = AtomicU64::new(0);
    TICK.fetch_add(1, Ordering::Relaxed)
}

impl Kept {
    pub(super) fn set(&self, set: &Set) -> Option<Arc<KeptSet>> {
        let kept = self.sets.get(set)?;
        kept.used.store(now(), Ordering::Relaxed);
        Some(Arc::clone(kept))
    }

    pub(super) fn keep_set(&mut self, set: Set, kept: Arc<KeptSet>) {
        self.sets.insert(set, kept);
        let mut bytes: u64 = self.sets.values().map(|kept| kept.bytes()).sum();
        while bytes > BYTES_MAX && self.sets.len() > 1 {
            let oldest = self.sets.iter().min_by_key(|(_, kept)| kept.used.load(Ordering::Relaxed));
            let Some(oldest) = oldest.map(|(set, _)| set.clone()) else { return };
            bytes -= self.sets.remove(&oldest).map_or(0, |kept| kept.bytes());
        }
    }

    pub(super) fn keep_list(&mut self, rank: Rank, list: Arc<Vec<u32>>) {
        if self.lists.len() >= LISTS_MAX {
            self.lists.clear();
        }
        self.lists.insert(rank, list);
    }

    pub(super) fn keep_models(&mut self, plan: super::plan::Plan, models: Arc<super::found::Models>) {
        if self.models.len() >= LISTS_MAX {
            self.models.clear();
        }
        self.models.insert(plan, models);
    }
}

/// The versions outside the trash, of all that have a model.
pub(super) async fn read_live(read: &mut SqliteConnection, owners: &[u32]) -> Result<KeptSet, Error> {
    let there = (0_u32..).zip(owners).filter(|(_, model)| **model > 0).map(|(id, _)| id);
    let mut all = RoaringBitmap::from_sorted_iter(there).expect("rows are counted upwards");
    let mut trashed =
        QueryBuilder::new("select json_group_array(id) from versions where trashed_at is not null");
    all -= ids(read, &mut trashed).await?;
    Ok(KeptSet { all, whence: None, used: now().into() })
}

/// Reads a set. `owners` are needed where a model gives it to many versions.
pub(super) async fn read_set(
    read: &mut SqliteConnection,
    set: &Set,
    owners: Option<&[u32]>,
) -> Result<KeptSet, Error> {
    let own = rows_of(read, None, |sql| set.push_versions(sql)).await?;
    let models = rows_of(read, None, |sql| set.push_models(sql)).await?;
    let mut all = own.clone();
    if let Some(owners) = owners.filter(|_| !models.is_empty()) {
        let given = (0_u32..).zip(owners).filter(|(_, model)| models.contains(**model)).map(|(id, _)| id);
        all |= RoaringBitmap::from_sorted_iter(given).expect("rows are counted upwards");
    } else if !models.is_empty() {
        all |= versions_of(read, &models).await?;
    }
    Ok(KeptSet::new(all, Whence { own, models }, now()))
}

/// How many models give a set to their versions.
pub(super) async fn count_models(read: &mut SqliteConnection, set: &Set) -> Result<u64, Error> {
    Ok(rows_of(read, None, |sql| set.push_models(sql)).await?.len())
}

async fn versions_of(read: &mut SqliteConnection, models: &RoaringBitmap) -> Result<RoaringBitmap, Error> {
    let mut sql = QueryBuilder::new(
        "select json_group_array(id) from versions where model_id in (select value from json_each(",
    );
    sql.push_bind(json(models)).push("))");
    ids(read, &mut sql).await
}

/// The ids that a query gives, all of them or those among `only`; none where there is no query.
async fn rows_of(
    read: &mut SqliteConnection,
    only: Option<&RoaringBitmap>,
    push: impl FnOnce(&mut QueryBuilder<Sqlite>) -> bool,
) -> Result<RoaringBitmap, Error> {
    let mut sql = QueryBuilder::new("select json_group_array(id) from (");
    if !push(&mut sql) {
        return Ok(RoaringBitmap::new());
    }
    sql.push(")");
    if let Some(only) = only {
        sql.push(" where id in (select value from json_each(").push_bind(json(only)).push("))");
    }
    ids(read, &mut sql).await
}

/// The ids of a query that puts them all into one text.
async fn ids(read: &mut SqliteConnection, sql: &mut QueryBuilder<Sqlite>) -> Result<RoaringBitmap, Error> {
    let row = sql.build().fetch_one(read).await?;
    Ok(parse(row.try_get(0)?)?.into_iter().collect())
}

/// Row numbers that SQLite has put into one text: far quicker than row by row.
pub(super) fn parse(text: &str) -> Result<Vec<u32>, Error> {
    serde_json::from_str(text).map_err(Error::damaged("a row's number"))
}

pub(super) fn json(ids: &RoaringBitmap) -> String {
    list(&ids.iter().map(i64::from).collect::<Vec<_>>())
}

/// The model of each version.
pub(super) async fn read_owners(read: &mut SqliteConnection) -> Result<Vec<u32>, Error> {
    let last: (Option<u32>, Option<u32>) =
        sqlx::query_as("select (select max(id) from versions), (select max(model_id) from versions)")
            .fetch_one(&mut *read)
            .await?;
    let (Some(version), Some(model)) = last else { return Ok(Vec::new()) };
    let mut owners = vec![0; version as usize + 1];
    for first in (0..=model).step_by(MODELS_AT_ONCE) {
        let row = sqlx::query(
            "select json_group_array(id), json_group_array(model_id) from versions
            where model_id between ? and ?",
        )
        .bind(first)
        .bind(first.saturating_add(MODELS_AT_ONCE as u32 - 1))
        .fetch_one(&mut *read)
        .await?;
        for (id, model) in parse(row.try_get(0)?)?.into_iter().zip(parse(row.try_get(1)?)?) {
            owners[id as usize] = model;
        }
    }
    Ok(owners)
}

/// What the transaction has changed: indexes its texts, and gives back what is kept as it will be after the commit; none
/// where nothing changed.
pub(crate) async fn after(
    write: &mut SqliteConnection,
    kept: &Arc<Kept>,
) -> Result<Option<Arc<Kept>>, Error> {
    let changes: Vec<Change> = sqlx::query_as(
        "select level, source, key, value, json_group_array(id) as ids from unseen group by level, source, key, value",
    )
    .fetch_all(&mut *write)
    .await?;
    if changes.is_empty() {
        return Ok(None);
    }
    if changes.iter().any(|change| change.source == "text") {
        index_texts(write).await?;
    }
    let next = put_right(write, kept, &changes).await?;
    sqlx::query("delete from unseen").execute(write).await?;
    Ok(Some(Arc::new(next)))
}

async fn index_texts(write: &mut SqliteConnection) -> Result<(), Error> {
    for statement in [
        "delete from version_texts
            where rowid in (select id from unseen where level = 'version' and source = 'text')",
        "insert into version_texts (rowid, description, notes, tags)
            select version_id, description, notes, tags from texts_of_versions
            where version_id in (select id from unseen where level = 'version' and source = 'text')
                and (description <> '' or notes <> '' or tags <> '')",
        "delete from model_texts where rowid in (select id from unseen where level = 'model' and source = 'text')",
        "insert into model_texts (rowid, name, description, tags)
            select model_id, name, description, tags from texts_of_models
            where model_id in (select id from unseen where level = 'model' and source = 'text')",
    ] {
        sqlx::query(statement).execute(&mut *write).await?;
    }
    Ok(())
}

async fn put_right(write: &mut SqliteConnection, kept: &Kept, changes: &[Change]) -> Result<Kept, Error> {
    let mut next = Kept { generation: kept.generation + 1, ..Kept::default() };
    if kept.sets.is_empty() && kept.owners.is_none() {
        return Ok(next);
    }
    let moved = ids_of(changes, |change| change.level == "version" && change.source == "version")?;
    let owners = owners_of(write, &moved).await?;
    next.owners = kept.owners.as_ref().map(|all| Arc::new(with_owners(all, &moved, &owners)));
    for (set, kept) in &kept.sets {
        let versions = ids_of(changes, |change| change.level == "version" && set.depends_on(change))?;
        let models = ids_of(changes, |change| change.level == "model" && set.depends_on(change))?;
        let changed = (versions.len() + models.len() + moved.len()) as usize;
        if changed > CHANGED_MAX {
            continue;
        }
        let inherits = kept.whence.is_some() && !moved.is_empty();
        let kept = if versions.is_empty() && models.is_empty() && !inherits {
            Arc::clone(kept)
        } else {
            let touched = Touched { versions, models, moved: &moved, owners: &owners };
            Arc::new(changed_set(write, set, kept, touched).await?)
        };
        next.sets.insert(set.clone(), kept);
    }
    Ok(next)
}

struct Touched<'a> {
    versions: RoaringBitmap,
    models: RoaringBitmap,
    /// Versions that came or went.
    moved: &'a RoaringBitmap,
    owners: &'a HashMap<u32, u32>,
}

async fn changed_set(
    write: &mut SqliteConnection,
    set: &Set,
    kept: &KeptSet,
    touched: Touched<'_>,
) -> Result<KeptSet, Error> {
    let Whence { mut own, mut models } = kept.whence();
    if !touched.versions.is_empty() {
        own -= &touched.versions;
        own |= rows_of(write, Some(&touched.versions), |sql| set.push_versions(sql)).await?;
    }
    let mut affected = touched.versions.clone() | touched.moved;
    if !touched.models.is_empty() {
        models -= &touched.models;
        models |= rows_of(write, Some(&touched.models), |sql| set.push_models(sql)).await?;
        affected |= versions_of(write, &touched.models).await?;
    }
    let mut all = kept.all.clone();
    all -= &affected;
    all |= &own & &affected;
    if !models.is_empty() {
        let unknown: RoaringBitmap = &affected - touched.moved;
        let owners = owners_of(write, &unknown).await?;
        let owner = |id: &u32| owners.get(id).or_else(|| touched.owners.get(id));
        all.extend(affected.iter().filter(|id| owner(id).is_some_and(|model| models.contains(*model))));
    }
    Ok(KeptSet::new(all, Whence { own, models }, kept.used.load(Ordering::Relaxed)))
}

fn ids_of(changes: &[Change], wanted: impl Fn(&Change) -> bool) -> Result<RoaringBitmap, Error> {
    let mut ids = RoaringBitmap::new();
    for change in changes.iter().filter(|change| wanted(change)) {
        ids.extend(parse(&change.ids)?);
    }
    Ok(ids)
}

/// The models of those versions that there are.
async fn owners_of(read: &mut SqliteConnection, ids: &RoaringBitmap) -> Result<HashMap<u32, u32>, Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let (ids, models): (String, String) = sqlx::query_as(
        "select json_group_array(id), json_group_array(model_id) from versions
        where id in (select value from json_each(?))",
    )
    .bind(json(ids))
    .fetch_one(read)
    .await?;
    Ok(parse(&ids)?.into_iter().zip(parse(&models)?).collect())
}

fn with_owners(all: &[u32], moved: &RoaringBitmap, owners: &HashMap<u32, u32>) -> Vec<u32> {
    let mut all = all.to_vec();
    let length = moved.max().map_or(0, |max| max as usize + 1);
    all.resize(all.len().max(length), 0);
    for id in moved {
        all[id as usize] = owners.get(&id).copied().unwrap_or_default();
    }
    all
}
