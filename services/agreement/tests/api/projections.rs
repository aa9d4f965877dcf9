//! What other services tell is kept once, in whatever order it comes: the higher version wins.

use std::rc::Rc;

use agreement::projections::{
    CallOff, Commodity, HarvestForecasts, RealizedLines, ReferencePriceRow, SeasonRow, Shipment, VariantRow,
    YieldRow, reference_prices,
};
use api_types::logistics::ReceiptView;
use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl as _;
use domain::shared::{
    AgreementId, CallOffId, CallOffLineId, CommodityId, ContractId, ContractLineId, HarvestForecastId, Money,
    PriceBasis, PriceFlag, Priced, ProductId, ReceiptId, ReceiptLineId, ReferencePriceId, SeasonId,
    ShipmentId, ShipmentItemId, VariantId, VehicleId, YieldId, reference_for,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use service::{Error, Fetched, Projected};
use testkit::{App, party, seeded, test_time};

use crate::start;

/// A projected resource: the tables it is kept in, and two versions of it.
struct Case {
    tables: &'static [&'static str],
    older: Fetched,
    newer: Fetched,
}

/// Every projected resource; a table that none of them is kept in fails the test.
fn cases() -> Vec<Case> {
    vec![
        Case {
            tables: &["projected_commodity", "projected_form"],
            older: Rc::new(eggs(3, &["fresh", "salted"])),
            newer: Rc::new(eggs(4, &["fresh", "powder"])),
        },
        Case {
            tables: &["projected_variant"],
            older: Rc::new(variant(3, "fresh")),
            newer: Rc::new(variant(4, "salted")),
        },
        Case {
            tables: &["projected_reference_price"],
            older: Rc::new(reference_price(3)),
            newer: Rc::new(reference_price(4)),
        },
        Case {
            tables: &["projected_season"],
            older: Rc::new(season(3, "planted")),
            newer: Rc::new(season(4, "failed")),
        },
        Case {
            // A forecast never changes: told again it is the same.
            tables: &["projected_forecast"],
            older: Rc::new(forecasts(1)),
            newer: Rc::new(forecasts(2)),
        },
        Case {
            tables: &["projected_yield"],
            older: Rc::new(paddy_to_rice(3)),
            newer: Rc::new(paddy_to_rice(4)),
        },
        Case {
            tables: &["projected_call_off"],
            older: Rc::new(order(3, "issued")),
            newer: Rc::new(order(4, "accepted")),
        },
        Case {
            tables: &["projected_shipment"],
            older: Rc::new(shipment(3, "ready")),
            newer: Rc::new(shipment(4, "departed")),
        },
        Case {
            tables: &["realized_line"],
            older: Rc::new(RealizedLines { receipt: posted(), reversal: None }),
            newer: Rc::new(RealizedLines { receipt: posted(), reversal: Some(reversal()) }),
        },
    ]
}

pub(crate) fn read<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("the wire's shape")
}

fn eggs(version: i64, forms: &[&str]) -> Commodity {
    let form = |code: &&str| json!({"code": code, "name": {"id": code, "en": code}, "unit": "KGM"});
    let view = read(json!({
        "id": seeded::<CommodityId>(1), "code": "eggs", "etag": format!("\"v{version}\""),
        "name": {"id": format!("telur {version}"), "en": "eggs"}, "group": "animal_product",
        "natural_unit": "TNE", "forms": forms.iter().map(form).collect::<Vec<_>>(),
    }));
    Commodity::of(view).expect("an ETag")
}

/// A variant of eggs in a version and a form.
fn variant(version: i64, form: &str) -> VariantRow {
    let view = read(json!({
        "id": seeded::<VariantId>(1), "product_id": seeded::<ProductId>(1), "etag": format!("\"v{version}\""),
        "supplier_id": party(10), "commodity_code": "eggs", "form_code": form, "group": "animal_product",
        "name": "Telur omega", "net_content": {"value": "0.25", "unit": "KGM"}, "ingredients": [], "producer": "KUJ",
        "storage": "room_temperature", "allergens": [], "traits": [], "version_hash": "0".repeat(64), "state": "published", "permits": [], "listing_ready": true,
        "missing_permits": [], "created_at": test_time(), "updated_at": test_time(),
    }));
    VariantRow::of(view).expect("an ETag")
}

