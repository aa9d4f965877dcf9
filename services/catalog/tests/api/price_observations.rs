//! Prices that were seen, one by one and over time.

use domain::shared::Role;
use serde_json::{Value, json};
use testkit::{Actor, App, Caller, party};

use crate::projections::know_parties;
use crate::{admin, kpms, metro, pasar_jaya, start};

fn path(number: u32) -> String {
    format!("/v1/price-observations/pob_{number:032x}")
}

/// Eggs at the market of Metro on a day.
fn eggs(price: i64, day: &str) -> Value {
    json!({"commodity_code": "eggs", "form_code": "fresh_shell", "region_code": "18.72", "level": "consumer",
        "price_basis": "per_kg_net", "price": {"amount": price, "currency": "IDR"}, "observed_date": day,
        "source": "Pasar Kopindo Metro"})
}

fn with(mut body: Value, field: &str, value: Value) -> Value {
    body[field] = value;
    body
}

async fn started() -> (App, Caller) {
    let app = start().await;
    know_parties(&app).await;
    let observer = app.caller(&metro());
    (app, observer)
}

async fn prices(caller: &Caller, filter: &str) -> Vec<i64> {
    let page = caller.get(&format!("/v1/price-observations?{filter}")).await.expect(200).json;
    let items = page["items"].as_array().unwrap().iter();
    items.map(|one| one["price"]["amount"].as_i64().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_is_recorded_once_under_the_senders_id_and_read_by_every_party() {
    let (app, observer) = started().await;
    let recorded = observer.put(&path(1), eggs(28_000, "2026-11-20")).await.expect(201);
    assert_eq!(recorded.header("location"), path(1));
    assert_eq!(recorded.json["recorded_by_party_id"], party(2).to_string());
    let again = observer.put(&path(1), eggs(28_000, "2026-11-20")).await.expect(200);
    assert_eq!(again.json, recorded.json);
    observer.put(&path(1), eggs(28_001, "2026-11-20")).await.expect_problem(409, "duplicate");
    let buyer = app.caller(&pasar_jaya());
    assert_eq!(buyer.get(&path(1)).await.expect(200).json, recorded.json);
    buyer.get(&path(9)).await.expect_problem(404, "not-found");
    let told = app.feed(&kpms(), "/v1/catalog-events?types=id.kad.price_observation.recorded").await;
    assert_eq!((told.len(), &told[0]["subject"]), (1, &recorded.json["id"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_price_is_corrected_by_another_and_counts_no_more() {
    let (app, observer) = started().await;
    observer.put(&path(1), eggs(280_000, "2026-11-20")).await.expect(201);
    let correction =
        with(eggs(28_000, "2026-11-20"), "corrects_observation_id", json!(format!("pob_{:032x}", 1)));
    let others = app.caller(&Actor::new(party(3), "31", &[Role::Coordinator]));
    let refused = others.put(&path(2), correction.clone()).await.expect_problem(422, "validation-failed");
    assert_eq!(refused.json["errors"][0]["code"], "unknown-observation");
    let corrected = observer.put(&path(2), correction.clone()).await.expect(201);
    observer.put(&path(2), correction.clone()).await.expect(200);
    assert_eq!(prices(&observer, "commodity_code=eggs").await, [28_000]);
    let old = observer.get(&path(1)).await.expect(200);
    assert_eq!((&old.json["corrected_by_observation_id"], old.etag()), (&corrected.json["id"], "\"v2\""));
    let twice = observer.put(&path(3), correction).await.expect_problem(422, "validation-failed");
    assert_eq!(twice.json["errors"][0]["code"], "corrected-already");
    let series =
        observer.get(&format!("{SERIES}&period=day&from_date=2026-11-20&until_date=2026-11-20")).await;
    assert_eq!(series.expect(200).json["points"][0]["high"]["amount"], 28_000);
    let told = app.feed(&kpms(), "/v1/catalog-events?types=id.kad.price_observation.corrected").await;
    assert_eq!(told[0]["subject"], old.json["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn governments_and_facilitators_record_prices_and_businesses_do_not() {
    let (app, _) = started().await;
    let recorded = async |number: u32, actor: Actor| {
        app.caller(&actor).put(&path(number), eggs(28_000, "2026-11-20")).await
    };
    recorded(1, Actor::new(party(3), "31", &[Role::TechnicalAgency])).await.expect(201);
    recorded(2, Actor::new(party(3), "31", &[Role::FieldOfficer])).await.expect(201);
    recorded(3, Actor::new(party(40), "18", &[Role::Facilitator])).await.expect(201);
    recorded(4, Actor::new(party(12), "18.72", &[Role::FieldOfficer])).await.expect_problem(403, "forbidden");
    recorded(5, pasar_jaya()).await.expect_problem(403, "forbidden");
    recorded(6, Actor::new(party(90), "18.72", &[Role::FieldOfficer]))
        .await
        .expect_problem(409, "not-yet-known");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_have_been_seen_is_refused_by_field() {
    let (app, observer) = started().await;
    let body = || eggs(28_000, "2026-11-20");
    for (field, value, pointer, code) in [
        ("commodity_code", json!("gold"), "/commodity_code", "unknown-commodity"),
        ("form_code", json!("fried"), "/form_code", "unknown-form"),
        ("grade", json!("Grade A"), "/grade", "code"),
        ("region_code", json!("18.99"), "/region_code", "unknown-region"),
        ("price_basis", json!("per_head"), "/price_basis", "price-basis"),
        ("price", json!({"amount": 0, "currency": "IDR"}), "/price/amount", "out-of-range"),
        ("price", json!({"amount": 28, "currency": "USD"}), "/price/currency", "currency"),
        ("observed_date", json!("2026-11-24"), "/observed_date", "implausible-date"),
        ("observed_date", json!("2026-08-23"), "/observed_date", "implausible-date"),
        ("source", json!("  "), "/source", "length"),
    ] {
        let refused = observer.put(&path(1), with(body(), field, value)).await;
        let refused = refused.expect_problem(422, "validation-failed").json["errors"][0].clone();
        assert_eq!((&refused["pointer"], &refused["code"]), (&json!(pointer), &json!(code)), "{refused}");
    }
    observer.put(&path(1), eggs(28_000, "2026-08-24")).await.expect(201);
    // The number of days is a row: the administrator ends it, and another follows.
    let admin = app.caller(&admin());
    let row = admin.get("/v1/goods-limits?kind=observation_age").await.expect(200).json["items"][0].clone();
    let endings = format!("/v1/goods-limits/{}/endings", row["id"].as_str().unwrap());
    admin
        .act(&endings, json!({"in_force_until_date": "2026-11-21", "note": "Lebih singkat"}))
        .await
        .expect(200);
    let shorter = json!({"kind": "observation_age", "days": 1, "in_force_from_date": "2026-11-22",
        "legal_basis": "Platform rule"});
    admin.post("/v1/goods-limits", shorter).await.expect(201);
    observer.put(&path(2), body()).await.expect_problem(422, "validation-failed");
    observer.put(&path(2), eggs(28_000, "2026-11-21")).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn prices_are_listed_by_commodity_region_level_and_days_the_latest_first() {
    let (_app, observer) = started().await;
    let chilli = json!({"commodity_code": "chilli", "form_code": "red", "grade": "curly"});
    for (number, price, day, region, level) in [
        (1, 1_000, "2026-11-01", "18.72", "consumer"),
        (2, 2_000, "2026-11-02", "18.72", "producer"),
        (3, 3_000, "2026-11-02", "18.71", "consumer"),
        (4, 4_000, "2026-11-03", "31.75", "consumer"),
    ] {
        let body = with(with(eggs(price, day), "region_code", json!(region)), "level", json!(level));
        observer.put(&path(number), body).await.expect(201);
    }
    let mut other = eggs(5_000, "2026-11-04");
    other.as_object_mut().unwrap().extend(chilli.as_object().unwrap().clone());
    observer.put(&path(5), other).await.expect(201);
    let listed = async |filter: &str| prices(&observer, filter).await;
    assert_eq!(listed("").await, [5_000, 4_000, 3_000, 2_000, 1_000]);
    assert_eq!(listed("commodity_code=eggs&region_code=18").await, [3_000, 2_000, 1_000]);
    assert_eq!(listed("region_code=18.72&level=producer").await, [2_000]);
    assert_eq!(listed("from_date=2026-11-02&until_date=2026-11-03").await, [4_000, 3_000, 2_000]);
    assert_eq!(listed("commodity_code=chilli&form_code=red").await, [5_000]);
    for limit in 1..5 {
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("/v1/price-observations?limit={limit}{cursor}");
            let page = observer.get(&path).await.expect(200).json;
            let items = page["items"].as_array().unwrap().iter();
            found.extend(items.map(|one| one["price"]["amount"].as_i64().unwrap()));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(found, [5_000, 4_000, 3_000, 2_000, 1_000], "in pages of {limit}");
    }
}

const SERIES: &str = "/v1/price-series?commodity_code=eggs&form_code=fresh_shell&level=consumer";

#[tokio::test(flavor = "multi_thread")]
async fn a_series_shows_each_week_its_prices_and_the_reference_of_its_last_day() {
    let (app, observer) = started().await;
    let by_piece = with(eggs(2_000, "2026-11-02"), "price_basis", json!("per_piece"));
    let jakarta = with(eggs(31_001, "2026-11-08"), "region_code", json!("31"));
    let of_grade = with(eggs(40_000, "2026-11-16"), "grade", json!("omega"));
    let seen = [
        eggs(28_000, "2026-10-26"),
        eggs(29_000, "2026-11-02"),
        eggs(30_000, "2026-11-05"),
        by_piece,
        jakarta,
        of_grade,
    ];
    for (number, body) in (1..).zip(seen) {
        observer.put(&path(number), body).await.expect(201);
    }
    let weekly = "period=week&from_date=2026-10-28&until_date=2026-11-17";
    let series = observer.get(&format!("{SERIES}&{weekly}")).await.expect(200).json;
    assert_eq!(series["price_basis"], "per_kg_net");
    let amount = |value: &Value| value["amount"].as_i64();
    let point = |point: &Value| {
        let (from, until) = (point["from_date"].as_str(), point["until_date"].as_str());
        let days = format!("{} {}", from.unwrap(), until.unwrap());
        let prices = [amount(&point["low"]), amount(&point["median"]), amount(&point["high"])];
        (days, point["observations"].as_i64().unwrap(), prices)
    };
    let points: Vec<_> = series["points"].as_array().unwrap().iter().map(point).collect();
    let expected = [
        ("2026-10-28 2026-11-01", 0, [None; 3]),
        ("2026-11-02 2026-11-08", 3, [Some(29_000), Some(30_000), Some(31_001)]),
        ("2026-11-09 2026-11-15", 0, [None; 3]),
        ("2026-11-16 2026-11-17", 1, [Some(40_000); 3]),
    ];
    assert_eq!(points, expected.map(|(days, number, prices)| (days.to_owned(), number, prices)));
    let reference = |point: usize| series["points"][point]["reference"].clone();
    assert_eq!((amount(&reference(0)["high"]), &reference(0)["flag"]), (Some(30_000), &json!(null)));
    assert_eq!((&reference(1)["flag"], &reference(3)["flag"]), (&json!("within"), &json!("above")));
    assert_eq!(reference(1)["level"], "consumer");
    // Of Metro and of its province alone two prices, whose mean is the middle, and the grade alone.
    let metro = observer.get(&format!("{SERIES}&{weekly}&region_code=18")).await.expect(200).json;
    assert_eq!(amount(&metro["points"][1]["median"]), Some(29_500));
    let omega =
        observer.get(&format!("{SERIES}&{weekly}&grade=omega&region_code=18.72")).await.expect(200).json;
    assert_eq!(
        (&omega["points"][1]["observations"], amount(&omega["points"][3]["low"])),
        (&json!(0), Some(40_000))
    );
    let pieces = observer.get(&format!("{SERIES}&{weekly}&price_basis=per_piece")).await.expect(200).json;
    assert_eq!(
        (amount(&pieces["points"][1]["high"]), &pieces["points"][1]["reference"]),
        (Some(2_000), &json!(null))
    );
    // The reference of the day: in 2022 it was another.
    let past = "period=month&from_date=2024-04-01&until_date=2024-05-31";
    let past = app.caller(&kpms()).get(&format!("{SERIES}&{past}")).await.expect(200).json;
    let highest: Vec<_> =
        past["points"].as_array().unwrap().iter().map(|one| amount(&one["reference"]["high"])).collect();
    assert_eq!(highest, [Some(30_000); 2]);
    let march = "period=month&from_date=2024-03-01&until_date=2024-03-31";
    let march = observer.get(&format!("{SERIES}&{march}")).await.expect(200).json;
    assert_eq!(amount(&march["points"][0]["reference"]["high"]), Some(27_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_series_is_bounded_and_says_what_it_cannot_show() {
    let (_app, observer) = started().await;
    let days = async |from: &str, until: &str| {
        observer.get(&format!("{SERIES}&period=day&from_date={from}&until_date={until}")).await
    };
    let longest = days("2024-01-01", "2025-12-31").await.expect(200).json;
    assert_eq!(longest["points"].as_array().unwrap().len(), 731);
    for (from, until) in [("2024-01-01", "2026-01-01"), ("2026-11-02", "2026-11-01")] {
        let refused = days(from, until).await.expect_problem(422, "validation-failed").json;
        assert_eq!(refused["errors"][0]["pointer"], "?until_date", "{from}");
    }
    let of = "level=consumer&period=day&from_date=2026-11-01&until_date=2026-11-01";
    for (goods, pointer) in [
        ("commodity_code=gold&form_code=bar", "?commodity_code"),
        ("commodity_code=eggs&form_code=bar", "?form_code"),
    ] {
        let refused = observer.get(&format!("/v1/price-series?{goods}&{of}")).await;
        let refused = refused.expect_problem(422, "validation-failed").json;
        assert_eq!(refused["errors"][0]["pointer"], pointer);
    }
}
