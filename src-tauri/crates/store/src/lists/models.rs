//! One row a model: its newest version that matches stands for it.

use domain::{
    finding::Rows,
    model::{ModelPage, ModelRow},
};

use super::{
    VersionQuery,
    plan::Plan,
    series,
    versions::{Page, wide},
};
use crate::{Store, error::Error, versions::load};

impl Store {
    /// One page of the models that have a version that matches, sorted by the newest such version, and how many there
    /// are in all.
    ///
    /// # Errors
    /// [`Error::PageToken`] when `after` is not a token of a list in this order, [`Error::TwoPlaces`] when `at` is told
    /// too.
    pub async fn models(&self, query: &VersionQuery) -> Result<ModelPage, Error> {
        let mut look = self.look().await?;
        let plan = Plan::of(&query.filter);
        let models = look.models(&plan).await?;
        let owners = look.owners().await?;
        let Page { ids, next, total } = look.page(&plan, Rows::Models, query).await?;
        let own: Vec<u32> =
            ids.iter().map(|id| owners.get(*id as usize).copied().unwrap_or_default()).collect();
        let mut tags = load::model_tags(look.connection(), &wide(&own)).await?;
        let latest = load::versions(look.connection(), &wide(&ids)).await?;
        let mut told = series::of(look.connection(), own.iter().copied().zip(&latest)).await?;
        let row = |((id, model), latest)| ModelRow {
            tags: tags.remove(&i64::from(model)).unwrap_or_default(),
            latest,
            versions: models.versions(id),
            series: told.remove(&i64::from(model)),
        };
        Ok(ModelPage { models: ids.iter().copied().zip(own).zip(latest).map(row).collect(), next, total })
    }
}
