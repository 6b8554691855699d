//! Changing many models or versions at once.

use std::collections::HashSet;

use domain::{activity::Changed, finding::Rows, name::Alias, reference::ModelRef, tags::Tags};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{App, error::Error, finding};

/// Which models and versions: `references`, or all that match `filter`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct Targets {
    /// A name alone is the model; `iris:2` or `iris@champion` is that version.
    pub references: Option<Vec<ModelRef>>,
    /// All that match this filter, which may be empty.
    pub filter: Option<String>,
    /// Whether the filter's rows are models or versions.
    #[ts(optional, as = "Option<Rows>")]
    pub rows: Rows,
    /// Not these of the filter's rows.
    #[ts(optional, as = "Option<Vec<ModelRef>>")]
    pub except: Vec<ModelRef>,
}

/// Tags for many.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct TagManyArgs {
    /// Whose.
    pub targets: Targets,
    /// Set to these values.
    #[serde(default)]
    #[ts(optional, as = "Option<Tags>")]
    pub set: Tags,
    /// Removed if there.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<String>>")]
    pub remove: Vec<String>,
}

/// Aliases for many.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct AliasManyArgs {
    /// Whose; a model stands for its latest version.
    pub targets: Targets,
    /// Put on them.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<Alias>>")]
    pub set: Vec<Alias>,
    /// Taken away from them if there.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<Alias>>")]
    pub remove: Vec<Alias>,
}

/// Sets and removes tags of everything that is meant, all or nothing.
pub(crate) async fn tag(app: &App, args: TagManyArgs) -> Result<Changed, Error> {
    let changed = app.store().tag_all(&args.targets.read(app)?, &args.set, &args.remove, &app.by()).await?;
    tracing::info!(targets = changed.targets, changed = changed.changed, "Tagged");
    Ok(changed)
}

/// Puts aliases on the versions that are meant, and takes others away, all or nothing.
pub(crate) async fn alias(app: &App, args: AliasManyArgs) -> Result<Changed, Error> {
    let changed = app.store().alias_all(&args.targets.read(app)?, &args.set, &args.remove, &app.by()).await?;
    tracing::info!(targets = changed.targets, changed = changed.changed, "Aliased");
    Ok(changed)
}

impl Targets {
    /// As the store takes them.
    ///
    /// # Errors
    /// [`Error::Targets`] unless either references or a filter are given; what is wrong with the filter.
    pub(crate) fn read(self, app: &App) -> Result<store::Targets, Error> {
        match (self.references, self.filter) {
            (Some(references), None) => Ok(store::Targets::References(references)),
            (None, Some(filter)) => Ok(store::Targets::Matching {
                filter: finding::filter(app, Some(&filter))?,
                rows: self.rows,
                except: self.except,
            }),
            _ => Err(Error::Targets),
        }
    }

    /// Every reference that is meant, whatever lists show.
    ///
    /// # Errors
    /// As for [`read`](Self::read).
    pub(crate) async fn references(self, app: &App) -> Result<Vec<ModelRef>, Error> {
        match self.read(app)? {
            store::Targets::References(references) => Ok(references),
            store::Targets::Matching { filter, rows, except } => {
                let mut found = app.store().references(&filter, rows).await?;
                let except: HashSet<ModelRef> = except.into_iter().collect();
                found.retain(|reference| !except.contains(reference));
                Ok(found)
            }
        }
    }
}
