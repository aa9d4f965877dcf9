//! What growers expect to bring in.

use domain::shared::Role;
use serde_json::{Value, json};
use testkit::{Actor, App, Caller, party};

use crate::plots::registered;
use crate::projections::know_parties;
use crate::{blitar_supplier, kpms, metro, start};

fn path(number: u32) -> String {
    format!("/v1/harvest-forecasts/hfc_{number:032x}")
}

/// So many kilograms of paddy in the tenth week of 2027, said at an hour of today.
fn paddy(season: &str, kilograms: &str, hour: u32) -> Value {
    json!({"season_id": season, "form_code": "paddy_mill_dry", "week": "2027-W10",
        "quantity": {"value": kilograms, "unit": "KGM"}, "captured_at": format!("2026-11-22T{hour:02}:00:00Z")})
}

fn with(mut body: Value, field: &str, value: Value) -> Value {
    body[field] = value;
    body
}

async fn started() -> (App, Caller, String) {
    let app = start().await;
    know_parties(&app).await;
    let owner = app.caller(&kpms());
    let season = planned(&owner, "Blok 3").await;
    (app, owner, season)
}

/// A season of rice on a plot of its own.
async fn planned(owner: &Caller, plot: &str) -> String {
    let plot = registered(owner, plot).await;
    let season = json!({"plot_ids": [plot], "commodity_code": "rice", "form_code": "paddy_mill_dry",
        "planting_date": "2026-12-01", "harvest_from_date": "2027-03-08", "harvest_until_date": "2027-03-24"});
    owner.post("/v1/seasons", season).await.expect(201).id()
}

async fn listed(caller: &Caller, filter: &str) -> Vec<(String, bool)> {
    let page = caller.get(&format!("/v1/harvest-forecasts?{filter}")).await.expect(200).json;
    let items = page["items"].as_array().unwrap().iter();
    items
        .map(|one| (one["quantity"]["value"].as_str().unwrap().to_owned(), one["current"].as_bool().unwrap()))
        .collect()
}

