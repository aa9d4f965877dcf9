use chrono::NaiveDate;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::shared::{Dated, Dimension, Id as _, Period, Ratio, ReferencePrice, ReferencePriceId};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn grade(code: &str) -> GradeCode {
    code.parse().expect("a code")
}

fn variant(number: u128) -> VariantId {
    VariantId::from_uuid(Uuid::from_u128(number))
}

fn class(from_grams: i64, below_grams: Option<i64>, price: i64) -> WeightClass {
    WeightClass { from_grams, below_grams, price_rupiah: Money(price) }
}

fn by_weight(classes: Vec<WeightClass>) -> PriceRule {
    PriceRule::ByWeightClass { classes }
}

fn by_grade(grades: &[(&str, i64)]) -> PriceRule {
    let price = |(code, price): &(&str, i64)| GradePrice { grade: grade(code), price_rupiah: Money(*price) };
    PriceRule::ByGrade { grades: grades.iter().map(price).collect() }
}

fn by_variant(variants: &[(u128, i64)]) -> PriceRule {
    let price =
        |(id, price): &(u128, i64)| VariantPrice { variant_id: variant(*id), price_rupiah: Money(*price) };
    PriceRule::ByVariant { variants: variants.iter().map(price).collect() }
}

fn reference_rule(margin_rupiah: i64, floor: Option<i64>, ceiling: Option<i64>) -> ReferenceRule {
    ReferenceRule {
        level: PriceLevel::Producer,
        grade: None,
        region_code: None,
        bound: ReferenceBound::Low,
        margin_rupiah,
        floor_rupiah: floor.map(Money),
        ceiling_rupiah: ceiling.map(Money),
    }
}

/// The producer's price of eggs: 22,000 to 24,000 until 24 April 2024, then 26,500 at least.
fn references() -> Vec<KnownReference> {
    let row = |number, low_rupiah, high_rupiah, from: &str, until: Option<&str>| KnownReference {
        id: ReferencePriceId::from_uuid(Uuid::from_u128(number)),
        row: Dated {
            rule: ReferencePrice {
                commodity_code: "eggs".parse().expect("a code"),
                form_code: "fresh_shell".parse().expect("a code"),
                grade: None,
                region_code: None,
                level: PriceLevel::Producer,
                price_basis: PriceBasis::PerKgNet,
                low_rupiah,
                high_rupiah,
            },
            in_force: Period { from: day(from), until: until.map(day) },
            source: "Peraturan Badan Pangan Nasional 6/2024".to_owned(),
        },
    };
    vec![
        row(1, Some(22_000), Some(24_000), "2022-10-05", Some("2024-04-24")),
        row(2, Some(26_500), None, "2024-04-25", None),
    ]
}

fn goods(on: &str) -> PricedGoods<'static> {
    PricedGoods {
        commodity: "eggs",
        form: "fresh_shell",
        counts: Ratio::SAME,
        grade: None,
        variant: None,
        weighed: None,
        day: day(on),
    }
}

fn find(rule: PriceRule, goods: &PricedGoods<'_>) -> Result<PriceFound, NoPrice> {
    LinePrice { rule, basis: PriceBasis::PerKgNet }.find(goods, &references())
}

fn invalid(rule: &PriceRule) -> Vec<(String, &'static str)> {
    let found = rule.validate(PriceBasis::PerKgNet, "/lines/0");
    found.into_iter().map(|one| (one.pointer, one.code)).collect()
}

fn at(pointer: &str, code: &'static str) -> (String, &'static str) {
    (format!("/lines/0/price_rule/{pointer}"), code)
}

