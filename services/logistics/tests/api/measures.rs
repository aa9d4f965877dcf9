//! The measures of one receipt line tell of the same goods, over HTTP.

use domain::shared::{ContractId, ContractLineId};
use logistics::projections::WholeCommodity;
use serde_json::{Value, json};
use testkit::{Response, seeded};

use crate::seed::{self, cattle, eggs};
use crate::trade::{Trade, consignment, health, item, item_id, truck};

/// Five head of cattle of 1,750 kg that have left for Jakarta.
async fn herd_of_five(trade: &Trade) -> Value {
    let order = trade.order(cattle(), "5", "HEA").await;
    let mut herd = item(&order, "5", "HEA");
    herd["weight"] = json!({"value": "1750", "unit": "KGM"});
    trade.departed(&order, json!([truck("BE 1", json!([herd]))]), json!([health(5)])).await
}

async fn posted(trade: &Trade, shipment: &Value, more: Value) -> Response {
    let mut line = json!({"shipment_item_id": item_id(shipment, 0)});
    line.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    trade.post(shipment, json!([line])).await
}

fn rules(refused: &Response) -> Vec<String> {
    let unmet = refused.json["unmet"].as_array().unwrap().iter();
    unmet
        .map(|one| format!("{} {}", one["rule"].as_str().unwrap(), one["subject"].as_str().unwrap()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_heads_carry_no_accepted_weight_and_no_money() {
    let trade = Trade::start().await;
    let shipment = herd_of_five(&trade).await;
    let gone = json!({"heads": {"accepted": 0, "missing": 5}, "weight": {"unit": "KGM", "accepted": "1750"}});
    let refused = posted(&trade, &shipment, gone).await.expect_problem(422, "measures-disagree");
    let both = ["zero_in_every_measure lines/0.accepted", "same_parts_in_every_measure lines/0.missing"];
    assert_eq!(rules(&refused), both);
    assert_eq!(refused.json["unmet"][0]["found"], "accepted 0 head, 1,750 kg");
    assert_eq!(trade.balance(cattle(), ["accepted"]).await, ["0"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn five_head_of_no_weight_are_refused_and_so_are_five_of_none_loaded() {
    let trade = Trade::start().await;
    let shipment = herd_of_five(&trade).await;
    let light =
        json!({"heads": {"accepted": 5}, "weight": {"unit": "KGM", "accepted": "0", "shrink": "1750"}});
    let refused = posted(&trade, &shipment, light).await.expect_problem(422, "measures-disagree");
    assert_eq!(rules(&refused), ["zero_in_every_measure lines/0.accepted"]);
    let order = trade.order(cattle(), "5", "HEA").await;
    let unweighed = json!([truck("BE 2", json!([item(&order, "5", "HEA")]))]);
    let shipment = trade.departed(&order, unweighed, json!([health(5)])).await;
    let figures = json!({"heads": {"accepted": 5},
        "weight": {"unit": "KGM", "loaded": "0", "accepted": "1750", "surplus": "1750"}});
    let refused = posted(&trade, &shipment, figures).await.expect_problem(422, "measures-disagree");
    assert_eq!(rules(&refused), ["zero_in_every_measure lines/0.loaded", "surplus_is_explained lines/0"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_weight_per_head_that_hardly_exists_is_posted_with_a_note() {
    let trade = Trade::start().await;
    let shipment = herd_of_five(&trade).await;
    let figures = json!({"heads": {"accepted": 1, "rejected": 4},
        "weight": {"unit": "KGM", "accepted": "1400", "rejected": "350"},
        "rejections": [{"reason": "sick", "heads": 4, "weight": {"value": "350", "unit": "KGM"}}]});
    let mut line = json!({"shipment_item_id": item_id(&shipment, 0)});
    line.as_object_mut().unwrap().extend(figures.as_object().unwrap().clone());
    let path = trade.captured(&shipment, json!([line.clone()])).await;
    let refused = trade.buyer.act(&format!("{path}/submissions"), json!({})).await;
    let refused = refused.expect_problem(422, "measures-disagree");
    let both = ["weight_per_head_plausible lines/0.accepted", "weight_per_head_plausible lines/0.rejected"];
    assert_eq!(rules(&refused), both);
    assert_eq!(refused.json["unmet"][0]["required"], "100 kg to 1,200 kg per head");
    line["note"] = json!("Satu banteng besar dan empat pedet");
    let etag = trade.buyer.get(&path).await.etag().to_owned();
    trade.buyer.patch(&path, json!({"lines": [line]}), &etag).await.expect(200);
    trade.hand_in(&path).await;
    let alone =
        trade.buyer.act(&format!("{path}/postings"), json!({})).await.expect_problem(422, "four-eyes");
    assert_eq!(rules(&alone), ["another_person_sees_what_is_explained receipt"]);
    trade.poster.act(&format!("{path}/postings"), json!({})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_measure_that_was_never_loaded_makes_no_tonnes_of_a_thousand_eggs() {
    let trade = Trade::start().await;
    let order = trade.order(eggs(), "1080", "KGM").await;
    let mut load = item(&order, "1080", "KGM");
    load["packages"] = json!(60);
    let shipment =
        trade.departed(&order, json!([truck("BE 1", json!([load]))]), json!([consignment()])).await;
    let line = json!([{"shipment_item_id": item_id(&shipment, 0), "note": "m", "packages": {"accepted": 60},
        "weight": {"unit": "KGM", "accepted": "1080"}, "pieces": {"loaded": 10, "accepted": 10}}]);
    let path = trade.captured(&shipment, line).await;
    let refused = trade.buyer.act(&format!("{path}/submissions"), json!({})).await;
    let refused = refused.expect_problem(422, "measures-disagree");
    assert_eq!(rules(&refused), ["accepted_as_sent lines/0.pieces.accepted"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_note_and_no_second_person_makes_tonnes_of_what_was_sent_as_kilograms() {
    let trade = Trade::start().await;
    let shipment = herd_of_five(&trade).await;
    let figures = |accepted: &str, surplus: &str, held: &str| {
        json!([{"shipment_item_id": item_id(&shipment, 0), "note": "Sapi besar", "heads": {"accepted": 5},
            "weight": {"unit": "KGM", "accepted": accepted, "surplus": surplus, "held_excess": held}}])
    };
    // Five head were ordered and sent, with 1,750 kg: what they weigh is bounded by what their sender said.
    let path = trade.captured(&shipment, figures("900000", "898250", "0")).await;
    let refused = trade.buyer.act(&format!("{path}/submissions"), json!({})).await;
    let refused = refused.expect_problem(422, "measures-disagree");
    assert_eq!(rules(&refused), ["accepted_as_sent lines/0.weight.accepted"]);
    assert_eq!(refused.json["unmet"][0]["required"], "at most 2,100 kg");
    let etag = trade.buyer.get(&path).await.etag().to_owned();
    trade.buyer.patch(&path, json!({"lines": figures("2100", "350", "0")}), &etag).await.expect(200);
    trade.buyer.act(&format!("{path}/submissions"), json!({})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn eggs_are_held_against_their_crates_and_their_number() {
    let trade = Trade::start().await;
    let order = trade.order(eggs(), "1080", "KGM").await;
    let mut load = item(&order, "1080", "KGM");
    load["packages"] = json!(60);
    let vehicles = json!([truck("BE 1", json!([load]))]);
    let shipment = trade.departed(&order, vehicles, json!([consignment()])).await;
    let weight = json!({"unit": "KGM", "accepted": "1080"});
    let figures = json!({"weight": weight, "packages": {"accepted": 0, "missing": 60}});
    let line = |more: Value| {
        let mut line = json!({"shipment_item_id": item_id(&shipment, 0)});
        line.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!([line])
    };
    let path = trade.captured(&shipment, line(figures)).await;
    let refused = trade.buyer.act(&format!("{path}/submissions"), json!({})).await;
    let refused = refused.expect_problem(422, "measures-disagree");
    assert_eq!(refused.json["unmet"][0]["found"], "accepted 0 packages, 1,080 kg");
    for (figures, rule) in [
        (
            json!({"weight": weight, "packages": {"loaded": 61, "accepted": 61}}),
            "loaded_as_shipped lines/0.packages.loaded",
        ),
        (
            json!({"weight": weight, "pieces": {"loaded": 90_000, "accepted": 90_000}}),
            "weight_per_piece_plausible lines/0.loaded",
        ),
    ] {
        let etag = trade.buyer.get(&path).await.etag().to_owned();
        trade.buyer.patch(&path, json!({"lines": line(figures)}), &etag).await.expect(200);
        let refused = trade.buyer.act(&format!("{path}/submissions"), json!({})).await.expect(422);
        assert_eq!(rules(&refused)[0], rule);
    }
    let whole = json!({"weight": weight, "packages": {"accepted": 60}, "pieces": {"loaded": 18_000, "accepted": 18_000}});
    let etag = trade.buyer.get(&path).await.etag().to_owned();
    trade.buyer.patch(&path, json!({"lines": line(whole)}), &etag).await.expect(200);
    let posted = trade.finish(&path).await.expect(200).json;
    assert_eq!(posted["lines"][0]["packages"]["loaded"], 60);
    assert_eq!(posted["lines"][0]["accepted_pieces"], 18_000);
}

/// A contract for live animals by the kilogram, of a commodity that only the catalog calls animals.
async fn goats_by_the_kilogram(trade: &Trade) -> (ContractId, ContractLineId) {
    let view = seed::read(json!({
        "id": seeded::<domain::shared::CommodityId>(7), "code": "buffalo", "etag": "\"v1\"",
        "name": {"id": "kerbau", "en": "buffalo"}, "group": "live_animal", "natural_unit": "HEA",
        "forms": [{"code": "live", "name": {"id": "kerbau hidup", "en": "live buffalo"}, "unit": "HEA", "second_unit": "KGM"}],
    }));
    seed::tell(&trade.app, &WholeCommodity::of(view).unwrap(), 6).await;
    let (contract, line) = (seeded(202), seeded(306));
    let terms = seed::line(line, 1, "buffalo", "live", "KGM", json!({"value": "9000", "unit": "KGM"}), 0);
    seed::tell(
        &trade.app,
        &seed::whole_contract(seed::contract_of(contract, "active", 1, json!([terms]))),
        7,
    )
    .await;
    (contract, line)
}

#[tokio::test(flavor = "multi_thread")]
async fn live_animals_by_the_kilogram_are_not_posted_without_heads() {
    let trade = Trade::start().await;
    let (contract, line) = goats_by_the_kilogram(&trade).await;
    let order = trade.order_under(contract, line, "1750", "KGM").await;
    let mut load = item(&order, "1750", "KGM");
    load["heads"] = json!(5);
    let shipment = trade.departed(&order, json!([truck("BE 1", json!([load]))]), json!([])).await;
    let uncounted = json!({"weight": {"unit": "KGM", "accepted": "1750"}});
    let refused = posted(&trade, &shipment, uncounted).await.expect_problem(422, "measures-disagree");
    assert_eq!(rules(&refused), ["animals_counted lines/0.heads"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_rice_died() {
    let trade = Trade::start().await;
    let order = trade.order(seed::rice(), "7", "TNE").await;
    let load = json!([truck("BE 1", json!([item(&order, "7", "TNE")]))]);
    let shipment = trade.departed(&order, load, json!([])).await;
    let figures = json!({"heads": {"loaded": 7, "accepted": 6, "dead": 1},
        "weight": {"unit": "TNE", "accepted": "6", "removed": "1"}});
    let refused = posted(&trade, &shipment, figures).await.expect_problem(422, "measures-disagree");
    assert_eq!(rules(&refused), ["heads_of_animals_alone lines/0.heads"]);
}
