//! What the service knows from agreement's feed; the other files begin with [`know_parties`].

use api_types::EventView;
use catalog::projections::{BackfillGrantRow, Fetched, FromAgreement, PartyRow};
use domain::shared::{PartyId, PartyKind};
use service::Projection as _;
use testkit::{App, party, seeded, test_time};

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
        know(app, Fetched::Party(row(party(*number), *kind, name, region, 1))).await;
    }
}

/// Applies what an event of the agreement service points at.
pub(crate) async fn know(app: &App, fetched: Fetched) {
    let event = EventView {
        specversion: "1.0".to_owned(),
        id: seeded(1),
        source: "/agreement".to_owned(),
        r#type: "id.kad.test".to_owned(),
        subject: "test".to_owned(),
        time: test_time(),
        datacontenttype: "application/json".to_owned(),
        position: 1,
        data: serde_json::Value::Null,
    };
    let mut conn = app.core.read().await.unwrap();
    FromAgreement.apply(&mut conn, &event, fetched).await.unwrap();
}

/// A grant to record facts of 2022.
pub(crate) async fn grant_the_past(app: &App, to: PartyId) {
    let day = |text: &str| text.parse().unwrap();
    let (from_date, until_date) = (day("2022-01-01"), Some(day("2022-12-31")));
    know(
        app,
        Fetched::BackfillGrant(BackfillGrantRow { id: seeded(1), party_id: to, from_date, until_date }),
    )
    .await;
}

fn row(id: PartyId, kind: PartyKind, name: &str, region: &str, version: i64) -> PartyRow {
    PartyRow { id, kind, short_name: name.to_owned(), region_code: region.to_owned(), version }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_party_keeps_its_newest_version_however_often_events_come() {
    use diesel_async::RunQueryDsl as _;

    let app = crate::start().await;
    for (version, name) in [(1, "Kuasa"), (3, "KUJ Metro"), (2, "KUJ"), (3, "KUJ Metro")] {
        know(&app, Fetched::Party(row(party(12), PartyKind::Company, name, "18.72", version))).await;
    }
    diesel::table! {
        projected_party (id) {
            id -> Uuid,
            short_name -> Text,
            version -> Int8,
        }
    }
    let mut conn = app.core.read().await.unwrap();
    let known: Vec<(PartyId, String, i64)> = projected_party::table.load(&mut conn).await.unwrap();
    assert_eq!(known, [(party(12), "KUJ Metro".to_owned(), 3)]);
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