fn told(of: &[(&str, bool)]) -> Vec<(String, bool)> {
    of.iter().map(|(value, current)| ((*value).to_owned(), *current)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_latest_word_counts_by_the_time_the_phone_was_told_and_history_stays() {
    let (app, owner, season) = started().await;
    let first = owner.put(&path(1), paddy(&season, "6000", 1)).await.expect(201);
    assert_eq!(
        (&first.json["from_date"], &first.json["until_date"]),
        (&json!("2027-03-08"), &json!("2027-03-14"))
    );
    assert_eq!((&first.json["current"], &first.json["stale"]), (&json!(true), &json!(false)));
    owner.put(&path(1), paddy(&season, "6000", 1)).await.expect(200);
    owner.put(&path(1), paddy(&season, "6001", 1)).await.expect_problem(409, "duplicate");
    let before = with(paddy(&season, "6000", 1), "week", json!("2026-W48"));
    let before = owner.put(&path(7), before).await.expect_problem(422, "validation-failed").json;
    assert_eq!(
        (&before["errors"][0]["pointer"], &before["errors"][0]["code"]),
        (&json!("/week"), &json!("before-planting"))
    );
    owner.put(&path(2), paddy(&season, "5500", 2)).await.expect(201);
    // A phone that was told between the two comes late: it replaces nothing.
    let late = paddy(&season, "5800", 1);
    let late = with(late, "captured_at", json!("2026-11-22T01:30:00Z"));
    let late = owner.put(&path(3), late).await.expect(201);
    assert_eq!(late.json["current"], false);
    // The same week, named by its days, is the same window; other days stand beside it.
    let mut days = with(paddy(&season, "5000", 3), "week", json!(null));
    (days["from_date"], days["until_date"]) = (json!("2027-03-08"), json!("2027-03-14"));
    owner.put(&path(4), days.clone()).await.expect(201);
    let next = with(paddy(&season, "400", 3), "week", json!("2027-W11"));
    owner.put(&path(5), next).await.expect(201);
    let friday = with(
        with(days, "from_date", json!("2027-03-12")),
        "quantity",
        json!({"value": "1.5", "unit": "TNE"}),
    );
    owner.put(&path(6), friday).await.expect(201);
    let all =
        [("6000", false), ("5500", false), ("5800", false), ("5000", true), ("1.5", true), ("400", true)];
    assert_eq!(listed(&owner, "").await, told(&all));
    assert_eq!(listed(&owner, "current=true").await, told(&[("5000", true), ("1.5", true), ("400", true)]));
    assert_eq!(listed(&owner, "current=false").await.len(), 3);
    let shown = owner.get(&format!("/v1/seasons/{season}")).await.expect(200);
    let week = |week: &str, kilograms: &str| {
        json!({"week": week, "form_code": "paddy_mill_dry", "quantity": {"value": kilograms, "unit": "KGM"},
            "stale": false})
    };
    assert_eq!(shown.json["forecasts"], json!([week("2027-W10", "6500"), week("2027-W11", "400")]));
    assert_eq!(shown.json["expected"]["value"], "6550");
    let events = app.feed(&metro(), "/v1/catalog-events?types=id.kad.harvest_forecast.recorded").await;
    assert_eq!(events.len(), 6, "the government of its home hears of each");
    assert_eq!(
        app.feed(&blitar_supplier(), "/v1/catalog-events?types=id.kad.harvest_forecast.recorded").await.len(),
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forecast_older_than_two_weeks_is_told_as_stale() {
    let (app, owner, season) = started().await;
    owner.put(&path(1), paddy(&season, "6000", 1)).await.expect(201);
    let tag = owner.get(&format!("/v1/seasons/{season}")).await.expect(200).etag().to_owned();
    let stale = async || {
        let owner = app.caller(&kpms());
        let shown = owner.get(&format!("/v1/seasons/{season}")).await.expect(200);
        let page = owner.get("/v1/harvest-forecasts").await.expect(200).json;
        let told = (shown.json["forecasts"][0]["stale"].clone(), page["items"][0]["stale"].clone());
        (told, shown.etag() == tag)
    };
    app.clock.set("2026-12-06T03:00:00Z".parse().unwrap());
    assert_eq!(stale().await, ((json!(false), json!(false)), true));
    app.clock.set("2026-12-07T03:00:00Z".parse().unwrap());
    assert_eq!(stale().await, ((json!(true), json!(true)), false), "what is shown has changed");
    // A repeat of what was recorded stays one, though it would be too late today.
    app.caller(&kpms()).put(&path(1), paddy(&season, "6000", 1)).await.expect(200);
    app.has_heard("agreement").await;
    app.caller(&kpms())
        .put(&path(2), paddy(&season, "6000", 2))
        .await
        .expect_problem(422, "backfill-not-granted");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_expected_is_refused_by_field() {
    let (app, owner, season) = started().await;
    app.has_heard("agreement").await;
    let body = || paddy(&season, "6000", 1);
    let days = |from: &str, until: &str| {
        let body = with(body(), "week", json!(null));
        with(with(body, "from_date", json!(from)), "until_date", json!(until))
    };
    for (body, pointer, code) in [
        (with(body(), "week", json!("2027-W54")), "/week", "week"),
        (with(body(), "week", json!("2027-W53")), "/week", "week"),
        (with(body(), "week", json!(null)), "/week", "week-or-days"),
        (with(body(), "week", json!("2026-W40")), "/week", "implausible-date"),
        (days("2027-03-14", "2027-03-08"), "/until_date", "period"),
        (days("2027-03-01", "2027-04-01"), "/until_date", "period"),
        (with(body(), "form_code", json!("sushi")), "/form_code", "unknown-form"),
        (with(body(), "quantity", json!({"value": "6", "unit": "HEA"})), "/quantity/unit", "unit"),
        (
            with(body(), "quantity", json!({"value": "1e3", "unit": "KGM"})),
            "/quantity/value",
            "not-a-decimal",
        ),
        (with(body(), "season_id", json!(format!("ssn_{:032x}", 9))), "/season_id", "unknown-season"),
    ] {
        let refused = owner.put(&path(1), body).await.expect_problem(422, "validation-failed").json;
        let error = &refused["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!(code)), "{refused}");
    }
    let ahead = with(body(), "captured_at", json!("2026-11-23T03:00:00Z"));
    owner.put(&path(1), ahead).await.expect_problem(422, "occurred-time-in-future");
    let governs = app.caller(&Actor::new(party(2), "18.72", &[Role::FieldOfficer]));
    governs.put(&path(1), body()).await.expect_problem(403, "forbidden");
    let stranger = app.caller(&blitar_supplier());
    let refused = stranger.put(&path(1), body()).await.expect_problem(422, "validation-failed").json;
    assert_eq!(refused["errors"][0]["code"], "unknown-season");
    owner.put(&path(1), body()).await.expect(201);
    let failures = format!("/v1/seasons/{season}/failures");
    owner.act(&failures, json!({"cause": "flood", "note": "Banjir"})).await.expect(200);
    owner.put(&path(2), paddy(&season, "1", 2)).await.expect_problem(409, "state-conflict");
}

#[tokio::test(flavor = "multi_thread")]
async fn forecasts_are_listed_by_season_goods_region_and_days_for_who_reads_the_season() {
    let (app, owner, season) = started().await;
    let second = planned(&owner, "Blok 4").await;
    owner.put(&path(1), paddy(&season, "1", 1)).await.expect(201);
    owner.put(&path(2), with(paddy(&second, "2", 1), "week", json!("2027-W11"))).await.expect(201);
    let values = async |filter: &str| {
        listed(&owner, filter).await.into_iter().map(|(value, _)| value).collect::<Vec<_>>()
    };
    assert_eq!(values(&format!("season_id={second}")).await, ["2"]);
    assert_eq!(values("commodity_code=rice&region_code=18").await, ["1", "2"]);
    assert_eq!(values("commodity_code=eggs").await, Vec::<String>::new());
    assert_eq!(values("region_code=31").await, Vec::<String>::new());
    assert_eq!(values("from_date=2027-03-15").await, ["2"]);
    assert_eq!(values("until_date=2027-03-14").await, ["1"]);
    let page = owner.get("/v1/harvest-forecasts?limit=1").await.expect(200).json;
    let cursor = page["next_cursor"].as_str().unwrap();
    assert_eq!(values(&format!("limit=1&cursor={cursor}")).await, ["2"]);
    assert_eq!(listed(&app.caller(&metro()), "").await.len(), 2);
    assert_eq!(listed(&app.caller(&blitar_supplier()), "").await.len(), 0);
}
