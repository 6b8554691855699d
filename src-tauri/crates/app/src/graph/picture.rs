//! A graph as a file to show around.

use std::path::Path;

use ::graph::{Part, svg::Theme};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::reference::ModelRef;
use inference::Stop;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Step, draw, named, place, read};
use crate::{App, error::Error, off_thread};

/// What kind of picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PictureFormat {
    /// Lines and text, at any size.
    Svg,
    /// Pixels.
    Png,
}

impl PictureFormat {
    /// The one that a file's name asks for.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?;
        [(Self::Svg, "svg"), (Self::Png, "png")]
            .into_iter()
            .find_map(|(format, known)| extension.eq_ignore_ascii_case(known).then_some(format))
    }
}

/// What to draw, and where to.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct PictureArgs {
    /// `iris` or `iris:2`.
    pub reference: ModelRef,
    /// The way to a graph inside others.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<Step>>")]
    pub path: Vec<Step>,
    /// What to draw, and how.
    #[serde(default)]
    #[ts(optional, as = "Option<Part>")]
    pub part: Part,
    /// What kind of picture.
    pub format: PictureFormat,
    /// Dark on light unless told otherwise.
    #[serde(default)]
    #[ts(optional, as = "Option<Theme>")]
    pub theme: Theme,
    /// The file to write; none for the picture itself.
    #[serde(default)]
    pub to: Option<String>,
}

/// A picture that was drawn.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Picture {
    /// A name for it: `iris-v2-graph.svg`.
    pub name: String,
    /// Bytes.
    pub bytes: u64,
    /// The file that it was written to.
    pub path: Option<String>,
    /// The picture in base64, where it was not written.
    pub content: Option<String>,
}

/// Draws a graph as a picture.
pub(crate) async fn export(app: &App, args: PictureArgs) -> Result<Picture, Error> {
    let (version, model) = read(app, &args.reference).await?;
    let stop = Stop::default();
    let _abandoned = stop.when_dropped();
    let title = format!("The graph of {}", named(&version));
    let extension = if args.format == PictureFormat::Svg { "svg" } else { "png" };
    let name = format!("{}-v{}-graph.{extension}", version.name, version.version);
    off_thread(move || {
        let drawing = draw(place::find(&model, &args.path)?.graph, &args.part, &stop)?;
        let picture = match args.format {
            PictureFormat::Svg => ::graph::svg::svg(&drawing, &title, args.theme).into_bytes(),
            PictureFormat::Png => ::graph::png(&drawing, &title, args.theme)?,
        };
        let bytes = picture.len() as u64;
        let Some(path) = args.to else {
            let content = Some(STANDARD.encode(picture));
            return Ok(Picture { name, bytes, path: None, content });
        };
        let unwritten = |source| Error::Write { path: path.clone(), source };
        std::fs::write(&path, picture).map_err(unwritten)?;
        Ok(Picture { name, bytes, path: Some(path), content: None })
    })
    .await
}
