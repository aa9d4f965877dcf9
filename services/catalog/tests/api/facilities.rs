//! Facilities, their papers, and whether one may be used on a day.

use domain::catalog::{FacilityRule, seed_facility_rules};
use domain::shared::Role;
use serde_json::{Value, json};
use service::dated::rules;
use testkit::{Actor, App, Caller, party};

use crate::projections::{grant_the_past, know_parties};
use crate::{admin, blitar_supplier, kpms, metro, pasar_jaya, start};

/// A slaughterhouse of Metro with thirty head a day.
pub(crate) fn slaughterhouse(name: &str) -> Value {
    json!({"kind": "slaughterhouse", "name": name, "region_code": "18.72", "village": "Ganjar Agung",
        "address": "Jalan Imam Bonjol", "point": {"longitude_e7": 1_053_066_700, "latitude_e7": -51_131_000},
        "capacity": {"quantity": {"value": "30", "unit": "HEA"}, "per": "day"}})
}

/// Registers a facility; gives its path.
pub(crate) async fn registered(owner: &Caller, body: Value) -> String {
    owner.post("/v1/facilities", body).await.expect(201).header("location").to_owned()
}

pub(crate) fn agency() -> Actor {
    Actor::new(party(2), "18.72", &[Role::TechnicalAgency]).named("agency of Metro")
}

pub(crate) fn with(mut body: Value, field: &str, value: Value) -> Value {
    body[field] = value;
    body
}

fn nkv(number: &str, from: &str, until: &str) -> Value {
    json!({"type": "veterinary_control_number", "number": number, "issuer": "Dinas Peternakan Lampung",
        "issued_date": from, "valid_until_date": until})
}

fn halal() -> Value {
    json!({"type": "halal_certificate", "number": "ID18110000123451125", "issuer": "BPJPH",
        "issued_date": "2025-11-25"})
}

/// Declares a paper and has it accepted; gives its path.
async fn accepted(app: &App, owner: &Caller, facility: &str, body: Value) -> String {
    let declared = owner.post(&format!("{facility}/papers"), body).await.expect(201);
    let path = declared.header("location").to_owned();
    app.caller(&agency()).act(&format!("{path}/acceptances"), json!({})).await.expect(200);
    path
}

/// Gives a slaughterhouse the papers it needs.
pub(crate) async fn papered(app: &App, owner: &Caller, facility: &str) {
    accepted(app, owner, facility, nkv("RPH-1872-001", "2024-03-14", "2029-03-13")).await;
    accepted(app, owner, facility, halal()).await;
}

pub(crate) async fn unmet(caller: &Caller, facility: &str, day: &str) -> Vec<(String, String)> {
    let shown = caller.get(&format!("{facility}/usability?day={day}")).await.expect(200).json;
    let unmet = shown["unmet"].as_array().unwrap();
    assert_eq!(shown["usable"], json!(unmet.is_empty()), "{shown}");
    assert_eq!(shown["day"], day);
    let text = |one: &Value| one.as_str().unwrap().to_owned();
    unmet.iter().map(|one| (text(&one["rule"]), text(&one["subject"]))).collect()
}

pub(crate) fn lacks(paper: &str) -> (String, String) {
    ("paper_in_force".to_owned(), paper.to_owned())
}

/// What is said of a facility that needs an inspection and has none in force.
pub(crate) fn uninspected() -> (String, String) {
    ("inspection_in_force".to_owned(), "inspections".to_owned())
}

