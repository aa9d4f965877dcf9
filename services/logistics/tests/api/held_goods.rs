//! Lines of orders that take their goods from a hold of a stock offer: a converted one, once.

use domain::catalog::HoldState;
use domain::shared::{HoldId, Unit};
use logistics::projections::HoldRow;
use serde_json::{Value, json};
use testkit::{App, Caller, Response, party, seeded};

use crate::seed::{self, cattle, contract, eggs, of, order, tell};
use crate::{another, buyer, start, supplier};

/// Ten head of cattle that Food Station holds under the seeded contract.
pub(crate) fn hold(number: u128, state: HoldState, version: i64) -> HoldRow {
    HoldRow {
        id: seeded(number),
        offer_id: seeded(1),
        contract_id: contract(),
        supplier_id: party(20),
        buyer_id: party(10),
        commodity_code: "cattle".to_owned(),
        form_code: "live".to_owned(),
        quantity_base: 10,
        quantity_unit: Unit::Hea,
        state,
        version,
        animal_tags: Vec::new(),
        animal_tag_keys: Vec::new(),
    }
}

/// A line of an order for heads of a hold.
fn heads(number: u128, heads: &str) -> Value {
    let mut line = of(cattle(), heads, "HEA");
    line["hold_id"] = json!(seeded::<HoldId>(number));
    line
}

async fn write(buyer: &Caller, lines: Value) -> Response {
    buyer.post("/v1/call-offs", order(lines)).await
}

async fn written(buyer: &Caller, number: u128) -> String {
    write(buyer, json!([heads(number, "10")])).await.expect(201).header("location").to_owned()
}

async fn step(caller: &Caller, order: &str, noun: &str) -> Response {
    caller.act(&format!("{order}/{noun}"), json!({"note": "Truk rusak"})).await
}

async fn started() -> (App, Caller, Caller) {
    let app = start().await;
    seed::everything(&app).await;
    tell(&app, &hold(1, HoldState::Converted, 3), 9).await;
    let (buyer, supplier) = (app.caller(&buyer()), app.caller(&supplier()));
    (app, buyer, supplier)
}

