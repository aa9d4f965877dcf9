//! Contract prices held against what such goods cost by regulation or by measure: marked, and endorsed with a note.

use agreement::projections::ReferencePriceRow;
use domain::shared::{ReferencePriceId, Role};
use serde_json::{Value, json};
use testkit::{Response, seeded, test_time};

use crate::projections::{read, tell};
use crate::story::also;
use crate::trade::Trade;

/// A row of a price by the kilogram: number, goods, level and region, lowest, days.
fn row(
    number: u128,
    (commodity, form, basis): (&str, &str, &str),
    (level, region): (&str, Option<&str>),
    (low, high): (Option<i64>, Option<i64>),
    (from, until): (&str, Option<&str>),
) -> ReferencePriceRow {
    let view = read(json!({
        "id": seeded::<ReferencePriceId>(number), "etag": "\"v1\"", "commodity_code": commodity, "form_code": form,
        "level": level, "price_basis": basis, "region_code": region, "low_rupiah": low, "high_rupiah": high,
        "in_force_from_date": from, "in_force_until_date": until,
        "legal_basis": format!("Peraturan {number}"), "created_at": test_time(),
        "created_by_party_id": null, "ended_at": null, "ended_by_party_id": null, "ending_note": null,
    }));
    ReferencePriceRow::of(&view).expect("an ETag")
}

const EGGS: (&str, &str, &str) = ("eggs", "fresh", "per_kg_net");

fn reference(answer: &Response) -> Value {
    answer.json["lines"][0]["reference"].clone()
}

