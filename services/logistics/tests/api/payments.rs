//! Payments: recorded by the buyer, confirmed by the supplier, never more than is owed; and the accounts of both.

use chrono::TimeDelta;
use serde_json::{Value, json};
use testkit::{Actor, Caller, Response, party};

use crate::seed;
use crate::settlements::{ask, at, confirm, delivered, make_final, november, reverse, waits};
use crate::trade::Trade;
use crate::transport_rules::admin;
use crate::{buyer, jakarta, metro, other_buyer, supplier};

/// What a buyer says to have paid.
fn payment(settlement: &Value, rupiah: i64, reference: &str) -> Value {
    json!({"settlement_id": settlement["id"], "amount": {"amount": rupiah, "currency": "IDR"},
        "paid_date": "2026-12-01", "reference": reference, "account": "BPD Lampung 380.00.01.234"})
}

async fn pay(caller: &Caller, settlement: &Value, rupiah: i64, reference: &str) -> Response {
    caller.post("/v1/payments", payment(settlement, rupiah, reference)).await
}

/// A step of a payment.
async fn step(caller: &Caller, payment: &Value, step: &str) -> Response {
    let path = format!("/v1/payments/{}/{step}", payment["id"].as_str().unwrap());
    caller.act(&path, json!({"note": "Sudah diperiksa di bank"})).await
}

/// A final statement of Rp 144,000,000.
async fn confirmed() -> (Trade, Value, [Value; 2], Value) {
    let (trade, order, receipts) = november().await;
    let path = at(&ask(&trade.supplier, seed::contract(), "2026-11").await.expect(201).json);
    let settlement = make_final(&trade, &path).await;
    (trade, settlement, receipts, order)
}

/// The only account of a party.
async fn account(caller: &Caller, number: u128) -> Value {
    let path = format!("/v1/account-statements?party_id={}", party(number));
    let page = caller.get(&path).await.expect(200).json;
    assert_eq!(page["items"].as_array().unwrap().len(), 1, "{page}");
    page["items"][0].clone()
}

fn figures<const N: usize>(account: &Value, names: [&str; N]) -> [i64; N] {
    names.map(|name| account[name]["amount"].as_i64().unwrap())
}

