//! What strangers are refused counts apart from what they are given, and against nobody else.

use std::collections::BTreeMap;

use domain::shared::TextHash;
use futures_util::future::join_all;
use serde_json::json;
use testkit::{App, Caller, Response};

use crate::{admin, metro, start_with};

const SECRET: &str = "0f4c2f1e5b9a4d7c8e6f0a1b2c3d4e5f60718293a4b5c6d7e8f9012345678900";
const HERE: &str = "203.0.113.9";
const THERE: &str = "198.51.100.7";

/// An app behind a gateway on this machine that lets strangers ask so often a second; 20 in real use.
async fn limited(per_second: u32) -> App {
    let proxies = ("KAD_TRUSTED_PROXIES", "127.0.0.1".to_owned());
    start_with([proxies, ("KAD_PUBLIC_RATE_LIMIT", per_second.to_string())]).await
}

/// A company of Metro.
async fn register(app: &App) -> String {
    let government =
        json!({"kind": "regional_government", "legal_name": "Pemerintah Kota Metro", "region_code": "18.72"});
    app.caller(&admin()).post("/v1/parties", government).await.expect(201);
    let company = json!({"kind": "company", "legal_name": "PT Kuasa Omega Jaya", "region_code": "18.72"});
    app.caller(&metro()).post("/v1/parties", company).await.expect(201).id()
}

async fn machine(app: &App, party: &str) -> String {
    let hash = TextHash::of_bytes(SECRET.as_bytes());
    let body = json!({"name": "Pengadaan", "roles": ["supplier"], "secret_sha256": hash});
    let path = format!("/v1/parties/{party}/clients");
    app.caller(&metro()).post(&path, body).await.expect(201).id()
}

async fn sign_in(app: &App, from: &str, id: &str, secret: &str) -> Response {
    let caller = app.stranger();
    let fields = [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)];
    caller.send(caller.request("POST", "/oauth/token").header("x-forwarded-for", from).form(&fields)).await
}

async fn get(caller: &Caller, from: &str, path: &str) -> Response {
    caller.send(caller.request("GET", path).header("x-forwarded-for", from)).await
}

/// How often each status was answered.
fn statuses(answers: &[Response]) -> BTreeMap<u16, usize> {
    let mut all = BTreeMap::new();
    answers.iter().for_each(|answer| *all.entry(answer.status).or_default() += 1);
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_who_hammers_with_wrong_secrets_keeps_nobody_out() {
    let app = limited(20).await;
    let party = register(&app).await;
    let (attacked, honest) = (machine(&app, &party).await, machine(&app, &party).await);
    sign_in(&app, HERE, &honest, SECRET).await.expect(200);

    let wrong = join_all((0..60).map(|_| sign_in(&app, HERE, &attacked, "wrong"))).await;
    let told = statuses(&wrong);
    assert!(told[&401] <= 40 && told[&429] >= 20, "{told:?}");
    let late = wrong.into_iter().find(|answer| answer.status == 429).unwrap();
    assert!(late.header("retry-after").parse::<u32>().unwrap() >= 1);
    late.expect_problem(429, "rate-limited");
    // The same name elsewhere, another name here.
    sign_in(&app, THERE, &attacked, SECRET).await.expect(200);
    sign_in(&app, HERE, &honest, SECRET).await.expect(200);

    // By ever other names, until the address itself has been refused too often.
    let names: Vec<String> = (0..120).map(|number| format!("cl_{number}")).collect();
    join_all(names.iter().map(|name| sign_in(&app, HERE, name, "wrong"))).await;
    join_all(names.iter().map(|name| sign_in(&app, HERE, name, "wrong"))).await;
    sign_in(&app, HERE, &honest, SECRET).await.expect(200);
    sign_in(&app, THERE, &honest, SECRET).await.expect(200);
    let stranger = app.stranger();
    get(&stranger, HERE, "/v1/authenticity/KAD-37J4-PV77-K").await.expect_problem(404, "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_at_codes_and_wrong_tokens_end_in_429_for_their_address_alone() {
    let app = limited(2).await;
    let party = register(&app).await;
    let honest = machine(&app, &party).await;
    let (stranger, liar) = (app.stranger(), Caller::new(&app.url, Some("wrong".to_owned())));
    let member = app.caller(&metro());
    let code = "/v1/authenticity/KAD-37J4-PV77-K";

    let told = statuses(&join_all((0..40).map(|_| get(&stranger, HERE, code))).await);
    assert!(told.contains_key(&404) && told.contains_key(&429), "{told:?}");
    get(&stranger, THERE, code).await.expect_problem(404, "not-found");

    for (path, status) in [("/v1/me", 401), ("/v1/nowhere", 404)] {
        let all = join_all((0..140).map(|_| get(&liar, HERE, path))).await;
        let told = statuses(&all);
        let odd = all
            .iter()
            .find(|answer| ![status, 429].contains(&answer.status))
            .map(|answer| answer.text.clone());
        assert!(told.contains_key(&status) && told.contains_key(&429), "{path}: {told:?} {odd:?}");
        get(&liar, THERE, path).await.expect(status);
    }
    get(&member, HERE, "/v1/parties").await.expect(200);
    sign_in(&app, HERE, &honest, SECRET).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_waits_on_some_connections_and_no_more() {
    let app = limited(20).await;
    let member = app.caller(&metro());
    let head = member.get("/v1/agreement-events?limit=500").await.expect(200).json["next_after"].clone();
    let path = format!("/v1/agreement-events?after={head}&wait_ms=2000");
    let told = join_all((0..24).map(|_| member.get(&path))).await;
    assert_eq!(statuses(&told), BTreeMap::from([(200, 16), (429, 8)]));
    let refused = told.into_iter().find(|answer| answer.status == 429).unwrap();
    assert_eq!((refused.code(), refused.header("retry-after")), ("too-many-waits", "5"));
    // Who waits for nothing, and who has waited, takes no place.
    let busy = join_all((0..24).map(|_| member.get("/v1/agreement-events?limit=1"))).await;
    assert_eq!(statuses(&busy), BTreeMap::from([(200, 24)]));
    member.get(&format!("/v1/agreement-events?after={head}&wait_ms=1")).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_for_the_operator_does_not_go_through_the_gateway() {
    let app = limited(20).await;
    let stranger = app.stranger();
    for path in ["/readyz", "/metrics", "/%6detrics"] {
        get(&stranger, HERE, path).await.expect_problem(404, "not-found");
        assert_ne!(stranger.get(path).await.status, 404);
    }
    get(&stranger, HERE, "/livez").await.expect(200);
}
