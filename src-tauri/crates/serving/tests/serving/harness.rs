//! A host on a free port with real models, and what the tests say to it.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
};

use domain::{
    endpoint::{EndpointConfig, Keys},
    infer::InferRequest,
    name::{EndpointName, ModelName},
    record::InferenceRecord,
    tensor::{Elements, Tensor},
};
use inference::{Limits, Predictor};
use reqwest::{RequestBuilder, StatusCode, header::HeaderMap};
use serde_json::{Value, json};
use serving::{Endpoints, Served, Server, router};

pub const KEY: &str = "primary-key-of-the-tests";
pub const SECOND_KEY: &str = "secondary-key-of-the-tests";

pub fn fixture(path: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/fixtures")).join(path)
}

/// Inputs and expected outputs of a fixture model, as V2 tensors.
pub fn case(model: &str) -> Value {
    let text = std::fs::read(fixture(&format!("cases/{model}.json"))).unwrap();
    serde_json::from_slice(&text).unwrap()
}

pub fn endpoint(name: &str) -> EndpointName {
    EndpointName::parse(name).unwrap()
}

pub fn predictor(model: &str) -> Arc<Predictor> {
    Arc::new(Predictor::load(&fixture(&format!("models/{model}.onnx")), &Limits::default()).unwrap())
}

/// A fixture model behind an endpoint, with the keys of the tests.
pub fn served(name: &str, model: &str) -> Served {
    Served {
        name: endpoint(name),
        model: ModelName::parse(model).unwrap(),
        version: 1,
        predictor: predictor(model),
        config: EndpointConfig::default(),
        keys: Keys { primary_key: KEY.to_owned(), secondary_key: SECOND_KEY.to_owned() },
        sample: None,
        columns: None,
        class_names: None,
        versions: vec![1],
        description: String::new(),
    }
}

/// An iris.
pub const ROW: [f32; 4] = [5.8, 2.8, 5.1, 2.4];

/// A call with the same iris again and again.
pub fn rows(rows: usize) -> InferRequest {
    let tensor = Tensor::new("X", vec![rows, 4], Elements::Fp32(ROW.repeat(rows))).unwrap();
    InferRequest { inputs: vec![tensor], ..InferRequest::default() }
}

/// A running server and what it recorded.
pub struct Host {
    pub endpoints: Endpoints,
    pub base: String,
    pub client: reqwest::Client,
    records: Arc<Mutex<Vec<InferenceRecord>>>,
    pub server: Server,
}

impl Host {
    /// A host that serves these.
    pub async fn serving(all: impl IntoIterator<Item = Served>) -> Self {
        let records = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&records);
        let endpoints = Endpoints::new(Arc::new(move |record| sink.lock().unwrap().push(record)));
        all.into_iter().for_each(|served| endpoints.put(served));
        let server = Server::bind(([127, 0, 0, 1], 0).into(), router(endpoints.clone())).await.unwrap();
        let base = format!("http://{}", server.address());
        Self { endpoints, base, client: reqwest::Client::new(), records, server }
    }

    /// One fixture model behind `iris`.
    pub async fn with(model: &str) -> Self {
        Self::serving([served("iris", model)]).await
    }

    pub fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.base)).bearer_auth(KEY)
    }

    pub async fn post_json(&self, path: &str, body: &Value) -> Reply {
        self.post_text(path, body.to_string()).await
    }

    pub async fn post_text(&self, path: &str, body: impl Into<reqwest::Body>) -> Reply {
        reply(self.post(path).header("content-type", "application/json").body(body)).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        reply(self.client.get(format!("{}{path}", self.base)).bearer_auth(KEY)).await
    }

    pub async fn get_without_key(&self, path: &str) -> Reply {
        reply(self.client.get(format!("{}{path}", self.base))).await
    }

    pub fn records(&self) -> Vec<InferenceRecord> {
        self.records.lock().unwrap().clone()
    }
}

/// A whole answer.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("no header {name}: {self:?}")).to_str().unwrap()
    }
}

pub async fn reply(request: RequestBuilder) -> Reply {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    Reply { status, headers, text: response.text().await.unwrap() }
}

/// The case's inputs, at most this many rows of them, as a V2 request.
pub fn v2_request(case: &Value, rows: usize) -> Value {
    let inputs: Vec<Value> = case["inputs"].as_array().unwrap().iter().map(|t| first_rows(t, rows)).collect();
    json!({ "inputs": inputs })
}

fn first_rows(tensor: &Value, rows: usize) -> Value {
    let mut shape: Vec<usize> = serde_json::from_value(tensor["shape"].clone()).unwrap();
    shape[0] = rows.min(shape[0]);
    let data = &tensor["data"].as_array().unwrap()[..shape.iter().product()];
    json!({ "name": tensor["name"], "datatype": tensor["datatype"], "shape": shape, "data": data })
}

/// Asserts that two tensors' values are the same, numbers within the fixtures' tolerance.
pub fn assert_close(got: &Value, expected: &Value) {
    let (got, expected) = (got.as_array().unwrap(), expected.as_array().unwrap());
    assert_eq!(got.len(), expected.len());
    for (got, expected) in got.iter().zip(expected) {
        match (got.as_f64(), expected.as_f64()) {
            (Some(a), Some(b)) => assert!((a - b).abs() <= 1e-4 + 1e-4 * b.abs(), "{a} is not {b}"),
            _ => assert_eq!(got, expected),
        }
    }
}
