//! The rows the document gate starts with; dated, each with its legal basis, meant to be kept as data.

use chrono::NaiveDate;

use crate::logistics::{GateRule, GoodsKind, JourneyPaperKind, JourneyRequirement, Requirement, RouteKind};
use crate::shared::{BusinessSize, Dated, Period};

/// Law 18/2009 on livestock and animal health.
const LIVESTOCK_LAW: NaiveDate = NaiveDate::from_ymd_opt(2009, 6, 4).expect("a day of June");
/// Law 18/2012 on food.
const FOOD_LAW: NaiveDate = NaiveDate::from_ymd_opt(2012, 11, 16).expect("a day of November");
/// The day from which food of medium and large businesses needs a halal certificate.
const HALAL_FOOD: NaiveDate = NaiveDate::from_ymd_opt(2024, 10, 17).expect("a day of October");
/// The day from which that of micro and small ones needs it.
const HALAL_FOOD_OF_SMALL: NaiveDate = NaiveDate::from_ymd_opt(2026, 10, 17).expect("a day of October");

/// Law 21/2019 on quarantine.
const QUARANTINE_LAW: NaiveDate = NaiveDate::from_ymd_opt(2019, 10, 18).expect("a day of October");
/// The rules on trade between islands of 2020; illustrative to the day.
const TRADE_BETWEEN_ISLANDS: NaiveDate = NaiveDate::from_ymd_opt(2020, 12, 1).expect("a day of December");
/// The rules on movements of animals of 2023; illustrative to the day.
const MOVEMENT_RULES: NaiveDate = NaiveDate::from_ymd_opt(2023, 6, 1).expect("a day of June");

const QUARANTINE: &str = "UU 21/2019 tentang Karantina Hewan, Ikan, dan Tumbuhan, Pasal 35 dan 88";
const MANIFEST: &str = "Permendag 92/2020 tentang Perdagangan Antarpulau, Pasal 4";
const RECOMMENDATION: &str =
    "Permentan 17/2023 tentang Tata Cara Pengawasan Lalu Lintas Hewan; rekomendasi pemasukan DKI Jakarta";
const SKKH: &str = "UU 18/2009 jo. UU 41/2014 tentang Peternakan dan Kesehatan Hewan; Permentan 17/2023";
const NKV: &str = "UU 18/2009 Pasal 60; Permentan 11/2020 tentang Sertifikasi Nomor Kontrol Veteriner";
const PERMIT: &str = "UU 18/2012 tentang Pangan, Pasal 91";
const HALAL: &str =
    "UU 33/2014 tentang Jaminan Produk Halal, Pasal 4; wajib untuk makanan sejak 17 Oktober 2024";
const HALAL_OF_LARGE: &str =
    "UU 33/2014 Pasal 4; PP 42/2024: makanan usaha menengah dan besar sejak 17 Oktober 2024";
const HALAL_OF_SMALL: &str =
    "UU 33/2014 Pasal 4; PP 42/2024: makanan usaha mikro dan kecil sejak 17 Oktober 2026";

/// The rows of [`GateRule`] to start with (DOMAIN sections 6 and 7).
pub fn seed_gate_rules() -> Vec<Dated<GateRule>> {
    use GoodsKind as G;
    use Requirement as R;
    use RouteKind as W;
    let row = |goods, route, requirement, source: &str, from| Dated {
        rule: GateRule { goods, route, supplier_kind: None, supplier_sizes: Vec::new(), requirement },
        in_force: Period { from, until: None },
        source: source.to_owned(),
    };
    let between = R::VeterinaryNumberBetweenProvinces;
    let mut rows = vec![
        row(G::Meat, W::BetweenProvinces, between, NKV, LIVESTOCK_LAW),
        row(G::Meat, W::WithinProvince, R::VeterinaryNumber, NKV, LIVESTOCK_LAW),
        never(row(G::Meat, W::Any, R::HalalCertificate, HALAL, HALAL_FOOD)),
        row(G::FreshAnimalProduct, W::BetweenProvinces, between, NKV, LIVESTOCK_LAW),
        row(G::FreshAnimalProduct, W::WithinProvince, R::VeterinaryNumber, NKV, LIVESTOCK_LAW),
        row(G::ProcessedFood, W::Any, R::FoodPermit, PERMIT, FOOD_LAW),
        never(row(G::ProcessedFood, W::Any, R::HalalCertificate, HALAL, HALAL_FOOD)),
    ];
    rows.extend([G::Meat, G::ProcessedFood].into_iter().flat_map(halal_by_size));
    rows
}

