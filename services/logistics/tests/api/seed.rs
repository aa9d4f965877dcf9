//! What the other services would have told: kept through the same function the feeds use.

use api_types::agreement::PartyView;
use chrono::{DateTime, Utc};
use db::feed;
use domain::shared::{AgreementId, BackfillGrantId, ContractId, ContractLineId, Id as _, PartyId, PartyKind};
use logistics::projections::{
    AgreementRow, BackfillGrantRow, PartyRow, StandingRow, WholeCommodity, WholeContract,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use service::{Error, Projected};
use testkit::{App, party, seeded, test_time};

/// The agreement of every seeded contract.
pub(crate) fn agreement() -> AgreementId {
    seeded(100)
}

/// The contract with a line of eggs (9 t, 5 %), rice (10 t), cattle (30 head) and an unlimited one.
pub(crate) fn contract() -> ContractId {
    seeded(200)
}

/// Eggs: 9,000 kg, 5 % over-tolerance.
pub(crate) fn eggs() -> ContractLineId {
    seeded(301)
}

/// Rice: 10 t, no tolerance.
pub(crate) fn rice() -> ContractLineId {
    seeded(302)
}

/// Cattle: 30 head, no tolerance.
pub(crate) fn cattle() -> ContractLineId {
    seeded(303)
}

/// Chilli by price only: no limit.
pub(crate) fn chilli() -> ContractLineId {
    seeded(304)
}

/// Everything a call-off needs: parties, standing, agreement, contract, and a feed heard just now.
pub(crate) async fn everything(app: &App) {
    for (number, name, region) in [
        (2, "Pemerintah Kota Metro", "18.72"),
        (3, "Pemerintah DKI Jakarta", "31"),
        (4, "Bank Indonesia Lampung", "18"),
        (10, "Food Station", "31"),
        (20, "KUJ", "18.72"),
        (40, "Angkutan Lampung", "18.72"),
    ] {
        tell(app, &party_row(number, name, region, 1), 1).await;
    }
    standing(app, "verified", Some("2026-12-31"), 2).await;
    tell(app, &agreement_row(agreement_view("active", 1)), 3).await;
    tell(app, &whole_contract(contract_view("active", 1)), 4).await;
    heard(app).await;
}

/// Keeps a resource that an event at a position of its feed pointed at.
pub(crate) async fn tell(app: &App, resource: &dyn Projected, position: i64) {
    let kept: Result<(), Error> =
        app.core.db.transact("seed", async |conn| resource.keep(conn, position).await).await;
    kept.expect("the resource is kept");
}

/// The feeds of agreement and catalog were heard at the app's time, and everything they told is applied.
pub(crate) async fn heard(app: &App) {
    for source in ["agreement", "catalog"] {
        app.has_heard(source).await;
    }
}

/// A feed was heard at the app's time; its oldest event, which is not applied, was recorded at `behind_since`.
pub(crate) async fn heard_from(app: &App, source: &str, behind_since: Option<DateTime<Utc>>) {
    let mut conn = app.core.read().await.expect("a connection");
    feed::contacted(&mut conn, source, app.clock.now(), behind_since).await.expect("a contact");
}

/// The supplier's standing, in a version.
pub(crate) async fn standing(app: &App, standing: &str, until: Option<&str>, version: i64) {
    tell(app, &standing_row(standing, until, version), version).await;
}

/// The supplier's standing as it would be told, with a veterinary control number of level II.
pub(crate) fn standing_row(standing: &str, until: Option<&str>, version: i64) -> StandingRow {
    let number = json!([{"type": "veterinary_control_number", "level": "II", "valid_from_date": "2024-01-01",
        "valid_until_date": "2028-12-31"}]);
    standing_with(standing, until, version, number)
}

/// The supplier's standing as it would be told, with the papers it holds.
pub(crate) fn standing_with(standing: &str, until: Option<&str>, version: i64, held: Value) -> StandingRow {
    let view = read(json!({
        "party_id": party(20), "etag": format!("\"v{version}\""), "standing": standing, "verified": true,
        "judged_date": "2026-11-22", "verified_until_date": until, "reasons": [], "held_papers": held,
    }));
    StandingRow::of(&view).expect("an ETag")
}

/// A grant to record the past as it would be told.
pub(crate) fn grant(number: u128, to: PartyId, from: &str, until: &str) -> BackfillGrantRow {
    let view = read(json!({
        "id": seeded::<BackfillGrantId>(number), "etag": "\"v1\"", "agreement_id": agreement(), "party_id": to,
        "from_date": from, "until_date": until, "reason": "Arsip kertas", "granted_by_party_id": party(2),
        "granted_at": test_time(),
        "state": "in_force", "usable_until": test_time() + chrono::TimeDelta::days(90), "updated_at": test_time(),
    }));
    BackfillGrantRow::of(&view).expect("an ETag")
}

/// A value of the wire.
pub(crate) fn read<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("the wire's shape")
}

/// A party as it would be told.
pub(crate) fn party_row(number: u128, name: &str, region: &str, version: i64) -> PartyRow {
    let view = PartyView {
        id: party(number),
        etag: format!("\"v{version}\""),
        kind: match name.split_once(' ') {
            Some(("Pemerintah", _)) => PartyKind::RegionalGovernment,
            Some(("Angkutan", _)) => PartyKind::Carrier,
            _ => PartyKind::Company,
        },
        legal_name: name.to_owned(),
        short_name: name.to_owned(),
        region_code: region.to_owned(),
        keeper_region_code: region.to_owned(),
        business_size: None,
        tax_registered: false,
        absorbed_by_party_id: None,
        business_id: None,
        tax_id: None,
        address: None,
        created_at: test_time(),
        updated_at: test_time(),
    };
    PartyRow::of(view).expect("an ETag")
}

