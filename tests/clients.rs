//! Clients that exist and that others wrote get from an endpoint what they get from their own servers.
//!
//! `cargo xtask test` runs these with a Python that has the packages of `requirements.txt`.

use std::{env, path::Path, process::Command};

use serde_json::{Value, json};
use suite::{desk::Desk, fixtures, host::Host};

/// The classes of the two rows that both scripts send.
const CLASSES: [i64; 2] = [0, 1];

fn python(script: &str, arguments: &[&str]) -> Value {
    let python = env::var_os("VITRINE_TEST_PYTHON")
        .expect("VITRINE_TEST_PYTHON names a Python with the clients; `cargo xtask test` makes one");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("clients").join(script);
    let output = Command::new(python).arg(script).args(arguments).output().expect("Python starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("the script prints JSON")
}

fn served() -> (Desk, Host, Value, String) {
    let desk = Desk::default();
    desk.ok(&["model", "register", "iris", &fixtures::path("models/logreg_iris.onnx")]);
    let host = desk.host();
    let endpoint = desk.ok(&["deploy", "iris"]);
    let key =
        desk.ok(&["endpoint", "keys", "iris"])["primaryKey"].as_str().expect("a key is text").to_owned();
    (desk, host, endpoint, key)
}

#[test]
fn tritons_client_scores_in_json_and_in_binary() {
    let (_desk, host, _, key) = served();
    let address = host.url.trim_start_matches("http://");
    let got = python("triton.py", &[address, "iris", &key]);
    assert_eq!(
        (&got["live"], &got["ready"], &got["model_ready"]),
        (&json!(true), &json!(true), &json!(true))
    );
    let input = json!([{"name": "X", "datatype": "FP32", "shape": [-1, 4]}]);
    assert_eq!((&got["metadata"]["name"], &got["metadata"]["inputs"]), (&json!("iris"), &input));
    for form in ["json", "binary"] {
        assert_eq!(got[form]["label"], json!(CLASSES), "{form}: {got}");
    }
    assert_eq!((&got["json"]["id"], &got["binary"]["id"]), (&json!("42"), &json!("43")));
    assert_eq!(got["json"]["probabilities"], got["binary"]["probabilities"]);
    assert!(got["wrong_shape"]["message"].as_str().is_some_and(|said| said.contains("'X'")), "{got}");
    assert!(got["no_model"]["message"].as_str().is_some_and(|said| said.contains("nobody")), "{got}");
}

#[test]
fn azures_and_mlflows_callers_get_their_own_forms() {
    let (_desk, _host, endpoint, key) = served();
    let route = |name: &str| endpoint["routes"][name].as_str().expect("a route is text").to_owned();
    let got = python("web.py", &[&route("score"), &route("swagger"), &route("invocations"), &key]);
    assert_eq!((&got["azure"]["status"], &got["azure"]["body"]), (&json!(200), &json!(CLASSES)));
    assert!(got["azure"]["request_id"].is_string(), "{got}");
    assert_eq!(got["azure_example"]["status"], 200, "{got}");
    assert_eq!(got["azure_wrong"]["status"], 400);
    assert!(got["azure_wrong"]["body"]["message"].is_string(), "{got}");
    for form in ["mlflow_split", "mlflow_instances", "mlflow_csv"] {
        assert_eq!(got[form]["status"], 200, "{form}: {got}");
        let predictions = got[form]["body"]["predictions"].as_array().expect("predictions are a list");
        assert_eq!(predictions.len(), 2, "{form}: {got}");
    }
    assert_eq!(got["mlflow_other_type"]["status"], 415, "{got}");
}
