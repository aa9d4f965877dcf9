//! Which papers a journey needs by the rows the platform starts with, and what counts as one.

use chrono::NaiveDate;

use super::*;
use crate::logistics::{GateLoad, GateRules, check_document_gate, seed_journey_requirements};
use crate::shared::PartyKind;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn region(code: &str) -> RegionCode {
    code.parse().expect("a region")
}

/// Goods on their way on a day.
fn journey(goods: GoodsKind, way: [&str; 2], on: &str, papers: Vec<JourneyPaper>) -> GateFacts {
    let live = goods == GoodsKind::LiveAnimal;
    let load = GateLoad {
        subject: "load".to_owned(),
        commodity: if live { "cattle" } else { "eggs" }.to_owned(),
        form: if live { "live" } else { "fresh" }.to_owned(),
        goods,
        ordered_to: None,
        supplier_kind: PartyKind::Company,
        supplier_size: None,
        heads: if live { 30 } else { 0 },
        grams: None,
        documents: Vec::new(),
    };
    let [origin, destination] = way.map(region);
    GateFacts { origin, destination, day: day(on), loads: vec![load], papers }
}

/// A paper from Metro to Jakarta for whatever is on board, valid in June 2025, without heads.
fn paper(kind: JourneyPaperKind) -> JourneyPaper {
    JourneyPaper {
        kind,
        number: "K-1".to_owned(),
        commodity: None,
        heads: None,
        confirmed: false,
        origin: region("18.72"),
        destination: region("31"),
        valid: Period { from: day("2025-06-01"), until: Some(day("2025-06-30")) },
        contradicted: false,
    }
}

fn unmet_of(facts: &GateFacts) -> Vec<Unmet> {
    let rules = GateRules { journey: seed_journey_requirements(), ..GateRules::default() };
    check_document_gate(&rules, facts).err().map_or_else(Vec::new, |refused| refused.unmet)
}

/// The papers that goods without any lack.
fn lacking(goods: GoodsKind, way: [&str; 2], on: &str) -> Vec<String> {
    unmet_of(&journey(goods, way, on, Vec::new())).into_iter().map(|unmet| unmet.rule).collect()
}

const METRO_JAKARTA: [&str; 2] = ["18.72", "31"];
const BLITAR_JAKARTA: [&str; 2] = ["35.72", "31"];
const VETERINARY: &str = "veterinary_certificate";
const QUARANTINE: &str = "quarantine_certificate";
const RECOMMENDATION: &str = "entry_recommendation";
const MANIFEST: &str = "inter_island_manifest";

#[test]
fn animals_and_what_comes_of_them_cross_the_sea_to_jakarta_with_four_papers() {
    for goods in [GoodsKind::LiveAnimal, GoodsKind::Meat, GoodsKind::FreshAnimalProduct] {
        let all = lacking(goods, METRO_JAKARTA, "2025-06-01");
        assert_eq!(all, [VETERINARY, QUARANTINE, RECOMMENDATION, MANIFEST], "{goods}");
        assert_eq!(lacking(goods, BLITAR_JAKARTA, "2025-06-01"), [VETERINARY, RECOMMENDATION], "{goods}");
        for elsewhere in [["35.72", "36.71"], ["18.72", "16"]] {
            assert_eq!(
                lacking(goods, elsewhere, "2025-06-01"),
                [VETERINARY],
                "{goods} past Jakarta, on one island"
            );
        }
    }
    let near = ["18.72", "18.71"];
    assert_eq!(lacking(GoodsKind::LiveAnimal, near, "2025-06-01"), [VETERINARY], "also inside a province");
    assert!(lacking(GoodsKind::FreshAnimalProduct, near, "2025-06-01").is_empty());
    assert!(
        lacking(GoodsKind::Meat, ["31.72", "31.75"], "2025-06-01").is_empty(),
        "it is in Jakarta already"
    );
}

