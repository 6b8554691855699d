//! Calls to an endpoint as programs make them.

use reqwest::{
    Client, StatusCode,
    header::{AUTHORIZATION, CONTENT_TYPE},
};
use serde_json::Value;

/// What an endpoint answered.
#[derive(Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: StatusCode,
    /// The body; a string where it is not JSON.
    pub body: Value,
}

/// Posts a body of this type, with a key where one is given.
///
/// # Panics
/// When nobody answers.
pub async fn post(url: &str, key: Option<&str>, content_type: &str, body: impl Into<String>) -> Reply {
    let mut request = Client::new().post(url).header(CONTENT_TYPE, content_type).body(body.into());
    if let Some(key) = key {
        request = request.header(AUTHORIZATION, format!("Bearer {key}"));
    }
    reply(request).await
}

/// Posts JSON.
///
/// # Panics
/// When nobody answers.
pub async fn post_json(url: &str, key: Option<&str>, body: &Value) -> Reply {
    post(url, key, "application/json", body.to_string()).await
}

/// Gets an address, with a key.
///
/// # Panics
/// When nobody answers.
pub async fn get(url: &str, key: &str) -> Reply {
    reply(Client::new().get(url).bearer_auth(key)).await
}

async fn reply(request: reqwest::RequestBuilder) -> Reply {
    let response = request.send().await.expect("the endpoint answers");
    let status = response.status();
    let text = response.text().await.expect("the answer can be read");
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Reply { status, body }
}
