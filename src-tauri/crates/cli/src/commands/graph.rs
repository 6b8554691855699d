//! `vitrine model graph`

use app::{
    graph::{GraphArgs, PictureArgs, PictureFormat},
    rpc,
};
use domain::{error::Failure, reference::ModelRef};
use serde_json::json;

use super::{model::absolute, parse};
use crate::{args::GraphFile, backend::Backend, exit::invalid, print::Printer};

/// Draws a graph into a file.
pub async fn run(args: GraphFile, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    let format = PictureFormat::of(&args.to)
        .ok_or_else(|| invalid(format!("expected a file named .svg or .png, got '{}'", args.to.display())))?;
    let mut export = PictureArgs {
        reference: parse(&args.reference)?,
        path: Vec::new(),
        part: Default::default(),
        format,
        theme: parse(&args.theme)?,
        to: Some(absolute(&args.to)),
    };
    export.part.attributes = args.attributes;
    export.part.weights = args.weights;
    export.part.horizontal = args.horizontal;
    if args.expand {
        export.part.expanded = Some(blocks(&export.reference, backend).await?);
    }
    let picture = backend.call::<rpc::GraphExport>(export).await?;
    printer.value_or(&json!(picture), || {
        let path = picture.path.as_deref().unwrap_or(&picture.name);
        printer.line(&format!("Wrote {path}, {}.", crate::print::bytes(picture.bytes)));
    });
    Ok(())
}

/// The ids of all blocks.
async fn blocks(reference: &ModelRef, backend: &Backend) -> Result<Vec<String>, Failure> {
    let args =
        GraphArgs { reference: reference.clone(), path: Vec::new(), part: Default::default(), job: None };
    let open = backend.call::<rpc::GraphOpen>(args).await?;
    Ok(open.blocks.into_iter().map(|block| block.id).collect())
}
