//! The edges of the rules: first and last days, longest texts, and what each state takes.

use chrono::NaiveDate;

use super::*;
use crate::agreement::cooperation::agreement_terms::tests::{metro, paper};
use crate::agreement::cooperation::guarantee::{GuaranteeAgreement, check_umbrella};
use crate::shared::{
    AgreementId, Bilingual, Business, CommodityCode, Consent, Dimension, Id as _, Money, NaturalUnit,
    PartyKind, Period, RegionCode, Role, TextHash,
};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn labels<S: Copy + 'static>(
    all: &'static [S],
    holds: impl Fn(S) -> bool,
    label: fn(S) -> &'static str,
) -> Vec<&'static str> {
    all.iter().copied().filter(|one| holds(*one)).map(label).collect()
}

#[test]
fn texts_are_edited_and_papers_taken_in_these_states_alone() {
    let agreements = labels(AgreementState::ALL, AgreementState::may_change, AgreementState::label);
    assert_eq!(agreements, ["draft", "in_discussion"]);
    let contracts = labels(ContractState::ALL, ContractState::may_change, ContractState::label);
    assert_eq!(contracts, ["draft", "changes_requested"]);
    let shows = labels(VerificationState::ALL, VerificationState::takes_documents, VerificationState::label);
    assert_eq!(shows.len(), VerificationState::ALL.len() - 1, "all but revoked: {shows:?}");
}

#[test]
fn the_supplier_submits_the_agency_checks_and_the_coordinator_decides() {
    let by = |role| {
        labels(VerificationEvent::ALL, |event| event.roles().contains(&role), VerificationEvent::label)
    };
    assert_eq!(by(Role::Supplier), ["submit", "withdraw_document"]);
    assert_eq!(by(Role::TechnicalAgency), ["check_documents", "check_field"]);
    assert_eq!(
        by(Role::Coordinator),
        ["verify", "verify_with_conditions", "refuse", "suspend", "reinstate", "revoke"]
    );
}

#[test]
fn each_fact_about_a_contract_is_for_its_roles() {
    let by = |role| labels(ContractEvent::ALL, |event| event.roles().contains(&role), ContractEvent::label);
    assert_eq!(by(Role::Supplier), ["submit", "sign", "fulfill", "end_short", "cancel"]);
    assert_eq!(by(Role::Aggregator), by(Role::Supplier));
    assert_eq!(by(Role::Buyer), ["submit", "sign", "fulfill", "end_short", "close", "cancel"]);
    let region = ["request_changes", "endorse", "activate", "suspend", "reinstate", "close", "terminate"];
    assert_eq!(by(Role::Coordinator), region);
}

#[test]
fn expired_is_shown_of_what_is_neither_ended_nor_within_its_days() {
    let period = Period { from: day("2022-06-10"), until: Some(day("2027-06-09")) };
    let days = AgreementDays { period, ends_date: None };
    let on = |state: AgreementState, at| state.condition(&days, day(at));
    assert_eq!(on(AgreementState::Active, "2027-06-09"), None);
    assert_eq!(on(AgreementState::Active, "2027-06-10"), Some(AgreementCondition::Expired));
    assert_eq!(on(AgreementState::Terminated, "2027-06-10"), None);
    let open = Period { until: None, ..period };
    let contract = |state| {
        contract_condition((state, &open, false), (AgreementState::Suspended, &open), true, day("2023-01-01"))
    };
    assert_eq!(contract(ContractState::Active), Some(DerivedCondition::Frozen));
    assert_eq!(contract(ContractState::Signed), None, "what is not active cannot freeze");
}

#[test]
fn every_kind_of_consent_needs_both_sides_and_the_same_text() {
    let (text, other) = (TextHash::of_bytes(b"text"), TextHash::of_bytes(b"other"));
    let side = |by| Consent { by, hash: text.clone() };
    for complete in [confirmations_complete, signatures_complete, endorsements_complete] {
        let both = [side(Side::Initiator), side(Side::Counterpart)];
        assert!(complete(&both, &text));
        assert!(!complete(&both, &other) && !complete(&both[..1], &text) && !complete(&[], &text));
    }
    let both = [Business::Supplier, Business::Buyer].map(|by| Consent { by, hash: text.clone() });
    assert!(contract_signatures_complete(&both, &text));
    assert!(!contract_signatures_complete(&both, &other) && !contract_signatures_complete(&both[1..], &text));
}

