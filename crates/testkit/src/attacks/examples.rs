//! No attack, but from the same tables: every example of a request, as the document shows it, is read by its operation.

use serde_json::Value;
use web::Access;
use web::example::resolve;

use super::{Target, allowed, targets};
use crate::App;

/// Refusals of a field that a shown example may meet: it names what is not there, or says what is said already.
fn rests_on_what_is_there(code: &str) -> bool {
    code.starts_with("unknown-") || code == "duplicate"
}

/// Sends each request of the document to its operation: whatever becomes of it, its form is right and it says nothing
/// that excludes itself.
///
/// # Panics
/// When an operation refuses its own example for more than what is there or is not.
pub async fn reads_its_own_examples(app: &App, operations: &[Access], document: &Value) {
    let (mut refused, mut sent) = (Vec::new(), 0);
    for target in targets(operations, document) {
        let Some(example) = shown(&target, document) else { continue };
        let caller = app.caller(&allowed(&target.access));
        let body = example.to_string().into_bytes();
        let answer = target.call(&caller, &target.absent_path(), Some(body), "\"v1\"").await;
        sent += 1;
        let fields = answer.json["errors"].as_array().into_iter().flatten();
        let wrong =
            fields.filter_map(|field| field["code"].as_str()).any(|code| !rests_on_what_is_there(code));
        if answer.code() == "malformed-request" || wrong {
            refused.push(format!("{} with {example}: {}", target.access.id, answer.text));
        }
    }
    assert!(sent > 5, "{sent} examples are few");
    assert!(refused.is_empty(), "the documents show what is refused:\n{}", refused.join("\n"));
}

/// The example of a JSON body, as a reader of the document sees it.
fn shown(target: &Target, document: &Value) -> Option<Value> {
    let operation = &document["paths"][&target.template][target.method.to_lowercase()];
    let content = &operation["requestBody"]["content"];
    let media = [&content["application/json"], &content["application/merge-patch+json"]];
    let examples = media.into_iter().find_map(|media| media["examples"].as_object())?;
    let example = examples.values().next().expect("an example that has a name");
    Some(resolve(example, document)["value"].clone())
}
