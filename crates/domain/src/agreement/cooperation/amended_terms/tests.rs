use super::*;
use crate::agreement::cooperation::reductions::{Reduction, Taken, check_reductions};
use crate::shared::{
    Dimension, Id as _, Money, PriceBasis, PriceRule, Quantity, RefusalCode, Unit, VariantId, VariantPrice,
};
use proptest::prelude::*;
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn line(number: i32, commodity: &str, form: &str, kg: Option<u32>) -> TextLine {
    let terms = ContractLineTerms {
        commodity: commodity.parse().expect("a code"),
        form: form.parse().expect("a code"),
        also_forms: BTreeSet::new(),
        unit: Unit::Kgm,
        quantity: kg.map(|kg| Quantity::parse(&kg.to_string(), Unit::Kgm).expect("a quantity")),
        over_tolerance_bp: 0,
        under_tolerance_bp: 0,
        price: PriceRule::fixed(Money(22_500)),
        price_basis: PriceBasis::PerKgNet,
        drawdown: Dimension::Mass,
        description: None,
        source: Default::default(),
    };
    TextLine { id: ContractLineId::from_uuid(Uuid::from_u128(number.unsigned_abs().into())), number, terms }
}

fn text(lines: Vec<TextLine>) -> ContractText {
    let period = Period { from: day("2022-06-10"), until: Some(day("2023-06-09")) };
    ContractText {
        title: "Telur".to_owned(),
        period,
        evaluation_due: None,
        value_limit: None,
        festival: None,
        lines,
    }
}

#[test]
fn kinds_follow_from_what_differs() {
    let before = text(vec![line(1, "eggs", "fresh", Some(120_000)), line(2, "rice", "milled_rice", Some(9))]);
    assert!(before.changes(&before).is_empty());
    let mut after = before.clone();
    after.period.until = Some(day("2024-06-09"));
    after.lines[0].terms.quantity = Quantity::parse("200000", Unit::Kgm).ok();
    after.lines[0].terms.price = PriceRule::fixed(Money(23_000));
    after.lines.push(line(3, "chilli", "fresh", Some(5_000)));
    after.lines.push(line(4, "eggs", "salted", Some(100)));
    let changes = before.changes(&after);
    use AmendmentKind as K;
    assert_eq!(amendment_kinds(&changes), [K::Volume, K::Commodity, K::Variety, K::Period, K::PriceRule]);
    let volume = changes.iter().find(|one| one.kind == K::Volume).expect("a change of volume");
    let said = |text: &Option<Bilingual>| text.as_ref().map(|text| text.id.clone());
    assert_eq!(said(&volume.before).as_deref(), Some("120.000 kg"));
    assert_eq!((said(&volume.after).as_deref(), volume.line), (Some("200.000 kg"), Some(after.lines[0].id)));
    let back = after.changes(&before);
    let gone = back.iter().find(|one| one.kind == K::Commodity).expect("a commodity goes");
    assert!(gone.after.is_none() && gone.before.is_some());
}

#[test]
fn a_rule_is_compared_by_what_it_says_not_by_how_it_reads() {
    let variant = |number| VariantPrice {
        variant_id: VariantId::from_uuid(Uuid::from_u128(number)),
        price_rupiah: Money(14_500),
    };
    let by = |variants: &[u128]| PriceRule::ByVariant {
        variants: variants.iter().copied().map(variant).collect(),
    };
    let with = |price| {
        let mut one = text(vec![line(1, "msme_goods", "packaged", Some(500))]);
        one.lines[0].terms.price = price;
        one
    };
    let told = |before: &ContractText, after: &ContractText| {
        let changes = before.changes(after);
        changes.into_iter().map(|one| (one.kind, one.field)).collect::<Vec<_>>()
    };
    use AmendmentKind as K;
    let (fixed, three) = (with(PriceRule::fixed(Money(14_500))), with(by(&[1, 2, 3])));
    assert_eq!(told(&three, &three), []);
    let both = [(K::PriceRule, "price_rule"), (K::Variety, "price_rule")];
    assert_eq!(told(&fixed, &three), both);
    // Both read alike: three variants at one price.
    assert_eq!(told(&three, &with(by(&[1, 2, 4]))), both);
    assert_eq!(told(&fixed, &with(PriceRule::fixed(Money(15_000)))), [(K::PriceRule, "price")]);
    let per_piece = |mut text: ContractText| {
        text.lines[0].terms.price_basis = PriceBasis::PerPiece;
        text
    };
    assert_eq!(told(&three, &per_piece(three.clone())), [(K::PriceRule, "price_rule")]);
}

