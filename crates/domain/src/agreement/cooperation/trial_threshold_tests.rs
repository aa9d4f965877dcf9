use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::agreement::LineSource;
use crate::shared::{Dimension, Money, PriceBasis, PriceRule};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn days(from: &str, until: &str) -> Period {
    Period { from: day(from), until: Some(day(until)) }
}

fn line(commodity: &str, form: &str, base: i64, unit: Unit) -> ContractLineTerms {
    ContractLineTerms {
        commodity: commodity.parse().expect("a code"),
        form: form.parse().expect("a code"),
        also_forms: BTreeSet::new(),
        unit,
        quantity: Some(Quantity::from_stored(base, unit)),
        over_tolerance_bp: 0,
        under_tolerance_bp: 0,
        price: PriceRule::fixed(Money(26_000)),
        price_basis: PriceBasis::PerKgNet,
        drawdown: Dimension::Mass,
        description: None,
        source: LineSource::default(),
    }
}

/// So many kilograms of eggs over a period, from its first day on.
fn eggs(kilograms: i64, period: Period) -> Promised {
    Promised { in_force: period, period, lines: vec![line("eggs", "fresh", kilograms * 1_000, Unit::Kgm)] }
}

fn passed(on: &str) -> Evaluated {
    Evaluated {
        commodities: BTreeSet::from(["eggs".parse().expect("a code")]),
        result: EvaluationResult::Pass,
        on: day(on),
        conditions: vec![],
        superseded_on: None,
    }
}

struct Case<'a> {
    kind: ContractType,
    new: Promised,
    before: Option<Promised>,
    others: &'a [Promised],
    trials: &'a [Evaluated],
}

impl Case<'_> {
    fn judged(&self, on: &str) -> Result<(), Refusal> {
        let quota = Quota {
            contract_type: self.kind,
            new: &self.new,
            before: self.before.as_ref(),
            others: self.others,
            trials: self.trials,
        };
        let mut rows = seed_trial_thresholds();
        rows.retain(|row| row.holds_on(day(on)));
        check_trial(&rows, &quota, day(on))
    }

    fn rules(&self, on: &str) -> Vec<String> {
        self.judged(on).err().into_iter().flat_map(|refusal| refusal.unmet).map(|unmet| unmet.rule).collect()
    }
}

fn quota(new: Promised) -> Case<'static> {
    Case { kind: ContractType::FixedQuota, new, before: None, others: &[], trials: &[] }
}

/// A year has 365 days: ten tonnes a month are 120 tonnes.
const YEAR_2026: [&str; 2] = ["2026-01-01", "2026-12-31"];

#[test]
fn ten_tonnes_a_month_are_free_and_a_gram_more_is_not() {
    let [from, until] = YEAR_2026;
    let of = |grams: i64| {
        let mut new = eggs(0, days(from, until));
        new.lines = vec![line("eggs", "fresh", grams, Unit::Kgm)];
        quota(new).rules("2026-01-01")
    };
    assert!(of(120_000_000).is_empty());
    assert_eq!(of(120_000_001), ["trial_passed"]);
    let split = Promised {
        lines: vec![
            line("eggs", "fresh", 60_000_000, Unit::Kgm),
            line("eggs", "salted", 60_000_001, Unit::Kgm),
        ],
        ..eggs(0, days(from, until))
    };
    assert_eq!(quota(split).rules("2026-01-01"), ["trial_passed"], "all forms together");
}

#[test]
fn what_lasts_a_week_is_promised_in_a_month() {
    let week = days("2026-01-01", "2026-01-07");
    assert!(quota(eggs(10_000, week)).rules("2026-01-01").is_empty());
    assert_eq!(quota(eggs(10_001, week)).rules("2026-01-01"), ["trial_passed"]);
}

#[test]
fn before_the_row_and_of_other_goods_and_without_a_quantity_nothing_is_asked() {
    let [from, until] = YEAR_2026;
    assert!(quota(eggs(999_000, days(from, until))).rules("2024-12-31").is_empty());
    let with = |lines| quota(Promised { lines, ..eggs(0, days(from, until)) }).rules("2026-01-01");
    assert!(with(vec![line("rice", "milled", 999_000_000, Unit::Kgm)]).is_empty());
    assert!(
        with(vec![ContractLineTerms { quantity: None, ..line("eggs", "fresh", 1, Unit::Kgm) }]).is_empty()
    );
    // Counted instead of weighed they have a row of their own.
    assert!(with(vec![line("eggs", "fresh", 1_920_000, Unit::H87)]).is_empty());
    assert_eq!(with(vec![line("eggs", "fresh", 1_920_001, Unit::H87)]), ["trial_passed"]);
    let standby = Case { kind: ContractType::StandbyBuyer, ..quota(eggs(999_000, days(from, until))) };
    assert!(standby.rules("2026-01-01").is_empty());
}

