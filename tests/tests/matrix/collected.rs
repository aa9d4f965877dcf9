//! Everything that exists, found by reading as everybody.

use std::collections::BTreeMap;

use anyhow::ensure;
use serde_json::Value;
use testkit::Caller;
use testkit::attacks::Target;
use web::Kind;

use crate::Part;
use crate::actors::Actor;

/// What exists.
pub(crate) struct World {
    /// Every resource, as who reads most of it sees it, by its id.
    pub(crate) objects: BTreeMap<String, Value>,
}

/// The kind of an id: `agr` of `agr_0190...`; nothing for another text.
pub(crate) fn kind_of(text: &str) -> Option<&str> {
    let (kind, digits) = text.split_once('_')?;
    let hex = digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    (hex && kind.len() == 3).then_some(kind)
}

/// The id of the kind an item of a list is about: its own, that of its contract line, that of its work.
pub(crate) fn id_of(item: &Value) -> Option<&str> {
    ["id", "contract_line_id", "subject"]
        .iter()
        .find_map(|name| item[*name].as_str())
        .filter(|id| kind_of(id).is_some())
}

/// Every item of a list.
pub(crate) async fn whole_list(caller: &Caller, path: &str) -> Vec<Value> {
    let mut items = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = caller.get(&format!("{path}?limit=200{cursor}")).await;
        items.extend(page.json["items"].as_array().into_iter().flatten().cloned());
        match page.json["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return items,
        }
    }
}

/// Whether it is a list of resources: not of events or work, and not without an end.
pub(crate) fn lists_resources(target: &Target) -> bool {
    let path = &target.template;
    target.access.kind == Kind::List
        && (!path.ends_with("-events") || !target.path_ids.is_empty())
        && !path.ends_with("-work-items")
        && !target.endless()
        && !path.ends_with("/transitions")
}

impl World {
    fn take(&mut self, items: Vec<Value>) {
        for mut item in items {
            // When a balance was asked for is no part of it.
            if let Some(members) = item.as_object_mut() {
                members.retain(|name, _| name != "as_of" && name != "known_at");
            }
            if let Some(id) = id_of(&item).map(str::to_owned) {
                self.objects.entry(id).or_insert(item);
            }
        }
    }

    /// Ids of a kind.
    pub(crate) fn ids(&self, kind: &str) -> Vec<&str> {
        self.objects.keys().map(String::as_str).filter(|id| kind_of(id) == Some(kind)).collect()
    }

    /// A few ids of a kind: all of a few, else some from the whole range; the last is of the second cooperation.
    pub(crate) fn some(&self, kind: &str) -> Vec<&str> {
        let most = if std::env::var_os("KAD_LONG").is_some() { usize::MAX } else { 4 };
        let all = self.ids(kind);
        if all.len() <= most {
            return all;
        }
        (0..most).map(|number| all[number * (all.len() - 1) / (most - 1)]).collect()
    }

    /// The one of this id.
    pub(crate) fn get(&self, id: &str) -> Option<&Value> {
        self.objects.get(id)
    }
}

/// Reads every list as everybody, the services first because they see most; then what is named in others.
///
/// # Errors
/// When there is nothing.
pub(crate) async fn collect(parts: &[Part], actors: &[Actor]) -> anyhow::Result<World> {
    let mut world = World { objects: BTreeMap::new() };
    let mut readers: Vec<&Actor> = actors.iter().filter(|actor| actor.token.is_some()).collect();
    readers.sort_by_key(|actor| !actor.is_service());
    for part in parts {
        for target in part.targets.iter().filter(|target| lists_resources(target)) {
            for reader in &readers {
                let caller = reader.at(&part.url);
                match target.path_ids.first().map(|(_, kind)| kind.as_str()) {
                    None => world.take(whole_list(&caller, &target.template).await),
                    Some("") => {}
                    Some(kind) => {
                        let ids: Vec<String> = world.ids(kind).into_iter().map(str::to_owned).collect();
                        for id in ids {
                            world.take(whole_list(&caller, &target.path(|_| id.clone())).await);
                        }
                    }
                }
            }
        }
        named(part, &readers, &mut world).await;
    }
    ensure!(world.objects.len() > 60, "only {} things exist", world.objects.len());
    Ok(world)
}

/// What no list shows but others name, such as files: whoever can read it.
async fn named(part: &Part, readers: &[&Actor], world: &mut World) {
    let mut ids = Vec::new();
    world.objects.values().for_each(|object| all_ids(object, &mut ids));
    ids.sort_unstable();
    ids.dedup();
    for target in part
        .targets
        .iter()
        .filter(|target| target.access.kind == Kind::Read && target.template.ends_with("/{id}"))
    {
        let kind = &target.path_ids[0].1;
        let missing: Vec<&String> =
            ids.iter().filter(|id| kind_of(id) == Some(kind) && !world.objects.contains_key(*id)).collect();
        for id in missing {
            for reader in readers {
                let answer = reader.at(&part.url).get(&target.path(|_| id.clone())).await;
                if answer.status == 200 {
                    world.objects.insert(id.clone(), answer.json);
                    break;
                }
            }
        }
    }
}

/// Every id in a value.
pub(crate) fn all_ids(value: &Value, ids: &mut Vec<String>) {
    match value {
        Value::String(text) if kind_of(text).is_some() => ids.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| all_ids(item, ids)),
        Value::Object(fields) => fields.values().for_each(|field| all_ids(field, ids)),
        _ => {}
    }
}
