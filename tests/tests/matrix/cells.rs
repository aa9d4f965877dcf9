//! Every operation on one existing thing, and every id in a body, by everybody.

use futures_util::StreamExt as _;
use futures_util::stream;
use serde_json::Value;
use testkit::Response;
use testkit::attacks::{Ids, Target, absent_id};
use web::{Kind, Who};

use crate::Part;
use crate::actors::Actor;
use crate::collected::{World, all_ids, kind_of};
use crate::rights::{counts_members, names, reads_accounts, sees, sees_inside, sees_whole};

/// Calls under way at once.
const AT_ONCE: usize = 8;

/// What came of it.
#[derive(Default)]
pub(crate) struct Tally {
    /// Calls compared.
    pub(crate) cells: usize,
    /// Those about something that is not the caller's.
    pub(crate) foreign: usize,
    /// What should not have been.
    pub(crate) leaks: Vec<String>,
}

impl Tally {
    /// Counts one; `leak` tells what was wrong.
    pub(crate) fn count(&mut self, foreign: bool, leak: Option<String>) {
        self.cells += 1;
        self.foreign += usize::from(foreign);
        self.leaks.extend(leak);
    }
}

/// What must be the same for a foreign thing and for none: all but the instance and the id that was asked for.
pub(crate) fn blind(answer: &Response, asked: &str) -> (u16, String, String) {
    let mut body = answer.json.clone();
    if let Some(members) = body.as_object_mut() {
        members.remove("instance");
    }
    let body = body.to_string().replace(asked, "it");
    (answer.status, body, answer.etag().to_owned())
}

/// An operation, somebody and the ids of its kind.
struct Cell<'a> {
    part: &'a Part,
    target: &'a Target,
    actor: &'a Actor,
}

impl Cell<'_> {
    async fn call(&self, id: &str) -> Response {
        // What an upload sends is not looked at before the file is found.
        let upload = || (self.target.method == "PUT").then(|| b"%PDF-1.7".to_vec());
        let body = self.target.body(&self.part.document, &Ids::new());
        let body = body.map(|body| body.to_string().into_bytes()).or_else(upload);
        let path = self.target.path(|_| id.to_owned());
        // Nothing has this version: who may see the thing changes nothing by it.
        self.target.call(&self.actor.at(&self.part.url), &path, body, "\"v0\"").await
    }

    fn told(&self, id: &str, answer: &Response) -> String {
        let (who, what) = (&self.actor.name, self.target.access.id);
        format!("{what} by {who} on {id}: {} {}", answer.status, answer.text)
    }

    /// Whether the operation is about what a party keeps to itself, though everybody sees the party.
    fn inside(&self) -> bool {
        ["/parties/{id}/memberships", "/parties/{id}/clients", "/parties/{id}/invitations"]
            .iter()
            .any(|end| self.target.template.ends_with(end))
    }

    /// Whether the function is the caller's at all.
    fn is_allowed(&self) -> bool {
        let roles: Vec<_> = self.actor.roles.iter().filter_map(|role| role.parse().ok()).collect();
        self.target.access.allows(&roles)
    }

    /// Whether the caller may see the thing an operation is about.
    fn sees(&self, world: &World, id: &str) -> bool {
        match self.target.access.id {
            _ if self.inside() => sees_inside(world, self.actor, id),
            "get_agreement" => sees(world, self.actor, id),
            "get_member_figures" => counts_members(world, self.actor, id),
            "get_payable_account" => reads_accounts(world, self.actor, &Value::String(id.to_owned())),
            _ => sees_whole(world, self.actor, id),
        }
    }

    /// What is wrong with the answer about something the caller may see.
    fn own(&self, id: &str, answer: &Response) -> Option<String> {
        let fine = match self.target.access.kind {
            // A report of what has not begun is refused by its state.
            // A function that is not the caller's, such as the text with its prices.
            Kind::Read | Kind::List if !self.is_allowed() => answer.status == 403,
            // There may be no paper with the text.
            Kind::Read if self.target.access.id.ends_with("_attachment") => {
                matches!(answer.status, 200 | 404)
            }
            Kind::Read | Kind::List => answer.status == 200 || answer.code() == "state-conflict",
            _ => matches!(answer.status, 403 | 404 | 409 | 412 | 422),
        };
        (!fine).then(|| format!("of one's own: {}", self.told(id, answer)))
    }

    /// What is wrong with the answer about something that is not the caller's.
    fn foreign(&self, id: &str, answer: &Response, absent: &Response) -> Option<String> {
        let refused = match self.target.access.who {
            _ if self.actor.token.is_none() => answer.status == 401,
            Who::Public => return None,
            _ if self.inside() && answer.code() == "forbidden" => return None,
            _ => matches!(answer.status, 403 | 404),
        };
        // With his own id for it, a client may find it taken by himself alone.
        let kind = &self.target.path_ids[0].1;
        let same = blind(answer, id) == blind(absent, &absent_id(kind));
        let put = self.target.access.kind == Kind::Put;
        (!(same && (refused || put)))
            .then(|| format!("foreign: {}\n  absent: {}", self.told(id, answer), absent.text))
    }

    async fn compare(&self, world: &World) -> Vec<(bool, Option<String>)> {
        let kind = &self.target.path_ids[0].1;
        let absent = self.call(&absent_id(kind)).await;
        let mut found = Vec::new();
        for id in world.some(kind) {
            let own = self.sees(world, id);
            let writes = matches!(self.target.access.kind, Kind::Create | Kind::Put | Kind::Plain);
            if own && writes {
                continue;
            }
            let answer = self.call(id).await;
            let wrong = if own { self.own(id, &answer) } else { self.foreign(id, &answer, &absent) };
            found.push((!own, wrong));
        }
        found
    }
}

