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
    assert_eq!(history["items"][0]["event"], "given");
    let step = &history["items"][1];
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
    theirs.act(&format!("{curator}/endings"), json!({})).await.expect_problem(403, "forbidden");
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
    let rahma = admin.post(&members, grant("rahma")).await.expect(201);
    assert_eq!(rahma.json["state"], "confirmed", "the first coordinator needs nobody but the administrator");
    let rahma = rahma.header("location").to_owned();
    accept(&world, "rahma", &rahma).await;
    let endings = format!("{rahma}/endings");
    let refused = keeper.act(&endings, json!({})).await.expect_problem(422, "role-rule");
    assert_eq!(refused.json["unmet"][0]["rule"], "coordinator_stays");
    let lesser = json!({"roles": ["technical_agency"]});
    keeper
        .patch(&rahma, lesser.clone(), keeper.get(&rahma).await.etag())
        .await
        .expect_problem(422, "role-rule");
    // Nor does the administrator alone put his own person in the place of the last one.
    admin.act(&endings, json!({})).await.expect_problem(422, "role-rule");
    admin.patch(&rahma, lesser, keeper.get(&rahma).await.etag()).await.expect_problem(422, "role-rule");
    let budi = admin.post(&members, grant("budi")).await.expect(201);
    assert_eq!(budi.json["state"], "proposed", "there is a coordinator who can confirm it");
    let budi = budi.header("location").to_owned();
    keeper.act(&endings, json!({})).await.expect_problem(422, "role-rule");
    // A second administrator, whom nobody else confirms, does not stand in for the government's own coordinator at once.
    let second = world.app.caller(&crate::admin().named("second admin"));
    let confirm = format!("{budi}/confirmations");
    let refused = second.act(&confirm, json!({})).await.expect_problem(422, "role-rule");
    assert_eq!(refused.json["unmet"][0]["rule"], "coordinator_confirms_first");
    let none = second.get("/v1/agreement-work-items?action=confirm_membership").await.expect(200).json;
    assert_eq!(none["items"], json!([]));
    world.app.clock.set(testkit::test_time() + chrono::TimeDelta::days(7));
    let second = world.app.caller(&crate::admin().named("second admin"));
    let work = second.get("/v1/agreement-work-items?action=confirm_membership").await.expect(200).json;
    assert_eq!(work["items"][0]["subject_title"], "budi");
    let rows = second.get("/v1/cooperation-limits?kind=coordinator_first").await.expect(200).json;
    let row = format!("/v1/cooperation-limits/{}", rows["items"][0]["id"].as_str().unwrap());
    let ending = json!({"in_force_until_date": "2026-11-29", "note": "Tidak perlu."});
    second.act(&format!("{row}/endings"), ending).await.expect(200);
    world.app.clock.set(testkit::test_time() + chrono::TimeDelta::days(8));
    let second = world.app.caller(&crate::admin().named("second admin"));
    second.act(&confirm, json!({})).await.expect_problem(422, "role-rule");
    world.app.clock.set(testkit::test_time());
    keeper.act(&confirm, json!({})).await.expect(200);
    accept(&world, "budi", &budi).await;
    keeper.act(&endings, json!({})).await.expect(200);
}

