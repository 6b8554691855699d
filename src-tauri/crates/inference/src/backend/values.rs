//! What the suite's files hold: tensors, sequences of them, and values that may be absent.

use std::{fs, path::Path};

use domain::tensor::Tensor;
use prost::Message;
use tract_onnx::{
    data_resolver::MmapDataResolver,
    pb::{TensorProto, tensor_proto::DataType},
    tensor::load_tensor,
};

use crate::{
    guard::guarded,
    tract::{convert, narrow},
};

/// An input or an output of an operator.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Tensor(Tensor),
    Sequence(Vec<Value>),
    Absent,
}

/// The inputs and outputs that a model declares. The engine's own reading of it leaves out all types but tensors.
pub(super) struct Declared {
    pub inputs: Vec<Info>,
    pub outputs: Vec<Info>,
}

#[derive(Message)]
struct Model {
    #[prost(message, optional, tag = "7")]
    graph: Option<Graph>,
}

#[derive(Message)]
struct Graph {
    #[prost(message, repeated, tag = "11")]
    input: Vec<Info>,
    #[prost(message, repeated, tag = "12")]
    output: Vec<Info>,
}

/// A `ValueInfoProto`.
#[derive(Message)]
pub(super) struct Info {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(message, optional, tag = "2")]
    kind: Option<Kind>,
}

/// A `TypeProto`, without what is inside.
#[derive(Message)]
struct Kind {
    #[prost(message, optional, tag = "4")]
    sequence: Option<()>,
    #[prost(message, optional, tag = "9")]
    optional: Option<()>,
}

#[derive(Message)]
struct SequenceProto {
    #[prost(message, repeated, tag = "3")]
    tensors: Vec<TensorProto>,
    #[prost(message, repeated, tag = "5")]
    sequences: Vec<SequenceProto>,
}

#[derive(Message)]
struct OptionalProto {
    #[prost(message, optional, tag = "3")]
    tensor: Option<TensorProto>,
    #[prost(message, optional, tag = "5")]
    sequence: Option<SequenceProto>,
}

impl Value {
    pub(super) fn tensor(&self) -> Result<&Tensor, String> {
        match self {
            Self::Tensor(tensor) => Ok(tensor),
            other => Err(format!("expected a tensor, got {other:?}")),
        }
    }
}

impl Declared {
    pub(super) fn read(folder: &Path) -> Self {
        let bytes = fs::read(folder.join("model.onnx")).expect("the model can be read");
        let graph = Model::decode(bytes.as_slice()).expect("the model is whole").graph.unwrap_or_default();
        Self { inputs: graph.input, outputs: graph.output }
    }

    pub(super) fn is_of_tensors(&self) -> bool {
        let kinds = self.inputs.iter().chain(&self.outputs).flat_map(|info| &info.kind);
        kinds.into_iter().all(|kind| kind.sequence.is_none() && kind.optional.is_none())
    }
}

impl Info {
    /// Reads the value that a file holds. Half precision and narrow types are widened, as they are for clients.
    pub(super) fn read(&self, path: &Path) -> Result<Value, String> {
        let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let broken = |error: prost::DecodeError| format!("{}: {error}", path.display());
        let kind = self.kind.as_ref();
        if kind.is_some_and(|kind| kind.optional.is_some()) {
            return self.optional(OptionalProto::decode(bytes.as_slice()).map_err(broken)?);
        }
        if kind.is_some_and(|kind| kind.sequence.is_some()) {
            return self.sequence(SequenceProto::decode(bytes.as_slice()).map_err(broken)?);
        }
        self.tensor(&TensorProto::decode(bytes.as_slice()).map_err(broken)?)
    }

    fn optional(&self, proto: OptionalProto) -> Result<Value, String> {
        match (proto.tensor, proto.sequence) {
            (Some(tensor), _) => self.tensor(&tensor),
            (None, Some(sequence)) => self.sequence(sequence),
            (None, None) => Ok(Value::Absent),
        }
    }

    fn sequence(&self, proto: SequenceProto) -> Result<Value, String> {
        let tensors = proto.tensors.iter().map(|tensor| self.tensor(tensor));
        let sequences = proto.sequences.into_iter().map(|sequence| self.sequence(sequence));
        Ok(Value::Sequence(tensors.chain(sequences).collect::<Result<_, _>>()?))
    }

    fn tensor(&self, proto: &TensorProto) -> Result<Value, String> {
        let name = &self.name;
        let kind = DataType::try_from(proto.data_type).map_or("an unknown type", |kind| kind.as_str_name());
        let mut proto = proto.clone();
        narrow::widen(&mut proto);
        let tensor = guarded(|| convert::from_engine(name, &load_tensor(&MmapDataResolver, &proto, None)?));
        let tensor = tensor.map_err(|failure| format!("'{name}' of type {kind}: {}", failure.reason()))?;
        Ok(Value::Tensor(tensor))
    }
}
