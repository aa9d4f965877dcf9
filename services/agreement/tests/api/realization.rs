//! The realisation report over projected receipts: exact, as of any day, without what was reversed.

use domain::shared::{AgreementId, Id as _};
use serde_json::{Value, json};
use testkit::Response;

use crate::story::Story;
use crate::trade::Trade;

/// One accepted line: commodity, vehicle, mass in grams, heads, pieces, rupiah, day of receipt.
type Line = (&'static str, u8, Option<i64>, i64, i64, i64, &'static str);

async fn receive(trade: &Trade, number: u8, line: Line) {
    let agreement: AgreementId = trade.agreement_id().parse().unwrap();
    let (commodity, vehicle, mass, heads, pieces, rupiah, day) = line;
    let mass = mass.map_or("null".to_owned(), |grams| grams.to_string());
    let id = |kind: u8, number: u8| format!("'00000000-0000-0000-00{kind:02}-0000000000{number:02}'::uuid");
    trade
        .seed(&format!(
            "insert into realized_line (id, receipt_id, agreement_id, contract_id, commodity_code, vehicle_id, \
             mass_grams, heads, pieces, millilitres, amount_rupiah, received_at, posted_at) values ({}, {}, '{}', {}, \
             '{commodity}', {}, {mass}, {heads}, {pieces}, 0, {rupiah}, '{day}T03:00:00Z', '{day}T05:00:00Z')",
            id(1, number),
            id(2, number),
            agreement.uuid(),
            id(3, 1),
            id(4, vehicle),
        ))
        .await;
}

async fn report(trade: &Trade, query: &str) -> Response {
    let path = format!("{}/realization{query}", trade.agreement);
    trade.as_(&trade.story.facilitator).get(&path).await.expect(200)
}

fn line<'a>(answer: &'a Response, code: &str) -> &'a Value {
    let lines = answer.json["lines"].as_array().unwrap();
    lines.iter().find(|line| line["commodity"]["code"] == code).unwrap_or(&Value::Null)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_speaks_in_natural_units_and_in_one_sentence() {
    let trade = Trade::start().await;
    trade.active().await;
    let empty = report(&trade, "").await;
    assert_eq!(line(&empty, "eggs")["natural"], json!({"value": "0", "unit": "TNE"}));
    assert_eq!(line(&empty, "eggs")["committed"], json!({"value": "9", "unit": "TNE"}));
    receive(&trade, 1, ("eggs", 1, Some(5_000_000), 0, 0, 112_500_000, "2026-11-22")).await;
    receive(&trade, 2, ("eggs", 2, Some(4_000_000), 0, 0, 90_000_000, "2026-11-22")).await;
    receive(&trade, 3, ("cattle", 3, Some(11_800_500), 30, 0, 660_000_000, "2026-11-22")).await;
    for number in 4..9 {
        receive(&trade, number, ("msme_goods", number, None, 0, 40, 1_000_000, "2026-11-22")).await;
    }
    receive(&trade, 9, ("msme_goods", 4, None, 0, 1, 25_000, "2026-11-22")).await;
    receive(&trade, 10, ("msme_goods", 10, None, 0, 0, 0, "2026-11-22")).await;
    let answer = report(&trade, "").await;
    let mut keys: Vec<_> = answer.json.as_object().unwrap().keys().cloned().collect();
    keys.sort();
    assert_eq!(keys, ["agreement_id", "as_of", "lines", "sentence", "since_date"]);
    assert_eq!(
        line(&answer, "eggs"),
        &json!({
            "commodity": {"code": "eggs", "name": {"id": "Telur", "en": "Eggs"}},
            "natural": {"value": "9", "unit": "TNE"}, "committed": {"value": "9", "unit": "TNE"},
            "mass": {"value": "9", "unit": "TNE"}, "heads": 0, "vehicles": 2,
            "amount": {"amount": 202_500_000, "currency": "IDR"},
        })
    );
    assert_eq!(line(&answer, "cattle")["natural"], json!({"value": "30", "unit": "HEA"}));
    assert_eq!(line(&answer, "cattle")["mass"], json!({"value": "11800.5", "unit": "KGM"}));
    assert_eq!(line(&answer, "msme_goods")["natural"], json!({"value": "5", "unit": "vehicle"}));
    assert_eq!(line(&answer, "msme_goods")["amount"]["amount"], 5_025_000);
    assert_eq!(line(&answer, "msme_goods")["mass"], Value::Null);
    assert_eq!(line(&answer, "rice"), &Value::Null);
    assert_eq!(
        answer.json["sentence"]["en"],
        "Since 22 November 2026: 30 head of cattle, 9 tonnes of eggs and 5 trucks of UMKM products have been accepted."
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn any_past_day_and_any_past_knowledge_can_be_asked_for() {
    let trade = Trade::start().await;
    trade.active().await;
    receive(&trade, 1, ("eggs", 1, Some(5_000_000), 0, 0, 10, "2026-11-23")).await;
    receive(&trade, 2, ("eggs", 2, Some(4_000_000), 0, 0, 20, "2026-11-25")).await;
    receive(&trade, 3, ("eggs", 3, Some(1_000_000), 0, 0, 5, "2026-11-21")).await;
    let eggs = async |query: &str| line(&report(&trade, query).await, "eggs")["natural"]["value"].clone();
    assert_eq!(eggs("?as_of=2026-11-24").await, "5");
    assert_eq!(eggs("?as_of=2026-11-25").await, "9");
    assert_eq!(eggs("?as_of=2026-11-25&known_at=2026-11-25T04:59:59Z").await, "5");
    trade
        .seed(
            "update realized_line set reversed_at = '2026-11-27T03:00:00Z', \
             reversal_posted_at = '2026-11-28T03:00:00Z' where vehicle_id::text like '%02'",
        )
        .await;
    assert_eq!(eggs("?as_of=2026-11-30").await, "5");
    assert_eq!(eggs("?as_of=2026-11-26").await, "9");
    assert_eq!(eggs("?as_of=2026-11-30&known_at=2026-11-28T02:59:59Z").await, "9");
    let path = format!("{}/realization?as_of=9999-12-31", trade.agreement);
    trade.as_(&trade.story.metro).get(&path).await.expect_problem(422, "validation-failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unsigned_agreement_has_no_report_and_strangers_get_none() {
    let story = Story::start().await;
    let path = story.discussed().await;
    let early = story.as_(&story.metro).get(&format!("{path}/realization")).await;
    early.expect_problem(409, "state-conflict");
    let outsider = testkit::Actor::new(testkit::party(9), "18.72", &[domain::shared::Role::Coordinator]);
    let hidden = story.as_(&outsider).get(&format!("{path}/realization")).await;
    hidden.expect_problem(404, "not-found");
}
