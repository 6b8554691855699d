//! What to score, read from a file or from stdin.

use std::{io::Read as _, path::Path};

use app::json::Json;
use domain::error::{ErrorCode, Failure};

use crate::exit::invalid;

/// A request, and rows as CSV text where the file holds those.
pub struct Input {
    /// JSON; null beside CSV.
    pub json: Json,
    /// CSV with a header line.
    pub csv: Option<String>,
}

/// Reads a text file, or stdin for `-`.
pub fn text(path: &Path) -> Result<String, Failure> {
    let shown = path.display();
    let text = if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(path)
    };
    text.map_err(|error| Failure {
        code: if error.kind() == std::io::ErrorKind::NotFound {
            ErrorCode::NotFound
        } else {
            ErrorCode::InvalidInput
        },
        message: format!("cannot read '{shown}': {error}"),
        hint: None,
    })
}

/// Reads JSON, or CSV from a file named `.csv`; `-` is JSON on stdin.
pub fn read(path: &Path) -> Result<Input, Failure> {
    let (shown, text) = (path.display(), text(path)?);
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv")) {
        return Ok(Input { json: Json(serde_json::Value::Null), csv: Some(text) });
    }
    let json =
        Json::read(text.as_bytes()).map_err(|reason| invalid(format!("'{shown}' is not JSON: {reason}")))?;
    Ok(Input { json, csv: None })
}
