//! A value that fits a schema, put together from the examples of its fields: what the documents show, and what
//! attacks are made from.

use serde_json::{Map, Value, json};

/// Which fields an example has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fields {
    /// Those a reader should see: without the ones whose own example is `null`, such as a time that must be now.
    Shown,
    /// Every one.
    All,
}

/// Makes examples for the schemas of one document.
pub struct Examples<'a> {
    /// Where references lead.
    pub document: &'a Value,
    /// Which fields are given.
    pub fields: Fields,
    /// Gives an id of a kind, by its prefix; the schema's own example where there is none.
    pub id_of: &'a dyn Fn(&str) -> Option<String>,
}

/// Follows references.
///
/// # Panics
/// When a reference leads nowhere: our mistake, met by the first test.
pub fn resolve<'a>(schema: &'a Value, document: &'a Value) -> &'a Value {
    match schema["$ref"].as_str().and_then(|target| target.strip_prefix('#')) {
        Some(pointer) => {
            let target = document.pointer(pointer);
            resolve(target.unwrap_or_else(|| panic!("{pointer} leads nowhere")), document)
        }
        None => schema,
    }
}

/// The kind of id a schema asks for: `agr` of `^agr_[0-9a-f]{32}$`.
pub fn id_prefix(schema: &Value, document: &Value) -> Option<String> {
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

/// The example a schema states itself; of a reference, what stands beside it.
fn stated(schema: &Value) -> Option<&Value> {
    schema.get("example").or_else(|| schema["examples"].get(0))
}

impl Examples<'_> {
    /// A value that fits the schema.
    pub fn of(&self, schema: &Value) -> Value {
        let inner = given(schema, self.document);
        if let Some(id) = id_prefix(inner, self.document).and_then(|prefix| (self.id_of)(&prefix)) {
            return json!(id);
        }
        let nested = inner["properties"].is_object() || inner["items"].is_object();
        let told = stated(schema).or_else(|| stated(inner)).filter(|one| !one.is_null());
        if let Some(told) = told.filter(|_| !(nested && self.fields == Fields::All)) {
            return told.clone();
        }
        if let Some(fields) = inner["properties"].as_object() {
            return self.object(fields);
        }
        let kinds = inner["type"].as_array().cloned().unwrap_or_else(|| vec![inner["type"].clone()]);
        match kinds.iter().find_map(|kind| kind.as_str().filter(|kind| *kind != "null")) {
            Some("array") => json!([self.of(&inner["items"])]),
            Some("integer" | "number") => json!(inner["minimum"].as_i64().unwrap_or(1)),
            Some("boolean") => json!(true),
            Some("object") => json!({}),
            _ => inner["enum"].get(0).cloned().unwrap_or_else(|| text(inner)),
        }
    }

    fn object(&self, fields: &Map<String, Value>) -> Value {
        let hidden =
            |field: &Value| self.fields == Fields::Shown && stated(field).is_some_and(Value::is_null);
        let shown = fields.iter().filter(|(_, field)| !hidden(field));
        Value::Object(shown.map(|(name, field)| (name.clone(), self.of(field))).collect())
    }
}

fn text(schema: &Value) -> Value {
    match (schema["format"].as_str(), schema["pattern"].as_str()) {
        (Some("date"), _) => json!("2026-12-01"),
        (Some("date-time"), _) => json!("2026-11-22T02:00:00Z"),
        (_, Some("^[0-9a-f]{64}$")) => {
            json!("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
        }
        (_, Some(pattern)) if pattern.starts_with("^[0-9]{2}") => json!("18.72"),
        (_, Some(pattern)) if pattern.starts_with("^(0|[1-9]") => json!("10"),
        (_, Some(pattern)) if pattern.starts_with("^[a-z]") => json!("eggs"),
        _ => json!("Contoh"),
    }
}
