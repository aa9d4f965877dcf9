//! What buyers hold of stock offers.

use catalog::projections::ContractRow;
use domain::agreement::ContractState;
use domain::shared::{ContractId, Role};
use serde_json::{Value, json};
use testkit::{Actor, App, Caller, party, seeded};

use crate::animals::{registered, weigh};
use crate::projections::{know, know_parties};
use crate::stock_offers::{cattle, eggs, published, with};
use crate::{blitar_supplier, kpms, metro, pasar_jaya, start};

/// The contract of KPMS with Pasar Jaya, vouched for by Metro and Jakarta.
pub(crate) fn contract(state: ContractState, version: i64) -> ContractRow {
    ContractRow {
        id: seeded(1),
        supplier_id: party(10),
        buyer_id: party(20),
        supplier_government_id: party(2),
        buyer_government_id: party(3),
        version,
        state: Some(state),
        valid_from_date: Some("2026-01-02".parse().unwrap()),
        valid_until_date: Some("2027-12-31".parse().unwrap()),
        goods: vec!["cattle live".to_owned(), "eggs fresh_shell".to_owned()],
    }
}

pub(crate) async fn started() -> (App, Caller, Caller) {
    let app = start().await;
    know_parties(&app).await;
    know(&app, &contract(ContractState::Active, 1)).await;
    let (supplier, buyer) = (app.caller(&kpms()), app.caller(&pasar_jaya()));
    (app, supplier, buyer)
}

/// Holds heads of an offer until ten days before Idul Adha of 2027.
pub(crate) fn heads(offer: &str, heads: i64) -> Value {
    json!({"offer_id": offer.rsplit('/').next().unwrap(), "contract_id": seeded::<ContractId>(1), "heads": heads,
        "hold_until_date": "2027-05-06"})
}

/// Holds kilograms of an offer until the middle of December.
pub(crate) fn kilograms(offer: &str, kilograms: &str) -> Value {
    let mut body = heads(offer, 1);
    body.as_object_mut().unwrap().remove("heads");
    body["quantity"] = json!({"value": kilograms, "unit": "KGM"});
    with(body, "hold_until_date", json!("2026-12-15"))
}

pub(crate) async fn held(buyer: &Caller, body: Value) -> String {
    buyer.post("/v1/holds", body).await.expect(201).header("location").to_owned()
}

pub(crate) async fn step(caller: &Caller, hold: &str, noun: &str) -> testkit::Response {
    caller.act(&format!("{hold}/{noun}"), json!({})).await
}