fn rules(refused: &Response) -> Vec<String> {
    let unmet = refused.json["unmet"].as_array().unwrap().iter();
    unmet.map(|one| one["rule"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_is_named_by_one_order_until_that_is_cancelled_or_refused() {
    let (app, buyer, supplier) = started().await;
    let draft = write(&buyer, json!([heads(1, "10")])).await.expect(201);
    let first = draft.header("location").to_owned();
    assert_eq!(draft.json["lines"][0]["hold_id"], json!(seeded::<HoldId>(1)));
    let refused = write(&buyer, json!([heads(1, "1")])).await.expect_problem(409, "duplicate").json;
    let error = &refused["errors"][0];
    assert_eq!(error["pointer"], "/lines/0/hold_id");
    assert!(error["detail"].as_str().unwrap().contains(draft.json["number"].as_str().unwrap()), "{error}");
    for (caller, noun) in [(&buyer, "issuances"), (&supplier, "acceptances"), (&buyer, "cancellations")] {
        write(&buyer, json!([heads(1, "1")])).await.expect_problem(409, "duplicate");
        step(caller, &first, noun).await.expect(200);
    }
    let second = written(&buyer, 1).await;
    step(&buyer, &second, "issuances").await.expect(200);
    step(&supplier, &second, "refusals").await.expect(200);
    let third = written(&buyer, 1).await;
    step(&buyer, &third, "cancellations").await.expect(200);
    let fourth = written(&buyer, 1).await;
    step(&buyer, &fourth, "issuances").await.expect(200);
    let shown = buyer.get(&first).await.expect(200).json;
    assert_eq!(shown["lines"][0]["hold_id"], json!(seeded::<HoldId>(1)), "history stays");
    let told = app.feed(&crate::buyer(), "/v1/logistics-events?types=id.kad.call_off.drafted").await;
    assert_eq!(told.len(), 4);
    assert!(told.iter().all(|event| event["data"]["hold_ids"] == json!([seeded::<HoldId>(1)])), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_line_names_is_converted_and_of_its_contract_goods_and_measure() {
    let (app, buyer, _) = started().await;
    let asked = async |row: HoldRow, line: Value| {
        tell(&app, &row, 9).await;
        let refused = write(&buyer, json!([line])).await.expect_problem(422, "order-line-invalid");
        rules(&refused)
    };
    for (version, state) in [(1, HoldState::Requested), (2, HoldState::Confirmed), (4, HoldState::Released)] {
        assert_eq!(asked(hold(2, state, version), heads(2, "10")).await, ["hold_converted"]);
    }
    let held = |number| hold(number, HoldState::Converted, 3);
    let elsewhere = HoldRow { contract_id: seeded(201), ..held(3) };
    assert_eq!(asked(elsewhere, heads(3, "10")).await, ["hold_of_the_contract"]);
    let goats = HoldRow { commodity_code: "goats".to_owned(), ..held(4) };
    assert_eq!(asked(goats, heads(4, "10")).await, ["hold_of_the_goods"]);
    let weighed = HoldRow { quantity_unit: Unit::Kgm, quantity_base: 10_000_000, ..held(5) };
    assert_eq!(asked(weighed, heads(5, "10")).await, ["hold_in_its_measure"]);
    assert_eq!(asked(held(6), heads(6, "11")).await, ["hold_covers_the_line"]);
    let mut of_eggs = heads(6, "1");
    (of_eggs["contract_line_id"], of_eggs["quantity"]) =
        (json!(eggs()), json!({"value": "1", "unit": "KGM"}));
    assert_eq!(asked(held(6), of_eggs).await, ["hold_of_the_goods", "hold_in_its_measure"]);
    // What is told of nobody, and what another buyer holds, are one and the same.
    tell(&app, &HoldRow { buyer_id: party(30), ..held(7) }, 9).await;
    for number in [7, 8] {
        let refused = write(&buyer, json!([heads(number, "1")])).await;
        let error = &refused.expect_problem(422, "validation-failed").json["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!("/lines/0/hold_id"), &json!("unknown-hold")));
    }
    let twice = write(&buyer, json!([heads(1, "5"), heads(1, "5")])).await;
    let error = &twice.expect_problem(422, "validation-failed").json["errors"][0];
    assert_eq!((&error["pointer"], &error["code"]), (&json!("/lines/1/hold_id"), &json!("repeated")));
    write(&buyer, json!([heads(1, "5"), heads(6, "5")])).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_that_was_given_back_meanwhile_is_neither_issued_nor_accepted() {
    let (app, buyer, supplier) = started().await;
    tell(&app, &hold(2, HoldState::Converted, 3), 9).await;
    let (draft, issued) = (written(&buyer, 1).await, written(&buyer, 2).await);
    step(&buyer, &issued, "issuances").await.expect(200);
    for number in [1, 2] {
        tell(&app, &hold(number, HoldState::Released, 4), 10).await;
    }
    let refused = step(&buyer, &draft, "issuances").await.expect_problem(422, "order-line-invalid");
    assert_eq!(rules(&refused), ["hold_converted"]);
    let refused = step(&supplier, &issued, "acceptances").await.expect_problem(422, "order-line-invalid");
    assert_eq!(rules(&refused), ["hold_converted"]);
    step(&supplier, &issued, "refusals").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_32_orders_at_two_servers_that_name_one_hold_one_is_written() {
    let (app, ..) = started().await;
    let second = another(&app).await;
    let asks = (0..32).map(|number| {
        let clerk = if number % 2 == 0 { app.caller(&buyer()) } else { second.caller(&buyer()) };
        async move { write(&clerk, json!([heads(1, "10")])).await }
    });
    let answers = futures_util::future::join_all(asks).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    for lost in answers.into_iter().filter(|answer| answer.status != 201) {
        lost.expect_problem(409, "duplicate");
    }
}
