//! The OpenAPI 3.1 document of a service: collected from its handlers, completed from its role table.
//!
//! What the table knows is written once, here: security and scope, the headers a kind of operation
//! needs, the headers it answers with, and the problems every operation may answer with.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use api_types::Problem;
use serde_json::{Value, json};
use utoipa::PartialSchema as _;
use utoipa_actix_web::AppExt as _;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::server::Feature;
use crate::{Access, Kind, Mount, PROBLEM_TYPES, Who};

/// The document of a service, complete and in a stable order.
///
/// # Panics
/// When a documented operation is missing from the table or a table entry is not served: our mistake,
/// met by the first test and the first start.
pub fn document(mount: &Mount) -> Value {
    let mut document = collected(mount.features);
    document["openapi"] = json!("3.1.0");
    document["info"] = json!({
        "title": mount.title,
        "description": mount.description,
        "version": "1",
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        "contact": {"name": "KAD"},
    });
    document["servers"] = json!([{"url": "/"}]);
    let mut seen = Vec::new();
    let mut tags = BTreeMap::new();
    for (path, item) in document["paths"].as_object_mut().into_iter().flatten() {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            let id = operation["operationId"].as_str().unwrap_or("").to_owned();
            let access = mount.operations.iter().find(|access| access.id == id);
            let access =
                access.unwrap_or_else(|| panic!("{method} {path}: {id} is missing from the role table"));
            complete(operation, access);
            for tag in operation["tags"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                tags.insert(tag.to_owned(), ());
            }
            seen.push(id);
        }
    }
    for access in mount.operations {
        assert!(seen.iter().any(|id| id == access.id), "{} is in the role table and not served", access.id);
    }
    document["tags"] =
        tags.keys().map(|tag| json!({"name": tag, "description": format!("Operations on {tag}.")})).collect();
    add_components(&mut document);
    drop_unused_schemas(&mut document);
    document
}

/// What features say of their handlers.
pub(crate) fn collected(features: &[Feature]) -> Value {
    let all = |config: &mut ServiceConfig| features.iter().for_each(|feature| feature(config));
    let (_, collected) = actix_web::App::new().into_utoipa_app().configure(all).split_for_parts();
    serde_json::to_value(collected).expect("an OpenAPI document is JSON")
}

/// Keeps the schemas that paths lead to; collecting brings in what a field only shows by another name.
fn drop_unused_schemas(document: &mut Value) {
    let mut used = BTreeSet::new();
    let mut open = references(&document["paths"]);
    while let Some(name) = open.pop() {
        let nested = references(&document["components"]["schemas"][&name]);
        if used.insert(name) {
            open.extend(nested);
        }
    }
    if let Some(schemas) = document["components"]["schemas"].as_object_mut() {
        schemas.retain(|name, _| used.contains(name));
    }
}

