//! Browsing and tagging what is registered.

use domain::{
    artifact::Inspection,
    finding::Rows,
    model::{Facet, Model, ModelPage, ModelVersion, VersionPage},
    name::ModelName,
    reference::ModelRef,
    tags::{self, Tags},
};
use serde::{Deserialize, Serialize};
use store::VersionQuery;
use ts_rs::TS;

use crate::{
    App,
    error::Error,
    finding, storage,
    trial::{Effort, Trial},
};

/// A page's length when the caller names none.
const PAGE: u32 = 100;
/// The longest page.
const PAGE_MAX: u32 = 1_000;

/// Which models or versions, in which order.
#[derive(Debug, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct ListArgs {
    /// A filter; none for all.
    pub filter: Option<String>,
    /// How many at most.
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<String>,
    /// How many rows of the list stand before the page; instead of `after`, to jump to a place.
    pub at: Option<u64>,
    /// `updated` (newest first), `name`, `size`, `version`, `framework`, `kind`, `deployed`, `metric:KEY` or `tag:KEY`;
    /// `-` before it turns the order round. Rows without such a value come last.
    pub sort: Option<String>,
}

/// Whose name is looked for, in which list.
#[derive(Debug, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct SeekArgs {
    /// The list's filter.
    pub filter: Option<String>,
    /// The list's order, as for the list itself.
    pub sort: Option<String>,
    /// The list's rows: models unless told otherwise.
    pub rows: Option<Rows>,
    /// The place from which on is looked; what stands before it comes last.
    pub at: Option<u64>,
    /// How the name begins, in any case.
    pub begins: String,
}

/// Which values to count.
#[derive(Debug, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct FacetArgs {
    /// A filter; none for all.
    pub filter: Option<String>,
    /// What is counted: models unless told otherwise.
    pub rows: Option<Rows>,
    /// Many values of every key, and not only the most frequent few.
    pub all: Option<bool>,
}

/// A model.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct ModelArgs {
    /// Its name.
    pub name: ModelName,
}

/// A model's latest or a certain version.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct ReferenceArgs {
    /// `iris`, `iris:2` or `iris@champion`.
    pub reference: ModelRef,
}

/// A path on this machine.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct PathArgs {
    /// A file or a folder.
    pub path: String,
}

/// Tags to set and to remove.
#[derive(Debug, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct TagArgs {
    /// `iris` for the model's tags, `iris:2` for those of a version.
    pub reference: ModelRef,
    /// Set to these values.
    #[serde(default)]
    #[ts(optional, as = "Option<Tags>")]
    pub set: Tags,
    /// Removed if there.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<String>>")]
    pub remove: Vec<String>,
}

/// A new description.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct DescribeArgs {
    /// `iris` for the model, `iris:2` for a version.
    pub reference: ModelRef,
    /// A sentence or two.
    pub description: String,
}

/// One row a model.
pub(crate) async fn list(app: &App, args: ListArgs) -> Result<ModelPage, Error> {
    Ok(app.store().models(&query(app, args)?).await?)
}

/// One row a version.
pub(crate) async fn versions(app: &App, args: ListArgs) -> Result<VersionPage, Error> {
    Ok(app.store().versions(&query(app, args)?).await?)
}

/// Where in a list the next row stands whose model's name begins so; none where no row's does.
pub(crate) async fn seek(app: &App, args: SeekArgs) -> Result<Option<u64>, Error> {
    let list = ListArgs { filter: args.filter, sort: args.sort, at: args.at, ..ListArgs::default() };
    Ok(app.store().seek(&query(app, list)?, args.rows.unwrap_or_default(), &args.begins).await?)
}

/// The values that narrow the current result, with counts.
pub(crate) async fn facets(app: &App, args: FacetArgs) -> Result<Vec<Facet>, Error> {
    let filter = finding::filter(app, args.filter.as_deref())?;
    Ok(app.store().facets(&filter, args.rows.unwrap_or_default(), args.all.unwrap_or_default()).await?)
}

/// A model with all its versions.
pub(crate) async fn show(app: &App, args: ModelArgs) -> Result<Model, Error> {
    let mut model = app.store().model(&args.name).await?;
    storage::look(app, &mut model.versions).await?;
    Ok(model)
}

/// One version.
pub(crate) async fn version(app: &App, args: ReferenceArgs) -> Result<ModelVersion, Error> {
    let mut version = app.store().version(&args.reference).await?;
    storage::look(app, std::slice::from_mut(&mut version)).await?;
    Ok(version)
}

/// What a file is, without registering it.
pub(crate) async fn inspect(app: &App, args: PathArgs) -> Result<Inspection, Error> {
    let trial = Trial { path: args.path.into(), source: None, effort: Effort::Load, sample: None };
    Ok(app.0.trials.run(trial, &app.limits().await?).await?.inspection)
}

/// A name for a file that somebody dropped: its stem, made legal.
pub(crate) async fn suggest_name(_: &App, args: PathArgs) -> Result<Option<ModelName>, Error> {
    let stem = std::path::Path::new(&args.path).file_stem();
    Ok(stem.and_then(|stem| ModelName::suggest(&stem.to_string_lossy())))
}

/// Sets and removes tags; gives back all that are there now.
pub(crate) async fn tag(app: &App, args: TagArgs) -> Result<Tags, Error> {
    for (key, value) in &args.set {
        tags::check(key, value)?;
    }
    Ok(app.store().set_tags(&args.reference, args.set, &args.remove, &app.by()).await?)
}

/// Replaces a description.
pub(crate) async fn describe(app: &App, args: DescribeArgs) -> Result<(), Error> {
    Ok(app.store().describe(&args.reference, args.description, &app.by()).await?)
}

fn query(app: &App, args: ListArgs) -> Result<VersionQuery, Error> {
    Ok(VersionQuery {
        filter: finding::filter(app, args.filter.as_deref())?,
        limit: args.limit.unwrap_or(PAGE).clamp(1, PAGE_MAX),
        after: args.after,
        at: args.at,
        sort: args.sort.unwrap_or_default().parse()?,
    })
}
