//! What labels and version hashes promise.

use super::*;
use crate::catalog::{PermitType, seed_best_before_limits};
use crate::shared::{Id, Unit};
use proptest::prelude::*;

fn label() -> LabelFacts {
    LabelFacts {
        name: "Keripik Pisang".into(),
        net_content: Quantity::parse("250", Unit::Grm).expect("grams"),
        ingredients: vec!["pisang".into(), "minyak".into()],
        producer: "Dapur Ibu, Metro".into(),
        storage: Storage::RoomTemperature,
        best_before_days: Some(90),
        allergens: vec![Allergen::Milk, Allergen::Soy],
    }
}

fn permit(number: &str) -> Permit {
    let day = "2025-01-01".parse().expect("a date");
    Permit { kind: PermitType::HomeFoodPermit, number: number.into(), issued_on: day, expires_on: None }
}

fn hash(label: &LabelFacts, permits: &[Permit]) -> TextHash {
    let (product, variant) =
        (ProductId::from_uuid(uuid::Uuid::nil()), VariantId::from_uuid(uuid::Uuid::nil()));
    ProductVersion { product, variant, gtin: None, label, traits: &[], permits }.hash()
}

#[test]
fn a_changed_label_recipe_or_permit_is_another_version() {
    let first = hash(&label(), &[permit("1")]);
    let changes: [fn(&mut LabelFacts); 5] = [
        |l| l.name.push('!'),
        |l| l.ingredients.swap(0, 1),
        |l| l.net_content = Quantity::parse("0.25", Unit::Kgm).expect("kilograms"),
        |l| l.best_before_days = None,
        |l| l.storage = Storage::Chilled,
    ];
    for change in changes {
        let mut changed = label();
        change(&mut changed);
        assert_ne!(hash(&changed, &[permit("1")]), first, "{changed:?}");
    }
    assert_ne!(hash(&label(), &[permit("2")]), first);
    assert_ne!(hash(&label(), &[]), first);
}

#[test]
fn the_order_of_allergens_and_permits_is_no_change() {
    let mut turned = label();
    turned.allergens.reverse();
    assert_eq!(hash(&turned, &[permit("2"), permit("1")]), hash(&label(), &[permit("1"), permit("2")]));
}

#[test]
fn eggs_keep_14_days_at_room_temperature_and_30_chilled() {
    let limits = seed_best_before_limits();
    let (eggs, shell) = ("eggs".parse().expect("a code"), "fresh_shell".parse().expect("a code"));
    let limits = limits_for(&limits, &eggs, &shell, "2025-01-01".parse().expect("a date"));
    let codes = |storage, days| {
        let label = LabelFacts { storage, best_before_days: days, ..label() };
        label.check(&limits).into_iter().map(|i| i.code).collect::<Vec<_>>()
    };
    assert!(codes(Storage::RoomTemperature, Some(14)).is_empty());
    assert_eq!(codes(Storage::RoomTemperature, Some(15)), ["best-before-limit"]);
    assert!(codes(Storage::Chilled, Some(30)).is_empty());
    assert_eq!(codes(Storage::Chilled, Some(31)), ["best-before-limit"]);
    assert_eq!(codes(Storage::Chilled, None), ["best-before-limit"]);
    let laid = "2025-09-26".parse().expect("a date");
    let label = LabelFacts { best_before_days: Some(14), ..label() };
    assert_eq!(label.best_before(laid).map(|d| d.to_string()), Some("2025-10-10".into()));
}

#[test]
fn a_limit_counts_for_its_commodity_and_form_on_its_days_alone() {
    let limits = seed_best_before_limits();
    let eggs = limits.first().expect("a limit");
    let count = |commodity: &str, form: &str, day: &str| {
        let (commodity, form) = (commodity.parse().expect("a code"), form.parse().expect("a code"));
        limits_for(std::slice::from_ref(eggs), &commodity, &form, day.parse().expect("a date")).len()
    };
    let (commodity, form) = (eggs.commodity.to_string(), eggs.form.to_string());
    let (first, before) = (eggs.in_force.from, eggs.in_force.from.pred_opt().expect("a date"));
    assert_eq!(count(&commodity, &form, &first.to_string()), 1);
    assert_eq!(count(&commodity, &form, &before.to_string()), 0);
    assert_eq!(count(&commodity, "other", &first.to_string()), 0);
    assert_eq!(count("other", &form, &first.to_string()), 0);
}

#[test]
fn every_mistake_on_a_label_is_listed_at_once() {
    let bad = LabelFacts {
        name: " ".into(),
        net_content: Quantity::from_stored(0, Unit::Grm),
        ingredients: vec!["gula".into(), String::new()],
        producer: "a\u{0}b".into(),
        best_before_days: Some(0),
        allergens: vec![Allergen::Egg, Allergen::Egg],
        ..label()
    };
    let pointers: Vec<_> = bad.check(&[]).into_iter().map(|i| i.pointer).collect();
    let expected =
        ["/name", "/producer", "/net_content", "/ingredients/1", "/allergens/1", "/best_before_days"];
    assert_eq!(pointers, expected);
    assert!(label().check(&[]).is_empty());
}

proptest! {
    #[test]
    fn the_same_facts_always_hash_alike(name in ".{1,30}", days in proptest::option::of(1..400_u32)) {
        let one = LabelFacts { name, best_before_days: days, ..label() };
        prop_assert_eq!(hash(&one, &[]), hash(&one.clone(), &[]));
    }
}