#[test]
fn a_signature_counts_until_the_last_day_of_the_period() {
    let head =
        Signatory { name: "Wahdi".to_owned(), capacity: SignerCapacity::Mayor, power_of_attorney: None };
    let period = Period { from: day("2022-06-10"), until: Some(day("2027-06-09")) };
    let metro: RegionCode = "18.72".parse().expect("a region");
    let (signs_for, act) = (SignsFor::Region(&metro), SignedAct::AgreementSignature);
    let sign = |signatory: &Signatory, on| {
        check_signature(&Signature { signatory, signs_for, act, period: &period, day: day(on) })
    };
    assert_eq!(sign(&head, "2027-06-09"), Ok(()));
    let late = sign(&head, "2027-06-10").expect_err("a day late");
    assert_eq!(late.unmet[0].found, Bilingual::new("berakhir pada 9 Juni 2027", "ended on 9 June 2027"));
    let unnamed = Signatory { name: " ".to_owned(), ..head };
    let refused = sign(&unnamed, "2022-06-10").expect_err("nobody signs");
    assert_eq!(refused.unmet[0].rule, "signatory_named");
}

#[test]
fn terms_may_be_as_long_as_their_limits_and_no_longer() {
    let pointers = |terms: &AgreementTerms| {
        terms.validate().into_iter().map(|invalid| invalid.pointer).collect::<Vec<_>>()
    };
    let commodities = |count: usize| (0..count).map(|n| format!("c{n}").parse().expect("a code")).collect();
    let files = |count: usize| (0..count).map(|n| paper("plan", "1", &n.to_be_bytes())).collect();
    let mut terms = metro();
    terms.title = "é".repeat(AgreementTerms::MAX_TITLE);
    terms.plans.initiator.note = "é".repeat(AgreementTerms::MAX_NOTE);
    terms.period.until = Some(terms.period.from);
    terms.commodities = commodities(AgreementTerms::MAX_ITEMS);
    terms.attachments = files(AgreementTerms::MAX_ITEMS);
    assert!(pointers(&terms).is_empty());
    terms.title.push('x');
    terms.plans.initiator.note.push('x');
    terms.commodities = commodities(AgreementTerms::MAX_ITEMS + 1);
    terms.attachments = files(AgreementTerms::MAX_ITEMS + 1);
    assert_eq!(pointers(&terms), ["/title", "/commodities", "/plan/note", "/attachments"]);
}

#[test]
fn the_same_file_attached_twice_is_attached_once() {
    let file = paper("plan", "1", b"1");
    let mut terms = metro();
    terms.attachments = vec![file.clone()];
    let once = terms.canonical();
    terms.attachments = vec![file.clone(), file];
    assert_eq!(terms.canonical(), once);
}

#[test]
fn a_warning_begins_the_given_days_before_the_end() {
    let paper = |document, from: &str, until: Option<&str>| AcceptedDocument {
        document,
        valid_from: day(from),
        valid_until: until.map(day),
    };
    let ending = [paper(DocumentType::HalalCertificate, "2026-01-01", Some("2026-12-31"))];
    let on = |at: &str, papers: &[AcceptedDocument]| {
        standing_on(day(at), VerificationState::Verified, papers, &[], 30)
    };
    assert_eq!(on("2026-12-01", &ending), Standing::Verified);
    let soon = on("2026-12-02", &ending);
    assert_eq!(soon, Standing::ExpiringSoon { what: DocumentType::HalalCertificate, on: day("2026-12-31") });
    assert!(soon.is_verified());
    assert_eq!(soon.kind(), StandingKind::ExpiringSoon);
    assert_eq!(on("2025-12-31", &ending), Standing::Verified, "a paper binds from its first day");
    let renewed_late = [
        ending[0].clone(),
        paper(DocumentType::HalalCertificate, "2025-01-01", Some("2025-12-31")),
        paper(DocumentType::HalalCertificate, "2027-01-03", None),
    ];
    assert_eq!(verified_until(day("2026-12-02"), &renewed_late, &[], &[]), Some(day("2026-12-31")));
    let lapsed = on("2027-01-02", &renewed_late);
    let gap = Gap { what: DocumentType::HalalCertificate, on: Some(day("2026-12-31")) };
    assert_eq!((lapsed.kind(), lapsed), (StandingKind::Lapsed, Standing::Lapsed(vec![gap])));
    assert_eq!(on("2027-01-03", &renewed_late), Standing::Verified);
    let refused = standing_on(day("2027-01-03"), VerificationState::Refused, &[], &[], 30);
    assert_eq!(refused.kind(), StandingKind::NotVerified);
}

