//! What a client of the earlier documents would stumble over.
//!
//! Breaking, in the sense of API.md: a path or an operation that is gone, an operation id that changed,
//! a parameter or request field that is gone, newly required or of another type, an answer's field that
//! is gone, no longer certain or of another type; of the events, a type that is gone, and data that changed
//! as an answer may not while its version stayed. Additions are free. A break that is meant is written,
//! as this task prints it, into `openapi/accepted-breaks.txt`.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, ensure};
use serde_json::{Map, Value};

const SERVICES: [&str; 3] = ["agreement", "catalog", "logistics"];
const ACCEPTED: &str = "openapi/accepted-breaks.txt";

/// Compares the committed documents with those of an earlier commit.
pub(crate) fn run(root: &Path, against: Option<String>) -> anyhow::Result<()> {
    let base = against.or_else(|| git(root, &["describe", "--tags", "--abbrev=0", "--match", "v*"]));
    let base = base.unwrap_or_else(|| "HEAD~1".to_owned());
    let accepted = std::fs::read_to_string(root.join(ACCEPTED)).unwrap_or_default();
    let accepted: BTreeSet<&str> = accepted.lines().collect();
    let mut found = Vec::new();
    for name in SERVICES {
        let file = format!("openapi/{name}.json");
        let Some(old) = git(root, &["show", &format!("{base}:{file}")]) else {
            println!("{file}: no version at {base}; nothing to compare");
            continue;
        };
        let old: Value = serde_json::from_str(&old).with_context(|| format!("{file} at {base}"))?;
        let new: Value = serde_json::from_str(&std::fs::read_to_string(root.join(&file))?)?;
        found.extend(breaks(&old, &new).into_iter().filter(|line| !accepted.contains(line.as_str())));
    }
    for line in &found {
        eprintln!("{line}");
    }
    ensure!(
        found.is_empty(),
        "{} breaking changes since {base}; revert them or add them to {ACCEPTED}",
        found.len()
    );
    println!("no breaking change since {base}");
    Ok(())
}

fn git(root: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").arg("-C").arg(root).args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    (output.status.success() && !text.trim().is_empty()).then(|| text.trim().to_owned())
}

/// Every breaking change from `old` to `new`, one line each.
fn breaks(old: &Value, new: &Value) -> Vec<String> {
    let mut comparison = Comparison { old, new, found: BTreeSet::new(), visited: BTreeSet::new() };
    for (path, item) in members(&old["paths"]) {
        for (method, operation) in members(item) {
            let now = &new["paths"][path][method];
            let at = format!("{} {path}", method.to_uppercase());
            if now.is_object() {
                comparison.operation(&at, operation, now);
            } else {
                comparison.note(&at, "is gone");
            }
        }
    }
    for (resource, webhook) in members(&old["webhooks"]) {
        comparison.webhook(resource, webhook, &new["webhooks"][resource]);
    }
    comparison.found.into_iter().collect()
}

/// What a webhook says of its events beside the envelope of all events.
fn event(webhook: &Value) -> &Value {
    let content = &webhook["post"]["requestBody"]["content"]["application/cloudevents+json"];
    &content["schema"]["allOf"][1]["properties"]
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Request,
    Answer,
}

struct Comparison<'d> {
    old: &'d Value,
    new: &'d Value,
    found: BTreeSet<String>,
    visited: BTreeSet<(Side, String)>,
}

impl<'d> Comparison<'d> {
    fn note(&mut self, at: &str, what: &str) {
        self.found.insert(format!("{at} {what}"));
    }

    fn operation(&mut self, at: &str, old: &'d Value, new: &'d Value) {
        if old["operationId"] != new["operationId"] {
            self.note(at, "has another operation id");
        }
        let (before, now) = (self.old, self.new);
        self.parameters(at, &list(before, old), &list(now, new));
        for (media, body) in members(&old["requestBody"]["content"]) {
            let now = &new["requestBody"]["content"][media];
            if now.is_object() {
                self.schema(Side::Request, &format!("{at} request"), &body["schema"], &now["schema"]);
            } else {
                self.note(at, &format!("takes no {media} any more"));
            }
        }
        for (status, answer) in members(&old["responses"]).filter(|(status, _)| status.starts_with('2')) {
            let now = &new["responses"][status];
            if !now.is_object() {
                self.note(at, &format!("answers no {status} any more"));
            }
            for (media, body) in members(&answer["content"]) {
                let schema = &now["content"][media]["schema"];
                self.schema(Side::Answer, &format!("{at} answer"), &body["schema"], schema);
            }
        }
    }

