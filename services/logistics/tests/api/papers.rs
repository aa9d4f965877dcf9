//! Papers that count and papers that do not: whose number it is, how many heads, which product.

use domain::shared::VariantId;
use logistics::projections::VariantRow;
use serde_json::{Value, json};
use testkit::{App, Response, seeded, test_time};

use crate::seed::{self, cattle, tell};
use crate::trade::{Trade, health, herd, herd_of, item, item_id, numbered, plan, truck};

async fn loading(trade: &Trade, order: &Value, load: Value, papers: Value) -> String {
    let planned = trade.plan(order, json!([truck("BE 1", json!([load]))]), papers).await.expect(201);
    let path = planned.header("location").to_owned();
    trade.supplier.act(&format!("{path}/loadings"), json!({})).await.expect(200);
    path
}

async fn ready(trade: &Trade, path: &str) -> Response {
    trade.supplier.act(&format!("{path}/readiness"), json!({})).await
}

fn rules(refused: &Response) -> Vec<&str> {
    refused.json["unmet"].as_array().unwrap().iter().map(|one| one["rule"].as_str().unwrap()).collect()
}

/// A variant of a supplier's product as the catalog would tell it, in a version, its permits checked.
fn variant(id: VariantId, goods: [&str; 2], state: &str, version: i64) -> VariantRow {
    variant_checked(id, goods, state, (version, json!(test_time())))
}

/// The same, with when its permits were checked.
fn variant_checked(id: VariantId, goods: [&str; 2], state: &str, at: (i64, Value)) -> VariantRow {
    let (version, checked_at) = at;
    let permit = |kind: &str| {
        json!({"id": seeded::<domain::shared::PermitId>(1), "variant_id": id, "type": kind, "number": "1",
            "issuer": "BPJPH", "issued_date": "2026-01-05", "valid_until_date": "2029-01-04", "level": null,
            "status": "valid", "etag": "\"v1\"", "withdrawn_at": null, "checked_at": checked_at, "created_at": test_time()})
    };
    let permits = ["home_food_permit", "halal_certificate", "veterinary_control_number"].map(permit);
    let view = json!({
        "id": id, "etag": format!("\"v{version}-00c0ffee\""), "product_id": seeded::<domain::shared::ProductId>(1),
        "state": state, "supplier_id": testkit::party(20), "commodity_code": goods[0], "form_code": goods[1],
        "group": "processed_food", "name": "Keripik", "net_content": {"value": "0.25", "unit": "KGM"},
        "ingredients": [], "producer": "KUJ", "storage": "room_temperature", "allergens": [], "traits": [],
        "version_hash": "0".repeat(64), "permits": [], "listing_ready": false, "missing_permits": [],
        "created_at": test_time(), "updated_at": test_time(),
    });
    let row = VariantRow::of(seed::read(view)).expect("an ETag");
    VariantRow { permits: json!(permits), ..row }
}

