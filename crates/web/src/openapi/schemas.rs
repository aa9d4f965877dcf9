//! The schemas of a document: pages and what they hold are named components, enums say whether they may grow, and what
//! no path leads to is left out.

use std::collections::BTreeSet;

use api_types::{ENUM_NOTES, Growth, Problem};
use serde_json::{Map, Value, json};
use utoipa::{PartialSchema as _, ToSchema as _};

/// What collecting names a page of a view.
const COLLECTED_PAGE: &str = "Page_";

/// Adds the schema of problems, with what it is made of.
pub(super) fn add_problem(schemas: &mut Map<String, Value>) {
    let mut named = vec![("Problem".to_owned(), Problem::schema())];
    Problem::schemas(&mut named);
    for (name, schema) in named {
        schemas.insert(name, json!(schema));
    }
}

/// Gives pages names of their own: `Page_AgreementView`, which holds the view a second time, becomes
/// `AgreementViewPage`, which refers to it.
pub(super) fn name_pages(document: &mut Value) {
    if let Some(schemas) = document["components"]["schemas"].as_object_mut() {
        let pages: Vec<String> =
            schemas.keys().filter(|name| name.starts_with(COLLECTED_PAGE)).cloned().collect();
        for page in pages {
            let Some(mut schema) = schemas.remove(&page) else { continue };
            let view = page.trim_start_matches(COLLECTED_PAGE);
            let item = schema["properties"]["items"]["items"].take();
            schema["properties"]["items"]["items"] = json!({"$ref": format!("#/components/schemas/{view}")});
            if item["$ref"].is_null() {
                schemas.entry(view).or_insert(item);
            }
            schemas.insert(format!("{view}Page"), schema);
        }
    }
    rename_references(document);
}

fn rename_references(part: &mut Value) {
    match part {
        Value::Object(members) => {
            for (key, value) in members {
                let page = value.as_str().and_then(|target| {
                    target.strip_prefix("#/components/schemas/")?.strip_prefix(COLLECTED_PAGE)
                });
                match page {
                    Some(view) if key == "$ref" => {
                        *value = json!(format!("#/components/schemas/{view}Page"));
                    }
                    _ => rename_references(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(rename_references),
        _ => {}
    }
}

/// Names of the schemas by which a fact says when it happened.
pub(super) fn with_a_time(document: &Value) -> BTreeSet<String> {
    let schemas = document["components"]["schemas"].as_object().into_iter().flatten();
    let says_when = |schema: &Value| {
        ["occurred_at", "received_at"].iter().any(|field| schema["properties"][field].is_object())
    };
    schemas.filter(|(_, schema)| says_when(schema)).map(|(name, _)| name.clone()).collect()
}

/// Says of every enum whether values may be added to it within v1, and shows a good one.
pub(super) fn mark_enums(schemas: &mut Map<String, Value>) {
    for (name, schema) in schemas {
        if schema["enum"].is_array() {
            let note = ENUM_NOTES.iter().find(|note| note.name == name);
            schema["x-extensible-enum"] = json!(note.is_none_or(|note| note.growth == Growth::Open));
            if let Some(note) = note {
                schema["examples"] = json!([note.example]);
            }
        }
    }
}

/// Says the same of the enums of parameters, which stand where they are used.
pub(super) fn mark_parameters(document: &mut Value) {
    for operation in operations(document) {
        for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
            if parameter["schema"]["enum"].is_array() {
                parameter["schema"]["x-extensible-enum"] = json!(true);
            }
        }
    }
}

/// Files are bytes; collecting takes them for lists of numbers.
pub(super) fn write_files(document: &mut Value) {
    for operation in operations(document) {
        write_bytes(operation);
    }
}

fn write_bytes(part: &mut Value) {
    if part["type"] == "array" && part["items"]["format"] == "int32" && part["items"]["type"] == "integer" {
        *part = json!({"type": "string", "format": "binary"});
        return;
    }
    match part {
        Value::Object(members) => members.values_mut().for_each(write_bytes),
        Value::Array(items) => items.iter_mut().for_each(write_bytes),
        _ => {}
    }
}

/// Every operation of a document.
fn operations(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    let items = document["paths"].as_object_mut().into_iter().flat_map(|paths| paths.values_mut());
    items.filter_map(Value::as_object_mut).flat_map(|item| item.values_mut())
}

/// Keeps the schemas that paths lead to; collecting brings in what a field only shows by another name.
pub(super) fn drop_unused(document: &mut Value) {
    let mut used = BTreeSet::new();
    let mut open = references(&document["paths"]);
    open.extend(references(&document["webhooks"]));
    open.extend(references(&document["components"]["responses"]));
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
                ("$ref", Some(target)) => {
                    target.strip_prefix("#/components/schemas/").map(str::to_owned).into_iter().collect()
                }
                _ => references(value),
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_bytes_and_the_enum_of_a_parameter_says_that_it_may_grow() {
        let numbers = json!({"type": "array", "items": {"type": "integer", "format": "int32", "minimum": 0}});
        let mut document = json!({"paths": {"/v1/files": {"put": {
            "parameters": [{"name": "sort", "schema": {"enum": ["name", "newest"]}}],
            "requestBody": {"content": {"application/pdf": {"schema": numbers}}},
        }}}});
        write_files(&mut document);
        mark_parameters(&mut document);
        let put = &document["paths"]["/v1/files"]["put"];
        let body = &put["requestBody"]["content"]["application/pdf"]["schema"];
        assert_eq!(*body, json!({"type": "string", "format": "binary"}));
        assert_eq!(put["parameters"][0]["schema"]["x-extensible-enum"], json!(true));
    }

    #[test]
    fn a_page_refers_to_its_items() {
        let item = json!({"type": "object", "properties": {"id": {"type": "string"}}});
        let mut document = json!({
            "paths": {"/v1/things": {"get": {"schema": {"$ref": "#/components/schemas/Page_ThingView"}}}},
            "components": {"schemas": {"Page_ThingView": {"type": "object", "properties": {
                "items": {"type": "array", "items": item}}}}},
        });
        name_pages(&mut document);
        drop_unused(&mut document);
        let schemas = &document["components"]["schemas"];
        assert_eq!(
            document["paths"]["/v1/things"]["get"]["schema"]["$ref"],
            "#/components/schemas/ThingViewPage"
        );
        let items = &schemas["ThingViewPage"]["properties"]["items"]["items"];
        assert_eq!(items["$ref"], "#/components/schemas/ThingView");
        assert_eq!(schemas["ThingView"], item);
        assert_eq!(schemas["Page_ThingView"], Value::Null);
    }
}
