//! Contracts whose lines state no quantity: the largest amount they may reach, stated, amended, and never lowered below what is
//! taken.

use domain::shared::Role;
use serde_json::{Value, json};
use testkit::{Response, test_time};

use crate::amendments::{kept_line, rules};
use crate::story::also;
use crate::trade::Trade;

fn rupiah(amount: i64) -> Value {
    json!({"amount": amount, "currency": "IDR"})
}

/// Eggs at Rp 22,500 per kilogram, as many as are wanted up to an amount.
fn price_only(trade: &Trade, limit: Option<i64>) -> Value {
    let mut draft = trade.draft();
    draft["type"] = json!("price_only");
    draft["lines"][0].as_object_mut().unwrap().remove("quantity");
    if let Some(limit) = limit {
        draft["value_limit"] = rupiah(limit);
    }
    draft
}

fn day(after: i64) -> String {
    (test_time() + chrono::TimeDelta::days(after)).date_naive().to_string()
}

fn first_error(answer: &Response) -> (String, String) {
    let error = &answer.json["errors"][0];
    (error["pointer"].as_str().unwrap().to_owned(), error["code"].as_str().unwrap().to_owned())
}

/// An amendment that says nothing new but what is given.
fn amended(contract: &Value, price: i64, limit: Option<i64>) -> Value {
    let mut line = kept_line(contract);
    line.as_object_mut().unwrap().remove("quantity");
    line["price"] = rupiah(price);
    let mut body = json!({
        "rationale": "Permintaan berubah.", "effective_date": day(3),
        "valid_until_date": contract["valid_until_date"], "lines": [line],
    });
    if let Some(limit) = limit {
        body["value_limit"] = rupiah(limit);
    }
    body
}

