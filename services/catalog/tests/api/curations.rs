//! Curations.

use domain::catalog::{CurationGrades, seed_curation_grades};
use domain::shared::{Dated, PartyKind, Role};
use serde_json::{Value, json};
use testkit::{Actor, party};

use crate::blitar_supplier;
use crate::projections::{grant_the_past, know, known_party};
use crate::shelf::{Shelf, approval, home_curator, member, review, sheet};

/// Says a JSON text of a problem's rules or fields.
fn named<'a>(problem: &'a Value, list: &str, name: &str) -> Vec<&'a str> {
    problem[list].as_array().unwrap().iter().map(|one| one[name].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_product_goes_the_whole_way_from_draft_to_approval() {
    let shelf = Shelf::start().await;
    let path = shelf.curation().await;
    let draft = shelf.supplier.get(&path).await.expect(200);
    assert_eq!((draft.json["state"].as_str(), draft.etag()), (Some("draft"), "\"v1\""));
    assert_eq!(draft.json["version_hash"], Value::Null);
    shelf.curator.get(&path).await.expect_problem(404, "not-found");
    let submitted = shelf.supplier.act(&format!("{path}/submissions"), shelf.submission()).await.expect(200);
    let variant = shelf.supplier.get(&format!("/v1/variants/{}", shelf.variant)).await.expect(200);
    assert_eq!(submitted.json["version_hash"], variant.json["version_hash"]);
    shelf.curator.act(&format!("{path}/screenings"), json!({})).await.expect(200);
    let sample = shelf.curator.act(&format!("{path}/sample-requests"), json!({})).await;
    assert_eq!(named(&sample.expect_problem(422, "validation-failed").json, "errors", "pointer"), ["/note"]);
    let note = json!({"note": "Kirim 6 bungkus ke gudang Pasar Jaya"});
    shelf.curator.act(&format!("{path}/sample-requests"), note).await.expect(200);
    shelf.curator.act(&format!("{path}/sample-receipts"), json!({})).await.expect(200);
    shelf.curator.act(&format!("{path}/reviews"), review()).await.expect(200);
    shelf.score(&path).await;
    let approved = shelf.curator.act(&format!("{path}/decisions"), approval("2027-11-21")).await.expect(200);
    let view = &approved.json;
    assert_eq!((&view["state"], &view["condition"]), (&json!("approved"), &json!("standing")));
    assert_eq!(
        view["means"],
        json!([{"criterion": "taste", "points": 76}, {"criterion": "label", "points": 73}])
    );
    assert_eq!(view["valid_from_date"], "2026-11-22");
    assert_eq!((&view["points"], &view["grade"]), (&json!(74), &json!("b")));
    assert_eq!(view["monthly_ceiling"], json!({"value": "1000", "unit": "H87"}));
    assert_eq!(view["image_ids"], json!([shelf.photo]));
    assert_eq!(shelf.supplier.get(&path).await.expect(200).json, approved.json);
    let history = shelf.supplier.get(&format!("{path}/transitions")).await.expect(200);
    let mut steps = history.json["items"].as_array().unwrap().clone();
    // Under the tests' fixed clock all ids have one time; the versions tell the order.
    steps.sort_by_key(|step| step["version_after"].as_i64());
    let events: Vec<_> = steps.iter().map(|step| step["event"].as_str().unwrap()).collect();
    let story = [
        "submit",
        "start_screening",
        "request_sample",
        "receive_sample",
        "start_review",
        "score",
        "score",
        "approve",
    ];
    assert_eq!(events, story);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_the_two_sides_knows_of_a_curation() {
    let shelf = Shelf::start().await;
    let path = shelf.in_review().await;
    let government = shelf.app.caller(&Actor::new(party(3), "31", &[Role::Curator]));
    government.get(&path).await.expect(200);
    // The supplier's own government reads it, and judges by who sits on the panel.
    let home = Actor::new(party(2), "18.72", &[Role::Coordinator, Role::Curator]).named("somebody of Metro");
    let home = shelf.app.caller(&home);
    home.get(&path).await.expect(200);
    home.act(&format!("{path}/decisions"), approval("2027-11-21")).await.expect_problem(403, "forbidden");
    for stranger in [blitar_supplier(), Actor::new(party(21), "31", &[Role::Curator])] {
        let stranger = shelf.app.caller(&stranger);
        stranger.get(&path).await.expect_problem(404, "not-found");
        stranger.get(&format!("{path}/transitions")).await.expect_problem(404, "not-found");
        let empty = stranger.get("/v1/curations").await.expect(200);
        assert_eq!(empty.json["items"], json!([]));
    }
    let other = shelf.app.caller(&Actor::new(party(21), "31", &[Role::Curator]));
    let decision = approval("2027-11-21");
    other.act_on(&format!("{path}/decisions"), decision, "\"v4\"").await.expect_problem(404, "not-found");
    shelf.app.caller(&Actor::service()).get(&path).await.expect(200);
    let listed = shelf.curator.get(&format!("/v1/curations?variant_id={}", shelf.variant)).await.expect(200);
    assert_eq!(listed.json["items"][0], shelf.supplier.get(&path).await.json);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_government_that_reads_a_curation_is_that_of_where_the_operator_is_now() {
    let shelf = Shelf::start().await;
    let path = shelf.in_review().await;
    let [jakarta, metro] =
        [(3, "31"), (2, "18.72")].map(|(one, region)| Actor::new(party(one), region, &[Role::Curator]));
    let id = path.rsplit('/').next().unwrap().to_owned();
    let heard = async |actor: &Actor| {
        let events = shelf.app.feed(actor, "/v1/catalog-events").await;
        events.iter().filter(|event| event["subject"] == id.as_str()).count()
    };
    shelf.app.caller(&jakarta).get(&path).await.expect(200);
    let (told_jakarta, told_metro) = (heard(&jakarta).await, heard(&metro).await);
    shelf.score(&path).await;
    let (told_jakarta, told_metro) = (told_jakarta + 2, told_metro + 2);
    know(&shelf.app, &known_party(20, PartyKind::RegionalEnterprise, "Pasar Jaya", "18.72", 2)).await;
    shelf.app.caller(&jakarta).get(&path).await.expect_problem(404, "not-found");
    shelf.app.caller(&metro).get(&path).await.expect(200);
    shelf.curator.act(&format!("{path}/decisions"), approval("2027-11-21")).await.expect(200);
    assert_eq!((heard(&jakarta).await, heard(&metro).await), (told_jakarta, told_metro + 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panel_is_two_real_curators_with_the_buyers_side_and_nobody_of_the_suppliers() {
    let shelf = Shelf::start().await;
    let body = json!({"variant_id": shelf.variant, "channels": [{"outlet_id": shelf.outlet}],
        "related_party_ids": [party(12)]});
    let path = shelf.supplier.post("/v1/curations", body).await.expect(201).header("location").to_owned();
    shelf.supplier.act(&format!("{path}/submissions"), shelf.submission()).await.expect(200);
    shelf.curator.act(&format!("{path}/screenings"), json!({})).await.expect(200);
    let reviews = format!("{path}/reviews");
    let panel = |judges: &[u128]| {
        let of = |judge: &u128| {
            [(20, 1), (2, 2)].into_iter().find(|(party, _)| party == judge).map_or(7, |one| one.1)
        };
        let one = |judge: &u128| json!({"member_id": member(of(judge)), "party_id": party(*judge)});
        json!({"panel": judges.iter().map(one).collect::<Vec<_>>(), "criteria": ["taste"]})
    };
    let rules = async |judges: &[u128]| {
        let refused = shelf.curator.act(&reviews, panel(judges)).await;
        let refused = refused.expect_problem(422, "curation-panel-invalid");
        named(&refused.json, "unmet", "rule").join(" ")
    };
    assert_eq!(rules(&[3]).await, "panel_has_buyer panel_has_home_region panel_of_two");
    assert_eq!(rules(&[20]).await, "panel_has_home_region panel_of_two");
    assert_eq!(rules(&[20, 3]).await, "panel_has_home_region");
    let one_more = |other: u128| {
        json!({"panel": [{"member_id": member(1), "party_id": party(20)}, {"member_id": member(2), "party_id": party(2)},
            {"member_id": member(7), "party_id": party(other)}], "criteria": ["taste"]})
    };
    for (other, rule) in
        [(21, "panel_judges"), (10, "panel_unrelated_to_supplier"), (12, "panel_unrelated_to_supplier")]
    {
        let refused = shelf.curator.act(&reviews, one_more(other)).await;
        let refused = refused.expect_problem(422, "curation-panel-invalid");
        assert_eq!(named(&refused.json, "unmet", "rule"), [rule]);
    }
    shelf.curator.act(&reviews, panel(&[20, 99])).await.expect_problem(409, "not-yet-known");
    shelf.app.has_heard("agreement").await;
    let unknown =
        shelf.curator.act(&reviews, panel(&[20, 99])).await.expect_problem(422, "validation-failed");
    let field = &unknown.json["errors"][0];
    assert_eq!((&field["pointer"], &field["code"]), (&json!("/panel/1/party_id"), &json!("unknown-party")));
    shelf.curator.act(&reviews, panel(&[20, 20])).await.expect_problem(422, "validation-failed");
    let mistyped = json!({"panel": [{"member_id": member(1), "party_id": party(20)},
        {"member_id": member(9), "party_id": party(2)}], "criteria": ["taste"]});
    let unknown = shelf.curator.act(&reviews, mistyped).await.expect_problem(422, "validation-failed");
    let field = &unknown.json["errors"][0];
    assert_eq!((&field["pointer"], &field["code"]), (&json!("/panel/1/member_id"), &json!("unknown-member")));
    shelf.curator.act(&reviews, panel(&[20, 2])).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_member_of_a_panel_gives_its_own_points_and_nothing_is_decided_before() {
    let shelf = Shelf::start().await;
    let path = shelf.in_review().await;
    let (scores, decisions) = (format!("{path}/scores"), format!("{path}/decisions"));
    let waits = |answer: &testkit::Response| named(&answer.json, "unmet", "subject").join(" ");
    let early =
        shelf.curator.act(&decisions, approval("2027-11-21")).await.expect_problem(422, "curation-rule");
    assert_eq!(waits(&early), [member(1), member(2)].join(" "));
    // Another panel may be called until somebody has scored.
    shelf.curator.act(&format!("{path}/reviews"), review()).await.expect(200);
    shelf.curator.act(&scores, sheet([80, 70])).await.expect(200);
    shelf.curator.act(&scores, sheet([60, 70])).await.expect(200);
    let again = shelf.curator.act(&format!("{path}/reviews"), review()).await;
    let again = again.expect_problem(422, "curation-rule");
    assert_eq!(named(&again.json, "unmet", "rule"), ["nobody_has_scored"]);
    let early =
        shelf.curator.act(&decisions, approval("2027-11-21")).await.expect_problem(422, "curation-rule");
    assert_eq!(waits(&early), member(2));
    // Neither a colleague nor the same person for another party sits on it.
    for actor in [
        home_curator().named("somebody else"),
        Actor::new(party(20), "31", &[Role::Curator]).named("colleague"),
    ] {
        shelf.app.caller(&actor).act(&scores, sheet([9, 9])).await.expect_problem(403, "forbidden");
    }
    // Nobody decides who is not on the panel.
    let colleague = shelf.app.caller(&Actor::new(party(20), "31", &[Role::Curator]).named("colleague"));
    colleague.act(&decisions, approval("2027-11-21")).await.expect_problem(403, "forbidden");
    let jakarta = shelf.app.caller(&home_curator());
    let waits = async |who: &testkit::Caller| {
        let page = who.get("/v1/catalog-work-items").await.expect(200);
        named(&page.json, "items", "action").join(" ")
    };
    assert_eq!(
        (waits(&shelf.curator).await.as_str(), waits(&jakarta).await.as_str()),
        ("", "score_curation")
    );
    let curators = shelf.curator.get(&format!("{path}/curators")).await.expect(200);
    assert_eq!(named(&curators.json, "items", "member_id"), [member(1), member(2)]);
    let wrong =
        json!({"scores": [{"criterion": "taste", "points": 101}, {"criterion": "price", "points": 5}]});
    let wrong = jakarta.act(&scores, wrong).await.expect_problem(422, "validation-failed");
    assert_eq!(named(&wrong.json, "errors", "code"), ["out-of-range", "score-unexpected", "score-missing"]);
    // What others have given is shown to nobody while somebody still judges.
    for who in [&shelf.curator, &jakarta] {
        let judged = who.get(&path).await.expect(200).json;
        assert_eq!((&judged["scores"], &judged["means"]), (&json!([]), &json!([])));
        assert_eq!((&judged["points"], &judged["scored_member_ids"]), (&Value::Null, &json!([member(1)])));
    }
    let all = jakarta.act(&scores, sheet([71, 75])).await.expect(200).json;
    assert_eq!((all["scores"].as_array().unwrap().len(), &all["points"]), (4, &json!(69)));
    let approved = shelf.curator.act(&decisions, approval("2027-11-21")).await.expect(200);
    assert_eq!(approved.json["means"][0], json!({"criterion": "taste", "points": 66}));
    jakarta.act(&scores, sheet([1, 1])).await.expect_problem(409, "state-conflict");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_judges_who_belongs_to_the_supplier_whomever_he_judges_for() {
    let shelf = Shelf::start().await;
    let path = shelf.in_review().await;
    let sells = catalog::projections::MemberRow {
        id: testkit::seeded(3),
        party_id: party(10),
        person: home_curator().subject,
        judges: false,
        active: true,
        display_name: None,
        version: 1,
    };
    know(&shelf.app, &sells).await;
    let again = shelf.curator.act(&format!("{path}/reviews"), review()).await;
    let again = again.expect_problem(422, "curation-panel-invalid");
    assert_eq!(named(&again.json, "unmet", "rule"), ["panel_unrelated_to_supplier"]);
    let jakarta = shelf.app.caller(&home_curator());
    let score = jakarta.act(&format!("{path}/scores"), sheet([100, 100])).await;
    score.expect_problem(422, "curation-panel-invalid");
    let waits = async || {
        let page = jakarta.get("/v1/catalog-work-items").await.expect(200);
        named(&page.json, "items", "action").join(" ")
    };
    assert_eq!(waits().await, "", "nothing waits for who would be refused");
    know(&shelf.app, &catalog::projections::MemberRow { active: false, version: 2, ..sells }).await;
    assert_eq!(waits().await, "score_curation");
    jakarta.act(&format!("{path}/scores"), sheet([100, 100])).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_side_does_its_own_part() {
    let shelf = Shelf::start().await;
    let path = shelf.curation().await;
    let own_curator = shelf.app.caller(&Actor::new(party(10), "18.72", &[Role::Supplier, Role::Curator]));
    let submissions = format!("{path}/submissions");
    let stale = shelf.supplier.act_on(&submissions, shelf.submission(), "\"v7\"").await;
    stale.expect_problem(412, "precondition-failed");
    shelf.supplier.act(&submissions, shelf.submission()).await.expect(200);
    own_curator.act(&format!("{path}/screenings"), json!({})).await.expect_problem(403, "forbidden");
    shelf.supplier.act(&format!("{path}/screenings"), json!({})).await.expect_problem(403, "forbidden");
    let again =
        shelf.supplier.act(&submissions, shelf.submission()).await.expect_problem(409, "state-conflict");
    assert_eq!(again.json["current_state"], "submitted");
    assert_eq!(again.json["allowed"], json!(["screen_curation", "withdraw_curation"]));
    let operator = shelf.app.caller(&Actor::new(party(20), "31", &[Role::Supplier]));
    operator.act(&submissions, shelf.submission()).await.expect_problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_curation_names_channels_of_one_operator_for_an_own_variant() {
    let shelf = Shelf::start().await;
    let refused = async |channels: Value| {
        let body = json!({"variant_id": shelf.variant, "channels": channels});
        let refused =
            shelf.supplier.post("/v1/curations", body).await.expect_problem(422, "validation-failed");
        named(&refused.json, "errors", "code").join(" ")
    };
    let (outlet, chain) =
        (json!({"outlet_id": shelf.outlet}), json!({"chain": "Jakmart", "operator_party_id": party(20)}));
    assert_eq!(refused(json!([])).await, "item-count");
    assert_eq!(refused(json!([outlet, outlet])).await, "repeated");
    assert_eq!(refused(json!([{"chain": "Jakmart"}])).await, "channel-form");
    assert_eq!(refused(json!([{"chain": " J", "operator_party_id": party(20)}])).await, "chain-name");
    assert_eq!(
        refused(json!([{"outlet_id": "out_00000000000000000000000000000000"}])).await,
        "unknown-outlet"
    );
    let other = json!({"chain": "Jakmart", "operator_party_id": party(21)});
    assert_eq!(refused(json!([outlet, other])).await, "other-operator");
    let unknown =
        json!({"variant_id": shelf.variant, "channels": [{"chain": "Toko", "operator_party_id": party(99)}]});
    shelf.supplier.post("/v1/curations", unknown).await.expect_problem(409, "not-yet-known");
    let good = json!({"variant_id": shelf.variant, "channels": [outlet, chain]});
    let created = shelf.supplier.post("/v1/curations", good.clone()).await.expect(201);
    assert_eq!(created.json["channels"], good["channels"]);
    let blitar = shelf.app.caller(&blitar_supplier());
    blitar.post("/v1/curations", good.clone()).await.expect_problem(403, "forbidden");
    let first = shelf.supplier.post_keyed("/v1/curations", good.clone(), "one-curation").await.expect(201);
    let again = shelf.supplier.post_keyed("/v1/curations", good, "one-curation").await.expect(201);
    assert_eq!(first.text, again.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_fits_its_outcome() {
    let shelf = Shelf::start().await;
    let path = shelf.scored().await;
    let refused = async |change: Value| {
        let mut body = approval("2027-11-21");
        for (name, value) in change.as_object().unwrap() {
            body[name] = value.clone();
        }
        let refused = shelf.curator.act(&format!("{path}/decisions"), body).await;
        let refused = refused.expect_problem(422, "validation-failed");
        named(&refused.json, "errors", "pointer").join(" ")
    };
    assert_eq!(refused(json!({"valid_until_date": null})).await, "/valid_until_date");
    assert_eq!(refused(json!({"valid_from_date": "2026-11-21"})).await, "/valid_from_date");
    assert_eq!(refused(json!({"outcome": "approved_with_conditions"})).await, "/conditions");
    assert_eq!(refused(json!({"monthly_ceiling": null})).await, "/monthly_ceiling");
    assert_eq!(
        refused(json!({"monthly_ceiling": {"value": "0", "unit": "H87"}})).await,
        "/monthly_ceiling/value"
    );
    assert_eq!(
        refused(json!({"monthly_ceiling": {"value": "5", "unit": "KGM"}})).await,
        "/monthly_ceiling/unit"
    );
    assert_eq!(refused(json!({"outcome": "rejected"})).await, "/note");
    let against = json!({"outcome": "rejected", "note": "Terlalu asin"});
    assert_eq!(refused(against).await, "/valid_until_date /monthly_ceiling");
    let rejected = json!({"outcome": "rejected", "note": "Terlalu asin"});
    let rejected = shelf.curator.act(&format!("{path}/decisions"), rejected).await.expect(200);
    assert_eq!((&rejected.json["state"], &rejected.json["condition"]), (&json!("rejected"), &Value::Null));
    let again = shelf.supplier.act(&format!("{path}/submissions"), shelf.submission()).await;
    assert_eq!(again.expect_problem(409, "state-conflict").json["allowed"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_label_that_changes_during_the_review_is_not_approved() {
    let shelf = Shelf::start().await;
    let path = shelf.scored().await;
    shelf.change_label().await;
    let decisions = format!("{path}/decisions");
    let refused = shelf.curator.act(&decisions, approval("2027-11-21")).await;
    let refused = refused.expect_problem(422, "curation-rule");
    assert_eq!(named(&refused.json, "unmet", "rule"), ["version_unchanged"]);
    let changes = json!({"outcome": "changes_requested", "note": "Ajukan label baru"});
    shelf.curator.act(&decisions, changes).await.expect(200);
    let again = shelf.supplier.act(&format!("{path}/submissions"), shelf.submission()).await.expect(200);
    assert_eq!((&again.json["round"], &again.json["panel"]), (&json!(2), &json!([])));
    shelf.curator.act(&format!("{path}/screenings"), json!({})).await.expect(200);
    shelf.curator.act(&format!("{path}/reviews"), review()).await.expect(200);
    shelf.score(&path).await;
    shelf.curator.act(&decisions, approval("2027-11-21")).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn permits_are_checked_by_the_panel_that_saw_them() {
    let shelf = Shelf::start().await;
    let variant = format!("/v1/variants/{}", shelf.variant);
    let checked = async || {
        let permits = shelf.supplier.get(&variant).await.expect(200).json["permits"].clone();
        permits.as_array().unwrap().iter().map(|one| !one["checked_at"].is_null()).collect::<Vec<_>>()
    };
    let path = shelf.in_review().await;
    assert_eq!(checked().await, [false, false], "a review is no decision");
    shelf.score(&path).await;
    let before = shelf.supplier.get(&variant).await.etag().to_owned();
    shelf.curator.act(&format!("{path}/decisions"), approval("2027-11-21")).await.expect(200);
    assert_eq!(checked().await, [true, true]);
    assert_ne!(shelf.supplier.get(&variant).await.etag(), before, "what is shown has changed");
    let told =
        shelf.app.feed(&crate::pasar_jaya(), "/v1/catalog-events?types=id.kad.variant.permits_checked").await;
    assert_eq!(told.len(), 1);
    // The same number again, typed after the decision with another last day, is checked by nobody.
    let permits = shelf.supplier.get(&variant).await.json["permits"].clone();
    let halal = permits.as_array().unwrap().iter().find(|one| one["type"] == "halal_certificate").unwrap();
    let withdraw = format!("/v1/permits/{}", halal["id"].as_str().unwrap());
    shelf.supplier.delete(&withdraw, halal["etag"].as_str().unwrap()).await.expect(200);
    let again = json!({"type": "halal_certificate", "number": "ID18110000123456", "issuer": "BPJPH",
        "issued_date": "2026-02-01"});
    shelf.supplier.post(&format!("{variant}/permits"), again).await.expect(201);
    assert_eq!(checked().await, [true, false]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_approval_is_worth_shows_in_the_view_and_the_etag() {
    let shelf = Shelf::start().await;
    let path = shelf.approved("2026-11-22").await;
    let today = shelf.supplier.get(&path).await.expect(200);
    shelf.app.clock.set("2026-11-22T17:00:00Z".parse().unwrap());
    let supplier = shelf.app.caller(&crate::kpms());
    let tomorrow = supplier.get(&path).await.expect(200);
    assert_eq!(tomorrow.json["condition"], "ended");
    assert_ne!(today.etag(), tomorrow.etag());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_past_of_a_curation_is_recorded_with_a_grant() {
    let shelf = Shelf::start().await;
    let path = shelf.curation().await;
    let (submissions, mut then) = (format!("{path}/submissions"), shelf.submission());
    then["occurred_at"] = json!("2022-07-01T03:00:00Z");
    shelf.supplier.act(&submissions, then.clone()).await.expect_problem(409, "not-yet-known");
    shelf.app.has_heard("agreement").await;
    shelf.supplier.act(&submissions, then.clone()).await.expect_problem(422, "backfill-not-granted");
    grant_the_past(&shelf.app, party(10)).await;
    let submitted = shelf.supplier.act(&submissions, then).await.expect(200);
    assert_eq!(submitted.json["submitted_at"], "2022-07-01T03:00:00Z");
}

#[tokio::test(flavor = "multi_thread")]
async fn events_of_a_curation_reach_its_two_sides_alone() {
    let shelf = Shelf::start().await;
    let path = shelf.in_review().await;
    let id = path.rsplit('/').next().unwrap().to_owned();
    let heard = async |actor: &Actor| {
        let events = shelf.app.feed(actor, "/v1/catalog-events").await;
        let own = events.iter().filter(|event| event["subject"] == id.as_str());
        own.map(|event| event["type"].as_str().unwrap()["id.kad.curation.".len()..].to_owned())
            .collect::<Vec<_>>()
    };
    let judged = ["submitted", "screening_started", "review_started"];
    assert_eq!(heard(&crate::shelf::curator()).await, judged);
    assert_eq!(heard(&Actor::new(party(3), "31", &[Role::Curator])).await, judged);
    assert_eq!(heard(&crate::kpms()).await.len(), 4);
    assert!(heard(&blitar_supplier()).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_curation_waits_for_one_side_at_a_time() {
    let shelf = Shelf::start().await;
    let path = shelf.curation().await;
    let waiting = async |caller: &testkit::Caller| {
        let page = caller.get("/v1/catalog-work-items").await.expect(200);
        named(&page.json, "items", "action").join(" ")
    };
    assert_eq!(
        (waiting(&shelf.supplier).await.as_str(), waiting(&shelf.curator).await.as_str()),
        ("submit_curation", "")
    );
    shelf.supplier.act(&format!("{path}/submissions"), shelf.submission()).await.expect(200);
    assert_eq!(
        (waiting(&shelf.supplier).await.as_str(), waiting(&shelf.curator).await.as_str()),
        ("", "screen_curation")
    );
    shelf.curator.act(&format!("{path}/screenings"), json!({})).await.expect(200);
    let item = shelf.curator.get("/v1/catalog-work-items?action=review_curation").await.expect(200);
    assert_eq!(item.json["items"][0]["subject"], path.rsplit('/').next().unwrap());
    assert_eq!(item.json["items"][0]["subject_title"], "Keripik Pisang 250 g");
    assert!(waiting(&shelf.app.caller(&Actor::new(party(21), "31", &[Role::Curator]))).await.is_empty());
    shelf.curator.act(&format!("{path}/reviews"), review()).await.expect(200);
    assert_eq!(waiting(&shelf.curator).await, "score_curation");
    shelf.score(&path).await;
    assert_eq!(waiting(&shelf.curator).await, "decide_curation");
    shelf.curator.act(&format!("{path}/decisions"), approval("2027-11-21")).await.expect(200);
    assert_eq!(waiting(&shelf.curator).await, "");
    shelf.list(&shelf.supplier).await.expect(201);
    assert_eq!(waiting(&shelf.buyer).await, "accept_listing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submission_comes_with_pictures_of_the_suppliers_own_that_have_arrived() {
    let shelf = Shelf::start().await;
    let path = shelf.curation().await;
    let refused = async |images: Value| {
        let body = json!({"image_ids": images});
        let refused = shelf.supplier.act(&format!("{path}/submissions"), body).await;
        let refused = refused.expect_problem(422, "validation-failed");
        let error = &refused.json["errors"][0];
        format!("{} {}", error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap())
    };
    assert_eq!(refused(json!([])).await, "/image_ids item-count");
    assert_eq!(refused(json!([shelf.photo, shelf.photo])).await, "/image_ids/1 repeated");
    let declared = crate::images::declared(&shelf.supplier).await;
    assert_eq!(refused(json!([shelf.photo, declared])).await, "/image_ids/1 unknown-image");
    let foreign = crate::images::uploaded(&shelf.app.caller(&crate::shelf::kuj())).await;
    assert_eq!(refused(json!([foreign])).await, "/image_ids/0 unknown-image");
    shelf.supplier.act(&format!("{path}/submissions"), shelf.submission()).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_back_is_submitted_again_and_the_difference_is_shown() {
    let shelf = Shelf::start().await;
    let path = shelf.in_review().await;
    let withdrawals = format!("{path}/withdrawals");
    shelf.curator.act(&withdrawals, json!({})).await.expect_problem(403, "forbidden");
    let withdrawn = shelf.supplier.act(&withdrawals, json!({"note": "Label keliru"})).await.expect(200);
    assert_eq!(withdrawn.json["state"], "withdrawn");
    let score = shelf.curator.act(&format!("{path}/scores"), sheet([80, 80])).await;
    score.expect_problem(409, "state-conflict");
    shelf.change_label().await;
    let other = crate::images::uploaded(&shelf.supplier).await;
    let again =
        shelf.supplier.act(&format!("{path}/submissions"), json!({"image_ids": [other]})).await.expect(200);
    assert_eq!((&again.json["state"], &again.json["round"]), (&json!("submitted"), &json!(2)));
    assert_eq!(
        again.json["changes"],
        json!([
            {"field": "image_ids", "before": [shelf.photo], "after": [other]},
            {"field": "ingredients", "before": ["pisang", "minyak sawit", "garam"],
                "after": ["pisang", "minyak kelapa", "garam"]},
        ])
    );
    assert_eq!(shelf.curator.get(&path).await.expect(200).json["changes"], again.json["changes"]);
    shelf.curator.act(&format!("{path}/screenings"), json!({})).await.expect(200);
    shelf.curator.act(&format!("{path}/reviews"), review()).await.expect(200);
    shelf.score(&path).await;
    shelf.curator.act(&format!("{path}/decisions"), approval("2027-11-21")).await.expect(200);
    shelf.supplier.act(&withdrawals, json!({})).await.expect_problem(409, "state-conflict");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_withdrawn_during_the_review_is_not_approved() {
    let shelf = Shelf::start().await;
    let path = shelf.in_review().await;
    shelf.score(&path).await;
    let withdrawals = format!("/v1/products/{}/withdrawals", shelf.product);
    shelf.supplier.act(&withdrawals, json!({"note": "Tidak diproduksi lagi"})).await.expect(200);
    let decisions = format!("{path}/decisions");
    let refused = shelf.curator.act(&decisions, approval("2027-11-21")).await;
    let refused = refused.expect_problem(422, "product-not-published");
    assert_eq!(named(&refused.json, "unmet", "rule"), ["product_published"]);
    let rejection = json!({"outcome": "rejected", "note": "Produk ditarik oleh pemasok"});
    let rejected = shelf.curator.act(&decisions, rejection).await.expect(200);
    assert_eq!(rejected.json["state"], "rejected");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grade_follows_from_the_thresholds_of_the_day_of_the_decision() {
    let shelf = Shelf::start().await;
    let conn = shelf.app.core.read().await.unwrap();
    let grades: Vec<Dated<CurationGrades>> = service::dated::rules(&conn).await.unwrap();
    assert_eq!(grades, seed_curation_grades());
    drop(conn);
    let keeper = shelf.app.caller(&crate::admin());
    let first = keeper.get("/v1/curation-grades").await.expect(200).json["items"][0].clone();
    let row = |a: u32, b: u32, c: u32| {
        json!({"a_from_points": a, "b_from_points": b, "c_from_points": c,
            "in_force_from_date": "2026-11-22", "source": "Keputusan pengelola"})
    };
    keeper.post("/v1/curation-grades", row(70, 80, 60)).await.expect_problem(422, "validation-failed");
    let ending = json!({"in_force_until_date": "2026-11-21", "note": "Lebih longgar"});
    keeper
        .act(&format!("/v1/curation-grades/{}/endings", first["id"].as_str().unwrap()), ending)
        .await
        .expect(200);
    keeper.post("/v1/curation-grades", row(74, 60, 50)).await.expect(201);
    let path = shelf.approved("2027-11-21").await;
    assert_eq!(shelf.supplier.get(&path).await.expect(200).json["grade"], "a");
}
