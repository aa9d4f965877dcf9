//! A trade under way: accepted orders, shipments on the road, receipts on their way to be posted.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::TimeDelta;
use domain::shared::{ContractLineId, Role};
use serde_json::{Value, json};
use testkit::{Actor, App, Caller, Response, party};

use crate::seed::{self, of, order_of};
use crate::{buyer, second_buyer, start, supplier};

/// The carrier of some shipments.
pub(crate) fn carrier() -> Actor {
    Actor::new(party(40), "18.72", &[Role::Carrier])
}

/// A service with a contract, and its two businesses.
pub(crate) struct Trade {
    pub(crate) app: App,
    pub(crate) buyer: Caller,
    /// Another person of the buyer, who posts.
    pub(crate) poster: Caller,
    pub(crate) supplier: Caller,
}

impl Trade {
    pub(crate) async fn start() -> Self {
        let app = start().await;
        seed::everything(&app).await;
        let (buyer, poster) = (app.caller(&buyer()), app.caller(&second_buyer()));
        let supplier = app.caller(&supplier());
        Self { app, buyer, poster, supplier }
    }

    /// An accepted order of the seeded contract.
    pub(crate) async fn order(&self, line: ContractLineId, value: &str, unit: &str) -> Value {
        self.order_under(seed::contract(), line, value, unit).await
    }

    /// An accepted order of a contract.
    pub(crate) async fn order_under(
        &self,
        contract: domain::shared::ContractId,
        line: ContractLineId,
        value: &str,
        unit: &str,
    ) -> Value {
        let lines = json!([of(line, value, unit)]);
        let draft = self.buyer.post("/v1/call-offs", order_of(contract, lines)).await.expect(201);
        let path = draft.header("location").to_owned();
        self.buyer.act(&format!("{path}/issuances"), json!({})).await.expect(200);
        self.supplier.act(&format!("{path}/acceptances"), json!({})).await.expect(200).json
    }

    /// An accepted order of a contract in tonnes, with a tolerance of its own.
    pub(crate) async fn tolerant_order(
        &self,
        contract: domain::shared::ContractId,
        line: ContractLineId,
        tonnes: &str,
        over_tolerance_bp: u16,
    ) -> Value {
        let mut asked = of(line, tonnes, "TNE");
        asked["over_tolerance_bp"] = json!(over_tolerance_bp);
        let draft = self.buyer.post("/v1/call-offs", order_of(contract, json!([asked]))).await.expect(201);
        let path = draft.header("location").to_owned();
        self.buyer.act(&format!("{path}/issuances"), json!({})).await.expect(200);
        self.supplier.act(&format!("{path}/acceptances"), json!({})).await.expect(200).json
    }

    /// Time passes; tokens last for minutes, so that everybody signs in again, and the feeds are heard.
    pub(crate) async fn wait(&mut self, time: TimeDelta) {
        self.app.clock.set(self.app.clock.now() + time);
        self.buyer = self.app.caller(&buyer());
        self.poster = self.app.caller(&second_buyer());
        self.supplier = self.app.caller(&supplier());
        seed::heard(&self.app).await;
    }

    /// The order as it stands now.
    pub(crate) async fn order_now(&self, order: &Value) -> Value {
        let id = order["id"].as_str().unwrap();
        self.buyer.get(&format!("/v1/call-offs/{id}")).await.expect(200).json
    }

    /// Plans a shipment to Jakarta.
    pub(crate) async fn plan(&self, order: &Value, vehicles: Value, papers: Value) -> Response {
        self.supplier.post("/v1/shipments", plan(order, vehicles, papers)).await
    }

    /// A shipment that has left.
    pub(crate) async fn departed(&self, order: &Value, vehicles: Value, papers: Value) -> Value {
        let planned = self.plan(order, vehicles, papers).await.expect(201);
        let path = planned.header("location").to_owned();
        for step in ["loadings", "readiness"] {
            self.supplier.act(&format!("{path}/{step}"), json!({})).await.expect(200);
        }
        self.supplier.act(&format!("{path}/departures"), json!({})).await.expect(200).json
    }

    /// The shipment as it stands now.
    pub(crate) async fn shipment_now(&self, shipment: &Value) -> Value {
        let id = shipment["id"].as_str().unwrap();
        self.buyer.get(&format!("/v1/shipments/{id}")).await.expect(200).json
    }

    /// Captures a receipt; gives its address.
    pub(crate) async fn captured(&self, shipment: &Value, lines: Value) -> String {
        let captured = self.buyer.post("/v1/receipts", receipt(shipment, lines)).await.expect(201);
        captured.header("location").to_owned()
    }

    /// Captures, submits and inspects a receipt; gives its address.
    pub(crate) async fn inspected(&self, shipment: &Value, lines: Value) -> String {
        let path = self.captured(shipment, lines).await;
        self.hand_in(&path).await;
        path
    }

    /// Submits and inspects a captured receipt.
    pub(crate) async fn hand_in(&self, path: &str) {
        for step in ["submissions", "inspections"] {
            self.buyer.act(&format!("{path}/{step}"), json!({})).await.expect(200);
        }
    }

    /// Captures a receipt, hands it in and inspects it; another person tries to post it. Gives the last answer, or the first
    /// refusal.
    pub(crate) async fn post(&self, shipment: &Value, lines: Value) -> Response {
        let path = self.captured(shipment, lines).await;
        self.finish(&path).await
    }

