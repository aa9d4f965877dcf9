//! Live animals, and what they weigh.

use domain::catalog::{LiveWeightClass, seed_live_weight_classes};
use serde_json::{Value, json};
use testkit::{App, Caller};

use crate::projections::know_parties;
use crate::stock_offers::{cattle, published, with};
use crate::{admin, blitar_supplier, kpms, metro, pasar_jaya, start};

pub(crate) fn bull(tag: &str) -> Value {
    json!({"commodity_code": "cattle", "tag": tag, "breed": "Limosin", "sex": "male_animal", "birth": "2024-05"})
}

/// Registers an animal of an offer; gives its id.
pub(crate) async fn registered(owner: &Caller, tag: &str, offer: &str) -> String {
    let offer = offer.rsplit('/').next().unwrap();
    owner.post("/v1/animals", with(bull(tag), "offer_id", json!(offer))).await.expect(201).id()
}

fn path(number: u32) -> String {
    format!("/v1/weighings/wgh_{number:032x}")
}

fn weighing(animal: &str, grams: i64, minute: u32) -> Value {
    json!({"animal_id": animal, "grams": grams, "weighed_at": format!("2026-11-22T02:{minute:02}:00Z"),
        "scale": "TMB-0917", "scale_verified_until_date": "2027-06-30"})
}

/// Says what an animal weighed.
pub(crate) async fn weigh(owner: &Caller, number: u32, animal: &str, grams: i64) {
    owner.put(&path(number), weighing(animal, grams, number % 60)).await.expect(201);
}

