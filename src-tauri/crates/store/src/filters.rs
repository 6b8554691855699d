//! Filters that are kept under a name, in the order that people give them.

use sqlx::SqliteConnection;

use crate::{Store, error::Error};

/// A filter to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFilter {
    /// What it is called.
    pub name: String,
    /// The filter.
    pub filter: String,
    /// The order of its rows.
    pub sort: Option<String>,
    /// Before how many others it stands at most; the end without.
    pub at: Option<u32>,
}

/// A filter that is kept.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct StoredFilter {
    /// Its own for good.
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// The filter.
    pub filter: String,
    /// The order of its rows.
    pub sort: Option<String>,
}

impl Store {
    /// All, in their order.
    ///
    /// # Errors
    /// The database's.
    pub async fn saved_filters(&self) -> Result<Vec<StoredFilter>, Error> {
        all(&mut *self.read().await?).await
    }

    /// Keeps one; gives back its id.
    ///
    /// # Errors
    /// [`Error::FilterExists`] where another has its name.
    pub async fn save_filter(&self, new: &NewFilter) -> Result<i64, Error> {
        let mut write = self.write().await?;
        let id: Option<i64> = sqlx::query_scalar(
            "insert into saved_filters (name, filter, sort, place)
            values (?, ?, ?, (select count(*) from saved_filters))
            on conflict (name) do nothing returning id",
        )
        .bind(&new.name)
        .bind(&new.filter)
        .bind(&new.sort)
        .fetch_optional(&mut *write)
        .await?;
        let id = id.ok_or_else(|| Error::FilterExists(new.name.clone()))?;
        if let Some(at) = new.at {
            place(&mut write, id, at as usize).await?;
        }
        write.commit().await?;
        Ok(id)
    }

    /// Gives a kept filter what `changed` says, its place too where that is told.
    ///
    /// # Errors
    /// [`Error::NoFilter`], or [`Error::FilterExists`] where another has the new name.
    pub async fn change_filter(&self, id: i64, changed: &NewFilter) -> Result<(), Error> {
        let mut write = self.write().await?;
        let taken: Option<i64> =
            sqlx::query_scalar("select id from saved_filters where name = ? and id <> ?")
                .bind(&changed.name)
                .bind(id)
                .fetch_optional(&mut *write)
                .await?;
        if taken.is_some() {
            return Err(Error::FilterExists(changed.name.clone()));
        }
        let done = sqlx::query("update saved_filters set name = ?, filter = ?, sort = ? where id = ?")
            .bind(&changed.name)
            .bind(&changed.filter)
            .bind(&changed.sort)
            .bind(id)
            .execute(&mut *write)
            .await?;
        if done.rows_affected() == 0 {
            return Err(Error::NoFilter(id));
        }
        if let Some(at) = changed.at {
            place(&mut write, id, at as usize).await?;
        }
        write.commit().await
    }

    /// Forgets one; gives back what [`save_filter`](Self::save_filter) needs to keep it again where it was.
    ///
    /// # Errors
    /// [`Error::NoFilter`].
    pub async fn remove_filter(&self, id: i64) -> Result<NewFilter, Error> {
        let mut write = self.write().await?;
        let all = all(&mut write).await?;
        let at = all.iter().position(|filter| filter.id == id).ok_or(Error::NoFilter(id))?;
        sqlx::query("delete from saved_filters where id = ?").bind(id).execute(&mut *write).await?;
        write.commit().await?;
        let StoredFilter { name, filter, sort, .. } = all[at].clone();
        Ok(NewFilter { name, filter, sort, at: u32::try_from(at).ok() })
    }
}

async fn all(read: &mut SqliteConnection) -> Result<Vec<StoredFilter>, Error> {
    let all = sqlx::query_as("select id, name, filter, sort from saved_filters order by place, id");
    Ok(all.fetch_all(read).await?)
}

/// Puts one before the others from `at` on, and numbers all anew.
async fn place(write: &mut SqliteConnection, id: i64, at: usize) -> Result<(), Error> {
    let mut ids: Vec<i64> = all(write).await?.into_iter().map(|filter| filter.id).collect();
    ids.retain(|other| *other != id);
    ids.insert(at.min(ids.len()), id);
    for (place, id) in (0_i64..).zip(ids) {
        sqlx::query("update saved_filters set place = ? where id = ?")
            .bind(place)
            .bind(id)
            .execute(&mut *write)
            .await?;
    }
    Ok(())
}
