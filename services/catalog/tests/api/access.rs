//! Who may call what, for every operation of the role table and every role, over HTTP.

use std::collections::BTreeMap;

use domain::shared::Role;
use serde_json::{Value, json};
use testkit::{Actor, Caller, fresh_key, party};
use web::{Access, Kind, Who};

use crate::start;

/// Method and path of every operation, as the document says; ids are such that nothing is found.
fn addresses() -> BTreeMap<String, (String, String)> {
    let document = web::document(&catalog::mount(None));
    let mut addresses = BTreeMap::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap().to_owned();
            let prefix = match path.split('/').nth(2).unwrap() {
                "outlets" => "out",
                "products" => "prd",
                "variants" => "var",
                "permits" => "prm",
                "curations" => "cur",
                "listings" => "lst",
                "price-observations" => "pob",
                "harvest-forecasts" => "hfc",
                "plots" => "plt",
                "facilities" => "fac",
                "facility-papers" => "fpa",
                "inspections" => "ins",
                "inspection-answers" => "ian",
                "findings" => "fnd",
                "seasons" => "ssn",
                "sales-reports" => "sal",
                _ => "none",
            };
            let nothing = format!("{prefix}_{}", "0".repeat(32));
            let path = path.replace("{id}", &nothing).replace("{code}", "nothing");
            addresses.insert(id, (method.to_uppercase(), path));
        }
    }
    addresses
}

/// Status and problem code of a call with an empty body.
async fn call(caller: &Caller, access: &Access, (method, path): &(String, String)) -> (u16, Value) {
    let mut request = caller.request(method, path);
    match access.kind {
        Kind::Create | Kind::Plain => {
            request = request.header("idempotency-key", fresh_key()).json(&json!({}))
        }
        Kind::Transition => {
            request =
                request.header("idempotency-key", fresh_key()).header("if-match", "\"v1\"").json(&json!({}));
        }
        Kind::Patch => {
            let merge = "application/merge-patch+json";
            request = request.header("if-match", "\"v1\"").header("content-type", merge).body("{}");
        }
        Kind::Put => request = request.json(&json!({})),
        Kind::Delete => request = request.header("if-match", "\"v1\""),
        Kind::Read | Kind::List => {}
    }
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    // A stream that was allowed has no end.
    let body = if status < 400 { Value::Null } else { response.json().await.unwrap() };
    (status, body)
}

fn roles_of(access: &Access) -> Vec<Role> {
    match access.who {
        Who::Roles(roles) => roles.to_vec(),
        Who::Public | Who::Anyone => Role::ALL.to_vec(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_is_closed_to_strangers_and_to_every_role_that_the_table_does_not_name() {
    let app = start().await;
    let addresses = addresses();
    let stranger = app.stranger();
    let holders: Vec<_> =
        Role::ALL.iter().map(|role| (*role, app.caller(&Actor::new(party(90), "18.72", &[*role])))).collect();
    for access in &catalog::mount(None).operations() {
        let address = &addresses[access.id];
        let (status, body) = call(&stranger, access, address).await;
        assert_eq!((status, &body["code"]), (401, &json!("unauthenticated")), "{}", access.id);
        for (role, caller) in &holders {
            let (status, body) = call(caller, access, address).await;
            if access.allows(&[*role]) {
                let within = !matches!(status, 401 | 403 | 405) && status < 500;
                assert!(within, "{} by {role}: {status} {body}", access.id);
            } else {
                assert_eq!((status, &body["code"]), (403, &json!("forbidden")), "{} by {role}", access.id);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_without_the_scope_of_an_operation_opens_nothing() {
    let app = start().await;
    let addresses = addresses();
    for access in &catalog::mount(None).operations() {
        let roles = roles_of(access);
        let others = "agreement.*.* logistics.*.* catalog.nothing.read";
        let caller = app.caller(&Actor::new(party(90), "18.72", &roles).with_scope(others));
        let (status, body) = call(&caller, access, &addresses[access.id]).await;
        assert_eq!((status, &body["code"]), (403, &json!("forbidden")), "{}", access.id);
        assert!(body["detail"].as_str().unwrap().contains(access.scope), "{body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_answers_the_same_to_everybody() {
    let app = start().await;
    let addresses = addresses();
    let mut bodies = Vec::new();
    for access in &catalog::mount(None).operations() {
        let address = &addresses[access.id];
        let below_something = address.1.contains("_000") || address.1.contains("/nothing");
        if !below_something || !matches!(access.kind, Kind::Read | Kind::List | Kind::Patch | Kind::Delete) {
            continue;
        }
        for role in roles_of(access) {
            let caller = app.caller(&Actor::new(party(90), "18.72", &[role]));
            let (status, mut body) = call(&caller, access, address).await;
            assert_eq!(status, 404, "{} by {role}: {body}", access.id);
            body["instance"] = Value::Null;
            bodies.push(body);
        }
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "{bodies:?}");
}
