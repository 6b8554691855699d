//! ONNX files of any size, written field by field: <https://github.com/onnx/onnx/blob/main/onnx/onnx.proto>.

/// A transformer of so many layers, 15 operators each, with weights of `width` columns and two operators around them.
#[must_use]
pub fn transformer(layers: usize, width: usize) -> Vec<u8> {
    let mut graph = Graph::default();
    graph.input("tokens", &[-1, 16, width as i64]);
    let mut stream = "tokens".to_owned();
    for layer in 0..layers {
        stream = graph.layer(layer, &stream, width);
    }
    let end = graph.node("Identity", "", &[&stream]);
    let end = graph.node("Softmax", "", &[&end]);
    graph.output(&end, &[-1, 16, width as i64]);
    let mut model = Message::default();
    model.number(1, 8);
    model.bytes(2, b"vitrine figures");
    model.bytes(7, &graph.message.0);
    let mut opset = Message::default();
    opset.number(2, 17);
    model.bytes(8, &opset.0);
    model.0
}

#[derive(Default)]
struct Graph {
    message: Message,
    nodes: usize,
}

impl Graph {
    fn layer(&mut self, layer: usize, stream: &str, width: usize) -> String {
        let name = |part: &str| format!("/encoder/layers.{layer}/{part}");
        let mut weight = |part: &str, dims: &[usize]| {
            let name = format!("encoder.layers.{layer}.{part}");
            self.weight(&name, dims);
            name
        };
        let square: Vec<String> =
            ["q", "k", "v", "o", "up", "down"].map(|part| weight(part, &[width, width])).into();
        let scales = ["scale1", "scale2"].map(|part| weight(part, &[width]));
        let normal = self.node("LayerNormalization", &name("norm1"), &[stream, &scales[0]]);
        let q = self.node("MatMul", &name("q"), &[&normal, &square[0]]);
        let k = self.node("MatMul", &name("k"), &[&normal, &square[1]]);
        let v = self.node("MatMul", &name("v"), &[&normal, &square[2]]);
        let turned = self.node("Transpose", &name("turn"), &[&k]);
        let scores = self.node("MatMul", &name("scores"), &[&q, &turned]);
        let shares = self.node("Softmax", &name("shares"), &[&scores]);
        let mixed = self.node("MatMul", &name("mix"), &[&shares, &v]);
        let given = self.node("MatMul", &name("o"), &[&mixed, &square[3]]);
        let added = self.node("Add", &name("add1"), &[&given, stream]);
        let normal = self.node("LayerNormalization", &name("norm2"), &[&added, &scales[1]]);
        let wide = self.node("MatMul", &name("up"), &[&normal, &square[4]]);
        let active = self.node("Relu", &name("relu"), &[&wide]);
        let narrow = self.node("MatMul", &name("down"), &[&active, &square[5]]);
        self.node("Add", &name("add2"), &[&narrow, &added])
    }

    /// An operator with one output, whose name it gives.
    fn node(&mut self, op: &str, name: &str, inputs: &[&str]) -> String {
        let output = format!("t{}", self.nodes);
        self.nodes += 1;
        let mut node = Message::default();
        inputs.iter().for_each(|input| node.bytes(1, input.as_bytes()));
        node.bytes(2, output.as_bytes());
        node.bytes(3, name.as_bytes());
        node.bytes(4, op.as_bytes());
        if op == "Transpose" {
            let mut perm = Message::default();
            perm.bytes(1, b"perm");
            [0, 2, 1].into_iter().for_each(|axis| perm.number(8, axis));
            perm.number(20, 7);
            node.bytes(5, &perm.0);
        }
        self.message.bytes(1, &node.0);
        output
    }

    fn weight(&mut self, name: &str, dims: &[usize]) {
        let mut tensor = Message::default();
        dims.iter().for_each(|dim| tensor.number(1, *dim as u64));
        tensor.number(2, 1);
        tensor.bytes(8, name.as_bytes());
        let elements: usize = dims.iter().product();
        let values = (0..elements).flat_map(|at| ((at % 17) as f32 / 17.0 - 0.4).to_le_bytes());
        tensor.bytes(9, &values.collect::<Vec<u8>>());
        self.message.bytes(5, &tensor.0);
    }

    fn input(&mut self, name: &str, dims: &[i64]) {
        self.message.bytes(11, &info(name, dims).0);
    }

    fn output(&mut self, name: &str, dims: &[i64]) {
        self.message.bytes(12, &info(name, dims).0);
    }
}

/// A value's name, type and shape; an open dimension has a name.
fn info(name: &str, dims: &[i64]) -> Message {
    let mut shape = Message::default();
    for dim in dims {
        let mut one = Message::default();
        match u64::try_from(*dim) {
            Ok(size) => one.number(1, size),
            Err(_) => one.bytes(2, b"rows"),
        }
        shape.bytes(1, &one.0);
    }
    let (mut tensor, mut kind, mut info) = (Message::default(), Message::default(), Message::default());
    tensor.number(1, 1);
    tensor.bytes(2, &shape.0);
    kind.bytes(1, &tensor.0);
    info.bytes(1, name.as_bytes());
    info.bytes(2, &kind.0);
    info
}

/// A protobuf message as it is written.
#[derive(Default)]
struct Message(Vec<u8>);

impl Message {
    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    fn number(&mut self, field: u64, value: u64) {
        self.varint(field << 3);
        self.varint(value);
    }

    fn bytes(&mut self, field: u64, bytes: &[u8]) {
        self.varint(field << 3 | 2);
        self.varint(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }
}