#[tokio::test(flavor = "multi_thread")]
async fn papers_of_a_variant_open_the_gate_for_its_own_goods_once_it_is_published_and_they_are_checked() {
    let trade = Trade::start().await;
    let (contract, line) = (seeded(211), seeded(311));
    let kilograms = json!({"value": "9000", "unit": "KGM"});
    let snacks = seed::line(line, 1, "msme_goods", "packaged", "KGM", kilograms, 0);
    let view = seed::contract_of(contract, "active", 1, json!([snacks]));
    tell(&trade.app, &seed::whole_contract(view), 5).await;
    let order = trade.order_under(contract, line, "100", "KGM").await;
    let id: VariantId = seeded(7);
    tell(&trade.app, &variant(id, ["msme_goods", "coffee"], "published", 1), 6).await;
    let mut load = item(&order, "100", "KGM");
    load["variant_id"] = json!(id);
    let path = loading(&trade, &order, load, json!([])).await;
    let missing = ["food_permit", "halal_certificate"];
    assert_eq!(rules(&ready(&trade, &path).await.expect_problem(422, "document-gate")), missing);
    tell(&trade.app, &variant(id, ["msme_goods", "packaged"], "draft", 2), 7).await;
    assert_eq!(rules(&ready(&trade, &path).await.expect_problem(422, "document-gate")), missing);
    let goods = ["msme_goods", "packaged"];
    tell(&trade.app, &variant_checked(id, goods, "published", (3, Value::Null)), 8).await;
    assert_eq!(rules(&ready(&trade, &path).await.expect_problem(422, "document-gate")), missing);
    tell(&trade.app, &variant(id, goods, "published", 4), 9).await;
    // Nothing that is recalled becomes ready, or leaves.
    tell(&trade.app, &crate::origin::recall(7, true, 1), 9).await;
    let refused = ready(&trade, &path).await.expect_problem(422, "goods-recalled");
    assert_eq!(refused.json["unmet"][0]["subject"], json!(id));
    tell(&trade.app, &crate::origin::recall(8, true, 2), 9).await;
    ready(&trade, &path).await.expect(200);
    tell(&trade.app, &crate::origin::recall(7, true, 3), 9).await;
    let departures = format!("{path}/departures");
    trade.supplier.act(&departures, json!({})).await.expect_problem(422, "goods-recalled");
    let carrying = trade.supplier.get(&format!("/v1/shipments?variant_id={id}")).await.expect(200).json;
    assert_eq!(carrying["items"].as_array().map(Vec::len), Some(1));
    let others = trade.supplier.get(&format!("/v1/shipments?variant_id={}", seeded::<VariantId>(8))).await;
    assert_eq!(others.expect(200).json["items"], json!([]));
    tell(&trade.app, &crate::origin::recall(7, false, 4), 9).await;
    // A veterinary control number is checked at the supplier's verification, and typed for no product.
    tell(&trade.app, &seed::standing_with("verified", Some("2026-12-31"), 9, json!([])), 10).await;
    let eggs = trade.order(seed::eggs(), "1000", "KGM").await;
    tell(&trade.app, &variant(id, ["eggs", "fresh"], "published", 5), 11).await;
    let mut load = item(&eggs, "1000", "KGM");
    load["variant_id"] = json!(id);
    let path = loading(&trade, &eggs, load, json!([crate::trade::consignment()])).await;
    let refused = ready(&trade, &path).await.expect_problem(422, "document-gate");
    assert_eq!(rules(&refused), ["veterinary_number_between_provinces"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_in_wide_digits_is_no_other_number_and_one_in_other_letters_is_none() {
    let trade = Trade::start().await;
    let order = trade.order(cattle(), "30", "HEA").await;
    let first = loading(&trade, &order, herd_of(&order, 8), json!([numbered("SV-12", 10)])).await;
    ready(&trade, &first).await.expect(200);
    let wide = "\u{ff33}\u{ff36}\u{ff11}\u{ff12}";
    let second = loading(&trade, &order, herd_of(&order, 3), json!([numbered(wide, 10)])).await;
    let refused = ready(&trade, &second).await.expect_problem(422, "document-gate");
    assert_eq!(refused.json["unmet"][0]["found"], "2 head");
    let load = json!([truck("BE 3", json!([herd_of(&order, 3)]))]);
    let refused = trade.plan(&order, load, json!([numbered("S\u{412}-12", 10)])).await;
    let refused = refused.expect_problem(422, "validation-failed");
    assert_eq!(refused.json["errors"][0]["code"], "not-a-line");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_herd_by_the_kilogram_travels_with_as_many_heads_as_it_weighs() {
    let trade = Trade::start().await;
    let (contract, line) = (seeded(212), seeded(312));
    let kilograms = json!({"value": "90000", "unit": "KGM"});
    let herds = seed::line(line, 1, "cattle", "live", "KGM", kilograms, 0);
    let view = seed::contract_of(contract, "active", 1, json!([herds]));
    tell(&trade.app, &seed::whole_contract(view), 5).await;
    let order = trade.order_under(contract, line, "9000", "KGM").await;
    let load = |heads: i64| {
        let mut load = item(&order, "9000", "KGM");
        load["heads"] = json!(heads);
        load
    };
    let one = loading(&trade, &order, load(1), json!([health(1)])).await;
    let refused = ready(&trade, &one).await.expect_problem(422, "document-gate");
    assert_eq!(rules(&refused), ["weight_per_head_plausible"]);
    trade.supplier.act(&format!("{one}/cancellations"), json!({"note": "Salah hitung"})).await.expect(200);
    let thirty = loading(&trade, &order, load(30), json!([health(30)])).await;
    ready(&trade, &thirty).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_animals_than_their_papers_are_made_out_for_are_held() {
    let trade = Trade::start().await;
    let order = trade.order(cattle(), "30", "HEA").await;
    let load = json!([truck("BE 1", json!([herd_of(&order, 20)]))]);
    let left = trade.departed(&order, load, json!([health(20)])).await;
    let lines = |accepted: i64, held: i64| {
        json!([{"shipment_item_id": item_id(&left, 0), "note": "Lebih banyak dari surat jalan",
            "heads": {"accepted": accepted, "held_excess": held, "surplus": 10},
            "weight": {"unit": "KGM", "accepted": (accepted * 350).to_string(),
                "held_excess": (held * 350).to_string(), "surplus": "3500"}}])
    };
    let path = trade.inspected(&left, lines(30, 0)).await;
    let refused = trade.poster.act(&format!("{path}/postings"), json!({})).await;
    let refused = refused.expect_problem(422, "document-gate");
    assert_eq!(rules(&refused), ["veterinary_certificate", "quarantine_certificate"]);
    assert_eq!(
        (refused.json["unmet"][0]["found"].as_str(), refused.json["unmet"][0]["required"].as_str()),
        (Some("30 head"), Some("20 head"))
    );
    let etag = trade.buyer.get(&path).await.etag().to_owned();
    trade.buyer.patch(&path, json!({"lines": lines(20, 10)}), &etag).await.expect(200);
    trade.poster.act(&format!("{path}/postings"), json!({})).await.expect(200);
    assert_eq!(trade.balance(cattle(), ["accepted"]).await, ["20"]);
}

/// Another supplier of the agreement, verified, with a contract for rice of its own.
pub(crate) async fn stranger(
    app: &App,
) -> (testkit::Caller, domain::shared::ContractLineId, domain::shared::ContractId) {
    let (contract, line) = (seeded(213), seeded(313));
    let rice =
        seed::line(line, 1, "rice", "milled_rice_medium", "TNE", json!({"value": "10", "unit": "TNE"}), 0);
    let mut view = seed::contract_of(contract, "active", 1, json!([rice]));
    view["supplier_id"] = json!(testkit::party(31));
    tell(app, &seed::party_row(31, "Tani Blitar", "35.72", 1), 20).await;
    tell(app, &seed::whole_contract(view), 21).await;
    (app.caller(&crate::other_supplier()), line, contract)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_of_a_stranger_and_one_that_was_given_up_take_no_number_from_its_holder() {
    let trade = Trade::start().await;
    let order = trade.order(cattle(), "30", "HEA").await;
    let load = || json!([truck("BE 1", json!([herd(&order)]))]);
    // A stranger writes the number on a shipment of rice.
    let (stranger, line, contract) = stranger(&trade.app).await;
    let asked = seed::order_of(contract, json!([seed::of(line, "1", "TNE")]));
    let draft = trade.buyer.post("/v1/call-offs", asked).await.expect(201);
    let at = draft.header("location").to_owned();
    seed::heard(&trade.app).await;
    let mut standing = seed::standing_row("verified", Some("2026-12-31"), 5);
    standing.party_id = testkit::party(31);
    tell(&trade.app, &standing, 22).await;
    trade.buyer.act(&format!("{at}/issuances"), json!({})).await.expect(200);
    let theirs = stranger.act(&format!("{at}/acceptances"), json!({})).await.expect(200).json;
    let mut false_paper = numbered("SV-77", 1);
    false_paper["origin_region_code"] = json!("35.72");
    let mut body = plan(&theirs, json!([truck("AG 1", json!([item(&theirs, "1", "TNE")]))]), json!([]));
    body["journey_papers"] = json!([false_paper]);
    stranger.post("/v1/shipments", body).await.expect(201);
    // The holder's own typing error, given up, takes nothing either; one that goes on does.
    let mut typo = numbered("SV-77", 30);
    typo["valid_until_date"] = json!("2026-12-30");
    let wrong = trade.plan(&order, load(), json!([typo])).await.expect(201);
    let refused = trade.plan(&order, load(), json!([numbered("SV-77", 30)])).await;
    let refused = refused.expect_problem(422, "validation-failed");
    assert_eq!(refused.json["errors"][0]["code"], "other-paper");
    let cancel = format!("{}/cancellations", wrong.header("location"));
    trade.supplier.act(&cancel, json!({"note": "Salah tanggal"})).await.expect(200);
    let left = trade.departed(&order, load(), json!([numbered("SV-77", 30)])).await;
    assert_eq!(left["journey_papers"][0]["heads_used"], 30);
    // Heads have travelled under it: now it binds everybody.
    let mut other = numbered("SV-77", 1);
    other["origin_region_code"] = json!("35.72");
    let mut body = plan(&theirs, json!([truck("AG 1", json!([item(&theirs, "1", "TNE")]))]), json!([]));
    body["journey_papers"] = json!([other]);
    let refused = stranger.post("/v1/shipments", body).await;
    let refused = refused.expect_problem(422, "validation-failed");
    assert_eq!(refused.json["errors"][0]["code"], "other-paper");
}