#[test]
fn plants_need_quarantine_and_all_goods_the_manifest_between_islands_alone() {
    let plants = lacking(GoodsKind::FreshPlantProduct, METRO_JAKARTA, "2025-06-01");
    assert_eq!(plants, [QUARANTINE, MANIFEST]);
    for goods in [GoodsKind::ProcessedFood, GoodsKind::Other] {
        assert_eq!(lacking(goods, METRO_JAKARTA, "2025-06-01"), [MANIFEST], "{goods}");
    }
    for goods in [GoodsKind::FreshPlantProduct, GoodsKind::ProcessedFood, GoodsKind::Other] {
        assert!(lacking(goods, BLITAR_JAKARTA, "2025-06-01").is_empty(), "{goods}");
    }
}

#[test]
fn each_paper_is_needed_from_the_first_day_of_its_rule() {
    let eggs = |on| lacking(GoodsKind::FreshAnimalProduct, METRO_JAKARTA, on);
    assert!(eggs("2019-10-17").is_empty());
    assert_eq!(eggs("2019-10-18"), [QUARANTINE]);
    assert_eq!(eggs("2020-11-30"), [QUARANTINE]);
    assert_eq!(eggs("2020-12-01"), [QUARANTINE, MANIFEST]);
    assert_eq!(eggs("2023-05-31"), [QUARANTINE, MANIFEST]);
    assert_eq!(eggs("2023-06-01"), [VETERINARY, QUARANTINE, RECOMMENDATION, MANIFEST]);
    let cattle = |on| lacking(GoodsKind::LiveAnimal, METRO_JAKARTA, on);
    assert_eq!(cattle("2019-10-17"), [VETERINARY]);
    assert_eq!(cattle("2023-05-31"), [VETERINARY, QUARANTINE, MANIFEST]);
}

#[test]
fn goods_without_heads_need_a_paper_and_live_animals_one_for_their_heads() {
    let papers: Vec<JourneyPaper> = JourneyPaperKind::ALL.iter().map(|kind| paper(*kind)).collect();
    for goods in [GoodsKind::Meat, GoodsKind::FreshAnimalProduct, GoodsKind::FreshPlantProduct] {
        assert!(unmet_of(&journey(goods, METRO_JAKARTA, "2025-06-01", papers.clone())).is_empty(), "{goods}");
    }
    let herd = unmet_of(&journey(GoodsKind::LiveAnimal, METRO_JAKARTA, "2025-06-01", papers.clone()));
    let rules: Vec<&str> = herd.iter().map(|unmet| unmet.rule.as_str()).collect();
    assert_eq!(rules, [VETERINARY, QUARANTINE]);
    assert_eq!((herd[0].found.en.as_str(), herd[0].required.en.as_str()), ("0 head", "30 head"));
    let counted = papers.into_iter().map(|paper| JourneyPaper { heads: Some(30), ..paper }).collect();
    assert!(unmet_of(&journey(GoodsKind::LiveAnimal, METRO_JAKARTA, "2025-06-01", counted)).is_empty());
}

#[test]
fn a_paper_without_heads_fits_the_goods_the_way_and_the_day() {
    let eggs = |change: &dyn Fn(&mut JourneyPaper)| {
        let mut papers: Vec<JourneyPaper> = JourneyPaperKind::ALL.iter().map(|kind| paper(*kind)).collect();
        papers
            .iter_mut()
            .filter(|paper| paper.kind == JourneyPaperKind::QuarantineCertificate)
            .for_each(change);
        let unmet = unmet_of(&journey(GoodsKind::FreshAnimalProduct, METRO_JAKARTA, "2025-06-30", papers));
        unmet.into_iter().map(|unmet| (unmet.rule, unmet.found.en)).collect::<Vec<_>>()
    };
    assert!(eggs(&|_| ()).is_empty());
    assert!(eggs(&|paper| paper.commodity = Some("eggs".to_owned())).is_empty());
    assert!(eggs(&|paper| paper.origin = region("18")).is_empty(), "a province stands for its cities");
    let refused = |found: &str| vec![(QUARANTINE.to_owned(), found.to_owned())];
    assert_eq!(eggs(&|paper| paper.commodity = Some("rice".to_owned())), refused("none"));
    assert_eq!(
        eggs(&|paper| paper.destination = region("36.71")),
        refused("K-1 from Kota Metro to Kota Tangerang (1 June 2025 to 30 June 2025)")
    );
    assert_eq!(
        eggs(&|paper| paper.valid.until = Some(day("2025-06-29"))),
        refused("K-1 from Kota Metro to DKI Jakarta (1 June 2025 to 29 June 2025)")
    );
}

