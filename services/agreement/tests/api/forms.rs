//! Contract lines that may be met in several forms: each counts through a yield that the catalog tells of, and no other way.

use serde_json::{Value, json};
use testkit::Response;

use crate::amendments::kept_line;
use crate::trade::Trade;

/// What the catalog has told: paddy in two grades of dryness, and that 900 t of the wetter give 450 t of rice.
const PADDY: &str = r#"
    insert into projected_form (commodity_code, form_code, unit, name_id, name_en) values
        ('rice', 'paddy_harvest_dry', 'KGM', 'gabah kering panen (GKP)', 'paddy, harvest-dry'),
        ('rice', 'paddy_mill_dry', 'KGM', 'gabah kering giling (GKG)', 'paddy, mill-dry');
    insert into projected_yield (id, commodity_code, content, in_force_from_date, source, version) values
        ('00000000-0000-0000-0000-000000000001', 'rice', '{"commodity_code": "rice", "from_form_code": "paddy_harvest_dry",
            "to_form_code": "milled", "input": {"value": "900", "unit": "TNE"}, "output": {"value": "450", "unit": "TNE"}}',
            '2022-01-01', '900 t GKP = 450 t beras', 1);"#;

/// A quota of 450 t of milled rice, also in other forms.
fn rice(trade: &Trade, also: Value) -> Value {
    let mut draft = trade.draft();
    draft["title"] = json!("Beras Sari Makmur");
    draft["lines"] = json!([{
        "commodity_code": "rice", "form_code": "milled", "also_form_codes": also, "unit": "TNE",
        "quantity": {"value": "450", "unit": "TNE"}, "price": {"amount": 12000, "currency": "IDR"},
        "price_basis": "per_kg_net",
    }]);
    draft
}

async fn started() -> Trade {
    let trade = Trade::start().await;
    trade.seed(PADDY).await;
    // What is not kept here is not on its way.
    trade.story.hear("catalog").await;
    trade
}

fn errors(refused: &Response) -> Vec<(String, String)> {
    let all = refused.json["errors"].as_array().unwrap().iter();
    all.map(|one| (one["pointer"].as_str().unwrap().to_owned(), one["code"].as_str().unwrap().to_owned()))
        .collect()
}

