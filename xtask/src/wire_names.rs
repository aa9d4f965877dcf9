//! Names of the types of the wire, read from the sources of `api-types` and of the ids in `domain`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context as _, ensure};

use crate::client::camel;
use crate::sizes::visit;

/// What the documents do not say: in which module a type is, and which fields a query has.
pub(crate) struct WireNames {
    /// Module by type.
    modules: BTreeMap<String, String>,
    /// Fields by query.
    queries: BTreeMap<String, BTreeSet<String>>,
    /// Id by the prefix of its text.
    ids: BTreeMap<String, String>,
}

impl WireNames {
    /// Reads the sources.
    ///
    /// # Errors
    /// When there are none.
    pub(crate) fn read(root: &Path) -> anyhow::Result<Self> {
        let mut names = Self { modules: BTreeMap::new(), queries: BTreeMap::new(), ids: BTreeMap::new() };
        let sources = root.join("crates/api-types/src");
        visit(&sources, &mut |path, text| {
            let below = path.strip_prefix(&sources).unwrap_or(path);
            let room = below.iter().next().map(|room| room.to_string_lossy().into_owned());
            let module = match room.as_deref() {
                Some("shared") | None => "api_types".to_owned(),
                Some(room) => format!("api_types::{room}"),
            };
            names.read_types(&module, text);
        })?;
        let ids = root.join("crates/domain/src/shared/id.rs");
        let text = fs::read_to_string(&ids).with_context(|| format!("cannot read {}", ids.display()))?;
        for (name, prefix) in text.lines().filter_map(|line| line.trim().split_once(" = \"")) {
            names.ids.insert(prefix.trim_end_matches(['"', ',', ';']).to_owned(), name.to_owned());
        }
        ensure!(!names.modules.is_empty() && !names.ids.is_empty(), "no types are found");
        Ok(names)
    }

    fn read_types(&mut self, module: &str, text: &str) {
        let mut lines = text.lines().map(str::trim);
        while let Some(line) = lines.next() {
            let Some(rest) = line.strip_prefix("pub struct ").or_else(|| line.strip_prefix("pub enum "))
            else {
                continue;
            };
            let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
            self.modules.insert(name.clone(), module.to_owned());
            if !name.ends_with("Query") {
                continue;
            }
            let mut fields = BTreeSet::new();
            if !rest.ends_with('}') {
                let inside = lines.by_ref().take_while(|line| *line != "}");
                fields.extend(inside.filter_map(field).map(str::to_owned));
            }
            self.queries.insert(name, fields);
        }
    }

    /// The path a type is imported by.
    ///
    /// # Errors
    /// When there is no such type.
    pub(crate) fn path(&self, name: &str) -> anyhow::Result<String> {
        let module =
            self.modules.get(name).with_context(|| format!("no type of the wire is called {name}"))?;
        Ok(format!("{module}::{name}"))
    }

    /// The id whose texts a pattern such as `^ctr_[0-9a-f]{32}$` describes.
    pub(crate) fn id_of(&self, pattern: &str) -> Option<&str> {
        let (prefix, _) = pattern.strip_prefix('^')?.split_once('_')?;
        self.ids.get(prefix).map(String::as_str)
    }

    /// The query of an operation: the longest run of its words, with or without its verb, that names a query with
    /// just these parameters. `limit` and `cursor` are every list's.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn query_of(&self, operation: &str, parameters: &BTreeSet<&str>) -> anyhow::Result<&str> {
        let (verb, subject) = operation.split_once('_').context("an operation is a verb and its object")?;
        let words: Vec<&str> = subject.split('_').collect();
        let paged = |name: &&str| *name == "limit" || *name == "cursor";
        let wanted: BTreeSet<&str> = parameters.iter().copied().filter(|name| !paged(name)).collect();
        for length in (1..=words.len()).rev() {
            for run in words.windows(length) {
                let run = camel(&run.join("_"));
                for name in [format!("{}{run}Query", camel(verb)), format!("{run}Query")] {
                    if let Some((name, fields)) = self.queries.get_key_value(&name) {
                        let fields: BTreeSet<&str> =
                            fields.iter().map(String::as_str).filter(|name| !paged(name)).collect();
                        if fields == wanted {
                            return Ok(name);
                        }
                    }
                }
            }
        }
        anyhow::bail!("no query of the wire has the parameters {parameters:?} and a name like {operation}")
    }
}

/// The name of a field in a line of a struct.
fn field(line: &str) -> Option<&str> {
    let (name, _) = line.split_once(':')?;
    let name = name.strip_prefix("pub ").unwrap_or(name);
    let name = name.strip_prefix("r#").unwrap_or(name);
    let is_name =
        name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_');
    (is_name && !name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> WireNames {
        let mut names =
            WireNames { modules: BTreeMap::new(), queries: BTreeMap::new(), ids: BTreeMap::new() };
        names.read_types("api_types", "pub struct ListTransitionsQuery {}\n");
        names.read_types(
            "api_types::logistics",
            "pub struct ContractLineQuery {\n    /// A point: in time.\n    pub as_of: Option<Day>,\n}\n",
        );
        names
    }

    #[test]
    fn a_query_is_found_by_the_words_of_its_operation() {
        let names = names();
        let found = |operation, parameters: &[&str]| {
            names.query_of(operation, &parameters.iter().copied().collect()).ok()
        };
        assert_eq!(found("list_call_off_transitions", &["limit", "cursor"]), Some("ListTransitionsQuery"));
        assert_eq!(found("get_contract_line_balance", &["as_of"]), Some("ContractLineQuery"));
        assert_eq!(found("get_contract_line_balance", &["day"]), None);
        assert_eq!(found("list_orders", &["limit"]), None);
        assert_eq!(
            names.path("ContractLineQuery").ok().as_deref(),
            Some("api_types::logistics::ContractLineQuery")
        );
    }
}
