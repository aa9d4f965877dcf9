//! Contracts under the guarantee chain, and the public check of their codes.

use domain::shared::Role;
use serde_json::{Value, json};
use testkit::{Actor, Response, test_time};

use crate::story::{Story, also};
use crate::trade::Trade;

fn state(answer: &Response) -> &str {
    answer.json["state"].as_str().unwrap_or_default()
}

fn rules(answer: &Response) -> Vec<String> {
    let unmet = answer.json["unmet"].as_array().cloned().unwrap_or_default();
    unmet.iter().map(|one| one["rule"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contract_goes_from_draft_to_its_end_with_both_regions_and_both_businesses() {
    let trade = Trade::start().await;
    let (supplier, buyer) = (trade.as_(&trade.supplier), trade.as_(&trade.buyer));
    let (metro, jakarta) = (trade.as_(&trade.story.metro), trade.as_(&trade.story.jakarta));
    let drafted = supplier.post("/v1/contracts", trade.draft()).await.expect(201);
    let path = drafted.header("location").to_owned();
    assert!(drafted.json["number"].as_str().unwrap().starts_with("PKS/2026/"));
    assert_eq!(drafted.json["supplier_government_id"], json!(trade.story.metro.party));
    let mut lines = trade.draft()["lines"].clone();
    lines[0]["over_tolerance_bp"] = json!(500);
    let changed = buyer.patch(&path, json!({"lines": lines}), drafted.etag()).await.expect(200);
    assert_ne!(changed.json["text_sha256"], drafted.json["text_sha256"]);
    supplier.act(&format!("{path}/submissions"), json!({})).await.expect(200);

    let hash = |answer: &Response| json!({"text_sha256": answer.json["text_sha256"]});
    let endorsements = format!("{path}/endorsements");
    metro.act(&endorsements, hash(&drafted)).await.expect_problem(422, "text-changed");
    metro.act(&endorsements, hash(&changed)).await.expect(200);
    metro.act(&endorsements, hash(&changed)).await.expect_problem(409, "duplicate");
    let back = format!("{path}/change-requests");
    for note in [json!({}), json!({"note": ""}), json!({"note": " "})] {
        let silent = jakarta.act(&back, note).await.expect_problem(422, "validation-failed");
        let errors = silent.json["errors"].as_array().unwrap();
        assert_eq!((errors.len(), &errors[0]["code"]), (1, &json!("required")), "said once");
    }
    let reopened = jakarta.act(&back, json!({"note": "Give the grade."})).await.expect(200);
    assert_eq!((state(&reopened), &reopened.json["consents"]), ("changes_requested", &json!([])));
    supplier.act(&format!("{path}/submissions"), json!({})).await.expect(200);

    trade.endorse_and_sign(&path).await;
    let early = metro.act(&format!("{path}/closures"), json!({})).await.expect_problem(409, "state-conflict");
    assert_eq!(early.json["current_state"], "signed");
    trade.verify("2030-01-01").await;
    let active = jakarta.act(&format!("{path}/activations"), json!({})).await.expect(200);
    assert_eq!(state(&active), "active");
    assert!(active.json["authenticity_code"].as_str().unwrap().starts_with("KAD-"));

    metro.act(&format!("{path}/suspensions"), json!({"note": "Complaint."})).await.expect(200);
    let lift = format!("{path}/reinstatements");
    jakarta.act(&lift, json!({})).await.expect_problem(403, "forbidden");
    metro.act(&lift, json!({})).await.expect(200);
    trade.hear_logistics().await;
    let statement = buyer.get(&format!("{path}/closing-statement")).await.expect(200);
    for business in [&supplier, &buyer] {
        business.act(&format!("{path}/short-endings"), hash(&statement)).await.expect(200);
    }
    let closed = buyer.act(&format!("{path}/closures"), json!({})).await.expect(200);
    assert_eq!(state(&closed), "closed");
    let history = metro.get(&format!("{path}/transitions?limit=200")).await.expect(200);
    assert_eq!(history.json["items"].as_array().unwrap().len(), 15);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_stands_once_under_an_agreement() {
    let trade = Trade::start().await;
    let supplier = trade.as_(&trade.supplier);
    let mut draft = trade.draft();
    draft["number"] = json!("PKS/KUJ/1");
    let wanted = || supplier.post("/v1/contracts", draft.clone());
    let answers = futures_util::future::join_all((0..6).map(|_| wanted())).await;
    let made: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert_eq!(made.len(), 1, "of six at once one wins");
    let taken = wanted().await.expect_problem(409, "duplicate");
    assert_eq!(taken.json["errors"][0]["pointer"], "/number");
    let other = supplier.post("/v1/contracts", trade.draft()).await.expect(201);
    let renumbered = json!({"number": "PKS/KUJ/1"});
    supplier.patch(other.header("location"), renumbered, other.etag()).await.expect_problem(409, "duplicate");
    let own = made[0].header("location");
    supplier.patch(own, json!({"number": "PKS/KUJ/1"}), made[0].etag()).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contract_needs_an_agreement_in_force_that_covers_its_goods() {
    let trade = Trade::start().await;
    let supplier = trade.as_(&trade.supplier);
    let path = trade.signed().await;
    trade.verify("2030-01-01").await;
    let suspensions = format!("{}/suspensions", trade.agreement);
    trade.as_(&trade.story.mayor).act(&suspensions, json!({"note": "Flood."})).await.expect(200);
    let refused = supplier.post("/v1/contracts", trade.draft()).await;
    let refused = refused.expect_problem(422, "contract-not-guaranteed");
    assert_eq!(rules(&refused), ["agreement_active"]);
    let metro = trade.as_(&trade.story.metro);
    let barred = metro.act(&format!("{path}/activations"), json!({})).await;
    assert_eq!(rules(&barred.expect_problem(422, "contract-not-guaranteed")), ["agreement_active"]);
    let reinstate = format!("{}/reinstatements", trade.agreement);
    metro.act(&reinstate, json!({})).await.expect(200);
    let mut body = trade.draft();
    body["lines"][0]["commodity_code"] = json!("chilli");
    let refused = supplier.post("/v1/contracts", body).await.expect_problem(422, "contract-not-guaranteed");
    assert_eq!(rules(&refused), ["commodity_covered"]);
    let active = metro.act(&format!("{path}/activations"), json!({})).await.expect(200);
    metro.act(&suspensions, json!({"note": "Flood."})).await.expect(200);
    let frozen = metro.get(&path).await.expect(200);
    assert_eq!((state(&frozen), &frozen.json["condition"]), ("active", &json!("frozen")));
    assert_ne!(frozen.etag(), active.etag());
}

#[tokio::test(flavor = "multi_thread")]
async fn activation_names_a_certificate_that_lapsed_yesterday() {
    let trade = Trade::start().await;
    let path = trade.signed().await;
    let metro = trade.as_(&trade.story.metro);
    let activations = format!("{path}/activations");
    let refused = metro.act(&activations, json!({})).await.expect_problem(422, "contract-not-guaranteed");
    assert_eq!(rules(&refused), ["supplier_verified"]);
    trade.verify("2026-11-22").await;
    trade.story.app.clock.set(test_time() + chrono::TimeDelta::days(1));
    let metro = trade.as_(&trade.story.metro);
    let refused = metro.act(&activations, json!({})).await.expect_problem(422, "contract-not-guaranteed");
    assert_eq!(rules(&refused), ["supplier_document_valid"]);
    let text = refused.json["unmet"][0]["how_to_fix"].as_str().unwrap();
    assert!(text.contains("22 November 2026"), "{text}");
    // It is judged by the day it is said to be of: the certificate held the day before.
    metro.act(&activations, json!({"occurred_at": test_time()})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_in_force_before_its_supplier_was_verified() {
    let trade = Trade::start().await;
    let contract = trade.signed().await;
    let now = testkit::test_time() + chrono::TimeDelta::days(2);
    trade.story.app.clock.set(now);
    trade.verify("2030-01-01").await;
    let (metro, activations) = (trade.as_(&trade.story.metro), format!("{contract}/activations"));
    let claimed = |hours: i64| json!({"occurred_at": now - chrono::TimeDelta::hours(hours)});
    let early = metro.act(&activations, claimed(20)).await;
    let early = early.expect_problem(422, "occurred-time-before-cause");
    assert!(
        early.text.contains("the decision on the supplier") || early.text.contains("keputusan verifikasi")
    );
    metro.act(&activations, claimed(0)).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_contract_happens_before_its_agreement_is_in_force() {
    let trade = Trade::start().await;
    let supplier = trade.as_(&trade.supplier);
    let drafted = supplier.post("/v1/contracts", trade.draft()).await.expect(201);
    let submissions = format!("{}/submissions", drafted.header("location"));
    // The agreement was signed for that day, and put into force an hour later.
    let before = json!({"occurred_at": test_time() - chrono::TimeDelta::hours(1)});
    let refused = supplier.act(&submissions, before).await.expect_problem(422, "contract-not-guaranteed");
    assert_eq!(rules(&refused), ["agreement_active"]);
    supplier.act(&submissions, json!({"occurred_at": test_time()})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_its_own_businesses_and_governments_touch_a_contract() {
    let trade = Trade::start().await;
    let drafted = trade.as_(&trade.buyer).post("/v1/contracts", trade.draft()).await.expect(201);
    let path = drafted.header("location").to_owned();
    trade.as_(&trade.story.facilitator).get(&path).await.expect(200);
    let outsider = Actor::new(testkit::party(9), "18.72", &[Role::Supplier, Role::Coordinator]);
    let outsider = trade.as_(&outsider);
    outsider.get(&path).await.expect_problem(404, "not-found");
    outsider
        .act_on(&format!("{path}/submissions"), json!({}), "\"v1\"")
        .await
        .expect_problem(404, "not-found");
    assert_eq!(outsider.get("/v1/contracts").await.expect(200).json["items"], json!([]));
    outsider.post("/v1/contracts", trade.draft()).await.expect_problem(403, "forbidden");
    let wrong = also(&trade.supplier, &[Role::Buyer]);
    let submissions = format!("{path}/submissions");
    trade.as_(&wrong).act(&submissions, json!({})).await.expect_problem(403, "forbidden");
    let stale = trade.as_(&trade.supplier).act_on(&submissions, json!({}), "\"v7\"").await;
    stale.expect_problem(412, "precondition-failed");
    let filtered = format!("/v1/contracts?type=fixed_quota&state=draft&buyer_id={}", trade.buyer.party);
    let listed = trade.as_(&trade.story.jakarta).get(&filtered).await.expect(200);
    assert_eq!(listed.json["items"][0], drafted.json);
    let other = trade.as_(&trade.story.jakarta).get("/v1/contracts?type=trial").await.expect(200);
    assert_eq!(other.json["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_speak_of_what_the_catalog_has_told() {
    let trade = Trade::start().await;
    let supplier = trade.as_(&trade.supplier);
    let mut body = trade.draft();
    body["lines"][0]["commodity_code"] = json!("not_told_yet");
    let unknown = supplier.post("/v1/contracts", body).await.expect_problem(409, "not-yet-known");
    assert_eq!(unknown.json["retryable"], true);
    assert_eq!(unknown.json["read_to"], json!({"feed": "catalog", "position": 0}));
    trade.story.app.has_heard("catalog").await;
    let mut body = trade.draft();
    body["lines"][0]["commodity_code"] = json!("not_told_yet");
    let unknown = supplier.post("/v1/contracts", body).await.expect_problem(422, "validation-failed");
    let field = &unknown.json["errors"][0];
    assert_eq!(
        (&field["pointer"], &field["code"]),
        (&json!("/lines/0/commodity_code"), &json!("unknown-commodity"))
    );
    let mut body = trade.draft();
    body["lines"] = json!([
        {"commodity_code": "eggs", "form_code": "powder", "unit": "KGM", "price": {"amount": 22500, "currency": "IDR"},
            "price_basis": "per_kg_net", "quantity": {"value": "1", "unit": "KGM"}},
        {"commodity_code": "eggs", "form_code": "fresh", "unit": "HEA", "price": {"amount": 1, "currency": "USD"},
            "price_basis": "per_head", "quantity": {"value": "1", "unit": "KGM"}},
    ]);
    let invalid = supplier.post("/v1/contracts", body).await.expect_problem(422, "validation-failed");
    let pointers: Vec<_> =
        invalid.json["errors"].as_array().unwrap().iter().map(|one| one["pointer"].clone()).collect();
    assert_eq!(
        pointers,
        ["/lines/0/form_code", "/lines/1/unit", "/lines/1/quantity/unit", "/lines/1/price/currency"]
    );
    let mut body = trade.draft();
    body["valid_until_date"] = json!("2030-01-01");
    body["lines"][0]["quantity"] = Value::Null;
    let invalid = supplier.post("/v1/contracts", body).await.expect_problem(422, "validation-failed");
    let pointers: Vec<_> =
        invalid.json["errors"].as_array().unwrap().iter().map(|one| one["pointer"].clone()).collect();
    assert_eq!(pointers, ["/valid_from_date", "/lines/0/quantity"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn work_items_say_what_waits_for_whom() {
    let story = Story::start().await;
    let path = story.discussed().await;
    let actions = async |actor: &Actor| {
        let items = story.as_(actor).get("/v1/agreement-work-items").await.expect(200);
        let items = items.json["items"].as_array().unwrap().clone();
        let action = |item: &Value| item["action"].as_str().unwrap().to_owned();
        items.iter().map(action).collect::<Vec<_>>()
    };
    assert_eq!(actions(&story.metro).await, ["confirm_agreement_text"]);
    assert_eq!(actions(&story.mayor).await, [""; 0]);
    let confirm = json!({"text_sha256": story.hash(&path).await});
    let confirmations = format!("{path}/text-confirmations");
    story.as_(&story.metro).act(&confirmations, confirm.clone()).await.expect(200);
    assert_eq!(actions(&story.metro).await, [""; 0]);
    assert_eq!(actions(&story.jakarta).await, ["confirm_agreement_text"]);
    story.as_(&story.jakarta).act(&confirmations, confirm).await.expect(200);
    assert_eq!(actions(&story.mayor).await, ["sign_agreement"]);
    assert_eq!(actions(&story.facilitator).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn work_items_of_contracts_follow_their_state_page_by_page() {
    let trade = Trade::start().await;
    let supplier = trade.as_(&trade.supplier);
    for _ in 0..3 {
        supplier.post("/v1/contracts", trade.draft()).await.expect(201);
    }
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = supplier
            .get(&format!("/v1/agreement-work-items?action=submit_contract&limit=2{cursor}"))
            .await
            .expect(200);
        seen.extend(page.json["items"].as_array().unwrap().iter().map(|item| item["subject"].to_string()));
        match page.json["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen.len(), 3);
    seen.dedup();
    assert_eq!(seen.len(), 3);
    let path = format!("/v1/contracts/{}", seen[0].trim_matches('"'));
    supplier.act(&format!("{path}/submissions"), json!({})).await.expect(200);
    let metro = trade.as_(&trade.story.metro).get("/v1/agreement-work-items").await.expect(200);
    assert_eq!(metro.json["items"][0]["action"], "endorse_contract");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_that_nobody_can_mean_is_told_at_once() {
    let trade = Trade::start().await;
    let (mut slip, supplier) = (trade.draft(), trade.as_(&trade.supplier));
    slip["lines"][0]["price"]["amount"] = json!(22_500_000);
    let refused = supplier.post("/v1/contracts", slip.clone()).await.expect_problem(422, "validation-failed");
    assert_eq!(refused.json["errors"][0]["pointer"], "/lines/0/price");
    assert_eq!(refused.json["errors"][0]["code"], "price-not-plausible");
    assert!(refused.json["errors"][0]["detail"].as_str().unwrap().contains("Rp 5,000 to Rp 200,000"));
    let draft = supplier.post("/v1/contracts", trade.draft()).await.expect(201);
    let patched =
        supplier.patch(draft.header("location"), json!({"lines": slip["lines"]}), draft.etag()).await;
    assert_eq!(
        patched.expect_problem(422, "validation-failed").json["errors"][0]["code"],
        "price-not-plausible"
    );
    // The administrator's rows say what can be meant.
    let admin = trade.story.app.caller(&crate::admin());
    let rows = admin.get("/v1/plausible-prices?commodity_code=eggs").await.expect(200).json;
    let by_kilogram = rows["items"][0]["id"].as_str().unwrap();
    let mut row = json!({"commodity_code": "eggs", "price_basis": "per_piece", "least_rupiah": 9, "most_rupiah": 8,
        "source": "sebuah aturan", "in_force_from_date": "2026-11-23"});
    let refused =
        admin.post("/v1/plausible-prices", row.clone()).await.expect_problem(422, "validation-failed");
    assert_eq!(refused.json["errors"][0]["pointer"], "/most_rupiah");
    (row["commodity_code"], row["most_rupiah"]) = (json!("nothing"), json!(10));
    admin.post("/v1/plausible-prices", row).await.expect_problem(409, "not-yet-known");
    let today = json!({"in_force_until_date": "2026-11-22", "note": "Harga naik."});
    admin.act(&format!("/v1/plausible-prices/{by_kilogram}/endings"), today).await.expect(200);
    trade.story.app.clock.set(test_time() + chrono::TimeDelta::days(1));
    trade.as_(&trade.supplier).post("/v1/contracts", slip).await.expect(201);
}
