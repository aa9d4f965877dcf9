//! Every place in a body.

use serde_json::Value;

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
