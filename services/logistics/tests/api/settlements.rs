//! Monthly statements: what they take, that both sides confirm one text, and that a final one never changes.

use chrono::TimeDelta;
use domain::shared::{ClientId, ContractId, ContractLineId, Id as _, Role};
use logistics::projections::PartyRow;
use serde_json::{Value, json};
use testkit::{Actor, Caller, Response, party, seeded};

use crate::seed::{self, rice};
use crate::trade::{Trade, events, item, item_id, receipt, truck};
use crate::{buyer, facilitator, jakarta, metro, other_buyer, second_buyer, supplier};

/// A posted delivery of rice in tonnes, at Rp 24,000 per kilogram; the receipt.
pub(crate) async fn delivered(trade: &Trade, order: &Value, tonnes: &str) -> Value {
    trade.deliver(order, tonnes, json!({"unit": "TNE", "accepted": tonnes})).await.expect(200).json
}

/// Asks for the statement of a contract and a month.
pub(crate) async fn ask(caller: &Caller, contract: ContractId, month: &str) -> Response {
    caller.post("/v1/settlements", json!({"contract_id": contract, "month": month})).await
}

/// The address of a statement.
pub(crate) fn at(settlement: &Value) -> String {
    format!("/v1/settlements/{}", settlement["id"].as_str().unwrap())
}

/// A side confirms the text as it is now.
pub(crate) async fn confirm(caller: &Caller, path: &str) -> Response {
    let shown = caller.get(path).await.expect(200).json;
    let body = json!({"text_sha256": shown["text_sha256"]});
    caller.act(&format!("{path}/confirmations"), body).await
}

/// Both sides confirm it; the final statement.
pub(crate) async fn make_final(trade: &Trade, path: &str) -> Value {
    confirm(&trade.supplier, path).await.expect(200);
    confirm(&trade.buyer, path).await.expect(200).json
}

/// A trade of rice of four and two tonnes in November, and the first of December.
pub(crate) async fn november() -> (Trade, Value, [Value; 2]) {
    let mut trade = Trade::start().await;
    let order = trade.order(rice(), "10", "TNE").await;
    let receipts = [delivered(&trade, &order, "4").await, delivered(&trade, &order, "2").await];
    trade.wait(TimeDelta::days(9)).await;
    (trade, order, receipts)
}

/// Takes a receipt back.
pub(crate) async fn reverse(trade: &Trade, receipt: &Value) -> Response {
    let path = format!("/v1/receipts/{}/reversals", receipt["id"].as_str().unwrap());
    trade.buyer.act(&path, json!({"note": "Salah timbang"})).await
}

fn rupiah(view: &Value) -> i64 {
    view["amount"].as_i64().unwrap_or_else(|| panic!("no amount in {view}"))
}

/// Some sums of a statement.
fn sums<const N: usize>(settlement: &Value, names: [&str; N]) -> [i64; N] {
    names.map(|name| rupiah(&settlement["sums"][name]))
}

fn rule(refused: &Response) -> &str {
    refused.json["unmet"][0]["rule"].as_str().unwrap()
}

/// What of a statement never changes once it is final.
pub(crate) fn said(settlement: &Value) -> Value {
    let sums = &settlement["sums"];
    json!([
        settlement["text_sha256"],
        settlement["lines"],
        sums["total"],
        sums["tax"],
        settlement["confirmed_at"],
        settlement["due_date"],
        settlement["number"]
    ])
}

