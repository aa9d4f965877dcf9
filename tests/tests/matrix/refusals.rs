//! Every step of every lifecycle refuses in one order: what is not yours 404, a wrong side 403, a wrong version 412, a
//! state that does not allow it 409, and only then what is wrong with its circumstances, 422. Tried on what exists, by
//! everybody who may read it; nothing changes by it.

use serde_json::{Value, json};
use service::LifecycleTable;
use testkit::Response;
use testkit::attacks::{Ids, Target};

use crate::Part;
use crate::actors::Actor;
use crate::cells::Tally;
use crate::collected::World;
use crate::rights::sees_whole;

/// A time that no step may say.
const FAR_AHEAD: &str = "2190-01-01T00:00:00Z";

/// Every lifecycle of the three services, as its feature registers it.
fn lifecycles() -> Vec<LifecycleTable> {
    [agreement::lifecycles(), catalog::lifecycles(), logistics::lifecycles()].concat()
}

/// One step, asked by somebody of something they may read.
struct Asked<'a> {
    lifecycle: &'a LifecycleTable,
    part: &'a Part,
    target: &'a Target,
    actor: &'a Actor,
    id: &'a str,
}

impl Asked<'_> {
    /// With circumstances in the body that are refused after everything else: a time, or an endless note where the step
    /// happens when it is asked for.
    async fn ask(&self, etag: &str) -> Response {
        let shown = self.target.body(&self.part.document, &Ids::new());
        let mut body = shown.unwrap_or_else(|| json!({"occurred_at": null}));
        match body.get("occurred_at") {
            Some(_) => body["occurred_at"] = Value::from(FAR_AHEAD),
            None => body["note"] = Value::from("x".repeat(2001)),
        }
        let path = self.target.path(|_| self.id.to_owned());
        let caller = self.actor.at(&self.part.url);
        self.target.call(&caller, &path, Some(body.to_string().into_bytes()), etag).await
    }

    /// The version and the state it has now.
    async fn now(&self) -> (String, String) {
        let (above, _) = self.target.template.split_once("/{id}").unwrap_or((&self.target.template, ""));
        let read = self.actor.at(&self.part.url).get(&format!("{above}/{}", self.id)).await;
        (read.etag().to_owned(), read.json["state"].as_str().unwrap_or_default().to_owned())
    }

    /// What is wrong with the order of refusals.
    async fn wrong(&self, step: &str) -> Option<String> {
        let told = |answer: &Response, wanted: &str| {
            let (who, what, id) = (&self.actor.name, self.target.access.id, self.id);
            Some(format!("{what} by {who} on {id}: {wanted}, and was: {} {}", answer.status, answer.text))
        };
        let stale = self.ask("\"v0\"").await;
        match stale.status {
            403 => return None,
            412 => {}
            _ => return told(&stale, "403 or 412 comes first"),
        }
        let (etag, state) = self.now().await;
        let answer = self.ask(&etag).await;
        // The agency judges renewals of papers in states that stay.
        let stays = self.target.access.id == "check_verification_documents" && answer.status == 422;
        match (self.lifecycle.allows)(&state, step) {
            false if !stays && (answer.status, answer.code()) != (409, "state-conflict") => {
                told(&answer, &format!("409 because of the state {state}"))
            }
            true if answer.status != 422 => told(&answer, "422 because of what it says"),
            _ => None,
        }
    }
}

/// Every step x everything of its kind x everybody who may read it.
pub(crate) async fn in_order(parts: &[Part], actors: &[Actor], world: &World, tally: &mut Tally) {
    let (mut steps, mut asked) = (0, 0);
    let lifecycles = lifecycles();
    for part in parts {
        for target in &part.targets {
            let Some(step) = target.access.step else { continue };
            let has = |one: &&LifecycleTable| one.operations.iter().any(|row| row.id == target.access.id);
            let lifecycle = lifecycles.iter().find(has);
            let lifecycle = lifecycle.unwrap_or_else(|| panic!("{} has no lifecycle", target.access.id));
            let kind = &target.path_ids[0].1;
            steps += 1;
            for id in world.some(kind) {
                for actor in actors.iter().filter(|actor| sees_whole(world, actor, id)) {
                    asked += 1;
                    let one = Asked { lifecycle, part, target, actor, id };
                    tally.count(false, one.wrong(step).await);
                }
            }
        }
    }
    println!("{steps} steps of lifecycles asked {asked} times: their refusals come in one order");
    assert!(steps > 50 && asked > 500, "{steps} steps asked {asked} times is too little");
}

#[test]
fn what_waits_is_a_served_operation_of_these_roles() {
    let mounts = [agreement::mount(None), catalog::mount(None), logistics::mount(None)];
    let operations: Vec<web::Access> = mounts.iter().flat_map(web::Mount::operations).collect();
    for (action, roles) in lifecycles().iter().flat_map(|lifecycle| (lifecycle.waits_for)()) {
        let served = operations.iter().find(|access| access.id == action);
        let access = served.unwrap_or_else(|| panic!("{action} is not served"));
        let barred = roles.iter().find(|role| !access.allows(&[**role]));
        assert!(barred.is_none(), "{action} waits for {barred:?}, who may not call it");
    }
}
