//! The suite's tensors as this program's.

use std::{fs, path::Path};

use domain::tensor::Tensor;
use tract_onnx::{data_resolver::MmapDataResolver, pb::tensor_proto::DataType, tensor};

use crate::{guard::guarded, tract::convert};

/// Reads a serialized `TensorProto`. Half precision is widened, as it is for clients.
pub(super) fn read(path: &Path, name: &str) -> Result<Tensor, String> {
    let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let proto = tensor::proto_from_reader(bytes.as_slice())
        .map_err(|_| format!("'{name}' is a sequence or an optional value"))?;
    let kind = DataType::try_from(proto.data_type).map_or("an unknown type", |kind| kind.as_str_name());
    let tensor =
        guarded(|| convert::from_engine(name, &tensor::load_tensor(&MmapDataResolver, &proto, None)?));
    tensor.map_err(|failure| format!("'{name}' of type {kind}: {}", failure.reason()))
}
