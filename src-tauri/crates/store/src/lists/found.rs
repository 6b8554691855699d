//! What a filter finds: its plan carried out on bitmaps.

use std::{ops::Range, sync::Arc};

use domain::{filter::Filter, finding::Rows};
use roaring::RoaringBitmap;
use sqlx::{SqlSafeStr as _, Sqlite, SqliteConnection, Transaction};
use tokio::sync::Mutex;

use super::{
    kept::{self, Kept, KeptSet},
    plan::Plan,
    set::Set,
    sort::{Sort, SortKey},
};
use crate::{Store, error::Error, threads::off_thread};

/// From so many models on that give a set to their versions, the models of all versions are read once and kept.
const MODELS_MANY: u64 = 1_000;

/// One look at the registry: one state of the database, and what is kept of that state.
pub(crate) struct Look<'a> {
    pub(super) read: Transaction<'static, Sqlite>,
    kept: Arc<Kept>,
    shared: &'a Mutex<Arc<Kept>>,
}

/// One row a model, of what a filter finds.
pub(crate) struct Models {
    /// The newest version that matches of each model, newest first.
    pub(super) newest: Arc<Vec<u32>>,
    /// How many versions match, by the model.
    counts: Vec<u32>,
    /// The models of all versions.
    owners: Arc<Vec<u32>>,
}

impl Models {
    /// How many versions of the model of this version match.
    pub(super) fn versions(&self, newest: u32) -> u64 {
        let model = self.owners.get(newest as usize).copied().unwrap_or_default();
        self.counts.get(model as usize).copied().unwrap_or_default().into()
    }
}

/// What a list in an order is remembered by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Rank {
    pub(super) plan: Plan,
    pub(super) rows: Rows,
    pub(super) sort: Sort,
}

/// Rows in their order; the usual order needs no list of its own.
pub(super) enum Ordered {
    /// By the versions' ids.
    ById { ids: Arc<RoaringBitmap>, reversed: bool },
    /// As they stand.
    Listed(Arc<Vec<u32>>),
}

impl Store {
    pub(crate) async fn look(&self) -> Result<Look<'_>, Error> {
        // A connection is taken first: waiting for one with the lock held could keep a writer from giving one back.
        let connection = self.0.pool.acquire().await?;
        let kept = self.0.kept.lock().await;
        // The state is that of the first statement that reads; in one call with it, since each costs two switches of
        // threads.
        let begin = "begin; select 1 from versions limit 1".into_sql_str();
        let read = Transaction::begin(connection, Some(begin)).await?;
        Ok(Look { read, kept: Arc::clone(&kept), shared: &self.0.kept })
    }

    /// How many rows a filter finds.
    ///
    /// # Errors
    /// The database's.
    pub async fn count(&self, filter: &Filter, rows: Rows) -> Result<u64, Error> {
        let mut look = self.look().await?;
        look.count(&Plan::of(filter), rows).await
    }
}