async fn started() -> (App, Caller) {
    let app = start().await;
    know_parties(&app).await;
    let owner = app.caller(&kpms());
    (app, owner)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_animal_has_a_tag_of_its_own_whoever_owns_it() {
    let (app, owner) = started().await;
    let first = owner.post("/v1/animals", bull("ID 18-0001")).await.expect(201);
    assert_eq!((&first.json["state"], &first.json["birth"]), (&json!("healthy"), &json!("2024-05")));
    let same = owner.post("/v1/animals", bull("id180001")).await.expect_problem(409, "duplicate").json;
    assert!(same["errors"][0]["detail"].as_str().unwrap().contains("your party"), "{same}");
    let other = app.caller(&blitar_supplier());
    let same = other.post("/v1/animals", bull("ID18-0001")).await.expect_problem(409, "duplicate").json;
    assert!(same["errors"][0]["detail"].as_str().unwrap().contains("another party"), "{same}");
    assert_eq!(same["errors"][0]["pointer"], "/tag");
    other.post("/v1/animals", bull("ID18-0002")).await.expect(201);
    for (field, value, code) in [
        ("tag", json!("--"), "length"),
        ("tag", json!("-----"), "not-a-line"),
        ("tag", json!("=ID1"), "not-a-line"),
        ("birth", json!("2027-05"), "implausible-date"),
        ("birth", json!("2024-13"), "birth"),
        ("commodity_code", json!("eggs"), "unknown-livestock"),
        ("offer_id", json!(format!("off_{:032x}", 9)), "unknown-offer"),
    ] {
        let refused = owner.post("/v1/animals", with(bull("ID18-0003"), field, value)).await;
        let refused = refused.expect_problem(422, "validation-failed").json;
        assert_eq!(
            (&refused["errors"][0]["pointer"], &refused["errors"][0]["code"]),
            (&json!(format!("/{field}")), &json!(code)),
            "{refused}"
        );
    }
    let found = owner.get("/v1/animals?tag=ID180001").await.expect(200).json;
    assert_eq!(found["items"][0]["id"], first.json["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn how_an_animal_is_stands_in_its_history_day_by_day() {
    let (app, owner) = started().await;
    let animal = owner.post("/v1/animals", bull("ID18-0001")).await.expect(201).header("location").to_owned();
    let treatments = format!("{animal}/treatments");
    let unsaid = owner.act(&treatments, json!({})).await.expect_problem(422, "validation-failed").json;
    assert_eq!(unsaid["errors"][0]["pointer"], "/note");
    let ill = json!({"note": "Diare", "occurred_at": "2026-11-21T03:00:00Z"});
    assert_eq!(owner.act(&treatments, ill).await.expect(200).json["state"], "under_treatment");
    let waits = owner.get("/v1/catalog-work-items").await.expect(200).json;
    assert_eq!(waits["items"][0]["action"], "report_recovery_of_animal");
    owner.act(&format!("{animal}/recoveries"), json!({})).await.expect(200);
    app.caller(&metro())
        .act(&format!("{animal}/deaths"), json!({"note": "x"}))
        .await
        .expect_problem(403, "forbidden");
    owner.act(&format!("{animal}/deaths"), json!({"note": "Kembung"})).await.expect(200);
    owner.act(&format!("{animal}/recoveries"), json!({})).await.expect_problem(409, "state-conflict");
    owner.patch(&animal, json!({"breed": "Bali"}), "\"v4\"").await.expect_problem(409, "state-conflict");
    let history = owner.get(&format!("{animal}/transitions")).await.expect(200).json;
    let states: Vec<_> =
        history["items"].as_array().unwrap().iter().map(|one| one["to_state"].clone()).collect();
    assert_eq!(states, ["healthy", "under_treatment", "healthy", "dead"]);
    assert_eq!(history["items"][1]["occurred_at"], "2026-11-21T03:00:00Z");
    assert_eq!(app.feed(&metro(), "/v1/catalog-events?types=id.kad.animal.died").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn animals_are_read_by_owner_and_government_and_by_all_once_they_are_offered() {
    let (app, owner) = started().await;
    let animal = owner.post("/v1/animals", bull("ID18-0001")).await.expect(201);
    let path = animal.header("location").to_owned();
    let sees = async |expected: [u16; 4]| {
        for (actor, status) in [kpms(), metro(), pasar_jaya(), blitar_supplier()].iter().zip(expected) {
            let caller = app.caller(actor);
            assert_eq!(caller.get(&path).await.status, status, "{}", actor.subject);
            let listed = caller.get("/v1/animals").await.expect(200).json["items"].as_array().unwrap().len();
            assert_eq!(listed, usize::from(status == 200), "{}", actor.subject);
            let weighings = caller.get("/v1/weighings").await.expect(200).json;
            assert_eq!(weighings["items"].as_array().unwrap().len(), listed);
        }
    };
    weigh(&owner, 1, &animal.id(), 352_500).await;
    sees([200, 200, 404, 404]).await;
    let offer = published(&owner, with(with(cattle(), "heads", json!(1)), "least_lot", json!(null))).await;
    let offer_id = offer.rsplit('/').next().unwrap();
    let joined = owner.patch(&path, json!({"offer_id": offer_id}), animal.etag()).await.expect(200);
    sees([200; 4]).await;
    let second = owner.post("/v1/animals", with(bull("ID18-0002"), "offer_id", json!(offer_id))).await;
    let second = second.expect_problem(422, "validation-failed").json;
    assert_eq!(second["errors"][0]["code"], "offer-full");
    let stranger = app.caller(&blitar_supplier());
    stranger.patch(&path, json!({"breed": "Bali"}), joined.etag()).await.expect_problem(403, "forbidden");
    owner
        .patch(&path, json!({"breed": "Bali"}), animal.etag())
        .await
        .expect_problem(412, "precondition-failed");
    owner.patch(&path, json!({"offer_id": null, "birth": "2024-05-17"}), joined.etag()).await.expect(200);
    sees([200, 200, 404, 404]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_weighs_an_animal_once_and_on_a_scale_whose_verification_holds() {
    let (app, owner) = started().await;
    let animal = owner.post("/v1/animals", bull("ID18-0001")).await.expect(201).id();
    let body = || weighing(&animal, 352_500, 30);
    let first = owner.put(&path(1), body()).await.expect(201);
    assert_eq!(first.json["weight"], json!({"value": "352.5", "unit": "KGM"}));
    owner.put(&path(1), body()).await.expect(200);
    owner.put(&path(1), with(body(), "grams", json!(352_501))).await.expect_problem(409, "duplicate");
    let twice = with(body(), "weighed_at", json!("2026-11-22T02:30:59Z"));
    let twice = owner.put(&path(2), twice).await.expect_problem(409, "duplicate").json;
    assert_eq!(twice["errors"][0]["pointer"], "/weighed_at");
    owner.put(&path(2), with(body(), "weighed_at", json!("2026-11-22T02:31:00Z"))).await.expect(201);
    for (field, value, code) in [
        ("grams", json!(0), "out-of-range"),
        ("grams", json!(3_000_001), "out-of-range"),
        ("scale", json!("@x"), "not-a-line"),
        ("scale_verified_until_date", json!("2026-11-21"), "scale-lapsed"),
        ("animal_id", json!(format!("anm_{:032x}", 9)), "unknown-animal"),
    ] {
        let refused = owner.put(&path(3), with(weighing(&animal, 1_000, 40), field, value)).await;
        let refused = refused.expect_problem(422, "validation-failed").json;
        assert_eq!(
            (&refused["errors"][0]["pointer"], &refused["errors"][0]["code"]),
            (&json!(format!("/{field}")), &json!(code)),
            "{refused}"
        );
    }
    app.has_heard("agreement").await;
    let ahead = with(body(), "weighed_at", json!("2026-11-23T03:00:00Z"));
    owner.put(&path(3), ahead).await.expect_problem(422, "occurred-time-in-future");
    app.caller(&blitar_supplier()).put(&path(3), body()).await.expect_problem(422, "validation-failed");
    owner.act(&format!("/v1/animals/{animal}/deaths"), json!({"note": "Kembung"})).await.expect(200);
    owner.put(&path(3), weighing(&animal, 1_000, 40)).await.expect_problem(409, "state-conflict");
    assert_eq!(app.feed(&metro(), "/v1/catalog-events?types=id.kad.weighing.recorded").await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_class_of_weight_follows_the_latest_weighing_and_the_rows_of_the_day() {
    let (app, owner) = started().await;
    let conn = app.core.read().await.unwrap();
    assert_eq!(service::dated::rules::<LiveWeightClass>(&conn).await.unwrap(), seed_live_weight_classes());
    drop(conn);
    let animal = owner.post("/v1/animals", bull("ID18-0001")).await.expect(201);
    assert_eq!((&animal.json["weight"], &animal.json["weight_class"]), (&json!(null), &json!(null)));
    let path = animal.header("location").to_owned();
    let class = async || owner.get(&path).await.expect(200).json["weight_class"].clone();
    weigh(&owner, 20, &animal.id(), 352_500).await;
    assert_eq!(class().await, "class_b");
    // A phone that weighed before comes late: what it says is history.
    weigh(&owner, 10, &animal.id(), 200_000).await;
    assert_eq!(class().await, "class_b");
    weigh(&owner, 30, &animal.id(), 249_000).await;
    assert_eq!(class().await, json!(null));
    let admin = app.caller(&admin());
    let row = json!({"commodity_code": "cattle", "class": "class_e", "from_weight": {"value": "200", "unit": "KGM"},
        "in_force_from_date": "2026-11-22", "source": "Dharma Jaya (contoh)"});
    admin.post("/v1/live-weight-classes", row.clone()).await.expect(201);
    assert_eq!(class().await, "class_e");
    admin.post("/v1/live-weight-classes", row.clone()).await.expect_problem(409, "duplicate");
    let same_weight = with(row.clone(), "class", json!("class_f"));
    admin.post("/v1/live-weight-classes", same_weight).await.expect_problem(409, "duplicate");
    owner.post("/v1/live-weight-classes", row.clone()).await.expect_problem(403, "forbidden");
    for (field, value, code) in [
        ("class", json!("A"), "code"),
        ("commodity_code", json!("eggs"), "unknown-commodity"),
        ("from_weight", json!({"value": "5", "unit": "HEA"}), "unit"),
        ("from_weight", json!({"value": "0", "unit": "KGM"}), "not-positive"),
    ] {
        let refused = admin.post("/v1/live-weight-classes", with(row.clone(), field, value)).await;
        let refused = refused.expect_problem(422, "validation-failed").json;
        assert_eq!(refused["errors"][0]["code"], code, "{refused}");
    }
}