/// The producer's price of eggs; its fourth version has an end.
fn reference_price(version: i64) -> ReferencePriceRow {
    let view = read(json!({
        "id": seeded::<ReferencePriceId>(1), "etag": format!("\"v{version}\""), "commodity_code": "eggs",
        "form_code": "fresh_shell", "level": "producer", "price_basis": "per_kg_net", "low_rupiah": 26_500,
        "in_force_from_date": "2024-04-25", "in_force_until_date": (version == 4).then_some("2026-12-31"),
        "legal_basis": "Peraturan Badan Pangan Nasional 6/2024", "created_at": test_time(),
        "created_by_party_id": null, "ended_at": null, "ended_by_party_id": null, "ending_note": null,
    }));
    ReferencePriceRow::of(&view).expect("an ETag")
}

/// 900 t of paddy give 450 t of rice; its fourth version has an end.
fn paddy_to_rice(version: i64) -> YieldRow {
    let view = read(json!({
        "id": seeded::<YieldId>(1), "etag": format!("\"v{version}\""), "commodity_code": "rice",
        "from_form_code": "paddy_harvest_dry", "to_form_code": "milled_rice_medium",
        "input": {"value": "900", "unit": "TNE"}, "output": {"value": "450", "unit": "TNE"},
        "in_force_from_date": "2022-01-01", "in_force_until_date": (version == 4).then_some("2026-12-31"),
        "source": "900 t GKP = 450 t beras", "created_at": test_time(), "created_by_party_id": null, "ended_at": null,
        "ended_by_party_id": null, "ending_note": null,
    }));
    YieldRow::of(&view).expect("an ETag")
}

/// An order in a version and a state.
fn order(version: i64, state: &str) -> CallOff {
    let view = read(json!({
        "id": seeded::<CallOffId>(1), "etag": format!("\"v{version}\""), "number": "SP/2026/000001",
        "authenticity_code": "KAD-0000-0000-0000-0", "contract_id": seeded::<ContractId>(1),
        "contract_number": "PKS/2026/000001", "agreement_id": seeded::<AgreementId>(1), "supplier_id": party(10),
        "buyer_id": party(20), "state": state, "requested_delivery_date": "2026-12-01",
        "destination": {"name": "Cipinang", "region_code": "31.75", "address": "Jl. Pisangan Lama 1"},
        "lines": [], "created_at": test_time(), "updated_at": test_time(),
    }));
    CallOff::of(view).expect("an ETag")
}

#[test]
fn an_order_may_have_accepted_more_than_anybody_orders() {
    let tonnes = |value: &str| json!({"value": value, "unit": "TNE"});
    let mut view = serde_json::to_value(json!({
        "id": seeded::<CallOffId>(1), "etag": "\"v1\"", "number": "SP/2026/000001",
        "authenticity_code": "KAD-0000-0000-0000-0", "contract_id": seeded::<ContractId>(1),
        "contract_number": "PKS/2026/000001", "agreement_id": seeded::<AgreementId>(1), "supplier_id": party(10),
        "buyer_id": party(20), "state": "closed_short", "requested_delivery_date": "2026-12-01",
        "destination": {"name": "Cipinang", "region_code": "31.75", "address": "Jl. Pisangan Lama 1"},
        "created_at": test_time(), "updated_at": test_time(),
    }))
    .unwrap();
    view["lines"] = json!([{"id": seeded::<CallOffLineId>(1), "number": 1,
        "contract_line_id": seeded::<ContractLineId>(1), "commodity_code": "rice", "form_code": "milled",
        "quantity": tonnes("1000000"), "accepted": tonnes("1200000"), "open": tonnes("0"), "over_tolerance_bp": 2000}]);
    let order = CallOff::of(read(view)).expect("what was accepted within a tolerance is no mistake");
    assert_eq!(order.ordered_bases, [1_200_000_000_000]);
}

