//! Contract lines whose price a rule finds: what may be written, who reads it, what comes into force, how it is amended.

use domain::shared::Role;
use serde_json::{Value, json};
use testkit::{Actor, Response};

use crate::amendments::day;
use crate::story::also;
use crate::trade::Trade;

/// A variant of the supplier's eggs, one of another supplier's, and one of the supplier's rice.
const OWN: &str = "var_00000000000000000000000000000001";
const OTHERS: &str = "var_00000000000000000000000000000002";
const RICE: &str = "var_00000000000000000000000000000003";

fn rupiah(amount: i64) -> Value {
    json!({"amount": amount, "currency": "IDR"})
}

fn by_weight(classes: &[(i64, Option<i64>, i64)]) -> Value {
    let class = |(from, below, price): &(i64, Option<i64>, i64)| {
        let mut class = json!({"from_grams": from, "price": rupiah(*price)});
        if let Some(below) = below {
            class["below_grams"] = json!(below);
        }
        class
    };
    json!({"kind": "by_weight_class", "classes": classes.iter().map(class).collect::<Vec<_>>()})
}

fn by_grade(grades: &[(&str, i64)]) -> Value {
    let one = |(grade, price): &(&str, i64)| json!({"grade": grade, "price": rupiah(*price)});
    json!({"kind": "by_grade", "grades": grades.iter().map(one).collect::<Vec<_>>()})
}

fn by_variant(variants: &[(&str, i64)]) -> Value {
    let one = |(id, price): &(&str, i64)| json!({"variant_id": id, "price": rupiah(*price)});
    json!({"kind": "by_variant", "variants": variants.iter().map(one).collect::<Vec<_>>()})
}

fn reference(margin: i64) -> Value {
    json!({"kind": "reference_plus_margin",
        "reference": {"level": "producer", "bound": "low", "margin": rupiah(margin)}})
}

/// A contract of eggs with a price rule.
fn ruled(trade: &Trade, rule: Value) -> Value {
    let mut draft = trade.draft();
    let line = draft["lines"][0].as_object_mut().unwrap();
    line.remove("price");
    line.insert("price_rule".to_owned(), rule);
    draft
}

/// Who reads the contract, and no prices.
fn agency(trade: &Trade) -> Actor {
    also(&trade.story.metro, &[Role::TechnicalAgency])
}

/// Pointers and codes of what is wrong.
fn wrong(answer: &Response) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let errors = answer.json["errors"].as_array().unwrap();
    errors.iter().map(|one| (text(&one["pointer"]), text(&one["code"]))).collect()
}

impl Trade {
    /// The catalog has told of three variants.
    async fn hear_variants(&self) {
        let bare = |id: &str| id.split_once('_').unwrap().1.to_owned();
        let (own, other) = (bare(&self.supplier.party.to_string()), bare(&self.buyer.party.to_string()));
        self.seed(&format!(
            "insert into projected_variant (id, supplier_id, commodity_code, form_code, version) values \
             ('{}', '{own}', 'eggs', 'fresh', 1), ('{}', '{other}', 'eggs', 'fresh', 1), ('{}', '{own}', 'rice', 'milled', 1)",
            bare(OWN),
            bare(OTHERS),
            bare(RICE),
        ))
        .await;
        self.story.app.has_heard("catalog").await;
    }