#[test]
fn classes_leave_no_weight_out_and_none_in_two() {
    let good = by_weight(vec![class(45, Some(55), 1), class(55, Some(65), 2), class(65, None, 3)]);
    assert_eq!(invalid(&good), []);
    let closed = by_weight(vec![class(0, Some(55), 1)]);
    assert_eq!(invalid(&closed), []);
    for (classes, wrong) in [
        (vec![class(45, Some(55), 1), class(56, None, 2)], at("classes/1/from_grams", "weight-classes-gap")),
        (
            vec![class(45, Some(55), 1), class(54, None, 2)],
            at("classes/1/from_grams", "weight-classes-overlap"),
        ),
        (vec![class(45, None, 1), class(55, None, 2)], at("classes/1/from_grams", "weight-classes-overlap")),
        (vec![class(45, Some(45), 1)], at("classes/0/below_grams", "empty-class")),
        (vec![class(-1, None, 1)], at("classes/0/from_grams", "out-of-range")),
        (vec![class(1, Some(100_000_001), 1)], at("classes/0/below_grams", "out-of-range")),
        (vec![class(1, None, 0)], at("classes/0/price", "out-of-range")),
        (vec![], at("classes", "item-count")),
    ] {
        assert_eq!(invalid(&by_weight(classes)), [wrong]);
    }
    let per_litre = good.validate(PriceBasis::PerLitre, "/lines/0");
    assert_eq!(per_litre.iter().map(|one| one.code).collect::<Vec<_>>(), ["price-basis"]);
}

#[test]
fn grades_and_variants_have_one_price_each() {
    assert_eq!(invalid(&by_grade(&[("super", 2), ("plain", 1)])), []);
    assert_eq!(
        invalid(&by_grade(&[("super", 2), ("plain", 1), ("super", 3)])),
        [at("grades/2/grade", "repeated")]
    );
    assert_eq!(invalid(&by_variant(&[(1, 5), (1, 5)])), [at("variants/1/variant_id", "repeated")]);
    let many: Vec<_> = (0..=50).map(|number| (number, 5)).collect();
    assert_eq!(invalid(&by_variant(&many)), [at("variants", "item-count")]);
    assert_eq!(invalid(&by_variant(&many[1..])), []);
}

#[test]
fn a_reference_rule_names_bounds_that_leave_room() {
    let rule = |margin, floor, ceiling| {
        invalid(&PriceRule::ReferencePlusMargin(reference_rule(margin, floor, ceiling)))
    };
    assert_eq!(rule(-500, Some(24_000), Some(24_000)), []);
    assert_eq!(rule(0, Some(24_001), Some(24_000)), [at("reference/ceiling", "below-floor")]);
    assert_eq!(rule(0, Some(0), None), [at("reference/floor", "out-of-range")]);
    assert_eq!(rule(-1_000_000_000_001, None, None), [at("reference/margin/amount", "out-of-range")]);
}

