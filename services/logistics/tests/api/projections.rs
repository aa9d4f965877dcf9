//! What other services tell is applied once, and the higher version wins.

use logistics::projections::{CommodityFact, Fact, VariantFact};
use serde_json::json;

use crate::seed::{self, chilli, contract, contract_of, eggs, line, read, rice, tell};
use crate::{buyer, start};

#[tokio::test(flavor = "multi_thread")]
async fn the_lines_of_a_contract_follow_its_highest_version() {
    let app = start().await;
    seed::everything(&app).await;
    let buyer = app.caller(&buyer());
    let lines = json!([line(eggs(), 1, "eggs", "fresh", "KGM", json!({"value": "12", "unit": "TNE"}), 0)]);
    let newer = contract_of(contract(), "active", 3, lines);
    tell(&app, Fact::Contract(Box::new(read(newer))), 9).await;
    tell(&app, seed::contract_fact("active", 2), 10).await;
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
    agreement["facilitator_party_id"] = json!(testkit::party(30));
    tell(&app, Fact::Agreement(Box::new(read(agreement))), 8).await;
    newcomer.get(&path).await.expect(200);
    app.caller(&crate::facilitator()).get(&path).await.expect_problem(404, "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn commodities_and_variants_may_be_told_again_and_again() {
    let app = start().await;
    let commodity: CommodityFact = read(json!({
        "code": "eggs", "name": {"id": "telur", "en": "eggs"}, "group": "animal_product", "natural_unit": "TNE",
        "forms": [{"code": "fresh", "name": {"id": "segar", "en": "fresh"}, "unit": "KGM", "second_unit": "H87"}],
    }));
    let variant: VariantFact = read(json!({
        "id": testkit::seeded::<domain::shared::VariantId>(1), "etag": "\"v4-00c0ffee\"",
        "product_id": testkit::seeded::<domain::shared::ProductId>(1), "supplier_id": testkit::party(20),
        "commodity_code": "msme_goods", "form_code": "snack", "name": "Keripik pisang", "state": "published",
        "permits": [], "listing_ready": true,
    }));
    for position in 1..4 {
        tell(&app, Fact::Commodity(commodity.clone()), position).await;
        tell(&app, Fact::Variant(Box::new(variant.clone())), position).await;
    }
}
