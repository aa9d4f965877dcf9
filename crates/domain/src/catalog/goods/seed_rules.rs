//! The rules an empty catalog starts with: permits and best-before limits, each with its source.
//!
//! Owns figures only. Start dates earlier than the platform's trade are not researched to the day: such a rule
//! simply starts on 1 January of the year of its source.

use chrono::NaiveDate;

use crate::catalog::goods::seed::{commodity_code, date, form_code};
use crate::catalog::{
    BestBeforeLimit, CommodityGroup, PermitRequirement, PermitRule, PermitRules, PermitTerm, PermitType,
    ProductTrait, Storage,
};
use crate::shared::{Bilingual, BusinessSize, Dated, Period};

/// The permit rules the platform starts with.
pub fn seed_permit_rules() -> PermitRules {
    let mut rows = terms();
    // Two rows that were corrected and never were right: the one cited PP 39/2021, which PP 42/2024 had replaced when the
    // duty began; the other made no difference between large and small.
    let never = |source| {
        let mut row = halal(&[], date(2024, 10, 17), source);
        row.in_force.until = Some(date(2024, 10, 16));
        row
    };
    rows.extend([
        food_permit(),
        never("UU 33/2014 pasal 4; PP 39/2021 pasal 140"),
        veterinary_control(),
        never(HALAL),
        halal(&[BusinessSize::Medium, BusinessSize::Large], date(2024, 10, 17), HALAL),
        halal(&[BusinessSize::Micro, BusinessSize::Small], date(2026, 10, 17), HALAL),
    ]);
    PermitRules(rows)
}

const HALAL: &str = "UU 33/2014 pasal 4; PP 42/2024";

fn terms() -> Vec<Dated<PermitRule>> {
    let term = |permit, not_for: &[ProductTrait], source: &str| Dated {
        rule: PermitRule::LongestTerm(PermitTerm { permit, max_years: Some(5), not_for: not_for.to_vec() }),
        in_force: Period { from: date(1900, 1, 1), until: None },
        source: source.into(),
    };
    let barred = [ProductTrait::Milk, ProductTrait::Meat, ProductTrait::Frozen];
    vec![
        term(PermitType::HomeFoodPermit, &barred, "Peraturan BPOM 22/2018"),
        term(PermitType::VeterinaryControlNumber, &[], "Permentan 11/2020"),
    ]
}

fn required(rule: PermitRequirement, from: NaiveDate, source: &str) -> Dated<PermitRule> {
    let in_force = Period { from, until: None };
    Dated { rule: PermitRule::Required(rule), in_force, source: source.into() }
}

fn food_permit() -> Dated<PermitRule> {
    let rule = PermitRequirement {
        rule: "food_permit_standing".into(),
        groups: vec![CommodityGroup::ProcessedFood, CommodityGroup::MixedGoods],
        unless: vec![ProductTrait::NotFood],
        sizes: Vec::new(),
        any_of: vec![PermitType::HomeFoodPermit, PermitType::IndustrialFoodPermit],
        how_to_fix: Bilingual::new(
            "Ajukan SPP-IRT (PIRT) melalui oss.go.id, dibantu dinas kesehatan setempat; untuk susu, daging atau makanan beku ajukan izin BPOM MD. Lalu daftarkan nomornya pada produk ini.",
            "Apply for an SPP-IRT (PIRT) at oss.go.id, with the help of the local health agency; for milk, meat or frozen food apply for a BPOM MD permit. Then add its number to this product.",
        ),
    };
    required(rule, date(2012, 1, 1), "UU 18/2012 pasal 91; Peraturan BPOM 22/2018")
}

fn halal(sizes: &[BusinessSize], from: NaiveDate, source: &str) -> Dated<PermitRule> {
    let rule = PermitRequirement {
        rule: "halal_certificate_standing".into(),
        groups: vec![
            CommodityGroup::ProcessedFood,
            CommodityGroup::MixedGoods,
            CommodityGroup::AnimalProduct,
        ],
        unless: vec![ProductTrait::NotFood, ProductTrait::NonHalal, ProductTrait::NaturallyHalal],
        sizes: sizes.to_vec(),
        any_of: vec![PermitType::HalalCertificate],
        how_to_fix: Bilingual::new(
            "Ajukan sertifikat halal di ptsp.halal.go.id; usaha mikro dan kecil dapat memakai jalur self declare (SEHATI). Lalu daftarkan nomornya pada produk ini.",
            "Apply for a halal certificate at ptsp.halal.go.id; micro and small businesses can use the self-declared path (SEHATI). Then add its number to this product.",
        ),
    };
    required(rule, from, source)
}

fn veterinary_control() -> Dated<PermitRule> {
    let rule = PermitRequirement {
        rule: "veterinary_control_number_standing".into(),
        groups: vec![CommodityGroup::AnimalProduct],
        unless: vec![ProductTrait::NotFood],
        sizes: Vec::new(),
        any_of: vec![PermitType::VeterinaryControlNumber],
        how_to_fix: Bilingual::new(
            "Ajukan sertifikat NKV untuk unit usaha ini ke dinas peternakan provinsi, lalu daftarkan nomornya pada produk ini.",
            "Apply to the provincial livestock agency for the veterinary control number (NKV) of this unit, then add it to this product.",
        ),
    };
    required(rule, date(2020, 1, 1), "Permentan 11/2020")
}

/// The best-before limits the platform starts with: eggs 14 days at room temperature, 30 days at 4-7 C.
pub fn seed_best_before_limits() -> Vec<BestBeforeLimit> {
    let eggs = |storage, max_days| BestBeforeLimit {
        commodity: commodity_code("eggs"),
        form: form_code("fresh_shell"),
        storage,
        max_days,
        in_force: Period { from: date(2008, 1, 1), until: None },
        legal_basis: "SNI 3926:2008".into(),
    };
    vec![eggs(Storage::RoomTemperature, 14), eggs(Storage::Chilled, 30)]
}
