//! PMML, an XML format of trained models. <https://dmg.org/pmml/v4-4-1/GeneralStructure.html>

use std::{
    fs::File,
    io::{self, BufReader, Read as _},
    path::Path,
};

use domain::{
    artifact::ArtifactKind,
    signature::{Datatype, Signature, TensorSpec},
    task::Task,
};
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use crate::{
    bounds::{ENTRIES, TEXT_BYTES},
    found::Found,
};

/// The header, the fields and the first model; none where the document is another.
pub(crate) fn read(path: &Path) -> io::Result<Option<Found>> {
    let mut reader = Reader::from_reader(BufReader::new(File::open(path)?.take(TEXT_BYTES)));
    let mut found = Found::new(
        ArtifactKind::Pmml,
        "PMML needs a scoring engine for PMML; export the model it was made from to ONNX to deploy it here",
    );
    let mut document = Document::default();
    let mut buffer = Vec::new();
    for _ in 0..ENTRIES {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                if !document.element(&element, &mut found) {
                    break;
                }
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    if !document.is_pmml {
        return Ok(None);
    }
    found.signature = document.signature;
    Ok(Some(found))
}

#[derive(Default)]
struct Document {
    is_pmml: bool,
    types: std::collections::BTreeMap<String, Datatype>,
    in_model: bool,
    signature: Signature,
}

impl Document {
    /// Takes one element in; false when there is no more to learn.
    fn element(&mut self, element: &BytesStart<'_>, found: &mut Found) -> bool {
        let name = element.local_name();
        let name = AsRef::<str>::as_ref(&name).to_owned();
        let attribute = |key: &str| {
            let attribute = element.try_get_attribute(key).ok().flatten()?;
            Some(attribute.value.into_owned())
        };
        if !self.is_pmml {
            self.is_pmml = name == "PMML";
            found.producer = attribute("version").map(|version| format!("PMML {version}"));
            return self.is_pmml;
        }
        match name.as_str() {
            "Header" => {
                found.say("description", attribute("description").unwrap_or_default());
                found.say("copyright", attribute("copyright").unwrap_or_default());
            }
            "Application" => {
                let version = attribute("version").unwrap_or_default();
                let application = attribute("name").unwrap_or_default();
                found.producer = Some(format!("{application} {version}").trim().to_owned());
                found.framework = Some("pmml".to_owned());
            }
            "DataField" => {
                if let (Some(name), Some(datatype)) = (attribute("name"), attribute("dataType")) {
                    self.types.insert(name, self::datatype(&datatype));
                }
            }
            _ if name.ends_with("Model") || name == "RuleSet" || name == "Scorecard" => {
                if self.in_model {
                    return false;
                }
                self.in_model = true;
                found.say("model_type", name);
                found.task = attribute("functionName").and_then(|function| task(&function));
            }
            "MiningField" if self.in_model => {
                let Some(name) = attribute("name") else { return true };
                let usage = attribute("usageType").unwrap_or_default();
                let datatype = self.types.get(&name).copied().unwrap_or(Datatype::Bytes);
                let spec = TensorSpec { name, datatype, shape: vec![-1, 1], dims: None, classes: None };
                match usage.as_str() {
                    "target" | "predicted" => self.signature.outputs.push(spec),
                    "" | "active" => self.signature.inputs.push(spec),
                    _ => {}
                }
            }
            // The outer mining schema has been read when the first of a model's other parts begins.
            "Output" | "Targets" | "Segmentation" | "Node" | "RegressionTable" => return false,
            _ => {}
        }
        true
    }
}

fn task(function: &str) -> Option<Task> {
    Some(match function {
        "classification" => Task::MulticlassClassification,
        "regression" => Task::Regression,
        "clustering" => Task::Clustering,
        "timeSeries" => Task::Forecasting,
        _ => return None,
    })
}

fn datatype(name: &str) -> Datatype {
    match name {
        "integer" => Datatype::Int64,
        "float" => Datatype::Fp32,
        "double" => Datatype::Fp64,
        "boolean" => Datatype::Bool,
        _ => Datatype::Bytes,
    }
}
