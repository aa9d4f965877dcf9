//! The OpenAPI 3.1 document of a service: collected from its handlers, completed from its role table.
//!
//! What the table knows is written once, here: security and scope, the headers a kind of operation needs, the headers
//! it answers with ([`answers`]), the problems it may answer with, an example of every body ([`example`]).

mod answers;
pub mod example;
mod schemas;
mod webhooks;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use utoipa_actix_web::AppExt as _;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::mount::Feature;
use crate::{Access, Kind, Mount, PROBLEM_TYPES, ProblemCode, Tag, Who};
use example::{Examples, Fields};

/// What holds for every address, whatever is asked for there.
const EVERYWHERE: &str = "Every address answers 404 `not-found` where nothing is served and 405 `method-not-allowed` \
    with `Allow` for another method; what is no HTTP request is 400, 408 or 431. All of them are problems (RFC 9457), \
    described at `/problems/{code}`; `Accept-Language` (`id`, `en`) chooses their texts. What is read as `text/html`, by whoever \
    prefers that to JSON, is refused by a page that says the same. `x-problems` lists the codes \
    an operation may answer with. Where `x-extensible-enum` is true, values may be added within v1.";

/// What an event looks like in a stream; its data is shortened.
const STREAMED: &str =
    "id: 42\nevent: id.kad.agreement.signed\ndata: {\"specversion\":\"1.0\",\"position\":42}\n\n";

/// What a page looks like, shortened.
const PAGE: &str =
    "<!DOCTYPE html><html lang=\"en\"><head><title>Delivery Note SJ/2026/000123 · KAD</title></head></html>";

/// The document of a service, complete and in a stable order.
///
/// # Panics
/// When a documented operation is missing from the table, a table entry is not served or a tag is not described: our
/// mistake, met by the first test and the first start.
pub fn document(mount: &Mount) -> Value {
    let mut document = collected(&mount.features);
    webhooks::add_webhooks(&mut document, mount.name, &(mount.events)());
    document["openapi"] = json!("3.1.0");
    document["info"] = json!({
        "title": mount.title,
        "description": format!("{}\n\n{EVERYWHERE}", mount.description),
        "version": "1",
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        "contact": {"name": "KAD"},
    });
    document["servers"] = json!([{"url": "/"}]);
    schemas::name_pages(&mut document);
    let with_a_time = schemas::with_a_time(&document);
    let operations = mount.operations();
    let (mut seen, mut tags, mut problems) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (path, item) in document["paths"].as_object_mut().into_iter().flatten() {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            let id = operation["operationId"].as_str().unwrap_or("").to_owned();
            let access = operations.iter().find(|access| access.id == id);
            let access =
                access.unwrap_or_else(|| panic!("{method} {path}: {id} is missing from the role table"));
            complete(operation, access);
            let codes = answers::problems(operation, access, &with_a_time);
            answers::add_answers(operation, access, &codes);
            problems.extend(codes);
            let named = operation["tags"].as_array().into_iter().flatten().filter_map(Value::as_str);
            tags.extend(named.map(str::to_owned));
            seen.insert(id);
        }
    }
    for access in &operations {
        assert!(seen.contains(access.id), "{} is in the role table and not served", access.id);
    }
    document["tags"] = describe_tags(&tags, &mount.features);
    add_components(&mut document, &problems);
    schemas::mark_parameters(&mut document);
    schemas::write_files(&mut document);
    share_parameters(&mut document);
    schemas::drop_unused(&mut document);
    add_examples(&mut document);
    document
}

/// Writes parameters that several operations have alike once; path parameters stay where they are used.
fn share_parameters(document: &mut Value) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let shared = |one: &Value| one["in"] != "path";
    let lists = |document: &mut Value, each: &mut dyn FnMut(&mut Value)| {
        let items = document["paths"].as_object_mut().into_iter().flatten();
        for (_, operation) in items.flat_map(|(_, item)| item.as_object_mut().into_iter().flatten()) {
            let list = operation.get_mut("parameters").and_then(Value::as_array_mut);
            list.into_iter().flatten().for_each(&mut *each);
        }
    };
    lists(document, &mut |one| *seen.entry(one.to_string()).or_default() += usize::from(shared(one)));
    let mut parameters = serde_json::Map::new();
    lists(document, &mut |one| {
        let name = one["name"].as_str().unwrap_or_default().replace('-', "");
        let taken = parameters.get(&name).is_some_and(|known| known != one);
        if seen[&one.to_string()] > 2 && !taken {
            let reference = json!({"$ref": format!("#/components/parameters/{name}")});
            parameters.insert(name, std::mem::replace(one, reference));
        }
    });
    document["components"]["parameters"] = Value::Object(parameters);
}