impl Look<'_> {
    pub(crate) async fn count(&mut self, plan: &Plan, rows: Rows) -> Result<u64, Error> {
        Ok(match rows {
            Rows::Versions => self.versions(plan).await?.len(),
            Rows::Models => self.models(plan).await?.newest.len() as u64,
        })
    }

    /// The versions that a plan leaves.
    pub(super) async fn versions(&mut self, plan: &Plan) -> Result<RoaringBitmap, Error> {
        let live = self.set(&Set::Live).await?;
        self.among(plan, &live.all).await
    }

    /// Those of these versions that a plan leaves. A set that can change nothing any more is not even read.
    pub(super) async fn among(&mut self, plan: &Plan, all: &RoaringBitmap) -> Result<RoaringBitmap, Error> {
        Ok(match plan {
            _ if all.is_empty() => RoaringBitmap::new(),
            Plan::All => all.clone(),
            Plan::None => RoaringBitmap::new(),
            Plan::Set(set) => all & &self.set(set).await?.all,
            Plan::Not(inner) => all - Box::pin(self.among(inner, all)).await?,
            Plan::And(parts) => {
                let mut left = all.clone();
                for part in parts {
                    left = Box::pin(self.among(part, &left)).await?;
                }
                left
            }
            Plan::Or(parts) => {
                let (mut found, mut rest) = (RoaringBitmap::new(), all.clone());
                for part in parts {
                    let more = Box::pin(self.among(part, &rest)).await?;
                    rest -= &more;
                    found |= more;
                }
                found
            }
        })
    }

    async fn set(&mut self, set: &Set) -> Result<Arc<KeptSet>, Error> {
        if let Some(kept) = self.kept.set(set) {
            return Ok(kept);
        }
        let read = Arc::new(match set {
            Set::Live => {
                let owners = self.owners().await?;
                kept::read_live(&mut self.read, &owners).await?
            }
            set => {
                let mut owners = self.kept.owners.clone();
                if owners.is_none() && kept::count_models(&mut self.read, set).await? > MODELS_MANY {
                    owners = Some(self.owners().await?);
                }
                kept::read_set(&mut self.read, set, owners.as_deref().map(Vec::as_slice)).await?
            }
        });
        // Here always, so that this look is not in the way of itself; for others while nothing has changed.
        Arc::make_mut(&mut self.kept).sets.insert(set.clone(), Arc::clone(&read));
        self.offer(|kept| kept.keep_set(set.clone(), Arc::clone(&read))).await;
        Ok(read)
    }

    /// The model of each version.
    pub(super) async fn owners(&mut self) -> Result<Arc<Vec<u32>>, Error> {
        if let Some(owners) = &self.kept.owners {
            return Ok(Arc::clone(owners));
        }
        let owners = Arc::new(kept::read_owners(&mut self.read).await?);
        Arc::make_mut(&mut self.kept).owners = Some(Arc::clone(&owners));
        self.offer(|kept| kept.owners = Some(Arc::clone(&owners))).await;
        Ok(owners)
    }

    /// Keeps something for others, unless there has been a commit since this look began.
    async fn offer(&self, keep: impl FnOnce(&mut Kept)) {
        let mut shared = self.shared.lock().await;
        if shared.generation == self.kept.generation {
            keep(Arc::make_mut(&mut shared));
        }
    }

    pub(super) async fn models(&mut self, plan: &Plan) -> Result<Arc<Models>, Error> {
        if let Some(models) = self.kept.models.get(plan) {
            return Ok(Arc::clone(models));
        }
        let versions = self.versions(plan).await?;
        let owners = self.owners().await?;
        let models = Arc::new(off_thread(move || one_row_a_model(&versions, owners)).await);
        self.offer(|kept| kept.keep_models(plan.clone(), Arc::clone(&models))).await;
        Ok(models)
    }

    /// The rows in an order.
    pub(super) async fn ordered(&mut self, plan: &Plan, rows: Rows, sort: &Sort) -> Result<Ordered, Error> {
        let usual = sort.key == SortKey::Updated;
        let ids = match rows {
            Rows::Versions => Arc::new(self.versions(plan).await?),
            Rows::Models => {
                let newest = Arc::clone(&self.models(plan).await?.newest);
                if usual && !sort.reversed {
                    return Ok(Ordered::Listed(newest));
                }
                Arc::new(newest.iter().copied().collect())
            }
        };
        if usual {
            return Ok(Ordered::ById { ids, reversed: sort.reversed });
        }
        let rank = Rank { plan: plan.clone(), rows, sort: sort.clone() };
        if let Some(list) = self.kept.lists.get(&rank) {
            return Ok(Ordered::Listed(Arc::clone(list)));
        }
        let list = Arc::new(self.sorted(&ids, sort).await?);
        self.offer(|kept| kept.keep_list(rank, Arc::clone(&list))).await;
        Ok(Ordered::Listed(list))
    }

    /// What is kept of an order of all versions.
    pub(super) fn ranking(&self, key: &SortKey) -> Option<Arc<super::order::Ranking>> {
        self.kept.rankings.get(key).cloned()
    }

    pub(super) async fn keep_ranking(&mut self, key: &SortKey, ranking: &Arc<super::order::Ranking>) {
        self.offer(|kept| {
            if kept.rankings.len() >= 4 {
                kept.rankings.clear();
            }
            kept.rankings.insert(key.clone(), Arc::clone(ranking));
        })
        .await;
    }

    pub(crate) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.read
    }
}

