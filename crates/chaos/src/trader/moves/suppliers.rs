//! A supplier that asks to be verified: it shows papers, some check, others decide.

use api_types::agreement::{
    AddVerificationDocumentRequest, CheckDocumentsRequest, CreateSupplierVerificationRequest,
    DecideVerificationRequest, DocumentCheck, SupplierVerificationView, VerificationDocumentView,
    WithdrawVerificationDocumentRequest,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::agreement::{
    DocumentCheckOutcome, DocumentCheckState, DocumentType, VerificationDecision, VerificationState,
};
use rand::RngExt as _;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;

use super::{ASIDE, Move, ON, OVER, Shows, actor, circumstances, key, occurred, pick};
use crate::caller::Request;
use crate::trader::{Grower, World};

pub(super) fn names() -> Vec<&'static str> {
    vec![
        "begin verification",
        "show paper",
        "withdraw paper",
        "hand in papers",
        "check papers",
        "check place",
        "decide",
        "suspend supplier",
        "reinstate supplier",
        "revoke supplier",
    ]
}

pub(super) fn verification(world: &World, dice: &mut StdRng) -> Option<Move> {
    let grower = world.people.grower.as_ref()?;
    let Some(seen) = &grower.verification else {
        let body = CreateSupplierVerificationRequest { party_id: grower.party, commodity_codes: Vec::new() };
        let by = actor(&[grower.name], dice);
        let request = Request::agreement(by, |api| api.create_supplier_verification(&body));
        return Some(done("begin verification", request.keyed(key(dice)), vec![grower.name]));
    };
    let name = pick(world, &wanted(seen), dice)?;
    let may = match name {
        "show paper" | "withdraw paper" | "hand in papers" => vec![grower.name],
        "check papers" | "check place" => world.people.agencies(),
        _ => world.people.coordinators(),
    };
    let said = occurred(world, &[], dice);
    let request = request(name, (grower, seen), actor(&may, dice), said, dice)?;
    let said = said.filter(|_| !["show paper", "withdraw paper"].contains(&name));
    Some(Move { said, ..done(name, request, may) })
}

fn done(name: &'static str, request: Request, may: Vec<&'static str>) -> Move {
    let shows = Shows::Verification;
    Move { name, request, shows, contracts: Vec::new(), may, begins: false, said: None }
}

/// What comes next, where it stands.
fn wanted(seen: &SupplierVerificationView) -> Vec<(&'static str, u32)> {
    use VerificationState as S;
    let lacks = !seen.missing_documents.is_empty();
    let unchecked = seen.documents.iter().any(|paper| paper.check == DocumentCheckState::Pending);
    let mut wanted = match seen.state {
        S::Draft | S::Refused if lacks => vec![("show paper", ON), ("hand in papers", OVER)],
        S::Draft | S::Refused => vec![("hand in papers", ON), ("show paper", OVER)],
        S::Submitted => vec![("check papers", ON)],
        S::DocumentCheck => vec![("decide", ON), ("check place", ON), ("check papers", OVER)],
        S::FieldCheck => vec![("decide", ON), ("check papers", OVER)],
        S::Verified | S::VerifiedWithConditions => {
            vec![
                ("decide", OVER),
                ("suspend supplier", ASIDE),
                ("revoke supplier", OVER),
                ("show paper", ASIDE),
            ]
        }
        S::Suspended => vec![("reinstate supplier", ON), ("revoke supplier", OVER), ("check papers", OVER)],
        S::Revoked => vec![("reinstate supplier", OVER), ("hand in papers", OVER)],
    };
    if unchecked {
        wanted.extend([("withdraw paper", ASIDE), ("check papers", ASIDE)]);
    }
    wanted
}

