//! Every operation on an existing thing x who calls, generated from the role table and the document: what is
//! not yours does not exist, what you may only read you cannot move.

use domain::shared::{PartyId, Role};
use serde_json::{Value, json};
use testkit::{Actor, App, Caller, Response, fresh_key, party};
use web::{Access, Kind};

use crate::call_offs::draft;
use crate::seed::{self, eggs, of};
use crate::{buyer, start};

/// An operation on one existing thing.
struct Cell {
    access: Access,
    method: String,
    path: String,
}

/// The operations below `prefix`, with the id of an existing thing.
fn cells(prefix: &str, id: &str) -> Vec<Cell> {
    let document = web::document(&logistics::mount(None));
    let mut cells = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let Some(rest) = path.strip_prefix(prefix).and_then(|rest| rest.strip_prefix("/{id}")) else {
            continue;
        };
        for (method, operation) in item.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            let access =
                *logistics::mount(None).operations().iter().find(|access| access.id == name).unwrap();
            cells.push(Cell { access, method: method.to_uppercase(), path: format!("{prefix}/{id}{rest}") });
        }
    }
    cells
}

async fn call(caller: &Caller, cell: &Cell) -> Response {
    let mut request = caller.request(&cell.method, &cell.path);
    if cell.access.kind == Kind::Transition {
        let body = json!({"note": "because", "delivery_date": "2026-12-01"});
        let plain = json!({"note": "because"});
        let body = if cell.access.id == "counter_call_off" { body } else { plain };
        request = request.header("idempotency-key", fresh_key()).header("if-match", "\"v1\"").json(&body);
    }
    if cell.access.kind == Kind::Patch {
        return caller.patch(&cell.path, json!({"note": "because"}), "\"v1\"").await;
    }
    caller.send(request).await
}

/// Somebody with every role of a person, in a party.
fn everybody_of(party: PartyId) -> Actor {
    let roles: Vec<Role> = Role::ALL.iter().copied().filter(|role| *role != Role::Service).collect();
    Actor::new(party, "31", &roles)
}

async fn things(app: &App) -> [(&'static str, String); 2] {
    let order = draft(&app.caller(&buyer()), json!([of(eggs(), "1", "KGM")])).await;
    let order = order.rsplit_once('/').unwrap().1.to_owned();
    [("/v1/call-offs", order), ("/v1/contract-lines", eggs().to_string())]
}

#[tokio::test(flavor = "multi_thread")]
async fn outsiders_with_every_role_find_nothing_and_readers_move_nothing() {
    let app = start().await;
    seed::everything(&app).await;
    let mut bodies: Vec<Value> = Vec::new();
    for (prefix, id) in things(&app).await {
        let cells = cells(prefix, &id);
        assert!(!cells.is_empty(), "{prefix}");
        for cell in &cells {
            let outsider = call(&app.caller(&everybody_of(party(30))), cell).await;
            let mut body = outsider.expect_problem(404, "not-found").json;
            body["instance"] = Value::Null;
            bodies.push(body);
            // Both governments and the facilitator read and move nothing.
            for reader in [2, 3, 4] {
                let answer = call(&app.caller(&everybody_of(party(reader))), cell).await;
                let moves = matches!(cell.access.kind, Kind::Transition | Kind::Patch);
                let expected = if moves { 403 } else { 200 };
                assert_eq!(answer.status, expected, "{} by {reader}: {}", cell.access.id, answer.text);
            }
        }
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "a 404 tells nothing apart");
}