    /// The catalog has told of a producer's price of eggs from a day on.
    async fn hear_reference(&self, from: &str) {
        let content = json!({"commodity_code": "eggs", "form_code": "fresh", "level": "producer",
            "price_basis": "per_kg_net", "low_rupiah": 26_500});
        self.seed(&format!(
            "insert into projected_reference_price (id, commodity_code, content, in_force_from_date, legal_basis, version) \
             values ('00000000-0000-0000-0000-000000000009', 'eggs', '{content}', '{from}', 'Perbadan 6/2024', 1)"
        ))
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_rule_is_written_read_back_and_hidden_from_who_reads_no_prices() {
    let trade = Trade::start().await;
    trade.hear_variants().await;
    trade.hear_reference("2022-01-01").await;
    let supplier = trade.as_(&trade.supplier);
    let mut hashes = Vec::new();
    for rule in [
        by_weight(&[(50, Some(60), 22_000), (60, None, 23_000)]),
        by_grade(&[("super", 24_000), ("plain", 22_000)]),
        by_variant(&[(OWN, 22_500)]),
        reference(-500),
    ] {
        let drafted = supplier.post("/v1/contracts", ruled(&trade, rule.clone())).await.expect(201);
        let line = &drafted.json["lines"][0];
        assert_eq!((&line["price"], &line["price_rule"]), (&Value::Null, &rule));
        let path = drafted.header("location").to_owned();
        supplier.act(&format!("{path}/submissions"), json!({})).await.expect(200);
        let hidden = trade.as_(&agency(&trade)).get(&path).await.expect(200).json;
        let line = &hidden["lines"][0];
        assert_eq!((&line["price"], &line["price_rule"]), (&Value::Null, &Value::Null));
        assert_eq!(hidden["text_sha256"], Value::Null, "prices could be found by it");
        hashes.push(drafted.json["text_sha256"].to_string());
    }
    hashes.dedup();
    assert_eq!(hashes.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_rule_is_named_field_by_field() {
    let trade = Trade::start().await;
    trade.hear_variants().await;
    let supplier = trade.as_(&trade.supplier);
    let unknown = "var_00000000000000000000000000000009";
    let many: Vec<_> = (0..51).map(|number| (number, Some(number + 1), 22_000)).collect();
    let mut bounds = reference(0);
    (bounds["reference"]["floor"], bounds["reference"]["ceiling"]) = (rupiah(25_000), rupiah(24_000));
    let mut dollars = reference(0);
    dollars["reference"]["margin"]["currency"] = json!("USD");
    let mut mixed = by_grade(&[("super", 24_000)]);
    mixed["reference"] = reference(0)["reference"].clone();
    for (rule, pointer, code) in [
        (
            by_weight(&[(50, Some(60), 22_000), (61, None, 23_000)]),
            "classes/1/from_grams",
            "weight-classes-gap",
        ),
        (
            by_weight(&[(50, Some(60), 22_000), (59, None, 23_000)]),
            "classes/1/from_grams",
            "weight-classes-overlap",
        ),
        (by_weight(&[(50, Some(60), 22_000), (60, None, 22)]), "classes/1/price", "price-not-plausible"),
        (by_weight(&[(50, Some(60), 0)]), "classes/0/price/amount", "out-of-range"),
        (by_weight(&many), "classes", "item-count"),
        (by_weight(&[]), "classes", "item-count"),
        (by_grade(&[("super", 24_000), ("super", 25_000)]), "grades/1/grade", "repeated"),
        (by_grade(&[("Super!", 24_000)]), "grades/0/grade", "code"),
        (by_variant(&[(OWN, 24_000), (OWN, 25_000)]), "variants/1/variant_id", "repeated"),
        (by_variant(&[(unknown, 24_000)]), "variants/0/variant_id", "unknown-variant"),
        (by_variant(&[(OTHERS, 24_000)]), "variants/0/variant_id", "foreign-variant"),
        (by_variant(&[(RICE, 24_000)]), "variants/0/variant_id", "other-goods"),
        (bounds, "reference/ceiling", "below-floor"),
        (dollars, "reference/margin/currency", "currency"),
        (mixed, "reference", "not-of-this-kind"),
        (json!({"kind": "reference_plus_margin"}), "reference", "required"),
        (json!({"kind": "fixed"}), "kind", "fixed-price"),
    ] {
        let refused = supplier.post("/v1/contracts", ruled(&trade, rule)).await;
        let refused = refused.expect_problem(422, "validation-failed");
        assert_eq!(wrong(&refused), [(format!("/lines/0/price_rule/{pointer}"), code.to_owned())]);
    }
    let mut neither = trade.draft();
    neither["lines"][0].as_object_mut().unwrap().remove("price");
    let mut both = trade.draft();
    both["lines"][0]["price_rule"] = by_grade(&[("super", 24_000)]);
    for (draft, pointer, code) in
        [(neither, "/lines/0/price", "required"), (both, "/lines/0/price_rule", "price-and-rule")]
    {
        let refused = supplier.post("/v1/contracts", draft).await.expect_problem(422, "validation-failed");
        assert_eq!(wrong(&refused), [(pointer.to_owned(), code.to_owned())]);
    }
    let mut by_moon = trade.draft();
    by_moon["lines"][0]["price_rule"] = json!({"kind": "by_moon"});
    let refused = supplier.post("/v1/contracts", by_moon).await;
    assert_eq!(refused.status, 422, "{}", refused.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_variant_that_may_be_on_its_way_is_not_refused_for_good() {
    let trade = Trade::start().await;
    let supplier = trade.as_(&trade.supplier);
    let draft = ruled(&trade, by_variant(&[(OWN, 22_500)]));
    supplier.post("/v1/contracts", draft.clone()).await.expect_problem(409, "not-yet-known");
    trade.hear_variants().await;
    supplier.post("/v1/contracts", draft).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_follows_a_reference_comes_into_force_while_there_is_one() {
    let trade = Trade::start().await;
    let mut draft = ruled(&trade, reference(500));
    draft["valid_from_date"] = json!(day(5));
    let supplier = trade.as_(&trade.supplier);
    let path = supplier.post("/v1/contracts", draft).await.expect(201).header("location").to_owned();
    trade.verify("2030-01-01").await;
    // What could not come into force is not signed first.
    let submit = async || supplier.act(&format!("{path}/submissions"), json!({})).await;
    submit().await.expect_problem(409, "not-yet-known");
    trade.story.app.has_heard("catalog").await;
    let refused = submit().await.expect_problem(422, "price-not-found");
    let unmet = &refused.json["unmet"][0];
    assert_eq!((&unmet["rule"], &unmet["subject"]), (&json!("reference_price_in_force"), &json!("lines/1")));
    assert!(unmet["how_to_fix"].as_str().unwrap().contains("/v1/reference-prices"), "{unmet}");
    // It need not hold before the contract's first day.
    trade.hear_reference(&day(5)).await;
    submit().await.expect(200);
    trade.endorse_and_sign(&path).await;
    let activate =
        async || trade.as_(&trade.story.metro).act(&format!("{path}/activations"), json!({})).await;
    trade.seed("update projected_reference_price set commodity_code = 'rice'").await;
    activate().await.expect_problem(422, "price-not-found");
    let state = trade.as_(&trade.buyer).get(&path).await.expect(200).json["state"].clone();
    assert_eq!(state, "signed", "nothing is half done");
    trade.seed("update projected_reference_price set commodity_code = 'eggs'").await;
    activate().await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_amendment_brings_a_rule_and_says_what_it_changes() {
    let trade = Trade::start().await;
    trade.hear_variants().await;
    let path = trade.active().await;
    let supplier = trade.as_(&trade.supplier);
    let contract = supplier.get(&path).await.expect(200).json;
    let mut terms = crate::amendments::terms(&contract, "9000", &day(3));
    let line = terms["lines"][0].as_object_mut().unwrap();
    line.insert("price".to_owned(), Value::Null);
    line.insert("price_rule".to_owned(), by_variant(&[(OTHERS, 22_500)]));
    let post = async |terms: &Value| supplier.post(&format!("{path}/amendments"), terms.clone()).await;
    let refused = post(&terms).await.expect_problem(422, "validation-failed");
    let foreign = "/lines/0/price_rule/variants/0/variant_id".to_owned();
    assert_eq!(wrong(&refused), [(foreign, "foreign-variant".to_owned())]);
    terms["lines"][0]["price_rule"] = by_variant(&[(OWN, 22_500)]);
    let drafted = post(&terms).await.expect(201);
    assert_eq!(drafted.json["kinds"], json!(["variety", "price_rule"]));
    let changes = drafted.json["changes"].as_array().unwrap();
    let told: Vec<_> = changes.iter().map(|one| (&one["kind"], &one["field"], &one["after"]["en"])).collect();
    assert_eq!(
        told,
        [
            (
                &json!("price_rule"),
                &json!("price_rule"),
                &json!("by product variant (1): Rp 22,500 per kg net weight")
            ),
            (&json!("variety"), &json!("price_rule"), &json!("product variants: 1")),
        ]
    );
    let amendment = trade.agree_on(&drafted).await;
    let hidden = trade.as_(&agency(&trade)).get(&amendment).await.expect(200).json;
    let change = &hidden["changes"][0];
    assert_eq!((&change["before"], &change["after"]), (&Value::Null, &Value::Null));
    for terms in ["before", "after"] {
        let line = &hidden[terms]["lines"][0];
        assert_eq!((&line["price"], &line["price_rule"]), (&Value::Null, &Value::Null));
    }
    for business in [&trade.supplier, &trade.buyer] {
        trade.sign_amendment(&trade.as_(business), &amendment).await.expect(200);
    }
    let on = |day: String| format!("{path}?as_of={day}");
    let before = supplier.get(&on(day(2))).await.expect(200).json["lines"][0].clone();
    assert_eq!((&before["price"], &before["price_rule"]), (&rupiah(22_500), &Value::Null));
    let after = supplier.get(&on(day(3))).await.expect(200).json["lines"][0].clone();
    assert_eq!((&after["price"], &after["price_rule"]), (&Value::Null, &by_variant(&[(OWN, 22_500)])));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_amended_reference_is_in_force_when_it_begins_to_count() {
    let trade = Trade::start().await;
    trade.hear_variants().await;
    let path = trade.active().await;
    let supplier = trade.as_(&trade.supplier);
    let contract = supplier.get(&path).await.expect(200).json;
    let mut terms = crate::amendments::terms(&contract, "9000", &day(3));
    let line = terms["lines"][0].as_object_mut().unwrap();
    line.remove("price");
    line.insert("price_rule".to_owned(), reference(0));
    let drafted = supplier.post(&format!("{path}/amendments"), terms).await.expect(201);
    let amendment = trade.agree_on(&drafted).await;
    trade.sign_amendment(&supplier, &amendment).await.expect(200);
    let buyer = trade.as_(&trade.buyer);
    trade.sign_amendment(&buyer, &amendment).await.expect_problem(422, "price-not-found");
    trade.hear_reference(&day(3)).await;
    trade.sign_amendment(&buyer, &amendment).await.expect(200);
}
