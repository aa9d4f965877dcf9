//! The numbered mistakes of DOMAIN section 5 that a pure rule can make, each as a test. Mistake 6 needs two
//! clerks and a database; mistake 7 is [`crate::shared::Quantity`]'s own test.

use std::collections::BTreeMap;

use super::*;
use crate::shared::{CallOffLineId, ContractLineId, Dimension, Id as _, Quantity, Ratio, RefusalCode, Unit};
use uuid::Uuid;

fn contract_line() -> ContractLineId {
    ContractLineId::from_uuid(Uuid::from_u128(1))
}

fn tonnes(value: &str) -> Quantity {
    Quantity::parse(value, Unit::Tne).expect("tonnes")
}

fn line_of(tonnes_committed: &str, over_tolerance_bp: u32) -> LineTerms {
    LineTerms {
        committed: Some(tonnes(tonnes_committed).base()),
        over_tolerance_bp,
        cap: None,
        unit: Unit::Tne,
    }
}

fn balances(terms: &LineTerms, facts: &LineFacts) -> BTreeMap<ContractLineId, Balance> {
    BTreeMap::from([(contract_line(), Balance::of(terms, facts))])
}

fn asked(quantity: Quantity) -> OrderedLine {
    OrderedLine { contract_line: contract_line(), quantity }
}

fn accepted(quantity: Quantity) -> LineFacts {
    LineFacts { accepted: i128::from(quantity.base()), ..LineFacts::default() }
}

#[test]
fn mistake_1_sacks_of_25_kg_called_off_against_a_kilogram_line_count_as_kilograms() {
    let content = Quantity::parse("25", Unit::Kgm).expect("25 kg");
    let sacks = |count| Pack::new(PackKind::Sack, content).and_then(|sack| sack.total(count)).expect("sacks");
    let balances = balances(&line_of("10", 0), &LineFacts::default());
    assert_eq!(check_call_off(&balances, &[asked(sacks(400))]), Ok(()));
    let refusal = check_call_off(&balances, &[asked(sacks(401))]).expect_err("one sack too many");
    assert_eq!(refusal.unmet[0].found.id, "10,025 ton");
}

#[test]
fn mistake_2_the_tolerance_ends_exactly_where_it_says() {
    let with_five_percent = balances(&line_of("100", 500), &accepted(tonnes("60")));
    assert_eq!(check_receipt(&with_five_percent, &[asked(tonnes("45"))]), Ok(()));
    let refusal =
        check_receipt(&with_five_percent, &[asked(tonnes("45.000001"))]).expect_err("one gram above");
    assert_eq!(refusal.code, RefusalCode::BalanceExceeded);
    let with_nothing = balances(&line_of("100", 0), &accepted(tonnes("60")));
    assert_eq!(check_receipt(&with_nothing, &[asked(tonnes("40"))]), Ok(()));
    assert!(check_receipt(&with_nothing, &[asked(tonnes("40.000001"))]).is_err());
}

#[test]
fn mistake_3_order_10_accept_6_close_leaves_remaining_lower_by_6() {
    let id = CallOffLineId::from_uuid(Uuid::from_u128(2));
    let facts = |state| {
        let order = CallOffLineFact { id, ordered: tonnes("10").base(), state, counts: Ratio::SAME };
        let receipt =
            AcceptedFact { call_off_line: id, accepted: tonnes("6").base(), state: ReceiptState::Posted };
        Balance::of(&line_of("100", 500), &facts_from(&[order], &[receipt], &[]))
    };
    let before = facts(CallOffState::InFulfilment);
    assert_eq!(before.callable, Some(i128::from(tonnes("90").base())));
    let after = facts(CallOffState::ClosedShort);
    assert_eq!(after.remaining, Some(i128::from(tonnes("94").base())));
    assert_eq!(after.callable, Some(i128::from(tonnes("94").base())));
}

#[test]
fn mistake_4_every_way_a_truck_can_arrive_is_a_legal_receipt() {
    let weight = WeightCount { loaded: 9_000, accepted: 9_000, ..WeightCount::default() };
    let arrives = |heads| {
        let measures =
            ReceiptMeasures { heads: Some(heads), weight: Some(weight), ..ReceiptMeasures::default() };
        measures.check(Dimension::Head, "lines/0")
    };
    let usual = HeadCount { loaded: 30, accepted: 28, dead: 1, rejected: 1, ..HeadCount::default() };
    assert_eq!(arrives(usual), Ok(28));
    assert_eq!(arrives(HeadCount { loaded: 30, rejected: 30, ..HeadCount::default() }), Ok(0));
    assert_eq!(arrives(HeadCount { loaded: 30, missing: 30, ..HeadCount::default() }), Ok(0));
    assert_eq!(arrives(HeadCount { loaded: 30, accepted: 31, surplus: 1, ..HeadCount::default() }), Ok(31));
    assert_eq!(
        arrives(HeadCount { loaded: 30, accepted: 29, emergency_slaughtered: 1, ..HeadCount::default() }),
        Ok(29)
    );
}

#[test]
fn mistake_5_two_lines_of_one_order_on_the_same_contract_line_are_checked_as_their_sum() {
    let balances = balances(&line_of("10", 500), &LineFacts::default());
    assert_eq!(check_call_off(&balances, &[asked(tonnes("6")), asked(tonnes("4"))]), Ok(()));
    let refusal =
        check_call_off(&balances, &[asked(tonnes("6")), asked(tonnes("6"))]).expect_err("twelve of ten");
    assert_eq!(refusal.unmet.len(), 1);
    assert_eq!(
        (refusal.unmet[0].found.id.as_str(), refusal.unmet[0].required.en.as_str()),
        ("12 ton", "at most 10 tonnes")
    );
}

#[test]
fn mistake_8_sums_of_unlike_units_are_never_made() {
    let balances = balances(&line_of("10", 0), &LineFacts::default());
    let heads = Quantity::parse("1", Unit::Hea).expect("one head");
    let refusal =
        check_call_off(&balances, &[asked(tonnes("1")), asked(heads)]).expect_err("a head is no tonne");
    assert_eq!(refusal.code, RefusalCode::OrderLineInvalid);
    assert_eq!(
        (refusal.unmet[0].found.id.as_str(), refusal.unmet[0].required.id.as_str()),
        ("1 ekor", "berat")
    );
    assert!(check_receipt(&balances, &[asked(heads)]).is_err());
}

#[test]
fn mistake_8_two_tonnes_of_paddy_and_ten_of_rice_are_not_twelve_tonnes_of_rice() {
    let state = CallOffState::InFulfilment;
    let line = |number, ordered: &str, counts| {
        let id = CallOffLineId::from_uuid(Uuid::from_u128(number));
        CallOffLineFact { id, ordered: tonnes(ordered).base(), state, counts }
    };
    let half = Ratio::new(900, 450).expect("a ratio");
    let (rice, paddy) = (line(1, "10", Ratio::SAME), line(2, "2", half));
    let all = |line: &CallOffLineFact| AcceptedFact {
        call_off_line: line.id,
        accepted: line.ordered,
        state: ReceiptState::Posted,
    };
    let open = facts_from(&[rice, paddy], &[], &[]).open;
    let accepted = facts_from(&[rice, paddy], &[all(&rice), all(&paddy)], &[]).accepted;
    assert_eq!((open, accepted), (i128::from(tonnes("11").base()), i128::from(tonnes("11").base())));
}