impl Trade {
    async fn refers_to(&self, row: ReferencePriceRow) {
        tell(&self.story.app, &row).await;
        self.story.hear("catalog").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_outside_its_reference_is_marked_and_endorsed_with_a_note() {
    let trade = Trade::start().await;
    let supplier = trade.as_(&trade.supplier);
    let drafted = supplier.post("/v1/contracts", trade.draft()).await.expect(201);
    let path = drafted.header("location").to_owned();
    assert_eq!(reference(&drafted), Value::Null, "no row speaks of it");
    // Of the consumer in the buyer's region; then nearer to the producer, in the supplier's.
    trade.refers_to(row(1, EGGS, ("consumer", Some("31")), (None, Some(30_000)), ("2024-04-25", None))).await;
    let consumer = supplier.get(&path).await.expect(200);
    assert_eq!(
        (&reference(&consumer)["level"], &reference(&consumer)["flag"]),
        (&json!("consumer"), &json!("within"))
    );
    assert_ne!(consumer.header("etag"), drafted.header("etag"), "what is shown has changed");
    trade.refers_to(row(2, EGGS, ("producer", Some("31")), (Some(1), None), ("2024-04-25", None))).await;
    trade
        .refers_to(row(3, EGGS, ("producer", Some("18.72")), (Some(26_500), None), ("2024-04-25", None)))
        .await;
    let shown = supplier.get(&path).await.expect(200);
    assert_eq!(
        reference(&shown),
        json!({"low": {"amount": 26_500, "currency": "IDR"}, "high": null, "level": "producer", "legal_basis": "Peraturan 3", "flag": "below"})
    );
    let receiver = trade.as_(&also(&trade.buyer, &[Role::Receiver]));
    let hidden = reference(&receiver.get(&path).await.expect(200));
    assert_eq!((&hidden["flag"], &hidden["legal_basis"]), (&Value::Null, &json!("Peraturan 3")));

    supplier.act(&format!("{path}/submissions"), json!({})).await.expect(200);
    let (metro, endorse) = (trade.as_(&trade.story.metro), format!("{path}/endorsements"));
    let hash = drafted.json["text_sha256"].clone();
    let yes = |note: Option<&str>| json!({"text_sha256": hash, "note": note});
    let refused =
        metro.act(&endorse, json!({"text_sha256": hash})).await.expect_problem(422, "price-needs-note");
    assert_eq!(
        (&refused.json["errors"][0]["pointer"], &refused.json["errors"][0]["code"]),
        (&json!("/note"), &json!("required"))
    );
    let unmet = &refused.json["unmet"][0];
    assert_eq!(
        (&unmet["rule"], &unmet["subject"]),
        (&json!("price_within_reference"), &drafted.json["lines"][0]["id"])
    );
    assert_eq!(unmet["found"], "Rp 22,500 per kg net weight");
    assert_eq!(unmet["required"], "at least Rp 26,500 per kg net weight");
    assert_eq!(unmet["legal_basis"], "Peraturan 3");
    let empty = metro.act(&endorse, yes(Some(""))).await.expect_problem(422, "validation-failed");
    assert_eq!(empty.json["errors"].as_array().unwrap().len(), 1);
    metro.act(&endorse, yes(Some("Harga panen raya."))).await.expect(200);
    let history = metro.get(&format!("{path}/transitions")).await.expect(200);
    assert!(history.text.contains("Harga panen raya."));

    // What is endorsed on a day on which no row says so needs none, and a flag keeps nobody from signing.
    let ended =
        row(3, EGGS, ("producer", Some("18.72")), (Some(26_500), None), ("2024-04-25", Some("2026-11-22")));
    tell_newer(&trade, ended).await;
    trade.story.app.clock.set(test_time() + chrono::TimeDelta::days(1));
    let jakarta = trade.as_(&trade.story.jakarta);
    let within = reference(&jakarta.get(&path).await.expect(200));
    assert_eq!((&within["level"], &within["flag"]), (&json!("consumer"), &json!("within")));
    jakarta.act(&endorse, yes(None)).await.expect(200);
}

/// The same row in its second version.
async fn tell_newer(trade: &Trade, row: ReferencePriceRow) {
    trade.seed("update projected_reference_price set version = 0").await;
    tell(&trade.story.app, &row).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_text_is_held_against_the_day_from_which_it_holds() {
    let trade = Trade::start().await;
    let path = trade.active().await;
    let (supplier, buyer) = (trade.as_(&trade.supplier), trade.as_(&trade.buyer));
    trade
        .refers_to(row(
            1,
            EGGS,
            ("producer", None),
            (Some(22_000), Some(24_000)),
            ("2022-01-01", Some("2024-04-24")),
        ))
        .await;
    trade.refers_to(row(2, EGGS, ("producer", None), (Some(26_500), None), ("2024-04-25", None))).await;
    let contract = supplier.get(&path).await.expect(200);
    assert_eq!(
        (&reference(&contract)["flag"], &reference(&contract)["low"]["amount"]),
        (&json!("within"), &json!(22_000))
    );

    let drafted = crate::amendments::drafted(&trade, &path).await;
    let flag = |text: &str| drafted.json[text]["lines"][0]["reference"]["flag"].clone();
    assert_eq!((flag("before"), flag("after")), (json!("below"), json!("below")), "by the rows of today");
    let one = format!("/v1/amendments/{}", drafted.id());
    supplier.act(&format!("{one}/proposals"), json!({})).await.expect(200);
    let hash = json!({"text_sha256": drafted.json["text_sha256"]});
    let metro = trade.as_(&trade.story.metro);
    let refused =
        metro.act(&format!("{one}/endorsements"), hash).await.expect_problem(422, "price-needs-note");
    assert_eq!(refused.json["unmet"][0]["required"], "at least Rp 26,500 per kg net weight");
    for coordinator in [&trade.story.metro, &trade.story.jakarta] {
        let yes = json!({"text_sha256": drafted.json["text_sha256"], "note": "Harga lama tetap."});
        trade.as_(coordinator).act(&format!("{one}/endorsements"), yes).await.expect(200);
    }
    for business in [&supplier, &buyer] {
        trade.sign_amendment(business, &one).await.expect(200);
    }
    let texts = buyer.get(&format!("{path}/versions")).await.expect(200).json;
    let flags = [0, 1].map(|text: usize| texts["items"][text]["lines"][0]["reference"]["flag"].clone());
    assert_eq!(flags, [json!("within"), json!("below")], "each by its own day");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_for_a_hundred_million_is_marked_and_never_refused() {
    let trade = Trade::start().await;
    let head = ("cattle", "live", "per_head");
    trade
        .refers_to(row(
            1,
            head,
            ("producer", None),
            (Some(12_000_000), Some(30_000_000)),
            ("2022-01-01", None),
        ))
        .await;
    let mut draft = trade.draft();
    draft["lines"] = json!([{"commodity_code": "cattle", "form_code": "live", "unit": "HEA",
        "quantity": {"value": "1", "unit": "HEA"}, "price": {"amount": 99_999_999, "currency": "IDR"}, "price_basis": "per_head"}]);
    let supplier = trade.as_(&trade.supplier);
    let drafted = supplier.post("/v1/contracts", draft).await.expect(201);
    assert_eq!(reference(&drafted)["flag"], "above");
    let path = drafted.header("location");
    supplier.act(&format!("{path}/submissions"), json!({})).await.expect(200);
    let jakarta = trade.as_(&trade.story.jakarta);
    let hash = &drafted.json["text_sha256"];
    let refused = jakarta.act(&format!("{path}/endorsements"), json!({"text_sha256": hash})).await;
    let refused = refused.expect_problem(422, "price-needs-note");
    assert_eq!(refused.json["unmet"][0]["found"], "Rp 99,999,999 per head");
    let said = json!({"text_sha256": hash, "note": "Bibit unggul bersertifikat."});
    jakarta.act(&format!("{path}/endorsements"), said).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_grade_is_held_against_the_row_of_its_own() {
    let trade = Trade::start().await;
    let live = ("cattle", "live", "per_kg_live");
    trade
        .refers_to(row(1, live, ("producer", None), (Some(56_000), Some(58_000)), ("2022-01-01", None)))
        .await;
    let view = read(json!({
        "id": seeded::<ReferencePriceId>(2), "etag": "\"v1\"", "commodity_code": "cattle", "form_code": "live",
        "grade": "festival", "level": "producer", "price_basis": "per_kg_live", "region_code": null,
        "low_rupiah": 72_000, "high_rupiah": 74_000, "in_force_from_date": "2022-01-01", "in_force_until_date": null,
        "legal_basis": "Harga Idul Adha", "created_at": test_time(), "created_by_party_id": null, "ended_at": null,
        "ended_by_party_id": null, "ending_note": null,
    }));
    trade.refers_to(ReferencePriceRow::of(&view).expect("an ETag")).await;
    let supplier = trade.as_(&trade.supplier);
    let graded = |festival: i64, plain: i64| {
        let mut draft = trade.draft();
        let price = |grade: &str, rupiah: i64| json!({"grade": grade, "price": {"amount": rupiah, "currency": "IDR"}});
        draft["lines"] = json!([{"commodity_code": "cattle", "form_code": "live", "unit": "HEA",
            "quantity": {"value": "1", "unit": "HEA"}, "price_basis": "per_kg_live", "price_rule":
            {"kind": "by_grade", "grades": [price("festival", festival), price("plain", plain)]}}]);
        draft
    };
    let told = async |festival: i64, plain: i64| {
        let drafted = supplier.post("/v1/contracts", graded(festival, plain)).await.expect(201);
        let reference = reference(&drafted);
        (reference["low"]["amount"].as_i64().unwrap(), reference["flag"].as_str().unwrap().to_owned())
    };
    assert_eq!(told(73_000, 57_000).await, (72_000, "within".to_owned()));
    assert_eq!(told(57_000, 57_000).await, (72_000, "below".to_owned()), "too little for the festival");
    assert_eq!(told(73_000, 73_000).await, (56_000, "above".to_owned()), "too much for the others");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_margin_makes_of_a_reference_price_is_plausible_and_noted_where_it_lies_outside() {
    let trade = Trade::start().await;
    trade
        .refers_to(row(1, EGGS, ("producer", None), (Some(26_500), Some(28_000)), ("2022-01-01", None)))
        .await;
    let supplier = trade.as_(&trade.supplier);
    let follows = |margin: i64| {
        let mut draft = trade.draft();
        let line = draft["lines"][0].as_object_mut().unwrap();
        line.remove("price");
        line.insert(
            "price_rule".to_owned(),
            json!({"kind": "reference_plus_margin", "reference": {"level": "producer", "bound": "low",
                "margin": {"amount": margin, "currency": "IDR"}}}),
        );
        draft
    };
    let refused = supplier.post("/v1/contracts", follows(1_000_000_000)).await;
    let refused = refused.expect_problem(422, "validation-failed").json;
    assert_eq!(
        (&refused["errors"][0]["pointer"], &refused["errors"][0]["code"]),
        (&json!("/lines/0/price_rule/reference/margin"), &json!("price-not-plausible"))
    );
    let within = supplier.post("/v1/contracts", follows(500)).await.expect(201);
    assert_eq!(reference(&within)["flag"], "within");
    let below = supplier.post("/v1/contracts", follows(-6_000)).await.expect(201);
    assert_eq!(reference(&below)["flag"], "below");
    let path = below.header("location");
    supplier.act(&format!("{path}/submissions"), json!({})).await.expect(200);
    let endorse = json!({"text_sha256": below.json["text_sha256"]});
    let jakarta = trade.as_(&trade.story.jakarta);
    jakarta.act(&format!("{path}/endorsements"), endorse).await.expect_problem(422, "price-needs-note");
}
