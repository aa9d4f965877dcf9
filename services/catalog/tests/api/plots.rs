//! Plots of suppliers.

use domain::shared::Role;
use serde_json::{Value, json};
use testkit::{Actor, App, Caller, party};

use crate::projections::know_parties;
use crate::{blitar_supplier, kpms, metro, pasar_jaya, start};

/// A plot of a hectare and a quarter near Metro.
pub(crate) fn plot(name: &str) -> Value {
    json!({"name": name, "region_code": "18.72", "area_m2": 12_500, "land_kind": "irrigated_field",
        "point": {"longitude_e7": 1_053_066_700, "latitude_e7": -51_131_000}})
}

/// Registers a plot; gives its id.
pub(crate) async fn registered(owner: &Caller, name: &str) -> String {
    owner.post("/v1/plots", plot(name)).await.expect(201).id()
}

fn corner(east: i64, north: i64) -> Value {
    json!({"longitude_e7": 1_053_000_000 + east * 10_000, "latitude_e7": -51_200_000 + north * 10_000})
}

fn bounded(name: &str, corners: &[(i64, i64)]) -> Value {
    let mut body = plot(name);
    body.as_object_mut().unwrap().remove("point");
    body["boundary"] = corners.iter().map(|(east, north)| corner(*east, *north)).collect();
    body
}

async fn started() -> (App, Caller) {
    let app = start().await;
    know_parties(&app).await;
    let owner = app.caller(&kpms());
    (app, owner)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plot_is_registered_changed_and_retired_by_its_owner() {
    let (app, owner) = started().await;
    let created = owner.post("/v1/plots", plot("Blok 3")).await.expect(201);
    let path = created.header("location").to_owned();
    assert_eq!(created.json["owner_party_id"], party(10).to_string());
    assert_eq!((&created.json["state"], &created.json["boundary"]), (&json!("in_use"), &json!(null)));
    let changed =
        json!({"area_m2": 13_000, "boundary": [corner(0, 0), corner(4, 0), corner(4, 4), corner(0, 0)]});
    let changed = owner.patch(&path, changed, "\"v1\"").await.expect(200);
    assert_eq!((&changed.json["area_m2"], changed.etag()), (&json!(13_000), "\"v2\""));
    assert_eq!(changed.json["boundary"], json!([corner(0, 0), corner(4, 0), corner(4, 4)]));
    assert_eq!(changed.json["point"], json!(null));
    owner.patch(&path, json!({"area_m2": 1}), "\"v1\"").await.expect_problem(412, "precondition-failed");
    owner.act(&format!("{path}/retirements"), json!({})).await.expect(200);
    owner.patch(&path, json!({"area_m2": 1}), "\"v3\"").await.expect_problem(409, "state-conflict");
    let history = owner.get(&format!("{path}/transitions")).await.expect(200).json;
    let events: Vec<_> =
        history["items"].as_array().unwrap().iter().map(|one| one["event"].clone()).collect();
    assert_eq!(events, ["update", "retire"]);
    assert_eq!(history["items"][0]["replaced"]["area_m2"], 12_500);
    let told =
        app.feed(&metro(), "/v1/catalog-events?types=id.kad.plot.registered,id.kad.plot.retired").await;
    assert_eq!(told.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plot_is_seen_by_its_owner_and_the_government_of_its_home_alone() {
    let (app, owner) = started().await;
    let path = owner.post("/v1/plots", plot("Blok 3")).await.expect(201).header("location").to_owned();
    let jakarta = Actor::new(party(3), "31", &[Role::Coordinator]);
    for (actor, sees) in
        [(kpms(), true), (metro(), true), (jakarta, false), (pasar_jaya(), false), (blitar_supplier(), false)]
    {
        let caller = app.caller(&actor);
        let listed = caller.get("/v1/plots").await.expect(200).json["items"].as_array().unwrap().len();
        assert_eq!(listed == 1, sees, "{}", actor.subject);
        assert_eq!(caller.get(&path).await.status, if sees { 200 } else { 404 }, "{}", actor.subject);
    }
    let agency = app.caller(&Actor::new(party(2), "18.72", &[Role::Supplier]));
    agency.patch(&path, json!({"area_m2": 1}), "\"v1\"").await.expect_problem(403, "forbidden");
    let other = app.caller(&blitar_supplier());
    other.patch(&path, json!({"area_m2": 1}), "\"v1\"").await.expect_problem(404, "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_plot_is_refused_by_field() {
    let (_app, owner) = started().await;
    let with = |field: &str, value: Value| {
        let mut body = plot("Blok 3");
        body[field] = value;
        body
    };
    let both = {
        let mut body = bounded("Blok 3", &[(0, 0), (4, 0), (4, 4)]);
        body["point"] = corner(1, 1);
        body
    };
    for (body, pointer, code) in [
        (with("area_m2", json!(0)), "/area_m2", "out-of-range"),
        (with("area_m2", json!(100_000_001)), "/area_m2", "out-of-range"),
        (with("name", json!(" ")), "/name", "length"),
        (with("region_code", json!("18.99")), "/region_code", "unknown-region"),
        (with("point", json!({"longitude_e7": 0, "latitude_e7": 0})), "/point", "outside-the-country"),
        (with("point", json!(null)), "/boundary", "point-or-boundary"),
        (both, "/boundary", "point-or-boundary"),
        (bounded("Blok 3", &[(0, 0), (4, 0)]), "/boundary", "item-count"),
        (bounded("Blok 3", &[(0, 0), (4, 4), (4, 0), (0, 4)]), "/boundary", "crosses-itself"),
        (bounded("Blok 3", &[(0, 0), (4, 0), (8, 0)]), "/boundary", "crosses-itself"),
    ] {
        let refused = owner.post("/v1/plots", body).await.expect_problem(422, "validation-failed").json;
        let error = &refused["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!(code)), "{refused}");
    }
    owner.post("/v1/plots", bounded("Blok 3", &[(0, 0), (4, 0), (4, 4), (2, 1), (0, 4)])).await.expect(201);
    owner.post("/v1/plots", plot("Blok 3")).await.expect_problem(409, "duplicate");
    let second = owner.post("/v1/plots", plot("Blok 4")).await.expect(201);
    let renamed = owner.patch(second.header("location"), json!({"name": "Blok 3"}), "\"v1\"").await;
    renamed.expect_problem(409, "duplicate");
    owner.act(&format!("{}/retirements", second.header("location")), json!({})).await.expect(200);
    registered(&owner, "Blok 4").await;
}
