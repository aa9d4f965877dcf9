//! Inspections of facilities, and what becomes of their findings.

use domain::catalog::{Checklist, seed_checklists};
use domain::shared::{PartyKind, Role};
use serde_json::{Value, json};
use service::dated::rules;
use testkit::{Actor, App, Caller, party};

use crate::facilities::{agency, papered, registered, slaughterhouse, uninspected, unmet, with};
use crate::projections::{grant, know, know_parties, known_party};
use crate::{admin, blitar_supplier, kpms, metro, pasar_jaya, start};

const ITEMS: [&str; 5] =
    ["no_notifiable_disease", "visitors_disinfected", "feed_and_water", "medicine_records", "waste"];

/// Who took part in an inspection.
fn participants() -> Value {
    json!({"participants": [
        {"side": "inspector", "name": "Ani Suryani", "position": "Petugas dinas"},
        {"side": "owner", "name": "Slamet Riyadi", "position": "Kepala kandang"},
    ]})
}

fn answer_path(number: u32) -> String {
    format!("/v1/inspection-answers/ian_{number:032x}")
}

/// A veterinary officer of Metro, another person than the agency's.
fn vet() -> Actor {
    Actor::new(party(2), "18.72", &[Role::VetOfficer]).named("drh. Budi")
}

fn answer(inspection: &str, item: &str, outcome: &str) -> Value {
    let note = (outcome == "not_met").then_some("Tidak sesuai");
    json!({"inspection_id": inspection, "item_code": item, "outcome": outcome, "note": note,
        "captured_at": "2026-11-22T02:00:00Z"})
}

struct Visit {
    app: App,
    owner: Caller,
    inspector: Caller,
    facility: String,
    /// Path of the inspection.
    path: String,
    id: String,
}

/// A facility of KPMS that the agency of Metro has begun to inspect.
async fn visited(facility: Value) -> Visit {
    let app = start().await;
    know_parties(&app).await;
    app.has_heard("agreement").await;
    let (owner, inspector) = (app.caller(&kpms()), app.caller(&agency()));
    let facility = registered(&owner, facility).await;
    let planned = inspector.post("/v1/inspections", planned(&facility)).await.expect(201);
    let (path, id) = (planned.header("location").to_owned(), planned.id());
    inspector.act(&format!("{path}/starts"), json!({})).await.expect(200);
    Visit { app, owner, inspector, facility, path, id }
}

fn farm() -> Value {
    with(slaughterhouse("Kandang Melati"), "kind", json!("farm"))
}

fn planned(facility: &str) -> Value {
    let id = facility.rsplit('/').next().unwrap();
    json!({"facility_id": id, "scheduled_date": "2026-11-22", "note": "Siapkan catatan obat"})
}

impl Visit {
    /// Answers everything, these things as not met, and hands it in.
    async fn submitted(&self, not_met: &[&str]) -> Value {
        for (number, item) in (1..).zip(ITEMS) {
            let outcome = if not_met.contains(&item) { "not_met" } else { "met" };
            self.inspector.put(&answer_path(number), answer(&self.id, item, outcome)).await.expect(201);
        }
        self.inspector.act(&format!("{}/submissions", self.path), participants()).await.expect(200).json
    }

    /// Answers everything that is looked at in a slaughterhouse as met, and hands it in.
    async fn submitted_as_slaughterhouse(&self) -> Value {
        let items = [
            "ante_mortem",
            "post_mortem",
            "halal_slaughterer",
            "lairage",
            "clean_water",
            "clean_dirty_separation",
            "records",
        ];
        for (number, item) in (1..).zip(items) {
            self.inspector.put(&answer_path(number), answer(&self.id, item, "met")).await.expect(201);
        }
        self.inspector.act(&format!("{}/submissions", self.path), participants()).await.expect(200).json
    }