#[test]
fn an_agreement_changes_its_commodities_period_and_title() {
    let before = AgreementText {
        title: "Kerja sama".to_owned(),
        period: Period { from: day("2022-06-10"), until: Some(day("2027-06-09")) },
        commodities: BTreeSet::from(["eggs".parse().expect("a code")]),
    };
    let mut after = before.clone();
    after.commodities = BTreeSet::from(["chilli".parse().expect("a code")]);
    after.period.until = Some(day("2028-06-09"));
    let kinds = amendment_kinds(&before.changes(&after));
    assert_eq!(kinds, [AmendmentKind::Commodity, AmendmentKind::Period]);
}

#[test]
fn a_reduction_names_every_line_with_its_figures() {
    let before = text(vec![line(1, "eggs", "fresh", Some(120)), line(2, "rice", "milled_rice", None)]);
    let mut after = before.clone();
    after.lines[0].terms.quantity = Quantity::parse("50", Unit::Kgm).ok();
    after.lines.pop();
    let reductions = before.reductions(&after);
    let to: Vec<_> = reductions.iter().map(|one| (one.number, one.to)).collect();
    assert_eq!(to, [(1, 50_000), (2, 0)]);
    let taken =
        |accepted, open| reductions.iter().map(|one| (*one, Taken { accepted, open })).collect::<Vec<_>>();
    assert_eq!(check_reductions(&taken(0, 0)), Ok(()));
    let refusal = check_reductions(&taken(30_000, 20_001)).expect_err("a gram too many");
    assert_eq!(refusal.code, RefusalCode::AmendmentRule);
    assert_eq!(refusal.unmet.len(), 2);
    assert_eq!(refusal.unmet[0].required.en, "at least 50.001 kg");
    assert!(refusal.unmet[0].how_to_fix.en.contains("30 kg are accepted and 20.001 kg are still on order"));
    assert!(after.reductions(&before).is_empty(), "more, and a line that comes, reduces nothing");
    let mut tolerant = before.clone();
    tolerant.lines[0].terms.over_tolerance_bp = 2_000;
    let strict = tolerant.reductions(&before);
    let fits = |accepted, open| strict[0].fits(Taken { accepted, open });
    assert_eq!((strict.len(), strict[0].to, strict[0].limit), (1, 120_000, 120_000));
    assert!(fits(120_000, 0) && !fits(144_000, 0) && !fits(100_000, 20_001));
    assert!(Reduction { limit: 144_000, ..strict[0] }.fits(Taken { accepted: 144_000, open: 0 }));
}

#[test]
fn any_change_of_an_amendment_is_another_text() {
    let hash = |number, rationale: &str, effective: &str, terms: &str| {
        let before = TextHash::of_bytes(b"before");
        let terms = AmendmentTerms {
            amends: "ctr_1".to_owned(),
            number,
            before: &before,
            rationale,
            effective_date: day(effective),
            terms,
            lines: vec![],
            attachments: vec![],
        };
        terms.canonical().hash
    };
    let one = hash(1, "more", "2022-09-01", "{\"title\":\"a\"}");
    for other in [
        hash(2, "more", "2022-09-01", "{\"title\":\"a\"}"),
        hash(1, "less", "2022-09-01", "{\"title\":\"a\"}"),
        hash(1, "more", "2022-09-02", "{\"title\":\"a\"}"),
        hash(1, "more", "2022-09-01", "{\"title\":\"b\"}"),
    ] {
        assert_ne!(one, other);
    }
}

proptest! {
    #[test]
    fn what_is_reduced_is_what_falls(before in prop::option::of(0_u32..500), after in prop::option::of(0_u32..500)) {
        let (old, new) = (text(vec![line(1, "eggs", "fresh", before)]), text(vec![line(1, "eggs", "fresh", after)]));
        let falls = matches!((before, after), (Some(before), Some(after)) if after < before);
        prop_assert_eq!(!old.reductions(&new).is_empty(), falls);
    }
}