/// Every operation with an id in its path x everybody x some of what exists.
///
/// # Panics
/// When there is nothing of a kind an operation is about.
pub(crate) async fn paths(parts: &[Part], actors: &[Actor], world: &World, tally: &mut Tally) {
    let mut cells = Vec::new();
    for part in parts {
        for target in part.targets.iter().filter(|target| !target.open()) {
            let [(_, kind)] = &target.path_ids[..] else {
                assert!(
                    target.path_ids.is_empty(),
                    "{} has more ids than this matrix fills",
                    target.template
                );
                continue;
            };
            if kind.is_empty() {
                continue;
            }
            assert!(!world.ids(kind).is_empty(), "nothing to call {} on: no {kind} exists", target.access.id);
            cells.extend(actors.iter().map(|actor| Cell { part, target, actor }));
        }
    }
    let compared = cells.iter().map(|cell| cell.compare(world));
    let mut compared = stream::iter(compared).buffer_unordered(AT_ONCE);
    while let Some(found) = compared.next().await {
        found.into_iter().for_each(|(foreign, leak)| tally.count(foreign, leak));
    }
}

/// Puts an id in the place of another.
fn replaced(body: &Value, from: &str, to: &str) -> Vec<u8> {
    body.to_string().replace(from, to).into_bytes()
}

/// Every body that creates, with the id of something foreign in each place for an id: as if it did not exist.
pub(crate) async fn references(parts: &[Part], actors: &[Actor], world: &World, tally: &mut Tally) {
    for part in parts {
        for target in part.targets.iter().filter(|target| !target.open() && target.schema.is_some()) {
            if !matches!(target.access.kind, Kind::Create | Kind::Put) {
                continue;
            }
            for actor in actors.iter().filter(|actor| actor.token.is_some()) {
                let cell = Cell { part, target, actor };
                for (foreign, leak) in cell.refer(world).await {
                    tally.count(foreign, leak);
                }
            }
        }
    }
}

impl Cell<'_> {
    async fn refer(&self, world: &World) -> Vec<(bool, Option<String>)> {
        let mut ids = Vec::new();
        let body = self.target.body(&self.part.document, &Ids::new()).unwrap_or_default();
        all_ids(&body, &mut ids);
        ids.sort_unstable();
        ids.dedup();
        let caller = self.actor.at(&self.part.url);
        let path = self.target.absent_path();
        let mut found = Vec::new();
        for absent in ids {
            let kind = kind_of(&absent).unwrap_or_default();
            let strange = world.some(kind).into_iter().find(|id| !names(world, self.actor, id));
            let Some(strange) = strange else { continue };
            let (none, other) = (body.to_string().into_bytes(), replaced(&body, &absent, strange));
            let none = self.target.call(&caller, &path, Some(none), "").await;
            let other = self.target.call(&caller, &path, Some(other), "").await;
            let same = blind(&none, &absent) == blind(&other, strange) && other.status >= 400;
            let told = || format!("named in a body: {}\n  absent: {}", self.told(strange, &other), none.text);
            found.push((true, (!same).then(told)));
        }
        found
    }
}