    /// The same from its submission on.
    pub(crate) async fn finish(&self, path: &str) -> Response {
        for step in ["submissions", "inspections"] {
            let answer = self.buyer.act(&format!("{path}/{step}"), json!({})).await;
            if answer.status != 200 {
                return answer;
            }
        }
        self.poster.act(&format!("{path}/postings"), json!({})).await
    }

    /// Figures of a contract line's balance, by name.
    pub(crate) async fn balance<const N: usize>(
        &self,
        line: ContractLineId,
        figures: [&str; N],
    ) -> [String; N] {
        let shown = self.buyer.get(&format!("/v1/contract-lines/{line}/balance")).await.expect(200).json;
        figures.map(|figure| shown[figure].as_str().unwrap_or("null").to_owned())
    }

    /// Posts one delivery of rice: shipped and accepted in full, or as the figures say.
    pub(crate) async fn deliver(&self, order: &Value, shipped: &str, weight: Value) -> Response {
        let unit = weight["unit"].as_str().unwrap().to_owned();
        let vehicles = json!([truck("BE 1", json!([item(order, shipped, &unit)]))]);
        let shipment = self.departed(order, vehicles, json!([])).await;
        self.post(&shipment, json!([{"shipment_item_id": item_id(&shipment, 0), "weight": weight}])).await
    }
}

/// A shipment's plan to Jakarta: from where its papers say, else from Blitar, whence plants need none.
pub(crate) fn plan(order: &Value, vehicles: Value, papers: Value) -> Value {
    let origin = papers[0]["origin_region_code"].as_str().unwrap_or("35.72");
    json!({
        "call_off_ids": [order["id"]], "origin_region_code": origin, "origin_place": "Pasar Timur",
        "destination_region_code": "31", "mode": "road", "vehicles": vehicles,
        "journey_papers": with_companions(&papers),
    })
}

/// Papers of animals and their products over the sea to Jakarta: beside each veterinary certificate a quarantine certificate
/// for the same heads, an entry recommendation and a manifest.
pub(crate) fn with_companions(papers: &Value) -> Value {
    let mut all = papers.as_array().cloned().unwrap_or_default();
    let certificates: Vec<Value> =
        all.iter().filter(|paper| paper["type"] == "veterinary_certificate").cloned().collect();
    for certificate in certificates {
        for kind in ["quarantine_certificate", "entry_recommendation", "inter_island_manifest"] {
            let mut paper = certificate.clone();
            paper["type"] = json!(kind);
            all.push(paper);
        }
    }
    json!(all)
}

/// A truck with items.
pub(crate) fn truck(plate: &str, items: Value) -> Value {
    json!({"plate": plate, "driver_name": "Pak Slamet", "items": items})
}

/// An item for the first line of an order.
pub(crate) fn item(order: &Value, value: &str, unit: &str) -> Value {
    json!({"call_off_line_id": order["lines"][0]["id"], "quantity": {"value": value, "unit": unit}})
}

/// Thirty head of cattle and their live weight.
pub(crate) fn herd(order: &Value) -> Value {
    herd_of(order, 30)
}

/// So many head of cattle and their live weight.
pub(crate) fn herd_of(order: &Value, heads: i64) -> Value {
    let mut herd = item(order, &heads.to_string(), "HEA");
    herd["weight"] = json!({"value": (heads * 350).to_string(), "unit": "KGM"});
    herd
}

/// A veterinary certificate of a number of its own for so many head, valid in November.
pub(crate) fn health(heads: i64) -> Value {
    static NUMBER: AtomicU64 = AtomicU64::new(1);
    numbered(&format!("SKKH/18.72/2026/{:04}", NUMBER.fetch_add(1, Ordering::Relaxed)), heads)
}

/// A veterinary certificate of a number of its own for goods without heads, valid in November.
pub(crate) fn consignment() -> Value {
    let mut paper = health(1);
    paper.as_object_mut().unwrap().remove("head_count");
    paper
}

/// A veterinary certificate of a number for so many head, valid in November.
pub(crate) fn numbered(number: &str, heads: i64) -> Value {
    json!({
        "type": "veterinary_certificate", "number": number, "issuer": "Dinas Pertanian Kota Metro",
        "head_count": heads, "origin_region_code": "18.72", "destination_region_code": "31",
        "valid_from_date": "2026-11-01", "valid_until_date": "2026-11-30",
        "sha256": domain::shared::TextHash::of_bytes(number.as_bytes()),
    })
}

/// A receipt's capture.
pub(crate) fn receipt(shipment: &Value, lines: Value) -> Value {
    json!({"shipment_id": shipment["id"], "documents_seen": true, "lines": lines})
}

/// The id of the only item on a vehicle.
pub(crate) fn item_id(shipment: &Value, vehicle: usize) -> Value {
    shipment["vehicles"][vehicle]["items"][0]["id"].clone()
}

/// The events of a history page, in order of the versions they made.
pub(crate) fn events(history: &Value) -> Vec<String> {
    let mut told: Vec<_> = history["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| (step["version_after"].as_i64().unwrap(), step["event"].as_str().unwrap().to_owned()))
        .collect();
    told.sort();
    told.into_iter().map(|(_, event)| event).collect()
}
