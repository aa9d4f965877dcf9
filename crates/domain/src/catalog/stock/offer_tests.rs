use super::*;
use crate::shared::transition_table;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn terms(offered: &str, least: &str, step: &str, unit: Unit) -> OfferTerms {
    let read = |text| Quantity::parse(text, unit).expect("a quantity");
    OfferTerms {
        offered: read(offered),
        least_lot: read(least),
        step: read(step),
        from: day("2026-12-01"),
        until: day("2027-01-31"),
    }
}

fn cattle() -> OfferTerms {
    terms("50", "5", "1", Unit::Hea)
}

fn group(heads: i64) -> OfferGroup {
    OfferGroup { breed: Some("Limosin".to_owned()), sex: None, weight_class: None, heads }
}

fn judged(terms: &OfferTerms, groups: &[OfferGroup]) -> Vec<(String, &'static str)> {
    let found = check_offer_terms(terms, groups, day("2026-11-22"));
    found.into_iter().map(|one| (one.pointer, one.code)).collect()
}

#[test]
fn the_whole_lifecycle_of_a_stock_offer_is_this_table() {
    let table = "\
| state | publish | withdraw |
|---|---|---|
| draft | published | - |
| published | - | withdrawn |
| withdrawn | - | - |
";
    assert_eq!(transition_table::<StockOfferState>(), table);
}

#[test]
fn every_state_that_goes_on_waits_for_somebody_or_rests() {
    crate::shared::waiting::assert_waits::<StockOfferState>();
}

#[test]
fn groups_sum_to_the_heads_and_may_be_left_out() {
    assert_eq!(judged(&cattle(), &[]), []);
    assert_eq!(judged(&cattle(), &[group(30), group(20)]), []);
    assert_eq!(judged(&cattle(), &[group(30), group(19)]), [("/groups".to_owned(), "sum")]);
    assert_eq!(judged(&cattle(), &[group(i64::MAX), group(i64::MAX)]), [("/groups".to_owned(), "sum")]);
    let eggs = terms("9000", "500", "100", Unit::Kgm);
    assert_eq!(judged(&eggs, &[group(1)]), [("/groups".to_owned(), "groups-of-animals")]);
}

#[test]
fn lots_fit_into_what_is_offered_and_days_follow_each_other() {
    let told = |pointer: &str, code| vec![(pointer.to_owned(), code)];
    let eggs = |offered, least, step| judged(&terms(offered, least, step, Unit::Kgm), &[]);
    assert_eq!(eggs("9000", "500", "100"), []);
    assert_eq!(eggs("9000", "9001", "1"), told("/least_lot/value", "more-than-offered"));
    assert_eq!(eggs("9000", "550", "100"), told("/least_lot/value", "not-a-multiple"));
    let unlike =
        OfferTerms { least_lot: Quantity::from_stored(5, Unit::Hea), ..terms("9", "9", "1", Unit::Kgm) };
    assert_eq!(judged(&unlike, &[]), told("/least_lot/unit", "unit"));
    let backwards = OfferTerms { from: day("2027-02-01"), ..cattle() };
    assert_eq!(judged(&backwards, &[]), told("/available_until_date", "period"));
    let over = OfferTerms { from: day("2026-11-01"), until: day("2026-11-21"), ..cattle() };
    assert_eq!(judged(&over, &[]), told("/available_until_date", "implausible-date"));
}

#[test]
fn what_is_left_is_what_is_neither_held_nor_converted() {
    let offer = cattle();
    assert_eq!(offer.free(Taken { held: 12, converted: 30 }), 8);
    assert_eq!(offer.free(Taken { held: 12, converted: 39 }), 0);
    let on = |converted, at: &str| offer.condition(Taken { held: 5, converted }, day(at));
    assert_eq!(on(0, "2026-11-30"), OfferCondition::NotYetAvailable);
    assert_eq!(on(0, "2026-12-01"), OfferCondition::Available);
    assert_eq!(on(0, "2027-01-31"), OfferCondition::Available);
    assert_eq!(on(0, "2027-02-01"), OfferCondition::Lapsed);
    assert_eq!(on(50, "2026-12-01"), OfferCondition::Consumed);
}

#[test]
fn an_offer_is_published_until_its_last_day_and_never_says_less_than_is_taken() {
    assert!(check_publication(&cattle(), "off", day("2027-01-31")).is_ok());
    let over = check_publication(&cattle(), "off", day("2027-02-01")).expect_err("over");
    assert_eq!((over.code, over.unmet[0].rule.as_str()), (RefusalCode::StockRule, "offer_not_over"));
    assert!(check_reduction(&cattle(), Taken { held: 20, converted: 30 }, "off").is_ok());
    let less = check_reduction(&cattle(), Taken { held: 21, converted: 30 }, "off").expect_err("less");
    assert_eq!(less.code, RefusalCode::StockExceeded);
    assert!(less.unmet[0].required.en.contains("51 head"), "{}", less.unmet[0].required.en);
}