/// What waits for a caller by an action.
pub(crate) async fn waits(caller: &Caller, action: &str) -> Value {
    let work = caller.get(&format!("/v1/logistics-work-items?action={action}")).await.expect(200);
    work.json["items"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_is_a_statement_of_its_receipts_which_both_sides_confirm_by_its_hash() {
    let (trade, _, receipts) = november().await;
    let asked = ask(&trade.supplier, seed::contract(), "2026-11").await.expect(201);
    let (path, shown) = (asked.header("location").to_owned(), asked.json);
    assert_eq!((&shown["state"], &shown["month"]), (&json!("open"), &json!("2026-11")));
    assert_eq!(shown["number"], "TGH/2026/000001");
    assert_eq!(
        sums(&shown, ["deliveries", "tax", "total", "payable"]),
        [144_000_000, 0, 144_000_000, 144_000_000]
    );
    let line = &shown["lines"][0];
    assert_eq!(
        (&line["type"], &line["receipt_id"], &line["day"]),
        (&json!("delivery"), &receipts[0]["id"], &json!("2026-11-22"))
    );
    assert_eq!((&line["price_basis"], rupiah(&line["price"])), (&json!("per_kg_net"), 24_000));
    assert_eq!(
        (&line["quantity"], rupiah(&line["amount"])),
        (&json!({"value": "4000", "unit": "KGM"}), 96_000_000)
    );
    assert_eq!(shown["due_date"], "2026-12-15", "as if it had been confirmed today");

    let again = ask(&trade.buyer, seed::contract(), "2026-11").await.expect_problem(409, "duplicate");
    assert_eq!(again.json["errors"][0]["pointer"], "/month");
    for side in [&trade.supplier, &trade.buyer] {
        assert_eq!(waits(side, "confirm_settlement").await[0]["subject"], shown["id"]);
    }
    let first = confirm(&trade.supplier, &path).await.expect(200).json;
    assert_eq!((&first["state"], &first["consents"][0]["by"]), (&json!("open"), &json!("supplier")));
    assert_eq!(waits(&trade.supplier, "confirm_settlement").await, json!([]));
    assert_eq!(waits(&trade.buyer, "confirm_settlement").await[0]["due_date"], "2026-12-15");
    confirm(&trade.supplier, &path).await.expect_problem(409, "duplicate");
    let other = json!({"text_sha256": "0".repeat(64)});
    let refused = trade.buyer.act(&format!("{path}/confirmations"), other).await;
    let refused = refused.expect_problem(422, "text-changed");
    assert_eq!(refused.json["unmet"][0]["required"], shown["text_sha256"]);
    let done = confirm(&trade.buyer, &path).await.expect(200).json;
    assert_eq!((&done["state"], &done["due_date"]), (&json!("confirmed"), &json!("2026-12-15")));
    assert_eq!((&done["text_sha256"], &done["lines"]), (&shown["text_sha256"], &shown["lines"]));
    let closed =
        trade.buyer.act(&format!("{path}/confirmations"), json!({"text_sha256": shown["text_sha256"]})).await;
    closed.expect_problem(409, "state-conflict");
    let history = trade.buyer.get(&format!("{path}/transitions")).await.expect(200).json;
    assert_eq!(events(&history), ["opened", "confirm", "confirm"]);
    let told = trade.app.feed(&metro(), "/v1/logistics-events?types=id.kad.settlement.confirmed").await;
    assert_eq!((told.len(), &told[0]["data"]["settlement_id"]), (1, &shown["id"]));
    assert!(told[0]["data"].get("amount").is_none());
    let listed = trade.buyer.get("/v1/settlements?month=2026-11&state=confirmed").await.expect(200).json;
    assert_eq!((&listed["items"][0]["id"], &listed["items"][0]["lines"]), (&shown["id"], &Value::Null));
    assert_eq!(sums(&listed["items"][0], ["total"]), [144_000_000]);
    assert_eq!(listed["items"][0]["line_count"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_that_goes_on_is_no_month_and_one_without_receipts_has_no_statement() {
    let (trade, ..) = november().await;
    for (month, code) in [
        ("2026-12", "month-not-ended"),
        ("2026-13", "month"),
        ("2026-W48", "month"),
        ("2026-11-22", "month"),
        ("", "month"),
    ] {
        let refused = ask(&trade.buyer, seed::contract(), month).await;
        let refused = refused.expect_problem(422, "validation-failed");
        let error = &refused.json["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!("/month"), &json!(code)), "{month}");
    }
    let refused = ask(&trade.buyer, seed::contract(), "2026-10").await.expect_problem(422, "settlement-rule");
    assert_eq!(rule(&refused), "something_to_settle");
    let unknown = ask(&trade.buyer, seeded(999), "2026-11").await.expect_problem(422, "validation-failed");
    assert_eq!(unknown.json["errors"][0]["pointer"], "/contract_id");
    let wrong =
        trade.buyer.get("/v1/settlements?month=November").await.expect_problem(422, "validation-failed");
    assert_eq!(wrong.json["errors"][0]["pointer"], "?month");
}

#[tokio::test(flavor = "multi_thread")]
async fn while_it_is_open_it_says_what_is_known_now_and_an_old_hash_is_refused() {
    let (trade, _, receipts) = november().await;
    let asked = ask(&trade.buyer, seed::contract(), "2026-11").await.expect(201).json;
    let path = at(&asked);
    confirm(&trade.buyer, &path).await.expect(200);
    reverse(&trade, &receipts[1]).await.expect(200);
    let now = trade.supplier.get(&path).await.expect(200);
    assert_eq!((sums(&now.json, ["total"]), &now.json["consents"]), ([96_000_000], &json!([])));
    assert_ne!(now.json["etag"], asked["etag"]);
    let old = json!({"text_sha256": asked["text_sha256"]});
    let refused = trade.supplier.act(&format!("{path}/confirmations"), old).await;
    let refused = refused.expect_problem(422, "text-changed");
    assert_eq!(refused.json["unmet"][0]["required"], now.json["text_sha256"]);
    assert_eq!(
        waits(&trade.buyer, "confirm_settlement").await[0]["subject"],
        asked["id"],
        "its yes was to another text"
    );
    let done = make_final(&trade, &path).await;
    assert_eq!((sums(&done, ["total"]), &done["state"]), ([96_000_000], &json!("confirmed")));
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_never_confirms_it_stays_open_and_is_late() {
    let (mut trade, ..) = november().await;
    let path = at(&ask(&trade.supplier, seed::contract(), "2026-11").await.expect(201).json);
    trade.wait(TimeDelta::days(30)).await;
    let shown = trade.supplier.get(&path).await.expect(200).json;
    assert_eq!((&shown["state"], &shown["overdue_days"]), (&json!("open"), &json!(16)));
    let waiting = waits(&trade.buyer, "confirm_settlement").await;
    assert_eq!((&waiting[0]["overdue_days"], &waiting[0]["counterpart_name"]), (&json!(16), &json!("KUJ")));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_back_of_a_final_statement_stands_in_the_next_and_names_it() {
    let (mut trade, order, receipts) = november().await;
    let path = at(&ask(&trade.supplier, seed::contract(), "2026-11").await.expect(201).json);
    let november = make_final(&trade, &path).await;
    reverse(&trade, &receipts[1]).await.expect(200);
    delivered(&trade, &order, "1").await;
    trade.wait(TimeDelta::days(35)).await;
    let december = ask(&trade.buyer, seed::contract(), "2026-12").await.expect(201).json;
    assert_eq!(
        sums(&december, ["deliveries", "corrections", "total"]),
        [24_000_000, -48_000_000, -24_000_000]
    );
    let back = &december["lines"][0];
    assert_eq!(
        (&back["type"], &back["corrects_settlement_id"], &back["receipt_id"]),
        (&json!("taken_back"), &november["id"], &receipts[1]["id"])
    );
    assert_eq!(rupiah(&back["amount"]), -48_000_000);
    let december = make_final(&trade, &at(&december)).await;
    assert_eq!(december["state"], "paid", "nothing of it is owed");
    let shown = trade.supplier.get(&path).await.expect(200).json;
    assert_eq!(said(&shown), said(&november));

    // What it owes itself is a credit of the next, once.
    trade.wait(TimeDelta::days(28)).await;
    let january = ask(&trade.buyer, seed::contract(), "2027-01").await.expect(201).json;
    assert_eq!(sums(&january, ["credits", "total"]), [-24_000_000, -24_000_000]);
    assert_eq!(
        (&january["lines"][0]["type"], &january["lines"][0]["corrects_settlement_id"]),
        (&json!("credit"), &december["id"])
    );
    make_final(&trade, &at(&january)).await;
    trade.wait(TimeDelta::days(28)).await;
    let february = ask(&trade.buyer, seed::contract(), "2027-02").await.expect(201).json;
    assert_eq!(february["lines"][0]["corrects_settlement_id"], january["id"], "and of the one after that");
    assert_eq!(february["line_count"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_posted_after_a_statement_is_final_stands_in_the_next_and_what_is_open_takes_it() {
    let mut trade = Trade::start().await;
    let order = trade.order(rice(), "10", "TNE").await;
    delivered(&trade, &order, "4").await;
    let load = json!([
        truck("BE 1", json!([item(&order, "2", "TNE")])),
        truck("BE 2", json!([item(&order, "1", "TNE")]))
    ]);
    let shipment = trade.departed(&order, load, json!([])).await;
    let of = |vehicle: usize, tonnes: &str| json!([{"shipment_item_id": item_id(&shipment, vehicle), "weight": {"unit": "TNE", "accepted": tonnes}}]);
    // Midnight in Jakarta is 17:00 UTC: half an hour before it is November, half an hour after it December.
    trade.app.clock.set("2026-11-30T16:30:00Z".parse().unwrap());
    trade.wait(TimeDelta::zero()).await;
    let (late, later) = (trade.inspected(&shipment, of(0, "2")).await, receipt(&shipment, of(1, "1")));
    trade.wait(TimeDelta::hours(1)).await;
    let next = trade.buyer.post("/v1/receipts", later).await.expect(201).header("location").to_owned();
    trade.finish(&next).await.expect(200);
    let path = at(&ask(&trade.buyer, seed::contract(), "2026-11").await.expect(201).json);
    let november = make_final(&trade, &path).await;
    assert_eq!(sums(&november, ["total"]), [96_000_000], "what was received after midnight is of December");
    trade.poster.act(&format!("{late}/postings"), json!({})).await.expect(200);
    trade.wait(TimeDelta::days(35)).await;
    let december = ask(&trade.buyer, seed::contract(), "2026-12").await.expect(201).json;
    assert_eq!(sums(&december, ["deliveries", "corrections"]), [24_000_000, 48_000_000]);
    let lines = december["lines"].as_array().unwrap();
    let late = lines.iter().find(|line| line["type"] == "late_delivery").expect("what was posted late");
    assert_eq!((&late["corrects_settlement_id"], &late["day"]), (&november["id"], &json!("2026-11-30")));
    assert_eq!(said(&trade.buyer.get(&path).await.expect(200).json), said(&november));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dispute_says_what_is_wrong_and_who_raised_it_drops_it() {
    let (trade, _, receipts) = november().await;
    let asked = ask(&trade.supplier, seed::contract(), "2026-11").await.expect(201).json;
    let path = at(&asked);
    confirm(&trade.supplier, &path).await.expect(200);
    let disputes = format!("{path}/disputes");
    trade.buyer.act(&disputes, json!({"note": " "})).await.expect_problem(422, "validation-failed");
    let strange = json!({"note": "Salah", "receipt_line_ids": [seeded::<domain::shared::ReceiptLineId>(9)]});
    let refused = trade.buyer.act(&disputes, strange).await.expect_problem(422, "settlement-rule");
    assert_eq!(rule(&refused), "disputed_line_present");
    let line = &receipts[1]["lines"][0]["id"];
    let about = json!({"note": "Truk kedua 1,9 ton", "receipt_line_ids": [line]});
    let shown = trade.buyer.act(&disputes, about).await.expect(200).json;
    assert_eq!(
        (&shown["state"], &shown["consents"]),
        (&json!("disputed"), &json!([])),
        "a dispute begins anew"
    );
    assert_eq!(sums(&shown, ["total", "disputed", "payable"]), [144_000_000, 48_000_000, 96_000_000]);
    assert_eq!(
        (&shown["disputed_receipt_line_ids"][0], &shown["disputed_by_party_id"]),
        (line, &json!(party(10)))
    );
    let endings = format!("{path}/dispute-endings");
    let refused = trade.supplier.act(&endings, json!({})).await.expect_problem(403, "forbidden");
    assert!(refused.json["detail"].as_str().unwrap().contains("Only the side that disputes"));
    trade.supplier.act(&disputes, json!({"note": "Tidak"})).await.expect_problem(409, "state-conflict");
    let shown = trade.buyer.act(&endings, json!({})).await.expect(200).json;
    assert_eq!((&shown["state"], sums(&shown, ["disputed"])), (&json!("open"), [0]));
    let whole = trade.supplier.act(&disputes, json!({"note": "Harga keliru"})).await.expect(200).json;
    assert_eq!(sums(&whole, ["disputed", "payable"]), [144_000_000, 0]);
    // Both may still agree to it as it is.
    let done = make_final(&trade, &path).await;
    assert_eq!((&done["state"], sums(&done, ["disputed"])), (&json!("confirmed"), [0]));
    assert_eq!(done["disputed_by_party_id"], Value::Null);
    trade.buyer.act(&disputes, json!({"note": "Lagi"})).await.expect_problem(409, "state-conflict");
}

#[tokio::test(flavor = "multi_thread")]
async fn tax_is_owed_to_registered_suppliers_alone_and_not_on_staple_food() {
    let mut trade = Trade::start().await;
    let (contract, soy, grain): (ContractId, ContractLineId, ContractLineId) =
        (seeded(210), seeded(311), seeded(312));
    let quantity = || json!({"value": "9000", "unit": "KGM"});
    let lines = json!([
        seed::line(soy, 1, "soybean", "dry", "KGM", quantity(), 0),
        seed::line(grain, 2, "rice", "milled_rice_medium", "KGM", quantity(), 0),
    ]);
    seed::tell(&trade.app, &seed::whole_contract(seed::contract_of(contract, "active", 1, lines)), 9).await;
    for line in [soy, grain] {
        let order = trade.order_under(contract, line, "9000", "KGM").await;
        let weight = json!({"unit": "KGM", "accepted": "999.979"});
        trade.deliver(&order, "999.979", weight).await.expect(200);
    }
    trade.wait(TimeDelta::days(9)).await;
    let path = at(&ask(&trade.buyer, contract, "2026-11").await.expect(201).json);
    let shown = trade.buyer.get(&path).await.expect(200).json;
    assert_eq!(sums(&shown, ["deliveries", "tax"]), [47_998_992, 0], "the supplier is not registered");
    let registered = PartyRow { tax_registered: true, ..seed::party_row(20, "KUJ", "18.72", 2) };
    seed::tell(&trade.app, &registered, 10).await;
    let shown = make_final(&trade, &path).await;
    // Rp 23,999,496 x 11 % = 2,639,944.56 on soybeans, nothing on rice.
    assert_eq!(sums(&shown, ["tax", "total"]), [2_639_945, 50_638_937]);
    let taxes: Vec<i64> =
        shown["lines"].as_array().unwrap().iter().map(|line| rupiah(&line["tax"])).collect();
    assert_eq!(taxes.iter().sum::<i64>(), 2_639_945);
    // What is taken back gives its tax back to the rupiah, whatever the supplier is by then.
    let taxed =
        shown["lines"].as_array().unwrap().iter().find(|line| rupiah(&line["tax"]) > 0).unwrap().clone();
    reverse(&trade, &json!({"id": taxed["receipt_id"]})).await.expect(200);
    seed::tell(&trade.app, &seed::party_row(20, "KUJ", "18.72", 3), 11).await;
    trade.wait(TimeDelta::days(35)).await;
    let december = ask(&trade.buyer, contract, "2026-12").await.expect(201).json;
    assert_eq!(sums(&december, ["corrections", "tax", "total"]), [-23_999_496, -2_639_945, -26_639_441]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_two_businesses_confirm_and_those_who_account_for_trade_read() {
    let (trade, ..) = november().await;
    ask(&trade.app.caller(&metro()), seed::contract(), "2026-11").await.expect_problem(403, "forbidden");
    let unseen = ask(&trade.app.caller(&other_buyer()), seed::contract(), "2026-11").await;
    unseen.expect_problem(422, "validation-failed");
    let asked = ask(&trade.supplier, seed::contract(), "2026-11").await.expect(201).json;
    let path = at(&asked);
    let confirmations = format!("{path}/confirmations");
    let body = json!({"text_sha256": asked["text_sha256"]});
    for reader in [metro(), jakarta(), facilitator()] {
        let caller = trade.app.caller(&reader);
        assert_eq!(caller.get(&path).await.expect(200).json["id"], asked["id"]);
        caller.act_on(&confirmations, body.clone(), "\"v1\"").await.expect_problem(403, "forbidden");
    }
    let stranger = trade.app.caller(&other_buyer());
    stranger.get(&path).await.expect_problem(404, "not-found");
    stranger.act_on(&confirmations, body.clone(), "\"v1\"").await.expect_problem(404, "not-found");
    assert_eq!(stranger.get("/v1/settlements").await.expect(200).json["items"], json!([]));
    let receiver = trade.app.caller(&Actor::new(party(10), "31", &[Role::Receiver]));
    receiver.get(&path).await.expect_problem(403, "forbidden");
    receiver.get("/v1/settlements").await.expect_problem(403, "forbidden");
    let machine = supplier().named(&ClientId::from_uuid(uuid::Uuid::from_u128(9)).to_string());
    let machine = trade.app.caller(&machine);
    machine.act(&confirmations, body.clone()).await.expect_problem(403, "forbidden");
    assert_eq!(waits(&machine, "confirm_settlement").await, json!([]));
    // Who confirmed for the supplier does not confirm for the buyer, in whatever party.
    confirm(&trade.supplier, &path).await.expect(200);
    let both = buyer().named(&supplier().subject);
    assert_eq!(waits(&trade.app.caller(&both), "confirm_settlement").await, json!([]));
    let refused = confirm(&trade.app.caller(&both), &path).await.expect_problem(422, "four-eyes");
    assert_eq!(rule(&refused), "one_person_one_party");
    confirm(&trade.app.caller(&second_buyer()), &path).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_taken_back_at_the_moment_of_the_last_yes_is_in_the_text_or_in_the_next() {
    for _ in 0..4 {
        let (mut trade, _, receipts) = november().await;
        let asked = ask(&trade.supplier, seed::contract(), "2026-11").await.expect(201).json;
        let path = at(&asked);
        confirm(&trade.supplier, &path).await.expect(200);
        let (yes, back) = tokio::join!(confirm(&trade.buyer, &path), reverse(&trade, &receipts[1]));
        back.expect(200);
        let shown = trade.buyer.get(&path).await.expect(200).json;
        if yes.status == 200 {
            assert_eq!((&shown["state"], sums(&shown, ["total"])), (&json!("confirmed"), [144_000_000]));
            trade.wait(TimeDelta::days(35)).await;
            let december = ask(&trade.buyer, seed::contract(), "2026-12").await.expect(201).json;
            assert_eq!(sums(&december, ["total"]), [-48_000_000]);
        } else {
            yes.expect_problem(422, "text-changed");
            assert_eq!((&shown["state"], sums(&shown, ["total"])), (&json!("open"), [96_000_000]));
        }
    }
}

/// A claim on the first line of a receipt at an amount, which the other side takes; its address.
async fn agreed(by: &Caller, other: &Caller, kind: &str, (receipt, rupiah): (&Value, i64)) -> String {
    let amount = json!({"amount": rupiah, "currency": "IDR"});
    let body = json!({"kind": kind, "receipt_line_id": receipt["lines"][0]["id"], "amount": amount,
        "note": "Sesuai hasil periksa bersama", "offer": {"remedy": "price_cut", "amount": amount}});
    let path = by.post("/v1/claims", body).await.expect(201).header("location").to_owned();
    other.act(&format!("{path}/acceptances"), json!({})).await.expect(200);
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn what_claims_come_to_is_taken_off_or_added_once_and_settles_them() {
    let mut trade = Trade::start().await;
    let order = trade.order(rice(), "10", "TNE").await;
    let receipt = delivered(&trade, &order, "4").await;
    let off = agreed(&trade.buyer, &trade.supplier, "quality", (&receipt, 10_000_000)).await;
    let on = agreed(&trade.supplier, &trade.buyer, "price", (&receipt, 1_000_000)).await;
    trade.wait(TimeDelta::days(9)).await;
    let shown = ask(&trade.supplier, seed::contract(), "2026-11").await.expect(201).json;
    assert_eq!(sums(&shown, ["deliveries", "deductions", "total"]), [96_000_000, -9_000_000, 87_000_000]);
    let claims = |settlement: &Value| {
        let lines = settlement["lines"].as_array().unwrap().iter().filter(|line| line["type"] == "deduction");
        let mut found: Vec<_> = lines
            .map(|line| (format!("/v1/claims/{}", line["source"].as_str().unwrap()), rupiah(&line["amount"])))
            .collect();
        found.sort();
        found
    };
    let mut both = vec![(off.clone(), -10_000_000), (on.clone(), 1_000_000)];
    both.sort();
    assert_eq!(claims(&shown), both);
    let state = async |path: &str| trade.buyer.get(path).await.expect(200).json["state"].clone();
    assert_eq!((state(&off).await, state(&on).await), (json!("agreed"), json!("agreed")));
    let done = make_final(&trade, &at(&shown)).await;
    assert_eq!((state(&off).await, state(&on).await), (json!("settled"), json!("settled")));
    assert_eq!(claims(&done), both);
    // The next month has nothing of them.
    trade.wait(TimeDelta::days(31)).await;
    let next = ask(&trade.supplier, seed::contract(), "2026-12").await.expect_problem(422, "settlement-rule");
    assert_eq!(rule(&next), "something_to_settle");
}