#[test]
fn what_lacks_is_said_in_both_languages_without_heads() {
    let unmet = unmet_of(&journey(GoodsKind::FreshPlantProduct, METRO_JAKARTA, "2025-06-01", Vec::new()));
    let [quarantine, manifest] = unmet.as_slice() else { panic!("two papers: {unmet:?}") };
    assert_eq!((quarantine.found.id.as_str(), quarantine.found.en.as_str()), ("tidak ada", "none"));
    assert_eq!(
        quarantine.required.id,
        "sertifikat karantina dari Kota Metro ke DKI Jakarta yang berlaku pada 1 Juni 2025"
    );
    assert_eq!(
        quarantine.required.en,
        "quarantine certificate from Kota Metro to DKI Jakarta, valid on 1 June 2025"
    );
    assert!(
        quarantine.how_to_fix.id.starts_with("Minta sertifikat karantina dari Badan Karantina Indonesia")
    );
    assert!(manifest.how_to_fix.id.starts_with("Laporkan muatan ini sebagai pemiliknya"));
    assert!(manifest.how_to_fix.en.starts_with("Declare this cargo as its owner"));
    for text in unmet.iter().flat_map(|one| [&one.found, &one.required, &one.how_to_fix]) {
        assert!(!text.en.contains("head") && !text.id.contains("ekor"), "{text:?}");
    }
    assert!(unmet.iter().all(|one| one.legal_basis.is_some()));
}

#[test]
fn each_paper_is_confirmed_where_it_is_issued() {
    use JourneyPaperKind as P;
    let (metro, jakarta) = (region("18.72"), region("31"));
    let confirms =
        |paper: P, kind, home: &str| paper.is_confirmed_by((kind, &region(home)), &metro, &jakarta);
    let government = PartyKind::RegionalGovernment;
    for (home, papers) in [
        ("18.72", &[P::VeterinaryCertificate, P::InterIslandManifest][..]),
        ("18", &[P::VeterinaryCertificate, P::InterIslandManifest]),
        ("31", &[P::QuarantineCertificate, P::EntryRecommendation]),
        ("18.71", &[]),
        ("35.72", &[]),
    ] {
        let found: Vec<P> =
            P::ALL.iter().copied().filter(|paper| confirms(*paper, government, home)).collect();
        assert_eq!(found, papers, "{home}");
    }
    let agency = |paper| confirms(paper, PartyKind::CentralAgency, "31");
    assert!(agency(P::QuarantineCertificate) && !agency(P::EntryRecommendation));
    assert!(!confirms(P::VeterinaryCertificate, PartyKind::Company, "18.72"));
    let east = region("31.75");
    assert!(P::EntryRecommendation.is_confirmed_by((government, &jakarta), &metro, &east), "of its province");
}

/// Ten head of cattle and ten chicken on one vehicle.
fn two_herds(papers: Vec<JourneyPaper>) -> GateFacts {
    let mut facts = journey(GoodsKind::LiveAnimal, ["18.72", "18.71"], "2025-06-01", papers);
    facts.loads[0].heads = 10;
    let chicken = GateLoad { commodity: "chicken".to_owned(), ..facts.loads[0].clone() };
    facts.loads.push(chicken);
    facts
}

fn certified(number: &str, commodity: Option<&str>, heads: i64) -> JourneyPaper {
    JourneyPaper {
        number: number.to_owned(),
        commodity: commodity.map(str::to_owned),
        heads: Some(heads),
        destination: region("18.71"),
        ..paper(JourneyPaperKind::VeterinaryCertificate)
    }
}

