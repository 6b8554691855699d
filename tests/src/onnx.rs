//! Small ONNX files that no exporter writes.

/// A whole and valid file whose one node asks for this operator, from `x` to `y`, both FP32 of shape `[2]`.
#[must_use]
pub fn with_operator(operator: &str) -> Vec<u8> {
    let node = [text(1, "x"), text(2, "y"), text(4, operator)].concat();
    let graph = [bytes(1, &node), text(2, "graph"), bytes(11, &value("x")), bytes(12, &value("y"))].concat();
    let opset = number(2, 17);
    [number(1, 8), bytes(7, &graph), bytes(8, &opset)].concat()
}

/// A `ValueInfoProto`: name, type, FP32, one dimension of 2.
fn value(name: &str) -> Vec<u8> {
    let shape = bytes(1, &number(1, 2));
    let tensor = [number(1, 1), bytes(2, &shape)].concat();
    [text(1, name), bytes(2, &bytes(1, &tensor))].concat()
}

/// A protobuf field of wire type 2, under 128 bytes long.
fn bytes(field: u8, content: &[u8]) -> Vec<u8> {
    let length =
        u8::try_from(content.len()).ok().filter(|length| *length < 128).expect("the fields are small");
    [&[field << 3 | 2, length], content].concat()
}

fn text(field: u8, content: &str) -> Vec<u8> {
    bytes(field, content.as_bytes())
}

/// A protobuf field of wire type 0, under 128.
fn number(field: u8, value: u8) -> Vec<u8> {
    vec![field << 3, value]
}
