//! The methods of the typed client, written from the documents: one per operation id, a file per tag.
//!
//! Where a document does not carry the name of a Rust type, a rule finds it: an id by the prefix in its pattern, a
//! query by the words of the operation and its parameters, a body or an answer by its component. What no rule
//! finds is refused: then a type is named against the rules.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail, ensure};
use serde_json::Value;

use crate::documents::mounts;
use crate::regen::Generated;
use crate::wire_names::WireNames;

/// `crates/client/src/{agreement,catalog,logistics}/*.rs`.
///
/// # Errors
/// When an operation fits none of the rules.
pub(crate) fn methods(root: &Path) -> anyhow::Result<Vec<Generated>> {
    let names = WireNames::read(root)?;
    let mut files = Vec::new();
    for mount in mounts() {
        let service = Service { name: mount.name, document: web::document(&mount), names: &names };
        for (file, text) in service.files()? {
            let file = format!("crates/client/src/{}/{file}.rs", mount.name);
            files.push(Generated { file, text: formatted(root, &text)? });
        }
    }
    Ok(files)
}

/// A service with its document and the names of its types.
struct Service<'a> {
    name: &'static str,
    document: Value,
    names: &'a WireNames,
}

/// One operation of a document.
struct Operation<'a> {
    id: &'a str,
    verb: &'a str,
    path: &'a str,
    value: &'a Value,
}

/// A method, and the types it needs.
#[derive(Default)]
struct Method {
    arguments: Vec<(String, String)>,
    path: String,
    /// What fills the places without a name in the path.
    codes: Vec<String>,
    /// What is said after the path.
    calls: String,
    types: BTreeSet<String>,
}

