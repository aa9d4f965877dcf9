//! What a hold keeps of its goods: the contract it is of, the class of its animals, its days; and how what was converted goes back.

use catalog::projections::{CallOffRow, ContractRow};
use domain::agreement::ContractState;
use domain::logistics::CallOffState;
use domain::shared::{HoldId, PartyId};
use serde_json::{Value, json};
use testkit::{App, Caller, Response, ServiceUnderTest, party, seeded};

use crate::animals::{registered, weigh};
use crate::holds::{contract, heads, held, kilograms, left, started, step};
use crate::projections::know;
use crate::stock_offers::{cattle, eggs, published, with};

/// An order of Pasar Jaya that names a hold.
fn order(hold: &str, state: CallOffState, version: i64) -> CallOffRow {
    let hold: HoldId = hold.rsplit('/').next().unwrap().parse().unwrap();
    let (supplier_id, buyer_id): (PartyId, PartyId) = (party(10), party(20));
    let (line_ids, lines) = (vec![seeded(301)], json!([]));
    CallOffRow {
        id: seeded(300),
        supplier_id,
        buyer_id,
        state,
        line_ids,
        lines,
        version,
        hold_ids: vec![hold],
    }
}

/// Another order of the hold, which has not been issued.
fn drafted(hold: &str) -> CallOffRow {
    CallOffRow { id: seeded(310), line_ids: vec![seeded(311)], ..order(hold, CallOffState::Draft, 1) }
}

async fn converted(supplier: &Caller, buyer: &Caller, body: Value) -> String {
    let hold = held(buyer, body).await;
    step(supplier, &hold, "confirmations").await.expect(200);
    step(buyer, &hold, "conversions").await.expect(200);
    hold
}

async fn give_back(caller: &Caller, hold: &str) -> Response {
    caller.act(&format!("{hold}/returns"), json!({"note": "Acara dibatalkan"})).await
}

