//! Tokens: who gets one, what it says, and how it ends.

use agreement::{AdminCredential, BootstrapAdmin, KeySecret, bootstrap, rotate_signing_key};
use chrono::TimeDelta;
use diesel_async::RunQueryDsl as _;
use domain::shared::{PartyId, Role, TextHash};
use serde_json::{Value, json};
use testkit::{Actor, App, Caller, ISSUER, Response, test_time};
use web::token::Signer;

use crate::{admin, metro, start, start_with};

const SECRET: &str = "0f4c2f1e5b9a4d7c8e6f0a1b2c3d4e5f60718293a4b5c6d7e8f9012345678900";
pub(crate) const IDP: &str = "https://masuk.test";

/// An app that trusts an OpenID provider, and the provider's key.
pub(crate) struct World {
    pub(crate) app: App,
    idp: Signer,
    pub(crate) party: PartyId,
}

pub(crate) async fn world() -> World {
    let (pkcs8, jwk) = web::token::generate_key("idp-1").unwrap();
    let issuers = json!([{"issuer": IDP, "audience": "kad-web", "jwks": {"keys": [jwk]}}]);
    let extra = [("KAD_TRUSTED_ISSUERS", issuers.to_string())];
    let app = start_with(extra).await;
    let government =
        json!({"kind": "regional_government", "legal_name": "Pemerintah Kota Metro", "region_code": "18.72"});
    app.caller(&admin()).post("/v1/parties", government).await.expect(201);
    let party = register(&app, "PT Kuasa Omega Jaya", "company").await;
    World { app, idp: Signer::new("idp-1", &pkcs8), party }
}

async fn register(app: &App, name: &str, kind: &str) -> PartyId {
    let body = json!({"kind": kind, "legal_name": name, "region_code": "18.72"});
    app.caller(&metro()).post("/v1/parties", body).await.expect(201).id().parse().unwrap()
}

async fn form(app: &App, path: &str, fields: &[(&str, &str)]) -> Response {
    let caller = app.stranger();
    caller.send(caller.request("POST", path).form(fields)).await
}

async fn token(app: &App, fields: &[(&str, &str)]) -> Response {
    form(app, "/oauth/token", fields).await
}

pub(crate) fn bearer(app: &App, answer: &Response) -> Caller {
    Caller::new(&app.url, Some(answer.json["access_token"].as_str().unwrap().to_owned()))
}

async fn client(world: &World, extra: Value) -> Response {
    let mut body = json!({"name": "Pengadaan", "roles": ["supplier"]});
    body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    let path = format!("/v1/parties/{}/clients", world.party);
    world.app.caller(&metro()).post(&path, body).await
}

async fn with_secret(world: &World) -> String {
    client(world, json!({"secret_sha256": TextHash::of_bytes(SECRET.as_bytes())})).await.expect(201).id()
}