    /// What readers of a resource's events would miss. Data of a new version says so in each event.
    fn webhook(&mut self, resource: &str, old: &'d Value, new: &'d Value) {
        let (old, new) = (event(old), event(new));
        let at = format!("events of {resource}");
        for gone in names(&old["type"]["enum"]).difference(&names(&new["type"]["enum"])) {
            self.note(&at, &format!("tell no {gone} any more"));
        }
        if new.is_object() && old["dataversion"] == new["dataversion"] {
            self.schema(Side::Answer, &format!("{at}: data"), &old["data"], &new["data"]);
        }
    }

    fn parameters(&mut self, at: &str, old: &[&Value], new: &[&Value]) {
        let same = |one: &Value, other: &Value| one["name"] == other["name"] && one["in"] == other["in"];
        for parameter in old {
            if !new.iter().any(|now| same(parameter, now)) {
                self.note(at, &format!("takes no parameter {} any more", parameter["name"]));
            }
        }
        for parameter in new.iter().filter(|parameter| parameter["required"] == true) {
            if !old.iter().any(|before| same(parameter, before) && before["required"] == true) {
                self.note(at, &format!("now requires the parameter {}", parameter["name"]));
            }
        }
    }

    fn schema(&mut self, side: Side, at: &str, old: &'d Value, new: &'d Value) {
        let mut at = at.to_owned();
        if let Some(name) = old["$ref"].as_str() {
            if !self.visited.insert((side, name.to_owned())) {
                return;
            }
            at = name.rsplit('/').next().unwrap_or(name).to_owned();
        }
        let (old, new) = (resolve(self.old, old), resolve(self.new, new));
        if old["type"].is_string() && new["type"].is_string() && old["type"] != new["type"] {
            self.note(&at, &format!("is no longer of type {}", old["type"]));
        }
        for (name, property) in members(&old["properties"]) {
            let now = &new["properties"][name];
            if now.is_null() {
                self.note(&at, &format!("has no field {name} any more"));
            } else {
                self.schema(side, &format!("{at}.{name}"), property, now);
            }
        }
        let (had, has) = (names(&old["required"]), names(&new["required"]));
        match side {
            Side::Request => {
                for name in has.difference(&had) {
                    self.note(&at, &format!("now requires the field {name}"));
                }
                for value in names(&old["enum"]).difference(&names(&new["enum"])) {
                    self.note(&at, &format!("takes no {value} any more"));
                }
            }
            Side::Answer => {
                for name in had.difference(&has).filter(|name| !new["properties"][name].is_null()) {
                    self.note(&at, &format!("no longer always has the field {name}"));
                }
            }
        }
        if old["items"].is_object() {
            self.schema(side, &format!("{at}[]"), &old["items"], &new["items"]);
        }
    }
}

fn list<'d>(document: &'d Value, operation: &'d Value) -> Vec<&'d Value> {
    web::parameters_of(document, operation).collect()
}

fn resolve<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    match schema["$ref"].as_str().and_then(|name| name.strip_prefix('#')) {
        Some(pointer) => document.pointer(pointer).unwrap_or(&Value::Null),
        None => schema,
    }
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

