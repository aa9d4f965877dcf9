//! What the service knows from agreement's feed; the other files begin with [`know_parties`].

use catalog::projections::{
    BackfillGrantRow, CallOffRow, ContractRow, MemberRow, PartyRow, ReceiptRow, RollMember, ShipmentRow,
};
use diesel_async::RunQueryDsl as _;
use domain::logistics::{CallOffState, ShipmentState};
use domain::shared::{PartyId, PartyKind};
use service::Projected;
use testkit::{App, party, seeded};

use crate::{kpms, pasar_jaya};

/// The parties of the tests: the actors of `main`, the curators and governments beside them.
pub(crate) const PARTIES: &[(u128, PartyKind, &str, &str)] = &[
    (2, PartyKind::RegionalGovernment, "Pemkot Metro", "18.72"),
    (3, PartyKind::RegionalGovernment, "Pemprov DKI Jakarta", "31"),
    (10, PartyKind::Cooperative, "KPMS", "18.72"),
    (11, PartyKind::Msme, "Keripik Bu Sri", "35.72"),
    (12, PartyKind::Company, "KUJ", "18.72"),
    (20, PartyKind::RegionalEnterprise, "Pasar Jaya", "31"),
    (21, PartyKind::RegionalEnterprise, "Dharma Jaya", "31"),
];

/// Lets the service know [`PARTIES`].
pub(crate) async fn know_parties(app: &App) {
    for (number, kind, name, region) in PARTIES {
        know(app, &known_party(*number, *kind, name, region, 1)).await;
    }
}

/// Keeps what an event of the agreement service points at.
pub(crate) async fn know(app: &App, fetched: &dyn Projected) {
    let mut conn = app.core.read().await.unwrap();
    fetched.keep(&mut conn, 1).await.unwrap();
}

/// A grant to record facts of 2022.
pub(crate) async fn grant_the_past(app: &App, to: PartyId) {
    know(app, &grant(to, "2022-12-31", 1)).await;
}

pub(crate) fn grant(party_id: PartyId, until: &str, version: i64) -> BackfillGrantRow {
    let (from_date, until_date) = ("2022-01-01".parse().unwrap(), Some(until.parse().unwrap()));
    let usable_until = Some(testkit::test_time() + chrono::TimeDelta::days(90));
    let agreement_id = Some(seeded(2));
    BackfillGrantRow { id: seeded(1), party_id, from_date, until_date, version, agreement_id, usable_until }
}

/// A party as the service keeps it.
pub(crate) fn known_party(number: u128, kind: PartyKind, name: &str, region: &str, version: i64) -> PartyRow {
    let (short_name, region_code) = (name.to_owned(), region.to_owned());
    PartyRow { id: party(number), kind, short_name, region_code, version, business_size: None }
}

