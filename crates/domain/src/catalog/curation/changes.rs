//! What differs between two versions that a supplier submitted.

use serde_json::{Map, Value};

/// A field of a version that is not as it was.
#[derive(Debug, Clone, PartialEq)]
pub struct VersionChange {
    /// The field, as the version names it: `ingredients`.
    pub field: String,
    /// What it was; null for a field that was not there.
    pub before: Value,
    /// What it is; null for a field that is no longer there.
    pub after: Value,
}

/// The fields in which two contents differ, in order of their names.
pub fn version_changes(before: &Map<String, Value>, after: &Map<String, Value>) -> Vec<VersionChange> {
    let mut fields: Vec<&String> = before.keys().chain(after.keys()).collect();
    fields.sort_unstable();
    fields.dedup();
    let value = |of: &Map<String, Value>, field: &str| of.get(field).cloned().unwrap_or(Value::Null);
    let change = |field: &String| {
        let (before, after) = (value(before, field), value(after, field));
        (before != after).then(|| VersionChange { field: field.clone(), before, after })
    };
    fields.into_iter().filter_map(change).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn map(value: Value) -> Map<String, Value> {
        value.as_object().cloned().expect("an object")
    }

    #[test]
    fn only_what_differs_is_told_with_what_it_was() {
        let before = map(json!({"name": "Keripik", "ingredients": ["pisang"], "gtin": "1"}));
        let after = map(json!({"name": "Keripik", "ingredients": ["pisang", "garam"], "storage": "chilled"}));
        let told: Vec<_> = version_changes(&before, &after)
            .into_iter()
            .map(|change| (change.field, change.before, change.after))
            .collect();
        assert_eq!(
            told,
            [
                ("gtin".to_owned(), json!("1"), Value::Null),
                ("ingredients".to_owned(), json!(["pisang"]), json!(["pisang", "garam"])),
                ("storage".to_owned(), Value::Null, json!("chilled")),
            ]
        );
        assert!(version_changes(&after, &after).is_empty());
    }
}
