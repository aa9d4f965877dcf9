//! Whether a schema of a document accepts a value: the part of JSON Schema that our documents use.

use regex::Regex;
use serde_json::Value;
use web::example::resolve;

/// What is wrong with a value, by place; nothing when the schema accepts it.
pub(crate) fn complaints(value: &Value, schema: &Value, document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    judge(value, schema, document, "", &mut found);
    found
}

fn judge(value: &Value, schema: &Value, document: &Value, at: &str, found: &mut Vec<String>) {
    let schema = resolve(schema, document);
    if let Some(either) = schema["oneOf"].as_array() {
        let accepted = either.iter().filter(|one| complaints(value, one, document).is_empty()).count();
        if accepted != 1 {
            found.push(format!("{at}: {accepted} of the alternatives accept {value}"));
        }
        return;
    }
    let mut expect = |holds: bool, what: &str| {
        if !holds {
            found.push(format!("{at}: {value} {what}"));
        }
    };
    expect(has_type(value, &schema["type"]), "has another type");
    let allowed = schema["enum"].as_array();
    expect(allowed.is_none_or(|allowed| value.is_null() || allowed.contains(value)), "is none of the values");
    if let Some(text) = value.as_str() {
        let (length, pattern) = (text.chars().count() as u64, schema["pattern"].as_str());
        expect(schema["minLength"].as_u64().is_none_or(|least| length >= least), "is too short");
        expect(schema["maxLength"].as_u64().is_none_or(|most| length <= most), "is too long");
        let fits = |pattern| Regex::new(pattern).expect("a pattern").is_match(text);
        expect(pattern.is_none_or(fits), "does not fit the pattern");
        expect(schema["format"] != "date" || text.parse::<chrono::NaiveDate>().is_ok(), "is no date");
        let instant = chrono::DateTime::parse_from_rfc3339(text);
        expect(schema["format"] != "date-time" || instant.is_ok(), "is no instant");
    }
    if let Some(number) = value.as_i64() {
        expect(schema["minimum"].as_i64().is_none_or(|least| number >= least), "is too small");
        expect(schema["maximum"].as_i64().is_none_or(|most| number <= most), "is too large");
    }
    if let Some(items) = value.as_array() {
        let length = items.len() as u64;
        expect(schema["minItems"].as_u64().is_none_or(|least| length >= least), "has too few items");
        expect(schema["maxItems"].as_u64().is_none_or(|most| length <= most), "has too many items");
        for (number, item) in items.iter().enumerate() {
            judge(item, &schema["items"], document, &format!("{at}/{number}"), found);
        }
    }
    members(value, schema, document, at, found);
}

fn members(value: &Value, schema: &Value, document: &Value, at: &str, found: &mut Vec<String>) {
    let Some(members) = value.as_object() else { return };
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !members.contains_key(name) {
            found.push(format!("{at}: {name} is missing"));
        }
    }
    for (name, member) in members {
        match schema["properties"].get(name) {
            Some(property) => judge(member, property, document, &format!("{at}/{name}"), found),
            None if schema["additionalProperties"] == false => found.push(format!("{at}: {name} is unknown")),
            None => {}
        }
    }
}

fn has_type(value: &Value, wanted: &Value) -> bool {
    let is = |wanted: &Value| match wanted.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        _ => true,
    };
    wanted.as_array().map_or_else(|| is(wanted), |any| any.iter().any(is))
}

#[test]
fn what_a_schema_does_not_accept_is_named() {
    let document = serde_json::json!({"components": {"schemas": {
        "Id": {"type": "string", "pattern": "^a_[0-9]$"},
        "Thing": {"type": "object", "additionalProperties": false, "required": ["id", "day"], "properties": {
            "id": {"$ref": "#/components/schemas/Id"}, "day": {"type": "string", "format": "date"},
            "size": {"oneOf": [{"type": "integer", "maximum": 3}, {"type": "null"}]}}}}}});
    let schema = serde_json::json!({"$ref": "#/components/schemas/Thing"});
    let found = |value: Value| complaints(&value, &schema, &document);
    assert_eq!(
        found(serde_json::json!({"id": "a_1", "day": "2026-12-01", "size": null})),
        Vec::<String>::new()
    );
    let wrong = found(serde_json::json!({"id": "b", "size": 4, "more": 1}));
    assert_eq!(wrong.len(), 4, "{wrong:?}");
}
