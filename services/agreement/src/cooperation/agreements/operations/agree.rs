//! Consents of the two sides to the one text: confirmations, councils' approvals, signatures.

use api_types::agreement::{SignAgreementRequest, SignatoryRequest, TextConsentRequest};
use api_types::{DocumentReference, TransitionRequest};
use domain::agreement::{
    AgreementEvent, AgreementHappened, AgreementState, ConsentKind, Side, Signature, SignedAct, SignsFor,
    check_numbered, check_signature, settle_text,
};
use domain::shared::{AgreementId, ConsentProgress, Id as _, TextHash, jakarta_date};
use service::{Error, Step, Tx};
use web::{Command, Reply, RequestMeta, Transition};

use super::stages::expect_papers;
use super::{not_a_side, queries, reply};
use crate::context::Context;
use crate::cooperation::agreements::AgreementRow;
use crate::cooperation::agreements::access::op;
use crate::cooperation::consents::{consents_by, give, list_consents, read_signatory, stored};

/// A coordinator confirms the text for its side, or records the approval of its council; the last one needed leads on
/// to councils or signing. 200.
pub(in crate::cooperation::agreements) async fn agree_agreement<O: Transition<State = AgreementState>>(
    context: &Context,
    id: AgreementId,
    command: Command<O, TextConsentRequest>,
) -> Result<Reply, web::ApiError> {
    let (request, hash) = (command.body.transition(), command.body.text_sha256);
    agree(context, id, command.meta, Given { event: O::EVENT, hash, signatory: None, request }).await
}

/// A side signs; the second signature makes the agreement signed. 200.
pub(in crate::cooperation::agreements) async fn sign_agreement(
    context: &Context,
    id: AgreementId,
    command: Command<op::SignAgreement, SignAgreementRequest>,
) -> Result<Reply, web::ApiError> {
    let request = command.body.transition();
    let SignAgreementRequest { text_sha256: hash, signatory, .. } = command.body;
    let event = AgreementEvent::Sign;
    agree(context, id, command.meta, Given { event, hash, signatory: Some(signatory), request }).await
}

/// A consent as it is given.
struct Given {
    event: AgreementEvent,
    /// The text agreed to.
    hash: TextHash,
    /// Who signs.
    signatory: Option<SignatoryRequest>,
    request: TransitionRequest,
}

async fn agree(
    context: &Context,
    id: AgreementId,
    meta: RequestMeta,
    given: Given,
) -> Result<Reply, web::ApiError> {
    context
        .core
        .write(meta, async move |tx| {
            let mut row = queries::lock_agreement(tx.conn, tx.caller(), id).await?;
            let mut step = tx.begin(&row, given.event, &given.request).await?;
            if let Some(who) = &given.signatory {
                check_numbered(row.number.as_deref())?;
                check_signer(tx, &row, who, &step)?;
            }
            expect_papers(tx, &row, given.event, &given.request.documents).await?;
            let state = record_consent(tx, &mut row, &given, &step).await?;
            step.leads_to(state);
            if given.event == AgreementEvent::Sign && state != AgreementState::Signed {
                step.is_told_as(AgreementHappened::SignatureGiven);
            }
            tx.finish(&mut row, step).await?;
            reply(tx, row).await
        })
        .await
}

/// A council approves by a decision that has a number and a date.
fn check_decision(documents: &[DocumentReference]) -> Result<(), Error> {
    if documents.iter().any(|document| document.document_date.is_some()) {
        return Ok(());
    }
    Err(Error::field(
        "/documents",
        "required",
        "Sebutkan keputusan DPRD: nomornya (`number`) dan tanggalnya (`document_date`).",
        "Name the decision of the regional council (DPRD): its number (`number`) and date (`document_date`).",
    ))
}

/// Judges and stores a consent; gives the state it leads to.
async fn record_consent(
    tx: &mut Tx<'_>,
    row: &mut AgreementRow,
    given: &Given,
    step: &Step<AgreementState>,
) -> Result<AgreementState, Error> {
    let kind = kind_of(given.event);
    let side = row.side_of(tx.caller().party()).ok_or_else(not_a_side)?;
    let mut rows = list_consents(tx.conn, &[row.id.uuid()]).await?;
    rows.retain(|given| given.round == row.round);
    let terms = row.terms()?;
    let needed = match kind {
        ConsentKind::Approval => terms.councils_required(),
        _ => Side::ALL.to_vec(),
    };
    if !needed.contains(&side) {
        return Err(not_a_side());
    }
    if kind == ConsentKind::Approval {
        check_decision(&given.request.documents)?;
    }
    let consent = give(&rows, (kind, side), (&given.hash, &row.text()?), &needed)?;
    let (progress, signatory) = (consent.progress, given.signatory.as_ref().map(stored));
    let new = consent.record(tx, (row.id.uuid(), row.round), signatory, step.occurred.at).await?;
    rows.push(new);
    if kind != ConsentKind::Signature {
        let confirmations = consents_by(&rows, ConsentKind::Confirmation)?;
        return Ok(settle_text(
            row.state,
            &terms,
            &confirmations,
            &consents_by(&rows, ConsentKind::Approval)?,
        ));
    }
    if progress == ConsentProgress::Partial {
        return Ok(row.state);
    }
    let signatures = rows.iter().filter(|one| one.kind == kind && one.text_sha256 == row.text_sha256);
    row.signed_date = signatures.map(|one| jakarta_date(one.occurred_at)).max();
    Ok(AgreementState::Signed)
}

/// The consent that a step of the lifecycle stands for.
const fn kind_of(event: AgreementEvent) -> ConsentKind {
    match event {
        AgreementEvent::ApproveCouncil => ConsentKind::Approval,
        AgreementEvent::Sign => ConsentKind::Signature,
        _ => ConsentKind::Confirmation,
    }
}

/// Who signs for a region does so as its head, whoever acts as such, or by a letter that holds on the day of signing.
fn check_signer(
    tx: &Tx<'_>,
    row: &AgreementRow,
    who: &SignatoryRequest,
    step: &Step<AgreementState>,
) -> Result<(), Error> {
    let side = row.side_of(tx.caller().party()).ok_or_else(not_a_side)?;
    Ok(check_signature(&Signature {
        signatory: &read_signatory(who, tx.today())?,
        signs_for: SignsFor::Region(&row.region(side)?),
        act: SignedAct::AgreementSignature,
        period: &row.period(),
        day: step.occurred.day(),
    })?)
}
