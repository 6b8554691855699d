//! What a tensor's values are like.

use std::{
    fs::File,
    io::{Read as _, Seek as _, SeekFrom},
    path::Path,
};

use domain::graph::{Numbers, Weights};
use tract_onnx::pb::{
    AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto, tensor_proto::DataType,
};

use super::{elements, folder, open};
use crate::{Error, Limits, bounds::at_most, external, model, predictor, source::OnnxSource};

/// How many first elements are told.
const FIRST: usize = 64;
/// Bars of a histogram at most.
const BINS: usize = 40;

/// Which tensor of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The way to its graph: a node's id and the name of one of its bodies, from the outermost graph on.
    pub within: Vec<(u32, String)>,
    /// The function in whose body it is, by domain and name; `within` starts there then.
    pub function: Option<(String, String)>,
    /// The value's name; with a node, that of the node's attribute.
    pub name: String,
    /// The node whose attribute it is.
    pub node: Option<u32>,
}

/// Looks at the values of one tensor or list of the ONNX file at `path`. None where there is no such tensor.
///
/// # Errors
/// As [`read`](super::read); [`Error::Unsupported`] for weights outside the model's folder.
pub fn weights(path: &Path, place: &Place, limits: &Limits) -> Result<Option<Weights>, Error> {
    let source = open(path, limits)?;
    let proto = predictor::decode(&source)?;
    let Some(tensor) = find(&proto, place) else { return Ok(None) };
    let raw = bytes(&tensor, &source, limits)?;
    let raw = raw.as_deref().unwrap_or(&tensor.raw_data);
    let dims = tensor.dims.iter().map(|dim| u64::try_from(*dim).unwrap_or(0));
    let count = dims.clone().fold(1, u64::saturating_mul);
    Ok(Some(Weights {
        name: place.name.clone(),
        datatype: elements::name(tensor.data_type).unwrap_or_default().to_owned(),
        shape: dims.collect(),
        elements: count,
        bytes: elements::bytes(&tensor, count),
        file: model::is_external(&tensor).then(|| external::location(&tensor).to_owned()),
        numbers: numbers(&tensor, raw),
        first: elements::first(&tensor, raw, FIRST),
    }))
}

fn find(proto: &ModelProto, place: &Place) -> Option<TensorProto> {
    let mut nodes: &[NodeProto] = &[];
    let mut graph: Option<&GraphProto> = None;
    match &place.function {
        Some((domain, name)) => {
            let function = proto.functions.iter().find(|function| {
                model::domain(function.domain.as_deref().unwrap_or_default()) == domain
                    && function.name.as_deref() == Some(name)
            })?;
            nodes = &function.node;
        }
        None => graph = proto.graph.as_ref(),
    }
    for (id, body) in &place.within {
        let node = graph.map_or(nodes, |graph| &graph.node).get(*id as usize)?;
        graph = Some(body_of(node, body)?);
    }
    let nodes = graph.map_or(nodes, |graph| &graph.node);
    if let Some(id) = place.node {
        return listed(model::attribute(nodes.get(id as usize)?, &place.name)?);
    }
    let kept = graph.and_then(|graph| graph.initializer.iter().find(|tensor| tensor.name == place.name));
    kept.cloned().or_else(|| {
        let made = |node: &&NodeProto| node.op_type == "Constant" && node.output.first() == Some(&place.name);
        listed(nodes.iter().find(made)?.attribute.first()?)
    })
}

fn body_of<'a>(node: &'a NodeProto, name: &str) -> Option<&'a GraphProto> {
    node.attribute.iter().find_map(|attribute| {
        if attribute.name == name {
            return attribute.g.as_ref();
        }
        let (of, at) = name.rsplit_once(' ')?;
        (attribute.name == of).then(|| attribute.graphs.get(at.parse::<usize>().ok()?)).flatten()
    })
}

