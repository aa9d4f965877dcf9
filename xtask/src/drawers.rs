//! What stands where inside a service, read from its sources as text: SQL in its drawers, no way into another subject
//! but through what its `mod.rs` offers, and routes that only parse, call and reply.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::Context as _;

const SERVICES: &[&str] = &["agreement", "catalog", "logistics"];

/// Files in which SQL may stand, in any folder. `seed.rs` and `bootstrap.rs` fill an empty database.
const SQL_FILES: &[&str] = &[
    "queries.rs",
    "rows.rs",
    "visibility.rs",
    "waiting.rs",
    "search.rs",
    "schema.rs",
    "seed.rs",
    "bootstrap.rs",
];
/// Folders below which SQL may stand: a feature's queries, rows and what waits in it where one file is too few, and what is kept
/// of others.
const SQL_FOLDERS: &[&str] = &["queries", "rows", "waiting", "projections"];
/// Files that name diesel and hold no SQL: how an error of the database becomes the refusal of a token.
const NO_SQL: &[&str] = &["identity/tokens/refusal.rs"];

/// Everything in the sources of the services that stands in the wrong place.
///
/// # Errors
/// When a source cannot be read.
pub(crate) fn check(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    for service in SERVICES {
        let sources = root.join("services").join(service).join("src");
        let subjects = subjects(&sources)?;
        crate::sizes::visit(&sources, &mut |path, text| {
            let file = path.strip_prefix(&sources).unwrap_or(path).display().to_string();
            let wrong = Source { file: &file, code: &code(text), subjects: &subjects }.misplaced();
            found.extend(wrong.into_iter().map(|what| format!("services/{service}/src/{file} {what}")));
        })?;
    }
    Ok(found)
}

/// The folders directly below the sources of a service.
fn subjects(sources: &Path) -> anyhow::Result<BTreeSet<String>> {
    let entries = fs::read_dir(sources).with_context(|| format!("cannot read {}", sources.display()))?;
    let entries = entries.collect::<Result<Vec<_>, _>>()?.into_iter();
    let folders = entries.filter(|entry| entry.path().is_dir());
    Ok(folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect())
}

/// A source without its comments.
fn code(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// A file of a service.
struct Source<'a> {
    /// Its path below `src`.
    file: &'a str,
    code: &'a str,
    subjects: &'a BTreeSet<String>,
}

impl Source<'_> {
    fn misplaced(&self) -> Vec<String> {
        let mut found = Vec::new();
        if !self.may_hold_sql() && ["diesel", "diesel_async"].iter().any(|name| self.uses(name)) {
            found.push("uses diesel; SQL stands in queries, rows, visibility, waiting or search".to_owned());
        }
        for subject in self.subjects.iter().filter(|subject| !self.is_in(subject)) {
            found.extend(self.reaches_into(subject));
        }
        if self.name() == "routes.rs" || self.is_below("routes") {
            found.extend(self.decides());
        }
        found
    }

    fn name(&self) -> &str {
        self.file.rsplit('/').next().unwrap_or(self.file)
    }

    fn is_in(&self, subject: &str) -> bool {
        self.file.split('/').next() == Some(subject)
    }

    fn is_below(&self, folder: &str) -> bool {
        self.file.rsplit('/').skip(1).any(|part| part == folder)
    }

    fn may_hold_sql(&self) -> bool {
        SQL_FILES.contains(&self.name())
            || SQL_FOLDERS.iter().any(|folder| self.is_below(folder))
            || NO_SQL.contains(&self.file)
    }

    /// Whether something of a crate is named.
    fn uses(&self, krate: &str) -> bool {
        words(self.code, krate).any(|(_, rest)| rest.starts_with("::"))
    }

    /// The ways into another subject that go past its `mod.rs`.
    fn reaches_into(&self, subject: &str) -> Vec<String> {
        let mut found = Vec::new();
        for (before, rest) in words(self.code, subject) {
            // `domain::logistics` is another crate's; only a path from our root leads to a subject.
            let ours = !before.ends_with("::") || before.ends_with("crate::");
            let Some(path) = rest.strip_prefix("::").filter(|_| ours) else { continue };
            let path = match path.strip_prefix('{') {
                Some(group) => group.split('}').next().unwrap_or(group),
                None => path.split(|end: char| !is_of_name(end) && end != ':').next().unwrap_or(path),
            };
            let registers = self.file == "app.rs" && path.ends_with("::FEATURE");
            let past = path.split(',').map(str::trim).find(|one| one.split_once("::").is_some_and(is_module));
            if let Some(past) = past.filter(|_| !registers) {
                found.push(format!("reaches past {subject}/mod.rs for {past}"));
            }
        }
        found
    }

    /// What routes leave to operations.
    fn decides(&self) -> Vec<String> {
        let mut found = Vec::new();
        for call in [".write(", ".append(", "transact("] {
            if self.code.contains(call) {
                found.push(format!("calls {call}); only operations write"));
            }
        }
        for (_, rest) in words(self.code, "match") {
            let arm = rest.split_once('{').map_or("", |(_, arms)| arms.trim_start());
            let plain = ["Some(", "None", "Ok(", "Err("].iter().any(|pattern| arm.starts_with(pattern));
            if !plain {
                let arm = arm.lines().next().unwrap_or_default();
                found.push(format!("matches on `{arm}`; what follows from what is the operation's"));
            }
        }
        found
    }
}