pub(crate) async fn left(caller: &Caller, offer: &str) -> [String; 3] {
    let shown = caller.get(offer).await.expect(200).json;
    ["held", "converted", "free"].map(|field| shown[field]["value"].as_str().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_is_asked_for_confirmed_and_converted_and_the_offer_shows_what_is_left() {
    let (app, supplier, buyer) = started().await;
    let offer = published(&supplier, eggs()).await;
    let asked = buyer.post("/v1/holds", kilograms(&offer, "3000")).await.expect(201);
    let hold = asked.header("location").to_owned();
    assert_eq!((&asked.json["state"], &asked.json["condition"]), (&json!("requested"), &json!("standing")));
    assert_eq!(asked.json["quantity"], json!({"value": "3000", "unit": "KGM"}));
    assert_eq!(left(&buyer, &offer).await, ["3", "0", "6"], "it counts at once, in tonnes");
    let tasks = async |caller: &Caller| {
        let items = caller.get("/v1/catalog-work-items").await.expect(200).json;
        let items = items["items"].as_array().unwrap().iter();
        items.map(|one| one["action"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!((tasks(&supplier).await, tasks(&buyer).await), (vec!["confirm_hold".to_owned()], vec![]));
    step(&buyer, &hold, "conversions").await.expect_problem(409, "state-conflict");
    step(&buyer, &hold, "confirmations").await.expect_problem(403, "forbidden");
    supplier
        .act_on(&format!("{hold}/confirmations"), json!({}), "\"v7\"")
        .await
        .expect_problem(412, "precondition-failed");
    assert_eq!(step(&supplier, &hold, "confirmations").await.expect(200).json["state"], "confirmed");
    assert_eq!((tasks(&supplier).await, tasks(&buyer).await), (vec![], vec!["convert_hold".to_owned()]));
    step(&supplier, &hold, "conversions").await.expect_problem(403, "forbidden");
    assert_eq!(step(&buyer, &hold, "conversions").await.expect(200).json["state"], "converted");
    assert_eq!(left(&buyer, &offer).await, ["0", "3", "6"]);
    step(&buyer, &hold, "releases").await.expect_problem(409, "state-conflict");
    for actor in [kpms(), pasar_jaya(), metro(), Actor::new(party(3), "31", &[Role::Coordinator])] {
        let told =
            app.feed(&actor, "/v1/catalog-events?types=id.kad.hold.requested,id.kad.hold.converted").await;
        assert_eq!(told.len(), 2, "{}", actor.subject);
        let caller = app.caller(&actor);
        let history = caller.get(&format!("{hold}/transitions")).await.expect(200).json;
        assert_eq!(history["items"].as_array().unwrap().len(), 3);
    }
    let stranger = app.caller(&blitar_supplier());
    stranger.get(&hold).await.expect_problem(404, "not-found");
    assert_eq!(stranger.get("/v1/holds").await.expect(200).json["items"], json!([]));
    stranger
        .act_on(&format!("{hold}/confirmations"), json!({}), "\"v1\"")
        .await
        .expect_problem(404, "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_holds_more_than_is_left_nor_less_than_the_least_lot() {
    let (app, supplier, buyer) = started().await;
    app.has_heard("agreement").await;
    let (offer, animals) = (published(&supplier, eggs()).await, published(&supplier, cattle()).await);
    held(&buyer, kilograms(&offer, "8900")).await;
    let over =
        buyer.post("/v1/holds", kilograms(&offer, "200")).await.expect_problem(409, "stock-exceeded").json;
    assert_eq!(
        (&over["unmet"][0]["rule"], &over["unmet"][0]["required"]),
        (&json!("offer_has_enough"), &json!("at most 0.1 tonnes"))
    );
    let draft = supplier.post("/v1/stock-offers", eggs()).await.expect(201).header("location").to_owned();
    let outside = with(heads(&animals, 5), "hold_until_date", json!("2027-05-21"));
    let foreign = with(heads(&animals, 5), "contract_id", json!(seeded::<ContractId>(2)));
    let unit = with(kilograms(&animals, "100"), "hold_until_date", json!("2027-05-06"));
    let of_eggs = with(heads(&offer, 5), "hold_until_date", json!("2026-12-15"));
    for (body, pointer, code) in [
        (kilograms(&offer, "50"), "/quantity", "below-least-lot"),
        (kilograms(&offer, "150"), "/quantity", "not-a-multiple"),
        (heads(&animals, 4), "/heads", "below-least-lot"),
        (unit, "/heads", "unit"),
        (of_eggs, "/quantity", "unit"),
        (heads(&animals, 0), "/heads", "out-of-range"),
        (outside, "/hold_until_date", "implausible-date"),
        (
            with(heads(&animals, 5), "hold_until_date", json!("2026-11-21")),
            "/hold_until_date",
            "implausible-date",
        ),
        (kilograms(&draft, "100"), "/offer_id", "unknown-offer"),
        (foreign, "/contract_id", "unknown-contract"),
    ] {
        let refused = buyer.post("/v1/holds", body).await.expect_problem(422, "validation-failed").json;
        let error = &refused["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!(code)), "{refused}");
    }
    let other = app.caller(&Actor::new(party(21), "31", &[Role::Buyer]));
    let refused =
        other.post("/v1/holds", heads(&animals, 5)).await.expect_problem(422, "validation-failed").json;
    assert_eq!(refused["errors"][0]["code"], "unknown-contract");
    supplier.post("/v1/holds", heads(&animals, 5)).await.expect_problem(403, "forbidden");
    know(&app, &contract(ContractState::Suspended, 2)).await;
    let refused = buyer.post("/v1/holds", heads(&animals, 5)).await.expect_problem(422, "stock-rule").json;
    assert_eq!(refused["unmet"][0]["rule"], "contract_in_force");
    know(&app, &contract(ContractState::Active, 3)).await;
    // The supplier says no less than what is held of it.
    let tag = supplier.get(&offer).await.expect(200).etag().to_owned();
    let less = json!({"quantity": {"value": "8800", "unit": "KGM"}});
    supplier.patch(&offer, less, &tag).await.expect_problem(409, "stock-exceeded");
    step(&supplier, &offer, "withdrawals").await.expect(200);
    let refused =
        buyer.post("/v1/holds", kilograms(&offer, "100")).await.expect_problem(422, "stock-rule").json;
    assert_eq!(refused["unmet"][0]["rule"], "offer_published");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_lapses_by_itself_and_is_given_up_by_either_side() {
    let (app, supplier, buyer) = started().await;
    let offer = published(&supplier, eggs()).await;
    let [first, second, third] = [
        held(&buyer, kilograms(&offer, "1000")).await,
        held(&buyer, kilograms(&offer, "2000")).await,
        held(&buyer, kilograms(&offer, "3000")).await,
    ];
    step(&buyer, &first, "releases").await.expect(200);
    step(&supplier, &second, "confirmations").await.expect(200);
    let unsaid = step(&buyer, &second, "releases").await.expect_problem(422, "validation-failed").json;
    assert_eq!(unsaid["errors"][0]["pointer"], "/note");
    let told = json!({"note": "Kandang harus dikosongkan"});
    supplier.act(&format!("{second}/releases"), told).await.expect(200);
    step(&supplier, &third, "confirmations").await.expect(200);
    assert_eq!(left(&buyer, &offer).await, ["3", "0", "6"]);
    app.clock.set("2026-12-15T16:59:59Z".parse().unwrap());
    assert_eq!(left(&app.caller(&pasar_jaya()), &offer).await, ["3", "0", "6"]);
    let tag = app.caller(&pasar_jaya()).get(&third).await.expect(200).etag().to_owned();
    app.clock.set("2026-12-15T17:00:00Z".parse().unwrap());
    let buyer = app.caller(&pasar_jaya());
    assert_eq!(left(&buyer, &offer).await, ["0", "0", "9"], "nobody did anything");
    let lapsed = buyer.get(&third).await.expect(200);
    assert_eq!(lapsed.json["condition"], "lapsed");
    assert_ne!(lapsed.etag(), tag);
    let refused = step(&buyer, &third, "conversions").await.expect_problem(422, "stock-rule").json;
    assert_eq!(refused["unmet"][0]["rule"], "hold_not_lapsed");
    let waits = buyer.get("/v1/catalog-work-items").await.expect(200).json;
    assert_eq!(waits["items"], json!([]));
    let again = with(kilograms(&offer, "9000"), "hold_until_date", json!("2026-12-20"));
    held(&buyer, again).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_animal_that_dies_is_substituted_by_an_equal_or_better_one() {
    let (app, supplier, buyer) = started().await;
    let offer = published(&supplier, cattle()).await;
    let mut animals = Vec::new();
    for (number, kilograms) in [(1, 360), (2, 420), (3, 340), (4, 460), (5, 355)] {
        let animal = registered(&supplier, &format!("ID18-000{number}"), &offer).await;
        weigh(&supplier, number, &animal, kilograms * 1_000).await;
        animals.push(animal);
    }
    let [first, second, lighter, heavier, ill] = <[String; 5]>::try_from(animals).unwrap();
    let hold = held(&buyer, with(heads(&offer, 5), "animal_ids", json!([first, second]))).await;
    // Held once: not in a second hold, and not out of the offer.
    let twice = with(heads(&offer, 5), "animal_ids", json!([second]));
    let twice = buyer.post("/v1/holds", twice).await.expect_problem(422, "stock-rule").json;
    assert_eq!(
        (&twice["unmet"][0]["rule"], &twice["unmet"][0]["subject"]),
        (&json!("animal_free"), &json!("ID18-0002"))
    );
    let path = format!("/v1/animals/{first}");
    let tag = supplier.get(&path).await.expect(200).etag().to_owned();
    supplier.patch(&path, json!({"offer_id": null}), &tag).await.expect_problem(422, "stock-rule");
    let named = json!({"animal_ids": [heavier]});
    let named = supplier.act(&format!("{hold}/confirmations"), named).await;
    assert_eq!(named.expect_problem(422, "validation-failed").json["errors"][0]["code"], "named-already");
    step(&supplier, &hold, "confirmations").await.expect(200);
    supplier.act(&format!("/v1/animals/{first}/deaths"), json!({"note": "Kembung"})).await.expect(200);
    supplier.act(&format!("/v1/animals/{ill}/treatments"), json!({"note": "Pincang"})).await.expect(200);
    let waits = supplier.get("/v1/catalog-work-items?action=substitute_animal").await.expect(200).json;
    assert_eq!(waits["items"][0]["subject"], hold.rsplit('/').next().unwrap());
    assert!(waits["items"][0]["subject_title"].as_str().unwrap().contains("ID18-0001"), "{waits}");
    let barred = buyer.get("/v1/catalog-work-items?action=convert_hold").await.expect(200).json;
    assert_eq!(barred["items"][0]["blocked_by"][0]["rule"], "animal_healthy");
    let dead = step(&buyer, &hold, "conversions").await.expect_problem(422, "stock-rule").json;
    assert_eq!(dead["unmet"][0]["subject"], "ID18-0001");
    let substitutions = format!("{hold}/substitutions");
    let by = |out: &str, substitute: &str| json!({"animal_id": out, "substitute_id": substitute, "note": "Mati kembung"});
    for (substitute, rules) in [
        (&lighter, vec!["weight_class_equal_or_better"]),
        (&ill, vec!["animal_healthy"]),
        (&second, vec!["animal_free"]),
    ] {
        let refused = supplier.act(&substitutions, by(&first, substitute)).await;
        let refused = refused.expect_problem(422, "stock-rule").json;
        let found: Vec<_> =
            refused["unmet"].as_array().unwrap().iter().map(|one| one["rule"].as_str().unwrap()).collect();
        assert_eq!(found, rules, "{refused}");
    }
    for (body, pointer) in [
        (by(&heavier, &lighter), "/animal_id"),
        (by(&first, &format!("anm_{:032x}", 9)), "/substitute_id"),
        (with(by(&first, &heavier), "note", json!(" ")), "/note"),
    ] {
        let refused = supplier.act(&substitutions, body).await.expect_problem(422, "validation-failed").json;
        assert_eq!(refused["errors"][0]["pointer"], pointer, "{refused}");
    }
    let good = by(&first, &heavier);
    buyer.act(&substitutions, good.clone()).await.expect_problem(403, "forbidden");
    supplier.act_on(&substitutions, good.clone(), "\"v1\"").await.expect_problem(412, "precondition-failed");
    let done = supplier.act(&substitutions, good).await.expect(200);
    let shown: Vec<_> =
        done.json["animals"].as_array().unwrap().iter().map(|one| one["tag"].clone()).collect();
    assert_eq!(shown, ["ID18-0001", "ID18-0002", "ID18-0004"]);
    assert_eq!(done.json["animals"][0]["substituted_by_id"], json!(heavier));
    assert_eq!(app.feed(&pasar_jaya(), "/v1/catalog-events?types=id.kad.hold.substituted").await.len(), 1);
    let waits = supplier.get("/v1/catalog-work-items?action=substitute_animal").await.expect(200).json;
    assert_eq!(waits["items"], json!([]));
    step(&buyer, &hold, "conversions").await.expect(200);
    assert_eq!(left(&buyer, &offer).await, ["0", "5", "45"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supplier_names_the_animals_of_a_hold_that_names_none() {
    let (app, supplier, buyer) = started().await;
    let offer = published(&supplier, cattle()).await;
    let first = registered(&supplier, "ID18-0001", &offer).await;
    let foreign = app.caller(&blitar_supplier());
    let elsewhere = published(&foreign, with(cattle(), "region_code", json!("35.72"))).await;
    let foreign = registered(&foreign, "ID35-0001", &elsewhere).await;
    let hold = held(&buyer, heads(&offer, 5)).await;
    let confirmations = format!("{hold}/confirmations");
    for (ids, pointer, code) in [
        (json!([first, first]), "/animal_ids/1", "repeated"),
        (json!([first, foreign]), "/animal_ids/1", "unknown-animal"),
    ] {
        let refused = supplier.act(&confirmations, json!({"animal_ids": ids})).await;
        let error = &refused.expect_problem(422, "validation-failed").json["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!(code)));
    }
    let named = json!({"animal_ids": [first], "note": "Kandang selatan"});
    let named = supplier.act(&confirmations, named).await.expect(200);
    assert_eq!(named.json["animals"][0]["tag"], "ID18-0001");
    // Its buyer reads the animal even after the offer is gone.
    step(&supplier, &offer, "withdrawals").await.expect(200);
    buyer.get(&format!("/v1/animals/{first}")).await.expect(200);
    let eggs = published(&supplier, eggs()).await;
    let of_eggs = with(kilograms(&eggs, "100"), "animal_ids", json!([first]));
    let refused = buyer.post("/v1/holds", of_eggs).await.expect_problem(422, "validation-failed").json;
    assert_eq!(refused["errors"][0]["code"], "more-than-held");
}
