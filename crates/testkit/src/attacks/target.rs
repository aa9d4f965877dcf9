//! The operations of a service as its document and its role table describe them.

use std::collections::HashMap;

use serde_json::Value;
use web::example::{Examples, Fields, id_prefix, resolve};
use web::{Access, Kind, Who};

use crate::{Caller, Response, documented, fresh_key};

/// Ids to put into a body, by their prefix; kinds without one get an id that nothing has.
pub type Ids = HashMap<String, String>;

/// An id of a kind that nothing has.
pub fn absent_id(prefix: &str) -> String {
    format!("{prefix}_{:032x}", 0xdead_beef_u64)
}

/// One documented operation.
#[derive(Debug, Clone)]
pub struct Target {
    /// Its entry in the role table.
    pub access: Access,
    /// Method, in upper case.
    pub method: String,
    /// Path template: `/v1/agreements/{id}`.
    pub template: String,
    /// Names of the path parameters and the prefix of the id each wants; empty where it is no id.
    pub path_ids: Vec<(String, String)>,
    /// Names of the query parameters and the prefix of the id each wants; empty where it is no id.
    pub query: Vec<(String, String)>,
    /// Schema of the JSON body, references resolved one level.
    pub schema: Option<Value>,
}

/// Every operation of a document.
///
/// # Panics
/// When the document and the role table do not name the same operations.
pub fn targets(operations: &[Access], document: &Value) -> Vec<Target> {
    documented::learn(document);
    let mut targets = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let id = operation["operationId"].as_str().expect("an id");
            let access =
                *operations.iter().find(|access| access.id == id).expect("an entry in the role table");
            let content = &operation["requestBody"]["content"];
            let body = [&content["application/json"], &content["application/merge-patch+json"]];
            let body = body.into_iter().find(|body| body.is_object());
            targets.push(Target {
                access,
                method: method.to_uppercase(),
                template: path.clone(),
                path_ids: parameters(operation, "path", document),
                query: parameters(operation, "query", document),
                schema: body.map(|body| resolve(&body["schema"], document).clone()),
            });
        }
    }
    assert_eq!(targets.len(), operations.len(), "every operation is documented once");
    targets
}

fn parameters(operation: &Value, place: &str, document: &Value) -> Vec<(String, String)> {
    web::parameters_of(document, operation)
        .filter(|one| one["in"] == place)
        .map(|one| {
            let prefix = id_prefix(&one["schema"], document).unwrap_or_default();
            (one["name"].as_str().expect("a name").to_owned(), prefix)
        })
        .collect()
}

impl Target {
    /// The path with each parameter filled by `id_of(prefix)`.
    pub fn path(&self, id_of: impl Fn(&str) -> String) -> String {
        let fill = |path: String, (name, prefix): &(String, String)| {
            let value = if prefix.is_empty() { "absent".to_owned() } else { id_of(prefix) };
            path.replace(&format!("{{{name}}}"), &value)
        };
        self.path_ids.iter().fold(self.template.clone(), fill)
    }

    /// The path of something that is not there.
    pub fn absent_path(&self) -> String {
        self.path(absent_id)
    }

    /// A body that fits the schema, all fields filled; nothing where the operation has no JSON body.
    pub fn body(&self, document: &Value, ids: &Ids) -> Option<Value> {
        let id_of = |prefix: &str| Some(ids.get(prefix).cloned().unwrap_or_else(|| absent_id(prefix)));
        let examples = Examples { document, fields: Fields::All, id_of: &id_of };
        self.schema.as_ref().map(|schema| examples.of(schema))
    }

    /// Whether it needs no token or does not follow the conventions.
    pub fn open(&self) -> bool {
        self.access.who == Who::Public || self.access.kind == Kind::Plain
    }

    /// Whether its answer has no end to wait for.
    pub fn endless(&self) -> bool {
        self.template.ends_with("/stream")
    }

    /// Calls it at `path` with the headers its kind needs.
    pub async fn call(&self, caller: &Caller, path: &str, body: Option<Vec<u8>>, etag: &str) -> Response {
        let mut request = caller.request(&self.method, path);
        if matches!(self.access.kind, Kind::Create | Kind::Transition) {
            request = request.header("idempotency-key", fresh_key());
        }
        if matches!(self.access.kind, Kind::Transition | Kind::Patch | Kind::Delete) {
            request = request.header("if-match", etag);
        }
        if let Some(body) = body {
            let media = match self.access.kind {
                Kind::Patch => "application/merge-patch+json",
                _ if self.schema.is_none() => "application/pdf",
                _ => "application/json",
            };
            request = request.header("content-type", media).body(body);
        }
        caller.send(request).await
    }
}
