//! Tests of the guarantee behind orders.

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn gate() -> CallOffGate {
    CallOffGate {
        contract: "PKS/2022/000001".to_owned(),
        contract_state: "active".to_owned(),
        contract_period: Period { from: day("2022-06-10"), until: Some(day("2023-06-09")) },
        orders_until: None,
        runs_out: false,
        agreement: "KB/2022/000001".to_owned(),
        agreement_state: "active".to_owned(),
        agreement_period: Period { from: day("2022-06-10"), until: Some(day("2027-06-09")) },
        agreement_ends: None,
        supplier: "PT KUJ".to_owned(),
        supplier_verified_until: Some(day("2022-12-31")),
        terms_position: Some(42),
    }
}

fn rules(gate: &CallOffGate, on: &str) -> Vec<String> {
    match check_call_off_gate(gate, day(on)) {
        Err(CallOffBarred::Refused(refusal)) => {
            assert_eq!(refusal.code, RefusalCode::CallOffNotAllowed);
            refusal.unmet.into_iter().map(|unmet| unmet.rule).collect()
        }
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[test]
fn an_unbroken_chain_gives_the_position_it_was_judged_by() {
    assert_eq!(check_call_off_gate(&gate(), day("2022-07-01")), Ok(42));
    assert_eq!(check_call_off_gate(&gate(), day("2022-12-31")), Ok(42));
}

#[test]
fn a_supplier_whose_certificate_lapsed_yesterday_is_refused() {
    assert_eq!(rules(&gate(), "2023-01-01"), ["supplier_verified"]);
    let unverified = CallOffGate { supplier_verified_until: None, ..gate() };
    assert_eq!(rules(&unverified, "2022-07-01"), ["supplier_verified"]);
}

#[test]
fn every_broken_link_is_listed() {
    let broken = CallOffGate {
        contract_state: "suspended".to_owned(),
        agreement_state: "terminated".to_owned(),
        ..gate()
    };
    let all = [
        "contract_active",
        "contract_in_period",
        "agreement_active",
        "agreement_in_period",
        "supplier_verified",
    ];
    assert_eq!(rules(&broken, "2027-06-10"), all);
}

#[test]
fn news_older_than_their_limit_are_not_judged_by() {
    let aged = |seconds| check_fresh(FeedAge { seconds, limit_seconds: 60 });
    assert_eq!(aged(60), Ok(()));
    assert_eq!(aged(61), Err(CallOffBarred::FeedStale { limit_seconds: 60 }));
    assert!(aged(i64::MAX).is_err(), "a feed that was never heard");
}

#[test]
fn terms_that_have_not_arrived_are_no_refusal() {
    let early = CallOffGate { terms_position: None, ..gate() };
    let unknown = CallOffBarred::TermsNotYetKnown { contract: gate().contract };
    assert_eq!(check_call_off_gate(&early, day("2022-07-01")), Err(unknown.clone()));
    assert_eq!(check_shipment_guarantee(&[gate(), early.clone()], day("2022-07-01")), Err(unknown));
    let condition = early.condition(day("2022-07-01")).expect("unknown");
    assert_eq!(condition.reasons, [ConditionReason::NotYetKnown]);
}

#[test]
fn goods_leave_under_an_unbroken_chain_of_every_contract_alone() {
    assert_eq!(check_shipment_guarantee(&[gate(), gate()], day("2022-07-01")), Ok(()));
    let suspended = CallOffGate { contract_state: "suspended".to_owned(), ..gate() };
    match check_shipment_guarantee(&[gate(), suspended.clone(), suspended], day("2022-07-01")) {
        Err(CallOffBarred::Refused(refusal)) => {
            assert_eq!((refusal.code, refusal.unmet.len()), (RefusalCode::ContractNotGuaranteed, 1));
        }
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[test]
fn what_was_ordered_of_a_contract_that_runs_out_leaves_until_its_own_last_day() {
    use ConditionReason as R;
    let runs_out = CallOffGate {
        orders_until: Some(day("2022-08-31")),
        runs_out: true,
        agreement_state: "terminated".to_owned(),
        agreement_ends: Some(day("2022-09-01")),
        supplier_verified_until: Some(day("2023-12-31")),
        ..gate()
    };
    let ships =
        |gate: &CallOffGate, on: &str| check_shipment_guarantee(std::slice::from_ref(gate), day(on)).is_ok();
    for on in ["2022-09-01", "2023-06-09"] {
        assert!(ships(&runs_out, on), "{on}");
        assert_eq!(runs_out.shipping_condition(day(on)), None);
        let all = ["contract_takes_orders", "agreement_active", "agreement_in_period"];
        assert_eq!(rules(&runs_out, on), all);
    }
    assert!(!ships(&runs_out, "2023-06-10"), "after its own last day");
    let noticed = CallOffGate { agreement_state: "active".to_owned(), ..runs_out.clone() };
    assert_eq!(check_call_off_gate(&noticed, day("2022-08-31")), Ok(42));
    assert_eq!(rules(&noticed, "2022-09-01"), ["contract_takes_orders", "agreement_in_period"]);
    assert!(ships(&noticed, "2022-09-01"), "its end is dated, whether somebody has recorded it or not");
    let reasons = noticed.condition(day("2022-09-01")).expect("no new orders").reasons;
    assert_eq!(reasons, [R::OrdersEnded, R::AgreementExpired]);
    let suspended = CallOffGate { agreement_state: "suspended".to_owned(), ..runs_out.clone() };
    assert!(!ships(&suspended, "2022-08-01"), "a suspension stops it all the same");
    let closes = CallOffGate { runs_out: false, ..noticed };
    let closes = CallOffGate { orders_until: Some(day("2022-07-31")), ..closes };
    assert_eq!(rules(&closes, "2022-08-01"), ["contract_takes_orders"]);
    assert!(ships(&closes, "2022-08-31"), "what is ordered is delivered while the agreement holds");
    assert!(!ships(&closes, "2022-09-01"));
}

#[test]
fn each_broken_link_is_a_reason_of_the_condition() {
    use ConditionReason as R;
    let reasons = |gate: &CallOffGate, on: &str| gate.condition(day(on)).map(|found| found.reasons);
    assert_eq!(reasons(&gate(), "2022-07-01"), None);
    for (contract, agreement, expected) in [
        ("suspended", "active", R::ContractSuspended),
        ("terminated", "active", R::ContractTerminated),
        ("fulfilled", "active", R::ContractEnded),
        ("signed", "active", R::ContractNotActive),
        ("active", "suspended", R::AgreementSuspended),
        ("active", "terminated", R::AgreementTerminated),
        ("active", "completed", R::AgreementEnded),
        ("active", "signed", R::AgreementNotActive),
    ] {
        let (contract_state, agreement_state) = (contract.to_owned(), agreement.to_owned());
        let gate = CallOffGate { contract_state, agreement_state, ..gate() };
        assert_eq!(reasons(&gate, "2022-07-01"), Some(vec![expected]));
    }
    assert_eq!(reasons(&gate(), "2023-06-10"), Some(vec![R::ContractExpired, R::SupplierLapsed]));
    assert_eq!(reasons(&gate(), "2022-06-09"), Some(vec![R::ContractNotBegun, R::AgreementNotBegun]));
    let unverified = CallOffGate { supplier_verified_until: None, ..gate() };
    assert_eq!(reasons(&unverified, "2022-07-01"), Some(vec![R::SupplierNotVerified]));
}

#[test]
fn what_was_accepted_stands_once_its_contract_or_agreement_has_ended() {
    assert_eq!(check_reversal(&[gate()]), Ok(()));
    for state in ["suspended", "active"] {
        let going_on = CallOffGate { contract_state: state.to_owned(), ..gate() };
        assert_eq!(check_reversal(&[going_on]), Ok(()), "{state}");
    }
    for state in ["fulfilled", "ended_short", "closed", "terminated"] {
        let ended = CallOffGate { contract_state: state.to_owned(), ..gate() };
        let refusal = check_reversal(&[ended]).expect_err(state);
        assert_eq!((refusal.code, refusal.unmet.len()), (RefusalCode::ReceiptFinal, 1), "{state}");
        assert_eq!(refusal.unmet[0].rule, "contract_not_ended");
    }
    let completed = CallOffGate { agreement_state: "completed".to_owned(), ..gate() };
    let refusal = check_reversal(&[completed.clone(), completed]).expect_err("completed");
    assert_eq!(refusal.unmet.len(), 1, "one agreement is named once");
    assert_eq!(refusal.unmet[0].rule, "agreement_not_ended");
}