/// One projected resource in three versions, the oldest first.
fn versions() -> Vec<(&'static str, [Box<dyn Projected>; 3])> {
    let known = |name: &str, version| known_party(12, PartyKind::Company, name, "18.72", version);
    let until = |day: &str, version| grant(party(12), day, version);
    let contract = |buyer, version| ContractRow {
        id: seeded(1),
        supplier_id: party(12),
        buyer_id: party(buyer),
        supplier_government_id: party(2),
        buyer_government_id: party(3),
        version,
        state: None,
        valid_from_date: None,
        valid_until_date: None,
        goods: vec!["eggs fresh".to_owned()],
    };
    let member = |judges, version| MemberRow {
        id: seeded(1),
        party_id: party(20),
        person: "https://id.example#wayan".to_owned(),
        judges,
        active: true,
        display_name: None,
        version,
    };
    let order = |state, version| CallOffRow {
        id: seeded(1),
        supplier_id: party(12),
        buyer_id: party(20),
        state,
        line_ids: vec![seeded(2)],
        lines: serde_json::json!([]),
        version,
        hold_ids: vec![seeded(3)],
    };
    let roll = |active, version| RollMember {
        id: seeded(1),
        party_id: party(10),
        active,
        left_date: (!active).then(|| "2026-11-22".parse().unwrap()),
        version,
    };
    let receipt = |counts, version| ReceiptRow {
        id: seeded(1),
        counts,
        lot_ids: vec![seeded(1)],
        lines: serde_json::json!([]),
        version,
    };
    let shipment = |state, version| ShipmentRow {
        id: seeded(1),
        state,
        lot_ids: vec![seeded(1)],
        loads: serde_json::json!([]),
        version,
    };
    vec![
        (
            "projected_backfill_grant",
            [
                Box::new(until("2022-06-30", 1)),
                Box::new(until("2022-09-30", 2)),
                Box::new(until("2022-12-31", 3)),
            ],
        ),
        (
            "projected_call_off",
            [
                Box::new(order(CallOffState::Issued, 1)),
                Box::new(order(CallOffState::Accepted, 2)),
                Box::new(order(CallOffState::InFulfilment, 3)),
            ],
        ),
        (
            "projected_contract",
            [Box::new(contract(20, 1)), Box::new(contract(21, 2)), Box::new(contract(20, 3))],
        ),
        ("projected_member", [Box::new(roll(true, 1)), Box::new(roll(true, 2)), Box::new(roll(false, 3))]),
        (
            "projected_membership",
            [Box::new(member(true, 1)), Box::new(member(false, 2)), Box::new(member(true, 3))],
        ),
        (
            "projected_party",
            [Box::new(known("Kuasa", 1)), Box::new(known("KUJ", 2)), Box::new(known("KUJ Metro", 3))],
        ),
        (
            "projected_receipt",
            [Box::new(receipt(true, 1)), Box::new(receipt(true, 2)), Box::new(receipt(false, 3))],
        ),
        (
            "projected_shipment",
            [
                Box::new(shipment(ShipmentState::Planned, 1)),
                Box::new(shipment(ShipmentState::Loading, 2)),
                Box::new(shipment(ShipmentState::Departed, 3)),
            ],
        ),
    ]
}

#[derive(diesel::QueryableByName)]
struct Line {
    #[diesel(sql_type = diesel::sql_types::Text)]
    line: String,
}

async fn lines(app: &App, sql: &str) -> Vec<String> {
    let mut conn = app.core.read().await.unwrap();
    let found: Vec<Line> = diesel::sql_query(sql).load(&mut conn).await.unwrap();
    found.into_iter().map(|one| one.line).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_projected_resource_keeps_its_newest_version_in_whatever_order_and_however_often() {
    let app = crate::start().await;
    let tables = "select table_name::text as line from information_schema.tables \
        where table_name like 'projected\\_%' order by 1";
    let resources = versions();
    assert_eq!(lines(&app, tables).await, resources.iter().map(|(table, _)| *table).collect::<Vec<_>>());
    for (table, of) in &resources {
        let kept = format!("select row_to_json({table})::text as line from {table}");
        know(&app, of[2].as_ref()).await;
        let newest = lines(&app, &kept).await;
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            // From an empty table, each twice.
            lines(&app, &format!("delete from {table} returning id::text as line")).await;
            for version in order.iter().chain(&order) {
                know(&app, of[*version].as_ref()).await;
            }
            assert_eq!(lines(&app, &kept).await, newest, "{table} {order:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_not_arrived_yet_is_told_to_try_again() {
    let app = crate::start().await;
    let outlet = serde_json::json!({"name": "Jakmart Pramuka", "kind": "outlet", "region_code": "31"});
    let buyer = app.caller(&pasar_jaya());
    let refused = buyer.post("/v1/outlets", outlet.clone()).await.expect_problem(409, "not-yet-known");
    assert_eq!((refused.json["retryable"].as_bool(), refused.header("retry-after")), (Some(true), "1"));
    know_parties(&app).await;
    buyer.post("/v1/outlets", outlet.clone()).await.expect(201);
    app.caller(&kpms()).post("/v1/outlets", outlet).await.expect_problem(403, "forbidden");
}