#[test]
fn each_rule_finds_its_price_and_says_why() {
    let on = "2024-04-24";
    let told = |found: Result<PriceFound, NoPrice>| {
        let found = found.expect("a price");
        (found.price_rupiah.0, found.said().en)
    };
    assert_eq!(
        told(find(PriceRule::fixed(Money(22_500)), &goods(on))),
        (22_500, "The fixed price of the contract.".to_owned())
    );
    let weighed = Some(Weighed { grams: 59_999, count: 1_000, counted: Dimension::Piece });
    let classes = by_weight(vec![class(50, Some(60), 23_000), class(60, None, 24_000)]);
    assert_eq!(
        told(find(classes.clone(), &PricedGoods { weighed, ..goods(on) })),
        (
            23_000,
            "59.999 kg of 1,000 pieces: their average lies in the class 50 grams to below 60 grams."
                .to_owned()
        )
    );
    let super_ = grade("super");
    let of_grade = PricedGoods { grade: Some(&super_), ..goods(on) };
    let grades = by_grade(&[("plain", 22_000), ("super", 25_000)]);
    assert_eq!(told(find(grades.clone(), &of_grade)), (25_000, "The price of the grade super.".to_owned()));
    let of_variant = PricedGoods { variant: Some(variant(2)), ..goods(on) };
    let variants = by_variant(&[(1, 18_500), (2, 24_000)]);
    assert_eq!(
        told(find(variants.clone(), &of_variant)),
        (24_000, "The price of the product variant that was ordered.".to_owned())
    );
    let margin = PriceRule::ReferencePlusMargin(reference_rule(500, None, None));
    assert_eq!(
        told(find(margin.clone(), &goods(on))),
        (
            22_500,
            "The lowest reference price of Rp 22,000 (producer's price) on 24 April 2024 (Peraturan Badan Pangan Nasional \
             6/2024) plus Rp 500."
                .to_owned()
        )
    );
    assert_eq!(told(find(margin, &goods("2024-04-25"))).0, 27_000, "the row of the next day");
    for (rule, missing) in
        [(classes, NoPrice::NotWeighed), (grades, NoPrice::NoGrade), (variants, NoPrice::NoVariant)]
    {
        assert_eq!(find(rule, &goods(on)), Err(missing));
    }
    assert_eq!(find(by_grade(&[("plain", 1)]), &of_grade), Err(NoPrice::GradeWithout(grade("super"))));
    assert_eq!(find(by_variant(&[(1, 1)]), &of_variant), Err(NoPrice::VariantWithout(variant(2))));
}

#[test]
fn an_order_names_what_has_a_price() {
    let (super_, plain) = (grade("super"), grade("plain"));
    let grades = by_grade(&[("super", 2)]);
    assert_eq!(grades.check_ordered(None, None), Ok(()), "the gate says which grade it is");
    assert_eq!(grades.check_ordered(None, Some(&super_)), Ok(()));
    assert_eq!(grades.check_ordered(None, Some(&plain)), Err(NoPrice::GradeWithout(plain.clone())));
    let variants = by_variant(&[(1, 5)]);
    assert_eq!(variants.check_ordered(Some(variant(1)), None), Ok(()));
    assert_eq!(variants.check_ordered(Some(variant(2)), None), Err(NoPrice::VariantWithout(variant(2))));
    assert_eq!(variants.check_ordered(None, None), Err(NoPrice::NoVariant));
    let fixed = PriceRule::fixed(Money(1));
    assert_eq!(fixed.check_ordered(Some(variant(2)), None), Ok(()), "a variant may be named of any goods");
    let missing = fixed.check_ordered(None, Some(&plain)).expect_err("no price goes by grade");
    assert!(missing.unmet(&fixed, "lines/1").how_to_fix.en.contains("leave `grade` out"));
    let missing = grades.check_ordered(None, Some(&plain)).expect_err("another grade");
    assert!(missing.unmet(&grades, "lines/1").how_to_fix.en.contains("`super`"));
}

#[test]
fn no_reference_price_is_never_nothing() {
    let low = PriceRule::ReferencePlusMargin(reference_rule(500, Some(20_000), None));
    assert_eq!(find(low.clone(), &goods("2022-10-04")), Err(NoPrice::NoReference), "before the first row");
    let high = ReferenceRule { bound: ReferenceBound::High, ..reference_rule(500, None, None) };
    let high = PriceRule::ReferencePlusMargin(high);
    assert_eq!(find(high.clone(), &goods("2024-04-24")).map(|found| found.price_rupiah), Ok(Money(24_500)));
    assert_eq!(find(high, &goods("2024-04-25")), Err(NoPrice::NoReference), "a floor has no highest price");
    let other = PricedGoods { form: "salted", ..goods("2024-04-25") };
    assert_eq!(find(low, &other), Err(NoPrice::NoReference));
    let taken_off = PriceRule::ReferencePlusMargin(reference_rule(-26_500, None, None));
    assert_eq!(find(taken_off, &goods("2024-04-25")), Err(NoPrice::NotAPrice(0)));
}

