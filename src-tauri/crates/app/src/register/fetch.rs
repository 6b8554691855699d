//! Registering what an address gives: fetched into the workspace first, then taken in as any other file.

use std::sync::Arc;

use domain::model::ModelVersion;
use download::Request;

use super::{Example, RegisterArgs, take_in as take_in_file};
use crate::{App, error::Error, jobs::Job, limits::LimitName};

/// The name of a file whose address gives none.
const NAMELESS: &str = "model";

pub(super) async fn take_in(
    app: &App,
    mut args: RegisterArgs,
    example: Option<Example>,
    job: &Arc<Job>,
) -> Result<ModelVersion, Error> {
    if args.reference {
        return Err(Error::ReferenceToAddress(args.path));
    }
    let root = app.workspace().root();
    let unwritable = |source| Error::Read { path: root.display().to_string(), source };
    let desk = tempfile::tempdir_in(root).map_err(unwritable)?;
    let part = desk.path().join("part");
    let request = Request {
        address: args.path.clone(),
        sha256: args.sha256.take(),
        limit: app.limits().await?.get(LimitName::DownloadBytes),
        allow_private: args.allow_private,
    };
    let fetched = tokio::select! {
        fetched = download::fetch(&request, &part, |done, total| job.progress(done, total)) => fetched?,
        () = job.stopped() => return Err(store::Error::Cancelled.into()),
    };
    let name = fetched.file_name.unwrap_or_else(|| NAMELESS.to_owned());
    let file = desk.path().join(legal(&name));
    tokio::fs::rename(&part, &file).await.map_err(unwritable)?;
    args.path = file.to_string_lossy().into_owned();
    args.properties.entry("source".to_owned()).or_insert(fetched.source);
    take_in_file(app, args, example, job).await
}

/// A file name that every system can have.
fn legal(name: &str) -> String {
    let plain = |c: char| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c };
    let name: String = name.chars().map(plain).take(200).collect();
    match name.trim_matches('.') {
        "" | "part" => NAMELESS.to_owned(),
        _ => name,
    }
}
