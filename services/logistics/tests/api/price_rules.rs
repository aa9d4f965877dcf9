//! What goods cost where a rule finds their price: each rule on a receipt, with its explanation; what an order and a receipt
//! name for it; the rule of the text they were ordered by.

use chrono::TimeDelta;
use domain::shared::{ContractId, ContractLineId, ProductId, ReferencePriceId, Role, VariantId};
use logistics::projections::{ReferencePriceRow, VariantRow, WholeContract};
use serde_json::{Value, json};
use testkit::{Actor, Caller, Response, party, seeded, test_time};

use crate::amended::{day, text};
use crate::seed::{self, contract_of, of, order_of, read, tell};
use crate::trade::{Trade, health, herd, item, item_id, truck};

pub(crate) fn contract() -> ContractId {
    seeded(250)
}

/// Rice of two variants.
pub(crate) fn variants() -> ContractLineId {
    seeded(351)
}

/// Chilli of two grades.
fn grades() -> ContractLineId {
    seeded(352)
}

/// Cattle by live weight.
fn classes() -> ContractLineId {
    seeded(353)
}

/// Rice after the producer's reference price.
fn reference() -> ContractLineId {
    seeded(354)
}

/// Rice at one price.
fn fixed() -> ContractLineId {
    seeded(355)
}

pub(crate) fn variant(number: u128) -> VariantId {
    seeded(number)
}

fn rupiah(amount: i64) -> Value {
    json!({"amount": amount, "currency": "IDR"})
}

fn rule_of(line: ContractLineId) -> Value {
    if line == variants() {
        let one = |number, price| json!({"variant_id": variant(number), "price": rupiah(price)});
        json!({"kind": "by_variant", "variants": [one(1, 13_000), one(2, 15_000)]})
    } else if line == grades() {
        let one = |grade, price| json!({"grade": grade, "price": rupiah(price)});
        json!({"kind": "by_grade", "grades": [one("curly", 29_000), one("plain", 22_000)]})
    } else if line == classes() {
        json!({"kind": "by_weight_class", "classes": [
            {"from_grams": 300_000, "below_grams": 340_000, "price": rupiah(56_000)},
            {"from_grams": 340_000, "price": rupiah(58_000)},
        ]})
    } else {
        json!({"kind": "reference_plus_margin", "reference": {"level": "producer", "bound": "low",
            "margin": rupiah(500), "ceiling": rupiah(13_400)}})
    }
}

/// The lines of the contract, each with its rule.
fn lines() -> Value {
    let line = |id, number, commodity: &str, form: &str, unit: &str| {
        let mut line =
            seed::line(id, number, commodity, form, unit, json!({"value": "100", "unit": unit}), 0);
        if id != fixed() {
            (line["price"], line["price_rule"]) = (Value::Null, rule_of(id));
        }
        if id == classes() {
            line["price_basis"] = json!("per_kg_live");
        }
        line
    };
    json!([
        line(variants(), 1, "rice", "milled_rice_medium", "KGM"),
        line(grades(), 2, "chilli", "fresh", "KGM"),
        line(classes(), 3, "cattle", "live", "HEA"),
        line(reference(), 4, "rice", "milled_rice_medium", "KGM"),
        line(fixed(), 5, "rice", "milled_rice_medium", "KGM"),
    ])
}

fn variant_row(number: u128, supplier: u128, commodity: &str, form: &str) -> VariantRow {
    let view = read(json!({
        "id": variant(number), "etag": "\"v1\"", "product_id": seeded::<ProductId>(number), "state": "published",
        "supplier_id": party(supplier), "commodity_code": commodity, "form_code": form, "group": "grain",
        "name": format!("Beras {number}"), "net_content": {"value": "5", "unit": "KGM"}, "ingredients": ["Beras"],
        "producer": "Gapoktan", "storage": "room_temperature", "allergens": [], "traits": [],
        "version_hash": "0".repeat(64), "permits": [], "listing_ready": true, "missing_permits": [],
        "created_at": test_time(), "updated_at": test_time(),
    }));
    VariantRow::of(view).expect("an ETag")
}

