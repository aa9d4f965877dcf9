//! Random months of trade against a book kept by hand: whatever is received, taken back, confirmed and paid in whatever order,
//! the account says what the book says, every line of a receipt is settled once, and a final statement never changes.

use std::collections::BTreeMap;

use chrono::{Datelike as _, Months, NaiveDate, TimeDelta};
use domain::shared::{ContractId, ContractLineId, jakarta_date};
use serde_json::{Value, json};
use testkit::seeded;

use crate::seed;
use crate::settlements::{ask, at, confirm, said, waits};
use crate::trade::Trade;

const STEPS: usize = 130;
/// With `KAD_LONG=1`.
const LONG: usize = 1_000;

fn is_long() -> bool {
    std::env::var_os("KAD_LONG").is_some()
}

/// Numbers that look thrown, the same for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed ^ (mixed >> 27)) % most
    }
}

/// What is known by hand.
#[derive(Default)]
struct Book {
    /// Receipts that hold: amount.
    received: BTreeMap<String, i64>,
    /// Confirmed payments.
    paid: i64,
    /// Payments that wait: the payment, its amount.
    open: Vec<(Value, i64)>,
    /// Statements by month.
    statements: BTreeMap<NaiveDate, String>,
    /// What final ones said when they became final.
    finals: BTreeMap<String, Value>,
    references: usize,
}

fn contract() -> ContractId {
    seeded(220)
}

fn line() -> ContractLineId {
    seeded(321)
}

async fn start() -> (Trade, Value) {
    let trade = Trade::start().await;
    let mut lines = seed::line(line(), 1, "chilli", "fresh", "KGM", Value::Null, 0);
    lines["price"] = json!({"amount": 23_457, "currency": "IDR"});
    let mut view = seed::contract_of(contract(), "active", 1, json!([lines]));
    view["valid_until_date"] = json!("2028-12-31");
    seed::tell(&trade.app, &seed::whole_contract(view), 9).await;
    let mut above = seed::agreement_view("active", 2);
    above["valid_until_date"] = json!("2029-06-09");
    seed::tell(&trade.app, &seed::agreement_row(above), 9).await;
    seed::standing(&trade.app, "verified", Some("2028-12-31"), 9).await;
    let order = trade.order_under(contract(), line(), "900000", "KGM").await;
    (trade, order)
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_equal_a_book_kept_by_hand_after_every_step() {
    let steps = if is_long() { LONG } else { STEPS };
    for seed in [11, 12] {
        let (mut trade, order) = start().await;
        let (mut dice, mut book) = (Dice(seed), Book::default());
        for number in 0..steps {
            step(&mut trade, &order, &mut dice, &mut book).await;
            if number % 5 == 4 {
                hold_against(&trade, &book).await;
            }
        }
        hold_against(&trade, &book).await;
        assert!(book.finals.len() > 2, "{} statements became final", book.finals.len());
    }
}

async fn step(trade: &mut Trade, order: &Value, dice: &mut Dice, book: &mut Book) {
    match dice.below(20) {
        0..6 => receive(trade, order, dice, book).await,
        6 | 7 => take_back(trade, dice, book).await,
        8 | 9 => {
            let days = i64::try_from(dice.below(if is_long() { 5 } else { 25 })).unwrap() + 1;
            trade.wait(TimeDelta::days(days)).await;
        }
        10 | 11 => open(trade, book).await,
        12..15 => agree(trade, dice, book).await,
        15..18 => pay(trade, dice, book).await,
        _ => answer(trade, dice, book).await,
    }
}

async fn receive(trade: &Trade, order: &Value, dice: &mut Dice, book: &mut Book) {
    let kilograms = format!("{}.{:03}", dice.below(900) + 1, dice.below(1000));
    let kilograms = kilograms.trim_end_matches('0').trim_end_matches('.');
    let posted =
        trade.deliver(order, kilograms, json!({"unit": "KGM", "accepted": kilograms})).await.expect(200);
    let amount = posted.json["amount"]["amount"].as_i64().unwrap();
    book.received.insert(posted.json["id"].as_str().unwrap().to_owned(), amount);
}

async fn take_back(trade: &Trade, dice: &mut Dice, book: &mut Book) {
    let Some(id) = pick(dice, book.received.keys()) else { return };
    let path = format!("/v1/receipts/{id}/reversals");
    let answer = trade.buyer.act(&path, json!({"note": "Salah timbang"})).await;
    if paid_for(trade, book, &id).await {
        answer.expect_problem(422, "receipt-final");
    } else {
        answer.expect(200);
        book.received.remove(&id);
    }
}

/// Whether a statement that is paid took a receipt.
async fn paid_for(trade: &Trade, book: &Book, receipt: &str) -> bool {
    for path in book.finals.keys() {
        let shown = trade.buyer.get(path).await.expect(200).json;
        let takes = |line: &Value| line["receipt_id"] == receipt && line["type"] != "taken_back";
        if shown["state"] == "paid" && shown["lines"].as_array().unwrap().iter().any(takes) {
            return true;
        }
    }
    false
}

fn pick<'a>(dice: &mut Dice, of: impl ExactSizeIterator<Item = &'a String>) -> Option<String> {
    let mut of = of;
    let count = of.len();
    if count == 0 { None } else { of.nth(dice.below(count as u64) as usize).cloned() }
}

