//! What other services tell is kept once, in whatever order it comes: the higher version wins.

use std::rc::Rc;

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl as _;
use domain::catalog::{HoldState, LotState};
use domain::shared::{
    BackfillGrantId, BankAccountId, CommodityId, FileId, Money, PriceBasis, PriceFlag, Priced, ProductId,
    ReferencePriceId, VariantId, reference_for,
};
use logistics::projections::{
    BackfillGrantRow, BankAccountRow, FileMatchRow, ReferencePriceRow, VariantRow, WholeCommodity,
    reference_prices,
};
use serde_json::{Value, json};
use service::Fetched;
use testkit::{App, party, seeded, test_time};

use crate::forms::yield_of;
use crate::seed::{self, chilli, contract, contract_of, eggs, line, read, rice, tell};
use crate::trade::{Trade, carrier, item, plan, truck};
use crate::{buyer, start};

/// A projected resource: the tables it is kept in, and two versions of it.
struct Case {
    tables: &'static [&'static str],
    older: Fetched,
    newer: Fetched,
}

fn case(tables: &'static [&'static str], version: impl Fn(i64) -> Fetched) -> Case {
    Case { tables, older: version(3), newer: version(4) }
}

/// Every projected resource; a table that none of them is kept in fails the test.
fn cases() -> Vec<Case> {
    vec![
        case(&["projected_party"], |version| {
            Rc::new(seed::party_row(20, &format!("KUJ {version}"), "18.72", version))
        }),
        case(&["projected_standing"], |version| {
            Rc::new(seed::standing_row("verified", (version == 3).then_some("2026-12-31"), version))
        }),
        case(&["projected_agreement"], |version| {
            let state = if version == 3 { "active" } else { "suspended" };
            Rc::new(seed::agreement_row(seed::agreement_view(state, version)))
        }),
        case(&["projected_contract", "projected_contract_line"], |version| {
            let id = if version == 3 { eggs() } else { rice() };
            let lines = json!([line(id, 1, "rice", "milled_rice_medium", "TNE", Value::Null, 0)]);
            Rc::new(seed::whole_contract(contract_of(contract(), "active", version, lines)))
        }),
        case(&["projected_backfill_grant"], |version| {
            let view = read(json!({
                    "id": seeded::<BackfillGrantId>(1), "etag": format!("\"v{version}\""),
                    "agreement_id": seed::agreement(), "party_id": party(10), "from_date": "2022-06-10",
                    "until_date": format!("2022-1{}-01", version - 3), "reason": "Arsip kertas",
                    "granted_by_party_id": party(2), "granted_at": test_time(),
            "state": "in_force", "usable_until": test_time() + chrono::TimeDelta::days(90), "updated_at": test_time(),
                }));
            Rc::new(BackfillGrantRow::of(&view).expect("an ETag"))
        }),
        case(&["projected_commodity", "projected_form"], |version| {
            let form = |code: &str| json!({"code": code, "name": {"id": "segar", "en": "fresh"}, "unit": "KGM", "second_unit": "H87"});
            let forms =
                if version == 3 { json!([form("fresh")]) } else { json!([form("fresh"), form("salted")]) };
            let view = read(json!({
                "id": seeded::<CommodityId>(1), "code": "eggs", "etag": format!("\"v{version}\""),
                "name": {"id": "telur", "en": "eggs"}, "group": "animal_product", "natural_unit": "TNE",
                "forms": forms,
            }));
            Rc::new(WholeCommodity::of(view).expect("an ETag"))
        }),
        case(&["projected_bank_account"], |version| {
            let in_use_from = (version == 4).then(test_time);
            let (id, party_id) = (seeded::<BankAccountId>(1), party(20));
            Rc::new(BankAccountRow { id, party_id, last_four: "3304".into(), in_use_from, version })
        }),
        case(&["projected_file_match"], |version| {
            let told = read(json!({
                "file_id": seeded::<FileId>(1), "party_id": party(20), "sha256": "0".repeat(64),
                "other_file_id": seeded::<FileId>(2), "other_party_id": party(if version == 3 { 30 } else { 31 }),
                "version": version,
            }));
            Rc::new(FileMatchRow::of(&told))
        }),
        case(&["projected_hold"], |version| {
            let state = if version == 3 { HoldState::Confirmed } else { HoldState::Converted };
            Rc::new(crate::held_goods::hold(1, state, version))
        }),
        case(&["projected_listing"], |version| Rc::new(crate::shelves::kept(version).1)),
        case(&["projected_lot"], |version| {
            let state = if version == 3 { LotState::Sealed } else { LotState::Allocated };
            Rc::new(crate::lots::lot(state, json!({}), version))
        }),
        case(&["projected_outlet"], |version| Rc::new(crate::shelves::kept(version).0)),
        case(&["projected_reference_price"], |version| Rc::new(reference_price(version))),
        case(&["projected_yield"], |version| {
            let until = (version == 4).then_some("2026-12-31");
            Rc::new(yield_of(1, ["900", "450"], "2022-01-01", until))
        }),
        case(&["projected_recall"], |version| Rc::new(crate::origin::recall(1, version == 3, version))),
        case(&["projected_facility"], |version| {
            let barred = (version == 3).then_some("2026-11-22");
            Rc::new(crate::origin::facility(1, 20, barred, version))
        }),
        case(&["projected_variant"], |version| {
            let view = read(json!({
                "id": seeded::<VariantId>(1), "etag": format!("\"v{version}-00c0ffee\""),
                "product_id": seeded::<ProductId>(1), "state": "published", "supplier_id": party(20),
                "commodity_code": "msme_goods", "form_code": "snack", "group": "processed_food",
                "name": format!("Keripik pisang {version}"), "net_content": {"value": "0.25", "unit": "KGM"},
                "ingredients": ["Pisang"], "producer": "KWT Melati", "storage": "room_temperature", "allergens": [],
                "traits": [], "version_hash": "0".repeat(64), "permits": [], "listing_ready": version == 3,
                "missing_permits": [], "created_at": test_time(), "updated_at": test_time(),
            }));
            Rc::new(VariantRow::of(view).expect("an ETag"))
        }),
    ]
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
    let named = r"table_name like 'projected\_%' and table_type = 'BASE TABLE'";
    lines(
        app,
        &format!("select table_name::text as line from information_schema.tables where {named} order by 1"),
    )
    .await
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
        tell(&app, &*newer, 20).await;
        let newest = kept(&app, tables).await;
        tell(&app, &*older, 30).await;
        assert_eq!(kept(&app, tables).await, newest, "what is older changes nothing");
        tell(&app, &*newer, 20).await;
        assert_eq!(kept(&app, tables).await, newest, "the same again changes nothing");
        let mut conn = app.core.read().await.expect("a connection");
        diesel::sql_query(&empty).execute(&mut conn).await.expect("an empty database");
        drop(conn);
        tell(&app, &*older, 10).await;
        assert_ne!(kept(&app, tables).await, newest, "the versions differ");
        tell(&app, &*newer, 20).await;
        assert_eq!(kept(&app, tables).await, newest, "the newer one stays");
        covered.extend(tables.iter().map(|table| (*table).to_owned()));
    }
    covered.sort();
    assert_eq!(covered, tables, "every table of a projection has its case");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lines_of_a_contract_follow_its_highest_version() {
    let app = start().await;
    seed::everything(&app).await;
    let buyer = app.caller(&buyer());
    let lines = json!([line(eggs(), 1, "eggs", "fresh", "KGM", json!({"value": "12", "unit": "TNE"}), 0)]);
    let newer = contract_of(contract(), "active", 3, lines);
    tell(&app, &seed::whole_contract(newer), 9).await;
    tell(&app, &seed::whole_contract(seed::contract_view("active", 2)), 10).await;
    let shown = buyer.get(&format!("/v1/contract-lines/{}/balance", eggs())).await.expect(200).json;
    assert_eq!((shown["committed"].as_str(), shown["terms_position"].as_i64()), (Some("12000"), Some(9)));
    for gone in [rice(), chilli()] {
        buyer.get(&format!("/v1/contract-lines/{gone}/balance")).await.expect_problem(404, "not-found");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_facilitator_of_the_agreement_reads_its_contracts() {
    let app = start().await;
    seed::everything(&app).await;
    let newcomer = app.caller(&crate::other_buyer());
    let path = format!("/v1/contract-lines/{}/balance", eggs());
    newcomer.get(&path).await.expect_problem(404, "not-found");
    let mut agreement = seed::agreement_view("active", 2);
    agreement["facilitator_party_id"] = json!(party(30));
    tell(&app, &seed::agreement_row(agreement), 8).await;
    newcomer.get(&path).await.expect(200);
    app.caller(&crate::facilitator()).get(&path).await.expect_problem(404, "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_of_today_reads_the_trade_of_yesterday_and_its_feed_tells_of_it() {
    let trade = Trade::start().await;
    let app = &trade.app;
    let order = trade.order(rice(), "10", "TNE").await;
    let body = plan(&order, json!([truck("BE 1", json!([item(&order, "1", "TNE")]))]), json!([]));
    let shipment = trade.supplier.post("/v1/shipments", body).await.expect(201).id();
    let actor = testkit::Actor::new(party(30), "31", &[domain::shared::Role::Auditor]);
    let auditor = app.caller(&actor);
    let path = format!("/v1/shipments/{shipment}");
    auditor.get(&path).await.expect_problem(404, "not-found");
    let mut agreement = seed::agreement_view("active", 2);
    agreement["auditor_party_ids"] = json!([party(30)]);
    tell(app, &seed::agreement_row(agreement.clone()), 8).await;
    auditor.get(&path).await.expect(200);
    auditor.get(&format!("/v1/contract-lines/{}/balance", rice())).await.expect(200);
    let orders = auditor.get("/v1/call-offs").await.expect(200).json;
    assert_eq!(orders["items"].as_array().unwrap().len(), 1);
    let told = app.feed(&actor, "/v1/logistics-events").await;
    let told: Vec<_> =
        told.iter().map(|event| (event["type"].as_str().unwrap(), event["subject"].clone())).collect();
    let order = orders["items"][0]["id"].clone();
    let expected = [("id.kad.call_off.snapshot", order), ("id.kad.shipment.snapshot", json!(shipment))];
    assert_eq!(told, expected, "once each");
    // The same again tells nothing anew.
    agreement["etag"] = json!("\"v3\"");
    tell(app, &seed::agreement_row(agreement), 9).await;
    assert_eq!(app.feed(&actor, "/v1/logistics-events").await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_government_reads_the_trade_of_its_own_business_under_anothers_agreement() {
    let trade = Trade::start().await;
    let app = &trade.app;
    let order = trade.order(rice(), "10", "TNE").await;
    let city = app.caller(&testkit::Actor::new(party(33), "18.72", &[domain::shared::Role::Coordinator]));
    let body = plan(&order, json!([truck("BE 1", json!([item(&order, "1", "TNE")]))]), json!([]));
    let shipment = trade.supplier.post("/v1/shipments", body).await.expect(201).id();
    city.get(&format!("/v1/shipments/{shipment}")).await.expect_problem(404, "not-found");
    let mut government = seed::party_row(33, "Kota Metro", "18.72", 1);
    government.kind = domain::shared::PartyKind::RegionalGovernment;
    tell(app, &government, 9).await;
    city.get(&format!("/v1/shipments/{shipment}")).await.expect(200);
    city.get(&format!("/v1/contract-lines/{}/balance", rice())).await.expect(200);
    assert_eq!(lines(app, INDEX).await, lines(app, RELATIONSHIP).await);
}

/// Who may read each shipment, computed from the contracts, their agreements and the drivers.
const RELATIONSHIP: &str = "
    select distinct shipment_id || ' ' || party as line from (
        select i.shipment_id, unnest(array[c.supplier_id, c.buyer_id, c.supplier_government_id,
            c.buyer_government_id, a.facilitator_id] || a.auditor_ids) as party
        from shipment_item i join projected_contract c on c.id = i.contract_id
        left join projected_agreement a on a.id = c.agreement_id
        union select i.shipment_id, g.id
        from shipment_item i join projected_contract c on c.id = i.contract_id
        join projected_party g on g.kind = 'regional_government'
            and g.region_code in (c.supplier_region_code, c.buyer_region_code)
        union select id, carrier_party_id from shipment
    ) as reading where party is not null order by 1";

/// The same as the index holds it.
const INDEX: &str = "select shipment_id || ' ' || party_id as line from shipment_reader order by 1";

#[tokio::test(flavor = "multi_thread")]
async fn the_index_of_who_reads_a_shipment_equals_the_relationship() {
    let trade = Trade::start().await;
    let app = &trade.app;
    let order = trade.order(rice(), "10", "TNE").await;
    let mut body = plan(&order, json!([truck("BE 1", json!([item(&order, "1", "TNE")]))]), json!([]));
    trade.supplier.post("/v1/shipments", body.clone()).await.expect(201);
    body["carrier_party_id"] = json!(carrier().party);
    trade.supplier.post("/v1/shipments", body).await.expect(201);
    assert_eq!(lines(app, INDEX).await, lines(app, RELATIONSHIP).await);
    let mut agreement = seed::agreement_view("active", 2);
    agreement["facilitator_party_id"] = Value::Null;
    agreement["auditor_party_ids"] = json!([party(30), party(31)]);
    tell(app, &seed::agreement_row(agreement), 8).await;
    assert_eq!(lines(app, INDEX).await, lines(app, RELATIONSHIP).await);
    let mut agreement = seed::agreement_view("active", 3);
    agreement["facilitator_party_id"] = Value::Null;
    tell(app, &seed::agreement_row(agreement), 9).await;
    let mut moved = seed::contract_view("active", 2);
    moved["supplier_government_id"] = json!(party(30));
    tell(app, &seed::whole_contract(moved), 9).await;
    let readers = lines(app, INDEX).await;
    assert_eq!(readers, lines(app, RELATIONSHIP).await);
    let all = "two businesses, the two governments of the contract, the supplier's own, and once who drives";
    assert_eq!(readers.len(), 5 + 6, "{all}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_is_held_against_the_reference_price_that_the_catalog_tells_of() {
    let app = start().await;
    tell(&app, &reference_price(4), 5).await;
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
