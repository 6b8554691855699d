//! Writing V2: answers, requests and metadata.

use domain::{
    for_elements,
    infer::{InferRequest, InferResponse, Output},
    signature::{Signature, TensorSpec},
    tensor::{Elements, Tensor},
};
use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};
use serde_json::{Value, json};

use super::{BinaryOutputs, binary};

/// An answer under the name that the client called.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'r> {
    /// What the client called: the endpoint, or the model where there is no endpoint.
    pub name: &'r str,
    /// The answer.
    pub response: &'r InferResponse,
    /// Which outputs follow the JSON as raw bytes.
    pub binary: &'r BinaryOutputs,
}

impl Answer<'_> {
    /// The body, and how many of its bytes are JSON.
    #[must_use]
    pub fn write(&self) -> (Vec<u8>, usize) {
        let values: usize = self.response.outputs.iter().map(|output| output.tensor.elements().len()).sum();
        let mut body = Vec::with_capacity(256 + 12 * values);
        serde_json::to_writer(&mut body, self).expect("an answer is always JSON");
        let json_bytes = body.len();
        for output in self.response.outputs.iter().filter(|output| self.is_binary(output)) {
            binary::write(output.tensor.elements(), &mut body);
        }
        (body, json_bytes)
    }

    fn is_binary(&self, output: &Output) -> bool {
        match self.binary {
            BinaryOutputs::None => false,
            BinaryOutputs::All => true,
            BinaryOutputs::Named(names) => names.contains(&output.tensor.name),
        }
    }
}

impl Serialize for Answer<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut body = serializer.serialize_map(None)?;
        body.serialize_entry("model_name", self.name)?;
        body.serialize_entry("model_version", &Quoted(self.response.version))?;
        if let Some(id) = &self.response.id {
            body.serialize_entry("id", id)?;
        }
        body.serialize_entry("outputs", &Outputs(self))?;
        body.end()
    }
}

/// A number that the protocol writes as a string.
struct Quoted(u32);

impl Serialize for Quoted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

struct Outputs<'a, 'r>(&'a Answer<'r>);

impl Serialize for Outputs<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(
            self.0
                .response
                .outputs
                .iter()
                .map(|output| OutputTensor { output, binary: self.0.is_binary(output) }),
        )
    }
}

struct OutputTensor<'r> {
    output: &'r Output,
    binary: bool,
}

impl Serialize for OutputTensor<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Output { tensor, classes } = self.output;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", &tensor.name)?;
        map.serialize_entry("shape", tensor.shape())?;
        map.serialize_entry("datatype", tensor.datatype().name())?;
        if classes.is_some() || self.binary {
            let binary_data_size = self.binary.then(|| binary::size(tensor.elements()));
            map.serialize_entry("parameters", &Parameters { classes: classes.as_deref(), binary_data_size })?;
        }
        if !self.binary {
            map.serialize_entry("data", &Values(tensor.elements()))?;
        }
        map.end()
    }
}

#[derive(serde::Serialize)]
struct Parameters<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    classes: Option<&'r [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    binary_data_size: Option<usize>,
}

/// A tensor's values, flat.
struct Values<'t>(&'t Elements);

impl Serialize for Values<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        for_elements!(self.0, values => values.serialize(serializer))
    }
}

/// An answer as a JSON value, under the model's own name.
#[must_use]
pub fn response_json(response: &InferResponse) -> Value {
    let answer = Answer { name: response.model.as_str(), response, binary: &BinaryOutputs::None };
    shortest(&answer)
}

/// A call as a JSON value that [`super::request`] reads.
#[must_use]
pub fn request_json(request: &InferRequest) -> Value {
    let inputs: Vec<InputTensor<'_>> = request.inputs.iter().map(InputTensor).collect();
    let mut body = json!({ "inputs": shortest(&inputs) });
    if let Some(id) = &request.id {
        body["id"] = json!(id);
    }
    if !request.outputs.is_empty() {
        body["outputs"] = request.outputs.iter().map(|name| json!({ "name": name })).collect();
    }
    body
}

/// Written out and read again, so that an FP32 value reads `0.1` and not `0.10000000149011612`, its FP64 neighbour.
fn shortest(value: &impl Serialize) -> Value {
    let text = serde_json::to_vec(value).expect("tensors are always JSON");
    serde_json::from_slice(&text).expect("what was just written is JSON")
}

struct InputTensor<'t>(&'t Tensor);

impl Serialize for InputTensor<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut tensor = serializer.serialize_struct("Input", 4)?;
        tensor.serialize_field("name", &self.0.name)?;
        tensor.serialize_field("shape", self.0.shape())?;
        tensor.serialize_field("datatype", self.0.datatype().name())?;
        tensor.serialize_field("data", &Values(self.0.elements()))?;
        tensor.end()
    }
}

/// What `GET /v2/models/{name}` answers.
#[must_use]
pub fn metadata(name: &str, versions: &[u32], signature: &Signature) -> Value {
    let tensors = |specs: &[TensorSpec]| -> Value {
        specs
            .iter()
            .map(|spec| json!({ "name": spec.name, "datatype": spec.datatype, "shape": spec.shape }))
            .collect()
    };
    let versions: Vec<String> = versions.iter().map(ToString::to_string).collect();
    json!({
        "name": name,
        "versions": versions,
        "platform": "onnx_onnxv1",
        "inputs": tensors(&signature.inputs),
        "outputs": tensors(&signature.outputs),
    })
}
