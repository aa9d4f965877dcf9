//! A delivery in which every role is another person.

use std::collections::BTreeSet;

use domain::shared::Role;
use serde_json::{Value, json};
use testkit::{Actor, Caller, party};

use crate::seed::{self, cattle, of, order_of};
use crate::trade::{Trade, carrier, health, herd, item_id, plan, receipt, truck};

/// The roles by which something was done, as its history tells.
async fn hands(reader: &Caller, path: &str) -> BTreeSet<String> {
    let history = reader.get(&format!("{path}/transitions")).await.expect(200).json;
    let steps = history["items"].as_array().unwrap().iter();
    steps.filter_map(|step| step["actor_role"].as_str().map(str::to_owned)).collect()
}

fn roles<const N: usize>(names: [&str; N]) -> BTreeSet<String> {
    names.map(str::to_owned).into()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_role_of_a_delivery_does_its_own_work_and_holds_no_other() {
    let trade = Trade::start().await;
    let of_buyer = |role| trade.app.caller(&Actor::new(party(10), "31", &[role]));
    let of_supplier = |role| trade.app.caller(&Actor::new(party(20), "18.72", &[role]));
    let step = async |who: &Caller, path: &str| -> Value { who.act(path, json!({})).await.expect(200).json };

    let (buyer, supplier) = (of_buyer(Role::Buyer), of_supplier(Role::Supplier));
    let draft = order_of(seed::contract(), json!([of(cattle(), "30", "HEA")]));
    let order = buyer.post("/v1/call-offs", draft).await.expect(201).header("location").to_owned();
    step(&buyer, &format!("{order}/issuances")).await;
    let accepted = step(&of_supplier(Role::Aggregator), &format!("{order}/acceptances")).await;

    let load = json!([truck("BE 1", json!([herd(&accepted)]))]);
    let mut wanted = plan(&accepted, load, json!([health(30)]));
    wanted["carrier_party_id"] = json!(carrier().party);
    let planned = supplier.post("/v1/shipments", wanted).await.expect(201);
    let shipment = planned.header("location").to_owned();
    let paper = planned.json["journey_papers"][0]["id"].as_str().unwrap().to_owned();
    let officer = trade.app.caller(&Actor::new(party(2), "18.72", &[Role::VetOfficer]));
    let confirmed = officer.act(&format!("/v1/journey-papers/{paper}/confirmations"), json!({})).await;
    assert_eq!(confirmed.expect(200).json["confirmed_as"], "vet_officer");
    step(&supplier, &format!("{shipment}/loadings")).await;
    step(&supplier, &format!("{shipment}/readiness")).await;
    let left = step(&trade.app.caller(&carrier()), &format!("{shipment}/departures")).await;
    let seen = json!({"shipment_id": left["id"], "vehicle_id": left["vehicles"][0]["id"], "type": "checkpoint",
        "occurred_at": trade.app.clock.now(), "place": "Bakauheni"});
    let report = format!("/v1/vehicle-events/vev_{:032x}", 7);
    of_supplier(Role::FieldOfficer).put(&report, seen).await.expect(201);

    let receiver = of_buyer(Role::Receiver);
    step(&receiver, &format!("{shipment}/arrivals")).await;
    let lines = json!([{"shipment_item_id": item_id(&left, 0), "heads": {"accepted": 30},
        "weight": {"unit": "KGM", "accepted": "10000"}}]);
    let captured = receiver.post("/v1/receipts", receipt(&left, lines)).await.expect(201);
    let path = captured.header("location").to_owned();
    step(&receiver, &format!("{path}/submissions")).await;
    step(&of_buyer(Role::Inspector), &format!("{path}/inspections")).await;
    step(&buyer, &format!("{path}/postings")).await;
    step(&supplier, &format!("{path}/confirmations")).await;

    assert_eq!(hands(&buyer, &order).await, roles(["aggregator", "buyer"]));
    // Unloading follows from the buyer's posting.
    assert_eq!(hands(&buyer, &shipment).await, roles(["buyer", "carrier", "receiver", "supplier"]));
    assert_eq!(hands(&buyer, &path).await, roles(["buyer", "inspector", "receiver", "supplier"]));
}
