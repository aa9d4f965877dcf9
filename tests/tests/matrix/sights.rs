//! What lists, filters and feeds show to everybody.

use serde_json::Value;
use testkit::attacks::absent_id;
use web::Kind;

use crate::Part;
use crate::actors::Actor;
use crate::cells::{Tally, blind};
use crate::collected::{World, id_of, whole_list};
use crate::rights::{got_of, sees};

/// Lists hold nothing that is not the caller's: resources and work.
pub(crate) async fn lists(parts: &[Part], actors: &[Actor], world: &World, tally: &mut Tally) {
    for part in parts {
        for target in
            part.targets.iter().filter(|target| target.access.kind == Kind::List && !target.endless())
        {
            if !target.path_ids.is_empty() || target.template.ends_with("-events") {
                continue;
            }
            for actor in actors.iter().filter(|actor| actor.token.is_some()) {
                let items = whole_list(&actor.at(&part.url), &target.template).await;
                for id in items.iter().filter_map(id_of) {
                    let told = || format!("{} shows {id} to {}", target.access.id, actor.name);
                    tally.count(false, (!sees(world, actor, id)).then(told));
                }
            }
        }
    }
}

/// A filter by something foreign gives what a filter by nothing gives.
pub(crate) async fn filters(parts: &[Part], actors: &[Actor], world: &World, tally: &mut Tally) {
    for part in parts {
        for target in part
            .targets
            .iter()
            .filter(|target| target.access.kind == Kind::List && target.path_ids.is_empty())
        {
            for (name, kind) in target.query.iter().filter(|(_, kind)| !kind.is_empty()) {
                for actor in actors.iter().filter(|actor| actor.token.is_some()) {
                    // Who got goods of a lot traces them, though the lot itself is others'.
                    let traced = |id: &str| target.access.id == "list_traces" && got_of(world, actor, id);
                    let foreign =
                        world.some(kind).into_iter().find(|id| !sees(world, actor, id) && !traced(id));
                    let Some(foreign) = foreign else { continue };
                    let caller = actor.at(&part.url);
                    let path = |id: &str| format!("{}?{name}={id}", target.template);
                    let other = caller.get(&path(foreign)).await;
                    let none = caller.get(&path(&absent_id(kind))).await;
                    let told =
                        || format!("{} tells {} of {foreign}: {}", path(foreign), actor.name, other.text);
                    tally.count(true, (blind(&other, foreign) != blind(&none, &absent_id(kind))).then(told));
                }
            }
        }
    }
}

/// Feeds tell of nothing that nobody of the caller's party may see: a feed is the party's. The services read it whole.
pub(crate) async fn feeds(parts: &[Part], actors: &[Actor], world: &World, tally: &mut Tally) {
    for part in parts {
        for target in part
            .targets
            .iter()
            .filter(|target| target.template.ends_with("-events") && target.path_ids.is_empty())
        {
            for actor in actors.iter().filter(|actor| actor.token.is_some() && !actor.is_service()) {
                for event in events(part, &target.template, actor).await {
                    let subject = event["subject"].as_str().unwrap_or_default();
                    // What is gone is nobody's.
                    if world.get(subject).is_none() {
                        continue;
                    }
                    let told =
                        || format!("{} tells {} of {}: {event}", target.access.id, actor.name, subject);
                    let mut party = actors.iter().filter(|other| other.party == actor.party);
                    tally.count(false, (!party.any(|member| sees(world, member, subject))).then(told));
                }
            }
        }
    }
}

async fn events(part: &Part, path: &str, actor: &Actor) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), 0);
    loop {
        let page = actor.at(&part.url).get(&format!("{path}?limit=500&after={after}")).await;
        let items = page.json["items"].as_array().cloned().unwrap_or_default();
        let next = page.json["next_after"].as_i64().unwrap_or(after);
        if items.is_empty() || next == after {
            return all;
        }
        all.extend(items);
        after = next;
    }
}