async fn sum(caller: &Caller, settlement: &Value, name: &str) -> i64 {
    caller.get(&at(settlement)).await.expect(200).json["sums"][name]["amount"].as_i64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_is_paid_in_parts_each_of_which_the_supplier_confirms() {
    let (trade, settlement, receipts, _) = confirmed().await;
    let waiting = waits(&trade.buyer, "create_payment").await;
    assert_eq!((&waiting[0]["subject"], &waiting[0]["due_date"]), (&settlement["id"], &json!("2026-12-15")));
    assert_eq!(waits(&trade.supplier, "create_payment").await, json!([]));
    let first = pay(&trade.buyer, &settlement, 100_000_000, "TRF-1").await.expect(201).json;
    assert_eq!(
        (&first["state"], &first["account"]),
        (&json!("recorded"), &json!("BPD Lampung 380.00.01.234"))
    );
    assert_eq!(sum(&trade.buyer, &settlement, "awaiting_confirmation").await, 100_000_000);
    let waiting = waits(&trade.supplier, "confirm_payment").await;
    assert_eq!(
        (&waiting[0]["subject"], &waiting[0]["counterpart_name"]),
        (&first["id"], &json!("Food Station"))
    );
    step(&trade.buyer, &first, "confirmations").await.expect_problem(403, "forbidden");
    assert_eq!(step(&trade.supplier, &first, "confirmations").await.expect(200).json["state"], "confirmed");
    let shown = trade.buyer.get(&at(&settlement)).await.expect(200).json;
    assert_eq!(
        (&shown["state"], &shown["sums"]["payable"]["amount"]),
        (&json!("confirmed"), &json!(44_000_000))
    );
    let second = pay(&trade.buyer, &settlement, 44_000_000, "TRF-2").await.expect(201).json;
    assert_eq!(waits(&trade.buyer, "create_payment").await, json!([]), "all of it is said to be paid");
    step(&trade.supplier, &second, "confirmations").await.expect(200);
    let shown = trade.buyer.get(&at(&settlement)).await.expect(200).json;
    assert_eq!((&shown["state"], &shown["sums"]["payable"]["amount"]), (&json!("paid"), &json!(0)));
    let told = trade.app.feed(&buyer(), "/v1/logistics-events?types=id.kad.settlement.paid").await;
    assert_eq!(told.len(), 1);
    // What was paid for is claimed and not taken back.
    let refused = reverse(&trade, &receipts[0]).await.expect_problem(422, "receipt-final");
    assert_eq!(refused.json["unmet"][0]["rule"], "receipt_not_paid");
    let listed = format!("/v1/payments?settlement_id={}", settlement["id"].as_str().unwrap());
    let listed = trade.app.caller(&metro()).get(&listed).await.expect(200).json;
    assert_eq!(listed["items"].as_array().unwrap().len(), 2);
    assert_eq!(listed["items"][0]["account"], Value::Null, "accounts are for the two businesses");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_is_owed_the_future_and_a_reference_again_are_refused() {
    let (trade, settlement, ..) = confirmed().await;
    let refused = pay(&trade.buyer, &settlement, 144_000_001, "TRF-1").await;
    let refused = refused.expect_problem(422, "payment-exceeds-owed").json;
    assert_eq!(refused["unmet"][0]["rule"], "payment_within_owed");
    assert_eq!(refused["unmet"][0]["required"], "at most Rp 144,000,000");
    pay(&trade.buyer, &settlement, 1_000_000, "TRF-1").await.expect(201);
    for again in ["TRF-1", "trf-1", "TRF - 1"] {
        let refused = pay(&trade.buyer, &settlement, 1_000_000, again).await;
        let refused = refused.expect_problem(409, "duplicate");
        assert_eq!(refused.json["errors"][0]["pointer"], "/reference", "{again}");
    }
    let wrong = |change: &dyn Fn(&mut Value)| {
        let mut body = payment(&settlement, 5, "TRF-9");
        change(&mut body);
        trade.buyer.post("/v1/payments", body)
    };
    for (pointer, answer) in [
        ("/paid_date", wrong(&|body| body["paid_date"] = json!("2026-12-02")).await),
        ("/amount/amount", wrong(&|body| body["amount"]["amount"] = json!(0)).await),
        ("/amount/amount", wrong(&|body| body["amount"]["amount"] = json!(-5)).await),
        ("/amount/currency", wrong(&|body| body["amount"]["currency"] = json!("USD")).await),
        ("/reference", wrong(&|body| body["reference"] = json!("  ")).await),
        ("/account", wrong(&|body| body["account"] = json!("")).await),
        (
            "/settlement_id",
            wrong(&|body| body["settlement_id"] = json!(testkit::seeded::<domain::shared::SettlementId>(7)))
                .await,
        ),
    ] {
        let refused = answer.expect_problem(422, "validation-failed");
        assert_eq!(refused.json["errors"][0]["pointer"], pointer);
    }
    // Another's statement is none that can be named, and its own supplier does not pay it.
    let stranger = pay(&trade.app.caller(&other_buyer()), &settlement, 5, "TRF-8").await;
    assert_eq!(
        stranger.expect_problem(422, "validation-failed").json["errors"][0]["pointer"],
        "/settlement_id"
    );
    pay(&trade.supplier, &settlement, 5, "TRF-8").await.expect_problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_did_not_arrive_counts_no_more_and_may_be_recorded_again() {
    let (trade, settlement, ..) = confirmed().await;
    let first = pay(&trade.buyer, &settlement, 144_000_000, "TRF-1").await.expect(201).json;
    pay(&trade.buyer, &settlement, 1, "TRF-2").await.expect_problem(422, "payment-exceeds-owed");
    let path = format!("/v1/payments/{}", first["id"].as_str().unwrap());
    trade
        .supplier
        .act(&format!("{path}/rejections"), json!({}))
        .await
        .expect_problem(422, "validation-failed");
    assert_eq!(step(&trade.supplier, &first, "rejections").await.expect(200).json["state"], "rejected");
    step(&trade.supplier, &first, "confirmations").await.expect_problem(409, "state-conflict");
    let again = pay(&trade.buyer, &settlement, 144_000_000, "TRF-1").await.expect(201).json;
    step(&trade.supplier, &again, "withdrawals").await.expect_problem(403, "forbidden");
    assert_eq!(step(&trade.buyer, &again, "withdrawals").await.expect(200).json["state"], "withdrawn");
    let third = pay(&trade.buyer, &settlement, 144_000_000, "TRF-1").await.expect(201).json;
    step(&trade.supplier, &third, "confirmations").await.expect(200);
    step(&trade.buyer, &third, "withdrawals").await.expect_problem(409, "state-conflict");
    assert_eq!(sum(&trade.buyer, &settlement, "paid").await, 144_000_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_payments_at_once_no_more_is_recorded_than_is_owed() {
    let (trade, settlement, ..) = confirmed().await;
    let mut clerks = tokio::task::JoinSet::new();
    for clerk in 0..12 {
        let caller = trade.app.caller(&buyer());
        let body = payment(&settlement, 40_000_000, &format!("TRF-{clerk}"));
        clerks.spawn(async move { caller.post("/v1/payments", body).await.status });
    }
    let answers = clerks.join_all().await;
    assert_eq!(answers.iter().filter(|status| **status == 201).count(), 3, "{answers:?}");
    assert_eq!(sum(&trade.buyer, &settlement, "payable").await, 24_000_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_undisputed_part_is_payable_before_anybody_confirms() {
    let (mut trade, order, receipts) = november().await;
    let settlement = ask(&trade.supplier, seed::contract(), "2026-11").await.expect(201).json;
    let about = json!({"note": "Truk kedua", "receipt_line_ids": [receipts[1]["lines"][0]["id"]]});
    trade.buyer.act(&format!("{}/disputes", at(&settlement)), about).await.expect(200);
    pay(&trade.buyer, &settlement, 96_000_001, "TRF-1").await.expect_problem(422, "payment-exceeds-owed");
    let paid = pay(&trade.buyer, &settlement, 96_000_000, "TRF-1").await.expect(201).json;
    step(&trade.supplier, &paid, "confirmations").await.expect(200);
    assert_eq!(trade.buyer.get(&at(&settlement)).await.expect(200).json["state"], "disputed");
    // Both receipts are taken back: what was paid is a credit of the next.
    for one in &receipts {
        reverse(&trade, one).await.expect(200);
    }
    let done = make_final(&trade, &at(&settlement)).await;
    assert_eq!((&done["state"], &done["line_count"]), (&json!("paid"), &json!(0)));
    delivered(&trade, &order, "5").await;
    trade.wait(TimeDelta::days(35)).await;
    let december = ask(&trade.buyer, seed::contract(), "2026-12").await.expect(201).json;
    assert_eq!(december["sums"]["credits"]["amount"], -96_000_000);
    assert_eq!(december["sums"]["total"]["amount"], 24_000_000);
    assert_eq!(
        figures(&account(&trade.supplier, 20).await, ["unsettled", "paid", "balance"]),
        [120_000_000, 96_000_000, 24_000_000]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_says_what_is_owed_since_when_and_how_late() {
    let (mut trade, settlement, _, order) = confirmed().await;
    let paid = pay(&trade.buyer, &settlement, 44_000_000, "TRF-1").await.expect(201).json;
    pay(&trade.buyer, &settlement, 10_000_000, "TRF-2").await.expect(201);
    step(&trade.supplier, &paid, "confirmations").await.expect(200);
    delivered(&trade, &order, "1").await;
    trade.wait(TimeDelta::days(20)).await;
    let owed = account(&trade.supplier, 20).await;
    let names = ["settled", "unsettled", "paid", "awaiting_confirmation", "balance", "due", "overdue"];
    let expected = [144_000_000, 24_000_000, 44_000_000, 10_000_000, 124_000_000, 100_000_000, 100_000_000];
    assert_eq!(figures(&owed, names), expected);
    assert_eq!((&owed["side"], &owed["counterpart_name"]), (&json!("owed_to"), &json!("Food Station")));
    assert_eq!((&owed["since_date"], &owed["overdue_days"]), (&json!("2026-12-15"), &json!(6)));
    let owes = account(&trade.buyer, 10).await;
    assert_eq!((&owes["side"], figures(&owes, names)), (&json!("owes"), expected));
    // The coordinator who keeps a party reads its accounts, and no other.
    assert_eq!(account(&trade.app.caller(&metro()), 20).await, owed);
    let path = |number: u128| format!("/v1/account-statements?party_id={}", party(number));
    for (caller, of) in [(supplier(), 10), (buyer(), 20), (jakarta(), 20), (metro(), 10), (other_buyer(), 20)]
    {
        trade.app.caller(&caller).get(&path(of)).await.expect_problem(404, "not-found");
    }
    let required = trade.buyer.get("/v1/account-statements").await.expect_problem(422, "validation-failed");
    assert_eq!(required.json["errors"][0]["pointer"], "?party_id");
    let receiver = Actor::new(party(10), "31", &[domain::shared::Role::Receiver]);
    trade.app.caller(&receiver).get(&path(10)).await.expect_problem(403, "forbidden");
    assert_eq!(trade.app.caller(&other_buyer()).get(&path(30)).await.expect(200).json["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_supplier_objected_to_and_was_paid_for_is_taken_back_no_more() {
    let mut trade = Trade::start().await;
    let order = trade.order(crate::seed::rice(), "10", "TNE").await;
    let receipt = delivered(&trade, &order, "4").await;
    let objections = format!("/v1/receipts/{}/objections", receipt["id"].as_str().unwrap());
    let objection = json!({"reason": "weight_differs", "note": "Timbangan kami 4,1 ton"});
    trade.supplier.act(&objections, objection).await.expect(200);
    trade.wait(TimeDelta::days(9)).await;
    assert_eq!(waits(&trade.buyer, "reverse_receipt").await[0]["blocked_by"], json!([]));
    let path = at(&ask(&trade.supplier, seed::contract(), "2026-11").await.expect(201).json);
    let settlement = make_final(&trade, &path).await;
    let paid = pay(&trade.buyer, &settlement, 96_000_000, "TRF-1").await.expect(201).json;
    step(&trade.supplier, &paid, "confirmations").await.expect(200);
    let waiting = waits(&trade.buyer, "reverse_receipt").await;
    assert_eq!(waiting[0]["blocked_by"][0]["rule"], "receipt_not_paid");
}

#[tokio::test(flavor = "multi_thread")]
async fn in_how_many_days_a_buyer_pays_is_a_row() {
    let (trade, ..) = november().await;
    let keeper = trade.app.caller(&admin());
    let row = |buyer: Value, days: i64| {
        json!({"buyer_party_id": buyer, "due_days": days, "in_force_from_date": "2026-12-01",
            "source": "Keputusan bersama koordinator"})
    };
    keeper.post("/v1/payment-terms", row(Value::Null, 10)).await.expect_problem(409, "duplicate");
    keeper
        .post("/v1/payment-terms", row(json!(party(10)), 366))
        .await
        .expect_problem(422, "validation-failed");
    trade.buyer.post("/v1/payment-terms", row(json!(party(10)), 30)).await.expect_problem(403, "forbidden");
    keeper.post("/v1/payment-terms", row(json!(party(10)), 30)).await.expect(201);
    let path = at(&ask(&trade.supplier, seed::contract(), "2026-11").await.expect(201).json);
    confirm(&trade.supplier, &path).await.expect(200);
    assert_eq!(confirm(&trade.buyer, &path).await.expect(200).json["due_date"], "2026-12-31");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_of_settling_start_with_the_rows_of_the_domain() {
    use domain::logistics::{PaymentTerm, VatRate, seed_payment_terms, seed_vat_rates};
    let app = crate::start().await;
    let conn = app.core.read().await.expect("a connection");
    assert_eq!(service::dated::rules::<PaymentTerm>(&conn).await.expect("rows"), seed_payment_terms());
    assert_eq!(service::dated::rules::<VatRate>(&conn).await.expect("rows"), seed_vat_rates());
    drop(conn);
    let keeper = app.caller(&admin());
    let row = |code: Value, basis_points: i64| {
        json!({"commodity_code": code, "basis_points": basis_points, "in_force_from_date": "2026-12-01",
            "source": "PMK 1/2027"})
    };
    let refused = keeper.post("/v1/vat-rates", row(json!("Kedelai!"), 10_001)).await;
    let refused = refused.expect_problem(422, "validation-failed").json;
    assert_eq!(refused["errors"].as_array().unwrap().len(), 2, "{refused}");
}