#[test]
fn a_refused_contract_is_told_what_the_agreement_covers_and_until_when() {
    let (metro, jakarta): (RegionCode, RegionCode) =
        ("18.72".parse().expect("Metro"), "31".parse().expect("DKI"));
    let covered: std::collections::BTreeSet<CommodityCode> =
        ["eggs", "rice"].map(|code| code.parse().expect("a code")).into();
    let mut agreement = GuaranteeAgreement {
        id: AgreementId::from_uuid(uuid::Uuid::from_u128(1)),
        state: AgreementState::Suspended,
        period: Period { from: day("2022-06-10"), until: Some(day("2027-06-09")) },
        commodities: &covered,
        regions: PerSide { initiator: &metro, counterpart: &jakarta },
    };
    let cattle = ["cattle".parse().expect("a code")];
    let refused = check_umbrella(&agreement, &cattle, day("2027-06-10")).expect_err("three rules");
    let found: Vec<_> =
        refused.unmet.iter().map(|unmet| (unmet.found.en.as_str(), unmet.required.en.as_str())).collect();
    assert_eq!(
        found,
        [
            ("suspended", "active"),
            ("10 June 2022 to 9 June 2027", "a period that includes 10 June 2027"),
            ("cattle is not covered", "chicken eggs or rice"),
        ]
    );
    assert!(refused.unmet[0].how_to_fix.en.contains("reinstated"), "a suspension is lifted, not activated");
    agreement.state = AgreementState::Draft;
    agreement.period = Period { from: day("2028-01-01"), until: None };
    let refused = check_umbrella(&agreement, &[], day("2027-06-10")).expect_err("two rules");
    assert!(refused.unmet[0].how_to_fix.en.contains("signed and activated it"));
    assert_eq!(refused.unmet[1].found.en, "from 1 January 2028");
    assert!(refused.unmet[1].how_to_fix.id.contains("baru berlaku mulai 1 Januari 2028"));
}

#[test]
fn the_platform_grants_in_every_government_and_machines_may_be_clients() {
    let government = PartyKind::RegionalGovernment;
    let by =
        |granter: Role, region| check_roles(government, &[Role::Client], Holder::Machine, &[granter], region);
    assert_eq!(by(Role::PlatformAdmin, false), Ok(()));
    assert_eq!(by(Role::Coordinator, true), Ok(()));
    assert!(by(Role::Coordinator, false).is_err());
    assert_eq!(granted_scopes(&[Role::Service]), ["*.*.*"]);
    let granted = granted_scopes(&[Role::Auditor]);
    assert!(narrow_scopes(&granted, &["*".to_owned(), "*.*".to_owned(), "*.*.*.*".to_owned()]).is_empty());
    assert_eq!(narrow_scopes(&granted, &["*.*.*".to_owned()]), granted);
}

#[test]
fn a_paper_asked_for_twice_is_needed_once() {
    let mut rows = seed_requirements();
    rows.extend(seed_requirements());
    let papers = required_documents(PartyKind::FarmerGroup, &[], day("2026-11-22"), &rows);
    assert_eq!(papers, [DocumentType::FarmerGroupRegistration, DocumentType::BankAccountProof]);
}

#[test]
fn the_sentence_says_has_of_one_single_thing_alone() {
    let row = |code: &str, natural: NaturalUnit, count| {
        let drawn = natural.unit().expect("a unit").dimension();
        let of = |dimension, base: i64| (drawn == dimension).then_some(base);
        let part = AcceptedPart {
            drawn,
            mass: None,
            heads: of(Dimension::Head, count),
            pieces: of(Dimension::Piece, count),
            volume: of(Dimension::Volume, count * 1000),
        };
        RealizationRow {
            commodity: code.parse().expect("a code"),
            name: Bilingual::new(code, code),
            form: code.parse().expect("a code"),
            form_name: None,
            natural,
            committed: Vec::new(),
            accepted: vec![part],
            vehicles: 0,
            amount: Money(0),
        }
    };
    let says = |rows: &[RealizationRow]| realize(day("2022-06-10"), day("2026-11-22"), rows).sentence.en;
    let (milk, eggs) = (|n| row("milk", NaturalUnit::Ltr, n), |n| row("eggs", NaturalUnit::H87, n));
    assert!(says(&[milk(1)]).ends_with("1 litre of milk has been accepted."));
    assert!(says(&[milk(2)]).ends_with("2 litres of milk have been accepted."));
    assert!(says(&[milk(1), eggs(1)]).ends_with("1 litre of milk and 1 piece of eggs have been accepted."));
    assert!(
        says(&[milk(1), row("cattle", NaturalUnit::Hea, 0)]).ends_with("1 litre of milk has been accepted.")
    );
}