async fn by_secret(app: &App, id: &str, secret: &str) -> Response {
    token(app, &[("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)]).await
}

#[track_caller]
pub(crate) fn refused(answer: &Response, status: u16, error: &str) {
    assert_eq!((answer.status, answer.json["error"].as_str()), (status, Some(error)), "{}", answer.text);
    assert!(answer.header("content-type").starts_with("application/json"));
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_gets_a_token_by_its_secret_and_acts_with_it() {
    let world = world().await;
    let id = with_secret(&world).await;
    let answer = by_secret(&world.app, &id, SECRET).await.expect(200);
    assert_eq!(
        (answer.json["token_type"].as_str(), answer.json["expires_in"].as_i64()),
        (Some("Bearer"), Some(600))
    );
    assert_eq!(answer.header("cache-control"), "no-store");
    let machine = bearer(&world.app, &answer);
    machine.post("/v1/supplier-verifications", json!({"party_id": world.party})).await.expect(201);
    let request = world.app.stranger().request("POST", "/oauth/token").basic_auth(&id, Some(SECRET));
    world.app.stranger().send(request.form(&[("grant_type", "client_credentials")])).await.expect(200);
    refused(&by_secret(&world.app, &id, "wrong").await, 401, "invalid_client");
    refused(
        &by_secret(&world.app, "cli_00000000000000000000000000000001", SECRET).await,
        401,
        "invalid_client",
    );
    refused(&token(&world.app, &[("grant_type", "client_credentials")]).await, 401, "invalid_client");
    refused(&token(&world.app, &[("grant_type", "password")]).await, 400, "unsupported_grant_type");
    refused(&token(&world.app, &[]).await, 400, "invalid_request");
    let twice = [("grant_type", "client_credentials"), ("grant_type", "client_credentials")];
    refused(&token(&world.app, &twice).await, 400, "invalid_request");
    let stranger = world.app.stranger();
    let as_json = stranger.request("POST", "/oauth/token").json(&json!({"grant_type": "client_credentials"}));
    refused(&stranger.send(as_json).await, 400, "invalid_request");
}

#[tokio::test(flavor = "multi_thread")]
async fn scopes_are_at_most_those_of_roles_and_registration() {
    let world = world().await;
    let scopes = json!(["agreement.parties.read", "logistics.*.read"]);
    let secret = TextHash::of_bytes(SECRET.as_bytes());
    let made = client(&world, json!({"secret_sha256": secret, "scopes": scopes})).await.expect(201);
    let id = made.id();
    let answer = by_secret(&world.app, &id, SECRET).await.expect(200);
    assert_eq!(answer.json["scope"], "agreement.parties.read logistics.*.read");
    let machine = bearer(&world.app, &answer);
    machine.get("/v1/parties").await.expect(200);
    machine.get("/v1/supplier-verifications").await.expect_problem(403, "forbidden");
    let with = |scope: &str| {
        let fields = [
            ("grant_type", "client_credentials"),
            ("client_id", id.as_str()),
            ("client_secret", SECRET),
            ("scope", scope),
        ]
        .map(|(name, value)| (name, value.to_owned()));
        let app = &world.app;
        async move {
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            token(app, &fields).await
        }
    };
    assert_eq!(with("logistics.receipts.read").await.expect(200).json["scope"], "logistics.receipts.read");
    refused(&with("logistics.receipts.write").await, 400, "invalid_scope");
    client(&world, json!({"secret_sha256": secret, "scopes": ["x"]}))
        .await
        .expect_problem(422, "validation-failed");
    client(&world, json!({})).await.expect_problem(422, "validation-failed");
    let platform = json!({"secret_sha256": secret, "roles": ["platform_admin"]});
    client(&world, platform).await.expect_problem(422, "role-rule");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_gets_a_token_by_its_key_and_an_assertion_once() {
    let world = world().await;
    let (pkcs8, jwk) = web::token::generate_key("mine").unwrap();
    let key: Value = json!({"kty": jwk["kty"], "crv": jwk["crv"], "x": jwk["x"]});
    let id = client(&world, json!({"public_jwk": key})).await.expect(201).id();
    let signer = Signer::new("mine", &pkcs8);
    let now = test_time().timestamp();
    let claims = |jti: &str| json!({"iss": id, "sub": id, "aud": format!("{ISSUER}/oauth/token"), "exp": now + 60, "iat": now, "jti": jti});
    let ask = |claims: Value| {
        let assertion = signer.sign_as("JWT", &claims).unwrap();
        let app = &world.app;
        async move {
            let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
            let fields = [
                ("grant_type", "client_credentials"),
                ("client_assertion_type", kind),
                ("client_assertion", assertion.as_str()),
            ];
            token(app, &fields).await
        }
    };
    ask(claims("one")).await.expect(200);
    refused(&ask(claims("one")).await, 401, "invalid_client");
    ask(claims("two")).await.expect(200);
    for (name, value) in [
        ("aud", json!("https://elsewhere.test")),
        ("aud", Value::Null),
        ("exp", json!(now - 60)),
        ("exp", json!(now + 3600)),
        ("nbf", json!(now + 60)),
        ("iss", json!("cli_00000000000000000000000000000001")),
        ("sub", json!("cli_00000000000000000000000000000001")),
        ("jti", Value::Null),
    ] {
        let mut hostile = claims("three");
        hostile[name] = value;
        refused(&ask(hostile).await, 401, "invalid_client");
    }
    let mut private = key.clone();
    private["d"] = json!("secret");
    client(&world, json!({"public_jwk": private})).await.expect_problem(400, "malformed-request");
    let symmetric = json!({"public_jwk": {"kty": "oct"}});
    client(&world, symmetric).await.expect_problem(422, "validation-failed");
}

pub(crate) fn sign_in(subject: &str) -> Value {
    let now = test_time().timestamp();
    json!({"iss": IDP, "sub": subject, "aud": "kad-web", "exp": now + 300, "iat": now})
}

async fn exchange(world: &World, claims: &Value, party: Option<&str>) -> Response {
    exchange_with(world, claims, &party.map(|party| ("party_id", party)).into_iter().collect::<Vec<_>>())
        .await
}

/// The exchange of a sign-in, with further fields.
pub(crate) async fn exchange_with(world: &World, claims: &Value, more: &[(&str, &str)]) -> Response {
    static SIGN_INS: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let mut claims = claims.clone();
    if claims["jti"].is_null() {
        // Each is a sign-in of its own.
        claims["jti"] = json!(SIGN_INS.fetch_add(1, std::sync::atomic::Ordering::Relaxed).to_string());
    }
    let subject_token = world.idp.sign_as("JWT", &claims).unwrap();
    let mut fields = vec![
        ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
        ("subject_token_type", "urn:ietf:params:oauth:token-type:id_token"),
        ("subject_token", subject_token.as_str()),
    ];
    fields.extend(more);
    token(&world.app, &fields).await
}

async fn member(world: &World, party: PartyId, roles: Value) -> Response {
    let body = json!({"issuer": IDP, "subject": "siti", "display_name": "Siti", "roles": roles});
    world.app.caller(&metro()).post(&format!("/v1/parties/{party}/memberships"), body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_exchanges_a_sign_in_for_a_token_of_one_party() {
    let world = world().await;
    let guest = exchange(&world, &sign_in("siti"), None).await.expect(200);
    assert!(guest.json["scope"].as_str().unwrap().contains("agreement.party_applications.write"));
    bearer(&world.app, &guest).get("/v1/parties").await.expect_problem(403, "forbidden");
    let named = exchange(&world, &sign_in("siti"), Some(&world.party.to_string())).await;
    refused(&named, 400, "invalid_grant");
    member(&world, world.party, json!(["supplier"])).await.expect(201);
    member(&world, world.party, json!(["supplier"])).await.expect_problem(409, "duplicate");
    let answer = exchange(&world, &sign_in("siti"), None).await.expect(200);
    assert_eq!(answer.json["issued_token_type"], "urn:ietf:params:oauth:token-type:access_token");
    let siti = bearer(&world.app, &answer);
    siti.post("/v1/supplier-verifications", json!({"party_id": world.party})).await.expect(201);

    let other = register(&world.app, "Koperasi Lain", "cooperative").await;
    member(&world, other, json!(["buyer"])).await.expect(201);
    // A membership that somebody adds later keeps nobody out: the party joined first is spoken for.
    let unnamed = exchange(&world, &sign_in("siti"), None).await.expect(200);
    let me = bearer(&world.app, &unnamed).get("/v1/me").await.expect(200).json;
    assert_eq!((&me["party_id"], me["memberships"].as_array().unwrap().len()), (&json!(world.party), 2));
    exchange(&world, &sign_in("siti"), Some(&other.to_string())).await.expect(200);
    refused(&exchange(&world, &sign_in("siti"), Some("pty_1")).await, 400, "invalid_grant");

    let now = test_time().timestamp();
    for (name, value) in [
        ("iss", json!("https://elsewhere.test")),
        ("iss", json!(ISSUER)),
        ("aud", json!("another-app")),
        ("aud", Value::Null),
        ("exp", json!(now - 60)),
        ("exp", Value::Null),
        ("sub", json!("")),
        ("sub", Value::Null),
        ("nbf", json!(now + 600)),
        ("iat", json!(now + 600)),
        ("iat", json!(now - 601)),
        ("iat", Value::Null),
        ("azp", json!("another-app")),
        ("aud", json!(["kad-web", "another-app"])),
    ] {
        let mut hostile = sign_in("siti");
        hostile[name] = value;
        refused(&exchange(&world, &hostile, Some(&other.to_string())).await, 400, "invalid_grant");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_is_used_once_and_by_the_app_it_was_made_for() {
    let world = world().await;
    member(&world, world.party, json!(["supplier"])).await.expect(201);
    let mut once = sign_in("siti");
    once["jti"] = json!("once");
    // What is refused uses nothing up.
    refused(&exchange(&world, &once, Some("pty_1")).await, 400, "invalid_grant");
    exchange(&world, &once, None).await.expect(200);
    for party in [None, Some(world.party.to_string())] {
        refused(&exchange(&world, &once, party.as_deref()).await, 400, "invalid_grant");
    }
    let mut several = sign_in("siti");
    (several["aud"], several["azp"]) = (json!(["kad-web", "another-app"]), json!("kad-web"));
    exchange(&world, &several, None).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn ending_a_membership_or_a_client_ends_its_tokens_at_once() {
    let world = world().await;
    let membership = member(&world, world.party, json!(["supplier"])).await.expect(201);
    let path = membership.header("location").to_owned();
    let keeper = world.app.caller(&metro());
    let siti = bearer(&world.app, &exchange(&world, &sign_in("siti"), None).await.expect(200));
    siti.get("/v1/parties").await.expect(200);
    let changed = keeper.patch(&path, json!({"roles": ["carrier"]}), "\"v1\"").await.expect(200);
    siti.get("/v1/parties").await.expect_problem(401, "unauthenticated");
    let siti = bearer(&world.app, &exchange(&world, &sign_in("siti"), None).await.expect(200));
    keeper
        .act_on(&format!("{path}/endings"), json!({}), "\"v1\"")
        .await
        .expect_problem(412, "precondition-failed");
    let ended = keeper.act_on(&format!("{path}/endings"), json!({}), changed.etag()).await.expect(200);
    assert_eq!(ended.json["state"], "ended");
    siti.get("/v1/parties").await.expect_problem(401, "unauthenticated");
    keeper
        .patch(&path, json!({"roles": ["carrier"]}), ended.etag())
        .await
        .expect_problem(409, "state-conflict");
    let guest = bearer(&world.app, &exchange(&world, &sign_in("siti"), None).await.expect(200));
    guest.get("/v1/parties").await.expect_problem(403, "forbidden");

    let id = with_secret(&world).await;
    let path = format!("/v1/clients/{id}");
    let machine = bearer(&world.app, &by_secret(&world.app, &id, SECRET).await.expect(200));
    let new = json!({"secret_sha256": TextHash::of_bytes(b"another secret")});
    keeper.act(&format!("{path}/credential-changes"), new).await.expect(200);
    machine.get("/v1/parties").await.expect_problem(401, "unauthenticated");
    refused(&by_secret(&world.app, &id, SECRET).await, 401, "invalid_client");
    let machine = bearer(&world.app, &by_secret(&world.app, &id, "another secret").await.expect(200));
    keeper.delete(&path, keeper.get(&path).await.etag()).await.expect(204);
    machine.get("/v1/parties").await.expect_problem(401, "unauthenticated");
    refused(&by_secret(&world.app, &id, "another secret").await, 401, "invalid_client");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_stream_ends_with_its_membership() {
    let world = world().await;
    let membership = member(&world, world.party, json!(["supplier"])).await.expect(201);
    let siti = bearer(&world.app, &exchange(&world, &sign_in("siti"), None).await.expect(200));
    let mut stream = siti.request("GET", "/v1/agreement-events/stream").send().await.unwrap();
    assert_eq!(stream.status().as_u16(), 200);
    let keeper = world.app.caller(&metro());
    keeper.act(&format!("{}/endings", membership.header("location")), json!({})).await.expect(200);
    let later = register(&world.app, "Koperasi Kemudian", "cooperative").await;
    // Numbers what was written, so that it would be told now.
    world.app.feed(&metro(), "/v1/agreement-events").await;
    let whole = async {
        let mut told = Vec::new();
        while let Some(chunk) = stream.chunk().await.unwrap() {
            told.extend_from_slice(&chunk);
        }
        String::from_utf8(told).unwrap()
    };
    let told = tokio::time::timeout(testkit::PATIENCE, whole).await.expect("the stream ends");
    assert!(!told.contains(&later.to_string()), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_revoked_by_its_own_client_alone() {
    let world = world().await;
    let (id, other) = (with_secret(&world).await, with_secret(&world).await);
    let answer = by_secret(&world.app, &id, SECRET).await.expect(200);
    let machine = bearer(&world.app, &answer);
    let access = answer.json["access_token"].as_str().unwrap();
    let revoke = |id: &str, secret: &str| {
        let fields = [("token", access), ("client_id", id), ("client_secret", secret)]
            .map(|(name, value)| (name, value.to_owned()));
        let app = &world.app;
        async move {
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            form(app, "/oauth/revoke", &fields).await
        }
    };
    refused(&revoke(&other, SECRET).await, 400, "unauthorized_client");
    refused(&revoke(&id, "wrong").await, 401, "invalid_client");
    refused(&form(&world.app, "/oauth/revoke", &[("token", access)]).await, 401, "invalid_client");
    machine.get("/v1/parties").await.expect(200);
    revoke(&id, SECRET).await.expect(200);
    machine.get("/v1/parties").await.expect_problem(401, "unauthenticated");
    revoke(&id, SECRET).await.expect(200);
    form(&world.app, "/oauth/revoke", &[("token", "nonsense")]).await.expect(200);
    let events = world.app.feed(&Actor::service(), "/v1/agreement-events?types=id.kad.token.revoked").await;
    assert!(events[0]["data"]["jti"].is_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_platforms_own_services_get_tokens_by_the_shared_secret() {
    let app = start().await;
    let answer = by_secret(&app, "service:catalog", "a-secret-for-tests-only-0123456789").await.expect(200);
    bearer(&app, &answer).get("/v1/agreement-events?after=0").await.expect(200);
    refused(&by_secret(&app, "service:catalog", "wrong").await, 401, "invalid_client");
    refused(
        &by_secret(&app, "service:other", "a-secret-for-tests-only-0123456789").await,
        401,
        "invalid_client",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rotated_key_signs_after_it_is_known_and_the_former_one_ends_after_an_hour() {
    let app = start().await;
    let secret = "a-secret-for-tests-only-0123456789";
    let kid = |answer: &Response| {
        let token = answer.json["access_token"].as_str().unwrap();
        jsonwebtoken::decode_header(token).unwrap().kid.unwrap()
    };
    let first = kid(&by_secret(&app, "service:catalog", secret).await.expect(200));
    let second = rotate_signing_key(&app.core, &KeySecret::of(None).unwrap()).await.unwrap();
    assert_eq!(kid(&by_secret(&app, "service:catalog", secret).await.expect(200)), first);
    app.clock.set(test_time() + TimeDelta::seconds(30));
    assert_eq!(kid(&by_secret(&app, "service:catalog", secret).await.expect(200)), second);
    let kids = |answer: Response| -> Vec<String> {
        let keys = answer.json["keys"].as_array().unwrap().clone();
        keys.iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
    };
    let both = kids(app.stranger().get("/.well-known/jwks.json").await.expect(200));
    assert!(both.contains(&first) && both.contains(&second));
    app.clock.set(test_time() + TimeDelta::seconds(31) + TimeDelta::hours(1));
    let one = kids(app.stranger().get("/.well-known/jwks.json").await.expect(200));
    assert!(!one.contains(&first) && one.contains(&second));
    let metadata = app.stranger().get("/.well-known/oauth-authorization-server").await.expect(200);
    assert_eq!(metadata.json["token_endpoint"], format!("{ISSUER}/oauth/token"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_installation_is_bootstrapped_once() {
    let app = start().await;
    let first = BootstrapAdmin {
        operator_name: "Pengelola KAD".to_owned(),
        region: "31".parse().unwrap(),
        credential: AdminCredential::Machine { secret_sha256: TextHash::of_bytes(SECRET.as_bytes()) },
    };
    let made = bootstrap(&app.core, first.clone()).await.unwrap();
    let id = made.client_id.unwrap().to_string();
    let admin = bearer(&app, &by_secret(&app, &id, SECRET).await.expect(200));
    let city = json!({"kind": "regional_government", "legal_name": "Kota Metro", "region_code": "18.72"});
    let city = admin.post("/v1/parties", city).await.expect(201).id();
    let official = json!({"issuer": IDP, "subject": "budi", "roles": ["coordinator"]});
    admin.post(&format!("/v1/parties/{city}/memberships"), official).await.expect(201);
    let person = AdminCredential::Person { issuer: IDP.to_owned(), subject: "siti".to_owned() };
    assert!(bootstrap(&app.core, BootstrapAdmin { credential: person, ..first }).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_installation_whose_last_administrator_is_gone_gets_another_one() {
    let app = start().await;
    let admin = |subject: &str| BootstrapAdmin {
        operator_name: "Pengelola KAD".to_owned(),
        region: "31".parse().unwrap(),
        credential: AdminCredential::Person { issuer: IDP.to_owned(), subject: subject.to_owned() },
    };
    let first = bootstrap(&app.core, admin("siti")).await.unwrap();
    assert!(bootstrap(&app.core, admin("budi")).await.is_err(), "somebody administers it");
    // No operation ends the last administrator; a restored copy may lack one.
    let mut conn = app.core.read().await.unwrap();
    diesel::sql_query("update membership set state = 'ended'").execute(&mut conn).await.unwrap();
    let second = bootstrap(&app.core, admin("budi")).await.unwrap();
    assert_eq!(second.party_id, first.party_id, "of the operator there is");
    assert!(bootstrap(&app.core, admin("wati")).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn members_are_kept_by_their_coordinator_and_seen_by_their_party() {
    let world = world().await;
    let path = format!("/v1/parties/{}/memberships", world.party);
    member(&world, world.party, json!(["coordinator"])).await.expect_problem(422, "role-rule");
    member(&world, world.party, json!([])).await.expect_problem(422, "validation-failed");
    let made = member(&world, world.party, json!(["supplier"])).await.expect(201);
    let location = made.header("location").to_owned();
    let own = world.app.caller(&Actor::new(world.party, "18.72", &[Role::Supplier]));
    let blitar = world.app.caller(&Actor::new(testkit::party(9), "35.72", &[Role::Coordinator]));
    for sees in [&own, &world.app.caller(&metro()), &world.app.caller(&admin())] {
        assert_eq!(sees.get(&location).await.expect(200).json, made.json);
        assert_eq!(sees.get(&path).await.expect(200).json["items"][0], made.json);
    }
    own.patch(&location, json!({"display_name": null}), "\"v1\"").await.expect_problem(403, "forbidden");
    blitar.get(&location).await.expect_problem(404, "not-found");
    blitar.get(&path).await.expect_problem(403, "forbidden");
    blitar.act_on(&format!("{location}/endings"), json!({}), "\"v1\"").await.expect_problem(404, "not-found");
    let body = json!({"issuer": IDP, "subject": "x", "roles": ["supplier"]});
    blitar.post(&path, body).await.expect_problem(403, "forbidden");
}
