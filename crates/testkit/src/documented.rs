//! What the documents say that operations may answer with: every problem a test meets has to be among it, and all that
//! tests have met is noted, so that `cargo run -p xtask -- problems-seen` can say what no test has met yet.

use std::collections::HashSet;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use crate::Response;

/// The record, in the folder cargo builds into: an operation id and a code a line, appended by every test process.
pub const RECORD: &str = "problems-seen.txt";

/// What this process knows and has met.
static KNOWN: Mutex<Known> = Mutex::new(Known { titles: Vec::new(), operations: Vec::new(), seen: None });

struct Known {
    titles: Vec<String>,
    operations: Vec<Operation>,
    seen: Option<HashSet<(String, String)>>,
}

struct Operation {
    id: String,
    method: String,
    template: String,
    problems: Vec<String>,
}

/// Learns a document; once is enough, more is harmless.
pub fn learn(document: &Value) {
    let title = document["info"]["title"].as_str().unwrap_or_default().to_owned();
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if known.titles.contains(&title) {
        return;
    }
    known.titles.push(title);
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let problems = operation["x-problems"].as_array().into_iter().flatten();
            known.operations.push(Operation {
                id: operation["operationId"].as_str().unwrap_or_default().to_owned(),
                method: method.to_uppercase(),
                template: path.clone(),
                problems: problems.filter_map(|code| code.as_str().map(str::to_owned)).collect(),
            });
        }
    }
}

/// Whether this process has learnt the document with this title.
pub(crate) fn knows(title: &str) -> bool {
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner).titles.iter().any(|known| known == title)
}

/// Checks that an operation of a known document lists the problem it has answered with, and notes that it was met.
/// What no operation serves passes, and so does everything that is no problem.
///
/// # Panics
/// When the problem is not listed.
#[track_caller]
pub fn assert_listed(method: &str, path: &str, answer: &Response) {
    if answer.status < 400 || answer.header("content-type") != "application/problem+json" {
        return;
    }
    let code = answer.code().to_owned();
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let Some((id, listed)) =
        known.find(method, path).map(|found| (found.id.clone(), found.problems.contains(&code)))
    else {
        return;
    };
    if known.seen.get_or_insert_default().insert((id.clone(), code.clone())) {
        note(&id, &code);
    }
    drop(known);
    assert!(
        listed,
        "{id} answers {code}, which its document does not list: {method} {path}: {}",
        answer.text
    );
}

impl Known {
    /// The operation that serves a path: of two templates the one that says more.
    fn find(&self, method: &str, path: &str) -> Option<&Operation> {
        let serves = self.operations.iter().filter(|one| one.method == method && fits(&one.template, path));
        serves.min_by_key(|one| one.template.matches('{').count())
    }
}

fn fits(template: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(wanted), Some(given))
                if wanted == given || (wanted.starts_with('{') && !given.is_empty()) => {}
            _ => return false,
        }
    }
}

/// Appends a line; one write each, so that lines of many processes do not mix.
fn note(id: &str, code: &str) {
    let folder = std::env::current_exe().ok().and_then(|exe| target_folder(&exe));
    let Some(folder) = folder else { return };
    let record = OpenOptions::new().append(true).create(true).open(folder.join(RECORD));
    let mut record = record.expect("the record can be opened");
    record.write_all(format!("{id} {code}\n").as_bytes()).expect("the record can be written");
}

/// The folder cargo builds into, which it marks.
fn target_folder(exe: &Path) -> Option<PathBuf> {
    exe.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file()).map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn answer(code: &str) -> Response {
        let mut headers = reqwest::header::HeaderMap::new();
        headers.insert("content-type", "application/problem+json".parse().expect("a value"));
        Response { status: 409, headers, text: String::new(), json: json!({"code": code}) }
    }

    fn learn_boats() {
        learn(&json!({"info": {"title": "boats"}, "paths": {
            "/v1/boats/{id}": {"get": {"operationId": "get_boat", "x-problems": ["not-found"]}},
            "/v1/boats/lost": {"get": {"operationId": "get_lost_boat", "x-problems": ["state-conflict"]}},
        }}));
    }

    #[test]
    fn a_listed_problem_passes_and_so_does_what_nobody_documents() {
        learn_boats();
        assert_listed("GET", "/v1/boats/7", &answer("not-found"));
        assert_listed("GET", "/v1/boats/lost", &answer("state-conflict"));
        assert_listed("GET", "/v1/elsewhere", &answer("state-conflict"));
        assert_listed("POST", "/v1/boats/7", &answer("state-conflict"));
        assert!(knows("boats") && !knows("ships"));
    }

    #[test]
    #[should_panic(expected = "get_boat answers state-conflict")]
    fn an_unlisted_problem_fails() {
        learn_boats();
        assert_listed("GET", "/v1/boats/7", &answer("state-conflict"));
    }
}
