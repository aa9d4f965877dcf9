//! Vehicle events, with the phone's own ids and times.

use domain::shared::VehicleEventId;
use serde_json::{Value, json};
use testkit::seeded;

use crate::other_buyer;
use crate::seed::{self, cattle, rice};
use crate::trade::{Trade, health, herd, item, truck};

fn event(shipment: &Value, vehicle: usize, kind: &str, at: &str) -> Value {
    json!({"shipment_id": shipment["id"], "vehicle_id": shipment["vehicles"][vehicle]["id"], "type": kind,
        "occurred_at": at, "place": "Bakauheni"})
}

fn path(number: u128) -> String {
    format!("/v1/vehicle-events/{}", seeded::<VehicleEventId>(number))
}

/// A shipment of two trucks that was made ready at ten in the morning of 22 November; by now it is the day after.
async fn ready(trade: &mut Trade) -> Value {
    let order = trade.order(rice(), "10", "TNE").await;
    let vehicles = json!([
        truck("BE 1", json!([item(&order, "4", "TNE")])),
        truck("BE 2", json!([item(&order, "6", "TNE")]))
    ]);
    let planned = trade.plan(&order, vehicles, json!([])).await.expect(201);
    let at = planned.header("location").to_owned();
    trade.supplier.act(&format!("{at}/loadings"), json!({})).await.expect(200);
    let ready = trade.supplier.act(&format!("{at}/readiness"), json!({})).await.expect(200).json;
    trade.wait(chrono::TimeDelta::days(1)).await;
    ready
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_event_again_changes_nothing_and_other_content_is_refused() {
    let mut trade = Trade::start().await;
    let shipment = ready(&mut trade).await;
    let body = event(&shipment, 0, "checkpoint", "2026-11-23T01:00:00Z");
    let first = trade.supplier.put(&path(1), body.clone()).await.expect(201);
    let again = trade.supplier.put(&path(1), body.clone()).await.expect(200);
    assert_eq!(first.json, again.json);
    let mut other = body.clone();
    other["place"] = json!("Merak");
    trade.supplier.put(&path(1), other).await.expect_problem(409, "duplicate");
    // The phone sends it once more, long after a claimed time of that day needs a grant.
    trade.app.clock.set("2026-12-22T01:00:00Z".parse().unwrap());
    trade.app.caller(&crate::supplier()).put(&path(1), body).await.expect(200);
    let late = event(&shipment, 0, "checkpoint", "2026-11-23T02:00:00Z");
    let supplier = trade.app.caller(&crate::supplier());
    trade.app.has_heard("agreement").await;
    supplier.put(&path(2), late).await.expect_problem(422, "backfill-not-granted");
    let id = shipment["id"].as_str().unwrap();
    let list = supplier.get(&format!("/v1/shipments/{id}/vehicle-events")).await.expect(200).json;
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shipment_leaves_with_its_first_and_comes_with_its_last_vehicle_in_whatever_order_phones_upload()
{
    let mut trade = Trade::start().await;
    let shipment = ready(&mut trade).await;
    let put = async |number, vehicle, kind: &str, at: &str| {
        let sent = trade.supplier.put(&path(number), event(&shipment, vehicle, kind, at)).await.expect(201);
        sent.json["shipment_state"].as_str().unwrap().to_owned()
    };
    assert_eq!(put(1, 0, "departed", "2026-11-22T15:00:00Z").await, "departed");
    assert_eq!(put(2, 1, "arrived", "2026-11-22T23:30:00Z").await, "departed");
    assert_eq!(put(3, 1, "departed", "2026-11-22T14:00:00Z").await, "departed");
    assert_eq!(put(4, 0, "arrived", "2026-11-22T23:00:00Z").await, "arrived");
    let now = trade.shipment_now(&shipment).await;
    assert_eq!(now["arrived_at"], "2026-11-22T23:30:00Z");
    assert_eq!(now["vehicles"][1]["departed_at"], "2026-11-22T14:00:00Z");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_a_fact_even_where_the_shipment_may_not_move() {
    let mut trade = Trade::start().await;
    let order = trade.order(rice(), "10", "TNE").await;
    let planned =
        trade.plan(&order, json!([truck("BE 1", json!([item(&order, "4", "TNE")]))]), json!([])).await;
    let shipment = planned.expect(201).json;
    trade.wait(chrono::TimeDelta::days(1)).await;
    let body = event(&shipment, 0, "departed", "2026-11-23T01:00:00Z");
    let sent = trade.supplier.put(&path(1), body.clone()).await.expect(201);
    assert_eq!(sent.json["shipment_state"], "planned");
    trade.app.caller(&other_buyer()).put(&path(2), body.clone()).await.expect_problem(404, "not-found");
    let mut foreign = body;
    foreign["vehicle_id"] = json!(seeded::<domain::shared::VehicleId>(9));
    trade.supplier.put(&path(3), foreign).await.expect_problem(422, "validation-failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_of_a_side_whose_step_it_is_not_is_kept_and_moves_nothing() {
    let mut trade = Trade::start().await;
    let shipment = ready(&mut trade).await;
    let before = trade.shipment_now(&shipment).await;
    for (number, vehicle) in [(1, 0), (2, 1)] {
        let left = event(&shipment, vehicle, "departed", "2026-11-22T14:00:00Z");
        let sent = trade.buyer.put(&path(number), left).await.expect(201);
        assert_eq!(sent.json["shipment_state"], "ready", "the buyer does not send the supplier's goods");
    }
    let after = trade.shipment_now(&shipment).await;
    assert_eq!(after, before, "what is read under one version does not change");
    // An officer in the field who works for the supplier does.
    let officer = testkit::Actor::new(testkit::party(20), "18.72", &[domain::shared::Role::FieldOfficer]);
    for (number, vehicle, state) in [(3, 0, "departed"), (4, 1, "departed")] {
        let left = event(&shipment, vehicle, "departed", "2026-11-22T14:30:00Z");
        let sent = trade.app.caller(&officer).put(&path(number), left).await.expect(201);
        assert_eq!(sent.json["shipment_state"], state);
    }
    let id = shipment["id"].as_str().unwrap();
    let history = trade.buyer.get(&format!("/v1/shipments/{id}/transitions")).await.expect(200).json;
    let roles: Vec<_> = history["items"].as_array().unwrap().iter().map(|step| &step["actor_role"]).collect();
    assert_eq!(roles, ["supplier", "supplier", "field_officer"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_follows_its_goods_tells_as_much_as_any_other() {
    let mut trade = Trade::start().await;
    let shipment = ready(&mut trade).await;
    let id = shipment["id"].as_str().unwrap();
    trade.supplier.act(&format!("/v1/shipments/{id}/departures"), json!({})).await.expect(200);
    let feed = "/v1/logistics-events?types=id.kad.call_off.accepted,id.kad.call_off.fulfilment_started";
    let events = trade.app.feed(&crate::facilitator(), feed).await;
    let [accepted, started] = events.as_slice() else { panic!("two events: {events:?}") };
    let fields = |event: &Value| event["data"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(fields(accepted), fields(started));
    assert_eq!(started["data"]["supplier_id"], shipment["supplier_id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_noted_without_a_step_is_a_version_of_its_own() {
    let mut trade = Trade::start().await;
    let shipment = ready(&mut trade).await;
    let before = trade.shipment_now(&shipment).await;
    let first = event(&shipment, 0, "departed", "2026-11-22T13:00:00Z");
    trade.supplier.put(&path(1), first).await.expect(201);
    let left = event(&shipment, 1, "departed", "2026-11-22T14:00:00Z");
    trade.supplier.put(&path(2), left).await.expect(201);
    let after = trade.shipment_now(&shipment).await;
    assert_eq!(after["vehicles"][1]["departed_at"], "2026-11-22T14:00:00Z");
    assert_ne!(before["etag"], after["etag"], "what is shown has changed");
    assert_eq!(
        (after["state"].as_str(), after["departed_at"].as_str()),
        (Some("departed"), Some("2026-11-22T13:00:00Z"))
    );
    // The same vehicle said later changes nothing that is shown.
    let later = event(&shipment, 1, "departed", "2026-11-22T14:10:00Z");
    trade.supplier.put(&path(3), later).await.expect(201);
    assert_eq!(trade.shipment_now(&shipment).await, after);
    let told =
        trade.app.feed(&crate::facilitator(), "/v1/logistics-events?types=id.kad.shipment.changed").await;
    assert_eq!(told.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_and_steps_stand_in_their_order_whichever_comes_first() {
    let mut trade = Trade::start().await;
    let shipment = ready(&mut trade).await;
    let refused = async |number, kind: &str, at: &str| {
        let sent = trade.supplier.put(&path(number), event(&shipment, 0, kind, at)).await;
        sent.expect_problem(422, "occurred-time-before-cause");
    };
    // Before the order was accepted and the shipment was ready, at ten in the morning.
    refused(1, "departed", "2026-11-22T02:59:59Z").await;
    let put = async |number, vehicle, kind: &str, at: &str| {
        trade.supplier.put(&path(number), event(&shipment, vehicle, kind, at)).await.expect(201);
    };
    put(2, 0, "departed", "2026-11-22T05:00:00Z").await;
    refused(3, "arrived", "2026-11-22T04:59:59Z").await;
    refused(4, "rest_stop", "2026-11-22T04:59:59Z").await;
    refused(5, "loading_finished", "2026-11-22T05:00:01Z").await;
    put(6, 0, "arrived", "2026-11-22T12:00:00Z").await;
    refused(7, "unloading_started", "2026-11-22T11:00:00Z").await;
    refused(8, "checkpoint", "2026-11-22T13:00:00Z").await;
    put(9, 0, "rest_stop", "2026-11-22T08:00:00Z").await;
    // The shipment has left with vehicle 1; vehicle 2 says so itself.
    let id = shipment["id"].as_str().unwrap();
    let depart = format!("/v1/shipments/{id}/departures");
    trade.supplier.act(&depart, json!({})).await.expect_problem(409, "state-conflict");
    put(12, 1, "departed", "2026-11-22T06:00:00Z").await;
    let lines = json!([{"shipment_item_id": shipment["vehicles"][1]["items"][0]["id"],
        "weight": {"unit": "TNE", "accepted": "6"}}]);
    let mut body = crate::trade::receipt(&shipment, lines);
    body["received_at"] = json!("2026-11-22T05:30:00Z");
    let early = trade.buyer.post("/v1/receipts", body.clone()).await;
    early.expect_problem(422, "occurred-time-before-cause");
    body["received_at"] = json!("2026-11-22T15:00:00Z");
    let captured = trade.buyer.post("/v1/receipts", body).await.expect(201).header("location").to_owned();
    trade.hand_in(&captured).await;
    trade.poster.act(&format!("{captured}/postings"), json!({})).await.expect(200);
    // Its goods were received at three: it did not arrive at four.
    let late = trade.supplier.put(&path(10), event(&shipment, 1, "arrived", "2026-11-22T16:00:00Z")).await;
    late.expect_problem(422, "occurred-time-before-cause");
    put(11, 1, "arrived", "2026-11-22T14:00:00Z").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_loss_of_animals_says_how_many_of_those_on_board() {
    let trade = Trade::start().await;
    let animals = trade.order(cattle(), "30", "HEA").await;
    let herd = json!([truck("BE 1", json!([herd(&animals)]))]);
    let herd = trade.departed(&animals, herd, json!([health(30)])).await;
    let order = trade.order(rice(), "1", "TNE").await;
    let grain =
        trade.departed(&order, json!([truck("BE 2", json!([item(&order, "1", "TNE")]))]), json!([])).await;
    let report = |shipment: &Value, kind: &str, heads: Option<i64>| {
        let mut report = event(shipment, 0, kind, "2026-11-22T03:00:00Z");
        if let Some(heads) = heads {
            report["heads"] = json!(heads);
        }
        report
    };
    for (number, body, pointer, code) in [
        (1, report(&grain, "animal_loss", Some(1)), "/type", "no-animals"),
        (2, report(&herd, "animal_loss", None), "/heads", "required"),
        (3, report(&herd, "animal_loss", Some(0)), "/heads", "out-of-range"),
        (4, report(&herd, "animal_loss", Some(31)), "/heads", "out-of-range"),
        (5, report(&herd, "checkpoint", Some(1)), "/heads", "not-applicable"),
    ] {
        let refused = trade.supplier.put(&path(number), body).await.expect_problem(422, "validation-failed");
        let error = &refused.json["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!(code)));
    }
    let lost = report(&herd, "animal_loss", Some(2));
    let told = trade.supplier.put(&path(6), lost.clone()).await.expect(201);
    assert_eq!(told.json["heads"], 2);
    trade.supplier.put(&path(6), lost).await.expect(200);
    let other = report(&herd, "animal_loss", Some(3));
    trade.supplier.put(&path(6), other).await.expect_problem(409, "duplicate");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_shows_where_its_shipment_stands_when_it_is_read() {
    let mut trade = Trade::start().await;
    let shipment = ready(&mut trade).await;
    let body = event(&shipment, 0, "loading_finished", "2026-11-22T03:30:00Z");
    let recorded = trade.supplier.put(&path(1), body.clone()).await.expect(201).json;
    assert_eq!(recorded["shipment_state"], "ready");
    let id = shipment["id"].as_str().unwrap();
    trade.supplier.act(&format!("/v1/shipments/{id}/departures"), json!({})).await.expect(200);
    let list = trade.buyer.get(&format!("/v1/shipments/{id}/vehicle-events")).await.expect(200).json;
    assert_eq!(list["items"][0]["shipment_state"], "departed");
    assert_eq!(trade.supplier.put(&path(1), body).await.expect(200).json, list["items"][0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_vehicle_has_taken_along_is_planned_cancelled_and_ordered_away_by_nobody() {
    let mut trade = Trade::start().await;
    let shipment = ready(&mut trade).await;
    let id = shipment["id"].as_str().unwrap();
    let at = format!("/v1/shipments/{id}");
    let left = event(&shipment, 0, "departed", "2026-11-22T14:00:00Z");
    trade.supplier.put(&path(1), left).await.expect(201);
    assert_eq!(trade.balance(rice(), ["in_transit"]).await, ["10"]);
    let now = trade.shipment_now(&shipment).await;
    assert_eq!(now["vehicles"][1]["departed_at"], Value::Null, "the second vehicle says so itself");
    for step in ["cancellations", "loadings"] {
        let refused = trade.supplier.act(&format!("{at}/{step}"), json!({"note": "Batal"})).await;
        refused.expect_problem(409, "state-conflict");
    }
    let etag = trade.supplier.get(&at).await.etag().to_owned();
    let other = json!({"vehicles": [truck("BE 9", json!([]))]});
    trade.supplier.patch(&at, other, &etag).await.expect_problem(409, "state-conflict");
    let order = shipment["vehicles"][0]["items"][0]["call_off_id"].as_str().unwrap();
    let order = format!("/v1/call-offs/{order}");
    assert_eq!(trade.buyer.get(&order).await.json["state"], "in_fulfilment");
    let cancel = trade.buyer.act(&format!("{order}/cancellations"), json!({"note": "Batal"})).await;
    cancel.expect_problem(409, "state-conflict");
    // The contract ends meanwhile: what is on the road is received.
    seed::tell(&trade.app, &seed::whole_contract(seed::contract_view("terminated", 2)), 40).await;
    let lines = json!([{"shipment_item_id": shipment["vehicles"][0]["items"][0]["id"],
        "weight": {"unit": "TNE", "accepted": "4"}}]);
    trade.post(&shipment, lines).await.expect(200);
    assert_eq!(trade.balance(rice(), ["accepted"]).await, ["4"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_first_vehicle_may_not_leave_nothing_has_left() {
    let mut trade = Trade::start().await;
    let shipment = ready(&mut trade).await;
    seed::tell(&trade.app, &seed::whole_contract(seed::contract_view("suspended", 2)), 40).await;
    let before = trade.shipment_now(&shipment).await;
    let left = event(&shipment, 0, "departed", "2026-11-22T14:00:00Z");
    let sent = trade.supplier.put(&path(1), left).await.expect(201);
    assert_eq!(sent.json["shipment_state"], "ready");
    assert_eq!(trade.shipment_now(&shipment).await, before, "a report is a report");
    assert_eq!(trade.balance(rice(), ["in_transit"]).await, ["0"]);
    let cancel = format!("/v1/shipments/{}/cancellations", shipment["id"].as_str().unwrap());
    trade.supplier.act(&cancel, json!({"note": "Kontrak ditangguhkan"})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mistyped_arrival_is_corrected_by_its_own_side_with_a_note_until_the_goods_are_received() {
    let mut trade = Trade::start().await;
    let shipment = ready(&mut trade).await;
    let report = |vehicle: usize, kind: &str, time: &str, note: Option<&str>| {
        let mut body = event(&shipment, vehicle, kind, &format!("2026-11-22T{time}:00Z"));
        if let Some(note) = note {
            body["note"] = json!(note);
        }
        body
    };
    for (number, vehicle, kind, time) in [
        (1, 0, "departed", "14:00"),
        (2, 1, "departed", "14:00"),
        (3, 0, "arrived", "15:00"),
        (4, 1, "arrived", "22:00"),
    ] {
        trade.supplier.put(&path(number), report(vehicle, kind, time, None)).await.expect(201);
    }
    let came = async || {
        let now = trade.shipment_now(&shipment).await;
        (now["vehicles"][0]["arrived_at"].clone(), now["arrived_at"].clone())
    };
    let at = |one: &str, last: &str| {
        (json!(format!("2026-11-22T{one}:00Z")), json!(format!("2026-11-22T{last}:00Z")))
    };
    let why = Some("Salah ketik: bukan pukul 22, melainkan pukul 6 pagi");
    trade.buyer.put(&path(5), report(0, "arrived", "23:00", why)).await.expect(201);
    assert_eq!(came().await, at("15:00", "22:00"), "another side corrects nothing");
    trade.supplier.put(&path(6), report(0, "arrived", "23:00", None)).await.expect(201);
    assert_eq!(came().await, at("15:00", "22:00"), "without a reason it is the same said twice");
    trade.supplier.put(&path(7), report(0, "arrived", "23:10", why)).await.expect(201);
    assert_eq!(came().await, at("23:10", "23:10"));
    let events = format!("/v1/shipments/{}/vehicle-events?type=arrived", shipment["id"].as_str().unwrap());
    let kept = trade.buyer.get(&events).await.expect(200).json;
    assert_eq!(kept["items"].as_array().unwrap().len(), 5, "the record keeps what was said before");
    let lines = json!([{"shipment_item_id": shipment["vehicles"][0]["items"][0]["id"],
        "weight": {"unit": "TNE", "accepted": "4"}}]);
    trade.post(&shipment, lines).await.expect(200);
    trade.supplier.put(&path(8), report(0, "arrived", "23:20", why)).await.expect(201);
    assert_eq!(came().await, at("23:10", "23:10"), "a receipt counts by it");
}