/// An attribute's tensor or list as a tensor.
fn listed(attribute: &AttributeProto) -> Option<TensorProto> {
    if let Some(tensor) = &attribute.t {
        return Some(tensor.clone());
    }
    let list = |count: usize, data_type: DataType| TensorProto {
        dims: vec![count as i64],
        data_type: data_type as i32,
        ..TensorProto::default()
    };
    if !attribute.floats.is_empty() {
        let float_data = attribute.floats.clone();
        return Some(TensorProto { float_data, ..list(attribute.floats.len(), DataType::Float) });
    }
    if !attribute.ints.is_empty() {
        let int64_data = attribute.ints.clone();
        return Some(TensorProto { int64_data, ..list(attribute.ints.len(), DataType::Int64) });
    }
    let string_data = attribute.strings.clone();
    (!string_data.is_empty())
        .then(|| TensorProto { string_data, ..list(attribute.strings.len(), DataType::String) })
}

/// The bytes of a tensor that stands in a file of its own.
fn bytes(tensor: &TensorProto, source: &OnnxSource, limits: &Limits) -> Result<Option<Vec<u8>>, Error> {
    if !model::is_external(tensor) {
        return Ok(None);
    }
    let path = external::file(tensor, folder(source)?)?;
    let entry = |key: &str| {
        let entry = tensor.external_data.iter().find(|entry| entry.key == key);
        entry.and_then(|entry| entry.value.parse::<u64>().ok())
    };
    let dims = tensor.dims.iter().map(|dim| u64::try_from(*dim).unwrap_or(0));
    let wanted = elements::bytes(tensor, dims.fold(1, u64::saturating_mul));
    let length = entry("length").unwrap_or(wanted).min(wanted);
    at_most("initializer_bytes", format!("bytes of '{}'", tensor.name), length, limits.initializer_bytes)?;
    let read = || {
        let mut file = File::open(&path)?;
        file.seek(SeekFrom::Start(entry("offset").unwrap_or(0)))?;
        let mut bytes = Vec::new();
        file.take(length).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    read().map(Some).map_err(|error| Error::Io { path, source: error })
}

/// Two passes: the first finds the ends between which the second counts.
fn numbers(tensor: &TensorProto, raw: &[u8]) -> Option<Numbers> {
    let mut found = Numbers { min: f64::INFINITY, max: f64::NEG_INFINITY, ..Numbers::default() };
    let (mut count, mut mean, mut squares) = (0_u64, 0.0, 0.0);
    let is_read = elements::each(tensor, raw, &mut |number| {
        if !number.is_finite() {
            found.not_finite += 1;
            return true;
        }
        count += 1;
        found.zeros += u64::from(number == 0.0);
        found.min = found.min.min(number);
        found.max = found.max.max(number);
        // Welford's running moments, which lose no digits over many elements.
        let away: f64 = number - mean;
        mean += away / count as f64;
        squares += away * (number - mean);
        true
    });
    if !is_read || count + found.not_finite == 0 {
        return None;
    }
    if count == 0 {
        return Some(Numbers { not_finite: found.not_finite, min: 0.0, max: 0.0, ..Numbers::default() });
    }
    (found.mean, found.deviation) = (mean, (squares / count as f64).sqrt());
    found.histogram = histogram(tensor, raw, &found, count);
    Some(found)
}

fn histogram(tensor: &TensorProto, raw: &[u8], found: &Numbers, count: u64) -> Vec<u64> {
    let width = found.max - found.min;
    if width <= 0.0 || !width.is_finite() {
        return vec![count];
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 40")]
    let bins = (count as f64).sqrt().ceil().clamp(1.0, BINS as f64) as usize;
    let mut bars = vec![0; bins];
    elements::each(tensor, raw, &mut |number| {
        if number.is_finite() {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "never below 0")]
            let at = ((number - found.min) / width * bins as f64) as usize;
            bars[at.min(bins - 1)] += 1;
        }
        true
    });
    bars
}