#[test]
fn what_is_stored_reads_back() {
    let rules = [
        PriceRule::fixed(Money(22_500)),
        by_weight(vec![class(50, Some(60), 1), class(60, None, 2)]),
        by_grade(&[("super", 2)]),
        by_variant(&[(1, 18_500)]),
        PriceRule::ReferencePlusMargin(reference_rule(-500, Some(1), None)),
    ];
    for rule in rules {
        let (rupiah, stored) = rule.stored();
        assert_eq!(rupiah.is_some(), stored.is_none());
        assert_eq!(PriceRule::from_stored(rupiah, stored.as_ref()), Some(rule));
    }
    assert_eq!(PriceRule::from_stored(None, None), None);
    let unknown = serde_json::json!({"kind": "by_moon"});
    assert_eq!(PriceRule::from_stored(None, Some(&unknown)), None);
}

#[test]
fn a_held_price_says_what_held_it() {
    let rule = |floor, ceiling| PriceRule::ReferencePlusMargin(reference_rule(0, floor, ceiling));
    let found = find(rule(Some(27_000), None), &goods("2024-04-25")).expect("a price");
    assert!(found.said().en.ends_with("held by the contract's lowest price."), "{}", found.said().en);
    assert!(found.said().id.ends_with("dibatasi harga terendah menurut kontrak."), "{}", found.said().id);
}

proptest! {
    /// Every average from the lightest class on lies in exactly one class, whatever the number weighed.
    #[test]
    fn classes_cover_each_weight_once(
        first in 0_i64..100_000,
        widths in prop::collection::vec(1_i64..50_000, 1..10),
        open in any::<bool>(),
        count in 1_i64..100_000,
        grams in 0_i64..20_000_000_000,
    ) {
        let mut from = first;
        let mut classes = Vec::new();
        for width in widths {
            classes.push(class(from, Some(from + width), from + 1));
            from += width;
        }
        if open {
            classes.push(class(from, None, from + 1));
        }
        let rule = by_weight(classes.clone());
        prop_assert_eq!(invalid(&rule), []);
        let weighed = Weighed { grams, count, counted: Dimension::Head };
        let holding: Vec<_> = classes.iter().filter(|class| class.holds(weighed)).collect();
        let (total, number) = (i128::from(grams), i128::from(count));
        let covered = total >= i128::from(first) * number && (open || total < i128::from(from) * number);
        prop_assert_eq!(holding.len(), usize::from(covered));
        let found = find(rule, &PricedGoods { weighed: Some(weighed), ..goods("2024-04-25") });
        match found {
            Ok(found) => prop_assert_eq!(found.price_rupiah, holding[0].price_rupiah),
            Err(missing) => prop_assert_eq!(missing, NoPrice::OutsideClasses(weighed)),
        }
    }

    /// Reference and margin make the price exactly, unless a bound holds it.
    #[test]
    fn a_price_stays_within_its_bounds(
        margin in -40_000_i64..40_000,
        floor in prop::option::of(1_i64..60_000),
        room in prop::option::of(0_i64..30_000),
    ) {
        let ceiling = room.map(|room| floor.unwrap_or(1) + room);
        let rule = PriceRule::ReferencePlusMargin(reference_rule(margin, floor, ceiling));
        let sum = 26_500 + margin;
        let expected = sum.min(ceiling.unwrap_or(i64::MAX)).max(floor.unwrap_or(i64::MIN));
        match find(rule, &goods("2024-04-25")) {
            Ok(found) => {
                prop_assert_eq!(found.price_rupiah.0, expected);
                let PriceReason::ReferencePlusMargin { limit, .. } = found.reason else {
                    return Err(TestCaseError::fail("another reason"));
                };
                prop_assert_eq!(limit.is_none(), sum == expected);
            }
            Err(missing) => {
                prop_assert!(expected < 1);
                prop_assert_eq!(missing, NoPrice::NotAPrice(i128::from(sum)));
            }
        }
    }
}
