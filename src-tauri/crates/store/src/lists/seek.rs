//! Where in a list a name stands, for who types it.

use domain::{filter::fold, finding::Rows};

use super::{VersionQuery, plan::Plan, set::Set};
use crate::{Store, error::Error, threads::off_thread};

impl Store {
    /// How many rows stand before the first one whose model's name begins so, in any case: the first from `at` on, and
    /// where there is none, the first of the list. None where no row has such a name.
    ///
    /// # Errors
    /// The database's.
    pub async fn seek(&self, query: &VersionQuery, rows: Rows, begins: &str) -> Result<Option<u64>, Error> {
        let mut look = self.look().await?;
        let list = look.ordered(&Plan::of(&query.filter), rows, &query.sort).await?;
        let named = look.versions(&Plan::Set(Set::NameBegins(fold(begins)))).await?;
        let from = query.at.unwrap_or_default();
        Ok(off_thread(move || list.next_of(&named, from)).await)
    }
}