async fn eggs_held(heard: bool) -> (App, Caller, Caller, String, String) {
    let (app, supplier, buyer) = started().await;
    if heard {
        app.has_heard("logistics").await;
    }
    let offer = published(&supplier, eggs()).await;
    let hold = converted(&supplier, &buyer, kilograms(&offer, "3000")).await;
    (app, supplier, buyer, offer, hold)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_converted_goes_back_to_the_offer_where_no_order_names_it() {
    let (app, supplier, buyer, offer, hold) = eggs_held(true).await;
    let unsaid = step(&buyer, &hold, "returns").await.expect_problem(422, "validation-failed").json;
    assert_eq!(unsaid["errors"][0]["pointer"], "/note");
    for (version, state) in
        [(2, CallOffState::Issued), (3, CallOffState::InFulfilment), (4, CallOffState::Closed)]
    {
        know(&app, &order(&hold, state, version)).await;
        let refused = give_back(&buyer, &hold).await.expect_problem(422, "stock-rule").json;
        assert_eq!(refused["unmet"][0]["rule"], "hold_not_ordered", "{state}");
    }
    assert_eq!(left(&buyer, &offer).await, ["0", "3", "6"]);
    // Nor does a draft keep it, which its buyer alone could end.
    know(&app, &order(&hold, CallOffState::Cancelled, 5)).await;
    know(&app, &drafted(&hold)).await;
    assert_eq!(give_back(&buyer, &hold).await.expect(200).json["state"], "released");
    assert_eq!(left(&buyer, &offer).await, ["0", "0", "9"]);
    give_back(&buyer, &hold).await.expect_problem(409, "state-conflict");
    // The whole of it again, and not a gram more; this time the supplier gives it back.
    let whole = converted(&supplier, &buyer, kilograms(&offer, "9000")).await;
    buyer.post("/v1/holds", kilograms(&offer, "100")).await.expect_problem(409, "stock-exceeded");
    give_back(&supplier, &whole).await.expect(200);
    assert_eq!(left(&supplier, &offer).await, ["0", "0", "9"]);
    let told = app.feed(&crate::kpms(), "/v1/catalog-events?types=id.kad.hold.given_back").await;
    assert_eq!(told.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_given_back_before_the_news_of_orders_has_been_read() {
    let (app, _, buyer, offer, hold) = eggs_held(false).await;
    give_back(&buyer, &hold).await.expect_problem(409, "not-yet-known");
    assert_eq!(left(&buyer, &offer).await, ["0", "3", "6"]);
    app.has_heard("logistics").await;
    give_back(&buyer, &hold).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_two_who_give_the_same_back_give_it_back_once() {
    let (app, supplier, buyer, offer, hold) = eggs_held(true).await;
    let tag = buyer.get(&hold).await.expect(200).etag().to_owned();
    let path = format!("{hold}/returns");
    let asks = (0..32).map(|number| {
        let caller =
            if number % 2 == 0 { app.caller(&crate::kpms()) } else { app.caller(&crate::pasar_jaya()) };
        let (path, tag) = (&path, &tag);
        async move { caller.act_on(path, json!({"note": "Acara dibatalkan"}), tag).await.status }
    });
    let answers = futures_util::future::join_all(asks).await;
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{answers:?}");
    assert_eq!(left(&supplier, &offer).await, ["0", "0", "9"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_is_under_a_contract_that_is_about_its_goods() {
    let (app, supplier, buyer) = started().await;
    app.has_heard("agreement").await;
    let offer = published(&supplier, eggs()).await;
    let about = |goods: &str, version| ContractRow {
        goods: vec![goods.to_owned()],
        ..contract(ContractState::Active, version)
    };
    for (version, goods) in [(2, "cattle live"), (3, "eggs salted")] {
        know(&app, &about(goods, version)).await;
        let refused = buyer.post("/v1/holds", kilograms(&offer, "100")).await;
        let error = &refused.expect_problem(422, "validation-failed").json["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!("/contract_id"), &json!("other-goods")));
    }
    know(&app, &about("eggs fresh_shell", 4)).await;
    held(&buyer, kilograms(&offer, "100")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_substitute_is_as_good_as_the_animal_was_when_it_was_named() {
    let (_app, supplier, buyer) = started().await;
    let offer = published(&supplier, cattle()).await;
    let [heavy, light, equal] = [
        registered(&supplier, "ID18-0001", &offer).await,
        registered(&supplier, "ID18-0002", &offer).await,
        registered(&supplier, "ID18-0003", &offer).await,
    ];
    for (number, animal, kilograms) in [(1, &heavy, 420), (2, &light, 310), (3, &equal, 360)] {
        weigh(&supplier, number, animal, kilograms * 1_000).await;
    }
    let hold = converted(&supplier, &buyer, with(heads(&offer, 5), "animal_ids", json!([heavy]))).await;
    // Its owner weighs it again, as if it had been light all along.
    weigh(&supplier, 4, &heavy, 300_000).await;
    let substitutions = format!("{hold}/substitutions");
    let by = |substitute: &str| json!({"animal_id": heavy, "substitute_id": substitute, "note": "Pincang"});
    let refused = supplier.act(&substitutions, by(&light)).await.expect_problem(422, "stock-rule").json;
    let unmet = &refused["unmet"][0];
    assert_eq!(
        (&unmet["rule"], &unmet["required"]),
        (&json!("weight_class_equal_or_better"), &json!("class from 350 kg or heavier"))
    );
    // A converted hold stays the same hold with another animal in it.
    let kept = supplier.act(&substitutions, by(&equal)).await.expect(200).json;
    assert_eq!(
        (&kept["state"], &kept["id"]),
        (&json!("converted"), &json!(hold.rsplit('/').next().unwrap()))
    );
    assert_eq!(left(&buyer, &offer).await, ["0", "5", "45"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_days_of_an_offer_are_not_cut_below_its_holds() {
    let (_app, supplier, buyer) = started().await;
    let offer = published(&supplier, eggs()).await;
    let hold = held(&buyer, kilograms(&offer, "3000")).await;
    let until = async |day: &str| {
        let tag = supplier.get(&offer).await.expect(200).etag().to_owned();
        supplier.patch(&offer, json!({"available_until_date": day}), &tag).await
    };
    let refused = until("2026-12-14").await.expect_problem(422, "validation-failed").json;
    let error = &refused["errors"][0];
    assert_eq!(
        (&error["pointer"], &error["code"]),
        (&json!("/available_until_date"), &json!("before-holds"))
    );
    assert!(error["detail"].as_str().unwrap().contains("15 December 2026"), "{error}");
    until("2026-12-15").await.expect(200);
    step(&buyer, &hold, "releases").await.expect(200);
    until("2026-12-01").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_hold_on_a_page_of_work_is_barred_by_its_own_animals_alone() {
    let (_app, supplier, buyer) = started().await;
    let offer = published(&supplier, cattle()).await;
    let mut holds = Vec::new();
    for tag in ["ID18-0001", "ID18-0002", "ID18-0003"] {
        let animal = registered(&supplier, tag, &offer).await;
        let hold = held(&buyer, with(heads(&offer, 5), "animal_ids", json!([animal]))).await;
        holds.push((hold, animal));
    }
    let (barred, dead) = &holds[1];
    supplier.act(&format!("/v1/animals/{dead}/deaths"), json!({"note": "Kembung"})).await.expect(200);
    let waits = supplier.get("/v1/catalog-work-items?action=confirm_hold").await.expect(200).json;
    let items = waits["items"].as_array().unwrap();
    assert_eq!(items.len(), 3);
    for item in items {
        let rules: Vec<_> =
            item["blocked_by"].as_array().unwrap().iter().map(|one| &one["subject"]).collect();
        let own = barred.ends_with(item["subject"].as_str().unwrap());
        assert_eq!(rules, if own { vec!["ID18-0002"] } else { vec![] }, "{item}");
    }
}

/// So much of a hold of so many heads counts against its offer in the end: as held, as converted.
type Kept = (i64, i64);

/// The answer of a request that is sent again where another one is not done yet: on a busy machine many wait for one offer.
async fn answered(ask: impl AsyncFn() -> Response) -> Response {
    loop {
        let answer = ask().await;
        if answer.status != 503 {
            return answer;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

/// Asks for a hold of some heads at a server; its path where there is enough.
async fn ask(server: &App, offer: &str, number: i64) -> Option<(i64, String)> {
    let count = 1 + number % 4;
    let buyer = server.caller(&crate::pasar_jaya());
    let answer = answered(async || buyer.post("/v1/holds", heads(offer, count)).await).await;
    if answer.status == 201 {
        return Some((count, answer.header("location").to_owned()));
    }
    answer.expect_problem(409, "stock-exceeded");
    None
}

/// Takes a hold as far as its number says: released, confirmed, converted, given back.
async fn take(server: &App, (count, hold): (i64, String), number: i64) -> Kept {
    let (supplier, buyer) = (server.caller(&crate::kpms()), server.caller(&crate::pasar_jaya()));
    if number % 5 == 0 {
        answered(async || step(&buyer, &hold, "releases").await).await.expect(200);
        return (0, 0);
    }
    answered(async || step(&supplier, &hold, "confirmations").await).await.expect(200);
    if number % 5 == 1 {
        return (count, 0);
    }
    answered(async || step(&buyer, &hold, "conversions").await).await.expect(200);
    if number % 5 == 2 {
        return (0, count);
    }
    let who = if number % 2 == 0 { &supplier } else { &buyer };
    answered(async || give_back(who, &hold).await).await.expect(200);
    (0, 0)
}

/// 32 clients at two servers on one offer of fifty head: all that fits is held at first; then everybody goes on with what he holds
/// while 32 others ask for what becomes free.
async fn round(servers: [&App; 2], supplier: &Caller) {
    let offer = published(supplier, with(cattle(), "least_lot", json!(null))).await;
    let offer = offer.as_str();
    let at = |number: i64| servers[usize::from(number % 2 == 1)];
    let asked = futures_util::future::join_all((0..32).map(|number| ask(at(number), offer, number))).await;
    let held: Vec<(i64, String)> = asked.into_iter().flatten().collect();
    let sum: i64 = held.iter().map(|(count, _)| count).sum();
    assert!((47..=50).contains(&sum), "{sum}: all that fits is held, and no more");
    assert_eq!(left(supplier, offer).await, [sum.to_string(), "0".to_owned(), (50 - sum).to_string()]);
    let taken = (0..).zip(held).map(|(number, hold)| take(at(number), hold, number));
    let more = (0..32).map(|number| ask(at(number), offer, number));
    let (taken, more) = futures_util::future::join(
        futures_util::future::join_all(taken),
        futures_util::future::join_all(more),
    )
    .await;
    let more: i64 = more.into_iter().flatten().map(|(count, _)| count).sum();
    let held: i64 = taken.iter().map(|(held, _)| held).sum::<i64>() + more;
    let converted: i64 = taken.iter().map(|(_, converted)| converted).sum();
    assert!(held + converted <= 50, "{held} and {converted}: never more than is offered");
    let free = 50 - held - converted;
    assert_eq!(left(supplier, offer).await, [held, converted, free].map(|heads| heads.to_string()));
}

/// `KAD_LONG=1` plays two hundred rounds.
#[tokio::test(flavor = "multi_thread")]
async fn thirty_two_clients_at_two_servers_never_hold_more_than_is_offered() {
    let (app, supplier, _) = started().await;
    app.has_heard("logistics").await;
    let service =
        ServiceUnderTest { name: "catalog", migrations: catalog::migrations, build: catalog::build };
    let second = app.another(&service, []).await.expect("a second server");
    let rounds = if std::env::var_os("KAD_LONG").is_some() { 200 } else { 1 };
    for _ in 0..rounds {
        round([&app, &second], &supplier).await;
    }
}
