#![allow(missing_docs)]
#[path = "inference/v2.rs"]
#[allow(dead_code)]
mod v2;
use domain::tensor::Elements;
#[test]
fn generate() {
    let requests = v2::json(&"/tmp/gen/requests.json".into());
    let mut all = vec![];
    for r in requests.as_array().unwrap() {
        let p = inference::Predictor::load(r["file"].as_str().unwrap().as_ref(), &Default::default()).unwrap();
        let out = p.predict(&v2::tensors(&r["inputs"])).unwrap();
        let outs: Vec<serde_json::Value> = out.iter().map(|o| {
            let data = match o.tensor.elements() {
                Elements::Fp32(v) => serde_json::json!(v), Elements::Int64(v) => serde_json::json!(v), Elements::Bytes(v) => serde_json::json!(v), _ => panic!() };
            let mut j = serde_json::json!({"name": o.tensor.name, "datatype": o.tensor.datatype().name(), "shape": o.tensor.shape()});
            if let Some(c) = &o.classes { j["parameters"] = serde_json::json!({"classes": c.to_vec()}); }
            j["data"] = data;
            j
        }).collect();
        all.push(serde_json::json!({"id": r["id"], "outputs": outs}));
    }
    std::fs::write("/tmp/gen/answers.json", serde_json::to_string(&all).unwrap()).unwrap();
    // speed
    for name in ["logreg_iris", "rf_iris", "mixed_onehot_imputer_logreg", "rf_digits","torch_cnn_digits__ts17"] {
        let p = inference::Predictor::load(&v2::model(name), &Default::default()).unwrap();
        for rows in [1usize, 256] {
            let input = inference::example(p.signature(), rows);
            p.predict(&input).unwrap();
            let t = std::time::Instant::now();
            let n = if rows == 1 { 2000 } else { 20 };
            for _ in 0..n { p.predict(&input).unwrap(); }
            eprintln!("SPEED {name} rows {rows}: {:?}", t.elapsed() / n);
        }
    }
}
