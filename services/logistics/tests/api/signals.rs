//! Signals: each kind planted over HTTP is found once with its evidence, in whatever order the facts come; who sees them, who
//! assesses them, and that they bar nothing.

use chrono::{DateTime, TimeDelta, Utc};
use domain::logistics::{SignalRule, seed_signal_rules};
use domain::shared::{
    BankAccountId, ContractLineId, FileId, ReferencePriceId, Role, TextHash, VehicleEventId,
};
use logistics::Findings;
use logistics::projections::{BankAccountRow, FileMatchRow, ReferencePriceRow};
use serde_json::{Value, json};
use service::Source;
use testkit::{Actor, Caller, Response, party, seeded, test_time};

use crate::papers::stranger;
use crate::seed::{self, cattle, rice, tell};
use crate::settlements::{ask, at, delivered, make_final, november, waits};
use crate::trade::{Trade, herd, herd_of, item, item_id, numbered, plan, truck};
use crate::transport_rules::admin;
use crate::{buyer, facilitator, jakarta, metro, other_buyer, other_supplier, supplier};

/// Who audits the agreement.
fn auditor() -> Actor {
    Actor::new(party(50), "31", &[Role::Auditor])
}

/// Everything that was told so far is looked at.
async fn look(trade: &Trade) {
    let app = &trade.app;
    while !db::sequencer::run_once(&app.core.db).await.expect("the events are numbered").is_empty() {}
    let own = Source { name: "logistics", api: app.api(&Actor::service()).without_retries() };
    let findings = Findings::new(app.clock.clone());
    while service::consumer::step(&app.core, &own, &findings, 0).await.expect("the feed is read") > 0 {}
}

/// The signals of a kind that somebody sees.
async fn seen(trade: &Trade, who: &Actor, kind: &str) -> Vec<Value> {
    let page = trade.app.caller(who).get(&format!("/v1/signals?kind={kind}")).await.expect(200).json;
    page["items"].as_array().unwrap().clone()
}

/// The only signal of a kind, after all was looked at.
async fn found(trade: &Trade, kind: &str) -> Value {
    look(trade).await;
    let all = seen(trade, &metro(), kind).await;
    assert_eq!(all.len(), 1, "{all:?}");
    all[0].clone()
}

/// That nothing of a kind was raised, after all was looked at.
async fn nothing(trade: &Trade, kind: &str) {
    look(trade).await;
    assert_eq!(seen(trade, &metro(), kind).await, Vec::<Value>::new());
}

fn path(signal: &Value) -> String {
    format!("/v1/signals/{}", signal["id"].as_str().unwrap())
}

/// A shipment of rice that has left with one truck.
async fn rice_on(trade: &Trade, plate: &str, tonnes: &str) -> Value {
    let order = trade.order(rice(), tonnes, "TNE").await;
    let load = json!([truck(plate, json!([item(&order, tonnes, "TNE")]))]);
    trade.departed(&order, load, json!([])).await
}

/// Two shipments that leave on one plate.
async fn one_plate_twice() -> (Trade, [Value; 2]) {
    let trade = Trade::start().await;
    let first = rice_on(&trade, "BE 9134 CU", "4").await;
    let second = rice_on(&trade, "be9134cu", "2").await;
    (trade, [first, second])
}

fn report(shipment: &Value, kind: &str, at: DateTime<Utc>, point: Option<(i64, i64)>) -> Value {
    let mut body = json!({"shipment_id": shipment["id"], "vehicle_id": shipment["vehicles"][0]["id"], "type": kind,
        "occurred_at": at});
    if let Some((longitude_e7, latitude_e7)) = point {
        body["point"] = json!({"longitude_e7": longitude_e7, "latitude_e7": latitude_e7});
    }
    body
}

async fn put(caller: &Caller, number: u128, body: Value) -> Response {
    caller.put(&format!("/v1/vehicle-events/{}", seeded::<VehicleEventId>(number)), body).await
}

