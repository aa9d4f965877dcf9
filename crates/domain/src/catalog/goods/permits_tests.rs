//! What the permit rules promise, with the seeded figures.

use super::*;
use crate::catalog::seed_permit_rules;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn permit(kind: PermitType, issued: &str, expires: Option<&str>) -> Permit {
    Permit { kind, number: "1".into(), issued_on: day(issued), expires_on: expires.map(day) }
}

fn missing(group: CommodityGroup, traits: &[ProductTrait], permits: &[Permit], on: &str) -> Vec<String> {
    missing_of(None, group, traits, permits, on)
}

/// What the products of a business of a size lack.
fn missing_of(
    supplier_size: Option<BusinessSize>,
    group: CommodityGroup,
    traits: &[ProductTrait],
    permits: &[Permit],
    on: &str,
) -> Vec<String> {
    let nature = ProductNature { group, traits, supplier_size };
    match seed_permit_rules().permits_standing(nature, permits, day(on)) {
        Ok(()) => Vec::new(),
        Err(refusal) => {
            assert_eq!(refusal.code, RefusalCode::ProductPermitsMissing);
            assert!(refusal.unmet.iter().all(|u| u.legal_basis.is_some() && !u.how_to_fix.id.is_empty()));
            refusal.unmet.into_iter().map(|u| u.rule).collect()
        }
    }
}

fn pirt() -> Permit {
    permit(PermitType::HomeFoodPermit, "2022-03-01", Some("2027-03-01"))
}

fn halal() -> Permit {
    permit(PermitType::HalalCertificate, "2022-03-01", None)
}

#[test]
fn every_unmet_need_is_named_at_once() {
    let all = missing(CommodityGroup::ProcessedFood, &[], &[], "2025-01-01");
    assert_eq!(all, ["food_permit_standing", "halal_certificate_standing"]);
    assert!(missing(CommodityGroup::ProcessedFood, &[], &[pirt(), halal()], "2025-01-01").is_empty());
}

#[test]
fn halal_is_needed_from_17_october_2024() {
    assert!(missing(CommodityGroup::ProcessedFood, &[], &[pirt()], "2024-10-16").is_empty());
    let needed = missing(CommodityGroup::ProcessedFood, &[], &[pirt()], "2024-10-17");
    assert_eq!(needed, ["halal_certificate_standing"]);
}

#[test]
fn halal_is_needed_of_micro_and_small_businesses_two_years_later() {
    let needed = |size, on| {
        let missing = missing_of(size, CommodityGroup::ProcessedFood, &[], &[pirt()], on);
        missing == ["halal_certificate_standing"]
    };
    for small in [BusinessSize::Micro, BusinessSize::Small] {
        assert!(!needed(Some(small), "2026-10-16"), "{small}");
        assert!(needed(Some(small), "2026-10-17"), "{small}");
    }
    for large in [Some(BusinessSize::Medium), Some(BusinessSize::Large), None] {
        assert!(!needed(large, "2024-10-16"), "{large:?}");
        assert!(needed(large, "2024-10-17") && needed(large, "2026-10-17"), "{large:?}");
    }
}

#[test]
fn rows_for_different_sizes_have_different_keys() {
    let keys: Vec<String> = seed_permit_rules().0.iter().map(|row| row.rule.key()).collect();
    let halal = |sizes: &str| keys.contains(&format!("required halal_certificate_standing{sizes}"));
    assert!(halal("") && halal(" medium large") && halal(" micro small"), "{keys:?}");
}

#[test]
fn a_permit_lapses_the_day_after_its_last_day() {
    let permits = [pirt(), halal()];
    assert!(missing(CommodityGroup::MixedGoods, &[], &permits, "2027-03-01").is_empty());
    assert_eq!(missing(CommodityGroup::MixedGoods, &[], &permits, "2027-03-02"), ["food_permit_standing"]);
    assert_eq!(missing(CommodityGroup::MixedGoods, &[], &permits, "2022-02-28"), ["food_permit_standing"]);
}

#[test]
fn a_permit_may_stand_on_the_day_of_its_issue_alone() {
    let rules = seed_permit_rules();
    let one_day = permit(PermitType::HalalCertificate, "2022-03-01", Some("2022-03-01"));
    assert!(rules.check(&one_day).is_empty());
    let on = |d| rules.status(&one_day, day(d));
    assert_eq!(on("2022-02-28"), PermitStatus::NotYetValid);
    assert_eq!(on("2022-03-01"), PermitStatus::Standing);
    assert_eq!(on("2022-03-02"), PermitStatus::Expired);
}

