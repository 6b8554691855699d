//! An endpoint's own description: Swagger 2 and OpenAPI 3, with a call that works as its example.

mod schema;

use serde_json::{Value, json};

use crate::endpoints::Served;

/// Where the reader of the document reached the server.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'h> {
    /// Host and port.
    pub(crate) host: &'h str,
    /// What comes before `/score`; empty for the only endpoint at the root.
    pub(crate) base: &'h str,
}

/// The Swagger 2 document.
pub(crate) fn swagger2(served: &Served, place: Place<'_>) -> Value {
    let reference = |name: &str| json!({ "$ref": format!("#/definitions/{name}") });
    let answer = |what: &str, schema: Value| json!({ "description": what, "schema": schema });
    let failed = || answer("The call was refused.", reference("ErrorResponse"));
    let base = if place.base.is_empty() { "/" } else { place.base };
    let mut document = json!({
        "swagger": "2.0",
        "info": info(served),
        "host": place.host,
        "basePath": base,
        "schemes": ["http"],
        "consumes": ["application/json"],
        "produces": ["application/json"],
        "securityDefinitions": { "Bearer": bearer() },
        "paths": {
            "/": { "get": {
                "operationId": "ServiceHealthCheck",
                "summary": "Whether the endpoint is served.",
                "produces": ["text/plain"],
                "responses": { "200": answer("It is.", json!({ "type": "string" })), "default": failed() },
            } },
            "/score": { "post": {
                "operationId": "RunMLService",
                "summary": "Scores rows.",
                "parameters": [{
                    "name": "serviceInputPayload",
                    "in": "body",
                    "required": true,
                    "description": "The rows to score.",
                    "schema": reference("ServiceInput"),
                }],
                "responses": {
                    "200": answer("The predictions.", reference("ServiceOutput")),
                    "default": failed(),
                },
            } },
            "/swagger.json": { "get": {
                "operationId": "GetSwagger",
                "summary": "This document.",
                "parameters": [{ "name": "version", "in": "query", "type": "string", "enum": ["2", "3"] }],
                "responses": { "200": answer("It.", json!({ "type": "object" })), "default": failed() },
            } },
        },
        "definitions": definitions(served),
    });
    secure(&mut document, served);
    document
}

/// The OpenAPI 3 document.
pub(crate) fn openapi3(served: &Served, place: Place<'_>) -> Value {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let content = |schema: Value| json!({ "application/json": { "schema": schema } });
    let answer = |what: &str, schema: Value| json!({ "description": what, "content": content(schema) });
    let failed = || answer("The call was refused.", reference("ErrorResponse"));
    let healthy =
        json!({ "description": "It is.", "content": { "text/plain": { "schema": { "type": "string" } } } });
    let mut document = json!({
        "openapi": "3.0.3",
        "info": info(served),
        "servers": [{ "url": format!("http://{}{}", place.host, place.base) }],
        "paths": {
            "/": { "get": {
                "operationId": "ServiceHealthCheck",
                "summary": "Whether the endpoint is served.",
                "responses": { "200": healthy, "default": failed() },
            } },
            "/score": { "post": {
                "operationId": "RunMLService",
                "summary": "Scores rows.",
                "requestBody": { "required": true, "content": content(reference("ServiceInput")) },
                "responses": {
                    "200": answer("The predictions.", reference("ServiceOutput")),
                    "default": failed(),
                },
            } },
            "/swagger.json": { "get": {
                "operationId": "GetSwagger",
                "summary": "This document.",
                "parameters": [{
                    "name": "version",
                    "in": "query",
                    "schema": { "type": "string", "enum": ["2", "3"] },
                }],
                "responses": { "200": answer("It.", json!({ "type": "object" })), "default": failed() },
            } },
        },
        "components": {
            "schemas": definitions(served),
            "securitySchemes": { "Bearer": bearer() },
        },
    });
    secure(&mut document, served);
    document
}

fn info(served: &Served) -> Value {
    let Served { name, model, version, description, .. } = served;
    let description = match description.as_str() {
        "" => format!("Scores version {version} of the model {model}."),
        said => said.to_owned(),
    };
    json!({ "title": name, "description": description, "version": version.to_string() })
}

/// A key in a header: said in both documents with the same words.
fn bearer() -> Value {
    json!({
        "type": "apiKey",
        "name": "Authorization",
        "in": "header",
        "description": "The word Bearer, a space, and the primary or secondary key.",
    })
}

fn definitions(served: &Served) -> Value {
    json!({
        "ServiceInput": schema::input(served),
        "ServiceOutput": schema::output(served.signature()),
        "ErrorResponse": {
            "type": "object",
            "properties": { "message": { "type": "string" } },
            "required": ["message"],
        },
    })
}

/// All but the health check need a key, where the endpoint needs one at all.
fn secure(document: &mut Value, served: &Served) {
    if served.config.auth {
        document["security"] = json!([{ "Bearer": [] }]);
        document["paths"]["/"]["get"]["security"] = json!([]);
    }
}
