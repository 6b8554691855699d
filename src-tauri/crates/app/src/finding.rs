//! What helps to find models: filters as people type them, completions, columns, and filters kept under a name.

use domain::{
    filter::Filter,
    finding::{Column, Completion, Rows, SavedFilter},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use store::{NewFilter, StoredFilter};
use ts_rs::TS;

use crate::{App, error::Error, json::NoArgs};

/// The most characters of a saved filter's name.
const NAME_MAX: usize = 100;

/// A filter that is being typed.
#[derive(Debug, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct CompleteArgs {
    /// The filter so far.
    pub filter: String,
    /// Where the caret stands, in UTF-16 units.
    pub caret: usize,
    /// What is counted: models unless told otherwise.
    #[serde(default)]
    pub rows: Option<Rows>,
}

/// A filter to keep under a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct SaveFilterArgs {
    /// What it is called.
    pub name: String,
    /// The filter.
    pub filter: String,
    /// The order of its rows.
    #[serde(default)]
    pub sort: Option<String>,
    /// How many others stand before it; all without.
    #[serde(default)]
    pub at: Option<u32>,
}

/// What to change of a saved filter; what is left out stays.
#[derive(Debug, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct EditFilterArgs {
    /// Which.
    pub id: i64,
    /// A new name.
    #[serde(default)]
    pub name: Option<String>,
    /// Another filter.
    #[serde(default)]
    pub filter: Option<String>,
    /// Another order of its rows; empty for the usual one.
    #[serde(default)]
    pub sort: Option<String>,
    /// How many others stand before it.
    #[serde(default)]
    pub at: Option<u32>,
}

/// A saved filter.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct SavedFilterArgs {
    /// Which.
    pub id: i64,
}

/// A filter as it is typed, with its ages told by the clock, to the second.
pub(crate) fn filter(app: &App, text: Option<&str>) -> Result<Filter, Error> {
    let now = app.now().as_millis();
    Ok(Filter::parse(text.unwrap_or_default())?.at(Timestamp::from_millis(now - now % 1000)))
}

/// What can be typed at the caret, with counts.
pub(crate) async fn complete(app: &App, args: CompleteArgs) -> Result<Completion, Error> {
    let rows = args.rows.unwrap_or_default();
    Ok(app.store().complete(&args.filter, args.caret, rows, app.now()).await?)
}

/// The metrics, tags and parameters that versions have.
pub(crate) async fn columns(app: &App, _: NoArgs) -> Result<Vec<Column>, Error> {
    Ok(app.store().columns().await?)
}

/// All saved filters, with how many models each finds.
pub(crate) async fn list(app: &App, _: NoArgs) -> Result<Vec<SavedFilter>, Error> {
    let mut counted = Vec::new();
    for stored in app.store().saved_filters().await? {
        counted.push(count(app, stored).await?);
    }
    Ok(counted)
}

/// Keeps a filter.
pub(crate) async fn save(app: &App, args: SaveFilterArgs) -> Result<SavedFilter, Error> {
    let new = NewFilter {
        name: name(&args.name)?,
        filter: checked(app, args.filter)?,
        sort: order(args.sort)?,
        at: args.at,
    };
    let id = app.store().save_filter(&new).await?;
    one(app, id).await
}

/// Renames, moves or changes a saved filter.
pub(crate) async fn edit(app: &App, args: EditFilterArgs) -> Result<SavedFilter, Error> {
    let stored = stored(app, args.id).await?;
    let changed = NewFilter {
        name: args.name.as_deref().map_or(Ok(stored.name), name)?,
        filter: args.filter.map_or(Ok(stored.filter), |filter| checked(app, filter))?,
        sort: args.sort.map_or(Ok(stored.sort), |sort| order(Some(sort)))?,
        at: args.at,
    };
    app.store().change_filter(args.id, &changed).await?;
    one(app, args.id).await
}

/// Forgets a saved filter; gives back what keeps it again.
pub(crate) async fn delete(app: &App, args: SavedFilterArgs) -> Result<SaveFilterArgs, Error> {
    let NewFilter { name, filter, sort, at } = app.store().remove_filter(args.id).await?;
    Ok(SaveFilterArgs { name, filter, sort, at })
}

async fn one(app: &App, id: i64) -> Result<SavedFilter, Error> {
    count(app, stored(app, id).await?).await
}

async fn stored(app: &App, id: i64) -> Result<StoredFilter, Error> {
    let mut all = app.store().saved_filters().await?.into_iter();
    Ok(all.find(|filter| filter.id == id).ok_or(store::Error::NoFilter(id))?)
}

async fn count(app: &App, stored: StoredFilter) -> Result<SavedFilter, Error> {
    let count = match filter(app, Some(&stored.filter)) {
        Ok(filter) => Some(app.store().count(&filter, Rows::Models).await?),
        Err(_) => None,
    };
    let StoredFilter { id, name, filter, sort } = stored;
    Ok(SavedFilter { id, name, filter, sort, count })
}

fn name(text: &str) -> Result<String, Error> {
    let name = text.trim();
    let length = name.chars().count();
    if length == 0 || length > NAME_MAX || name.chars().any(char::is_control) {
        return Err(Error::FilterName(name.to_owned()));
    }
    Ok(name.to_owned())
}

/// The filter as it was typed, once it is known that it can be read.
fn checked(app: &App, text: String) -> Result<String, Error> {
    filter(app, Some(&text))?;
    Ok(text)
}

fn order(sort: Option<String>) -> Result<Option<String>, Error> {
    let sort = sort.filter(|sort| !sort.is_empty());
    sort.as_deref().map_or(Ok(store::Sort::default()), str::parse)?;
    Ok(sort)
}
