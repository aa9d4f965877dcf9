//! The buyer calls off, the supplier ships, the receiver weighs, counts and posts.

use chrono::{DateTime, Utc};
use domain::shared::{Id as _, ReceiptId, TextHash};
use serde_json::{Value, json};
use web::Clock;

use super::super::stage::{Service, Stage, in_state, text};
use super::super::story::{CONTRACTS, Contract, Order, Paper};
use super::{World, in_logistics};

pub(in super::super) async fn play(stage: &Stage<'_>, world: &World) -> anyhow::Result<()> {
    for told in CONTRACTS {
        let call_off = call_off(stage, world, told).await?;
        let shipment = ship(stage, world, told, &call_off).await?;
        receive(stage, told, &shipment).await?;
    }
    Ok(())
}

/// The states of an order from which on it has been accepted.
const ACCEPTED: [&str; 5] = ["accepted", "in_fulfilment", "received", "closed", "closed_short"];

async fn call_off(stage: &Stage<'_>, world: &World, told: &Contract) -> anyhow::Result<Value> {
    let (contract, line) = world.contract(told.key)?;
    let reference = format!("demo-{}", told.key);
    let list = format!("/v1/call-offs?external_reference={reference}");
    let found = stage.find(told.buyer, Service::Logistics, &list, |_| true).await?;
    let mut ordered = json!({"contract_line_id": line});
    match told.order {
        Order::Quantity(value) => ordered["quantity"] = json!({"value": value, "unit": told.unit}),
        Order::Packs(count, kind, kilograms) => {
            let content = json!({"value": kilograms, "unit": "KGM"});
            ordered["packs"] = json!({"count": count, "kind": kind, "content": content});
        }
    }
    let [place, address] = told.destination;
    let body = json!({
        "contract_id": contract, "external_reference": reference, "requested_delivery_date": told.wanted,
        "destination": {"name": place, "region_code": "31", "address": address}, "lines": [ordered],
    });
    let drafted =
        stage.create(found, in_logistics(told.buyer, "writes an order", "/v1/call-offs", body)).await?;
    let at = format!("/v1/call-offs/{}", text(&drafted, "id")?);
    let occurred = json!({"occurred_at": told.ordered});
    let deed = in_logistics(told.buyer, "issues the order", format!("{at}/issuances"), occurred.clone());
    stage.act(&at, |view| !in_state(view, &["draft"]), deed).await?;
    let deed = in_logistics(told.supplier, "accepts the order", format!("{at}/acceptances"), occurred);
    stage.act(&at, |view| in_state(view, &ACCEPTED), deed).await
}

fn certificates(told: &Contract) -> Vec<Value> {
    // Papers are judged by the day they are recorded on, so they have to stand today as well.
    let until = (Clock::system().now() + chrono::Duration::days(365)).format("%Y-12-31").to_string();
    let from = &told.times[0][..10];
    match told.paper {
        None => Vec::new(),
        Some(Paper::AnimalHealth(number, heads)) => vec![json!({
            "type": "animal_health_certificate", "number": number, "commodity_code": told.goods[0],
            "head_count": heads, "origin_region_code": "18.72", "destination_region_code": "31",
            "valid_from_date": from, "valid_until_date": until,
        })],
        Some(Paper::VeterinaryControl(number)) => vec![json!({
            "type": "veterinary_control_number", "number": number, "commodity_code": told.goods[0],
            "level": "II", "valid_from_date": from, "valid_until_date": until,
        })],
    }
}

fn vehicles(world: &World, told: &Contract, order_line: &str) -> Vec<Value> {
    let vehicle = |(place, load): (usize, &super::super::story::Load)| {
        let mut item = json!({
            "call_off_line_id": order_line, "quantity": {"value": load.quantity, "unit": told.unit},
        });
        if let Some(weight) = load.weight {
            item["weight"] = json!({"value": weight, "unit": "KGM"});
        }
        if told.goods[0] == "msme_goods" {
            item["variant_id"] = world.variants[place % world.variants.len()].as_str().into();
        }
        json!({"plate": load.plate, "items": [item]})
    };
    told.loads.iter().enumerate().map(vehicle).collect()
}

