use super::*;
use crate::shared::{Id as _, Money, WeightClass};
use proptest::prelude::*;
use uuid::Uuid;

pub(in crate::agreement::cooperation) fn eggs(quantity: Option<&str>) -> ContractLineTerms {
    ContractLineTerms {
        commodity: "eggs".parse().expect("a code"),
        form: "fresh".parse().expect("a code"),
        also_forms: BTreeSet::new(),
        unit: Unit::Kgm,
        quantity: quantity.map(|value| Quantity::parse(value, Unit::Kgm).expect("a quantity")),
        over_tolerance_bp: 500,
        under_tolerance_bp: 0,
        price: PriceRule::fixed(Money(22_500)),
        price_basis: PriceBasis::PerKgNet,
        drawdown: Dimension::Mass,
        description: None,
        source: LineSource::default(),
    }
}

pub(in crate::agreement::cooperation) fn contract(
    contract_type: ContractType,
    line: ContractLineTerms,
) -> ContractTerms {
    ContractTerms {
        agreement: AgreementId::from_uuid(Uuid::from_u128(1)),
        contract_type,
        title: "Telur KUJ untuk Dharma Jaya".to_owned(),
        supplier: PartyId::from_uuid(Uuid::from_u128(2)),
        buyer: PartyId::from_uuid(Uuid::from_u128(3)),
        period: year(2022),
        value_limit: None,
        lines: vec![line],
        attachments: vec![],
        number: None,
        evaluation_due: (contract_type == ContractType::Trial).then_some(NaiveDate::MAX),
        festival: None,
    }
}

pub(in crate::agreement::cooperation) fn year(year: i32) -> Period {
    let day = |month, day| chrono::NaiveDate::from_ymd_opt(year, month, day).expect("a date");
    Period { from: day(1, 1), until: Some(day(12, 31)) }
}

pub(in crate::agreement::cooperation) fn codes(
    terms: &ContractTerms,
    agreement: &Period,
) -> Vec<&'static str> {
    terms.validate(agreement).into_iter().map(|invalid| invalid.code).collect()
}

#[test]
fn quantity_follows_the_type() {
    use ContractType as T;
    for kind in [T::FixedQuota, T::Trial, T::OnFarm] {
        assert!(codes(&contract(kind, eggs(Some("9000"))), &year(2022)).is_empty());
        assert_eq!(codes(&contract(kind, eggs(None)), &year(2022)), ["required"]);
        assert_eq!(codes(&contract(kind, eggs(Some("0"))), &year(2022)), ["not-positive"]);
    }
    for kind in [T::PriceOnly, T::StandbyBuyer, T::SpotHarvest] {
        assert!(codes(&contract(kind, eggs(None)), &year(2022)).is_empty());
        assert_eq!(codes(&contract(kind, eggs(Some("9000"))), &year(2022)), ["quantity-absent"]);
    }
    let mut share = eggs(None);
    share.source.commitment = Some(CommitmentId::from_uuid(Uuid::from_u128(4)));
    assert!(codes(&contract(T::ShareOfDemand, share.clone()), &year(2022)).is_empty());
    share.quantity = eggs(Some("9000")).quantity;
    assert_eq!(codes(&contract(T::ShareOfDemand, share), &year(2022)), ["quantity-absent"]);
}

#[test]
fn a_fifth_more_may_be_agreed_on_and_no_more() {
    let with = |over_tolerance_bp| {
        let line = ContractLineTerms { over_tolerance_bp, ..eggs(Some("9000")) };
        codes(&contract(ContractType::FixedQuota, line), &year(2022))
    };
    assert!(with(2000).is_empty());
    assert_eq!(with(2001), ["out-of-range"]);
}

#[test]
fn every_wrong_field_is_named() {
    let mut line = eggs(Some("9000"));
    line.unit = Unit::Tne;
    line.over_tolerance_bp = 2001;
    line.price = PriceRule::fixed(Money(0));
    line.price_basis = PriceBasis::PerHead;
    line.drawdown = Dimension::Head;
    let mut terms = contract(ContractType::FixedQuota, line);
    terms.title.clear();
    terms.buyer = terms.supplier;
    let pointers: Vec<_> = terms.validate(&year(2023)).into_iter().map(|i| i.pointer).collect();
    assert_eq!(
        pointers,
        [
            "/title",
            "/buyer_id",
            "/valid_from_date",
            "/lines/0/quantity",
            "/lines/0/over_tolerance_bp",
            "/lines/0/price",
            "/lines/0/drawdown",
            "/lines/0/price_basis",
        ]
    );
}