#[test]
fn a_form_with_a_row_of_its_own_is_judged_by_that_alone() {
    let [from, until] = YEAR_2026;
    let mut rows = seed_trial_thresholds();
    let mut own = rows[0].clone();
    own.rule.form_code = Some("salted".parse().expect("a code"));
    own.rule.per_month = Quantity::from_stored(1_000_000, Unit::Kgm);
    rows.push(own);
    let new = Promised {
        lines: vec![
            line("eggs", "fresh", 119_000_000, Unit::Kgm),
            line("eggs", "salted", 13_000_000, Unit::Kgm),
        ],
        ..eggs(0, days(from, until))
    };
    let case = quota(new);
    let judged = Quota { contract_type: case.kind, new: &case.new, before: None, others: &[], trials: &[] };
    let refusal =
        check_trial(&rows, &judged, day("2026-01-01")).expect_err("the salted ones are above theirs");
    let found: Vec<_> = refusal.unmet.iter().map(|unmet| unmet.found.en.as_str()).collect();
    assert_eq!(found, ["1,083.334 kg a month; no trial was evaluated"]);
}

#[test]
fn a_second_contract_is_no_way_round() {
    let half = |from: &str, until: &str| eggs(70_000, days(from, until));
    let others = [half("2026-07-01", "2027-06-30")];
    let beside = Case { others: &others, ..quota(half("2026-01-01", "2026-12-31")) };
    assert_eq!(beside.rules("2026-01-01"), ["trial_passed"]);
    let found = beside.judged("2026-01-01").expect_err("above").unmet[0].found.en.clone();
    assert!(found.starts_with("11.666668 tonnes a month"), "{found}");
    let others = [half("2027-01-01", "2027-12-31"), half("2025-01-01", "2025-12-31")];
    let after = Case { others: &others, ..quota(half("2026-01-01", "2026-12-31")) };
    assert!(after.rules("2026-01-01").is_empty(), "they are not in force at once");
}

#[test]
fn a_trial_that_passed_opens_the_quota_for_its_months() {
    let [from, until] = YEAR_2026;
    let trials = [passed("2025-10-20")];
    let case = Case { trials: &trials, ..quota(eggs(999_000, days(from, until))) };
    assert!(case.rules("2026-01-01").is_empty() && case.rules("2027-10-20").is_empty());
    assert_eq!(case.rules("2027-10-21"), ["trial_passed"]);
    assert_eq!(case.rules("2025-10-19"), ["trial_passed"], "the evaluation comes first");
    let rice =
        Evaluated { commodities: BTreeSet::from(["rice".parse().expect("a code")]), ..passed("2025-10-20") };
    let other = [rice];
    let case = Case { trials: &other, ..quota(eggs(999_000, days(from, until))) };
    assert_eq!(case.rules("2026-01-01"), ["trial_passed"], "of the same goods");
}

#[test]
fn a_refusal_says_what_the_trial_came_to_and_what_to_do() {
    let [from, until] = YEAR_2026;
    let told = |trials: &[Evaluated], on: &str| {
        let case = Case { trials, ..quota(eggs(240_000, days(from, until))) };
        let mut unmet = case.judged(on).expect_err("above").unmet;
        let unmet = unmet.remove(0);
        assert_eq!(
            unmet.legal_basis.as_deref(),
            Some("Platform rule (illustrative): a trial first, then a quota")
        );
        assert_eq!(unmet.subject, "eggs");
        assert_eq!(
            unmet.required.en,
            "a trial that passed within the last 24 months, for more than 10 tonnes a month"
        );
        assert!(unmet.how_to_fix.id.contains("10 ton sebulan"), "{}", unmet.how_to_fix.id);
        unmet.found.en.replace("20 tonnes a month; ", "")
    };
    assert_eq!(told(&[], "2026-01-01"), "no trial was evaluated");
    assert_eq!(told(&[passed("2022-01-01")], "2026-01-01"), "the last trial passed on 1 January 2022");
    let failed = Evaluated { result: EvaluationResult::Fail, ..passed("2025-10-20") };
    assert_eq!(told(&[failed], "2026-01-01"), "the last trial failed on 20 October 2025");
    let open =
        Evaluated { result: EvaluationResult::Conditional, conditions: vec![None], ..passed("2025-10-20") };
    let open = told(&[open], "2026-01-01");
    assert_eq!(open, "the last trial passed with conditions on 20 October 2025, and not all of them are met");
}

