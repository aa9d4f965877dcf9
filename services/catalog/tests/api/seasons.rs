//! Seasons: planned on plots, checked, planted, harvested, or failed.

use catalog::projections::ContractRow;
use domain::catalog::{HarvestYield, seed_harvest_yields};
use domain::shared::{ContractId, Role};
use serde_json::{Value, json};
use testkit::{Actor, App, Caller, party, seeded};

use crate::plots::registered;
use crate::projections::{grant_the_past, know, know_parties};
use crate::{admin, blitar_supplier, kpms, metro, pasar_jaya, start};

/// Rice on these plots, planted in December and harvested in March.
fn season(plots: &[&str]) -> Value {
    json!({"plot_ids": plots, "commodity_code": "rice", "form_code": "paddy_mill_dry", "variety": "Ciherang",
        "planting_date": "2026-12-01", "harvest_from_date": "2027-03-10", "harvest_until_date": "2027-03-24"})
}

fn with(mut body: Value, field: &str, value: Value) -> Value {
    body[field] = value;
    body
}

/// The contract of KPMS with Pasar Jaya, vouched for by Metro and Jakarta.
fn contract(version: i64) -> ContractRow {
    ContractRow {
        id: seeded(1),
        supplier_id: party(10),
        buyer_id: party(20),
        supplier_government_id: party(2),
        buyer_government_id: party(3),
        version,
        state: None,
        valid_from_date: None,
        valid_until_date: None,
        goods: Vec::new(),
    }
}

fn jakarta() -> Actor {
    Actor::new(party(3), "31", &[Role::Coordinator])
}

fn agency() -> Actor {
    Actor::new(party(2), "18.72", &[Role::TechnicalAgency])
}