/// A person accepts what it was given, as a guest.
async fn accept(world: &World, subject: &str, membership: &str) {
    guest(world, subject).await.act(&format!("{membership}/acceptances"), json!({})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_decides_takes_a_second_person_and_its_holder() {
    let world = world().await;
    let (keeper, admin) = (world.app.caller(&metro()), world.app.caller(&crate::admin()));
    let government = keeper.get("/v1/parties?kind=regional_government").await.expect(200).json;
    let members = format!("/v1/parties/{}/memberships", government["items"][0]["id"].as_str().unwrap());
    let roles = json!(["technical_agency", "field_officer"]);
    let given = json!({"issuer": IDP, "subject": "sari", "roles": roles});
    let sari = keeper.post(&members, given).await.expect(201);
    assert_eq!((&sari.json["state"], &sari.json["roles"]), (&json!("proposed"), &json!([])));
    assert_eq!(sari.json["wanted_roles"], roles);
    let path = sari.header("location").to_owned();
    let (confirm, take) = (format!("{path}/confirmations"), format!("{path}/acceptances"));

    // Neither who gave it, nor who shall hold it, nor anybody before the other.
    let refused = keeper.act(&confirm, json!({})).await.expect_problem(422, "four-eyes");
    assert_eq!(refused.json["unmet"][0]["rule"], "granted_by_two");
    let sari = guest(&world, "sari").await;
    sari.act(&take, json!({})).await.expect_problem(409, "state-conflict");
    sari.act(&confirm, json!({})).await.expect_problem(403, "forbidden");
    let twofold = world.app.caller(&metro().named(&format!("{IDP}#sari")));
    twofold.act(&confirm, json!({})).await.expect_problem(422, "four-eyes");
    let early = sari.act(&take, json!({})).await.expect_problem(409, "state-conflict");
    assert_eq!(early.json["allowed"], json!(["update_membership", "confirm_membership", "end_membership"]));
    let work = admin.get("/v1/agreement-work-items?action=confirm_membership").await.expect(200).json;
    assert_eq!(work["items"][0]["subject_title"], "sari");
    let own = keeper.get("/v1/agreement-work-items?action=confirm_membership").await.expect(200).json;
    assert_eq!(own["items"], json!([]), "what one gave waits for somebody else");
    let stranger = world.app.caller(&Actor::new(testkit::party(8), "35.72", &[Role::Coordinator]));
    stranger.act(&confirm, json!({})).await.expect_problem(404, "not-found");

    assert_eq!(admin.act(&confirm, json!({})).await.expect(200).json["state"], "confirmed");
    let refused = exchange_with(&world, &sign_in("sari"), &[("party_id", own_party(&government))]).await;
    crate::tokens::refused(&refused, 400, "invalid_grant");
    keeper.act(&take, json!({})).await.expect_problem(403, "forbidden");
    let me = sari.get("/v1/me").await.expect(200).json;
    assert_eq!(me["memberships"][0]["state"], "confirmed");
    assert_eq!(sari.act(&take, json!({})).await.expect(200).json["roles"], roles);
    let token = exchange_with(&world, &sign_in("sari"), &[]).await.expect(200);
    let officer = bearer(&world.app, &token);
    assert_eq!(officer.get("/v1/me").await.expect(200).json["roles"], roles);

    // Another such role waits, and those held go on; a lesser one is in use at once.
    let more = json!({"roles": ["technical_agency", "regional_signer"]});
    let changed = keeper.patch(&path, more, keeper.get(&path).await.etag()).await.expect(200);
    assert_eq!((&changed.json["state"], &changed.json["roles"]), (&json!("proposed"), &roles));
    officer.get("/v1/me").await.expect(200);
    let less = keeper.patch(&path, json!({"roles": ["field_officer"]}), changed.etag()).await.expect(200);
    assert_eq!((&less.json["state"], &less.json["wanted_roles"]), (&json!("active"), &json!([])));
    officer.get("/v1/me").await.expect_problem(401, "unauthenticated");
    let token = exchange_with(&world, &sign_in("sari"), &[]).await.expect(200);
    bearer(&world.app, &token).act(&format!("{path}/endings"), json!({})).await.expect(200);

    let history = keeper.get(&format!("{path}/transitions")).await.expect(200).json;
    let events: Vec<_> =
        history["items"].as_array().unwrap().iter().map(|one| one["event"].as_str()).collect();
    let all = ["granted", "confirm", "accept", "propose", "change", "end"].map(Some);
    assert_eq!(events, all);
    for one in history["items"].as_array().unwrap() {
        let actor = one["actor"].as_str().unwrap();
        assert!(actor.starts_with("person-") && !actor.contains("sari"), "{actor}");
    }
    assert_ne!(history["items"][0]["actor"], history["items"][1]["actor"]);
}

fn own_party(parties: &Value) -> &str {
    parties["items"][0]["id"].as_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_its_roles_a_person_leaves_a_party_by_itself() {
    let world = world().await;
    let members = format!("/v1/parties/{}/memberships", world.party);
    let body = json!({"issuer": IDP, "subject": "siti", "roles": ["field_officer"]});
    let member = world.app.caller(&metro()).post(&members, body).await.expect(201).id();
    let siti = bearer(&world.app, &exchange_with(&world, &sign_in("siti"), &[]).await.expect(200));
    assert_eq!(siti.get("/v1/me").await.expect(200).json["roles"], json!(["field_officer"]));
    let ending = format!("/v1/memberships/{member}/endings");
    let left = siti.act(&ending, json!({})).await.expect(200).json;
    assert_eq!(left["state"], "ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_to_decide_still_needs_a_second_person() {
    let world = world().await;
    let (keeper, admin) = (world.app.caller(&metro()), world.app.caller(&crate::admin()));
    let government = keeper.get("/v1/parties?kind=regional_government").await.expect(200).json;
    let path = format!("/v1/parties/{}/invitations", own_party(&government));
    let body = json!({"display_name": "Sari", "roles": ["technical_agency"]});
    let code = keeper.post(&path, body).await.expect(201).json["code"].as_str().unwrap().to_owned();
    let taken = exchange_with(&world, &sign_in("sari"), &[("invitation", &code)]).await.expect(200);
    let me = bearer(&world.app, &taken).get("/v1/me").await.expect(200).json;
    assert_eq!((&me["party_id"], &me["memberships"][0]["state"]), (&Value::Null, &json!("proposed")));
    let membership = format!("/v1/memberships/{}", me["memberships"][0]["id"].as_str().unwrap());
    keeper.act(&format!("{membership}/confirmations"), json!({})).await.expect_problem(422, "four-eyes");
    let active = admin.act(&format!("{membership}/confirmations"), json!({})).await.expect(200).json;
    assert_eq!((&active["state"], &active["roles"]), (&json!("active"), &json!(["technical_agency"])));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_of_an_invitation_shows_no_code_and_none_is_kept() {
    let world = world().await;
    let keeper = world.app.caller(&metro());
    let path = format!("/v1/parties/{}/invitations", world.party);
    let body = json!({"display_name": "Siti", "roles": ["supplier"]});
    let ask = || keeper.request("POST", &path).header("idempotency-key", "invites-siti").json(&body);
    let first = keeper.send(ask()).await.expect(201).json;
    assert!(first["code"].is_string());
    let again = keeper.send(ask()).await.expect(201).json;
    assert_eq!((&again["id"], &again["code"]), (&first["id"], &Value::Null));
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_of_a_party_are_bounded() {
    let world = world().await;
    let keeper = world.app.caller(&metro());
    let path = format!("/v1/parties/{}/clients", world.party);
    let machine = |n: i64| {
        json!({"name": format!("mesin {n}"), "roles": ["supplier"],
        "secret_sha256": domain::shared::TextHash::of_bytes(b"rahasia")})
    };
    for n in 0..domain::agreement::MOST_MACHINES {
        keeper.post(&path, machine(n)).await.expect(201);
    }
    let refused = keeper.post(&path, machine(99)).await.expect_problem(422, "role-rule");
    assert_eq!(refused.json["unmet"][0]["rule"], "room_in_party");
}

/// A token of somebody who is a member of nothing.
async fn guest(world: &World, subject: &str) -> testkit::Caller {
    let scope = domain::agreement::GUEST_SCOPES.join(" ");
    let token = exchange_with(world, &sign_in(subject), &[("scope", &scope)]).await.expect(200);
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
