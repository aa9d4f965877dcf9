//! Every error answer a test sees is a problem: of a known type, with its status, complete, in the language asked for,
//! in words for people.

use domain::logistics::PackKind;
use domain::shared::Unit;
use serde_json::Value;

use crate::Response;

/// Addresses that speak another standard: the token endpoint (RFC 6749), and readiness, which is a report.
const OTHERWISE: &[&str] = &["/oauth/token", "/oauth/revoke", "/readyz"];

/// What a problem is sent as to whoever prefers pages.
const PAGE: &str = "text/html; charset=utf-8";

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
    if answer.header("content-type") == PAGE {
        assert_eq!(answer.header("content-language"), language.unwrap_or("id"), "{}", told());
        assert!(answer.text.contains(&answer.status.to_string()), "{}", told());
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
        let machine = text.as_str().and_then(machine_word);
        assert!(machine.is_none(), "{machine:?} is no word for people: {}", told());
    }
}

/// A word of `text` that is for machines: the code of a unit, a date such as `2022-06-10`, a name in snake_case. What
/// stands in backticks is quoted for them, ids and addresses are to be copied.
fn machine_word(text: &str) -> Option<&str> {
    let spoken = text.split('`').step_by(2);
    let words = spoken.flat_map(|part| part.split(|c: char| c.is_whitespace() || "()\"',;:".contains(c)));
    let mut words = words.map(|word| word.trim_end_matches(['.', '!', '?']));
    words.find(|word| !word.starts_with("/v1/") && (is_code(word) || is_date(word) || is_snake_case(word)))
}

fn is_code(word: &str) -> bool {
    Unit::LABELS.contains(&word) || PackKind::LABELS.contains(&word)
}

/// Whether a word begins with a date of ISO 8601.
fn is_date(word: &str) -> bool {
    let day = word.as_bytes();
    day.len() >= 10
        && day[..10].iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

/// Whether a word is lower-case words joined by underscores and no id.
fn is_snake_case(word: &str) -> bool {
    let parts: Vec<&str> = word.split('_').collect();
    let lower =
        |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    parts.len() > 1 && parts.iter().all(lower) && parts.iter().all(|part| part.len() < 32)
}

/// All texts for people.
fn texts(problem: &Value) -> Vec<&Value> {
    let list = |name: &str| problem[name].as_array().into_iter().flatten();
    let mut texts = vec![&problem["title"], &problem["detail"]];
    texts.extend(list("errors").map(|error| &error["detail"]));
    texts.extend(list("unmet").flat_map(|rule| ["found", "required", "how_to_fix"].map(|name| &rule[name])));
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_machines_are_found_outside_backticks_alone() {
        for (text, found) in [
            ("Pesan paling banyak 8500 KGM.", "KGM"),
            ("1 XSA (karung)", "XSA"),
            ("It ended on 2022-06-10.", "2022-06-10"),
            ("recorded at 2022-06-10T07:05:00Z", "2022-06-10T07"),
            ("Status sekarang verified_with_conditions", "verified_with_conditions"),
            ("one of: buyer, regional_signer", "regional_signer"),
        ] {
            assert_eq!(machine_word(text), Some(found), "{text}");
        }
        for text in [
            "Pesan paling banyak 8.500 kg sampai 10 Juni 2022.",
            "Isi `valid_from_date` dengan tanggal, misalnya `2026-11-22`.",
            "agr_0192f0c1a2b37c4d8e5f60718293a4b5 has not arrived.",
            "Pilih baris pada /v1/contract-lines?contract_id=.",
        ] {
            assert_eq!(machine_word(text), None, "{text}");
        }
    }
}
