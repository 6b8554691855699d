//! What the targets share: typical signatures, and what holds of every call that a decoder has read.

use domain::{
    infer::InferRequest,
    signature::{Datatype, Signature, TensorSpec},
};

/// A matrix, as most models take; columns of their own types, as pipelines take; an axis of any length, as text does.
pub fn signatures() -> [Signature; 3] {
    let spec = |name: &str, datatype, shape: &[i64]| TensorSpec {
        name: name.to_owned(),
        datatype,
        shape: shape.to_vec(),
        dims: None,
        classes: None,
    };
    let taking = |inputs| Signature { inputs, outputs: vec![spec("label", Datatype::Int64, &[-1])] };
    [
        taking(vec![spec("X", Datatype::Fp32, &[-1, 4])]),
        taking(vec![
            spec("age", Datatype::Int64, &[-1, 1]),
            spec("income", Datatype::Fp64, &[-1, 1]),
            spec("city", Datatype::Bytes, &[-1, 1]),
            spec("member", Datatype::Bool, &[-1, 1]),
        ]),
        taking(vec![spec("tokens", Datatype::Int32, &[-1, -1])]),
    ]
}

/// The names of the columns of the first signature's matrix.
pub fn columns() -> [String; 4] {
    ["a", "b", "c", "d"].map(str::to_owned)
}

/// The call holds exactly the inputs of the signature, in its order, of its types and shapes, with as many rows each.
pub fn assert_fits(request: &InferRequest, signature: &Signature) {
    assert_eq!(request.inputs.len(), signature.inputs.len());
    for (tensor, spec) in request.inputs.iter().zip(&signature.inputs) {
        assert_eq!((&tensor.name, tensor.datatype()), (&spec.name, spec.datatype));
        assert_eq!(tensor.shape().len(), spec.shape.len());
        let fits = |(have, want): (&usize, &i64)| *want < 0 || usize::try_from(*want) == Ok(*have);
        assert!(tensor.shape().iter().zip(&spec.shape).all(fits), "{:?} is not {:?}", tensor.shape(), spec.shape);
        assert_eq!(tensor.shape().iter().product::<usize>(), tensor.elements().len());
        assert!(tensor.rows() > 0 && tensor.rows() == request.inputs[0].rows());
    }
}
