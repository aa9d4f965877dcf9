//! How people come in: invitations, applications, administrators of a party, and who one is.

use domain::shared::Role;
use serde_json::{Value, json};
use testkit::Actor;

use crate::tokens::{IDP, World, bearer, exchange_with, refused, sign_in, world};
use crate::{metro, start_with};

async fn invite(world: &World, by: &testkit::Caller, roles: Value) -> testkit::Response {
    let body = json!({"display_name": "Siti Rahma", "roles": roles});
    by.post(&format!("/v1/parties/{}/invitations", world.party), body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_binds_the_first_sign_in_and_no_second() {
    let world = world().await;
    let keeper = world.app.caller(&metro());
    let given = invite(&world, &keeper, json!(["party_admin", "supplier"])).await.expect(201).json;
    let code = given["code"].as_str().unwrap().to_owned();
    let path = format!("/v1/invitations/{}", given["id"].as_str().unwrap());
    assert_eq!(keeper.get(&path).await.expect(200).json["code"], Value::Null, "the code is shown once");

    let token = exchange_with(&world, &sign_in("siti"), &[("invitation", &code)]).await.expect(200);
    let siti = bearer(&world.app, &token);
    let me = siti.get("/v1/me").await.expect(200).json;
    assert_eq!(me["subject"], format!("{IDP}#siti"));
    assert_eq!(me["party_id"], world.party.to_string());
    assert_eq!(me["roles"], json!(["party_admin", "supplier"]));
    assert_eq!(me["memberships"][0]["party_name"], "PT Kuasa Omega Jaya");
    let taken = keeper.get(&path).await.expect(200).json;
    assert_eq!(
        (taken["state"].as_str(), &taken["membership_id"]),
        (Some("accepted"), &me["memberships"][0]["id"])
    );
    let history = keeper.get(&format!("{path}/transitions")).await.expect(200).json;
    let step = &history["items"][0];
    assert_eq!(
        (step["event"].as_str(), step["to_state"].as_str(), &step["actor_party_id"]),
        (Some("accept"), Some("accepted"), &me["party_id"])
    );

    let other = exchange_with(&world, &sign_in("budi"), &[("invitation", &code)]).await;
    refused(&other, 400, "invalid_grant");
    // An answer that was lost is asked for again.
    exchange_with(&world, &sign_in("siti"), &[("invitation", &code)]).await.expect(200);
    exchange_with(&world, &sign_in("siti"), &[]).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_or_old_invitation_lets_nobody_in() {
    let world = world().await;
    let keeper = world.app.caller(&metro());
    let given = invite(&world, &keeper, json!(["supplier"])).await.expect(201).json;
    let path = format!("/v1/invitations/{}", given["id"].as_str().unwrap());
    keeper.act(&format!("{path}/withdrawals"), json!({})).await.expect(200);
    let code = given["code"].as_str().unwrap().to_owned();
    refused(&exchange_with(&world, &sign_in("siti"), &[("invitation", &code)]).await, 400, "invalid_grant");
    refused(&exchange_with(&world, &sign_in("siti"), &[("invitation", "x")]).await, 400, "invalid_grant");

    let given = invite(&world, &keeper, json!(["supplier"])).await.expect(201).json;
    let code = given["code"].as_str().unwrap().to_owned();
    world.app.clock.set(testkit::test_time() + chrono::TimeDelta::days(15));
    let now = world.app.core.clock.now().timestamp();
    let claims = json!({"iss": IDP, "sub": "siti", "aud": "kad-web", "exp": now + 300, "iat": now});
    refused(&exchange_with(&world, &claims, &[("invitation", &code)]).await, 400, "invalid_grant");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_grants_roles_that_decide_nothing_within_its_own_party() {
    let world = world().await;
    let admin = world.app.caller(&Actor::new(world.party, "18.72", &[Role::PartyAdmin]));
    let path = format!("/v1/parties/{}/memberships", world.party);
    let member = |subject: &str, roles: Value| json!({"issuer": IDP, "subject": subject, "roles": roles});
    let granted = admin.post(&path, member("budi", json!(["supplier", "field_officer"]))).await.expect(201);
    let budi = granted.header("location").to_owned();
    admin.patch(&budi, json!({"roles": ["supplier"]}), granted.etag()).await.expect(200);
    invite(&world, &admin, json!(["party_admin"])).await.expect(201);

    let company =
        json!({"kind": "regional_enterprise", "legal_name": "Perumda Metro", "region_code": "18.72"});
    let enterprise = world.app.caller(&metro()).post("/v1/parties", company).await.expect(201).id();
    let theirs = world.app.caller(&Actor::new(enterprise.parse().unwrap(), "18.72", &[Role::PartyAdmin]));
    let path = format!("/v1/parties/{enterprise}/memberships");
    let refused =
        theirs.post(&path, member("ani", json!(["curator"]))).await.expect_problem(422, "role-rule");
    assert_eq!(refused.json["unmet"][0]["rule"], "granted_by_coordinator");
    admin.post(&path, member("ani", json!(["buyer"]))).await.expect_problem(403, "forbidden");
    let curator = world.app.caller(&metro()).post(&path, member("ani", json!(["curator"]))).await.expect(201);
    let curator = curator.header("location").to_owned();
    theirs.patch(&curator, json!({"roles": ["buyer"]}), "\"v1\"").await.expect_problem(403, "forbidden");
    let request = theirs.request("DELETE", &curator).header("if-match", "\"v1\"");
    theirs.send(request).await.expect_problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_grants_to_himself() {
    let world = world().await;
    let mut coordinator = metro();
    coordinator.subject = format!("{IDP}#rahma");
    let coordinator = world.app.caller(&coordinator);
    let path = format!("/v1/parties/{}/memberships", world.party);
    let own = json!({"issuer": IDP, "subject": "rahma", "roles": ["supplier"]});
    coordinator.post(&path, own).await.expect_problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_membership_of_an_untrusted_issuer_is_refused() {
    let world = world().await;
    let keeper = world.app.caller(&metro());
    let path = format!("/v1/parties/{}/memberships", world.party);
    let body = json!({"issuer": "https://elsewhere.test", "subject": "siti", "roles": ["supplier"]});
    let refused = keeper.post(&path, body).await.expect_problem(422, "validation-failed");
    assert_eq!(refused.json["errors"][0]["code"], "untrusted-issuer");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_coordinator_of_a_government_stays() {
    let world = world().await;
    let (keeper, admin) = (world.app.caller(&metro()), world.app.caller(&crate::admin()));
    let government = keeper.get("/v1/parties?kind=regional_government").await.expect(200).json;
    let members = format!("/v1/parties/{}/memberships", government["items"][0]["id"].as_str().unwrap());
    let grant = |subject: &str| json!({"issuer": IDP, "subject": subject, "roles": ["coordinator"]});
    let rahma = admin.post(&members, grant("rahma")).await.expect(201).header("location").to_owned();
    let delete =
        async |path: &str| keeper.send(keeper.request("DELETE", path).header("if-match", "\"v1\"")).await;
    let refused = delete(&rahma).await.expect_problem(422, "role-rule");
    assert_eq!(refused.json["unmet"][0]["rule"], "coordinator_stays");
    let lesser = json!({"roles": ["technical_agency"]});
    keeper.patch(&rahma, lesser, "\"v1\"").await.expect_problem(422, "role-rule");
    admin.post(&members, grant("budi")).await.expect(201);
    delete(&rahma).await.expect(204);
}

/// A token of somebody who is a member of nothing.
async fn guest(world: &World, subject: &str) -> testkit::Caller {
    let scope = "agreement.me.read agreement.party_applications.read agreement.party_applications.write";
    let token = exchange_with(world, &sign_in(subject), &[("scope", scope)]).await.expect(200);
    bearer(&world.app, &token)
}

fn wanted(name: &str) -> Value {
    json!({"kind": "farmer_group", "legal_name": name, "region_code": "18.72", "applicant_name": "Siti Rahma",
        "business_size": "micro"})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_without_a_party_applies_for_one_and_is_let_in() {
    let world = world().await;
    let siti = guest(&world, "siti").await;
    let me = siti.get("/v1/me").await.expect(200).json;
    assert_eq!((&me["party_id"], &me["memberships"]), (&Value::Null, &json!([])));
    siti.get("/v1/parties").await.expect_problem(403, "forbidden");
    let made = siti.post("/v1/party-applications", wanted("Gapoktan Sari Makmur")).await.expect(201);
    let path = made.header("location").to_owned();
    siti.post("/v1/party-applications", wanted("Gapoktan Lain")).await.expect_problem(409, "duplicate");

    let stranger = world.app.caller(&Actor::new(testkit::party(8), "35.72", &[Role::Coordinator]));
    stranger.get(&path).await.expect_problem(404, "not-found");
    guest(&world, "budi").await.get(&path).await.expect_problem(404, "not-found");
    siti.act(&format!("{path}/acceptances"), json!({})).await.expect_problem(403, "forbidden");
    let twofold = world.app.caller(&metro().named(&format!("{IDP}#siti")));
    twofold.act(&format!("{path}/acceptances"), json!({})).await.expect_problem(422, "four-eyes");
    let keeper = world.app.caller(&metro());
    let work = keeper.get("/v1/agreement-work-items?action=accept_party_application").await.expect(200);
    assert_eq!(work.json["items"][0]["subject"], made.json["id"]);
    let accepted = keeper.act(&format!("{path}/acceptances"), json!({})).await.expect(200).json;
    assert_eq!(accepted["state"], "accepted");

    let token = exchange_with(&world, &sign_in("siti"), &[]).await.expect(200);
    let me = bearer(&world.app, &token).get("/v1/me").await.expect(200).json;
    assert_eq!(me["party_id"], accepted["party_id"]);
    assert_eq!(me["roles"], json!(["party_admin", "supplier"]));
    let party = format!("/v1/parties/{}", me["party_id"].as_str().unwrap());
    assert_eq!(keeper.get(&party).await.expect(200).json["business_size"], "micro");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_is_refused_with_its_reason_or_taken_back() {
    let world = world().await;
    let siti = guest(&world, "siti").await;
    let government = json!({"kind": "regional_government", "legal_name": "X", "region_code": "18.72",
        "applicant_name": "Siti"});
    siti.post("/v1/party-applications", government).await.expect_problem(422, "validation-failed");
    for (code, why) in [("99.99", "unknown-region"), ("91.01", "no-government")] {
        let mut elsewhere = wanted("Gapoktan Merauke");
        elsewhere["region_code"] = json!(code);
        let refused = siti.post("/v1/party-applications", elsewhere).await;
        let refused = refused.expect_problem(422, "validation-failed").json;
        let error = &refused["errors"][0];
        assert_eq!((error["pointer"].as_str(), error["code"].as_str()), (Some("/region_code"), Some(why)));
    }
    let path = siti.post("/v1/party-applications", wanted("Gapoktan A")).await.expect(201);
    let path = path.header("location").to_owned();
    let keeper = world.app.caller(&metro());
    keeper.act(&format!("{path}/refusals"), json!({})).await.expect_problem(422, "validation-failed");
    keeper.act(&format!("{path}/refusals"), json!({"note": "Sudah terdaftar."})).await.expect(200);
    let seen = siti.get(&path).await.expect(200).json;
    assert_eq!((seen["state"].as_str(), seen["note"].as_str()), (Some("refused"), Some("Sudah terdaftar.")));
    let path = siti.post("/v1/party-applications", wanted("Gapoktan B")).await.expect(201);
    let path = path.header("location").to_owned();
    keeper.act(&format!("{path}/withdrawals"), json!({})).await.expect_problem(403, "forbidden");
    let disguised = siti.act(&format!("{path}/withdrawals"), json!({"note": "salah\u{202e}ketik"})).await;
    disguised.expect_problem(422, "validation-failed");
    siti.act(&format!("{path}/withdrawals"), json!({"note": "Sudah terdaftar"})).await.expect(200);
    let listed = siti.get("/v1/party-applications?state=withdrawn").await.expect(200).json;
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
}

/// Whether the service does not start with these issuers.
async fn refused_at_start(issuers: Value) -> bool {
    let service = testkit::ServiceUnderTest {
        name: "agreement",
        migrations: agreement::migrations,
        build: agreement::build,
    };
    let settings = [("KAD_TRUSTED_ISSUERS", issuers.to_string())];
    testkit::App::start(&service, settings).await.is_err()
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_of_issuers_that_cannot_work_are_refused_at_the_start() {
    let url = json!([{"issuer": "https://masuk.test", "audience": "a", "jwks": "https://masuk.test/keys"}]);
    assert!(refused_at_start(url).await);
    let empty = json!([{"issuer": "https://masuk.test", "audience": "a", "jwks": {"keys": []}}]);
    assert!(refused_at_start(empty).await);
    let both =
        json!([{"issuer": "https://masuk.test", "audience": "a", "jwks": {}, "jwks_url": "https://x/y"}]);
    assert!(refused_at_start(both).await);
    let name = json!([{"issuer": "masuk", "audience": "a"}]);
    assert!(refused_at_start(name).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_providers_keys_are_found_by_its_metadata() {
    let (pkcs8, jwk) = web::token::generate_key("idp-9").unwrap();
    let provider = crate::tokens_provider::Metadata::start(json!({"keys": [jwk]})).await;
    let issuers = json!([{"issuer": provider.issuer, "audience": "kad-web"}]);
    let app = start_with([("KAD_TRUSTED_ISSUERS", issuers.to_string())]).await;
    let company = json!({"kind": "company", "legal_name": "PT Kuasa Omega Jaya", "region_code": "18.72"});
    let party = app.caller(&metro()).post("/v1/parties", company).await.expect(201).id();
    let member = json!({"issuer": provider.issuer, "subject": "siti", "roles": ["supplier"]});
    app.caller(&metro()).post(&format!("/v1/parties/{party}/memberships"), member).await.expect(201);
    let now = app.core.clock.now().timestamp();
    let claims =
        json!({"iss": provider.issuer, "sub": "siti", "aud": "kad-web", "exp": now + 300, "iat": now});
    let token = web::token::Signer::new("idp-9", &pkcs8).sign_as("JWT", &claims).unwrap();
    crate::tokens_provider::exchange(&app, &token).await.expect(200);
    assert_eq!(provider.asked(), 2, "metadata and keys, each once, at the start");

    let other = json!([{"issuer": format!("{}/", provider.issuer), "audience": "kad-web"}]);
    assert!(refused_at_start(other).await);
}