/// The parameters of an operation, shared ones too.
pub fn parameters_of<'d>(document: &'d Value, operation: &'d Value) -> impl Iterator<Item = &'d Value> {
    let all = operation["parameters"].as_array().into_iter().flatten();
    all.map(|one| {
        let pointer = one["$ref"].as_str().and_then(|to| to.strip_prefix('#'));
        pointer.and_then(|pointer| document.pointer(pointer)).unwrap_or(one)
    })
}

/// What features say of their handlers.
pub(crate) fn collected(features: &[Feature]) -> Value {
    let all = |config: &mut ServiceConfig| features.iter().for_each(|feature| (feature.routes)(config));
    let (_, collected) = actix_web::App::new().into_utoipa_app().configure(all).split_for_parts();
    serde_json::to_value(collected).expect("an OpenAPI document is JSON")
}

fn describe_tags(used: &BTreeSet<String>, features: &[Feature]) -> Value {
    let described: Vec<Tag> = features.iter().flat_map(|feature| feature.tags).copied().collect();
    for tag in &described {
        assert!(used.contains(tag.name), "the tag {} is described and not used", tag.name);
    }
    let describe = |name: &String| {
        let tag = described.iter().find(|tag| tag.name == name);
        let tag = tag.unwrap_or_else(|| panic!("the tag {name} is not described"));
        json!({"name": tag.name, "description": tag.about})
    };
    used.iter().map(describe).collect()
}

fn add_components(document: &mut Value, problems: &BTreeSet<ProblemCode>) {
    if !document["components"].is_object() {
        document["components"] = json!({"schemas": {}});
    }
    let components = &mut document["components"];
    if let Some(schemas) = components["schemas"].as_object_mut() {
        schemas::add_problem(schemas);
        schemas::mark_enums(schemas);
    }
    components["securitySchemes"] = json!({"bearer": {
        "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
        "description": "A token of this platform (RFC 9068 profile) from POST /oauth/token.",
    }});
    answers::add_shared(components, problems);
}

/// Completes what an operation asks for from its row of the table.
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
}

fn add_request_headers(operation: &mut Value, kind: Kind) {
    let mut parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    let mut header = |name: &str, description: &str, schema: Value| {
        parameters.push(json!({"name": name, "in": "header", "required": true, "description": description, "schema": schema}));
    };
    if matches!(kind, Kind::Create | Kind::Transition) {
        // Without an example on purpose: a value given here would be sent twice and make the second try a repeat.
        header(
            "Idempotency-Key",
            "8 to 128 visible characters of your own, such as a UUID: a new value for each new intent. A repeat with \
             the same value has one effect and one answer.",
            json!({"type": "string", "pattern": "^[!-~]{8,128}$"}),
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

/// Shows an example beside every body whose schema has a name: one for each schema, referred to.
fn add_examples(document: &mut Value) {
    let known = document.clone();
    let examples = Examples { document: &known, fields: Fields::Shown, id_of: &|_| None };
    let mut shown = Map::new();
    let operations = document["paths"].as_object_mut().into_iter().flat_map(|paths| paths.values_mut());
    for operation in operations.filter_map(Value::as_object_mut).flat_map(|item| item.values_mut()) {
        if let Some(content) = operation.get_mut("requestBody").and_then(|body| body.get_mut("content")) {
            show(content, &examples, &mut shown);
        }
        for answer in operation["responses"].as_object_mut().into_iter().flat_map(|all| all.values_mut()) {
            if let Some(content) = answer.get_mut("content") {
                show(content, &examples, &mut shown);
            }
        }
    }
    if let Some(all) = document["components"]["examples"].as_object_mut() {
        all.append(&mut shown);
    }
}

fn show(content: &mut Value, examples: &Examples<'_>, shown: &mut Map<String, Value>) {
    for (kind, media) in content.as_object_mut().into_iter().flatten() {
        if media.get("examples").is_some() || media.get("example").is_some() {
            continue;
        }
        match kind.as_str() {
            "text/event-stream" => media["example"] = json!(STREAMED),
            "text/html" => media["example"] = json!(PAGE),
            _ => {}
        }
        let reference = media["schema"]["$ref"].as_str();
        let name = reference.and_then(|name| name.strip_prefix("#/components/schemas/")).map(str::to_owned);
        let Some(name) = name else { continue };
        let value = examples.of(&media["schema"]);
        shown.entry(name.clone()).or_insert_with(|| json!({"value": value}));
        media["examples"][&name] = json!({"$ref": format!("#/components/examples/{name}")});
    }
}

/// `docs/PROBLEMS.md`.
pub fn markdown_of_problems() -> String {
    let mut text = String::from(
        "# Problem types\n\nGenerated by `cargo run -p xtask -- regen`; do not edit.\n\n\
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
