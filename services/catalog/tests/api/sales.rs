//! Sales reports.

use serde_json::{Value, json};
use testkit::{Actor, Response, party};

use crate::shelf::{Shelf, kuj};
use crate::{blitar_supplier, kpms};

fn path(number: u32) -> String {
    format!("/v1/sales-reports/sal_{number:032x}")
}

fn told(shelf: &Shelf, period: &str, pieces: i64) -> Value {
    let amount = json!({"amount": pieces * 15_000, "currency": "IDR"});
    let line = json!({"variant_id": shelf.variant, "pieces": pieces, "amount": amount});
    json!({"outlet_id": shelf.outlet, "period": period, "lines": [line]})
}

async fn listed() -> Shelf {
    let shelf = Shelf::start().await;
    shelf.approved("2027-11-21").await;
    shelf.list(&shelf.buyer).await.expect(201);
    shelf
}

fn error(response: Response) -> (Value, Value) {
    let refused = response.expect_problem(422, "validation-failed");
    let first = &refused.json["errors"][0];
    (first["pointer"].clone(), first["code"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn makers_read_what_an_outlet_sold_of_their_goods_and_the_latest_report_counts() {
    let shelf = listed().await;
    let first = shelf.buyer.put(&path(1), told(&shelf, "2026-11", 140)).await.expect(201);
    assert_eq!(first.header("location"), path(1));
    assert_eq!(
        (&first.json["first_date"], &first.json["last_date"]),
        (&json!("2026-11-01"), &json!("2026-11-30"))
    );
    assert_eq!(first.json["current"], true);
    let again = shelf.buyer.put(&path(1), told(&shelf, "2026-11", 140)).await.expect(200);
    assert_eq!(again.json, first.json);
    shelf.buyer.put(&path(1), told(&shelf, "2026-11", 141)).await.expect_problem(409, "duplicate");

    let read = shelf.supplier.get(&path(1)).await.expect(200);
    assert_eq!(read.json["lines"][0]["pieces"], 140);
    assert_eq!(read.json["lines"][0]["amount"], json!({"amount": 2_100_000, "currency": "IDR"}));
    let stranger = shelf.app.caller(&blitar_supplier());
    stranger.get(&path(1)).await.expect_problem(404, "not-found");
    assert_eq!(stranger.get("/v1/sales-reports").await.expect(200).json["items"], json!([]));

    shelf.buyer.put(&path(2), told(&shelf, "2026-11", 152)).await.expect(201);
    let ids = async |filter: &str| {
        let page = shelf.supplier.get(&format!("/v1/sales-reports?{filter}")).await.expect(200).json;
        page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["lines"][0]["pieces"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids("current=true").await, [json!(152)]);
    assert_eq!(ids("current=false").await, [json!(140)]);
    let replaced = shelf.supplier.get(&path(1)).await.expect(200);
    assert_ne!(replaced.etag(), read.etag());
    assert_eq!(ids(&format!("variant_id={}&from_date=2026-11-30", shelf.variant)).await.len(), 2);
    assert_eq!(ids(&format!("outlet_id={}&until_date=2026-10-31", shelf.outlet)).await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_maker_sees_the_lines_of_its_own_goods_alone() {
    let shelf = listed().await;
    let others = shelf.of_another_maker().await;
    let mut body = told(&shelf, "2026-11", 3);
    body["lines"].as_array_mut().unwrap().push(json!({"variant_id": others, "pieces": 9}));
    let whole = shelf.buyer.put(&path(1), body).await.expect(201);
    assert_eq!(whole.json["lines"].as_array().unwrap().len(), 2);
    let makers = |response: &Response| {
        response.json["lines"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| line["pieces"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(makers(&shelf.supplier.get(&path(1)).await.expect(200)), [json!(3)]);
    let other = shelf.app.caller(&kuj()).get(&path(1)).await.expect(200);
    assert_eq!((makers(&other), &other.json["lines"][0]["amount"]), (vec![json!(9)], &Value::Null));
    // Whose goods a later report leaves out hears of it.
    let events =
        async || shelf.app.feed(&kuj(), "/v1/catalog-events?types=id.kad.sales_report.recorded").await.len();
    let before = events().await;
    shelf.buyer.put(&path(2), told(&shelf, "2026-11", 4)).await.expect(201);
    assert_eq!((before, events().await), (1, 2));
    // A filter tells nobody what others sell.
    let asked = format!("/v1/sales-reports?variant_id={others}");
    assert_eq!(shelf.supplier.get(&asked).await.expect(200).json["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_outlet_cannot_have_sold_is_refused_by_field() {
    let shelf = listed().await;
    let put = async |body: Value| shelf.buyer.put(&path(7), body).await;
    let first = |pointer: &str, code: &str| (json!(pointer), json!(code));
    assert_eq!(error(put(told(&shelf, "2026-12", 1)).await), first("/period", "not-begun"));
    assert_eq!(error(put(told(&shelf, "2026-W54", 1)).await).0, json!("/period"));
    assert_eq!(error(put(told(&shelf, "0001-01", 1)).await), first("/period", "implausible-date"));
    assert_eq!(error(put(told(&shelf, "2026-01-01/2026-02-01", 1)).await), first("/period", "kind"));
    assert_eq!(error(put(told(&shelf, "2026-11", -1)).await).0, json!("/lines/0/pieces"));
    let mut body = told(&shelf, "2026-11", 1);
    body["lines"][0]["amount"]["amount"] = json!(-5);
    assert_eq!(error(put(body).await).0, json!("/lines/0/amount/amount"));
    let mut body = told(&shelf, "2026-11", 0);
    assert_eq!(put(body.clone()).await.expect(201).json["lines"][0]["pieces"], 0);
    body["lines"][0]["amount"]["amount"] = json!(10);
    assert_eq!(error(shelf.buyer.put(&path(8), body).await), first("/lines/0/amount", "nothing-sold"));
    let mut body = told(&shelf, "2026-11", 1);
    let line = body["lines"][0].clone();
    body["lines"].as_array_mut().unwrap().push(line);
    assert_eq!(error(shelf.buyer.put(&path(8), body).await), first("/lines/1/variant_id", "not-listed-here"));
    let mut body = told(&shelf, "2026-11", 1);
    body["outlet_id"] = json!("out_00000000000000000000000000000000");
    assert_eq!(error(shelf.buyer.put(&path(8), body).await), first("/outlet_id", "unknown-outlet"));
    let mut body = told(&shelf, "2026-11", 1);
    body["lines"] = json!([]);
    body["period"] = json!("2026-W45");
    assert_eq!(error(shelf.buyer.put(&path(8), body).await), first("/lines", "nothing-told"));
    let overlapping = shelf.buyer.put(&path(8), told(&shelf, "2026-W47", 1)).await;
    assert_eq!(error(overlapping), first("/period", "overlaps"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_told_of_a_wrong_period_is_taken_back_by_a_report_without_lines() {
    let shelf = listed().await;
    shelf.buyer.put(&path(1), told(&shelf, "2026-W47", 5)).await.expect(201);
    let none = |period: &str| json!({"outlet_id": shelf.outlet, "period": period, "lines": []});
    let other = shelf.buyer.put(&path(2), none("2026-11")).await;
    assert_eq!(error(other), (json!("/lines"), json!("nothing-told")));
    shelf.buyer.put(&path(2), none("2026-W47")).await.expect(201);
    shelf.buyer.put(&path(2), none("2026-W47")).await.expect(200);
    let again = shelf.buyer.put(&path(3), none("2026-W47")).await;
    assert_eq!(error(again), (json!("/lines"), json!("nothing-told")));
    shelf.buyer.put(&path(3), told(&shelf, "2026-11", 20)).await.expect(201);
    // Its maker hears that nothing is told any more, and what counts.
    let told = shelf.app.feed(&kpms(), "/v1/catalog-events?types=id.kad.sales_report.recorded").await;
    assert_eq!(told.len(), 3);
    let week = shelf.buyer.put(&path(4), self::told(&shelf, "2026-W47", 5)).await;
    assert_eq!(error(week), (json!("/period"), json!("overlaps")));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_tells_of_anothers_outlet() {
    let shelf = listed().await;
    let other = Actor::new(party(21), "31", &[domain::shared::Role::Buyer]);
    let other = shelf.app.caller(&other);
    other.put(&path(1), told(&shelf, "2026-11", 1)).await.expect_problem(403, "forbidden");
    shelf.supplier.put(&path(1), told(&shelf, "2026-11", 1)).await.expect_problem(403, "forbidden");
    shelf.buyer.put(&path(1), told(&shelf, "2026-11", 1)).await.expect(201);
    // The same id of another's: whether there is such a report is not told.
    other.put(&path(1), told(&shelf, "2026-11", 1)).await.expect_problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_that_come_in_at_once_do_not_overlap() {
    let shelf = listed().await;
    let (month, week) = (told(&shelf, "2026-11", 5), told(&shelf, "2026-W46", 5));
    let (one, two) = (path(1), path(2));
    let (first, second) = tokio::join!(shelf.buyer.put(&one, month), shelf.buyer.put(&two, week));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 422]);
}