fn request(
    name: &'static str,
    (grower, seen): (&Grower, &SupplierVerificationView),
    by: &'static str,
    said: Option<DateTime<Utc>>,
    dice: &mut StdRng,
) -> Option<Request> {
    let (id, body) = (seen.id, circumstances(said));
    Some(match name {
        "show paper" => {
            let paper = paper(grower, seen, dice)?;
            Request::agreement(by, |api| api.add_verification_document(id, &paper)).keyed(key(dice))
        }
        "withdraw paper" => {
            let pending = |paper: &&VerificationDocumentView| paper.check == DocumentCheckState::Pending;
            let pending: Vec<_> = seen.documents.iter().filter(pending).collect();
            let document_id = pending.choose(dice).copied().or_else(|| seen.documents.last())?.id;
            let body = WithdrawVerificationDocumentRequest { document_id, note: Some("because".to_owned()) };
            Request::agreement(by, |api| api.withdraw_verification_document(id, "*", &body))
        }
        "check papers" => {
            let findings = findings(seen, said, dice);
            Request::agreement(by, |api| api.check_verification_documents(id, "*", &findings))
        }
        "decide" => {
            let decision = decision(said, dice);
            Request::agreement(by, |api| api.decide_supplier_verification(id, "*", &decision))
        }
        _ => Request::agreement(by, |api| match name {
            "hand in papers" => api.submit_supplier_verification(id, "*", &body),
            "check place" => api.check_verification_field(id, "*", &body),
            "suspend supplier" => api.suspend_supplier_verification(id, "*", &body),
            "reinstate supplier" => api.reinstate_supplier_verification(id, "*", &body),
            _ => api.revoke_supplier_verification(id, "*", &body),
        }),
    })
}

/// Mostly a paper that is missing.
fn paper(
    grower: &Grower,
    seen: &SupplierVerificationView,
    dice: &mut StdRng,
) -> Option<AddVerificationDocumentRequest> {
    let other = [DocumentType::FarmerGroupRegistration, DocumentType::BankAccountProof];
    let kind = seen.missing_documents.choose(dice).or_else(|| other.choose(dice))?;
    Some(AddVerificationDocumentRequest {
        r#type: *kind,
        number: format!("520/{}/2024", dice.random_range(1..1_000_000)),
        issuer: "Dinas Pertanian".to_owned(),
        issued_date: NaiveDate::from_ymd_opt(2024, 1, 4)?,
        valid_until_date: None,
        level: None,
        file_id: *grower.scans.choose(dice)?,
    })
}

/// On every paper that nobody has looked at, else on any.
fn findings(
    seen: &SupplierVerificationView,
    occurred_at: Option<DateTime<Utc>>,
    dice: &mut StdRng,
) -> CheckDocumentsRequest {
    let pending = seen.documents.iter().filter(|paper| paper.check == DocumentCheckState::Pending);
    let mut papers: Vec<_> = pending.map(|paper| paper.id).collect();
    if papers.is_empty() {
        papers.extend(seen.documents.choose(dice).map(|paper| paper.id));
    }
    let check = |document_id| {
        let bad = dice.random_ratio(1, 10);
        let outcome = if bad { DocumentCheckOutcome::Refused } else { DocumentCheckOutcome::Accepted };
        DocumentCheck { document_id, outcome, note: Some("because".to_owned()) }
    };
    let checks = papers.into_iter().map(check).collect();
    CheckDocumentsRequest { checks, occurred_at, note: None }
}

fn decision(occurred_at: Option<DateTime<Utc>>, dice: &mut StdRng) -> DecideVerificationRequest {
    let decision = match dice.random_range(0..4) {
        0 => VerificationDecision::VerifiedWithConditions,
        1 => VerificationDecision::Refused,
        _ => VerificationDecision::Verified,
    };
    let conditional = decision == VerificationDecision::VerifiedWithConditions;
    DecideVerificationRequest {
        decision,
        conditions: conditional.then(|| "Dokumen diperbarui.".to_owned()),
        occurred_at,
        reason_code: None,
        note: Some("because".to_owned()),
        documents: Vec::new(),
    }
}