/// The producer's price of rice from a day on.
fn reference_price(number: u128, low: i64, from: &str, until: Option<&str>) -> ReferencePriceRow {
    let view = read(json!({
        "id": seeded::<ReferencePriceId>(number), "etag": "\"v1\"", "commodity_code": "rice",
        "form_code": "milled_rice_medium", "level": "producer", "price_basis": "per_kg_net", "low_rupiah": low,
        "in_force_from_date": from, "in_force_until_date": until, "legal_basis": "Perbadan 2/2025",
        "created_at": test_time(), "created_by_party_id": null, "ended_at": null, "ended_by_party_id": null,
        "ending_note": null,
    }));
    ReferencePriceRow::of(&view).expect("an ETag")
}

/// A trade under a contract of five lines, each with another rule.
pub(crate) async fn ruled() -> Trade {
    let trade = Trade::start().await;
    for row in [
        variant_row(1, 20, "rice", "milled_rice_medium"),
        variant_row(2, 20, "rice", "milled_rice_medium"),
        variant_row(3, 31, "rice", "milled_rice_medium"),
        variant_row(4, 20, "chilli", "fresh"),
    ] {
        tell(&trade.app, &row, 50).await;
    }
    tell(&trade.app, &seed::whole_contract(contract_of(contract(), "active", 1, lines())), 51).await;
    trade
}

/// Lines of an order with what they name.
pub(crate) fn naming(line: ContractLineId, kilograms: &str, named: Value) -> Value {
    let mut asked = of(line, kilograms, "KGM");
    asked.as_object_mut().unwrap().extend(named.as_object().unwrap().clone());
    json!([asked])
}

async fn ordered(trade: &Trade, lines: Value) -> Value {
    let draft = trade.buyer.post("/v1/call-offs", order_of(contract(), lines)).await.expect(201);
    let path = draft.header("location").to_owned();
    trade.buyer.act(&format!("{path}/issuances"), json!({})).await.expect(200);
    trade.supplier.act(&format!("{path}/acceptances"), json!({})).await.expect(200).json
}

/// Ships an order in full; gives the receipt's line, all of it accepted, with what it names.
async fn shipped(trade: &Trade, order: &Value, kilograms: &str, named: Value) -> (Value, Value) {
    let load = json!([truck("BE 1", json!([item(order, kilograms, "KGM")]))]);
    let shipment = trade.departed(order, load, json!([])).await;
    let mut line =
        json!({"shipment_item_id": item_id(&shipment, 0), "weight": {"unit": "KGM", "accepted": kilograms}});
    line.as_object_mut().unwrap().extend(named.as_object().unwrap().clone());
    (shipment, line)
}

async fn delivered(trade: &Trade, order: &Value, kilograms: &str, named: Value) -> Response {
    let (shipment, line) = shipped(trade, order, kilograms, named).await;
    trade.post(&shipment, json!([line])).await
}

/// Who counts at the buyer's gate: it reads the receipts, and no prices.
fn receiver(trade: &Trade) -> Caller {
    trade.app.caller(&Actor::new(party(10), "31", &[Role::Receiver]))
}

