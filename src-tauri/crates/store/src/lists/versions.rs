//! One row a version.

use domain::{finding::Rows, model::VersionPage};

use super::{
    VersionQuery,
    found::{Look, Ordered},
    plan::Plan,
};
use crate::{Store, error::Error, versions::load};

/// The rows of a page, and what goes with them.
pub(super) struct Page {
    pub ids: Vec<u32>,
    pub next: Option<String>,
    pub total: u64,
}

impl Store {
    /// One page of the versions that match, and how many match in all.
    ///
    /// # Errors
    /// [`Error::PageToken`] when `after` is not a token of a list in this order, [`Error::TwoPlaces`] when `at` is told
    /// too.
    pub async fn versions(&self, query: &VersionQuery) -> Result<VersionPage, Error> {
        let mut look = self.look().await?;
        let Page { ids, next, total } = look.page(&Plan::of(&query.filter), Rows::Versions, query).await?;
        Ok(VersionPage { versions: load::versions(look.connection(), &wide(&ids)).await?, next, total })
    }
}

impl Look<'_> {
    pub(super) async fn page(
        &mut self,
        plan: &Plan,
        rows: Rows,
        query: &VersionQuery,
    ) -> Result<Page, Error> {
        let list = self.ordered(plan, rows, &query.sort).await?;
        let start = self.start(&list, query).await?;
        let end = start.saturating_add(query.limit.into());
        let ids = list.page(start..end);
        let next = match ids.last() {
            Some(last) if end < list.len() => {
                let place = self.place_of(&query.sort, *last).await?;
                Some(query.sort.token(&place))
            }
            _ => None,
        };
        Ok(Page { ids, next, total: list.len() })
    }

    /// How many rows stand before the page.
    async fn start(&mut self, list: &Ordered, query: &VersionQuery) -> Result<u64, Error> {
        match (&query.after, query.at) {
            (Some(_), Some(_)) => Err(Error::TwoPlaces),
            (None, at) => Ok(at.unwrap_or_default()),
            (Some(token), None) => {
                let place = query.sort.place(token)?;
                self.place_after(list, &query.sort, &place).await
            }
        }
    }
}

/// Ids as the rest of the store has them.
pub(super) fn wide(ids: &[u32]) -> Vec<i64> {
    ids.iter().copied().map(i64::from).collect()
}