    async fn finding(&self) -> (String, Value) {
        let listed =
            self.owner.get(&format!("/v1/findings?inspection_id={}", self.id)).await.expect(200).json;
        let finding = listed["items"][0].clone();
        (format!("/v1/findings/{}", finding["id"].as_str().unwrap()), finding)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inspection_goes_from_its_day_to_its_score_and_is_closed_once_all_is_settled() {
    let visit = visited(farm()).await;
    let path = &visit.path;
    let submit = format!("{path}/submissions");
    let refused =
        visit.inspector.act(&submit, participants()).await.expect_problem(422, "inspection-rule").json;
    let unanswered: Vec<_> =
        refused["unmet"].as_array().unwrap().iter().map(|one| one["subject"].clone()).collect();
    assert_eq!(unanswered, ITEMS);
    let done = visit.submitted(&["waste", "feed_and_water"]).await;
    assert_eq!((&done["state"], &done["score_bp"]), (&json!("submitted"), &json!(7_000)));
    assert_eq!(done["inspected_date"], "2026-11-22");
    let listed = visit.owner.get("/v1/findings?state=unsettled").await.expect(200).json;
    let found: Vec<_> = listed["items"].as_array().unwrap().iter().collect();
    assert_eq!(
        found.iter().map(|one| one["item_code"].clone()).collect::<Vec<_>>(),
        ["feed_and_water", "waste"]
    );
    assert_eq!(
        found.iter().map(|one| one["due_date"].clone()).collect::<Vec<_>>(),
        ["2026-12-22", "2027-02-20"]
    );
    assert_eq!(found[1]["severity"], "minor");
    assert!(found[0]["requirement"]["en"].as_str().unwrap().contains("clean and sufficient"));
    let close = format!("{path}/closures");
    let refused = visit.inspector.act(&close, json!({})).await.expect_problem(422, "inspection-rule").json;
    assert_eq!(refused["unmet"][0]["rule"], "findings_settled");
    for one in found {
        let waive = format!("/v1/findings/{}/waivers", one["id"].as_str().unwrap());
        visit.inspector.act(&waive, json!({"note": "Dipindahkan pekan depan"})).await.expect(200);
    }
    let closed = visit.inspector.act(&close, json!({})).await.expect(200);
    assert_eq!(closed.json["state"], "closed");
    visit.inspector.act(&close, json!({})).await.expect_problem(409, "state-conflict");
    let history = visit.owner.get(&format!("{path}/transitions")).await.expect(200).json;
    let events: Vec<_> =
        history["items"].as_array().unwrap().iter().map(|one| one["event"].clone()).collect();
    assert_eq!(events, ["scheduled", "start", "submit", "close"]);
    let told = visit
        .app
        .feed(&kpms(), "/v1/catalog-events?types=id.kad.inspection.submitted,id.kad.finding.found")
        .await;
    assert_eq!(told.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn none_begins_where_the_facility_is_given_up() {
    let visit = visited(farm()).await;
    let second = visit.inspector.post("/v1/inspections", planned(&visit.facility)).await.expect(201);
    visit.owner.act(&format!("{}/closures", visit.facility), json!({"note": "Pindah"})).await.expect(200);
    let starts = format!("{}/starts", second.header("location"));
    let refused = visit.inspector.act(&starts, json!({})).await.expect_problem(422, "inspection-rule");
    assert_eq!(refused.json["unmet"][0]["rule"], "facility_in_use");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_government_of_the_region_or_a_buyer_inspects_and_only_the_sides_read() {
    let visit = visited(farm()).await;
    let jakarta = Actor::new(party(3), "31", &[Role::Coordinator]);
    let own_buyer = Actor::new(party(10), "18.72", &[Role::Buyer]);
    for actor in [&jakarta, &own_buyer] {
        let refused = visit.app.caller(actor).post("/v1/inspections", planned(&visit.facility)).await;
        refused.expect_problem(403, "forbidden");
    }
    let buyer = visit.app.caller(&pasar_jaya());
    buyer.get(&visit.path).await.expect_problem(404, "not-found");
    buyer
        .put(&answer_path(9), answer(&visit.id, "waste", "met"))
        .await
        .expect_problem(422, "validation-failed");
    let own = buyer.post("/v1/inspections", planned(&visit.facility)).await.expect(201);
    let own = own.header("location").to_owned();
    visit.inspector.act(&format!("{own}/starts"), json!({})).await.expect_problem(403, "forbidden");
    let stale = buyer.act_on(&format!("{own}/starts"), json!({}), "\"v7\"").await;
    stale.expect_problem(412, "precondition-failed");
    buyer.act(&format!("{own}/submissions"), json!({})).await.expect_problem(409, "state-conflict");
    buyer.act(&format!("{own}/cancellations"), json!({})).await.expect_problem(422, "validation-failed");
    buyer.act(&format!("{own}/cancellations"), json!({"note": "Jalan putus"})).await.expect(200);
    for (actor, seen) in [(kpms(), 2), (metro(), 2), (pasar_jaya(), 1), (blitar_supplier(), 0), (jakarta, 0)]
    {
        let caller = visit.app.caller(&actor);
        let listed = caller.get("/v1/inspections").await.expect(200).json;
        assert_eq!(listed["items"].as_array().unwrap().len(), seen, "{}", actor.subject);
        let status = caller.get(&own).await.status;
        assert_eq!(status, if seen > 0 { 200 } else { 404 }, "{}", actor.subject);
        let told = visit.app.feed(&actor, "/v1/catalog-events?types=id.kad.inspection.scheduled").await;
        assert_eq!(told.len(), seen, "{}", actor.subject);
    }
    for (body, pointer, code) in [
        (
            with(planned(&visit.facility), "scheduled_date", json!("2026-11-21")),
            "/scheduled_date",
            "implausible-date",
        ),
        (
            with(planned(&visit.facility), "facility_id", json!(format!("fac_{:032x}", 7))),
            "/facility_id",
            "unknown-facility",
        ),
    ] {
        let refused = visit.inspector.post("/v1/inspections", body).await;
        let refused = refused.expect_problem(422, "validation-failed").json;
        let error = &refused["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!(code)), "{refused}");
    }
    let hub = registered(&visit.owner, with(slaughterhouse("Hub"), "kind", json!("hub"))).await;
    let refused = visit.inspector.post("/v1/inspections", planned(&hub)).await;
    assert_eq!(refused.expect_problem(422, "validation-failed").json["errors"][0]["code"], "no-checklist");
}

#[tokio::test(flavor = "multi_thread")]
async fn phones_answer_with_their_own_ids_and_two_that_differ_are_a_conflict() {
    let visit = visited(farm()).await;
    visit.app.has_heard("agreement").await;
    let put = async |number: u32, body: Value| visit.inspector.put(&answer_path(number), body).await;
    let waste = || answer(&visit.id, "waste", "met");
    let first = put(1, waste()).await.expect(201);
    assert_eq!((&first.json["current"], &first.json["outcome"]), (&json!(true), &json!("met")));
    put(1, waste()).await.expect(200);
    put(1, with(waste(), "outcome", json!("not_applicable"))).await.expect_problem(409, "duplicate");
    for (body, pointer, code) in [
        (with(waste(), "item_code", json!("roof")), "/item_code", "unknown-item"),
        (with(waste(), "outcome", json!("not_met")), "/note", "required"),
        (
            with(waste(), "replaces_answer_id", json!(format!("ian_{:032x}", 77))),
            "/replaces_answer_id",
            "unknown-answer",
        ),
        (
            with(waste(), "inspection_id", json!(format!("ins_{:032x}", 7))),
            "/inspection_id",
            "unknown-inspection",
        ),
    ] {
        let refused = put(50, body).await.expect_problem(422, "validation-failed").json;
        let error = &refused["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!(code)), "{refused}");
    }
    let late = with(waste(), "captured_at", json!("2026-11-23T02:00:00Z"));
    put(50, late).await.expect_problem(422, "occurred-time-in-future");
    for (number, item) in (2..).zip(&ITEMS[..4]) {
        put(number, answer(&visit.id, item, "met")).await.expect(201);
    }
    // A second phone sees it otherwise.
    put(60, answer(&visit.id, "waste", "not_met")).await.expect(201);
    let submit = format!("{}/submissions", visit.path);
    let refused =
        visit.inspector.act(&submit, participants()).await.expect_problem(422, "inspection-rule").json;
    assert_eq!(
        (&refused["unmet"][0]["rule"], &refused["unmet"][0]["subject"]),
        (&json!("answers_agree"), &json!("waste"))
    );
    let settled = with(answer(&visit.id, "waste", "not_met"), "replaces_answer_id", first.json["id"].clone());
    put(61, settled.clone()).await.expect(201);
    let again = put(62, settled).await.expect_problem(422, "validation-failed").json;
    assert_eq!(again["errors"][0]["code"], "replaced-already");
    let page = visit
        .owner
        .get(&format!("{}/answers?item_code=waste&current=false", visit.path))
        .await
        .expect(200)
        .json;
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
    let done = visit.inspector.act(&submit, participants()).await.expect(200).json;
    assert_eq!(done["score_bp"], 9_000);
    put(63, waste()).await.expect_problem(409, "state-conflict");
    put(1, waste()).await.expect(200);
    visit.owner.put(&answer_path(64), waste()).await.expect_problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_changed_after_it_was_handed_in_counts_once_another_person_lets_it() {
    let visit = visited(farm()).await;
    visit.submitted(&["no_notifiable_disease", "waste"]).await;
    let vet = visit.app.caller(&vet());
    let put = async |who: &Caller, number: u32, body: Value| who.put(&answer_path(number), body).await;
    let change = |item: &str, outcome: &str, of: u32| {
        let body = answer(&visit.id, item, outcome);
        with(body, "replaces_answer_id", json!(format!("ian_{of:032x}")))
    };
    let correct = async |who: &Caller, ids: &[u32]| {
        let ids: Vec<_> = ids.iter().map(|id| format!("ian_{id:032x}")).collect();
        let body = json!({"answer_ids": ids, "note": "Hasil laboratorium negatif"});
        who.act(&format!("{}/corrections", visit.path), body).await
    };
    let shown = async || visit.owner.get(&visit.path).await.expect(200).json;
    // An answer that replaces none is too late; one that replaces another waits, and changes nothing yet.
    put(&visit.inspector, 80, answer(&visit.id, "waste", "met")).await.expect_problem(409, "state-conflict");
    let waits = put(&visit.inspector, 80, change("no_notifiable_disease", "met", 1)).await.expect(201).json;
    assert_eq!((&waits["proposed"], &waits["current"]), (&json!(true), &json!(false)));
    put(&visit.inspector, 81, change("no_notifiable_disease", "not_applicable", 1)).await.expect(201);
    put(&visit.inspector, 82, change("feed_and_water", "not_met", 3)).await.expect(201);
    assert_eq!(shown().await["score_bp"], 6_000);
    let barred = [("no_critical_finding".to_owned(), "findings".to_owned())];
    assert_eq!(unmet(&visit.owner, &visit.facility, "2026-11-22").await, barred);
    correct(&visit.inspector, &[80]).await.expect_problem(422, "four-eyes");
    let unknown = correct(&vet, &[80, 1]).await.expect_problem(422, "validation-failed").json;
    assert_eq!(unknown["errors"][0]["pointer"], "/answer_ids/1");
    let twice = correct(&vet, &[80, 81]).await.expect_problem(422, "validation-failed").json;
    assert_eq!(twice["errors"][0]["code"], "replaced-already");
    correct(&visit.app.caller(&pasar_jaya()), &[80]).await.expect_problem(404, "not-found");
    correct(&visit.owner, &[80]).await.expect_problem(403, "forbidden");
    let corrected = correct(&vet, &[80, 82]).await.expect(200).json;
    // 80 points of 100 had been met but for feed and water.
    assert_eq!((&corrected["state"], &corrected["score_bp"]), (&json!("submitted"), &json!(7_000)));
    assert_eq!(unmet(&visit.owner, &visit.facility, "2026-11-22").await, []);
    let list = format!("/v1/findings?inspection_id={}", visit.id);
    let listed = visit.owner.get(&list).await.expect(200).json;
    let mut found: Vec<_> = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["item_code"].as_str().unwrap().to_owned(), one["state"].as_str().unwrap().to_owned()))
        .collect();
    found.sort();
    let told = |item: &str, state: &str| (item.to_owned(), state.to_owned());
    assert_eq!(
        found,
        [
            told("feed_and_water", "unsettled"),
            told("no_notifiable_disease", "withdrawn"),
            told("waste", "unsettled")
        ]
    );
    // It is found again after all.
    put(&vet, 83, change("no_notifiable_disease", "not_met", 80)).await.expect(201);
    correct(&visit.inspector, &[83]).await.expect(200);
    assert_eq!(shown().await["score_bp"], 4_000);
    assert_eq!(unmet(&visit.owner, &visit.facility, "2026-11-22").await, barred);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_took_part_is_named_for_both_sides_and_shown_to_them_alone() {
    let visit = visited(farm()).await;
    for (number, item) in (1..).zip(ITEMS) {
        visit.inspector.put(&answer_path(number), answer(&visit.id, item, "met")).await.expect(201);
    }
    let submit = format!("{}/submissions", visit.path);
    let both = participants()["participants"].clone();
    for (body, pointer, code) in [
        (json!({}), "/participants", "required"),
        (json!({"participants": [both[1]]}), "/participants", "required"),
        (json!({"participants": [both[0]]}), "/participants", "owner-absent"),
        (
            json!({"participants": [with(both[0].clone(), "name", json!("")), both[1]]}),
            "/participants/0/name",
            "length",
        ),
    ] {
        let refused = visit.inspector.act(&submit, body).await.expect_problem(422, "validation-failed").json;
        let error = &refused["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!(code)), "{refused}");
    }
    let absent = json!({"participants": [both[0]], "note": "Pemilik tidak hadir"});
    visit.inspector.act(&submit, absent).await.expect(200);
    let seen = async |who: &Caller| who.get(&visit.path).await.expect(200).json["participants"].clone();
    assert_eq!(seen(&visit.owner).await, json!([both[0]]));
    know(&visit.app, &known_party(70, PartyKind::RegionalGovernment, "Provinsi Lampung", "18", 1)).await;
    let province = Actor::new(party(70), "18", &[Role::Coordinator]);
    assert_eq!(seen(&visit.app.caller(&province)).await, Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_measured_is_read_and_holds_within_its_limit() {
    let app = start().await;
    know_parties(&app).await;
    let cold = json!({"code": "cold_room", "points": 10, "severity": "major",
        "requirement": {"id": "Ruang dingin paling tinggi 4 °C.", "en": "The cold room is at 4 °C at most."},
        "limit": {"kind": "temperature", "at_most": "4"}});
    let list = json!({"facility_kind": "hub", "version": 1, "items": [cold],
        "in_force_from_date": "2026-11-22", "source": "SNI 3932:2008"});
    let admin = app.caller(&admin());
    for (limit, pointer) in [
        (json!({"kind": "temperature"}), "/items/0/limit"),
        (json!({"kind": "temperature", "at_least": "5", "at_most": "4"}), "/items/0/limit"),
        (json!({"kind": "acidity", "at_most": "14.001"}), "/items/0/limit"),
        (json!({"kind": "temperature", "at_most": "4,5"}), "/items/0/limit/at_most"),
    ] {
        let mut wrong = list.clone();
        wrong["items"][0]["limit"] = limit;
        let refused = admin.post("/v1/checklists", wrong).await.expect_problem(422, "validation-failed").json;
        assert_eq!(refused["errors"][0]["pointer"], pointer, "{refused}");
    }
    let shown = admin.post("/v1/checklists", list).await.expect(201).json;
    assert_eq!(shown["items"][0]["limit"], json!({"kind": "temperature", "at_most": "4"}));
    let (owner, inspector) = (app.caller(&kpms()), app.caller(&agency()));
    let hub = registered(&owner, with(slaughterhouse("Hub Metro"), "kind", json!("hub"))).await;
    let named = inspector.post("/v1/inspections", planned(&hub)).await.expect(201);
    inspector.act(&format!("{}/starts", named.header("location")), json!({})).await.expect(200);
    let said = |outcome: &str, readings: Value| {
        with(answer(&named.id(), "cold_room", outcome), "readings", readings)
    };
    let celsius = |value: &str| json!([{"kind": "temperature", "value": value}]);
    for (body, pointer, code) in [
        (said("met", json!([])), "/readings", "reading-needed"),
        (said("met", celsius("4.5")), "/outcome", "outside-limit"),
        (said("met", celsius("4,5")), "/readings/0/value", "wrong-form"),
        (said("met", celsius("400")), "/readings/0/value", "out-of-range"),
        (said("met", json!([{"kind": "humidity", "value": "80"}])), "/readings", "reading-needed"),
    ] {
        let refused =
            inspector.put(&answer_path(1), body).await.expect_problem(422, "validation-failed").json;
        let error = &refused["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!(code)), "{refused}");
    }
    let first = inspector.put(&answer_path(1), said("met", celsius("-0.5"))).await.expect(201).json;
    assert_eq!(first["readings"], celsius("-0.5"));
    inspector.put(&answer_path(1), said("met", celsius("-0.5"))).await.expect(200);
    inspector.put(&answer_path(1), said("met", celsius("-0.50"))).await.expect(200);
    inspector.put(&answer_path(1), said("met", celsius("-0.6"))).await.expect_problem(409, "duplicate");
    inspector.put(&answer_path(2), said("not_met", celsius("9"))).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_that_has_passed_is_recorded_under_a_grant_alone() {
    let visit = visited(farm()).await;
    let past = with(planned(&visit.facility), "scheduled_date", json!("2025-09-26"));
    let refused = visit.inspector.post("/v1/inspections", past.clone()).await;
    let refused = refused.expect_problem(422, "validation-failed").json;
    assert_eq!(refused["errors"][0]["code"], "implausible-date");
    know(&visit.app, &grant(party(2), "2025-12-31", 1)).await;
    let recorded = visit.inspector.post("/v1/inspections", past).await.expect(201).json;
    assert_eq!(recorded["scheduled_date"], "2025-09-26");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_critical_finding_bars_the_facility_until_other_eyes_have_seen_it_mended() {
    let visit = visited(farm()).await;
    assert_eq!(unmet(&visit.owner, &visit.facility, "2026-11-22").await, []);
    visit.submitted(&["no_notifiable_disease"]).await;
    let barred = [("no_critical_finding".to_owned(), "findings".to_owned())];
    assert_eq!(unmet(&visit.owner, &visit.facility, "2026-11-22").await, barred);
    assert_eq!(unmet(&visit.owner, &visit.facility, "2026-11-21").await, []);
    let (path, finding) = visit.finding().await;
    assert_eq!((&finding["severity"], &finding["due_date"]), (&json!("critical"), &json!("2026-11-29")));
    let step = async |caller: &Caller, noun: &str, note: Option<&str>| {
        caller.act(&format!("{path}/{noun}"), json!({"note": note})).await
    };
    let vet = visit.app.caller(&vet());
    let items = visit.owner.get("/v1/catalog-work-items").await.expect(200).json;
    assert_eq!(
        (&items["items"][0]["action"], &items["items"][0]["due_date"]),
        (&json!("act_on_finding"), &json!("2026-11-29"))
    );
    step(&visit.inspector, "waivers", Some("Ringan")).await.expect_problem(422, "four-eyes");
    step(&vet, "verifications", None).await.expect_problem(409, "state-conflict");
    step(&visit.owner, "actions", None).await.expect_problem(422, "validation-failed");
    step(&visit.owner, "actions", Some("Hewan sakit dipisahkan")).await.expect(200);
    assert_eq!(unmet(&visit.owner, &visit.facility, "2026-11-22").await, barred, "nobody has seen it");
    step(&vet, "reopenings", Some("Masih bercampur")).await.expect(200);
    step(&visit.owner, "actions", Some("Hewan sakit dikeluarkan")).await.expect(200);
    let items = vet.get("/v1/catalog-work-items?action=verify_finding").await.expect(200).json;
    assert_eq!(items["items"][0]["counterpart_name"], "KPMS");
    let mine = visit.app.caller(&pasar_jaya());
    step(&mine, "verifications", None).await.expect_problem(404, "not-found");
    let verified = step(&vet, "verifications", None).await.expect(200);
    assert_eq!(
        (&verified.json["state"], &verified.json["settled_date"]),
        (&json!("verified"), &json!("2026-11-22"))
    );
    assert_eq!(unmet(&visit.owner, &visit.facility, "2026-11-22").await, []);
    step(&vet, "reopenings", Some("Muncul lagi")).await.expect(200);
    assert_eq!(unmet(&visit.owner, &visit.facility, "2026-11-22").await, barred);
    let waived = step(&vet, "waivers", Some("Hasil laboratorium negatif")).await.expect(200);
    assert_eq!(waived.json["state"], "waived");
    step(&vet, "reopenings", Some("x")).await.expect_problem(409, "state-conflict");
    assert_eq!(unmet(&visit.owner, &visit.facility, "2026-11-22").await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_mends_does_not_verify_where_owner_and_government_are_one() {
    let app = start().await;
    know_parties(&app).await;
    let roles = [Role::FieldOfficer, Role::TechnicalAgency];
    let officer = app.caller(&Actor::new(party(2), "18.72", &roles).named("Ani"));
    let facility = registered(&officer, farm()).await;
    let planned = officer.post("/v1/inspections", planned(&facility)).await.expect(201);
    officer.act(&format!("{}/starts", planned.header("location")), json!({})).await.expect(200);
    for (number, item) in (1..).zip(ITEMS) {
        let outcome = if item == "waste" { "not_met" } else { "met" };
        officer.put(&answer_path(number), answer(&planned.id(), item, outcome)).await.expect(201);
    }
    officer.act(&format!("{}/submissions", planned.header("location")), participants()).await.expect(200);
    let listed = officer.get("/v1/findings").await.expect(200).json;
    let path = format!("/v1/findings/{}", listed["items"][0]["id"].as_str().unwrap());
    officer.act(&format!("{path}/actions"), json!({"note": "Dibersihkan"})).await.expect(200);
    let verify = format!("{path}/verifications");
    let refused = officer.act(&verify, json!({})).await.expect_problem(422, "four-eyes").json;
    assert_eq!(refused["unmet"][0]["rule"], "four_eyes");
    let items = officer.get("/v1/catalog-work-items?action=verify_finding").await.expect(200).json;
    assert_eq!(items["items"], json!([]));
    app.caller(&vet()).act(&verify, json!({})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slaughterhouse_is_usable_for_a_year_after_it_was_inspected() {
    let visit = visited(slaughterhouse("RPH Metro")).await;
    papered(&visit.app, &visit.owner, &visit.facility).await;
    assert_eq!(unmet(&visit.owner, &visit.facility, "2026-11-22").await, [uninspected()]);
    let done = visit.submitted_as_slaughterhouse().await;
    assert_eq!(done["score_bp"], 10_000);
    for (day, found) in [
        ("2026-11-21", vec![uninspected()]),
        ("2026-11-22", vec![]),
        ("2027-11-21", vec![]),
        ("2027-11-22", vec![uninspected()]),
    ] {
        assert_eq!(unmet(&visit.owner, &visit.facility, day).await, found, "{day}");
    }
    // The same of all days, for who follows facilities.
    let spans = spans(&visit).await;
    let inspected =
        spans.iter().find(|span| span["from_date"] == "2026-11-22").expect("from the inspection on");
    assert_eq!((&inspected["usable"], &inspected["until_date"]), (&json!(true), &json!("2027-11-21")));
    let next = spans.iter().find(|span| span["from_date"] == "2027-11-22").expect("the day after");
    assert_eq!(next["unmet"][0]["rule"], "inspection_in_force");
    assert_eq!((&spans[0]["from_date"], &spans.last().unwrap()["until_date"]), (&json!(null), &json!(null)));
}

/// When goods may be loaded at the facility of a visit.
async fn spans(visit: &Visit) -> Vec<Value> {
    let id = visit.facility.rsplit('/').next().unwrap();
    let listed =
        visit.owner.get(&format!("/v1/facility-usabilities?facility_id={id}")).await.expect(200).json;
    listed["items"][0]["spans"].as_array().expect("spans").clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_of_all_days_rises_with_every_step() {
    let visit = visited(slaughterhouse("RPH Metro")).await;
    let id = visit.facility.rsplit('/').next().unwrap().to_owned();
    let version = async |path: &str| {
        let listed = visit.owner.get(path).await.expect(200).json;
        assert_eq!(listed["items"].as_array().unwrap().len(), 1, "{listed}");
        listed["items"][0]["version"].as_i64().unwrap()
    };
    let one = format!("/v1/facility-usabilities?facility_id={id}");
    let first = version(&one).await;
    papered(&visit.app, &visit.owner, &visit.facility).await;
    let with_papers = version("/v1/facility-usabilities?region_code=18.72").await;
    visit.submitted_as_slaughterhouse().await;
    let inspected = version(&one).await;
    assert!(first < with_papers && with_papers < inspected, "{first}, {with_papers}, {inspected}");
    let rule = json!({"kind": "mending_time", "severity": "minor", "days": 60, "in_force_from_date": "2026-11-23",
        "legal_basis": "Contoh"});
    let admin = visit.app.caller(&admin());
    let rows = admin.get("/v1/facility-rules?kind=mending_time").await.expect(200).json;
    let minor = rows["items"].as_array().unwrap().iter().find(|row| row["severity"] == "minor").unwrap();
    let ending = json!({"in_force_until_date": "2026-11-22", "note": "Diganti"});
    admin
        .act(&format!("/v1/facility-rules/{}/endings", minor["id"].as_str().unwrap()), ending)
        .await
        .expect(200);
    let ended = version(&one).await;
    admin.post("/v1/facility-rules", rule).await.expect(201);
    let followed = version(&one).await;
    assert!(inspected < ended && ended < followed, "{inspected}, {ended}, {followed}");
    let nowhere = visit.owner.get("/v1/facility-usabilities?region_code=35.72").await.expect(200).json;
    assert_eq!(nowhere["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn checklists_start_as_the_domain_says_and_their_versions_are_counted() {
    let visit = visited(farm()).await;
    let conn = visit.app.core.read().await.unwrap();
    assert_eq!(rules::<Checklist>(&conn).await.unwrap(), seed_checklists());
    drop(conn);
    let admin = visit.app.caller(&admin());
    let list =
        visit.owner.get("/v1/checklists?facility_kind=farm").await.expect(200).json["items"][0].clone();
    let item = json!({"code": "fence", "points": 10, "severity": "minor",
        "requirement": {"id": "Pagar utuh.", "en": "The fence is whole."}});
    let next = json!({"facility_kind": "farm", "version": 2, "items": [item],
        "in_force_from_date": "2026-11-23", "source": "Contoh"});
    visit.owner.post("/v1/checklists", next.clone()).await.expect_problem(403, "forbidden");
    admin.post("/v1/checklists", next.clone()).await.expect_problem(409, "duplicate");
    let ending = json!({"in_force_until_date": "2026-11-22", "note": "Diganti"});
    admin.act(&format!("/v1/checklists/{}/endings", list["id"].as_str().unwrap()), ending).await.expect(200);
    for (body, pointer, code) in [
        (with(next.clone(), "version", json!(1)), "/version", "not-next"),
        (with(next.clone(), "items", json!([])), "/items", "item-count"),
        (with(next.clone(), "items", json!([item, item])), "/items/1/code", "repeated"),
        (
            with(next.clone(), "items", json!([with(item.clone(), "points", json!(0))])),
            "/items/0/points",
            "out-of-range",
        ),
    ] {
        let refused = admin.post("/v1/checklists", body).await.expect_problem(422, "validation-failed").json;
        let error = &refused["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!(code)), "{refused}");
    }
    admin.post("/v1/checklists", next).await.expect(201);
    // The inspection that has begun goes by the list it was scheduled with; tomorrow's by the next.
    let done = visit.submitted(&[]).await;
    assert_eq!((&done["checklist_version"], &done["score_bp"]), (&json!(1), &json!(10_000)));
    let tomorrow = with(planned(&visit.facility), "scheduled_date", json!("2026-11-23"));
    let tomorrow = visit.inspector.post("/v1/inspections", tomorrow).await.expect(201);
    assert_eq!(tomorrow.json["checklist_version"], 2);
}