#[tokio::test(flavor = "multi_thread")]
async fn what_states_no_quantity_states_the_largest_amount_it_may_reach() {
    let trade = Trade::start().await;
    let supplier = trade.as_(&trade.supplier);
    let refused = async |draft: Value| {
        first_error(&supplier.post("/v1/contracts", draft).await.expect_problem(422, "validation-failed"))
    };
    let told = |pointer: &str, code: &str| (pointer.to_owned(), code.to_owned());
    assert_eq!(refused(price_only(&trade, None)).await, told("/value_limit", "required"));
    assert_eq!(refused(price_only(&trade, Some(0))).await, told("/value_limit/amount", "out-of-range"));
    let mut dollars = price_only(&trade, Some(1_000));
    dollars["value_limit"]["currency"] = json!("USD");
    assert_eq!(refused(dollars).await, told("/value_limit/currency", "currency"));
    let mut quota = trade.draft();
    quota["value_limit"] = rupiah(1_000);
    assert_eq!(refused(quota).await, told("/value_limit", "value-limit-absent"));
    // What is open could not be counted: heads at a price by their weight.
    let mut cattle = price_only(&trade, Some(1_000_000_000));
    cattle["lines"] = json!([{"commodity_code": "cattle", "form_code": "live", "unit": "HEA",
        "price": rupiah(57_000), "price_basis": "per_kg_live"}]);
    assert_eq!(refused(cattle).await, told("/lines/0/price_basis", "price-basis"));

    let drafted = supplier.post("/v1/contracts", price_only(&trade, Some(500_000_000))).await.expect(201);
    assert_eq!(drafted.json["value_limit"], rupiah(500_000_000));
    let path = drafted.header("location");
    let text = supplier.get(&format!("{path}/text")).await.expect(200);
    assert!(text.json["text"].as_str().unwrap().contains(r#""value_limit":"500000000 IDR""#));
    let receiver = trade.as_(&also(&trade.buyer, &[Role::Receiver]));
    assert_eq!(receiver.get(path).await.expect(200).json["value_limit"], Value::Null);
    let more = json!({"value_limit": rupiah(600_000_000)});
    let changed = supplier.patch(path, more, drafted.etag()).await.expect(200);
    assert_eq!(changed.json["value_limit"], rupiah(600_000_000));
    assert_ne!(changed.json["text_sha256"], drafted.json["text_sha256"]);
    let title = json!({"title": "Telur"});
    let kept = supplier.patch(path, title, changed.etag()).await.expect(200);
    assert_eq!(kept.json["value_limit"], rupiah(600_000_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_largest_amount_is_raised_freely_and_lowered_to_what_is_taken_at_most() {
    let trade = Trade::start().await;
    let path = trade.active_as(price_only(&trade, Some(500_000_000))).await;
    let (supplier, buyer) = (trade.as_(&trade.supplier), trade.as_(&trade.buyer));
    let contract = supplier.get(&path).await.expect(200).json;
    // 9 t ordered, 4 t accepted for Rp 90,000,000; what is open is worth Rp 112,500,000.
    trade.order(&contract, 9_000_000, (4_000_000, 90_000_000)).await;
    trade.hear_logistics().await;
    let draft = async |price: i64, limit: Option<i64>| {
        supplier.post(&format!("{path}/amendments"), amended(&contract, price, limit)).await.expect(201)
    };
    // The price changes, and what is on order keeps its own.
    let low = draft(30_000, Some(202_499_999)).await;
    assert_eq!(low.json["kinds"], json!(["volume", "price_rule"]));
    let change = &low.json["changes"][0];
    assert_eq!(
        (&change["field"], &change["before"]["id"]),
        (&json!("value_limit"), &json!("Rp 500.000.000"))
    );
    let reduction = &low.json["value_reduction"];
    assert_eq!((&reduction["accepted"], &reduction["open"]), (&rupiah(90_000_000), &rupiah(112_500_000)));
    assert_eq!(reduction["fits"], json!(false));
    let hidden = trade.as_(&also(&trade.buyer, &[Role::Receiver]));
    let hidden = hidden.get(&format!("/v1/amendments/{}", low.id())).await.expect(200).json;
    let figures =
        [&hidden["value_reduction"], &hidden["changes"][0]["after"], &hidden["after"]["value_limit"]];
    assert_eq!(figures, [&Value::Null; 3]);
    let one = format!("/v1/amendments/{}", low.id());
    let refused =
        supplier.act(&format!("{one}/proposals"), json!({})).await.expect_problem(422, "amendment-rule");
    assert_eq!(rules(&refused), ["value_not_below_what_is_taken"]);
    assert_eq!(refused.json["unmet"][0]["required"], "at least Rp 202,500,000");
    supplier.act(&format!("{one}/withdrawals"), json!({})).await.expect(200);

    let fits = draft(30_000, Some(202_500_000)).await;
    let amendment = trade.agree_on(&fits).await;
    let capped = buyer.get(&path).await.expect(200);
    assert_eq!(capped.json["ordering_cap"]["value_limit"], rupiah(202_500_000));
    assert_eq!(capped.json["ordering_cap"]["lines"], json!([]));
    trade.sign_amendment(&supplier, &amendment).await.expect(200);
    trade.sign_amendment(&buyer, &amendment).await.expect_problem(409, "not-yet-known");
    let version: i64 = capped.json["etag"].as_str().unwrap().trim_matches(['"', 'v']).parse().unwrap();
    trade.apply(contract["id"].as_str().unwrap(), version).await;
    trade.sign_amendment(&buyer, &amendment).await.expect(200);
    let limit = async |after: i64| {
        supplier.get(&format!("{path}?as_of={}", day(after))).await.expect(200).json["value_limit"].clone()
    };
    assert_eq!((limit(2).await, limit(3).await), (rupiah(500_000_000), rupiah(202_500_000)));
    let versions = buyer.get(&format!("{path}/versions")).await.expect(200).json;
    assert_eq!(versions["items"][1]["value_limit"], rupiah(202_500_000));

    // Nothing is held back by a higher one, and what is not said stays.
    let raised = draft(30_000, Some(900_000_000)).await;
    assert_eq!(raised.json["value_reduction"], Value::Null);
    let raised = trade.agree_on(&raised).await;
    assert_eq!(buyer.get(&path).await.expect(200).json["ordering_cap"], Value::Null);
    for business in [&supplier, &buyer] {
        trade.sign_amendment(business, &raised).await.expect(200);
    }
    let silent = draft(31_000, None).await;
    assert_eq!(
        (&silent.json["kinds"], &silent.json["after"]["value_limit"]),
        (&json!(["price_rule"]), &rupiah(900_000_000))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_contract_goes_on_without_a_limit_and_may_be_given_one() {
    let trade = Trade::start().await;
    let path = trade.active_as(price_only(&trade, Some(500_000_000))).await;
    trade.seed("update contract set value_limit_rupiah = null").await;
    trade.hear_logistics().await;
    let supplier = trade.as_(&trade.supplier);
    let contract = supplier.get(&path).await.expect(200).json;
    assert_eq!(contract["value_limit"], Value::Null);
    let amend = format!("{path}/amendments");
    let silent = supplier.post(&amend, amended(&contract, 23_000, None)).await.expect(201);
    assert_eq!(
        (&silent.json["after"]["value_limit"], &silent.json["value_reduction"]),
        (&Value::Null, &Value::Null)
    );
    supplier.act(&format!("/v1/amendments/{}/withdrawals", silent.id()), json!({})).await.expect(200);
    let limited = supplier.post(&amend, amended(&contract, 22_500, Some(100_000_000))).await.expect(201);
    assert_eq!(limited.json["value_reduction"]["value_limit"], rupiah(100_000_000));
    assert_eq!(limited.json["kinds"], json!(["volume"]));
    trade.agree_on(&limited).await;
    assert_eq!(
        supplier.get(&path).await.expect(200).json["ordering_cap"]["value_limit"],
        rupiah(100_000_000)
    );
}
