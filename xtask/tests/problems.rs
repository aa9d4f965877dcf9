//! Every refusal the code can give has its row in the table of problem types.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::{Path, PathBuf};

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            sources(&entry, found);
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            found.push(entry);
        }
    }
}

/// The text literals that follow `opening`, white space aside.
fn literals_after<'a>(text: &'a str, opening: &str) -> Vec<&'a str> {
    let after = text.split(opening).skip(1).map(str::trim_start);
    after.filter_map(|rest| rest.strip_prefix('"')?.split('"').next()).collect()
}

#[test]
fn every_slug_in_the_code_is_a_known_problem_type() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let mut files = Vec::new();
    for folder in ["crates/domain/src", "crates/service/src", "crates/web/src"] {
        sources(&root.join(folder), &mut files);
    }
    for service in ["agreement", "catalog", "logistics"] {
        sources(&root.join("services").join(service).join("src"), &mut files);
    }
    let mut slugs = 0;
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a source file");
        for opening in ["Refusal::rule(", "Refusal::unless_empty(", "ApiError::new(", "slug:"] {
            for slug in literals_after(&text, opening) {
                slugs += 1;
                let known = web::PROBLEM_TYPES.iter().any(|known| known.slug == slug);
                assert!(known, "{slug} in {} is in no row of web::PROBLEM_TYPES", file.display());
            }
        }
    }
    assert!(slugs > 40, "the search finds what it looks for: {slugs}");
}
