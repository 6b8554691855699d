//! The recipe of what is deployed, in a form that can be kept, read elsewhere and compared.
//!
//! A [`Manifest`] is written for every deployment and kept with its endpoint's history. Formats for other machines
//! (container images, Triton folders) will be written from it, so it names content by digest and holds no path.

use std::collections::BTreeMap;

use domain::{
    artifact::ArtifactFile, digest::Digest, endpoint::EndpointConfig, model::ModelVersion, name::ModelName,
    reference::VersionNumber, signature::Signature,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The format that this program writes. A reader refuses a higher one.
pub const FORMAT: u32 = 1;

/// Everything needed to serve one version the same way again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The manifest's own format.
    pub format: u32,
    /// The model.
    pub model: ModelName,
    /// Its version.
    pub version: VersionNumber,
    /// The artifact's digest.
    pub digest: Digest,
    /// Its files, each by digest.
    pub files: Vec<ArtifactFile>,
    /// Inputs and outputs.
    pub signature: Signature,
    /// A request that scores, for checks and as an example.
    pub sample: Option<Value>,
    /// What scores it.
    pub engine: Option<String>,
    /// How it is served.
    pub config: EndpointConfig,
    /// The version's tags when it was deployed.
    pub tags: BTreeMap<String, String>,
}

/// Why a manifest could not be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is not the JSON of a manifest.
    #[error("this is not a deployment manifest: {0}")]
    Malformed(#[from] serde_json::Error),
    /// A later program wrote it.
    #[error("the manifest has format {found}; this program reads formats up to {FORMAT}")]
    Newer {
        /// The format it states.
        found: u32,
    },
}

impl Manifest {
    /// The manifest of a version served with `config`.
    #[must_use]
    pub fn new(version: &ModelVersion, sample: Option<Value>, config: &EndpointConfig) -> Self {
        Self {
            format: FORMAT,
            model: version.name.clone(),
            version: version.version,
            digest: version.digest.clone(),
            files: version.files.clone(),
            signature: version.signature.clone(),
            sample,
            engine: version.engine.clone(),
            config: config.clone(),
            tags: version.tags.clone(),
        }
    }

    /// The manifest as JSON.
    ///
    /// # Panics
    /// Never: every field has a JSON form.
    #[must_use]
    pub fn to_json(&self) -> Value {
        serde_json::to_value(self).expect("every field of a manifest has a JSON form")
    }

    /// Reads a manifest.
    ///
    /// # Errors
    /// [`Error::Newer`] before anything else is looked at, [`Error::Malformed`] when a field is missing or wrong.
    pub fn from_json(value: Value) -> Result<Self, Error> {
        if let Some(found) = value.get("format").and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok())
            && found > FORMAT
        {
            return Err(Error::Newer { found });
        }
        Ok(serde_json::from_value(value)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn manifest() -> Value {
        json!({"format": 1, "model": "iris", "version": 2, "digest": "0".repeat(64), "files": [],
            "signature": {"inputs": [{"name": "X", "datatype": "FP32", "shape": [-1, 4]}], "outputs": []},
            "sample": null, "engine": "tract", "config": {"replicas": 2}, "tags": {"task": "x"}})
    }

    #[test]
    fn a_manifest_is_read_back_as_written() {
        let read = Manifest::from_json(manifest()).unwrap();
        assert_eq!(read.config.replicas, 2);
        assert_eq!(read.config.queue, EndpointConfig::default().queue, "what is left out has its default");
        assert_eq!(Manifest::from_json(read.to_json()).unwrap(), read);
    }

    #[test]
    fn a_manifest_of_a_later_format_is_refused_by_name() {
        let mut later = manifest();
        later["format"] = json!(2);
        later["model"] = json!({"moved": true});
        assert!(matches!(Manifest::from_json(later), Err(Error::Newer { found: 2 })));
    }

    #[test]
    fn a_manifest_with_a_field_missing_is_refused() {
        let mut broken = manifest();
        broken.as_object_mut().unwrap().remove("digest");
        assert!(Manifest::from_json(broken).unwrap_err().to_string().contains("digest"));
    }
}