/// The agreement in a state and version.
pub(crate) fn agreement_view(state: &str, version: i64) -> Value {
    json!({
        "id": agreement(), "etag": format!("\"v{version}\""), "number": "119/KS/2022",
        "title": "Kerja sama pangan Metro - DKI Jakarta", "state": state, "condition": null,
        "initiator_party_id": party(2), "counterpart_party_id": party(3), "facilitator_party_id": party(4),
        "initiator_region_code": "18.72", "counterpart_region_code": "31",
        "valid_from_date": "2022-06-10", "valid_until_date": "2027-06-09", "commodities": ["eggs", "rice"],
        "auditor_party_ids": [], "proposed_auditors": [], "plans": {"initiator": plan(), "counterpart": plan()}, "councils_required": [], "attachments": [],
        "text_sha256": "0".repeat(64), "consents": [], "created_at": test_time(), "updated_at": test_time(),
    })
}

fn plan() -> Value {
    json!({"burdens_public": false, "in_regional_budget": true})
}

/// The contract in a state and version.
pub(crate) fn contract_view(state: &str, version: i64) -> Value {
    contract_of(
        contract(),
        state,
        version,
        json!([
            line(eggs(), 1, "eggs", "fresh", "KGM", json!({"value": "9000", "unit": "KGM"}), 500),
            line(rice(), 2, "rice", "milled_rice_medium", "TNE", json!({"value": "10", "unit": "TNE"}), 0),
            line(cattle(), 3, "cattle", "live", "HEA", json!({"value": "30", "unit": "HEA"}), 0),
            line(chilli(), 4, "chilli", "fresh", "KGM", Value::Null, 0),
        ]),
    )
}

/// A contract of the usual parties.
pub(crate) fn contract_of(id: ContractId, state: &str, version: i64, lines: Value) -> Value {
    json!({
        "id": id, "etag": format!("\"v{version}\""), "number": "PKS/2026/000001", "title": "Telur dan beras",
        "agreement_id": agreement(), "type": "fixed_quota", "state": state, "condition": null,
        "supplier_id": party(20), "buyer_id": party(10), "supplier_government_id": party(2),
        "buyer_government_id": party(3), "facilitator_id": party(4), "supplier_region_code": "18.72",
        "buyer_region_code": "31", "valid_from_date": "2026-01-01", "valid_until_date": "2026-12-31",
        "lines": lines, "text_sha256": "0".repeat(64), "consents": [], "attachments": [],
        "activated_at": "2026-01-05T03:00:00Z", "activation_recorded_at": "2026-01-05T03:00:00Z", "created_at": test_time(),
        "updated_at": test_time(),
    })
}

/// A line of a contract.
pub(crate) fn line(
    id: ContractLineId,
    number: i32,
    commodity: &str,
    form: &str,
    unit: &str,
    quantity: Value,
    tolerance: u16,
) -> Value {
    let basis = if unit == "HEA" { "per_head" } else { "per_kg_net" };
    json!({
        "id": id, "number": number, "commodity_code": commodity, "form_code": form, "unit": unit,
        "quantity": quantity, "under_tolerance_bp": 0, "over_tolerance_bp": tolerance, "price": {"amount": 24000, "currency": "IDR"},
        "price_basis": basis, "description": null,
    })
}

/// The catalog tells of cattle, alive.
pub(crate) async fn cattle_in_the_catalog(app: &App) {
    let view = read(json!({
        "id": seeded::<domain::shared::CommodityId>(8), "code": "cattle", "etag": "\"v1\"",
        "name": {"id": "sapi", "en": "cattle"}, "group": "live_animal", "natural_unit": "HEA",
        "forms": [{"code": "live", "name": {"id": "sapi hidup", "en": "live cattle"}, "unit": "HEA", "second_unit": "KGM"}],
    }));
    tell(app, &WholeCommodity::of(view).expect("an ETag"), 60).await;
}

/// An agreement as it would be told.
pub(crate) fn agreement_row(view: Value) -> AgreementRow {
    AgreementRow::of(read(view)).expect("an ETag")
}

/// A contract as it would be told.
pub(crate) fn whole_contract(view: Value) -> WholeContract {
    WholeContract::of(read(view), &[]).expect("an ETag")
}

/// A new order of the seeded contract.
pub(crate) fn order(lines: Value) -> Value {
    order_of(contract(), lines)
}

/// A new order of a contract.
pub(crate) fn order_of(contract: ContractId, lines: Value) -> Value {
    json!({
        "contract_id": contract, "requested_delivery_date": "2026-11-30",
        "destination": {"name": "Gudang Cipinang", "region_code": "31.75", "address": "Jl. Pisangan Lama"},
        "lines": lines,
    })
}

/// An order line with a quantity.
pub(crate) fn of(line: ContractLineId, value: &str, unit: &str) -> Value {
    json!({"contract_line_id": line, "quantity": {"value": value, "unit": unit}})
}

/// The wire id of an order that does not exist.
pub(crate) fn no_order() -> String {
    domain::shared::CallOffId::from_uuid(uuid::Uuid::from_u128(1)).to_string()
}