/// Names of the schemas a part of the document refers to.
fn references(part: &Value) -> Vec<String> {
    match part {
        Value::Object(members) => members
            .iter()
            .flat_map(|(key, value)| match (key.as_str(), value.as_str()) {
                ("$ref", Some(name)) => vec![name.trim_start_matches("#/components/schemas/").to_owned()],
                _ => references(value),
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

fn add_components(document: &mut Value) {
    let schema = serde_json::to_value(Problem::schema()).unwrap_or_default();
    let mut nested = Vec::new();
    <Problem as utoipa::ToSchema>::schemas(&mut nested);
    let components = document["components"].as_object_mut().cloned().unwrap_or_default();
    let mut components = components;
    let schemas = components.entry("schemas").or_insert_with(|| json!({}));
    schemas["Problem"] = schema;
    for (name, schema) in nested {
        schemas[name] = serde_json::to_value(schema).unwrap_or_default();
    }
    components.insert(
        "securitySchemes".to_owned(),
        json!({"bearer": {
            "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
            "description": "A token of this platform (RFC 9068 profile) from POST /oauth/token.",
        }}),
    );
    document["components"] = Value::Object(components);
}

fn complete(operation: &mut Value, access: &Access) {
    let who = match access.who {
        Who::Public => "Public: needs no token.".to_owned(),
        Who::Anyone => format!("Scope `{}`; any role, objects filtered by party.", access.scope),
        Who::Roles(roles) => {
            let names: Vec<&str> = roles.iter().map(|role| role.label()).collect();
            format!("Scope `{}`; roles: {}.", access.scope, names.join(", "))
        }
    };
    let text = operation["description"].as_str().unwrap_or("").trim().to_owned();
    operation["description"] = json!(if text.is_empty() { who } else { format!("{text}\n\n{who}") });
    operation["security"] = if access.who == Who::Public { json!([]) } else { json!([{"bearer": []}]) };
    if access.who != Who::Public {
        operation["x-scope"] = json!(access.scope);
    }
    add_request_headers(operation, access.kind);
    if access.kind == Kind::Patch
        && let Some(content) = operation["requestBody"]["content"].as_object_mut()
        && let Some(body) = content.remove("application/json")
    {
        content.insert("application/merge-patch+json".to_owned(), body);
    }
    add_answers(operation, access);
}

fn add_request_headers(operation: &mut Value, kind: Kind) {
    let mut parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    let mut header = |name: &str, description: &str, schema: Value| {
        parameters.push(json!({"name": name, "in": "header", "required": true, "description": description, "schema": schema}));
    };
    if matches!(kind, Kind::Create | Kind::Transition) {
        header(
            "Idempotency-Key",
            "A new value for each new intent; a repeat with the same value has one effect and one answer.",
            json!({"type": "string", "pattern": "^[!-~]{8,128}$", "example": "5e0a7f9c-order-1"}),
        );
    }
    if matches!(kind, Kind::Transition | Kind::Patch | Kind::Delete) {
        header(
            "If-Match",
            "The ETag you read; 412 when somebody changed it since.",
            json!({"type": "string", "example": "\"v1\""}),
        );
    }
    if !parameters.is_empty() {
        operation["parameters"] = Value::Array(parameters);
    }
}

/// What an answer is, where its handler does not say.
fn describe(status: &str) -> &'static str {
    match status {
        "201" => "It is made; the body shows it.",
        "202" => "It is accepted and will be done.",
        "204" => "It is done; there is nothing to show.",
        _ => "What was asked for, as it is now.",
    }
}

fn add_answers(operation: &mut Value, access: &Access) {
    let has_etag = !matches!(access.kind, Kind::List | Kind::Plain);
    for (status, answer) in operation["responses"].as_object_mut().into_iter().flatten() {
        if answer["description"].as_str().is_none_or(str::is_empty) {
            answer["description"] = json!(describe(status));
        }
        if status.starts_with('2') && has_etag && answer["content"]["application/json"].is_object() {
            answer["headers"]["ETag"] =
                json!({"description": "Version of the resource.", "schema": {"type": "string"}});
        }
        if status == "201" {
            answer["headers"]["Location"] =
                json!({"description": "Address of the resource.", "schema": {"type": "string"}});
        }
    }
    let mut problems = vec![400, 404, 405, 406, 413, 415, 422, 429, 500, 503];
    if access.who != Who::Public {
        problems.extend([401, 403]);
    }
    match access.kind {
        Kind::Create | Kind::Put => problems.extend([408, 409, 412]),
        Kind::Transition | Kind::Patch | Kind::Delete => problems.extend([408, 409, 412, 428]),
        Kind::Read | Kind::List | Kind::Plain => problems.extend([410]),
    }
    for status in problems {
        let titles: Vec<&str> = PROBLEM_TYPES
            .iter()
            .filter(|known| known.status == status)
            .map(|known| known.slug)
            .take(6)
            .collect();
        let key = status.to_string();
        if operation["responses"][&key].is_object() {
            continue;
        }
        operation["responses"][&key] = json!({
            "description": titles.join(", "),
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        });
    }
}

/// `docs/PROBLEMS.md`.
pub fn markdown_of_problems() -> String {
    let mut text = String::from(
        "# Problem types\n\nGenerated by `cargo run -p xtask -- problems`; do not edit.\n\n\
         Every refusal is a problem document (RFC 9457). `code` is stable; texts follow `Accept-Language` (id, en).\n",
    );
    for known in PROBLEM_TYPES {
        let _ = write!(
            text,
            "\n## {}\n\n{} · {} / {}{}\n\n{}\n",
            known.slug,
            known.status,
            known.title_id,
            known.title_en,
            if known.retryable { " · retryable" } else { "" },
            known.meaning_en
        );
    }
    text
}