/// Whether the first part of a path is a module and not a type.
fn is_module((first, _): (&str, &str)) -> bool {
    first.starts_with(|letter: char| letter.is_ascii_lowercase())
}

fn is_of_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// Where a word stands by itself: the text before it and after it.
fn words<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = (&'t str, &'t str)> {
    text.match_indices(word).filter_map(move |(at, _)| {
        let (before, rest) = (&text[..at], &text[at + word.len()..]);
        let alone = !before.ends_with(is_of_name) && !rest.starts_with(is_of_name);
        alone.then_some((before, rest))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn misplaced(file: &str, text: &str) -> Vec<String> {
        let subjects = ["cooperation", "identity"].map(str::to_owned).into();
        Source { file, code: &code(text), subjects: &subjects }.misplaced()
    }

    fn is_fine(file: &str, text: &str) {
        assert_eq!(misplaced(file, text), Vec::<String>::new(), "{file}: {text}");
    }

    fn is_found(file: &str, text: &str, what: &str) {
        let found = misplaced(file, text);
        assert!(found.len() == 1 && found[0].starts_with(what), "{file}: {text}: {found:?}");
    }

    #[test]
    fn the_services_keep_their_drawers() {
        assert_eq!(check(&crate::root()).expect("readable sources"), Vec::<String>::new());
    }

    #[test]
    fn sql_stands_in_its_drawers() {
        let sql = "use diesel::prelude::*;\n";
        for file in ["routes.rs", "operations.rs", "operations/agree.rs", "gate.rs", "mod.rs", "access.rs"] {
            is_found(&format!("cooperation/contracts/{file}"), sql, "uses diesel");
            is_found(
                &format!("cooperation/contracts/{file}"),
                "use diesel_async::RunQueryDsl;",
                "uses diesel",
            );
        }
        for file in ["queries.rs", "rows.rs", "visibility.rs", "waiting.rs", "search.rs", "queries/lines.rs"]
        {
            is_fine(&format!("cooperation/contracts/{file}"), sql);
        }
        is_fine("cooperation/contracts/rows/lines.rs", sql);
        is_fine("cooperation/contracts/waiting/begun.rs", sql);
        is_fine("outside/projections/agreement/parties.rs", sql);
        is_fine("app.rs", "use diesel_migrations::EmbeddedMigrations;");
        is_fine("cooperation/contracts/mod.rs", "//! Knows no `diesel::prelude`.");
    }

    #[test]
    fn another_subject_is_entered_by_its_front_door() {
        let file = "cooperation/contracts/operations.rs";
        for way in [
            "use crate::identity::parties::PartyRow;",
            "use crate::identity::{\n    clients::ClientRow, find_party,\n};",
            "use crate::identity::{find_party, clients::{ClientRow, find_client}};",
            "let party = crate::identity::parties::find_party(conn).await?;",
            "let party = identity::parties::queries::find_party(conn).await?;",
        ] {
            is_found(file, way, "reaches past identity/mod.rs for ");
        }
        is_found("app.rs", "identity::tokens::ensure_key(core)", "reaches past identity/mod.rs");
        is_fine("app.rs", "    identity::tokens::FEATURE,");
        is_fine(
            file,
            "use crate::identity::{PartyRow, find_party};\nuse crate::cooperation::agreements::json;",
        );
        is_fine(file, "let known = identity::PartyRow::of(row);\nuse domain::identity::parties::rule;");
    }

    #[test]
    fn routes_parse_call_and_reply() {
        for file in ["cooperation/contracts/routes.rs", "cooperation/contracts/routes/transitions.rs"] {
            let by_state = "match row.state {\n    ContractState::Draft => 1,\n    _ => 2,\n}";
            is_found(file, by_state, "matches on `ContractState::Draft => 1,`");
            is_found(file, "context.core.write(command, async |tx| {}).await", "calls .write(");
            is_found(file, "context.core.append(command).await", "calls .append(");
            is_found(file, "db.transact(async |conn| {}).await", "calls transact(");
            is_fine(
                file,
                "match issued {\n    Ok(token) => token.response(),\n    Err(no) => no.response(),\n}",
            );
        }
        is_fine("cooperation/contracts/operations.rs", "match row.state { ContractState::Draft => 1 }");
    }
}