/// A season in a version and a state.
fn season(version: i64, state: &str) -> SeasonRow {
    let view = read(json!({
        "id": seeded::<SeasonId>(1), "etag": format!("\"v{version}\""), "state": state, "failure_cause": null,
        "owner_party_id": party(20), "region_code": "18.72", "plots": [], "area_m2": 10_000, "commodity_code": "eggs",
        "form_code": "fresh", "variety": null, "planting_date": "2026-11-01", "harvest_from_date": "2027-02-01",
        "harvest_until_date": "2027-02-14", "due_date": null, "expected": {"value": "5", "unit": "TNE"},
        "expected_source": null, "forecasts": [], "contract_id": seeded::<ContractId>(1), "created_at": test_time(),
        "updated_at": test_time(),
    }));
    SeasonRow::of(view).expect("an ETag")
}

/// So many forecasts of the same days of a season.
fn forecasts(many: u128) -> HarvestForecasts {
    let said = |number: u128| {
        json!({
            "id": seeded::<HarvestForecastId>(number), "etag": "\"v1\"", "season_id": seeded::<SeasonId>(1),
            "owner_party_id": party(20), "region_code": "18.72", "commodity_code": "eggs", "form_code": "fresh",
            "from_date": "2027-02-01", "until_date": "2027-02-07", "quantity": {"value": "5", "unit": "TNE"},
            "current": true, "stale": false, "captured_at": test_time(), "claimed_at": null,
            "recorded_at": test_time(), "recorded_by_party_id": party(20),
        })
    };
    let views = (1..=many).map(said).collect::<Vec<_>>();
    HarvestForecasts::of(read(json!(views))).expect("quantities")
}

/// A shipment in a version and a state.
fn shipment(version: i64, state: &str) -> Shipment {
    let view = read(json!({
        "id": seeded::<ShipmentId>(1), "etag": format!("\"v{version}\""), "number": "SJ/2026/000001",
        "authenticity_code": "KAD-0000-0000-0000-0", "state": state, "supplier_id": party(10),
        "buyer_id": party(20), "call_off_ids": [seeded::<CallOffId>(1)], "contract_ids": [seeded::<ContractId>(1)],
        "origin_region_code": "18.72", "destination_region_code": "31", "mode": "road", "vehicles": [],
        "journey_papers": [], "created_at": test_time(), "updated_at": test_time(),
    }));
    Shipment::of(view).expect("an ETag")
}

/// A receipt over two lines.
fn posted() -> ReceiptView {
    receipt(1, json!({"lines": [receipt_line(1, "5"), receipt_line(2, "4")]}))
}

/// What takes it back, without lines of its own.
fn reversal() -> ReceiptView {
    receipt(2, json!({"reverses": seeded::<ReceiptId>(1), "received_at": "2026-11-27T03:00:00Z"}))
}

fn receipt(number: u128, more: Value) -> ReceiptView {
    let mut view = json!({
        "id": seeded::<ReceiptId>(number), "etag": "\"v2\"", "number": format!("BAST/2026/00000{number}"),
        "state": "posted", "shipment_id": seeded::<ShipmentId>(1), "supplier_id": party(10),
        "buyer_id": party(20), "contract_ids": [seeded::<ContractId>(1)], "received_at": test_time(),
        "backfilled": false, "posted_at": test_time(), "documents_seen": true, "conflicts_with": [], "corrected_by": [],
        "lines": [], "amount": {"amount": 202_500_000, "currency": "IDR"},
        "created_at": test_time(), "updated_at": test_time(),
    });
    let fields = view.as_object_mut().expect("an object");
    fields.extend(more.as_object().expect("an object").clone());
    read(view)
}

