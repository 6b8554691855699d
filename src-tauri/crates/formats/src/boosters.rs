//! The own formats of the boosting libraries: XGBoost's JSON and UBJSON, LightGBM's text, CatBoost's binary.

use std::{
    fs::File,
    io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom},
    path::Path,
};

use domain::artifact::ArtifactKind;
use serde::Deserialize;

use crate::{
    bounds::{ENTRIES, TEXT_BYTES},
    found::Found,
    joblib::export,
};

/// The first bytes of a CatBoost model.
pub(crate) const CATBOOST: &[u8] = b"CBM1";

/// CatBoost's own format: a size, then a FlatBuffer. Its facts are texts inside.
pub(crate) fn catboost() -> Found {
    Found::new(
        ArtifactKind::Catboost,
        format!("CatBoost's own format needs CatBoost to run; {}", export(Some("catboost"))),
    )
    .framework("catboost")
}

/// LightGBM's text: `key=value` lines before the first tree.
pub(crate) fn lightgbm(path: &Path, head: &[u8]) -> io::Result<Option<Found>> {
    if !head.starts_with(b"tree\nversion=") && !head.starts_with(b"tree\r\nversion=") {
        return Ok(None);
    }
    let mut found = Found::new(
        ArtifactKind::Lightgbm,
        format!("LightGBM's own format needs LightGBM to run; {}", export(Some("lightgbm"))),
    )
    .framework("lightgbm");
    for line in BufReader::new(File::open(path)?.take(TEXT_BYTES)).lines().skip(1) {
        let Ok(line) = line else { break };
        if line.starts_with("Tree=") {
            break;
        }
        match line.split_once('=') {
            Some(("version", version)) => found.producer = Some(format!("LightGBM model format {version}")),
            Some((key @ ("num_class" | "objective" | "feature_names" | "max_feature_idx"), value)) => {
                found.say(key, value);
            }
            Some(("tree_sizes", sizes)) => found.say("trees", sizes.split_whitespace().count().to_string()),
            _ => {}
        }
    }
    Ok(Some(found))
}

/// XGBoost's JSON.
pub(crate) fn xgboost_json(path: &Path, head: &[u8]) -> io::Result<Option<Found>> {
    let start = String::from_utf8_lossy(head);
    if !start.contains("\"learner\"") && !start.contains("\"version\"") {
        return Ok(None);
    }
    let file = BufReader::new(File::open(path)?);
    let Ok(Booster { learner, version }) = serde_json::from_reader(file) else { return Ok(None) };
    let mut found = xgboost();
    let version: Vec<String> = version.iter().map(u32::to_string).collect();
    found.framework_version = Some(version.join("."));
    found.say("objective", learner.objective.name);
    found.say("num_feature", learner.learner_model_param.num_feature);
    found.say("num_class", learner.learner_model_param.num_class);
    found.say("feature_names", learner.feature_names.join(" "));
    Ok(Some(found))
}

#[derive(Deserialize)]
struct Booster {
    learner: Learner,
    version: Vec<u32>,
}

#[derive(Deserialize)]
struct Learner {
    #[serde(default)]
    feature_names: Vec<String>,
    #[serde(default)]
    learner_model_param: Parameters,
    #[serde(default)]
    objective: Objective,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Parameters {
    num_feature: String,
    num_class: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Objective {
    name: String,
}

/// XGBoost's UBJSON: an object whose first key is `learner`; the version stands at the end.
pub(crate) fn xgboost_ubj(path: &Path, head: &[u8]) -> io::Result<Option<Found>> {
    let first_key = head.get(1..24).unwrap_or_default();
    let is_booster = head.first() == Some(&b'{') && first_key.windows(7).any(|window| window == b"learner");
    if !is_booster || head.get(1).is_none_or(|byte| !b"LlIiU".contains(byte)) {
        return Ok(None);
    }
    let mut found = xgboost();
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(128)))?;
    let mut tail = Vec::new();
    file.take(128).read_to_end(&mut tail)?;
    found.framework_version = ubj_version(&tail);
    Ok(Some(found))
}

fn xgboost() -> Found {
    Found::new(
        ArtifactKind::Xgboost,
        format!("XGBoost's own format needs XGBoost to run; {}", export(Some("xgboost"))),
    )
    .framework("xgboost")
}

/// The three numbers after `version`: each a type letter and a big-endian number.
fn ubj_version(tail: &[u8]) -> Option<String> {
    let at = tail.windows(7).rposition(|window| window == b"version")? + 7;
    let mut rest = tail.get(at..)?.strip_prefix(b"[")?;
    let mut numbers = Vec::new();
    let mut typed = None;
    if let [b'$', kind, b'#', ..] = rest {
        typed = Some(*kind);
        // After the type comes how many: a letter and a number of its own.
        let width = width(*rest.get(3)?)?;
        rest = rest.get(4 + width..)?;
    } else if let [b'#', kind, ..] = rest {
        rest = rest.get(2 + width(*kind)?..)?;
    }
    while numbers.len() < 3 && (numbers.len() as u64) < ENTRIES {
        let kind = match typed {
            Some(kind) => kind,
            None => {
                let (kind, after) = rest.split_first()?;
                rest = after;
                *kind
            }
        };
        let (digits, after) = rest.split_at_checked(width(kind)?)?;
        numbers.push(digits.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte)).to_string());
        rest = after;
    }
    Some(numbers.join("."))
}

fn width(kind: u8) -> Option<usize> {
    Some(match kind {
        b'i' | b'U' => 1,
        b'I' => 2,
        b'l' => 4,
        b'L' => 8,
        _ => return None,
    })
}
