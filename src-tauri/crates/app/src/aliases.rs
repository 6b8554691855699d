//! Movable pointers to versions.

use domain::{name::Alias, reference::ModelRef};
use serde::{Deserialize, Serialize};
use store::Targets;
use ts_rs::TS;

use crate::{App, error::Error};

/// An alias and where.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct AliasArgs {
    /// `iris:2`, or `iris` for the latest; to remove it, `iris` for wherever it stands.
    pub reference: ModelRef,
    /// Such as `champion`.
    pub alias: Alias,
}

/// Lets an alias stand at a version; gives back all that stand there now. It leaves the version where it stood.
pub(crate) async fn set(app: &App, args: AliasArgs) -> Result<Vec<Alias>, Error> {
    let targets = Targets::References(vec![args.reference.clone()]);
    app.store().alias_all(&targets, &[args.alias], &[], &app.by()).await?;
    Ok(app.store().version(&args.reference).await?.aliases)
}

/// Takes an alias away.
pub(crate) async fn remove(app: &App, args: AliasArgs) -> Result<(), Error> {
    app.store().remove_alias(&args.reference, &args.alias, &app.by()).await?;
    Ok(())
}
