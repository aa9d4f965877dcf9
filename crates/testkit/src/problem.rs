//! Every error answer a test sees is a problem: of a known type, with its status, complete, in the language asked for.

use serde_json::Value;

use crate::Response;

/// Addresses that speak another standard: the token endpoint (RFC 6749), and readiness, which is a report.
const OTHERWISE: &[&str] = &["/oauth/token", "/oauth/revoke", "/readyz"];

/// Checks an answer; those that are no errors pass.
///
/// # Panics
/// When an error is not a complete problem.
#[track_caller]
pub fn assert_proper(path: &str, language: Option<&str>, answer: &Response) {
    let told = || format!("{path}: {} {:?} {}", answer.status, answer.headers, answer.text);
    if answer.status < 400
        || (OTHERWISE.contains(&path) && answer.header("content-type") == "application/json")
    {
        return;
    }
    assert_eq!(answer.header("content-type"), "application/problem+json", "{}", told());
    let known = web::PROBLEM_TYPES.iter().find(|known| known.slug == answer.code());
    let known = known.unwrap_or_else(|| panic!("the type is not in the table: {}", told()));
    assert_eq!(known.status, answer.status, "{}", told());
    assert_eq!(answer.json["status"], known.status, "{}", told());
    assert_eq!(answer.json["type"], format!("/problems/{}", known.slug), "{}", told());
    assert_eq!(answer.json["retryable"], known.retryable, "{}", told());
    assert_eq!(answer.json["instance"], format!("urn:uuid:{}", answer.header("x-request-id")), "{}", told());
    assert_eq!(answer.header("content-language"), language.unwrap_or("id"), "{}", told());
    for text in texts(&answer.json) {
        assert!(text.as_str().is_some_and(|text| !text.trim().is_empty()), "a text is missing: {}", told());
    }
}

/// All texts for people.
fn texts(problem: &Value) -> Vec<&Value> {
    let list = |name: &str| problem[name].as_array().into_iter().flatten();
    let mut texts = vec![&problem["title"], &problem["detail"]];
    texts.extend(list("errors").map(|error| &error["detail"]));
    texts.extend(list("unmet").map(|rule| &rule["how_to_fix"]));
    texts
}