fn one_row_a_model(versions: &RoaringBitmap, owners: Arc<Vec<u32>>) -> Models {
    let mut counts: Vec<u32> = Vec::new();
    let mut newest = Vec::new();
    for id in versions.iter().rev() {
        let model = owners.get(id as usize).copied().unwrap_or_default() as usize;
        if model >= counts.len() {
            counts.resize(model + 1, 0);
        }
        if counts[model] == 0 {
            newest.push(id);
        }
        counts[model] += 1;
    }
    Models { newest: Arc::new(newest), counts, owners }
}

impl Ordered {
    pub(super) fn len(&self) -> u64 {
        match self {
            Self::ById { ids, .. } => ids.len(),
            Self::Listed(list) => list.len() as u64,
        }
    }

    /// The rows at these places.
    pub(super) fn page(&self, places: Range<u64>) -> Vec<u32> {
        let places = places.start.min(self.len())..places.end.min(self.len());
        let length = usize::try_from(places.end.saturating_sub(places.start)).unwrap_or(usize::MAX);
        let number = |place: u64| u32::try_from(place).unwrap_or(u32::MAX);
        match self {
            _ if length == 0 => Vec::new(),
            Self::Listed(list) => list[number(places.start) as usize..][..length].to_vec(),
            Self::ById { ids, reversed: true } => {
                let first = ids.select(number(places.start)).unwrap_or(u32::MAX);
                ids.range(first..).take(length).collect()
            }
            Self::ById { ids, reversed: false } => {
                let last = ids.select(number(ids.len() - 1 - places.start)).unwrap_or_default();
                ids.range(..=last).rev().take(length).collect()
            }
        }
    }

    /// How many rows stand before or at this version, where the list is by id or holds it.
    pub(super) fn place_after(&self, id: u32) -> Option<u64> {
        match self {
            Self::ById { ids, reversed: true } => Some(ids.rank(id)),
            Self::ById { ids, reversed: false } => {
                Some(ids.len() - id.checked_sub(1).map_or(0, |before| ids.rank(before)))
            }
            Self::Listed(list) => list.iter().position(|row| *row == id).map(|place| place as u64 + 1),
        }
    }

    /// The first place from `from` on where one of these stands, or else the first of all.
    pub(super) fn next_of(&self, among: &RoaringBitmap, from: u64) -> Option<u64> {
        match self {
            Self::Listed(list) => {
                let found = |(_, id): &(usize, &u32)| among.contains(**id);
                let start = usize::try_from(from).unwrap_or(usize::MAX);
                let places = || list.iter().enumerate();
                let next = places().skip(start).find(found).or_else(|| places().find(found));
                next.map(|(place, _)| place as u64)
            }
            Self::ById { ids, reversed } => {
                let here = ids.as_ref() & among;
                let last = ids.len().checked_sub(1)?;
                let place = |at: u64| if *reversed { at } else { last - at };
                let from = if from > last { 0 } else { from };
                let start = u32::try_from(place(from)).ok().and_then(|place| ids.select(place))?;
                let next = if *reversed {
                    here.range(start..).next().or_else(|| here.min())
                } else {
                    here.range(..=start).next_back().or_else(|| here.max())
                };
                next.map(|id| place(ids.rank(id) - 1))
            }
        }
    }
}
