//! What the documents promise about query parameters, kept: names, lengths and ranges are read from the
//! same documents that are served, so that a limit written beside a field is a limit.

use std::collections::HashMap;

use domain::shared::Invalid;
use serde_json::Value;

use crate::ApiError;
use crate::body::malformed;

/// The documented query parameters of every operation.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parameters(HashMap<String, Vec<Parameter>>);

#[derive(Debug, Clone)]
struct Parameter {
    name: String,
    lengths: (usize, usize),
    range: (i64, i64),
}

impl Parameters {
    /// Learns the operations of a document.
    pub(crate) fn learn(&mut self, document: &Value) {
        let items = document["paths"].as_object().into_iter().flat_map(|paths| paths.values());
        for operation in items.filter_map(Value::as_object).flat_map(|item| item.values()) {
            let list = operation["parameters"].as_array().into_iter().flatten();
            let known = list.filter(|parameter| parameter["in"] == "query").map(parameter).collect();
            if let Some(id) = operation["operationId"].as_str() {
                self.0.insert(id.to_owned(), known);
            }
        }
    }

    /// Checks the query of a request to an operation.
    ///
    /// # Errors
    /// 400 for a name the operation does not document, 422 for a value outside its documented limits.
    pub(crate) fn check(&self, operation: &str, query: &str) -> Result<(), ApiError> {
        let Some(known) = self.0.get(operation).filter(|_| !query.is_empty()) else { return Ok(()) };
        let mut invalid = Vec::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let Some(parameter) = known.iter().find(|parameter| parameter.name == name) else {
                let shown: String = name.chars().take(60).collect();
                return Err(malformed(
                    format!("Parameter tidak dikenal: {shown}."),
                    format!("This parameter is unknown: {shown}."),
                ));
            };
            invalid.extend(parameter.judge(&value));
        }
        if invalid.is_empty() { Ok(()) } else { Err(ApiError::invalid(invalid)) }
    }
}

fn parameter(parameter: &Value) -> Parameter {
    let schema = &parameter["schema"];
    let length = |name: &str| schema[name].as_u64().and_then(|length| usize::try_from(length).ok());
    Parameter {
        name: parameter["name"].as_str().unwrap_or("").to_owned(),
        lengths: (length("minLength").unwrap_or(0), length("maxLength").unwrap_or(usize::MAX)),
        range: (
            schema["minimum"].as_i64().unwrap_or(i64::MIN),
            schema["maximum"].as_i64().unwrap_or(i64::MAX),
        ),
    }
}

impl Parameter {
    fn judge(&self, value: &str) -> Option<Invalid> {
        let pointer = format!("?{}", self.name);
        let (shortest, longest) = self.lengths;
        let length = value.chars().count();
        if !(shortest..=longest).contains(&length) {
            return Some(Invalid::new(
                &pointer,
                "out-of-range",
                format!("Panjang isian ini {length} huruf; yang berlaku {shortest} sampai {longest}."),
                format!("This is {length} characters long; {shortest} to {longest} are possible."),
            ));
        }
        let (least, most) = self.range;
        let number = value.parse().ok().filter(|number| !(least..=most).contains(number))?;
        Some(Invalid::new(
            &pointer,
            "out-of-range",
            format!("Isian {number} di luar batas {least} sampai {most}."),
            format!("{number} is outside the limits {least} to {most}."),
        ))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::ProblemCode;

    #[test]
    fn a_documented_limit_of_a_query_parameter_is_kept() {
        let mut parameters = Parameters::default();
        parameters.learn(
            &json!({"paths": {"/v1/things": {"get": {"operationId": "list_things", "parameters": [
                {"name": "name", "in": "query", "schema": {"type": "string", "maxLength": 3}},
                {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 200}},
                {"name": "Idempotency-Key", "in": "header"},
            ]}}}}),
        );
        let code = |query| parameters.check("list_things", query).err().map(|error| error.code());
        assert_eq!(code(""), None);
        assert_eq!(code("name=abc&limit=200"), None);
        assert_eq!(code("name=%C3%A9%C3%A9%C3%A9"), None, "letters count, not bytes");
        assert_eq!(code("name=abcd"), Some(ProblemCode::ValidationFailed));
        assert_eq!(code("limit=0"), Some(ProblemCode::ValidationFailed));
        assert_eq!(code("limit=201"), Some(ProblemCode::ValidationFailed));
        assert_eq!(code("Idempotency-Key=abc"), Some(ProblemCode::MalformedRequest));
    }
}
