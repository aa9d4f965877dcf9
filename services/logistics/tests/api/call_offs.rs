//! Call-off orders: their story, their refusals, who may do what.

use chrono::TimeDelta;
use serde_json::{Value, json};
use testkit::{Actor, App, Caller, Response};

use crate::seed::{self, cattle, chilli, eggs, no_order, of, order, rice};
use crate::{buyer, facilitator, jakarta, metro, other_buyer, other_supplier, start, supplier};

/// Writes an order and gives its path.
pub(crate) async fn draft(buyer: &Caller, lines: Value) -> String {
    buyer.post("/v1/call-offs", order(lines)).await.expect(201).header("location").to_owned()
}

/// Writes and issues an order.
pub(crate) async fn issue(buyer: &Caller, lines: Value) -> Response {
    let path = draft(buyer, lines).await;
    buyer.act(&format!("{path}/issuances"), json!({})).await
}

/// One figure of a line's present balance.
pub(crate) async fn figure(caller: &Caller, line: domain::shared::ContractLineId, name: &str) -> String {
    let balance = caller.get(&format!("/v1/contract-lines/{line}/balance")).await.expect(200);
    balance.json[name].as_str().unwrap().to_owned()
}

async fn seeded() -> (App, Caller, Caller) {
    let app = start().await;
    seed::everything(&app).await;
    let (buyer, supplier) = (app.caller(&buyer()), app.caller(&supplier()));
    (app, buyer, supplier)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_written_issued_and_accepted_and_its_history_tells_it() {
    let (app, buyer, supplier) = seeded().await;
    let draft = buyer.post("/v1/call-offs", order(json!([of(eggs(), "2500", "KGM")]))).await.expect(201);
    let path = draft.header("location").to_owned();
    assert_eq!(buyer.get(&path).await.expect(200).json, draft.json);
    assert_eq!((draft.json["state"].as_str(), draft.etag()), (Some("draft"), "\"v1\""));
    assert_eq!(draft.json["number"], "SP/2026/000001");
    assert!(draft.json["terms_position"].is_null());
    let issued = buyer.act(&format!("{path}/issuances"), json!({})).await.expect(200);
    assert_eq!((issued.json["state"].as_str(), issued.etag()), (Some("issued"), "\"v2\""));
    assert_eq!(issued.json["terms_position"], 4);
    assert_eq!(issued.json["lines"][0]["open"], json!({"value": "2500", "unit": "KGM"}));
    app.clock.set(app.clock.now() + TimeDelta::seconds(1));
    let accepted = supplier.act(&format!("{path}/acceptances"), json!({"note": "Siap"})).await.expect(200);
    assert_eq!(accepted.json["state"], "accepted");
    assert_eq!(supplier.get(&path).await.expect(200).json, accepted.json);
    let history = buyer.get(&format!("{path}/transitions")).await.expect(200).json;
    let told: Vec<_> = history["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|t| (t["event"].as_str().unwrap().to_owned(), t["actor_role"].as_str().unwrap().to_owned()))
        .collect();
    let expected = [("issue", "buyer"), ("accept", "supplier")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!(told, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_feed_tells_each_step_to_those_who_may_see_the_contract() {
    let (app, buyer, _) = seeded().await;
    let order = issue(&buyer, json!([of(eggs(), "1", "KGM")])).await.expect(200);
    let feed = "/v1/logistics-events?types=id.kad.call_off.issued";
    for reader in [metro(), jakarta(), facilitator(), Actor::service()] {
        let events = app.feed(&reader, feed).await;
        assert_eq!(events[0]["subject"], order.json["id"]);
        assert_eq!(events[0]["data"]["state"], "issued");
    }
    assert!(app.feed(&other_buyer(), "/v1/logistics-events").await.is_empty());
}

// Mistake 1 of the balance.
#[tokio::test(flavor = "multi_thread")]
async fn sacks_of_25_kg_called_off_against_a_line_in_tonnes_count_as_kilograms() {
    let (_app, buyer, _) = seeded().await;
    let sacks = |count: i64| {
        json!([{"contract_line_id": rice(), "packs": {"count": count, "kind": "XSA",
            "content": {"value": "25", "unit": "KGM"}}}])
    };
    let issued = issue(&buyer, sacks(400)).await.expect(200);
    assert_eq!(issued.json["lines"][0]["quantity"], json!({"value": "10000", "unit": "KGM"}));
    assert_eq!(issued.json["lines"][0]["packs"]["content"], json!({"value": "25", "unit": "KGM"}));
    assert_eq!(figure(&buyer, rice(), "callable").await, "0");
    let refused = issue(&buyer, sacks(1)).await.expect_problem(409, "balance-exceeded");
    assert_eq!(refused.json["unmet"][0]["found"], "0.025 tonnes");
    assert_eq!(refused.json["unmet"][0]["required"], "at most 0 tonnes");
}

// Mistake 5.
#[tokio::test(flavor = "multi_thread")]
async fn two_lines_of_one_order_on_one_contract_line_are_judged_as_their_sum() {
    let (_app, buyer, _) = seeded().await;
    let both = json!([of(rice(), "6", "TNE"), of(rice(), "6", "TNE")]);
    let refused = issue(&buyer, both).await.expect_problem(409, "balance-exceeded");
    assert_eq!(refused.json["unmet"][0]["found"], "12 tonnes");
    issue(&buyer, json!([of(rice(), "6", "TNE"), of(rice(), "4", "TNE")])).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tolerance_is_not_for_ordering() {
    let (_app, buyer, _) = seeded().await;
    issue(&buyer, json!([of(eggs(), "9000.001", "KGM")])).await.expect_problem(409, "balance-exceeded");
    issue(&buyer, json!([of(eggs(), "9000", "KGM")])).await.expect(200);
}

// Mistake 8.
#[tokio::test(flavor = "multi_thread")]
async fn unlike_units_and_lines_of_other_contracts_are_refused_when_the_order_is_written() {
    let (_app, buyer, _) = seeded().await;
    let heads = order(json!([of(eggs(), "30", "HEA")]));
    let refused = buyer.post("/v1/call-offs", heads).await.expect_problem(422, "order-line-invalid");
    assert_eq!(refused.json["unmet"][0]["rule"], "measure_of_the_line");
    let strange = order(json!([of(testkit::seeded(999), "1", "KGM"), of(cattle(), "1.5", "HEA")]));
    let refused = buyer.post("/v1/call-offs", strange).await.expect_problem(422, "validation-failed");
    let codes: Vec<_> =
        refused.json["errors"].as_array().unwrap().iter().map(|e| e["code"].clone()).collect();
    assert_eq!(codes, ["unknown-line", "too-many-places"]);
    for line in [
        json!({"contract_line_id": eggs()}),
        json!({"contract_line_id": eggs(), "quantity": {"value": "1", "unit": "KGM"},
            "packs": {"count": 1, "kind": "XSA", "content": {"value": "1", "unit": "KGM"}}}),
        json!({"contract_line_id": eggs(), "packs": {"count": 0, "kind": "XSA", "content": {"value": "1", "unit": "KGM"}}}),
        json!({"contract_line_id": eggs(), "quantity": {"value": "0", "unit": "KGM"}}),
    ] {
        buyer.post("/v1/call-offs", order(json!([line]))).await.expect_problem(422, "validation-failed");
    }
    buyer.post("/v1/call-offs", order(json!([]))).await.expect_problem(422, "validation-failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_contract_is_refused_by_its_field_and_one_out_of_sight_looks_the_same() {
    let (app, buyer, _) = seeded().await;
    let unknown = seed::order_of(testkit::seeded(999), json!([of(eggs(), "1", "KGM")]));
    let refused = buyer.post("/v1/call-offs", unknown.clone()).await.expect_problem(422, "validation-failed");
    let field = &refused.json["errors"][0];
    assert_eq!((&field["pointer"], &field["code"]), (&json!("/contract_id"), &json!("unknown-contract")));
    let known = order(json!([of(eggs(), "1", "KGM")]));
    let hidden = app.caller(&other_buyer()).post("/v1/call-offs", known.clone()).await;
    let hidden = hidden.expect_problem(422, "validation-failed");
    assert_eq!(hidden.json["errors"], refused.json["errors"]);
    // Where the feed has not been heard of for long the contract may be on its way.
    app.clock.set(app.clock.now() + chrono::TimeDelta::seconds(120));
    let late =
        app.caller(&crate::buyer()).post("/v1/call-offs", unknown).await.expect_problem(409, "not-yet-known");
    assert_eq!((&late.json["retryable"], &late.json["read_to"]["feed"]), (&json!(true), &json!("agreement")));
    // A reader of the contract that is not its buyer is told so.
    let mut reader = facilitator();
    reader.roles.push(domain::shared::Role::Buyer);
    app.caller(&reader).post("/v1/call-offs", known).await.expect_problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_out_of_sight_does_not_exist() {
    let (app, buyer, _) = seeded().await;
    let path = draft(&buyer, json!([of(eggs(), "1", "KGM")])).await;
    for stranger in [other_buyer(), other_supplier()] {
        let stranger = app.caller(&stranger);
        let hidden = stranger.get(&path).await.expect_problem(404, "not-found");
        let absent =
            stranger.get(&format!("/v1/call-offs/{}", no_order())).await.expect_problem(404, "not-found");
        assert_eq!(hidden.json["detail"], absent.json["detail"]);
        stranger.get(&format!("{path}/transitions")).await.expect_problem(404, "not-found");
        assert_eq!(stranger.get("/v1/call-offs").await.expect(200).json["items"], json!([]));
    }
    let other = app.caller(&other_buyer());
    for step in ["issuances", "cancellations", "closures", "short-closures", "counter-offer-acceptances"] {
        other.act_on(&format!("{path}/{step}"), json!({}), "\"v1\"").await.expect_problem(404, "not-found");
    }
    for reader in [metro(), jakarta(), facilitator(), supplier(), Actor::service()] {
        app.caller(&reader).get(&path).await.expect(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_broken_link_of_the_guarantee_bars_the_issue_and_says_how_to_mend_it() {
    let (app, buyer, _) = seeded().await;
    let path = draft(&buyer, json!([of(eggs(), "1", "KGM")])).await;
    let barred_by = async || {
        let refused = buyer.act(&format!("{path}/issuances"), json!({})).await;
        let refused = refused.expect_problem(422, "call-off-not-allowed");
        refused.json["unmet"]
            .as_array()
            .unwrap()
            .iter()
            .map(|u| u["rule"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    seed::tell(&app, &seed::whole_contract(seed::contract_view("suspended", 2)), 10).await;
    assert_eq!(barred_by().await, ["contract_active"]);
    seed::tell(&app, &seed::agreement_row(seed::agreement_view("suspended", 2)), 11).await;
    seed::standing(&app, "lapsed", None, 12).await;
    assert_eq!(barred_by().await, ["contract_active", "agreement_active", "supplier_verified"]);
    // What is older changes nothing.
    seed::tell(&app, &seed::whole_contract(seed::contract_view("active", 1)), 13).await;
    seed::standing(&app, "verified", Some("2026-12-31"), 5).await;
    assert_eq!(barred_by().await.len(), 3);
    seed::tell(&app, &seed::whole_contract(seed::contract_view("active", 3)), 14).await;
    seed::tell(&app, &seed::agreement_row(seed::agreement_view("active", 3)), 15).await;
    seed::standing(&app, "verified", Some("2026-11-21"), 16).await;
    assert_eq!(barred_by().await, ["supplier_verified"]);
    seed::standing(&app, "verified", None, 17).await;
    let issued = buyer.act(&format!("{path}/issuances"), json!({})).await.expect(200);
    assert_eq!(issued.json["terms_position"], 14);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contract_outside_its_period_takes_no_orders() {
    let (app, earlier, _) = seeded().await;
    let path = draft(&earlier, json!([of(eggs(), "1", "KGM")])).await;
    app.clock.set("2026-12-31T17:00:00Z".parse().unwrap());
    seed::heard(&app).await;
    // A token of that day.
    let buyer = app.caller(&buyer());
    let refused = buyer.act(&format!("{path}/issuances"), json!({})).await;
    let refused = refused.expect_problem(422, "call-off-not-allowed");
    assert_eq!(refused.json["unmet"][0]["rule"], "contract_in_period");
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_wait_while_a_feed_is_silent_for_a_minute() {
    let (app, buyer, _) = seeded().await;
    let path = draft(&buyer, json!([of(eggs(), "1", "KGM")])).await;
    let late = app.clock.now() + TimeDelta::seconds(61);
    app.clock.set(late);
    let buyer = app.caller(&crate::buyer());
    let silent = buyer.act(&format!("{path}/issuances"), json!({})).await;
    let silent = silent.expect_problem(503, "dependency-unavailable");
    assert_eq!(silent.header("retry-after"), "10");
    seed::heard(&app).await;
    buyer.act(&format!("{path}/issuances"), json!({})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_external_reference_is_unique_for_its_client() {
    let (app, buyer, _) = seeded().await;
    let mut body = order(json!([of(eggs(), "1", "KGM")]));
    body["external_reference"] = json!("PO-1");
    let first = buyer.post("/v1/call-offs", body.clone()).await.expect(201);
    let refused = buyer.post("/v1/call-offs", body.clone()).await.expect_problem(409, "duplicate");
    assert_eq!(refused.json["errors"][0]["pointer"], "/external_reference");
    let mut other = crate::buyer();
    other.client = "another system".to_owned();
    app.caller(&other).post("/v1/call-offs", body).await.expect(201);
    let found = buyer.get("/v1/call-offs?external_reference=PO-1").await.expect(200).json;
    assert_eq!(found["items"].as_array().unwrap().len(), 2);
    let mine = found["items"].as_array().unwrap().iter().any(|order| order["id"] == first.json["id"]);
    assert!(mine);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_has_one_effect_and_the_same_bytes() {
    let (_app, buyer, _) = seeded().await;
    let body = order(json!([of(eggs(), "1", "KGM")]));
    let first = buyer.post_keyed("/v1/call-offs", body.clone(), "one-intent").await.expect(201);
    let again = buyer.post_keyed("/v1/call-offs", body, "one-intent").await.expect(201);
    assert_eq!((first.text, again.header("idempotency-replayed")), (again.text.clone(), "true"));
    let path = format!("{}/issuances", first.headers["location"].to_str().unwrap());
    let issue = |key: &str| {
        let request =
            buyer.request("POST", &path).header("idempotency-key", key).header("if-match", "\"v1\"");
        buyer.send(request.json(&json!({})))
    };
    let (first, again) = (issue("issue-it").await.expect(200), issue("issue-it").await.expect(200));
    assert_eq!(first.text, again.text);
    assert_eq!(figure(&buyer, eggs(), "open").await, "1");
    issue("issue-it-again").await.expect_problem(412, "precondition-failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_state_does_not_allow_is_a_conflict_that_says_what_is() {
    let (_app, buyer, supplier) = seeded().await;
    let path = draft(&buyer, json!([of(eggs(), "1", "KGM")])).await;
    let refused = supplier.act(&format!("{path}/acceptances"), json!({})).await;
    let refused = refused.expect_problem(409, "state-conflict");
    assert_eq!(
        (refused.json["current_state"].as_str(), &refused.json["allowed"]),
        (Some("draft"), &json!(["update_call_off", "issue_call_off", "cancel_call_off"]))
    );
    buyer.act(&format!("{path}/cancellations"), json!({})).await.expect(200);
    let refused = buyer.act(&format!("{path}/issuances"), json!({})).await;
    assert_eq!(refused.expect_problem(409, "state-conflict").json["allowed"], json!([]));
    buyer
        .act_on(&format!("{path}/issuances"), json!({}), "\"v1\"")
        .await
        .expect_problem(412, "precondition-failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_side_does_its_own_part_only() {
    let (app, buyer, _) = seeded().await;
    let path = draft(&buyer, json!([of(eggs(), "1", "KGM")])).await;
    let mut both = supplier();
    both.roles.push(domain::shared::Role::Buyer);
    let supplier = app.caller(&both);
    supplier.act(&format!("{path}/issuances"), json!({})).await.expect_problem(403, "forbidden");
    buyer.act(&format!("{path}/issuances"), json!({})).await.expect(200);
    supplier.act(&format!("{path}/cancellations"), json!({})).await.expect_problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_needs_a_reason_and_gives_the_amount_back() {
    let (_app, buyer, supplier) = seeded().await;
    let issued = issue(&buyer, json!([of(eggs(), "9000", "KGM")])).await.expect(200);
    let path = format!("/v1/call-offs/{}", issued.id());
    supplier.act(&format!("{path}/refusals"), json!({})).await.expect_problem(422, "validation-failed");
    supplier.act(&format!("{path}/refusals"), json!({"note": "Kandang dikarantina"})).await.expect(200);
    assert_eq!(figure(&buyer, eggs(), "callable").await, "9000");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_counter_offer_keeps_its_place_until_the_buyer_takes_it() {
    let (_app, buyer, supplier) = seeded().await;
    let issued = issue(&buyer, json!([of(rice(), "6", "TNE"), of(eggs(), "100", "KGM")])).await.expect(200);
    let path = format!("/v1/call-offs/{}", issued.id());
    let line = &issued.json["lines"][0]["id"];
    supplier.act(&format!("{path}/counter-offers"), json!({})).await.expect_problem(422, "validation-failed");
    let heads = json!({"lines": [{"call_off_line_id": line, "quantity": {"value": "1", "unit": "HEA"}}]});
    supplier.act(&format!("{path}/counter-offers"), heads).await.expect_problem(422, "validation-failed");
    let offer = |grams: &str| {
        json!({"delivery_date": "2026-12-05",
            "lines": [{"call_off_line_id": line, "quantity": {"value": grams, "unit": "KGM"}}]})
    };
    let more = supplier.act(&format!("{path}/counter-offers"), offer("6000.001")).await;
    let error = &more.expect_problem(422, "validation-failed").json["errors"][0];
    assert_eq!(
        (&error["pointer"], &error["code"]),
        (&json!("/lines/0/quantity"), &json!("more-than-ordered"))
    );
    let countered = supplier.act(&format!("{path}/counter-offers"), offer("4500")).await.expect(200);
    assert_eq!(countered.json["lines"][0]["proposed_quantity"], json!({"value": "4.5", "unit": "TNE"}));
    assert_eq!(figure(&buyer, rice(), "open").await, "6");
    // The order keeps its place meanwhile.
    issue(&buyer, json!([of(rice(), "4.1", "TNE")])).await.expect_problem(409, "balance-exceeded");
    let take = format!("{path}/counter-offer-acceptances");
    let taken = buyer.act(&take, json!({})).await.expect(200).json;
    let agreed = &taken["lines"][0];
    assert_eq!(
        (taken["state"].as_str(), &agreed["quantity"]),
        (Some("accepted"), &json!({"value": "4.5", "unit": "TNE"}))
    );
    // What was proposed is agreed, and proposed no longer.
    assert_eq!(
        (&agreed["proposed_quantity"], &taken["proposed_delivery_date"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(taken["requested_delivery_date"], "2026-12-05");
    assert_eq!(buyer.get(&path).await.expect(200).json, taken);
    assert_eq!(
        (figure(&buyer, rice(), "open").await, figure(&buyer, eggs(), "open").await),
        ("4.5".to_owned(), "100".to_owned())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_past_is_recorded_only_with_a_grant_and_marked() {
    let (app, buyer, _) = seeded().await;
    let path = draft(&buyer, json!([of(eggs(), "1", "KGM")])).await;
    let past = json!({"occurred_at": "2026-06-20T03:00:00Z"});
    buyer.act(&format!("{path}/issuances"), past.clone()).await.expect_problem(422, "backfill-not-granted");
    let ahead = json!({"occurred_at": "2026-11-22T04:00:00Z"});
    buyer.act(&format!("{path}/issuances"), ahead).await.expect_problem(422, "occurred-time-in-future");
    seed::tell(&app, &seed::grant(1, testkit::party(10), "2026-06-10", "2026-06-30"), 20).await;
    buyer.act(&format!("{path}/issuances"), past).await.expect(200);
    let history = buyer.get(&format!("{path}/transitions")).await.expect(200).json;
    assert_eq!(
        (&history["items"][0]["backfilled"], &history["items"][0]["occurred_at"]),
        (&json!(true), &json!("2026-06-20T03:00:00Z"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_are_listed_by_page_and_filter() {
    let (app, buyer, supplier) = seeded().await;
    for _ in 0..3 {
        draft(&buyer, json!([of(chilli(), "1", "KGM")])).await;
        app.clock.set(app.clock.now() + TimeDelta::seconds(1));
    }
    issue(&buyer, json!([of(chilli(), "2", "KGM")])).await.expect(200);
    let count = async |query: &str| {
        let page = supplier.get(&format!("/v1/call-offs?{query}")).await.expect(200).json;
        page["items"].as_array().unwrap().len()
    };
    assert_eq!(count("state=draft").await, 3);
    assert_eq!(count(&format!("state=issued&contract_id={}", seed::contract())).await, 1);
    assert_eq!(
        count(&format!("supplier_id={}&buyer_id={}", testkit::party(20), testkit::party(10))).await,
        4
    );
    assert_eq!(count(&format!("buyer_id={}", testkit::party(11))).await, 0);
    let first = supplier.get("/v1/call-offs?limit=3").await.expect(200).json;
    let next = first["next_cursor"].as_str().unwrap();
    let rest = supplier.get(&format!("/v1/call-offs?limit=3&cursor={next}")).await.expect(200).json;
    assert_eq!((rest["items"].as_array().unwrap().len(), rest["next_cursor"].is_null()), (1, true));
    supplier
        .get(&format!("/v1/call-offs?state=draft&cursor={next}"))
        .await
        .expect_problem(400, "invalid-cursor");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_listed_for_the_side_it_waits_for() {
    let (app, buyer, supplier) = seeded().await;
    let mut expected = Vec::new();
    for _ in 0..3 {
        expected.push(issue(&buyer, json!([of(chilli(), "2", "KGM")])).await.expect(200).id());
        app.clock.set(app.clock.now() + TimeDelta::seconds(1));
    }
    let items = async |caller: &Caller, query: &str| {
        let page = caller.get(&format!("/v1/logistics-work-items?{query}")).await.expect(200).json;
        let subjects: Vec<_> = page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["subject"].as_str().unwrap().to_owned())
            .collect();
        (subjects, page["next_cursor"].as_str().map(str::to_owned))
    };
    assert_eq!(items(&supplier, "").await.0, expected);
    let (first, next) = items(&supplier, "limit=2").await;
    let (rest, end) = items(&supplier, &format!("limit=2&cursor={}", next.unwrap())).await;
    assert_eq!(([first, rest].concat(), end), (expected.clone(), None));
    assert_eq!(items(&supplier, "action=close_call_off").await.0, Vec::<String>::new());
    assert_eq!(items(&buyer, "").await.0, Vec::<String>::new());
    let counter = json!({"delivery_date": "2026-12-05"});
    supplier.act(&format!("/v1/call-offs/{}/counter-offers", expected[0]), counter).await.expect(200);
    assert_eq!(items(&buyer, "action=accept_counter_offer").await.0, expected[..1]);
}
