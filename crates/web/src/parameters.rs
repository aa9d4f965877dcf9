//! What the documents promise about query parameters, kept: names, lengths and ranges are read from the
//! same documents that are served, so that a limit written beside a field is a limit.

use std::collections::HashMap;

use domain::say;
use domain::shared::{Bilingual, Invalid};
use serde_json::Value;

use crate::body::malformed;
use crate::{ApiError, parameters_of};

/// The documented query parameters of every operation.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parameters(HashMap<String, Vec<Parameter>>);

#[derive(Debug, Clone)]
struct Parameter {
    name: String,
    length: Limits,
    range: Limits,
}

impl Parameters {
    /// Learns the operations of a document.
    pub(crate) fn learn(&mut self, document: &Value) {
        let items = document["paths"].as_object().into_iter().flat_map(|paths| paths.values());
        for operation in items.filter_map(Value::as_object).flat_map(|item| item.values()) {
            let known = parameters_of(document, operation)
                .filter(|parameter| parameter["in"] == "query")
                .map(parameter)
                .collect();
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
                    format!("Parameter `{shown}` tidak dikenal; periksa ejaannya."),
                    format!("The parameter `{shown}` is unknown; look at its spelling."),
                ));
            };
            invalid.extend(parameter.judge(&value));
        }
        if invalid.is_empty() { Ok(()) } else { Err(ApiError::invalid(invalid)) }
    }
}

fn parameter(parameter: &Value) -> Parameter {
    let schema = &parameter["schema"];
    Parameter {
        name: parameter["name"].as_str().unwrap_or("").to_owned(),
        length: Limits { least: schema["minLength"].as_i64(), most: schema["maxLength"].as_i64() },
        range: Limits { least: schema["minimum"].as_i64(), most: schema["maximum"].as_i64() },
    }
}

/// The least and the most a document allows, where it says so.
#[derive(Debug, Clone)]
struct Limits {
    least: Option<i64>,
    most: Option<i64>,
}

impl Limits {
    fn hold(&self, number: i64) -> bool {
        self.least.is_none_or(|least| number >= least) && self.most.is_none_or(|most| number <= most)
    }
}

impl From<&Limits> for Bilingual {
    fn from(limits: &Limits) -> Self {
        match (limits.least, limits.most) {
            (Some(least), Some(most)) => {
                say!("{least} sampai {most}", "{least} to {most}", least = least, most = most)
            }
            (Some(least), None) => say!("{least} atau lebih", "{least} or more", least = least),
            (None, Some(most)) => say!("paling banyak {most}", "{most} at most", most = most),
            (None, None) => Self::new("berapa pun", "any size"),
        }
    }
}

impl Parameter {
    fn judge(&self, value: &str) -> Option<Invalid> {
        let pointer = format!("?{}", self.name);
        let name = || Bilingual::same(self.name.as_str());
        // A query is at most as long as a request line.
        let length = i64::try_from(value.chars().count()).unwrap_or(i64::MAX);
        if !self.length.hold(length) {
            let detail = say!(
                "Isi `{name}` dengan {limits} karakter.",
                "Give `{name}` {limits} characters.",
                name = name(),
                limits = &self.length,
            );
            return Some(Invalid::says(&pointer, "out-of-range", detail));
        }
        value.parse().ok().filter(|number| !self.range.hold(*number))?;
        let detail = say!(
            "Isi `{name}` dengan angka {limits}.",
            "Give `{name}` a number of {limits}.",
            name = name(),
            limits = &self.range,
        );
        Some(Invalid::says(&pointer, "out-of-range", detail))
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