fn receipt_line(number: u128, tonnes: &str) -> Value {
    json!({
        "id": seeded::<ReceiptLineId>(number), "shipment_item_id": seeded::<ShipmentItemId>(number),
        "vehicle_id": seeded::<VehicleId>(number), "contract_line_id": seeded::<ContractLineId>(1),
        "contract_id": seeded::<ContractId>(1), "agreement_id": seeded::<AgreementId>(1),
        "call_off_line_id": seeded::<CallOffLineId>(1), "call_off_id": seeded::<CallOffId>(1),
        "commodity_code": "eggs", "form_code": "fresh", "accepted": {"value": tonnes, "unit": "TNE"},
        "amount": {"amount": 22_500_000, "currency": "IDR"}, "rejections": [],
    })
}

pub(crate) async fn tell(app: &App, resource: &dyn Projected) {
    let kept: Result<(), Error> =
        app.core.db.transact("tell", async |conn| resource.keep(conn, 1).await).await;
    kept.expect("the resource is kept");
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

async fn lines(app: &App, query: &str) -> Vec<String> {
    let mut conn = app.core.read().await.expect("a connection");
    let rows: Vec<Line> = diesel::sql_query(query).load(&mut conn).await.expect("rows");
    rows.into_iter().map(|row| row.line).collect()
}

/// The tables in which something of other services is kept.
async fn projected_tables(app: &App) -> Vec<String> {
    let named =
        r"(table_name like 'projected\_%' or table_name like 'realized\_%') and table_type = 'BASE TABLE'";
    let query =
        format!("select table_name::text as line from information_schema.tables where {named} order by 1");
    lines(app, &query).await
}

/// What the tables of a case hold.
async fn kept(app: &App, tables: &[&str]) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for table in tables {
        let rows = lines(app, &format!("select to_jsonb(t)::text as line from {table} t order by 1")).await;
        assert!(!rows.is_empty(), "{table}");
        all.push(rows);
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn every_projected_resource_comes_in_any_order_and_twice_and_into_an_empty_database() {
    let app = start().await;
    let tables = projected_tables(&app).await;
    let empty = format!("truncate {} cascade", tables.join(", "));
    let mut covered = Vec::new();
    for Case { tables, older, newer } in cases() {
        tell(&app, &*newer).await;
        let newest = kept(&app, tables).await;
        tell(&app, &*older).await;
        assert_eq!(kept(&app, tables).await, newest, "what is older changes nothing");
        tell(&app, &*newer).await;
        assert_eq!(kept(&app, tables).await, newest, "the same again changes nothing");
        let mut conn = app.core.read().await.expect("a connection");
        diesel::sql_query(&empty).execute(&mut conn).await.expect("an empty database");
        drop(conn);
        tell(&app, &*older).await;
        assert_ne!(kept(&app, tables).await, newest, "the versions differ");
        tell(&app, &*newer).await;
        assert_eq!(kept(&app, tables).await, newest, "the newer one stays, and of the older one nothing");
        covered.extend(tables.iter().map(|table| (*table).to_owned()));
    }
    covered.sort();
    assert_eq!(covered, tables, "every table of a projection has its case");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_is_held_against_the_reference_price_that_the_catalog_tells_of() {
    let app = start().await;
    tell(&app, &reference_price(4)).await;
    let conn = app.core.read().await.expect("a connection");
    let rows = reference_prices(&conn, &["eggs".to_owned()]).await.expect("rows");
    assert!(reference_prices(&conn, &["rice".to_owned()]).await.expect("rows").is_empty());
    let goods = Priced {
        commodity: "eggs",
        form: "fresh_shell",
        grade: None,
        region: None,
        level: None,
        basis: PriceBasis::PerKgNet,
    };
    let flag = |day: &str, price| {
        let row = reference_for(&rows, &goods, day.parse().expect("a date"))?;
        Some((row.source.as_str(), row.rule.flag(Money(price))))
    };
    let law = "Peraturan Badan Pangan Nasional 6/2024";
    assert_eq!(flag("2026-12-31", 26_499), Some((law, PriceFlag::Below)));
    assert_eq!(flag("2026-12-31", 26_500), Some((law, PriceFlag::Within)));
    assert_eq!(flag("2027-01-01", 26_500), None, "it has ended");
}