/// Asks for the statement of last month, or of the month before.
async fn open(trade: &Trade, book: &mut Book) {
    let today = jakarta_date(trade.app.clock.now());
    for back in [2, 1] {
        let first = today.with_day(1).unwrap().checked_sub_months(Months::new(back)).unwrap();
        if book.statements.contains_key(&first) {
            continue;
        }
        let asked = ask(&trade.buyer, contract(), &first.format("%Y-%m").to_string()).await;
        if asked.status == 201 {
            book.statements.insert(first, at(&asked.json));
        } else {
            asked.expect_problem(422, "settlement-rule");
        }
    }
}

/// One or both sides confirm a statement.
async fn agree(trade: &Trade, dice: &mut Dice, book: &mut Book) {
    let open: Vec<String> =
        book.statements.values().filter(|path| !book.finals.contains_key(*path)).cloned().collect();
    let Some(path) = pick(dice, open.iter()) else { return };
    let sides = [&trade.supplier, &trade.buyer];
    let many = if dice.below(4) == 0 { 1 } else { 2 };
    for side in sides.into_iter().take(many) {
        let answer = confirm(side, &path).await;
        if answer.status != 200 {
            answer.expect_problem(409, "duplicate");
        }
    }
    let shown = trade.buyer.get(&path).await.expect(200).json;
    if shown["state"] != "open" {
        assert_eq!(many, 2, "one side alone makes nothing final");
        book.finals.insert(path, said(&shown));
    }
}

/// Pays a part of a statement, all that is payable, or too much.
async fn pay(trade: &Trade, dice: &mut Dice, book: &mut Book) {
    let Some(path) = pick(dice, book.statements.values().cloned().collect::<Vec<_>>().iter()) else { return };
    let shown = trade.buyer.get(&path).await.expect(200).json;
    let payable = shown["sums"]["payable"]["amount"].as_i64().unwrap();
    let amount = match dice.below(3) {
        0 => payable + 1,
        1 => payable,
        _ => payable / 3,
    };
    if amount == 0 {
        return;
    }
    book.references += 1;
    let today = jakarta_date(trade.app.clock.now());
    let body = json!({"settlement_id": shown["id"], "amount": {"amount": amount, "currency": "IDR"},
        "paid_date": today, "reference": format!("TRF-{}", book.references)});
    let answer = trade.buyer.post("/v1/payments", body).await;
    if amount > payable {
        answer.expect_problem(422, "payment-exceeds-owed");
    } else {
        book.open.push((answer.expect(201).json, amount));
    }
}

/// The supplier confirms or rejects a payment.
async fn answer(trade: &Trade, dice: &mut Dice, book: &mut Book) {
    if book.open.is_empty() {
        return;
    }
    let (payment, amount) = book.open.swap_remove(dice.below(book.open.len() as u64) as usize);
    let arrived = dice.below(4) > 0;
    let step = if arrived { "confirmations" } else { "rejections" };
    let path = format!("/v1/payments/{}/{step}", payment["id"].as_str().unwrap());
    trade.supplier.act(&path, json!({"note": "Diperiksa di bank"})).await.expect(200);
    book.paid += if arrived { amount } else { 0 };
}

/// Everything that is shown is what the book says.
async fn hold_against(trade: &Trade, book: &Book) {
    let path = format!("/v1/account-statements?party_id={}", testkit::party(20));
    let page = trade.supplier.get(&path).await.expect(200).json;
    let account =
        page["items"].as_array().unwrap().iter().find(|one| one["contract_id"] == json!(contract()));
    let received: i64 = book.received.values().sum();
    let waiting: i64 = book.open.iter().map(|(_, amount)| amount).sum();
    let Some(account) = account else { return assert_eq!((received, book.paid), (0, 0)) };
    let figure = |name: &str| account[name]["amount"].as_i64().unwrap();
    assert_eq!(figure("settled") + figure("unsettled"), received);
    assert_eq!((figure("paid"), figure("awaiting_confirmation")), (book.paid, waiting));
    assert_eq!(figure("balance"), received - book.paid);
    let (mut settled, mut left) = (0, 0);
    for path in book.statements.values() {
        let shown = trade.buyer.get(path).await.expect(200).json;
        let lines = shown["lines"].as_array().unwrap();
        let total: i64 = lines.iter().map(|line| line["amount"]["amount"].as_i64().unwrap()).sum();
        let sum = |name: &str| shown["sums"][name]["amount"].as_i64().unwrap();
        assert_eq!(sum("total"), total, "the sum of its lines");
        let corrects = |line: &&Value| line["type"] != "delivery" && line["corrects_settlement_id"].is_null();
        assert_eq!(lines.iter().filter(corrects).count(), 0, "every correction names what it corrects");
        match book.finals.get(path) {
            Some(then) => {
                assert_eq!(&said(&shown), then, "a final statement never changes");
                settled += total - sum("credits");
                left += (total - sum("paid")).max(0);
                assert_eq!(shown["state"] == "paid", sum("paid") >= total);
            }
            None => assert_eq!(shown["state"], "open"),
        }
    }
    assert_eq!((figure("settled"), figure("due")), (settled, left));
    let late = waits(&trade.buyer, "create_payment").await;
    assert!(late.as_array().unwrap().iter().all(|one| one["state"] == "confirmed"));
}