#[test]
fn the_heads_of_all_herds_under_a_paper_for_whatever_is_on_board_add_up() {
    let lacks = |papers: Vec<JourneyPaper>| {
        let unmet = unmet_of(&two_herds(papers));
        unmet.into_iter().map(|one| (one.subject, one.found.en)).collect::<Vec<_>>()
    };
    let short = lacks(vec![certified("SV-1", None, 10)]);
    assert_eq!(short, [("chicken".to_owned(), "0 head".to_owned())]);
    let some = lacks(vec![certified("SV-1", None, 15)]);
    assert_eq!(some, [("chicken".to_owned(), "5 head".to_owned())]);
    assert_eq!(lacks(vec![certified("SV-1", None, 20)]), []);
    // A paper for one herd is used first, wherever it stands.
    let both = vec![certified("SV-1", None, 10), certified("SV-2", Some("cattle"), 10)];
    assert_eq!(heads_used(&two_herds(both.clone())), [10, 10]);
    assert_eq!(lacks(both), []);
    let wrong = vec![certified("SV-1", None, 9), certified("SV-2", Some("cattle"), 20)];
    assert_eq!(lacks(wrong), [("chicken".to_owned(), "9 head".to_owned())]);
}

#[test]
fn more_animals_than_are_certified_are_not_accepted() {
    let came = |heads, papers| {
        let mut facts = journey(GoodsKind::LiveAnimal, METRO_JAKARTA, "2025-06-01", papers);
        facts.loads[0].heads = heads;
        check_heads_arrived(&facts).err().map(|refused| refused.unmet)
    };
    assert_eq!(came(20, vec![certified("SV-1", None, 20)]), None, "its way and days were judged before");
    assert_eq!(came(30, Vec::new()), None, "where no paper is made out for heads, none is exceeded");
    let unmet = came(30, vec![certified("SV-1", None, 20)]).expect("ten too many");
    assert_eq!((unmet[0].found.en.as_str(), unmet[0].required.en.as_str()), ("30 head", "20 head"));
    assert!(unmet[0].how_to_fix.en.contains("record 10 head as held excess"), "{:?}", unmet[0]);
}

#[test]
fn a_herd_has_as_many_heads_as_it_weighs() {
    let rules = GateRules { weights: crate::logistics::seed_weight_ranges(), ..GateRules::default() };
    let refused = |heads, kilograms: Option<i64>| {
        let mut facts = journey(GoodsKind::LiveAnimal, METRO_JAKARTA, "2025-06-01", Vec::new());
        facts.loads[0].heads = heads;
        facts.loads[0].grams = kilograms.map(|weight| weight * 1_000);
        check_document_gate(&rules, &facts).err().map(|refused| refused.unmet[0].rule.clone())
    };
    let implausible = Some("weight_per_head_plausible".to_owned());
    assert_eq!(refused(1, Some(9_000)), implausible);
    assert_eq!(refused(30, Some(2_999)), implausible);
    assert_eq!(refused(30, Some(9_000)), None);
    assert_eq!(refused(30, None), None);
}

#[test]
fn a_paper_that_said_something_else_on_the_road_does_not_count() {
    let papers = vec![JourneyPaper { contradicted: true, ..certified("SV-1", None, 20) }];
    assert_eq!(unmet_of(&two_herds(papers)).len(), 2);
}

#[test]
fn papers_of_a_variant_count_for_its_own_goods_once_it_is_published() {
    use crate::logistics::{DocumentKind, HeldByVariant, HeldDocument};
    let held =
        |kind| HeldDocument { kind, level: None, valid: Period { from: day("2025-01-01"), until: None } };
    let halal = held(DocumentKind::HalalCertificate);
    let number = held(DocumentKind::VeterinaryControlNumber);
    let variant = HeldByVariant {
        commodity: "msme_goods".to_owned(),
        form: "packaged".to_owned(),
        published: true,
        documents: vec![halal.clone(), number],
    };
    assert_eq!(
        variant.papers_for("msme_goods", "packaged"),
        [halal],
        "a facility's number is checked elsewhere"
    );
    assert_eq!(variant.papers_for("beef", "frozen"), []);
    assert_eq!(variant.papers_for("msme_goods", "frozen"), []);
    assert_eq!(HeldByVariant { published: false, ..variant }.papers_for("msme_goods", "packaged"), []);
}
