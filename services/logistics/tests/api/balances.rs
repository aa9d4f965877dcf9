//! Balances of contract lines.

use serde_json::json;

use crate::seed::{self, cattle, chilli, contract, eggs, of, order, rice};
use crate::{buyer, facilitator, other_buyer, start, supplier};

#[tokio::test(flavor = "multi_thread")]
async fn an_issued_order_is_open_and_no_longer_callable() {
    let app = start().await;
    seed::everything(&app).await;
    let buyer = app.caller(&buyer());
    let draft = buyer.post("/v1/call-offs", order(json!([of(eggs(), "1.5", "TNE")]))).await.expect(201);
    let path = draft.header("location").to_owned();
    let before = buyer.get(&format!("/v1/contract-lines/{}/balance", eggs())).await.expect(200);
    assert_eq!((before.json["open"].as_str(), before.json["callable"].as_str()), (Some("0"), Some("9000")));
    buyer.act(&format!("{path}/issuances"), json!({})).await.expect(200);
    let after = buyer.get(&format!("/v1/contract-lines/{}/balance", eggs())).await.expect(200).json;
    let figures =
        ["committed", "accepted", "open", "in_transit", "limit", "callable", "receivable", "remaining"]
            .map(|figure| after[figure].as_str().unwrap().to_owned());
    assert_eq!(figures, ["9000", "0", "1500", "0", "9450", "7500", "9450", "9000"]);
    assert_eq!((after["unit"].as_str(), after["terms_position"].as_i64()), (Some("KGM"), Some(4)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_without_a_limit_counts_and_shows_null() {
    let app = start().await;
    seed::everything(&app).await;
    let buyer = app.caller(&buyer());
    let draft = buyer.post("/v1/call-offs", order(json!([of(chilli(), "70", "TNE")]))).await.expect(201);
    buyer.act(&format!("{}/issuances", draft.header("location")), json!({})).await.expect(200);
    let shown = buyer.get(&format!("/v1/contract-lines/{}/balance", chilli())).await.expect(200).json;
    assert_eq!(shown["open"], "70000");
    for figure in ["committed", "limit", "callable", "receivable", "remaining"] {
        assert!(shown[figure].is_null(), "{figure}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_times_select_what_had_happened() {
    let app = start().await;
    seed::everything(&app).await;
    let buyer = app.caller(&buyer());
    let draft = buyer.post("/v1/call-offs", order(json!([of(rice(), "4", "TNE")]))).await.expect(201);
    let path = draft.header("location").to_owned();
    // Issued today, and said to have been issued two days ago.
    let claim = json!({"occurred_at": "2026-11-20T03:00:00Z"});
    buyer.act(&format!("{path}/issuances"), claim).await.expect(200);
    let open = async |query: &str| {
        let line = buyer.get(&format!("/v1/contract-lines/{}/balance?{query}", rice())).await.expect(200);
        line.json["open"].as_str().unwrap().to_owned()
    };
    assert_eq!(open("as_of=2026-11-22T03:00:00Z").await, "4");
    assert_eq!(open("as_of=2026-11-20T03:00:00Z").await, "4");
    assert_eq!(open("as_of=2026-11-20T02:59:59Z").await, "0");
    assert_eq!(open("as_of=2026-11-22T03:00:00Z&known_at=2026-11-22T02:59:59Z").await, "0");
    buyer.act(&format!("{path}/cancellations"), json!({})).await.expect(200);
    assert_eq!(open("as_of=2026-11-21T03:00:00Z").await, "4");
    assert_eq!(open("as_of=2026-11-22T03:00:00Z").await, "0");
    assert_eq!(open("").await, "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lines_of_a_contract_are_listed_with_their_balances_to_those_who_may_see_it() {
    let app = start().await;
    seed::everything(&app).await;
    for reader in [buyer(), supplier(), facilitator()] {
        let reader = app.caller(&reader);
        let list = format!("/v1/contract-lines?contract_id={}", contract());
        let page = reader.get(&list).await.expect(200).json;
        let lines: Vec<_> = page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| (line["contract_line_id"].as_str().unwrap().to_owned(), line["callable"].clone()))
            .collect();
        let expected = [
            (eggs(), json!("9000")),
            (rice(), json!("10")),
            (cattle(), json!("30")),
            (chilli(), json!(null)),
        ]
        .map(|(line, callable)| (line.to_string(), callable));
        assert_eq!(lines, expected);
        let first = reader.get(&format!("{list}&limit=3")).await.expect(200).json;
        let next = first["next_cursor"].as_str().unwrap();
        let rest = reader.get(&format!("{list}&limit=3&cursor={next}")).await.expect(200).json;
        assert_eq!(rest["items"].as_array().unwrap().len(), 1);
    }
    let stranger = app.caller(&other_buyer());
    assert_eq!(stranger.get("/v1/contract-lines").await.expect(200).json["items"], json!([]));
    stranger.get(&format!("/v1/contract-lines/{}/balance", eggs())).await.expect_problem(404, "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instant_beyond_all_calendars_is_refused_as_such() {
    let app = start().await;
    seed::everything(&app).await;
    let buyer = app.caller(&buyer());
    for time in ["as_of", "known_at"] {
        for far in ["-200000-01-01T00:00:00Z", "-262143-01-01T00:00:00Z"] {
            let path = format!("/v1/contract-lines/{}/balance?{time}={far}", rice());
            buyer.get(&path).await.expect_problem(422, "validation-failed");
        }
        let path = format!("/v1/contract-lines/{}/balance?{time}=%2B262142-12-31T23:59:59Z", rice());
        buyer.get(&path).await.expect(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_stands_for_its_end_in_jakarta() {
    let app = start().await;
    seed::everything(&app).await;
    let buyer = app.caller(&buyer());
    let draft = buyer.post("/v1/call-offs", order(json!([of(rice(), "4", "TNE")]))).await.expect(201);
    let path = draft.header("location").to_owned();
    // A quarter to midnight in Jakarta, on the day before.
    let claim = json!({"occurred_at": "2026-11-21T16:45:00Z"});
    buyer.act(&format!("{path}/issuances"), claim).await.expect(200);
    let at = async |query: &str| {
        let line =
            buyer.get(&format!("/v1/contract-lines/{}/balance?{query}", rice())).await.expect(200).json;
        (line["open"].as_str().unwrap().to_owned(), line["committed"].as_str().unwrap().to_owned())
    };
    let figures = |open: &str, committed: &str| (open.to_owned(), committed.to_owned());
    assert_eq!(at("as_of=2026-11-20").await, figures("0", "10"));
    assert_eq!(at("as_of=2026-11-21").await, figures("4", "10"));
    assert_eq!(
        at("as_of=2026-11-21&known_at=2026-11-21").await,
        figures("0", "10"),
        "recorded the day after"
    );
    assert_eq!(at("as_of=2026-11-21&known_at=2026-11-22").await, figures("4", "10"));
    for query in ["known_at=2023-01-01", "as_of=2023-01-01", "as_of=2023-01-01T00:00:00Z"] {
        assert_eq!(at(query).await, figures("0", "0"), "{query}");
    }
    for wrong in ["as_of=2023-13-01", "known_at=kemarin"] {
        let path = format!("/v1/contract-lines/{}/balance?{wrong}", rice());
        let refused = buyer.get(&path).await.expect_problem(422, "validation-failed");
        let detail = refused.json["errors"][0]["detail"].as_str().unwrap();
        assert!(
            detail.contains("a date, such as `2026-11-22`") && detail.contains("a time with its zone"),
            "{detail}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_its_end_a_contract_commits_what_was_accepted_in_both_times() {
    let mut trade = crate::trade::Trade::start().await;
    let order = trade.order(rice(), "10", "TNE").await;
    trade.deliver(&order, "4", json!({"unit": "TNE", "accepted": "4"})).await.expect(200);
    let figures = ["committed", "accepted", "callable", "remaining"];
    assert_eq!(trade.balance(rice(), figures).await, ["10", "4", "0", "6"]);
    let mut ended = seed::contract_view("terminated", 2);
    (ended["ended_at"], ended["end_recorded_at"]) =
        (json!("2026-11-22T03:00:00Z"), json!("2026-11-22T04:00:00Z"));
    seed::tell(&trade.app, &seed::whole_contract(ended), 9).await;
    trade.wait(chrono::TimeDelta::hours(3)).await;
    let at = async |query: &str| {
        let path = format!("/v1/contract-lines/{}/balance?{query}", rice());
        let shown = trade.buyer.get(&path).await.expect(200).json;
        figures.map(|figure| shown[figure].as_str().unwrap().to_owned())
    };
    let after = at("as_of=2026-11-22T05:00:00Z&known_at=2026-11-22T05:00:00Z").await;
    assert_eq!(after, ["4", "4", "0", "0"]);
    let unknown = at("as_of=2026-11-22T05:00:00Z&known_at=2026-11-22T03:59:59Z").await;
    assert_eq!(unknown, ["10", "4", "0", "6"]);
    let before = at("as_of=2026-11-22T02:59:59Z&known_at=2026-11-22T05:00:00Z").await;
    assert_eq!(before, ["10", "0", "10", "10"]);
}