fn rule(answer: &Response) -> &str {
    answer.json["unmet"][0]["rule"].as_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_is_priced_by_each_rule_and_says_why_to_who_reads_prices() {
    let trade = ruled().await;
    tell(&trade.app, &reference_price(1, 12_000, "2025-01-15", None), 52).await;
    let order = ordered(&trade, naming(variants(), "10", json!({"variant_id": variant(2)}))).await;
    let by_variant = delivered(&trade, &order, "10", json!({})).await.expect(200);
    let order = ordered(&trade, naming(grades(), "10", json!({"grade": "plain"}))).await;
    let by_grade = delivered(&trade, &order, "10", json!({"grade": "curly"})).await.expect(200);
    let order = ordered(&trade, json!([of(classes(), "30", "HEA")])).await;
    let herd = json!([truck("BE 1", json!([herd(&order)]))]);
    let shipment = trade.departed(&order, herd, json!([health(30)])).await;
    let line = json!({"shipment_item_id": item_id(&shipment, 0), "heads": {"accepted": 30},
        "weight": {"unit": "KGM", "accepted": "10199.999"}});
    let by_class = trade.post(&shipment, json!([line])).await.expect(200);
    let order = ordered(&trade, json!([of(reference(), "10", "KGM")])).await;
    let by_reference = delivered(&trade, &order, "10", json!({})).await.expect(200);
    let order = ordered(&trade, json!([of(fixed(), "10", "KGM")])).await;
    let by_price = delivered(&trade, &order, "10", json!({})).await.expect(200);
    for (posted, amount, price, basis, rule, sentence) in [
        (
            &by_variant,
            150_000,
            15_000,
            "per_kg_net",
            "by_variant",
            "The price of the product variant that was ordered.",
        ),
        (&by_grade, 290_000, 29_000, "per_kg_net", "by_grade", "The price of the grade curly."),
        (
            &by_class,
            571_199_944,
            56_000,
            "per_kg_live",
            "by_weight_class",
            "10,199.999 kg of 30 head: their average lies in the class 300 kg to below 340 kg.",
        ),
        (
            &by_reference,
            125_000,
            12_500,
            "per_kg_net",
            "reference_plus_margin",
            "The lowest reference price of Rp 12,000 (producer's price) on 22 November 2026 (Perbadan 2/2025) plus Rp 500.",
        ),
        (&by_price, 240_000, 24_000, "per_kg_net", "fixed", "The fixed price of the contract."),
    ] {
        let path = format!("/v1/receipts/{}", posted.id());
        let line = trade.supplier.get(&path).await.expect(200).json["lines"][0].clone();
        let (price_, why) = (&line["price"], &line["price"]["explanation"]);
        assert_eq!(line["amount"]["amount"], amount, "{line}");
        assert_eq!((&price_["amount"], &price_["basis"]), (&json!(price), &json!(basis)));
        assert_eq!((&why["rule"], &why["day"]), (&json!(rule), &json!("2026-11-22")));
        assert_eq!(why["text"]["en"], sentence);
        let hidden = receiver(&trade).get(&path).await.expect(200).json["lines"][0].clone();
        assert_eq!((&hidden["price"], &hidden["amount"]), (&Value::Null, &Value::Null));
    }
    let why = |posted: &Response| posted.json["lines"][0]["price"]["explanation"].clone();
    assert_eq!(why(&by_variant)["variant_id"], json!(variant(2)));
    assert_eq!(why(&by_grade)["grade"], "curly");
    assert_eq!(
        why(&by_class)["weight_class"],
        json!({"from_grams": 300_000, "below_grams": 340_000, "accepted_grams": 10_199_999, "accepted_count": 30,
            "counted": "head"})
    );
    let why = why(&by_reference);
    assert_eq!(why["reference"]["reference_price_id"], json!(seeded::<ReferencePriceId>(1)));
    assert_eq!((&why["reference"]["low"], &why["margin"]), (&rupiah(12_000), &rupiah(500)));
    assert_eq!((&why["reference"]["bound"], &why["limit"]), (&json!("low"), &Value::Null));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reference_of_the_day_of_the_receipt_counts_and_what_was_found_stays() {
    let mut trade = ruled().await;
    let yesterday = (test_time() - TimeDelta::days(1)).date_naive().to_string();
    tell(&trade.app, &reference_price(1, 12_000, "2025-01-15", Some(&yesterday)), 52).await;
    let order = ordered(&trade, json!([of(reference(), "20", "KGM")])).await;
    let (shipment, line) = shipped(&trade, &order, "10", json!({})).await;
    let path = trade.captured(&shipment, json!([line])).await;
    // No row holds on the day: the capture waits as it is.
    let refused = trade.finish(&path).await.expect_problem(422, "price-not-found");
    assert_eq!(rule(&refused), "reference_price_in_force");
    let waiting = trade.buyer.get(&path).await.expect(200).json;
    assert_eq!((&waiting["state"], &waiting["lines"][0]["price"]), (&json!("inspected"), &Value::Null));
    tell(&trade.app, &reference_price(2, 13_000, "2026-11-22", None), 53).await;
    let posted = trade.poster.act(&format!("{path}/postings"), json!({})).await.expect(200).json;
    let price = posted["lines"][0]["price"].clone();
    assert_eq!((&price["amount"], &price["explanation"]["limit"]), (&json!(13_400), &json!("ceiling")));
    assert_eq!(posted["amount"], rupiah(134_000));
    // Taken back it keeps what it was; received again the goods meet the price of that day.
    trade.wait(TimeDelta::hours(1)).await;
    trade.buyer.act(&format!("{path}/reversals"), json!({"note": "Salah timbang"})).await.expect(200);
    let reversed = trade.supplier.get(&path).await.expect(200).json;
    assert_eq!((&reversed["state"], &reversed["lines"][0]["price"]), (&json!("reversed"), &price));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_reference_price_is_waited_for() {
    let trade = ruled().await;
    let order = ordered(&trade, json!([of(reference(), "10", "KGM")])).await;
    let (shipment, line) = shipped(&trade, &order, "10", json!({})).await;
    let path = trade.inspected(&shipment, json!([line])).await;
    trade.app.clock.set(trade.app.clock.now() + TimeDelta::minutes(5));
    let refused = trade.app.caller(&crate::second_buyer()).act(&format!("{path}/postings"), json!({})).await;
    refused.expect_problem(409, "not-yet-known");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grade_is_named_before_posting_and_one_that_was_agreed_on() {
    let trade = ruled().await;
    let order = ordered(&trade, json!([of(grades(), "10", "KGM")])).await;
    let (shipment, mut line) = shipped(&trade, &order, "10", json!({})).await;
    let path = trade.inspected(&shipment, json!([line])).await;
    let post = async || trade.poster.act(&format!("{path}/postings"), json!({})).await;
    let open = post().await.expect_problem(422, "price-not-found");
    assert_eq!(rule(&open), "grade_agreed");
    assert!(
        open.json["unmet"][0]["how_to_fix"].as_str().unwrap().contains("`curly` or `plain`"),
        "{}",
        open.text
    );
    let correct = async |line: &Value| {
        let etag = trade.buyer.get(&path).await.etag().to_owned();
        trade.buyer.patch(&path, json!({"lines": [line]}), &etag).await
    };
    line["grade"] = json!("Curly!");
    let refused = correct(&line).await.expect_problem(422, "validation-failed");
    assert_eq!(refused.json["errors"][0]["pointer"], "/lines/0/grade");
    line["grade"] = json!("festival");
    correct(&line).await.expect(200);
    assert_eq!(rule(&post().await.expect_problem(422, "price-not-found")), "grade_agreed");
    line["grade"] = json!("plain");
    correct(&line).await.expect(200);
    let posted = post().await.expect(200).json;
    assert_eq!((&posted["amount"], &posted["lines"][0]["grade"]), (&rupiah(220_000), &json!("plain")));
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_outside_the_classes_are_told_while_they_are_counted() {
    let trade = ruled().await;
    let order = ordered(&trade, json!([of(classes(), "30", "HEA")])).await;
    let load = json!([truck("BE 1", json!([herd(&order)]))]);
    let shipment = trade.departed(&order, load, json!([health(30)])).await;
    let capture = |weight: &str| {
        json!([{"shipment_item_id": item_id(&shipment, 0), "heads": {"accepted": 30},
            "weight": {"unit": "KGM", "accepted": weight}}])
    };
    let path = trade.captured(&shipment, capture("8999.999")).await;
    let refused = trade.buyer.act(&format!("{path}/submissions"), json!({})).await;
    let refused = refused.expect_problem(422, "price-not-found");
    assert_eq!(rule(&refused), "weight_class_agreed");
    assert_eq!(
        refused.json["unmet"][0]["required"].as_str().unwrap(),
        "300 kg to below 340 kg and 340 kg or more"
    );
    let etag = trade.buyer.get(&path).await.etag().to_owned();
    trade.buyer.patch(&path, json!({"lines": capture("10200")}), &etag).await.expect(200);
    let posted = trade.finish(&path).await.expect(200).json;
    assert_eq!(posted["lines"][0]["price"]["amount"], 58_000, "the class begins at 340 kg");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_names_what_has_a_price() {
    let trade = ruled().await;
    let ask = async |lines: Value| trade.buyer.post("/v1/call-offs", order_of(contract(), lines)).await;
    for (lines, pointer, code) in [
        (json!([of(variants(), "1", "KGM")]), "/lines/0/variant_id", "variant-not-priced"),
        (
            naming(variants(), "1", json!({"variant_id": variant(4)})),
            "/lines/0/variant_id",
            "variant-not-priced",
        ),
        (naming(grades(), "1", json!({"grade": "festival"})), "/lines/0/grade", "grade-not-priced"),
        (naming(fixed(), "1", json!({"grade": "plain"})), "/lines/0/grade", "grade-not-priced"),
        (naming(fixed(), "1", json!({"grade": "Plain!"})), "/lines/0/grade", "code"),
        (naming(fixed(), "1", json!({"variant_id": variant(3)})), "/lines/0/variant_id", "other-goods"),
        (naming(fixed(), "1", json!({"variant_id": variant(4)})), "/lines/0/variant_id", "other-goods"),
        (naming(fixed(), "1", json!({"variant_id": variant(9)})), "/lines/0/variant_id", "unknown-variant"),
    ] {
        let refused = ask(lines).await.expect_problem(422, "validation-failed");
        let field = &refused.json["errors"][0];
        assert_eq!((&field["pointer"], &field["code"]), (&json!(pointer), &json!(code)));
    }
    let drafted = ask(naming(variants(), "1", json!({"variant_id": variant(1)}))).await.expect(201);
    assert_eq!(drafted.json["lines"][0]["price_rule"], Value::Null, "a draft is of no text yet");
    let order = ordered(&trade, naming(variants(), "10", json!({"variant_id": variant(1)}))).await;
    let other = {
        let mut loaded = item(&order, "10", "KGM");
        loaded["variant_id"] = json!(variant(2));
        json!([truck("BE 1", json!([loaded]))])
    };
    let refused = trade.plan(&order, other, json!([])).await.expect_problem(422, "validation-failed");
    assert_eq!(
        (&refused.json["errors"][0]["pointer"], &refused.json["errors"][0]["code"]),
        (&json!("/vehicles/0/items/0/variant_id"), &json!("other-variant"))
    );
    let planned =
        trade.plan(&order, json!([truck("BE 1", json!([item(&order, "10", "KGM")]))]), json!([])).await;
    let planned = planned.expect(201).json;
    assert_eq!(planned["vehicles"][0]["items"][0]["variant_id"], json!(variant(1)), "the one ordered");
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_and_contract_lines_show_the_rule_to_who_reads_prices() {
    let trade = ruled().await;
    let order = ordered(&trade, naming(grades(), "10", json!({"grade": "plain"}))).await;
    let receiver = receiver(&trade);
    let path = format!("/v1/call-offs/{}", order["id"].as_str().unwrap());
    let shown = trade.supplier.get(&path).await.expect(200).json["lines"][0].clone();
    assert_eq!((&shown["price"], &shown["price_rule"]), (&Value::Null, &rule_of(grades())));
    assert_eq!((&shown["price_basis"], &shown["grade"]), (&json!("per_kg_net"), &json!("plain")));
    let fields = |shown: &Value| ["price", "price_rule", "price_basis"].map(|field| shown[field].clone());
    let nothing = [Value::Null, Value::Null, Value::Null];
    let listed = receiver.get("/v1/call-offs").await.expect(200).json["items"][0].clone();
    for hidden in [receiver.get(&path).await.expect(200).json, listed] {
        assert_eq!(fields(&hidden["lines"][0]), nothing);
    }
    for (line, price, rule) in
        [(grades(), Value::Null, rule_of(grades())), (fixed(), rupiah(24_000), Value::Null)]
    {
        let path = format!("/v1/contract-lines/{line}/balance");
        let shown = trade.supplier.get(&path).await.expect(200).json;
        assert_eq!((&shown["price"], &shown["price_rule"]), (&price, &rule));
        let hidden = receiver.get(&path).await.expect(200).json;
        assert_eq!(fields(&hidden), nothing);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rule_of_the_text_counts_by_which_goods_were_ordered() {
    let mut trade = ruled().await;
    let mut later = lines();
    later[1]["price_rule"]["grades"] = json!([{"grade": "curly", "price": rupiah(31_000)}]);
    (later[0]["price"], later[0]["price_rule"]) = (rupiah(14_000), Value::Null);
    let mut view = contract_of(contract(), "active", 2, later.clone());
    view["terms_number"] = json!(2);
    let texts = [text(1, "2026-01-01".parse().unwrap(), -100, lines()), text(2, day(2), -1, later)];
    let texts: Vec<_> = texts.into_iter().map(read).collect();
    tell(&trade.app, &WholeContract::of(read(view), &texts).expect("an ETag"), 60).await;
    let before = ordered(&trade, naming(grades(), "10", json!({"grade": "plain"}))).await;
    let of_variant = ordered(&trade, naming(variants(), "10", json!({"variant_id": variant(2)}))).await;
    let late = order_of(contract(), naming(grades(), "1", json!({"grade": "plain"})));
    let late = trade.buyer.post("/v1/call-offs", late).await.expect(201).header("location").to_owned();
    trade.wait(TimeDelta::days(3)).await;
    let plain = delivered(&trade, &before, "10", json!({"grade": "plain"})).await.expect(200).json;
    assert_eq!(plain["amount"], rupiah(220_000));
    let second = delivered(&trade, &of_variant, "10", json!({})).await.expect(200).json;
    assert_eq!(second["amount"], rupiah(150_000));
    let shown = trade.order_now(&before).await;
    assert_eq!(shown["lines"][0]["price_rule"], rule_of(grades()), "the rule it was ordered by");
    let listed = trade.order_now(&of_variant).await["lines"][0].clone();
    assert_eq!((&listed["price"], &listed["price_from_date"]), (&rupiah(15_000), &json!("2026-01-01")));
    let after = ordered(&trade, naming(grades(), "10", json!({"grade": "curly"}))).await;
    let curly = delivered(&trade, &after, "10", json!({"grade": "curly"})).await.expect(200).json;
    assert_eq!(curly["amount"], rupiah(310_000));
    // What a draft names has no price any more.
    let refused = trade.buyer.act(&format!("{late}/issuances"), json!({})).await;
    let refused = refused.expect_problem(422, "order-line-invalid");
    assert_eq!(rule(&refused), "grade_agreed");
    let at_one_price = ordered(&trade, json!([of(variants(), "10", "KGM")])).await;
    let shown = &at_one_price["lines"][0];
    assert_eq!((&shown["price"], &shown["price_from_date"]), (&rupiah(14_000), &json!(day(2))));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_open_counts_at_the_price_of_the_variant_that_was_ordered() {
    let trade = ruled().await;
    let limited = |rule: Value, limit: Value| {
        let mut line = seed::line(variants(), 1, "rice", "milled_rice_medium", "KGM", Value::Null, 0);
        (line["price"], line["price_rule"]) = (Value::Null, rule);
        let mut view = contract_of(contract(), "active", 60, json!([line]));
        (view["type"], view["value_limit"]) = (json!("price_only"), limit);
        WholeContract::of(read(view), &[]).expect("an ETag")
    };
    tell(&trade.app, &limited(rule_of(variants()), rupiah(145_000)), 60).await;
    let value = async || {
        let path = format!("/v1/contract-lines/{}/balance", variants());
        let shown = trade.buyer.get(&path).await.expect(200).json["value"].clone();
        let again = trade.buyer.get(&format!("{path}?as_of=2026-12-31T00:00:00Z")).await.expect(200).json;
        assert_eq!(shown, again["value"], "by its running figures and by the facts");
        (shown["open"]["amount"].as_i64().unwrap(), shown["left"]["amount"].as_i64().unwrap())
    };
    ordered(&trade, naming(variants(), "10", json!({"variant_id": variant(1)}))).await;
    assert_eq!(value().await, (130_000, 15_000));
    ordered(&trade, naming(variants(), "1", json!({"variant_id": variant(2)}))).await;
    assert_eq!(value().await, (145_000, 0));
}