async fn ship(stage: &Stage<'_>, world: &World, told: &Contract, call_off: &Value) -> anyhow::Result<Value> {
    let order = text(call_off, "id")?;
    let list = format!("/v1/shipments?call_off_id={order}");
    let found = stage.find(told.supplier, Service::Logistics, &list, |_| true).await?;
    let origin = if told.agreement == "blitar" { "35.72" } else { "18.72" };
    let body = json!({
        "call_off_ids": [order], "origin_region_code": origin, "destination_region_code": "31",
        "destination_place": told.destination[0], "mode": "road",
        "vehicles": vehicles(world, told, text(&call_off["lines"][0], "id")?),
        "certificates": certificates(told),
    });
    let deed = in_logistics(told.supplier, "plans the shipment", "/v1/shipments", body);
    let planned = stage.create(found, deed).await?;
    let at = format!("/v1/shipments/{}", text(&planned, "id")?);
    let [departed, arrived, _] = told.times;
    let road: [(&str, &str, &str, &'static [&'static str]); 4] = [
        ("starts loading", "loadings", departed, &["planned"]),
        ("closes the doors, papers in order", "readiness", departed, &["planned", "loading"]),
        ("sends the trucks off", "departures", departed, &["planned", "loading", "ready"]),
        ("arrives in Jakarta", "arrivals", arrived, &["planned", "loading", "ready", "departed"]),
    ];
    for (what, fact, occurred_at, before) in road {
        let body = json!({"occurred_at": occurred_at});
        let deed = in_logistics(told.supplier, what, format!("{at}/{fact}"), body);
        stage.act(&at, move |view| !in_state(view, before), deed).await?;
    }
    let receiver = receiver_of(told);
    let body = json!({"occurred_at": arrived});
    let deed = in_logistics(&receiver, "starts unloading", format!("{at}/unloadings"), body);
    stage.act(&at, |view| !in_state(view, &["arrived"]), deed).await
}

fn receiver_of(told: &Contract) -> String {
    format!("{}.receiver", told.buyer)
}

async fn receive(stage: &Stage<'_>, told: &Contract, shipment: &Value) -> anyhow::Result<()> {
    let receiver = receiver_of(told);
    let received = told.times[2];
    // As from a phone: the id is the receiver's own, and the same capture is the same receipt.
    let id = own_id(told.key, received)?;
    let at = format!("/v1/receipts/{id}");
    let mut lines = Vec::new();
    for (vehicle, load) in shipment["vehicles"].as_array().into_iter().flatten().zip(told.loads) {
        let item = text(&vehicle["items"][0], "id")?;
        let mut line = json!({"shipment_item_id": item});
        let whole: i64 = load.quantity.parse().unwrap_or_default();
        match told.unit {
            "HEA" => line["heads"] = json!({"accepted": whole}),
            "H87" => line["pieces"] = json!({"accepted": whole}),
            _ => line["weight"] = json!({"unit": told.unit, "accepted": load.quantity}),
        }
        if let Some(accepted) = load.accepted_weight {
            line["weight"] = json!({"unit": "KGM", "accepted": accepted});
        }
        lines.push(line);
    }
    let body = json!({
        "shipment_id": text(shipment, "id")?, "received_at": received, "documents_seen": true, "lines": lines,
    });
    if stage
        .find(&receiver, Service::Logistics, &own_list(shipment)?, |view| view["id"] == id)
        .await?
        .is_none()
    {
        stage.put(in_logistics(&receiver, "weighs and counts", at.clone(), body)).await?;
    }
    let steps: [(&str, &str, &'static [&'static str]); 3] = [
        ("hands in the receipt", "submissions", &["draft"]),
        ("judges the quality", "inspections", &["draft", "submitted"]),
        ("posts the receipt", "postings", &["draft", "submitted", "inspected"]),
    ];
    for (what, fact, before) in steps {
        let deed = in_logistics(&receiver, what, format!("{at}/{fact}"), json!({}));
        stage.act(&at, move |view| !in_state(view, before), deed).await?;
    }
    Ok(())
}

fn own_list(shipment: &Value) -> anyhow::Result<String> {
    Ok(format!("/v1/receipts?shipment_id={}", text(shipment, "id")?))
}

/// A receipt's id as the phone makes it, here from the story itself: a UUID of version 7 of the claimed time.
fn own_id(key: &str, claimed: &str) -> anyhow::Result<String> {
    let at: DateTime<Utc> = claimed.parse()?;
    let hash = TextHash::of_bytes(format!("receipt {key}").as_bytes());
    let mut random = [0; 10];
    random.copy_from_slice(&hash.as_str().as_bytes()[..10]);
    let millis = u64::try_from(at.timestamp_millis())?;
    let uuid = uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid();
    Ok(ReceiptId::from_uuid(uuid).to_string())
}
