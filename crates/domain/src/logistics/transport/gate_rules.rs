//! The rows the document gate starts with; dated, each with its legal basis, meant to be kept as data.

use chrono::NaiveDate;

use crate::logistics::{GateRule, GoodsKind, Requirement, RouteKind};
use crate::shared::Period;

/// Law 18/2009 on livestock and animal health.
const LIVESTOCK_LAW: NaiveDate = NaiveDate::from_ymd_opt(2009, 6, 4).expect("a day of June");
/// Law 18/2012 on food.
const FOOD_LAW: NaiveDate = NaiveDate::from_ymd_opt(2012, 11, 16).expect("a day of November");
/// The day from which food needs a halal certificate.
const HALAL_FOOD: NaiveDate = NaiveDate::from_ymd_opt(2024, 10, 17).expect("a day of October");

const SKKH: &str = "UU 18/2009 jo. UU 41/2014 tentang Peternakan dan Kesehatan Hewan; Permentan 17/2023";
const NKV: &str = "UU 18/2009 Pasal 60; Permentan 11/2020 tentang Sertifikasi Nomor Kontrol Veteriner";
const PERMIT: &str = "UU 18/2012 tentang Pangan, Pasal 91";
const HALAL: &str =
    "UU 33/2014 tentang Jaminan Produk Halal, Pasal 4; wajib untuk makanan sejak 17 Oktober 2024";

