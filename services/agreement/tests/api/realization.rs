//! The realisation report over projected receipts: exact, as of any day, without what was reversed.

use domain::shared::{AgreementId, Id as _, Role};
use serde_json::{Value, json};
use testkit::{Actor, Response};

use crate::story::Story;
use crate::trade::Trade;

/// One accepted line: commodity and form, vehicle, mass in grams, heads, pieces, rupiah, day of receipt.
type Line = ([&'static str; 2], u8, Option<i64>, Option<i64>, Option<i64>, i64, &'static str);

const EGGS: [&str; 2] = ["eggs", "fresh"];

async fn receive(trade: &Trade, number: u8, line: Line) {
    let agreement: AgreementId = trade.agreement_id().parse().unwrap();
    let ([commodity, form], vehicle, mass, heads, pieces, rupiah, day) = line;
    let drawn = match (heads, pieces, mass) {
        (Some(_), ..) => "head",
        (None, Some(_), None) => "piece",
        _ => "mass",
    };
    let [mass, heads, pieces] =
        [mass, heads, pieces].map(|figure| figure.map_or("null".to_owned(), |figure| figure.to_string()));
    let id = |kind: u8, number: u8| format!("'00000000-0000-0000-00{kind:02}-0000000000{number:02}'::uuid");
    trade
        .seed(&format!(
            "insert into realized_line (id, receipt_id, agreement_id, contract_id, commodity_code, form_code, drawn_in, \
             vehicle_id, mass_grams, heads, pieces, amount_rupiah, received_at, posted_at) values ({}, {}, '{}', {}, \
             '{commodity}', '{form}', '{drawn}', {}, {mass}, {heads}, {pieces}, {rupiah}, '{day}T03:00:00Z', \
             '{day}T05:00:00Z')",
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
    assert_eq!(line(&empty, "eggs")["accepted"], json!([]));
    assert_eq!(line(&empty, "eggs")["committed"], json!([{"value": "9", "unit": "TNE"}]));
    let packed = ["msme_goods", "packed"];
    receive(&trade, 1, (EGGS, 1, Some(5_000_000), None, None, 112_500_000, "2026-11-22")).await;
    receive(&trade, 2, (EGGS, 2, Some(4_000_000), None, None, 90_000_000, "2026-11-22")).await;
    let herd = (["cattle", "live"], 3, Some(11_800_500), Some(30), None, 660_000_000, "2026-11-22");
    receive(&trade, 3, herd).await;
    for number in 4..9 {
        receive(&trade, number, (packed, number, None, None, Some(40), 1_000_000, "2026-11-22")).await;
    }
    receive(&trade, 9, (packed, 4, None, None, Some(1), 25_000, "2026-11-22")).await;
    receive(&trade, 10, (packed, 10, None, None, Some(0), 0, "2026-11-22")).await;
    let answer = report(&trade, "").await;
    let mut keys: Vec<_> = answer.json.as_object().unwrap().keys().cloned().collect();
    keys.sort();
    assert_eq!(
        keys,
        [
            "agreement_id",
            "as_of",
            "form_sums",
            "known_at",
            "lines",
            "recorded_later",
            "sentence",
            "since_date"
        ]
    );
    assert_eq!(
        line(&answer, "eggs"),
        &json!({
            "commodity": {"code": "eggs", "name": {"id": "Telur", "en": "Eggs"}},
            "form": {"code": "fresh", "name": {"id": "Telur", "en": "Eggs"}}, "natural_unit": "TNE",
            "accepted": [{"value": "9", "unit": "TNE"}], "committed": [{"value": "9", "unit": "TNE"}],
            "mass": {"value": "9", "unit": "TNE"}, "heads": null, "pieces": null, "volume": null, "vehicles": 2,
            "amount": {"amount": 202_500_000, "currency": "IDR"},
        })
    );
    assert_eq!(line(&answer, "cattle")["accepted"], json!([{"value": "30", "unit": "HEA"}]));
    assert_eq!(line(&answer, "cattle")["mass"], json!({"value": "11800.5", "unit": "KGM"}));
    assert_eq!(line(&answer, "msme_goods")["accepted"], json!([{"value": "5", "unit": "vehicle"}]));
    assert_eq!(line(&answer, "msme_goods")["pieces"], 201);
    assert_eq!(line(&answer, "msme_goods")["amount"]["amount"], 5_025_000);
    assert_eq!(line(&answer, "msme_goods")["mass"], Value::Null);
    assert_eq!(line(&answer, "rice"), &Value::Null);
    assert_eq!(
        answer.json["sentence"]["en"],
        "From 22 November 2026 to 22 November 2026: 30 head of cattle, 9 tonnes of eggs and 5 trucks of UMKM products have been accepted."
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn any_past_day_and_any_past_knowledge_can_be_asked_for() {
    let trade = Trade::start().await;
    trade.active().await;
    trade.story.app.clock.set("2026-11-30T03:00:00Z".parse().unwrap());
    receive(&trade, 1, (EGGS, 1, Some(5_000_000), None, None, 10, "2026-11-23")).await;
    receive(&trade, 2, (EGGS, 2, Some(4_000_000), None, None, 20, "2026-11-25")).await;
    receive(&trade, 3, (EGGS, 3, Some(1_000_000), None, None, 5, "2026-11-21")).await;
    let eggs = async |query: &str| line(&report(&trade, query).await, "eggs")["accepted"][0]["value"].clone();
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
}

#[tokio::test(flavor = "multi_thread")]
async fn no_figure_of_a_past_day_moves_without_a_mark() {
    let trade = Trade::start().await;
    trade.active().await;
    trade.story.app.clock.set("2026-11-30T03:00:00Z".parse().unwrap());
    receive(&trade, 1, (EGGS, 1, Some(5_000_000), None, None, 10, "2026-11-23")).await;
    receive(&trade, 2, (EGGS, 2, Some(4_000_000), None, None, 20, "2026-11-23")).await;
    receive(&trade, 3, (EGGS, 3, Some(1_000_000), None, None, 20, "2026-11-29")).await;
    let told = async |query: &str| {
        let answer = report(&trade, query).await;
        (
            line(&answer, "eggs")["accepted"][0]["value"].clone(),
            answer.json["recorded_later"]["receipts"].clone(),
        )
    };
    assert_eq!(told("?as_of=2026-11-24").await, (json!("9"), json!(0)));
    // One is recorded five days later, one taken back as of its day.
    trade
        .seed("update realized_line set posted_at = '2026-11-28T05:00:00Z' where vehicle_id::text like '%02'")
        .await;
    assert_eq!(told("?as_of=2026-11-24").await, (json!("9"), json!(1)));
    trade
        .seed(
            "update realized_line set reversed_at = '2026-11-24T03:00:00Z', \
             reversal_posted_at = '2026-11-27T03:00:00Z' where vehicle_id::text like '%01'",
        )
        .await;
    assert_eq!(told("?as_of=2026-11-24").await, (json!("4"), json!(2)));
    assert_eq!(told("?as_of=2026-11-24&known_at=2026-11-24").await, (json!("5"), json!(0)));
    assert_eq!(told("?as_of=2026-11-30").await, (json!("5"), json!(0)));
    let answer = report(&trade, "").await;
    assert_eq!(answer.json["known_at"], "2026-11-30T03:00:00Z");
    // A contract of that day that was recorded later moves what is committed.
    let contracts =
        async || report(&trade, "?as_of=2026-11-24").await.json["recorded_later"]["contracts"].clone();
    assert_eq!(contracts().await, json!(0));
    trade.seed("update contract set activation_recorded_at = '2026-11-26T03:00:00Z'").await;
    assert_eq!(contracts().await, json!(1));
    // Its end, recorded later too, moves the figure once more, and the mark with it.
    trade
        .seed(
            "update contract set terminated_at = '2026-11-24T03:00:00Z', \
             termination_recorded_at = '2026-11-27T03:00:00Z'",
        )
        .await;
    assert_eq!(contracts().await, json!(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_tells_neither_of_the_future_nor_of_before_the_signature() {
    let trade = Trade::start().await;
    trade.active().await;
    for wrong in ["9999-12-31", "2026-11-23", "2026-11-21", "2020-01-01"] {
        let path = format!("{}/realization?as_of={wrong}", trade.agreement);
        let refused = trade.as_(&trade.story.metro).get(&path).await;
        let refused = refused.expect_problem(422, "validation-failed");
        assert_eq!(refused.json["errors"][0]["code"], "implausible-date", "{wrong}");
    }
    let report = report(&trade, "?as_of=2026-11-22").await;
    assert_eq!(
        report.json["sentence"]["en"],
        "From 22 November 2026 to 22 November 2026, nothing has been accepted yet."
    );
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

#[tokio::test(flavor = "multi_thread")]
async fn what_is_known_only_in_another_measure_is_told_in_that_measure() {
    let trade = Trade::start().await;
    trade.active().await;
    receive(&trade, 1, (EGGS, 1, None, None, Some(18_000), 36_000_000, "2026-11-22")).await;
    let answer = report(&trade, "").await;
    assert_eq!(line(&answer, "eggs")["accepted"], json!([{"value": "18000", "unit": "H87"}]));
    let sentence = &answer.json["sentence"];
    assert_eq!(
        sentence["id"],
        "Sejak 22 November 2026 hingga 22 November 2026: 18.000 butir telur telah diterima."
    );
    assert_eq!(
        sentence["en"],
        "From 22 November 2026 to 22 November 2026: 18,000 pieces of eggs have been accepted."
    );
    // Twelve thousand more are weighed too, and cattle come by the kilogram without heads.
    receive(&trade, 2, (EGGS, 2, Some(715_000), None, Some(12_000), 24_000_000, "2026-11-22")).await;
    let uncounted = (["cattle", "live"], 3, Some(1_750_000), None, None, 99_750_000, "2026-11-22");
    receive(&trade, 3, uncounted).await;
    let answer = report(&trade, "").await;
    let eggs = line(&answer, "eggs");
    // Which measure a part is told in follows from what is known of it, not from what it is bought by.
    assert_eq!(
        eggs["accepted"],
        json!([{"value": "0.715", "unit": "TNE"}, {"value": "18000", "unit": "H87"}])
    );
    assert_eq!(
        (&eggs["mass"], &eggs["pieces"], &eggs["vehicles"]),
        (&Value::Null, &json!(30_000), &json!(2))
    );
    assert_eq!(line(&answer, "cattle")["accepted"], json!([{"value": "1750", "unit": "KGM"}]));
    assert_eq!(
        answer.json["sentence"]["en"],
        "From 22 November 2026 to 22 November 2026: 1,750 kg of cattle, 0.715 tonnes of eggs and 18,000 pieces of eggs have been accepted."
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn paddy_and_rice_are_never_in_one_figure() {
    let trade = Trade::start().await;
    trade.active().await;
    trade
        .seed(
            "update projected_form set name_id = 'beras', name_en = 'milled rice, medium' where form_code = 'milled';
             insert into projected_form (commodity_code, form_code, unit, name_id, name_en) values
                ('rice', 'paddy_harvest_dry', 'KGM', 'gabah kering panen (GKP)', 'paddy, harvest-dry');",
        )
        .await;
    receive(&trade, 1, (["rice", "milled"], 1, Some(10_000_000), None, None, 10, "2026-11-22")).await;
    receive(&trade, 2, (["rice", "paddy_harvest_dry"], 2, Some(2_000_000), None, None, 5, "2026-11-22"))
        .await;
    let answer = report(&trade, "").await;
    let told: Vec<_> = answer.json["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (line["form"]["code"].as_str().unwrap(), line["accepted"][0]["value"].as_str()))
        .collect();
    assert_eq!(told, [("fresh", None), ("milled", Some("10")), ("paddy_harvest_dry", Some("2"))]);
    assert_eq!(
        answer.json["sentence"]["id"],
        "Sejak 22 November 2026 hingga 22 November 2026: 10 ton beras dan 2 ton gabah kering panen (GKP) telah diterima."
    );
    assert_eq!(
        answer.json["sentence"]["en"],
        "From 22 November 2026 to 22 November 2026: 10 tonnes of milled rice (medium) and 2 tonnes of paddy (harvest-dry) have been accepted."
    );
    assert_eq!(answer.json["form_sums"], json!([]), "no yield, no sum");
    trade
        .seed(
            r#"insert into projected_yield (id, commodity_code, content, in_force_from_date, in_force_until_date, source, version)
             values ('00000000-0000-0000-0000-000000000001', 'rice', '{"commodity_code": "rice",
                "from_form_code": "paddy_harvest_dry", "to_form_code": "milled", "input": {"value": "900", "unit": "TNE"},
                "output": {"value": "450", "unit": "TNE"}}', '2022-01-01', '2026-11-22', '900 t GKP = 450 t beras', 1)"#,
        )
        .await;
    let answer = report(&trade, "").await;
    let sum = &answer.json["form_sums"][0];
    assert_eq!(sum["total"], json!({"value": "11", "unit": "TNE"}), "never twelve");
    let parts: Vec<_> =
        sum["parts"].as_array().unwrap().iter().map(|part| &part["counted"]["value"]).collect();
    assert_eq!((parts, &sum["amount"]["amount"]), (vec![&json!("10"), &json!("1")], &json!(15)));
    assert_eq!(
        sum["sentence"]["id"],
        "10 ton beras dan 2 ton gabah kering panen (GKP) setara dengan 11 ton beras menurut rendemen yang berlaku."
    );
    let agency = Actor::new(trade.story.metro.party, "18.72", &[Role::TechnicalAgency]);
    let path = format!("{}/realization", trade.agreement);
    let unpriced = trade.as_(&agency).get(&path).await.expect(200);
    assert_eq!(
        unpriced.json["form_sums"][0]["amount"],
        Value::Null,
        "who neither trades nor accounts for trade"
    );
    trade.story.app.clock.set("2026-11-23T03:00:00Z".parse().unwrap());
    assert_eq!(report(&trade, "").await.json["form_sums"], json!([]), "the yield holds no longer");
    assert_eq!(report(&trade, "?as_of=2026-11-22").await.json["form_sums"][0], *sum, "of its day it does");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contract_that_has_ended_commits_what_was_accepted_under_it() {
    let trade = Trade::start().await;
    trade.active().await;
    trade.story.app.clock.set("2026-11-30T03:00:00Z".parse().unwrap());
    receive(&trade, 1, (EGGS, 1, Some(5_000_000), None, None, 10, "2026-11-23")).await;
    let of_line = "update realized_line set accepted_base = mass_grams, contract_line_id = \
        (select id from contract_line where commodity_code = 'eggs')";
    trade.seed(of_line).await;
    let committed = async |query: &str| line(&report(&trade, query).await, "eggs")["committed"].clone();
    let nine = json!([{"value": "9", "unit": "TNE"}]);
    assert_eq!(committed("").await, nine);
    let ended = "update contract set state = 'terminated', terminated_at = '2026-11-25T03:00:00Z', \
        termination_recorded_at = '2026-11-26T03:00:00Z'";
    trade.seed(ended).await;
    assert_eq!(committed("").await, json!([{"value": "5", "unit": "TNE"}]));
    assert_eq!(committed("?as_of=2026-11-24").await, nine);
    assert_eq!(committed("?as_of=2026-11-30&known_at=2026-11-26T02:59:59Z").await, nine);
}