fn rules(refused: &Response) -> Vec<String> {
    let unmet = refused.json["unmet"].as_array().unwrap().iter();
    unmet.map(|one| one["rule"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_names_the_forms_it_may_be_met_in_and_its_text_says_so() {
    let trade = started().await;
    let supplier = trade.as_(&trade.supplier);
    let plain = supplier.post("/v1/contracts", rice(&trade, json!([]))).await.expect(201);
    let mut before_it_was_in_use = rice(&trade, json!([]));
    before_it_was_in_use["lines"][0].as_object_mut().unwrap().remove("also_form_codes");
    let changed = json!({"lines": before_it_was_in_use["lines"]});
    let same = supplier.patch(plain.header("location"), changed, plain.etag()).await.expect(200);
    assert_eq!(same.json["text_sha256"], plain.json["text_sha256"]);
    let text = supplier.get(&format!("{}/text", plain.header("location"))).await.expect(200);
    assert!(!text.json["text"].as_str().unwrap().contains("also_forms"), "{}", text.json);
    let lines = json!({"lines": rice(&trade, json!(["paddy_harvest_dry"]))["lines"]});
    let also = supplier.patch(plain.header("location"), lines, same.etag()).await.expect(200);
    assert_ne!(also.json["text_sha256"], plain.json["text_sha256"]);
    assert_eq!(also.json["lines"][0]["also_form_codes"], json!(["paddy_harvest_dry"]));
    let text = supplier.get(&format!("{}/text", plain.header("location"))).await.expect(200);
    assert!(
        text.json["text"].as_str().unwrap().contains(r#""also_forms":["paddy_harvest_dry"]"#),
        "{}",
        text.json
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_another_kind_or_without_a_yield_is_refused_by_its_place() {
    let trade = started().await;
    let supplier = trade.as_(&trade.supplier);
    let refused = async |also: Value| {
        let refused = supplier.post("/v1/contracts", rice(&trade, also)).await;
        errors(&refused.expect_problem(422, "validation-failed"))
    };
    let at = |place: &str, code: &str| (format!("/lines/0/also_form_codes{place}"), code.to_owned());
    assert_eq!(refused(json!(["paddy_mill_dry"])).await, [at("", "no-yield")]);
    assert_eq!(refused(json!(["milled"])).await, [at("", "same-form")]);
    let twice = json!(["paddy_harvest_dry", "paddy_harvest_dry"]);
    assert_eq!(refused(twice).await, [at("/1", "repeated")]);
    let unknown = refused(json!(["sushi"])).await;
    assert_eq!(unknown[0], at("/0", "unknown-form"));
    let mut heads = rice(&trade, json!(["carcass"]));
    trade.seed("insert into projected_form (commodity_code, form_code, unit) values ('cattle', 'carcass', 'KGM')").await;
    heads["lines"][0]["commodity_code"] = json!("cattle");
    heads["lines"][0]["form_code"] = json!("live");
    heads["lines"][0]["unit"] = json!("HEA");
    heads["lines"][0]["quantity"] = json!({"value": "30", "unit": "HEA"});
    heads["lines"][0]["price_basis"] = json!("per_head");
    let heads = supplier.post("/v1/contracts", heads).await.expect_problem(422, "validation-failed");
    assert_eq!(errors(&heads)[0], at("/0", "unlike-unit"), "carcasses are not counted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_yield_that_has_ended_bars_activation_until_another_is_told() {
    let trade = started().await;
    let supplier = trade.as_(&trade.supplier);
    let drafted =
        supplier.post("/v1/contracts", rice(&trade, json!(["paddy_harvest_dry"]))).await.expect(201);
    let path = drafted.header("location").to_owned();
    supplier.act(&format!("{path}/submissions"), json!({})).await.expect(200);
    trade.endorse_and_sign(&path).await;
    trade.verify("2030-01-01").await;
    trade.seed("update projected_yield set in_force_until_date = '2026-11-21'").await;
    let metro = trade.as_(&trade.story.metro);
    let barred = metro.act(&format!("{path}/activations"), json!({})).await;
    let barred = barred.expect_problem(422, "contract-not-guaranteed");
    assert_eq!(rules(&barred), ["yield_in_force"]);
    let told = &barred.json["unmet"][0];
    assert_eq!((&told["subject"], &told["found"]), (&json!("paddy_harvest_dry"), &json!("none")));
    trade.seed("update projected_yield set in_force_until_date = null").await;
    metro.act(&format!("{path}/activations"), json!({})).await.expect(200);
}

/// Of the contract's line so many grams of paddy were accepted by one order, in two receipts.
async fn received(trade: &Trade, contract: &Value, grams: [i64; 2]) {
    let bare = |id: &Value| id.as_str().unwrap().split_once('_').unwrap().1.to_owned();
    let (id, line) = (bare(&contract["id"]), bare(&contract["lines"][0]["id"]));
    for (number, grams) in grams.into_iter().enumerate() {
        trade
            .seed(&format!(
                "insert into realized_line (id, receipt_id, agreement_id, contract_id, contract_line_id, call_off_line_id, \
                     accepted_base, mass_grams, yield_input, yield_output, commodity_code, form_code, drawn_in, vehicle_id, \
                     amount_rupiah, received_at, posted_at) \
                 select '00000000-0000-0000-0000-00000000008{number}', '00000000-0000-0000-0000-00000000009{number}', \
                     agreement_id, id, '{line}', '00000000-0000-0000-0000-000000000077', {grams}, {grams}, 900, 450, 'rice', \
                     'paddy_harvest_dry', 'mass', '00000000-0000-0000-0000-00000000007{number}', 0, \
                     '2026-11-22T03:00:00Z', '2026-11-22T03:30:00Z' from contract where id = '{id}'"
            ))
            .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_accepted_in_another_form_counts_by_its_yield_wherever_it_is_asked_for() {
    let trade = started().await;
    let path = trade.active_as(rice(&trade, json!(["paddy_harvest_dry"]))).await;
    let supplier = trade.as_(&trade.supplier);
    let contract = supplier.get(&path).await.expect(200).json;
    trade.hear_logistics().await;
    received(&trade, &contract, [300_000_001, 300_000_001]).await;
    let statement = supplier.get(&format!("{path}/closing-statement")).await.expect(200).json;
    assert!(statement["text"].as_str().unwrap().contains(r#""accepted":"300.000001""#), "{statement}");
    // Of an order that is open, what it still asks for counts likewise.
    let bare = |id: &Value| id.as_str().unwrap().split_once('_').unwrap().1.to_owned();
    let order = json!([{"id": "col_00000000000000000000000000000077", "contract_line_id": contract["lines"][0]["id"],
        "ordered_base": 900_000_000, "counts": [900, 450]}]);
    trade
        .seed(&format!(
            "insert into projected_call_off (id, number, contract_id, agreement_id, supplier_id, buyer_id, state, \
                 requested_delivery_date, issued_at, commodities, authenticity_code, version, lines) \
             select '00000000-0000-0000-0000-000000000070', 'SP/2026/000001', id, agreement_id, supplier_id, buyer_id, \
                 'in_fulfilment', '2026-12-01', now(), '{{rice}}', 'KAD-X', 1, '{order}' from contract where id = '{}'",
            bare(&contract["id"])
        ))
        .await;
    let mut lower = kept_line(&contract);
    lower["quantity"] = json!({"value": "449.999999", "unit": "TNE"});
    let terms = json!({"rationale": "Panen berkurang.", "effective_date": "2026-11-25",
        "valid_until_date": contract["valid_until_date"], "lines": [lower]});
    let drafted = supplier.post(&format!("{path}/amendments"), terms).await.expect(201);
    let proposed = supplier.act(&format!("/v1/amendments/{}/proposals", drafted.id()), json!({})).await;
    let refused = proposed.expect_problem(422, "amendment-rule");
    assert_eq!(refused.json["unmet"][0]["required"], "at least 450 tonnes", "{}", refused.json);
    // Ended, it commits what was accepted, as that counts, and the report keeps paddy apart.
    trade
        .seed(
            "update contract set state = 'terminated', terminated_at = '2026-11-22T05:00:00Z', \
             termination_recorded_at = '2026-11-22T05:00:00Z'",
        )
        .await;
    trade.story.app.clock.set("2026-11-30T03:00:00Z".parse().unwrap());
    let report = trade.as_(&trade.story.facilitator).get(&format!("{}/realization", trade.agreement)).await;
    let report = report.expect(200).json;
    let tonnes = |value: &str| json!([{"value": value, "unit": "TNE"}]);
    let lines = report["lines"].as_array().unwrap();
    let told: Vec<_> =
        lines.iter().map(|line| (&line["form"]["code"], &line["committed"], &line["accepted"])).collect();
    assert_eq!(
        told,
        [
            (&json!("milled"), &tonnes("300.000001"), &json!([])),
            (&json!("paddy_harvest_dry"), &json!([]), &tonnes("600.000002")),
        ]
    );
    let sum = &report["form_sums"][0];
    assert_eq!(report["form_sums"].as_array().unwrap().len(), 1);
    assert_eq!((&sum["form"]["code"], &sum["total"]["value"]), (&json!("milled"), &json!("300.000001")));
    assert_eq!(sum["parts"][0]["by"]["source"], "900 t GKP = 450 t beras");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_amendment_brings_a_form_as_another_variety() {
    let trade = started().await;
    let path = trade.active_as(rice(&trade, json!([]))).await;
    let supplier = trade.as_(&trade.supplier);
    let contract = supplier.get(&path).await.expect(200).json;
    let line = kept_line(&contract);
    let terms = |also: Value| {
        let mut line = line.clone();
        line["also_form_codes"] = also;
        json!({"rationale": "Juga gabah.", "effective_date": "2026-11-25",
            "valid_until_date": contract["valid_until_date"], "lines": [line]})
    };
    let amendments = format!("{path}/amendments");
    let refused = supplier.post(&amendments, terms(json!(["paddy_mill_dry"]))).await;
    let refused = refused.expect_problem(422, "validation-failed");
    assert_eq!(errors(&refused)[0].1, "no-yield");
    let drafted = supplier.post(&amendments, terms(json!(["paddy_harvest_dry"]))).await.expect(201).json;
    assert_eq!(drafted["kinds"], json!(["variety"]));
    let change = &drafted["changes"][0];
    assert_eq!((&change["field"], &change["before"]), (&json!("also_form_codes"), &Value::Null));
    assert_eq!(change["after"]["en"], "paddy_harvest_dry");
    assert_eq!(drafted["after"]["lines"][0]["also_form_codes"], json!(["paddy_harvest_dry"]));
}