async fn assess(trade: &Trade, who: &Actor, signal: &Value, finding: &str) -> Response {
    let body = json!({"finding": finding, "note": "Surat jalan diperiksa bersama sopir"});
    trade.app.caller(who).act(&format!("{}/assessments", path(signal)), body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_plate_on_two_trucks_at_once_is_seen_by_both_coordinators_and_the_auditor_alone() {
    let (trade, [first, second]) = one_plate_twice().await;
    let signal = found(&trade, "plate_on_two_vehicles").await;
    let vehicles = signal["evidence"]["vehicles"].as_array().unwrap();
    let mut shipments: Vec<_> = vehicles.iter().map(|vehicle| vehicle["shipment_id"].clone()).collect();
    shipments.sort_by_key(ToString::to_string);
    let mut planted = vec![first["id"].clone(), second["id"].clone()];
    planted.sort_by_key(ToString::to_string);
    assert_eq!(shipments, planted);
    assert_eq!(signal["contract_ids"], json!([seed::contract()]));
    assert_eq!(signal["state"], "open");
    assert!(signal["explanation"]["id"].as_str().unwrap().contains("Pelat nomor"));
    // The agreement has an auditor from now on.
    let mut audited = seed::agreement_view("active", 5);
    audited["auditor_party_ids"] = json!([party(50)]);
    tell(&trade.app, &seed::agreement_row(audited), 30).await;
    for reader in [metro(), jakarta(), auditor()] {
        assert_eq!(seen(&trade, &reader, "plate_on_two_vehicles").await, std::slice::from_ref(&signal));
        assert_eq!(trade.app.caller(&reader).get(&path(&signal)).await.expect(200).json, signal);
    }
    let told = trade.app.feed(&auditor(), "/v1/logistics-events?types=id.kad.signal.snapshot").await;
    assert!(told.iter().any(|event| event["data"]["signal_id"] == signal["id"]), "{told:?}");
    for other in [buyer(), supplier(), facilitator(), other_buyer(), other_supplier(), admin()] {
        assert_eq!(seen(&trade, &other, "plate_on_two_vehicles").await, Vec::<Value>::new());
        trade.app.caller(&other).get(&path(&signal)).await.expect_problem(404, "not-found");
        let told = trade.app.feed(&other, "/v1/logistics-events?types=id.kad.signal.raised").await;
        assert_eq!(told, Vec::<Value>::new());
    }
    let told = trade.app.feed(&jakarta(), "/v1/logistics-events?types=id.kad.signal.raised").await;
    let of_plate = told.iter().filter(|event| event["data"]["kind"] == "plate_on_two_vehicles");
    assert_eq!(of_plate.count(), 1);
    // Nothing is barred by it: both shipments go on to the end.
    for (shipment, tonnes) in [(&first, "4"), (&second, "2")] {
        let lines = json!([{"shipment_item_id": item_id(shipment, 0), "weight": {"unit": "TNE", "accepted": tonnes}}]);
        trade.post(shipment, lines).await.expect(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_facts_raise_it_once_however_often_and_by_however_many_they_are_looked_at() {
    let (trade, [first, _]) = one_plate_twice().await;
    let signal = found(&trade, "plate_on_two_vehicles").await;
    // A later report of the same vehicle, then everything from the start by two processes at once.
    let at = test_time() + TimeDelta::minutes(1);
    trade.app.clock.set(at + TimeDelta::minutes(5));
    put(&trade.app.caller(&supplier()), 1, report(&first, "checkpoint", at, None)).await.expect(201);
    assert_eq!(found(&trade, "plate_on_two_vehicles").await, signal);
    let another = crate::another(&trade.app).await;
    let mut conn = trade.app.core.read().await.unwrap();
    db::feed::begin_anew(&mut conn, "logistics/signals", None).await.unwrap();
    drop(conn);
    let second = Trade {
        buyer: another.caller(&buyer()),
        poster: another.caller(&buyer()),
        supplier: another.caller(&supplier()),
        app: another,
    };
    tokio::join!(look(&trade), look(&second));
    assert_eq!(seen(&trade, &metro(), "plate_on_two_vehicles").await, [signal]);
}

#[tokio::test(flavor = "multi_thread")]
async fn both_sides_assess_each_with_a_note_and_what_was_found_before_stays() {
    let (trade, _) = one_plate_twice().await;
    let signal = found(&trade, "plate_on_two_vehicles").await;
    let of = |items: Value| -> Vec<Value> {
        let all = items.as_array().unwrap().clone();
        all.into_iter().filter(|one| one["subject"] == signal["id"]).collect()
    };
    assert_eq!(of(waits(&trade.app.caller(&metro()), "assess_signal").await).len(), 1);
    assert_eq!(waits(&trade.buyer, "assess_signal").await, json!([]));
    let bare = json!({"finding": "explained", "note": " "});
    let assessments = format!("{}/assessments", path(&signal));
    let refused = trade.app.caller(&metro()).act(&assessments, bare).await;
    assert_eq!(refused.expect_problem(422, "validation-failed").json["errors"][0]["pointer"], "/note");
    for (who, finding, state) in [
        (metro(), "explained", "assessed_by_one"),
        (jakarta(), "confirmed", "contested"),
        (metro(), "confirmed", "confirmed"),
        (jakarta(), "explained", "contested"),
        (metro(), "explained", "explained"),
    ] {
        assert_eq!(assess(&trade, &who, &signal, finding).await.expect(200).json["state"], state);
    }
    let shown = trade.app.caller(&jakarta()).get(&path(&signal)).await.expect(200).json;
    let findings: Vec<_> =
        shown["assessments"].as_array().unwrap().iter().map(|one| &one["finding"]).collect();
    assert_eq!(findings, ["explained", "confirmed", "confirmed", "explained", "explained"]);
    for who in [metro(), jakarta()] {
        assert_eq!(of(waits(&trade.app.caller(&who), "assess_signal").await), Vec::<Value>::new());
    }
    let history =
        trade.app.caller(&metro()).get(&format!("{}/transitions", path(&signal))).await.expect(200).json;
    assert_eq!(crate::trade::events(&history), ["assess"; 5]);
    // A government's other people read it; who trades does not know of it.
    let signer = Actor::new(party(2), "18.72", &[Role::RegionalSigner]);
    assess(&trade, &signer, &signal, "explained").await.expect_problem(403, "forbidden");
    for other in [supplier(), buyer(), facilitator()] {
        let refused = assess(&trade, &other, &signal, "explained").await;
        assert!([403, 404].contains(&refused.status), "{}", refused.text);
    }
    let stale = json!({"finding": "explained", "note": "Sekali lagi"});
    let stale = trade.app.caller(&metro()).act_on(&assessments, stale, "\"v1\"").await;
    stale.expect_problem(412, "precondition-failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_speed_that_no_truck_has_is_found_in_whatever_order_phones_upload() {
    for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0]] {
        let mut trade = Trade::start().await;
        let shipment = rice_on(&trade, "AG 1", "4").await;
        let left = trade.app.clock.now();
        trade.wait(TimeDelta::hours(20)).await;
        // Blitar, half an hour later Jakarta, then on as any truck.
        let reports = [
            (10, (1_121_609_000, -80_954_000)),
            (40, (1_068_650_000, -61_750_000)),
            (100, (1_068_650_000, -61_750_000)),
        ];
        for index in order {
            let (minutes, point) = reports[index];
            let body = report(&shipment, "checkpoint", left + TimeDelta::minutes(minutes), Some(point));
            put(&trade.supplier, index as u128, body).await.expect(201);
            look(&trade).await;
        }
        let signal = found(&trade, "implied_speed").await;
        let evidence = &signal["evidence"];
        assert_eq!(evidence["measured"]["figure"], "speed_limit_km_per_hour");
        assert_eq!(evidence["measured"]["limit"], 90);
        assert_eq!(evidence["vehicles"][0]["shipment_id"], shipment["id"]);
        assert_eq!(evidence["positions"].as_array().unwrap().len(), 2);
        assert!(evidence["measured"]["found"].as_i64().unwrap() > 300, "{evidence}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_honest_truck_raises_nothing_and_a_place_abroad_is_refused() {
    let mut trade = Trade::start().await;
    let shipment = rice_on(&trade, "AG 1", "4").await;
    let left = trade.app.clock.now();
    trade.wait(TimeDelta::hours(20)).await;
    for (number, minutes, point) in [
        (1, 0, (1_121_609_000, -80_954_000)),
        (2, 300, (1_104_200_000, -69_900_000)),
        (3, 660, (1_068_650_000, -61_750_000)),
        // Two phones at one gate.
        (4, 660, (1_068_700_000, -61_760_000)),
    ] {
        let body = report(&shipment, "checkpoint", left + TimeDelta::minutes(minutes), Some(point));
        let shown = put(&trade.supplier, number, body.clone()).await.expect(201).json;
        assert_eq!(shown["point"]["longitude_e7"], point.0);
        put(&trade.supplier, number, body).await.expect(200);
    }
    let swapped = report(&shipment, "checkpoint", left, Some((-80_954_000, 1_121_609_000)));
    let refused = put(&trade.supplier, 5, swapped).await.expect_problem(422, "validation-failed").json;
    assert_eq!(
        (&refused["errors"][0]["pointer"], &refused["errors"][0]["code"]),
        (&json!("/point"), &json!("outside-the-country"))
    );
    // The same plate goes again on another day, and the report of the first arrival comes late.
    let again = rice_on(&trade, "AG 1", "2").await;
    look(&trade).await;
    let came = report(&shipment, "arrived", left + TimeDelta::hours(12), None);
    put(&trade.supplier, 6, came).await.expect(201);
    nothing(&trade, "implied_speed").await;
    nothing(&trade, "plate_on_two_vehicles").await;
    assert_ne!(again["id"], shipment["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_truck_that_was_under_way_when_its_plate_left_again_is_found_once_it_says_so() {
    let mut trade = Trade::start().await;
    let first = rice_on(&trade, "AG 1", "4").await;
    let left = trade.app.clock.now();
    trade.wait(TimeDelta::hours(5)).await;
    rice_on(&trade, "AG 1", "2").await;
    nothing(&trade, "plate_on_two_vehicles").await;
    trade.wait(TimeDelta::hours(5)).await;
    let still = report(&first, "checkpoint", left + TimeDelta::hours(6), None);
    put(&trade.supplier, 1, still).await.expect(201);
    found(&trade, "plate_on_two_vehicles").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_weight_to_the_gram_three_times_is_found_and_a_round_one_is_not() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "10", "TNE").await;
    for _ in 0..3 {
        delivered(&trade, &order, "1.25").await;
    }
    nothing(&trade, "equal_weights").await;
    for times in 1..=3 {
        delivered(&trade, &order, "1.234567").await;
        look(&trade).await;
        let raised = usize::from(times == 3);
        assert_eq!(seen(&trade, &metro(), "equal_weights").await.len(), raised, "{times}");
    }
    let signal = found(&trade, "equal_weights").await;
    let evidence = &signal["evidence"];
    assert_eq!((&evidence["measured"]["found"], &evidence["measured"]["limit"]), (&json!(3), &json!(2)));
    assert_eq!(evidence["weighings"].as_array().unwrap().len(), 3);
    assert_eq!(evidence["weighings"][0]["weight"], json!({"value": "1234.567", "unit": "KGM"}));
    assert_eq!(evidence["vehicles"][0]["plate"], "BE 1");
    // A fourth time is more of the same.
    delivered(&trade, &order, "1.234567").await;
    found(&trade, "equal_weights").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_truck_that_left_with_more_heads_than_its_certificate_is_found_though_it_was_refused() {
    let mut trade = Trade::start().await;
    let order = trade.order(cattle(), "30", "HEA").await;
    let certificate = numbered("SKKH/20", 20);
    let load = json!([truck("BE 1", json!([herd(&order)]))]);
    let planned = trade.plan(&order, load, json!([certificate])).await.expect(201);
    let at = planned.header("location").to_owned();
    trade.supplier.act(&format!("{at}/loadings"), json!({})).await.expect(200);
    trade.supplier.act(&format!("{at}/readiness"), json!({})).await.expect_problem(422, "document-gate");
    nothing(&trade, "certificate_misused").await;
    let left = trade.app.clock.now();
    trade.wait(TimeDelta::hours(2)).await;
    put(&trade.supplier, 1, report(&planned.json, "departed", left, None)).await.expect(201);
    look(&trade).await;
    let all = seen(&trade, &metro(), "certificate_misused").await;
    let kinds: Vec<_> = all.iter().map(|one| &one["evidence"]["papers"][0]["type"]).collect();
    assert!(kinds.iter().any(|kind| **kind == "veterinary_certificate"), "{kinds:?}");
    for one in &all {
        let measured = &one["evidence"]["measured"];
        assert_eq!((&measured["found"], &measured["limit"]), (&json!(30), &json!(20)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn heads_that_came_beyond_the_certificate_are_found() {
    let trade = Trade::start().await;
    let order = trade.order(cattle(), "30", "HEA").await;
    let load = json!([truck("BE 1", json!([herd_of(&order, 20)]))]);
    let left = trade.departed(&order, load, json!([numbered("SKKH/21", 20)])).await;
    nothing(&trade, "certificate_misused").await;
    let lines = json!([{"shipment_item_id": item_id(&left, 0), "note": "Lebih banyak dari surat jalan",
        "heads": {"accepted": 20, "held_excess": 10, "surplus": 10},
        "weight": {"unit": "KGM", "accepted": "7000", "held_excess": "3500", "surplus": "3500"}}]);
    let receipt = trade.inspected(&left, lines).await;
    trade.poster.act(&format!("{receipt}/postings"), json!({})).await.expect(200);
    look(&trade).await;
    let all = seen(&trade, &jakarta(), "certificate_misused").await;
    assert!(!all.is_empty());
    assert_eq!(all[0]["evidence"]["measured"], json!({"figure": null, "found": 30, "limit": 20}));
}

/// An accepted order of another supplier for a tonne of rice.
async fn order_of_another(trade: &Trade) -> (Caller, Value) {
    let (other, line, contract) = stranger(&trade.app).await;
    let asked = seed::order_of(contract, json!([seed::of(line, "1", "TNE")]));
    let draft = trade.buyer.post("/v1/call-offs", asked).await.expect(201);
    let at = draft.header("location").to_owned();
    let mut standing = seed::standing_row("verified", Some("2026-12-31"), 5);
    standing.party_id = party(31);
    tell(&trade.app, &standing, 22).await;
    trade.buyer.act(&format!("{at}/issuances"), json!({})).await.expect(200);
    let order = other.act(&format!("{at}/acceptances"), json!({})).await.expect(200).json;
    (other, order)
}

/// A shipment of another supplier with a paper; its address.
async fn planned_by_another(other: &Caller, order: &Value, paper: Value) -> String {
    let mut body = plan(order, json!([truck("AG 9", json!([item(order, "1", "TNE")]))]), json!([]));
    body["journey_papers"] = json!([paper]);
    other.post("/v1/shipments", body).await.expect(201).header("location").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_under_which_another_suppliers_goods_travelled_is_found() {
    let trade = Trade::start().await;
    let order = trade.order(cattle(), "30", "HEA").await;
    let load = json!([truck("BE 1", json!([herd(&order)]))]);
    let first = trade.departed(&order, load, json!([numbered("SV-77", 30)])).await;
    let (other, theirs) = order_of_another(&trade).await;
    let at = planned_by_another(&other, &theirs, numbered("SV-77", 30)).await;
    for step in ["loadings", "readiness"] {
        other.act(&format!("{at}/{step}"), json!({})).await.expect(200);
    }
    nothing(&trade, "certificate_misused").await;
    other.act(&format!("{at}/departures"), json!({})).await.expect(200);
    let signal = found(&trade, "certificate_misused").await;
    let papers = signal["evidence"]["papers"].as_array().unwrap();
    assert_eq!(papers.len(), 2);
    assert!(papers.iter().any(|paper| paper["shipment_id"] == first["id"]));
    assert!(papers.iter().all(|paper| paper["number"] == "SV-77"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_of_another_suppliers_paper_is_found() {
    let trade = Trade::start().await;
    let (other, theirs) = order_of_another(&trade).await;
    let mut copied = numbered("SV-88", 1);
    copied["sha256"] = json!(TextHash::of_bytes(b"SV-99"));
    planned_by_another(&other, &theirs, copied).await;
    let order = trade.order(cattle(), "30", "HEA").await;
    let load = json!([truck("BE 1", json!([herd(&order)]))]);
    trade.departed(&order, load, json!([numbered("SV-99", 30)])).await;
    let signal = found(&trade, "file_of_another").await;
    let parties: Vec<_> =
        signal["evidence"]["files"].as_array().unwrap().iter().map(|file| file["party_id"].clone()).collect();
    assert_eq!(parties, [json!(party(20)), json!(party(31))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_whose_scan_another_party_showed_is_told_under_each_agreement_it_trades_under() {
    let trade = Trade::start().await;
    let found_there = FileMatchRow {
        id: seeded::<FileId>(1),
        party_id: party(20),
        sha256: TextHash::of_bytes(b"a scan").to_string(),
        other_file_id: seeded::<FileId>(2),
        other_party_id: party(77),
        version: 1,
    };
    tell(&trade.app, &found_there, 40).await;
    let signal = found(&trade, "file_of_another").await;
    let files = &signal["evidence"]["files"];
    assert_eq!(files[0]["party_id"], json!(party(20)));
    assert_eq!(files[1]["party_id"], Value::Null, "it does not trade under this agreement");
    // Told again, and once the party sends goods, it is the same.
    tell(&trade.app, &found_there, 41).await;
    rice_on(&trade, "AG 1", "1").await;
    assert_eq!(found(&trade, "file_of_another").await, signal);
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_from_another_region_are_found_and_a_facility_or_the_own_region_explains_them() {
    let trade = Trade::start().await;
    let order = trade.order(cattle(), "30", "HEA").await;
    let load = json!([truck("BE 1", json!([herd(&order)]))]);
    trade.departed(&order, load, json!([numbered("SKKH/30", 30)])).await;
    nothing(&trade, "origin_elsewhere").await;
    let shipment = rice_on(&trade, "AG 1", "4").await;
    let signal = found(&trade, "origin_elsewhere").await;
    let origin = &signal["evidence"]["origin"];
    assert_eq!(origin["shipment_id"], shipment["id"]);
    assert_eq!(
        (&origin["origin_region_code"], &origin["home_region_code"]),
        (&json!("35.72"), &json!("18.72"))
    );
    let mut hub = crate::origin::facility(1, 20, None, 3);
    hub.region_code = "35.72".to_owned();
    tell(&trade.app, &hub, 50).await;
    let order = trade.order(rice(), "2", "TNE").await;
    let mut body = plan(&order, json!([truck("AG 2", json!([item(&order, "2", "TNE")]))]), json!([]));
    body["origin_facility_id"] = json!(hub.id);
    let at = trade.supplier.post("/v1/shipments", body).await.expect(201).header("location").to_owned();
    for step in ["loadings", "readiness", "departures"] {
        trade.supplier.act(&format!("{at}/{step}"), json!({})).await.expect(200);
    }
    assert_eq!(found(&trade, "origin_elsewhere").await, signal, "a hub explains it");
}

/// An account of the supplier, in use from a moment on.
fn account(number: u128, in_use_from: &str) -> BankAccountRow {
    BankAccountRow {
        id: seeded::<BankAccountId>(number),
        party_id: party(20),
        last_four: format!("000{number}"),
        in_use_from: Some(in_use_from.parse().unwrap()),
        version: 2,
    }
}

/// A payment of the first of December.
async fn paid() -> (Trade, Value) {
    let (trade, ..) = november().await;
    let statement = at(&ask(&trade.supplier, seed::contract(), "2026-11").await.expect(201).json);
    let statement = make_final(&trade, &statement).await;
    let body = json!({"settlement_id": statement["id"], "amount": {"amount": 1_000_000, "currency": "IDR"},
        "paid_date": "2026-12-01", "reference": "TRF-1"});
    let payment = trade.buyer.post("/v1/payments", body).await.expect(201).json;
    (trade, payment)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_soon_after_a_change_of_account_is_found_whichever_is_told_first() {
    let (trade, payment) = paid().await;
    nothing(&trade, "account_changed").await;
    tell(&trade.app, &account(1, "2026-11-25T03:00:00Z"), 60).await;
    nothing(&trade, "account_changed").await;
    // The account before it is told late: only now is it a change.
    tell(&trade.app, &account(2, "2026-03-01T03:00:00Z"), 61).await;
    let signal = found(&trade, "account_changed").await;
    let told = &signal["evidence"]["account"];
    assert_eq!((&told["payment_id"], &told["last_four"]), (&payment["id"], &json!("0001")));
    assert_eq!(signal["evidence"]["measured"]["found"], 6);
    let body = json!({"settlement_id": payment["settlement_id"], "amount": {"amount": 2_000_000, "currency": "IDR"},
        "paid_date": "2026-12-01", "reference": "TRF-2"});
    trade.buyer.post("/v1/payments", body).await.expect(201);
    look(&trade).await;
    assert_eq!(seen(&trade, &jakarta(), "account_changed").await.len(), 2, "each payment is one");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_account_or_one_that_was_changed_long_ago_raises_nothing() {
    let (trade, _) = paid().await;
    tell(&trade.app, &account(1, "2026-03-01T03:00:00Z"), 60).await;
    tell(&trade.app, &account(2, "2026-11-16T03:00:00Z"), 61).await;
    nothing(&trade, "account_changed").await;
}

/// What rice costs at the producer's, between two prices.
fn reference(low: i64, high: i64) -> ReferencePriceRow {
    let view = seed::read(json!({
        "id": seeded::<ReferencePriceId>(9), "etag": "\"v1\"", "commodity_code": "rice",
        "form_code": "milled_rice_medium", "level": "producer", "price_basis": "per_kg_net",
        "low_rupiah": low, "high_rupiah": high, "in_force_from_date": "2024-04-25", "in_force_until_date": null,
        "legal_basis": "Peraturan Badan Pangan Nasional 6/2024", "created_at": test_time(),
        "created_by_party_id": null, "ended_at": null, "ended_by_party_id": null, "ending_note": null,
    }));
    ReferencePriceRow::of(&view).expect("an ETag")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_far_from_its_reference_is_found_once_for_its_line() {
    for (low, high, raised) in [(20_000, 26_000, false), (12_000, 14_000, true)] {
        let trade = Trade::start().await;
        tell(&trade.app, &reference(low, high), 70).await;
        let order = trade.order(rice(), "10", "TNE").await;
        delivered(&trade, &order, "4").await;
        delivered(&trade, &order, "2").await;
        if !raised {
            nothing(&trade, "price_outside_band").await;
            continue;
        }
        let signal = found(&trade, "price_outside_band").await;
        let price = &signal["evidence"]["price"];
        assert_eq!(price["contract_line_id"], json!(rice() as ContractLineId));
        assert_eq!((&price["flag"], &price["bound"]["amount"]), (&json!("above"), &json!(14_000)));
        assert_eq!(signal["evidence"]["measured"]["found"], 71);
        assert_eq!(price["price"]["amount"], 24_000);
        let agency = Actor::new(party(2), "18.72", &[Role::TechnicalAgency]);
        let bare = seen(&trade, &agency, "price_outside_band").await;
        assert_eq!(
            bare[0]["evidence"]["price"]["price"],
            Value::Null,
            "prices are for who accounts for trade"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_filtered_and_a_figure_is_a_dated_row() {
    let (trade, _) = one_plate_twice().await;
    look(&trade).await;
    let metro = trade.app.caller(&metro());
    let count = async |query: &str| {
        let page = metro.get(&format!("/v1/signals?{query}")).await.expect(200).json;
        page["items"].as_array().unwrap().len()
    };
    let all = count("limit=200").await;
    assert!(all >= 3, "two origins and a plate: {all}");
    let day = domain::shared::jakarta_date(test_time());
    let next = day.succ_opt().unwrap();
    assert_eq!(count(&format!("from_date={day}&until_date={day}")).await, all);
    assert_eq!(count(&format!("from_date={next}")).await, 0);
    assert_eq!(
        count(&format!("agreement_id={}&contract_id={}", seed::agreement(), seed::contract())).await,
        all
    );
    assert_eq!(count("state=explained").await, 0);
    assert_eq!(count("kind=plate_on_two_vehicles&state=open").await, 1);
    let page = metro.get("/v1/signals?limit=1").await.expect(200).json;
    assert!(page["next_cursor"].is_string());
    let rules = metro.get("/v1/signal-rules?figure=speed_limit_km_per_hour").await.expect(200).json;
    assert_eq!(rules["items"][0]["value"], 90);
    let row = json!({"figure": "speed_limit_km_per_hour", "value": 5, "in_force_from_date": next, "source": "Keputusan bersama"});
    let refused = trade.app.caller(&admin()).post("/v1/signal-rules", row).await;
    assert_eq!(refused.expect_problem(422, "validation-failed").json["errors"][0]["pointer"], "/value");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rows_to_start_with_are_those_of_the_domain() {
    let trade = Trade::start().await;
    let conn = trade.app.core.read().await.unwrap();
    assert_eq!(service::dated::rules::<SignalRule>(&conn).await.expect("rows"), seed_signal_rules());
}