async fn started() -> (App, Caller, String) {
    let app = start().await;
    know_parties(&app).await;
    let owner = app.caller(&kpms());
    let plot = registered(&owner, "Blok 3").await;
    (app, owner, plot)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_season_goes_from_its_plan_to_the_harvest_and_each_fact_is_told() {
    let (app, owner, plot) = started().await;
    let second = registered(&owner, "Blok 4").await;
    let planned = owner.post("/v1/seasons", season(&[&plot, &second])).await.expect(201);
    let path = planned.header("location").to_owned();
    assert_eq!((&planned.json["state"], &planned.json["area_m2"]), (&json!("planned"), &json!(25_000)));
    assert_eq!(planned.json["expected"], json!({"value": "13100", "unit": "KGM"}), "2.5 ha of 5,240 kg");
    assert!(planned.json["expected_source"].as_str().unwrap().contains("BPS"));
    assert_eq!(planned.json["plots"][0]["name"], "Blok 3");
    let step = async |caller: &Caller, noun: &str| caller.act(&format!("{path}/{noun}"), json!({})).await;
    step(&owner, "plantings").await.expect_problem(409, "state-conflict");
    let agency = app.caller(&agency());
    step(&agency, "land-checks").await.expect(200);
    step(&agency, "plantings").await.expect_problem(403, "forbidden");
    for (noun, state) in [
        ("plantings", "planted"),
        ("growth-reports", "grown"),
        ("harvest-checks", "checked_before_harvest"),
        ("harvests", "harvested"),
        ("closures", "closed"),
    ] {
        let moved = step(&owner, noun).await.expect(200);
        assert_eq!(moved.json["state"], state);
    }
    let history = owner.get(&format!("{path}/transitions")).await.expect(200).json;
    let states: Vec<_> =
        history["items"].as_array().unwrap().iter().map(|one| one["to_state"].clone()).collect();
    let all =
        ["planned", "land_checked", "planted", "grown", "checked_before_harvest", "harvested", "closed"];
    assert_eq!(states, all);
    let told = app.feed(&metro(), "/v1/catalog-events").await;
    let told = told.iter().filter(|event| event["subject"] == planned.json["id"]);
    assert_eq!(told.count(), 7, "the government of its home hears of each");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_season_tells_the_buyer_and_both_coordinators_why() {
    let (app, owner, plot) = started().await;
    know(&app, &contract(1)).await;
    let grown_for = with(season(&[&plot]), "contract_id", json!(seeded::<ContractId>(1)));
    let planned = owner.post("/v1/seasons", grown_for).await.expect(201);
    let path = planned.header("location").to_owned();
    let failures = format!("{path}/failures");
    let refused = owner.act(&failures, json!({"cause": "flood", "note": " "})).await;
    refused.expect_problem(422, "validation-failed");
    owner.act(&failures, json!({"cause": "war", "note": "x"})).await.expect_problem(422, "validation-failed");
    let failed = owner.act(&failures, json!({"cause": "flood", "note": "Banjir bandang"})).await.expect(200);
    assert_eq!((&failed.json["state"], &failed.json["failure_cause"]), (&json!("failed"), &json!("flood")));
    owner
        .act(&failures, json!({"cause": "pest", "note": "Lagi"}))
        .await
        .expect_problem(409, "state-conflict");
    for actor in [pasar_jaya(), metro(), jakarta(), kpms()] {
        let told = app.feed(&actor, "/v1/catalog-events?types=id.kad.season.failed").await;
        assert_eq!(told.len(), 1, "{}", actor.subject);
        assert_eq!(told[0]["data"]["failure_cause"], "flood");
        let caller = app.caller(&actor);
        assert_eq!(caller.get(&path).await.expect(200).json["failure_cause"], "flood");
        let history = caller.get(&format!("{path}/transitions")).await.expect(200).json;
        let last = history["items"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&last["reason_code"], &last["note"]), (&json!("flood"), &json!("Banjir bandang")));
    }
    let stranger = app.caller(&blitar_supplier());
    stranger.get(&path).await.expect_problem(404, "not-found");
    assert_eq!(stranger.get("/v1/seasons").await.expect(200).json["items"], json!([]));
    assert_eq!(app.feed(&blitar_supplier(), "/v1/catalog-events?types=id.kad.season.failed").await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_a_season_is_refused_by_field() {
    let (app, owner, plot) = started().await;
    app.has_heard("agreement").await;
    know(&app, &contract(1)).await;
    let other = app.caller(&blitar_supplier());
    let foreign = registered(&other, "Blok 1").await;
    let mut far = crate::plots::plot("Blok 5");
    far["region_code"] = json!("18.71");
    let far = owner.post("/v1/plots", far).await.expect(201).id();
    let retired = registered(&owner, "Blok 9").await;
    owner.act(&format!("/v1/plots/{retired}/retirements"), json!({})).await.expect(200);
    let body = || season(&[&plot]);
    for (body, pointer, code) in [
        (with(body(), "harvest_until_date", json!("2027-03-09")), "/harvest_until_date", "out-of-order"),
        (with(body(), "harvest_from_date", json!("2026-11-30")), "/harvest_from_date", "out-of-order"),
        (with(body(), "planting_date", json!("2025-01-01")), "/planting_date", "implausible-date"),
        (with(body(), "commodity_code", json!("gold")), "/commodity_code", "unknown-commodity"),
        (with(body(), "form_code", json!("sushi")), "/form_code", "unknown-form"),
        (season(&[]), "/plot_ids", "item-count"),
        (season(&[&plot, &plot]), "/plot_ids/1", "repeated"),
        (season(&[&plot, &foreign]), "/plot_ids/1", "unknown-plot"),
        (season(&[&retired]), "/plot_ids/0", "unknown-plot"),
        (season(&[&plot, &far]), "/plot_ids", "several-regions"),
        (with(body(), "contract_id", json!(seeded::<ContractId>(2))), "/contract_id", "unknown-contract"),
    ] {
        let refused = owner.post("/v1/seasons", body).await.expect_problem(422, "validation-failed").json;
        let error = &refused["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!(code)), "{refused}");
    }
    let theirs = with(season(&[&foreign]), "contract_id", json!(seeded::<ContractId>(1)));
    let refused = other.post("/v1/seasons", theirs).await.expect_problem(422, "validation-failed").json;
    assert_eq!(refused["errors"][0]["code"], "unknown-contract");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_plot_bears_one_season_of_a_form_at_a_time() {
    let (_app, owner, plot) = started().await;
    let first = owner.post("/v1/seasons", season(&[&plot])).await.expect(201);
    let refused = owner.post("/v1/seasons", season(&[&plot])).await.expect_problem(409, "duplicate").json;
    assert_eq!(refused["errors"][0]["pointer"], "/plot_ids/0");
    // Another form beside it, and the same after it.
    let chilli = with(with(season(&[&plot]), "commodity_code", json!("chilli")), "form_code", json!("red"));
    let beside = owner.post("/v1/seasons", chilli).await.expect(201);
    assert_eq!(beside.json["expected"], json!(null), "no row speaks of it");
    let mut next = with(season(&[&plot]), "planting_date", json!("2027-03-25"));
    next["harvest_from_date"] = json!("2027-07-01");
    next["harvest_until_date"] = json!("2027-07-14");
    owner.post("/v1/seasons", next).await.expect(201);
    let failures = format!("{}/failures", first.header("location"));
    owner.act(&failures, json!({"cause": "other", "note": "Salah catat"})).await.expect(200);
    owner.post("/v1/seasons", season(&[&plot])).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn seasons_are_listed_by_owner_goods_region_contract_and_state() {
    let (app, owner, plot) = started().await;
    know(&app, &contract(1)).await;
    let second = registered(&owner, "Blok 4").await;
    let grown_for = with(season(&[&plot]), "contract_id", json!(seeded::<ContractId>(1)));
    owner.post("/v1/seasons", grown_for).await.expect(201);
    owner.post("/v1/seasons", season(&[&second])).await.expect(201);
    let count = async |caller: &Caller, filter: String| {
        caller.get(&format!("/v1/seasons?{filter}")).await.expect(200).json["items"].as_array().unwrap().len()
    };
    assert_eq!(count(&owner, format!("owner_party_id={}", party(10))).await, 2);
    assert_eq!(count(&owner, "commodity_code=rice&region_code=18.72&state=planned".into()).await, 2);
    assert_eq!(count(&owner, format!("contract_id={}", seeded::<ContractId>(1))).await, 1);
    assert_eq!(count(&owner, "state=failed".into()).await, 0);
    assert_eq!(count(&owner, "region_code=18.71".into()).await, 0);
    assert_eq!(count(&app.caller(&metro()), String::new()).await, 2, "the government of its home");
    assert_eq!(count(&app.caller(&pasar_jaya()), String::new()).await, 1, "what is grown for it");
    assert_eq!(count(&app.caller(&jakarta()), String::new()).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_fact_waits_for_who_records_it_by_its_day() {
    let (app, owner, plot) = started().await;
    let path = owner.post("/v1/seasons", season(&[&plot])).await.expect(201).header("location").to_owned();
    let waits = async |caller: &Caller| {
        let page = caller.get("/v1/catalog-work-items").await.expect(200).json;
        let items = page["items"].as_array().unwrap().iter();
        items.map(|one| (one["action"].clone(), one["due_date"].clone())).collect::<Vec<_>>()
    };
    let check = [(json!("check_land_of_season"), json!("2026-12-01"))];
    let agency = app.caller(&agency());
    assert_eq!((waits(&owner).await, waits(&agency).await), (check.to_vec(), check.to_vec()));
    assert_eq!(waits(&app.caller(&blitar_supplier())).await, []);
    agency.act(&format!("{path}/land-checks"), json!({})).await.expect(200);
    assert_eq!(waits(&owner).await, [(json!("plant_season"), json!("2026-12-01"))]);
    assert_eq!(waits(&agency).await, []);
    owner.act(&format!("{path}/failures"), json!({"cause": "pest", "note": "Wereng"})).await.expect(200);
    assert_eq!(waits(&owner).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_past_of_a_season_is_recorded_with_a_grant_only() {
    let (app, owner, plot) = started().await;
    let path = owner.post("/v1/seasons", season(&[&plot])).await.expect(201).header("location").to_owned();
    app.has_heard("agreement").await;
    let long_ago = json!({"occurred_at": "2022-06-10T03:00:00Z"});
    let checks = format!("{path}/land-checks");
    owner.act(&checks, long_ago.clone()).await.expect_problem(422, "backfill-not-granted");
    grant_the_past(&app, party(10)).await;
    owner.act(&checks, long_ago).await.expect(200);
    // And in the order in which it happened.
    let before = json!({"occurred_at": "2022-06-09T03:00:00Z"});
    let planting = owner.act(&format!("{path}/plantings"), before).await;
    planting.expect_problem(422, "occurred-time-before-cause");
    let history = owner.get(&format!("{path}/transitions")).await.expect(200).json;
    assert_eq!(history["items"][1]["backfilled"], true);
}

fn urea() -> Value {
    json!({"kind": "fertilizer", "quantity": {"value": "100", "unit": "KGM"},
        "amount": {"amount": 225_000, "currency": "IDR"}, "deductible": true, "given_date": "2026-11-20",
        "note": "Urea bersubsidi"})
}

#[tokio::test(flavor = "multi_thread")]
async fn inputs_are_given_and_taken_back_and_never_changed() {
    let (app, owner, plot) = started().await;
    know(&app, &contract(1)).await;
    let grown_for = with(season(&[&plot]), "contract_id", json!(seeded::<ContractId>(1)));
    let path = owner.post("/v1/seasons", grown_for).await.expect(201).header("location").to_owned();
    let inputs = format!("{path}/inputs");
    let given = owner.post(&inputs, urea()).await.expect(201);
    let buyer = app.caller(&pasar_jaya());
    let advance = json!({"kind": "advance", "amount": {"amount": 5_000_000, "currency": "IDR"}, "deductible": true,
        "given_date": "2026-11-21"});
    buyer.post(&inputs, advance).await.expect(201);
    let governs = Actor::new(party(2), "18.72", &[Role::Supplier]);
    app.caller(&governs).post(&inputs, urea()).await.expect_problem(403, "forbidden");
    app.caller(&blitar_supplier()).post(&inputs, urea()).await.expect_problem(404, "not-found");
    let back = with(urea(), "reverses_input_id", given.json["id"].clone());
    let refused = async |caller: &Caller, body: Value| {
        let refused = caller.post(&inputs, body).await.expect_problem(422, "validation-failed").json;
        refused["errors"][0]["code"].as_str().unwrap().to_owned()
    };
    assert_eq!(refused(&buyer, back.clone()).await, "unknown-input");
    assert_eq!(refused(&owner, with(back.clone(), "kind", json!("seed"))).await, "differs");
    let taken = owner.post(&inputs, back.clone()).await.expect(201);
    assert_eq!(refused(&owner, back).await, "reversed-already");
    assert_eq!(
        refused(&owner, with(urea(), "reverses_input_id", taken.json["id"].clone())).await,
        "unknown-input"
    );
    let zero = with(urea(), "quantity", json!({"value": "0", "unit": "KGM"}));
    assert_eq!(refused(&owner, zero).await, "not-positive");
    let listed = buyer.get(&inputs).await.expect(200).json;
    let listed = listed["items"].as_array().unwrap();
    assert_eq!((listed.len(), &listed[2]["reverses_input_id"]), (3, &given.json["id"]));
    assert_eq!(listed[0]["amount"]["amount"], 225_000);
    // What the grower bears itself is no business of its buyer.
    owner.post(&inputs, with(urea(), "deductible", json!(false))).await.expect(201);
    assert_eq!(buyer.get(&inputs).await.expect(200).json["items"].as_array().unwrap().len(), 3);
    assert_eq!(owner.get(&inputs).await.expect(200).json["items"].as_array().unwrap().len(), 4);
    let field = app.caller(&Actor::new(party(2), "18.72", &[Role::FieldOfficer]));
    assert_eq!(field.get(&inputs).await.expect(200).json["items"][0]["amount"], json!(null));
    let told = app.feed(&pasar_jaya(), "/v1/catalog-events?types=id.kad.season.input_given").await;
    assert_eq!(told.len(), 4);
    for noun in ["land-checks", "plantings", "growth-reports", "harvest-checks", "harvests", "closures"] {
        owner.act(&format!("{path}/{noun}"), json!({})).await.expect(200);
    }
    owner.post(&inputs, urea()).await.expect_problem(409, "state-conflict");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_yields_of_a_hectare_are_rows_of_the_administrator() {
    let app = start().await;
    let conn = app.core.read().await.unwrap();
    assert_eq!(service::dated::rules::<HarvestYield>(&conn).await.unwrap(), seed_harvest_yields());
    let admin = app.caller(&admin());
    let stated = json!({"commodity_code": "chilli", "form_code": "red", "per_hectare": {"value": "8.5", "unit": "TNE"},
        "in_force_from_date": "2026-11-22", "source": "Dinas Pertanian (contoh)"});
    app.caller(&kpms()).post("/v1/harvest-yields", stated.clone()).await.expect_problem(403, "forbidden");
    admin.post("/v1/harvest-yields", stated.clone()).await.expect(201);
    admin.post("/v1/harvest-yields", stated.clone()).await.expect_problem(409, "duplicate");
    for (field, value, code) in [
        ("form_code", json!("dried"), "unknown-form"),
        ("per_hectare", json!({"value": "0", "unit": "TNE"}), "not-positive"),
        ("per_hectare", json!({"value": "8", "unit": "HEA"}), "unit"),
    ] {
        let refused = admin.post("/v1/harvest-yields", with(stated.clone(), field, value)).await;
        let refused = refused.expect_problem(422, "validation-failed").json;
        assert_eq!(refused["errors"][0]["code"], code, "{refused}");
    }
}
