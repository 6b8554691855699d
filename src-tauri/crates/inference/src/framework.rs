//! Which library trained a model, as far as the file that an exporter wrote tells.

use tract_onnx::pb::ModelProto;

use crate::model;

/// What wrote the file, with its version: `skl2onnx 1.20.0`.
pub(crate) fn producer(proto: &ModelProto) -> Option<String> {
    // CatBoost writes its whole build description as version, of which the first line is noise.
    let version = proto.producer_version.lines().next().unwrap_or_default();
    let version = if version.starts_with("Git info") { "" } else { version };
    let producer = format!("{} {version}", proto.producer_name);
    let producer = producer.trim();
    (!producer.is_empty()).then(|| producer.to_owned())
}

/// The training library: `sklearn`, `lightgbm`, `xgboost`, `catboost`, `torch`, `tensorflow`, `keras`.
pub(crate) fn framework(proto: &ModelProto) -> Option<String> {
    let name = match proto.producer_name.to_ascii_lowercase().as_str() {
        "skl2onnx" => "sklearn",
        "pytorch" => "torch",
        "catboost" => "catboost",
        "tf2onnx" => "tensorflow",
        "keras2onnx" => "keras",
        "onnxmltools" => boosting_library(proto)?,
        _ => return None,
    };
    Some(name.to_owned())
}

/// onnxmltools does not say what it converted, but the libraries split differently: XGBoost by `<`, LightGBM
/// by `<=`.
fn boosting_library(proto: &ModelProto) -> Option<&'static str> {
    let mut found = None;
    model::visit(proto, &mut |node| {
        let modes = model::attribute(node, "nodes_modes").map(|modes| modes.strings.as_slice());
        let has = |mode: &str| modes.unwrap_or_default().iter().any(|m| m == mode.as_bytes());
        if has("BRANCH_LT") {
            found = Some("xgboost");
        } else if has("BRANCH_LEQ") {
            found = Some("lightgbm");
        }
    });
    found
}