/// The rows to start with (DOMAIN sections 6 and 7).
pub fn seed_gate_rules() -> Vec<GateRule> {
    use GoodsKind as G;
    use Requirement as R;
    use RouteKind as W;
    let rule = |goods, route, requirement, legal_basis: &str, from| GateRule {
        goods,
        route,
        supplier_kind: None,
        requirement,
        legal_basis: legal_basis.to_owned(),
        valid: Period { from, until: None },
    };
    vec![
        rule(G::LiveAnimal, W::Any, R::AnimalHealthCertificate, SKKH, LIVESTOCK_LAW),
        rule(G::Meat, W::BetweenProvinces, R::VeterinaryNumberBetweenProvinces, NKV, LIVESTOCK_LAW),
        rule(G::Meat, W::WithinProvince, R::VeterinaryNumber, NKV, LIVESTOCK_LAW),
        rule(G::Meat, W::Any, R::HalalCertificate, HALAL, HALAL_FOOD),
        rule(
            G::FreshAnimalProduct,
            W::BetweenProvinces,
            R::VeterinaryNumberBetweenProvinces,
            NKV,
            LIVESTOCK_LAW,
        ),
        rule(G::FreshAnimalProduct, W::WithinProvince, R::VeterinaryNumber, NKV, LIVESTOCK_LAW),
        rule(G::ProcessedFood, W::Any, R::FoodPermit, PERMIT, FOOD_LAW),
        rule(G::ProcessedFood, W::Any, R::HalalCertificate, HALAL, HALAL_FOOD),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logistics::CertificateKind;
    use crate::logistics::{
        AnimalCertificate, DocumentKind, GateFacts, GateLoad, HeldDocument, VeterinaryLevel,
        check_document_gate,
    };
    use crate::shared::{PartyKind, Refusal, RefusalCode, Unmet};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn period(from: &str, until: &str) -> Period {
        Period { from: day(from), until: Some(day(until)) }
    }

    fn load(goods: GoodsKind, commodity: &str, heads: i64, documents: Vec<HeldDocument>) -> GateLoad {
        let (subject, supplier_kind) = (format!("load of {commodity}"), PartyKind::Company);
        GateLoad { subject, commodity: commodity.to_owned(), goods, supplier_kind, heads, documents }
    }

    fn facts(loads: Vec<GateLoad>, certificates: Vec<AnimalCertificate>) -> GateFacts {
        GateFacts {
            origin: "18.72".parse().expect("Metro"),
            destination: "31".parse().expect("Jakarta"),
            day: day("2025-07-01"),
            loads,
            certificates,
        }
    }

    fn certificate(number: &str, heads: i64) -> AnimalCertificate {
        AnimalCertificate {
            number: number.to_owned(),
            commodity: "cattle".to_owned(),
            heads,
            origin: "18.72".parse().expect("Metro"),
            destination: "31".parse().expect("Jakarta"),
            valid: period("2025-06-28", "2025-07-01"),
        }
    }

    fn paper(kind: DocumentKind, level: Option<VeterinaryLevel>) -> HeldDocument {
        HeldDocument { kind, level, valid: period("2024-01-01", "2025-07-01") }
    }

    fn check(facts: &GateFacts) -> Result<(), Refusal> {
        check_document_gate(&seed_gate_rules(), facts)
    }

    fn unmet(facts: &GateFacts) -> Vec<Unmet> {
        let refusal = check(facts).expect_err("papers are missing");
        assert_eq!(refusal.code, RefusalCode::DocumentGate);
        assert!(refusal.unmet.iter().all(|unmet| unmet.legal_basis.is_some()));
        refusal.unmet
    }

    fn rules(facts: &GateFacts) -> Vec<String> {
        unmet(facts).into_iter().map(|unmet| unmet.rule).collect()
    }

    fn cattle(certificates: Vec<AnimalCertificate>) -> GateFacts {
        let truck = |heads| load(GoodsKind::LiveAnimal, "cattle", heads, vec![]);
        facts(vec![truck(18), truck(12)], certificates)
    }

    #[test]
    fn thirty_head_on_a_certificate_for_twenty_do_not_leave() {
        let unmet = unmet(&cattle(vec![certificate("SKKH-1", 20)]));
        assert_eq!(unmet.len(), 1);
        assert_eq!((unmet[0].found.id.as_str(), unmet[0].required.en.as_str()), ("20 ekor", "30 head"));
        assert!(
            unmet[0]
                .how_to_fix
                .en
                .starts_with("Attach health certificates for 10 more head (origin Kota Metro")
        );
        assert!(unmet[0].how_to_fix.id.contains("10 ekor lagi"));
    }

    #[test]
    fn certificates_add_up_but_the_same_number_counts_once() {
        assert_eq!(check(&cattle(vec![certificate("SKKH-1", 20), certificate("SKKH-2", 10)])), Ok(()));
        let twice = unmet(&cattle(vec![certificate("SKKH-1", 20), certificate("SKKH-1", 20)]));
        assert_eq!(twice[0].found.en, "20 head");
    }

    #[test]
    fn a_certificate_for_another_route_animal_or_day_does_not_count() {
        let right = || certificate("SKKH-1", 30);
        assert_eq!(check(&cattle(vec![right()])), Ok(()));
        let wrong = [
            AnimalCertificate { commodity: "goat".to_owned(), ..right() },
            AnimalCertificate { origin: "18.71".parse().expect("a city"), ..right() },
            AnimalCertificate { destination: "32".parse().expect("a province"), ..right() },
            AnimalCertificate { valid: period("2025-06-01", "2025-06-30"), ..right() },
            AnimalCertificate { heads: -30, ..right() },
        ];
        for certificate in wrong {
            assert_eq!(unmet(&cattle(vec![certificate]))[0].found.en, "0 head");
        }
        let province = AnimalCertificate { origin: "18".parse().expect("Lampung"), ..right() };
        assert_eq!(check(&cattle(vec![province])), Ok(()));
    }

    #[test]
    fn animal_products_cross_provinces_only_with_level_one_or_two() {
        let eggs = |level| {
            let papers = vec![paper(DocumentKind::VeterinaryControlNumber, Some(level))];
            facts(vec![load(GoodsKind::FreshAnimalProduct, "eggs", 0, papers)], vec![])
        };
        assert_eq!(check(&eggs(VeterinaryLevel::One)), Ok(()));
        assert_eq!(check(&eggs(VeterinaryLevel::Two)), Ok(()));
        let refused = unmet(&eggs(VeterinaryLevel::Three));
        assert_eq!(refused[0].found.id, "sertifikat NKV tingkat III (1 Januari 2024 sampai 1 Juli 2025)");
        assert_eq!(refused[0].required.id, "sertifikat NKV tingkat I atau II yang berlaku pada 1 Juli 2025");
        let inside =
            GateFacts { destination: "18.71".parse().expect("a city"), ..eggs(VeterinaryLevel::Three) };
        assert_eq!(check(&inside), Ok(()));
        let lapsed = GateFacts { day: day("2025-07-02"), ..eggs(VeterinaryLevel::Two) };
        assert_eq!(rules(&lapsed), ["veterinary_number_between_provinces"]);
    }

    #[test]
    fn food_needs_its_permit_and_from_october_2024_halal() {
        let snacks = |documents| facts(vec![load(GoodsKind::ProcessedFood, "umkm", 0, documents)], vec![]);
        assert_eq!(rules(&snacks(vec![])), ["food_permit", "halal_certificate"]);
        let permit = || paper(DocumentKind::HomeFoodPermit, None);
        assert_eq!(rules(&snacks(vec![permit()])), ["halal_certificate"]);
        assert_eq!(check(&GateFacts { day: day("2024-10-16"), ..snacks(vec![permit()]) }), Ok(()));
        assert_eq!(
            rules(&GateFacts { day: day("2024-10-17"), ..snacks(vec![permit()]) }),
            ["halal_certificate"]
        );
        let industrial = paper(DocumentKind::IndustrialFoodPermit, None);
        assert_eq!(check(&snacks(vec![industrial, paper(DocumentKind::HalalCertificate, None)])), Ok(()));
    }

    #[test]
    fn a_rule_for_one_kind_of_supplier_spares_the_others() {
        let mut rules = seed_gate_rules();
        rules.retain(|rule| rule.requirement == Requirement::FoodPermit);
        rules[0].supplier_kind = Some(PartyKind::Msme);
        let mut facts = facts(vec![load(GoodsKind::ProcessedFood, "umkm", 0, vec![])], vec![]);
        assert_eq!(check_document_gate(&rules, &facts), Ok(()));
        facts.loads[0].supplier_kind = PartyKind::Msme;
        assert!(check_document_gate(&rules, &facts).is_err());
    }

    #[test]
    fn a_mixed_load_lists_every_missing_paper_and_rice_needs_none() {
        let loads = vec![
            load(GoodsKind::Meat, "beef", 0, vec![]),
            load(GoodsKind::FreshPlantProduct, "rice", 0, vec![]),
            load(GoodsKind::LiveAnimal, "cattle", 3, vec![]),
        ];
        let expected =
            ["veterinary_number_between_provinces", "halal_certificate", "animal_health_certificate"];
        assert_eq!(rules(&facts(loads, vec![])), expected);
    }

    #[test]
    fn every_paper_but_that_for_one_journey_is_held_by_the_goods_themselves() {
        for kind in CertificateKind::ALL {
            let of_one_journey = *kind == CertificateKind::AnimalHealthCertificate;
            let held = kind.held().map(DocumentKind::label);
            assert_eq!(held, (!of_one_journey).then_some(kind.label()));
        }
    }
}