#[test]
fn cattle_by_head_may_be_paid_by_live_weight() {
    let mut line = eggs(None);
    line.unit = Unit::Hea;
    line.quantity = Quantity::parse("30", Unit::Hea).ok();
    line.drawdown = Dimension::Head;
    line.price_basis = PriceBasis::PerKgLive;
    assert!(codes(&contract(ContractType::FixedQuota, line.clone()), &year(2022)).is_empty());
    line.price_basis = PriceBasis::PerLitre;
    assert_eq!(codes(&contract(ContractType::FixedQuota, line), &year(2022)), ["price-basis"]);
}

#[test]
fn the_period_lies_within_the_agreements() {
    let open = Period { until: None, ..year(2022) };
    let mut terms = contract(ContractType::PriceOnly, eggs(None));
    assert!(codes(&terms, &open).is_empty());
    terms.period.until = None;
    assert_eq!(codes(&terms, &year(2022)), ["outside-agreement"]);
    terms.period.until = terms.period.from.pred_opt();
    assert_eq!(codes(&terms, &year(2022)), ["period"]);
}

#[test]
fn the_canonical_text_is_pinned() {
    let text = contract(ContractType::FixedQuota, eggs(Some("9000"))).canonical().text;
    let expected = concat!(
        r#"{"agreement":"agr_00000000000000000000000000000001","attachments":[],"buyer":"pty_00000000000000000000000000000003","#,
        r#""contract_type":"fixed_quota","lines":[{"commodity":"eggs","drawdown":"mass","form":"fresh","#,
        r#""over_tolerance_bp":500,"price":"22500 IDR","price_basis":"per_kg_net","quantity":"9000 KGM","unit":"KGM"}],"#,
        r#""period":{"from":"2022-01-01","until":"2022-12-31"},"supplier":"pty_00000000000000000000000000000002","#,
        r#""title":"Telur KUJ untuk Dharma Jaya"}"#,
    );
    assert_eq!(text, expected);
}

#[test]
fn the_source_of_a_line_and_the_festival_are_part_of_the_text() {
    let plain = contract(ContractType::OnFarm, eggs(Some("9000")));
    let mut grown = plain.clone();
    grown.lines[0].source.seasons = vec![SeasonId::from_uuid(Uuid::from_u128(5))];
    let mut share = plain.clone();
    share.lines[0].source.commitment = Some(CommitmentId::from_uuid(Uuid::from_u128(6)));
    let mut held = plain.clone();
    let day = year(2022).from;
    held.festival = Some(Festival { name: "Idul Adha".to_owned(), festival_date: day, hold_from_date: day });
    let hashes: std::collections::BTreeSet<_> =
        [plain, grown, share, held].iter().map(|terms| terms.canonical().hash.to_string()).collect();
    assert_eq!(hashes.len(), 4);
}

#[test]
fn a_rule_stands_in_the_text_in_place_of_the_price() {
    let class =
        |from_grams, below_grams| WeightClass { from_grams, below_grams, price_rupiah: Money(24_000) };
    let mut line = eggs(Some("9000"));
    line.price = PriceRule::ByWeightClass { classes: vec![class(50, Some(60)), class(60, None)] };
    let text = contract(ContractType::FixedQuota, line.clone()).canonical().text;
    let expected = concat!(
        r#""over_tolerance_bp":500,"price_basis":"per_kg_net","price_rule":{"classes":[{"below_grams":60,"from_grams":50,"#,
        r#""price_rupiah":24000},{"from_grams":60,"price_rupiah":24000}],"kind":"by_weight_class"},"quantity":"9000 KGM""#,
    );
    assert!(text.contains(expected), "{text}");
    line.price = PriceRule::ByWeightClass { classes: vec![class(50, Some(60)), class(61, None)] };
    assert_eq!(codes(&contract(ContractType::FixedQuota, line), &year(2022)), ["weight-classes-gap"]);
}

proptest! {
    #[test]
    fn different_prices_and_quantities_never_share_a_hash(
        one in (1_i64.., 0..Quantity::MAX_BASE), two in (1_i64.., 0..Quantity::MAX_BASE)
    ) {
        let hash = |(price, base): (i64, i64)| {
            let mut line = eggs(None);
            line.price = PriceRule::fixed(Money(price));
            line.quantity = Quantity::from_base(base, Unit::Kgm).ok();
            contract(ContractType::FixedQuota, line).canonical().hash
        };
        prop_assert_eq!(hash(one) == hash(two), one == two);
    }
}
