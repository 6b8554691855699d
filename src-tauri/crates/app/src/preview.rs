//! Looking into one stored file.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{dataset::DatasetRole, reference::ModelRef};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{App, error::Error};

/// How much of a text is shown when the caller says nothing, in bytes.
const TEXT: u64 = 64 * 1024;
/// The most of a text, and the largest picture, in bytes.
const MOST: u64 = 4 * 1024 * 1024;
/// How much tells what a file is.
const HEAD: u64 = 8 * 1024;

/// Which file, and how much of it.
#[derive(Debug, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
pub struct FileArgs {
    /// `iris:2`, `iris@champion`, or `iris` for the latest.
    pub reference: ModelRef,
    /// Its path in the version, or the name of a data set.
    pub path: String,
    /// The data set's role; none for a file of the version itself.
    #[serde(default)]
    pub dataset: Option<DatasetRole>,
    /// At most how many bytes of a text; 64 KiB without, 4 MiB at most.
    #[serde(default)]
    pub max_bytes: Option<u64>,
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PreviewKind {
    /// Text of no form that is known here, such as CSV.
    Text,
    /// JSON.
    Json,
    /// YAML.
    Yaml,
    /// Markdown.
    Markdown,
    /// A picture.
    Image,
    /// Bytes that are neither.
    Binary,
}

/// The beginning of a file.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct FilePreview {
    /// What it holds, told by its bytes; of the forms of text that only people tell apart, by its name.
    pub kind: PreviewKind,
    /// Its media type: `image/png`.
    pub media_type: String,
    /// Its beginning, where it is text.
    pub text: Option<String>,
    /// All of it in base64, where it is a picture of at most 4 MiB.
    pub base64: Option<String>,
    /// The whole file's length in bytes.
    pub size_bytes: u64,
    /// Whether there is more than this.
    pub truncated: bool,
}

/// The beginning of a file of a version, or of its data.
pub(crate) async fn file(app: &App, args: FileArgs) -> Result<FilePreview, Error> {
    let version = app.store().version(&args.reference).await?;
    let most = args.max_bytes.unwrap_or(TEXT).clamp(1, MOST);
    let (head, _) = app.store().read_file(&version, args.dataset, &args.path, HEAD).await?;
    let wanted = if picture(&head).is_some() { MOST } else { most };
    let (bytes, size_bytes) = app.store().read_file(&version, args.dataset, &args.path, wanted).await?;
    Ok(preview(&args.path, &bytes, size_bytes))
}

fn preview(path: &str, bytes: &[u8], size_bytes: u64) -> FilePreview {
    let truncated = size_bytes > bytes.len() as u64;
    let of = |kind, media_type: &str| FilePreview {
        kind,
        media_type: media_type.to_owned(),
        text: None,
        base64: None,
        size_bytes,
        truncated,
    };
    if let Some(media_type) = picture(bytes) {
        let whole = (!truncated).then(|| STANDARD.encode(bytes));
        return FilePreview { base64: whole, ..of(PreviewKind::Image, media_type) };
    }
    match text(bytes, truncated) {
        None => {
            FilePreview { truncated: size_bytes > 0, ..of(PreviewKind::Binary, "application/octet-stream") }
        }
        Some(text) => {
            let (kind, media_type) = form(path, text, truncated);
            FilePreview { text: Some(text.to_owned()), ..of(kind, media_type) }
        }
    }
}

/// The pictures that every web view shows, by their first bytes.
fn picture(bytes: &[u8]) -> Option<&'static str> {
    let kinds: [(&[u8], &str); 5] = [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"BM", "image/bmp"),
    ];
    let webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    let found = kinds.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, kind)| *kind);
    found.filter(|kind| *kind != "image/bmp" || is_bitmap(bytes)).or(webp.then_some("image/webp"))
}

/// `BM` may also begin a sentence: the header's own length tells.
fn is_bitmap(bytes: &[u8]) -> bool {
    matches!(bytes.get(14..18), Some([12 | 40 | 52 | 56 | 108 | 124, 0, 0, 0]))
}

/// The bytes as text: UTF-8 without control characters. A character that is cut off at the end is left out.
fn text(bytes: &[u8], truncated: bool) -> Option<&str> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if truncated && error.error_len().is_none() => {
            std::str::from_utf8(&bytes[..error.valid_up_to()]).ok()?
        }
        Err(_) => return None,
    };
    let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{1b}');
    (!text.contains(odd)).then_some(text)
}

fn form(path: &str, text: &str, truncated: bool) -> (PreviewKind, &'static str) {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    let opens = text.trim_start().starts_with(['{', '[']);
    let json = if truncated {
        opens && ends(&[".json"])
    } else {
        opens && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
    };
    if json {
        (PreviewKind::Json, "application/json")
    } else if ends(&[".yaml", ".yml"]) || name == "mlmodel" {
        (PreviewKind::Yaml, "application/yaml")
    } else if ends(&[".md", ".markdown"]) {
        (PreviewKind::Markdown, "text/markdown")
    } else if ends(&[".csv"]) {
        (PreviewKind::Text, "text/csv")
    } else {
        (PreviewKind::Text, "text/plain")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_holds_is_told_by_its_bytes() {
        for (path, bytes, kind) in [
            ("a.onnx", &b"{\"a\": 1}"[..], PreviewKind::Json),
            ("a.json", b"{broken", PreviewKind::Text),
            ("x/MLmodel", b"flavors:\n  x: 1\n", PreviewKind::Yaml),
            ("README.md", b"# Hello", PreviewKind::Markdown),
            ("README.md", b"\x08\x07\x12", PreviewKind::Binary),
            ("a.txt", b"\x89PNG\r\n\x1a\n....", PreviewKind::Image),
            ("a.txt", b"BMW is a car, not a bitmap", PreviewKind::Text),
            ("a.bin", b"\xff\xfe", PreviewKind::Binary),
            ("empty", b"", PreviewKind::Text),
        ] {
            assert_eq!(preview(path, bytes, bytes.len() as u64).kind, kind, "{path}");
        }
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let cut = preview("a.txt", &"äöü".as_bytes()[..3], 6);
        assert_eq!((cut.text.as_deref(), cut.truncated), (Some("ä"), true));
    }
}
