//! Rows in the order of a key.

use std::sync::Arc;

use roaring::RoaringBitmap;
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::{
    found::{Look, Ordered},
    kept::{json, parse},
    sort::{Key, Place, Sort, SortKey},
};
use crate::error::Error;

/// Up to so many rows are sorted alone; for more, all versions are sorted once and kept in their order.
const FEW: u64 = 10_000;

/// All versions that have a key, by the key and then by their ids, also those in the trash.
pub(crate) struct Ranking(Vec<u32>);

impl Look<'_> {
    /// These rows by the sort's key; those without it come last, by their ids.
    pub(super) async fn sorted(&mut self, ids: &RoaringBitmap, sort: &Sort) -> Result<Vec<u32>, Error> {
        let mut ranked = if ids.len() <= FEW {
            ranked(self.connection(), &sort.key, Some(ids)).await?
        } else {
            let ranking = self.all_ranked(&sort.key).await?;
            ranking.0.iter().copied().filter(|id| ids.contains(*id)).collect()
        };
        let missing = ids - ranked.iter().copied().collect::<RoaringBitmap>();
        if sort.reversed {
            ranked.reverse();
            ranked.extend(missing.iter().rev());
        } else {
            ranked.extend(&missing);
        }
        Ok(ranked)
    }

    async fn all_ranked(&mut self, key: &SortKey) -> Result<Arc<Ranking>, Error> {
        if let Some(ranking) = self.ranking(key) {
            return Ok(ranking);
        }
        let ranking = Arc::new(Ranking(ranked(self.connection(), key, None).await?));
        self.keep_ranking(key, &ranking).await;
        Ok(ranking)
    }

    /// The place of the first row after the one that a token tells of, whether or not that one is still there.
    pub(super) async fn place_after(
        &mut self,
        rows: &Ordered,
        sort: &Sort,
        after: &Place,
    ) -> Result<u64, Error> {
        // A row that is gone may have left its number to another.
        if let Some(place) = rows.place_after(after.id)
            && self.place_of(sort, after.id).await? == *after
        {
            return Ok(place);
        }
        let (mut from, mut until) = (0, rows.len());
        while from < until {
            let middle = from + (until - from) / 2;
            let id = rows.page(middle..middle + 1)[0];
            let place = self.place_of(sort, id).await?;
            if sort.before_or_at(&place, after) { from = middle + 1 } else { until = middle }
        }
        Ok(from)
    }

    /// Where a row stands in an order.
    pub(super) async fn place_of(&mut self, sort: &Sort, id: u32) -> Result<Place, Error> {
        if sort.key == SortKey::Updated {
            return Ok(Place { id, key: Key::None });
        }
        let mut sql = QueryBuilder::new("select case typeof(key) when 'text' then key end, case typeof(key) when 'text' then null else cast(key as real) end
            from (");
        sort.key.push_keys(&mut sql);
        sql.push(") where id = ").push_bind(id).push(" and key is not null");
        let found: Option<(Option<String>, Option<f64>)> =
            sql.build_query_as().fetch_optional(self.connection()).await?;
        let key = match found {
            Some((Some(text), _)) => Key::Text(text),
            Some((None, Some(number))) => Key::Number(number),
            _ => Key::None,
        };
        Ok(Place { id, key })
    }
}

async fn ranked(
    read: &mut SqliteConnection,
    key: &SortKey,
    only: Option<&RoaringBitmap>,
) -> Result<Vec<u32>, Error> {
    let mut sql: QueryBuilder<Sqlite> =
        QueryBuilder::new("select json_group_array(id) from (select id from (");
    key.push_keys(&mut sql);
    sql.push(") where key is not null");
    if let Some(only) = only {
        sql.push(" and id in (select value from json_each(").push_bind(json(only)).push("))");
    }
    sql.push(" order by key, id)");
    parse(&sql.build_query_scalar::<String>().fetch_one(read).await?)
}