async fn started() -> (App, Caller) {
    let app = start().await;
    know_parties(&app).await;
    let owner = app.caller(&kpms());
    (app, owner)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_facility_is_registered_changed_and_closed_by_its_owner_and_read_by_everybody() {
    let (app, owner) = started().await;
    let created = owner.post("/v1/facilities", slaughterhouse("RPH Metro")).await.expect(201);
    let path = created.header("location").to_owned();
    assert_eq!(created.json["owner_party_id"], party(10).to_string());
    assert_eq!((&created.json["state"], &created.json["closed_date"]), (&json!("active"), &json!(null)));
    assert_eq!(created.json["capacity"], slaughterhouse("")["capacity"]);
    let change =
        json!({"village": null, "capacity": {"quantity": {"value": "35", "unit": "HEA"}, "per": "day"}});
    let changed = owner.patch(&path, change, "\"v1\"").await.expect(200);
    assert_eq!((&changed.json["village"], changed.etag()), (&json!(null), "\"v2\""));
    assert_eq!(changed.json["capacity"]["quantity"]["value"], "35");
    assert_eq!(changed.json["point"], slaughterhouse("")["point"], "what is absent stays");
    owner.patch(&path, json!({"name": "X"}), "\"v1\"").await.expect_problem(412, "precondition-failed");
    let other = app.caller(&blitar_supplier());
    other.patch(&path, json!({"name": "X"}), "\"v2\"").await.expect_problem(403, "forbidden");
    other.act(&format!("{path}/closures"), json!({"note": "x"})).await.expect_problem(403, "forbidden");
    owner.act(&format!("{path}/closures"), json!({})).await.expect_problem(422, "validation-failed");
    let closed = owner.act(&format!("{path}/closures"), json!({"note": "Pindah tempat"})).await.expect(200);
    assert_eq!(
        (&closed.json["state"], &closed.json["closed_date"]),
        (&json!("closed"), &json!("2026-11-22"))
    );
    owner.patch(&path, json!({"name": "X"}), "\"v3\"").await.expect_problem(409, "state-conflict");
    let again = owner.act(&format!("{path}/closures"), json!({"note": "Lagi"})).await;
    again.expect_problem(409, "state-conflict");
    for actor in [kpms(), metro(), pasar_jaya(), blitar_supplier()] {
        let caller = app.caller(&actor);
        assert_eq!(caller.get(&path).await.expect(200).json["name"], "RPH Metro");
        let listed = caller.get("/v1/facilities?kind=slaughterhouse&state=closed&region_code=18.72").await;
        assert_eq!(listed.expect(200).json["items"].as_array().unwrap().len(), 1, "{}", actor.subject);
        let types = "id.kad.facility.registered,id.kad.facility.changed,id.kad.facility.closed";
        let told = app.feed(&actor, &format!("/v1/catalog-events?types={types}")).await;
        assert_eq!(told.len(), 3, "{}", actor.subject);
    }
    let history = owner.get(&format!("{path}/transitions")).await.expect(200).json;
    assert_eq!(history["items"][0]["replaced"]["village"], "Ganjar Agung");
    assert_eq!(history["items"][1]["note"], "Pindah tempat");
    // The name is free again.
    registered(&owner, slaughterhouse("RPH Metro")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_facility_is_refused_by_field() {
    let (_app, owner) = started().await;
    let body = || slaughterhouse("RPH Metro");
    let nothing = json!({"quantity": {"value": "0", "unit": "HEA"}, "per": "day"});
    let half = json!({"quantity": {"value": "1.5", "unit": "HEA"}, "per": "day"});
    for (body, pointer, code) in [
        (with(body(), "name", json!(" ")), "/name", "length"),
        (with(body(), "region_code", json!("18.99")), "/region_code", "unknown-region"),
        (with(body(), "village", json!("a\nb")), "/village", "not-a-line"),
        (
            with(body(), "point", json!({"longitude_e7": 0, "latitude_e7": 0})),
            "/point",
            "outside-the-country",
        ),
        (with(body(), "capacity", nothing), "/capacity/quantity/value", "not-positive"),
    ] {
        let refused = owner.post("/v1/facilities", body).await.expect_problem(422, "validation-failed").json;
        let error = &refused["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!(code)), "{refused}");
    }
    let refused = owner.post("/v1/facilities", with(body(), "capacity", half)).await;
    assert_eq!(
        refused.expect_problem(422, "validation-failed").json["errors"][0]["pointer"],
        "/capacity/quantity/value"
    );
    owner
        .post("/v1/facilities", with(body(), "kind", json!("zoo")))
        .await
        .expect_problem(422, "validation-failed");
    registered(&owner, body()).await;
    owner.post("/v1/facilities", body()).await.expect_problem(409, "duplicate");
    let second = registered(&owner, slaughterhouse("RPH Dua")).await;
    owner.patch(&second, json!({"name": "RPH Metro"}), "\"v1\"").await.expect_problem(409, "duplicate");
}

#[tokio::test(flavor = "multi_thread")]
async fn owners_are_reminded_of_papers_that_end_until_newer_ones_are_shown() {
    let (app, owner) = started().await;
    let facility = registered(&owner, slaughterhouse("RPH Metro")).await;
    let reminded = async || {
        let waits = owner.get("/v1/catalog-work-items?action=declare_facility_paper").await.expect(200).json;
        let items = waits["items"].as_array().unwrap().clone();
        items.iter().map(|item| item["due_date"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    accepted(&app, &owner, &facility, halal()).await;
    accepted(&app, &owner, &facility, nkv("RPH-1872-001", "2022-01-23", "2027-01-22")).await;
    assert_eq!(reminded().await, [""; 0], "61 days are left");
    let other = registered(&owner, slaughterhouse("RPH Dua")).await;
    accepted(&app, &owner, &other, nkv("RPH-1872-002", "2022-01-22", "2027-01-21")).await;
    let closed = registered(&owner, slaughterhouse("RPH Tiga")).await;
    accepted(&app, &owner, &closed, nkv("RPH-1872-003", "2021-11-22", "2026-11-21")).await;
    assert_eq!(reminded().await, ["2027-01-21", "2026-11-21"], "also what has ended");
    owner.act(&format!("{closed}/closures"), json!({"note": "Pindah"})).await.expect(200);
    assert_eq!(reminded().await, ["2027-01-21"]);
    let newer = owner.post(&format!("{other}/papers"), nkv("RPH-1872-004", "2026-11-20", "2031-11-19")).await;
    let newer = newer.expect(201);
    assert_eq!(reminded().await, [""; 0]);
    let reject = format!("{}/rejections", newer.header("location"));
    app.caller(&agency()).act(&reject, json!({"note": "Salah nomor"})).await.expect(200);
    assert_eq!(reminded().await, ["2027-01-21"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_is_checked_by_a_government_of_the_region_and_not_by_who_declared_it() {
    let (app, owner) = started().await;
    let facility = registered(&owner, slaughterhouse("RPH Metro")).await;
    let papers = format!("{facility}/papers");
    let declared = owner.post(&papers, nkv("rph-1872-001", "2024-03-14", "2029-03-13")).await.expect(201);
    let path = declared.header("location").to_owned();
    assert_eq!(
        (&declared.json["state"], &declared.json["number"]),
        (&json!("declared"), &json!("RPH-1872-001"))
    );
    assert_eq!(
        (&declared.json["status"], &declared.json["valid_from_date"]),
        (&json!("standing"), &json!("2024-03-14"))
    );
    let step = async |actor: &Actor, noun: &str, body: Value| {
        app.caller(actor).act(&format!("{path}/{noun}"), body).await
    };
    let jakarta = Actor::new(party(3), "31", &[Role::Coordinator]);
    step(&jakarta, "acceptances", json!({})).await.expect_problem(403, "forbidden");
    step(&kpms(), "acceptances", json!({})).await.expect_problem(403, "forbidden");
    step(&agency(), "withdrawals", json!({"note": "x"})).await.expect_problem(403, "forbidden");
    let stale = app.caller(&agency()).act_on(&format!("{path}/acceptances"), json!({}), "\"v9\"").await;
    stale.expect_problem(412, "precondition-failed");
    let waiting = app.caller(&agency()).get("/v1/catalog-work-items").await.expect(200).json;
    assert_eq!(waiting["items"][0]["action"], "accept_facility_paper");
    assert_eq!(waiting["items"][0]["counterpart_name"], "KPMS");
    let none = app.caller(&jakarta).get("/v1/catalog-work-items").await.expect(200).json;
    assert_eq!(none["items"], json!([]));
    let taken = step(&agency(), "acceptances", json!({})).await.expect(200);
    assert_eq!(taken.json["state"], "accepted");
    step(&agency(), "acceptances", json!({})).await.expect_problem(409, "state-conflict");
    let waiting = app.caller(&agency()).get("/v1/catalog-work-items").await.expect(200).json;
    assert_eq!(waiting["items"], json!([]));
    step(&metro(), "rejections", json!({})).await.expect_problem(422, "validation-failed");
    let rejected = step(&metro(), "rejections", json!({"note": "Sertifikat dicabut"})).await.expect(200);
    assert_eq!(rejected.json["state"], "rejected");
    step(&kpms(), "withdrawals", json!({"note": "x"})).await.expect_problem(409, "state-conflict");
    let history = owner.get(&format!("{path}/transitions")).await.expect(200).json;
    let events: Vec<_> =
        history["items"].as_array().unwrap().iter().map(|one| one["event"].clone()).collect();
    assert_eq!(events, ["declared", "accept", "reject"]);
    // A slaughterhouse of the government itself: its officer declares, another one checks.
    let field = Actor::new(party(2), "18.72", &[Role::FieldOfficer, Role::TechnicalAgency]).named("drh. Ani");
    let own = registered(&app.caller(&field), slaughterhouse("RPH Dinas")).await;
    let declared = app.caller(&field).post(&format!("{own}/papers"), halal()).await.expect(201);
    let accept = format!("{}/acceptances", declared.header("location"));
    let refused = app.caller(&field).act(&accept, json!({})).await.expect_problem(422, "four-eyes").json;
    assert_eq!(refused["unmet"][0]["rule"], "four_eyes");
    let none = app.caller(&field).get("/v1/catalog-work-items").await.expect(200).json;
    assert_eq!(none["items"], json!([]), "nothing waits for who may not do it");
    app.caller(&agency()).act(&accept, json!({})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_read_by_the_owner_the_governments_of_the_region_and_buyers() {
    let (app, owner) = started().await;
    let facility = registered(&owner, slaughterhouse("RPH Metro")).await;
    let body = with(nkv("RPH-1872-001", "2024-03-14", "2029-03-13"), "sha256", json!("ab".repeat(32)));
    let path =
        owner.post(&format!("{facility}/papers"), body).await.expect(201).header("location").to_owned();
    let jakarta = Actor::new(party(3), "31", &[Role::Coordinator]);
    for (actor, reads) in
        [(kpms(), true), (metro(), true), (pasar_jaya(), true), (blitar_supplier(), false), (jakarta, false)]
    {
        let caller = app.caller(&actor);
        let one = caller.get(&path).await.expect(200).json;
        let listed = caller.get(&format!("{facility}/papers")).await.expect(200).json["items"][0].clone();
        assert_eq!(one, listed);
        assert_eq!(
            (one["number"].is_string(), one["sha256"].is_string()),
            (reads, reads),
            "{}",
            actor.subject
        );
        let told = app.feed(&actor, "/v1/catalog-events?types=id.kad.facility_paper.declared").await;
        assert!(told.len() == 1 && !told[0].to_string().contains("1872-001"), "{told:?}");
        let why = caller.get(&format!("{facility}/usability")).await.expect(200).text;
        assert!(!why.contains("1872-001"), "{why}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_paper_supersedes_the_older_from_the_day_it_begins() {
    let (app, owner) = started().await;
    let facility = registered(&owner, slaughterhouse("RPH Metro")).await;
    accepted(&app, &owner, &facility, halal()).await;
    let old = accepted(&app, &owner, &facility, nkv("RPH-1", "2022-01-01", "2026-12-31")).await;
    let day = async |day: &str| {
        let unmet = unmet(&owner, &facility, day).await.into_iter();
        unmet.filter(|(rule, _)| rule == "paper_in_force").collect::<Vec<_>>()
    };
    let nkv_lacks = [lacks("veterinary_control_number")];
    assert_eq!(day("2026-12-31").await, []);
    assert_eq!(day("2027-01-01").await, nkv_lacks);
    let renewal = with(nkv("RPH-2", "2026-11-20", "2031-12-31"), "valid_from_date", json!("2027-01-01"));
    let new = accepted(&app, &owner, &facility, renewal).await;
    let shown = owner.get(&old).await.expect(200).json;
    assert_eq!(shown["state"], "superseded");
    assert!(new.ends_with(shown["superseded_by_id"].as_str().unwrap()));
    assert_eq!(
        (day("2026-12-31").await, day("2027-01-01").await),
        (vec![], vec![]),
        "no day between the two"
    );
    owner
        .act(&format!("{old}/withdrawals"), json!({"note": "x"}))
        .await
        .expect_problem(409, "state-conflict");
    owner.act(&format!("{new}/withdrawals"), json!({"note": "Salah unggah"})).await.expect(200);
    assert_eq!(day("2027-01-01").await, nkv_lacks);
    // One that ends earlier shortens nothing.
    let long = accepted(&app, &owner, &facility, nkv("RPH-3", "2026-01-01", "2030-12-31")).await;
    accepted(&app, &owner, &facility, nkv("RPH-4", "2025-01-01", "2028-12-31")).await;
    assert_eq!(owner.get(&long).await.expect(200).json["state"], "accepted");
    let filtered =
        owner.get(&format!("{facility}/papers?state=accepted&type=veterinary_control_number")).await;
    assert_eq!(filtered.expect(200).json["items"].as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_paper_is_refused_by_field() {
    let (app, owner) = started().await;
    let facility = registered(&owner, slaughterhouse("RPH Metro")).await;
    let papers = format!("{facility}/papers");
    let body = || nkv("RPH-1872-001", "2024-03-14", "2029-03-13");
    for (body, pointer, code) in [
        (with(body(), "number", json!("RPH")), "/number", "paper-number"),
        (with(body(), "number", json!("=1+1")), "/number", "not-a-line"),
        (with(body(), "issuer", json!("")), "/issuer", "length"),
        (with(body(), "issued_date", json!("2026-12-24")), "/issued_date", "implausible-date"),
        (with(body(), "valid_until_date", json!("2024-03-13")), "/valid_until_date", "period"),
        (with(body(), "valid_until_date", json!("2029-03-15")), "/valid_until_date", "paper-term"),
        (with(body(), "valid_until_date", json!(null)), "/valid_until_date", "paper-term"),
    ] {
        let refused = owner.post(&papers, body).await.expect_problem(422, "validation-failed").json;
        let error = &refused["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!(code)), "{refused}");
    }
    let first = owner.post(&papers, body()).await.expect(201).header("location").to_owned();
    let spelt = with(body(), "number", json!("rph 1872 001"));
    owner.post(&papers, spelt.clone()).await.expect_problem(409, "duplicate");
    let reason = json!({"note": "Salah ketik"});
    owner.act(&format!("{first}/withdrawals"), reason.clone()).await.expect(200);
    owner.post(&papers, spelt).await.expect(201);
    app.caller(&blitar_supplier()).post(&papers, body()).await.expect_problem(403, "forbidden");
    owner.act(&format!("{facility}/closures"), reason).await.expect(200);
    owner.post(&papers, halal()).await.expect_problem(409, "state-conflict");
    let nowhere = format!("/v1/facilities/fac_{:032x}/papers", 7);
    owner.post(&nowhere, body()).await.expect_problem(404, "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn usability_names_every_unmet_rule_and_is_derived_on_the_day() {
    let (app, owner) = started().await;
    grant_the_past(&app, party(10)).await;
    let facility = registered(&owner, slaughterhouse("RPH Metro")).await;
    let both = [lacks("veterinary_control_number"), lacks("halal_certificate")];
    let all = [both[0].clone(), both[1].clone(), uninspected()];
    assert_eq!(unmet(&owner, &facility, "2026-11-22").await, all);
    assert_eq!(unmet(&owner, &facility, "2024-10-16").await, both[..1], "before the row on halal");
    let shown = owner.get(&format!("{facility}/usability")).await.expect(200).json;
    assert_eq!((&shown["day"], &shown["usable"]), (&json!("2026-11-22"), &json!(false)));
    assert_eq!(shown["unmet"][0]["legal_basis"], "Permentan 11/2020");
    papered(&app, &owner, &facility).await;
    assert_eq!(unmet(&owner, &facility, "2026-10-31").await, [], "before the row on inspections");
    assert_eq!(unmet(&owner, &facility, "2026-11-22").await, [uninspected()]);
    assert_eq!(unmet(&owner, &facility, "2029-03-14").await, [both[0].clone(), uninspected()]);
    owner.act(&format!("{facility}/closures"), json!({"note": "Pindah"})).await.expect(200);
    let closed = ("facility_open".to_owned(), "state".to_owned());
    assert_eq!(unmet(&owner, &facility, "2026-11-22").await, [closed, uninspected()]);
    assert_eq!(unmet(&owner, &facility, "2026-11-21").await, [uninspected()]);
    let refused = owner.get(&format!("{facility}/usability?day=3026-01-01")).await;
    assert_eq!(refused.expect_problem(422, "validation-failed").json["errors"][0]["pointer"], "?day");
    owner.get(&format!("{facility}/usability?day=besok")).await.expect_problem(422, "validation-failed");
    owner.get(&format!("/v1/facilities/fac_{:032x}/usability", 7)).await.expect_problem(404, "not-found");
    let farm = with(slaughterhouse("Kandang"), "kind", json!("farm"));
    let farm = registered(&owner, farm).await;
    assert_eq!(unmet(&owner, &farm, "2026-11-22").await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rules_start_as_the_domain_says_and_are_kept_by_the_administrator() {
    let (app, owner) = started().await;
    let conn = app.core.read().await.unwrap();
    assert_eq!(rules::<FacilityRule>(&conn).await.unwrap(), seed_facility_rules());
    drop(conn);
    let admin = app.caller(&admin());
    let need = json!({"kind": "required", "facility_kind": "hub", "paper": "hygiene_certificate",
        "in_force_from_date": "2026-11-22", "legal_basis": "Contoh"});
    owner.post("/v1/facility-rules", need.clone()).await.expect_problem(403, "forbidden");
    let hub = registered(&owner, with(slaughterhouse("Hub"), "kind", json!("hub"))).await;
    assert_eq!(unmet(&owner, &hub, "2026-11-22").await, [lacks("business_id")]);
    let added = admin.post("/v1/facility-rules", need.clone()).await.expect(201);
    assert_eq!(unmet(&owner, &hub, "2026-11-22").await, [lacks("business_id"), lacks("hygiene_certificate")]);
    admin.post("/v1/facility-rules", need.clone()).await.expect_problem(409, "duplicate");
    let mixed = with(with(need, "max_years", json!(5)), "facility_kind", json!(null));
    let refused = admin.post("/v1/facility-rules", mixed).await.expect_problem(422, "validation-failed").json;
    let codes: Vec<_> = refused["errors"].as_array().unwrap().iter().map(|one| one["code"].clone()).collect();
    assert_eq!(codes, ["misplaced", "required"]);
    let endless = json!({"kind": "longest_term", "paper": "hygiene_certificate", "max_years": 51,
        "in_force_from_date": "2026-11-22", "legal_basis": "Contoh"});
    admin.post("/v1/facility-rules", endless).await.expect_problem(422, "validation-failed");
    let ending = json!({"in_force_until_date": "2026-11-30", "note": "Diganti"});
    admin.act(&format!("{}/endings", added.header("location")), ending).await.expect(200);
    assert_eq!(unmet(&owner, &hub, "2026-12-01").await, [lacks("business_id")]);
    let listed = owner.get("/v1/facility-rules?facility_kind=hub").await.expect(200).json;
    assert_eq!(listed["items"].as_array().unwrap().len(), 2);
}
