//! Where an artifact lies now. MLflow writes whole addresses; once a folder has moved, only what they end in is right.

use std::path::{Component, Path, PathBuf};

/// Folders that MLflow puts artifacts in, beside or below what was opened.
const BASES: &[&str] = &["", "mlruns", "mlartifacts", "artifacts"];

/// The model folder below `root` that `uri` meant; none where there is none. The longest end that fits is taken, and it
/// always has the id of the run or model, so that no other's artifacts are taken for it.
pub(super) fn locate(root: &Path, uri: &str) -> Option<PathBuf> {
    let parts = parts(uri)?;
    let last_start = parts.iter().rposition(|part| is_id(part)).unwrap_or(parts.len().saturating_sub(2));
    let ends = (0..=last_start).map(|start| parts[start..].iter().collect::<PathBuf>());
    ends.flat_map(|end| BASES.iter().map(move |base| root.join(base).join(&end)))
        .find(|folder| folder.join("MLmodel").is_file() && stays(root, folder))
}

/// The names in an address, without its scheme and host; none where it leads upwards.
fn parts(uri: &str) -> Option<Vec<String>> {
    let uri = uri.replace('\\', "/");
    // A single letter before the colon is a drive.
    let path = match uri.split_once(':') {
        Some((scheme, rest)) if scheme.len() > 1 => decoded(rest),
        Some((_, rest)) => rest.to_owned(),
        None => uri,
    };
    let parts: Vec<String> =
        path.split('/').filter(|part| !part.is_empty() && *part != ".").map(str::to_owned).collect();
    let legal = |part: &String| matches!(Path::new(part).components().next(), Some(Component::Normal(_)));
    (!parts.is_empty() && parts.iter().all(legal)).then_some(parts)
}

/// Percent signs of a URI.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        if let (b'%', [high, low, behind @ ..]) = (first, after)
            && let (Some(high), Some(low)) = (hex(*high), hex(*low))
        {
            bytes.push(high << 4 | low);
            rest = behind;
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The ids of runs (32 digits) and logged models (`m-` before them).
fn is_id(part: &str) -> bool {
    let digits = part.strip_prefix("m-").unwrap_or(part);
    digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn stays(root: &Path, folder: &Path) -> bool {
    match (root.canonicalize(), folder.canonicalize()) {
        (Ok(root), Ok(folder)) => folder.starts_with(root),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_another_machine_is_found_by_what_it_ends_in() {
        let root = tempfile::tempdir().unwrap();
        let id = "0084be6dec664ce5bd1342b252cbd3b4";
        let own = root.path().join("artifacts/1").join(id).join("artifacts/my model");
        std::fs::create_dir_all(&own).unwrap();
        std::fs::write(own.join("MLmodel"), "").unwrap();
        for uri in [
            format!("/home/a/study/artifacts/1/{id}/artifacts/my model"),
            format!("file:///C:/study/artifacts/1/{id}/artifacts/my%20model"),
            format!(r"C:\study\artifacts\1\{id}\artifacts\my model"),
            format!("s3://bucket/deep/1/{id}/artifacts/my%20model"),
            format!("mlflow-artifacts:/1/{id}/artifacts/my model"),
        ] {
            assert_eq!(locate(root.path(), &uri).as_deref(), Some(&*own), "{uri}");
        }
        let other = "a".repeat(32);
        for uri in [
            format!("/home/a/1/{other}/artifacts/my model"),
            format!("/home/../{id}/artifacts/my model"),
            "my model".to_owned(),
            String::new(),
        ] {
            assert_eq!(locate(root.path(), &uri), None, "{uri}");
        }
    }
}
