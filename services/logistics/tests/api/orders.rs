//! What is sent and accepted for an order, and what stands against its contract.

use chrono::TimeDelta;
use domain::shared::Id as _;
use serde_json::{Value, json};
use testkit::party;
use tokio::task::JoinSet;

use crate::call_offs::figure;
use crate::seed::{self, cattle, of, order, rice};
use crate::trade::{Trade, health, herd_of, item, item_id, plan, truck};
use crate::{buyer, metro, supplier};

fn heads(order: &Value, count: i64) -> Value {
    json!([truck("BE 1", json!([herd_of(order, count)]))])
}

fn tonnes(order: &Value, value: &str) -> Value {
    json!([truck("BE 1", json!([item(order, value, "TNE")]))])
}

fn accepted(shipment: &Value, weight: &Value) -> Value {
    json!([{"shipment_item_id": item_id(shipment, 0), "weight": weight}])
}

#[tokio::test(flavor = "multi_thread")]
async fn two_shipments_of_twenty_head_for_an_order_of_twenty_are_refused_with_what_still_fits() {
    let trade = Trade::start().await;
    let order = trade.order(cattle(), "20", "HEA").await;
    trade.plan(&order, heads(&order, 15), json!([health(30)])).await.expect(201);
    let refused = trade.plan(&order, heads(&order, 20), json!([health(30)])).await;
    let refused = refused.expect_problem(409, "order-exceeded");
    let unmet = &refused.json["unmet"][0];
    assert_eq!(
        (unmet["found"].as_str(), unmet["required"].as_str()),
        (Some("20 head"), Some("at most 5 head"))
    );
    assert!(unmet["how_to_fix"].as_str().unwrap().starts_with("Load 5 head at most"), "{unmet}");
    let second = trade.plan(&order, heads(&order, 5), json!([health(30)])).await.expect(201);
    let path = second.header("location").to_owned();
    let more = json!({"vehicles": heads(&order, 6)});
    trade.supplier.patch(&path, more, second.etag()).await.expect_problem(409, "order-exceeded");
    let less = json!({"vehicles": heads(&order, 4)});
    let changed = trade.supplier.patch(&path, less, second.etag()).await.expect(200);
    assert_eq!(changed.json["vehicles"][0]["items"][0]["quantity"]["value"], "4");
    trade.supplier.act(&format!("{path}/cancellations"), json!({"note": "Truk rusak"})).await.expect(200);
    trade.plan(&order, heads(&order, 5), json!([health(30)])).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_clerks_who_plan_the_same_order_at_once_as_many_win_as_fit() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "10", "TNE").await;
    let mut clerks = JoinSet::new();
    for _ in 0..8 {
        let (clerk, body) = (trade.app.caller(&supplier()), plan(&order, tonnes(&order, "3"), json!([])));
        clerks.spawn(async move { clerk.post("/v1/shipments", body).await.status });
    }
    let answers = clerks.join_all().await;
    assert_eq!(answers.iter().filter(|status| **status == 201).count(), 3, "{answers:?}");
    assert!(answers.iter().all(|status| matches!(status, 201 | 409)), "{answers:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_line_has_a_tolerance_and_nobody_eats_the_part_of_another_order() {
    let trade = Trade::start().await;
    // Ten tonnes without a tolerance of the contract: the first order may take 10 % more, if nobody has ordered it.
    let first = trade.tolerant_order(seed::contract(), rice(), "5", 1_000).await;
    assert_eq!(first["lines"][0]["over_tolerance_bp"], 1_000);
    let second = trade.order(rice(), "5", "TNE").await;
    trade.plan(&first, tonnes(&first, "5.6"), json!([])).await.expect_problem(409, "order-exceeded");
    let shipment = trade.departed(&first, tonnes(&first, "5.5"), json!([])).await;
    assert_eq!(trade.balance(rice(), ["open", "in_transit"]).await, ["10", "5"]);
    let whole = json!({"unit": "TNE", "accepted": "5.5"});
    let refused = trade.post(&shipment, accepted(&shipment, &whole)).await;
    let refused = refused.expect_problem(409, "balance-exceeded");
    assert_eq!(refused.json["unmet"][0]["rule"], "nobody_elses_order");
    let receipt =
        trade.buyer.get(&format!("/v1/receipts?shipment_id={}", shipment["id"].as_str().unwrap())).await;
    let receipt = receipt.expect(200).json["items"][0].clone();
    let path = format!("/v1/receipts/{}", receipt["id"].as_str().unwrap());
    let held = json!({"unit": "TNE", "accepted": "5", "held_excess": "0.5"});
    let etag = trade.buyer.get(&path).await.etag().to_owned();
    trade.buyer.patch(&path, json!({"lines": accepted(&shipment, &held)}), &etag).await.expect(200);
    trade.poster.act(&format!("{path}/postings"), json!({})).await.expect(200);
    // The truck of the second order is received as ordered.
    let truck = trade.departed(&second, tonnes(&second, "5"), json!([])).await;
    let all = json!({"unit": "TNE", "accepted": "5"});
    trade.post(&truck, accepted(&truck, &all)).await.expect(200);
    assert_eq!(trade.balance(rice(), ["accepted", "open", "in_transit"]).await, ["10", "0", "0"]);
    let mut wide = of(rice(), "1", "TNE");
    wide["over_tolerance_bp"] = json!(2_001);
    trade.buyer.post("/v1/call-offs", order(json!([wide]))).await.expect_problem(422, "validation-failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_accepted_above_the_order_is_held_excess() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "4", "TNE").await;
    let shipment = trade.departed(&order, tonnes(&order, "4"), json!([])).await;
    let more = json!({"unit": "TNE", "accepted": "4.5", "surplus": "0.5"});
    let refused = trade.post(&shipment, accepted(&shipment, &more)).await;
    let refused = refused.expect_problem(409, "order-exceeded");
    let how = refused.json["unmet"][0]["how_to_fix"].as_str().unwrap();
    assert_eq!(how, "Accept 4 tonnes; record 0.5 tonnes as held excess.");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_departure_of_the_past_is_held_against_what_was_on_the_road_then() {
    let mut trade = Trade::start().await;
    let order = trade.order(rice(), "10", "TNE").await;
    let first = trade.departed(&order, tonnes(&order, "10"), json!([])).await;
    trade.wait(TimeDelta::days(3)).await;
    let lost = format!("/v1/shipments/{}/losses", first["id"].as_str().unwrap());
    trade.supplier.act(&lost, json!({"note": "Truk terbakar"})).await.expect(200);
    let second = trade.plan(&order, tonnes(&order, "10"), json!([])).await.expect(201);
    let path = second.header("location").to_owned();
    let then = json!({"occurred_at": "2026-11-23T03:00:00Z"});
    for step in ["loadings", "readiness"] {
        trade.supplier.act(&format!("{path}/{step}"), then.clone()).await.expect(200);
    }
    let refused = trade.supplier.act(&format!("{path}/departures"), then).await;
    refused.expect_problem(409, "order-exceeded");
    trade.supplier.act(&format!("{path}/departures"), json!({})).await.expect(200);
    assert_eq!(trade.balance(rice(), ["open", "in_transit"]).await, ["10", "10"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_taken_back_opens_a_closed_order_again() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "4", "TNE").await;
    let posted = trade.deliver(&order, "4", json!({"unit": "TNE", "accepted": "4"})).await.expect(200);
    let path = format!("/v1/call-offs/{}", order["id"].as_str().unwrap());
    trade.buyer.act(&format!("{path}/closures"), json!({})).await.expect(200);
    let reversal = format!("/v1/receipts/{}/reversals", posted.id());
    trade.buyer.act(&reversal, json!({"note": "Salah timbang"})).await.expect(200);
    assert_eq!(trade.order_now(&order).await["state"], "in_fulfilment");
    assert_eq!(trade.balance(rice(), ["accepted", "open", "callable"]).await, ["0", "4", "6"]);
}

/// An order of half a tonne that was sent and not answered.
async fn issued(trade: &Trade) -> String {
    let body = crate::seed::order(json!([of(rice(), "0.5", "TNE")]));
    let path = trade.buyer.post("/v1/call-offs", body).await.expect(201).header("location").to_owned();
    trade.buyer.act(&format!("{path}/issuances"), json!({})).await.expect(200);
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_issued_in_the_moment_of_a_short_ending_is_never_shipped_and_holds_nothing() {
    let trade = Trade::start().await;
    let (sent, order) = (issued(&trade).await, trade.order(rice(), "2", "TNE").await);
    let planned = trade.plan(&order, tonnes(&order, "2"), json!([])).await.expect(201);
    let planned = planned.header("location").to_owned();
    let mut ended = seed::contract_view("ended_short", 5);
    (ended["ended_at"], ended["end_recorded_at"]) = {
        let just_now = json!(trade.app.clock.now() - TimeDelta::seconds(1));
        (just_now.clone(), just_now)
    };
    seed::tell(&trade.app, &seed::whole_contract(ended), 50).await;
    let accept = trade.supplier.act(&format!("{sent}/acceptances"), json!({})).await;
    accept.expect_problem(422, "contract-not-guaranteed");
    let load = trade.supplier.act(&format!("{planned}/loadings"), json!({})).await;
    load.expect_problem(422, "contract-not-guaranteed");
    let accepted = format!("/v1/call-offs/{}", order["id"].as_str().unwrap());
    for (side, path) in [(&trade.buyer, &sent), (&trade.supplier, &sent), (&trade.supplier, &accepted)] {
        let shown = side.get(path).await.expect(200).json;
        assert_eq!(shown["condition"]["status"], "ended", "{path}");
    }
    assert_eq!(trade.balance(rice(), ["committed", "callable", "remaining"]).await, ["0", "0", "0"]);
    for path in [&sent, &accepted] {
        let cancel = json!({"note": "Kontrak sudah berakhir"});
        trade.buyer.act(&format!("{path}/cancellations"), cancel).await.expect(200);
    }
    assert_eq!(trade.balance(rice(), ["open"]).await, ["0"]);
}

/// Everything that can stand against a contract whose order was accepted, with the reason it gives.
async fn stand_against(trade: &Trade, what: &str) {
    let app = &trade.app;
    match what {
        "contract_suspended" => {
            seed::tell(app, &seed::whole_contract(seed::contract_view("suspended", 5)), 50).await
        }
        "contract_terminated" => {
            seed::tell(app, &seed::whole_contract(seed::contract_view("terminated", 5)), 50).await;
        }
        "contract_ended" => {
            seed::tell(app, &seed::whole_contract(seed::contract_view("closed", 5)), 50).await
        }
        "contract_expired" => {
            let mut view = seed::contract_view("active", 5);
            view["valid_until_date"] = json!("2026-11-21");
            seed::tell(app, &seed::whole_contract(view), 50).await;
        }
        "agreement_suspended" => {
            seed::tell(app, &seed::agreement_row(seed::agreement_view("suspended", 5)), 50).await
        }
        "agreement_terminated" => {
            seed::tell(app, &seed::agreement_row(seed::agreement_view("terminated", 5)), 50).await;
        }
        "agreement_ended" => {
            seed::tell(app, &seed::agreement_row(seed::agreement_view("completed", 5)), 50).await
        }
        "agreement_expired" => {
            let mut view = seed::agreement_view("active", 5);
            view["valid_until_date"] = json!("2026-11-21");
            seed::tell(app, &seed::agreement_row(view), 50).await;
        }
        "supplier_not_verified" => seed::standing(app, "not_verified", None, 50).await,
        "supplier_lapsed" => seed::standing(app, "verified", Some("2026-11-21"), 50).await,
        other => panic!("{other}"),
    }
}

const AGAINST: [&str; 10] = [
    "contract_suspended",
    "contract_terminated",
    "contract_ended",
    "contract_expired",
    "agreement_suspended",
    "agreement_terminated",
    "agreement_ended",
    "agreement_expired",
    "supplier_not_verified",
    "supplier_lapsed",
];

#[tokio::test(flavor = "multi_thread")]
async fn whatever_stands_against_a_contract_bars_acceptance_and_each_step_before_departure_and_no_receipt() {
    for what in AGAINST {
        let trade = Trade::start().await;
        let order = trade.order(rice(), "9", "TNE").await;
        let on_the_road = trade.departed(&order, tonnes(&order, "3"), json!([])).await;
        let mut waiting = Vec::new();
        for steps in [&[][..], &["loadings"], &["loadings", "readiness"]] {
            let planned = trade.plan(&order, tonnes(&order, "2"), json!([])).await.expect(201);
            let path = planned.header("location").to_owned();
            for step in steps {
                trade.supplier.act(&format!("{path}/{step}"), json!({})).await.expect(200);
            }
            waiting.push(path);
        }
        let draft =
            trade.buyer.post("/v1/call-offs", crate::seed::order(json!([of(rice(), "1", "TNE")]))).await;
        let draft = draft.expect(201).header("location").to_owned();
        let sent = issued(&trade).await;
        stand_against(&trade, what).await;
        let accept = trade.supplier.act(&format!("{sent}/acceptances"), json!({})).await;
        accept.expect_problem(422, "contract-not-guaranteed");
        for (path, step) in waiting.iter().zip(["loadings", "readiness", "departures"]) {
            let refused = trade.supplier.act(&format!("{path}/{step}"), json!({})).await;
            let refused = refused.expect_problem(422, "contract-not-guaranteed");
            assert_eq!(refused.json["unmet"].as_array().unwrap().len(), 1, "{what}, {step}");
        }
        let issue = trade.buyer.act(&format!("{draft}/issuances"), json!({})).await;
        issue.expect_problem(422, "call-off-not-allowed");
        for side in [&trade.buyer, &trade.supplier] {
            let shown = side.get(&sent).await.expect(200).json;
            assert_eq!(shown["condition"]["reasons"], json!([what]), "of an order that nobody has accepted");
        }
        let line = format!("/v1/contract-lines/{}/balance", rice());
        let shown = trade.buyer.get(&line).await.expect(200).json;
        assert_eq!(shown["callable"], "0", "{what}");
        assert_eq!(shown["condition"]["reasons"], json!([what]));
        let ended = ["contract_terminated", "contract_ended", "agreement_terminated", "agreement_ended"];
        let status = if ended.contains(&what) { "ended" } else { "not_now" };
        assert_eq!(shown["condition"]["status"], status, "{what}");
        let listed = trade.buyer.get(&format!("/v1/contract-lines?contract_id={}", seed::contract())).await;
        let listed = listed.expect(200).json;
        assert!(
            listed["items"].as_array().unwrap().iter().all(|line| line["callable"] == "0"),
            "{what}: {listed}"
        );
        let now = trade.order_now(&order).await;
        assert_eq!(now["condition"], shown["condition"], "{what}");
        let orders = trade.buyer.get("/v1/call-offs?state=in_fulfilment").await.expect(200).json;
        assert_eq!(orders["items"][0]["condition"], shown["condition"], "{what}");
        let all = json!({"unit": "TNE", "accepted": "3"});
        trade.post(&on_the_road, accepted(&on_the_road, &all)).await.expect(200);
        assert_eq!(figure(&trade.buyer, rice(), "accepted").await, "3", "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_silent_or_not_applied_for_a_minute_stops_orders_and_departures_and_no_receipts() {
    for (source, silent) in [("agreement", true), ("agreement", false), ("catalog", true), ("catalog", false)]
    {
        let mut trade = Trade::start().await;
        let order = trade.order(rice(), "9", "TNE").await;
        let on_the_road = trade.departed(&order, tonnes(&order, "3"), json!([])).await;
        let loading = trade.plan(&order, tonnes(&order, "2"), json!([])).await.expect(201);
        let ready = trade.plan(&order, tonnes(&order, "2"), json!([])).await.expect(201);
        let draft =
            trade.buyer.post("/v1/call-offs", crate::seed::order(json!([of(rice(), "1", "TNE")]))).await;
        let (loading, ready, draft) = (
            loading.header("location").to_owned(),
            ready.header("location").to_owned(),
            draft.expect(201).header("location").to_owned(),
        );
        for (path, steps) in [(&loading, &["loadings"][..]), (&ready, &["loadings", "readiness"])] {
            for step in steps {
                trade.supplier.act(&format!("{path}/{step}"), json!({})).await.expect(200);
            }
        }
        let heard = trade.app.clock.now();
        let other = if source == "agreement" { "catalog" } else { "agreement" };
        trade.wait(TimeDelta::seconds(61)).await;
        if silent {
            // The other feed answers, this one did so a minute ago.
            trade.app.clock.set(heard);
            seed::heard_from(&trade.app, source, None).await;
            trade.app.clock.set(heard + TimeDelta::seconds(61));
        } else {
            seed::heard_from(&trade.app, source, Some(heard)).await;
        }
        seed::heard_from(&trade.app, other, None).await;
        for (path, step, actor) in [
            (&draft, "issuances", &trade.buyer),
            (&loading, "readiness", &trade.supplier),
            (&ready, "departures", &trade.supplier),
        ] {
            let answer = actor.act(&format!("{path}/{step}"), json!({})).await;
            let answer = answer.expect_problem(503, "dependency-unavailable");
            assert_eq!(answer.header("retry-after"), "10", "{source}, {step}");
        }
        let all = json!({"unit": "TNE", "accepted": "3"});
        trade.post(&on_the_road, accepted(&on_the_road, &all)).await.expect(200);
        seed::heard(&trade.app).await;
        trade.supplier.act(&format!("{ready}/departures"), json!({})).await.expect(200);
        trade.buyer.act(&format!("{draft}/issuances"), json!({})).await.expect(200);
    }
}

/// Puts an event of agreement aside that speaks of these ids.
async fn park(trade: &Trade, touched: &[String]) {
    let now = trade.app.clock.now();
    let event = db::parked::ParkedEvent {
        source: "agreement".to_owned(),
        position: 1_000_000,
        event_id: domain::shared::EventId::from_uuid(party(1).uuid()).uuid(),
        r#type: "id.kad.contract.suspended".to_owned(),
        subject: touched[0].clone(),
        touched: touched.to_vec(),
        event: json!({}),
        reason: "unreadable".to_owned(),
        attempts: 5,
        parked_at: now,
        retry_at: now,
    };
    db::parked::park(&mut trade.app.core.read().await.unwrap(), &event).await.unwrap();
}

async fn unpark(trade: &Trade) {
    let mut conn = trade.app.core.read().await.unwrap();
    for event in db::parked::list(&mut conn).await.unwrap() {
        assert!(db::parked::take_off(&mut conn, &event, trade.app.clock.now()).await.unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_ordered_under_what_a_parked_event_speaks_of_and_other_contracts_go_on() {
    let trade = Trade::start().await;
    let draft = trade.buyer.post("/v1/call-offs", seed::order(json!([seed::of(rice(), "1", "TNE")]))).await;
    let draft = draft.expect(201).header("location").to_owned();
    let issue = async || trade.buyer.act(&format!("{draft}/issuances"), json!({})).await;
    let speaks_of = [
        vec![seed::contract().to_string()],
        vec![seed::agreement().to_string()],
        vec!["svf_0000000000000000000000000000000a".to_owned(), party(20).to_string()],
        vec!["svf_0000000000000000000000000000000a".to_owned(), db::parked::ANYTHING.to_owned()],
    ];
    for touched in speaks_of {
        park(&trade, &touched).await;
        issue().await.expect_problem(409, "not-yet-known");
        unpark(&trade).await;
    }
    park(&trade, &["ctr_0000000000000000000000000000000a".to_owned()]).await;
    issue().await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_ordered_by_what_an_earlier_life_of_the_feed_told() {
    use service::Projection as _;
    let trade = Trade::start().await;
    let draft = trade.buyer.post("/v1/call-offs", seed::order(json!([seed::of(rice(), "1", "TNE")]))).await;
    let draft = draft.expect(201).header("location").to_owned();
    let forgotten =
        async |conn: &mut db::Connection| logistics::projections::FromAgreement.forget(conn).await;
    trade.app.core.db.transact("forget", forgotten).await.unwrap();
    let issue = async || trade.buyer.act(&format!("{draft}/issuances"), json!({})).await;
    issue().await.expect_problem(409, "not-yet-known");
    // The restored source is read again from the start, at lower versions than were known.
    seed::everything(&trade.app).await;
    issue().await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accepted_order_is_cancelled_with_a_reason_its_supplier_reads_and_that_counts() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "4", "TNE").await;
    let cancel = format!("/v1/call-offs/{}/cancellations", order["id"].as_str().unwrap());
    let refused = trade.buyer.act(&cancel, json!({})).await.expect_problem(422, "validation-failed");
    assert_eq!(refused.json["errors"][0]["pointer"], "/note");
    trade.buyer.act(&cancel, json!({"note": "   "})).await.expect_problem(422, "validation-failed");
    let why = json!({"note": "Gudang penuh", "reason_code": "no_storage"});
    trade.buyer.act(&cancel, why).await.expect(200);
    let read =
        trade.supplier.get(&format!("/v1/call-offs/{}", order["id"].as_str().unwrap())).await.expect(200);
    let told = &read.json["cancellation"];
    assert_eq!((&told["note"], &told["reason_code"]), (&json!("Gudang penuh"), &json!("no_storage")));
    assert_eq!((&told["after_acceptance"], &read.json["condition"]), (&json!(true), &Value::Null));
    let feed = "/v1/logistics-events?types=id.kad.call_off.cancelled";
    assert_eq!(trade.app.feed(&supplier(), feed).await[0]["subject"], order["id"]);
    // What nobody had accepted is withdrawn without a word, and does not count.
    let draft = trade.buyer.post("/v1/call-offs", crate::seed::order(json!([of(rice(), "1", "TNE")]))).await;
    let draft = draft.expect(201).header("location").to_owned();
    trade.buyer.act(&format!("{draft}/issuances"), json!({})).await.expect(200);
    trade.buyer.act(&format!("{draft}/cancellations"), json!({})).await.expect(200);
    for reader in [buyer(), supplier(), metro()] {
        let path = format!("/v1/call-off-tallies?contract_id={}", seed::contract());
        let tallies = trade.app.caller(&reader).get(&path).await.expect(200).json;
        let tally = &tallies["items"][0];
        assert_eq!((&tally["issued"], &tally["cancelled_after_acceptance"]), (&json!(2), &json!(1)));
        assert_eq!(tally["buyer_id"], order["buyer_id"]);
    }
    let stranger = trade.app.caller(&crate::other_buyer());
    assert_eq!(stranger.get("/v1/call-off-tallies").await.expect(200).json["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_a_few_minutes_ahead_says_now_and_its_claim_stands_beside() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "4", "TNE").await;
    let shipment = trade.departed(&order, tonnes(&order, "4"), json!([])).await;
    let (now, ahead) = (trade.app.clock.now(), trade.app.clock.now() + TimeDelta::minutes(4));
    let path = format!("/v1/shipments/{}", shipment["id"].as_str().unwrap());
    trade.buyer.act(&format!("{path}/arrivals"), json!({"occurred_at": ahead})).await.expect(200);
    let history = trade.buyer.get(&format!("{path}/transitions")).await.expect(200).json;
    let arrival = history["items"].as_array().unwrap().iter().find(|step| step["event"] == "arrive").unwrap();
    assert_eq!((&arrival["occurred_at"], &arrival["claimed_at"]), (&json!(now), &json!(ahead)));
    let all = json!({"unit": "TNE", "accepted": "4"});
    let mut body = crate::trade::receipt(&shipment, accepted(&shipment, &all));
    body["received_at"] = json!(ahead);
    let captured = trade.buyer.post("/v1/receipts", body).await.expect(201).json;
    assert_eq!((&captured["received_at"], &captured["claimed_at"]), (&json!(now), &json!(ahead)));
}

#[tokio::test(flavor = "multi_thread")]
async fn before_its_contract_came_into_force_a_line_commits_nothing() {
    let trade = Trade::start().await;
    let at = async |point: &str| {
        let path = format!("/v1/contract-lines/{}/balance?{point}", rice());
        trade.buyer.get(&path).await.expect(200).json
    };
    for before in ["as_of=2026-01-05T02:59:59Z", "known_at=2026-01-05T02:59:59Z"] {
        let shown = at(before).await;
        assert_eq!((&shown["committed"], &shown["callable"]), (&json!("0"), &json!("0")), "{before}");
    }
    assert_eq!(at("as_of=2026-01-05T03:00:00Z").await["committed"], "10");
}

#[tokio::test(flavor = "multi_thread")]
async fn papers_are_judged_on_the_day_a_late_departure_says_and_the_step_is_marked() {
    let mut trade = Trade::start().await;
    let order = trade.order(cattle(), "10", "HEA").await;
    // The certificate ends on 30 November; the departure of that day is recorded on 2 December.
    let planned = trade.plan(&order, heads(&order, 10), json!([health(10)])).await.expect(201);
    let path = planned.header("location").to_owned();
    for step in ["loadings", "readiness"] {
        trade.supplier.act(&format!("{path}/{step}"), json!({})).await.expect(200);
    }
    trade.wait(TimeDelta::days(10)).await;
    let depart = format!("{path}/departures");
    trade.supplier.act(&depart, json!({})).await.expect_problem(422, "document-gate");
    let said = json!({"occurred_at": "2026-11-30T10:00:00Z"});
    trade.supplier.act(&depart, said).await.expect(200);
    let history = trade.buyer.get(&format!("{path}/transitions")).await.expect(200).json;
    let departed =
        history["items"].as_array().unwrap().iter().find(|step| step["event"] == "depart").unwrap();
    assert_eq!((&departed["late"], &departed["backfilled"]), (&json!(true), &json!(false)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_ordered_of_a_contract_that_runs_out_leaves_after_its_agreement_has_ended() {
    let mut trade = Trade::start().await;
    let order = trade.order(rice(), "6", "TNE").await;
    let draft = trade.buyer.post("/v1/call-offs", crate::seed::order(json!([of(rice(), "1", "TNE")]))).await;
    let draft = draft.expect(201).header("location").to_owned();
    // Notice was given: the agreement ends on 1 December, the contract runs out on the last day of the year.
    let agreement = |state: &str, version: i64| {
        let mut view = seed::agreement_view(state, version);
        view["ends_date"] = json!("2026-12-01");
        seed::agreement_row(view)
    };
    let contract = |outcome: &str, last_orders: &str, version: i64| {
        let mut view = seed::contract_view("active", version);
        (view["outcome"], view["orders_until_date"]) = (json!(outcome), json!(last_orders));
        seed::whole_contract(view)
    };
    seed::tell(&trade.app, &agreement("active", 5), 50).await;
    seed::tell(&trade.app, &contract("close", "2026-11-21", 5), 51).await;
    let issue = format!("{draft}/issuances");
    let refused = trade.buyer.act(&issue, json!({})).await.expect_problem(422, "call-off-not-allowed");
    let unmet = refused.json["unmet"].as_array().unwrap();
    assert_eq!((unmet.len(), &unmet[0]["rule"]), (1, &json!("contract_takes_orders")));
    let shown = trade.buyer.get(&draft).await.expect(200).json;
    assert_eq!(shown["condition"], json!({"status": "ended", "reasons": ["orders_ended"]}));
    assert_eq!(trade.order_now(&order).await["condition"], Value::Null, "what is ordered is delivered");
    trade.departed(&order, tonnes(&order, "1"), json!([])).await;

    seed::tell(&trade.app, &contract("run_out", "2026-11-30", 6), 52).await;
    trade.wait(TimeDelta::days(10)).await;
    seed::tell(&trade.app, &agreement("terminated", 6), 53).await;
    assert_eq!(trade.order_now(&order).await["condition"], Value::Null);
    let left = trade.departed(&order, tonnes(&order, "2"), json!([])).await;
    let all = json!({"unit": "TNE", "accepted": "2"});
    trade.post(&left, accepted(&left, &all)).await.expect(200);
    let refused = trade.buyer.act(&issue, json!({})).await.expect_problem(422, "call-off-not-allowed");
    let rules: Vec<_> = refused.json["unmet"].as_array().unwrap().iter().map(|one| &one["rule"]).collect();
    assert_eq!(rules, ["contract_takes_orders", "agreement_active", "agreement_in_period"]);
    let line = trade.buyer.get(&format!("/v1/contract-lines/{}/balance", rice())).await.expect(200).json;
    assert_eq!((&line["callable"], &line["condition"]["status"]), (&json!("0"), &json!("ended")));

    // With the outcome to close, nothing leaves once the agreement has ended.
    seed::tell(&trade.app, &contract("close", "2026-11-21", 7), 54).await;
    let late = trade.plan(&order, tonnes(&order, "1"), json!([])).await.expect(201);
    let load = format!("{}/loadings", late.header("location"));
    trade.supplier.act(&load, json!({})).await.expect_problem(422, "contract-not-guaranteed");
    // And with the other, nothing after the contract's own last day.
    seed::tell(&trade.app, &contract("run_out", "2026-11-30", 8), 55).await;
    seed::standing(&trade.app, "verified", Some("2027-12-31"), 56).await;
    trade.wait(TimeDelta::days(30)).await;
    let refused = trade.supplier.act(&load, json!({})).await.expect_problem(422, "contract-not-guaranteed");
    assert_eq!(refused.json["unmet"][0]["rule"], "contract_in_period");
}
