//! A body that fits a schema, and every place in it.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

/// Ids to put into a body, by their prefix; kinds without one get an id that nothing has.
pub type Ids = HashMap<String, String>;

/// An id of a kind that nothing has.
pub fn absent_id(prefix: &str) -> String {
    format!("{prefix}_{:032x}", 0xdead_beef_u64)
}

/// Follows references.
///
/// # Panics
/// When a reference leads nowhere.
pub fn resolve<'a>(schema: &'a Value, document: &'a Value) -> &'a Value {
    match schema["$ref"].as_str().and_then(|target| target.strip_prefix('#')) {
        Some(pointer) => resolve(document.pointer(pointer).expect("a reference that resolves"), document),
        None => schema,
    }
}

/// The kind of id a schema asks for: `agr` of `^agr_[0-9a-f]{32}$`.
pub(super) fn id_prefix(schema: &Value, document: &Value) -> Option<String> {
    let schema = given(schema, document);
    let pattern = schema["pattern"].as_str()?.strip_prefix('^')?;
    Some(pattern.split_once("_[0-9a-f]{32}")?.0.to_owned())
}

/// The schema of a value that is there: of "this or null", this.
fn given<'a>(schema: &'a Value, document: &'a Value) -> &'a Value {
    let schema = resolve(schema, document);
    match schema["oneOf"].as_array() {
        Some(either) => {
            either.iter().find(|one| one["type"] != "null").map_or(schema, |one| given(one, document))
        }
        None => schema,
    }
}

/// A value that fits a schema, with every optional field given.
pub fn example(schema: &Value, document: &Value, ids: &Ids) -> Value {
    let schema = given(schema, document);
    if let Some(prefix) = id_prefix(schema, document) {
        return json!(ids.get(&prefix).cloned().unwrap_or_else(|| absent_id(&prefix)));
    }
    if let Some(one) = [&schema["example"], &schema["examples"][0], &schema["enum"][0]]
        .into_iter()
        .find(|one| !one.is_null())
    {
        return one.clone();
    }
    if let Some(fields) = schema["properties"].as_object() {
        let filled = fields.iter().map(|(name, field)| (name.clone(), example(field, document, ids)));
        return Value::Object(filled.collect::<Map<_, _>>());
    }
    let kinds = schema["type"].as_array().cloned().unwrap_or_else(|| vec![schema["type"].clone()]);
    match kinds.iter().find_map(|kind| kind.as_str().filter(|kind| *kind != "null")) {
        Some("array") => json!([example(&schema["items"], document, ids)]),
        Some("integer" | "number") => schema["minimum"].as_i64().map_or(json!(1), |least| json!(least)),
        Some("boolean") => json!(true),
        Some("object") => json!({}),
        _ => text(schema),
    }
}

fn text(schema: &Value) -> Value {
    match (schema["format"].as_str(), schema["pattern"].as_str()) {
        (Some("date"), _) => json!("2026-12-01"),
        (Some("date-time"), _) => json!("2026-11-22T02:00:00Z"),
        (_, Some("^[0-9a-f]{64}$")) => json!("0".repeat(64)),
        (_, Some(pattern)) if pattern.starts_with("^[0-9]{2}") => json!("18.72"),
        (_, Some(pattern)) if pattern.starts_with("^(0|[1-9]") => json!("10"),
        (_, Some(pattern)) if pattern.starts_with("^[a-z]") => json!("eggs"),
        _ => json!("Contoh"),
    }
}

/// JSON pointers of everything in a value but itself.
pub(super) fn places(value: &Value) -> Vec<String> {
    let members: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::Array(items) => {
            items.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect()
        }
        _ => Vec::new(),
    };
    let mut all = Vec::new();
    for (name, value) in members {
        let here = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
        all.extend(places(value).into_iter().map(|below| format!("{here}{below}")));
        all.push(here);
    }
    all
}