impl Service<'_> {
    /// Text by name of the file.
    fn files(&self) -> anyhow::Result<BTreeMap<String, String>> {
        let mut methods: BTreeMap<String, (BTreeSet<String>, String)> = BTreeMap::new();
        for operation in self.operations()? {
            let tag = operation.value["tags"][0].as_str().context("an operation has a tag")?;
            let file = tag.to_lowercase().replace([' ', '-'], "_");
            let (types, text) = methods.entry(file).or_default();
            let method = self.method(&operation, types).with_context(|| operation.id.to_owned())?;
            text.push_str(&method);
        }
        let mut files = BTreeMap::from([("mod".to_owned(), self.head(methods.keys()))]);
        for (file, (types, text)) in methods {
            files.insert(file, self.file(&types, &text));
        }
        Ok(files)
    }

    fn operations(&self) -> anyhow::Result<Vec<Operation<'_>>> {
        let mut operations = Vec::new();
        for (path, verbs) in self.document["paths"].as_object().context("a document has paths")? {
            for (verb, value) in verbs.as_object().context("a path has operations")? {
                let id = value["operationId"].as_str().context("an operation has an id")?;
                operations.push(Operation { id, verb, path, value });
            }
        }
        Ok(operations)
    }

    /// Name of the client of this service.
    fn client(&self) -> String {
        format!("{}Api", camel(self.name))
    }

    fn head<'f>(&self, files: impl Iterator<Item = &'f String>) -> String {
        let (name, client) = (self.name, self.client());
        let modules: String = files.map(|file| format!("mod {file};\n")).collect();
        format!(
            "//! The {name} service. Written by `cargo run -p xtask -- regen`.\n\n{modules}\nuse crate::Api;\n\n\
             /// Calls the {name} service: one method per operation id.\n#[derive(Debug, Clone)]\n\
             pub struct {client} {{\n/// The connection, for calls without a method.\npub api: Api,\n}}\n\n\
             impl {client} {{\n/// A client over a connection.\npub fn new(api: Api) -> Self {{ Self {{ api }} }}\n}}\n"
        )
    }

    fn file(&self, types: &BTreeSet<String>, methods: &str) -> String {
        let mut modules: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (module, name) in types.iter().filter_map(|path| path.rsplit_once("::")) {
            modules.entry(module).or_default().push(name);
        }
        let import =
            |(module, names): (&&str, &Vec<&str>)| format!("use {module}::{{{}}};\n", names.join(", "));
        let is_ours = |(module, _): &(&&str, &Vec<&str>)| module.starts_with("crate");
        let others: String = modules.iter().filter(|one| !is_ours(one)).map(import).collect();
        let ours: String = modules.iter().filter(is_ours).map(import).collect();
        let client = self.client();
        format!(
            "//! Written by `cargo run -p xtask -- regen`.\n\n{others}\nuse super::{client};\n{ours}\n\
             impl {client} {{{}}}\n",
            methods.trim_end()
        )
    }

    /// The method of an operation; what it needs is added to `types`.
    fn method(&self, operation: &Operation<'_>, types: &mut BTreeSet<String>) -> anyhow::Result<String> {
        let mut method = Method { path: operation.path.to_owned(), ..Method::default() };
        self.path_arguments(operation, &mut method)?;
        self.query(operation, &mut method)?;
        let answer = self.answer(operation, &mut method)?;
        let text = if answer == "EventStream" {
            self.stream(operation, &mut method)
        } else {
            let start = self.body(operation, &answer, &mut method)?;
            method.types.insert("crate::Call".to_owned());
            let path = method.path_expression();
            let start = start.replace("PATH", &path);
            format!(
                "{} {{ self.api.{start}{} }}",
                method.signature(operation, &format!("Call<'_, {answer}>")),
                method.calls
            )
        };
        types.extend(method.types);
        Ok(text)
    }

    /// Path parameters: ids by value, codes as text.
    fn path_arguments(&self, operation: &Operation<'_>, method: &mut Method) -> anyhow::Result<()> {
        for parameter in self.parameters(operation, "path") {
            let name = parameter["name"].as_str().context("a parameter has a name")?.to_owned();
            let schema = self.resolve(&parameter["schema"]);
            match schema["pattern"].as_str().and_then(|pattern| self.names.id_of(pattern)) {
                Some(id) => {
                    method.types.insert(format!("domain::shared::{id}"));
                    method.arguments.push((name, id.to_owned()));
                }
                None => {
                    ensure!(schema["type"] == "string", "{name} is neither an id nor a text");
                    method.types.insert("crate::api::segment".to_owned());
                    method.path = method.path.replace(&format!("{{{name}}}"), "{}");
                    method.codes.push(format!(", segment({name})"));
                    method.arguments.push((name, "&str".to_owned()));
                }
            }
        }
        if self.has_header(operation, "If-Match") {
            method.arguments.push(("if_match".to_owned(), "&str".to_owned()));
            method.calls.push_str(".if_match(if_match)");
        }
        Ok(())
    }

    fn query(&self, operation: &Operation<'_>, method: &mut Method) -> anyhow::Result<()> {
        let parameters = self.parameters(operation, "query");
        let parameters: BTreeSet<&str> =
            parameters.iter().filter_map(|parameter| parameter["name"].as_str()).collect();
        if parameters.is_empty() {
            return Ok(());
        }
        let name = self.names.query_of(operation.id, &parameters)?;
        method.types.insert(self.names.path(name)?);
        method.arguments.push(("query".to_owned(), format!("&{name}")));
        method.calls.push_str(".query(query)");
        Ok(())
    }

    /// The type of a successful answer.
    fn answer(&self, operation: &Operation<'_>, method: &mut Method) -> anyhow::Result<String> {
        let responses = operation.value["responses"].as_object().context("an operation has responses")?;
        let success = responses.iter().find(|(status, _)| status.starts_with('2'));
        let (_, success) = success.context("no success is documented")?;
        let content = self.resolve(success)["content"].as_object();
        let Some((media_type, content)) = content.and_then(|content| content.iter().next()) else {
            return Ok("()".to_owned());
        };
        match media_type.as_str() {
            "application/json" => self.named(&content["schema"], method),
            "text/event-stream" => Ok("EventStream".to_owned()),
            _ => Ok("Vec<u8>".to_owned()),
        }
    }

    /// The name of a type by its component; of a page (`Page_PartyView`, `PartyPage`) by that of its items.
    fn named(&self, schema: &Value, method: &mut Method) -> anyhow::Result<String> {
        let component = schema["$ref"].as_str().context("a body without a component")?;
        let name = component.rsplit('/').next().unwrap_or_default();
        if let Ok(path) = self.names.path(name) {
            method.types.insert(path);
            return Ok(name.to_owned());
        }
        let item = name.strip_prefix("Page_").or_else(|| name.strip_suffix("Page")).unwrap_or(name);
        let is_page = self.resolve(schema)["properties"]["next_cursor"].is_object();
        let items = [item.to_owned(), format!("{item}View")];
        let found =
            items.iter().filter(|_| is_page).find_map(|item| Some((item, self.names.path(item).ok()?)));
        let (item, path) = found.with_context(|| format!("no type of the wire is called {name}"))?;
        method.types.extend(["api_types::Page".to_owned(), path]);
        Ok(format!("Page<{item}>"))
    }

    /// How the call begins, with `PATH` for its path; what follows is added to the method.
    fn body(
        &self,
        operation: &Operation<'_>,
        answer: &str,
        method: &mut Method,
    ) -> anyhow::Result<&'static str> {
        let content = self.resolve(&operation.value["requestBody"])["content"].as_object();
        let media_types: Vec<(&String, &Value)> = content.into_iter().flatten().collect();
        let form = |(media_type, _): &(&String, &Value)| *media_type == "application/x-www-form-urlencoded";
        let json = |(media_type, _): &(&String, &Value)| media_type.ends_with("json");
        let start = match operation.verb {
            "get" if answer == "Vec<u8>" => "get_bytes(PATH)",
            "get" => "get(PATH)",
            "post" if media_types.iter().any(form) => "form(PATH, body)",
            "post" if self.has_header(operation, "Idempotency-Key") => "post(PATH)",
            "post" if operation.value["security"].as_array().is_some_and(Vec::is_empty) => "open(PATH)",
            "put" => "put(PATH)",
            "patch" => "patch(PATH)",
            "delete" => "delete(PATH)",
            verb => bail!("a {verb} without a key"),
        };
        match media_types.as_slice() {
            [] => {}
            [one] if form(one) || json(one) => {
                let name = self.named(&one.1["schema"], method)?;
                method.arguments.push(("body".to_owned(), format!("&{name}")));
                method.calls.push_str(if form(one) { "" } else { ".json(body)" });
            }
            _ => {
                method.arguments.push(("media_type".to_owned(), "&str".to_owned()));
                method.arguments.push(("bytes".to_owned(), "Vec<u8>".to_owned()));
                method.calls.push_str(".bytes(media_type, bytes)");
            }
        }
        Ok(start)
    }

    fn stream(&self, operation: &Operation<'_>, method: &mut Method) -> String {
        method.types.extend(["crate::EventStream".to_owned(), "crate::ClientError".to_owned()]);
        let signature = method.signature(operation, "Result<EventStream, ClientError>");
        let signature =
            signature.replace("pub fn", "///\n/// # Errors\n/// See [`ClientError`].\npub async fn");
        format!("{signature} {{ self.api.stream({}, query).await }}", method.path_expression())
    }

    fn parameters<'s>(&'s self, operation: &'s Operation<'_>, place: &str) -> Vec<&'s Value> {
        let all = operation.value["parameters"].as_array().into_iter().flatten();
        all.map(|parameter| self.resolve(parameter)).filter(|parameter| parameter["in"] == place).collect()
    }

    fn has_header(&self, operation: &Operation<'_>, name: &str) -> bool {
        self.parameters(operation, "header").iter().any(|parameter| parameter["name"] == name)
    }

    /// What a `$ref` points at, or the value itself.
    fn resolve<'s>(&'s self, value: &'s Value) -> &'s Value {
        let pointer = value["$ref"].as_str().and_then(|to| to.strip_prefix('#'));
        pointer.and_then(|pointer| self.document.pointer(pointer)).unwrap_or(value)
    }
}

