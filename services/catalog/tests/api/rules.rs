//! Rule tables of goods: they start as the rows the domain describes, and are kept by the administrator.

use domain::catalog::{PermitRule, Yield, seed_permit_rules, seed_yields};
use serde_json::json;
use service::dated::rules;

use crate::{admin, kpms, pasar_jaya, start};

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_start_with_the_rows_of_the_domain() {
    let app = start().await;
    let conn = app.core.read().await.unwrap();
    assert_eq!(rules::<PermitRule>(&conn).await.unwrap(), seed_permit_rules().0);
    assert_eq!(rules::<Yield>(&conn).await.unwrap(), seed_yields());
}

#[tokio::test(flavor = "multi_thread")]
async fn yields_are_added_read_as_of_a_day_and_checked_against_the_commodities() {
    let app = start().await;
    let (admin, buyer) = (app.caller(&admin()), app.caller(&pasar_jaya()));
    let stated = json!({
        "commodity_code": "rice", "from_form_code": "paddy_harvest_dry", "to_form_code": "brown_rice",
        "input": {"value": "100", "unit": "KGM"}, "output": {"value": "77.5", "unit": "KGM"},
        "in_force_from_date": "2026-11-22", "source": "BPS 2026",
    });
    buyer.post("/v1/yields", stated.clone()).await.expect_problem(403, "forbidden");
    let added = admin.post("/v1/yields", stated.clone()).await.expect(201);
    assert_eq!(added.json["output"], json!({"value": "77.5", "unit": "KGM"}));
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
    let mut same = stated;
    same["to_form_code"] = json!("paddy_harvest_dry");
    admin.post("/v1/yields", same).await.expect_problem(422, "validation-failed");
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
