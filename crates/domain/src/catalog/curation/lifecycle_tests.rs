//! The lifecycle of a curation, and what an approval is good for.

use super::*;
use crate::catalog::{OutletKind, OutletState};
use crate::shared::{Id, Lifecycle as _, OutletId, PartyId, transition_table};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn outlet(number: u128) -> Outlet {
    let chain = (number == 1).then(|| "Jakmart".parse().expect("a name"));
    let (id, state) = (OutletId::from_uuid(uuid::Uuid::from_u128(number)), OutletState::Open);
    Outlet {
        id,
        operator: operator(),
        kind: OutletKind::Outlet,
        chain,
        state,
        opens: None,
        closed: None,
        dedicated_to: None,
    }
}

fn operator() -> PartyId {
    PartyId::from_uuid(uuid::Uuid::nil())
}

fn version(text: &str) -> TextHash {
    TextHash::of_bytes(text.as_bytes())
}

fn approval() -> Approval {
    Approval {
        curation: crate::shared::CurationId::from_uuid(uuid::Uuid::nil()),
        version: version("one"),
        channels: vec![Channel::Chain { operator: operator(), name: "Jakmart".parse().expect("a name") }],
        term: Period { from: day("2025-01-01"), until: Some(day("2025-12-31")) },
        conditions: Vec::new(),
        monthly_ceiling: None,
    }
}

#[test]
fn the_whole_lifecycle_of_a_curation_is_this_table() {
    let table = "\
| state | submit | start_screening | request_sample | receive_sample | start_review | score | approve | approve_with_conditions | request_changes | reject | withdraw |
|---|---|---|---|---|---|---|---|---|---|---|---|
| draft | submitted | - | - | - | - | - | - | - | - | - | withdrawn |
| submitted | - | screening | - | - | - | - | - | - | - | - | withdrawn |
| screening | - | - | sample_requested | - | in_review | - | - | - | - | - | withdrawn |
| sample_requested | - | - | - | sample_received | - | - | - | - | - | - | withdrawn |
| sample_received | - | - | - | - | in_review | - | - | - | - | - | withdrawn |
| in_review | - | - | - | - | in_review | in_review | approved | approved_with_conditions | changes_requested | rejected | withdrawn |
| approved | - | - | - | - | - | - | - | - | - | - | - |
| approved_with_conditions | - | - | - | - | - | - | - | - | - | - | - |
| changes_requested | submitted | - | - | - | - | - | - | - | - | - | withdrawn |
| rejected | - | - | - | - | - | - | - | - | - | - | - |
| withdrawn | submitted | - | - | - | - | - | - | - | - | - | - |
";
    assert_eq!(transition_table::<CurationState>(), table);
}

#[test]
fn every_outcome_leads_where_it_says() {
    for outcome in CurationOutcome::ALL {
        let after = CurationState::InReview.next(outcome.event()).expect("a decision ends the review");
        assert_eq!(after.label(), outcome.label());
    }
}

#[test]
fn two_outcomes_let_a_product_be_listed() {
    let approving: Vec<_> = CurationOutcome::ALL.iter().filter(|o| o.approves()).map(|o| o.label()).collect();
    assert_eq!(approving, ["approved", "approved_with_conditions"]);
}

#[test]
fn a_term_may_be_one_day_and_a_condition_five_hundred_characters() {
    let codes = |until: &str, condition: String| {
        let term = Period { from: day("2025-01-01"), until: Some(day(until)) };
        let approval = Approval { term, conditions: vec![condition], ..approval() };
        let found = approval.check(CurationEvent::ApproveWithConditions);
        found.into_iter().map(|invalid| invalid.code).collect::<Vec<_>>()
    };
    assert!(codes("2025-01-01", "é".repeat(500)).is_empty());
    assert_eq!(codes("2024-12-31", "é".repeat(501)), ["period", "length"]);
}