/// A row that was corrected: it made no difference between large and small, and never was right.
fn never(row: Dated<GateRule>) -> Dated<GateRule> {
    let in_force = Period { until: row.in_force.from.pred_opt(), ..row.in_force };
    Dated { in_force, ..row }
}

/// Halal certificates of goods: medium and large businesses first, micro and small ones two years later.
fn halal_by_size(goods: GoodsKind) -> [Dated<GateRule>; 2] {
    use BusinessSize as S;
    let row = |sizes: [S; 2], from, source: &str| Dated {
        rule: GateRule {
            goods,
            route: RouteKind::Any,
            supplier_kind: None,
            supplier_sizes: sizes.to_vec(),
            requirement: Requirement::HalalCertificate,
        },
        in_force: Period { from, until: None },
        source: source.to_owned(),
    };
    [
        row([S::Medium, S::Large], HALAL_FOOD, HALAL_OF_LARGE),
        row([S::Micro, S::Small], HALAL_FOOD_OF_SMALL, HALAL_OF_SMALL),
    ]
}

/// The rows of [`JourneyRequirement`] to start with.
pub fn seed_journey_requirements() -> Vec<Dated<JourneyRequirement>> {
    use GoodsKind as G;
    use JourneyPaperKind as P;
    use RouteKind as W;
    let row = |goods, route, into: Option<&str>, paper, from, source: &str| Dated {
        rule: JourneyRequirement {
            goods,
            route,
            destination_region_code: into.and_then(|code| code.parse().ok()),
            paper,
            needs_confirmation: false,
        },
        in_force: Period { from, until: None },
        source: source.to_owned(),
    };
    let of_animals = [G::Meat, G::FreshAnimalProduct];
    let certified =
        |goods| row(goods, W::BetweenProvinces, None, P::VeterinaryCertificate, MOVEMENT_RULES, SKKH);
    let quarantined =
        |goods| row(goods, W::BetweenIslands, None, P::QuarantineCertificate, QUARANTINE_LAW, QUARANTINE);
    let recommended = |goods| {
        row(goods, W::BetweenProvinces, Some("31"), P::EntryRecommendation, MOVEMENT_RULES, RECOMMENDATION)
    };
    let listed =
        |goods| row(goods, W::BetweenIslands, None, P::InterIslandManifest, TRADE_BETWEEN_ISLANDS, MANIFEST);
    let mut rows = vec![
        row(G::LiveAnimal, W::Any, None, P::VeterinaryCertificate, LIVESTOCK_LAW, SKKH),
        quarantined(G::LiveAnimal),
        row(G::LiveAnimal, W::Any, Some("31"), P::EntryRecommendation, MOVEMENT_RULES, RECOMMENDATION),
    ];
    rows.extend(of_animals.map(certified));
    rows.extend([G::Meat, G::FreshAnimalProduct, G::FreshPlantProduct].map(quarantined));
    rows.extend(of_animals.map(recommended));
    rows.extend(G::ALL.iter().map(|goods| listed(*goods)));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logistics::{
        DocumentKind, GateFacts, GateLoad, GateRules, HeldDocument, JourneyPaper, VeterinaryLevel,
        check_document_gate, heads_used,
    };
    use crate::shared::{DatedRule as _, PartyKind, Refusal, RefusalCode, Unmet};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn period(from: &str, until: &str) -> Period {
        Period { from: day(from), until: Some(day(until)) }
    }

    fn load(goods: GoodsKind, commodity: &str, heads: i64, documents: Vec<HeldDocument>) -> GateLoad {
        let (subject, supplier_kind) = (format!("load of {commodity}"), PartyKind::Company);
        GateLoad {
            subject,
            commodity: commodity.to_owned(),
            form: "live".to_owned(),
            goods,
            ordered_to: None,
            supplier_kind,
            supplier_size: None,
            heads,
            grams: None,
            documents,
        }
    }

    fn facts(loads: Vec<GateLoad>, papers: Vec<JourneyPaper>) -> GateFacts {
        GateFacts {
            origin: "18.72".parse().expect("Metro"),
            destination: "31".parse().expect("Jakarta"),
            day: day("2025-07-01"),
            loads,
            papers,
        }
    }

    fn certificate(number: &str, heads: i64) -> JourneyPaper {
        JourneyPaper {
            kind: JourneyPaperKind::VeterinaryCertificate,
            number: number.to_owned(),
            commodity: Some("cattle".to_owned()),
            heads: Some(heads),
            confirmed: false,
            origin: "18.72".parse().expect("Metro"),
            destination: "31".parse().expect("Jakarta"),
            valid: period("2025-06-28", "2025-07-01"),
            contradicted: false,
        }
    }

    fn paper(kind: DocumentKind, level: Option<VeterinaryLevel>) -> HeldDocument {
        HeldDocument { kind, level, valid: period("2024-01-01", "2025-07-01") }
    }

    fn seeds() -> GateRules {
        // The veterinary certificate alone; the others have tests of their own.
        let journey = seed_journey_requirements().into_iter().take(1).collect();
        GateRules { held: seed_gate_rules(), journey, weights: Vec::new() }
    }

    fn check(facts: &GateFacts) -> Result<(), Refusal> {
        check_document_gate(&seeds(), facts)
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

    fn cattle(certificates: Vec<JourneyPaper>) -> GateFacts {
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
                .starts_with("Attach a veterinary certificate (SKKH) for 10 more head (origin Kota Metro")
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
            JourneyPaper { commodity: Some("goat".to_owned()), ..right() },
            JourneyPaper { origin: "18.71".parse().expect("a city"), ..right() },
            JourneyPaper { destination: "32".parse().expect("a province"), ..right() },
            JourneyPaper { valid: period("2025-06-01", "2025-06-30"), ..right() },
            JourneyPaper { heads: Some(-30), ..right() },
        ];
        for certificate in wrong {
            assert_eq!(unmet(&cattle(vec![certificate]))[0].found.en, "0 head");
        }
        let province = JourneyPaper { origin: "18".parse().expect("Lampung"), ..right() };
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
    fn a_nearer_destination_is_no_way_around_a_paper() {
        let to = |destination: &str, ordered: &str, level| {
            let papers = vec![paper(DocumentKind::VeterinaryControlNumber, Some(level))];
            let mut eggs = load(GoodsKind::FreshAnimalProduct, "eggs", 0, papers);
            eggs.ordered_to = Some(ordered.parse().expect("a region"));
            let destination = destination.parse().expect("a region");
            check(&GateFacts { destination, ..facts(vec![eggs], vec![]) })
        };
        let nearer = to("18.71", "31", VeterinaryLevel::Three).expect_err("level II for Jakarta");
        assert_eq!(nearer.unmet.len(), 1);
        assert_eq!(nearer.unmet[0].rule, "veterinary_number_between_provinces");
        assert_eq!(to("18.71", "31", VeterinaryLevel::Two), Ok(()));
        assert_eq!(to("18.71", "18", VeterinaryLevel::Three), Ok(()));
        let farther = to("31", "18.71", VeterinaryLevel::Three).expect_err("it goes to Jakarta");
        assert_eq!(farther.unmet.len(), 1);
        let mut herd = cattle(vec![certificate("SKKH-1", 30)]);
        herd.loads.iter_mut().for_each(|truck| truck.ordered_to = "31.75".parse().ok());
        assert_eq!(check(&herd), Ok(()), "an order in the province of the destination asks for nothing more");
        herd.loads[0].ordered_to = "16".parse().ok();
        assert_eq!(
            unmet(&herd)[0].required.en,
            "18 head",
            "the herd ordered elsewhere needs papers for there"
        );
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
        let mut rules = seeds();
        rules.held.retain(|row| row.rule.requirement == Requirement::FoodPermit);
        rules.held[0].rule.supplier_kind = Some(PartyKind::Msme);
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
        let expected = ["veterinary_number_between_provinces", "halal_certificate", "veterinary_certificate"];
        assert_eq!(rules(&facts(loads, vec![])), expected);
    }

    #[test]
    fn a_paper_that_needs_confirmation_counts_once_it_is_confirmed() {
        let mut rules = seeds();
        rules.journey[0].rule.needs_confirmation = true;
        let facts = cattle(vec![certificate("SKKH-1", 30)]);
        let refused = check_document_gate(&rules, &facts).expect_err("nobody confirmed it");
        assert_eq!(refused.unmet[0].found.en, "0 head");
        let confirmed = JourneyPaper { confirmed: true, ..certificate("SKKH-1", 30) };
        assert_eq!(check_document_gate(&rules, &cattle(vec![confirmed])), Ok(()));
    }

    #[test]
    fn the_heads_of_a_load_are_spread_over_its_papers() {
        let goats = JourneyPaper { commodity: Some("goat".to_owned()), ..certificate("SKKH-2", 9) };
        let elsewhere =
            JourneyPaper { destination: "16".parse().expect("a region"), ..certificate("SKKH-4", 9) };
        let papers = vec![certificate("SKKH-1", 20), goats, elsewhere, certificate("SKKH-3", 20)];
        assert_eq!(heads_used(&cattle(papers.clone())), [20, 0, 0, 10]);
        let goats = load(GoodsKind::LiveAnimal, "goat", 4, vec![]);
        assert_eq!(heads_used(&facts(vec![goats], papers.clone())), [0, 4, 0, 0]);
        let rice = load(GoodsKind::FreshPlantProduct, "rice", 0, vec![]);
        assert_eq!(heads_used(&facts(vec![rice], papers)), [0, 0, 0, 0]);
    }

    #[test]
    fn food_of_micro_and_small_businesses_needs_halal_two_years_later() {
        let needed = |goods, size, on| {
            let mut load = load(goods, "food", 0, vec![]);
            load.supplier_size = size;
            let facts = GateFacts { day: day(on), ..facts(vec![load], vec![]) };
            rules(&facts).iter().filter(|rule| *rule == "halal_certificate").count()
        };
        use BusinessSize as S;
        for goods in [GoodsKind::Meat, GoodsKind::ProcessedFood] {
            for size in [None, Some(S::Large), Some(S::Medium)] {
                assert_eq!(needed(goods, size, "2024-10-16"), 0, "{size:?}");
                assert_eq!(needed(goods, size, "2024-10-17"), 1, "{size:?}");
                assert_eq!(needed(goods, size, "2026-10-17"), 1, "{size:?}");
            }
            for size in [Some(S::Micro), Some(S::Small)] {
                assert_eq!(needed(goods, size, "2026-10-16"), 0, "{size:?}");
                assert_eq!(needed(goods, size, "2026-10-17"), 1, "{size:?}");
            }
        }
    }

    #[test]
    fn rows_of_different_sizes_have_different_keys_whatever_the_order() {
        let mut keys: Vec<String> = seed_gate_rules().iter().map(|row| row.rule.key()).collect();
        assert!(keys.contains(&"meat any any halal_certificate medium large".to_owned()));
        assert!(keys.contains(&"meat any any halal_certificate".to_owned()), "as it was before sizes");
        let all = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), all);
        let mut turned = seed_gate_rules().pop().expect("a row").rule;
        let key = turned.key();
        turned.supplier_sizes.reverse();
        assert_eq!(turned.key(), key);
    }
}