#[test]
fn a_home_permit_never_covers_milk_meat_or_frozen_food() {
    for barred in [ProductTrait::Milk, ProductTrait::Meat, ProductTrait::Frozen] {
        let found = missing(CommodityGroup::ProcessedFood, &[barred], &[pirt(), halal()], "2025-01-01");
        assert_eq!(found, ["food_permit_standing"], "{barred}");
        let md = permit(PermitType::IndustrialFoodPermit, "2022-03-01", Some("2027-03-01"));
        assert!(missing(CommodityGroup::ProcessedFood, &[barred], &[md, halal()], "2025-01-01").is_empty());
    }
    let (group, traits) = (CommodityGroup::ProcessedFood, &[ProductTrait::Frozen]);
    let nature = ProductNature { group, traits, supplier_size: None };
    let refusal =
        seed_permit_rules().permits_standing(nature, &[pirt()], day("2024-01-01")).expect_err("frozen");
    assert_eq!(refusal.unmet[0].found.en, "home-industry food permit (PIRT) 1 (not for this product)");
    assert_eq!(refusal.unmet[0].required.id, "izin edar BPOM MD yang berlaku pada 1 Januari 2024");
}

#[test]
fn mixed_goods_count_as_food_unless_they_say_otherwise() {
    assert!(!missing(CommodityGroup::MixedGoods, &[], &[], "2025-01-01").is_empty());
    assert!(missing(CommodityGroup::MixedGoods, &[ProductTrait::NotFood], &[], "2025-01-01").is_empty());
}

#[test]
fn fresh_eggs_need_a_veterinary_number_and_no_halal_certificate() {
    let traits = [ProductTrait::NaturallyHalal];
    let none = missing(CommodityGroup::AnimalProduct, &traits, &[], "2025-01-01");
    assert_eq!(none, ["veterinary_control_number_standing"]);
    let nkv = permit(PermitType::VeterinaryControlNumber, "2022-03-01", Some("2027-03-01"));
    assert!(missing(CommodityGroup::AnimalProduct, &traits, &[nkv], "2025-01-01").is_empty());
}

#[test]
fn a_home_permit_is_valid_for_five_years_at_most() {
    let rules = seed_permit_rules();
    let check = |p: &Permit| rules.check(p).into_iter().map(|i| i.code).collect::<Vec<_>>();
    assert!(check(&pirt()).is_empty());
    assert_eq!(check(&permit(PermitType::HomeFoodPermit, "2022-03-01", Some("2027-03-02"))), ["permit-term"]);
    assert_eq!(check(&permit(PermitType::HomeFoodPermit, "2022-03-01", None)), ["permit-term"]);
    assert_eq!(check(&permit(PermitType::HalalCertificate, "2022-03-01", Some("2022-02-28"))), ["period"]);
    assert!(check(&halal()).is_empty());
    let stretched = permit(PermitType::HomeFoodPermit, "2022-03-01", Some("2040-01-01"));
    assert_eq!(rules.status(&stretched, day("2027-03-02")), PermitStatus::Expired);
}

#[test]
fn numbers_are_read_as_people_write_them_and_kept_in_one_way() {
    let read = |kind, text| permit_number("/number", kind, text).map_err(|invalid| invalid.code);
    for written in ["P-IRT 2061872010012-27", "206187201001227"] {
        assert_eq!(read(PermitType::HomeFoodPermit, written), Ok("206187201001227".into()), "{written}");
    }
    assert_eq!(read(PermitType::HomeFoodPermit, "PIRT"), Err("permit-number"));
    for written in ["MD 867012345678", "BPOM RI MD 867012345678", "md867012345678"] {
        assert_eq!(read(PermitType::IndustrialFoodPermit, written), Ok("MD867012345678".into()), "{written}");
    }
    assert_eq!(read(PermitType::IndustrialFoodPermit, "867012345678"), Err("permit-number"));
    assert_eq!(read(PermitType::HomeFoodPermit, "20618720100122"), Err("permit-number"));
    assert_eq!(
        read(PermitType::VeterinaryControlNumber, " rphr-1872010-001 "),
        Ok("RPHR-1872010-001".into())
    );
    assert_eq!(read(PermitType::HalalCertificate, ""), Err("permit-number"));
}