fn names(value: &Value) -> BTreeSet<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document() -> Value {
        json!({
            "paths": {"/v1/things": {
                "get": {"operationId": "list_things",
                    "parameters": [{"name": "limit", "in": "query", "required": false}],
                    "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}}},
                "post": {"operationId": "create_thing",
                    "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewThing"}}}},
                    "responses": {"201": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}}},
            }},
            "components": {"schemas": {
                "Thing": {"type": "object", "required": ["id"], "properties": {
                    "id": {"type": "string"}, "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}}},
                "NewThing": {"type": "object", "required": ["name"], "properties": {
                    "name": {"type": "string"}, "kind": {"type": "string", "enum": ["small", "large"]}}},
            }},
        })
    }

    fn after(change: impl FnOnce(&mut Value)) -> Vec<String> {
        let mut new = document();
        change(&mut new);
        breaks(&document(), &new)
    }

    #[test]
    fn an_addition_breaks_nothing() {
        let found = after(|new| {
            new["paths"]["/v1/others"] = json!({"get": {"operationId": "list_others"}});
            new["components"]["schemas"]["Thing"]["properties"]["more"] = json!({"type": "string"});
            new["components"]["schemas"]["NewThing"]["properties"]["more"] = json!({"type": "string"});
        });
        assert_eq!(found, Vec::<String>::new());
    }

    #[test]
    fn what_is_gone_is_found() {
        let mut new = document();
        new["paths"]["/v1/things"].as_object_mut().expect("an object").remove("post");
        assert_eq!(breaks(&document(), &new), ["POST /v1/things is gone"]);
        let found = after(|new| {
            new["components"]["schemas"]["Thing"]["properties"] = json!({"id": {"type": "integer"}})
        });
        assert_eq!(found, ["Thing has no field parts any more", "Thing.id is no longer of type \"string\""]);
        let found = after(|new| new["paths"]["/v1/things"]["get"]["parameters"] = json!([]));
        assert_eq!(found, ["GET /v1/things takes no parameter \"limit\" any more"]);
    }

    /// A document that tells of things, after a change to what it says of their events and of the data of these.
    fn telling(change: impl FnOnce(&mut Value, &mut Value)) -> Value {
        let mut document = document();
        let mut event = json!({
            "type": {"enum": ["id.kad.thing.made", "id.kad.thing.lost"]},
            "dataversion": {"const": 1},
            "data": {"$ref": "#/components/schemas/ThingEventData"},
        });
        let mut data = json!({"type": "object", "required": ["id", "version"],
            "properties": {"id": {"type": "string"}, "version": {"type": "integer"}}});
        change(&mut event, &mut data);
        document["components"]["schemas"]["ThingEventData"] = data;
        let schema = json!({"allOf": [{"$ref": "#/components/schemas/EventView"}, {"properties": event}]});
        document["webhooks"]["thing"]["post"]["requestBody"]["content"] =
            json!({"application/cloudevents+json": {"schema": schema}});
        document
    }

    fn between_events(change: impl FnOnce(&mut Value, &mut Value)) -> Vec<String> {
        breaks(&telling(|_, _| {}), &telling(change))
    }

    #[test]
    fn a_type_of_event_that_is_gone_is_found() {
        let found = between_events(|event, _| event["type"]["enum"] = json!(["id.kad.thing.made"]));
        assert_eq!(found, ["events of thing tell no id.kad.thing.lost any more"]);
        let found = breaks(&telling(|_, _| {}), &document());
        assert_eq!(found.len(), 2, "every type of a resource that is told of no more: {found:?}");
    }

    #[test]
    fn data_of_events_changes_as_an_answer_may_or_with_its_version() {
        let less = json!({"type": "object", "required": [], "properties": {"id": {"type": "integer"}}});
        let found = between_events(|_, data| *data = less.clone());
        assert_eq!(
            found,
            [
                "ThingEventData has no field version any more",
                "ThingEventData no longer always has the field id",
                "ThingEventData.id is no longer of type \"string\"",
            ]
        );
        let found = between_events(|event, data| {
            *data = less;
            event["dataversion"]["const"] = json!(2);
        });
        assert_eq!(found, Vec::<String>::new());
        let found = between_events(|event, _| {
            event["type"]["enum"] = json!(["id.kad.thing.made", "id.kad.thing.lost", "id.kad.thing.found"]);
        });
        assert_eq!(found, Vec::<String>::new());
    }

    #[test]
    fn what_is_newly_required_is_found() {
        let found =
            after(|new| new["components"]["schemas"]["NewThing"]["required"] = json!(["name", "kind"]));
        assert_eq!(found, ["NewThing now requires the field kind"]);
        let found = after(|new| new["components"]["schemas"]["Thing"]["required"] = json!([]));
        assert_eq!(found, ["Thing no longer always has the field id"]);
        let found = after(|new| {
            new["components"]["schemas"]["NewThing"]["properties"]["kind"]["enum"] = json!(["small"])
        });
        assert_eq!(found, ["NewThing.kind takes no large any more"]);
    }
}