#[test]
fn an_approval_stands_from_its_first_day_to_its_last() {
    let on = |v: &str, d| approval().condition(&version(v), day(d));
    assert_eq!(on("one", "2024-12-31"), ApprovalCondition::NotYetValid);
    assert_eq!(on("one", "2025-01-01"), ApprovalCondition::Standing);
    assert_eq!(on("one", "2025-12-31"), ApprovalCondition::Standing);
    assert_eq!(on("one", "2026-01-01"), ApprovalCondition::Ended);
    assert_eq!(on("two", "2025-01-01"), ApprovalCondition::VersionChanged);
}

#[test]
fn an_approval_holds_for_its_version_channel_and_term_alone() {
    let valid = |v: &str, o, d| approval().valid_for(&version(v), &outlet(o), day(d));
    assert!(valid("one", 1, "2025-01-01") && valid("one", 1, "2025-12-31"));
    assert!(!valid("two", 1, "2025-06-01"));
    assert!(!valid("one", 2, "2025-06-01"));
    assert!(!valid("one", 1, "2024-12-31") && !valid("one", 1, "2026-01-01"));
}

#[test]
fn the_refusal_names_the_nearest_miss() {
    let fix = |approvals: &[Approval], v: &str, o, d| {
        let refusal = standing_approval(approvals, &version(v), &outlet(o), day(d)).expect_err("refused");
        assert_eq!((refusal.code, refusal.unmet.len()), (RefusalCode::CurationRequired, 1));
        refusal.unmet[0].found.en.clone()
    };
    let one = [approval()];
    assert!(standing_approval(&one, &version("one"), &outlet(1), day("2025-06-01")).is_ok());
    assert_eq!(fix(&[], "one", 1, "2025-06-01"), "no approval");
    assert_eq!(fix(&one, "two", 1, "2025-06-01"), "approval of another version");
    assert_eq!(fix(&one, "one", 2, "2025-06-01"), "approved for Jakmart");
    assert_eq!(fix(&one, "one", 1, "2026-06-01"), "approved 1 January 2025 to 31 December 2025");
    let early = standing_approval(&one, &version("one"), &outlet(1), day("2024-06-01")).expect_err("early");
    assert!(early.unmet[0].how_to_fix.en.starts_with("Wait"));
}

#[test]
fn a_decision_names_channels_a_closed_term_and_its_conditions() {
    let codes =
        |approval: Approval, event| approval.check(event).into_iter().map(|i| i.code).collect::<Vec<_>>();
    let strict = Approval { conditions: vec!["label baru sebelum Maret".into()], ..approval() };
    assert!(codes(approval(), CurationEvent::Approve).is_empty());
    assert!(codes(strict.clone(), CurationEvent::ApproveWithConditions).is_empty());
    assert_eq!(codes(approval(), CurationEvent::ApproveWithConditions), ["conditions-mismatch"]);
    assert_eq!(codes(strict, CurationEvent::Approve), ["conditions-mismatch"]);
    let open = Approval {
        channels: Vec::new(),
        term: Period { from: day("2025-01-01"), until: None },
        ..approval()
    };
    assert_eq!(codes(open, CurationEvent::Approve), ["item-count", "period"]);
    let blank = Approval { conditions: vec![" ".into()], ..approval() };
    assert_eq!(codes(blank, CurationEvent::ApproveWithConditions), ["length"]);
}

#[test]
fn what_an_approval_is_worth_follows_the_day_and_the_label() {
    let condition = |v: &str, d| approval().condition(&version(v), day(d)).label();
    assert_eq!(condition("one", "2024-12-31"), "not_yet_valid");
    assert_eq!(condition("one", "2025-12-31"), "standing");
    assert_eq!(condition("one", "2026-01-01"), "ended");
    assert_eq!(condition("two", "2025-06-01"), "version_changed");
}

#[test]
fn the_version_approved_is_the_version_submitted() {
    assert_eq!(check_version_unchanged(&version("one"), &version("one")), Ok(()));
    let refusal = check_version_unchanged(&version("one"), &version("two")).expect_err("changed");
    assert_eq!(
        (refusal.code, refusal.unmet[0].rule.as_str()),
        (RefusalCode::CurationRule, "version_unchanged")
    );
}