impl Method {
    fn signature(&self, operation: &Operation<'_>, output: &str) -> String {
        let summary = operation.value["summary"].as_str().unwrap_or(operation.id);
        let mut arguments = String::new();
        for (name, kind) in &self.arguments {
            let _ = write!(arguments, ", {name}: {kind}");
        }
        format!("\n\n/// {summary}\npub fn {}(&self{arguments}) -> {output}", operation.id)
    }

    /// The path as an expression: a literal, or a format with its parameters.
    fn path_expression(&self) -> String {
        if self.path.contains('{') {
            format!("format!({:?}{})", self.path, self.codes.concat())
        } else {
            format!("{:?}", self.path)
        }
    }
}

/// `call_off` as `CallOff`.
pub(crate) fn camel(words: &str) -> String {
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    words.split(['_', '-']).filter(|word| !word.is_empty()).map(capital).collect()
}

/// The text as rustfmt leaves it.
pub(crate) fn formatted(root: &Path, text: &str) -> anyhow::Result<String> {
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024", "--config-path"])
        .arg(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("rustfmt cannot be run")?;
    rustfmt.stdin.take().context("a pipe")?.write_all(text.as_bytes())?;
    let output = rustfmt.wait_with_output()?;
    ensure!(output.status.success(), "rustfmt does not understand:\n{text}");
    Ok(String::from_utf8(output.stdout)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names of the methods in a generated file.
    fn names(text: &str) -> impl Iterator<Item = &str> {
        let starts = text.lines().filter_map(|line| {
            let line = line.trim_start();
            line.strip_prefix("pub fn ").or_else(|| line.strip_prefix("pub async fn "))
        });
        starts.filter_map(|line| line.split('(').next()).filter(|name| *name != "new")
    }

    #[test]
    fn the_client_has_a_method_for_every_operation_of_the_role_tables_and_no_other() {
        let root = crate::root();
        for mount in mounts() {
            let folder = root.join("crates/client/src").join(mount.name);
            let mut methods = BTreeSet::new();
            for entry in std::fs::read_dir(folder).expect("a folder of methods") {
                let text = std::fs::read_to_string(entry.expect("an entry").path()).expect("a source file");
                methods.extend(names(&text).map(str::to_owned));
            }
            let operations = mount.operations().into_iter().map(|access| access.id.to_owned());
            assert_eq!(methods, operations.collect(), "{}", mount.name);
        }
    }

    #[test]
    fn every_file_of_methods_is_one_that_is_generated() {
        let root = crate::root();
        let generated: BTreeSet<String> =
            methods(&root).expect("methods").into_iter().map(|generated| generated.file).collect();
        for mount in mounts() {
            let folder = format!("crates/client/src/{}", mount.name);
            for entry in std::fs::read_dir(root.join(&folder)).expect("a folder of methods") {
                let file = format!("{folder}/{}", entry.expect("an entry").file_name().display());
                assert!(generated.contains(&file), "{file} is left from earlier: delete it");
            }
        }
    }
}