#[test]
fn an_amendment_is_judged_where_it_raises_what_a_month_brings() {
    let [from, until] = YEAR_2026;
    let above = eggs(240_000, days(from, until));
    let raised = |kilograms| {
        let new = eggs(kilograms, days(from, until));
        Case { before: Some(above.clone()), ..quota(new) }.rules("2026-06-01")
    };
    assert!(raised(240_000).is_empty() && raised(130_000).is_empty());
    assert_eq!(raised(240_001), ["trial_passed"]);
    let longer = Promised { period: days(from, "2027-12-31"), ..eggs(240_000, days(from, until)) };
    assert!(Case { before: Some(above.clone()), ..quota(longer) }.rules("2026-06-01").is_empty());
    let shorter = eggs(240_000, days(from, "2026-12-30"));
    assert_eq!(Case { before: Some(above), ..quota(shorter) }.rules("2026-06-01"), ["trial_passed"]);
}

#[test]
fn a_text_that_only_lasts_longer_is_judged_beside_those_it_comes_to_lie_with() {
    let [from, until] = YEAR_2026;
    let first = eggs(40_000, days(from, "2026-06-30"));
    let others = [eggs(40_000, days("2026-07-01", until))];
    let judged = |new, others: &[Promised]| {
        Case { before: Some(first.clone()), others, ..quota(new) }.rules("2026-03-01")
    };
    let longer = || eggs(80_000, days(from, until));
    assert!(judged(longer(), &[]).is_empty(), "as much a month as before");
    assert_eq!(judged(longer(), &others), ["trial_passed"], "twice as much in the second half of the year");
    assert!(judged(first.clone(), &others).is_empty());
}

#[test]
fn a_trial_is_a_small_consignment() {
    let [from, until] = YEAR_2026;
    let trial = |kilograms, others: &[Promised]| {
        let new = eggs(kilograms, days(from, until));
        Case { kind: ContractType::Trial, others, ..quota(new) }.rules("2026-01-01")
    };
    assert!(trial(120_000, &[]).is_empty());
    assert_eq!(trial(120_001, &[]), ["trial_is_small"]);
    let beside = [eggs(60_000, days(from, until))];
    assert!(trial(60_000, &beside).is_empty());
    assert_eq!(trial(60_001, &beside), ["trial_is_small"], "two trials are no way to a large one");
}

#[test]
fn a_row_is_known_by_its_goods_and_its_measure() {
    let keys: Vec<String> = seed_trial_thresholds().iter().map(|row| row.rule.key()).collect();
    assert_eq!(keys, ["eggs - mass", "eggs - piece"]);
}

proptest! {
    /// Above exactly where quantity x 365 > threshold x 12 x days says so.
    #[test]
    fn one_contract_is_decided_as_by_cross_multiplication(grams in 0..2_000_000_000_i64, length in 0..800_i64) {
        let from = day("2026-01-01");
        let period = Period { from, until: Some(from + chrono::TimeDelta::days(length)) };
        let new = Promised { in_force: period, period, lines: vec![line("eggs", "fresh", grams, Unit::Grm)] };
        let refused = !quota(new).rules("2026-01-01").is_empty();
        let spread = (12 * i128::from(length + 1)).max(365);
        prop_assert_eq!(refused, i128::from(grams) * 365 > 10_000_000 * spread);
    }

    /// However a quantity is split over contracts in force at once, the sum is judged: never lower than unsplit, and higher by
    /// less than a gram for each part.
    #[test]
    fn splitting_a_quota_gains_nothing(parts in prop::collection::vec(0..100_000_000_i64, 1..8)) {
        let period = days("2026-01-01", "2026-12-31");
        let of = |grams| Promised { in_force: period, period, lines: vec![line("eggs", "fresh", grams, Unit::Grm)] };
        let rows = seed_trial_thresholds();
        let whole = of(parts.iter().sum()).per_month(&rows, 0);
        let (first, rest) = parts.split_first().expect("at least one");
        let (new, others) = (of(*first), rest.iter().copied().map(of).collect::<Vec<_>>());
        let quota = Quota {
            contract_type: ContractType::FixedQuota, new: &new, before: None, others: &others, trials: &[],
        };
        let peak = quota.peak(&new, &rows, 0);
        prop_assert!(whole <= peak && peak < whole + i128::try_from(parts.len()).expect("few"));
    }
}
