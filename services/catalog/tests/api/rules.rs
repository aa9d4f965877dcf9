//! Rule tables of goods: they start as the rows the domain describes, and are kept by the administrator.

use domain::catalog::{
    GoodsLimit, PermitRule, seed_goods_limits, seed_permit_rules, seed_reference_prices, seed_yields,
};
use domain::shared::{ReferencePrice, Yield};
use serde_json::json;
use service::dated::rules;

use crate::{admin, kpms, pasar_jaya, start};

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_start_with_the_rows_of_the_domain() {
    let app = start().await;
    let conn = app.core.read().await.unwrap();
    assert_eq!(rules::<PermitRule>(&conn).await.unwrap(), seed_permit_rules().0);
    assert_eq!(rules::<Yield>(&conn).await.unwrap(), seed_yields());
    let limits = rules::<GoodsLimit>(&conn).await.unwrap();
    assert_eq!(limits.into_iter().map(|row| row.rule).collect::<Vec<_>>(), seed_goods_limits());
    assert_eq!(rules::<ReferencePrice>(&conn).await.unwrap(), seed_reference_prices());
}

#[tokio::test(flavor = "multi_thread")]
async fn yields_are_added_read_as_of_a_day_and_checked_against_the_commodities() {
    let app = start().await;
    let (admin, buyer) = (app.caller(&admin()), app.caller(&pasar_jaya()));
    let stated = json!({
        "commodity_code": "rice", "from_form_code": "milled_rice_premium", "to_form_code": "milled_rice_medium",
        "input": {"value": "100", "unit": "KGM"}, "output": {"value": "99.5", "unit": "KGM"},
        "in_force_from_date": "2026-11-22", "source": "BPS 2026",
    });
    buyer.post("/v1/yields", stated.clone()).await.expect_problem(403, "forbidden");
    let added = admin.post("/v1/yields", stated.clone()).await.expect(201);
    assert_eq!(added.json["output"], json!({"value": "99.5", "unit": "KGM"}));
    admin.post("/v1/yields", stated.clone()).await.expect_problem(409, "duplicate");
    let all = buyer.get("/v1/yields?commodity_code=rice").await.expect(200).json;
    assert_eq!(all["items"][0]["input"], json!({"value": "900", "unit": "TNE"}));
    assert_eq!(all["items"].as_array().unwrap().last(), Some(&added.json));
    let before = buyer.get("/v1/yields?commodity_code=rice&as_of=2017-12-31").await.expect(200).json;
    assert_eq!(before["items"], json!([]));
    let mut bad = stated.clone();
    bad["to_form_code"] = json!("sushi");
    let refused = admin.post("/v1/yields", bad).await.expect_problem(422, "validation-failed");
    assert_eq!(refused.json["errors"][0]["code"], "unknown-form");
    let mut same = stated.clone();
    same["to_form_code"] = json!("milled_rice_premium");
    admin.post("/v1/yields", same).await.expect_problem(422, "validation-failed");
    let mut heads = stated;
    heads["input"] = json!({"value": "1", "unit": "HEA"});
    heads["output"] = json!({"value": "0", "unit": "KGM"});
    let refused = admin.post("/v1/yields", heads).await.expect_problem(422, "validation-failed");
    let named: Vec<_> =
        refused.json["errors"].as_array().unwrap().iter().map(|one| one["pointer"].clone()).collect();
    assert_eq!(named, ["/input/unit", "/output/value"], "a yield of weight that gives something");
    let told = app.feed(&pasar_jaya(), "/v1/catalog-events?types=id.kad.yield.snapshot").await;
    assert_eq!(told.len(), seed_yields().len(), "what the platform came with is told");
    let cattle = buyer.get("/v1/yields?commodity_code=cattle").await.expect(200).json;
    assert_eq!(cattle["items"][0]["output"], json!({"value": "51", "unit": "KGM"}));
    assert!(cattle["items"][0]["source"].as_str().unwrap().contains("no law states it"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permit_rule_names_just_the_fields_of_its_kind() {
    let app = start().await;
    let (admin, supplier) = (app.caller(&admin()), app.caller(&kpms()));
    let term = json!({"kind": "longest_term", "permit": "halal_certificate", "max_years": 4,
        "in_force_from_date": "2026-11-22", "legal_basis": "Contoh"});
    let added = admin.post("/v1/permit-rules", term.clone()).await.expect(201);
    assert_eq!(supplier.get(added.header("location")).await.expect(200).json["max_years"], 4);
    let mut mixed = term;
    (mixed["groups"], mixed["permit"]) = (json!(["grain"]), json!(null));
    let refused = admin.post("/v1/permit-rules", mixed).await.expect_problem(422, "validation-failed");
    let codes: Vec<_> =
        refused.json["errors"].as_array().unwrap().iter().map(|one| one["code"].clone()).collect();
    assert_eq!(codes, ["required", "misplaced"]);
    let need = json!({"kind": "required", "rule": "standard_mark", "groups": ["grain"],
        "any_of": ["national_standard"], "how_to_fix": {"id": "Ajukan SNI.", "en": "Apply for SNI."},
        "in_force_from_date": "2026-12-01", "legal_basis": "Contoh"});
    admin.post("/v1/permit-rules", need.clone()).await.expect(201);
    let mut small = need;
    small["sizes"] = json!(["micro", "small"]);
    let added = admin.post("/v1/permit-rules", small.clone()).await.expect(201);
    assert_eq!(added.json["sizes"], small["sizes"]);
    admin.post("/v1/permit-rules", small).await.expect_problem(409, "duplicate");
    let found = supplier.get("/v1/permit-rules?rule=standard_mark").await.expect(200).json;
    assert_eq!(found["items"].as_array().unwrap().len(), 2);
    let halal =
        supplier.get("/v1/permit-rules?kind=longest_term&permit=halal_certificate").await.expect(200).json;
    assert_eq!(halal["items"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn reference_prices_are_listed_as_of_a_day_added_ended_and_told_to_everybody() {
    let app = start().await;
    let (admin, buyer) = (app.caller(&admin()), app.caller(&pasar_jaya()));
    let eggs = "/v1/reference-prices?commodity_code=eggs&level=producer";
    let in_force = async |day: &str| {
        let page = buyer.get(&format!("{eggs}&as_of={day}")).await.expect(200).json;
        let rows = page["items"].as_array().unwrap().clone();
        rows.iter().map(|row| (row["low_rupiah"].as_i64(), row["high_rupiah"].as_i64())).collect::<Vec<_>>()
    };
    assert_eq!(in_force("2022-10-04").await, []);
    assert_eq!(in_force("2024-04-24").await, [(Some(22_000), Some(24_000))]);
    assert_eq!(in_force("2024-04-25").await, [(Some(26_500), None)]);
    let stated = json!({"commodity_code": "eggs", "form_code": "fresh_shell", "region_code": "35", "level": "producer",
        "price_basis": "per_kg_net", "low_rupiah": 25_000, "high_rupiah": 27_500,
        "in_force_from_date": "2026-11-22", "legal_basis": "Keputusan Gubernur (contoh)"});
    buyer.post("/v1/reference-prices", stated.clone()).await.expect_problem(403, "forbidden");
    let added = admin.post("/v1/reference-prices", stated.clone()).await.expect(201);
    admin.post("/v1/reference-prices", stated).await.expect_problem(409, "duplicate");
    let east = buyer.get("/v1/reference-prices?region_code=35&commodity_code=eggs").await.expect(200).json;
    assert_eq!(east["items"], json!([added.json]));
    assert_eq!(buyer.get(added.header("location")).await.expect(200).json, added.json);
    let ending = json!({"in_force_until_date": "2026-12-31", "note": "Diganti"});
    let endings = format!("{}/endings", added.header("location"));
    admin.act(&endings, ending).await.expect(200);
    let types = "id.kad.reference_price.added,id.kad.reference_price.ended";
    let told = app.feed(&pasar_jaya(), &format!("/v1/catalog-events?types={types}")).await;
    assert_eq!(told.len(), 2);
    let seeded = "/v1/catalog-events?types=id.kad.reference_price.snapshot";
    let seeded = app.feed(&pasar_jaya(), seeded).await;
    assert_eq!(seeded.len(), seed_reference_prices().len(), "what the platform came with is told too");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reference_price_that_says_nothing_or_too_much_is_refused_by_field() {
    let app = start().await;
    let admin = app.caller(&admin());
    let stated = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut body = json!({"commodity_code": "eggs", "form_code": "fresh_shell", "level": "producer",
            "grade": "omega", "price_basis": "per_kg_net", "low_rupiah": 30_000,
            "in_force_from_date": "2026-11-22", "legal_basis": "Contoh"});
        change(&mut body);
        body
    };
    let refused = async |change: &dyn Fn(&mut serde_json::Value)| {
        let refused = admin.post("/v1/reference-prices", stated(change)).await;
        let refused = refused.expect_problem(422, "validation-failed").json["errors"][0].clone();
        (refused["pointer"].as_str().unwrap().to_owned(), refused["code"].as_str().unwrap().to_owned())
    };
    let told = |pointer: &str, code: &str| (pointer.to_owned(), code.to_owned());
    assert_eq!(refused(&|row| row["low_rupiah"] = json!(null)).await, told("/low_rupiah", "required"));
    assert_eq!(
        refused(&|row| row["high_rupiah"] = json!(29_999)).await,
        told("/high_rupiah", "out-of-order")
    );
    assert_eq!(refused(&|row| row["low_rupiah"] = json!(0)).await, told("/low_rupiah", "out-of-range"));
    assert_eq!(refused(&|row| row["grade"] = json!("Omega 3")).await, told("/grade", "code"));
    assert_eq!(
        refused(&|row| row["region_code"] = json!("99")).await,
        told("/region_code", "unknown-region")
    );
    assert_eq!(refused(&|row| row["form_code"] = json!("sushi")).await, told("/form_code", "unknown-form"));
    assert_eq!(
        refused(&|row| row["commodity_code"] = json!("gold")).await,
        told("/commodity_code", "unknown-commodity")
    );
    let by_head = refused(&|row| row["price_basis"] = json!("per_head")).await;
    assert_eq!(by_head, told("/price_basis", "price-basis"));
    admin.post("/v1/reference-prices", stated(&|_| ())).await.expect(201);
}
